// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/replay/program.h"
#include "ccwtools/replay/stage.h"

#define MAX_MEMORY	(4ull << 30)
#define PAGE		HOST_PAGE_SIZE

/* How a byte of guest memory is to be compared. */
enum strictness {
	AS_RECORDED,
	OR_UNTOUCHED,		/* the device may have stored less */
	NOT_RECORDED,
};

struct page_copy {
	u64 addr;
	u8 data[PAGE];
	u8 strictness[PAGE];
	u8 before[PAGE];
};

struct expectation {
	struct mem_arena *arena;
	u64 *addrs;		/* sorted, without duplicates */
	struct page_copy *copies;
	size_t n;
};

/* ---- The areas of a CCW ---- */

void area_walk_start(struct area_walk *walk, const struct rec_program *program,
		     const struct rec_ccw *ccw, u32 len)
{
	walk->program = program;
	walk->ccw = ccw;
	walk->idaw = 0;
	walk->left = ccw->tic ? 0 : min_t(u32, len, ccw->count);
}

/* All that the CCW, or its next IDAW, designates from an address on. */
static bool next_start(struct area_walk *walk, u64 *start, u32 *len)
{
	const struct rec_ccw *ccw = walk->ccw;

	if (!(ccw->flags & CSS_CCW_IDA)) {
		*start = ccw->cda;
		*len = ccw->backward ? (u32)min_t(u64, ccw->count, (u64)ccw->cda + 1) : ccw->count;
		return !walk->idaw++;
	}
	if (walk->idaw == ccw->n_idaws)
		return false;
	*start = ccw->idaws[walk->idaw++].value;
	*len = rec_idaw_covers(walk->program, ccw, *start);
	return true;
}

bool area_walk_next(struct area_walk *walk, struct area *area)
{
	u64 start;

	if (!walk->left || !next_start(walk, &start, &area->len))
		return false;
	area->len = min(walk->left, area->len);
	area->addr = walk->ccw->backward ? start - (area->len - 1) : start;
	walk->left -= area->len;
	return true;
}

/* ---- All areas of a program: CCWs, IDAWs, data ---- */

static void each_area(const struct rec_program *program,
		      void (*fn)(void *data, u64 addr, u32 len), void *data)
{
	u32 i, j;

	for (i = 0; i < program->n_ccws; i++) {
		const struct rec_ccw *ccw = &program->ccws[i];
		struct area_walk walk;
		struct area area;

		fn(data, ccw->addr, CSS_CCW_SIZE);
		for (j = 0; j < ccw->n_idaws; j++)
			fn(data, ccw->idaws[j].addr, rec_idaw_format2(program) ? 8 : 4);
		area_walk_start(&walk, program, ccw, UINT32_MAX);
		while (area_walk_next(&walk, &area))
			fn(data, area.addr, area.len);
	}
}

static void raise_end(void *data, u64 addr, u32 len)
{
	u64 *end = data;

	if (addr > MAX_MEMORY - len)
		*end = UINT64_MAX;
	else if (addr + len > *end)
		*end = addr + len;
}

u64 program_end_of_memory(const struct rec_program *program)
{
	u64 end = 0;

	each_area(program, raise_end, &end);
	return end == UINT64_MAX ? 0 : end;
}

static void *guest_at(struct stage *stage, u64 addr, u64 len)
{
	return stage->ops->memory(stage, addr, len);
}

struct place {
	u64 addr;
	u32 len;
	bool used;
};

static void note_use(void *data, u64 addr, u32 len)
{
	struct place *place = data;

	place->used |= addr < place->addr + place->len && place->addr < addr + len;
}

bool program_uses(const struct rec_program *program, u64 addr, u32 len)
{
	struct place place = { addr, len, false };

	each_area(program, note_use, &place);
	return place.used;
}

/* ---- What the pages have to hold ---- */

static void note_pages(void *data, u64 addr, u32 len)
{
	struct expectation *e = data;
	u64 page;

	for (page = addr & ~HOST_PAGE_MASK; page < addr + len; page += PAGE) {
		e->addrs = mem_grow(e->arena, e->addrs, e->n, sizeof(*e->addrs));
		e->addrs[e->n++] = page;
	}
}

