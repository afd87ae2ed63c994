// SPDX-License-Identifier: GPL-2.0-only
/*
 * A subchannel of a real channel subsystem, with QEMU's virtio device behind it.
 *
 * No test has an endless program: QEMU runs a channel program to its end
 * before it does anything else.
 *
 * Source: Virtual I/O Device (VIRTIO) 1.1, "Virtio over channel I/O".
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "kselftest_harness.h"

#include "program.h"
#include "user.h"

#define FIRST		"0.0.0000"
#define SENSE_ID_LEN	7
#define CU_TYPE		0x3832
#define COMMAND_REJECT	0x80
#define UNKNOWN_COMMAND	0x5e
#define SET_REVISION	0x83
#define WRITE_STATUS	0x31
#define MAX_CHAIN	255
#define ONLINE_TRIES	20000	/* a millisecond each */

FIXTURE(css) {
	struct css_device dev;
	struct user user;
	struct guest guest;
};

FIXTURE_VARIANT(css) {
	enum vfio_interface interface;
};

FIXTURE_VARIANT_ADD(css, group) { .interface = VFIO_GROUP };
FIXTURE_VARIANT_ADD(css, cdev) { .interface = VFIO_CDEV };

static void name(struct css_device *dev, const char *subchannel)
{
	memset(dev, 0, sizeof(*dev));
	dev->bus = "css";
	snprintf(dev->name, sizeof(dev->name), "%s", subchannel);
	snprintf(dev->uuid, sizeof(dev->uuid), "0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d%s",
		 subchannel + strlen("0.0."));
}

/* Has the driver of its device completed its recognition? */
static bool is_online(const struct css_device *dev)
{
	char path[96], online = '0';
	glob_t found = {};
	int fd = -1;

	snprintf(path, sizeof(path), "/sys/bus/css/devices/%s/0.*/online", dev->name);
	if (!glob(path, 0, NULL, &found))
		fd = open(found.gl_pathv[0], O_RDONLY);
	globfree(&found);
	if (fd < 0)
		return false;
	if (read(fd, &online, 1) != 1)
		online = '0';
	close(fd);
	return online == '1';
}

/*
 * Gives the subchannel back to io_subchannel, which senses the device; then the device's
 * driver sets it online, for which cio_settle does not wait.  If the subchannel were taken
 * away meanwhile, the driver would start its program in memory that is used otherwise by
 * then, or wait forever for its end, and so would the unloading of a module.
 */
static int give_back(const struct css_device *dev)
{
	char path[96];
	int err = css_device_unbind(dev);

	snprintf(path, sizeof(path), "/sys/bus/css/devices/%s/driver_override", dev->name);
	if (!err)
		err = sysfs_write(path, "\n");
	if (!err)
		err = sysfs_write("/sys/bus/css/drivers_probe", dev->name);
	if (!err)
		err = sysfs_write("/proc/cio_settle", "1");
	for (int i = 0; !err && i < ONLINE_TRIES; i++) {
		if (is_online(dev))
			return 0;
		usleep(1000);
	}
	return err ? err : -ETIMEDOUT;
}

FIXTURE_SETUP(css)
{
	name(&self->dev, FIRST);
	ASSERT_EQ(0, css_device_pass_through(&self->dev));
	ASSERT_EQ(0, css_device_find(&self->dev));
	ASSERT_TRUE(user_can(variant->interface, &self->dev));
	ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev));
	ASSERT_EQ(0, guest_create(&self->guest, &self->user));
	ASSERT_EQ(0, user_listen(&self->user));
}

FIXTURE_TEARDOWN(css)
{
	user_close(&self->user);
	guest_destroy(&self->guest);
	EXPECT_EQ(0, give_back(&self->dev));
}

#define ASSERT_ENDED(status) do { \
	ASSERT_EQ(FCTL_START | STCTL_FINAL, (status).ctrl); \
	ASSERT_EQ(DSTAT_END, (status).dstat); \
	ASSERT_EQ(0, (status).cstat); \
} while (0)

#define ASSERT_IS_ID(id) do { \
	ASSERT_EQ(0xff, *(const __u8 *)(id)); \
	ASSERT_EQ(CU_TYPE, get_be16((const __u8 *)(id) + 1)); \
} while (0)

#define ASSERT_WORKS(user, guest) do { \
	struct status works; \
	memset(guest_at(guest, DATA), 0, SENSE_ID_LEN); \
	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, SENSE_ID_LEN, DATA); \
	ASSERT_EQ(0, user_run(user, PROGRAM, &works)); \
	ASSERT_ENDED(works); \
	ASSERT_IS_ID(guest_at(guest, DATA)); \
} while (0)

TEST_F(css, info)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_GET_INFO, &info));
	EXPECT_EQ(VFIO_DEVICE_FLAGS_CCW | VFIO_DEVICE_FLAGS_RESET, info.flags);
	EXPECT_EQ(4, info.num_regions);
	EXPECT_EQ(3, info.num_irqs);
	/* The fixed offsets of older kernels, for programs that do not query them. */
	for (int i = 0; i < NR_REGIONS; i++)
		EXPECT_EQ(1024u * i, self->user.offset[i]);
}

TEST_F(css, sense_id)
{
	struct status status;

	ASSERT_WORKS(&self->user, &self->guest);
	put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 4, DATA + PAGE);
	memset(guest_at(&self->guest, DATA + PAGE), CANARY, 8);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_ENDED(status);
	EXPECT_EQ(0, status.count);
	EXPECT_EQ(PROGRAM + 8, status.cpa);
	ASSERT_IS_ID(guest_at(&self->guest, DATA + PAGE));
	EXPECT_EQ(CANARY, *(__u8 *)guest_at(&self->guest, DATA + PAGE + 4));
}

