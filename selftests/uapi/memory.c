// SPDX-License-Identifier: GPL-2.0-only
/* Which memory of a process the channel may access, and the effect of mapping changes. */
#include <pthread.h>
#include <time.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

/*
 * Where the tests map their own memory: nothing is mapped around it.  With type 1 a program
 * is refused for a time if it uses a range that was unmapped under another program, so each
 * turn uses another place.
 */
#define PLACE		0x800000u
#define PLACE_OF(turn)	(PLACE + (turn) % 64 * 0x20000u)

/* A buffer of six pages: two are mapped, two on either side are not. */
#define PAGES		6
#define LOW		(2 * PAGE)
#define HIGH		(4 * PAGE)
#define SIZE		(HIGH - LOW)

#define PROMPT_MS	2000

static __u64 now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/* The device's buffer becomes 64 bytes of a value. */
static int load(const struct user *user, const struct guest *guest, __u8 value)
{
	struct status status;

	memset(guest_at(guest, DATA), value, 64);
	put_ccw(guest, PROGRAM, ECHO_WRITE, 0, 64, DATA);
	return user_run(user, PROGRAM, &status) ?: (status.dstat | status.cstat) ^ DSTAT_END;
}

/* One command on 16 bytes at any address, directly or through an IDAL. */
static int transfer(const struct user *user, const struct guest *guest, __u8 cmd, __u32 at,
		    bool indirect, struct status *status)
{
	const __u16 count = 16;

	if (indirect) {
		put_idaw64(guest, IDAL, at);
		put_idaw64(guest, IDAL + 8, (at & ~(PAGE - 1)) + PAGE);
	}
	put_ccw(guest, PROGRAM, cmd, CCW_SLI | (indirect ? CCW_IDA : 0), count,
		indirect ? IDAL : at);
	return user_run(user, PROGRAM, status);
}

static const __u32 distances[] = { 1, 2, 7, 8, 15 };

TEST_F(ccw, store_below_a_mapping)
{
	struct buffer buffer;
	struct status status;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem + LOW, SIZE, true));
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	for (size_t i = 0; i < 2 * ARRAY_SIZE(distances); i++) {
		ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_READ,
				      PLACE - distances[i / 2], i % 2, &status));
		EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
		EXPECT_EQ(PROGRAM + 8, status.cpa);
		ASSERT_TRUE(buffer_intact(&buffer, 0, PAGES * PAGE));
	}
}

TEST_F(ccw, store_above_a_mapping)
{
	struct buffer buffer;
	struct status status;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem + LOW, SIZE, true));
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	for (size_t i = 0; i < 2 * ARRAY_SIZE(distances); i++) {
		const __u32 d = distances[i / 2];

		ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_READ, PLACE + SIZE - d,
				      i % 2, &status));
		EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
		ASSERT_TRUE(buffer_intact(&buffer, 0, HIGH - d));
		ASSERT_TRUE(buffer_intact(&buffer, HIGH, PAGES * PAGE));
	}
}

TEST_F(ccw, fetch_outside_a_mapping)
{
	const __u8 *got = guest_at(&self->guest, OTHER);
	struct buffer buffer;
	struct status status;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	memset(buffer.mem + LOW, 0x33, SIZE);
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem + LOW, SIZE, true));
	for (size_t i = 0; i < 4 * ARRAY_SIZE(distances); i++) {
		const __u32 d = distances[i / 4];

		ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
		ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_WRITE,
				      i & 2 ? PLACE - d : PLACE + SIZE - d, i % 2, &status));
		EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
		memset(guest_at(&self->guest, OTHER), 0, 64);
		put_ccw(&self->guest, PROGRAM, ECHO_READ, CCW_SLI, 64, OTHER);
		ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
		for (int k = 0; k < 64; k++)
			ASSERT_NE(CANARY, got[k]);
	}
}

