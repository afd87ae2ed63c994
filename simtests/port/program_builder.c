// SPDX-License-Identifier: GPL-2.0-only
/* CCWs in a row, their data and IDAWs, and small mistakes. */
#include "simtests/port/program_builder.h"

#define PAGE		4096u

/* ---- Data and IDAWs ---- */

/* Room for @len bytes that nothing else of this program has, as long as there is any. */
static u32 room_for(struct program_builder *b, u32 len, u32 align)
{
	u32 at = (b->next_data + align - 1) / align * align;

	if (at > GENERATOR_MEMORY || len > GENERATOR_MEMORY - at)
		at = GENERATOR_DATA;
	b->next_data = at + len;
	return at;
}

/* At the beginning of a page, over the end of one, or anywhere. */
static u32 direct_data(struct program_builder *b, const struct program_command *c, u32 count)
{
	u32 at, shift = program_below(b, 32);

	switch (program_below(b, 4)) {
	case 0:
		at = room_for(b, count, PAGE);
		break;
	case 1:
		at = room_for(b, count + 2 * PAGE, PAGE) + PAGE - shift;
		break;
	default:
		at = room_for(b, count + shift, 8) + shift;
		break;
	}
	if (c->out)
		memcpy(b->g->memory + at, c->out, c->out_len < count ? c->out_len : count);
	return c->backward ? at + count - 1 : at;
}

static u32 idaw_unit(const struct program_builder *b)
{
	return b->ctrl & CSS_ORB_H && !(b->ctrl & CSS_ORB_T) ? PAGE : 2048;
}

static void put_idaw(struct program_builder *b, u32 at, u32 addr)
{
	const __be64 wide = cpu_to_be64(addr);
	const __be32 narrow = cpu_to_be32(addr);

	if (b->ctrl & CSS_ORB_H)
		memcpy(b->g->memory + at, &wide, sizeof(wide));
	else
		memcpy(b->g->memory + at, &narrow, sizeof(narrow));
}

static u32 room_for_idaws(struct program_builder *b, u32 n)
{
	u32 size = b->ctrl & CSS_ORB_H ? 8 : 4;
	u32 at = b->next_idal;

	if (program_percent(b, 10))	/* over the end of a page */
		at = (at + PAGE) / PAGE * PAGE - size;
	if (at + n * size > GENERATOR_DATA)
		at = GENERATOR_IDALS;
	b->next_idal = at + n * size;
	if (!b->tame && program_percent(b, 2))
		return at + 1 + program_below(b, size - 1);
	return at;
}

/* Blocks in order of their addresses, with gaps between some. */
static u32 indirect_data(struct program_builder *b, const struct program_command *c, u32 count)
{
	u32 unit = idaw_unit(b), size = b->ctrl & CSS_ORB_H ? 8 : 4;
	u32 before = program_percent(b, 50) ? 0 : program_below(b, unit);
	u32 n = (before + count + unit - 1) / unit, list = room_for_idaws(b, n);
	u32 at = 0, i;

	for (i = 0; i < n; i++) {
		u32 skip = i ? 0 : before;
		u32 gap = program_percent(b, 30) ? unit : 0;
		u32 block = room_for(b, unit + gap, unit);
		u32 piece = unit - skip;

		if (c->out && at < c->out_len && at < count) {
			u32 most = c->out_len < count ? c->out_len : count;

			memcpy(b->g->memory + block + skip, c->out + at,
			       most - at < piece ? most - at : piece);
		}
		at += piece;
		block = c->backward ? block + unit - 1 - skip : block + skip;
		if (i && !b->tame && program_percent(b, 2))
			block += 1;
		put_idaw(b, list + i * size, block);
	}
	return list;
}

/* ---- Commands ---- */

static void put(struct program_builder *b, const struct program_command *c, u8 flags, u32 count)
{
	struct program_ccw *ccw = &b->ccws[b->n++];

	*ccw = (struct program_ccw){ .cmd = c->cmd, .flags = flags, .count = (u16)count };
	if (count && program_percent(b, 25)) {
		ccw->flags |= CSS_CCW_IDA;
		ccw->cda = indirect_data(b, c, count);
	} else {
		ccw->cda = direct_data(b, c, count);
	}
}

