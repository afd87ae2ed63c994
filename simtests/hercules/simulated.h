/* SPDX-License-Identifier: GPL-2.0-only */
/* A program of a batch on the simulator, as the emulated machine runs it. */
#ifndef SIMTESTS_HERCULES_SIMULATED_H
#define SIMTESTS_HERCULES_SIMULATED_H

#include "selftests/bare/batch.h"
#include "simtests/hercules/medium.h"

#define HISTORY_STEPS	1024u
#define HISTORY_STORES	4096u
#define HISTORY_OUT	24u

/**
 * struct history - how the simulator ran a program
 * @steps: the CCWs that it fetched: where, the command in effect, the flags, and the first
 *	bytes that went to the device
 * @n_steps: how many, as far as there is room
 * @stores: what they stored into memory, and which of them did
 * @n_stores: how many
 */
struct history {
	struct step {
		u32 addr;
		u8 cmd;
		u8 flags;
		u8 out_len;
		u8 out[HISTORY_OUT];
	} steps[HISTORY_STEPS];
	u32 n_steps;
	struct store {
		u32 addr;
		u32 len;
		u32 step;
	} stores[HISTORY_STORES];
	u32 n_stores;
};

/**
 * simulate() - run a program on the simulator as the emulated machine does
 * @e: a program; gets results
 * @medium: in its device; is changed by the program
 * @history: how it went
 * @tell: print what happens
 */
void simulate(struct batch_entry *e, struct medium *medium, struct history *history, bool tell);

#endif