/* The last byte of a mapping and the first of the next, at any places in the process. */
TEST_F(ccw, across_mappings)
{
	struct buffer low, high;
	struct status status;

	ASSERT_EQ(0, buffer_create(&low, PAGES));
	ASSERT_EQ(0, buffer_create(&high, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, low.mem + LOW, SIZE, true));
	ASSERT_EQ(0, user_map(&self->user, PLACE + SIZE, high.mem + LOW, SIZE, true));
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	for (size_t i = 0; i < 2 * ARRAY_SIZE(distances); i++) {
		const __u32 d = distances[i / 2];

		memset(low.mem, CANARY, PAGES * PAGE);
		memset(high.mem, CANARY, PAGES * PAGE);
		ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_READ, PLACE + SIZE - d,
				      i % 2, &status));
		EXPECT_EQ(0, status.cstat);
		ASSERT_TRUE(buffer_intact(&low, 0, HIGH - d));
		ASSERT_TRUE(buffer_intact(&low, HIGH, PAGES * PAGE));
		ASSERT_TRUE(buffer_intact(&high, 0, LOW));
		ASSERT_TRUE(buffer_intact(&high, LOW + 16 - d, PAGES * PAGE));
		EXPECT_EQ(0x11, low.mem[HIGH - 1]);
		EXPECT_EQ(0x11, high.mem[LOW + 15 - d]);
	}
}

/* Memory that does not begin on a page of the process; VFIO may refuse it. */
TEST_F(ccw, unaligned_memory)
{
	const __u32 off = 0x100;
	struct buffer buffer;
	struct status status;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	if (user_map(&self->user, PLACE, buffer.mem + LOW + off, SIZE, true))
		return;
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	for (__u32 at = PLACE - 16; at <= PLACE + SIZE; at += at == PLACE ? SIZE - 16 : 8) {
		ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_READ, at, false, &status));
		ASSERT_TRUE(buffer_intact(&buffer, 0, LOW + off));
		ASSERT_TRUE(buffer_intact(&buffer, HIGH + off, PAGES * PAGE));
	}
}

TEST_F(ccw, read_only_mapping)
{
	const __u8 *got = guest_at(&self->guest, OTHER);
	struct buffer buffer;
	struct status status;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem + LOW, SIZE, false));
	for (int indirect = 0; indirect < 2; indirect++) {
		/* The device may fetch from it ... */
		memset(guest_at(&self->guest, OTHER), 0, 64);
		ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_WRITE, PLACE + PAGE - 8,
				      indirect, &status));
		EXPECT_EQ(DSTAT_END, status.dstat);
		EXPECT_EQ(0, status.cstat);
		put_ccw(&self->guest, PROGRAM, ECHO_READ, CCW_SLI, 64, OTHER);
		ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
		EXPECT_EQ(64 - 16, status.count);
		EXPECT_EQ(CANARY, got[15]);
		/* ... and not store. */
		ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
		ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_READ, PLACE + PAGE - 8,
				      indirect, &status));
		EXPECT_NE(0, status.cstat);
		EXPECT_TRUE(buffer_intact(&buffer, 0, PAGES * PAGE));
	}
	/* What is not stored into may lie there: CCWs, skipped data. */
	put_ccw(&self->guest, PROGRAM, ECHO_READ, CCW_SLI | CCW_SKIP, 64, PLACE);
	memcpy(buffer.mem + LOW, guest_at(&self->guest, PROGRAM), 8);
	ASSERT_EQ(0, user_run(&self->user, PLACE, &status));
	EXPECT_EQ(DSTAT_END, status.dstat);
	EXPECT_EQ(0, status.cstat);
	EXPECT_EQ(PLACE + 8, status.cpa);
	EXPECT_TRUE(buffer_intact(&buffer, LOW + 8, PAGES * PAGE));
}

TEST_F(ccw, unmapped_program)
{
	struct status status;
	__u32 next;

	ASSERT_EQ(0, user_run(&self->user, PLACE, &status));
	EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
	EXPECT_EQ(PLACE + 8, status.cpa);
	put_ccw(&self->guest, PROGRAM, CMD_TIC, 0, 0, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
	next = put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, next, CMD_TIC, 0, 0, PLACE);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
	/* For a TIC to unmapped memory the CCW address is that of the TIC. */
	EXPECT_EQ(next + 8, status.cpa);
	/* An IDAL in unmapped memory */
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	put_ccw(&self->guest, PROGRAM, ECHO_READ, CCW_SLI | CCW_IDA, 16, PLACE);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
	ASSERT_WORKS(&self->user, &self->guest);
}

