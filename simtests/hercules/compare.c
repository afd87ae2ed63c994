// SPDX-License-Identifier: GPL-2.0-only
/* A program's two results, field by field. */
#include <stdio.h>

#include "simtests/hercules/compare.h"

#define NO_STEP		0xffffffffu

#define DEFINE_EXTENT		0x63
#define LOCATE_RECORD		0x47
#define LOCATE_RECORD_EXTENDED	0x4b
#define LOCATE_CODE		0x3f
#define WRITE_TRACK		0x0b
#define READ_IPL		0x02
#define READ_MULTIPLE		0x5e
#define WRITE_CKD		0x1d
#define COUNT_SIZE		8u

/* ---- Where the two executions differ ---- */

static u32 last_step(const struct history *h)
{
	return h->n_steps ? h->n_steps - 1 : NO_STEP;
}

static u32 step_at(const struct history *h, u32 addr)
{
	u32 i;

	for (i = h->n_steps; i && h->steps[i - 1].addr != addr; i--)
		;
	return i ? i - 1 : NO_STEP;
}

static u8 command_of(const struct history *h, u32 step)
{
	return step == NO_STEP ? 0 : h->steps[step].cmd;
}

static bool is_chained(const struct history *h, u32 step)
{
	if (step == NO_STEP)
		return false;
	return (h->steps[step].flags | (step ? h->steps[step - 1].flags : 0)) & CSS_CCW_CD;
}

/* What a command sent to the device, over all of its CCWs. */
static void argument_of(const struct history *h, u32 step, u8 *argument)
{
	u32 len = 0, n;

	while (step && h->steps[step - 1].flags & CSS_CCW_CD)
		step--;
	do {
		n = min(h->steps[step].out_len, HISTORY_OUT - len);
		memcpy(argument + len, h->steps[step].out, n);
		len += n;
	} while (h->steps[step++].flags & CSS_CCW_CD && step < h->n_steps);
}

static bool is_extent(u8 cmd)
{
	return cmd == DEFINE_EXTENT;
}

static bool is_locate(u8 cmd)
{
	return cmd == LOCATE_RECORD || cmd == LOCATE_RECORD_EXTENDED;
}

static void last_argument(const struct history *h, u32 step, bool (*is_it)(u8 cmd), u8 *argument)
{
	while (step && !is_it(h->steps[step].cmd))
		step--;
	if (is_it(h->steps[step].cmd))
		argument_of(h, step, argument);
}

static bool is_short_write(const struct step *s)
{
	return s->cmd == WRITE_CKD && s->out_len < COUNT_SIZE;
}

/* Commands that affect all later ones. */
static void look_back(const struct history *h, u32 last, struct difference *d)
{
	u32 step;

	for (step = 0; step <= last; step++) {
		u8 argument[HISTORY_OUT] = { 0 };

		d->after_ipl = d->after_ipl || h->steps[step].cmd == READ_IPL;
		d->after_multiple = d->after_multiple || h->steps[step].cmd == READ_MULTIPLE;
		d->after_short = d->after_short || is_short_write(&h->steps[step]);
		if (!is_locate(h->steps[step].cmd))
			continue;
		argument_of(h, step, argument);
		d->after_track = d->after_track || (argument[0] & LOCATE_CODE) == WRITE_TRACK;
	}
}

static void find_arguments(const struct history *h, u32 step, struct difference *d)
{
	if (step == NO_STEP)
		return;
	argument_of(h, step, d->argument);
	last_argument(h, step, is_extent, d->extent);
	last_argument(h, step, is_locate, d->location);
	look_back(h, step, d);
}

/* The first command whose bytes in memory are different. */
static u32 storing_step(const struct pair *p)
{
	const struct history *h = &p->history;
	const u8 *ours = p->ours->memory, *theirs = p->theirs->memory;
	u32 i;

	for (i = 0; i < h->n_stores; i++) {
		const struct store *s = &h->stores[i];

		if (s->addr < BATCH_MEMORY && s->len <= BATCH_MEMORY - s->addr &&
		    memcmp(ours + s->addr, theirs + s->addr, s->len))
			return s->step;
	}
	return last_step(h);
}

