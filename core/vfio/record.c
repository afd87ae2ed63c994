// SPDX-License-Identifier: GPL-2.0-only
/* Recording of what passes through a subchannel: on, off, and the hooks. */
#include <linux/mm.h>
#include <linux/slab.h>

#include "core/vfio/device.h"
#include "core/vfio/record.h"
#include "core/vfio/record_ring.h"

DEFINE_STATIC_KEY_FALSE(vfio_ccw_recording);

static void recorder_put(void *data, enum record_kind kind, const void *body, u32 size,
			 const void *more, u32 more_size)
{
	struct vfio_ccw_record *record = data;

	record_ring_put(&record->ring, kind, body, size, more, more_size);
}

const struct recorder_ops vfio_ccw_recorder_ops = { .put = recorder_put };

/* ---- On and off ---- */

/* Replace the memory of the ring, and empty it. */
static void set_ring(struct vfio_ccw_record *record, u8 *bytes, u32 size)
{
	struct record_ring *ring = &record->ring;
	u8 *old = ring->bytes;

	spin_lock_irq(&ring->lock);
	ring->bytes = bytes;
	ring->size = size;
	ring->head = 0;
	ring->tail = 0;
	ring->seq = 0;
	ring->dropped = 0;
	spin_unlock_irq(&ring->lock);
	kvfree(old);
}

/* With the ring's lock, which record_has_some() takes to read @on. */
static void set_on(struct vfio_ccw_record *record, bool on)
{
	spin_lock_irq(&record->ring.lock);
	WRITE_ONCE(record->on, on);
	spin_unlock_irq(&record->ring.lock);
}

static void begin_stream(struct vfio_ccw_record *record)
{
	struct css_schib schib = {};
	int cc = record->sub->css->store(record->sub->sch, &schib);

	record->recorder.parameters = record->parameters;
	record->recorder.payload = record->payload;
	record->recorder.limit = record->limit;
	recorder_stream(&record->recorder, record->sub->id, cc, &schib);
}

int vfio_ccw_record_start(struct vfio_ccw_record *record)
{
	u32 size = record->kib * 1024;
	u8 *bytes;
	int err;

	if (record->on)
		return 0;
	bytes = kvmalloc(size, GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!bytes)
		return -ENOMEM;
	err = recorder_create(&record->recorder);
	if (err) {
		kvfree(bytes);
		return err;
	}
	set_ring(record, bytes, size);
	begin_stream(record);
	set_on(record, true);
	static_branch_inc(&vfio_ccw_recording);
	return 0;
}

void vfio_ccw_record_stop(struct vfio_ccw_record *record)
{
	if (!record->on)
		return;
	static_branch_dec(&vfio_ccw_recording);
	set_on(record, false);
	recorder_destroy(&record->recorder);
	wake_up_interruptible_all(&record->ring.wait);
}

void vfio_ccw_record_free(struct kref *ref)
{
	struct vfio_ccw_record *record = container_of(ref, struct vfio_ccw_record, ref);

	kvfree(record->ring.bytes);
	mutex_destroy(&record->lock);
	mutex_destroy(&record->reader);
	kfree(record);
}

/* ---- Hooks ---- */

/* With the device's mutex held.  Return: NULL if the device is not recorded. */
static struct vfio_ccw_record *record_enter(struct vfio_ccw_device *dev)
{
	struct vfio_ccw_record *record = dev->sub->record;

	lockdep_assert_held(&dev->lock);
	if (!record || !READ_ONCE(record->on))
		return NULL;
	mutex_lock(&record->lock);
	if (record->on)
		return record;
	mutex_unlock(&record->lock);
	return NULL;
}

static void record_leave(struct vfio_ccw_record *record)
{
	mutex_unlock(&record->lock);
}

void vfio_ccw_record_begin(struct vfio_ccw_device *dev)
{
	struct vfio_ccw_record *record = record_enter(dev);

	if (!record)
		return;
	recorder_begin(&record->recorder);
	record_leave(record);
}

void vfio_ccw_record_read(struct vfio_ccw_device *dev, u64 iova, const void *buf, size_t len)
{
	struct vfio_ccw_record *record = dev->sub->record;

	/*
	 * The recorder itself reads guest memory with record->lock held: do not take it again.
	 * @sampling is only accessed with the device's mutex held, as in all hooks.
	 */
	if (record && record->recorder.sampling)
		return;
	record = record_enter(dev);
	if (!record)
		return;
	recorder_read(&record->recorder, &dev->vc, iova, buf, len);
	record_leave(record);
}

void vfio_ccw_record_trace(struct vfio_ccw_device *dev, const struct vfio_ccw_trace *event)
{
	struct vfio_ccw_record *record = record_enter(dev);

	if (!record)
		return;
	recorder_trace(&record->recorder, &dev->vc, event);
	record_leave(record);
}

void vfio_ccw_record_note(struct vfio_ccw_device *dev, enum record_kind kind, int result)
{
	struct vfio_ccw_record *record = record_enter(dev);

	if (!record)
		return;
	recorder_note(&record->recorder, kind, result);
	record_leave(record);
}

void vfio_ccw_record_report(struct vfio_ccw_subchannel *sub, const struct css_crw *crw)
{
	unsigned long flags;

	/* Reports may arrive before and after sub->record is set. */
	spin_lock_irqsave(&sub->lock, flags);
	if (sub->record && READ_ONCE(sub->record->on))
		record_ring_put(&sub->record->ring, RECORD_CRW, crw, sizeof(*crw), NULL, 0);
	spin_unlock_irqrestore(&sub->lock, flags);
}
