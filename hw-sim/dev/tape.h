/* SPDX-License-Identifier: GPL-2.0-only */
/* A cartridge tape drive with its control unit, 3480 or 3490, on an AWSTAPE image. */
#ifndef HW_SIM_DEV_TAPE_H
#define HW_SIM_DEV_TAPE_H

#include "hw-sim/dev/device.h"
#include "hw-sim/dev/image.h"

enum tape_type {
	TAPE_3480,
	TAPE_3490,
};

/**
 * struct tape_config - type and behaviour of the drive
 * @type: type of the drive
 * @capacity: bytes that fit on a tape; a longer one can be read, not extended
 * @ready_status: unit status of a drive that has become ready
 * @keeps_erased: Data Security Erase is accepted and the tape stays as it is
 */
struct tape_config {
	enum tape_type type;
	u64 capacity;
	u8 ready_status;
	bool keeps_erased;
};

/** tape_config_of() - configuration of a real drive of a type */
struct tape_config tape_config_of(enum tape_type type);

/**
 * tape_create() - make a drive
 * @image: the tape in it, which must exist until it is ejected; or NULL
 * @config: copied
 * @error: if it fails: -EIO, -ENOMEM, or image_fault_errno() of @image->fault, if that is not
 *	a tape image; may be NULL
 *
 * Return: the device, or NULL.
 */
struct sim_device *tape_create(struct sim_image *image, const struct tape_config *config,
			       int *error);

/**
 * tape_mount() - the operator puts a tape into the drive
 * @dev: a tape drive; the tape that was in it is taken out
 * @image: the new tape, which must exist until it is ejected
 *
 * The drive becomes ready.  The caller must present tape_ready_status() with
 * sim_attention().
 *
 * Return: 0; -EIO or image_fault_errno() of @image->fault, and nothing has changed.
 */
int tape_mount(struct sim_device *dev, struct sim_image *image);

/** tape_unmount() - the operator takes out the tape, if there is one */
void tape_unmount(struct sim_device *dev);

/** tape_is_mounted() - is there a tape in the drive? */
bool tape_is_mounted(const struct sim_device *dev);

/** tape_ready_status() - unit status that a drive presents when it has become ready */
u8 tape_ready_status(const struct sim_device *dev);

#endif
