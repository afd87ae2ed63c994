// SPDX-License-Identifier: GPL-2.0-only
/* SET_IRQS: every form, and every refusal. */
#include <sys/eventfd.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define TRIGGER		VFIO_IRQ_SET_ACTION_TRIGGER
#define NONE		VFIO_IRQ_SET_DATA_NONE
#define BOOL		VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD		VFIO_IRQ_SET_DATA_EVENTFD

static const __u8 yes = 1, no;

TEST_F(ccw, none_signals)
{
	for (__u32 i = 0; i < NR_IRQS; i++) {
		EXPECT_EQ(0, user_set_irqs(&self->user, NONE | TRIGGER, i, 0, 1, NULL, 0));
		for (__u32 k = 0; k < NR_IRQS; k++)
			EXPECT_EQ(i == k, event_wait(self->user.event[k], 0));
	}
}

TEST_F(ccw, bool_signals)
{
	for (__u32 i = 0; i < NR_IRQS; i++) {
		EXPECT_EQ(0, user_set_irqs(&self->user, BOOL | TRIGGER, i, 0, 1, &yes, 1));
		EXPECT_EQ(0, user_set_irqs(&self->user, BOOL | TRIGGER, i, 0, 1, &yes, 1));
		EXPECT_EQ(0, user_set_irqs(&self->user, BOOL | TRIGGER, i, 0, 1, &no, 1));
		for (__u32 k = 0; k < NR_IRQS; k++)
			EXPECT_EQ(i == k ? 2 : 0, event_wait(self->user.event[k], 0));
	}
}

TEST_F(ccw, eventfd_replaces)
{
	int other = eventfd(0, EFD_NONBLOCK);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, user_set_event(&self->user, IRQ_IO, other));
	ASSERT_EQ(0, user_set_irqs(&self->user, NONE | TRIGGER, IRQ_IO, 0, 1, NULL, 0));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 0));
	EXPECT_EQ(1, event_wait(other, 0));
	close(other);
}

TEST_F(ccw, minus_one_removes)
{
	ASSERT_EQ(0, user_set_event(&self->user, IRQ_IO, -1));
	EXPECT_EQ(0, user_set_irqs(&self->user, NONE | TRIGGER, IRQ_IO, 0, 1, NULL, 0));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 0));
	EXPECT_EQ(0, user_set_event(&self->user, IRQ_IO, -1));
	ASSERT_EQ(0, user_set_event(&self->user, IRQ_IO, self->user.event[IRQ_IO]));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, count_0_disables)
{
	for (__u32 i = 0; i < NR_IRQS; i++) {
		ASSERT_EQ(0, user_set_irqs(&self->user, NONE | TRIGGER, i, 0, 0, NULL, 0));
		EXPECT_EQ(0, user_set_irqs(&self->user, NONE | TRIGGER, i, 0, 1, NULL, 0));
		EXPECT_EQ(0, event_wait(self->user.event[i], 0));
	}
}

/* Without an eventfd an interrupt is not signalled, but its status is not lost. */
TEST_F(ccw, interrupt_without_eventfd)
{
	struct status status;

	ASSERT_EQ(0, user_set_event(&self->user, IRQ_IO, -1));
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	do {
		ASSERT_EQ(0, user_io_status(&self->user, &status));
	} while (!status.ctrl);
	EXPECT_EQ(DSTAT_END, status.dstat);
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 0));
}

/* Setting an eventfd signals it if something is queued, and only then. */
TEST_F(ccw, eventfd_after_the_interrupt)
{
	struct ccw_crw_region region;
	struct status status;

	ASSERT_EQ(0, user_set_event(&self->user, IRQ_IO, -1));
	ASSERT_EQ(0, user_set_event(&self->user, IRQ_CRW, -1));
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	usleep(100000);
	ASSERT_EQ(0, user_set_event(&self->user, IRQ_IO, self->user.event[IRQ_IO]));
	EXPECT_EQ(1, event_wait(self->user.event[IRQ_IO], 0));
	ASSERT_EQ(0, user_set_event(&self->user, IRQ_CRW, self->user.event[IRQ_CRW]));
	EXPECT_EQ(1, event_wait(self->user.event[IRQ_CRW], 0));
	ASSERT_EQ(0, user_io_status(&self->user, &status));
	EXPECT_EQ(DSTAT_END, status.dstat);
	for (int i = 0; i < 2; i++) {
		ASSERT_EQ((ssize_t)sizeof(region), user_read(&self->user, REGION_CRW, 0, &region,
							     sizeof(region)));
		EXPECT_NE(0, region.crw);
		EXPECT_EQ(i == 0, event_wait(self->user.event[IRQ_CRW], 0));
	}
	for (int i = 0; i < NR_IRQS; i++) {
		ASSERT_EQ(0, user_set_event(&self->user, i, self->user.event[i]));
		EXPECT_EQ(0, event_wait(self->user.event[i], 0));
	}
}

