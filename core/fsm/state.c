// SPDX-License-Identifier: GPL-2.0-only
/* The state of a device, and the names of states and events. */
#include "core/fsm/actions.h"
#include "core/host.h"

void fsm_enter(struct vfio_ccw *vc, enum vfio_ccw_state state)
{
	const struct vfio_ccw_trace event = {
		.kind = VFIO_CCW_TRACE_STATE, .from = vc->state, .to = state,
	};

	vc->state = state;
	vfio_ccw_host_trace(vc, &event);
}

const char *fsm_state_name(enum vfio_ccw_state state)
{
	static const char *const names[VFIO_CCW_NR_STATES] = {
		"NOT_OPER", "STANDBY", "IDLE", "CP_PROCESSING", "CP_PENDING",
	};

	return names[state];
}

const char *fsm_event_name(enum vfio_ccw_event event)
{
	static const char *const names[VFIO_CCW_NR_EVENTS] = {
		"NOT_OPER", "IO_REQ", "INTERRUPT", "ASYNC_REQ", "OPEN", "CLOSE", "TERMINATE",
	};

	return names[event];
}
