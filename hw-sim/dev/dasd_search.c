// SPDX-License-Identifier: GPL-2.0-only
/*
 * Search commands: compare what passes under the head with an argument from
 * the channel, and present status modifier when the comparison holds.
 */
#include "hw-sim/dev/dasd_model.h"

#define DASD_SEARCH_EQUAL	0x20
#define DASD_SEARCH_HIGH	0x40
#define DASD_CCHH_SIZE		4u
#define DASD_KEY_MAX		255u

/* Equal, high (the disk has the larger value), or both will do. */
static bool dasd_compare(u8 code, const u8 *disk, const u8 *argument, size_t len)
{
	int order = memcmp(disk, argument, len);

	return (order == 0 && (code & DASD_SEARCH_EQUAL)) ||
	       (order > 0 && (code & DASD_SEARCH_HIGH));
}

/* A write may follow only if all bytes were compared, and were equal. */
static u8 dasd_searched(struct dasd *d, bool holds, bool equal, enum dasd_found found)
{
	d->chain.found = equal ? found : DASD_FOUND_NOTHING;
	return holds ? DASD_ENDED | CSS_DSTAT_SM : DASD_ENDED;
}

u8 dasd_search_home(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 argument[DASD_CCHH_SIZE];
	const u8 *disk;
	bool equal;
	size_t len;
	u8 status;

	if (cmd->code & DASD_MT)
		status = dasd_next_track(d);
	else
		status = dasd_pass_index(d);
	if (status)
		return status;
	len = sim_channel_get(ch, argument, sizeof(argument));
	d->orientation = DASD_AT_HOME;
	disk = d->image.track + 1;
	equal = len && !memcmp(disk, argument, len);
	return dasd_searched(d, equal, equal && len == sizeof(argument), DASD_FOUND_HOME);
}

u8 dasd_search_id(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 argument[CKD_ID_SIZE];
	const u8 *disk;
	bool holds;
	size_t len;
	u8 status;

	status = dasd_next_count(d, cmd->code & DASD_MT, true);
	if (status)
		return status;
	len = sim_channel_get(ch, argument, sizeof(argument));
	disk = ckd_record_count(&d->image, &d->record);
	holds = len && dasd_compare(cmd->code, disk, argument, len);
	return dasd_searched(d, holds,
			     holds && len == sizeof(argument) && !memcmp(disk, argument, len),
			     DASD_FOUND_RECORD);
}

u8 dasd_search_key(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 argument[DASD_KEY_MAX];
	const u8 *disk;
	bool holds;
	size_t len;
	u8 status;

	/* The key of the record whose count area has just passed, else the next. */
	if (d->orientation != DASD_AT_COUNT) {
		status = dasd_next_count(d, cmd->code & DASD_MT, false);
		if (status)
			return status;
	}
	d->orientation = DASD_AT_KEY;
	if (!d->record.kl)
		return dasd_searched(d, false, false, DASD_FOUND_NOTHING);
	len = sim_channel_get(ch, argument, d->record.kl);
	disk = ckd_record_key(&d->image, &d->record);
	holds = len && dasd_compare(cmd->code, disk, argument, len);
	return dasd_searched(d, holds,
			     holds && len == d->record.kl && !memcmp(disk, argument, len),
			     DASD_FOUND_RECORD);
}
