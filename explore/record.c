// SPDX-License-Identifier: GPL-2.0-only
/* Stubs for core/vfio/record.h: nothing is recorded. */
#include "core/vfio/record.h"

#include "core/vfio/subchannel.h"

void vfio_ccw_record_init(void)
{
}

void vfio_ccw_record_exit(void)
{
}

int vfio_ccw_record_add(struct vfio_ccw_subchannel *sub)
{
	return 0;
}

void vfio_ccw_record_remove(struct vfio_ccw_subchannel *sub)
{
}
