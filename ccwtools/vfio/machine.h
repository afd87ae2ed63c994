/* SPDX-License-Identifier: GPL-2.0-only */
/* An administrator's operations on the simulated machine: configfs and sysfs. */
#ifndef CCWTOOLS_MACHINE_H
#define CCWTOOLS_MACHINE_H

#include <stdbool.h>

/**
 * struct machine_config - configuration of a device
 * @number: subchannel number, and device number
 * @type: kind of device
 * @image: path of its image, or NULL
 * @latency_us: time that each command takes
 * @write_cache: device end may come before the data are safe
 */
struct machine_config {
	unsigned int number;
	const char *type;
	const char *image;
	unsigned int latency_us;
	bool write_cache;
};

/**
 * struct machine_device - a device that is offered to VFIO
 * @bus: bus of the subchannel
 * @name: name of the subchannel
 * @uuid: UUID of the mdev
 * @group: number of its IOMMU group
 * @cdev: name of its character device
 */
struct machine_device {
	const char *bus;
	char name[16];
	char uuid[40];
	char group[16];
	char cdev[32];
};

/* All return 0 or a negative errno. */
int machine_put(const char *path, const char *value);
int machine_add(struct machine_device *dev, const struct machine_config *config);
int machine_pass_through(const struct machine_device *dev);
int machine_find(struct machine_device *dev);
int machine_remove(const struct machine_device *dev);
int machine_remove_mdev(const struct machine_device *dev);
int machine_unbind(const struct machine_device *dev);
int machine_vary(unsigned int chpid, bool on);

/* On a machine with a real channel subsystem, the simulated one has another name. */
#ifndef MACHINE_BUS
#define MACHINE_BUS	"css"
#endif
#define MACHINE_ROOT	MACHINE_BUS "0"

/* The paths of every device. */
#define MACHINE_CHPID_0	0x40
#define MACHINE_CHPID_1	0x41

#endif
