/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What channel programs for devices are built with: CCWs in a row, their data, lists of
 * IDAWs, and small mistakes.
 */
#ifndef SIMTESTS_PROGRAM_BUILDER_H
#define SIMTESTS_PROGRAM_BUILDER_H

#include "simtests/port/generator.h"

/* Enough for what drivers do, and a builder fits onto a kernel's stack. */
#define PROGRAM_CCWS	64u

/**
 * struct program_ccw - a CCW before it has a format
 * @cmd: command code
 * @flags: CSS_CCW_*
 * @pinned: stays as it is, so that a loop ends
 * @count: byte count
 * @cda: address of the data or of IDAWs; of a TIC, the number of a CCW
 */
struct program_ccw {
	u8 cmd;
	u8 flags;
	bool pinned;
	u16 count;
	u32 cda;
};

/**
 * struct program_builder - a program that is being built
 * @dice: the throws
 * @g: what it will be
 * @ctrl: control word of the ORB
 * @tame: nothing is wrong on purpose
 * @n: how many CCWs there are
 * @next_data: where there is room for data
 * @next_idal: and for IDAWs
 * @ccws: the CCWs
 */
struct program_builder {
	struct dice *dice;
	struct generated *g;
	u32 ctrl;
	bool tame;
	u32 n;
	u32 next_data;
	u32 next_idal;
	struct program_ccw ccws[PROGRAM_CCWS];
};

/**
 * struct program_command - a command as a driver thinks of it
 * @cmd: command code
 * @backward: stores from the end
 * @exact: the count is @len in any case
 * @quiet: nearly always with suppressed length indication
 * @out: what the device gets, or NULL: what the memory has
 * @out_len: how much of @out there is
 * @len: how many bytes the device moves
 */
struct program_command {
	u8 cmd;
	bool backward;
	bool exact;
	bool quiet;
	const u8 *out;
	u32 out_len;
	u32 len;
};

/** program_begin() - empty memory but for random bytes; a new ORB */
void program_begin(struct program_builder *b, struct dice *dice, struct generated *g);
/** program_add() - one more command. Return: number of its CCW */
u32 program_add(struct program_builder *b, const struct program_command *c);
/** program_control() - a command whose data are given, and as long as it wants */
u32 program_control(struct program_builder *b, u8 cmd, const u8 *out, u32 len);
/** program_read() - a command that sends @len bytes */
u32 program_read(struct program_builder *b, u8 cmd, u32 len);
/** program_tic() - transfer to CCW number @target */
void program_tic(struct program_builder *b, u32 target);
/** program_end() - mistakes, if it is not tame; then the CCWs go to memory */
void program_end(struct program_builder *b, const char *kind);

static inline u32 program_below(struct program_builder *b, u32 n)
{
	return dice_below(b->dice, n);
}

static inline bool program_percent(struct program_builder *b, u32 percent)
{
	return dice_percent(b->dice, percent);
}

#endif
