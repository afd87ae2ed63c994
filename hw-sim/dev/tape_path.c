// SPDX-License-Identifier: GPL-2.0-only
/* Path groups, and the assignment of a drive to them. */
#include "hw-sim/dev/tape_model.h"

/* Path state: the drive is assigned to this path's group, or elsewhere */
#define STATE_SELF		0x30
#define STATE_ELSEWHERE		0x20

/* Function byte of Control Access; a password follows */
#define ACCESS_DATA		(1 + PATH_GROUP_ID)
#define ACCESS_SET		0x00	/* set the password */
#define ACCESS_ENABLE		0x40	/* the right password enables this chain */
#define ACCESS_DISABLE		0x80	/* the right password ends the assignment */

/* Valid first in a chain, or after Suspend Multipath Reconnection */
u8 tape_set_path_group(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[PATH_GROUP_DATA];
	u8 status;

	if (cmd->chained && !t->chain.suspended)
		return tape_reject(t);
	status = tape_get(t, ch, p, sizeof(p));
	if (status)
		return status;
	return path_group_set(&t->groups, cmd->path, p) ? TAPE_ENDED : tape_reject(t);
}

u8 tape_sense_path_group(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[PATH_GROUP_DATA];

	path_group_sense(&t->groups, cmd->path, p);
	if (t->assigned)
		p[0] |= t->assigned & cmd->path ? STATE_SELF : STATE_ELSEWHERE;
	return tape_put(ch, p, sizeof(p));
}

/* Status is always presented on the path of the command, so nothing is to be suspended. */
u8 tape_suspend_reconnection(struct tape *t, struct sim_channel *ch,
			     const struct sim_command *cmd)
{
	if (cmd->chained)
		return tape_reject(t);
	t->chain.suspended = true;
	return TAPE_ENDED;
}

/* The paths that a parameter designates; all zero stands for the group of this path. */
static u8 tape_designated(const struct tape *t, const u8 *id, u8 path)
{
	static const u8 own[PATH_GROUP_ID];

	if (!memcmp(id, own, sizeof(own)))
		return path_group_members(&t->groups, path);
	return path_group_find(&t->groups, id);
}

u8 tape_assign(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 id[PATH_GROUP_ID];
	u8 status = tape_get(t, ch, id, sizeof(id));
	u8 paths;

	if (status)
		return status;
	paths = tape_designated(t, id, cmd->path);
	if (!paths)
		return tape_reject(t);
	t->assigned |= paths;
	return TAPE_ENDED;
}

static void tape_end_assignment(struct tape *t, u8 paths)
{
	t->assigned &= (u8)~paths;
	if (!t->assigned)
		t->has_password = false;
}

u8 tape_unassign(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 id[PATH_GROUP_ID];
	u8 status = tape_get(t, ch, id, sizeof(id));

	if (status)
		return status;
	tape_end_assignment(t, tape_designated(t, id, cmd->path));
	return TAPE_ENDED;
}

u8 tape_control_access(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[ACCESS_DATA];
	u8 status = tape_get(t, ch, p, sizeof(p));
	bool known;

	if (status)
		return status;
	if (p[0] == ACCESS_SET) {
		if (!(t->assigned & cmd->path))
			return tape_reject(t);
		memcpy(t->password, &p[1], sizeof(t->password));
		t->has_password = true;
		return TAPE_ENDED;
	}
	known = t->has_password && !memcmp(t->password, &p[1], sizeof(t->password));
	if (!known || (p[0] != ACCESS_ENABLE && p[0] != ACCESS_DISABLE))
		return tape_reject(t);
	if (p[0] == ACCESS_DISABLE)
		tape_end_assignment(t, t->assigned);
	else
		t->chain.enabled = true;
	return TAPE_ENDED;
}
