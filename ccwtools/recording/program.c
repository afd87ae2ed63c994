// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "ccwtools/recording/program.h"

/* ---- CCWs and IDAWs ---- */

u64 rec_big_endian(const u8 *at, size_t bytes)
{
	u64 v = 0;

	while (bytes--)
		v = v << 8 | *at++;
	return v;
}

void rec_ccw_decode(struct rec_ccw *ccw, bool format1)
{
	const u8 *raw = ccw->raw;

	ccw->cmd = raw[0];
	ccw->flags = format1 ? raw[1] : raw[4];
	ccw->count = (u16)rec_big_endian(raw + (format1 ? 2 : 6), 2);
	ccw->cda = (u32)(format1 ? rec_big_endian(raw + 4, 4) : rec_big_endian(raw + 1, 3));
	ccw->tic = (ccw->cmd & 0x0f) == CSS_CMD_TIC;
}

u8 rec_command(const struct rec_step *step)
{
	return step->executed && step->ccw.chained ? step->xcmd : step->ccw.cmd;
}

u32 rec_idaw_block(const struct rec_program *program)
{
	u32 ctrl = be32_to_cpu(program->orb.ctrl);

	return (ctrl & CSS_ORB_H) && !(ctrl & CSS_ORB_T) ? CSS_IDAW2_BLOCK : CSS_IDAW1_BLOCK;
}

u32 rec_idaw_covers(const struct rec_program *program, const struct rec_ccw *ccw, u64 idaw)
{
	u32 block = rec_idaw_block(program), offset = (u32)(idaw & (block - 1));

	return ccw->backward ? offset + 1 : block - offset;
}

bool rec_idaw_format2(const struct rec_program *program)
{
	return be32_to_cpu(program->orb.ctrl) & CSS_ORB_H;
}

const struct rec_ccw *rec_program_ccw_at(const struct rec_program *program, u32 addr)
{
	u32 i;

	for (i = 0; i < program->n_ccws; i++)
		if (program->ccws[i].addr == addr)
			return &program->ccws[i];
	return NULL;
}

/* ---- A program has ended ---- */

static struct css_scsw scsw_of(const struct rec_program *program)
{
	struct css_scsw scsw;

	memcpy(&scsw, program->scsw, sizeof(scsw));
	return scsw;
}

/* Did it end by a halt or clear function? */
static bool was_stopped(const struct rec_program *program)
{
	const struct css_scsw scsw = scsw_of(program);

	return be16_to_cpu(scsw.ctrl) & (CSS_FCTL_HALT | CSS_FCTL_CLEAR);
}

/* Did it lose the path that it used? */
static bool lost_its_path(const struct rec_program *program)
{
	return scsw_of(program).cstat & CSS_CSTAT_INTERFACE;
}

static u8 mask_of(const struct css_pmcw *pmcw, u8 chpid)
{
	u8 mask = 0;
	u32 i;

	for (i = 0; i < sizeof(pmcw->chpid); i++)
		if (pmcw->pim & 0x80 >> i && pmcw->chpid[i] == chpid)
			mask |= (u8)(0x80 >> i);
	return mask;
}

/* If a program continues, a path that it has used was lost later, or restored before. */
static bool came_before(const struct rec_event *event, u8 lpum, const struct css_pmcw *pmcw)
{
	bool used = lpum & mask_of(pmcw, event->chpid);

	return event->kind == REC_PATH_ON ? used : !used;
}

/* Functions that did not end it came too late for that. */
static bool belongs(const struct rec_program *program, const struct rec_event *event)
{
	if (rec_event_is_path(event))
		return was_stopped(program) || lost_its_path(program);
	return was_stopped(program) || !rec_event_is_function(event);
}

void rec_program_sort_events(struct rec_program *program, u8 lpum, const struct css_pmcw *pmcw,
			     struct rec_event **after)
{
	struct rec_event *event = program->during, *next;

	program->during = NULL;
	program->driver_stop = was_stopped(program);
	for (; event; event = next) {
		next = event->next;
		if (belongs(program, event)) {
			rec_event_append(&program->during, event);
			program->driver_stop &= !rec_event_is_function(event);
		} else if (rec_event_is_path(event) && came_before(event, lpum, pmcw)) {
			rec_event_append(&program->before, event);
		} else {
			rec_event_append(after, event);
		}
	}
}

/* ---- Where a program has to be stopped ---- */

/* A halt that finds status pending whose interrupt was lost. */
static bool found_status(const struct rec_program *program)
{
	const struct rec_event *event;

	for (event = program->during; event && !rec_event_is_function(event); event = event->next)
		if (event->kind == REC_HALT && event->ret == -EBUSY)
			return true;
	return false;
}

bool rec_program_is_skipped(const struct rec_program *program)
{
	return program->cc == 1 || program->cc == 2 || program->ipl;
}

bool rec_program_is_disturbed(const struct rec_program *program)
{
	return program->during || program->driver_stop;
}

bool rec_program_ends_late(const struct rec_program *program)
{
	return found_status(program) && !was_stopped(program) && !program->hidden_end;
}

/* An emulator saw it stop between two CCWs, and recorded those before. */
static bool was_seen_to_stop(const struct rec_program *program)
{
	const struct rec_event *event;

	for (event = program->during; event; event = event->next)
		if (event->instruction)
			return !program->no_steps;
	return false;
}

static u32 ccws_done(const struct rec_program *program)
{
	u32 i, n = 0;

	for (i = 0; i < program->n_steps; i++)
		n += program->steps[i].executed;
	return n;
}

struct hold rec_program_hold(const struct rec_program *program)
{
	const struct css_scsw scsw = scsw_of(program);
	struct hold hold = { HOLD_NOT, be32_to_cpu(scsw.cpa), ccws_done(program) };
	u16 primary = be16_to_cpu(scsw.ctrl) & CSS_STCTL_PRIMARY;

	if (!rec_program_is_disturbed(program))
		return hold;
	if (found_status(program))
		hold.kind = HOLD_STATUS;
	else if (was_seen_to_stop(program))
		hold.kind = hold.done ? HOLD_BETWEEN : HOLD_START;
	else if (primary && !program->hidden_end && hold.cpa != be32_to_cpu(program->orb.cpa))
		hold.kind = HOLD_CCW;
	else
		hold.kind = HOLD_START;
	return hold;
}

u32 rec_program_hold_ccw(const struct rec_program *program, const struct hold *hold)
{
	u32 addr = be32_to_cpu(program->orb.cpa), n;

	for (n = 1; n <= program->n_ccws; n++) {
		const struct rec_ccw *ccw = rec_program_ccw_at(program, addr);

		if (!ccw)
			return 0;
		if (!ccw->tic && addr + CSS_CCW_SIZE == hold->cpa)
			return n;
		addr = ccw->tic ? ccw->cda : addr + CSS_CCW_SIZE;
	}
	return 0;
}
