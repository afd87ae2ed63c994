// SPDX-License-Identifier: GPL-2.0-only
/* Bytes between device and storage, one at a time. */
#include "simtests/judge/state.h"

void judge_new_area(struct judge_channel *ch)
{
	ch->count = ch->ccw.count;
	ch->idaw = 0;
	ch->have_data = false;
}

static u8 *fail(struct judge_channel *ch, u8 check)
{
	ch->check |= check;
	return NULL;
}

static u8 *storage_byte(struct judge_channel *ch, u64 addr, bool store)
{
	u8 check = CSS_CSTAT_PROGRAM;
	u8 *byte = ch->config.storage.byte(ch->config.storage.data, addr, store, &check);

	return byte ? byte : fail(ch, check);
}

static bool backward(const struct judge_channel *ch)
{
	return (ch->command & 0x0f) == CSS_CMD_READ_BACKWARD;
}

/*
 * An IDAW designates an area up to a 2 KiB boundary in format 1; in format 2 up to a 4 KiB
 * boundary, or a 2 KiB boundary with 2K-IDAW control.
 * PoP, "Channel Indirect Data Addressing".
 */
static u32 block(const struct judge_channel *ch)
{
	return ch->orb & CSS_ORB_H && !(ch->orb & CSS_ORB_T) ? 4096 : 2048;
}

/*
 * Invalid IDAW-address specification: a list of format 1 lies on a word boundary, one of
 * format 2 on a doubleword boundary.  Invalid IDAW address: its words lie where CCWs may.
 * PoP, "Program Check".
 */
static bool fetch_idaw(struct judge_channel *ch, u64 *idaw)
{
	u32 size = ch->orb & CSS_ORB_H ? 8 : 4;
	u64 at = ch->ccw.cda + (u64)ch->idaw * size;
	u64 word = 0;
	u32 i;

	if (at % size || at > judge_limit(ch)) {
		fail(ch, CSS_CSTAT_PROGRAM);
		return false;
	}
	for (i = 0; i < size; i++) {
		u8 *byte = storage_byte(ch, at + i, false);

		if (!byte)
			return false;
		word = word << 8 | *byte;
	}
	*idaw = word;
	return true;
}

/*
 * Invalid IDAW specification: bit 0 of a format-1 IDAW is not zero, or one after the first
 * does not designate the first byte of a block, the last one when reading backward.
 * PoP, "Program Check"; S/370, the same.
 */
static bool next_idaw(struct judge_channel *ch)
{
	u32 last = block(ch) - 1;
	u64 idaw;

	if (!fetch_idaw(ch, &idaw))
		return false;
	if ((!(ch->orb & CSS_ORB_H) && idaw >> 31) ||
	    (ch->idaw && (idaw & last) != (backward(ch) ? last : 0))) {
		fail(ch, CSS_CSTAT_PROGRAM);
		return false;
	}
	ch->idaw++;
	ch->data = idaw;
	ch->have_data = true;
	return true;
}

/*
 * Without IDAWs, data lie where the format's addresses reach: below 16 MiB or 2 GiB.
 * PoP, "Program Check", invalid data address.
 */
static bool next_direct(struct judge_channel *ch)
{
	if (!ch->have_data)
		ch->data = ch->ccw.cda;
	ch->have_data = true;
	if (ch->data > judge_limit(ch)) {
		fail(ch, CSS_CSTAT_PROGRAM);
		return false;
	}
	return true;
}

/* Where the next byte is; an address that is not used yet has no effect. */
static u8 *next_byte(struct judge_channel *ch, bool store)
{
	if (ch->ccw.flags & CSS_CCW_IDA) {
		if (!ch->have_data && !next_idaw(ch))
			return NULL;
	} else if (!next_direct(ch)) {
		return NULL;
	}
	return storage_byte(ch, ch->data, store);
}

/* Read backward stores in descending order of addresses.  PoP, "Read Backward". */
static void move_on(struct judge_channel *ch)
{
	u32 last = block(ch) - 1;
	bool down = backward(ch);

	if (ch->ccw.flags & CSS_CCW_IDA && (ch->data & last) == (down ? 0 : last))
		ch->have_data = false;
	if (down)
		ch->data--;
	else
		ch->data++;
}

/*
 * Chain data: when the last byte of the area has gone, and before the device asks for another
 * one, the channel fetches a new CCW for the same operation; over a TIC, if there is one.
 * S/370, "Data Chaining" and figure "Channel-Chaining Action", note; PoP, "Data Chaining".
 *
 * A device that goes on and on is overrun some time, which is a chaining check: when, is a
 * property of the machine.  PoP, "Chaining Check".
 *
 * A PCI flag there is recognised as soon as the CCW takes control.  PoP,
 * "Program-Controlled Interruption".
 */
static void used_one(struct judge_channel *ch)
{
	ch->count--;
	if (ch->count || !(ch->ccw.flags & CSS_CCW_CD))
		return;
	ch->ends++;
	if (++ch->links > ch->config.max_links) {
		fail(ch, CSS_CSTAT_CHAINING);
		return;
	}
	do {
		if (!judge_fetch(ch, true))
			return;
	} while (ch->after_tic);
	if (ch->pci) {
		ch->pci = false;
		judge_intermediate(ch, CSS_CSTAT_PCI);
	}
}

/* That data move says that the command was accepted: what waited for that comes now. */
static void begin(struct judge_channel *ch)
{
	if (ch->accepted)
		return;
	ch->accepted = true;
	judge_accepted(ch);
}

static int get(struct judge_channel *ch, bool wanted)
{
	u8 *at, byte;

	begin(ch);
	if (ch->check)
		return -1;
	if (!ch->count) {
		ch->more |= wanted;
		return -1;
	}
	at = next_byte(ch, false);
	if (!at)
		return -1;
	byte = *at;
	move_on(ch);
	used_one(ch);
	return byte;
}

int judge_next(struct judge_channel *ch)
{
	return get(ch, true);
}

int judge_next_if_any(struct judge_channel *ch)
{
	return get(ch, false);
}

/*
 * Skip: what comes from the device is counted, and not stored; its address is not used.
 * PoP, "Skipping".
 */
bool judge_give(struct judge_channel *ch, u8 byte)
{
	begin(ch);
	if (ch->check)
		return false;
	if (!ch->count) {
		ch->more = true;
		return false;
	}
	if (!(ch->ccw.flags & CSS_CCW_SKIP)) {
		u8 *at = next_byte(ch, true);

		if (!at)
			return false;
		*at = byte;
		move_on(ch);
	}
	used_one(ch);
	return true;
}

bool judge_checked(const struct judge_channel *ch)
{
	return ch->check;
}

bool judge_last(const struct judge_channel *ch)
{
	return !(ch->ccw.flags & (CSS_CCW_CC | CSS_CCW_CD));
}