/* What a driver asks for: as much as there is, or less, or more. */
static u32 a_count(struct program_builder *b, u32 len)
{
	u32 few = 1 + program_below(b, 20);

	switch (program_below(b, 4)) {
	case 0:
		return len > few ? len - few : 1;
	case 1:
		return len / 2 ? len / 2 : 1;
	case 2:
		return len + few;
	default:
		return 1 + program_below(b, 2 * len + 2);
	}
}

static u8 some_flags(struct program_builder *b, bool usual)
{
	u8 flags = CSS_CCW_CC;

	if (program_percent(b, usual ? 70 : b->tame ? 100 : 60))
		flags |= CSS_CCW_SLI;
	if (program_percent(b, 3))
		flags |= CSS_CCW_SKIP;
	if (program_percent(b, 2))
		flags |= CSS_CCW_PCI;
	return flags;
}

u32 program_add(struct program_builder *b, const struct program_command *c)
{
	bool usual = c->exact || program_percent(b, 85);
	u32 count = usual ? c->len : a_count(b, c->len);
	u8 flags = some_flags(b, usual && c->len && !c->quiet);
	struct program_command rest = *c;
	u32 first = b->n, split;

	if (b->n + 2 > PROGRAM_CCWS)
		return b->n - 1;
	/* A count of zero is not allowed, unless the CCW has another format. */
	if (!count)
		count = 1;
	if (count > 65535)
		count = 65535;
	if (count < 2 || !program_percent(b, 12)) {
		put(b, c, flags, count);
		return first;
	}
	split = 1 + program_below(b, count - 1);
	put(b, c, (flags & (u8)~CSS_CCW_CC) | CSS_CCW_CD, split);
	if (c->out && c->out_len > split) {
		rest.out += split;
		rest.out_len -= split;
	} else {
		rest.out = NULL;
	}
	if (program_percent(b, 30))
		rest.cmd = (u8)program_below(b, 256);
	/* A transfer in channel stays one in data chaining. */
	if ((rest.cmd & 0x0f) == CSS_CMD_TIC)
		rest.cmd = c->cmd;
	put(b, &rest, flags, count - split);
	return first;
}

u32 program_control(struct program_builder *b, u8 cmd, const u8 *out, u32 len)
{
	const struct program_command c = {
		.cmd = cmd, .out = out, .out_len = len, .len = len,
		.exact = b->tame || program_percent(b, 80),
	};

	return program_add(b, &c);
}

u32 program_read(struct program_builder *b, u8 cmd, u32 len)
{
	const struct program_command c = { .cmd = cmd, .len = len };

	return program_add(b, &c);
}

void program_tic(struct program_builder *b, u32 target)
{
	if (b->n == PROGRAM_CCWS)
		return;
	/* What a loop consists of is not changed: the loop might have no end. */
	if (b->n)
		b->ccws[b->n - 1].pinned = true;
	b->ccws[target].pinned = true;
	b->ccws[b->n++] = (struct program_ccw){
		.cmd = CSS_CMD_TIC, .cda = target, .pinned = true,
	};
}

/* ---- Mistakes ---- */

static void mistake(struct program_builder *b)
{
	struct program_ccw *ccw = &b->ccws[program_below(b, b->n)];
	struct program_ccw *other = &b->ccws[program_below(b, b->n)];
	u32 at, bit;

	if (ccw->pinned)
		return;
	switch (program_below(b, 10)) {
	case 0:
		ccw->cmd = (u8)(ccw->cmd ^ 1u << program_below(b, 8));
		if ((ccw->cmd & 0x0f) == CSS_CMD_TIC)
			ccw->cmd = 0;
		break;
	case 1:
		ccw->cmd = 0x03;
		break;
	case 2:
		if (other->pinned)
			break;
		*ccw = *other;
		break;
	case 3:
		ccw->count = (u16)(ccw->count + program_below(b, 5) - 2);
		break;
	case 4:
		ccw->flags ^= CSS_CCW_SLI;
		break;
	case 5:
		ccw->flags &= (u8)~CSS_CCW_CC;
		break;
	case 6:
		ccw->flags ^= CSS_CCW_CD;
		break;
	case 7:
		at = ccw->cda + program_below(b, 16);
		bit = program_below(b, 8);
		if (!(ccw->flags & CSS_CCW_IDA) && at < GENERATOR_MEMORY)
			b->g->memory[at] ^= (u8)(1u << bit);
		break;
	case 8:
		ccw->cda = GENERATOR_MEMORY - program_below(b, 64);
		ccw->flags &= (u8)~CSS_CCW_IDA;
		break;
	default:
		ccw->flags |= CSS_CCW_SKIP;
		break;
	}
}

