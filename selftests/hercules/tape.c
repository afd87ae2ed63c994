// SPDX-License-Identifier: GPL-2.0-only
/* Tests of a tape drive of a mainframe from user space. */
#define SUBCHANNEL	"0003"
#include "fixture.h"

#include "eckd.h"

#define WRITE		0x01
#define READ		0x02
#define REWIND		0x07
#define READ_BACKWARD	0x0c
#define WRITE_MARK	0x1f
#define BACKSPACE	0x27

#define UNIT_EXCEPTION	0x01
#define DEVICE_TYPE	0x3490
#define LABEL_SIZE	80
#define SENSE_SIZE	32
#define LOAD_POINT	0x08	/* sense byte 1 */

static int command(struct guest *guest, const struct user *user, __u8 code, __u16 count, __u32 cda,
		   struct status *status)
{
	put_ccw(guest, PROGRAM, code, CCW_SLI, count, cda);
	return user_run(user, PROGRAM, status);
}

#define ASSERT_COMMAND(self, code, count, cda, unit_status) do { \
	struct status done; \
	ASSERT_EQ(0, command(&(self)->guest, &(self)->user, code, count, cda, &done)); \
	ASSERT_EQ(unit_status, done.dstat); \
	ASSERT_EQ(0, done.cstat); \
} while (0)

TEST_F(io, identity)
{
	ASSERT_WORKS(&self->user, &self->guest);
	EXPECT_EQ(DEVICE_TYPE, get_be16((__u8 *)guest_at(&self->guest, DATA) + 4));
}

/* "VOL1" and the serial number, in EBCDIC. */
TEST_F(io, label)
{
	static const __u8 label[] = { 0xe5, 0xd6, 0xd3, 0xf1, 0xe3, 0xc1, 0xd7, 0xc5, 0xf0, 0xf1 };

	ASSERT_COMMAND(self, REWIND, 1, DATA, DSTAT_END);
	ASSERT_COMMAND(self, READ, LABEL_SIZE, DATA, DSTAT_END);
	EXPECT_EQ(0, memcmp(guest_at(&self->guest, DATA), label, sizeof(label)));
}

/* After the label: a block in each form, and a tape mark. */
TEST_F(io, blocks_and_marks)
{
	static __u8 out[5000], in[5000];
	struct status status;

	ASSERT_COMMAND(self, REWIND, 1, DATA, DSTAT_END);
	ASSERT_COMMAND(self, READ, LABEL_SIZE, DATA, DSTAT_END);
	for (__u8 i = 0; i < NR_FORMS; i++) {
		const struct form *form = &forms[i];
		const struct place place = { .record = i };

		fill(out, sizeof(out), place, form->name);
		spread_out(&self->guest, form, DATA, out, sizeof(out));
		put_data(&self->guest, form, PROGRAM, WRITE, 0, sizeof(out), DATA, IDAL);
		ASSERT_EQ(0, user_request(&self->user, PROGRAM, form->orb, 0xff, FCTL_START));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		ASSERT_ENDED(status);
		ASSERT_COMMAND(self, BACKSPACE, 1, DATA, DSTAT_END);
		put_data(&self->guest, form, PROGRAM, READ, 0, sizeof(in), OTHER, IDAL);
		ASSERT_EQ(0, user_request(&self->user, PROGRAM, form->orb, 0xff, FCTL_START));
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
		ASSERT_ENDED(status);
		spread_in(&self->guest, form, OTHER, in, sizeof(in));
		ASSERT_EQ(0, memcmp(in, out, sizeof(in)));
	}
	ASSERT_COMMAND(self, WRITE_MARK, 1, DATA, DSTAT_END);
	ASSERT_COMMAND(self, BACKSPACE, 1, DATA, DSTAT_END | UNIT_EXCEPTION);

	/* Reads the last byte first, from its address downwards. */
	memset(guest_at(&self->guest, OTHER), 0, sizeof(in));
	ASSERT_COMMAND(self, READ_BACKWARD, sizeof(in), OTHER + sizeof(in) - 1, DSTAT_END);
	ASSERT_EQ(0, memcmp(guest_at(&self->guest, OTHER), out, sizeof(out)));

	/* Forward again, with a longer buffer, and over the mark. */
	ASSERT_EQ(0, command(&self->guest, &self->user, READ, sizeof(in) + 100, OTHER, &status));
	ASSERT_ENDED(status);
	ASSERT_EQ(100, status.count);
	ASSERT_COMMAND(self, READ, sizeof(in), OTHER, DSTAT_END | UNIT_EXCEPTION);
	ASSERT_COMMAND(self, WRITE_MARK, 1, DATA, DSTAT_END);
}

/* A backward command at the beginning of the tape. */
TEST_F(io, sense)
{
	struct status status;

	ASSERT_COMMAND(self, REWIND, 1, DATA, DSTAT_END);
	ASSERT_EQ(0, command(&self->guest, &self->user, BACKSPACE, 1, DATA, &status));
	EXPECT_TRUE(status.dstat & DSTAT_UNIT_CHECK);
	EXPECT_TRUE(status.sense[1] & LOAD_POINT);
	ASSERT_COMMAND(self, CMD_SENSE, SENSE_SIZE, DATA, DSTAT_END);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_HARNESS_MAIN
