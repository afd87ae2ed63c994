// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>

#include "ccwtools/recording/act.h"
#include "ccwtools/replay/program.h"

const char *act_name(enum act_kind kind)
{
	static const char *const names[ACT_KINDS] = {
		[ACT_HALT] = "HALT SUBCHANNEL", [ACT_CLEAR] = "CLEAR SUBCHANNEL",
		[ACT_RESET] = "reset of the device",
		[ACT_CLOSE] = "the device is closed and opened",
		[ACT_PATH_OFF] = "a channel path goes", [ACT_PATH_ON] = "a channel path comes",
	};

	return names[kind];
}

const char *act_word(enum act_kind kind)
{
	static const char *const words[ACT_KINDS] = {
		[ACT_HALT] = "halt", [ACT_CLEAR] = "clear", [ACT_RESET] = "reset",
		[ACT_CLOSE] = "close", [ACT_PATH_OFF] = "path off", [ACT_PATH_ON] = "path on",
	};

	return words[kind];
}

bool act_is_function(const struct rec_act *act)
{
	return !act->ret && (act->kind == ACT_HALT || act->kind == ACT_CLEAR);
}

bool act_is_path(const struct rec_act *act)
{
	return act->kind == ACT_PATH_OFF || act->kind == ACT_PATH_ON;
}

void act_append(struct rec_act **list, struct rec_act *act)
{
	while (*list)
		list = &(*list)->next;
	act->next = NULL;
	*list = act;
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
static bool came_before(const struct rec_act *act, u8 lpum, const struct css_pmcw *pmcw)
{
	bool used = lpum & mask_of(pmcw, act->chpid);

	return act->kind == ACT_PATH_ON ? used : !used;
}

/* Functions that did not end it came too late for that. */
static bool belongs(const struct rec_program *program, const struct rec_act *act)
{
	if (act_is_path(act))
		return was_stopped(program) || lost_its_path(program);
	return was_stopped(program) || !act_is_function(act);
}

void act_settle(struct rec_program *program, u8 lpum, const struct css_pmcw *pmcw,
		struct rec_act **after)
{
	struct rec_act *act = program->during, *next;

	program->during = NULL;
	program->driver_stop = was_stopped(program);
	for (; act; act = next) {
		next = act->next;
		if (belongs(program, act)) {
			act_append(&program->during, act);
			program->driver_stop &= !act_is_function(act);
		} else if (act_is_path(act) && came_before(act, lpum, pmcw)) {
			act_append(&program->before, act);
		} else {
			act_append(after, act);
		}
	}
}

/* ---- Where a program has to be stopped ---- */

/* A halt that finds status pending whose interrupt was lost. */
static bool found_status(const struct rec_program *program)
{
	const struct rec_act *act;

	for (act = program->during; act && !act_is_function(act); act = act->next)
		if (act->kind == ACT_HALT && act->ret == -EBUSY)
			return true;
	return false;
}

bool act_is_left_out(const struct rec_program *program)
{
	return program->cc == 1 || program->cc == 2 || program->ipl;
}

bool act_is_cut(const struct rec_program *program)
{
	return program->during || program->driver_stop;
}

bool act_ends_late(const struct rec_program *program)
{
	return found_status(program) && !was_stopped(program) && !program->hidden_end;
}

/* An emulator saw it stop between two CCWs, and recorded those before. */
static bool was_seen_to_stop(const struct rec_program *program)
{
	const struct rec_act *act;

	for (act = program->during; act; act = act->next)
		if (act->instruction)
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

struct hold act_hold(const struct rec_program *program)
{
	const struct css_scsw scsw = scsw_of(program);
	struct hold hold = { HOLD_NOT, be32_to_cpu(scsw.cpa), ccws_done(program) };
	u16 primary = be16_to_cpu(scsw.ctrl) & CSS_STCTL_PRIMARY;

	if (!act_is_cut(program))
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

u32 act_hold_number(const struct rec_program *program, const struct hold *hold)
{
	u32 addr = be32_to_cpu(program->orb.cpa), n;

	for (n = 1; n <= program->n_ccws; n++) {
		const struct rec_ccw *ccw = program_ccw_at(program, addr);

		if (!ccw)
			return 0;
		if (!ccw->tic && addr + CSS_CCW_SIZE == hold->cpa)
			return n;
		addr = ccw->tic ? ccw->cda : addr + CSS_CCW_SIZE;
	}
	return 0;
}
