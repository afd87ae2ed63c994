// SPDX-License-Identifier: GPL-2.0-only
/*
 * The translated program, in pieces of memory that the channel can reach.
 *
 *	CCWs	each segment at consecutive places, stops after it
 *	IDALs	one for each CCW that moves data
 *	scratch	zeroes, which CCWs designate that have a count but move no data
 */
#include "core/cp/internal.h"

static_assert(CP_MAX_PIECES * CP_PIECE_WORDS <= 0x10000, "places in cp->idals have 16 bits");

/* Replace a CCW that only a status modifier leads to, and that cannot be translated. */
static void replace_by_stop(struct css_ccw1 *ccw, struct cp_note *note)
{
	cp_make_stop(ccw);
	note->idaws = 0;
}

/* The same for all CCWs that only a status modifier leads to and that move data. */
static void stop_speculative(struct channel_program *cp)
{
	for (u32 i = 0; i < cp->n_ccws; i++)
		if (cp->notes[i].flags & CP_SPECULATIVE && cp->notes[i].idaws)
			replace_by_stop(&cp->ccws[i], &cp->notes[i]);
	cp->n_idaws -= cp->n_speculative_idaws;
	cp->n_speculative_idaws = 0;
	cp->speculative_pages = false;
}

/* Make the IDAL of one CCW, with guest addresses. */
static int read_idal(struct channel_program *cp, u32 index)
{
	struct cp_note *note = &cp->notes[index];
	int err = cp_pieces_ensure(cp, note->idaws);

	if (err && note->flags & CP_SPECULATIVE) {
		stop_speculative(cp);
		return 0;
	}
	if (!err)
		err = cp_idal_read(cp, &cp->ccws[index], note, cp_word(cp, cp->n_words));
	if (err) {
		if (!(note->flags & CP_SPECULATIVE))
			return err;
		replace_by_stop(&cp->ccws[index], note);
	}
	cp->idals[index] = cp->n_words;
	cp->n_words += note->idaws;
	platform_assert(cp->n_words <= cp->words_end);
	return 0;
}

static int read_idals(struct channel_program *cp, const struct cp_segment *seg)
{
	for (u32 i = seg->first; i < seg->first + seg->n; i++) {
		int err = cp->notes[i].idaws ? read_idal(cp, i) : 0;

		if (err)
			return err;
	}
	return 0;
}

/* Does a command without data have a count that is larger than a piece? */
static bool has_large_counts(const struct channel_program *cp)
{
	return cp->scratch > HOST_PAGE_SIZE;
}

static u32 scratch_size(const struct channel_program *cp)
{
	return min(cp->scratch, HOST_PAGE_SIZE);
}

/* IDAWs for the largest count, all of which designate the scratch area. */
static u32 scratch_idaws(const struct channel_program *cp)
{
	return 1u << (16 - cp->block_shift);
}

static int place_scratch(struct channel_program *cp)
{
	u32 idaws = has_large_counts(cp) ? scratch_idaws(cp) : 0;
	u32 zeroes = (scratch_size(cp) + CP_WORD - 1) / CP_WORD;
	int err = cp_pieces_ensure(cp, idaws);

	if (err)
		return err;
	cp->scratch_idal = cp->n_words;
	cp->n_words += idaws;
	err = cp_pieces_ensure(cp, zeroes);
	if (err)
		return err;
	cp->scratch_place = cp->n_words;
	cp->n_words += zeroes;
	return 0;
}

static void write_scratch(struct channel_program *cp)
{
	__be64 *idal;

	memset(cp_word(cp, cp->scratch_place), 0, scratch_size(cp));
	if (!has_large_counts(cp))
		return;
	/* The scratch area is a whole page then, so it begins on a boundary. */
	idal = cp_word(cp, cp->scratch_idal);
	for (u32 i = 0; i < scratch_idaws(cp); i++)
		idal[i] = cpu_to_be64(cp_word_addr(cp, cp->scratch_place));
}

/* A TIC into the program; or to an address off the boundary: a program check for the TIC. */
static void write_tic(const struct channel_program *cp, struct css_ccw1 *dst)
{
	u32 target, index;

	if (cp_find(cp, be32_to_cpu(dst->cda), &target, &index))
		dst->cda = cpu_to_be32(cp_word_addr(cp, target));
	else
		dst->cda = cpu_to_be32(cp_word_addr(cp, 0) | 1);
}

static void write_data_ccw(struct channel_program *cp, u32 index, struct css_ccw1 *dst)
{
	const struct cp_note *note = &cp->notes[index];
	u32 idal = cp->idals[index], cda = cp_word_addr(cp, idal);

	if (!cp_idal_write(cp, cp_word(cp, idal), note->idaws, cp_data_moves(note)))
		cda |= 1;	/* not on a boundary, so a program check */
	dst->flags |= CSS_CCW_IDA;
	dst->cda = cpu_to_be32(cda);
}

