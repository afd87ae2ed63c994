// SPDX-License-Identifier: GPL-2.0-only
/* Path groups: which channel paths belong to the same host. */
#include "hw-sim/dev/dasd_model.h"

#define DASD_PATH_PARAMETERS	(1 + DASD_PGID_SIZE)

/* Function control byte of Set Path Group ID */
#define DASD_GROUP_MULTIPATH	0x80
#define DASD_GROUP_CODE		0x60
#define DASD_GROUP_ESTABLISH	0x00
#define DASD_GROUP_DISBAND	0x20
#define DASD_GROUP_RESIGN	0x40
#define DASD_GROUP_RESERVED	0x1f

/* Path state byte of Sense Path Group ID */
#define DASD_STATE_GROUPED	0xc0
#define DASD_STATE_RESERVED	0x30	/* to this group */
#define DASD_STATE_MULTIPATH	0x08

static struct dasd_path *dasd_path_of(struct dasd *d, u8 mask)
{
	u32 i;

	for (i = 0; i < DASD_PATHS - 1; i++)
		if (mask & (0x80 >> i))
			break;
	return &d->paths[i];
}

static void dasd_group_leave(struct dasd_path *path)
{
	path->grouped = false;
	path->multipath = false;
}

static void dasd_group_disband(struct dasd *d, const u8 *pgid)
{
	u32 i;

	for (i = 0; i < DASD_PATHS; i++)
		if (!memcmp(d->paths[i].pgid, pgid, DASD_PGID_SIZE))
			dasd_group_leave(&d->paths[i]);
}

u8 dasd_set_path_group(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct dasd_path *path = dasd_path_of(d, cmd->path);
	u8 p[DASD_PATH_PARAMETERS];
	u8 status;

	status = dasd_get(d, ch, p, sizeof(p));
	if (status)
		return status;
	if (p[0] & DASD_GROUP_RESERVED)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	switch (p[0] & DASD_GROUP_CODE) {
	case DASD_GROUP_ESTABLISH:
		memcpy(path->pgid, &p[1], DASD_PGID_SIZE);
		path->grouped = true;
		path->multipath = p[0] & DASD_GROUP_MULTIPATH;
		break;
	case DASD_GROUP_DISBAND:
		dasd_group_disband(d, &p[1]);
		break;
	case DASD_GROUP_RESIGN:
		dasd_group_leave(path);
		break;
	default:
		return dasd_reject(d, DASD_BAD_PARAMETER);
	}
	d->chain.grouping = true;
	return DASD_ENDED;
}

/* A path that left its group keeps its id and is in the reset state. */
u8 dasd_sense_path_group(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	const struct dasd_path *path = dasd_path_of(d, cmd->path);
	u8 p[DASD_PATH_PARAMETERS];

	p[0] = 0;
	if (path->grouped)
		p[0] |= DASD_STATE_GROUPED;
	if (path->multipath)
		p[0] |= DASD_STATE_MULTIPATH;
	if (d->reserved)
		p[0] |= DASD_STATE_RESERVED;
	memcpy(&p[1], path->pgid, DASD_PGID_SIZE);
	return dasd_put(ch, p, sizeof(p));
}

/* Status always goes back on the path of the command: nothing to suspend. */
u8 dasd_suspend_reconnection(struct dasd *d, struct sim_channel *ch,
			     const struct sim_command *cmd)
{
	d->chain.suspended = true;
	return DASD_ENDED;
}
