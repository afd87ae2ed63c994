// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/replay/explain.h"

#define NOWHERE	UINT32_MAX

/* ---- At which CCW ---- */

/* The step whose data lie at an address. */
static u32 step_of_data(const struct rec_program *program, u64 addr)
{
	u32 i;

	for (i = 0; i < program->n_steps; i++) {
		struct area_walk walk;
		struct area area;

		area_walk_start(&walk, program, &program->steps[i].ccw, UINT32_MAX);
		while (area_walk_next(&walk, &area))
			if (addr >= area.addr && addr - area.addr < area.len)
				return i;
	}
	return NOWHERE;
}

/* The step that a status is about: its CCW lies before the address in the SCSW. */
static u32 step_before(const struct rec_program *program, u32 cpa)
{
	u32 i;

	for (i = program->n_steps; i-- > 0;)
		if (program->steps[i].ccw.addr + CSS_CCW_SIZE == cpa)
			return i;
	return NOWHERE;
}

/* Where one of both went on. */
static u32 last_common(const struct rec_program *program, const struct run *run)
{
	u32 n = min(program->n_steps, run->n_steps);

	return n ? n - 1 : NOWHERE;
}

u32 explain_place(const struct difference *d, const struct rec_program *program,
		  const struct run *run)
{
	if (d->step != AT_THE_END)
		return d->step;
	if (!strcmp(d->what, "guest memory"))
		return step_of_data(program, run->surprise.addr);
	if (!strcmp(d->what, "CCWs executed"))
		return last_common(program, run);
	if (!strncmp(d->what, "SCSW", 4) || !strncmp(d->what, "IRB", 3) ||
	    !strcmp(d->what, "sense"))
		return step_before(program, be32_to_cpu(run->irb.scsw.cpa));
	return NOWHERE;
}

/* ---- In words ---- */

static void add_command(struct text *t, enum device_family family, const struct rec_step *step)
{
	name_command(t, family, rec_command(step));
	if (!step->ccw.out.len)
		return;
	text_add(t, " (");
	name_data(t, family, rec_command(step), &step->ccw.out);
	text_add(t, ")");
}

/* The program up to that CCW: of the commands before, those that tell it where. */
static void tell_asked(struct text *t, enum device_family family,
		       const struct rec_program *program, u32 place)
{
	const struct rec_step *step;
	u32 i, first;

	if (place == NOWHERE || place >= program->n_steps) {
		text_add(t, "a program of %u CCWs at %08x", program->n_ccws,
			 be32_to_cpu(program->orb.cpa));
		return;
	}
	step = &program->steps[place];
	text_add(t, "CCW %u of %u, ", place + 1, program->n_steps);
	add_command(t, family, step);
	if (!step->ccw.tic)
		text_add(t, ", count %u at %08x", step->ccw.count, step->ccw.cda);
	first = place > 3 ? place - 3 : 0;
	for (i = first; i < place; i++) {
		text_add(t, "%s", i == first ? "; before it " : ", ");
		add_command(t, family, &program->steps[i]);
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), n = strlen(end);

	return len >= n && !strcmp(text + len - n, end);
}

static void add_sense(struct text *t, enum device_family family, const u8 *data, u32 len)
{
	const struct bytes sense = { .data = data, .len = len };
	struct text words = { 0 };

	name_sense(&words, family, &sense);
	if (words.len)
		text_add(t, ": %s", words.buf);
}

/* The decoded meaning of a value, if it has one. */
static void add_meaning(struct text *t, const char *what, const char *value)
{
	u8 byte = (u8)strtoul(value, NULL, 16);
	struct text words = { 0 };

	if (ends_with(what, "unit status"))
		name_unit_status(&words, byte);
	else if (ends_with(what, "channel status"))
		name_channel_status(&words, byte);
	else
		return;
	text_add(t, " (%s)", words.len ? words.buf : "none");
}

static void tell_values(struct explanation *e, enum device_family family,
			const struct difference *d, const struct rec_program *program,
			const struct run *run)
{
	const struct bytes none = { .len = 0 };
	const struct bytes *sense = program->n_steps ?
				    &program->steps[program->n_steps - 1].sense : &none;
	bool check = run->irb.scsw.dstat & CSS_DSTAT_UC;

	text_add(&e->expected, "%s %s", d->what, d->recorded);
	add_meaning(&e->expected, d->what, d->recorded);
	text_add(&e->came, "%s %s", d->what, d->replayed);
	add_meaning(&e->came, d->what, d->replayed);
	if (d->step == AT_THE_END && strcmp(d->what, "sense") && !ends_with(d->what, "status"))
		return;
	if (sense->len)
		add_sense(&e->expected, family, sense->data, sense->len);
	if (check)
		add_sense(&e->came, family, run->irb.ecw, sizeof(run->irb.ecw));
}

/* Which byte of the CCW's data differs. */
static void tell_byte(struct explanation *e, const struct rec_program *program, u32 place,
		      u64 addr)
{
	const struct rec_ccw *ccw;
	u32 offset = 0, n;
	struct area_walk walk;
	struct area area;

	if (place == NOWHERE)
		return;
	ccw = &program->steps[place].ccw;
	area_walk_start(&walk, program, ccw, UINT32_MAX);
	while (area_walk_next(&walk, &area)) {
		if (addr >= area.addr && addr - area.addr < area.len) {
			n = (u32)(addr - area.addr);
			text_add(&e->came, "; it is byte %u of the data",
				 offset + (ccw->backward ? area.len - 1 - n : n));
			return;
		}
		offset += area.len;
	}
}

void explain(struct explanation *e, enum device_family family, const struct rec_program *program,
	     const struct run *run, const struct verdict *verdict)
{
	const struct difference *d = verdict_first(verdict);
	u32 place = explain_place(d, program, run);

	memset(e, 0, sizeof(*e));
	e->seq = program->seq;
	e->line = program->line;
	e->ccw = place == NOWHERE ? 0 : place + 1;
	e->what = d->what;
	tell_asked(&e->asked, family, program, place);
	tell_values(e, family, d, program, run);
	if (!strcmp(d->what, "guest memory"))
		tell_byte(e, program, place, run->surprise.addr);
}

void explain_event(struct explanation *e, const struct rec_event *event,
		   const struct verdict *verdict)
{
	const struct difference *d = verdict_first(verdict);

	memset(e, 0, sizeof(*e));
	e->seq = event->seq;
	e->line = event->line;
	e->what = d->what;
	e->event = true;
	text_add(&e->asked, "%s", rec_event_name(event->kind));
	if (rec_event_is_path(event))
		text_add(&e->asked, ", CHPID %02x", event->chpid);
	text_add(&e->expected, "%s: %s", d->what, d->recorded);
	text_add(&e->came, "%s: %s", d->what, d->replayed);
}
