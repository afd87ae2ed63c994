// SPDX-License-Identifier: GPL-2.0-only
/* HALT and CLEAR SUBCHANNEL, and RESET. */
#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define HALT	VFIO_CCW_ASYNC_CMD_HSCH
#define CLEAR	VFIO_CCW_ASYNC_CMD_CSCH

static __s32 async_answer(const struct user *user)
{
	struct ccw_cmd_region region = {};

	user_read(user, REGION_ASYNC, 0, &region, sizeof(region));
	return region.ret_code;
}

/* HALT ends a program that never ends, with one interrupt. */
TEST_F(ccw, halt_ends_a_program)
{
	struct status status;

	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_async(&self->user, HALT));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(status.ctrl & FCTL_HALT);
	EXPECT_TRUE(status.ctrl & STCTL_PENDING);
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	EXPECT_EQ(0, async_answer(&self->user));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, clear_ends_a_program)
{
	struct status status;

	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_async(&self->user, CLEAR));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, without_a_program)
{
	struct status status;

	ASSERT_EQ(0, user_async(&self->user, HALT));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(status.ctrl & FCTL_HALT);
	ASSERT_EQ(0, user_async(&self->user, CLEAR));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, neither_or_both)
{
	EXPECT_EQ(-EINVAL, user_async(&self->user, 0));
	EXPECT_EQ(-EINVAL, async_answer(&self->user));
	EXPECT_EQ(-EINVAL, user_async(&self->user, HALT | CLEAR));
	EXPECT_EQ(-EINVAL, user_async(&self->user, 1u << 31));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
}

/* CLEAR removes status that has not been read. */
TEST_F(ccw, clear_takes_status_back)
{
	struct status status;

	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(1, event_wait(self->user.event[IRQ_IO], 5000));
	ASSERT_EQ(0, user_async(&self->user, CLEAR));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	EXPECT_EQ(0, status.dstat);
}

TEST_F(ccw, reset_idle)
{
	struct status status;

	EXPECT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	ASSERT_EQ(0, user_io_status(&self->user, &status));
	EXPECT_EQ(0, status.ctrl);
	EXPECT_EQ(0, status.dstat);
}

TEST_F(ccw, reset_ends_a_program)
{
	struct ccw_io_region io;

	for (int i = 0; i < 10; i++) {
		put_loop(&self->guest);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
		ASSERT_EQ(sizeof(io), user_read(&self->user, REGION_IO, 0, &io, sizeof(io)));
		for (size_t k = 0; k < sizeof(io); k++)
			EXPECT_EQ(0, ((__u8 *)&io)[k]);
		/* The eventfd may have been signalled for status that was removed. */
		event_wait(self->user.event[IRQ_IO], 0);
		ASSERT_WORKS(&self->user, &self->guest);
	}
}

/* An interrupt that was not read does not outlive a reset. */
TEST_F(ccw, reset_drops_interrupts)
{
	struct status status;

	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(1, event_wait(self->user.event[IRQ_IO], 5000));
	ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	ASSERT_EQ(0, user_io_status(&self->user, &status));
	EXPECT_EQ(0, status.ctrl);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_HARNESS_MAIN