/* CCWs are not read beyond the program: its last CCW may be the last eight bytes. */
TEST_F(ccw, program_at_the_end)
{
	const __u32 last = PLACE + SIZE - 8;
	struct buffer buffer;
	struct status status;
	__u8 *ccw;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem + LOW, SIZE, true));
	ccw = buffer.mem + HIGH - 8;
	put_be32(ccw, CMD_NOP << 24 | CCW_SLI << 16 | 1);
	put_be32(ccw + 4, DATA);
	ASSERT_EQ(0, user_run(&self->user, last, &status));
	EXPECT_EQ(0, status.cstat);
	EXPECT_EQ(last + 8, status.cpa);
	ccw[1] |= CCW_CC;
	ASSERT_EQ(0, user_run(&self->user, last, &status));
	EXPECT_EQ(CSTAT_PROGRAM, status.cstat);
	EXPECT_EQ(last + 16, status.cpa);
}

/* Reads into a page of the buffer without end. */
static void put_reading_loop(const struct guest *guest, __u32 at)
{
	__u32 next = put_ccw(guest, PROGRAM, ECHO_READ, CCW_CC | CCW_SLI, 64, at);

	put_ccw(guest, next, CMD_TIC, 0, 0, PROGRAM);
}

TEST_F(ccw, unmap_ends_a_program)
{
	for (int i = 0; i < 3; i++) {
		const __u32 place = PLACE_OF(i);
		struct buffer buffer;
		struct status status;
		__u64 begin;

		ASSERT_EQ(0, buffer_create(&buffer, PAGES));
		ASSERT_EQ(0, user_map(&self->user, place, buffer.mem + LOW, SIZE, true));
		ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
		put_reading_loop(&self->guest, place + PAGE - 32);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		begin = now_ms();
		while (buffer.mem[LOW + PAGE] != 0x11)
			ASSERT_GT(PROMPT_MS, now_ms() - begin);
		begin = now_ms();
		ASSERT_EQ(0, user_unmap(&self->user, place, SIZE));
		EXPECT_GT(PROMPT_MS, now_ms() - begin);
		/* From here on the channel must not access the pages. */
		memset(buffer.mem, CANARY, PAGES * PAGE);
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		EXPECT_TRUE(status.ctrl & STCTL_PENDING);
		EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
		ASSERT_EQ(0, user_wait_idle(&self->user));
		EXPECT_TRUE(buffer_intact(&buffer, 0, PAGES * PAGE));
		buffer_destroy(&buffer);
		ASSERT_WORKS(&self->user, &self->guest);
	}
}

/* Pages that were pinned together are unpinned together, when a part is unmapped. */
TEST_F(ccw, unmap_of_a_part)
{
	const __u32 pages = 40, half = pages / 2 * PAGE;

	for (int i = 0; i < 4; i++) {
		const __u32 place = PLACE_OF(2 * i);
		struct buffer low, high;
		struct status status;
		__u32 next;

		ASSERT_EQ(0, buffer_create(&low, pages / 2));
		ASSERT_EQ(0, buffer_create(&high, pages / 2));
		ASSERT_EQ(0, user_map(&self->user, place, low.mem, half, true));
		ASSERT_EQ(0, user_map(&self->user, place + half, high.mem, half, true));
		next = put_ccw(&self->guest, PROGRAM, ECHO_READ, CCW_CC | CCW_SLI, 65535, place);
		next = put_ccw(&self->guest, next, ECHO_READ, CCW_CC | CCW_SLI, 65535,
			       place + 65535);
		next = put_ccw(&self->guest, next, ECHO_READ, CCW_CC | CCW_SLI, 30000,
			       place + 131070);
		put_ccw(&self->guest, next, CMD_TIC, 0, 0, PROGRAM);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		ASSERT_EQ(0, user_unmap(&self->user, i % 2 ? place : place + half, half));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		EXPECT_TRUE(status.ctrl & FCTL_CLEAR);
		ASSERT_EQ(0, user_unmap(&self->user, i % 2 ? place + half : place, half));
		buffer_destroy(&low);
		buffer_destroy(&high);
		ASSERT_WORKS(&self->user, &self->guest);
	}
}

