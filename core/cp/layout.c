// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places of the CCWs of a translated program, and sizes of their IDALs.
 *
 * Segments that adjoin in the guest adjoin here.  Where they are longer than a piece of
 * memory, they are split, and a TIC leads from one part to the next.
 */
#include "core/cp/internal.h"

/* CCWs in a piece, not counting the stops behind them. */
#define PIECE_CCWS	(CP_PIECE_WORDS - CP_STOPS)

/* How many CCWs are at consecutive addresses from @s on; @next gets the segment after them. */
static u32 adjoining_ccws(const struct channel_program *cp, u32 s, u32 *next)
{
	u32 n = 0;

	do {
		n += cp->segments[s++].n;
	} while (s < cp->n_segments && cp_segment_adjoins(&cp->segments[s]));
	*next = s;
	return n;
}

/* Give adjoining segments their places, from @place on. */
static void place_segments(struct channel_program *cp, u32 s, u32 next, u32 place)
{
	for (; s < next; s++) {
		cp->segments[s].place = place;
		place += cp->segments[s].n;
	}
}

/*
 * How many CCWs from a segment on to put before the split: as many as a piece has room for
 * and after which a TIC may be inserted.  If there is no such number, the CCWs are TICs and
 * searches only, and a chain ends among them, since a chain has at most CP_MAX_CHAIN CCWs,
 * not counting those that only a status modifier leads to.
 */
static u32 best_split(const struct channel_program *cp, u32 s)
{
	const struct cp_segment *seg = &cp->segments[s];
	u32 tic = 0, end = 0, nth = 0;

	for (u32 n = 1; n <= PIECE_CCWS; n++) {
		u32 index = seg->first + nth;

		if (++nth == seg->n) {
			seg++;
			nth = 0;
		}
		if (n < PIECE_CCWS - CP_MAX_CHAIN)
			continue;
		if (cp_tic_between(cp, index, seg->first + nth))
			tic = n;
		else if (!cp_chains(&cp->ccws[index]) || cp->notes[index].flags & CP_SPECULATIVE)
			end = n;	/* at most a status modifier leads from here to the next */
	}
	platform_assert(tic || end);
	return tic ? tic : end;
}

/* Split a segment so that the nth CCW from @s on begins one.  Return: that segment. */
static u32 split_segment(struct channel_program *cp, u32 s, u32 n)
{
	struct cp_segment *seg;

	for (; n >= cp->segments[s].n; s++)
		n -= cp->segments[s].n;
	if (!n)
		return s;
	platform_assert(cp->n_segments < CP_MAX_SEGMENTS + CP_MAX_SPLITS);
	seg = &cp->segments[s];
	platform_assert(n < seg->n);
	memmove(seg + 1, seg, (cp->n_segments - s) * sizeof(*seg));
	cp->n_segments++;
	seg[1].addr += n * CSS_CCW_SIZE;
	seg[1].first += n;
	seg[1].n -= n;
	seg->n = n;
	return s + 1;
}

/* Most programs fit into one piece. */
static bool place_in_one_piece(struct channel_program *cp)
{
	u32 place = 0;

	for (u32 s = 0; s < cp->n_segments; s++) {
		struct cp_segment *seg = &cp->segments[s];

		seg->place = place;
		place += seg->n;
		if (s + 1 < cp->n_segments) {
			platform_assert(seg->addr + seg->n * CSS_CCW_SIZE <= seg[1].addr);
			if (cp_segment_adjoins(seg + 1))
				continue;
		}
		place += CP_STOPS;
	}
	cp->n_ccw_words = place;
	return place <= CP_PIECE_WORDS;
}

static void place_in_pieces(struct channel_program *cp)
{
	u32 place = 0, next;

	for (u32 s = 0; s < cp->n_segments; s = next) {
		u32 n = adjoining_ccws(cp, s, &next);

		while (n > PIECE_CCWS) {
			u32 before = best_split(cp, s);
			u32 rest = split_segment(cp, s, before);

			place = cp_place_for(place, before + CP_STOPS);
			platform_assert(place % CP_PIECE_WORDS + before <= PIECE_CCWS);
			place_segments(cp, s, rest, place);
			place += before + CP_STOPS;
			s = rest;
			n = adjoining_ccws(cp, s, &next);
		}
		place = cp_place_for(place, n + CP_STOPS);
		platform_assert(place % CP_PIECE_WORDS + n <= PIECE_CCWS);
		place_segments(cp, s, next, place);
		place += n + CP_STOPS;
	}
	cp->n_ccw_words = place;
}

/*
 * Count @n IDAWs of one CCW, against the limit for its kind.
 * Return: 1; 0 if the CCW is to become a stop; or -EINVAL.
 */
static int count_idaws(struct channel_program *cp, struct cp_note *note, u32 n)
{
	if (note->flags & CP_SPECULATIVE) {
		if (cp->n_speculative_idaws + n > CP_MAX_SPECULATIVE_IDAWS)
			return 0;
		cp->n_speculative_idaws += n;
	} else {
		if (cp->n_idaws + n > CP_MAX_IDAWS)
			return -EINVAL;
		cp->n_idaws += n;
	}
	note->idaws = n;
	return 1;
}

/*
 * Size the IDAL of one CCW.  No single IDAL serves data that move forward and
 * backward, so a CCW that could be used for both becomes a stop.
 */
static int size_ccw(struct channel_program *cp, struct css_ccw1 *ccw, struct cp_note *note)
{
	u8 moves = cp_moves(ccw, note);
	int counted = 0;

	if (moves & CP_NONE)
		cp->scratch = max(cp->scratch, (u32)be16_to_cpu(ccw->count));
	if (!(moves & CP_DATA))
		return 0;
	note->flags |= moves << CP_MOVES_SHIFT;
	if (!(moves & CP_BACKWARD) || moves == CP_BACKWARD)
		counted = count_idaws(cp, note, cp_idaws_needed(cp, ccw, moves));
	if (counted < 0)
		return counted;
	if (!counted)
		cp_make_stop(ccw);
	return 0;
}

static int size_ccws(struct channel_program *cp)
{
	struct css_ccw1 *ccw = cp->ccws, *end = ccw + cp->n_ccws;
	struct cp_note *note = cp->notes;
	__be16 counts = 0;

	for (; ccw < end; ccw++, note++) {
		int err;

		/* The usual CCW without data.  The OR of all counts is not below any of them. */
		if (ccw->cmd == CSS_CMD_NOP && note->reached == CP_COMMAND) {
			counts |= ccw->count;
			continue;
		}
		err = size_ccw(cp, ccw, note);
		if (err)
			return err;
	}
	cp->scratch = max(cp->scratch, (u32)be16_to_cpu(counts));
	return 0;
}

/* Decide on the places of the CCWs, and on the size of the rest.  Return: 0 or -EINVAL. */
int cp_layout(struct channel_program *cp)
{
	int err;

	/* All IDAWs of a program have one block size; 2 KiB can express what 4 KiB can. */
	cp->block_shift = cp_has_2k_blocks(cp) && cp->has_idals ? 11 : 12;
	cp->n_idaws = 0;
	cp->n_speculative_idaws = 0;
	cp->scratch = CSS_CCW_SIZE;
	if (!place_in_one_piece(cp))
		place_in_pieces(cp);
	err = size_ccws(cp);
	cp->n_idaws += cp->n_speculative_idaws;
	return err;
}
