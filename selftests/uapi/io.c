// SPDX-License-Identifier: GPL-2.0-only
/* Channel programs for a DASD: data, status, interrupts, refusals. */
#include <stdlib.h>

#define FIXTURE_TYPE	"dasd_eckd"
#define FIXTURE_IMAGE	getenv("IMAGE")
#include "fixture.h"

#define READ_DATA	0x06
#define WRITE_DATA	0x05
#define BLOCK		4096

/* A place on the volume that no file system uses. */
#define CYLINDER	4
#define HEAD		3
#define RECORD		5

/* Fills memory with bytes that depend on position and test. */
static void fill(__u8 *mem, size_t size, __u32 seed)
{
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		mem[i] = seed >> 24;
	}
}

static bool image_has(const __u8 *data, size_t size)
{
	static __u8 track[1 << 16];
	int fd = open(getenv("IMAGE"), O_RDONLY);
	off_t at = 512 + (off_t)(CYLINDER * 15 + HEAD) * 0xde00;
	ssize_t len = pread(fd, track, 0xde00, at);

	close(fd);
	return len > 0 && memmem(track, len, data, size);
}

#define ASSERT_GOOD(status, cpa_, count_) do { \
	ASSERT_EQ(FCTL_START | STCTL_FINAL, (status).ctrl); \
	ASSERT_EQ(cpa_, (status).cpa); \
	ASSERT_EQ(DSTAT_END, (status).dstat); \
	ASSERT_EQ(0, (status).cstat); \
	ASSERT_EQ(count_, (status).count); \
} while (0)

TEST_F(ccw, sense_id)
{
	const __u8 *id = guest_at(&self->guest, DATA);
	struct status status;

	put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 64, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_EQ(PROGRAM + 8, status.cpa);
	ASSERT_EQ(DSTAT_END, status.dstat);
	ASSERT_LT(0, status.count);
	ASSERT_GT(64, status.count);
	EXPECT_EQ(0xff, id[0]);
	EXPECT_EQ(0x3990, get_be16(id + 1));
	EXPECT_EQ(0x3390, get_be16(id + 4));
	EXPECT_EQ(0, id[64 - status.count]);
}

