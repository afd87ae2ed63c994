/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations shared by the parts of the simple disk. */
#ifndef SIMTESTS_JUDGE_DASD_STATE_H
#define SIMTESTS_JUDGE_DASD_STATE_H

#include "simtests/judge/dasd.h"

#define DISK_RECORDS	200u		/* more than fit on a track of a 3390 */
#define DISK_ANSWERS	4u
#define COUNT_SIZE	8u
#define HOME_SIZE	5u

#define DISK_ENDED		(CSS_DSTAT_CE | CSS_DSTAT_DE)

/** struct disk_record - @count: CCHHR, key length, data length; @bytes: key and data */
struct disk_record {
	u8 count[COUNT_SIZE];
	u8 *bytes;
};

/** struct disk_track - R0 is the first of its @n records */
struct disk_track {
	u32 n;
	struct disk_record records[DISK_RECORDS];
};

/* Where on the track the disk is, "Track Orientation", page 3-2. */
enum disk_at {
	AT_NOWHERE,
	AT_INDEX,
	AT_HOME,
	AT_COUNT,
	AT_KEY,
	AT_DATA,
};

/* What write commands outside of a domain ask of the command before them. */
enum disk_prior {
	PRIOR_NONE,
	PRIOR_SEARCH_HOME,
	PRIOR_WRITE_HOME,
	PRIOR_WRITE_R0,
	PRIOR_SEARCH_ID,
	PRIOR_SEARCH_KEY,
	PRIOR_SEARCHED_DATA,	/* a search, and the data of that record were read or written */
	PRIOR_WRITE_CKD,
};

struct disk_answer {
	u8 code;
	const u8 *bytes;
	u32 len;
};

/**
 * struct judge_dasd - the disk
 * @dev: what the channel knows of it
 * @heads: tracks per cylinder
 * @track_size: bytes of a track in the image
 * @tracks: all of them
 * @answers: what identifying commands send
 * @unsure: something happened that is not judged
 * @cyl: where the arm is
 * @at: where on the track
 * @record: number of the record, for the last three of enum disk_at
 * @accessed: a command of this chain chose a track
 * @passes: how often index passed without anything having been read
 * @has_extent: Define Extent was here
 * @has_mask: and Set File Mask
 * @was_ipl: and Read IPL
 * @extent_first: the extent's first track, as a number
 * @left: commands that the domain still has
 * @total: how many it had in the beginning
 * @operation: byte 0 of Locate Record
 * @suffix: its last one is Read Count
 * @tlf: bytes of a record that it writes
 * @domain_code: its first command
 * @inside: the command before was in a domain
 * @before: what the command before was for writes
 * @prior: what this one will be
 */
struct judge_dasd {
	struct judge_device dev;
	u32 cylinders, heads, track_size;
	struct disk_track *tracks;
	struct disk_answer answers[DISK_ANSWERS];
	bool unsure;
	/* Along a chain: */
	u32 cyl, head;
	enum disk_at at;
	u32 record;
	bool accessed;
	u32 passes;
	bool has_extent, has_mask, was_ipl;
	u8 mask;
	u32 block_size;
	u32 extent_first, extent_last;
	u32 left, total;
	u8 operation;
	bool suffix;
	u32 tlf;
	u8 domain_code;
	bool inside;
	enum disk_prior before, prior;
};

static inline struct judge_dasd *disk_of(const struct judge_device *dev)
{
	return container_of(dev, struct judge_dasd, dev);
}

/* ---- dasd_volume.c ---- */

static inline u32 record_kl(const struct disk_record *r)
{
	return r->count[5];
}

static inline u32 record_dl(const struct disk_record *r)
{
	return (u32)r->count[6] << 8 | r->count[7];
}

struct disk_track *disk_track(struct judge_dasd *d);
/** disk_cut() - the track has only @n records from now on */
void disk_cut(struct disk_track *t, u32 n);
/** disk_append() - one more record; @bytes: its key and data */
void disk_append(struct disk_track *t, const u8 *count, const u8 *bytes);
/** disk_fits() - is there room for such a record behind the first @n? */
bool disk_fits(const struct judge_dasd *d, const struct disk_track *t, u32 n, u32 kl, u32 dl);

/* ---- dasd.c ---- */

/* What a new disk's @dev begins with. */
extern const struct judge_device judge_dasd_functions;

/** disk_take() - bytes from the channel. Return: how many came */
u32 disk_take(struct judge_channel *ch, u8 *bytes, u32 len);
/**
 * disk_parameters() - all bytes that a command must have
 *
 * Return: 0, or unit status: command reject, message 3, if there are fewer; nothing
 * unusual after a check of the channel, be it behind the last of them.
 */
u8 disk_parameters(struct judge_dasd *d, struct judge_channel *ch, u8 *bytes, u32 len);
/** disk_give() - bytes for the channel */
void disk_give(struct judge_channel *ch, const u8 *bytes, u32 len);
/** disk_check() - unit check with ending status; sense bytes 0, 1 and 7 */
u8 disk_check(struct judge_dasd *d, u8 zero, u8 one, u8 message);
/** disk_reject() - command reject with a message of format 0 */
u8 disk_reject(struct judge_dasd *d, u8 message);
/** disk_in_extent() - may the program go to this track? */
bool disk_in_extent(const struct judge_dasd *d, u32 cyl, u32 head);
/** disk_step() - to the next track. Return: 0, or unit status */
u8 disk_step(struct judge_dasd *d, bool domain);
/**
 * disk_next() - the next count area
 * @d: the disk
 * @code: multitrack or not
 * @domain: in the domain of a Locate Record
 * @user: other than R0
 *
 * Return: 0, and the disk is oriented to that count area; or unit status.
 */
u8 disk_next(struct judge_dasd *d, u8 code, bool domain, bool user);

/* The commands, each with its rules in its file. */
u8 disk_define_extent(struct judge_dasd *d, struct judge_channel *ch);
u8 disk_locate(struct judge_dasd *d, struct judge_channel *ch, bool extended);
u8 disk_prefix(struct judge_dasd *d, struct judge_channel *ch);
u8 disk_read(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain);
u8 disk_search(struct judge_dasd *d, struct judge_channel *ch, u8 code);
u8 disk_write(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain);

#endif
