/* SPDX-License-Identifier: GPL-2.0-only */
/* Path groups: which channel paths of a control unit belong to the same host. */
#ifndef HW_SIM_DEV_PATH_GROUP_H
#define HW_SIM_DEV_PATH_GROUP_H

#include "core/platform.h"

#define PATH_GROUP_PATHS	8u
#define PATH_GROUP_ID		11u

/* Function control or path state, and the path group id */
#define PATH_GROUP_DATA		(1 + PATH_GROUP_ID)

/**
 * struct path_groups - a control unit's view of its channel paths
 * @id: path group id last given over each path
 * @grouped: mask of paths that belong to the group of their id
 * @multipath: mask of those over which status may come back on another path
 */
struct path_groups {
	u8 id[PATH_GROUP_PATHS][PATH_GROUP_ID];
	u8 grouped;
	u8 multipath;
};

/**
 * path_group_set() - Set Path Group ID
 * @groups: the paths
 * @path: the path of the command: one bit of a path mask
 * @data: PATH_GROUP_DATA bytes of parameters
 *
 * Return: false if there is no such function.
 */
bool path_group_set(struct path_groups *groups, u8 path, const u8 *data);

/**
 * path_group_sense() - Sense Path Group ID
 * @groups: the paths
 * @path: the path of the command
 * @data: gets PATH_GROUP_DATA bytes; the caller adds the state of the device
 */
void path_group_sense(const struct path_groups *groups, u8 path, u8 *data);

/** path_group_find() - mask of the paths in the group with this id */
u8 path_group_find(const struct path_groups *groups, const u8 *id);

/** path_group_members() - mask of @path and of all paths in its group */
u8 path_group_members(const struct path_groups *groups, u8 path);

#endif
