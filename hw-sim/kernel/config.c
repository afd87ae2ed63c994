// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration of the simulated machine: /sys/kernel/config/css_sim/0.0.NNNN, a
 * directory for each subchannel, with the files below; and beside these the plan
 * of faults.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/configfs.h>
#include <linux/hex.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "hw-sim/kernel/config.h"
#include "hw-sim/kernel/image.h"
#include "hw-sim/kernel/kind.h"
#include "hw-sim/kernel/plan.h"
#include "hw-sim/kernel/subchannel.h"

#define DEFAULT_CHPID	0x40
#define MAX_LATENCY_US	60000000u

/* Longer than the removal of a device that is not in use takes; rmdir does not wait for users. */
#define LEAVE_SECONDS	5u

/**
 * struct item - the directory of a subchannel
 * @item: for configfs
 * @lock: guards the members below
 * @number: subchannel number, from the name of the directory
 * @kind: kind of the device
 * @devno: device number
 * @n_paths: how many paths
 * @chpid: CHPIDs of the paths
 * @path: name of the image file, or NULL
 * @readonly: the image must not be written
 * @write_cache: data that were written may be lost when the host crashes
 * @latency_us: microseconds that each command takes
 * @changing: going online, or exchanging the medium; the members above must not change
 * @sch: set while online or leaving; of the members above, only those of the medium may
 *	change then
 * @leaving: @sch is being removed
 */
struct item {
	struct config_item item;
	struct mutex lock;
	u16 number;
	const struct kind *kind;
	u16 devno;
	u8 n_paths;
	u8 chpid[SUBCHANNEL_PATHS];
	char *path;
	bool readonly;
	bool write_cache;
	u32 latency_us;
	bool changing;
	struct subchannel *sch;
	bool leaving;
};

static struct configfs_subsystem subsystem;

static struct item *to_item(struct config_item *item)
{
	return container_of(item, struct item, item);
}

#define item_err(it, fmt, ...) \
	pr_err("%s: " fmt "\n", config_item_name(&(it)->item), ##__VA_ARGS__)

/* Drop the subchannel if its removal has completed: the writer may not have waited for that. */
static void item_reap(struct item *item)
{
	lockdep_assert_held(&item->lock);
	if (!item->leaving || !completion_done(&item->sch->left))
		return;
	subchannel_put(item->sch);
	item->sch = NULL;
	item->leaving = false;
}

static bool is_online(const struct item *item)
{
	return item->sch && !item->leaving;
}

/*
 * Lock the item for a change.  A change of the medium is allowed while the device is online,
 * if its medium is removable.  Return: 0, or -EBUSY, and the item is not locked.
 */
static int begin_change_of(struct item *item, const char *what, bool of_medium)
{
	mutex_lock(&item->lock);
	item_reap(item);
	if (!item->changing &&
	    (!item->sch || (of_medium && item->kind->removable && is_online(item))))
		return 0;
	mutex_unlock(&item->lock);
	item_err(item, "%s cannot be changed while the device is %s", what,
		 item->leaving ? "in use" : "online");
	return -EBUSY;
}

static int begin_change(struct item *item, const char *what)
{
	return begin_change_of(item, what, false);
}

static void end_change(struct item *item)
{
	mutex_unlock(&item->lock);
}

/* ---- The files: plain values ---- */

static ssize_t item_type_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%s\n", READ_ONCE(to_item(ci)->kind)->name);
}

static ssize_t item_type_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);
	const struct kind *kind = kind_find(page);
	int err;

	if (!kind) {
		item_err(item, "there is no type \"%.*s\"; the types are " KIND_NAMES,
			 (int)strcspn(page, "\n"), page);
		return -EINVAL;
	}
	err = begin_change(item, "type");
	if (err)
		return err;
	WRITE_ONCE(item->kind, kind);
	end_change(item);
	return count;
}

static ssize_t item_devno_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%04x\n", READ_ONCE(to_item(ci)->devno));
}

static ssize_t item_devno_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);
	u16 devno;
	int err = kstrtou16(page, 16, &devno);

	if (err) {
		item_err(item, "devno is a hexadecimal number from 0 to ffff");
		return err;
	}
	err = begin_change(item, "devno");
	if (err)
		return err;
	item->devno = devno;
	end_change(item);
	return count;
}

/* A setting of the medium, for the one that is mounted next. */
static int store_bool(struct item *item, const char *name, bool *value, const char *page)
{
	bool to;
	int err = kstrtobool(page, &to);

	if (err) {
		item_err(item, "%s is 0 or 1", name);
		return err;
	}
	err = begin_change_of(item, name, true);
	if (err)
		return err;
	*value = to;
	end_change(item);
	return 0;
}

