// SPDX-License-Identifier: GPL-2.0-only
/*
 * A channel that misbehaves: test_channel.ko.  No wait for it is unbounded, memory that
 * it may still use is not given to others, and the device is usable again when the
 * channel recovers.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "kselftest_harness.h"

#include "program.h"
#include "user.h"

#define CHANNEL		"/sys/bus/platform/devices/vfio_ccw/"
#define CREATE		CHANNEL "mdev_supported_types/vfio_ccw-io/create"

#define PMCW_ENABLED	0x0080

/* The channel is given this long to end a program, before and after CLEAR: in limits.h. */
#define QUIESCE_S	18

FIXTURE(channel) {
	struct css_device dev;
	struct user user;
	struct guest guest;
	int log;
};

FIXTURE_VARIANT(channel) {
	enum vfio_interface interface;
};

FIXTURE_VARIANT_ADD(channel, group) { .interface = VFIO_GROUP };
FIXTURE_VARIANT_ADD(channel, cdev) { .interface = VFIO_CDEV };

#define OPEN() do { \
	ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev)); \
	ASSERT_EQ(0, guest_create(&self->guest, &self->user)); \
	ASSERT_EQ(0, user_listen(&self->user)); \
	put_ccw(&self->guest, PROGRAM, ECHO_READ, CCW_SLI, 64, DATA); \
} while (0)

#define CLOSE() do { \
	user_close(&self->user); \
	guest_destroy(&self->guest); \
	self->guest.mem = NULL; \
} while (0)

FIXTURE_SETUP(channel)
{
	snprintf(self->dev.uuid, sizeof(self->dev.uuid), "0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0123");
	self->log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	ASSERT_LE(0, self->log);
	ASSERT_EQ(0, lseek(self->log, 0, SEEK_END));
	ASSERT_EQ(0, sysfs_write(CREATE, self->dev.uuid));
	ASSERT_EQ(0, css_device_find(&self->dev));
	ASSERT_TRUE(user_can(variant->interface, &self->dev));
	OPEN();
}

FIXTURE_TEARDOWN(channel)
{
	EXPECT_EQ(0, sysfs_write(CHANNEL "asleep", "0"));
	EXPECT_EQ(0, sysfs_write(CHANNEL "deaf", "0"));
	EXPECT_EQ(0, sysfs_write(CHANNEL "enable_cc", "0"));
	EXPECT_EQ(0, sysfs_write(CHANNEL "end", "1"));
	EXPECT_EQ(0, sysfs_write(CHANNEL "shutdown", "0"));
	CLOSE();
	EXPECT_EQ(0, css_device_remove_mdev(&self->dev));
	close(self->log);
}

/* Has the kernel logged this since the test began?  Each record is read once. */
static bool logged(int log, const char *text)
{
	char record[1024];
	ssize_t size;

	while ((size = read(log, record, sizeof(record) - 1)) > 0) {
		record[size] = 0;
		if (strstr(record, text))
			return true;
	}
	return false;
}

#define ASSERT_WORKS() do { \
	struct status works; \
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &works)); \
	ASSERT_EQ(FCTL_START | STCTL_FINAL, works.ctrl); \
	ASSERT_EQ(DSTAT_END, works.dstat); \
} while (0)

/* A program that does not end. */
#define ASSERT_STUCK() do { \
	ASSERT_EQ(0, sysfs_write(CHANNEL "deaf", "1")); \
	ASSERT_EQ(0, user_start(&self->user, PROGRAM)); \
} while (0)

/* The status arrives before START has returned. */
TEST_F(channel, at_once)
{
	for (int i = 0; i < 3; i++)
		ASSERT_WORKS();
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 10));
}

TEST_F_TIMEOUT(channel, close, 4 * QUIESCE_S)
{
	ASSERT_STUCK();
	CLOSE();
	EXPECT_TRUE(logged(self->log, "out of service until it does"));
	/* Not for the next user either, while the channel may use the program's memory. */
	EXPECT_NE(0, user_open(&self->user, variant->interface, &self->dev));
	user_close(&self->user);
	ASSERT_EQ(0, sysfs_write(CHANNEL "deaf", "0"));
	ASSERT_EQ(0, sysfs_write(CHANNEL "end", "1"));
	OPEN();
	ASSERT_WORKS();
}

struct unmapper {
	struct user *user;
	int err;
	bool back;
};

static void *unmap_all(void *arg)
{
	struct unmapper *unmapper = arg;

	unmapper->err = user_unmap(unmapper->user, GUEST, GUEST_PAGES * PAGE);
	__atomic_store_n(&unmapper->back, true, __ATOMIC_RELEASE);
	return NULL;
}

