/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A simulated device in this kernel that is made for one replay, and removed after it:
 * configured in css_sim, passed through, its media copies in a folder of its own.
 */
#ifndef REPLAY_OWN_DEVICE_H
#define REPLAY_OWN_DEVICE_H

#include "ccwtools/vfio/css_device.h"
#include "ccwtools/replay/css_plan.h"
#include "ccwtools/replay/volume.h"

struct own_device;

/**
 * struct own_device_config - the device that is to be made
 * @device: device type ("3390")
 * @devno: device number, and subchannel number
 * @pmcw: tells which paths there are, or NULL: one
 * @volume: its image
 * @faults: it needs css_sim's plan for itself
 */
struct own_device_config {
	const char *device;
	u16 devno;
	const struct css_pmcw *pmcw;
	struct volume *volume;
	bool faults;
};

/**
 * own_device_create() - configure it, and offer it to VFIO
 * @config: what it is to be
 * @dev: gets its names
 * @problem: says why not, and what to do
 *
 * Return: the device, or NULL.
 */
struct own_device *own_device_create(const struct own_device_config *config,
				     struct css_device *dev, struct problem *problem);

/** own_device_plan() - css_sim's plan; may be changed if the device was created with @faults */
struct css_plan *own_device_plan(struct own_device *own);

/** own_device_mount() - the operator puts another tape into the drive */
bool own_device_mount(struct own_device *own, struct volume *tape, struct problem *problem);

/**
 * own_device_path() - a channel path goes or comes; in the end, it is there again
 * @own: the device
 * @chpid: the path
 * @on: it comes
 *
 * Return: 0, or a negative errno.
 */
int own_device_path(struct own_device *own, u8 chpid, bool on);

/** own_device_remove() - take it out of the machine, which must not use it any more */
bool own_device_remove(struct own_device *own, struct problem *problem);
/** own_device_images() - after that: copy the resulting images back to the volumes */
bool own_device_images(struct own_device *own, struct problem *problem);
/** own_device_free() - release everything, in any state of the device */
void own_device_free(struct own_device *own);

#endif
