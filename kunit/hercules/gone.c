// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that the operator detaches while it is in use.
 *
 * The emulator executes what stands behind "operator:" on its console, and reports the
 * change by a machine check in the format of its own time, without a bit on vector
 * registers, by which Linux from 6.12 on would stop.  So machine checks are off, and
 * the common I/O layer is told to look.
 */
#define SUBCHANNEL	"0001"
#include "fixture.h"

#define DEVICE		"0121"
#define PATIENCE	200	/* times 50 ms */

/* Until requests are refused: by then the driver knows. */
static bool gone(const struct user *user, const struct guest *guest)
{
	struct status status;

	for (int i = 0; i < PATIENCE; i++) {
		int err;

		put_ccw(guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
		machine_put("/sys/devices/css0/rescan", "1");
		machine_put("/proc/cio_settle", "1");
		err = user_run(user, PROGRAM, &status);
		if (err == -ENODEV)
			return true;
		usleep(50000);
	}
	return false;
}

static void tell_operator(const char *what)
{
	printf("# operator: %s " DEVICE "\n", what);
	fflush(stdout);
}

TEST_F(io, detached_while_open)
{
	struct ccw_schib_region schib;

	if (variant->world == WORLD_CDEV)
		return;	/* There is one device. */
	ASSERT_WORKS(&self->user, &self->guest);
	tell_operator("detach");
	ASSERT_TRUE(gone(&self->user, &self->guest));
	EXPECT_EQ(-ENODEV, user_read(&self->user, REGION_SCHIB, 0, &schib, sizeof(schib)));
	EXPECT_EQ(1, event_wait(self->user.event[IRQ_CRW], 1000));
	EXPECT_EQ(-ENODEV, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
}

TEST_HARNESS_MAIN