/* Of several ranges only the unmapped one is unpinned at once; the program is ended. */
TEST_F(ccw, unmap_of_one_range)
{
	for (int which = 0; which < 2; which++) {
		const __u32 places[] = { PLACE_OF(2 * which), PLACE_OF(2 * which + 1) };
		struct buffer buffers[2];
		__u32 next = PROGRAM;
		struct status status;

		for (int i = 0; i < 2; i++) {
			ASSERT_EQ(0, buffer_create(&buffers[i], PAGES));
			ASSERT_EQ(0, user_map(&self->user, places[i], buffers[i].mem + LOW, SIZE,
					      true));
			next = put_ccw(&self->guest, next, ECHO_READ, CCW_CC | CCW_SLI, 64,
				       places[i]);
		}
		put_ccw(&self->guest, next, CMD_TIC, 0, 0, PROGRAM);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		ASSERT_EQ(0, user_unmap(&self->user, places[which], SIZE));
		memset(buffers[which].mem, CANARY, PAGES * PAGE);
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		EXPECT_TRUE(status.ctrl & FCTL_CLEAR);
		ASSERT_EQ(0, user_unmap(&self->user, places[!which], SIZE));
		EXPECT_TRUE(buffer_intact(&buffers[which], 0, PAGES * PAGE));
		for (int i = 0; i < 2; i++)
			buffer_destroy(&buffers[i]);
		ASSERT_WORKS(&self->user, &self->guest);
	}
}

/* The program itself may be unmapped: it was read when it started. */
TEST_F(ccw, unmap_of_the_program)
{
	struct buffer buffer;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem + LOW, SIZE, true));
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, PROGRAM + 8, CMD_TIC, 0, 0, PLACE);
	memcpy(buffer.mem + LOW, guest_at(&self->guest, PROGRAM), 16);
	ASSERT_EQ(0, user_start(&self->user, PLACE));
	ASSERT_EQ(0, user_unmap(&self->user, PLACE, SIZE));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
}

TEST_F(ccw, other_ranges_do_not_disturb)
{
	struct buffer buffer, other;
	struct status status;

	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	ASSERT_EQ(0, buffer_create(&other, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem + LOW, SIZE, true));
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	put_reading_loop(&self->guest, PLACE);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	for (int i = 0; i < 20; i++) {
		__u32 at = i % 2 ? PLACE + SIZE : PLACE - SIZE;

		ASSERT_EQ(0, user_map(&self->user, at, other.mem, SIZE, true));
		ASSERT_EQ(0, user_unmap(&self->user, at, SIZE));
	}
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_HSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_WORKS(&self->user, &self->guest);
}

/* Two devices, one memory: the one that uses the range loses its program. */
TEST_F(ccw, two_devices)
{
	const struct css_device_config config = { .number = FIXTURE_NUMBER + 1, .type = "echo" };
	struct buffer mine, its;
	struct css_device dev;
	struct status status;
	struct user other;

	ASSERT_EQ(0, css_device_add(&dev, &config));
	ASSERT_EQ(0, user_join(&other, &self->user, &dev));
	ASSERT_EQ(0, user_listen(&other));
	ASSERT_EQ(0, buffer_create(&mine, PAGES));
	ASSERT_EQ(0, buffer_create(&its, PAGES));
	ASSERT_EQ(0, user_map(&self->user, PLACE, mine.mem + LOW, SIZE, true));
	ASSERT_EQ(0, user_map(&self->user, PLACE + SIZE, its.mem + LOW, SIZE, true));
	ASSERT_EQ(0, load(&other, &self->guest, 0x22));
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	put_reading_loop(&self->guest, PLACE + SIZE);
	ASSERT_EQ(0, user_start(&other, PROGRAM));
	put_reading_loop(&self->guest, PLACE);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));

	ASSERT_EQ(0, user_unmap(&self->user, PLACE + SIZE, SIZE));
	ASSERT_EQ(0, user_interrupt(&other, &status));
	EXPECT_EQ(0, event_wait(self->user.event[IRQ_IO], 20));
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	ASSERT_WORKS(&other, &self->guest);

	/* Nor does a reset or a close of the other device affect it. */
	ASSERT_EQ(0, user_ioctl(&other, VFIO_DEVICE_RESET, NULL));
	user_close(&other);
	ASSERT_EQ(0, css_device_remove(&dev));
	EXPECT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(0x11, mine.mem[LOW]);
}

