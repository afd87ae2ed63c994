/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The book of a device's requests: each that was accepted must end once.
 *
 * A request carries its number, modulo 16, as its storage key; the status that ends
 * it repeats that.  One thread reads status, several write requests.
 */
#ifndef KUNIT_STRESS_LEDGER_H
#define KUNIT_STRESS_LEDGER_H

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
	SLOT_CLEARED,	/* taken back */
};

/**
 * struct slot - one request
 * @state: what is known of it
 * @begun: when it began to be written
 * @accepted: when that was over
 * @cleared: the reader's turn when it was taken back
 * @checked: it moves data that can be compared
 */
struct slot {
	enum slot_state state;
	uint64_t begun;
	uint64_t accepted;
	uint64_t cleared;
	bool checked;
};

/**
 * struct ledger - one device's
 * @name: of the device
 * @lock: guards the rest; never held across a system call
 * @slot: by key
 * @clock: counts what happens, to tell what was before what
 * @turns: counts the reader's turns
 * @last_clear: when the last clear or reset returned; 0: none
 * @accepted: starts
 * @ended: of them, by status
 * @cleared: of them, by CLEAR, reset or unmapping
 * @closed: of them, by closing
 * @refused: starts
 * @halts: accepted
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

/* A thread that writes.  Return: a slot that is its own, or -1. */
int ledger_take(struct ledger *book, uint32_t first);
void ledger_written(struct ledger *book, int slot, int err);

/* Whoever clears: before and after. */
uint64_t ledger_clear_begins(struct ledger *book);
void ledger_clear_done(struct ledger *book, uint64_t begun);

/* Whoever halts, or unmaps: after. */
void ledger_halted(struct ledger *book);
void ledger_unmapped(struct ledger *book);

/* The reader. */
bool ledger_is_open(struct ledger *book, uint32_t key);
void ledger_status(struct ledger *book, const struct status *status);
void ledger_turn(struct ledger *book);

/* Nobody else uses the book. */
void ledger_settle(struct ledger *book, bool may_be_cleared);
void ledger_close(struct ledger *book);

#endif
