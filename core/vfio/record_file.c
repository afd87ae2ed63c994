// SPDX-License-Identifier: GPL-2.0-only
/* The files of a recording in debugfs; docs/record.rst describes them. */
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core/vfio/record.h"
#include "core/vfio/record_ring.h"
#include "core/vfio/subchannel.h"

static struct dentry *root;

/* ---- Settings for the next recording ---- */

static int get_record(void *data, u64 *value)
{
	struct vfio_ccw_record *record = data;

	*value = READ_ONCE(record->on);
	return 0;
}

static int set_record(void *data, u64 value)
{
	struct vfio_ccw_record *record = data;
	int err = 0;

	if (value > 1)
		return -EINVAL;
	if (mutex_lock_interruptible(&record->reader))
		return -EINTR;
	mutex_lock(&record->lock);
	if (value)
		err = vfio_ccw_record_start(record);
	else
		vfio_ccw_record_stop(record);
	mutex_unlock(&record->lock);
	mutex_unlock(&record->reader);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(record_fops, get_record, set_record, "%llu\n");

static int get_kib(void *data, u64 *value)
{
	struct vfio_ccw_record *record = data;

	*value = READ_ONCE(record->kib);
	return 0;
}

static int set_kib(void *data, u64 value)
{
	struct vfio_ccw_record *record = data;

	if (value < RECORD_KIB_MIN || value > RECORD_KIB_MAX)
		return -EINVAL;
	WRITE_ONCE(record->kib, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(kib_fops, get_kib, set_kib, "%llu\n");

static int get_dropped(void *data, u64 *value)
{
	struct vfio_ccw_record *record = data;

	spin_lock_irq(&record->ring.lock);
	*value = record->ring.dropped;
	spin_unlock_irq(&record->ring.lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(dropped_fops, get_dropped, NULL, "%llu\n");

/* ---- The data: records, for one reader ---- */

static int data_open(struct inode *inode, struct file *file)
{
	struct vfio_ccw_record *record = inode->i_private;
	int err = 0;

	mutex_lock(&record->lock);
	if (record->reading)
		err = -EBUSY;
	else
		record->reading = true;
	mutex_unlock(&record->lock);
	if (err)
		return err;
	kref_get(&record->ref);
	file->private_data = record;
	return stream_open(inode, file);
}

static int data_release(struct inode *inode, struct file *file)
{
	struct vfio_ccw_record *record = file->private_data;

	mutex_lock(&record->lock);
	record->reading = false;
	mutex_unlock(&record->lock);
	kref_put(&record->ref, vfio_ccw_record_free);
	return 0;
}

static bool record_has_some(struct vfio_ccw_record *record)
{
	struct record_ring *ring = &record->ring;
	bool any;

	spin_lock_irq(&ring->lock);
	any = ring->head != ring->tail || !record->on || record->gone;
	spin_unlock_irq(&ring->lock);
	return any;
}

/* Copy through a buffer, since records may wrap around at the end of the ring. */
static int copy_out(struct record_ring *ring, char __user *buf, u32 n)
{
	u8 piece[256];

	for (u32 done = 0; done < n; done += sizeof(piece)) {
		u32 size = min_t(u32, n - done, sizeof(piece));

		record_ring_peek(ring, done, piece, size);
		if (copy_to_user(buf + done, piece, size))
			return -EFAULT;
	}
	return 0;
}

/* Move whole records to user space.  Return: 0 if there are none; any record fits in @room. */
static ssize_t record_take(struct vfio_ccw_record *record, char __user *buf, u32 room)
{
	u32 n;
	int err;

	mutex_lock(&record->reader);
	n = record_ring_waiting(&record->ring, room);
	err = copy_out(&record->ring, buf, n);
	if (!err)
		record_ring_take(&record->ring, n);
	mutex_unlock(&record->reader);
	return err ? err : (ssize_t)n;
}

static ssize_t data_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct vfio_ccw_record *record = file->private_data;
	u32 room = min_t(size_t, count, RECORD_KIB_MAX * 1024);
	ssize_t n;

	if (room < sizeof(struct record_head) + RECORD_MAX_BODY)
		return -EINVAL;
	for (;;) {
		n = record_take(record, buf, room);
		if (n)
			return n;
		/* No record is added after @on or @gone has changed: this gets the last ones. */
		if (!READ_ONCE(record->on) || READ_ONCE(record->gone))
			return record_take(record, buf, room);
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(record->ring.wait, record_has_some(record)))
			return -ERESTARTSYS;
	}
}

static __poll_t data_poll(struct file *file, poll_table *wait)
{
	struct vfio_ccw_record *record = file->private_data;

	poll_wait(file, &record->ring.wait, wait);
	return record_has_some(record) ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations data_fops = {
	.owner = THIS_MODULE,
	.open = data_open,
	.release = data_release,
	.read = data_read,
	.poll = data_poll,
};

/* ---- The directory ---- */

static void add_files(struct vfio_ccw_record *record)
{
	struct dentry *dir = record->dir;

	debugfs_create_file_unsafe("record", 0600, dir, record, &record_fops);
	debugfs_create_file_unsafe("buffer_kib", 0600, dir, record, &kib_fops);
	debugfs_create_file_unsafe("dropped", 0400, dir, record, &dropped_fops);
	debugfs_create_bool("parameters", 0600, dir, &record->parameters);
	debugfs_create_bool("payload", 0600, dir, &record->payload);
	debugfs_create_u32("limit", 0600, dir, &record->limit);
	/* The data file holds a reference to @record: a reader may outlive the directory. */
	debugfs_create_file_unsafe("data", 0400, dir, record, &data_fops);
}

/* With the lock with which reports, in any context, read sub->record. */
static void set_record_of(struct vfio_ccw_subchannel *sub, struct vfio_ccw_record *record)
{
	spin_lock_irq(&sub->lock);
	sub->record = record;
	spin_unlock_irq(&sub->lock);
}

int vfio_ccw_record_add(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_record *record = kzalloc(sizeof(*record), GFP_KERNEL);

	if (!record)
		return -ENOMEM;
	kref_init(&record->ref);
	mutex_init(&record->lock);
	mutex_init(&record->reader);
	record_ring_init(&record->ring);
	record->sub = sub;
	record->parameters = true;
	record->kib = RECORD_KIB_USUAL;
	record->limit = U16_MAX;
	record->recorder.ops = &vfio_ccw_recorder_ops;
	record->recorder.data = record;
	record->dir = debugfs_create_dir(dev_name(sub->dev), root);
	add_files(record);
	set_record_of(sub, record);
	return 0;
}

void vfio_ccw_record_remove(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_record *record = sub->record;

	set_record_of(sub, NULL);
	mutex_lock(&record->lock);
	vfio_ccw_record_stop(record);
	WRITE_ONCE(record->gone, true);
	mutex_unlock(&record->lock);
	wake_up_interruptible_all(&record->ring.wait);
	debugfs_remove_recursive(record->dir);
	mutex_lock(&record->lock);
	vfio_ccw_record_stop(record);
	mutex_unlock(&record->lock);
	kref_put(&record->ref, vfio_ccw_record_free);
}

void vfio_ccw_record_init(void)
{
	root = debugfs_create_dir("vfio_ccw", NULL);
}

void vfio_ccw_record_exit(void)
{
	debugfs_remove_recursive(root);
}