/* More contiguous pages than one call of VFIO pins, some of which may be missing. */
TEST_F(ccw, many_pages)
{
	const __u32 pages = 45, part = pages / 3 * PAGE;

	for (__u32 mapped = pages; mapped > 30; mapped -= 5) {
		struct buffer buffer;
		struct status status;
		__u32 next = PROGRAM;

		ASSERT_EQ(0, buffer_create(&buffer, pages + 1));
		ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem, mapped * PAGE, true));
		memset(guest_at(&self->guest, DATA), 0x11, part);
		put_ccw(&self->guest, PROGRAM, ECHO_WRITE, 0, part, DATA);
		ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
		ASSERT_EQ(0, status.cstat);
		for (__u32 i = 0; i < 3; i++)
			next = put_ccw(&self->guest, next, ECHO_READ, i < 2 ? CCW_CC : 0, part,
				       PLACE + i * part);
		ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
		EXPECT_EQ(mapped == pages ? 0 : CSTAT_PROGRAM, status.cstat);
		EXPECT_EQ(next, status.cpa);
		for (size_t i = 0; i < 2 * part; i++)
			ASSERT_EQ(0x11, buffer.mem[i]);
		EXPECT_EQ(mapped == pages, buffer.mem[pages * PAGE - 1] == 0x11);
		EXPECT_TRUE(buffer_intact(&buffer, mapped * PAGE, (pages + 1) * PAGE));
		/* No page is in use any more. */
		ASSERT_EQ(0, user_unmap(&self->user, PLACE, mapped * PAGE));
		buffer_destroy(&buffer);
	}
}

/* ---- A thread maps and unmaps while programs are built and run ---- */

struct mapper {
	const struct user *user;
	struct buffer buffer;
	__u32 place;
	bool stop;
	int err;
};

static void *map_and_unmap(void *arg)
{
	struct mapper *mapper = arg;
	unsigned int turn = 0;

	while (!__atomic_load_n(&mapper->stop, __ATOMIC_ACQUIRE) && !mapper->err) {
		__u32 place = __atomic_load_n(&mapper->place, __ATOMIC_ACQUIRE);

		mapper->err = user_map(mapper->user, place, mapper->buffer.mem + LOW, SIZE, true);
		usleep(100 + 400 * (turn++ % 5));
		if (!mapper->err)
			mapper->err = user_unmap(mapper->user, place, SIZE);
		/* Long enough for a request to find nothing mapped. */
		usleep(turn % 3 * 3000);
	}
	return NULL;
}

static void mapper_move(struct mapper *mapper, __u32 place)
{
	__atomic_store_n(&mapper->place, place, __ATOMIC_RELEASE);
}

static void put_reads(const struct guest *guest, __u32 place)
{
	put_ccw(guest, PROGRAM, ECHO_READ, CCW_CC | CCW_SLI, 64, place);
	put_ccw(guest, PROGRAM + 8, ECHO_READ, CCW_SLI, 64, place + PAGE);
}

