/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Channel devices: what an administrator does with them in sysfs and, for those of the
 * simulator, in configfs.
 */
#ifndef CCWTOOLS_CSS_DEVICE_H
#define CCWTOOLS_CSS_DEVICE_H

#include <stdbool.h>

/* Configuration of a simulated device. */
struct css_device_config {
	unsigned int number;		/* of the subchannel and of the device */
	const char *type;
	const char *image;		/* path, or NULL */
	unsigned int latency_us;	/* of each command */
	bool write_cache;		/* device end may come before the data are safe */
};

/**
 * struct css_device - a device that is offered to VFIO
 * @bus: bus of the subchannel
 * @name: name of the subchannel
 * @uuid: UUID of the mdev
 * @group: number of its IOMMU group
 * @cdev: name of its character device
 */
struct css_device {
	const char *bus;
	char name[16];
	char uuid[40];
	char group[16];
	char cdev[32];
};

/* All return 0 or a negative errno. */
int sysfs_write(const char *path, const char *value);
int css_device_add(struct css_device *dev, const struct css_device_config *config);
int css_device_pass_through(const struct css_device *dev);
int css_device_find(struct css_device *dev);
int css_device_remove(const struct css_device *dev);
int css_device_remove_mdev(const struct css_device *dev);
int css_device_unbind(const struct css_device *dev);
int chpid_vary(unsigned int chpid, bool on);
int css_sim_path(const char *bus, unsigned int chpid, bool on);

/* The bus of simulated subchannels. */
const char *css_sim_bus(void);

/* On a machine with a real channel subsystem, the simulated one has another name. */
#ifndef CSS_BUS
#define CSS_BUS	"css"
#endif
#define CSS_ROOT	CSS_BUS "0"

/* The paths of every device. */
#define CSS_CHPID_0	0x40
#define CSS_CHPID_1	0x41

#endif
