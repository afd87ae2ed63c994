// SPDX-License-Identifier: GPL-2.0-only
/* Does a guest's program use a CCW in opposite directions? */
#include "simtests/port/two_ways.h"
#include "simtests/port/port.h"

#define OUT	1u
#define IN	2u
#define BACK	4u
#define FRESH	8u		/* the first CCW of a command, whose code says which */
#define CCWS	(GENERATOR_MEMORY / CSS_CCW_SIZE)
#define MODES	4u

/* @reached: by CCW, in which modes; @moves: in which directions; @todo: a stack of both */
struct search {
	const struct generated *g;
	u32 n_todo;
	u8 reached[CCWS];
	u8 moves[CCWS];
	u32 todo[CCWS * MODES];
};

static void visit(struct search *s, u64 addr, u8 mode)
{
	u64 offset = addr - s->g->base;
	u32 i = (u32)(offset / CSS_CCW_SIZE);

	if (addr < s->g->base || offset >= GENERATOR_MEMORY || offset % CSS_CCW_SIZE ||
	    s->reached[i] & mode)
		return;
	s->reached[i] |= mode;
	s->todo[s->n_todo++] = i << 4 | mode;
}

static u8 direction(u8 code)
{
	if (code == CSS_CMD_NOP)
		return 0;
	if (code & 1)
		return OUT;
	return (code & 0x0f) == CSS_CMD_READ_BACKWARD ? BACK : IN;
}

static void follow(struct search *s, u32 i, u8 mode)
{
	const u8 *b = s->g->memory + i * CSS_CCW_SIZE;
	u64 next = s->g->base + (i + 1ull) * CSS_CCW_SIZE;
	bool one = be32_to_cpu(s->g->orb.ctrl) & CSS_ORB_F;
	u8 flags = one ? b[1] : b[4];
	u32 count = one ? (u32)b[2] << 8 | b[3] : (u32)b[6] << 8 | b[7];
	u32 cda = one ? (u32)b[4] << 24 | (u32)b[5] << 16 | (u32)b[6] << 8 | b[7] :
			(u32)b[1] << 16 | (u32)b[2] << 8 | b[3];

	if ((b[0] & 0x0f) == CSS_CMD_TIC) {
		visit(s, cda, mode);
		return;
	}
	if (mode == FRESH)
		mode = direction(b[0]);
	if (count)
		s->moves[i] |= mode;
	if (flags & CSS_CCW_CD) {
		/* What moves nothing is followed by another command, for a translation. */
		visit(s, next, mode ? mode : FRESH);
	} else if (flags & CSS_CCW_CC) {
		visit(s, next, FRESH);
		visit(s, next + CSS_CCW_SIZE, FRESH);
	}
}

static bool conflicts(const struct search *s)
{
	u32 i;

	for (i = 0; i < CCWS; i++) {
		u8 moves = s->moves[i];

		if (moves & BACK && moves != BACK)
			return true;
		if (moves & OUT && moves != OUT && s->g->readonly)
			return true;
	}
	return false;
}

bool two_ways(const struct generated *g)
{
	struct search *s = port_zalloc(sizeof(*s));
	bool found;

	platform_assert(s);
	s->g = g;
	visit(s, be32_to_cpu(g->orb.cpa), FRESH);
	while (s->n_todo) {
		u32 next = s->todo[--s->n_todo];

		follow(s, next >> 4, next & 0x0f);
	}
	found = conflicts(s);
	port_free(s);
	return found;
}
