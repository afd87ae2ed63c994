/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The actions in the table, by file; all are called with the device's mutex held.  A file calls
 * functions of those above it only.
 */
#ifndef CORE_FSM_ACTIONS_H
#define CORE_FSM_ACTIONS_H

#include "core/fsm/fsm.h"

/* state.c: the only code that writes the state */
void fsm_enter(struct vfio_ccw *vc, enum vfio_ccw_state state);

/* status.c: status, up from the channel */
void fsm_consume_status(struct vfio_ccw *vc);
fsm_action fsm_status;
fsm_action fsm_program_status;
fsm_action fsm_late_status;

/* instruction.c: halt and clear, which return the condition code; the end of the subchannel */
int fsm_halt(struct vfio_ccw *vc);
int fsm_clear(struct vfio_ccw *vc);
fsm_action fsm_gone;

/* request.c: requests of user space, down to the channel */
fsm_action fsm_start;
fsm_action fsm_resume_or_busy;
fsm_action fsm_async;

/* life.c: open and close, and the end of a program by either */
fsm_action fsm_open;
fsm_action fsm_reopen;
fsm_action fsm_close;
fsm_action fsm_quiesce;
fsm_action fsm_terminate;
fsm_action fsm_close_not_oper;

#endif
