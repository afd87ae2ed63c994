// SPDX-License-Identifier: GPL-2.0-only
/* Tests of a 3390 of a mainframe from user space. */
#define SUBCHANNEL	"0000"
#include "fixture.h"

#include "eckd.h"

#define CU_TYPE		0x3990
#define DEVICE_TYPE	0x3390
#define CYLINDERS	10
#define HEADS		15
#define LABEL_SIZE	84	/* with its key */
#define SENSE_SIZE	32
#define MAX_CHAIN	255

#define SENSE_OF(a, b)	((a) << 8 | (b))

/**
 * struct record - a record that tests write
 * @key_len: bytes of its key
 * @data_len: bytes of its data
 */
static const struct record {
	__u8 key_len;
	__u16 data_len;
} records[] = { { 0, 80 }, { 0, 4096 }, { 8, 1000 }, { 0, 16384 }, { 0, 1 } };

#define NR_RECORDS	(sizeof(records) / sizeof(records[0]))
#define RECORD_MAX	(COUNT_SIZE + 16384)

/* The cylinder of each variant; machines/hercules-images.sh checks what is written there. */
static __u8 cylinder_of(enum vfio_interface interface)
{
	return interface == VFIO_GROUP ? 2 : 3;
}

static int run(const struct user *user, const struct form *form, struct status *status)
{
	int err = user_request(user, PROGRAM, form->orb, 0xff, FCTL_START);

	return err ? err : user_interrupt(user, status);
}

TEST_F(io, identity)
{
	const __u8 *id = guest_at(&self->guest, DATA), *chars = guest_at(&self->guest, OTHER);
	struct status status;
	__u32 at;

	at = put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, CCW_CC | CCW_SLI, SENSE_ID_LEN, DATA);
	at = put_ccw(&self->guest, at, CMD_RDC, 0, 64, OTHER);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_ENDED(status);
	EXPECT_EQ(at, status.cpa);
	EXPECT_EQ(0, status.count);
	EXPECT_EQ(0xff, id[0]);
	EXPECT_EQ(CU_TYPE, get_be16(id + 1));
	EXPECT_EQ(DEVICE_TYPE, get_be16(id + 4));
	EXPECT_EQ(CU_TYPE, get_be16(chars));
	EXPECT_EQ(DEVICE_TYPE, get_be16(chars + 3));
	EXPECT_EQ(CYLINDERS, get_be16(chars + 12));
	EXPECT_EQ(HEADS, get_be16(chars + 14));
}

/* "VOL1" as key and as data, then the serial number, in EBCDIC. */
TEST_F(io, volume_label)
{
	static const __u8 label[] = { 0xe5, 0xd6, 0xd3, 0xf1, 0xe5, 0xd6, 0xd3, 0xf1,
				      0xe5, 0xd6, 0xd3, 0xf1, 0xf2, 0xf0 };
	const struct place place = { 0, 0, 3 };

	for (const struct form *form = forms; form < forms + NR_FORMS; form++) {
		__u8 data[LABEL_SIZE];
		struct status status;
		__u32 at;

		at = put_extent(&self->guest, PROGRAM, MAY_READ, place);
		at = put_location(&self->guest, at, TO_READ, 1, place, sizeof(data));
		put_data(&self->guest, form, at, CMD_READ_KD, 0, sizeof(data), DATA, IDAL);
		ASSERT_EQ(0, run(&self->user, form, &status));
		ASSERT_ENDED(status);
		spread_in(&self->guest, form, DATA, data, sizeof(data));
		EXPECT_EQ(0, memcmp(data, label, sizeof(label)));
	}
}

