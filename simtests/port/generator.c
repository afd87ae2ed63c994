// SPDX-License-Identifier: GPL-2.0-only
/* Generates channel programs from a seed. */
#include "simtests/port/generator.h"

#define PAGE		4096u
#define PAGES		(GENERATOR_MEMORY / PAGE)
#define MAX_SEGMENTS	6u

/* ---- Dice ---- */

void dice_seed(struct dice *dice, u64 seed)
{
	/*
	 * Neighbouring seeds must give different numbers; a state of zero would give only
	 * zeroes.
	 */
	dice->state = (seed + 1) * 0x9e3779b97f4a7c15u;
	if (!dice->state)
		dice->state = 1;
}

u64 dice_throw(struct dice *dice)
{
	u64 x = dice->state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	dice->state = x;
	return x * 0x2545f4914f6cdd1du;
}

u32 dice_below(struct dice *dice, u32 n)
{
	return (u32)((dice_throw(dice) >> 32) * n >> 32);
}

bool dice_percent(struct dice *dice, u32 percent)
{
	return dice_below(dice, 100) < percent;
}

/* Bytes, not words: both byte orders get the same memory. */
void dice_fill(struct dice *dice, void *buf, size_t len)
{
	u8 *at = buf;
	size_t i;

	for (i = 0; i + sizeof(u64) <= len; i += sizeof(u64)) {
		const __be64 word = cpu_to_be64(dice_throw(dice));

		memcpy(at + i, &word, sizeof(word));
	}
}

/* ---- What a program is made of ---- */

struct run {
	u32 addr;
	u32 n;
};

/* @tame: nothing is wrong on purpose, so that the program gets further */
struct builder {
	struct dice *dice;
	bool tame;
	struct generated *g;
	u32 ctrl;
	u32 next_ccw;
	u32 next_idal;
	struct run runs[MAX_SEGMENTS];
	u32 n_runs;
};

static u32 below(struct builder *b, u32 n)
{
	return dice_below(b->dice, n);
}

static bool percent(struct builder *b, u32 n)
{
	return dice_percent(b->dice, n);
}

static bool is_hole(const struct builder *b, u32 addr)
{
	return addr < GENERATOR_MEMORY && b->g->holes >> (addr / PAGE) & 1;
}

/*
 * One random number to an expression: C leaves the order of two calls open, and a seed must
 * give the same program everywhere.
 */

/* Where memory ends: at its very end, or before a hole that is made here. */
static u32 an_end(struct builder *b, u32 from, u32 to)
{
	u32 page;

	if (percent(b, 30))
		return GENERATOR_MEMORY;
	page = from / PAGE + 1 + below(b, (to - from) / PAGE - 1);
	b->g->holes |= 1ull << page;
	return page * PAGE;
}

static u32 a_count(struct builder *b)
{
	static const u16 special[] = {
		1, 2, 7, 8, 255, 256, 2047, 2048, 2049, 4095, 4096, 4097, 6144, 8192,
		12288, 16384, 32768, 65535,
	};

	switch (below(b, 8)) {
	case 0:
		return percent(b, 30) && !b->tame ? 0 : 1;
	case 1:
	case 2:
		return special[below(b, ARRAY_SIZE(special))];
	case 3:
		return 1 + below(b, 9000);
	default:
		return 1 + below(b, 600);
	}
}

static u32 a_doubtful_address(struct builder *b, u32 count, u32 some)
{
	switch (below(b, 5)) {
	case 0:
		return an_end(b, GENERATOR_DATA, GENERATOR_MEMORY) - some;
	case 1:
		return an_end(b, GENERATOR_DATA, GENERATOR_MEMORY) - count;
	case 2:
		return GENERATOR_MEMORY + below(b, 0x800000);
	case 3:
		return below(b, 0x4000);
	default:
		return b->ctrl & CSS_ORB_F ? (u32)dice_throw(b->dice) : below(b, 0x1000000);
	}
}

