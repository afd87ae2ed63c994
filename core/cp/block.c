// SPDX-License-Identifier: GPL-2.0-only
/*
 * The translated program: one block of memory that the channel can reach.
 *
 *	CCWs	each segment at consecutive places, stops after it
 *	IDALs	one for each CCW that moves data
 *	scratch	zeroes, where CCWs point that move none
 */
#include "core/cp/internal.h"

static struct css_ccw1 *slots_of(const struct channel_program *cp)
{
	return (struct css_ccw1 *)cp->block;
}

static u32 idals_offset(const struct channel_program *cp)
{
	return cp->n_slots * CSS_CCW_SIZE;
}

static u32 scratch_offset(const struct channel_program *cp)
{
	return idals_offset(cp) + cp->n_idaws * (u32)sizeof(__be64);
}

/* Segments that adjoin in the guest adjoin here, and need no stop between. */
static void place_segments(struct channel_program *cp)
{
	u32 slot = 0;

	for (u32 s = 0; s < cp->n_segments; s++) {
		struct cp_segment *seg = &cp->segments[s];

		seg->slot = slot;
		slot += seg->n;
		if (s + 1 == cp->n_segments || seg[1].addr != seg->addr + seg->n * CSS_CCW_SIZE)
			slot += CP_STOPS;
	}
	cp->n_slots = slot;
}

/*
 * Room for @n IDAWs of one CCW.  Those that only a status modifier leads to come
 * after all others.  Return: 1; 0 for a stop instead; or -EINVAL.
 */
static int take_idaws(struct channel_program *cp, struct cp_note *note, u32 n)
{
	if (note->flags & CP_SPECULATIVE) {
		if (cp->n_skip_idaws + n > CP_MAX_SKIP_IDAWS)
			return 0;
		cp->n_skip_idaws += n;
	} else if (cp->n_idaws + n > CP_MAX_IDAWS) {
		return -EINVAL;
	}
	note->idaws = n;
	cp->n_idaws += n;
	return 1;
}

/*
 * How much room the data of one CCW need.  No single list serves data that go
 * forward and backward, so a CCW that could be used for both is used for none.
 */
static int size_ccw(struct channel_program *cp, struct css_ccw1 *ccw, struct cp_note *note)
{
	u8 moves = cp_moves(ccw, note);
	int taken = 0;

	if (moves & CP_NONE)
		cp->scratch = max(cp->scratch, (u32)be16_to_cpu(ccw->count));
	if (!(moves & CP_DATA))
		return 0;
	if (!(moves & CP_BACKWARD) || moves == CP_BACKWARD)
		taken = take_idaws(cp, note, cp_idaws_needed(cp, ccw, moves));
	if (taken < 0)
		return taken;
	if (!taken)
		cp_stop(ccw);
	return 0;
}

