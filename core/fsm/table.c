// SPDX-License-Identifier: GPL-2.0-only
/* The state machine: every state, every event. */
#include "core/fsm/actions.h"
#include "core/host.h"

/* Actions that only return an errno, which user space sees. */
static int nothing(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return 0;
}

static int no_device(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -ENODEV;
}

static int not_ready(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -EIO;
}

static int try_again(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -EAGAIN;
}

static int in_use(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -EBUSY;
}

#define CELL(fn)	{ fn, #fn }

/* Columns: NOT_OPER, IO_REQ, INTERRUPT, ASYNC_REQ, OPEN, CLOSE, STOP. */
const struct fsm_cell fsm_table[VFIO_CCW_NR_STATES][VFIO_CCW_NR_EVENTS] = {
	[VFIO_CCW_NOT_OPER] = {
		CELL(fsm_gone), CELL(no_device), CELL(fsm_late_status),
		CELL(no_device), CELL(fsm_reopen), CELL(fsm_forget), CELL(nothing),
	},
	[VFIO_CCW_STANDBY] = {
		CELL(fsm_gone), CELL(not_ready), CELL(fsm_late_status),
		CELL(not_ready), CELL(fsm_open), CELL(nothing), CELL(nothing),
	},
	[VFIO_CCW_IDLE] = {
		CELL(fsm_gone), CELL(fsm_start), CELL(fsm_present),
		CELL(fsm_async), CELL(in_use), CELL(fsm_close), CELL(nothing),
	},
	[VFIO_CCW_CP_PROCESSING] = {
		CELL(fsm_gone), CELL(try_again), CELL(fsm_present),
		CELL(try_again), CELL(in_use), CELL(fsm_quiesce), CELL(nothing),
	},
	[VFIO_CCW_CP_PENDING] = {
		CELL(fsm_gone), CELL(fsm_resume_or_busy), CELL(fsm_progress),
		CELL(fsm_async), CELL(in_use), CELL(fsm_quiesce), CELL(fsm_stop),
	},
};

int fsm_event(struct vfio_ccw *vc, enum vfio_ccw_event event, const struct fsm_input *input)
{
	vfio_ccw_host_assert_locked(vc);
	return fsm_table[vc->state][event].action(vc, input);
}
