// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write commands.  An update write keeps the form of a record; a format write
 * makes a record and erases the rest of the track.
 *
 * A record is written after all of its bytes have been received.  Bytes missing
 * from a short count are zeros; after any other end of the transfer the record is
 * neither formatted nor updated.
 *
 * Source: SA22-1025, "Write Commands" (record padding), and each command.
 */
#include "hw-sim/dev/dasd_model.h"

#define DASD_ERASE_PIECE	256u
#define DASD_RECORD0_DATA	8u

/* Takes data from the channel into the track buffer, which a check invalidates. */
static u8 dasd_fill(struct dasd *d, struct sim_channel *ch, u32 offset, u32 len)
{
	u8 status;

	platform_assert(len <= d->image.track_size && offset <= d->image.track_size - len);
	status = dasd_get_padded(ch, d->image.track + offset, len);
	if (status)
		ckd_track_forget(&d->image);
	return status;
}

/* ---- Update writes ---- */

/* The required length of an update in a domain; zero: any length */
static u32 dasd_update_length(const struct dasd_domain *domain)
{
	if (!domain->active)
		return 0;
	return domain->op == DASD_OP_WRITE_TRACK ? DASD_RECORD0_DATA : domain->length;
}

/* Write Track with a count of one: only R0 is written, and the rest of the track is erased. */
static bool dasd_ends_track(const struct dasd_domain *domain)
{
	return domain->active && domain->op == DASD_OP_WRITE_TRACK && domain->count == 1;
}

static u8 dasd_update(struct dasd *d, struct sim_channel *ch, u32 offset)
{
	u32 len = d->record.next - offset;
	u32 expected = dasd_update_length(&d->chain.domain);
	u8 status;

	platform_assert(offset > d->record.offset && offset <= d->record.next);
	if (expected && expected != len)
		return dasd_bad_track(d);
	status = dasd_fill(d, ch, offset, len);
	if (status)
		return status;
	if (dasd_ends_track(&d->chain.domain)) {
		ckd_track_end(&d->image, d->record.next);
		len += CKD_END_SIZE;
	}
	status = dasd_store(d, offset, len);
	if (status)
		return status;
	dasd_transferred(d, DASD_AT_DATA);
	/* In a domain an update of an end of file (with a key) is no unit exception. */
	return d->record.dl || d->chain.domain.active ? DASD_ENDED : DASD_ENDED | CSS_DSTAT_UX;
}

/*
 * Finds the record to be updated: the current one if the area to be written is still
 * ahead; otherwise, in a domain, the next one.  Outside a domain a search must have
 * found it.
 */
static u8 dasd_update_target(struct dasd *d, bool ahead)
{
	if (!d->chain.domain.active)
		return ahead && d->chain.found == DASD_FOUND_RECORD ?
			       0 : dasd_reject(d, DASD_BAD_SEQUENCE);
	/* Single-track updates are alone in their domain, so this one is multitrack. */
	return ahead ? 0 : dasd_next_count(d, true, false);
}

u8 dasd_write_data(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	bool ahead = d->orientation == DASD_AT_COUNT || d->orientation == DASD_AT_KEY;
	u8 status = dasd_update_target(d, ahead);

	if (status)
		return status;
	return dasd_update(d, ch, d->record.offset + CKD_COUNT_SIZE + d->record.kl);
}

u8 dasd_write_key_data(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_update_target(d, d->orientation == DASD_AT_COUNT);

	if (status)
		return status;
	return dasd_update(d, ch, d->record.offset + CKD_COUNT_SIZE);
}

/* ---- Format writes ---- */

