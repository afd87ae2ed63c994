// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which CCWs belong to a program, and how each of them can be reached.
 *
 * Every CCW has one successor: the next one, or the target of a TIC.  So a walk
 * is one path, which ends at a CCW that was reached in the same way before.  Only a
 * status modifier adds another successor, the CCW after the next.
 */
#include "core/cp/internal.h"

/* Position of a walk: segments[segment], ccws[index]. */
struct cursor {
	u32 segment;
	u32 index;
};

/* How many segments begin at or below an address. */
static u32 segments_up_to(const struct channel_program *cp, u32 addr)
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

static u32 segment_end(const struct cp_segment *seg)
{
	return seg->addr + seg->n * CSS_CCW_SIZE;
}

static bool segment_has(const struct cp_segment *seg, u32 addr)
{
	return addr - seg->addr < seg->n * CSS_CCW_SIZE;
}

/**
 * cp_find() - find a CCW of the program by its guest address
 * @cp: the program
 * @addr: guest address
 * @place: gets its place in the translated program; valid after cp_layout()
 * @index: gets its index in @cp->ccws
 *
 * Return: false if the program has no CCW there.
 */
bool cp_find(const struct channel_program *cp, u32 addr, u32 *place, u32 *index)
{
	u32 n = segments_up_to(cp, addr);
	const struct cp_segment *seg;
	u32 offset;

	if (!n || addr % CSS_CCW_SIZE || !segment_has(&cp->segments[n - 1], addr))
		return false;
	seg = &cp->segments[n - 1];
	offset = (addr - seg->addr) / CSS_CCW_SIZE;
	*place = seg->place + offset;
	*index = seg->first + offset;
	return true;
}

/* Make room for more CCWs; called only when no CCW is read ahead. */
static int grow_tables(struct channel_program *cp)
{
	u32 max = cp->max_ccws ? 2 * cp->max_ccws : CP_MAX_CHAIN + 1;
	struct css_ccw1 *ccws;
	struct cp_note *notes;

	platform_assert(cp->n_ccws == cp->n_raw && cp->n_ccws <= cp->max_ccws);
	if (max > CP_MAX_CCWS)
		return -EINVAL;
	ccws = platform_zalloc(max * (sizeof(*ccws) + sizeof(*notes) + sizeof(*cp->idals)));
	if (!ccws)
		return -ENOMEM;
	notes = (struct cp_note *)(ccws + max);
	if (cp->n_ccws) {
		memcpy(ccws, cp->ccws, cp->n_ccws * sizeof(*ccws));
		memcpy(notes, cp->notes, cp->n_ccws * sizeof(*notes));
	}
	platform_free(cp->ccws);
	cp->ccws = ccws;
	cp->notes = notes;
	cp->idals = (u16 *)(notes + max);
	cp->max_ccws = max;
	cp->n_raw = cp->n_ccws;
	return 0;
}

/* Insert an empty segment before segments[at], in the order of addresses. */
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

/* Does the segment end where CCWs are added? */
static bool segment_is_open(const struct channel_program *cp, const struct cp_segment *seg)
{
	return seg->first + seg->n == cp->n_ccws;
}

static struct cp_note new_note(const struct channel_program *cp, u8 reached)
{
	return (struct cp_note){
		.reached = reached, .flags = cp->speculative ? CP_SPECULATIVE : 0,
	};
}

/* The first @n CCWs that were read ahead become part of the program. */
static void append_ccws(struct channel_program *cp, struct cp_segment *seg, u32 n)
{
	cp->n_ccws += n;
	cp->raw_addr += n * CSS_CCW_SIZE;
	seg->n += n;
}

static void append_ccw(struct channel_program *cp, struct cp_segment *seg)
{
	cp->notes[cp->n_ccws] = (struct cp_note){};
	append_ccws(cp, seg, 1);
}

/* A CCW that the channel answers with a program check becomes a stop. */
static int check_ccw(const struct channel_program *cp, struct css_ccw1 *ccw)
{
	if (cp_is_tic(ccw))
		return 0;
	if (ccw->flags & CSS_CCW_MIDA) {
		if (cp->ctrl & CSS_ORB_D && !cp->speculative)
			return -EOPNOTSUPP;
		cp_make_stop(ccw);
	}
	if (be32_to_cpu(ccw->cda) & CSS_ADDR31_INVALID)
		cp_make_stop(ccw);
	return 0;
}

