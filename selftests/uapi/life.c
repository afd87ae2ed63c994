// SPDX-License-Identifier: GPL-2.0-only
/* Opening, closing and killing the user, in every state of the device. */
#include <signal.h>
#include <sys/eventfd.h>
#include <time.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define PROMPT_MS	3000

static __u64 now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/* After the user is gone, the next one has new memory. */
#define ASSERT_NEXT_USER() do { \
	guest_destroy(&self->guest); \
	ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev)); \
	ASSERT_EQ(0, guest_create(&self->guest, &self->user)); \
} while (0)

#define ASSERT_EMPTY(user) do { \
	__u8 all[sizeof(struct ccw_io_region)]; \
	for (int region = 0; region < NR_REGIONS; region++) { \
		const size_t size[] = { sizeof(struct ccw_io_region), \
			sizeof(struct ccw_cmd_region), 0, sizeof(struct ccw_crw_region) }; \
		ASSERT_EQ(size[region], user_read(user, region, 0, all, size[region])); \
		for (size_t byte = 0; byte < size[region]; byte++) \
			ASSERT_EQ(0, all[byte]); \
	} \
} while (0)

TEST_F(ccw, close_ends_a_program)
{
	for (int i = 0; i < 5; i++) {
		__u64 begin;

		put_loop(&self->guest);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		begin = now_ms();
		user_close(&self->user);
		EXPECT_GT(PROMPT_MS, now_ms() - begin);
		ASSERT_NEXT_USER();
		ASSERT_EMPTY(&self->user);
		ASSERT_EQ(0, user_listen(&self->user));
		ASSERT_WORKS(&self->user, &self->guest);
	}
}

TEST_F(ccw, next_user_sees_nothing)
{
	/* Status that was read, status that was not, a command and a report. */
	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(-EINVAL, user_async(&self->user, 3));
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(1, event_wait(self->user.event[IRQ_IO], 5000));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	ASSERT_EQ(2, event_wait(self->user.event[IRQ_CRW], 5000));
	user_close(&self->user);
	ASSERT_NEXT_USER();
	ASSERT_EMPTY(&self->user);
	ASSERT_EQ(0, user_scsw_ctrl(&self->user));
}

TEST_F(ccw, eventfds_end_with_close)
{
	int kept[NR_IRQS];

	for (int i = 0; i < NR_IRQS; i++) {
		kept[i] = dup(self->user.event[i]);
		ASSERT_LE(0, kept[i]);
	}
	user_close(&self->user);
	ASSERT_NEXT_USER();
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_wait_idle(&self->user));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, false));
	ASSERT_EQ(0, chpid_vary(CSS_CHPID_1, true));
	for (__u32 i = 0; i < NR_IRQS; i++) {
		ASSERT_EQ(0, user_set_irqs(&self->user, VFIO_IRQ_SET_DATA_NONE |
					   VFIO_IRQ_SET_ACTION_TRIGGER, i, 0, 1, NULL, 0));
		EXPECT_EQ(0, event_wait(kept[i], 10));
	}
	for (int i = 0; i < NR_IRQS; i++)
		close(kept[i]);
}

/* An eventfd exists as long as it is referenced: a closed device must not do that. */
TEST_F(ccw, eventfds_of_a_closed_device_are_given_back)
{
	char path[64], before[64], after[64];

	/* /proc shows the id of an eventfd; ids are reused, lowest first. */
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", self->user.event[IRQ_IO]);
	for (int turn = 0; turn < 2; turn++) {
		char *id = turn ? after : before, text[256] = "";
		int fd = open(path, O_RDONLY);

		ASSERT_LE(0, fd);
		ASSERT_LT(0, read(fd, text, sizeof(text) - 1));
		close(fd);
		ASSERT_NE(NULL, strstr(text, "eventfd-id:"));
		snprintf(id, 64, "%.20s", strstr(text, "eventfd-id:"));
		if (turn)
			break;
		user_close(&self->user);
		ASSERT_NEXT_USER();
		ASSERT_EQ(0, user_listen(&self->user));
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", self->user.event[IRQ_IO]);
	}
	EXPECT_STREQ(before, after);
}