/* A data address; backward reading begins at the other end. */
static u32 an_address(struct builder *b, u32 count)
{
	u32 data_pages = (GENERATOR_MEMORY - GENERATOR_DATA) / PAGE;
	u32 page = GENERATOR_DATA + below(b, data_pages) * PAGE;
	u32 some = below(b, 64);

	switch (below(b, 24)) {
	case 0:
	case 1:
	case 2:
	case 3:
	case 4:
		if (!b->tame)
			return a_doubtful_address(b, count, some);
		return GENERATOR_KEY;
	case 5:
	case 6:
	case 7:
		return page;
	case 8:
	case 9:
		return page - below(b, 32);
	case 10:
		return page + 2048 - below(b, 3);
	case 11:
		return GENERATOR_KEY;
	default:
		return page + below(b, PAGE);
	}
}

/* ---- IDALs ---- */

static u32 unit(const struct builder *b)
{
	return b->ctrl & CSS_ORB_H && !(b->ctrl & CSS_ORB_T) ? PAGE : 2048;
}

static u64 an_idaw(struct builder *b, bool first, bool backward)
{
	u32 last = unit(b) - 1;
	u32 addr = GENERATOR_DATA + below(b, GENERATOR_MEMORY - GENERATOR_DATA);

	if (first && percent(b, 40))
		return addr;
	if (!b->tame && percent(b, 2))
		return addr;		/* not on a boundary, as a rule */
	if (!b->tame && percent(b, 1))
		return dice_throw(b->dice);
	if (!b->tame && percent(b, 1))
		return GENERATOR_MEMORY + (addr & ~last);
	if (!b->tame && percent(b, 1))
		return CSS_ADDR31_INVALID | (addr & ~last);
	return backward ? addr | last : addr & ~last;
}

static void put_idaw(struct builder *b, u32 at, u64 addr)
{
	const __be64 wide = cpu_to_be64(addr);
	const __be32 narrow = cpu_to_be32((u32)addr);

	if (at > GENERATOR_MEMORY - sizeof(wide))
		return;
	if (b->ctrl & CSS_ORB_H)
		memcpy(b->g->memory + at, &wide, sizeof(wide));
	else
		memcpy(b->g->memory + at, &narrow, sizeof(narrow));
}

/* Room for a list of @len bytes: in a row, or at the end of memory. */
static u32 a_place(struct builder *b, u32 len, u32 size)
{
	u32 gap = size * below(b, 4);
	u32 at;

	if (percent(b, 6))
		return an_end(b, GENERATOR_IDALS, GENERATOR_DATA) - len + gap / 2;
	if (!b->tame && percent(b, 2))
		return an_address(b, len);
	at = b->next_idal;
	b->next_idal += len + gap;
	if (b->next_idal >= GENERATOR_DATA)
		b->next_idal = GENERATOR_IDALS;
	return at;
}

static u32 an_idal(struct builder *b, u32 count, bool backward)
{
	u32 size = b->ctrl & CSS_ORB_H ? 8 : 4;
	u64 first = an_idaw(b, true, backward);
	u32 last = unit(b) - 1;
	u32 before = backward ? last - ((u32)first & last) : (u32)first & last;
	u32 n = (before + count + last) / unit(b);
	u32 at = a_place(b, n * size, size);
	u64 neighbour = first & ~(u64)last;
	bool in_order = percent(b, 30);
	u32 i;

	put_idaw(b, at, first);
	for (i = 1; i < n; i++) {
		neighbour += unit(b);
		put_idaw(b, at + i * size,
			 in_order && !backward ? neighbour : an_idaw(b, false, backward));
	}
	return !b->tame && percent(b, 2) ? at + 1 + below(b, size) : at;
}

/* ---- CCWs ---- */