/* The older method: seek, and search until the record is found. */
TEST_F(io, search_loop)
{
	static const __u8 seek[6] = {}, id[5] = { [4] = 3 };
	const __u32 where = PARAMETERS, what = PARAMETERS + 8;
	struct status status;

	memcpy(guest_at(&self->guest, where), seek, sizeof(seek));
	memcpy(guest_at(&self->guest, what), id, sizeof(id));
	put_ccw(&self->guest, PROGRAM, CMD_SEEK, CCW_CC, sizeof(seek), where);
	put_ccw(&self->guest, PROGRAM + 8, CMD_SEARCH_ID, CCW_CC, sizeof(id), what);
	put_ccw(&self->guest, PROGRAM + 16, CMD_TIC, 0, 0, PROGRAM + 8);
	put_ccw(&self->guest, PROGRAM + 24, CMD_READ, 0, 80, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_ENDED(status);
	EXPECT_EQ(PROGRAM + 32, status.cpa);
	EXPECT_EQ(0xe5d6d3f1, get_be32(guest_at(&self->guest, DATA)));
}

/* ---- Written and read back ---- */

static void make_record(__u8 *image, struct place place, const struct form *form)
{
	const struct record *record = &records[place.record - 1];

	put_count(image, place, record->key_len, record->data_len);
	fill(image + COUNT_SIZE, record->key_len, place, form->name);
	fill(image + COUNT_SIZE + record->key_len, record->data_len, place, form->name);
}

static __u32 image_len(const struct record *record)
{
	return COUNT_SIZE + record->key_len + record->data_len;
}

/* Formats a track with record zero only, and then the records, one program each. */
static void format(struct __test_metadata *_metadata, FIXTURE_DATA(io) *self,
		   const struct form *form, struct place place)
{
	static __u8 image[RECORD_MAX];
	struct status status;

	for (place.record = 1; place.record <= NR_RECORDS; place.record++) {
		const __u32 len = image_len(&records[place.record - 1]);
		struct place behind = place;
		__u32 at;

		behind.record--;
		make_record(image, place, form);
		spread_out(&self->guest, form, DATA, image, len);
		at = put_extent(&self->guest, PROGRAM, MAY_FORMAT, place);
		at = put_location(&self->guest, at, TO_FORMAT, 1, behind, len);
		at = put_data(&self->guest, form, at, CMD_WRITE_CKD, 0, len, DATA, IDAL);
		ASSERT_EQ(0, run(&self->user, form, &status));
		ASSERT_ENDED(status);
		ASSERT_EQ(at, status.cpa);
	}
}

static void read_back(struct __test_metadata *_metadata, FIXTURE_DATA(io) *self,
		      const struct form *form, struct place place)
{
	static __u8 wanted[RECORD_MAX], got[RECORD_MAX];
	const struct record *record = &records[place.record - 1];
	const __u32 len = image_len(record) - COUNT_SIZE;
	struct status status;
	__u32 at;

	make_record(wanted, place, form);
	memset(guest_at(&self->guest, OTHER), CANARY, SPREAD_MAX);
	at = put_extent(&self->guest, PROGRAM, MAY_READ, place);
	at = put_location(&self->guest, at, TO_READ, 1, place, len);
	put_data(&self->guest, form, at, CMD_READ_KD, 0, len, OTHER, IDAL);
	ASSERT_EQ(0, run(&self->user, form, &status));
	ASSERT_ENDED(status);
	spread_in(&self->guest, form, OTHER, got, len);
	ASSERT_EQ(0, memcmp(got, wanted + COUNT_SIZE, len));
	ASSERT_EQ(CANARY, *(__u8 *)guest_at(&self->guest, spread(form, OTHER, len)));
}

/* Each form of address has a track; records written in one form are read in all. */
TEST_F(io, records)
{
	struct place place = { .cyl = cylinder_of(variant->interface) };

	for (place.head = 0; place.head < NR_FORMS; place.head++) {
		format(_metadata, self, &forms[place.head], place);
		for (place.record = 1; place.record <= NR_RECORDS; place.record++)
			read_back(_metadata, self, &forms[place.head], place);
	}
}

/* An update of the second record leaves the rest of the track unchanged. */
TEST_F(io, update)
{
	const struct form *form = &forms[2];
	struct place place = { cylinder_of(variant->interface), 4, 2 };
	static __u8 data[4096], got[4096];
	struct status status;
	__u32 at;

	format(_metadata, self, form, place);
	fill(data, sizeof(data), place, "updated");
	spread_out(&self->guest, form, DATA, data, sizeof(data));
	at = put_extent(&self->guest, PROGRAM, MAY_UPDATE, place);
	at = put_location(&self->guest, at, TO_WRITE, 1, place, sizeof(data));
	put_data(&self->guest, form, at, CMD_WRITE, 0, sizeof(data), DATA, IDAL);
	ASSERT_EQ(0, run(&self->user, form, &status));
	ASSERT_ENDED(status);
	at = put_extent(&self->guest, PROGRAM, MAY_READ, place);
	at = put_location(&self->guest, at, TO_READ, 1, place, sizeof(got));
	put_data(&self->guest, form, at, CMD_READ, 0, sizeof(got), OTHER, IDAL);
	ASSERT_EQ(0, run(&self->user, form, &status));
	ASSERT_ENDED(status);
	spread_in(&self->guest, form, OTHER, got, sizeof(got));
	ASSERT_EQ(0, memcmp(got, data, sizeof(got)));
}

/* ---- Errors, and their status ---- */

#define ASSERT_SENSE(user, program, bytes) do { \
	struct status failed; \
	ASSERT_EQ(0, user_run(user, program, &failed)); \
	ASSERT_TRUE(failed.ctrl & STCTL_PENDING); \
	ASSERT_TRUE(failed.dstat & DSTAT_UNIT_CHECK); \
	EXPECT_EQ(bytes, get_be16(failed.sense)); \
} while (0)

