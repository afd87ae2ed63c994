// SPDX-License-Identifier: GPL-2.0-only
/* The directory of a device in configfs: its state, and changes of it. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "hw-sim/kernel/device_dir.h"

/** device_dir_reap() - drop the subchannel if its removal has completed.  Context: @dir->lock */
void device_dir_reap(struct device_dir *dir)
{
	lockdep_assert_held(&dir->lock);
	if (!dir->removing || !completion_done(&dir->sch->removed))
		return;
	subchannel_put(dir->sch);
	dir->sch = NULL;
	dir->removing = false;
}

bool device_dir_is_online(const struct device_dir *dir)
{
	return dir->sch && !dir->removing;
}

static int device_dir_lock_for(struct device_dir *dir, const char *what, bool of_medium)
{
	mutex_lock(&dir->lock);
	device_dir_reap(dir);
	if (!dir->changing &&
	    (!dir->sch || (of_medium && dir->kind->removable && device_dir_is_online(dir))))
		return 0;
	mutex_unlock(&dir->lock);
	device_dir_err(dir, "%s cannot be changed while the device is %s", what,
		       dir->removing ? "in use" : "online");
	return -EBUSY;
}

/**
 * device_dir_begin_change() - lock a directory whose device is offline, for a change
 * @dir: the directory
 * @what: what is to be changed, for a message
 *
 * Return: 0, or -EBUSY, and the directory is not locked.
 */
int device_dir_begin_change(struct device_dir *dir, const char *what)
{
	return device_dir_lock_for(dir, what, false);
}

/** device_dir_begin_medium_change() - likewise, or online if the medium is removable */
int device_dir_begin_medium_change(struct device_dir *dir, const char *what)
{
	return device_dir_lock_for(dir, what, true);
}

void device_dir_end_change(struct device_dir *dir)
{
	mutex_unlock(&dir->lock);
}
