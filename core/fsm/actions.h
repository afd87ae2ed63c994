/* SPDX-License-Identifier: GPL-2.0-only */
/* The actions in the table, by file; all are called with the device's mutex held. */
#ifndef CORE_FSM_ACTIONS_H
#define CORE_FSM_ACTIONS_H

#include "core/fsm/fsm.h"

void fsm_enter(struct vfio_ccw *vc, enum vfio_ccw_state state);

/* request.c: requests of user space, down to the channel */
int fsm_halt(struct vfio_ccw *vc);
int fsm_clear(struct vfio_ccw *vc);
fsm_action fsm_start;
fsm_action fsm_resume_or_busy;
fsm_action fsm_async;

/* status.c: status, up from the channel */
void fsm_present_rest(struct vfio_ccw *vc);
fsm_action fsm_present;
fsm_action fsm_progress;
fsm_action fsm_late_status;

/* life.c: open, close, and the end of the subchannel */
fsm_action fsm_open;
fsm_action fsm_reopen;
fsm_action fsm_close;
fsm_action fsm_quiesce;
fsm_action fsm_stop;
fsm_action fsm_forget;
fsm_action fsm_gone;

#endif