/* The same in format 0: command, address, flags, count. */
TEST_F(css, format_0)
{
	__u8 *ccw = guest_at(&self->guest, PROGRAM);
	struct status status;

	put_be32(ccw, (__u32)CMD_SENSE_ID << 24 | DATA);
	put_be32(ccw + 4, (__u32)CCW_SLI << 24 | SENSE_ID_LEN);
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_PREFETCH, 0xff, FCTL_START));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_ENDED(status);
	ASSERT_IS_ID(guest_at(&self->guest, DATA));
}

/* Data in two places, with each size of IDAWs and blocks. */
TEST_F(css, by_idal)
{
	static const __u16 kinds[] = { ORB_IDAW_64, ORB_IDAW_64 | ORB_IDAW_2K, 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const __u32 block = kinds[i] == ORB_IDAW_64 ? PAGE : PAGE / 2;
		const __u32 first = DATA + block - 3, second = OTHER;
		__u8 id[SENSE_ID_LEN];
		struct status status;

		if (kinds[i])
			put_idaw64(&self->guest, put_idaw64(&self->guest, IDAL, first), second);
		else
			put_idaw32(&self->guest, put_idaw32(&self->guest, IDAL, first), second);
		memset(guest_at(&self->guest, first), CANARY, 8);
		memset(guest_at(&self->guest, second), CANARY, 8);
		put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, CCW_SLI | CCW_IDA, SENSE_ID_LEN, IDAL);
		ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_FORMAT_1 | ORB_PREFETCH | kinds[i],
					  0xff, FCTL_START));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		ASSERT_ENDED(status);
		memcpy(id, guest_at(&self->guest, first), 3);
		memcpy(id + 3, guest_at(&self->guest, second), 4);
		ASSERT_IS_ID(id);
		EXPECT_EQ(CANARY, *(__u8 *)guest_at(&self->guest, first + 3));
		EXPECT_EQ(CANARY, *(__u8 *)guest_at(&self->guest, second + 4));
	}
}

TEST_F(css, chain)
{
	static const __u32 lengths[] = { 1, 2, 16, MAX_CHAIN };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct status status;
		__u32 at = PROGRAM;

		for (__u32 k = 1; k < lengths[i]; k++)
			at = put_ccw(&self->guest, at, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
		at = put_ccw(&self->guest, at, CMD_NOP, CCW_SLI, 1, DATA);
		ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
		ASSERT_ENDED(status);
		EXPECT_EQ(at, status.cpa);
	}
}

/* The device gets the data that are sent: it refuses one revision and accepts another. */
TEST_F(css, data_out)
{
	struct status status;

	put_be16(guest_at(&self->guest, DATA), 0x7fff);
	put_be16(guest_at(&self->guest, DATA + 2), 0);
	put_ccw(&self->guest, PROGRAM, SET_REVISION, CCW_SLI, 4, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_TRUE(status.dstat & DSTAT_UNIT_CHECK);
	put_be16(guest_at(&self->guest, DATA), 2);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_ENDED(status);
}

TEST_F(css, unknown_command)
{
	struct status status;

	put_ccw(&self->guest, PROGRAM, UNKNOWN_COMMAND, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_TRUE(status.ctrl & STCTL_PENDING);
	EXPECT_TRUE(status.dstat & DSTAT_UNIT_CHECK);
	EXPECT_EQ(PROGRAM + 8, status.cpa);
	EXPECT_EQ(COMMAND_REJECT, status.sense[0]);
	ASSERT_WORKS(&self->user, &self->guest);
}

/* A wrong length for a status of one byte. */
TEST_F(css, wrong_length)
{
	struct status status;

	put_ccw(&self->guest, PROGRAM, WRITE_STATUS, 0, 5, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_TRUE(status.ctrl & STCTL_PENDING);
	EXPECT_NE(0, status.cstat);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(css, halt_and_clear_idle)
{
	struct status status;

	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_HSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(status.ctrl & FCTL_HALT);
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	ASSERT_WORKS(&self->user, &self->guest);
}

/* Device number valid, subchannel enabled and idle. */
TEST_F(css, schib)
{
	struct ccw_schib_region schib;

	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(sizeof(schib), user_read(&self->user, REGION_SCHIB, 0, &schib, sizeof(schib)));
	EXPECT_EQ(0x0081, get_be16(schib.schib_area + 4) & 0x0081);
	EXPECT_EQ(0, user_scsw_ctrl(&self->user));
}

TEST_F(css, reset)
{
	struct status status;

	for (int i = 0; i < 10; i++) {
		put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
		ASSERT_EQ(0, user_io_status(&self->user, &status));
		EXPECT_EQ(0, status.ctrl);
		event_wait(self->user.event[IRQ_IO], 0);
		ASSERT_WORKS(&self->user, &self->guest);
	}
}

TEST_F(css, close_and_open)
{
	for (int i = 0; i < 5; i++) {
		put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		user_close(&self->user);
		guest_destroy(&self->guest);
		ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev));
		ASSERT_EQ(0, guest_create(&self->guest, &self->user));
		ASSERT_EQ(0, user_listen(&self->user));
		ASSERT_WORKS(&self->user, &self->guest);
	}
}

TEST_HARNESS_MAIN
