// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which CCWs belong to a program, and how each of them can be reached.
 *
 * Every CCW has one successor: the next one, or the target of a TIC.  So a walk
 * is one path, which ends where it learns nothing new.  Only a status modifier
 * adds another successor, the CCW after the next.
 */
#include "core/cp/internal.h"

/* Where a walk stands: segments[segment], ccws[index]. */
struct cursor {
	u32 segment;
	u32 index;
};

/* How many segments begin at or below an address. */
static u32 segments_upto(const struct channel_program *cp, u32 addr)
{
	u32 low = 0, high = cp->n_segments;

	while (low < high) {
		u32 mid = (low + high) / 2;

		if (cp->segments[mid].addr <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool segment_has(const struct cp_segment *seg, u32 addr)
{
	return addr - seg->addr < seg->n * CSS_CCW_SIZE;
}

/**
 * cp_find() - a CCW of the program by its guest address
 * @cp: the program
 * @addr: guest address
 * @slot: gets its place in the translated program; valid after cp_layout()
 * @index: gets its index in @cp->ccws
 *
 * Return: false if the program has none there.
 */
bool cp_find(const struct channel_program *cp, u32 addr, u32 *slot, u32 *index)
{
	u32 n = segments_upto(cp, addr);
	const struct cp_segment *seg;
	u32 offset;

	if (!n || addr % CSS_CCW_SIZE || !segment_has(&cp->segments[n - 1], addr))
		return false;
	seg = &cp->segments[n - 1];
	offset = (addr - seg->addr) / CSS_CCW_SIZE;
	*slot = seg->slot + offset;
	*index = seg->first + offset;
	return true;
}

static int grow(struct channel_program *cp)
{
	u32 max = cp->max_ccws ? 2 * cp->max_ccws : CP_MAX_CHAIN + 1;
	struct cp_ccw *ccws;

	if (max > CP_MAX_CCWS)
		return -EINVAL;
	ccws = platform_zalloc(max * sizeof(*ccws));
	if (!ccws)
		return -ENOMEM;
	if (cp->n_ccws)
		memcpy(ccws, cp->ccws, cp->n_ccws * sizeof(*ccws));
	platform_free(cp->ccws);
	cp->ccws = ccws;
	cp->max_ccws = max;
	return 0;
}

/* A new, empty segment before segments[at]. */
static int insert_segment(struct channel_program *cp, u32 at, u32 addr)
{
	struct cp_segment *seg = &cp->segments[at];

	if (cp->n_segments == CP_MAX_SEGMENTS)
		return -EINVAL;
	memmove(seg + 1, seg, (cp->n_segments - at) * sizeof(*seg));
	*seg = (struct cp_segment){ .addr = addr, .first = cp->n_ccws };
	cp->n_segments++;
	return 0;
}

static int append(struct channel_program *cp, struct cp_segment *seg, const struct cp_ccw *ccw)
{
	int err = cp->n_ccws == cp->max_ccws ? grow(cp) : 0;

	if (err)
		return err;
	cp->ccws[cp->n_ccws++] = *ccw;
	seg->n++;
	return 0;
}

/* What the channel answers with a program check becomes a stop at once. */
static int judge(const struct channel_program *cp, struct cp_ccw *ccw)
{
	if (!(ccw->flags & CSS_CCW_MIDA) || cp_is_tic(ccw))
		return 0;
	if (cp->ctrl & CSS_ORB_D && !cp->speculative)
		return -EOPNOTSUPP;
	cp_stop(ccw);
	return 0;
}

/*
 * Read the CCW at @addr into the segment that ends there and was the last to
 * grow, or into a new one.
 */
static int read_into(struct channel_program *cp, struct cursor *at, u32 addr, u32 n_upto)
{
	struct cp_ccw ccw = { .speculative = cp->speculative };
	struct cp_segment *seg = n_upto ? &cp->segments[n_upto - 1] : NULL;
	int err = cp_read_ccw(cp, addr, &ccw);

	if (err <= 0)
		return err;
	err = judge(cp, &ccw);
	if (err)
		return err;
	if (!seg || seg->addr + seg->n * CSS_CCW_SIZE != addr ||
	    seg->first + seg->n != cp->n_ccws) {
		err = insert_segment(cp, n_upto, addr);
		if (err)
			return err;
		n_upto++;
	}
	at->segment = n_upto - 1;
	at->index = cp->n_ccws;
	err = append(cp, &cp->segments[at->segment], &ccw);
	return err ? err : 1;
}

/* Move to the CCW at @addr.  1; 0 if the channel could not fetch one there. */
static int move_to(struct channel_program *cp, struct cursor *at, u32 addr)
{
	const struct cp_segment *seg;
	u32 n;

	if (addr % CSS_CCW_SIZE || addr >= cp_addr_limit(cp))
		return 0;
	n = segments_upto(cp, addr);
	seg = n ? &cp->segments[n - 1] : NULL;
	if (!seg || !segment_has(seg, addr))
		return read_into(cp, at, addr, n);
	at->segment = n - 1;
	at->index = seg->first + (addr - seg->addr) / CSS_CCW_SIZE;
	return 1;
}

/* The same for the CCW after the one at the cursor, without a search. */
static int move_on(struct channel_program *cp, struct cursor *at, u32 addr)
{
	const struct cp_segment *seg = &cp->segments[at->segment];

	if (at->index + 1 < seg->first + seg->n) {
		at->index++;
		return 1;
	}
	if (addr >= cp_addr_limit(cp))
		return 0;
	if (at->segment + 1 < cp->n_segments && seg[1].addr == addr)
		return move_to(cp, at, addr);
	return read_into(cp, at, addr, at->segment + 1);
}

/*
 * Commands of direct-access devices that compare, and present a status
 * modifier if they find: search ID, search key, search home address.  Programs
 * rely on it; that a device sends one unasked leads to a stop.
 */
static bool is_search(u8 cmd)
{
	return (cmd & 0x03) == CSS_CMD_WRITE && cmd & 0x60;
}

/* In which way the successor of a chaining CCW is reached. */
static u8 next_way(const struct cp_ccw *ccw, u8 way)
{
	u8 moves = way & CP_FRESH ? cp_command_moves(ccw->cmd) : way;

	if (way & CP_FRESH && !moves)
		return 0;		/* no valid command: the end */
	if (!(ccw->flags & CSS_CCW_CD))
		return CP_FRESH;
	return moves | (way & ~CP_FRESH);
}

/* Follow the program from @addr, reached in @way. */
static int walk(struct channel_program *cp, u32 addr, u8 way)
{
	struct cursor at;
	int err = move_to(cp, &at, addr);
	bool commanded = false;		/* by command chaining from the CCW before */

	while (err > 0) {
		struct cp_ccw *ccw = &cp->ccws[at.index];

		way &= ~ccw->reached;
		if (!way)
			return 0;
		ccw->reached |= way;
		if (cp_is_tic(ccw)) {
			ccw->skips |= commanded;
			commanded = false;
			err = move_to(cp, &at, ccw->cda);
			continue;
		}
		if (!cp_chains(ccw))
			return 0;
		way = next_way(ccw, way);
		if (!way)
			return 0;
		commanded = way == CP_FRESH;
		ccw->skips |= commanded && is_search(ccw->cmd);
		err = move_on(cp, &at, ccw->addr + CSS_CCW_SIZE);
	}
	return err;
}

/*
 * Where a status modifier may lead: over the TIC that a command chains to, or
 * over the CCW after a search.  What lies there may be no program at all, so
 * limits end the walk, not the program.
 */
static int walk_skips(struct channel_program *cp)
{
	for (u32 i = 0; i < cp->n_ccws; i++) {
		const struct cp_ccw *ccw = &cp->ccws[i];
		int err;

		if (!ccw->skips)
			continue;
		cp->speculative = true;
		err = walk(cp, ccw->addr + (cp_is_tic(ccw) ? 1 : 2) * CSS_CCW_SIZE, CP_FRESH);
		if (err && err != -EINVAL)
			return err;
	}
	return 0;
}

/* The channel cannot even fetch the first CCW: the program is one stop. */
static int walk_nowhere(struct channel_program *cp)
{
	const struct cp_ccw stop = { .addr = cp->cpa, .reached = CP_FRESH };
	int err = insert_segment(cp, 0, cp->cpa);

	return err ? err : append(cp, &cp->segments[0], &stop);
}

/* The next program is probably as long as this one. */
static void learn_length(struct channel_program *cp)
{
	u32 longest = 1;

	for (u32 i = 0; i < cp->n_segments; i++)
		longest = max(longest, cp->segments[i].n);
	cp->read_ahead = min(longest, CP_MAX_CHAIN + 1);
}

/* CCWs in one chain, which may run over several segments. */
static int check_chains(const struct channel_program *cp)
{
	u32 length = 0, next = 0;

	for (u32 s = 0; s < cp->n_segments; s++) {
		const struct cp_segment *seg = &cp->segments[s];

		for (u32 i = seg->first; i < seg->first + seg->n; i++) {
			const struct cp_ccw *ccw = &cp->ccws[i];

			length = length && ccw->addr == next ? length : 0;
			length += !ccw->speculative;
			if (length > CP_MAX_CHAIN)
				return -EINVAL;
			if (!cp_chains(ccw))
				length = 0;
			next = ccw->addr + CSS_CCW_SIZE;
		}
	}
	return 0;
}

/**
 * cp_walk() - read all CCWs that the channel could reach
 * @cp: the program, with its ORB's words and nothing else
 *
 * Return: 0; -EINVAL beyond a limit; -EOPNOTSUPP for a CCW with modified
 * indirect data addressing; -ENOMEM, or what the host reported.
 */
int cp_walk(struct channel_program *cp)
{
	int err = walk(cp, cp->cpa, CP_FRESH);

	if (!err && !cp->n_ccws)
		err = walk_nowhere(cp);
	if (!err)
		err = walk_skips(cp);
	if (err)
		return err;
	learn_length(cp);
	return cp->n_ccws > CP_MAX_CHAIN ? check_chains(cp) : 0;
}
