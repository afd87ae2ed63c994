// SPDX-License-Identifier: GPL-2.0-only
/* The ledger of a device's requests: each accepted request must end exactly once. */
#include <stdio.h>

#include "ledger.h"
#include "watchdog.h"

static bool change(struct slot *slot, enum slot_state from, enum slot_state to)
{
	if (slot->state != from)
		return false;
	slot->state = to;
	return true;
}

/*
 * The reader may have read the status of a program before that was cleared, and enter
 * it afterwards, but not in a later turn.
 */
static bool is_settled(const struct ledger *book, const struct slot *slot)
{
	return book->turns > slot->cleared;
}

static void accounted(uint64_t *counter)
{
	++*counter;
	__atomic_add_fetch(&watchdog->ended, 1, __ATOMIC_RELAXED);
}

/** ledger_init() - an empty book, its name set */
void ledger_init(struct ledger *book)
{
	pthread_mutex_init(&book->lock, NULL);
}

static int take(struct ledger *book, uint32_t first)
{
	for (uint32_t i = 0; i < LEDGER_SLOTS; i++) {
		uint32_t key = (first + i) % LEDGER_SLOTS;
		struct slot *slot = &book->slot[key];

		if (is_settled(book, slot))
			change(slot, SLOT_CLEARED, SLOT_FREE);
		if (change(slot, SLOT_FREE, SLOT_TAKEN)) {
			slot->begun = ++book->clock;
			return key;
		}
	}
	return -1;
}

/**
 * ledger_take() - a slot for a request
 * @book: the book
 * @first: the slot to try first
 */
int ledger_take(struct ledger *book, uint32_t first)
{
	int key;

	pthread_mutex_lock(&book->lock);
	key = take(book, first);
	pthread_mutex_unlock(&book->lock);
	return key;
}

static void accepted(struct ledger *book, struct slot *slot)
{
	book->accepted++;
	__atomic_add_fetch(&watchdog->started, 1, __ATOMIC_RELAXED);
	slot->accepted = ++book->clock;
	if (!change(slot, SLOT_TAKEN, SLOT_ACCEPTED))
		slot->state = SLOT_FREE;
}

static void refused(struct ledger *book, struct slot *slot, int err)
{
	book->refused++;
	if (slot->state != SLOT_TAKEN)
		watchdog_fail("%s: a start that was refused (%d) got status", book->name, err);
	slot->state = SLOT_FREE;
}

/**
 * ledger_written() - the request was written
 * @book: the book
 * @key: its slot
 * @err: what the write returned
 */
void ledger_written(struct ledger *book, int key, int err)
{
	pthread_mutex_lock(&book->lock);
	if (err)
		refused(book, &book->slot[key], err);
	else
		accepted(book, &book->slot[key]);
	pthread_mutex_unlock(&book->lock);
}

/**
 * ledger_is_open() - a request has not ended, as far as the book knows
 * @book: the book
 * @key: its slot
 */
bool ledger_is_open(struct ledger *book, uint32_t key)
{
	bool open;

	pthread_mutex_lock(&book->lock);
	open = book->slot[key].state == SLOT_TAKEN || book->slot[key].state == SLOT_ACCEPTED;
	pthread_mutex_unlock(&book->lock);
	return open;
}

/** ledger_halted() - a halt was accepted */
void ledger_halted(struct ledger *book)
{
	pthread_mutex_lock(&book->lock);
	book->halts++;
	pthread_mutex_unlock(&book->lock);
}

/**
 * ledger_clear_begins() - a clear or reset is about to be issued
 * @book: the book
 *
 * Return: for ledger_clear_done().
 */
uint64_t ledger_clear_begins(struct ledger *book)
{
	uint64_t begun;

	pthread_mutex_lock(&book->lock);
	begun = ++book->clock;
	pthread_mutex_unlock(&book->lock);
	return begun;
}

static void take_back(struct ledger *book, struct slot *slot)
{
	slot->cleared = book->turns;
	if (change(slot, SLOT_ACCEPTED, SLOT_CLEARED))
		accounted(&book->cleared);
}

/**
 * ledger_clear_done() - the clear or reset was issued
 * @book: the book
 * @begun: when it began
 */