static u32 writing_step(const struct history *h)
{
	u32 i;

	for (i = h->n_steps; i && (h->steps[i - 1].cmd & 3) != CSS_CMD_WRITE; i--)
		;
	return i ? i - 1 : last_step(h);
}

static void find_parting(const struct pair *p, struct difference *d)
{
	const struct history *h = &p->history;
	u32 cpa = d->theirs.value[FIELD_CPA];
	u32 step = last_step(h);

	if (cpa != d->ours.value[FIELD_CPA]) {
		u32 theirs = step_at(h, cpa - CSS_CCW_SIZE);

		d->parting = theirs == NO_STEP ? PART_OURS_ENDS : PART_THEIRS_ENDS;
		step = theirs == NO_STEP ? step : theirs;
	} else if (d->fields == BIT_OF(FIELD_MEDIUM)) {
		step = writing_step(h);
	}
	d->cmd = command_of(h, step);
	d->store_cmd = command_of(h, storing_step(p));
	d->store_chained = is_chained(h, storing_step(p));
	d->chained = is_chained(h, step);
	find_arguments(h, step, d);
}

/* ---- Finding differences ---- */

static bool same_medium(const struct medium *a, const struct medium *b)
{
	return a->image.size == b->image.size && !memcmp(a->bytes, b->bytes, a->image.size);
}

bool compare(const struct pair *p, struct difference *d)
{
	enum field field;

	memset(d, 0, sizeof(*d));
	outcome_of(p->ours, &d->ours);
	outcome_of(p->theirs, &d->theirs);
	outcome_forget(&d->ours, &d->theirs);
	for (field = 0; field < FIELD_MEMORY; field++)
		if (d->ours.value[field] != d->theirs.value[field])
			d->fields |= BIT_OF(field);
	if (memcmp(p->ours->memory, p->theirs->memory, BATCH_MEMORY))
		d->fields |= BIT_OF(FIELD_MEMORY);
	if (!same_medium(p->our_medium, p->their_medium))
		d->fields |= BIT_OF(FIELD_MEDIUM);
	if (!d->fields)
		return true;
	find_parting(p, d);
	return false;
}

/* ---- For people ---- */

static void print_first(const u8 *ours, const u8 *theirs, u64 n)
{
	u64 i;

	for (i = 0; i < n && ours[i] == theirs[i]; i++)
		;
	if (i < n)
		printf(" at %llx: %02x/%02x", (unsigned long long)i, ours[i], theirs[i]);
}

static void print_status(const struct outcome *o)
{
	const u32 *v = o->value;

	printf(" %02x.%02x", v[FIELD_DSTAT], v[FIELD_CSTAT] | v[FIELD_LENGTH]);
	if (v[FIELD_DSTAT] & CSS_DSTAT_UC)
		printf("(%02x%02x.%02x)", v[FIELD_SENSE], v[FIELD_SENSE + 1], v[FIELD_SENSE + 7]);
}

void difference_print(const struct pair *p, const struct difference *d, u32 number)
{
	static const char *const partings[] = { "same end", "ours ends", "theirs ends" };
	enum field field;

	printf("# %s at %02x%s, status", partings[d->parting], d->cmd, d->chained ? "+" : "");
	print_status(&d->ours);
	printf(" /");
	print_status(&d->theirs);
	printf(" [%u, %s]:", number, p->meant);
	for (field = 0; field < FIELD_MEMORY; field++)
		if (d->fields >> field & 1)
			printf(" %s %x/%x,", field_name(field), d->ours.value[field],
			       d->theirs.value[field]);
	if (d->fields & BIT_OF(FIELD_MEMORY)) {
		printf(" memory by %02x", d->store_cmd);
		print_first(p->ours->memory, p->theirs->memory, BATCH_MEMORY);
	}
	if (d->fields & BIT_OF(FIELD_MEDIUM)) {
		u64 ours = p->our_medium->image.size, theirs = p->their_medium->image.size;

		printf(" medium");
		print_first(p->our_medium->bytes, p->their_medium->bytes, min(ours, theirs));
		if (ours != theirs)
			printf(" length %llx/%llx", (unsigned long long)ours,
			       (unsigned long long)theirs);
	}
	printf("\n");
}