/* Type 1's wait for the channel is bounded; iommufd's ends with the channel's program. */
TEST_F_TIMEOUT(channel, unmap, 4 * QUIESCE_S)
{
	struct unmapper unmapper = { .user = &self->user, .err = -EINVAL };
	bool type1 = user_has_type1(variant->interface);
	const char *text = type1 ? "stays in use until it does" : "waiting for the channel";
	struct status status;
	pthread_t thread;

	ASSERT_STUCK();
	ASSERT_EQ(0, pthread_create(&thread, NULL, unmap_all, &unmapper));
	while (!logged(self->log, text))
		usleep(10000);
	if (type1) {
		ASSERT_EQ(0, pthread_join(thread, NULL));
		guest_destroy(&self->guest);
	}
	EXPECT_EQ(type1, __atomic_load_n(&unmapper.back, __ATOMIC_ACQUIRE));
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, sysfs_write(CHANNEL "deaf", "0"));
	ASSERT_EQ(0, sysfs_write(CHANNEL "end", "1"));
	if (!type1) {
		ASSERT_EQ(0, pthread_join(thread, NULL));
		guest_destroy(&self->guest);
	}
	EXPECT_EQ(0, unmapper.err);
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	ASSERT_EQ(0, guest_create(&self->guest, &self->user));
	put_ccw(&self->guest, PROGRAM, ECHO_READ, CCW_SLI, 64, DATA);
	ASSERT_WORKS();
}

/* A path goes away: programs that may use it end. */
TEST_F(channel, stop)
{
	struct status status;

	ASSERT_EQ(0, sysfs_write(CHANNEL "stop", "1"));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 10));
	ASSERT_STUCK();
	ASSERT_EQ(0, sysfs_write(CHANNEL "deaf", "0"));
	ASSERT_EQ(0, sysfs_write(CHANNEL "stop", "1"));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_START | FCTL_HALT | STCTL_FINAL, status.ctrl);
	ASSERT_WORKS();
	CLOSE();
	ASSERT_EQ(0, sysfs_write(CHANNEL "stop", "1"));
	OPEN();
}

TEST_F(channel, shutdown)
{
	ASSERT_STUCK();
	ASSERT_EQ(0, sysfs_write(CHANNEL "deaf", "0"));
	ASSERT_EQ(0, sysfs_write(CHANNEL "shutdown", "1"));
	EXPECT_GT(0, user_start(&self->user, PROGRAM));
	EXPECT_NE(0, ioctl(self->user.device, VFIO_DEVICE_RESET));
	EXPECT_EQ(ENODEV, errno);
	EXPECT_EQ(-ENODEV, user_start(&self->user, PROGRAM));
	CLOSE();
	ASSERT_EQ(0, sysfs_write(CHANNEL "shutdown", "1"));
	EXPECT_EQ(-ENODEV, user_open(&self->user, variant->interface, &self->dev));
	user_close(&self->user);
	/* Nor can another device of the subchannel be opened, made before or after the shutdown. */
	for (int before = 0; before <= 1; before++) {
		ASSERT_EQ(0, css_device_remove_mdev(&self->dev));
		ASSERT_EQ(0, sysfs_write(CHANNEL "shutdown", before ? "0" : "1"));
		ASSERT_EQ(0, sysfs_write(CREATE, self->dev.uuid));
		ASSERT_EQ(0, css_device_find(&self->dev));
		ASSERT_EQ(0, sysfs_write(CHANNEL "shutdown", "1"));
		EXPECT_EQ(-ENODEV, user_open(&self->user, variant->interface, &self->dev));
		user_close(&self->user);
	}
}

static __u16 pmcw_flags(const struct user *user)
{
	struct ccw_schib_region schib = {};

	user_read(user, REGION_SCHIB, 0, &schib, sizeof(schib));
	return get_be16(schib.schib_area + 4);
}

static void *read_schib(void *user)
{
	pmcw_flags(user);
	return NULL;
}

static bool one_sleeps(void)
{
	char asleep = 0;
	int fd = open(CHANNEL "asleep", O_RDONLY);
	bool got = fd >= 0 && read(fd, &asleep, 1) == 1;

	close(fd);
	return got && asleep == '1';
}

/* A request of the user does not end while the user's program runs. */
TEST_F(channel, shutdown_beside_a_request)
{
	struct status status;
	pthread_t thread;

	EXPECT_EQ(PMCW_ENABLED, pmcw_flags(&self->user) & PMCW_ENABLED);
	ASSERT_STUCK();
	ASSERT_EQ(0, sysfs_write(CHANNEL "asleep", "1"));
	ASSERT_EQ(0, pthread_create(&thread, NULL, read_schib, &self->user));
	while (!one_sleeps())
		usleep(1000);
	ASSERT_EQ(0, sysfs_write(CHANNEL "deaf", "0"));
	ASSERT_EQ(0, sysfs_write(CHANNEL "shutdown", "1"));
	EXPECT_TRUE(logged(self->log, "does not end at shutdown: clearing the channel program"));
	EXPECT_TRUE(one_sleeps());
	ASSERT_EQ(0, sysfs_write(CHANNEL "asleep", "0"));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, pmcw_flags(&self->user) & PMCW_ENABLED);
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	EXPECT_EQ(-ENODEV, user_start(&self->user, PROGRAM));
}

/* Opening fails as long as the subchannel cannot be enabled. */
TEST_F(channel, open)
{
	static const struct {
		const char *cc;
		int err;
	} answers[] = { { "1", -EBUSY }, { "2", -EBUSY }, { "3", -ENODEV } };

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		CLOSE();
		ASSERT_EQ(0, sysfs_write(CHANNEL "enable_cc", answers[i].cc));
		EXPECT_EQ(answers[i].err, user_open(&self->user, variant->interface, &self->dev));
		user_close(&self->user);
		ASSERT_EQ(0, sysfs_write(CHANNEL "enable_cc", "0"));
		OPEN();
		ASSERT_WORKS();
	}
}

TEST_HARNESS_MAIN
