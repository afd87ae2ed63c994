// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last events of all subchannels in the s390 debug feature, in areas with the names of the
 * in-tree driver's areas.  They are part of a dump of the machine.
 */
#include <linux/errno.h>
#include <asm/debug.h>

#include "core/vfio/events.h"
#include "core/vfio/history.h"

/* Pages of each area, and its level: events of this level or below are kept. */
#define DEBUG_PAGES	16
#define DEBUG_LEVEL	2
/* A format's address, and its arguments. */
#define DEBUG_MSG_SIZE	(6 * (int)sizeof(long))

/** struct debug_trace - an entry of vfio_ccw_trace, 24 bytes */
struct debug_trace {
	char name[8];
	__be32 schid;
	__be32 result;
	__be32 values[2];
};

static debug_info_t *msg_area;
static debug_info_t *trace_area;

static const char names[VFIO_CCW_HISTORY_KINDS][8] = {
	[VFIO_CCW_HISTORY_START] = "start   ",
	[VFIO_CCW_HISTORY_FINAL] = "end     ",
};

/* A program is started, or ends, as usual; vfio_ccw_trace alone has these events. */
static bool is_usual(const struct vfio_ccw_history_event *event)
{
	return (event->kind == VFIO_CCW_HISTORY_START || event->kind == VFIO_CCW_HISTORY_FINAL) &&
	       !event->result;
}

static void add_to_trace(const struct vfio_ccw_history_event *event)
{
	struct debug_trace trace = {
		.schid = cpu_to_be32(event->schid),
		.result = cpu_to_be32((u32)event->result),
		.values = { cpu_to_be32(event->values[0]), cpu_to_be32(event->values[1]) },
	};

	memcpy(trace.name, names[event->kind], sizeof(trace.name));
	debug_event(trace_area, DEBUG_LEVEL, &trace, sizeof(trace));
}

void vfio_ccw_history_add(const struct vfio_ccw_history_event *event)
{
	/* It is char * there, though never written to. */
	char *format = (char *)vfio_ccw_history_formats[event->kind];

	if (is_usual(event))
		add_to_trace(event);
	else
		debug_sprintf_event(msg_area, DEBUG_LEVEL, format, SCHID_ARGS(event->schid),
				    event->result, event->values[0], event->values[1]);
}

int vfio_ccw_history_init(struct dentry *root)
{
	msg_area = debug_register("vfio_ccw_msg", DEBUG_PAGES, 1, DEBUG_MSG_SIZE);
	trace_area = debug_register("vfio_ccw_trace", DEBUG_PAGES, 1,
				    (int)sizeof(struct debug_trace));
	if (!msg_area || !trace_area ||
	    debug_register_view(msg_area, &debug_sprintf_view) ||
	    debug_register_view(trace_area, &debug_hex_ascii_view)) {
		vfio_ccw_history_exit();
		return -ENOMEM;
	}
	debug_set_level(msg_area, DEBUG_LEVEL);
	debug_set_level(trace_area, DEBUG_LEVEL);
	return 0;
}

/* debug_unregister() ignores NULL. */
void vfio_ccw_history_exit(void)
{
	debug_unregister(msg_area);
	debug_unregister(trace_area);
}
