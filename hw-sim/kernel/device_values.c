// SPDX-License-Identifier: GPL-2.0-only
/* The files of a device that hold plain values, among them its channel paths. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/hex.h>
#include <linux/kstrtox.h>

#include "hw-sim/kernel/device_dir.h"

#define DEVICE_LATENCY_US_MAX	60000000u

ssize_t device_dir_type_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%s\n", READ_ONCE(to_device_dir(ci)->kind)->name);
}

ssize_t device_dir_type_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);
	const struct device_kind *kind = device_kind_find(page);
	int err;

	if (!kind) {
		device_dir_err(dir, "there is no type \"%.*s\"; the types are " DEVICE_KIND_NAMES,
			       (int)strcspn(page, "\n"), page);
		return -EINVAL;
	}
	err = device_dir_begin_change(dir, "type");
	if (err)
		return err;
	WRITE_ONCE(dir->kind, kind);
	device_dir_end_change(dir);
	return count;
}

ssize_t device_dir_devno_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%04x\n", READ_ONCE(to_device_dir(ci)->devno));
}

ssize_t device_dir_devno_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);
	u16 devno;
	int err = kstrtou16(page, 16, &devno);

	if (err) {
		device_dir_err(dir, "devno is a hexadecimal number from 0 to ffff");
		return err;
	}
	err = device_dir_begin_change(dir, "devno");
	if (err)
		return err;
	dir->devno = devno;
	device_dir_end_change(dir);
	return count;
}

/* A setting of the medium, for the one that is mounted next. */
static int device_values_set(struct device_dir *dir, const char *name, bool *value,
			     const char *page)
{
	bool to;
	int err = kstrtobool(page, &to);

	if (err) {
		device_dir_err(dir, "%s is 0 or 1", name);
		return err;
	}
	err = device_dir_begin_medium_change(dir, name);
	if (err)
		return err;
	*value = to;
	device_dir_end_change(dir);
	return 0;
}

ssize_t device_dir_readonly_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%d\n", READ_ONCE(to_device_dir(ci)->readonly));
}

ssize_t device_dir_readonly_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);

	return device_values_set(dir, "readonly", &dir->readonly, page) ?: (ssize_t)count;
}

ssize_t device_dir_write_cache_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%d\n", READ_ONCE(to_device_dir(ci)->write_cache));
}

ssize_t device_dir_write_cache_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);

	return device_values_set(dir, "write_cache", &dir->write_cache, page) ?: (ssize_t)count;
}

ssize_t device_dir_latency_us_show(struct config_item *ci, char *page)
{
	return sysfs_emit(page, "%u\n", READ_ONCE(to_device_dir(ci)->latency_us));
}

ssize_t device_dir_latency_us_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);
	u32 latency;
	int err = kstrtou32(page, 10, &latency);

	if (!err && latency > DEVICE_LATENCY_US_MAX)
		err = -ERANGE;
	if (err) {
		device_dir_err(dir, "latency_us is a number from 0 to %u", DEVICE_LATENCY_US_MAX);
		return err;
	}
	err = device_dir_begin_change(dir, "latency_us");
	if (err)
		return err;
	dir->latency_us = latency;
	device_dir_end_change(dir);
	return count;
}

/* ---- Channel paths ---- */

ssize_t device_dir_chpids_show(struct config_item *ci, char *page)
{
	struct device_dir *dir = to_device_dir(ci);
	ssize_t len = 0;

	mutex_lock(&dir->lock);
	for (u32 i = 0; i < dir->n_paths; i++)
		len += sysfs_emit_at(page, len, i ? " %02x" : "%02x", dir->chpid[i]);
	mutex_unlock(&dir->lock);
	return len + sysfs_emit_at(page, len, "\n");
}

/* Parse one CHPID of the list.  Return: the text behind it, or NULL. */
static const char *device_values_parse_chpid(const char *list, u8 *chpid)
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
static int device_values_parse_chpids(const char *list, u8 *chpid)
{
	u32 n = 0;

	list += strspn(list, " ,\n");
	while (*list) {
		u8 id;

		list = device_values_parse_chpid(list, &id);
		if (!list || n == SUBCHANNEL_PATHS || memchr(chpid, id, n))
			return -EINVAL;
		if (*list && !strspn(list, " ,\n"))
			return -EINVAL;
		chpid[n++] = id;
		list += strspn(list, " ,\n");
	}
	return n ? n : -EINVAL;
}

ssize_t device_dir_chpids_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);
	u8 chpid[SUBCHANNEL_PATHS] = { 0 };
	int n = device_values_parse_chpids(page, chpid);
	int err;

	if (n < 0) {
		device_dir_err(dir, "chpids is a list of one to eight different hexadecimal "
			       "numbers from 0 to ff");
		return n;
	}
	err = device_dir_begin_change(dir, "chpids");
	if (err)
		return err;
	memcpy(dir->chpid, chpid, sizeof(dir->chpid));
	dir->n_paths = n;
	device_dir_end_change(dir);
	return count;
}
