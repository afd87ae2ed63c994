// SPDX-License-Identifier: GPL-2.0-only
/* Path groups: which channel paths belong to the same host. */
#include "hw-sim/dev/path_group.h"

/* Function control byte of Set Path Group ID */
#define FUNCTION_MULTIPATH	0x80
#define FUNCTION_CODE		0x60
#define FUNCTION_ESTABLISH	0x00
#define FUNCTION_DISBAND	0x20
#define FUNCTION_RESIGN		0x40
#define FUNCTION_RESERVED	0x1f

/* Path state byte of Sense Path Group ID */
#define STATE_GROUPED		0xc0
#define STATE_MULTIPATH		0x08

static u32 path_group_number(u8 path)
{
	u32 i;

	platform_assert(path && !(path & (path - 1)));
	for (i = 0; i < PATH_GROUP_PATHS - 1; i++)
		if (path & (0x80 >> i))
			break;
	return i;
}

static void path_group_leave(struct path_groups *groups, u8 paths)
{
	groups->grouped &= (u8)~paths;
	groups->multipath &= (u8)~paths;
}

/* Mask of the paths over which this id was given. */
static u8 path_group_paths(const struct path_groups *groups, const u8 *id)
{
	u8 paths = 0;
	u32 i;

	for (i = 0; i < PATH_GROUP_PATHS; i++)
		if (!memcmp(groups->id[i], id, PATH_GROUP_ID))
			paths |= 0x80 >> i;
	return paths;
}

static void path_group_establish(struct path_groups *groups, u8 path, bool multipath, const u8 *id)
{
	memcpy(groups->id[path_group_number(path)], id, PATH_GROUP_ID);
	path_group_leave(groups, path);
	groups->grouped |= path;
	if (multipath)
		groups->multipath |= path;
}

bool path_group_set(struct path_groups *groups, u8 path, const u8 *data)
{
	if (data[0] & FUNCTION_RESERVED)
		return false;
	switch (data[0] & FUNCTION_CODE) {
	case FUNCTION_ESTABLISH:
		path_group_establish(groups, path, data[0] & FUNCTION_MULTIPATH, &data[1]);
		return true;
	case FUNCTION_DISBAND:
		path_group_leave(groups, path_group_paths(groups, &data[1]));
		return true;
	case FUNCTION_RESIGN:
		path_group_leave(groups, path);
		return true;
	default:
		return false;
	}
}

/* A path that has left its group keeps its id and is in the reset state. */
void path_group_sense(const struct path_groups *groups, u8 path, u8 *data)
{
	data[0] = 0;
	if (groups->grouped & path)
		data[0] |= STATE_GROUPED;
	if (groups->multipath & path)
		data[0] |= STATE_MULTIPATH;
	memcpy(&data[1], groups->id[path_group_number(path)], PATH_GROUP_ID);
}

u8 path_group_find(const struct path_groups *groups, const u8 *id)
{
	return groups->grouped & path_group_paths(groups, id);
}

u8 path_group_members(const struct path_groups *groups, u8 path)
{
	if (!(groups->grouped & path))
		return path;
	return path_group_find(groups, groups->id[path_group_number(path)]);
}
