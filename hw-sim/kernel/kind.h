/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of devices that can be configured. */
#ifndef HW_SIM_KERNEL_KIND_H
#define HW_SIM_KERNEL_KIND_H

#include <linux/types.h>

struct sim_device;
struct sim_image;

/* For messages */
#define DEVICE_KIND_NAMES	"dasd_eckd, tape_3480, tape_3490, tape_3480_recorded, " \
			"tape_3490_recorded, echo"

/**
 * struct device_kind - a kind of device
 * @name: value of the file "type"
 * @has_image: the device keeps its data in a file
 * @removable: an operator may exchange the file, or take it out
 * @create: create a device; returns NULL, with an errno in @error, if that fails
 */
struct device_kind {
	const char *name;
	bool has_image;
	bool removable;
	struct sim_device *(*create)(struct sim_image *image, u16 devno, int *error);
};

const struct device_kind *device_kind_find(const char *name);
const struct device_kind *device_kind_default(void);

#endif
