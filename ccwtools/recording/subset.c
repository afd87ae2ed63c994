// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/subset.h"
#include "ccwtools/recording/domain.h"
#include "ccwtools/recording/arena.h"

/* Where an SCSW has flags, controls, CCW address, unit and channel status, count. */
#define SCSW_FLAGS	1u
#define SCSW_STCTL	3u
#define SCSW_CPA	4u
#define SCSW_DSTAT	8u
#define SCSW_CSTAT	9u
#define SCSW_COUNT	10u

bool subset_is_straight(const struct rec_program *program)
{
	u32 i;

	for (i = 0; i < program->n_steps; i++) {
		const struct rec_ccw *ccw = &program->steps[i].ccw;

		if (ccw->tic || program->steps[i].loop || ccw->flags & CSS_CCW_CD ||
		    ccw->addr != program->steps[0].ccw.addr + i * CSS_CCW_SIZE)
			return false;
	}
	return true;
}

static void unchain(struct rec_ccw *ccw, bool format1)
{
	ccw->flags &= (u8)~(CSS_CCW_CC | CSS_CCW_CD);
	ccw->raw[format1 ? 1 : 4] = ccw->flags;
}

static void put32(u8 *at, u32 value)
{
	const __be32 be = cpu_to_be32(value);

	memcpy(at, &be, sizeof(be));
}

/* It chained, so there was no alert, and no sense to go with it. */
static void put_status(u8 *scsw, const struct rec_step *last)
{
	scsw[SCSW_FLAGS] &= (u8)~CSS_SCSW_E;
	scsw[SCSW_STCTL] &= (u8)~CSS_STCTL_ALERT;
	scsw[SCSW_DSTAT] = last->dstat;
	scsw[SCSW_CSTAT] = last->cstat;
	scsw[SCSW_COUNT] = (u8)(last->res >> 8);
	scsw[SCSW_COUNT + 1] = (u8)last->res;
}

/* The end of a program that ends here: that of this CCW, or as it was. */
static void end_here(struct rec_program *p, bool was_last)
{
	const struct rec_step *last = &p->steps[p->n_steps - 1];

	if (last->executed && !was_last)
		put_status(p->scsw, last);
	put32(p->scsw + SCSW_CPA, last->ccw.addr + CSS_CCW_SIZE);
	/*
	 * The other words of the IRB are those of the last CCW, and are not known for this one.
	 */
	p->has_irb = p->has_irb && was_last;
	if (p->has_irb)
		memcpy(p->irb, p->scsw, sizeof(p->scsw));
}

/* As it lay in storage: a step may have used fewer of its IDAWs. */
static const struct rec_ccw *stored(const struct rec_program *program, const struct rec_ccw *ccw)
{
	u32 i;

	for (i = 0; i < program->n_ccws; i++)
		if (program->ccws[i].addr == ccw->addr)
			return &program->ccws[i];
	return ccw;
}

static void set_count(struct rec_program *p, u32 step, u8 count, struct mem_arena *arena)
{
	u32 i;

	domain_set_count(&p->steps[step].ccw, count, arena);
	for (i = 0; i < p->n_ccws; i++)
		if (p->ccws[i].addr == p->steps[step].ccw.addr && domain_locate(&p->ccws[i]))
			domain_set_count(&p->ccws[i], count, arena);
}

/*
 * A domain that is not used up is a unit check: each Locate Record is for as many commands
 * as are left of its own.  @kept: which the steps of @p were of @whole.
 */
static void shorten_domains(struct rec_program *p, const struct rec_program *whole,
			    const u32 *kept, struct mem_arena *arena)
{
	u32 *begins = mem_zalloc(arena, p->n_steps * sizeof(*begins));
	u32 i, j, n;

	for (i = 0; i < p->n_steps; i++)
		begins[i] = domain_begin(whole, kept[i]);
	for (i = 0; i < p->n_steps; i++) {
		const u8 *locate = domain_locate(&p->steps[i].ccw);

		if (!locate)
			continue;
		for (n = 0, j = i + 1; j < p->n_steps; j++)
			n += begins[j] == kept[i];
		if (n && n < domain_count(locate))
			set_count(p, i, (u8)n, arena);
	}
}

struct rec_program subset_keep(const struct rec_program *program, const u32 *steps, u32 n,
			       struct mem_arena *arena)
{
	const u32 base = program->steps[0].ccw.addr;
	struct rec_program p = *program;
	u32 i;

	if (n == program->n_steps)
		return p;
	p.steps = mem_zalloc(arena, n * sizeof(*p.steps));
	p.ccws = mem_zalloc(arena, n * sizeof(*p.ccws));
	p.n_steps = n;
	p.n_ccws = n;
	for (i = 0; i < n; i++) {
		p.steps[i] = program->steps[steps[i]];
		p.ccws[i] = *stored(program, &p.steps[i].ccw);
		p.steps[i].ccw.addr = base + i * CSS_CCW_SIZE;
		p.ccws[i].addr = p.steps[i].ccw.addr;
	}
	unchain(&p.steps[n - 1].ccw, p.format1);
	unchain(&p.ccws[n - 1], p.format1);
	shorten_domains(&p, program, steps, arena);
	end_here(&p, steps[n - 1] == program->n_steps - 1);
	return p;
}

static bool is_executed(const struct rec_program *p, u32 n, u32 addr)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (p->steps[i].ccw.addr == addr)
			return true;
	return false;
}

bool subset_after(const struct rec_program *program, u32 n, struct mem_arena *arena,
		  struct rec_program *subset)
{
	const struct rec_ccw *end = &program->steps[n - 1].ccw;
	const u32 last = end->addr;
	u32 *kept, i;

	*subset = *program;
	if (is_executed(program, n - 1, last) || end->tic ||
	    (end->flags & CSS_CCW_CD && n < program->n_steps))
		return false;
	subset->steps = mem_zalloc(arena, n * sizeof(*subset->steps));
	memcpy(subset->steps, program->steps, n * sizeof(*subset->steps));
	subset->n_steps = n;
	unchain(&subset->steps[n - 1].ccw, subset->format1);
	subset->ccws = mem_zalloc(arena, (program->n_ccws + 1) * sizeof(*subset->ccws));
	subset->n_ccws = 0;
	for (i = 0; i < program->n_ccws; i++) {
		/* Loops go back by TICs that are no steps. */
		if (!is_executed(program, n, program->ccws[i].addr) && !program->ccws[i].tic)
			continue;
		subset->ccws[subset->n_ccws] = program->ccws[i];
		if (program->ccws[i].addr == last)
			unchain(&subset->ccws[subset->n_ccws], subset->format1);
		subset->n_ccws++;
	}
	kept = mem_zalloc(arena, n * sizeof(*kept));
	for (i = 0; i < n; i++)
		kept[i] = i;
	shorten_domains(subset, program, kept, arena);
	end_here(subset, n == program->n_steps);
	return true;
}
