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

/* Does the comparison satisfy the search: equal, high (the disk's value is larger), or both? */
static bool dasd_search_satisfied(u8 code, int order)
{
	return (order == 0 && (code & DASD_SEARCH_EQUAL)) ||
	       (order > 0 && (code & DASD_SEARCH_HIGH));
}

/*
 * Compare @len bytes at @disk with an argument, which may be shorter.  A write
 * may follow only if the search was for equality alone, and all bytes were equal.
 */
static u8 dasd_search_compare(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd,
			      const u8 *disk, size_t len, enum dasd_found found)
{
	u8 argument[DASD_KEY_MAX];
	size_t got;
	int order;

	platform_assert(len <= sizeof(argument));
	got = sim_channel_get(ch, argument, len);
	order = memcmp(disk, argument, got);
	if (sim_channel_checked(ch) || !got || !dasd_search_satisfied(cmd->code, order))
		return DASD_ENDED;
	if (got == len && !(cmd->code & DASD_SEARCH_HIGH))
		d->chain.found = found;
	return DASD_ENDED | CSS_DSTAT_SM;
}

u8 dasd_search_home(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status;

	if (cmd->code & DASD_MT)
		status = dasd_next_track(d, 1);
	else
		status = dasd_pass_index(d);
	if (status)
		return status;
	d->orientation = DASD_AT_HOME;
	return dasd_search_compare(d, ch, cmd, d->image.track + 1, DASD_CCHH_SIZE, DASD_FOUND_HOME);
}

u8 dasd_search_id(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_next_count(d, cmd->code & DASD_MT, true);

	if (status)
		return status;
	return dasd_search_compare(d, ch, cmd, ckd_record_count(&d->image, &d->record), CKD_ID_SIZE,
				   DASD_FOUND_RECORD);
}

u8 dasd_search_key(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status;

	/* The key of the record whose count area has just passed, else of the next one. */
	if (d->orientation != DASD_AT_COUNT) {
		status = dasd_next_count(d, cmd->code & DASD_MT, false);
		if (status)
			return status;
	}
	d->orientation = DASD_AT_KEY;
	if (!d->record.kl)
		return DASD_ENDED;
	return dasd_search_compare(d, ch, cmd, ckd_record_key(&d->image, &d->record), d->record.kl,
				   DASD_FOUND_RECORD);
}
