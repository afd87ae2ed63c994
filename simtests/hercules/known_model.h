/* SPDX-License-Identifier: GPL-2.0-only */
/* The format of an entry in the list of known differences. */
#ifndef SIMTESTS_HERCULES_KNOWN_MODEL_H
#define SIMTESTS_HERCULES_KNOWN_MODEL_H

#include "simtests/hercules/known.h"

/*
 * How a command ended.  A unit check is known by its sense bytes 0, 1 and 7 (on a disk,
 * format and message).
 */
#define ANYHOW			0u
#define KIND_OF_END		0xf0000000u
#define A_UNIT_CHECK		0x20000000u	/* whatever it is */
#define UNIT_CHECK(s01, s7)	(0x30000000u | (u32)(s01) << 8 | (s7))
#define LENGTH_ONLY		0x40000000u	/* incorrect length and nothing else */
#define NO_STATUS		0x50000000u	/* a check of the channel, unit status zero */
#define A_CHECK			0x60000000u	/* a check of the channel */
#define END_AND_CHECK		0x70000000u	/* with channel end and device end */
#define REJECTED		0x80000000u	/* unit check alone */
#define WITH_LENGTH		0x90000000u	/* incorrect length, whatever else */
#define SAME_CHECK		0xa0000000u	/* the unit check that the other has */
#define ONLY_UNIT_CHECK		0xb0000000u	/* a unit check and none of the channel */

#define DASD			(1u << MEDIUM_DASD)
#define TAPE			(1u << MEDIUM_TAPE)

#define NOWHERE			(1u << PART_NOWHERE)
#define OURS_ENDS		(1u << PART_OURS_ENDS)
#define THEIRS_ENDS		(1u << PART_THEIRS_ENDS)
#define EITHER_ENDS		(OURS_ENDS | THEIRS_ENDS)

/* What a unit check brings with it, beside the sense bytes. */
#define CHECK_FIELDS		(BIT_OF(FIELD_STCTL) | BIT_OF(FIELD_DSTAT) | \
				 BIT_OF(FIELD_CONCURRENT) | BIT_OF(FIELD_SENSE_STATUS))
#define SENSE_FIELDS		(((SENSE_BIT(0) << CSS_SENSE_SIZE) - 1) & ~(SENSE_BIT(0) - 1))
#define LENGTH_FIELDS		(BIT_OF(FIELD_STCTL) | BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_COUNT))

#define KNOWN_COMMANDS	16
#define KNOWN_MAX	256	/* entries: room for their counters */

/**
 * struct entry - a difference that was looked at
 * @kinds: of devices
 * @partings: where the two part
 * @n: how many of @cmds; 0: any command
 * @cmds: the command that made the difference
 * @chained: only with data chaining
 * @when: only if this says so, unless it is NULL
 * @ours: how it ended on the simulator
 * @theirs: on Hercules
 * @fields: what may be different by it.  Of programs that went further on one side, all is
 * @what: in words
 * @source: which side is right, and what says so
 */
struct entry {
	u8 kinds, partings, n;
	u8 cmds[KNOWN_COMMANDS];
	bool chained;
	bool (*when)(const struct difference *d);
	u32 ours, theirs;
	u64 fields;
	const char *what;
	const char *source;
};

#define CMDS(...)	.n = sizeof((u8[]){ __VA_ARGS__ }), .cmds = { __VA_ARGS__ }
#define ANY		.n = 0
#define WHEN(us, them)	.ours = us, .theirs = them

/* In simtests/hercules/known_list.c. */
extern const struct entry known_entries[];
extern const u32 known_count;

#endif
