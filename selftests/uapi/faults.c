// SPDX-License-Identifier: GPL-2.0-only
/* The effects of a plan of faults on the user of a device. */
#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define PLAN		"/sys/kernel/config/css_sim/plan"
#define CSTAT_DATA	0x08

static int plan(const char *text)
{
	return sysfs_write(PLAN, text);
}

/* Does the file of the plan show this line? */
static bool shown(const char *line)
{
	char text[4096] = "";
	int fd = open(PLAN, O_RDONLY);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = 0;
	if (fd >= 0)
		close(fd);
	return strstr(text, line);
}

static void put_program(const struct guest *guest)
{
	__u32 at = put_ccw(guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);

	put_ccw(guest, at, CMD_SENSE_ID, CCW_SLI, 7, DATA);
}

/* The plan's condition codes become errnos; starts count from the write of the plan. */
TEST_F(ccw, condition_codes)
{
	put_program(&self->guest);
	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(0, plan("on start 2 of 0.0.0120: condition-code 1\n"
			  "on start 3: condition-code 2\n"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_TRUE(shown("on start 2 of 0.0.0120: condition-code 1  # struck 1 times\n"));
	EXPECT_TRUE(shown("on start 3: condition-code 2  # struck 1 times\n"));
	EXPECT_EQ(0, plan("\n"));
}

TEST_F(ccw, unit_check)
{
	struct status status;

	ASSERT_EQ(0, plan("on ccw (sense-id): unit-check sense 10 42\n"
			  "on ccw 1 of start 3: channel-data-check\n"));
	put_program(&self->guest);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(DSTAT_END | DSTAT_UNIT_CHECK, status.dstat);
	EXPECT_EQ(PROGRAM + 16, status.cpa);
	EXPECT_EQ(0x10, status.sense[0]);
	EXPECT_EQ(0x42, status.sense[1]);
	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(CSTAT_DATA, status.cstat);
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(0, plan("\n"));
}

/* An interrupt is lost, and the user recovers. */
TEST_F(ccw, lost_interrupt)
{
	struct status status;

	ASSERT_EQ(0, plan("on interrupt 1: lose\n"));
	put_program(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 100));
	EXPECT_TRUE(shown("struck 1 times"));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(0, plan("\n"));
}

/* A path is varied off and on at given times; both are reported. */
TEST_F(ccw, paths)
{
	ASSERT_EQ(0, plan("at 1us: path 40 off\nat 20ms: path 40 on\n"));
	EXPECT_EQ(1, event_wait(self->user.event[IRQ_CRW], 5000));
	while (!shown("path 40 on  # struck 1 times"))
		ASSERT_EQ(1, event_wait(self->user.event[IRQ_CRW], 5000));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(0, plan("\n"));
}

TEST_F(ccw, device_gone)
{
	ASSERT_EQ(0, plan("on start 2: device-gone\n"));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_GT(0, user_start(&self->user, PROGRAM));
	EXPECT_EQ(1, event_wait(self->user.event[IRQ_CRW], 5000));
	EXPECT_GT(0, user_start(&self->user, PROGRAM));
	EXPECT_EQ(0, plan("\n"));
}

/* The plan is replaced while a fault of the first one holds a program. */
TEST_F(ccw, replaced_while_busy)
{
	struct status status;
	int i;

	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	for (i = 0; i < 100; i++)
		ASSERT_EQ(0, plan(i % 2 ? "on ccw 4294967295: unit-check\n" :
				  "on start 9: condition-code 1\nat 100s: device-gone\n"));
	ASSERT_EQ(0, plan("on ccw (no-operation): unit-check sense 01\n"));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(DSTAT_END | DSTAT_UNIT_CHECK, status.dstat);
	EXPECT_EQ(0x01, status.sense[0]);
	EXPECT_EQ(0, plan("\n"));
	ASSERT_WORKS(&self->user, &self->guest);
}

/*
 * Neither an unmap nor a close ends the program: both return in bounded time,
 * VFIO's pages are unpinned, and the device is out of service until the channel
 * responds.
 */
TEST_F_TIMEOUT(ccw, channel_that_does_not_stop, 120)
{
	struct status status;
	struct user next;
	int tries;
	__u32 at;

	/* With type 1 the unmap issues three CLEARs and the close three; the last one ends late. */
	ASSERT_EQ(0, plan("on interrupts 1-5: lose\non interrupt 6: late 6s\n"));
	at = put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, CCW_CC | CCW_SLI, 7, DATA);
	put_ccw(&self->guest, at, CMD_TIC, 0, 0, PROGRAM);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_unmap(&self->user, GUEST, GUEST_PAGES * PAGE));
	if (user_has_type1(variant->interface)) {
		EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
		EXPECT_TRUE(shown("on interrupts 1-5: lose  # struck 3 times"));
		user_close(&self->user);
		EXPECT_TRUE(shown("on interrupt 6: late 6s  # struck 1 times"));
		EXPECT_NE(0, user_open(&next, variant->interface, &self->dev));
		user_close(&next);
	} else {
		/* With iommufd the unmap returns when the channel has ended the program. */
		EXPECT_TRUE(shown("on interrupts 1-5: lose  # struck 5 times"));
		EXPECT_TRUE(shown("on interrupt 6: late 6s  # struck 1 times"));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
		user_close(&self->user);
	}

	guest_destroy(&self->guest);
	for (tries = 0; tries < 100; tries++) {
		if (!user_open(&self->user, variant->interface, &self->dev))
			break;
		user_close(&self->user);
		usleep(100000);
	}
	ASSERT_GT(100, tries);
	ASSERT_EQ(0, guest_create(&self->guest, &self->user));
	ASSERT_EQ(0, user_listen(&self->user));
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(0, plan("\n"));
}

TEST_HARNESS_MAIN
