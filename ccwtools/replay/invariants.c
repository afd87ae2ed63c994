// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "core/fsm/fsm.h"
#include "ccwtools/replay/invariants.h"

static bool is_gone(const struct machine *m)
{
	struct css_schib schib;

	return sim_stsch(m->sch, &schib) != 0;
}

struct aftermath aftermath_of(const struct machine *m, const struct run *run)
{
	return (struct aftermath){
		.state = m->vc.state,
		.gone = is_gone(m),
		.held_pages = arena_counts(m->arena)->held_pages,
		.pending = (u16)m->vc.functions.pending,
		.irb_waits = irb_queue_waiting(&m->vc.irbs),
		.busy = sim_is_busy(m->sch),
		.endless = run->endless,
		.violations = run->violations,
	};
}

static bool state_is_right(enum vfio_ccw_state state, enum vfio_ccw_state wanted, bool gone,
			   struct text *why)
{
	if (gone)
		wanted = VFIO_CCW_NOT_OPER;
	if (state == wanted)
		return true;
	text_add(why, "the state is %s instead of %s", fsm_state_name(state),
		 fsm_state_name(wanted));
	return false;
}

bool invariants_hold(const struct aftermath *after, struct text *why)
{
	if (after->endless)
		text_add(why, "the program does not end");
	else if (after->violations)
		text_add(why, "%" PRIu64 " accesses of the channel outside what it was given",
			 after->violations);
	else if (after->held_pages)
		text_add(why, "%" PRIu64 " pages are still pinned", after->held_pages);
	else if (after->pending)
		text_add(why, "status of functions is still to come: %04x", after->pending);
	else if (after->irb_waits)
		text_add(why, "an interrupt was not told");
	else if (after->busy && !after->gone)
		text_add(why, "the subchannel is busy");
	else
		return state_is_right(after->state, VFIO_CCW_IDLE, after->gone, why);
	return false;
}

bool nothing_is_left(const struct leftover *left, struct text *why)
{
	if (left->held_pages)
		text_add(why, "%" PRIu64 " pages stay pinned without a user", left->held_pages);
	else if (left->held_channel)
		text_add(why, "%" PRIu64 " bytes of channel memory are lost", left->held_channel);
	else if (left->blocks)
		text_add(why, "%" PRIu64 " allocations are lost, %" PRIu64 " bytes", left->blocks,
			 left->bytes);
	else
		return state_is_right(left->state, VFIO_CCW_STANDBY, left->gone, why);
	return false;
}