static void write_segment(struct channel_program *cp, const struct cp_segment *seg)
{
	const __be32 scratch = cpu_to_be32(cp_word_addr(cp, cp->scratch_place));
	const struct css_ccw1 *ccw = &cp->ccws[seg->first], *end = ccw + seg->n;
	const struct cp_note *note = &cp->notes[seg->first];
	struct css_ccw1 *dst = cp_word(cp, seg->place);

	for (; ccw < end; ccw++, note++, dst++) {
		*dst = *ccw;
		if (note->idaws) {
			write_data_ccw(cp, ccw - cp->ccws, dst);
		} else if (cp_is_tic(ccw)) {
			write_tic(cp, dst);
		} else {
			dst->flags &= ~CSS_CCW_IDA;
			dst->cda = scratch;
		}
	}
}

/* A count that is larger than the scratch area gets an IDAL that designates it repeatedly. */
static void write_large_counts(struct channel_program *cp, const struct cp_segment *seg)
{
	const __be32 idal = cpu_to_be32(cp_word_addr(cp, cp->scratch_idal));
	struct css_ccw1 *dst = cp_word(cp, seg->place);

	for (u32 i = seg->first; i < seg->first + seg->n; i++, dst++) {
		if (be16_to_cpu(dst->count) <= HOST_PAGE_SIZE ||
		    !(cp_moves(&cp->ccws[i], &cp->notes[i]) & CP_NONE))
			continue;
		dst->flags |= CSS_CCW_IDA;
		dst->cda = idal;
	}
}

/*
 * A CCW that only data chaining leads to was translated for the commands that it continues.
 * An unexpected status modifier may make it the first of a command: its command code is made
 * invalid, so that it gets a program check then.  Data chaining ignores the code, except for
 * a TIC.
 * Source: Principles of Operation, "Chaining" (of data), "Program Check".
 */
static void invalidate_commands(struct channel_program *cp, const struct cp_segment *seg)
{
	const struct cp_note *note = &cp->notes[seg->first];
	struct css_ccw1 *dst = cp_word(cp, seg->place), *end = dst + seg->n;

	for (; dst < end; dst++, note++)
		if (!(note->reached & CP_COMMAND) && (dst->cmd & 0x0f) != CSS_CMD_TIC)
			dst->cmd = 0;
}

/*
 * Write the stops behind a segment, unless the next one adjoins.  If that adjoins in the
 * guest only, a TIC to it replaces the first stop: the command before chains over the TIC,
 * and so does a status modifier that leads to it.
 */
static void write_stops(struct channel_program *cp, u32 s)
{
	const struct cp_segment *seg = &cp->segments[s], *next = seg + 1;
	struct css_ccw1 *stops = (struct css_ccw1 *)cp_word(cp, seg->place) + seg->n;
	bool adjoins = s + 1 < cp->n_segments && cp_segment_adjoins(next);

	if (adjoins && next->place == seg->place + seg->n)
		return;
	memset(stops, 0, CP_STOPS * sizeof(*stops));
	if (!adjoins || !cp_tic_between(cp, seg->first + seg->n - 1, next->first))
		return;
	stops->cmd = CSS_CMD_TIC;
	stops->cda = cpu_to_be32(cp_word_addr(cp, next->place));
}

static void write_program(struct channel_program *cp)
{
	for (u32 s = 0; s < cp->n_segments; s++) {
		write_segment(cp, &cp->segments[s]);
		if (has_large_counts(cp))
			write_large_counts(cp, &cp->segments[s]);
		if (cp->chains_data)
			invalidate_commands(cp, &cp->segments[s]);
		write_stops(cp, s);
	}
	write_scratch(cp);
}

static int reserve_pages(struct channel_program *cp)
{
	int err = cp_pages_reserve(cp, cp->n_idaws);

	if (!err || !cp->n_speculative_idaws)
		return err;
	stop_speculative(cp);
	return cp_pages_reserve(cp, cp->n_idaws);
}

static int collect_pages(struct channel_program *cp)
{
	int err = reserve_pages(cp);

	for (u32 s = 0; !err && s < cp->n_segments; s++)
		err = read_idals(cp, &cp->segments[s]);
	return err;
}

/* Everything that allocates memory, or reads guest memory. */
static int prepare_program(struct channel_program *cp)
{
	int err = cp_pieces_reserve(cp);

	if (!err && cp->n_idaws)
		err = collect_pages(cp);
	return err ? err : place_scratch(cp);
}

/* Pin the program's pages and write it.  Return: 0; -ENOMEM; or what the host reported. */
int cp_fill(struct channel_program *cp)
{
	int err = prepare_program(cp);

	if (err)
		cp->n_pages = 0;	/* none of them is pinned */
	else if (cp->n_pages)
		err = cp_pages_pin(cp);
	if (!err)
		write_program(cp);
	return err;
}
