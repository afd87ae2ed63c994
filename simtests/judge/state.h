/* SPDX-License-Identifier: GPL-2.0-only */
/* The judge's channel from inside; tests include channel.h, devices judge.h. */
#ifndef SIMTESTS_JUDGE_STATE_H
#define SIMTESTS_JUDGE_STATE_H

#include "simtests/judge/channel.h"

/** enum judge_phase - what happens next at the subchannel */
enum judge_phase {
	JUDGE_IDLE,
	JUDGE_BEGIN,		/* start pending: the first CCW */
	JUDGE_NEXT,		/* command chaining: another CCW */
	JUDGE_WORKING,		/* the device has a command, and its status is to come */
	JUDGE_CHAINING,		/* channel end was there; command chaining waits for device end */
	JUDGE_SECONDARY,	/* primary status was there; device end is to come */
	JUDGE_SUSPENDED,
	JUDGE_RESUME,		/* suspended, and resume pending */
};

/** struct judge_ccw - one CCW, whatever its format */
struct judge_ccw {
	u32 addr;
	u8 code;
	u8 flags;
	u16 count;
	u32 cda;
};

/**
 * struct judge_channel - a subchannel and the program that it executes
 * @next: address of the next CCW
 * @after_tic: the last CCW was a TIC, at @tic
 * @resumed: the next CCW is the first one after RESUME SUBCHANNEL
 * @command: the command in effect; data chaining does not change it
 * @ccw: the current CCW
 * @count: bytes of it not used
 * @idaw: how many IDAWs of it were fetched
 * @data: where the next byte is, if @have_data
 * @links: how often the command was data chained
 * @more: the device asked for more than the count
 * @check: channel status that ended the data transfer
 * @pci: the CCW's PCI flag has not been reported yet
 * @first: no command was accepted yet since the start
 * @cpa: CCW address of the current CCW; @pending_cpa: of the status that is pending
 * @dstat: the device's answer, until it is presented; @later follows
 */
struct judge_channel {
	struct judge_config config;

	u8 pam, attached, pom, pnom, lpm, lpum;
	u32 intparm;

	u32 orb;
	u16 flags, fctl, actl, stctl;
	u32 cpa, pending_cpa;
	u8 dev_status, sch_status;
	u16 residual;
	u32 erw;
	u8 ecw[CSS_SENSE_SIZE];

	enum judge_phase phase;
	bool halt, clear, resume_pending;
	u32 next, tic;
	bool after_tic, resumed, first;
	u8 command;
	struct judge_ccw ccw;
	u16 count;
	u32 idaw;
	u64 data;
	bool have_data, more, pci;
	u32 links;
	u8 check;
	u8 dstat, later;
	bool accepted, immediate;

	u64 ccws, ends, statuses;
};

static inline u32 judge_limit(const struct judge_channel *ch)
{
	return ch->orb & CSS_ORB_F ? 0x7fffffffu : 0x00ffffffu;
}

/* ccw.c: the next CCW */
bool judge_fetch(struct judge_channel *ch, bool chaining_data);

/* transfer.c: bytes */
void judge_new_area(struct judge_channel *ch);

/* status.c: what becomes pending */
void judge_forget(struct judge_channel *ch);
void judge_intermediate(struct judge_channel *ch, u8 cstat);
void judge_end(struct judge_channel *ch, u8 dstat, u8 cstat, u16 stctl);

/* program.c: one step of a channel program */
void judge_program_step(struct judge_channel *ch);
void judge_accepted(struct judge_channel *ch);
void judge_abort(struct judge_channel *ch, u8 cstat);

#endif