TEST_F(io, no_record_found)
{
	const struct place place = { 0, 0, 99 };
	__u32 at;

	at = put_extent(&self->guest, PROGRAM, MAY_READ, place);
	at = put_location(&self->guest, at, TO_READ, 1, place, 80);
	put_ccw(&self->guest, at, CMD_READ, 0, 80, DATA);
	ASSERT_SENSE(&self->user, PROGRAM, SENSE_OF(0, NO_RECORD));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, outside_the_extent)
{
	const struct place inside = { 5, 0, 1 }, outside = { 6, 0, 1 };
	__u32 at;

	at = put_extent(&self->guest, PROGRAM, MAY_READ, inside);
	at = put_location(&self->guest, at, TO_READ, 1, outside, 80);
	put_ccw(&self->guest, at, CMD_READ, 0, 80, DATA);
	ASSERT_SENSE(&self->user, PROGRAM, SENSE_OF(0, FILE_PROTECTED));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, not_for_writing)
{
	const struct place place = { 0, 0, 3 };
	__u32 at;

	at = put_extent(&self->guest, PROGRAM, MAY_READ, place);
	at = put_location(&self->guest, at, TO_WRITE, 1, place, 80);
	put_ccw(&self->guest, at, CMD_WRITE, CCW_SLI, 80, DATA);
	ASSERT_SENSE(&self->user, PROGRAM, SENSE_OF(COMMAND_REJECT, 0));
	ASSERT_WORKS(&self->user, &self->guest);
}

