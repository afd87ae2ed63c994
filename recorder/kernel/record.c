// SPDX-License-Identifier: GPL-2.0-only
/* The recording of a subchannel: on and off. */
#include <linux/limits.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "recorder/kernel/hooks.h"
#include "recorder/kernel/record.h"

static void record_put(void *data, enum record_kind kind, const void *body, u32 size,
		       const void *more, u32 more_size)
{
	struct vfio_ccw_record *record = data;

	record_ring_put(&record->ring, kind, body, size, more, more_size);
}

static const struct recorder_ops record_ops = { .put = record_put };

struct vfio_ccw_record *vfio_ccw_record_alloc(void)
{
	struct vfio_ccw_record *record = kzalloc(sizeof(*record), GFP_KERNEL);

	if (!record)
		return NULL;
	kref_init(&record->ref);
	mutex_init(&record->lock);
	mutex_init(&record->reader);
	record_ring_init(&record->ring);
	record->parameters = true;
	record->kib = RECORD_KIB_USUAL;
	record->limit = U16_MAX;
	record->recorder.ops = &record_ops;
	record->recorder.data = record;
	return record;
}

static void record_free(struct kref *ref)
{
	struct vfio_ccw_record *record = container_of(ref, struct vfio_ccw_record, ref);

	kvfree(record->ring.bytes);
	mutex_destroy(&record->lock);
	mutex_destroy(&record->reader);
	kfree(record);
}

void vfio_ccw_record_put(struct vfio_ccw_record *record)
{
	kref_put(&record->ref, record_free);
}

/* record_is_readable() takes the ring's lock to read @on. */
static void record_set_on(struct vfio_ccw_record *record, bool on)
{
	spin_lock_irq(&record->ring.lock);
	WRITE_ONCE(record->on, on);
	spin_unlock_irq(&record->ring.lock);
}

static void record_begin_stream(struct vfio_ccw_record *record)
{
	struct css_schib schib = {};
	int cc = record->css->store(record->sch, &schib);

	record->recorder.parameters = record->parameters;
	record->recorder.payload = record->payload;
	record->recorder.limit = record->limit;
	recorder_stream(&record->recorder, record->schid, cc, &schib);
}

int vfio_ccw_record_start(struct vfio_ccw_record *record)
{
	u32 size = record->kib * 1024;
	u8 *bytes;
	int err;

	lockdep_assert_held(&record->reader);
	lockdep_assert_held(&record->lock);
	if (record->on)
		return -EBUSY;
	bytes = kvmalloc(size, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!bytes)
		return -ENOMEM;
	err = recorder_create(&record->recorder);
	if (err) {
		kvfree(bytes);
		return err;
	}
	kvfree(record_ring_replace(&record->ring, bytes, size));
	record_begin_stream(record);
	record_set_on(record, true);
	static_branch_inc(&vfio_ccw_recording);
	return 0;
}

void vfio_ccw_record_stop(struct vfio_ccw_record *record)
{
	lockdep_assert_held(&record->lock);
	if (!record->on)
		return;
	static_branch_dec(&vfio_ccw_recording);
	record_set_on(record, false);
	recorder_destroy(&record->recorder);
	wake_up_interruptible_all(&record->ring.wait);
}
