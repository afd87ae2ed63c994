// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translation of data addresses: from the guest's CCW, direct or through an IDAL of
 * any format, to a format-2 IDAL.  The IDAL is made in place, in the translated
 * program, which no channel reads yet: it first holds guest addresses in host order,
 * then big-endian IDAWs.
 */
#include "core/cp/internal.h"

/*
 * An IDAW that is not on a boundary, which a channel answers with a program check; and
 * where no machine has storage, for channels of emulators that do not check boundaries.
 */
#define IDAW_INVALID	0x8000000000000001ull

static u32 block_size(const struct channel_program *cp)
{
	return 1u << cp->block_shift;
}

/**
 * cp_idaws_needed() - IDAWs that a CCW needs at most
 * @cp: the program
 * @ccw: the CCW, with a count
 * @moves: directions in which it may move data; CP_BACKWARD only alone
 *
 * If the guest has an IDAL, its first word, which has not been read yet, decides how
 * many are used: this counts the most that are possible.
 */
u32 cp_idaws_needed(const struct channel_program *cp, const struct css_ccw1 *ccw, u8 moves)
{
	u32 last = block_size(cp) - 1;
	u32 before = be32_to_cpu(ccw->cda) & last;	/* bytes of the first block not used */

	if (ccw->flags & CSS_CCW_IDA)
		before = last;
	else if (moves & CP_BACKWARD)
		before = last - before;
	return (before + be16_to_cpu(ccw->count) + last) >> cp->block_shift;
}

/* An IDAW after the first must designate the first byte of a block (backward: the last). */
static bool idaw_on_boundary(const struct channel_program *cp, u64 addr, u8 moves)
{
	u64 last = block_size(cp) - 1;

	return (addr & last) == (moves & CP_BACKWARD ? last : 0);
}

/* How many IDAWs the count uses if the first IDAW is @first. */
static u32 idaws_used(const struct channel_program *cp, u64 first, u32 count, u8 moves)
{
	u32 last = block_size(cp) - 1;
	u32 before = moves & CP_BACKWARD ? last - (u32)(first & last) : (u32)(first & last);

	return (before + count + last) >> cp->block_shift;
}

static void make_direct_idal(const struct channel_program *cp, u32 cda, u64 *idal, u32 n, u8 moves)
{
	u64 start = cda & ~(u64)(block_size(cp) - 1);

	idal[0] = cda;
	for (u32 i = 1; i < n; i++) {
		u64 step = (u64)i << cp->block_shift;

		if (!(moves & CP_BACKWARD))
			idal[i] = start + step;
		else
			idal[i] = start + block_size(cp) - step - 1;
	}
	/* No storage beyond the addresses of the CCW format, or below zero. */
	for (u32 i = 0; i < n; i++)
		if (idal[i] >= cp_addr_end(cp))
			idal[i] = CP_ADDR_INVALID;
}

/* Format-1 words were read into the upper half of the list. */
static void convert_format1(u64 *idal, u32 n, const __be32 *words)
{
	for (u32 i = 0; i < n; i++) {
		u32 word = be32_to_cpu(words[i]);

		idal[i] = word & CSS_ADDR31_INVALID ? CP_ADDR_INVALID : word;
	}
}

static void convert_format2(u64 *idal, u32 n)
{
	const __be64 *words = (const __be64 *)idal;

	for (u32 i = 0; i < n; i++)
		idal[i] = be64_to_cpu(words[i]);
}

/* Read the guest's IDAL; words that cannot be read become CP_ADDR_INVALID. */
static int read_guest_idal(struct channel_program *cp, u32 addr, u64 *idal, u32 n)
{
	bool wide = cp->ctrl & CSS_ORB_H;
	u32 size = wide ? sizeof(__be64) : sizeof(__be32);
	u32 got = 0;
	__be32 *upper = (__be32 *)idal + n;
	int err;

	if (!(addr % size)) {
		u32 len = min(n * size, cp_addr_end(cp) - addr);

		err = cp_read_existing(cp, addr, wide ? (void *)idal : upper, len, &got);
		if (err)
			return err;
		got /= size;
	}
	if (wide)
		convert_format2(idal, got);
	else
		convert_format1(idal, got, upper);
	for (u32 i = got; i < n; i++)
		idal[i] = CP_ADDR_INVALID;
	return 0;
}

/* The list ends with its first CP_ADDR_INVALID: the channel stops there. */
static u32 idal_length(const struct channel_program *cp, u64 *idal, u32 n, u8 moves)
{
	for (u32 i = 0; i < n; i++) {
		if (i && !idaw_on_boundary(cp, idal[i], moves))
			idal[i] = CP_ADDR_INVALID;
		if (idal[i] == CP_ADDR_INVALID)
			return i + 1;
	}
	return n;
}

/**
 * cp_idal_read() - find the guest addresses of a CCW's data
 * @cp: the program, with room for its pages
 * @ccw: the CCW
 * @note: note of @ccw; its number of IDAWs becomes exact
 * @idal: gets the addresses, in host order; the last is CP_ADDR_INVALID if it is invalid;
 *	room for @note->idaws
 *
 * Adds the pages.  Return: 0; or what the host reported, and no page was added.
 */
int cp_idal_read(struct channel_program *cp, const struct css_ccw1 *ccw,
		 struct cp_note *note, u64 *idal)
{
	u8 moves = cp_data_moves(note);
	u32 n = note->idaws;
	int err;

	if (ccw->flags & CSS_CCW_IDA) {
		err = read_guest_idal(cp, be32_to_cpu(ccw->cda), idal, n);
		if (err)
			return err;
		n = min(n, idaws_used(cp, idal[0], be16_to_cpu(ccw->count), moves));
	} else {
		make_direct_idal(cp, be32_to_cpu(ccw->cda), idal, n, moves);
	}
	note->idaws = idal_length(cp, idal, n, moves);
	for (u32 i = 0; i < note->idaws; i++)
		if (idal[i] != CP_ADDR_INVALID)
			cp_pages_add(cp, idal[i], moves, !(note->flags & CP_SPECULATIVE));
	return 0;
}

/**
 * cp_idal_write() - replace the guest addresses of an IDAL by absolute addresses
 * @cp: the program, its pages pinned
 * @idal: addresses from cp_idal_read(); gets big-endian IDAWs
 * @n: how many
 * @moves: directions in which the CCW may move data
 *
 * An address without pinned memory becomes an invalid IDAW.
 *
 * Return: false if the first one is invalid: the first IDAW need not be on a
 * boundary, so the CCW must be made to fail in another way.
 */
bool cp_idal_write(struct channel_program *cp, u64 *idal, u32 n, u8 moves)
{
	__be64 *words = (__be64 *)idal;

	for (u32 i = 0; i < n; i++) {
		u64 addr = cp_pages_translate(cp, idal[i], moves);

		if (addr != CP_ADDR_INVALID) {
			words[i] = cpu_to_be64(addr);
			continue;
		}
		words[i] = cpu_to_be64(IDAW_INVALID);
		if (!i)
			return false;
	}
	return true;
}
