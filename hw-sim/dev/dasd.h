/* SPDX-License-Identifier: GPL-2.0-only */
/* An ECKD DASD: a 3390 behind a 3990 storage control, on a CKD image. */
#ifndef HW_SIM_DEV_DASD_H
#define HW_SIM_DEV_DASD_H

#include "hw-sim/dev/device.h"
#include "hw-sim/dev/image.h"

/**
 * struct dasd_config - identification and timing of the device
 * @devno: its address in the subsystem: node descriptors and subsystem id
 * @manufacturer: three characters of the node descriptors (A-Z, 0-9, blank)
 * @plant: two characters
 * @serial: twelve characters
 * @readonly: writes are inhibited, even if the image permits them
 * @seek_time: virtual nanoseconds of any arm movement
 * @seek_time_per_cylinder: virtual nanoseconds more per cylinder that the arm crosses
 */
struct dasd_config {
	u16 devno;
	char manufacturer[4];
	char plant[3];
	char serial[13];
	bool readonly;
	u64 seek_time;
	u64 seek_time_per_cylinder;
};

/** dasd_default_config - device 0120, no delays; the device in the recordings */
extern const struct dasd_config dasd_default_config;

/**
 * dasd_create() - make a DASD
 * @image: the volume; must outlive the device
 * @config: copied, or NULL for dasd_default_config
 * @error: if it fails: -EIO, -ENOMEM, or image_fault_errno() of @image->fault, if that is
 *	not an image of a 3390 volume; may be NULL
 *
 * Return: the device, or NULL.
 */
struct sim_device *dasd_create(struct sim_image *image, const struct dasd_config *config,
			       int *error);

#endif
