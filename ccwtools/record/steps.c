// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/record/overlap.h"
#include "ccwtools/record/path.h"
#include "ccwtools/recording/writer.h"
#include "ccwtools/record/steps.h"

static bool is_input(const struct path_step *step)
{
	return !(step->cmd & 1);
}

/* Does the command in effect move data of this CCW, or skip them? */
static bool transfers(const struct path_step *step)
{
	u8 moves = step->ccw->ccw.moves;

	if (is_input(step))
		return moves & RECORD_MOVES_IN || step->f.flags & CSS_CCW_SKIP;
	return moves & RECORD_MOVES_OUT;
}

/* A command of which data were chained has moved data, so it was not immediate. */
static bool is_no_immediate(const struct path_step *step)
{
	return step->chained || step->passed;
}

/*
 * The status tells about the last CCW alone.  Of those before it the count is used up if
 * data chaining led on, or if a wrong length would have ended the program.
 */
static bool knows_residual(const struct taken_program *p, const struct path_step *step)
{
	u32 ctrl = be32_to_cpu(p->orb.ctrl);
	bool strict = ctrl & CSS_ORB_F && !(ctrl & CSS_ORB_L);

	if (step->last || step->passed)
		return true;
	return transfers(step) && !(step->f.flags & CSS_CCW_SLI) &&
	       (strict || is_no_immediate(step));
}

static u8 unit_status(const struct path_step *step, const struct css_irb *irb)
{
	if (step->last)
		return irb->scsw.dstat;
	if (step->passed)
		return 0;
	return CSS_DSTAT_CE | CSS_DSTAT_DE | (step->modified ? CSS_DSTAT_SM : 0);
}

static void add_in(json_t *obj, const struct path_step *step, u32 moved)
{
	struct taken data = step->ccw->in;

	/* Skipped bytes are stored nowhere. */
	if (step->f.flags & CSS_CCW_SKIP || step->overwritten)
		data.len = 0;
	data.len = min(data.len, moved);
	if (step->ccw->ccw.moves & RECORD_MOVES_IN || step->f.flags & CSS_CCW_SKIP)
		program_add_bytes(obj, "in", &data, moved);
}

/* What lay there before the program is what was sent, or not. */
static void check_out(json_t *obj, const struct path_step *step)
{
	if (is_input(step) || step->changed) {
		json_object_del(obj, "out");
		json_object_del(obj, "out_head");
	}
	if (step->changed)
		json_object_set_new(obj, "out", json_null());
}

static void add_sense(json_t *obj, const struct css_irb *irb)
{
	u32 erw = be32_to_cpu(irb->esw.erw), n = (erw & CSS_ERW_SCNT) >> CSS_ERW_SCNT_SHIFT;

	if (erw & CSS_ERW_CONS)
		json_object_set_new(obj, "sense", json_hex(irb->ecw, min(n, CSS_SENSE_SIZE)));
}

static void add_outcome(const struct taken_program *p, const struct path_step *step,
			const struct css_irb *irb, json_t *obj)
{
	u32 res = step->last ? be16_to_cpu(irb->scsw.count) : 0;

	json_object_set_new(obj, "xcmd", json_hex_number(step->cmd, 2));
	json_object_set_new(obj, "imm", is_no_immediate(step) ? json_false() : json_null());
	json_object_set_new(obj, "xcount", json_integer(step->f.count));
	json_object_set_new(obj, "res", knows_residual(p, step) ? json_integer(res) : json_null());
	if (is_input(step))
		add_in(obj, step, step->f.count - res);
	check_out(obj, step);
	json_object_set_new(obj, "us", json_hex_number(unit_status(step, irb), 2));
	json_object_set_new(obj, "cs", json_hex_number(step->last ? irb->scsw.cstat : 0, 2));
	if (step->last)
		add_sense(obj, irb);
	if (step->loop)
		json_object_set_new(obj, "loop", json_integer(step->loop));
}

/* Does the status say where the program ended, and nothing that hides how? */
static bool is_clear(const struct css_irb *irb)
{
	u16 ctrl = be16_to_cpu(irb->scsw.ctrl);

	return (ctrl & CSS_FCTL) == CSS_FCTL_START && ctrl & CSS_STCTL_PRIMARY &&
	       !(be16_to_cpu(irb->scsw.flags) & CSS_SCSW_CC) &&
	       !(irb->scsw.cstat & ~CSS_CSTAT_IL) && !(irb->scsw.dstat & CSS_DSTAT_SM);
}

/* A residual count beyond the count is no CCW's of this program. */
static bool fits(const struct path *path, const struct css_irb *irb)
{
	return be16_to_cpu(irb->scsw.count) <= path->steps[path->n - 1].f.count;
}

json_t *steps_json(const struct taken_program *p, const struct css_irb *irb)
{
	struct path path;
	json_t *list;

	if (!is_clear(irb) || !path_find(p, be32_to_cpu(irb->scsw.cpa), &path) ||
	    !fits(&path, irb))
		return json_null();
	overlap_mark(p, &path);
	list = json_array();
	for (u32 i = 0; i < path.n; i++) {
		json_t *obj = program_ccw_json(p, path.steps[i].ccw);

		if (!path.steps[i].f.tic)
			add_outcome(p, &path.steps[i], irb, obj);
		json_array_append_new(list, obj);
	}
	return list;
}
