// SPDX-License-Identifier: GPL-2.0-only
/* The last events of all subchannels, in a ring buffer that debugfs shows as text. */
#include <linux/debugfs.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include "core/vfio/events.h"
#include "core/vfio/history.h"

/*
 * 64 KiB.  A program makes two events, one more for each halt, clear, and status that does not
 * end it.
 */
#define HISTORY_EVENTS	2048u
/* A line of text, the longest format with its values, is shorter. */
#define HISTORY_LINE	112u

const char *const vfio_ccw_history_formats[VFIO_CCW_HISTORY_KINDS] = {
	[VFIO_CCW_HISTORY_OPEN] = SCHID_FORMAT ": opened, result %d\n",
	[VFIO_CCW_HISTORY_CLOSE] = SCHID_FORMAT ": closed\n",
	[VFIO_CCW_HISTORY_RESET] = SCHID_FORMAT ": reset, result %d\n",
	[VFIO_CCW_HISTORY_GONE] = SCHID_FORMAT ": the subchannel is gone\n",
	[VFIO_CCW_HISTORY_REFUSED] = SCHID_FORMAT ": request refused, result %d\n",
	[VFIO_CCW_HISTORY_START] = SCHID_FORMAT ": start, cc %d, ORB word 1 %08x, CCW at %08x\n",
	[VFIO_CCW_HISTORY_ASYNC] = SCHID_FORMAT ": halt or clear, result %d, command %u\n",
	[VFIO_CCW_HISTORY_FINAL] =
		SCHID_FORMAT ": end, cc %d, control and status %08x, CCW at %08x\n",
	[VFIO_CCW_HISTORY_STATUS] =
		SCHID_FORMAT ": status, cc %d, control and status %08x, CCW at %08x\n",
	[VFIO_CCW_HISTORY_REPORT] = SCHID_FORMAT ": channel report, result %d, CRW %08x\n",
	[VFIO_CCW_HISTORY_ABANDONED] = SCHID_FORMAT ": the channel did not end a program\n",
};

struct history_entry {
	u64 ns;
	struct vfio_ccw_history_event event;
};

/**
 * struct history - the ring buffer
 * @lock: guards the rest; taken in any context
 * @next: number of the next event, from 0
 * @entries: event N is in entry N % HISTORY_EVENTS
 */
static struct history {
	raw_spinlock_t lock;
	u64 next;
	struct history_entry entries[HISTORY_EVENTS];
} history = { .lock = __RAW_SPIN_LOCK_UNLOCKED(history.lock) };

static_assert(sizeof(struct history_entry) * HISTORY_EVENTS == 64 << 10, "as said above");

void __weak vfio_ccw_history_add(const struct vfio_ccw_history_event *event)
{
	const u64 ns = ktime_get_ns();
	struct history_entry *entry;
	unsigned long flags;

	raw_spin_lock_irqsave(&history.lock, flags);
	entry = &history.entries[history.next++ % HISTORY_EVENTS];
	entry->ns = ns;
	entry->event = *event;
	raw_spin_unlock_irqrestore(&history.lock, flags);
}

/* The event with a number, or the first one after it that is still there. */
static bool history_get(u64 *number, struct history_entry *entry)
{
	bool any;

	raw_spin_lock_irq(&history.lock);
	if (history.next > HISTORY_EVENTS)
		*number = max(*number, history.next - HISTORY_EVENTS);
	any = *number < history.next;
	if (any)
		*entry = history.entries[*number % HISTORY_EVENTS];
	raw_spin_unlock_irq(&history.lock);
	return any;
}

static int history_show(struct seq_file *m, void *unused)
{
	struct history_entry entry;
	u64 number = 0;

	for (u32 i = 0; i < HISTORY_EVENTS && history_get(&number, &entry); i++, number++) {
		const struct vfio_ccw_history_event *event = &entry.event;
		u32 rest;
		u64 seconds = div_u64_rem(entry.ns, NSEC_PER_SEC, &rest);

		seq_printf(m, "%llu.%06lu ", seconds, rest / NSEC_PER_USEC);
		seq_printf(m, vfio_ccw_history_formats[event->kind], SCHID_ARGS(event->schid),
			   event->result, event->values[0], event->values[1]);
	}
	return 0;
}

static int history_open(struct inode *inode, struct file *file)
{
	return single_open_size(file, history_show, NULL, HISTORY_EVENTS * HISTORY_LINE);
}

static const struct file_operations history_fops = {
	.owner = THIS_MODULE,
	.open = history_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

int __weak vfio_ccw_history_init(struct dentry *root)
{
	debugfs_create_file("events", 0400, root, NULL, &history_fops);
	return 0;
}

void __weak vfio_ccw_history_exit(void)
{
}
