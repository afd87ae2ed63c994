// SPDX-License-Identifier: GPL-2.0-only
/* The regions: bounds, sizes, contents, and writes that must have no effect. */
#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

static const size_t region_size[NR_REGIONS] = {
	[REGION_IO] = sizeof(struct ccw_io_region),
	[REGION_ASYNC] = sizeof(struct ccw_cmd_region),
	[REGION_SCHIB] = sizeof(struct ccw_schib_region),
	[REGION_CRW] = sizeof(struct ccw_crw_region),
};

static bool is_zero(const void *mem, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (((const __u8 *)mem)[i])
			return false;
	return true;
}

TEST_F(ccw, empty_at_first)
{
	__u8 buf[sizeof(struct ccw_io_region)];

	for (int i = 0; i < NR_REGIONS; i++) {
		memset(buf, 0xff, sizeof(buf));
		ASSERT_EQ(region_size[i], user_read(&self->user, i, 0, buf, region_size[i]));
		EXPECT_EQ(i != REGION_SCHIB, is_zero(buf, region_size[i]));
	}
}

TEST_F(ccw, schib)
{
	__u8 schib[sizeof(struct ccw_schib_region)];

	ASSERT_EQ(sizeof(schib), user_read(&self->user, REGION_SCHIB, 0, schib, sizeof(schib)));
	EXPECT_EQ(0, get_be32(schib));				/* the host's parameter */
	EXPECT_EQ(0x0081, get_be16(schib + 4) & 0x0081);	/* enabled, number valid */
	EXPECT_EQ(FIXTURE_NUMBER, get_be16(schib + 6));
	EXPECT_EQ(0xc0, schib[11]);				/* PIM */
	EXPECT_EQ(0xc0, schib[15]);				/* PAM */
	EXPECT_EQ(CSS_CHPID_0, schib[16]);
	EXPECT_EQ(CSS_CHPID_1, schib[17]);
	EXPECT_EQ(0, schib[18]);
	EXPECT_TRUE(is_zero(schib + 28, 12));			/* SCSW: idle */
}

TEST_F(ccw, reads_inside)
{
	__u8 buf[sizeof(struct ccw_io_region)];

	for (int i = 0; i < NR_REGIONS; i++) {
		size_t size = region_size[i];

		EXPECT_EQ(0, user_read(&self->user, i, 0, buf, 0));
		EXPECT_EQ(0, user_read(&self->user, i, size, buf, 0));
		for (size_t at = 0; at < size; at++) {
			EXPECT_EQ(1, user_read(&self->user, i, at, buf, 1));
			EXPECT_EQ(size - at, user_read(&self->user, i, at, buf, size - at));
		}
	}
}

TEST_F(ccw, reads_across)
{
	__u8 buf[512];

	memset(buf, CANARY, sizeof(buf));
	for (int i = 0; i < NR_REGIONS; i++) {
		size_t size = region_size[i];

		EXPECT_EQ(-EINVAL, user_read(&self->user, i, 0, buf, size + 1));
		EXPECT_EQ(-EINVAL, user_read(&self->user, i, size - 1, buf, 2));
		EXPECT_EQ(-EINVAL, user_read(&self->user, i, size, buf, 1));
		EXPECT_EQ(-EINVAL, user_read(&self->user, i, size + 1, buf, 0));
		EXPECT_EQ(-EINVAL, user_read(&self->user, i, 0, buf, sizeof(buf)));
		EXPECT_EQ(-EINVAL, user_read(&self->user, i, 1ull << 32, buf, 1));
	}
}

/* No offset above the last region is valid, nor is it reduced to a valid one. */
TEST_F(ccw, offsets_above)
{
	__u64 highest = 0, stride = ~0ull;
	__u8 buf[16];

	for (int i = 0; i < NR_REGIONS; i++) {
		if (self->user.offset[i] > highest)
			highest = self->user.offset[i];
		if (self->user.offset[i] && self->user.offset[i] < stride)
			stride = self->user.offset[i];
	}
	for (__u64 at = highest + stride; at && at <= INT64_MAX; at <<= 1) {
		EXPECT_EQ(-1, pread(self->user.device, buf, 1, at));
		EXPECT_EQ(EINVAL, errno);
		EXPECT_EQ(-1, pwrite(self->user.device, buf, 1, at));
		EXPECT_EQ(EINVAL, errno);
	}
	for (int bit = 32; bit < 63; bit++)
		if ((1ull << bit) > highest) {
			EXPECT_EQ(-1, pread(self->user.device, buf, 4, (1ull << bit) | highest));
			EXPECT_EQ(EINVAL, errno);
		}
	EXPECT_EQ(-1, pread(self->user.device, buf, 1, INT64_MAX));
	EXPECT_EQ(-1, pread(self->user.device, buf, 16, INT64_MAX - 8));
	EXPECT_EQ(-1, pread(self->user.device, buf, 1, INT64_MIN));
	EXPECT_EQ(-1, pread(self->user.device, buf, 1, -1));
}

