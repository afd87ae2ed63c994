// SPDX-License-Identifier: GPL-2.0-only
/*
 * test_channel.ko: a subchannel that a test controls, mainly to make it misbehave.  It has no
 * device and moves no data: a program ends at once, or when the test ends it.
 *
 * The files of /sys/bus/platform/devices/vfio_ccw:
 *
 *	asleep		1: STORE SUBCHANNEL does not return until this is 0 again; reads as 1
 *			while a STORE SUBCHANNEL waits
 *	deaf		1: functions that begin do not end, not even by CLEAR
 *	enable_cc	condition code of MODIFY SUBCHANNEL
 *	end		ends the functions that have begun
 *	stop, shutdown	what a bus driver calls when a path is lost, or the machine shuts down
 */
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/wait.h>

#include "core/vfio/subchannel.h"

#define DEVICE_NAME	"vfio_ccw"
#define SCHID		(CSS_SCHID_ONE | 0x0123)
#define PATH		0x80

/**
 * struct channel - the only test channel
 * @sub: for vfio_ccw.ko
 * @lock: guards the rest, and is held while status is presented
 * @begun: functions that have not ended: CSS_FCTL_*
 * @deaf: see above
 * @enable_cc: see above
 * @enabled: by the last MODIFY SUBCHANNEL
 * @asleep: see above
 * @awake: woken when @asleep becomes false; has a waiter while a STORE SUBCHANNEL does
 *	not return
 */
static struct channel {
	struct vfio_ccw_subchannel sub;
	struct mutex lock;	/* guards the rest */
	u16 begun;
	bool deaf;
	u8 enable_cc;
	bool enabled;
	bool asleep;
	wait_queue_head_t awake;
} channel = {
	.lock = __MUTEX_INITIALIZER(channel.lock),
	.awake = __WAIT_QUEUE_HEAD_INITIALIZER(channel.awake),
};

/* ---- Operations of the subchannel ---- */

static void test_channel_present(struct channel *ch)
{
	const u16 final = CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING;
	struct css_irb irb = {};
	u16 begun = ch->begun;

	lockdep_assert_held(&ch->lock);
	ch->begun = 0;
	if (!begun)
		return;
	if (begun & CSS_FCTL_CLEAR) {
		irb.scsw.ctrl = cpu_to_be16(CSS_FCTL_CLEAR | CSS_STCTL_PENDING);
	} else {
		irb.scsw.ctrl = cpu_to_be16(begun | final);
		irb.scsw.dstat = CSS_DSTAT_CE | CSS_DSTAT_DE;
	}
	vfio_ccw_subchannel_interrupt(&ch->sub, &irb);
}

static int test_channel_begin(struct channel *ch, u16 function)
{
	mutex_lock(&ch->lock);
	ch->begun |= function;
	if (!ch->deaf)
		test_channel_present(ch);
	mutex_unlock(&ch->lock);
	return 0;
}

static int test_channel_start(void *sch, const struct css_orb *orb)
{
	return test_channel_begin(sch, CSS_FCTL_START);
}

static int test_channel_halt(void *sch)
{
	return test_channel_begin(sch, CSS_FCTL_HALT);
}

static int test_channel_clear(void *sch)
{
	return test_channel_begin(sch, CSS_FCTL_CLEAR);
}

static int test_channel_resume(void *sch)
{
	return 2;	/* nothing is suspended */
}

static int test_channel_cancel(void *sch)
{
	return 2;	/* the program runs already */
}

static int test_channel_store(void *sch, struct css_schib *schib)
{
	struct channel *ch = sch;

	wait_event(ch->awake, !READ_ONCE(ch->asleep));
	memset(schib, 0, sizeof(*schib));
	schib->pmcw.flags = cpu_to_be16(READ_ONCE(ch->enabled) ? CSS_PMCW_ENABLED | CSS_PMCW_DNV :
					CSS_PMCW_DNV);
	schib->pmcw.pim = PATH;
	schib->pmcw.pam = PATH;
	schib->pmcw.pom = PATH;
	mutex_lock(&ch->lock);
	schib->scsw.ctrl = cpu_to_be16(ch->begun);
	mutex_unlock(&ch->lock);
	return 0;
}

static int test_channel_enable(void *sch, bool on)
{
	struct channel *ch = sch;
	int cc = READ_ONCE(ch->begun) ? 2 : READ_ONCE(ch->enable_cc);

	if (!cc)
		WRITE_ONCE(ch->enabled, on);
	return cc;
}