/* A CCW is reached for the first time. */
static int init_note(struct channel_program *cp, struct css_ccw1 *ccw, struct cp_note *note)
{
	int err = check_ccw(cp, ccw);

	*note = new_note(cp, 0);
	cp->has_idals |= ccw->flags & CSS_CCW_IDA;
	return err;
}

/* Read the CCW at @addr, if it was not read ahead.  Return: 1; 0 without guest memory there. */
static int fetch_ccw(struct channel_program *cp, u32 addr)
{
	int err = cp->n_ccws == cp->max_ccws ? grow_tables(cp) : 0;

	if (err)
		return err;
	if (cp->n_ccws == cp->n_raw || cp->raw_addr != addr) {
		err = cp_read_ccws(cp, addr);
		if (err)
			return err;
	}
	return cp->n_ccws < cp->n_raw;
}

/* Add the CCW at @addr to the segment that ends there and is open, or to a new one. */
static int add_ccw(struct channel_program *cp, struct cursor *at, u32 addr, u32 n_upto)
{
	struct cp_segment *seg = n_upto ? &cp->segments[n_upto - 1] : NULL;
	int err = fetch_ccw(cp, addr);

	if (err <= 0)
		return err;
	if (!seg || segment_end(seg) != addr || !segment_is_open(cp, seg)) {
		err = insert_segment(cp, n_upto, addr);
		if (err)
			return err;
		n_upto++;
	}
	at->segment = n_upto - 1;
	at->index = cp->n_ccws;
	append_ccw(cp, &cp->segments[at->segment]);
	return 1;
}

/* Move to the CCW at @addr.  Return: 1; 0 if the channel could not fetch a CCW there. */
static int cursor_move_to(struct channel_program *cp, struct cursor *at, u32 addr)
{
	const struct cp_segment *seg;
	u32 n;

	if (addr % CSS_CCW_SIZE || addr >= cp_addr_end(cp))
		return 0;
	n = segments_up_to(cp, addr);
	seg = n ? &cp->segments[n - 1] : NULL;
	if (!seg || !segment_has(seg, addr))
		return add_ccw(cp, at, addr, n);
	at->segment = n - 1;
	at->index = seg->first + (addr - seg->addr) / CSS_CCW_SIZE;
	return 1;
}

static u32 cursor_addr(const struct channel_program *cp, const struct cursor *at)
{
	const struct cp_segment *seg = &cp->segments[at->segment];

	return seg->addr + (at->index - seg->first) * CSS_CCW_SIZE;
}

/* Move to the next CCW.  Return: as cursor_move_to(). */
static int cursor_next(struct channel_program *cp, struct cursor *at)
{
	const struct cp_segment *seg = &cp->segments[at->segment];

	if (at->index + 1 == seg->first + seg->n)
		return cursor_move_to(cp, at, segment_end(seg));
	at->index++;
	return 1;
}

/*
 * Search commands of direct-access devices, which present a status modifier when
 * the comparison succeeds: search ID, search key, search home address.  Programs
 * rely on that.  They also do where a TIC leads back into its own chain, whatever the
 * command before it; any other status modifier leads to a stop.
 */
static inline bool is_search(u8 cmd)
{
	return (cmd & 0x03) == CSS_CMD_WRITE && cmd & 0x60;
}

/* Flags that a plain CCW does not have; IDA only matters with 2 KiB blocks. */
static u8 special_flags(const struct channel_program *cp)
{
	return CSS_CCW_CD | CSS_CCW_MIDA | (cp_has_2k_blocks(cp) ? CSS_CCW_IDA : 0);
}

/*
 * A command that chains to another one and needs no further examination: a read, a
 * sense, a control, or a write that is no search.
 */
static inline bool is_plain(const struct css_ccw1 *ccw, u8 special)
{
	return (ccw->flags & (special | CSS_CCW_CC)) == CSS_CCW_CC &&
	       (ccw->cmd & (CSS_CMD_READ | CSS_CMD_SENSE) || (ccw->cmd & 0x63) == CSS_CMD_WRITE) &&
	       !(ccw->cda & cpu_to_be32(CSS_ADDR31_INVALID));
}

/*
 * After a plain CCW that was just added, add those that follow it as long as
 * they are plain: most programs consist of nothing else.
 */