/* An I/O request is ORB and SCSW: a shorter write starts nothing. */
TEST_F(ccw, short_io_writes)
{
	const size_t request = offsetof(struct ccw_io_region, irb_area);
	struct ccw_io_region io = {};

	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(sizeof(io), user_read(&self->user, REGION_IO, 0, &io, sizeof(io)));
	for (size_t size = 0; size < request; size++)
		EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_IO, 0, &io, size));
	for (size_t at = 1; at <= sizeof(io); at++)
		EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_IO, at, &io, sizeof(io) - at));
	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_IO, 0, &io, sizeof(io) + 1));
	EXPECT_EQ(0, user_scsw_ctrl(&self->user));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	ASSERT_WORKS(&self->user, &self->guest);
}

/* ORB and SCSW alone are enough. */
TEST_F(ccw, exact_io_write)
{
	struct ccw_io_region io = {};
	struct status status;

	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(sizeof(io), user_read(&self->user, REGION_IO, 0, &io, sizeof(io)));
	EXPECT_EQ(24, user_write(&self->user, REGION_IO, 0, &io, 24));
	EXPECT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(DSTAT_END, status.dstat);
}

TEST_F(ccw, short_async_writes)
{
	struct ccw_cmd_region cmd = { .command = VFIO_CCW_ASYNC_CMD_CSCH };
	struct status status;

	for (size_t size = 0; size < sizeof(cmd.command); size++)
		EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_ASYNC, 0, &cmd, size));
	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_ASYNC, 1, &cmd, 4));
	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_ASYNC, 4, &cmd, 4));
	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_ASYNC, 0, &cmd, sizeof(cmd) + 1));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	EXPECT_EQ(4, user_write(&self->user, REGION_ASYNC, 0, &cmd, 4));
	EXPECT_EQ(0, user_interrupt(&self->user, &status));
}

TEST_F(ccw, read_only_regions)
{
	__u8 buf[sizeof(struct ccw_schib_region)] = {};

	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_SCHIB, 0, buf, sizeof(buf)));
	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_CRW, 0, buf, region_size[REGION_CRW]));
	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_SCHIB, 0, buf, 0));
	EXPECT_EQ(-EINVAL, user_write(&self->user, REGION_CRW, 0, buf, 1));
}

/* The request can be read back as written, with its result in host byte order. */
TEST_F(ccw, request_and_answer)
{
	struct ccw_io_region io;
	__u32 intparm;

	ASSERT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_HALT));
	ASSERT_EQ(sizeof(io), user_read(&self->user, REGION_IO, 0, &io, sizeof(io)));
	memcpy(&intparm, io.orb_area, sizeof(intparm));
	EXPECT_EQ(0x12345678, intparm);
	EXPECT_EQ(-EOPNOTSUPP, (__s32)io.ret_code);
	ASSERT_WORKS(&self->user, &self->guest);
	ASSERT_EQ(sizeof(io), user_read(&self->user, REGION_IO, 0, &io, sizeof(io)));
	EXPECT_EQ(0, io.ret_code);
}

/* A bad buffer does not lose status and starts nothing. */
TEST_F(ccw, faults)
{
	struct status status;
	__u64 signals = 0;

	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI | CCW_PCI, 1, DATA);
	put_ccw(&self->guest, PROGRAM + 8, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	while (signals < 2) {
		__u64 more = event_wait(self->user.event[IRQ_IO], 5000);

		ASSERT_LT(0, more);
		signals += more;
	}
	for (int i = 0; i < NR_REGIONS; i++) {
		EXPECT_EQ(-EFAULT, user_read(&self->user, i, 0, (void *)8, region_size[i]));
		EXPECT_EQ(-EFAULT, user_write(&self->user, i, 0, (void *)8, region_size[i]));
	}
	EXPECT_EQ(0, user_io_status(&self->user, &status));
	EXPECT_TRUE(status.ctrl & STCTL_INTERMEDIATE);
	EXPECT_EQ(0, user_io_status(&self->user, &status));
	EXPECT_EQ(DSTAT_END, status.dstat);
}

/* Reading the first byte of an IRB consumes it; the rest can still be read. */
TEST_F(ccw, irb_in_pieces)
{
	const size_t at = offsetof(struct ccw_io_region, irb_area);
	__u8 irb[12];

	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(1, event_wait(self->user.event[IRQ_IO], 5000));
	for (size_t i = 0; i < sizeof(irb); i++)
		ASSERT_EQ(1, user_read(&self->user, REGION_IO, at + i, irb + i, 1));
	EXPECT_EQ(FCTL_START | STCTL_FINAL, get_be16(irb + 2));
	EXPECT_EQ(PROGRAM + 8, get_be32(irb + 4));
	EXPECT_EQ(DSTAT_END, irb[8]);
}

TEST_HARNESS_MAIN
