/* SPDX-License-Identifier: GPL-2.0-only */
/* The effect of one write command on a disk or a tape. Internal to the medium rules. */
#ifndef REPLAY_MEDIUM_RULES_H
#define REPLAY_MEDIUM_RULES_H

#include "hw-sim/dev/image.h"

/* Tracks from the first to the last of these, as Define Extent has them. */
struct medium_extent {
	bool known;
	u8 first[4];	/* CCHH */
	u8 last[4];
};

/**
 * struct medium_write - a command that may have written
 * @code: the command
 * @data: what the device took
 * @len: how many bytes
 * @used_up: the channel had no more: what is missing is zeroes
 * @extent: where it may write
 * @whole_track: Locate Record said that its record is all of the track
 */
struct medium_write {
	u8 code;
	const u8 *data;
	u32 len;
	bool used_up;
	struct medium_extent extent;
	bool whole_track;
};

/** struct medium_piece - bytes that a change of the medium has replaced or cut off */
struct medium_piece {
	u64 offset;
	u64 reach;	/* how many bytes were touched; @len or more where the medium grew */
	u64 len;
	u8 *old;
};

/**
 * struct medium_change - what happened to a medium during one command
 * @image: the medium as it is now; of several the last, if nothing was touched
 * @size: of the medium before
 * @pieces: what was replaced, in the order in which it was
 * @n: how many; 0: nothing was touched
 */
struct medium_change {
	struct sim_image *image;
	u64 size;
	struct medium_piece *pieces;
	u32 n;
};

/** medium_now() - bytes of the medium as it is; zeroes behind its end */
void medium_now(const struct medium_change *change, u64 offset, void *buf, u64 len);
/** medium_before() - bytes of the medium as it was */
void medium_before(const struct medium_change *change, u64 offset, void *buf, u64 len);
/** medium_differs() - does any byte below @end, or the size if @end is behind it? */
bool medium_differs(const struct medium_change *change, u64 end);

/** disk_writes() - can the command change a disk?  tape_writes(): a tape? */
bool disk_writes(u8 code);
bool tape_writes(u8 code);

/**
 * disk_is_written() - is the disk as it was but for one record that the command wrote?
 * @change: what happened to it
 * @write: the command
 */
bool disk_is_written(const struct medium_change *change, const struct medium_write *write);
/** tape_is_written() - is the tape as it was up to the block that the command wrote last? */
bool tape_is_written(const struct medium_change *change, const struct medium_write *write);

#endif
