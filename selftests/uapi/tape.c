// SPDX-License-Identifier: GPL-2.0-only
/* A tape drive, its operator, and the contents of the host's file. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The operator mounts a tape when the drive is there. */
#define FIXTURE_TYPE	"tape_3480"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define DRIVE		"/sys/kernel/config/css_sim/0.0.0120/"

#define WRITE		0x01
#define READ		0x02
#define REWIND		0x07
#define READ_BACKWARD	0x0c
#define UNLOAD		0x0f
#define WRITE_MARK	0x1f

#define ALERT_PENDING	0x0011
#define READY		0x85	/* attention, device end, unit exception */
#define UNIT_EXCEPTION	0x01
#define BLOCK		5000	/* more than a page */

/* A blank tape. */
static int blank_tape(char path[PATH_MAX])
{
	int fd;

	snprintf(path, PATH_MAX, "%s.aws", getenv("IMAGE"));
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	return fd < 0 ? -errno : close(fd);
}

static ssize_t file_size(const char *path)
{
	FILE *f = fopen(path, "r");
	ssize_t size;

	if (!f)
		return -errno;
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fclose(f);
	return size;
}

static bool drive_is_empty(void)
{
	char line[PATH_MAX] = "";
	FILE *f = fopen(DRIVE "image", "r");

	if (!f || !fgets(line, sizeof(line), f))
		return false;
	fclose(f);
	return !strcmp(line, "\n");
}

#define ASSERT_MOUNTED(self, path) do { \
	struct status ready; \
	ASSERT_EQ(0, sysfs_write(DRIVE "image", path)); \
	ASSERT_EQ(0, user_interrupt(&(self)->user, &ready)); \
	ASSERT_EQ(ALERT_PENDING, ready.ctrl); \
	ASSERT_EQ(READY, ready.dstat); \
	ASSERT_EQ(0, ready.cpa); \
} while (0)

static int command(struct guest *guest, const struct user *user, __u8 code, __u16 count, __u32 cda,
		   struct status *status)
{
	put_ccw(guest, PROGRAM, code, CCW_SLI, count, cda);
	return user_run(user, PROGRAM, status);
}

TEST_F(ccw, an_empty_drive_is_not_ready)
{
	struct status status;

	ASSERT_TRUE(drive_is_empty());
	ASSERT_EQ(0, command(&self->guest, &self->user, READ, 100, DATA, &status));
	ASSERT_EQ(DSTAT_UNIT_CHECK, status.dstat);
	ASSERT_EQ(0x40, status.sense[0]);
	ASSERT_EQ(0x43, status.sense[3]);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, blocks_and_marks_reach_the_file)
{
	__u8 *out = guest_at(&self->guest, DATA), *in = guest_at(&self->guest, OTHER);
	struct status status;
	char path[PATH_MAX];

	for (int i = 0; i < BLOCK; i++)
		out[i] = i * 7 + (i >> 8);
	ASSERT_EQ(0, blank_tape(path));
	ASSERT_MOUNTED(self, path);
	ASSERT_EQ(0, command(&self->guest, &self->user, WRITE, BLOCK, DATA, &status));
	ASSERT_EQ(DSTAT_END, status.dstat);
	ASSERT_EQ(0, command(&self->guest, &self->user, WRITE_MARK, 1, DATA, &status));
	ASSERT_EQ(DSTAT_END, status.dstat);
	ASSERT_EQ(6 + BLOCK + 6, file_size(path));
	ASSERT_EQ(0, command(&self->guest, &self->user, READ_BACKWARD, 1, OTHER, &status));
	ASSERT_EQ(DSTAT_END | UNIT_EXCEPTION, status.dstat);

	/* Reads the last byte first, from its address downwards. */
	memset(in, 0, BLOCK);
	ASSERT_EQ(0, command(&self->guest, &self->user, READ_BACKWARD, BLOCK, OTHER + BLOCK - 1,
			     &status));
	ASSERT_EQ(DSTAT_END, status.dstat);
	ASSERT_EQ(0, status.count);
	ASSERT_EQ(0, memcmp(in, out, BLOCK));

	memset(in, 0, BLOCK);
	ASSERT_EQ(0, command(&self->guest, &self->user, READ, 2 * BLOCK, OTHER, &status));
	ASSERT_EQ(DSTAT_END, status.dstat);
	ASSERT_EQ(BLOCK, status.count);
	ASSERT_EQ(0, memcmp(in, out, BLOCK));

	/* A write at the beginning erases the rest of the tape. */
	ASSERT_EQ(0, command(&self->guest, &self->user, REWIND, 1, DATA, &status));
	ASSERT_EQ(0, command(&self->guest, &self->user, WRITE, 10, DATA, &status));
	ASSERT_EQ(DSTAT_END, status.dstat);
	ASSERT_EQ(16, file_size(path));
}

TEST_F(ccw, what_the_user_unloads_is_out)
{
	struct status status;
	char path[PATH_MAX];

	ASSERT_EQ(0, blank_tape(path));
	ASSERT_MOUNTED(self, path);
	ASSERT_FALSE(drive_is_empty());
	ASSERT_EQ(0, command(&self->guest, &self->user, UNLOAD, 1, DATA, &status));
	ASSERT_EQ(DSTAT_END | DSTAT_UNIT_CHECK, status.dstat);
	ASSERT_EQ(0x2b, status.sense[3]);
	ASSERT_TRUE(drive_is_empty());
	ASSERT_MOUNTED(self, path);
	ASSERT_EQ(0, command(&self->guest, &self->user, WRITE, 10, DATA, &status));
	ASSERT_EQ(DSTAT_END, status.dstat);
	ASSERT_EQ(16, file_size(path));
}

TEST_F(ccw, a_protected_tape_is_not_written)
{
	struct status status;
	char path[PATH_MAX];

	ASSERT_EQ(0, blank_tape(path));
	ASSERT_EQ(0, sysfs_write(DRIVE "readonly", "1"));
	ASSERT_MOUNTED(self, path);
	ASSERT_EQ(0, command(&self->guest, &self->user, WRITE, 10, DATA, &status));
	ASSERT_EQ(DSTAT_END | DSTAT_UNIT_CHECK, status.dstat);
	ASSERT_EQ(0x80, status.sense[0]);
	ASSERT_EQ(0x30, status.sense[3]);
	ASSERT_EQ(0, file_size(path));
}

/* A mount does not end the user's program; the status is held until that has ended. */
TEST_F(ccw, the_operator_needs_no_idle_drive)
{
	struct status status;
	char path[PATH_MAX];

	ASSERT_EQ(0, blank_tape(path));
	ASSERT_MOUNTED(self, path);
	put_loop(&self->guest);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, sysfs_write(DRIVE "image", path));
	ASSERT_EQ(0, user_async(&self->user, VFIO_CCW_ASYNC_CMD_HSCH));
	ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_EQ(0, user_wait_idle(&self->user));
	/* The drive presents that it is ready as soon as it can. */
	for (int i = 0; status.dstat != READY && i < 2; i++)
		ASSERT_EQ(0, user_interrupt(&self->user, &status));
	ASSERT_EQ(READY, status.dstat);
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_HARNESS_MAIN
