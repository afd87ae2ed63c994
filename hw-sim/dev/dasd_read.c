// SPDX-License-Identifier: GPL-2.0-only
/* Read commands: areas of records, home addresses. */
#include "hw-sim/dev/dasd_model.h"

/* A record without data is an end of file: unit exception. */
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

	/* The data of the record whose count or key area has just passed, else of the next one. */
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
		status = dasd_next_track(d, 1);
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
		status = dasd_next_track(d, 1);
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

	if (d->chain.extent || d->chain.masked || d->chain.ipl)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	d->chain.ipl = true;
	status = dasd_seek(d, 0, 0);
	if (!status)
		status = dasd_load_track(d);
	return status ? status : dasd_read_data(d, ch, cmd);
}
