// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user of the device, which checks the guarantees of the driver: each program that was
 * accepted ends once, and each signal is for an interrupt.
 */
#include "explore/user.h"

#include "core/vfio/device.h"
#include "explore/channel.h"

#define KEY_OF(program)	((program) & 0xfu)

void user_init(struct user *user, const char *name, struct vfio_device *vdev)
{
	*user = (struct user){ .name = name, .vdev = vdev };
}

void user_program(struct user *user, u32 ccws, u32 apart)
{
	struct css_ccw1 *ccw = space_at(user->space, 0);

	for (u32 i = 0; i < ccws; i++)
		ccw[i] = (struct css_ccw1){
			.cmd = i % 2 ? CSS_CMD_READ : CSS_CMD_WRITE,
			.flags = CSS_CCW_SLI | (i + 1 < ccws ? CSS_CCW_CC : 0),
			.count = cpu_to_be16(64),
			.cda = cpu_to_be32((u32)(PAGE_SIZE * (1 + i * apart))),
		};
}

void user_open(struct user *user, struct space *space)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(user->vdev);
	int err;

	user->space = space;
	err = vfio_open(user->vdev, space);
	sched_say("%s: open: %d", user->name, err);
	user->is_open = !err;
	if (err) {
		if (err != -EBUSY && err != -ENODEV)
			sched_fail("open returns %d", err);
		return;
	}
	vfio_ccw_set_notifier(dev, VFIO_CCW_IO_IRQ_INDEX, &user->signals);
}

void user_close(struct user *user)
{
	if (!user->is_open)
		return;
	user->is_open = false;
	vfio_close(user->vdev);
	user->out = 0;
	user->took_back = true;
	sched_say("%s: closed", user->name);
}

/* The errno values that docs/uapi.rst allows. */
static void check_errno(const struct user *user, const char *what, int err)
{
	bool allowed = err == 0 || err == -EBUSY || err == -EAGAIN ||
		       (err == -EINTR && sched_current()->killed);

	if (user->broken || channel.gone || channel.down)
		allowed |= err == -EIO || err == -ENODEV || err == -EACCES;
	if (!allowed)
		sched_fail("%s returns %d", what, err);
}

int user_start(struct user *user)
{
	struct ccw_io_region region = {};
	u32 number = user->programs + 1;
	u16 control = (u16)(KEY_OF(number) << 12 | CSS_ORB_F >> 16);
	u16 scsw[2] = { 0, CSS_FCTL_START };
	loff_t position = 0;
	ssize_t ret;

	if (user->out || !user->is_open)
		return -EBUSY;
	user->programs = number;
	user->out = number;
	user->accepted = false;
	user->number = 0;
	user->doubt = false;
	memcpy(region.orb_area + 4, &control, sizeof(control));
	region.orb_area[6] = 0xff;	/* any path */
	memcpy(region.scsw_area, scsw, sizeof(scsw));
	sched_say("%s: starts program %u", user->name, number);
	ret = user->vdev->ops->write(user->vdev, (const char *)&region, sizeof(region), &position);
	sched_say("%s: start of program %u: %zd", user->name, number, ret);
	if (ret == sizeof(region)) {
		user->number = channel.program;
		user->accepted = true;
		return 0;
	}
	check_errno(user, "a start", (int)ret);
	if (user->out != number && !user->took_back)
		sched_fail("program %u was refused with %zd, but has ended", number, ret);
	user->out = 0;
	return (int)ret;
}

/* A program ends with its own status, or with that of a function that ended it. */
static void check_status(struct user *user, const struct css_irb *irb, u32 clears)
{
	u16 ctrl = be16_to_cpu(irb->scsw.ctrl), key = be16_to_cpu(irb->scsw.flags) >> 12;
	u32 ended = channel_ended(irb);

	sched_say("%s: reads status, control %04x, device %02x, key %u", user->name, ctrl,
		  irb->scsw.dstat, key);
	if (ctrl & CSS_FCTL && !ended && !channel.asked)
		sched_fail("%s reads status of a function that it has not issued", user->name);
	if (!(ctrl & CSS_FCTL_START)) {
		/* Two CLEARs may have one status. */
		if (user->number && (ended == user->number || channel.cleared == user->number))
			user->out = 0;
		return;
	}
	if (channel_clears(irb) < clears)
		sched_fail("%s reads status that its CLEAR should have discarded", user->name);
	if (!user->out || (user->accepted && ended != user->number))
		sched_fail("%s reads the end of the channel's program %u, but waits for %u",
			   user->name, ended, user->out ? user->number : 0);
	if (key != KEY_OF(user->out))
		sched_fail("%s reads status with key %u, but waits for program %u", user->name, key,
			   user->out);
	user->out = 0;
}

