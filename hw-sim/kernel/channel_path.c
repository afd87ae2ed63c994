// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel paths: one device for each CHPID that a subchannel uses.
 *
 * Source: Documentation/arch/s390/driver-model.rst of the kernel (chp0.xx).
 */
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "hw-sim/kernel/channel_path.h"
#include "hw-sim/kernel/machine.h"

#define NR_CHPIDS	256u

/* Source: System/390 I/O configuration, channel-path types: FICON, switched. */
#define PATH_TYPE_FICON	0x1b

/**
 * struct channel_path - a channel path
 * @dev: the device in sysfs
 * @chpid: channel-path identifier
 * @users: subchannels that use it; with @paths_lock
 * @online: not varied off; with the machine's mutex
 * @configured: not taken out of the configuration; with the machine's mutex
 */
struct channel_path {
	struct device dev;
	u8 chpid;
	u32 users;
	bool online;
	bool configured;
};

/* Indexed by CHPID; written with paths_lock and the machine's mutex held. */
static struct channel_path *paths[NR_CHPIDS];
static DEFINE_MUTEX(paths_lock);

static struct channel_path *to_channel_path(struct device *dev)
{
	return container_of(dev, struct channel_path, dev);
}

static bool channel_path_is_usable(const struct channel_path *path)
{
	return path->online && path->configured;
}

/** channel_path_is_available() - is a path online and configured?  Context: the machine's mutex. */
bool channel_path_is_available(u8 chpid)
{
	machine_assert_entered();
	return paths[chpid] && channel_path_is_usable(paths[chpid]);
}

/* ---- Attributes ---- */

static void channel_path_change(struct channel_path *path, bool *state, bool to)
{
	struct css_sim *sim = machine_enter();
	bool before = channel_path_is_usable(path);

	*state = to;
	/* It may have no subchannel, if its last one is just being removed. */
	if (channel_path_is_usable(path) != before)
		css_sim_path_vary(sim, path->chpid, !before);
	machine_leave();
}

static ssize_t type_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%x\n", PATH_TYPE_FICON);
}
static DEVICE_ATTR_RO(type);

static ssize_t status_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	bool online = READ_ONCE(to_channel_path(dev)->online);

	return sysfs_emit(buf, "%s\n", online ? "online" : "offline");
}

static ssize_t status_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	bool on;

	if (sysfs_streq(buf, "on") || sysfs_streq(buf, "online") || sysfs_streq(buf, "1"))
		on = true;
	else if (sysfs_streq(buf, "off") || sysfs_streq(buf, "offline") || sysfs_streq(buf, "0"))
		on = false;
	else
		return -EINVAL;
	channel_path_change(to_channel_path(dev), &to_channel_path(dev)->online, on);
	return count;
}
static DEVICE_ATTR_RW(status);

static ssize_t configure_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(to_channel_path(dev)->configured));
}

static ssize_t configure_store(struct device *dev, struct device_attribute *attr,
			       const char *buf, size_t count)
{
	bool on;

	if (kstrtobool(buf, &on))
		return -EINVAL;
	channel_path_change(to_channel_path(dev), &to_channel_path(dev)->configured, on);
	return count;
}
static DEVICE_ATTR_RW(configure);

static struct attribute *channel_path_attrs[] = {
	&dev_attr_type.attr,
	&dev_attr_status.attr,
	&dev_attr_configure.attr,
	NULL
};
ATTRIBUTE_GROUPS(channel_path);

/* ---- Adding and removing ---- */

static void channel_path_set(u8 chpid, struct channel_path *path)
{
	machine_enter();
	paths[chpid] = path;
	machine_leave();
}

static void channel_path_release(struct device *dev)
{
	kfree(to_channel_path(dev));
}

static int channel_path_create(struct device *parent, u8 chpid)
{
	struct channel_path *path = kzalloc(sizeof(*path), GFP_KERNEL);
	int err;

	if (!path)
		return -ENOMEM;
	path->chpid = chpid;
	path->users = 1;
	path->online = true;
	path->configured = true;
	device_initialize(&path->dev);
	path->dev.parent = parent;
	path->dev.groups = channel_path_groups;
	path->dev.release = channel_path_release;
	err = dev_set_name(&path->dev, "chp0.%02x", chpid);
	if (!err)
		err = device_add(&path->dev);
	if (err) {
		put_device(&path->dev);
		return err;
	}
	channel_path_set(chpid, path);
	return 0;
}

static int channel_path_get(struct device *parent, u8 chpid)
{
	if (!paths[chpid])
		return channel_path_create(parent, chpid);
	paths[chpid]->users++;
	return 0;
}

static void channel_path_put(u8 chpid)
{
	struct channel_path *path = paths[chpid];

	if (--path->users)
		return;
	channel_path_set(chpid, NULL);
	device_unregister(&path->dev);
}

/**
 * channel_paths_get() - take a reference to the paths of a subchannel
 * @parent: parent of the devices that are created
 * @chpid: CHPIDs, all different
 * @n: how many
 *
 * A path that no other subchannel uses is created, online.
 * Return: 0, or a negative errno.
 */
int channel_paths_get(struct device *parent, const u8 *chpid, u8 n)
{
	int err = 0;
	u32 i;

	mutex_lock(&paths_lock);
	for (i = 0; i < n && !err; i++)
		err = channel_path_get(parent, chpid[i]);
	if (err)
		/* The last one failed. */
		for (i--; i > 0; i--)
			channel_path_put(chpid[i - 1]);
	mutex_unlock(&paths_lock);
	return err;
}

/** channel_paths_put() - drop the references; a path without references is removed */
void channel_paths_put(const u8 *chpid, u8 n)
{
	mutex_lock(&paths_lock);
	for (u32 i = 0; i < n; i++)
		channel_path_put(chpid[i]);
	mutex_unlock(&paths_lock);
}
