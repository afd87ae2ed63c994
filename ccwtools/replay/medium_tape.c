// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tapes: blocks and tape marks, and nothing behind the last that was written.
 *
 * Source: the format of the image is AWSTAPE: before each chunk its length, that of the
 * chunk before (both with the low byte first), and flags.
 */
#include <stdlib.h>
#include <string.h>

#include "ccwtools/replay/medium_rules.h"

#define HEADER_SIZE	6u
#define FLAG_MARK	0x40u
#define FLAG_LAST	0x20u
#define WHOLE		0xa0u	/* the first chunk of a block, and the last */

enum { WRITE = 0x01, WRITE_MARK = 0x1f, SECURITY_ERASE = 0x97 };

bool tape_writes(u8 code)
{
	return code == WRITE || code == WRITE_MARK || code == SECURITY_ERASE;
}

/* Was there, before, the end of a block or of the tape?  *previous: length of its chunk. */
static bool is_boundary(const struct medium_change *change, u64 wanted, u32 *previous)
{
	u8 header[HEADER_SIZE] = { 0, 0, 0, 0, FLAG_LAST, 0 };
	bool over = true;
	u64 at = 0;

	*previous = 0;
	while (at < wanted && at < change->size) {
		medium_before(change, at, header, sizeof(header));
		*previous = header[0] | (u32)header[1] << 8;
		over = header[4] & (FLAG_MARK | FLAG_LAST);
		at += HEADER_SIZE + *previous;
	}
	return at == wanted && over;
}

/* The tape ends with what the command had, and with nothing else. */
static bool ends_with(const struct medium_change *change, const struct medium_write *write,
		      u64 at, u32 previous)
{
	const u8 header[HEADER_SIZE] = {
		(u8)write->len, (u8)(write->len >> 8), (u8)previous, (u8)(previous >> 8),
		write->code == WRITE ? WHOLE : FLAG_MARK, 0,
	};
	u32 size = HEADER_SIZE + write->len;
	u8 *now = malloc(size);
	bool same;

	platform_assert(now);
	medium_now(change, at, now, size);
	same = !memcmp(now, header, sizeof(header)) &&
	       (!write->len || !memcmp(now + HEADER_SIZE, write->data, write->len));
	free(now);
	return same;
}

bool tape_is_written(const struct medium_change *change, const struct medium_write *write)
{
	bool erases = write->code == SECURITY_ERASE;
	u32 added = erases ? 0 : HEADER_SIZE + write->len, previous;
	u64 at;

	if (!change->n)
		return erases || (write->code == WRITE && !write->len);
	/* Without a byte there is no block. */
	if (write->code == WRITE && (!write->len || !write->used_up))
		return !write->len && !medium_differs(change, UINT64_MAX);
	if (change->image->size < added)
		return false;
	at = change->image->size - added;
	return at <= change->size && is_boundary(change, at, &previous) &&
	       !medium_differs(change, at) &&
	       (erases || ends_with(change, write, at, previous));
}
