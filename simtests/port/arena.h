/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine's memory for tests: guest memory at guest addresses, the same
 * pages at quite different absolute addresses, and memory for the channel.
 * Counts every read, pin, allocation and byte, and refuses any on demand.
 *
 * Absolute addresses: channel memory lies below 2 GiB; a guest page lies above
 * 4 GiB, and neighbours in the guest are not neighbours there.
 */
#ifndef SIMTESTS_ARENA_H
#define SIMTESTS_ARENA_H

#include "core/host_ops.h"
#include "hw-sim/css_sim.h"
#include "hw-sim/plan.h"

struct arena;

struct arena_counts {
	u64 reads, read_bytes;
	u64 pins, pinned_pages;		/* calls, and pages over all calls */
	u64 allocs, channel_allocs;	/* calls */
	u64 signals[3];			/* by enum vfio_ccw_notifier */
	/* What is held at this moment: */
	u64 held_pages;			/* pins not undone, counting repeats */
	u64 held_channel;		/* bytes of channel memory */
};

/** arena_create() - @size bytes of guest memory, all mapped, zeroed, at guest address 0 */
struct arena *arena_create(u64 size);
/** arena_destroy() - free it; asserts that nothing is held */
void arena_destroy(struct arena *arena);

/** arena_unmap() - punch a hole: whole pages that the guest does not have */
void arena_unmap(struct arena *arena, u64 iova, u64 len);
void arena_map(struct arena *arena, u64 iova, u64 len);
/** arena_protect() - whole pages become read-only (or writable) for the device */
void arena_protect(struct arena *arena, u64 iova, u64 len, bool readonly);

/** arena_guest() - @len bytes of guest memory as the CPU of the guest sees them */
void *arena_guest(struct arena *arena, u64 iova, u64 len);

struct arena_counts *arena_counts(struct arena *arena);
/** arena_set_plan() - host faults (SIM_WHEN_PIN, _READ, _ALLOC) come from here */
void arena_set_plan(struct arena *arena, struct sim_plan *plan);
/** arena_set_wait() - what host_ops.wait does: let the simulator run */
void arena_set_wait(struct arena *arena, bool (*wait)(void *data, u32 msecs), void *data);
/** arena_revoke() - from now on no program may start, as if an unmap were faster; or it may */
void arena_revoke(struct arena *arena, bool revoked);
void arena_lock(struct arena *arena);
void arena_unlock(struct arena *arena);

/** The host of the core: first argument of each function is the arena */
extern const struct vfio_ccw_host_ops arena_host_ops;
/** Storage as the channel sees it; granted: what is pinned, and channel memory for fetching */
extern const struct sim_storage_ops arena_storage_ops;
/** Storage of a machine without a driver: guest addresses are absolute addresses */
extern const struct sim_storage_ops arena_guest_storage_ops;

#endif
