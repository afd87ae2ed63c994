// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/record/path.h"

#define NOWHERE		UINT32_MAX

/**
 * struct map - where each CCW may lead, and which may lead to the end
 * @p: the program
 * @next: index of the CCW that chaining, or a TIC, leads to
 * @over: the same after a status modifier
 * @to_end: the end can be reached from it
 * @end: index of the CCW at which the program ended
 */
struct map {
	const struct taken_program *p;
	u32 *next;
	u32 *over;
	bool *to_end;
	u32 end;
};

static u32 index_of(const struct taken_program *p, u32 addr)
{
	const struct taken_ccw *ccw = program_find(p, addr);

	return ccw ? (u32)(ccw - p->ccws) : NOWHERE;
}

/* Commands of direct-access devices that compare, and say so with a status modifier. */
static bool is_search(u8 cmd)
{
	return (cmd & 0x03) == CSS_CMD_WRITE && cmd & 0x60;
}

static bool is_tic(const struct map *map, u32 at)
{
	return at != NOWHERE && program_fields(map->p, &map->p->ccws[at]).tic;
}

/* ---- The map: nothing that a channel might do is missing ---- */

/*
 * Over the CCW after a search; and over a TIC after any command, if there is something:
 * what the TIC leads back over, or what belongs to the program anyway.
 */
static bool may_lead_over(const struct map *map, u8 cmd, u32 behind)
{
	return is_search(cmd) || is_tic(map, behind);
}

static void draw_ccw(struct map *map, u32 i)
{
	const struct taken_ccw *ccw = &map->p->ccws[i];
	const struct rec_ccw f = program_fields(map->p, ccw);
	u32 addr = be32_to_cpu(ccw->ccw.addr), behind = index_of(map->p, addr + CSS_CCW_SIZE);
	/* Some other command's, perhaps, which may be a search. */
	bool chained = ccw->ccw.flags & RECORD_DATA_CHAINED;

	map->next[i] = NOWHERE;
	map->over[i] = NOWHERE;
	if (ccw->ccw.flags & RECORD_ABSENT)
		return;
	if (f.tic)
		map->next[i] = index_of(map->p, f.cda);
	else if (f.flags & (CSS_CCW_CD | CSS_CCW_CC))
		map->next[i] = behind;
	if (!f.tic && (f.flags & (CSS_CCW_CD | CSS_CCW_CC)) == CSS_CCW_CC &&
	    (chained || may_lead_over(map, f.cmd, behind)))
		map->over[i] = index_of(map->p, addr + 2 * CSS_CCW_SIZE);
}

static bool leads(const struct map *map, u32 at)
{
	return at != NOWHERE && map->to_end[at];
}

/* Back from the end, until there is nothing new. */
static void spread(struct map *map)
{
	bool more = true;

	map->to_end[map->end] = true;
	while (more) {
		more = false;
		for (u32 i = map->p->n; i-- > 0;) {
			if (map->to_end[i] ||
			    (!leads(map, map->next[i]) && !leads(map, map->over[i])))
				continue;
			map->to_end[i] = true;
			more = true;
		}
	}
}

static void draw(struct map *map)
{
	const struct taken_program *p = map->p;

	map->next = mem_zalloc(p->arena, p->n * sizeof(*map->next));
	map->over = mem_zalloc(p->arena, p->n * sizeof(*map->over));
	map->to_end = mem_zalloc(p->arena, p->n * sizeof(*map->to_end));
	for (u32 i = 0; i < p->n; i++)
		draw_ccw(map, i);
	spread(map);
}

/* ---- The way ---- */

/* How many steps a TIC at @tic goes back, if it leads to a command on the way; or 0. */
static u32 steps_back(const struct map *map, const struct path *path, u32 tic)
{
	const struct taken_ccw *target;

	if (!is_tic(map, tic) || map->next[tic] == NOWHERE)
		return 0;
	target = &map->p->ccws[map->next[tic]];
	for (u32 i = path->n; i-- > 0;) {
		const struct path_step *step = &path->steps[i];

		if (step->ccw == target && !step->chained && !step->f.tic)
			return path->n - i;
	}
	return 0;
}

/* Where command chaining led from the last step; NOWHERE, if there are two ways. */
static u32 choose(const struct map *map, struct path *path, u32 at)
{
	struct path_step *step = &path->steps[path->n - 1];
	u32 next = map->next[at], over = map->over[at];

	if (!may_lead_over(map, step->cmd, next) || !leads(map, over))
		return leads(map, next) ? next : NOWHERE;
	if (leads(map, next)) {
		/* Round and round, until the status modifier came. */
		step->loop = steps_back(map, path, next);
		if (!step->loop)
			return NOWHERE;
		path->loops = true;
	}
	step->modified = true;
	return over;
}

/* The end: for the first time, or the last one of a loop? */
static bool ends(const struct map *map, struct path *path)
{
	struct path_step *step = &path->steps[path->n - 1];
	u32 at = map->end, next = map->next[at];

	step->last = true;
	if (leads(map, map->over[at]))
		return false;
	if (!leads(map, next))
		return true;
	if (!(step->f.flags & CSS_CCW_CD))
		step->loop = steps_back(map, path, next);
	path->loops = path->loops || step->loop;
	return step->loop;
}

static struct path_step *add(const struct map *map, struct path *path, u32 at)
{
	struct path_step *step;

	path->steps = mem_grow(map->p->arena, path->steps, path->n, sizeof(*step));
	step = &path->steps[path->n++];
	memset(step, 0, sizeof(*step));
	step->ccw = &map->p->ccws[at];
	step->f = program_fields(map->p, step->ccw);
	return step;
}

/* A program whose CCWs are executed at an unknown time, or in two pieces. */
static bool is_opaque(const struct rec_ccw *f)
{
	return f->flags & (CSS_CCW_PCI | CSS_CCW_S);
}

/* A CCW occurs at most twice: as a command, and by data chaining. */
static bool follow(const struct map *map, struct path *path)
{
	u32 at = index_of(map->p, be32_to_cpu(map->p->orb.cpa));
	bool chained = false;
	u8 cmd = 0;

	while (at != NOWHERE && path->n < 2 * map->p->n) {
		struct path_step *step = add(map, path, at);

		if (step->f.tic) {
			at = map->next[at];
			continue;
		}
		if (is_opaque(&step->f))
			return false;
		cmd = chained ? cmd : step->f.cmd;
		step->cmd = cmd;
		step->chained = chained;
		if (at == map->end)
			return ends(map, path);
		chained = step->f.flags & CSS_CCW_CD;
		step->passed = chained;
		at = chained ? map->next[at] : choose(map, path, at);
	}
	return false;
}

bool path_find(const struct taken_program *p, u32 cpa, struct path *path)
{
	struct map map = { .p = p, .end = index_of(p, cpa - CSS_CCW_SIZE) };

	memset(path, 0, sizeof(*path));
	if (map.end == NOWHERE)
		return false;
	draw(&map);
	return follow(&map, path);
}
