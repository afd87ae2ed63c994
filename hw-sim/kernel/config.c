// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration of the simulated machine: /sys/kernel/config/css_sim/0.0.NNNN, a
 * directory for each subchannel, with the files below; and beside these the plan
 * of faults.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/configfs.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "hw-sim/kernel/config.h"
#include "hw-sim/kernel/device_dir.h"
#include "hw-sim/kernel/plan.h"

#define DEVICE_DEFAULT_CHPID	0x40

/* Longer than the removal of a device that is not in use takes; rmdir does not wait for users. */
#define REMOVAL_SECONDS		5u

CONFIGFS_ATTR(device_dir_, type);
CONFIGFS_ATTR(device_dir_, devno);
CONFIGFS_ATTR(device_dir_, chpids);
CONFIGFS_ATTR(device_dir_, image);
CONFIGFS_ATTR(device_dir_, readonly);
CONFIGFS_ATTR(device_dir_, write_cache);
CONFIGFS_ATTR(device_dir_, latency_us);
CONFIGFS_ATTR(device_dir_, online);

static struct configfs_attribute *config_device_attrs[] = {
	&device_dir_attr_type,
	&device_dir_attr_devno,
	&device_dir_attr_chpids,
	&device_dir_attr_image,
	&device_dir_attr_readonly,
	&device_dir_attr_write_cache,
	&device_dir_attr_latency_us,
	&device_dir_attr_online,
	NULL
};

/* ---- The directories ---- */

static void config_release_device(struct config_item *ci)
{
	struct device_dir *dir = to_device_dir(ci);

	kfree(dir->path);
	kfree(dir);
}

static struct configfs_item_operations config_device_ops = {
	.release = config_release_device,
};

static const struct config_item_type config_device_type = {
	.ct_item_ops = &config_device_ops,
	.ct_attrs = config_device_attrs,
	.ct_owner = THIS_MODULE,
};

/* 0.0.NNNN, exactly as the bus names the device. */
static int config_parse_name(const char *name, u16 *number)
{
	char canonical[sizeof("0.0.ffff")];

	if (strncmp(name, "0.0.", 4) || kstrtou16(name + 4, 16, number))
		return -EINVAL;
	snprintf(canonical, sizeof(canonical), "0.0.%04x", *number);
	return strcmp(name, canonical) ? -EINVAL : 0;
}

static struct config_item *config_make_device(struct config_group *group, const char *name)
{
	struct device_dir *dir;
	u16 number;

	if (config_parse_name(name, &number)) {
		pr_err("%s: the name must be 0.0. followed by four lower-case hexadecimal digits\n",
		       name);
		return ERR_PTR(-EINVAL);
	}
	dir = kzalloc(sizeof(*dir), GFP_KERNEL);
	if (!dir)
		return ERR_PTR(-ENOMEM);
	mutex_init(&dir->lock);
	dir->subsystem = to_configfs_subsystem(group);
	dir->number = number;
	dir->devno = number;
	dir->kind = device_kind_default();
	dir->chpid[0] = DEVICE_DEFAULT_CHPID;
	dir->n_paths = 1;
	config_item_init_type_name(&dir->item, name, &config_device_type);
	return &dir->item;
}

/* All directories are locked during rmdir, so this does not wait for a user. */
static void config_wait_for_removal(struct config_item *ci, struct subchannel *sch)
{
	unsigned long timeout = sch->in_use ? 0 : REMOVAL_SECONDS * HZ;

	if (!wait_for_completion_timeout(&sch->removed, timeout))
		pr_notice("%s: still in use: it is removed when its user closes it\n",
			  config_item_name(ci));
}

static void config_drop_device(struct config_group *group, struct config_item *ci)
{
	struct device_dir *dir = to_device_dir(ci);
	struct subchannel *sch = device_dir_begin_removal(dir);

	if (sch) {
		config_wait_for_removal(ci, sch);
		subchannel_put(dir->sch);
		subchannel_put(sch);
	}
	config_item_put(ci);
}

static struct configfs_group_operations group_ops = {
	.make_item = config_make_device,
	.drop_item = config_drop_device,
};

static const struct config_item_type group_type = {
	.ct_group_ops = &group_ops,
	.ct_attrs = plan_attrs,
	.ct_owner = THIS_MODULE,
};

static struct configfs_subsystem subsystem = {
	.su_group = {
		.cg_item = {
			.ci_namebuf = "css_sim",
			.ci_type = &group_type,
		},
	},
};

int config_register(void)
{
	config_group_init(&subsystem.su_group);
	mutex_init(&subsystem.su_mutex);
	return configfs_register_subsystem(&subsystem);
}

void config_unregister(void)
{
	configfs_unregister_subsystem(&subsystem);
	plan_remove();
}
