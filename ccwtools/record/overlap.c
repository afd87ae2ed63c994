// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/record/overlap.h"

#define NONE	UINT32_MAX

/** struct use - a step's data area; @end: behind it; @store: the device may store there */
struct use {
	u64 addr;
	u64 end;
	u32 step;
	bool store;
};

static bool is_input(const struct path_step *step)
{
	return !(step->cmd & 1);
}

static u32 uses_of(const struct taken_program *p, const struct path_step *step)
{
	u8 moves = step->ccw->ccw.moves;

	if (step->f.tic || !(moves & (is_input(step) ? RECORD_MOVES_IN : RECORD_MOVES_OUT)))
		return 0;
	return program_n_areas(p, step->ccw);
}

static u32 count_uses(const struct taken_program *p, const struct path *path)
{
	u32 n = 0;

	for (u32 i = 0; i < path->n; i++)
		n += uses_of(p, &path->steps[i]);
	return n;
}

static void list_uses(const struct taken_program *p, const struct path *path, struct use *use)
{
	for (u32 i = 0; i < path->n; i++) {
		const struct path_step *step = &path->steps[i];
		u32 n = uses_of(p, step), left = step->f.count;

		for (u32 j = 0; j < n; j++) {
			const struct data_area area = program_area(p, step->ccw, j, left);

			*use++ = (struct use){
				area.addr, area.addr + area.len, i, is_input(step),
			};
			left -= area.len;
		}
	}
}

static int compare(const void *a, const void *b)
{
	const struct use *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

/* Overlapping areas; of the steps that store there, only the last one's data are known. */
static void mark(struct path *path, const struct use *uses, u32 n)
{
	u32 first = NONE, last = 0;

	for (u32 i = 0; i < n; i++) {
		if (!uses[i].store)
			continue;
		first = min(first, uses[i].step);
		last = max(last, uses[i].step);
	}
	if (first == NONE)
		return;
	for (u32 i = 0; i < n; i++) {
		struct path_step *step = &path->steps[uses[i].step];

		/* In a loop what comes later comes before the next time, too. */
		if (uses[i].store)
			step->overwritten |= uses[i].step != last;
		else
			step->changed |= path->loops || uses[i].step > first;
	}
}

void overlap_mark(const struct taken_program *p, struct path *path)
{
	u32 n = count_uses(p, path), from = 0;
	struct use *uses = mem_zalloc(p->arena, (n + 1) * sizeof(*uses));
	u64 end = 0;

	list_uses(p, path, uses);
	qsort(uses, n, sizeof(*uses), compare);
	for (u32 i = 0; i < n; i++) {
		if (uses[i].addr >= end) {
			mark(path, uses + from, i - from);
			from = i;
		}
		end = max(end, uses[i].end);
	}
	mark(path, uses + from, n - from);
}
