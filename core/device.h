/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the core share of a device. */
#ifndef CORE_DEVICE_H
#define CORE_DEVICE_H

#include "core/vfio_ccw.h"

/**
 * device_drain() - let the state machine see what interrupts have come
 * @vc: the device
 *
 * Whoever takes the mutex does this first.
 */
void device_drain(struct vfio_ccw *vc);

/* io_region.c: reads and writes inside the region's bounds */
void io_region_read(struct vfio_ccw *vc, size_t offset, void *buf, size_t len);
int io_region_write(struct vfio_ccw *vc, size_t offset, const void *buf, size_t len);

#endif