void ledger_clear_done(struct ledger *book, uint64_t begun)
{
	pthread_mutex_lock(&book->lock);
	book->last_clear = ++book->clock;
	/* Programs accepted before it began have ended now, or never will. */
	for (uint32_t key = 0; key < LEDGER_SLOTS; key++) {
		struct slot *slot = &book->slot[key];

		if (slot->state == SLOT_ACCEPTED && slot->accepted < begun)
			take_back(book, slot);
	}
	pthread_mutex_unlock(&book->lock);
}

/** ledger_unmapped() - memory was unmapped, which may have ended a program without status */
void ledger_unmapped(struct ledger *book)
{
	pthread_mutex_lock(&book->lock);
	book->last_clear = ++book->clock;
	pthread_mutex_unlock(&book->lock);
}

/* Shows the other requests, which may explain the failure. */
static void show(const struct ledger *book)
{
	static const char *const states[] = {
		[SLOT_FREE] = "free", [SLOT_TAKEN] = "being written", [SLOT_EARLY] = "ended early",
		[SLOT_ACCEPTED] = "accepted", [SLOT_CLEARED] = "taken back",
	};

	printf("# %s: at %llu, turn %llu; last clear %llu; %llu of %llu halts ended\n", book->name,
	       (unsigned long long)book->clock, (unsigned long long)book->turns,
	       (unsigned long long)book->last_clear, (unsigned long long)book->halted,
	       (unsigned long long)book->halts);
	for (uint32_t key = 0; key < LEDGER_SLOTS; key++) {
		const struct slot *slot = &book->slot[key];

		if (slot->state != SLOT_FREE)
			printf("#   request %u: begun %llu, accepted %llu, %s\n", key,
			       (unsigned long long)slot->begun,
			       (unsigned long long)slot->accepted, states[slot->state]);
	}
}

/* Status for a slot: the end of its request. */
static void end(struct ledger *book, uint32_t key, const struct status *status)
{
	struct slot *slot = &book->slot[key];

	if (change(slot, SLOT_ACCEPTED, SLOT_FREE) || change(slot, SLOT_TAKEN, SLOT_EARLY)) {
		accounted(&book->ended);
		return;
	}
	/* The status was read before the program was cleared, and is entered afterwards. */
	if (!is_settled(book, slot) && change(slot, SLOT_CLEARED, SLOT_FREE)) {
		book->cleared--;
		book->ended++;
		return;
	}
	if (watchdog_fail("%s: status %04x %04x %08x %02x %02x %04x for request %u, which has ended",
			  book->name, status->flags, status->ctrl, status->cpa, status->dstat,
			  status->cstat, status->count, key))
		show(book);
}

/**
 * ledger_status() - status was read
 * @book: the book
 * @status: the status; without a function, if it was cleared while being read
 */
void ledger_status(struct ledger *book, const struct status *status)
{
	pthread_mutex_lock(&book->lock);
	if (status->ctrl & FCTL_HALT)
		book->halted++;
	/* Intermediate status ends nothing; nor does that of a clear. */
	if (status->ctrl & FCTL_START && !(status->ctrl & ACTL))
		end(book, status->flags >> 12, status);
	pthread_mutex_unlock(&book->lock);
}

/** ledger_turn() - the reader has entered what it read */
void ledger_turn(struct ledger *book)
{
	pthread_mutex_lock(&book->lock);
	book->turns++;
	pthread_mutex_unlock(&book->lock);
}

/**
 * ledger_settle() - the device is idle, and all status was read
 * @book: the book
 * @may_be_cleared: a clear or reset was issued
 */
void ledger_settle(struct ledger *book, bool may_be_cleared)
{
	for (uint32_t key = 0; key < LEDGER_SLOTS; key++) {
		struct slot *slot = &book->slot[key];

		if (may_be_cleared && slot->begun < book->last_clear)
			take_back(book, slot);
		if (slot->state == SLOT_ACCEPTED)
			watchdog_fail("%s: lost interrupt: request %u was accepted and never ended",
				      book->name, key);
	}
	if (!may_be_cleared && book->halts != book->halted)
		watchdog_fail("%s: %llu halts were accepted, status came of %llu", book->name,
			      (unsigned long long)book->halts, (unsigned long long)book->halted);
}

/** ledger_close() - the device was closed, which ends all requests */
void ledger_close(struct ledger *book)
{
	for (uint32_t key = 0; key < LEDGER_SLOTS; key++) {
		if (book->slot[key].state == SLOT_ACCEPTED)
			accounted(&book->closed);
		book->slot[key].state = SLOT_FREE;
	}
	book->last_clear = 0;
	book->halts = 0;
	book->halted = 0;
}