static void put_ccw(struct builder *b, u32 at, u8 cmd, u8 flags, u32 count, u32 cda)
{
	struct css_ccw1 one = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16((u16)count),
		.cda = cpu_to_be32(cda),
	};
	struct css_ccw0 zero = {
		.cmd = cmd, .cda = { (u8)(cda >> 16), (u8)(cda >> 8), (u8)cda },
		.flags = flags, .ignored = (u8)cda, .count = one.count,
	};

	if (at > GENERATOR_MEMORY - CSS_CCW_SIZE)
		return;
	memcpy(b->g->memory + at, b->ctrl & CSS_ORB_F ? (void *)&one : &zero, CSS_CCW_SIZE);
}

/* The next place for a CCW inside of what is planned, for a TIC to go to. */
static u32 a_target(struct builder *b, u32 self)
{
	const struct run *run = &b->runs[below(b, b->n_runs)];
	u32 few = CSS_CCW_SIZE * below(b, 3);

	if (b->tame)
		return run->addr;
	switch (below(b, 20)) {
	case 0:
		return self;
	case 1:
		return self - CSS_CCW_SIZE * below(b, 4);
	case 2:
		return self + CSS_CCW_SIZE * below(b, 5);
	case 3:
		return run->addr + below(b, 8);		/* not on a boundary, as a rule */
	case 4:
		return GENERATOR_MEMORY + CSS_CCW_SIZE * below(b, 9) - CSS_CCW_SIZE;
	case 5:
		return percent(b, 50) ? (u32)dice_throw(b->dice) & ~7u :
					GENERATOR_DATA + below(b, 0x8000) * CSS_CCW_SIZE;
	case 6:
		return an_end(b, GENERATOR_PROGRAM, GENERATOR_IDALS) - few;
	case 7:
	case 8:
	case 9:
	case 10:
	case 11:
		return run->addr + below(b, run->n) * CSS_CCW_SIZE;
	default:
		return run->addr;
	}
}

static void put_tic(struct builder *b, u32 at)
{
	u8 cmd = CSS_CMD_TIC, flags = 0;
	u32 count = 0;

	if (!(b->ctrl & CSS_ORB_F) || (!b->tame && percent(b, 3))) {
		cmd |= (u8)(below(b, 4) << 4);
		flags = (u8)below(b, 256);
		count = below(b, 3);
	}
	put_ccw(b, at, cmd, flags, count, a_target(b, at));
}

static u8 a_command(struct builder *b)
{
	static const u8 usual[] = {
		0x01, 0x01, 0x02, 0x02, 0x02, 0x03, 0x03, 0x04, 0x0c, 0x0c, 0x13, 0x21, 0x21, 0x23,
		0xe4,
	};

	if (!b->tame && percent(b, 3))
		return (u8)below(b, 256);
	return usual[below(b, ARRAY_SIZE(usual))];
}

static u8 some_flags(struct builder *b)
{
	u8 flags = 0;

	if (percent(b, 85))
		flags |= CSS_CCW_SLI;
	if (percent(b, 8))
		flags |= CSS_CCW_SKIP;
	if (percent(b, 4))
		flags |= CSS_CCW_PCI;
	if (percent(b, 2) && (!b->tame || b->ctrl & CSS_ORB_S))
		flags |= CSS_CCW_S;
	if (!b->tame && percent(b, 1))
		flags |= CSS_CCW_MIDA;
	return flags;
}

static void put_command(struct builder *b, u32 at, u8 flags)
{
	u8 cmd = a_command(b);
	bool backward = (cmd & 0x0f) == CSS_CMD_READ_BACKWARD;
	u32 count = a_count(b);
	u32 cda;

	flags |= some_flags(b);
	if (percent(b, 40)) {
		flags |= CSS_CCW_IDA;
		cda = an_idal(b, count, backward);
	} else {
		cda = an_address(b, count);
	}
	put_ccw(b, at, cmd, flags, count, cda);
}

