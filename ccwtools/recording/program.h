/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recorded channel program: its CCWs, the events that happened while it ran, and where it
 * has to stand for a replay when the first of these happens.
 */
#ifndef RECORDING_PROGRAM_H
#define RECORDING_PROGRAM_H

#include "ccwtools/recording/event.h"

/* The number in up to eight bytes. */
u64 rec_big_endian(const u8 *at, size_t bytes);

/* Sets the fields of a CCW from its eight bytes. */
void rec_ccw_decode(struct rec_ccw *ccw, bool format1);

/** rec_command() - the command in effect: by data chaining, that of a CCW before */
u8 rec_command(const struct rec_step *step);

/** rec_idaw_block() - bytes an IDAW of the program designates: 2048 or 4096 */
u32 rec_idaw_block(const struct rec_program *program);

/** rec_idaw_covers() - bytes that an IDAW designates, from where it points on */
u32 rec_idaw_covers(const struct rec_program *program, const struct rec_ccw *ccw, u64 idaw);

/** rec_idaw_format2() - are its IDAWs eight bytes long? */
bool rec_idaw_format2(const struct rec_program *program);

/* The CCW at an address, or NULL. */
const struct rec_ccw *rec_program_ccw_at(const struct rec_program *program, u32 addr);

/**
 * rec_program_sort_events() - sort the events of a program that has ended
 * @program: the program; all events since its start are in @during
 * @lpum: the path that it used last, as a mask; 0 if not known
 * @pmcw: the paths of the subchannel
 * @after: gets the events that did not influence how the program ended
 *
 * Events that must have happened before its start are moved to @before.
 */
void rec_program_sort_events(struct rec_program *program, u8 lpum, const struct css_pmcw *pmcw,
			     struct rec_event **after);

/**
 * rec_program_is_skipped() - does a replay leave the program out?
 * @program: the program
 *
 * The channel did not accept it: status was pending, or a function in progress, which depends
 * on nanoseconds.  Or the machine started it for an IPL: its CCWs are read by the program
 * itself, so it cannot be submitted, and it changes no medium.
 */
bool rec_program_is_skipped(const struct rec_program *program);

/* Did an event happen while it ran, or was it halted or cleared? */
bool rec_program_is_disturbed(const struct rec_program *program);

/* Was status pending when it was halted, and presented only later? */
bool rec_program_ends_late(const struct rec_program *program);

enum hold_kind {
	HOLD_NOT,		/* the program runs to its end */
	HOLD_START,		/* it has not begun */
	HOLD_CCW,		/* the device has the CCW before @cpa */
	HOLD_BETWEEN,		/* @done CCWs have ended, and the next is not fetched */
	HOLD_STATUS,		/* it has ended, and its interrupt was lost */
};

/**
 * struct hold - where a program is held until the first event during it has happened
 * @kind: at which moment
 * @cpa: guest address of the next CCW
 * @done: number of CCWs that have ended, transfers in channel not counted
 */
struct hold {
	enum hold_kind kind;
	u32 cpa;
	u32 done;
};

/* Where a program has to be held so that it ends as it was recorded. */
struct hold rec_program_hold(const struct rec_program *program);

/**
 * rec_program_hold_ccw() - number of the CCW at which a program is held
 * @program: the program
 * @hold: HOLD_CCW
 *
 * Return: from 1, transfers in channel counted; 0 if the channel gets there only by a status
 * modifier.
 */
u32 rec_program_hold_ccw(const struct rec_program *program, const struct hold *hold);

#endif
