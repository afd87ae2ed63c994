// SPDX-License-Identifier: GPL-2.0-only
/* Where the driver tells a recording what passes through its subchannel. */
#include "core/host.h"
#include "recorder/kernel/hooks.h"
#include "recorder/kernel/record.h"

DEFINE_STATIC_KEY_FALSE(vfio_ccw_recording);

/* Take the recording's lock.  Return: false, without the lock, if nothing is recorded. */
static bool record_enter(struct vfio_ccw_record *record, const struct vfio_ccw *vc)
{
	vfio_ccw_host_assert_locked(vc);
	if (!record || !READ_ONCE(record->on))
		return false;
	mutex_lock(&record->lock);
	if (record->on)
		return true;
	mutex_unlock(&record->lock);
	return false;
}

static void record_leave(struct vfio_ccw_record *record)
{
	mutex_unlock(&record->lock);
}

void vfio_ccw_record_begin(struct vfio_ccw_record *record, const struct vfio_ccw *vc)
{
	if (!record_enter(record, vc))
		return;
	recorder_begin(&record->recorder);
	record_leave(record);
}

void vfio_ccw_record_read(struct vfio_ccw_record *record, const struct vfio_ccw *vc, u64 iova,
			  const void *buf, size_t len)
{
	/*
	 * The recorder itself reads guest memory with record->lock held: do not take it again.
	 * @sampling is only accessed with the device's mutex held, as in all hooks.
	 */
	if (record && record->recorder.sampling)
		return;
	if (!record_enter(record, vc))
		return;
	recorder_read(&record->recorder, vc, iova, buf, len);
	record_leave(record);
}

void vfio_ccw_record_trace(struct vfio_ccw_record *record, const struct vfio_ccw *vc,
			   const struct vfio_ccw_trace *event)
{
	if (!record_enter(record, vc))
		return;
	recorder_trace(&record->recorder, vc, event);
	record_leave(record);
}

void vfio_ccw_record_note(struct vfio_ccw_record *record, const struct vfio_ccw *vc,
			  enum record_kind kind, int result)
{
	if (!record_enter(record, vc))
		return;
	recorder_note(&record->recorder, kind, result);
	record_leave(record);
}

void vfio_ccw_record_report(struct vfio_ccw_record *record, const struct css_crw *crw)
{
	if (record && READ_ONCE(record->on))
		record_ring_put(&record->ring, RECORD_CRW, crw, sizeof(*crw), NULL, 0);
}
