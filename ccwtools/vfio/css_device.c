// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "css_device.h"

#define CONFIG	"/sys/kernel/config/css_sim"
#define MDEV	"/sys/bus/mdev/devices"

/* Time that a user has to close a device. */
#define PATIENCE_MS	10000

/* Writes into a file of sysfs or configfs. */
int sysfs_write(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int put(const char *folder, const char *name, const char *file, const char *value)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/%s", folder, name, file);
	return sysfs_write(path, value);
}

/* The removal of a former device of that name may not be complete yet. */
static int go_online(const char *name)
{
	int err;

	for (int i = 0; i < PATIENCE_MS; i++) {
		err = put(CONFIG, name, "online", "1");
		if (err != -EEXIST)
			break;
		usleep(1000);
	}
	return err;
}

static int configure(const char *name, const struct css_device_config *config)
{
	char path[PATH_MAX], devno[8], latency[16];
	int err;

	snprintf(path, sizeof(path), CONFIG "/%s", name);
	if (mkdir(path, 0700))
		return -errno;
	snprintf(devno, sizeof(devno), "%04x", config->number);
	snprintf(latency, sizeof(latency), "%u", config->latency_us);
	err = put(CONFIG, name, "type", config->type);
	if (!err)
		err = put(CONFIG, name, "devno", devno);
	if (!err)
		err = put(CONFIG, name, "chpids", "40 41");
	if (!err && config->image)
		err = put(CONFIG, name, "image", config->image);
	if (!err)
		err = put(CONFIG, name, "latency_us", latency);
	if (!err)
		err = put(CONFIG, name, "write_cache", config->write_cache ? "1" : "0");
	return err ? err : go_online(name);
}

/* Writes a value into a file of the bus. */
static int tell_bus(const struct css_device *dev, const char *file, const char *value)
{
	return put("/sys/bus", dev->bus, file, value);
}

/* Binds a subchannel (@dev->bus, name) to vfio_ccw and creates its mdev (@dev->uuid). */
int css_device_pass_through(const struct css_device *dev)
{
	char folder[64];
	int err = tell_bus(dev, "drivers/io_subchannel/unbind", dev->name);

	snprintf(folder, sizeof(folder), "/sys/bus/%s/devices", dev->bus);
	if (!err)
		err = put(folder, dev->name, "driver_override", "vfio_ccw");
	if (!err)
		err = tell_bus(dev, "drivers_probe", dev->name);
	if (!err)
		err = put(folder, dev->name, "mdev_supported_types/vfio_ccw-io/create", dev->uuid);
	return err;
}

static int find_group(struct css_device *dev)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t len;

	snprintf(path, sizeof(path), MDEV "/%s/iommu_group", dev->uuid);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return -errno;
	target[len] = 0;
	snprintf(dev->group, sizeof(dev->group), "%.15s", strrchr(target, '/') + 1);
	return 0;
}

/* A kernel may lack character devices; then the name stays empty. */
static void find_cdev(struct css_device *dev)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), MDEV "/%s/vfio-dev", dev->uuid);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			snprintf(dev->cdev, sizeof(dev->cdev), "%.31s", entry->d_name);
	closedir(dir);
}

/* Finds group and character device of the mdev with @dev->uuid. */
int css_device_find(struct css_device *dev)
{
	int err = find_group(dev);

	if (!err)
		find_cdev(dev);
	return err;
}

/*
 * Configures a simulated device and passes it through.  A device of that number which an
 * earlier test left is removed first.
 */
int css_device_add(struct css_device *dev, const struct css_device_config *config)
{
	int err;

	memset(dev, 0, sizeof(*dev));
	dev->bus = CSS_BUS;
	snprintf(dev->name, sizeof(dev->name), "0.0.%04x", config->number);
	snprintf(dev->uuid, sizeof(dev->uuid), "0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d%04x",
		 config->number);
	err = css_device_remove(dev);
	if (!err)
		err = configure(dev->name, config);
	if (!err)
		err = css_device_pass_through(dev);
	return err ? err : css_device_find(dev);
}

/* A device in use disappears only after its user has closed it. */
static int wait_until_gone(const char *path)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		if (access(path, F_OK))
			return 0;
		usleep(1000);
	}
	return -EBUSY;
}

/* Removes a simulated device, if there is one, and waits for its user to close it. */
int css_device_remove(const struct css_device *dev)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), CONFIG "/%s", dev->name);
	if (rmdir(path) && errno != ENOENT)
		return -errno;
	snprintf(path, sizeof(path), "/sys/devices/%s0/%s", dev->bus, dev->name);
	return wait_until_gone(path);
}

int css_device_remove_mdev(const struct css_device *dev)
{
	return put(MDEV, dev->uuid, "remove", "1");
}

int css_device_unbind(const struct css_device *dev)
{
	return tell_bus(dev, "drivers/vfio_ccw/unbind", dev->name);
}

int chpid_vary(unsigned int chpid, bool on)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/devices/" CSS_ROOT "/chp0.%02x/status", chpid);
	return sysfs_write(path, on ? "online" : "offline");
}

/* Where there is a real bus of that name, the simulated one has another. */
const char *css_sim_bus(void)
{
	return access("/sys/bus/css_sim", F_OK) ? "css" : "css_sim";
}

/* A channel path of a simulated channel subsystem goes or comes. */
int css_sim_path(const char *bus, unsigned int chpid, bool on)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/%s0/chp0.%02x/status", bus, chpid & 0xff);
	return sysfs_write(path, on ? "on" : "off");
}