static void drop_duplicates(struct expectation *e)
{
	size_t i, n = 0;

	platform_sort_u64(e->addrs, e->n);
	for (i = 0; i < e->n; i++)
		if (n == 0 || e->addrs[n - 1] != e->addrs[i])
			e->addrs[n++] = e->addrs[i];
	e->n = n;
}

static int compare_copy(const void *key, const void *element)
{
	u64 addr = *(const u64 *)key;
	const struct page_copy *copy = element;

	return addr < copy->addr ? -1 : addr > copy->addr;
}

static void expect_bytes(struct expectation *e, u64 addr, const u8 *data, u32 len,
			 enum strictness strictness)
{
	while (len) {
		u64 page = addr & ~HOST_PAGE_MASK;
		u32 in_page = min(len, (u32)(page + PAGE - addr));
		struct page_copy *copy = bsearch(&page, e->copies, e->n, sizeof(*copy),
						 compare_copy);

		/* In a consistent recording executed CCWs are CCWs of the program. */
		if (copy && strictness != NOT_RECORDED)
			memcpy(copy->data + (addr - page), data, in_page);
		if (copy)
			memset(copy->strictness + (addr - page), strictness, in_page);
		addr += in_page;
		if (data)
			data += in_page;
		len -= in_page;
	}
}

/* Bytes in the order in which they came: going backward, the first one lies last. */
static void expect_area(struct expectation *e, const struct rec_ccw *ccw,
			const struct area *area, const u8 *data, enum strictness strictness)
{
	u32 i;

	if (!ccw->backward) {
		expect_bytes(e, area->addr, data, area->len, strictness);
		return;
	}
	for (i = 0; i < area->len; i++)
		expect_bytes(e, area->addr + i, &data[area->len - 1 - i], 1, strictness);
}

static void expect_anything(struct expectation *e, const struct rec_program *program,
			    const struct rec_ccw *ccw)
{
	struct area_walk walk;
	struct area area;

	area_walk_start(&walk, program, ccw, UINT32_MAX);
	while (area_walk_next(&walk, &area))
		expect_bytes(e, area.addr, NULL, area.len, NOT_RECORDED);
}

static void expect_in(struct expectation *e, const struct rec_program *program,
		      const struct rec_ccw *ccw, const struct bytes *in, bool whole)
{
	const u8 *data = in->data;
	struct area_walk walk;
	struct area area;

	if (ccw->flags & CSS_CCW_SKIP)
		return;
	if (in->cut)
		expect_anything(e, program, ccw);
	area_walk_start(&walk, program, ccw, in->len);
	while (area_walk_next(&walk, &area)) {
		expect_area(e, ccw, &area, data, whole ? AS_RECORDED : OR_UNTOUCHED);
		data += area.len;
	}
}

static void expect_step(struct expectation *e, const struct rec_program *program,
			const struct rec_step *step)
{
	/* The last time the device may have stored less than before. */
	if (step->repeated && step->in.data && !(step->ccw.flags & CSS_CCW_SKIP))
		expect_anything(e, program, &step->ccw);
	expect_in(e, program, &step->ccw, &step->in, !step->no_res && !step->in.cut);
}

static void expect_stored(struct expectation *e, const struct rec_program *program,
			  const struct rec_ccw *ccw)
{
	expect_in(e, program, ccw, &ccw->stored, false);
}

static struct expectation *expect(const struct rec_program *program, struct stage *stage)
{
	struct mem_arena *arena = mem_arena_create();
	struct expectation *e = mem_zalloc(arena, sizeof(*e));
	size_t i;

	e->arena = arena;
	each_area(program, note_pages, e);
	drop_duplicates(e);
	e->copies = mem_zalloc(arena, (e->n + 1) * sizeof(*e->copies));
	for (i = 0; i < e->n; i++) {
		e->copies[i].addr = e->addrs[i];
		memcpy(e->copies[i].before, guest_at(stage, e->addrs[i], PAGE), PAGE);
		memcpy(e->copies[i].data, e->copies[i].before, PAGE);
	}
	for (i = 0; i < program->n_steps; i++)
		expect_step(e, program, &program->steps[i]);
	for (i = 0; program->no_steps && i < program->n_ccws; i++)
		expect_stored(e, program, &program->ccws[i]);
	return e;
}

