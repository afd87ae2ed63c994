// SPDX-License-Identifier: GPL-2.0-only
/* The book of a device's requests: each that was accepted must end once. */
#include "ledger.h"
#include "watch.h"

/*
 * Status that is on its way when its program is taken back may still be read, and
 * the reader may not have entered it yet; but not after so many of its turns.
 */
#define READER_TURNS	64u

static uint64_t count(uint64_t *counter)
{
	return __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
}

static bool change(struct slot *slot, uint32_t from, uint32_t to)
{
	return __atomic_compare_exchange_n(&slot->state, &from, to, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

static bool is_settled(const struct ledger *book, const struct slot *slot)
{
	uint64_t turns = __atomic_load_n(&book->turns, __ATOMIC_SEQ_CST);

	return turns > __atomic_load_n(&slot->cleared, __ATOMIC_SEQ_CST) + READER_TURNS;
}

static void accounted(uint64_t *counter)
{
	count(counter);
	__atomic_add_fetch(&watch->ended, 1, __ATOMIC_RELAXED);
}

/**
 * ledger_take() - a slot for a request
 * @book: the book
 * @first: where to look first
 */
int ledger_take(struct ledger *book, uint32_t first)
{
	for (uint32_t i = 0; i < LEDGER_SLOTS; i++) {
		uint32_t key = (first + i) % LEDGER_SLOTS;
		struct slot *slot = &book->slot[key];

		if (is_settled(book, slot))
			change(slot, SLOT_CLEARED, SLOT_FREE);
		if (change(slot, SLOT_FREE, SLOT_TAKEN)) {
			__atomic_store_n(&slot->begun, count(&book->clock), __ATOMIC_SEQ_CST);
			return key;
		}
	}
	return -1;
}

/**
 * ledger_written() - the request was written
 * @book: the book
 * @key: its slot
 * @err: what the write returned
 */
void ledger_written(struct ledger *book, int key, int err)
{
	struct slot *slot = &book->slot[key];

	if (!err) {
		count(&book->accepted);
		__atomic_add_fetch(&watch->started, 1, __ATOMIC_RELAXED);
		__atomic_store_n(&slot->accepted, count(&book->clock), __ATOMIC_SEQ_CST);
		if (!change(slot, SLOT_TAKEN, SLOT_ACCEPTED))
			__atomic_store_n(&slot->state, SLOT_FREE, __ATOMIC_SEQ_CST);
		return;
	}
	count(&book->refused);
	if (!change(slot, SLOT_TAKEN, SLOT_FREE)) {
		watch_fail("%s: a start that was refused (%d) got status", book->name, err);
		__atomic_store_n(&slot->state, SLOT_FREE, __ATOMIC_SEQ_CST);
	}
}

/**
 * ledger_clear_begins() - something is to be issued that takes programs back
 * @book: the book
 *
 * Return: for ledger_clear_done().
 */
uint64_t ledger_clear_begins(struct ledger *book)
{
	return count(&book->clock);
}

static void take_back(struct ledger *book, struct slot *slot)
{
	__atomic_store_n(&slot->cleared, __atomic_load_n(&book->turns, __ATOMIC_SEQ_CST),
			 __ATOMIC_SEQ_CST);
	if (change(slot, SLOT_ACCEPTED, SLOT_CLEARED))
		accounted(&book->cleared);
}

/**
 * ledger_clear_done() - it was issued
 * @book: the book
 * @begun: when it began
 */
void ledger_clear_done(struct ledger *book, uint64_t begun)
{
	__atomic_store_n(&book->last_clear, count(&book->clock), __ATOMIC_SEQ_CST);
	/* What was accepted before it began has ended now, or never will. */
	for (uint32_t key = 0; key < LEDGER_SLOTS; key++) {
		struct slot *slot = &book->slot[key];

		if (__atomic_load_n(&slot->state, __ATOMIC_SEQ_CST) == SLOT_ACCEPTED &&
		    __atomic_load_n(&slot->accepted, __ATOMIC_SEQ_CST) < begun)
			take_back(book, slot);
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
	/* Read before it was taken back, entered after. */
	if (!is_settled(book, slot) && change(slot, SLOT_CLEARED, SLOT_FREE)) {
		__atomic_sub_fetch(&book->cleared, 1, __ATOMIC_SEQ_CST);
		count(&book->ended);
		return;
	}
	watch_fail("%s: status %04x %02x %02x for request %u, which has ended", book->name,
		   status->ctrl, status->dstat, status->cstat, key);
}

/**
 * ledger_status() - status was read
 * @book: the book
 * @status: the status; of nothing, if it was taken back as it was read
 */
void ledger_status(struct ledger *book, const struct status *status)
{
	uint32_t key = status->flags >> 12;

	if (status->ctrl & FCTL_HALT)
		count(&book->halted);
	/* Intermediate status ends nothing; nor does that of a clear. */
	if (!(status->ctrl & FCTL_START) || status->ctrl & ACTL)
		return;
	end(book, key, status);
}

/** ledger_open() - how many requests have not ended */
uint32_t ledger_open(const struct ledger *book)
{
	uint32_t n = 0;

	for (uint32_t key = 0; key < LEDGER_SLOTS; key++)
		n += __atomic_load_n(&book->slot[key].state, __ATOMIC_SEQ_CST) == SLOT_ACCEPTED;
	return n;
}

/**
 * ledger_settle() - the device is idle, and all status was read
 * @book: the book
 * @may_be_cleared: something was issued that takes programs back
 */
void ledger_settle(struct ledger *book, bool may_be_cleared)
{
	for (uint32_t key = 0; key < LEDGER_SLOTS; key++) {
		struct slot *slot = &book->slot[key];

		if (may_be_cleared && slot->begun < book->last_clear)
			take_back(book, slot);
		if (slot->state == SLOT_ACCEPTED)
			watch_fail("%s: lost interrupt: request %u was accepted and never ended",
				   book->name, key);
	}
	if (!may_be_cleared && book->halts != book->halted)
		watch_fail("%s: %llu halts were accepted, status came of %llu", book->name,
			   (unsigned long long)book->halts, (unsigned long long)book->halted);
}

/** ledger_close() - the device was closed: so are all requests */
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
