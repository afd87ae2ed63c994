/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions on a device that only the files of core/, core/fsm/ and recorder/ call. */
#ifndef CORE_DEVICE_H
#define CORE_DEVICE_H

#include "core/vfio_ccw.h"

/*
 * Pass queued interrupts to the state machine.  Must come before anything else that is done
 * with the mutex held.
 */
void device_drain(struct vfio_ccw *vc);

/* io_region.c: reads and writes inside the region's bounds */
void io_region_read(struct vfio_ccw *vc, size_t offset, void *buf, size_t len);
int io_region_write(struct vfio_ccw *vc, size_t offset, const void *buf, size_t len);
void io_region_request(const struct vfio_ccw *vc, struct css_orb *orb, struct css_scsw *scsw);

#endif
