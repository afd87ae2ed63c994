/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface beside the core: services of the host for one device.
 */
#ifndef CORE_HOST_OPS_H
#define CORE_HOST_OPS_H

#include "core/platform.h"

/* Unit of pinning on every host, whatever the host's own page size is. */
#define HOST_PAGE_SHIFT		12
#define HOST_PAGE_SIZE		(1u << HOST_PAGE_SHIFT)
#define HOST_PAGE_MASK		((u64)HOST_PAGE_SIZE - 1)

enum vfio_ccw_notifier {
	VFIO_CCW_NOTIFY_IO,
	VFIO_CCW_NOTIFY_CRW,
	VFIO_CCW_NOTIFY_REQ,
};

struct vfio_ccw_trace;

/**
 * struct vfio_ccw_host_ops - services of the host, for one device
 * @read: copy @len bytes at guest address @iova.  0; -EFAULT if a byte of it
 *	is not mapped for the guest, and then @buf is undefined; another errno
 *	if the host failed.
 * @pin: pin @npages whole pages from page-aligned @iova, for the device to
 *	read and, with @write, to store into; their absolute addresses go to
 *	@addr.  0 with all pinned, or with none pinned: -EFAULT if one is not
 *	mapped, or not writable with @write; another errno if the host failed, or
 *	if user space unmaps pages of the program, which then does not start.
 *	The core keeps @addr unchanged until @unpin_all, except for its low
 *	HOST_PAGE_SHIFT bits.
 * @unpin_all: unpin everything pinned since the last call; the program has ended
 *	or will not be started.
 * @start: call @issue, which issues START SUBCHANNEL, and return its condition code; or
 *	return 2 (busy) without calling it, if pages of the program are being unmapped.
 *	No unmap begins during the call.
 * @alloc_channel: zeroed memory, contiguous and page-aligned, that a channel
 *	can fetch CCWs and IDAWs from; its absolute address goes to @addr.
 *	NULL if there is none.
 * @free_channel: free memory from @alloc_channel.
 * @signal: signal the user.  Callable in any context.
 * @wait: sleep until an interrupt was queued by vfio_ccw_interrupt(), or
 *	@msecs have passed.  True in the first case.
 * @sync_signals: wait until signals that other threads are sending have been sent; NULL if
 *	there are no such threads.
 * @assert_locked: warn unless the device's mutex is held; NULL if the host cannot tell.
 * @trace: called for each trace event; NULL if there is no listener.
 *
 * All are called with the device's mutex held and may sleep, except @signal.
 */
struct vfio_ccw_host_ops {
	int (*read)(void *host, u64 iova, void *buf, size_t len);
	int (*pin)(void *host, u64 iova, u32 npages, bool write, u64 *addr);
	void (*unpin_all)(void *host);
	int (*start)(void *host, int (*issue)(void *data), void *data);
	void *(*alloc_channel)(void *host, size_t size, u32 *addr);
	void (*free_channel)(void *host, void *mem, size_t size);
	void (*signal)(void *host, enum vfio_ccw_notifier which);
	bool (*wait)(void *host, u32 msecs);
	void (*sync_signals)(void *host);
	void (*assert_locked)(void *host);
	void (*trace)(void *host, const struct vfio_ccw_trace *event);
};

#endif
