// SPDX-License-Identifier: GPL-2.0-only
/* Stubs for the recorder, the history and the counters: nothing is recorded, kept or counted. */
#include "core/vfio/counters.h"
#include "core/vfio/history.h"
#include "recorder/kernel/hooks.h"

int vfio_ccw_history_init(struct dentry *root)
{
	return 0;
}

void vfio_ccw_history_exit(void)
{
}

void vfio_ccw_history_add(const struct vfio_ccw_history_event *event)
{
}

void vfio_ccw_count(u64 *counter)
{
}

void vfio_ccw_count_event(struct vfio_ccw_counters *counters, const struct vfio_ccw_trace *event)
{
}

void vfio_ccw_counters_create(struct vfio_ccw_counters *counters, struct dentry *dir)
{
}

struct vfio_ccw_record *vfio_ccw_record_create(struct dentry *dir, const struct css_ops *css,
					       void *sch, u32 schid)
{
	return NULL;
}

void vfio_ccw_record_remove(struct vfio_ccw_record *record)
{
}
