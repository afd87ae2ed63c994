// SPDX-License-Identifier: GPL-2.0-only
/* What a subchannel has done so far: counted, and shown in debugfs. */
#include <linux/debugfs.h>
#include <linux/errno.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include "core/vfio/counters.h"
#include "core/vfio_ccw.h"

static const struct {
	int number;
	const char *name;
} counted_errnos[COUNTED_ERRNOS] = {
	{ EINVAL, "EINVAL" }, { EFAULT, "EFAULT" }, { EBUSY, "EBUSY" }, { EAGAIN, "EAGAIN" },
	{ ENOMEM, "ENOMEM" }, { EOPNOTSUPP, "EOPNOTSUPP" }, { EACCES, "EACCES" },
	{ ENODEV, "ENODEV" }, { EIO, "EIO" },
};

void vfio_ccw_count(u64 *counter)
{
	WRITE_ONCE(*counter, *counter + 1);
}

static void count_maximum(u64 *counter, u64 value)
{
	if (value > *counter)
		WRITE_ONCE(*counter, value);
}

static u32 errno_index(int result)
{
	u32 i = 0;

	while (i < COUNTED_ERRNOS && counted_errnos[i].number != -result)
		i++;
	return i;
}

static void count_start(struct vfio_ccw_counters *counters, int cc)
{
	vfio_ccw_count(&counters->starts[cc & 3]);
	counters->started_ns = cc ? 0 : ktime_get_ns();
}

static void count_pages(struct vfio_ccw_counters *counters, u32 pages)
{
	WRITE_ONCE(counters->pages, counters->pages + pages);
	count_maximum(&counters->pages_max, pages);
}

static void count_function(struct vfio_ccw_counters *counters, u32 command, int result)
{
	if (result)
		vfio_ccw_count(&counters->functions_refused);
	else if (command == VFIO_CCW_ASYNC_CMD_HSCH)
		vfio_ccw_count(&counters->halts);
	else
		vfio_ccw_count(&counters->clears);
}

static void count_end(struct vfio_ccw_counters *counters)
{
	vfio_ccw_count(&counters->interrupts_final);
	if (counters->started_ns)
		count_maximum(&counters->longest_ns, ktime_get_ns() - counters->started_ns);
	counters->started_ns = 0;
}

static void count_status(struct vfio_ccw_counters *counters, u16 ctrl)
{
	if (ctrl & CSS_ACTL_SUSPENDED)
		vfio_ccw_count(&counters->interrupts_suspended);
	else if (ctrl & CSS_STCTL_INTERMEDIATE)
		vfio_ccw_count(&counters->interrupts_intermediate);
	else
		vfio_ccw_count(&counters->interrupts_other);
}

void vfio_ccw_count_event(struct vfio_ccw_counters *counters, const struct vfio_ccw_trace *event)
{
	switch (event->kind) {
	case VFIO_CCW_TRACE_REQUEST:
		if (event->result)
			vfio_ccw_count(&counters->refused[errno_index(event->result)]);
		break;
	case VFIO_CCW_TRACE_TRANSLATED:
		if (!event->result)
			count_pages(counters, event->pages);
		break;
	case VFIO_CCW_TRACE_START:
		count_start(counters, event->result);
		break;
	case VFIO_CCW_TRACE_ASYNC:
		count_function(counters, event->command, event->result);
		break;
	case VFIO_CCW_TRACE_INTERRUPT:
		if (event->result)
			count_end(counters);
		else
			count_status(counters, be16_to_cpu(event->irb->scsw.ctrl));
		break;
	case VFIO_CCW_TRACE_ABANDONED:
		counters->started_ns = 0;
		break;
	case VFIO_CCW_TRACE_STATE:
		break;
	}
}

static void counter_show(struct seq_file *m, const char *name, const u64 *counter)
{
	seq_printf(m, "%s %llu\n", name, READ_ONCE(*counter));
}

static int counters_show(struct seq_file *m, void *unused)
{
	const struct vfio_ccw_counters *c = m->private;

	for (u32 cc = 0; cc < ARRAY_SIZE(c->starts); cc++)
		seq_printf(m, "starts_cc%u %llu\n", cc, READ_ONCE(c->starts[cc]));
	for (u32 i = 0; i < COUNTED_ERRNOS; i++)
		seq_printf(m, "refused_%s %llu\n", counted_errnos[i].name,
			   READ_ONCE(c->refused[i]));
	counter_show(m, "refused_other", &c->refused[COUNTED_ERRNOS]);
	counter_show(m, "interrupts_final", &c->interrupts_final);
	counter_show(m, "interrupts_intermediate", &c->interrupts_intermediate);
	counter_show(m, "interrupts_suspended", &c->interrupts_suspended);
	counter_show(m, "interrupts_other", &c->interrupts_other);
	counter_show(m, "halts", &c->halts);
	counter_show(m, "clears", &c->clears);
	counter_show(m, "functions_refused", &c->functions_refused);
	counter_show(m, "opens", &c->opens);
	counter_show(m, "resets", &c->resets);
	counter_show(m, "reports", &c->reports);
	counter_show(m, "pages_pinned", &c->pages);
	counter_show(m, "pages_pinned_by_one_program", &c->pages_max);
	counter_show(m, "longest_program_ns", &c->longest_ns);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

void vfio_ccw_counters_create(struct vfio_ccw_counters *counters, struct dentry *dir)
{
	debugfs_create_file("counters", 0400, dir, counters, &counters_fops);
}