static ssize_t item_readonly_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%d\n", READ_ONCE(to_item(ci)->readonly));
}

static ssize_t item_readonly_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);

	return store_bool(item, "readonly", &item->readonly, page) ?: (ssize_t)count;
}

static ssize_t item_write_cache_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%d\n", READ_ONCE(to_item(ci)->write_cache));
}

static ssize_t item_write_cache_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);

	return store_bool(item, "write_cache", &item->write_cache, page) ?: (ssize_t)count;
}

static ssize_t item_latency_us_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%u\n", READ_ONCE(to_item(ci)->latency_us));
}

static ssize_t item_latency_us_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);
	u32 latency;
	int err = kstrtou32(page, 10, &latency);

	if (!err && latency > MAX_LATENCY_US)
		err = -ERANGE;
	if (err) {
		item_err(item, "latency_us is a number from 0 to %u", MAX_LATENCY_US);
		return err;
	}
	err = begin_change(item, "latency_us");
	if (err)
		return err;
	item->latency_us = latency;
	end_change(item);
	return count;
}

/* ---- The files: channel paths ---- */

static ssize_t item_chpids_show(struct config_item *ci, char *page)
{
	struct item *item = to_item(ci);
	ssize_t len = 0;

	mutex_lock(&item->lock);
	for (u32 i = 0; i < item->n_paths; i++)
		len += sysfs_emit_at(page, len, i ? " %02x" : "%02x", item->chpid[i]);
	mutex_unlock(&item->lock);
	return len + sysfs_emit_at(page, len, "\n");
}

/* Parse one CHPID of the list.  Return: the text behind it, or NULL. */
static const char *parse_chpid(const char *list, u8 *chpid)
{
	int high = hex_to_bin(list[0]);
	int low = high < 0 ? -1 : hex_to_bin(list[1]);

	if (high < 0)
		return NULL;
	if (low < 0) {
		*chpid = high;
		return list + 1;
	}
	*chpid = high << 4 | low;
	return hex_to_bin(list[2]) < 0 ? list + 2 : NULL;
}

/* Return: how many CHPIDs, or a negative errno. */
static int parse_chpids(const char *list, u8 *chpid)
{
	u32 n = 0;

	list += strspn(list, " ,\n");
	while (*list) {
		u8 id;

		list = parse_chpid(list, &id);
		if (!list || n == SUBCHANNEL_PATHS || memchr(chpid, id, n))
			return -EINVAL;
		if (*list && !strspn(list, " ,\n"))
			return -EINVAL;
		chpid[n++] = id;
		list += strspn(list, " ,\n");
	}
	return n ? n : -EINVAL;
}

static ssize_t item_chpids_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);
	u8 chpid[SUBCHANNEL_PATHS] = { 0 };
	int n = parse_chpids(page, chpid);
	int err;

	if (n < 0) {
		item_err(item, "chpids is a list of one to eight different hexadecimal numbers "
			 "from 0 to ff");
		return n;
	}
	err = begin_change(item, "chpids");
	if (err)
		return err;
	memcpy(item->chpid, chpid, sizeof(item->chpid));
	item->n_paths = n;
	end_change(item);
	return count;
}

/* ---- The files: the image ---- */

static ssize_t item_image_show(struct config_item *ci, char *page)
{
	struct item *item = to_item(ci);
	ssize_t len;

	mutex_lock(&item->lock);
	/* A tape that the guest has unloaded is not in the drive any more. */
	if (is_online(item) && item->kind->removable && !subchannel_has_medium(item->sch))
		len = sysfs_emit(page, "\n");
	else
		len = sysfs_emit(page, "%s\n", item->path ?: "");
	mutex_unlock(&item->lock);
	return len;
}

static struct sim_image *open_image(struct item *item, const char *path)
{
	const struct image_how how = {
		.readonly = item->readonly,
		.write_cache = item->write_cache,
		.grows = item->kind->removable,
	};
	struct sim_image *image = image_open(path, &how);

	if (PTR_ERR(image) == -EBUSY)
		item_err(item, "another device writes to %s", path);
	else if (PTR_ERR(image) == -EINVAL)
		item_err(item, "%s is not a regular file", path);
	else if (IS_ERR(image))
		item_err(item, "cannot open %s: errno %ld", path, -PTR_ERR(image));
	return image;
}