TEST_F(ccw, write_and_read)
{
	__u8 *out = guest_at(&self->guest, DATA), *in = guest_at(&self->guest, OTHER);
	struct status status;
	__u32 next;

	fill(out, BLOCK, 1 + variant->interface);
	next = put_locate(&self->guest, PROGRAM, true, CYLINDER, HEAD, RECORD);
	put_ccw(&self->guest, next, WRITE_DATA, 0, BLOCK, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_GOOD(status, PROGRAM + 24, 0);
	EXPECT_TRUE(image_has(out, BLOCK));

	next = put_locate(&self->guest, PROGRAM, false, CYLINDER, HEAD, RECORD);
	put_ccw(&self->guest, next, READ_DATA, 0, BLOCK, OTHER);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_GOOD(status, PROGRAM + 24, 0);
	EXPECT_EQ(0, memcmp(out, in, BLOCK));
}

/* The same through IDALs of every kind; the first IDAW begins within a page. */
TEST_F(ccw, idals)
{
	static const struct {
		__u16 orb;
		__u32 block;
	} kinds[] = {
		{ ORB_FORMAT_1 | ORB_PREFETCH | ORB_IDAW_64, 4096 },
		{ ORB_FORMAT_1 | ORB_PREFETCH | ORB_IDAW_64 | ORB_IDAW_2K, 2048 },
		{ ORB_FORMAT_1 | ORB_PREFETCH, 2048 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		const __u32 block = kinds[i].block, first = 0x130;
		__u8 *mem = self->guest.mem, image[BLOCK];
		__u32 at = OTHER + first, idaw = IDAL, moved = 0, next;
		struct status status;

		fill(guest_at(&self->guest, DATA), BLOCK, 77 + i);
		next = put_locate(&self->guest, PROGRAM, true, CYLINDER, HEAD, RECORD);
		put_ccw(&self->guest, next, WRITE_DATA, 0, BLOCK, DATA);
		ASSERT_EQ(0, user_request(&self->user, PROGRAM, kinds[i].orb, 0, FCTL_START));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		ASSERT_GOOD(status, PROGRAM + 24, 0);

		memset(guest_at(&self->guest, OTHER), CANARY, 16 * PAGE);
		while (moved < BLOCK) {
			__u32 part = block - at % block;

			if (part > BLOCK - moved)
				part = BLOCK - moved;
			idaw = kinds[i].orb & ORB_IDAW_64 ?
				put_idaw64(&self->guest, idaw, at) :
				put_idaw32(&self->guest, idaw, at);
			memset(guest_at(&self->guest, at), 0, part);
			moved += part;
			at = OTHER + 2 * PAGE * (moved / 2048 + 1);
			at -= at % block;
		}
		next = put_locate(&self->guest, PROGRAM, false, CYLINDER, HEAD, RECORD);
		put_ccw(&self->guest, next, READ_DATA, CCW_IDA, BLOCK, IDAL);
		ASSERT_EQ(0, user_request(&self->user, PROGRAM, kinds[i].orb, 0, FCTL_START));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		ASSERT_GOOD(status, PROGRAM + 24, 0);

		/* Gather the data between the canaries, and check that those are intact. */
		memset(image, 0, sizeof(image));
		for (at = OTHER + first, moved = 0; moved < BLOCK; ) {
			__u32 part = block - at % block;

			if (part > BLOCK - moved)
				part = BLOCK - moved;
			memcpy(image + moved, mem + at - GUEST, part);
			memset(mem + at - GUEST, CANARY, part);
			moved += part;
			at = OTHER + 2 * PAGE * (moved / 2048 + 1);
			at -= at % block;
		}
		EXPECT_EQ(0, memcmp(image, guest_at(&self->guest, DATA), BLOCK));
		for (at = OTHER; at < OTHER + 16 * PAGE; at++)
			ASSERT_EQ(CANARY, mem[at - GUEST]);
	}
}

/* Pages in descending order: they are pinned sorted, and data go to the right places. */
TEST_F(ccw, descending)
{
	const __u32 pages = 4;
	__u8 *out = guest_at(&self->guest, DATA);
	__u32 idaw = IDAL, next;
	struct status status;

	fill(out, BLOCK, 99);
	next = put_locate(&self->guest, PROGRAM, true, CYLINDER, HEAD, RECORD);
	put_ccw(&self->guest, next, WRITE_DATA, 0, BLOCK, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_GOOD(status, PROGRAM + 24, 0);

	/* 1024 bytes at the end of a page, then the last 2048 of a block each */
	for (__u32 i = 0; i < pages; i++)
		idaw = put_idaw64(&self->guest, idaw, OTHER + (pages - 1 - i) * PAGE +
				  (i ? 0 : PAGE - 1024));
	next = put_locate(&self->guest, PROGRAM, false, CYLINDER, HEAD, RECORD);
	put_ccw(&self->guest, next, READ_DATA, CCW_IDA, BLOCK, IDAL);
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL | ORB_IDAW_2K, 0xff, FCTL_START));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_GOOD(status, PROGRAM + 24, 0);
	EXPECT_EQ(0, memcmp(out, guest_at(&self->guest, OTHER + 3 * PAGE + 3072), 1024));
	EXPECT_EQ(0, memcmp(out + 1024, guest_at(&self->guest, OTHER + 2 * PAGE), 2048));
	EXPECT_EQ(0, memcmp(out + 3072, guest_at(&self->guest, OTHER + 1 * PAGE), 1024));
}

TEST_F(ccw, data_chaining)
{
	__u8 *out = guest_at(&self->guest, DATA), *in = guest_at(&self->guest, OTHER);
	struct status status;
	__u32 next;

	fill(out, BLOCK, 5);
	next = put_locate(&self->guest, PROGRAM, true, CYLINDER, HEAD, RECORD);
	next = put_ccw(&self->guest, next, WRITE_DATA, CCW_CD, 1000, DATA);
	put_ccw(&self->guest, next, 0, 0, BLOCK - 1000, DATA + 1000);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_GOOD(status, PROGRAM + 32, 0);
	next = put_locate(&self->guest, PROGRAM, false, CYLINDER, HEAD, RECORD);
	next = put_ccw(&self->guest, next, READ_DATA, CCW_CD, 4000, OTHER);
	put_ccw(&self->guest, next, 0, 0, BLOCK - 4000, OTHER + 4000);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_GOOD(status, PROGRAM + 32, 0);
	EXPECT_EQ(0, memcmp(out, in, BLOCK));
}

TEST_F(ccw, format_0)
{
	__u8 *ccw = guest_at(&self->guest, PROGRAM);
	struct status status;

	put_be32(ccw, (__u32)CMD_SENSE_ID << 24 | DATA);
	put_be32(ccw + 4, (__u32)CCW_SLI << 24 | 7);
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_PREFETCH, 0xff, FCTL_START));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(DSTAT_END, status.dstat);
	EXPECT_EQ(0, status.flags & ORB_FORMAT_1);
	EXPECT_EQ(0x3990, get_be16((__u8 *)guest_at(&self->guest, DATA) + 1));
}

TEST_F(ccw, incorrect_length)
{
	struct status status;

	put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, 0, 4, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(0x40, status.cstat);
	EXPECT_EQ(DSTAT_END, status.dstat);
	EXPECT_EQ(0, status.count);
}

