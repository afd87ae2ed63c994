// SPDX-License-Identifier: GPL-2.0-only
/* I/O instructions that several actions issue, and the end of a subchannel that answers none. */
#include "core/fsm/actions.h"

/* The function is noted before it is issued: status may arrive before issue() returns. */
static int issue_function(struct vfio_ccw *vc, u16 function, int (*issue)(void *sch))
{
	bool pending = functions_begin(&vc->functions, function);
	int cc = issue(vc->sch);

	if (cc && !pending)
		functions_reset_pending(&vc->functions, function);
	return cc;
}

/* Return: the condition code. */
int fsm_halt(struct vfio_ccw *vc)
{
	return issue_function(vc, CSS_FCTL_HALT, vc->css->halt);
}

/* Return: the condition code. */
int fsm_clear(struct vfio_ccw *vc)
{
	return issue_function(vc, CSS_FCTL_CLEAR, vc->css->clear);
}

/*
 * The subchannel does not exist any more.  It moves no data, so the program's memory can
 * be freed.
 */
int fsm_gone(struct vfio_ccw *vc, const struct fsm_input *input)
{
	fsm_consume_status(vc);
	functions_end_program(&vc->functions);
	functions_reset_pending(&vc->functions, CSS_FCTL_HALT | CSS_FCTL_CLEAR);
	cp_free(&vc->cp);
	fsm_enter(vc, VFIO_CCW_NOT_OPER);
	return 0;
}