static void report_bad_image(struct item *item, const char *path)
{
	item_err(item, "%s is not an image of a device of type %s", path, item->kind->name);
}

/* Unmount the medium of an online device, then mount another one; item->changing is set. */
static int item_mount(struct item *item, struct subchannel *sch, const char *path)
{
	struct sim_image *image;
	int err = subchannel_mount(sch, NULL);

	if (err || !path[0])
		return err;
	image = open_image(item, path);
	if (IS_ERR(image))
		return PTR_ERR(image);
	err = subchannel_mount(sch, image);
	if (!err)
		return 0;
	image_close(image);
	if (err == -EINVAL)
		report_bad_image(item, path);
	else
		item_err(item, "cannot mount %s: errno %d", path, -err);
	return err;
}

/* With item->lock held, which is released while files are opened and closed. */
static int item_exchange(struct item *item, char **path)
{
	struct subchannel *sch = item->sch;
	int err;

	get_device(&sch->dev);
	item->changing = true;
	mutex_unlock(&item->lock);
	err = item_mount(item, sch, *path);
	mutex_lock(&item->lock);
	item->changing = false;
	/* After any error the drive is empty. */
	if (err)
		(*path)[0] = 0;
	put_device(&sch->dev);
	return err;
}

static ssize_t item_image_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);
	char *path = kstrndup(page, strcspn(page, "\n"), GFP_KERNEL);
	int err;

	if (!path)
		return -ENOMEM;
	err = begin_change_of(item, "image", true);
	if (err) {
		kfree(path);
		return err;
	}
	if (item->sch)
		err = item_exchange(item, &path);
	/* A path that was written as one page also fits into one when it is shown. */
	swap(item->path, path);
	end_change(item);
	kfree(path);
	return err ?: (ssize_t)count;
}

/* ---- The file "online" ---- */

/* The image of a device that goes online; NULL if it has none, or an empty drive. */
static struct sim_image *first_image(struct item *item)
{
	bool named = item->path && item->path[0];

	if (!item->kind->has_image || (item->kind->removable && !named))
		return NULL;
	if (named)
		return open_image(item, item->path);
	item_err(item, "a device of type %s needs an image", item->kind->name);
	return ERR_PTR(-EINVAL);
}

static struct subchannel *create_with_image(struct item *item, struct sim_image *image)
{
	struct subchannel_config config = {
		.number = item->number,
		.devno = item->devno,
		.n_paths = item->n_paths,
		.latency = (u64)item->latency_us * NSEC_PER_USEC,
		.create = item->kind->create,
		.image = image,
	};
	struct subchannel *sch;

	memcpy(config.chpid, item->chpid, sizeof(config.chpid));
	sch = subchannel_create(&config);
	if (PTR_ERR(sch) == -EINVAL && image)
		report_bad_image(item, item->path);
	else if (PTR_ERR(sch) == -EEXIST)
		item_err(item, "a device of that name is still in use");
	else if (IS_ERR(sch))
		item_err(item, "cannot create the device: errno %ld", -PTR_ERR(sch));
	return sch;
}

/* Without item->lock, so that reading the configuration does not wait for file access. */
static struct subchannel *create_subchannel(struct item *item)
{
	struct sim_image *image = first_image(item);
	struct subchannel *sch;

	if (IS_ERR(image))
		return ERR_CAST(image);
	sch = create_with_image(item, image);
	if (IS_ERR(sch))
		image_close(image);
	return sch;
}

static int go_online(struct item *item)
{
	struct subchannel *sch;
	int err = begin_change(item, "online");

	if (err)
		return err;
	item->changing = true;
	mutex_unlock(&item->lock);
	sch = create_subchannel(item);
	mutex_lock(&item->lock);
	item->changing = false;
	if (!IS_ERR(sch))
		item->sch = sch;
	mutex_unlock(&item->lock);
	return PTR_ERR_OR_ZERO(sch);
}

/* Begin to remove the subchannel, unless that has begun.  Return: it, or NULL */
static struct subchannel *begin_to_leave(struct item *item)
{
	struct subchannel *sch;
	bool begin;

	mutex_lock(&item->lock);
	sch = item->sch;
	begin = sch && !item->leaving;
	item->leaving = sch;
	if (sch)
		get_device(&sch->dev);
	mutex_unlock(&item->lock);
	if (begin)
		subchannel_leave(sch);
	return sch;
}

static int wait_for_user(struct item *item, struct subchannel *sch)
{
	int err = wait_for_completion_interruptible(&sch->left);

	mutex_lock(&item->lock);
	item_reap(item);
	mutex_unlock(&item->lock);
	return err;
}

