// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write commands.  An update write keeps the form of a record; a format write
 * makes a record and erases the rest of the track.
 *
 * Bytes that the channel does not have are zeros on the disk, as record
 * padding says; nothing is written before all checks have passed.
 */
#include "hw-sim/dev/dasd_model.h"

#define DASD_ERASE_PIECE	256u

/* Data of the channel into the track buffer, the rest of the area zeros. */
static void dasd_fill(struct dasd *d, struct sim_channel *ch, u32 offset, u32 len)
{
	u8 *area = d->image.track + offset;
	size_t got = sim_channel_get(ch, area, len);

	memset(area + got, 0, len - got);
}

/* ---- Update writes ---- */

static u8 dasd_update(struct dasd *d, struct sim_channel *ch, u32 offset)
{
	u32 len = d->record.next - offset;
	u16 expected = d->chain.domain.active ? d->chain.domain.length : 0;
	u8 status;

	if (expected && expected != len)
		return dasd_bad_track(d);
	dasd_fill(d, ch, offset, len);
	status = dasd_store(d, offset, len);
	if (status)
		return status;
	dasd_transferred(d, DASD_AT_DATA);
	return d->record.dl ? DASD_ENDED : DASD_ENDED | CSS_DSTAT_UX;
}

/*
 * The record to be updated: the current one if its data area is still to
 * come, in a domain else the next.  Elsewhere a search must have found it.
 */
static u8 dasd_update_target(struct dasd *d, const struct sim_command *cmd, bool ahead)
{
	if (!d->chain.domain.active)
		return ahead && d->chain.found == DASD_FOUND_RECORD ?
			       0 : dasd_reject(d, DASD_BAD_SEQUENCE);
	return ahead ? 0 : dasd_next_count(d, cmd->code & DASD_MT, false);
}

u8 dasd_write_data(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	bool ahead = d->orientation == DASD_AT_COUNT || d->orientation == DASD_AT_KEY;
	u8 status = dasd_update_target(d, cmd, ahead);

	if (status)
		return status;
	return dasd_update(d, ch, d->record.offset + CKD_COUNT_SIZE + d->record.kl);
}

u8 dasd_write_key_data(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_update_target(d, cmd, d->orientation == DASD_AT_COUNT);

	if (status)
		return status;
	return dasd_update(d, ch, d->record.offset + CKD_COUNT_SIZE);
}

/* ---- Format writes ---- */

static u8 dasd_format(struct dasd *d, struct sim_channel *ch, u32 offset)
{
	struct ckd_record record = { .offset = offset };
	u8 count[CKD_COUNT_SIZE];
	u8 status;

	status = dasd_get(d, ch, count, sizeof(count));
	if (status)
		return status;
	record.kl = count[5];
	record.dl = dasd_u16(&count[6]);
	if (!ckd_track_fits(&d->image, offset, record.kl, record.dl))
		return dasd_bad_track(d);
	record.next = offset + CKD_COUNT_SIZE + record.kl + record.dl;
	memcpy(d->image.track + offset, count, sizeof(count));
	dasd_fill(d, ch, offset + CKD_COUNT_SIZE, (u32)record.kl + record.dl);
	ckd_track_end(&d->image, record.next);
	status = dasd_store(d, offset, record.next + CKD_END_SIZE - offset);
	if (status)
		return status;
	d->record = record;
	d->chain.found = DASD_FOUND_RECORD;
	dasd_transferred(d, DASD_AT_DATA);
	return DASD_ENDED;
}

/* A record is written after the current one, which somebody must have found. */
static bool dasd_can_follow(const struct dasd *d)
{
	return d->orientation >= DASD_AT_COUNT &&
	       (d->chain.domain.active || d->chain.found == DASD_FOUND_RECORD);
}

u8 dasd_write_ckd(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	if (!dasd_can_follow(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	return dasd_format(d, ch, d->record.next);
}

/* The first record after R0 on the track that follows. */
u8 dasd_write_ckd_next(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_next_track(d);

	if (!status)
		status = dasd_next_count(d, false, true);
	return status ? status : dasd_format(d, ch, d->record.next);
}

static bool dasd_may_write_home(const struct dasd *d)
{
	return (d->chain.mask & DASD_MASK_WRITE) == DASD_MASK_WRITE_ALL;
}

u8 dasd_write_record0(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	bool found = d->chain.domain.active || d->chain.found == DASD_FOUND_HOME;

	if (!dasd_may_write_home(d) || d->orientation != DASD_AT_HOME || !found)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	return dasd_format(d, ch, CKD_FIRST);
}

/*
 * The home address is as immutable as the place of the track: what can be
 * written is what is there, and the records after it are gone.
 */
u8 dasd_write_home(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 ha[CKD_HA_SIZE];
	u8 status;

	if (!dasd_may_write_home(d) || d->orientation != DASD_AT_INDEX)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, ha, sizeof(ha));
	if (status)
		return status;
	if (memcmp(ha, d->image.track, sizeof(ha)))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	ckd_track_end(&d->image, CKD_FIRST);
	status = dasd_store(d, CKD_FIRST, CKD_END_SIZE);
	if (status)
		return status;
	dasd_transferred(d, DASD_AT_HOME);
	d->chain.found = DASD_FOUND_HOME;
	return DASD_ENDED;
}

/* Takes a record as Write CKD does, and writes nothing but the end of the track. */
u8 dasd_erase(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 count[CKD_COUNT_SIZE], piece[DASD_ERASE_PIECE];
	u32 left, len;
	u8 status;

	if (!dasd_can_follow(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, count, sizeof(count));
	if (status)
		return status;
	for (left = (u32)count[5] + dasd_u16(&count[6]); left; left -= len) {
		len = min(left, DASD_ERASE_PIECE);
		if (sim_channel_get(ch, piece, len) < len)
			break;
	}
	ckd_track_end(&d->image, d->record.next);
	status = dasd_store(d, d->record.next, CKD_END_SIZE);
	if (status)
		return status;
	d->chain.found = DASD_FOUND_NOTHING;
	dasd_transferred(d, DASD_AT_DATA);
	return DASD_ENDED;
}
