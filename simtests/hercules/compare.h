/* SPDX-License-Identifier: GPL-2.0-only */
/* A program's two results, field by field. */
#ifndef SIMTESTS_HERCULES_COMPARE_H
#define SIMTESTS_HERCULES_COMPARE_H

#include "simtests/hercules/medium.h"
#include "simtests/hercules/outcome.h"
#include "simtests/hercules/simulated.h"

/**
 * struct pair - a program on both sides
 * @kind: of its device
 * @meant: what it was meant to be, for people
 * @ours: what became of it on the simulator
 * @theirs: on the other side
 * @our_medium: what it left there
 * @their_medium: likewise
 * @history: how it went on the simulator
 */
struct pair {
	enum medium_kind kind;
	const char *meant;
	struct batch_entry *ours, *theirs;
	struct medium *our_medium, *their_medium;
	struct history history;
};

/** enum parting - where the two went different ways */
enum parting {
	PART_NOWHERE,		/* they ended at the same command */
	PART_OURS_ENDS,		/* the simulator ended at a command that the other went past */
	PART_THEIRS_ENDS,	/* the other way round */
};

/**
 * struct difference - what is different
 * @fields: which are, a bit each
 * @parting: whether one went further
 * @cmd: the command that made it so, as far as one can tell: the last one of the side
 *	that ended first; if only the medium is different, the last one that wrote
 * @chained: that command's CCW is one of several that data chaining makes one
 * @argument: the first bytes that it sent to the device
 * @extent: those of the last Define Extent up to there
 * @location: those of the last Locate Record
 * @after_ipl: behind Read IPL
 * @after_multiple: behind Read Multiple CKD
 * @after_short: behind a Write CKD with fewer bytes than a count area
 * @after_track: behind a Locate Record for Write Track
 * @store_cmd: the first command that stored something else
 * @store_chained: as @chained, for that one
 * @ours: the outcomes
 * @theirs: likewise
 */
struct difference {
	u64 fields;
	enum parting parting;
	u8 cmd;
	bool chained;
	u8 argument[HISTORY_OUT];
	u8 extent[HISTORY_OUT];
	u8 location[HISTORY_OUT];
	bool after_ipl;
	bool after_multiple;
	bool after_short;
	bool after_track;
	u8 store_cmd;
	bool store_chained;
	struct outcome ours, theirs;
};

/** compare() - true if nothing is different */
bool compare(const struct pair *p, struct difference *d);

/** difference_print() - in a line that begins with # */
void difference_print(const struct pair *p, const struct difference *d, u32 number);

#endif
