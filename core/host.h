/* SPDX-License-Identifier: GPL-2.0-only */
/* Services of the host that it may not have. */
#ifndef CORE_HOST_H
#define CORE_HOST_H

#include "core/trace.h"
#include "core/vfio_ccw.h"

/* Warn unless the device's mutex is held. */
static inline void vfio_ccw_host_assert_locked(const struct vfio_ccw *vc)
{
	if (vc->host->assert_locked)
		vc->host->assert_locked(vc->host_data);
}

/* Report an event to the host. */
static inline void vfio_ccw_host_trace(struct vfio_ccw *vc, const struct vfio_ccw_trace *event)
{
	if (vc->host->trace)
		vc->host->trace(vc->host_data, event);
}

#endif
