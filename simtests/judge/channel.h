/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The judge's subchannel: what a test tells it and asks it.
 *
 * Books that the rules name:
 *
 *	PoP	z/Architecture Principles of Operation, SA22-7832: "I/O Overview", "I/O
 *		Instructions", "Basic I/O Functions", "I/O Interruptions"
 *	S/370	System/370 Principles of Operation, GA22-7000, "Input/Output Operations":
 *		older, and more explicit where the other leaves it to the reader
 */
#ifndef SIMTESTS_JUDGE_CHANNEL_H
#define SIMTESTS_JUDGE_CHANNEL_H

#include "simtests/judge/judge.h"

/**
 * struct judge_config - a subchannel with one device
 * @storage: where channel programs and data are
 * @device: what is at the other end; the caller's
 * @pim: installed paths
 * @max_links: how often a command can be data chained
 * @interrupt: status became pending; the test does TEST SUBCHANNEL now or later
 * @data: for @interrupt
 */
struct judge_config {
	struct judge_storage storage;
	struct judge_device *device;
	u8 pim;
	u32 max_links;
	void (*interrupt)(void *data);
	void *data;
};

/** judge_create() - an enabled subchannel with concurrent sense. Return: NULL without memory */
struct judge_channel *judge_create(const struct judge_config *config);
void judge_destroy(struct judge_channel *ch);

/* The instructions.  Each returns its condition code, or -1 for an operand exception. */
int judge_ssch(struct judge_channel *ch, const struct css_orb *orb);
int judge_hsch(struct judge_channel *ch);
int judge_csch(struct judge_channel *ch);
int judge_rsch(struct judge_channel *ch);
int judge_xsch(struct judge_channel *ch);
int judge_tsch(struct judge_channel *ch, struct css_irb *irb);
void judge_stsch(const struct judge_channel *ch, struct css_schib *schib);

/** judge_vary() - a path is varied off, or on again */
void judge_vary(struct judge_channel *ch, u8 path, bool on);
/** judge_attach() - over which paths the control unit answers */
void judge_attach(struct judge_channel *ch, u8 paths);

/** judge_step() - one CCW, or what follows one. Return: false if nothing is due */
bool judge_step(struct judge_channel *ch);

/* How far it has come, since it was made: to hold it beside another channel. */
u64 judge_ccws(const struct judge_channel *ch);		/* CCWs fetched */
u64 judge_ends(const struct judge_channel *ch);		/* commands that ended */
u64 judge_statuses(const struct judge_channel *ch);	/* times that status became pending */

#endif
