/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of a recording other than programs: functions that end one, resets, close and open by
 * the user, channel paths. Each happens before a program, or during one that it ended.
 */
#ifndef RECORDING_ACT_H
#define RECORDING_ACT_H

#include "ccwtools/recording/recording.h"

enum act_kind {
	ACT_HALT,
	ACT_CLEAR,
	ACT_RESET,
	ACT_CLOSE,		/* and the device is opened again */
	ACT_PATH_OFF,
	ACT_PATH_ON,
	ACT_KINDS
};

/**
 * struct rec_act - one of them, as it was recorded
 * @next: the one after it, before or in the same program
 * @kind: which
 * @seq: sequence number of the event
 * @line: its line in the file
 * @ret: what it was answered: 0, or a negative errno
 * @instruction: it was an instruction of the guest, and its condition code was 0
 * @chpid: of the path
 * @crw: what reported that
 * @has_irb: @irb is valid
 * @irb: what it led to, where no program ended by it
 */
struct rec_act {
	struct rec_act *next;
	enum act_kind kind;
	u64 seq;
	u64 line;
	s32 ret;
	bool instruction;
	u8 chpid;
	struct css_crw crw;
	bool has_irb;
	u8 irb[RECORDING_IRB];
};

/**
 * struct act_done - what its replay came to
 * @ret: 0, or a negative errno
 * @crw: the channel report that the user read; zeroes if none
 * @interrupted: an interrupt came, where one was recorded
 * @irb: what was read then
 */
struct act_done {
	s32 ret;
	struct css_crw crw;
	bool interrupted;
	struct css_irb irb;
};

/** act_name() - "HALT SUBCHANNEL", ... */
const char *act_name(enum act_kind kind);
/** act_word() - the same as exceptions and programs name it: "halt", ... */
const char *act_word(enum act_kind kind);

/** act_is_function() - was it a halt or a clear function that was accepted? */
bool act_is_function(const struct rec_act *act);
/** act_is_path() - does a path go or come? */
bool act_is_path(const struct rec_act *act);

/** act_append() - to the end of a list */
void act_append(struct rec_act **list, struct rec_act *act);

/**
 * act_settle() - a program has ended: sort the events during it into earlier and later ones
 * @program: the program, with all that happened while it ran in @during
 * @lpum: the path that it used last, as a mask, 0 if not known
 * @pmcw: says which path that is
 * @after: gets what has not changed how it ended
 */
void act_settle(struct rec_program *program, u8 lpum, const struct css_pmcw *pmcw,
		struct rec_act **after);

/**
 * act_is_left_out() - is it not to be repeated?
 * @program: the program
 *
 * It was refused: status was pending, or a function in progress, which is a matter of
 * nanoseconds, and nothing was started.  Or the machine started it for an IPL: it reads
 * its own CCWs, which is no program that can be submitted, and changes no medium.
 */
bool act_is_left_out(const struct rec_program *program);

/** act_is_cut() - has something happened in the midst of it? */
bool act_is_cut(const struct rec_program *program);

enum hold_kind {
	HOLD_NOT,		/* the program runs to its end */
	HOLD_START,		/* it has not begun */
	HOLD_CCW,		/* the device has the CCW before @cpa */
	HOLD_BETWEEN,		/* @done CCWs have ended, and the next is not fetched */
	HOLD_STATUS,		/* it has ended, and its interrupt was lost */
};

/**
 * struct hold - where a program stands when the first act in its midst comes
 * @kind: which moment
 * @cpa: address of the guest, behind the CCW
 * @done: how many CCWs have ended, without transfers in channel
 */
struct hold {
	enum hold_kind kind;
	u32 cpa;
	u32 done;
};

/** act_ends_late() - status was pending when it was to be halted, and told later */
bool act_ends_late(const struct rec_program *program);

/** act_hold() - where a program has to stand, to end as it was recorded */
struct hold act_hold(const struct rec_program *program);

/**
 * act_hold_number() - which CCW is that, as the channel counts?
 * @program: the program
 * @hold: HOLD_CCW
 *
 * Return: from 1, transfers in channel counted; 0 if no straight way leads there.
 */
u32 act_hold_number(const struct rec_program *program, const struct hold *hold);

#endif