/*
 * Waits for the user of the device.  A signal ends the wait; one that does not interrupt
 * system calls, such as SIGCHLD for a shell, does not.
 *
 * A rmdir of this directory would wait for the end of this write, and block all access to
 * the parent directory.  So the item is pinned meanwhile, and rmdir fails with -EBUSY.
 */
static int go_offline(struct item *item)
{
	struct subchannel *sch;
	int err = configfs_depend_item_unlocked(&subsystem, &item->item);

	/* The directory is being removed, and that removes the device. */
	if (err)
		return err;
	sch = begin_to_leave(item);
	if (sch) {
		err = wait_for_user(item, sch);
		subchannel_put(sch);
	}
	configfs_undepend_item(&item->item);
	return err;
}

static ssize_t item_online_show(struct config_item *ci, char *page)
{
	struct item *item = to_item(ci);
	bool online;

	mutex_lock(&item->lock);
	online = is_online(item);
	mutex_unlock(&item->lock);
	return sysfs_emit(page, "%d\n", online);
}

static ssize_t item_online_store(struct config_item *ci, const char *page, size_t count)
{
	struct item *item = to_item(ci);
	bool online;
	int err = kstrtobool(page, &online);

	if (err)
		item_err(item, "online is 0 or 1");
	else
		err = online ? go_online(item) : go_offline(item);
	return err ?: (ssize_t)count;
}

CONFIGFS_ATTR(item_, type);
CONFIGFS_ATTR(item_, devno);
CONFIGFS_ATTR(item_, chpids);
CONFIGFS_ATTR(item_, image);
CONFIGFS_ATTR(item_, readonly);
CONFIGFS_ATTR(item_, write_cache);
CONFIGFS_ATTR(item_, latency_us);
CONFIGFS_ATTR(item_, online);

static struct configfs_attribute *item_attrs[] = {
	&item_attr_type,
	&item_attr_devno,
	&item_attr_chpids,
	&item_attr_image,
	&item_attr_readonly,
	&item_attr_write_cache,
	&item_attr_latency_us,
	&item_attr_online,
	NULL
};

/* ---- The directories ---- */

static void item_release(struct config_item *ci)
{
	struct item *item = to_item(ci);

	kfree(item->path);
	kfree(item);
}

static struct configfs_item_operations item_ops = {
	.release = item_release,
};

static const struct config_item_type item_type = {
	.ct_item_ops = &item_ops,
	.ct_attrs = item_attrs,
	.ct_owner = THIS_MODULE,
};

/* 0.0.NNNN, exactly as the bus names the device. */
static int parse_name(const char *name, u16 *number)
{
	char canonical[sizeof("0.0.ffff")];

	if (strncmp(name, "0.0.", 4) || kstrtou16(name + 4, 16, number))
		return -EINVAL;
	snprintf(canonical, sizeof(canonical), "0.0.%04x", *number);
	return strcmp(name, canonical) ? -EINVAL : 0;
}

static struct config_item *make_item(struct config_group *group, const char *name)
{
	struct item *item;
	u16 number;

	if (parse_name(name, &number)) {
		pr_err("%s: the name must be 0.0. followed by four lower-case hexadecimal digits\n",
		       name);
		return ERR_PTR(-EINVAL);
	}
	item = kzalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return ERR_PTR(-ENOMEM);
	mutex_init(&item->lock);
	item->number = number;
	item->devno = number;
	item->kind = kind_default();
	item->chpid[0] = DEFAULT_CHPID;
	item->n_paths = 1;
	config_item_init_type_name(&item->item, name, &item_type);
	return &item->item;
}

/* All directories are locked during rmdir, so this does not wait for a user. */
static void wait_unless_in_use(struct config_item *ci, struct subchannel *sch)
{
	unsigned long jiffies_left = sch->in_use ? 0 : LEAVE_SECONDS * HZ;

	if (!wait_for_completion_timeout(&sch->left, jiffies_left))
		pr_notice("%s: still in use: it is removed when its user closes it\n",
			  config_item_name(ci));
}

static void drop_item(struct config_group *group, struct config_item *ci)
{
	struct item *item = to_item(ci);
	struct subchannel *sch = begin_to_leave(item);

	if (sch) {
		wait_unless_in_use(ci, sch);
		subchannel_put(item->sch);
		subchannel_put(sch);
	}
	config_item_put(ci);
}

static struct configfs_group_operations group_ops = {
	.make_item = make_item,
	.drop_item = drop_item,
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
	plan_forget();
}