/* Search, and what stands over it when it finds: a TIC, an end, anything. */
static void put_search(struct builder *b, u32 at)
{
	u8 flags = CSS_CCW_CC | CSS_CCW_SLI;

	if (percent(b, 15))
		flags |= CSS_CCW_CD;
	put_ccw(b, at, 0x21, flags, 1 + below(b, GENERATOR_KEY_SIZE / 2), GENERATOR_KEY);
	at += CSS_CCW_SIZE;
	switch (below(b, 4)) {
	case 0:
		put_ccw(b, at, CSS_CMD_TIC, 0, 0, at - CSS_CCW_SIZE);
		break;
	case 1:
		put_tic(b, at);
		break;
	case 2:
		put_command(b, at, 0);
		break;
	default:
		put_command(b, at, CSS_CCW_CC);
		break;
	}
}

static u8 a_chain(struct builder *b)
{
	u32 n = below(b, 20);

	if (n < 13)
		return CSS_CCW_CC;
	if (n < 18)
		return CSS_CCW_CD;
	return n < 19 ? CSS_CCW_CD | CSS_CCW_CC : 0;
}

static void put_run(struct builder *b, const struct run *run)
{
	u32 at = run->addr;
	u32 i;

	for (i = 0; i + 1 < run->n; i++, at += CSS_CCW_SIZE) {
		if (percent(b, 8))
			put_tic(b, at);
		else if (percent(b, 10))
			put_search(b, at);
		else
			put_command(b, at, a_chain(b));
	}
	if (percent(b, b->tame ? 25 : 45))
		put_tic(b, at);
	else if (percent(b, 20))
		put_search(b, at);
	else
		put_command(b, at, percent(b, 20) && !b->tame ? a_chain(b) : 0);
}

/* ---- Programs ---- */

/* Adjacent runs with small gaps; or at the end of memory; or overlapping. */
static void plan_runs(struct builder *b, u32 longest)
{
	u32 i;

	b->n_runs = 1 + below(b, MAX_SEGMENTS - 1);
	for (i = 0; i < b->n_runs; i++) {
		struct run *run = &b->runs[i];

		run->n = 1 + below(b, longest);
		run->addr = b->next_ccw;
		if (percent(b, 8))
			run->addr = an_end(b, GENERATOR_PROGRAM, GENERATOR_IDALS) -
				    run->n * CSS_CCW_SIZE;
		else if (i && percent(b, 5))
			run->addr = b->runs[below(b, i)].addr + CSS_CCW_SIZE;
		else
			b->next_ccw += (run->n + below(b, 5)) * CSS_CCW_SIZE;
	}
}

static void a_program(struct builder *b, u32 longest)
{
	u32 i;

	plan_runs(b, longest);
	for (i = 0; i < b->n_runs; i++)
		put_run(b, &b->runs[i]);
	b->g->orb.cpa = cpu_to_be32(b->runs[0].addr);
}

/* Around the bound of a chain, of CCWs that do nothing or little. */
static void a_long_program(struct builder *b)
{
	u32 n = 240 + below(b, 30);
	u32 at = GENERATOR_PROGRAM + below(b, 4) * CSS_CCW_SIZE;
	u32 i;

	b->g->orb.cpa = cpu_to_be32(at);
	for (i = 0; i < n; i++, at += CSS_CCW_SIZE) {
		u8 cmd = percent(b, 90) ? 0x03 : 0x01;

		put_ccw(b, at, cmd, CSS_CCW_SLI | (i + 1 < n ? CSS_CCW_CC : 0), 1,
			an_address(b, 1));
	}
}