/* ---- ORB and memory ---- */

void program_begin(struct program_builder *b, struct dice *dice, struct generated *g)
{
	memset(b, 0, sizeof(*b));
	b->dice = dice;
	b->g = g;
	b->next_data = GENERATOR_DATA;
	b->next_idal = GENERATOR_IDALS;
	g->holes = 0;
	g->readonly = 0;
	b->tame = dice_percent(dice, 65);
	b->ctrl = CSS_ORB_P | 0x80u << CSS_ORB_LPM_SHIFT;
	if (dice_percent(dice, 85))
		b->ctrl |= CSS_ORB_F;
	if (dice_percent(dice, 50))
		b->ctrl |= CSS_ORB_H;
	if (dice_percent(dice, 30))
		b->ctrl |= CSS_ORB_T;
	if (dice_percent(dice, 30))
		b->ctrl |= CSS_ORB_L;
	dice_fill(dice, g->memory, GENERATOR_MEMORY);
	memset(g->memory, 0, GENERATOR_DATA);
}

static void put_ccws(struct program_builder *b, u32 base)
{
	u32 i, at = base;

	for (i = 0; i < b->n; i++, at += CSS_CCW_SIZE) {
		const struct program_ccw *ccw = &b->ccws[i];
		u32 cda = ccw->cmd == CSS_CMD_TIC ? base + ccw->cda * CSS_CCW_SIZE : ccw->cda;
		const struct css_ccw1 one = {
			.cmd = ccw->cmd, .flags = ccw->flags,
			.count = cpu_to_be16(ccw->count), .cda = cpu_to_be32(cda),
		};
		const struct css_ccw0 zero = {
			.cmd = ccw->cmd, .cda = { (u8)(cda >> 16), (u8)(cda >> 8), (u8)cda },
			.flags = ccw->flags, .count = one.count,
		};

		if (b->ctrl & CSS_ORB_F)
			memcpy(b->g->memory + at, &one, sizeof(one));
		else
			memcpy(b->g->memory + at, &zero, sizeof(zero));
	}
}

/* Pages where data or IDAWs are; once in a while where the program itself is. */
static void some_holes(struct program_builder *b)
{
	u32 data_pages = (b->next_data - GENERATOR_DATA + PAGE - 1) / PAGE;
	u32 first = GENERATOR_DATA / PAGE;

	if (!b->tame && program_percent(b, 25))
		b->g->holes |= 1ull << (first + program_below(b, data_pages + 1));
	if (!b->tame && program_percent(b, 3))
		b->g->holes |= 1ull << (GENERATOR_IDALS / PAGE);
	if (!b->tame && program_percent(b, 5))
		b->g->readonly |= 1ull << (first + program_below(b, data_pages + 1));
	b->g->holes &= ((u64)1 << (GENERATOR_MEMORY / PAGE - 1) << 1) - 1;
}

void program_end(struct program_builder *b, const char *kind)
{
	u32 base = GENERATOR_PROGRAM, i;

	if (!b->n)
		program_read(b, 0x03, 1);
	if (b->ccws[b->n - 1].cmd != CSS_CMD_TIC)
		b->ccws[b->n - 1].flags &= (u8)~CSS_CCW_CC;
	if (!b->tame)
		for (i = 1 + program_below(b, 2); i; i--)
			mistake(b);
	/* Over the end of a page, sometimes; there is always a page behind it. */
	if (program_percent(b, 20))
		base += PAGE - CSS_CCW_SIZE * (1 + program_below(b, b->n));
	else
		base += CSS_CCW_SIZE * program_below(b, 8);
	put_ccws(b, base);
	some_holes(b);
	b->g->kind = kind;
	b->g->orb = (struct css_orb){
		.ctrl = cpu_to_be32(b->ctrl), .cpa = cpu_to_be32(base),
	};
}
