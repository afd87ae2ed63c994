// SPDX-License-Identifier: GPL-2.0-only
/* The state machine: every state, every event. */
#include "core/fsm/actions.h"
#include "core/host.h"

/* Actions that only return an errno, which user space sees. */
static int answer_ok(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return 0;
}

static int answer_enodev(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -ENODEV;
}

static int answer_eio(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -EIO;
}

static int answer_eagain(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -EAGAIN;
}

static int answer_ebusy(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return -EBUSY;
}

#define CELL(fn)	{ fn, #fn }

/* Columns: NOT_OPER, IO_REQ, INTERRUPT, ASYNC_REQ, OPEN, CLOSE, TERMINATE. */
const struct fsm_cell fsm_table[VFIO_CCW_NR_STATES][VFIO_CCW_NR_EVENTS] = {
	[VFIO_CCW_NOT_OPER] = {
		CELL(fsm_gone), CELL(answer_enodev), CELL(fsm_late_status),
		CELL(answer_enodev), CELL(fsm_reopen), CELL(fsm_close_not_oper), CELL(answer_ok),
	},
	[VFIO_CCW_STANDBY] = {
		CELL(fsm_gone), CELL(answer_eio), CELL(fsm_late_status),
		CELL(answer_eio), CELL(fsm_open), CELL(answer_ok), CELL(answer_ok),
	},
	[VFIO_CCW_IDLE] = {
		CELL(fsm_gone), CELL(fsm_start), CELL(fsm_status),
		CELL(fsm_async), CELL(answer_ebusy), CELL(fsm_close), CELL(answer_ok),
	},
	[VFIO_CCW_CP_PROCESSING] = {
		CELL(fsm_gone), CELL(answer_eagain), CELL(fsm_status),
		CELL(answer_eagain), CELL(answer_ebusy), CELL(fsm_quiesce), CELL(answer_ok),
	},
	[VFIO_CCW_CP_PENDING] = {
		CELL(fsm_gone), CELL(fsm_resume_or_busy), CELL(fsm_program_status),
		CELL(fsm_async), CELL(answer_ebusy), CELL(fsm_quiesce), CELL(fsm_terminate),
	},
};

int fsm_event(struct vfio_ccw *vc, enum vfio_ccw_event event, const struct fsm_input *input)
{
	vfio_ccw_host_assert_locked(vc);
	return fsm_table[vc->state][event].action(vc, input);
}