/* A few CCWs of a row, from @at on. */
static void put_part(struct builder *b, u32 at)
{
	switch (below(b, 12)) {
	case 0:
		put_ccw(b, at, 0x21, CSS_CCW_CC | CSS_CCW_SLI, 8, GENERATOR_KEY);
		put_ccw(b, at + CSS_CCW_SIZE, CSS_CMD_TIC, 0, 0, at);
		break;
	case 1:
		put_search(b, at);
		break;
	case 2:
		put_ccw(b, at, 0x02, CSS_CCW_CD | CSS_CCW_SLI, 5, an_address(b, 5));
		put_ccw(b, at + CSS_CCW_SIZE, 0, CSS_CCW_CD | CSS_CCW_SLI, 70, an_address(b, 70));
		break;
	case 3:
		put_command(b, at, CSS_CCW_CC | CSS_CCW_SLI);
		break;
	case 4:
		put_ccw(b, at, CSS_CMD_TIC, 0, 0, at + CSS_CCW_SIZE);
		break;
	default:
		break;
	}
}

/*
 * Chains that adjoin, together longer than a piece of memory of a translation.  It begins
 * with one of them, and goes on with each of the others.
 */
static void a_row_program(struct builder *b)
{
	u32 n = 3 + below(b, 5), first = below(b, n);
	u32 at = GENERATOR_PROGRAM + below(b, 4) * CSS_CCW_SIZE;
	u32 starts[7], i, j;

	for (i = 0; i < n; i++) {
		u32 length = 100 + below(b, 140);

		starts[i] = at;
		for (j = 0; j < length; j++)
			put_ccw(b, at + j * CSS_CCW_SIZE, 0x03, CSS_CCW_CC | CSS_CCW_SLI,
				percent(b, 1) ? 5000 : 1, 0);
		for (j = 0; j + 3 < length; j += 2)
			put_part(b, at + j * CSS_CCW_SIZE);
		at += length * CSS_CCW_SIZE;
	}
	for (i = 0; i < n; i++) {
		u32 end = i + 1 < n ? starts[i + 1] - CSS_CCW_SIZE : at - CSS_CCW_SIZE;

		if ((i + 1) % n == first && percent(b, 50))
			put_ccw(b, end, 0x03, CSS_CCW_SLI, 1, 0);
		else
			put_ccw(b, end, CSS_CMD_TIC, 0, 0, starts[(i + 1) % n]);
	}
	b->g->orb.cpa = cpu_to_be32(starts[first]);
}

/* Around the bound of segments: each a command, or two, and a TIC to the next. */
static void a_scattered_program(struct builder *b)
{
	u32 n = percent(b, 50) ? 250 + below(b, 12) : 2 + below(b, 40);
	u32 step = 24 + CSS_CCW_SIZE * below(b, 3);
	bool downwards = percent(b, 50);
	u32 i;

	for (i = 0; i < n; i++) {
		u32 at = GENERATOR_PROGRAM + (downwards ? n - 1 - i : i) * step;
		u32 next = downwards ? at - step : at + step;

		if (!i)
			b->g->orb.cpa = cpu_to_be32(at);
		put_ccw(b, at, 0x03, CSS_CCW_CC | CSS_CCW_SLI, 1, 0);
		if (i + 1 < n)
			put_ccw(b, at + CSS_CCW_SIZE, CSS_CMD_TIC, 0, 0, next);
		else
			put_command(b, at + CSS_CCW_SIZE, 0);
	}
}

/* Many pages, so that they have to be sorted and are met again. */
static void a_large_program(struct builder *b)
{
	u32 n = 8 + below(b, 24);
	u32 at = GENERATOR_PROGRAM;
	u32 i;

	b->g->orb.cpa = cpu_to_be32(at);
	for (i = 0; i < n; i++, at += CSS_CCW_SIZE) {
		u8 cmd = percent(b, 60) ? 0x02 : 0x01;
		u32 count = 1 + below(b, 65535);

		put_ccw(b, at, cmd, CSS_CCW_SLI | CSS_CCW_IDA | (i + 1 < n ? CSS_CCW_CC : 0),
			count, an_idal(b, count, false));
	}
}

static void random_bytes(struct builder *b)
{
	u32 at = GENERATOR_PROGRAM + below(b, 64) * CSS_CCW_SIZE;

	b->g->orb.cpa = cpu_to_be32(percent(b, 10) ? (u32)dice_throw(b->dice) : at);
}