static const struct css_ops test_channel_ops = {
	.start = test_channel_start,
	.halt = test_channel_halt,
	.clear = test_channel_clear,
	.resume = test_channel_resume,
	.cancel = test_channel_cancel,
	.store = test_channel_store,
	.enable = test_channel_enable,
};

/* ---- Files for a test ---- */

static ssize_t test_channel_set_flag(bool *flag, const char *buf, size_t count)
{
	bool on;
	int err = kstrtobool(buf, &on);

	if (err)
		return err;
	mutex_lock(&channel.lock);
	WRITE_ONCE(*flag, on);
	mutex_unlock(&channel.lock);
	return count;
}

static ssize_t asleep_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	/* A reader polls until there is a waiter: a stale answer is corrected by the next read. */
	return sysfs_emit(buf, "%d\n", waitqueue_active(&channel.awake));
}

static ssize_t asleep_store(struct device *dev, struct device_attribute *attr, const char *buf,
			    size_t count)
{
	ssize_t ret = test_channel_set_flag(&channel.asleep, buf, count);

	wake_up_all(&channel.awake);
	return ret;
}
static DEVICE_ATTR_RW(asleep);

static ssize_t deaf_store(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count)
{
	return test_channel_set_flag(&channel.deaf, buf, count);
}
static DEVICE_ATTR_WO(deaf);

static ssize_t enable_cc_store(struct device *dev, struct device_attribute *attr,
			       const char *buf, size_t count)
{
	u8 cc;
	int err = kstrtou8(buf, 10, &cc);

	if (err)
		return err;
	if (cc > 3)
		return -ERANGE;
	WRITE_ONCE(channel.enable_cc, cc);
	return count;
}
static DEVICE_ATTR_WO(enable_cc);

static ssize_t end_store(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count)
{
	mutex_lock(&channel.lock);
	test_channel_present(&channel);
	mutex_unlock(&channel.lock);
	return count;
}
static DEVICE_ATTR_WO(end);

static ssize_t stop_store(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count)
{
	vfio_ccw_subchannel_terminate(&channel.sub, vfio_ccw_subchannel_program(&channel.sub));
	return count;
}
static DEVICE_ATTR_WO(stop);

/* 0: undoes the shutdown, which no real machine does with its memory unchanged. */
static ssize_t shutdown_store(struct device *dev, struct device_attribute *attr, const char *buf,
			      size_t count)
{
	bool down;
	int err = kstrtobool(buf, &down);

	if (err)
		return err;
	if (down)
		vfio_ccw_subchannel_shutdown(&channel.sub);
	else
		WRITE_ONCE(channel.sub.shutdown, false);
	return count;
}
static DEVICE_ATTR_WO(shutdown);

static struct attribute *channel_attrs[] = {
	&dev_attr_asleep.attr,
	&dev_attr_deaf.attr,
	&dev_attr_enable_cc.attr,
	&dev_attr_end.attr,
	&dev_attr_stop.attr,
	&dev_attr_shutdown.attr,
	NULL
};
ATTRIBUTE_GROUPS(channel);

/* ---- On a bus, since tools look for mdevs there ---- */

static int test_channel_probe(struct platform_device *pdev)
{
	channel.sub = (struct vfio_ccw_subchannel){
		.dev = &pdev->dev,
		.css = &test_channel_ops,
		.sch = &channel,
		.id = SCHID,
	};
	vfio_ccw_subchannel_init(&channel.sub);
	return vfio_ccw_subchannel_register(&channel.sub);
}

static void test_channel_remove(struct platform_device *pdev)
{
	vfio_ccw_subchannel_unregister(&channel.sub);
}

/* The mdev type is named after the driver. */
static struct platform_driver test_channel_driver = {
	.driver = {
		.name = DEVICE_NAME,
		.dev_groups = channel_groups,
	},
	.probe = test_channel_probe,
	.remove = test_channel_remove,
};

static struct platform_device *test_channel_device;

static int __init test_channel_init(void)
{
	int err = platform_driver_register(&test_channel_driver);

	if (err)
		return err;
	test_channel_device = platform_device_register_simple(DEVICE_NAME, PLATFORM_DEVID_NONE,
							      NULL, 0);
	if (!IS_ERR(test_channel_device))
		return 0;
	platform_driver_unregister(&test_channel_driver);
	return PTR_ERR(test_channel_device);
}
module_init(test_channel_init);

static void __exit test_channel_exit(void)
{
	platform_device_unregister(test_channel_device);
	platform_driver_unregister(&test_channel_driver);
}
module_exit(test_channel_exit);

MODULE_DESCRIPTION("A subchannel that misbehaves, for tests of vfio_ccw");
MODULE_LICENSE("GPL");