/* Each request is refused or ends with one interrupt, whenever memory is unmapped. */
TEST_F_TIMEOUT(ccw, mapping_races, 120)
{
	const struct css_device_config config = {
		.number = FIXTURE_NUMBER + 1, .type = "echo", .latency_us = 500 };
	struct mapper mapper = { .user = &self->user, .place = PLACE };
	int good = 0, checked = 0, cleared = 0, refused = 0;
	struct css_device dev;
	struct status status;
	struct user other;
	pthread_t thread;
	__u64 begin;

	ASSERT_EQ(0, css_device_add(&dev, &config));
	ASSERT_EQ(0, user_join(&other, &self->user, &dev));
	ASSERT_EQ(0, user_listen(&other));
	ASSERT_EQ(0, buffer_create(&mapper.buffer, PAGES));
	ASSERT_EQ(0, load(&other, &self->guest, 0x11));
	put_reads(&self->guest, PLACE);
	ASSERT_EQ(0, pthread_create(&thread, NULL, map_and_unmap, &mapper));
	/* Until each outcome has occurred, and more than once. */
	for (begin = now_ms(); good < 5 || checked < 5 || cleared < 5; ) {
		int err = user_start(&other, PROGRAM);

		ASSERT_GT(90000, now_ms() - begin)
			TH_LOG("only %d ended well, %d with a check, %d were cleared, %d refused",
			       good, checked, cleared, refused);
		if (err) {
			ASSERT_TRUE(err == -EAGAIN || err == -EBUSY);
			refused++;
			continue;
		}
		ASSERT_EQ(0, user_interrupt(&other, &status));
		ASSERT_TRUE(status.ctrl & STCTL_PENDING);
		if (status.ctrl & FCTL_CLEAR) {
			mapper_move(&mapper, PLACE_OF(++cleared));
			put_reads(&self->guest, mapper.place);
		} else if (status.cstat) {
			checked++;
		} else {
			good++;
		}
		ASSERT_EQ(0, event_wait(other.event[IRQ_IO], 0));
	}
	__atomic_store_n(&mapper.stop, true, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, mapper.err);
	EXPECT_TRUE(buffer_intact(&mapper.buffer, 0, LOW));
	EXPECT_TRUE(buffer_intact(&mapper.buffer, HIGH, PAGES * PAGE));
	TH_LOG("%d ended well, %d with a check, %d were cleared, %d refused", good, checked,
	       cleared, refused);
	ASSERT_WORKS(&other, &self->guest);
	user_close(&other);
	EXPECT_EQ(0, css_device_remove(&dev));
}

/* ---- A thread opens and closes another device of the container meanwhile ---- */

struct opener {
	const struct user *with;
	struct css_device dev;
	bool stop;
	int err;
};

static void *open_and_close(void *arg)
{
	struct opener *opener = arg;

	while (!__atomic_load_n(&opener->stop, __ATOMIC_ACQUIRE) && !opener->err) {
		struct user user;

		opener->err = user_join(&user, opener->with, &opener->dev);
		user_close(&user);
		sched_yield();
	}
	return NULL;
}

/*
 * To VFIO both are changes of one container: neither may block the other for ever.
 * A close that meets an unmap may last a minute: iommufd (6.12) wakes only interruptible
 * waiters (iommufd_put_object()), and its close is not one.
 */
TEST_F_TIMEOUT(ccw, opens_during_unmap, 150)
{
	const struct css_device_config config = { .number = FIXTURE_NUMBER + 1, .type = "echo" };
	struct opener opener = { .with = &self->user };
	struct buffer buffer;
	struct status status;
	pthread_t thread;

	ASSERT_EQ(0, css_device_add(&opener.dev, &config));
	ASSERT_EQ(0, buffer_create(&buffer, PAGES));
	ASSERT_EQ(0, load(&self->user, &self->guest, 0x11));
	ASSERT_EQ(0, pthread_create(&thread, NULL, open_and_close, &opener));
	for (int i = 0; i < 50; i++) {
		const __u32 place = PLACE_OF(i);

		ASSERT_EQ(0, user_map(&self->user, place, buffer.mem + LOW, SIZE, true));
		put_reading_loop(&self->guest, place);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
		ASSERT_EQ(0, user_unmap(&self->user, place, SIZE));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		EXPECT_TRUE(status.ctrl & FCTL_CLEAR);
	}
	__atomic_store_n(&opener.stop, true, __ATOMIC_RELEASE);
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(0, opener.err);
	EXPECT_EQ(0, css_device_remove(&opener.dev));
}

TEST_HARNESS_MAIN
