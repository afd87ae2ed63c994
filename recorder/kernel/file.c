// SPDX-License-Identifier: GPL-2.0-only
/* The files of a recording in debugfs; docs/record.rst describes them. */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "recorder/kernel/hooks.h"
#include "recorder/kernel/record.h"

/* ---- Settings for the next recording ---- */

static int record_on_get(void *data, u64 *value)
{
	struct vfio_ccw_record *record = data;

	*value = READ_ONCE(record->on);
	return 0;
}

static int record_on_set(void *data, u64 value)
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
DEFINE_DEBUGFS_ATTRIBUTE(record_on_fops, record_on_get, record_on_set, "%llu\n");

static int record_kib_get(void *data, u64 *value)
{
	struct vfio_ccw_record *record = data;

	*value = READ_ONCE(record->kib);
	return 0;
}

static int record_kib_set(void *data, u64 value)
{
	struct vfio_ccw_record *record = data;

	if (value < RECORD_KIB_MIN || value > RECORD_KIB_MAX)
		return -EINVAL;
	WRITE_ONCE(record->kib, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(record_kib_fops, record_kib_get, record_kib_set, "%llu\n");

static int record_dropped_get(void *data, u64 *value)
{
	struct vfio_ccw_record *record = data;

	spin_lock_irq(&record->ring.lock);
	*value = record->ring.dropped;
	spin_unlock_irq(&record->ring.lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(record_dropped_fops, record_dropped_get, NULL, "%llu\n");

/* ---- The data: records, for one reader ---- */

static int record_data_open(struct inode *inode, struct file *file)
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

static int record_data_release(struct inode *inode, struct file *file)
{
	struct vfio_ccw_record *record = file->private_data;

	/* A recording ends with its reader, however that ends. */
	mutex_lock(&record->lock);
	vfio_ccw_record_stop(record);
	record->reading = false;
	mutex_unlock(&record->lock);
	vfio_ccw_record_put(record);
	return 0;
}

static bool record_is_readable(struct vfio_ccw_record *record)
{
	struct record_ring *ring = &record->ring;
	bool any;

	spin_lock_irq(&ring->lock);
	any = ring->head != ring->tail || !record->on || record->gone;
	spin_unlock_irq(&ring->lock);
	return any;
}

/* Copy through a buffer, since records may wrap around at the end of the ring. */
static int record_copy_out(struct record_ring *ring, char __user *buf, u32 n)
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
static ssize_t record_read_some(struct vfio_ccw_record *record, char __user *buf, u32 room)
{
	u32 n;
	int err;

	mutex_lock(&record->reader);
	n = record_ring_waiting(&record->ring, room);
	err = record_copy_out(&record->ring, buf, n);
	if (!err)
		record_ring_take(&record->ring, n);
	mutex_unlock(&record->reader);
	return err ? err : (ssize_t)n;
}

static ssize_t record_data_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct vfio_ccw_record *record = file->private_data;
	u32 room = min_t(size_t, count, RECORD_KIB_MAX * 1024);
	ssize_t n;

	if (room < sizeof(struct record_head) + RECORD_MAX_BODY)
		return -EINVAL;
	for (;;) {
		n = record_read_some(record, buf, room);
		if (n)
			return n;
		/* No record is added after @on or @gone has changed: this gets the last ones. */
		if (!READ_ONCE(record->on) || READ_ONCE(record->gone))
			return record_read_some(record, buf, room);
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(record->ring.wait, record_is_readable(record)))
			return -ERESTARTSYS;
	}
}

static __poll_t record_data_poll(struct file *file, poll_table *wait)
{
	struct vfio_ccw_record *record = file->private_data;

	poll_wait(file, &record->ring.wait, wait);
	if (!record_is_readable(record))
		return 0;
	/* It tells the end of the subchannel from that of the recording. */
	return EPOLLIN | EPOLLRDNORM | (READ_ONCE(record->gone) ? EPOLLHUP : 0);
}

static const struct file_operations record_data_fops = {
	.owner = THIS_MODULE,
	.open = record_data_open,
	.release = record_data_release,
	.read = record_data_read,
	.poll = record_data_poll,
};

/* ---- The directory ---- */

static void record_create_files(struct vfio_ccw_record *record)
{
	struct dentry *dir = record->dir;

	debugfs_create_file_unsafe("record", 0600, dir, record, &record_on_fops);
	debugfs_create_file_unsafe("buffer_kib", 0600, dir, record, &record_kib_fops);
	debugfs_create_file_unsafe("dropped", 0400, dir, record, &record_dropped_fops);
	debugfs_create_bool("parameters", 0600, dir, &record->parameters);
	debugfs_create_bool("payload", 0600, dir, &record->payload);
	debugfs_create_u32("limit", 0600, dir, &record->limit);
	/* The data file holds a reference to @record: a reader may outlive the directory. */
	debugfs_create_file_unsafe("data", 0400, dir, record, &record_data_fops);
}

struct vfio_ccw_record *vfio_ccw_record_create(struct dentry *dir, const struct css_ops *css,
					       void *sch, u32 schid)
{
	struct vfio_ccw_record *record = vfio_ccw_record_alloc();

	if (!record)
		return ERR_PTR(-ENOMEM);
	record->css = css;
	record->sch = sch;
	record->schid = schid;
	record->dir = dir;
	record_create_files(record);
	return record;
}

void vfio_ccw_record_remove(struct vfio_ccw_record *record)
{
	/* A reader that sees the end of the recording sees that the subchannel is gone, too. */
	mutex_lock(&record->lock);
	WRITE_ONCE(record->gone, true);
	vfio_ccw_record_stop(record);
	mutex_unlock(&record->lock);
	wake_up_interruptible_all(&record->ring.wait);
	debugfs_remove_recursive(record->dir);
	/* It may have been started again before its files were removed. */
	mutex_lock(&record->lock);
	vfio_ccw_record_stop(record);
	mutex_unlock(&record->lock);
	vfio_ccw_record_put(record);
}