/* Writes a record with this count area at @offset; its key and data are the channel's. */
static u8 dasd_format(struct dasd *d, struct sim_channel *ch, u32 offset, const u8 *count)
{
	struct ckd_record record = {
		.offset = offset, .kl = count[5], .dl = dasd_u16(&count[6]),
	};
	u8 status;

	if (ckd_is_end(count))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	if (!ckd_track_fits(&d->image, offset, record.kl, record.dl))
		return dasd_bad_track(d);
	record.next = offset + CKD_COUNT_SIZE + record.kl + record.dl;
	memcpy(d->image.track + offset, count, CKD_COUNT_SIZE);
	status = dasd_fill(d, ch, offset + CKD_COUNT_SIZE, (u32)record.kl + record.dl);
	if (status)
		return status;
	ckd_track_end(&d->image, record.next);
	status = dasd_store(d, offset, record.next + CKD_END_SIZE - offset);
	if (status)
		return status;
	d->record = record;
	/* A record written in a domain cannot be updated or appended to after that domain. */
	d->chain.found = d->chain.domain.active ? DASD_FOUND_NOTHING : DASD_FOUND_RECORD;
	dasd_transferred(d, DASD_AT_DATA);
	return DASD_ENDED;
}

/* Writes a record after the current one. */
static u8 dasd_append(struct dasd *d, struct sim_channel *ch)
{
	u8 count[CKD_COUNT_SIZE];
	u8 status = dasd_get_padded(ch, count, sizeof(count));

	return status ? status : dasd_format(d, ch, d->record.next, count);
}

/* A record is written after the current one, which a search or a write must have found. */
static bool dasd_can_follow(const struct dasd *d)
{
	return d->orientation >= DASD_AT_COUNT &&
	       (d->chain.domain.active || d->chain.found == DASD_FOUND_RECORD);
}

u8 dasd_write_ckd(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	return dasd_can_follow(d) ? dasd_append(d, ch) : dasd_reject(d, DASD_BAD_SEQUENCE);
}

/* Writes the first record after R0 on the next track. */
u8 dasd_write_ckd_next(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_next_track(d, 1);

	if (!status)
		status = dasd_next_count(d, false, true);
	return status ? status : dasd_append(d, ch);
}

static bool dasd_may_write_home(const struct dasd *d)
{
	return (d->chain.mask & DASD_MASK_WRITE) == DASD_MASK_WRITE_ALL;
}

static bool dasd_found_home(const struct dasd *d)
{
	return d->chain.domain.active || d->chain.found == DASD_FOUND_HOME;
}

bool dasd_is_record0(const struct dasd *d, const u8 *count)
{
	return dasd_u16(count) == d->cyl && dasd_u16(count + 2) == d->head &&
	       !count[4] && !count[5] && dasd_u16(&count[6]) == DASD_RECORD0_DATA;
}

u8 dasd_write_record0(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 count[CKD_COUNT_SIZE];
	u8 status;

	if (!dasd_may_write_home(d) || d->orientation != DASD_AT_HOME || !dasd_found_home(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, count, sizeof(count));
	if (status)
		return status;
	if (!dasd_is_record0(d, count))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	return dasd_format(d, ch, CKD_FIRST, count);
}

/*
 * A home address cannot be changed: only the present one can be written.  The
 * records after it are erased.
 */
u8 dasd_write_home(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 ha[CKD_HA_SIZE];
	u8 status;

	if (!dasd_may_write_home(d) || !dasd_found_home(d))
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

/* Takes a record and discards it. */
static u8 dasd_discard(struct sim_channel *ch)
{
	u8 count[CKD_COUNT_SIZE], piece[DASD_ERASE_PIECE];
	u8 status = dasd_get_padded(ch, count, sizeof(count));
	u32 left, len;

	if (status)
		return status;
	for (left = (u32)count[5] + dasd_u16(&count[6]); left; left -= len) {
		len = min(left, DASD_ERASE_PIECE);
		if (sim_channel_get(ch, piece, len) < len)
			break;
	}
	return sim_channel_checked(ch) ? DASD_ENDED : 0;
}

/* Takes a record as Write CKD does, and writes nothing but the end of the track. */
u8 dasd_erase(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status;

	if (!dasd_can_follow(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_discard(ch);
	if (status)
		return status;
	ckd_track_end(&d->image, d->record.next);
	status = dasd_store(d, d->record.next, CKD_END_SIZE);
	if (status)
		return status;
	d->chain.found = DASD_FOUND_NOTHING;
	dasd_transferred(d, DASD_AT_DATA);
	return DASD_ENDED;
}