static void add_plain_ccws(struct channel_program *cp, struct cursor *at)
{
	const struct cp_note note = new_note(cp, CP_COMMAND);
	struct cp_segment *seg = &cp->segments[at->segment];
	const struct css_ccw1 *first = &cp->ccws[cp->n_ccws], *ccw = first;
	const struct css_ccw1 *end = &cp->ccws[cp->n_raw];
	struct cp_note *notes = &cp->notes[cp->n_ccws];
	u8 special = special_flags(cp);

	/* CCWs may have been read ahead somewhere else. */
	if (cp->raw_addr != segment_end(seg))
		return;
	if (at->segment + 1 < cp->n_segments)
		end = min(end, first + (seg[1].addr - cp->raw_addr) / CSS_CCW_SIZE);
	for (; ccw < end && is_plain(ccw, special); ccw++)
		*notes++ = note;
	append_ccws(cp, seg, ccw - first);
	at->index = cp->n_ccws - 1;
}

/* What a CCW that is reached so executes or continues: how data chaining reaches the next CCW. */
static inline u8 command_in_effect(const struct css_ccw1 *ccw, u8 reach)
{
	if (!(reach & CP_COMMAND))
		return reach;
	return cp_command_moves(ccw->cmd) | (is_search(ccw->cmd) ? CP_SEARCH : 0);
}

static void note_status_modifier(struct channel_program *cp, struct cp_note *note, u8 flag)
{
	note->flags |= flag;
	cp->status_modifiers = true;
}

/*
 * A TIC that a command chains to.  A status modifier may lead over it if the command is a
 * search; or if the TIC leads back into its own chain, which tic_leads_back() decides when all
 * CCWs are known.
 */
static void note_tic(struct channel_program *cp, const struct cursor *at, bool search_chained)
{
	if (search_chained)
		note_status_modifier(cp, &cp->notes[at->index], CP_STATUS_MODIFIER);
	else if (be32_to_cpu(cp->ccws[at->index].cda) <= cursor_addr(cp, at))
		note_status_modifier(cp, &cp->notes[at->index], CP_MAY_LOOP);
}

/* Follow the program from @addr; @reach tells how the channel gets there: CP_COMMAND, ... */
static int walk_from(struct channel_program *cp, u32 addr, u8 reach)
{
	struct cursor at;
	int err = cursor_move_to(cp, &at, addr);
	bool command_chained = false;	/* reached by command chaining from the CCW before */
	bool search_chained = false;	/* and that ends a search */

	while (err > 0) {
		struct css_ccw1 *ccw = &cp->ccws[at.index];
		struct cp_note *note = &cp->notes[at.index];

		reach &= ~note->reached;
		if (!reach)
			return 0;
		if (!note->reached)
			err = init_note(cp, ccw, note);
		if (err < 0)
			return err;
		note->reached |= reach;
		if (cp_is_tic(ccw)) {
			if (command_chained)
				note_tic(cp, &at, search_chained);
			command_chained = false;
			err = cursor_move_to(cp, &at, be32_to_cpu(ccw->cda));
			continue;
		}
		if (!cp_chains(ccw))
			return 0;
		reach = command_in_effect(ccw, reach);
		if (!reach)
			return 0;	/* not a valid command: the chain ends */
		command_chained = !(ccw->flags & CSS_CCW_CD);
		search_chained = command_chained && reach & CP_SEARCH;
		if (search_chained)
			note_status_modifier(cp, note, CP_STATUS_MODIFIER);
		if (command_chained)
			reach = CP_COMMAND;
		else
			cp->chains_data = true;
		if (is_plain(ccw, special_flags(cp)) && at.index + 1 == cp->n_ccws)
			add_plain_ccws(cp, &at);
		err = cursor_next(cp, &at);
	}
	return err;
}

/* The segment that has the CCW with an index; segments are sorted by address. */
static u32 segment_of_index(const struct channel_program *cp, u32 index)
{
	u32 s = 0;

	while (index - cp->segments[s].first >= cp->segments[s].n)
		s++;
	return s;
}

