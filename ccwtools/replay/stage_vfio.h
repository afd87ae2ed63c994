/* SPDX-License-Identifier: GPL-2.0-only */
/* The stage in a kernel: a device of vfio_ccw, used like any user program does. */
#ifndef REPLAY_STAGE_VFIO_H
#define REPLAY_STAGE_VFIO_H

#include "ccwtools/replay/stage.h"

/**
 * struct vfio_stage_config - what to use, and how
 * @uuid: of an mdev that is there, or NULL: a simulated device is made
 * @interface: "group", "cdev", or NULL for what there is
 * @memory: bytes of guest memory
 * @patience_ms: how long to wait for an interrupt
 * @device: device type ("3390"); with @uuid, what it has to be; NULL if unknown
 * @devno: number of the device that is made
 * @pmcw: tells which paths that has, or NULL: one
 * @volume: image of the device that is made
 * @plan: faults for it, or NULL
 * @stops: programs are to be stopped at a given point, which takes faults, too
 */
struct vfio_stage_config {
	const char *uuid;
	const char *interface;
	u64 memory;
	int patience_ms;
	const char *device;
	u16 devno;
	const struct css_pmcw *pmcw;
	struct volume *volume;
	struct sim_plan *plan;
	bool stops;
};

/**
 * stage_vfio() - open the device
 * @config: all about it; what it points to must outlive the stage
 * @problem: says why not, and what to do
 *
 * Return: the stage, or NULL.
 */
struct stage *stage_vfio(const struct vfio_stage_config *config, struct problem *problem);

#endif
