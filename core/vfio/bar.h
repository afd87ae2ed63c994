/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where nothing is pinned, because a thread is about to unmap it.
 *
 * VFIO's type 1 calls dma_unmap(), lets everybody pin again, and looks: if something
 * is pinned there, it calls again, and after eleven calls takes that for a bug and
 * stops the machine.  A user whose other threads pin in between, and whose unmapping
 * thread hardly ever runs, must not get there.  No time is long enough for that, so a
 * bar ends by fact: when the thread that called is on its way back to user space, and
 * VFIO has looked.
 */
#ifndef CORE_VFIO_BAR_H
#define CORE_VFIO_BAR_H

#include <linux/types.h>

/**
 * struct bar_owner - a device, as the bars know it
 * @paused: memory for a bar was lacking: nothing is pinned anywhere ...
 * @pause_end: ... before this time, in jiffies
 */
struct bar_owner {
	bool paused;
	unsigned long pause_end;
};

/**
 * bar_raise() - the current thread unmaps
 * @owner: the device that is told
 * @iova: first byte
 * @last: last byte
 *
 * Until it is back in user space, no device of its process pins anything there, and
 * the owner does not for any process.
 *
 * Context: process; VFIO's locks may be held.
 * Return: how often in a row it has come with this range, in this call to unmap; 0 if
 * memory for a bar was lacking.
 */
u32 bar_raise(struct bar_owner *owner, u64 iova, u64 last);

/**
 * bar_covers() - must nothing be pinned there?
 * @owner: the device that would
 * @iova: first byte
 * @last: last byte
 *
 * Context: process.
 * Return: whether one of the bytes is barred.
 */
bool bar_covers(const struct bar_owner *owner, u64 iova, u64 last);

/**
 * bar_await() - let who unmaps come first
 * @owner: the device that is to pin
 * @iova: first byte
 * @last: last byte
 *
 * Context: process; may sleep, for a bounded time.
 * Return: 0; -EAGAIN if that takes long.
 */
int bar_await(const struct bar_owner *owner, u64 iova, u64 last);

#endif
