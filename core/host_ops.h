/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface beside the core: what the world around one device provides.
 */
#ifndef CORE_HOST_OPS_H
#define CORE_HOST_OPS_H

#include "core/platform.h"

/* Pages are the granule of pinning on every host, whatever its own page size. */
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
 *	user space unmaps pages of the program, which then does not start.
 *	@addr, but for its last HOST_PAGE_SHIFT bits, stays as it is until @unpin_all.
 * @unpin_all: the program is over, or will not be: undo all pins since the last call.
 * @start: call @issue, which issues START SUBCHANNEL, and return its condition code; or 2,
 *	busy, without a call, if pages of the program are wanted back.  They are not
 *	asked for meanwhile.
 * @alloc_channel: zeroed memory, contiguous and page-aligned, that a channel
 *	can fetch CCWs and IDAWs from; its absolute address goes to @addr.
 *	NULL if there is none.
 * @free_channel: give it back.
 * @signal: signal the user.  Callable in any context.
 * @wait: sleep until an interrupt was queued by vfio_ccw_interrupt(), or
 *	@msecs have passed.  True in the first case.
 * @settle: return when signals that other threads are sending have been sent; NULL
 *	where there is none.
 * @assert_locked: complain unless the device's mutex is held; NULL where that is not
 *	known.
 * @trace: told what the core does; NULL if nobody listens.
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
	void (*settle)(void *host);
	void (*assert_locked)(void *host);
	void (*trace)(void *host, const struct vfio_ccw_trace *event);
};

#endif