void user_arm(struct user *user)
{
	struct {
		struct vfio_irq_set set;
		s32 fd;
	} arg = {
		.set = {
			.argsz = sizeof(arg), .index = VFIO_CCW_IO_IRQ_INDEX, .count = 1,
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
		},
	};
	long err;

	/* This signals interrupts that are queued, so there may be two signals for one. */
	user->took_back = true;
	kernel_eventfd = &user->signals;
	err = user->vdev->ops->ioctl(user->vdev, VFIO_DEVICE_SET_IRQS, (unsigned long)&arg);
	sched_say("%s: sets its notifier: %ld", user->name, err);
	if (err)
		sched_fail("setting a notifier returns %ld", err);
}

void user_schib(struct user *user)
{
	loff_t position = (loff_t)VFIO_CCW_REGION_SCHIB << VFIO_CCW_OFFSET_SHIFT;
	struct ccw_schib_region region;
	ssize_t ret;

	if (!user->is_open)
		return;
	ret = user->vdev->ops->read(user->vdev, (char *)&region, sizeof(region), &position);
	if (ret != sizeof(region))
		check_errno(user, "STORE SUBCHANNEL", (int)ret);
}

bool user_read(struct user *user)
{
	struct ccw_io_region region;
	u32 clears = user->clears;
	loff_t position = 0;
	struct css_irb irb;
	ssize_t ret;

	ret = user->vdev->ops->read(user->vdev, (char *)&region, sizeof(region), &position);
	if (ret != sizeof(region))
		sched_fail("a read returns %zd", ret);
	memcpy(&irb, region.irb_area, sizeof(irb));
	if (!irb.scsw.ctrl) {
		sched_say("%s: reads nothing", user->name);
		return false;
	}
	check_status(user, &irb, clears);
	return true;
}

static void read_signalled(struct user *user)
{
	if (user_read(user))
		return;
	if (!user->took_back)
		sched_fail("%s was signalled, but there is no interrupt", user->name);
}

static void await_signal(struct user *user)
{
	if (wait_event_killable(user->signals.wait, READ_ONCE(user->signals.count) ||
				channel.gone || channel.down))
		return;
	/* No status arrives for a program whose subchannel is gone. */
	user->doubt |= channel.gone || channel.down;
	if (user->doubt)
		return;
	user->signals.count = 0;
	read_signalled(user);
}

void user_await(struct user *user)
{
	while (user->out && !user->doubt && user->is_open && !sched_current()->killed)
		await_signal(user);
}

int user_async(struct user *user, u32 command)
{
	struct ccw_cmd_region region = { .command = command };
	loff_t position = (loff_t)VFIO_CCW_REGION_ASYNC << VFIO_CCW_OFFSET_SHIFT;
	bool clear = command == VFIO_CCW_ASYNC_CMD_CSCH;
	ssize_t ret;

	user->took_back |= clear;
	ret = user->vdev->ops->write(user->vdev, (const char *)&region, sizeof(region), &position);
	sched_say("%s: %s: %zd", user->name, clear ? "clear" : "halt", ret);
	if (ret == sizeof(region)) {
		user->clears = clear ? channel.clears : user->clears;
		return 0;
	}
	check_errno(user, clear ? "a clear" : "a halt", (int)ret);
	return (int)ret;
}

int user_reset(struct user *user)
{
	u32 before = user->accepted ? user->out : 0;
	long err;

	user->took_back = true;
	err = user->vdev->ops->ioctl(user->vdev, VFIO_DEVICE_RESET, 0);
	sched_say("%s: reset: %ld", user->name, err);
	user->broken |= err;
	if (user->out == before)
		user->out = 0;
	else
		user->doubt = true;
	if (err && err != -ENODEV && err != -EBUSY)
		sched_fail("a reset returns %ld", err);
	return (int)err;
}

void user_settle(struct user *user)
{
	if (!user->is_open)
		return;
	/* Let the channel end the program. */
	msleep(200000);
	if (channel.gone || channel.down)
		return;
	while (user->signals.count) {
		user->signals.count = 0;
		read_signalled(user);
	}
	if (user_read(user))
		sched_fail("an interrupt for %s is queued, but was not signalled", user->name);
	if (user->out && !user->doubt)
		sched_fail("program %u of %s has not ended", user->out, user->name);
}