/* A command that the device rejects; its sense bytes are fetched by command. */
TEST_F(ccw, unit_check)
{
	const __u8 *sense = guest_at(&self->guest, DATA);
	struct status status;

	put_ccw(&self->guest, PROGRAM, 0xff, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_TRUE(status.dstat & DSTAT_UNIT_CHECK);
	if (!status.sense[0]) {
		put_ccw(&self->guest, PROGRAM, 0x04, CCW_SLI, 32, DATA);
		ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
		EXPECT_EQ(0x80, sense[0]);
	} else {
		EXPECT_EQ(0x80, status.sense[0]);
	}
	ASSERT_EQ(0, user_wait_idle(&self->user));
}

/* PCI and the end: two interrupts, one per read, with a second signal between them. */
TEST_F(ccw, two_interrupts)
{
	struct status first, second;
	__u64 signals = 0;
	__u32 next;

	next = put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI | CCW_PCI, 1, DATA);
	put_ccw(&self->guest, next, CMD_SENSE_ID, CCW_SLI, 7, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	while (signals < 2) {
		__u64 more = event_wait(self->user.event[IRQ_IO], 5000);

		ASSERT_LT(0, more);
		signals += more;
	}
	EXPECT_EQ(2, signals);
	ASSERT_EQ(0, user_io_status(&self->user, &first));
	EXPECT_TRUE(first.ctrl & STCTL_INTERMEDIATE);
	EXPECT_EQ(CSTAT_PCI, first.cstat);
	EXPECT_EQ(1, event_wait(self->user.event[IRQ_IO], 0));
	ASSERT_EQ(0, user_io_status(&self->user, &second));
	ASSERT_GOOD(second, PROGRAM + 16, 0);
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	/* Another read, as after a late signal, has no status. */
	ASSERT_EQ(0, user_io_status(&self->user, &first));
	EXPECT_EQ(0, first.ctrl);
}

/* More interrupts than are read: some are merged, the order is kept, the end arrives. */
TEST_F(ccw, many_interrupts)
{
	const __u32 n = 200;
	__u32 next = PROGRAM, cpa = 0;
	struct status status = {};
	int reads = 0;

	for (__u32 i = 1; i < n; i++)
		next = put_ccw(&self->guest, next, CMD_NOP, CCW_CC | CCW_SLI | CCW_PCI, 1, DATA);
	put_ccw(&self->guest, next, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	while (!(status.ctrl & STCTL_PRIMARY)) {
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		ASSERT_TRUE(status.ctrl & STCTL_PENDING);
		ASSERT_LE(cpa, status.cpa);
		ASSERT_GT(n, reads);
		cpa = status.cpa;
		reads++;
	}
	EXPECT_LT(1, reads);
	/* The last PCI may be merged with the end. */
	EXPECT_EQ(FCTL_START | STCTL_FINAL, status.ctrl & ~STCTL_INTERMEDIATE);
	EXPECT_EQ(PROGRAM + 8 * n, status.cpa);
	EXPECT_EQ(DSTAT_END, status.dstat);
	EXPECT_EQ(0, status.cstat & ~CSTAT_PCI);
	ASSERT_EQ(0, user_wait_idle(&self->user));
}

TEST_F(ccw, suspend_and_resume)
{
	struct status status;
	__u32 next;

	next = put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, next, CMD_SENSE_ID, CCW_SLI | CCW_SUSPEND, 7, DATA);
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL | ORB_SUSPEND, 0xff, FCTL_START));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(status.ctrl & STCTL_INTERMEDIATE);
	EXPECT_TRUE(status.ctrl & ACTL_SUSPENDED);
	/* The CCW still has the suspend flag: the program is suspended again. */
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_START | ACTL_RESUME));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(status.ctrl & ACTL_SUSPENDED);
	EXPECT_EQ(0, *(__u8 *)guest_at(&self->guest, DATA));
	put_ccw(&self->guest, next, CMD_SENSE_ID, CCW_SLI, 7, DATA);
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_START | ACTL_RESUME));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_GOOD(status, PROGRAM + 16, 0);
	EXPECT_EQ(0xff, *(__u8 *)guest_at(&self->guest, DATA));
}

TEST_F(ccw, busy)
{
	struct ccw_io_region io;

	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	ASSERT_EQ(sizeof(io), user_read(&self->user, REGION_IO, 0, &io, sizeof(io)));
	EXPECT_EQ(-EBUSY, (__s32)io.ret_code);
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	EXPECT_TRUE(user_scsw_ctrl(&self->user) & FCTL_START);
}

TEST_F(ccw, not_supported)
{
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_HALT));
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, FCTL_CLEAR));
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff, 0));
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff,
					    FCTL_START | FCTL_HALT));
	EXPECT_EQ(-EOPNOTSUPP, user_request(&self->user, PROGRAM, ORB_USUAL | ORB_TRANSPORT, 0xff,
					    FCTL_START));
	/* No program is suspended. */
	EXPECT_EQ(-EBUSY, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff,
				       FCTL_START | ACTL_RESUME));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
}

TEST_F(ccw, chain_length)
{
	struct status status;
	__u32 next = PROGRAM;

	for (int i = 0; i < 254; i++)
		next = put_ccw(&self->guest, next, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, next, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_EQ(PROGRAM + 255 * 8, status.cpa);
	next = put_ccw(&self->guest, next, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, next, CMD_NOP, CCW_SLI, 1, DATA);
	EXPECT_EQ(-EINVAL, user_start(&self->user, PROGRAM));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	ASSERT_EQ(0, user_wait_idle(&self->user));
}

TEST_F(ccw, no_such_path)
{
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	EXPECT_EQ(-EACCES, user_request(&self->user, PROGRAM, ORB_USUAL, 0x01, FCTL_START));
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL, 0x40, FCTL_START));
}

TEST_HARNESS_MAIN
