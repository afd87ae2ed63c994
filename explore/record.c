// SPDX-License-Identifier: GPL-2.0-only
/* Stubs for recorder/kernel/hooks.h: nothing is recorded. */
#include "recorder/kernel/hooks.h"

void vfio_ccw_record_init(void)
{
}

void vfio_ccw_record_exit(void)
{
}

struct vfio_ccw_record *vfio_ccw_record_create(struct device *dev, const struct css_ops *css,
					       void *sch, u32 schid)
{
	return NULL;
}

void vfio_ccw_record_remove(struct vfio_ccw_record *record)
{
}