TEST_F(ccw, refusals)
{
	static const struct {
		__u32 flags, index, start, count;
		size_t size;
	} cases[] = {
		/* the action */
		{ NONE, 0, 0, 1, 0 },
		{ NONE | VFIO_IRQ_SET_ACTION_MASK, 0, 0, 1, 0 },
		{ NONE | VFIO_IRQ_SET_ACTION_UNMASK, 0, 0, 1, 0 },
		{ NONE | TRIGGER | VFIO_IRQ_SET_ACTION_MASK, 0, 0, 1, 0 },
		{ EVENTFD | VFIO_IRQ_SET_ACTION_MASK, 0, 0, 1, 4 },
		/* the data type */
		{ TRIGGER, 0, 0, 1, 0 },
		{ NONE | BOOL | TRIGGER, 0, 0, 1, 4 },
		{ NONE | EVENTFD | TRIGGER, 0, 0, 1, 4 },
		{ BOOL | EVENTFD | TRIGGER, 0, 0, 1, 4 },
		{ NONE | TRIGGER | 1 << 6, 0, 0, 1, 0 },
		{ NONE | TRIGGER | 1u << 31, 0, 0, 1, 0 },
		{ BOOL | TRIGGER, 0, 0, 1, 0 },
		{ EVENTFD | TRIGGER, 0, 0, 1, 3 },
		/* the index */
		{ NONE | TRIGGER, 3, 0, 1, 0 },
		{ NONE | TRIGGER, ~0u, 0, 1, 0 },
		{ NONE | TRIGGER, 0, 1, 1, 0 },
		{ NONE | TRIGGER, 0, 1, 0, 0 },
		{ NONE | TRIGGER, 0, 0, 2, 0 },
		{ NONE | TRIGGER, 0, ~0u, 1, 0 },
		{ NONE | TRIGGER, 0, 1, ~0u, 0 },
		{ NONE | TRIGGER, 0, 0, ~0u, 0 },
		{ BOOL | TRIGGER, 0, 0, 2, 2 },
		{ EVENTFD | TRIGGER, 0, 0, 2, 8 },
		/* a count of zero is valid with data type "none" only */
		{ BOOL | TRIGGER, 0, 0, 0, 1 },
		{ EVENTFD | TRIGGER, 0, 0, 0, 4 },
	};
	const __s32 data[4] = { -1, -1, -1, -1 };

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		EXPECT_EQ(-EINVAL, user_set_irqs(&self->user, cases[i].flags, cases[i].index,
						 cases[i].start, cases[i].count, data,
						 cases[i].size))
			TH_LOG("case %zu", i);
		EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 0));
	}
	/* None of them has removed an eventfd. */
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, argsz)
{
	struct vfio_irq_set set = {
		.argsz = sizeof(set) - 1, .flags = NONE | TRIGGER, .count = 1 };

	EXPECT_EQ(-EINVAL, user_ioctl(&self->user, VFIO_DEVICE_SET_IRQS, &set));
	EXPECT_EQ(-EFAULT, user_ioctl(&self->user, VFIO_DEVICE_SET_IRQS, (void *)1));
}

TEST_F(ccw, bad_descriptors)
{
	int file = open("/dev/null", O_RDWR);

	ASSERT_LE(0, file);
	EXPECT_EQ(-EINVAL, user_set_event(&self->user, IRQ_IO, -2));
	EXPECT_EQ(-EBADF, user_set_event(&self->user, IRQ_IO, 1000));
	EXPECT_EQ(-EINVAL, user_set_event(&self->user, IRQ_IO, file));
	close(file);
	/* The former eventfd is still set. */
	ASSERT_WORKS(&self->user, &self->guest);
}

/* The argument runs into unmapped memory. */
TEST_F(ccw, data_fault)
{
	struct buffer buffer;
	struct vfio_irq_set *set;

	ASSERT_EQ(0, buffer_create(&buffer, 2));
	ASSERT_EQ(0, munmap(buffer.mem + PAGE, PAGE));
	set = (void *)(buffer.mem + PAGE - sizeof(*set));
	*set = (struct vfio_irq_set){
		.argsz = sizeof(*set) + 4, .flags = EVENTFD | TRIGGER, .count = 1 };
	EXPECT_EQ(-EFAULT, user_ioctl(&self->user, VFIO_DEVICE_SET_IRQS, set));
	set->flags = BOOL | TRIGGER;
	EXPECT_EQ(-EFAULT, user_ioctl(&self->user, VFIO_DEVICE_SET_IRQS, set));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_HARNESS_MAIN
