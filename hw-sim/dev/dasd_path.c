// SPDX-License-Identifier: GPL-2.0-only
/* Commands of the DASD for path groups. */
#include "hw-sim/dev/dasd_model.h"

#define DASD_STATE_RESERVED	0x30	/* path state: reserved to this group */

u8 dasd_set_path_group(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[PATH_GROUP_DATA];
	u8 status;

	status = dasd_get(d, ch, p, sizeof(p));
	if (status)
		return status;
	if (!path_group_set(&d->groups, cmd->path, p))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	d->chain.grouping = true;
	return DASD_ENDED;
}

u8 dasd_sense_path_group(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[PATH_GROUP_DATA];

	path_group_sense(&d->groups, cmd->path, p);
	if (d->reserved)
		p[0] |= DASD_STATE_RESERVED;
	return dasd_put(ch, p, sizeof(p));
}

/* Status is always presented on the path of the command, so nothing is to be suspended. */
u8 dasd_suspend_reconnection(struct dasd *d, struct sim_channel *ch,
			     const struct sim_command *cmd)
{
	d->chain.suspended = true;
	return DASD_ENDED;
}