static u32 an_orb(struct builder *b)
{
	u32 ctrl = CSS_ORB_P | 0x80u << CSS_ORB_LPM_SHIFT;

	ctrl |= (u32)dice_throw(b->dice) & (CSS_ORB_F | CSS_ORB_H | CSS_ORB_T | CSS_ORB_L);
	if (percent(b, 70))
		ctrl |= CSS_ORB_F;
	if (percent(b, 70))
		ctrl |= CSS_ORB_S;
	if (percent(b, 15))
		ctrl |= CSS_ORB_I;
	if (percent(b, 15))
		ctrl ^= CSS_ORB_P;
	if (percent(b, 10))
		ctrl |= (u32)dice_throw(b->dice) &
			(CSS_ORB_KEY | CSS_ORB_C | CSS_ORB_M | CSS_ORB_Y | CSS_ORB_U |
			 CSS_ORB_A | CSS_ORB_X | CSS_ORB_D);
	if (percent(b, 10))
		ctrl |= CSS_ORB_LPM;
	if (percent(b, 1))
		ctrl ^= 0xc0u << CSS_ORB_LPM_SHIFT;
	if (percent(b, 1))
		ctrl |= (u32)dice_throw(b->dice) & (CSS_ORB_RESERVED | CSS_ORB_B);
	return ctrl;
}

static void fill_memory(struct builder *b)
{
	u8 *memory = b->g->memory;

	dice_fill(b->dice, memory, GENERATOR_MEMORY);
	if (percent(b, 60))
		memset(memory, 0, GENERATOR_IDALS);
	memset(memory + GENERATOR_KEY, GENERATOR_KEY_BYTE, GENERATOR_KEY_SIZE);
}

static void some_pages(struct builder *b, u64 *mask, u32 chance)
{
	u32 i, n = percent(b, chance) ? 1 + below(b, 4) : 0;

	for (i = 0; i < n; i++)
		*mask |= 1ull << below(b, PAGES);
}

void generate(struct dice *dice, struct generated *g)
{
	static const struct {
		u32 weight;
		const char *kind;
	} kinds[] = {
		{ 48, "small" }, { 24, "medium" }, { 4, "long" }, { 3, "scattered" },
		{ 4, "large" }, { 3, "row" }, { 14, "random" },
	};
	struct builder b = {
		.dice = dice, .g = g,
		.next_ccw = GENERATOR_PROGRAM, .next_idal = GENERATOR_IDALS,
	};
	u32 kind = 0, n = dice_below(dice, 100);

	g->holes = 0;
	g->readonly = 0;
	b.ctrl = an_orb(&b);
	b.tame = percent(&b, 50);
	g->orb = (struct css_orb){ .ctrl = cpu_to_be32(b.ctrl) };
	fill_memory(&b);
	some_pages(&b, &g->holes, b.tame ? 3 : 25);
	some_pages(&b, &g->readonly, 10);
	while (n >= kinds[kind].weight)
		n -= kinds[kind++].weight;
	g->kind = kinds[kind].kind;
	switch (kind) {
	case 0:
		a_program(&b, 4);
		break;
	case 1:
		a_program(&b, 14);
		break;
	case 2:
		a_long_program(&b);
		break;
	case 3:
		a_scattered_program(&b);
		break;
	case 4:
		a_large_program(&b);
		break;
	case 5:
		a_row_program(&b);
		break;
	default:
		random_bytes(&b);
		break;
	}
	/* The first CCW should be there, as a rule. */
	if (is_hole(&b, be32_to_cpu(g->orb.cpa)) && percent(&b, 90))
		g->holes &= ~(1ull << (be32_to_cpu(g->orb.cpa) / PAGE));
	g->holes &= ~(1ull << (GENERATOR_KEY / PAGE));
}
