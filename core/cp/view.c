// SPDX-License-Identifier: GPL-2.0-only
/* A program as the translation sees it, for recorders. */
#include "core/cp/internal.h"

static void fill_view(const struct channel_program *cp, struct cp_view *view)
{
	const struct cp_segment *seg = &cp->segments[view->segment];
	const struct css_ccw1 *ccw;
	const struct cp_note *note;

	view->index = seg->first + view->nth;
	view->addr = seg->addr + view->nth * CSS_CCW_SIZE;
	ccw = &cp->ccws[view->index];
	note = &cp->notes[view->index];
	view->moves = cp_moves(ccw, note) & CP_DATA;
	view->has_idal = note->idaws && ccw->flags & CSS_CCW_IDA;
	view->idaws = view->has_idal ? note->idaws : 0;
	view->data_chained = note->reached & ~CP_COMMAND;
	view->speculative = note->flags & CP_SPECULATIVE;
	view->cmd = ccw->cmd;
	view->count = be16_to_cpu(ccw->count);
	view->cda = be32_to_cpu(ccw->cda);
}

bool cp_view_next(const struct channel_program *cp, struct cp_view *view)
{
	if (view->begun)
		view->nth++;
	view->begun = true;
	while (view->segment < cp->n_segments && view->nth >= cp->segments[view->segment].n) {
		view->segment++;
		view->nth = 0;
	}
	if (view->segment >= cp->n_segments)
		return false;
	fill_view(cp, view);
	return true;
}

bool cp_view_out(const struct cp_view *view)
{
	return view->moves & CP_OUT;
}

bool cp_view_in(const struct cp_view *view)
{
	return view->moves & CP_STORE;
}

bool cp_view_backward(const struct cp_view *view)
{
	return view->moves & CP_BACKWARD;
}

u32 cp_guest_block(const struct channel_program *cp)
{
	return cp_has_2k_blocks(cp) ? CSS_IDAW1_BLOCK : CSS_IDAW2_BLOCK;
}