static bool is_as_it_may_be(const struct page_copy *copy, u32 at, u8 now)
{
	u8 strictness = copy->strictness[at];

	return now == copy->data[at] || strictness == NOT_RECORDED ||
	       (strictness == OR_UNTOUCHED && now == PROGRAM_FILL);
}

static bool page_partly(const struct page_copy *copy, const u8 *now)
{
	u32 i;

	if (!memcmp(now, copy->data, PAGE))
		return true;
	for (i = 0; i < PAGE; i++)
		if (now[i] != copy->before[i] && !is_as_it_may_be(copy, i, now[i]))
			return false;
	return true;
}

bool expectation_partly(const struct expectation *e, struct stage *stage)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (!page_partly(&e->copies[i], guest_at(stage, e->copies[i].addr, PAGE)))
			return false;
	return true;
}

bool expectation_check(struct expectation *e, struct stage *stage, struct surprise *surprise)
{
	size_t i;
	u32 j;

	memset(surprise, 0, sizeof(*surprise));
	for (i = 0; i < e->n; i++) {
		const u8 *now = guest_at(stage, e->copies[i].addr, PAGE);

		for (j = 0; j < PAGE; j++) {
			if (is_as_it_may_be(&e->copies[i], j, now[j]))
				continue;
			if (surprise->bytes++)
				continue;
			surprise->addr = e->copies[i].addr + j;
			surprise->expected = e->copies[i].data[j];
			surprise->actual = now[j];
		}
	}
	mem_arena_destroy(e->arena);
	return surprise->bytes == 0;
}

/* ---- Into guest memory ---- */

static void put_data(struct stage *stage, const struct rec_program *program,
		     const struct rec_ccw *ccw)
{
	const u8 *data = ccw->out.data;
	struct area_walk walk;
	struct area area;

	area_walk_start(&walk, program, ccw, data ? ccw->out.len : 0);
	while (area_walk_next(&walk, &area)) {
		memcpy(guest_at(stage, area.addr, area.len), data, area.len);
		data += area.len;
	}
}

/* What a read is to store into; and what was written, but is not recorded. */
static void put_fill(struct stage *stage, const struct rec_program *program,
		     const struct rec_ccw *ccw)
{
	struct area_walk walk;
	struct area area;

	area_walk_start(&walk, program, ccw, UINT32_MAX);
	while (area_walk_next(&walk, &area))
		memset(guest_at(stage, area.addr, area.len), PROGRAM_FILL, area.len);
}

static void put_idaws(struct stage *stage, const struct rec_program *program,
		      const struct rec_ccw *ccw)
{
	u32 i;

	for (i = 0; i < ccw->n_idaws; i++) {
		__be64 idaw2 = cpu_to_be64(ccw->idaws[i].value);
		__be32 idaw1 = cpu_to_be32((u32)ccw->idaws[i].value);

		if (rec_idaw_format2(program))
			memcpy(guest_at(stage, ccw->idaws[i].addr, 8), &idaw2, 8);
		else
			memcpy(guest_at(stage, ccw->idaws[i].addr, 4), &idaw1, 4);
	}
}

/* The guest's own bytes replace the fill, and the program replaces its data. */
struct expectation *program_build(const struct rec_program *program, struct stage *stage)
{
	u32 i;

	for (i = 0; i < program->n_ccws; i++)
		if (!program->ccws[i].out.data || program->ccws[i].out.cut)
			put_fill(stage, program, &program->ccws[i]);
	for (i = 0; i < program->n_ccws; i++)
		if (program->ccws[i].out.data)
			put_data(stage, program, &program->ccws[i]);
	for (i = 0; i < program->n_ccws; i++)
		put_idaws(stage, program, &program->ccws[i]);
	for (i = 0; i < program->n_ccws; i++)
		memcpy(guest_at(stage, program->ccws[i].addr, CSS_CCW_SIZE),
		       program->ccws[i].raw, CSS_CCW_SIZE);
	return expect(program, stage);
}
