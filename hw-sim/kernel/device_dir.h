/* SPDX-License-Identifier: GPL-2.0-only */
/* The directory of a device in configfs, and its files. */
#ifndef HW_SIM_KERNEL_DEVICE_DIR_H
#define HW_SIM_KERNEL_DEVICE_DIR_H

#include <linux/configfs.h>
#include <linux/mutex.h>

#include "hw-sim/kernel/kind.h"
#include "hw-sim/kernel/subchannel.h"

/**
 * struct device_dir - the directory of a subchannel
 * @item: for configfs
 * @subsystem: that it is in
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
 * @sch: set while online or being removed; of the members above, only those of the medium may
 *	change then
 * @removing: @sch is being removed
 */
struct device_dir {
	struct config_item item;
	struct configfs_subsystem *subsystem;
	struct mutex lock;
	u16 number;
	const struct device_kind *kind;
	u16 devno;
	u8 n_paths;
	u8 chpid[SUBCHANNEL_PATHS];
	char *path;
	bool readonly;
	bool write_cache;
	u32 latency_us;
	bool changing;
	struct subchannel *sch;
	bool removing;
};

static inline struct device_dir *to_device_dir(struct config_item *item)
{
	return container_of(item, struct device_dir, item);
}

#define device_dir_err(dir, fmt, ...) \
	pr_err("%s: " fmt "\n", config_item_name(&(dir)->item), ##__VA_ARGS__)

/* device_dir.c */
void device_dir_reap(struct device_dir *dir);
bool device_dir_is_online(const struct device_dir *dir);
int device_dir_begin_change(struct device_dir *dir, const char *what);
int device_dir_begin_medium_change(struct device_dir *dir, const char *what);
void device_dir_end_change(struct device_dir *dir);

/* device_values.c: the files for plain values */
ssize_t device_dir_type_show(struct config_item *ci, char *page);
ssize_t device_dir_type_store(struct config_item *ci, const char *page, size_t count);
ssize_t device_dir_devno_show(struct config_item *ci, char *page);
ssize_t device_dir_devno_store(struct config_item *ci, const char *page, size_t count);
ssize_t device_dir_chpids_show(struct config_item *ci, char *page);
ssize_t device_dir_chpids_store(struct config_item *ci, const char *page, size_t count);
ssize_t device_dir_readonly_show(struct config_item *ci, char *page);
ssize_t device_dir_readonly_store(struct config_item *ci, const char *page, size_t count);
ssize_t device_dir_write_cache_show(struct config_item *ci, char *page);
ssize_t device_dir_write_cache_store(struct config_item *ci, const char *page, size_t count);
ssize_t device_dir_latency_us_show(struct config_item *ci, char *page);
ssize_t device_dir_latency_us_store(struct config_item *ci, const char *page, size_t count);

/* device_medium.c: the file "image" */
struct sim_image *device_medium_open(struct device_dir *dir);
bool device_medium_report(struct device_dir *dir, const char *path, const struct sim_image *image);
ssize_t device_dir_image_show(struct config_item *ci, char *page);
ssize_t device_dir_image_store(struct config_item *ci, const char *page, size_t count);

/* device_online.c: the file "online" */
struct subchannel *device_dir_begin_removal(struct device_dir *dir);
ssize_t device_dir_online_show(struct config_item *ci, char *page);
ssize_t device_dir_online_store(struct config_item *ci, const char *page, size_t count);

#endif
