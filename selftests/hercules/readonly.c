// SPDX-License-Identifier: GPL-2.0-only
/* A 3390 whose drive inhibits writes. */
#define SUBCHANNEL	"0002"
#include "fixture.h"

#include "eckd.h"

TEST_F(io, write_inhibited)
{
	const struct place place = { 1, 0, 1 };
	struct status status;
	__u32 at;

	at = put_extent(&self->guest, PROGRAM, MAY_UPDATE, place);
	at = put_location(&self->guest, at, TO_WRITE, 1, place, 80);
	put_ccw(&self->guest, at, CMD_WRITE, CCW_SLI, 80, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_TRUE(status.dstat & DSTAT_UNIT_CHECK);
	EXPECT_EQ(0x10, status.sense[0]);
	EXPECT_EQ(WRITE_INHIBITED, status.sense[1]);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(io, reads_well)
{
	const struct place place = { 0, 0, 3 };
	struct status status;
	__u32 at;

	at = put_extent(&self->guest, PROGRAM, MAY_READ, place);
	at = put_location(&self->guest, at, TO_READ, 1, place, 80);
	put_ccw(&self->guest, at, CMD_READ, 0, 80, DATA);
	ASSERT_EQ(0, user_run(&self->user, PROGRAM, &status));
	ASSERT_ENDED(status);
	EXPECT_EQ(0xe5d6d3f1, get_be32(guest_at(&self->guest, DATA)));
}

TEST_HARNESS_MAIN