TEST_F(ccw, one_user_at_a_time)
{
	struct user other;

	EXPECT_NE(0, user_open(&other, variant->interface, &self->dev));
	user_close(&other);
	ASSERT_WORKS(&self->user, &self->guest);
}

/* The device can be opened through one interface at a time. */
TEST_F(ccw, one_interface_at_a_time)
{
	enum vfio_interface interface = variant->interface == VFIO_CDEV ? VFIO_GROUP : VFIO_CDEV;
	struct user other;

	if (!user_can(interface, &self->dev))
		SKIP(return, "the kernel has one interface only");
	EXPECT_NE(0, user_open(&other, interface, &self->dev));
	user_close(&other);
	ASSERT_WORKS(&self->user, &self->guest);
}

/* Killed with a program that never ends, and with one that waits for the device. */
TEST_F(ccw, killed)
{
	user_close(&self->user);
	guest_destroy(&self->guest);
	self->guest.mem = NULL;
	for (int i = 0; i < 4; i++) {
		int ready[2], status;
		__u64 begin;
		pid_t pid;
		char byte;

		ASSERT_EQ(0, pipe(ready));
		pid = fork();
		if (!pid) {
			if (user_open(&self->user, variant->interface, &self->dev) ||
			    guest_create(&self->guest, &self->user) ||
			    user_listen(&self->user))
				_exit(1);
			put_loop(&self->guest);
			if (user_start(&self->user, PROGRAM) || write(ready[1], "", 1) != 1)
				_exit(1);
			if (i % 2)
				for (;;)
					pause();
			for (;;)
				user_scsw_ctrl(&self->user);
		}
		close(ready[1]);
		ASSERT_EQ(1, read(ready[0], &byte, 1));
		close(ready[0]);
		begin = now_ms();
		ASSERT_EQ(0, kill(pid, SIGKILL));
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		EXPECT_TRUE(WIFSIGNALED(status));
		EXPECT_GT(PROMPT_MS, now_ms() - begin);
		ASSERT_NEXT_USER();
		ASSERT_EMPTY(&self->user);
		ASSERT_EQ(0, user_listen(&self->user));
		ASSERT_WORKS(&self->user, &self->guest);
		user_close(&self->user);
		guest_destroy(&self->guest);
		self->guest.mem = NULL;
	}
}

/* A slow command: no request waits for its end. */
TEST_F(ccw, slow_device)
{
	const struct css_device_config config = {
		.number = FIXTURE_NUMBER + 1, .type = "echo", .latency_us = 30000000 };
	struct css_device dev;
	struct status status;
	struct user other;
	__u64 begin;

	ASSERT_EQ(0, css_device_add(&dev, &config));
	put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 7, DATA);
	begin = now_ms();
	for (int i = 0; i < 4; i++) {
		ASSERT_EQ(0, user_join(&other, &self->user, &dev));
		ASSERT_EQ(0, user_listen(&other));
		ASSERT_EQ(0, user_start(&other, PROGRAM));
		EXPECT_EQ(0, event_wait(other.event[IRQ_IO], 20));
		switch (i) {
		case 1:
			ASSERT_EQ(0, user_async(&other, VFIO_CCW_ASYNC_CMD_HSCH));
			ASSERT_EQ(0, user_interrupt(&other, &status));
			break;
		case 2:
			ASSERT_EQ(0, user_async(&other, VFIO_CCW_ASYNC_CMD_CSCH));
			ASSERT_EQ(0, user_interrupt(&other, &status));
			break;
		case 3:
			ASSERT_EQ(0, user_ioctl(&other, VFIO_DEVICE_RESET, NULL));
			break;
		}
		user_close(&other);
	}
	EXPECT_GT(PROMPT_MS, now_ms() - begin);
	ASSERT_EQ(0, css_device_remove(&dev));
}

TEST_HARNESS_MAIN
