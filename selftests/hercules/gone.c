// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that the operator detaches, and attaches again, while it is in use.
 *
 * The emulator executes what follows "operator:" on its console, and reports the change
 * by a machine check in an older format, without the bit for vector registers, for which
 * Linux from 6.12 on would stop.  So machine checks are disabled, and the common I/O
 * layer is asked to check the device.
 */
#define SUBCHANNEL	"0001"
#include "fixture.h"

#define DEVICE		"0121"
#define PATIENCE	2400	/* times 50 ms: the console may lag behind */
#define AGAIN		20	/* since lines get lost */
#define ATTACHES	3	/* the second one is refused, if the first was not lost */
#define ASKED_MS	10000

static void tell_operator(const char *what)
{
	printf("# operator: %s\n", what);
	fflush(stdout);
}

/* Waits until requests are refused: then the driver knows that the device is gone. */
static bool detached(const struct user *user, const struct guest *guest)
{
	struct status status;

	for (int i = 0; i < PATIENCE; i++) {
		int err;

		if (i % AGAIN == 0)
			tell_operator("detach " DEVICE);
		put_ccw(guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
		sysfs_write("/sys/devices/css0/rescan", "1");
		sysfs_write("/proc/cio_settle", "1");
		err = user_run(user, PROGRAM, &status);
		if (err == -ENODEV)
			return true;
		usleep(50000);
	}
	return false;
}

/* Repeated, as a line that was lost cannot be detected here. */
static void attach(void)
{
	for (int i = 0; i < ATTACHES; i++) {
		tell_operator("attach " DEVICE " 3390 121.ckd nosyncio");
		sleep(1);
	}
	sysfs_write("/sys/devices/css0/rescan", "1");
	sysfs_write("/proc/cio_settle", "1");
}

/* Longer than the patience above. */
TEST_F_TIMEOUT(io, detached_while_open, 300)
{
	struct ccw_schib_region schib;
	struct status status;

	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_TRUE(detached(&self->user, &self->guest));
	EXPECT_LT(0, event_wait(self->user.event[IRQ_REQ], ASKED_MS));
	EXPECT_EQ(-ENODEV, user_read(&self->user, REGION_SCHIB, 0, &schib, sizeof(schib)));
	EXPECT_EQ(-ENODEV, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	attach();
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	EXPECT_EQ(-ENODEV, user_run(&self->user, PROGRAM, &status));
}

/* After the device has been passed through again. */
TEST_F(io, works_again)
{
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_HARNESS_MAIN
