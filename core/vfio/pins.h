/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest pages that are pinned for a device's one program, and who may give
 * them back: the core when the program is over, or the user's unmapping them,
 * at the price of the program.  Some stay pinned for the next one.
 */
#ifndef CORE_VFIO_PINS_H
#define CORE_VFIO_PINS_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "core/vfio/bar.h"
#include "core/vfio/idle.h"

struct vfio_device;
struct watch;

enum pin_state {
	PIN_COMING,		/* VFIO is asked */
	PIN_HELD,
	PIN_ASKED,		/* an unmap wants it back */
	PIN_GOING,		/* VFIO is given it back */
	PIN_TAKEN,		/* it was, for an unmap; the core does not know yet */
	PIN_GONE,		/* the core has given it back */
};

/**
 * struct pin_range - neighbours that were pinned by one call
 * @iova: guest address
 * @npages: how many
 * @state: where they are
 * @addr: the core's list of their absolute addresses
 * @kept: a reference to each keeps it out of other use
 * @watched: they are memory of a process that is watched
 * @changes: how often that memory had changed before they were pinned
 */
struct pin_range {
	u64 iova;
	u32 npages;
	enum pin_state state;
	const u64 *addr;
	bool kept;
	bool watched;
	int changes;
};

/**
 * struct pins - the pages of one program
 * @vdev: the device
 * @lock: a leaf; VFIO is never called with it held
 * @ranges: in the order in which they were pinned
 * @n: how many
 * @left: of them not gone
 * @next: where the next one to go probably is
 * @max: room for them
 * @doomed: an unmap hit the program: it must not start, and ends if it runs
 * @running: the channel has the program
 * @stuck: the channel has a program that was to end, and did not in time
 * @coming: a range is coming
 * @going: how many ranges are asked for or going
 * @settled: woken when a range is no longer coming or going, or the channel is
 *	done
 * @bars: the device, for who unmaps
 * @give_back: gives back what unmaps have asked for, and what is to leave @idle
 * @idle: what stays pinned between programs
 * @watch: counts changes of the user's memory; or NULL, and nothing stays
 * @seen: the count when all of @idle was right
 * @clean: the count when no device had anything idle that was not; guarded by
 *	the device's mutex
 * @all: among those of all devices
 * @waiters: how many threads of other devices wait for @settled; guarded as @all is
 */
struct pins {
	struct vfio_device *vdev;
	struct mutex lock;		/* guards the rest */
	struct pin_range *ranges;
	u32 n;
	u32 left;
	u32 next;
	u32 max;
	bool doomed;
	bool running;
	bool stuck;
	bool coming;
	u32 going;
	wait_queue_head_t settled;
	struct bar_owner bars;
	struct work_struct give_back;
	struct idle idle;
	struct watch *watch;
	int seen;
	int clean;
	struct list_head all;
	u32 waiters;
};

void pins_init(struct pins *pins, struct vfio_device *vdev);
void pins_destroy(struct pins *pins);

void pins_open(struct pins *pins);
void pins_close(struct pins *pins);
void pins_drop_idle(struct pins *pins);
void pins_leave_outdated(struct pins *pins);
bool pins_leave_all(struct pins *pins);
u32 pins_shrink(struct pins *pins, u32 npages);

int pins_add(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr);
void pins_remove(struct pins *pins, u64 iova, u32 npages);

int pins_start(struct pins *pins, int (*start)(void *data), void *data);
void pins_done(struct pins *pins);

void pins_abandon(struct pins *pins);
void pins_unmap(struct pins *pins, u64 iova, u64 length, int (*stop)(void *data), void *data);

#endif