static int size_ccws(struct channel_program *cp)
{
	struct css_ccw1 *ccw = cp->ccws, *end = ccw + cp->n_ccws;
	struct cp_note *note = cp->notes;
	__be16 counts = 0;

	for (; ccw < end; ccw++, note++) {
		int err;

		/* What most CCWs without data are; no count has bits that this lacks. */
		if (ccw->cmd == CSS_CMD_NOP && note->reached == CP_FRESH) {
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

/**
 * cp_layout() - decide how large the translated program is
 * @cp: the program, all its CCWs known
 *
 * Return: 0, or -EINVAL beyond a limit.
 */
int cp_layout(struct channel_program *cp)
{
	/* All IDAWs of a program are alike; 2 KiB blocks can say what 4 KiB ones can. */
	cp->unit_shift = cp_small_blocks(cp) && cp->idals ? 11 : 12;
	cp->n_idaws = 0;
	cp->n_skip_idaws = 0;
	cp->scratch = CSS_CCW_SIZE;
	place_segments(cp);
	return size_ccws(cp);
}

/* The block of the last program serves, if it is large enough. */
static int provide_block(struct channel_program *cp)
{
	size_t size = scratch_offset(cp) + cp->scratch;

	if (size <= cp->block_size)
		return 0;
	if (cp->block)
		cp->host->free_channel(cp->host_data, cp->block, cp->block_size);
	size = (size + HOST_PAGE_MASK) & ~(size_t)HOST_PAGE_MASK;
	cp->block = cp->host->alloc_channel(cp->host_data, size, &cp->block_addr);
	cp->block_size = cp->block ? size : 0;
	return cp->block ? 0 : -ENOMEM;
}

/* Instead of a CCW that only a status modifier leads to, and that asks too much. */
static void give_up(struct css_ccw1 *ccw, struct cp_note *note)
{
	cp_stop(ccw);
	note->idaws = 0;
}

/* The data addresses of a segment's CCWs, each list behind the one before. */
static int read_idals(struct channel_program *cp, const struct cp_segment *seg, u64 **idal)
{
	for (u32 i = seg->first; i < seg->first + seg->n; i++) {
		struct cp_note *note = &cp->notes[i];
		int err = note->idaws ? cp_idal_read(cp, &cp->ccws[i], note, *idal) : 0;

		if (err && !(note->flags & CP_SPECULATIVE))
			return err;
		if (err)
			give_up(&cp->ccws[i], note);
		*idal += note->idaws;
	}
	return 0;
}

static int collect_pages(struct channel_program *cp)
{
	u64 *idal = (u64 *)(cp->block + idals_offset(cp));

	for (u32 s = 0; cp->n_idaws && s < cp->n_segments; s++) {
		int err = read_idals(cp, &cp->segments[s], &idal);

		if (err) {
			cp->n_pages = 0;	/* none of them is pinned */
			return err;
		}
	}
	return 0;
}

/* A TIC into the program; or to where no CCW can be, which ends in the TIC. */
static void write_tic(const struct channel_program *cp, struct css_ccw1 *slot)
{
	u32 target, index;

	if (cp_find(cp, be32_to_cpu(slot->cda), &target, &index))
		slot->cda = cpu_to_be32(cp->block_addr + target * CSS_CCW_SIZE);
	else
		slot->cda = cpu_to_be32(cp->block_addr | 1);
}

static void write_data_ccw(struct channel_program *cp, const struct css_ccw1 *ccw,
			   const struct cp_note *note, struct css_ccw1 *slot, u32 *idal_offset)
{
	u32 cda = cp->block_addr + *idal_offset;

	if (!cp_idal_write(cp, (u64 *)(cp->block + *idal_offset), note->idaws,
			   cp_moves(ccw, note)))
		cda |= 1;	/* no list is there: a program check */
	slot->flags |= CSS_CCW_IDA;
	slot->cda = cpu_to_be32(cda);
	*idal_offset += note->idaws * sizeof(__be64);
}

/* Stops fill what lies between this segment's place and the next one's. */
static void write_stops(const struct channel_program *cp, u32 s)
{
	const struct cp_segment *seg = &cp->segments[s];
	u32 end = seg->slot + seg->n;
	u32 next = s + 1 < cp->n_segments ? seg[1].slot : cp->n_slots;

	memset(slots_of(cp) + end, 0, (next - end) * CSS_CCW_SIZE);
}

static void write_segment(struct channel_program *cp, const struct cp_segment *seg,
			  u32 *idal_offset)
{
	const __be32 scratch = cpu_to_be32(cp->block_addr + scratch_offset(cp));
	const struct css_ccw1 *ccw = &cp->ccws[seg->first], *end = ccw + seg->n;
	const struct cp_note *note = &cp->notes[seg->first];
	struct css_ccw1 *slot = slots_of(cp) + seg->slot;

	for (; ccw < end; ccw++, note++, slot++) {
		*slot = *ccw;
		if (note->idaws) {
			write_data_ccw(cp, ccw, note, slot, idal_offset);
		} else if (cp_is_tic(ccw)) {
			write_tic(cp, slot);
		} else {
			slot->flags &= ~CSS_CCW_IDA;
			slot->cda = scratch;
		}
	}
}

/*
 * A CCW that only continues commands was translated for those, but a status modifier
 * that nobody asked for makes it the first of one: with a code that is none.  Data
 * chaining does not look at the code, unless it says TIC.
 * Source: Principles of Operation, "Chaining" (of data), "Program Check".
 */
static void hide_commands(struct channel_program *cp, const struct cp_segment *seg)
{
	const struct cp_note *note = &cp->notes[seg->first];
	struct css_ccw1 *slot = slots_of(cp) + seg->slot, *end = slot + seg->n;

	for (; slot < end; slot++, note++)
		if (!(note->reached & CP_FRESH) && (slot->cmd & 0x0f) != CSS_CMD_TIC)
			slot->cmd = 0;
}

static void write_program(struct channel_program *cp)
{
	u32 idal_offset = idals_offset(cp);

	for (u32 s = 0; s < cp->n_segments; s++) {
		write_segment(cp, &cp->segments[s], &idal_offset);
		if (cp->chains_data)
			hide_commands(cp, &cp->segments[s]);
		write_stops(cp, s);
	}
	memset(cp->block + scratch_offset(cp), 0, cp->scratch);
}

static int provide_memory(struct channel_program *cp)
{
	int err = provide_block(cp);

	return err ? err : cp_pages_reserve(cp, cp->n_idaws);
}

/* No CCW that only a status modifier leads to moves data. */
static void give_up_skips(struct channel_program *cp)
{
	for (u32 i = 0; i < cp->n_ccws; i++)
		if (cp->notes[i].flags & CP_SPECULATIVE && cp->notes[i].idaws)
			give_up(&cp->ccws[i], &cp->notes[i]);
	cp->n_idaws -= cp->n_skip_idaws;
	cp->n_skip_idaws = 0;
}

/**
 * cp_block_fill() - pin the program's pages and write it
 * @cp: the program, after cp_layout()
 *
 * Return: 0; -ENOMEM; or what the host reported.
 */
int cp_block_fill(struct channel_program *cp)
{
	int err = provide_memory(cp);

	if (err && cp->n_skip_idaws) {
		give_up_skips(cp);
		err = provide_memory(cp);
	}
	if (!err)
		err = collect_pages(cp);
	if (!err)
		err = cp_pages_pin(cp);
	if (!err)
		write_program(cp);
	return err;
}
