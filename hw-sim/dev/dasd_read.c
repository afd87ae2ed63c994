// SPDX-License-Identifier: GPL-2.0-only
/* Read commands: areas of records, home addresses, tracks. */
#include "hw-sim/dev/dasd_model.h"

/* A record without data is an end of file, which the program is told. */
static u8 dasd_read_end(struct dasd *d)
{
	dasd_transferred(d, DASD_AT_DATA);
	return d->record.dl ? DASD_ENDED : DASD_ENDED | CSS_DSTAT_UX;
}

u8 dasd_read_count(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_next_count(d, cmd->code & DASD_MT, false);

	if (status)
		return status;
	return dasd_put(ch, ckd_record_count(&d->image, &d->record), CKD_COUNT_SIZE);
}

u8 dasd_read_data(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status;

	/* Data of the record whose count or key area has just passed, else the next. */
	if (d->orientation != DASD_AT_COUNT && d->orientation != DASD_AT_KEY) {
		status = dasd_next_count(d, cmd->code & DASD_MT, false);
		if (status)
			return status;
	}
	sim_channel_put(ch, ckd_record_data(&d->image, &d->record), d->record.dl);
	return dasd_read_end(d);
}

u8 dasd_read_key_data(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status;

	if (d->orientation != DASD_AT_COUNT) {
		status = dasd_next_count(d, cmd->code & DASD_MT, false);
		if (status)
			return status;
	}
	sim_channel_put(ch, ckd_record_key(&d->image, &d->record),
			(size_t)d->record.kl + d->record.dl);
	return dasd_read_end(d);
}

static size_t dasd_put_record(struct dasd *d, struct sim_channel *ch)
{
	return sim_channel_put(ch, ckd_record_count(&d->image, &d->record),
			       d->record.next - d->record.offset);
}

u8 dasd_read_ckd(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_next_count(d, cmd->code & DASD_MT, false);

	if (status)
		return status;
	dasd_put_record(d, ch);
	return dasd_read_end(d);
}

u8 dasd_read_home(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = 0;

	if (cmd->code & DASD_MT)
		status = dasd_next_track(d);
	if (status)
		return status;
	sim_channel_put(ch, d->image.track, CKD_HA_SIZE);
	dasd_transferred(d, DASD_AT_HOME);
	return DASD_ENDED;
}

u8 dasd_read_record0(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = 0;

	/* R0 follows a home address that has just passed; else wait for the index. */
	if (d->orientation != DASD_AT_HOME && (cmd->code & DASD_MT))
		status = dasd_next_track(d);
	d->orientation = DASD_AT_HOME;
	if (!status)
		status = dasd_next_count(d, false, true);
	if (status)
		return status;
	dasd_put_record(d, ch);
	return dasd_read_end(d);
}

u8 dasd_read_ipl(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status;

	if (d->chain.extent)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_seek(d, 0, 0);
	if (!status)
		status = dasd_touch(d);
	return status ? status : dasd_read_data(d, ch, cmd);
}

/* Where Locate Record counts tracks, each command takes a track of its own. */
static u8 dasd_begin_track(struct dasd *d)
{
	const struct dasd_domain *domain = &d->chain.domain;

	if (domain->active && domain->op == DASD_OP_READ_TRACKS && domain->started)
		return dasd_next_track(d);
	return 0;
}

/* All records that are left on the track, R0 not among them. */
u8 dasd_read_multiple(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_begin_track(d);
	enum ckd_found found;
	struct ckd_record next;

	if (!status)
		status = dasd_next_count(d, false, false);
	if (status)
		return status;
	for (;;) {
		if (dasd_put_record(d, ch) < d->record.next - d->record.offset)
			break;
		if (!d->record.dl)
			break;
		found = ckd_record_at(&d->image, d->record.next, &next);
		if (found == CKD_MALFORMED)
			return dasd_bad_track(d);
		if (found == CKD_END)
			break;
		d->record = next;
	}
	return dasd_read_end(d);
}

/* The whole track from R0 on, closed by eight bytes of ones. */
u8 dasd_read_track(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct ckd_record record = { .next = CKD_FIRST };
	u8 status = dasd_begin_track(d);
	enum ckd_found found;

	if (status)
		return status;
	do {
		found = ckd_record_at(&d->image, record.next, &record);
	} while (found == CKD_RECORD);
	if (found == CKD_MALFORMED)
		return dasd_bad_track(d);
	sim_channel_put(ch, d->image.track + CKD_FIRST,
			record.next + CKD_END_SIZE - CKD_FIRST);
	dasd_transferred(d, DASD_AT_INDEX);
	return DASD_ENDED;
}
