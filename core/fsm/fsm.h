/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state machine of a passed-through subchannel.  The table in table.c is all of
 * it; state.c alone writes the state.
 */
#ifndef CORE_FSM_FSM_H
#define CORE_FSM_FSM_H

#include "core/vfio_ccw.h"

enum vfio_ccw_event {
	VFIO_CCW_EVENT_NOT_OPER,	/* the subchannel went away */
	VFIO_CCW_EVENT_IO_REQ,		/* a request in the I/O region */
	VFIO_CCW_EVENT_INTERRUPT,	/* the subchannel presented status */
	VFIO_CCW_EVENT_ASYNC_REQ,	/* halt or clear */
	VFIO_CCW_EVENT_OPEN,
	VFIO_CCW_EVENT_CLOSE,
	VFIO_CCW_EVENT_TERMINATE,	/* a path that the program may be using is taken away */
	VFIO_CCW_NR_EVENTS
};

/**
 * struct fsm_input - parameters of an event
 * @orb: IO_REQ: the guest's ORB, big-endian
 * @resume: IO_REQ: the guest resumes its suspended program
 * @irb: INTERRUPT: the IRB, which is changed into the guest's terms in place
 * @ends: INTERRUPT: it ends the program that was started last
 * @command: ASYNC_REQ: VFIO_CCW_ASYNC_CMD_HSCH or _CSCH
 * @attempt: OPEN, CLOSE, TERMINATE: how often this was tried in the current state
 */
struct fsm_input {
	const struct css_orb *orb;
	bool resume;
	struct css_irb *irb;
	bool ends;
	u32 command;
	u32 attempt;
};

typedef int fsm_action(struct vfio_ccw *vc, const struct fsm_input *input);

/**
 * struct fsm_cell - reaction to one event in one state
 * @action: the function to call
 * @name: its name, for the generated tables
 */
struct fsm_cell {
	fsm_action *action;
	const char *name;
};

extern const struct fsm_cell fsm_table[VFIO_CCW_NR_STATES][VFIO_CCW_NR_EVENTS];

/**
 * fsm_event() - run the action for an event in the current state
 * @vc: the device
 * @event: the event
 * @input: its parameters
 *
 * No action waits for the channel.  OPEN, CLOSE and TERMINATE return -EAGAIN instead: the
 * caller waits, passes on what the channel presented, and tries again.  After a
 * bounded number of attempts they return something else.
 *
 * Context: device mutex; may sleep.
 * Return: 0 or a negative errno, documented with the requests in core/vfio_ccw.h.
 */
int fsm_event(struct vfio_ccw *vc, enum vfio_ccw_event event, const struct fsm_input *input);

/* For traces and the generated tables. */
const char *fsm_state_name(enum vfio_ccw_state state);
const char *fsm_event_name(enum vfio_ccw_event event);

#endif
