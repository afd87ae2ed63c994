/* SPDX-License-Identifier: GPL-2.0-only */
/* core/platform.h as in the kernel; steps of the core are shown with their source line. */
#ifndef EXPLORE_PLATFORM_PORT_H
#define EXPLORE_PLATFORM_PORT_H

#include "core/vfio/platform_port.h"

#define platform_load_acquire(p) \
	(sched_where(PLACE("", #p)), platform_load_acquire(p))
#define platform_store_release(p, v) \
	(sched_where(PLACE("", #p)), platform_store_release(p, v))
#define platform_xchg(p, v) \
	(sched_where(PLACE("", #p)), platform_xchg(p, v))
#define platform_fetch_or(p, v) \
	(sched_where(PLACE("", #p)), platform_fetch_or(p, v))

#endif