/* Move to the previous CCW, if the program has it. */
static bool cursor_prev(const struct channel_program *cp, struct cursor *at)
{
	const struct cp_segment *seg = &cp->segments[at->segment];

	if (at->index > seg->first) {
		at->index--;
		return true;
	}
	if (!at->segment || segment_end(seg - 1) != seg->addr)
		return false;
	at->segment--;
	at->index = seg[-1].first + seg[-1].n - 1;
	return true;
}

/*
 * Does a TIC lead back into its own chain: to a CCW from which the channel comes back to
 * the TIC without passing another TIC, except those that a status modifier leads over?
 */
static bool tic_leads_back(const struct channel_program *cp, struct cursor at)
{
	u32 bytes = cursor_addr(cp, &at) - be32_to_cpu(cp->ccws[at.index].cda);

	/* The target must be before the TIC, by no more CCWs than a chain may have. */
	if (bytes % CSS_CCW_SIZE || bytes > CP_MAX_CHAIN * CSS_CCW_SIZE)
		return false;
	for (; bytes; bytes -= CSS_CCW_SIZE)
		if (!cursor_prev(cp, &at) || !(cp_chains(&cp->ccws[at.index]) ||
					       cp->notes[at.index].flags & CP_STATUS_MODIFIER))
			return false;
	return true;
}

/*
 * Walk where a status modifier may lead: over the CCW after a search, or over a TIC back
 * into its own chain.  Memory there need not hold a program, so an error ends that walk
 * only, and does not refuse the program.
 */
static void walk_status_modifiers(struct channel_program *cp)
{
	for (u32 i = 0; i < cp->n_ccws; i++) {
		struct cp_note *note = &cp->notes[i];
		struct cursor at = { .index = i };
		u32 over;

		if (!(note->flags & (CP_STATUS_MODIFIER | CP_MAY_LOOP)))
			continue;
		at.segment = segment_of_index(cp, i);
		if (!(note->flags & CP_STATUS_MODIFIER)) {
			if (!tic_leads_back(cp, at))
				continue;
			note->flags |= CP_STATUS_MODIFIER;
		}
		over = cp_is_tic(&cp->ccws[i]) ? 1 : 2;
		cp->speculative = true;
		walk_from(cp, cursor_addr(cp, &at) + over * CSS_CCW_SIZE, CP_COMMAND);
	}
}

/* The channel cannot even fetch the first CCW: the program is one stop. */
static int add_single_stop(struct channel_program *cp)
{
	int err = cp->max_ccws ? 0 : grow_tables(cp);

	if (!err)
		err = insert_segment(cp, 0, cp->cpa);
	if (err)
		return err;
	cp_make_stop(&cp->ccws[0]);
	append_ccw(cp, &cp->segments[0]);
	cp->notes[0].reached = CP_COMMAND;
	return 0;
}

/* The next program is probably as long as this one. */
static void update_read_ahead(struct channel_program *cp)
{
	u32 longest = 1;

	for (u32 i = 0; i < cp->n_segments; i++)
		longest = max(longest, cp->segments[i].n);
	cp->read_ahead = min(longest, CP_MAX_CHAIN + 1);
}

/* Check the length of each chain, which may extend over several adjoining segments. */
static int check_chains(const struct channel_program *cp)
{
	u32 length = 0, end = 0;

	for (u32 s = 0; s < cp->n_segments; s++) {
		const struct cp_segment *seg = &cp->segments[s];

		if (seg->addr != end)
			length = 0;
		end = segment_end(seg);
		for (u32 i = seg->first; i < seg->first + seg->n; i++) {
			length += !(cp->notes[i].flags & CP_SPECULATIVE);
			if (length > CP_MAX_CHAIN)
				return -EINVAL;
			if (!cp_chains(&cp->ccws[i]))
				length = 0;
		}
	}
	return 0;
}

/*
 * Read all CCWs that the channel could reach.
 * Return: 0; -EINVAL beyond a limit; -EOPNOTSUPP for a CCW with modified
 * indirect data addressing; -ENOMEM, or what the host reported.
 */
int cp_walk(struct channel_program *cp)
{
	int err = walk_from(cp, cp->cpa, CP_COMMAND);

	if (!err && !cp->n_ccws)
		err = add_single_stop(cp);
	if (!err && cp->status_modifiers)
		walk_status_modifiers(cp);
	if (err)
		return err;
	update_read_ahead(cp);
	return cp->n_ccws > CP_MAX_CHAIN ? check_chains(cp) : 0;
}
