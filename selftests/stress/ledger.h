/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ledger of a device's requests: each accepted request must end exactly once.
 *
 * A request carries its number, modulo 16, as storage key; the status that ends it
 * contains the same key.  One thread reads status, several write requests.
 */
#ifndef SELFTESTS_STRESS_LEDGER_H
#define SELFTESTS_STRESS_LEDGER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "program.h"

#define LEDGER_SLOTS	16u

enum slot_state {
	SLOT_FREE,
	SLOT_TAKEN,	/* being written */
	SLOT_EARLY,	/* ended before the write returned */
	SLOT_ACCEPTED,
	SLOT_CLEARED,	/* cleared, without status */
};

/**
 * struct slot - one request
 * @state: its state
 * @begun: time at which its write began
 * @accepted: time at which its write returned
 * @cleared: the reader's turn when it was cleared
 * @checked: its data are to be compared
 */
struct slot {
	enum slot_state state;
	uint64_t begun;
	uint64_t accepted;
	uint64_t cleared;
	bool checked;
};

/**
 * struct ledger - the ledger of one device
 * @name: of the device
 * @lock: guards the rest; never held across a system call
 * @slot: by key
 * @clock: counts events, to order them
 * @turns: counts the reader's turns
 * @last_clear: when the last clear or reset returned; 0: none
 * @accepted: starts that were accepted
 * @ended: those of them that status has ended
 * @cleared: those that CLEAR, reset or unmapping has ended
 * @closed: those that closing has ended
 * @refused: starts that were refused
 * @halts: halts that were accepted
 * @halted: status of a halt function
 */
struct ledger {
	const char *name;
	pthread_mutex_t lock;
	struct slot slot[LEDGER_SLOTS];
	uint64_t clock;
	uint64_t turns;
	uint64_t last_clear;
	uint64_t accepted;
	uint64_t ended;
	uint64_t cleared;
	uint64_t closed;
	uint64_t refused;
	uint64_t halts;
	uint64_t halted;
};

void ledger_init(struct ledger *book);

/* For a thread that writes.  Return: a slot of its own, or -1. */
int ledger_take(struct ledger *book, uint32_t first);
void ledger_written(struct ledger *book, int slot, int err);

/* To be called before and after a clear or reset. */
uint64_t ledger_clear_begins(struct ledger *book);
void ledger_clear_done(struct ledger *book, uint64_t begun);

/* To be called after a halt, or an unmap. */
void ledger_halted(struct ledger *book);
void ledger_unmapped(struct ledger *book);

/* For the reader. */
bool ledger_is_open(struct ledger *book, uint32_t key);
void ledger_status(struct ledger *book, const struct status *status);
void ledger_turn(struct ledger *book);

/* To be called while no other thread uses the ledger. */
void ledger_settle(struct ledger *book, bool may_be_cleared);
void ledger_close(struct ledger *book);

#endif
