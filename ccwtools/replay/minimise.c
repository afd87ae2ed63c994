// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <unistd.h>

#include "ccwtools/recording/subset.h"
#include "ccwtools/replay/ddmin.h"
#include "ccwtools/replay/minimise.h"
#include "ccwtools/recording/arena.h"

/* A recording of some hundred programs takes some hundred runs. */
#define MAX_RUNS	5000u

/* Notes and tapes stay with their program, so what is left is a recording again. */
struct search {
	struct minimise *m;
	struct recording *small;
	const struct rec_program *from;	/* the programs that are chosen from */
	struct rec_program *chosen;
	u32 program;			/* whose CCWs are chosen */
};

static void show(const struct search *s, bool last)
{
	if (!isatty(STDERR_FILENO) && !last)
		return;
	fprintf(stderr, "%sminimise: %u runs, %u programs, %u CCWs%s",
		isatty(STDERR_FILENO) ? "\r" : "", s->m->runs, s->small->n_programs,
		minimise_ccws(s->small), last ? "\n" : " ");
}

u32 minimise_ccws(const struct recording *rec)
{
	u32 i, n = 0;

	for (i = 0; i < rec->n_programs; i++)
		n += rec->programs[i].n_steps;
	return n;
}

/* When the runs are used up, nothing more is removed. */
static bool fails(struct search *s, struct rec_program *programs, u32 n)
{
	struct recording candidate = *s->small;

	if (s->m->runs >= MAX_RUNS)
		return false;
	s->m->runs++;
	show(s, false);
	candidate.programs = programs;
	candidate.n_programs = n;
	return s->m->fails(s->m->data, &candidate);
}

/* ---- Programs ---- */

static void choose_programs(struct search *s, const u32 *items, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		s->chosen[i] = s->from[items[i]];
}

static bool programs_fail(void *data, const u32 *items, u32 n)
{
	struct search *s = data;

	choose_programs(s, items, n);
	return fails(s, s->chosen, n);
}

static u32 *numbers(struct mem_arena *arena, u32 n)
{
	u32 *items = mem_zalloc(arena, (n + 1) * sizeof(*items));
	u32 i;

	for (i = 0; i < n; i++)
		items[i] = i;
	return items;
}

static void fewer_programs(struct search *s)
{
	struct recording *small = s->small;
	struct rec_program *kept;
	u32 n = small->n_programs;
	u32 *items = numbers(small->arena, n);

	s->from = small->programs;
	s->chosen = mem_zalloc(small->arena, (n + 1) * sizeof(*s->chosen));
	n = ddmin(items, n, programs_fail, s);
	choose_programs(s, items, n);
	kept = mem_zalloc(small->arena, (n + 1) * sizeof(*kept));
	memcpy(kept, s->chosen, n * sizeof(*kept));
	small->programs = kept;
	small->n_programs = n;
}

/* ---- CCWs ---- */

/* Take it, if all together still fail; otherwise it stays as it was. */
static bool try_program(struct search *s, const struct rec_program *candidate)
{
	struct rec_program *at = &s->small->programs[s->program];
	const struct rec_program was = *at;

	*at = *candidate;
	if (fails(s, s->small->programs, s->small->n_programs))
		return true;
	*at = was;
	return false;
}

static bool ccws_fail(void *data, const u32 *items, u32 n)
{
	struct search *s = data;
	const struct rec_program candidate = subset_keep(s->from, items, n, s->small->arena);

	return try_program(s, &candidate);
}

static void fewer_straight(struct search *s)
{
	const struct rec_program whole = s->small->programs[s->program];
	u32 *items = numbers(s->small->arena, whole.n_steps);

	s->from = &whole;
	ddmin(items, whole.n_steps, ccws_fail, s);
	s->from = NULL;
}

/* Cut there, or at the last place before it where that is possible.  Return: 0 if none. */
static u32 subset_near(struct search *s, const struct rec_program *whole, u32 n, u32 least,
		       struct rec_program *candidate)
{
	while (n >= least && !subset_after(whole, n, s->small->arena, candidate))
		n--;
	return n >= least ? n : 0;
}

/* A failure at some CCW needs the CCWs before it, so search by bisection. */
static void fewer_at_end(struct search *s)
{
	const struct rec_program whole = s->small->programs[s->program];
	u32 fails_from = 1, fails_with = whole.n_steps;

	while (fails_from < fails_with) {
		u32 middle = fails_from + (fails_with - fails_from) / 2;
		struct rec_program candidate;
		u32 n = subset_near(s, &whole, middle, fails_from, &candidate);

		if (n && try_program(s, &candidate))
			fails_with = n;
		else
			fails_from = middle + 1;
	}
}

static void fewer_ccws(struct search *s)
{
	for (s->program = s->small->n_programs; s->program-- > 0;) {
		const struct rec_program *p = &s->small->programs[s->program];

		if (p->n_steps > 1 && subset_is_straight(p))
			fewer_straight(s);
		else if (p->n_steps > 1)
			fewer_at_end(s);
	}
}

bool minimise_recording(struct minimise *m, const struct recording *rec,
			struct recording *small)
{
	struct search s = { .m = m, .small = small };

	*small = *rec;
	fewer_programs(&s);
	fewer_ccws(&s);
	show(&s, true);
	return m->runs < MAX_RUNS;
}