/* A multitrack read with one track less than asked for. */
TEST_F(io, end_of_cylinder)
{
	static const __u8 seek[6] = { [3] = 8, [5] = HEADS - 1 };
	__u32 at;

	memcpy(guest_at(&self->guest, PARAMETERS), seek, sizeof(seek));
	at = put_ccw(&self->guest, PROGRAM, CMD_SEEK, CCW_CC, sizeof(seek), PARAMETERS);
	for (int i = 0; i < HEADS; i++)
		at = put_ccw(&self->guest, at, CMD_READ_COUNT_MT, CCW_CC | CCW_SLI, COUNT_SIZE, DATA);
	put_ccw(&self->guest, at, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_SENSE(&self->user, PROGRAM, SENSE_OF(0, END_OF_CYLINDER));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, unknown_command)
{
	put_ccw(&self->guest, PROGRAM, 0xfd, CCW_SLI, 1, DATA);
	ASSERT_SENSE(&self->user, PROGRAM, SENSE_OF(COMMAND_REJECT, 0));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, wrong_length)
{
	struct status status;

	put_ccw(&self->guest, PROGRAM, CMD_RDC, 0, 65, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_EQ(DSTAT_END, status.dstat);
	EXPECT_EQ(CSTAT_LENGTH, status.cstat);
	EXPECT_EQ(1, status.count);
	ASSERT_WORKS(&self->user, &self->guest);
}

/* The channel finds an error of a guest's program when it reaches it. */
TEST_F(io, program_check)
{
	struct status status;
	__u32 at;

	memset(guest_at(&self->guest, PROGRAM), 0, 32);
	at = put_ccw(&self->guest, PROGRAM, CMD_SENSE_ID, CCW_CC | CCW_SLI, SENSE_ID_LEN, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	EXPECT_TRUE(status.cstat & CSTAT_PROGRAM);
	EXPECT_EQ(at + 8, status.cpa);
	EXPECT_EQ(0xff, *(__u8 *)guest_at(&self->guest, DATA));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, no_such_path)
{
	struct ccw_schib_region schib;

	ASSERT_EQ(sizeof(schib), user_read(&self->user, REGION_SCHIB, 0, &schib, sizeof(schib)));
	EXPECT_EQ(0x80, schib.schib_area[11]);	/* PIM */
	put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA);
	EXPECT_EQ(-EACCES, user_request(&self->user, PROGRAM, ORB_USUAL, 0x40, FCTL_START));
	ASSERT_WORKS(&self->user, &self->guest);
}

/* ---- Programs that run for long ---- */

/*
 * Starts a program that never ends, and waits until it has begun, which it shows.  If a
 * start is halted before it has begun, this emulator loses both the start and the halt.
 */
static void start_loop(struct __test_metadata *_metadata, FIXTURE_DATA(io) *self)
{
	struct status status;
	__u32 loop;

	loop = put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI | CCW_PCI, 1, DATA);
	put_ccw(&self->guest, loop, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, loop + 8, CMD_TIC, 0, 0, loop);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_TRUE(status.ctrl & STCTL_INTERMEDIATE);
	ASSERT_TRUE(status.cstat & CSTAT_PCI);
}

TEST_F(io, longest_chain)
{
	struct status status;
	__u32 at = PROGRAM;

	for (int i = 1; i < MAX_CHAIN; i++)
		at = put_ccw(&self->guest, at, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	at = put_ccw(&self->guest, at, CMD_NOP, CCW_SLI, 1, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_ENDED(status);
	EXPECT_EQ(at, status.cpa);
}

TEST_F(io, halt_ends_a_program)
{
	struct status status;

	start_loop(_metadata, self);
	ASSERT_EQ(-EBUSY, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_HSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_TRUE(status.ctrl & FCTL_HALT);
	EXPECT_TRUE(status.ctrl & STCTL_PENDING);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, clear_ends_a_program)
{
	struct status status;

	start_loop(_metadata, self);
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_CSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	EXPECT_EQ(FCTL_CLEAR | STCTL_PENDING, status.ctrl);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, reset_ends_a_program)
{
	struct status status;

	start_loop(_metadata, self);
	ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	ASSERT_EQ(0, user_io_status(&self->user, &status));
	EXPECT_EQ(0, status.ctrl);
	event_wait(self->user.event[IRQ_IO], 0);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, close_ends_a_program)
{
	start_loop(_metadata, self);
	user_close(&self->user);
	guest_destroy(&self->guest);
	ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev));
	ASSERT_EQ(0, guest_create(&self->guest, &self->user));
	ASSERT_EQ(0, user_listen(&self->user));
	ASSERT_WORKS(&self->user, &self->guest);
}

/* As long as the CCW has the flag, the program is suspended again. */
TEST_F(io, suspend_and_resume)
{
	struct status status;
	__u32 next;

	next = put_ccw(&self->guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(&self->guest, next, CMD_SENSE_ID, CCW_SLI | CCW_SUSPEND, SENSE_ID_LEN, DATA);
	ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL | ORB_SUSPEND, 0xff, FCTL_START));
	for (int i = 0; i < 2; i++) {
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		EXPECT_TRUE(status.ctrl & ACTL_SUSPENDED);
		EXPECT_EQ(0, *(__u8 *)guest_at(&self->guest, DATA));
		if (i)
			put_ccw(&self->guest, next, CMD_SENSE_ID, CCW_SLI, SENSE_ID_LEN, DATA);
		ASSERT_EQ(0, user_request(&self->user, PROGRAM, ORB_USUAL, 0xff,
					  FCTL_START | ACTL_RESUME));
	}
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_ENDED(status);
	EXPECT_EQ(0xff, *(__u8 *)guest_at(&self->guest, DATA));
}

TEST_HARNESS_MAIN
