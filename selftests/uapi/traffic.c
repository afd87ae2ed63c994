// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user of a disk: writes records and reads them, with and without IDALs, searches,
 * identifies the device, and lets a command fail.  Or a user of a tape: writes blocks and
 * reads them backward, with data chaining, too.
 *
 * usage: traffic UUID group|cdev SEED [tape]
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define SEEK		0x07
#define SEARCH_ID	0x31
#define WRITE_DATA	0x05
#define READ_DATA	0x06
#define READ_RCD	0xfa
#define BLOCK		4096u
#define RECORDS		12u
#define HEADS		3u

#define WRITE		0x01
#define READ		0x02
#define REWIND		0x07
#define READ_BACKWARD	0x0c
#define WRITE_MARK	0x1f
#define UNIT_EXCEPTION	0x01
#define BLOCKS		6u
#define FIRST		1000u	/* bytes of a CCW before one that continues it */

static int fail(const char *what, int err)
{
	fprintf(stderr, "traffic: %s: %s\n", what, strerror(-err));
	return 1;
}

static int run(const struct user *user, __u8 dstat)
{
	struct status status;
	int err = user_run(user, PROGRAM, &status);

	if (err)
		return err;
	if (status.dstat == dstat && !status.cstat)
		return 0;
	fprintf(stderr, "traffic: unit status %02x, channel status %02x, sense %02x%02x\n",
		status.dstat, status.cstat, status.sense[0], status.sense[1]);
	return -EIO;
}

static int write_record(const struct user *user, const struct guest *guest, __u8 head,
			__u8 record, unsigned int seed)
{
	__u32 next = put_locate(guest, PROGRAM, true, 2, head, record);
	__u8 *out = guest_at(guest, DATA);

	for (__u32 i = 0; i < BLOCK; i++)
		out[i] = (i >> 5) + seed + head + record;
	put_ccw(guest, next, WRITE_DATA, 0, BLOCK, DATA);
	return run(user, DSTAT_END);
}

/* Reads the first half into one page, the second into another. */
static int read_record(const struct user *user, const struct guest *guest, __u8 head,
		       __u8 record)
{
	__u32 next = put_locate(guest, PROGRAM, false, 2, head, record);
	__u8 *in = guest_at(guest, OTHER);
	int err;

	put_idaw64(guest, IDAL, OTHER + BLOCK / 2);
	put_idaw64(guest, IDAL + 8, OTHER + BLOCK);
	put_ccw(guest, next, READ_DATA, CCW_IDA, BLOCK, IDAL);
	err = run(user, DSTAT_END);
	if (!err && memcmp(in + BLOCK / 2, guest_at(guest, DATA), BLOCK))
		err = -EBADMSG;
	return err;
}

/* The older method without extents: a search loop over the track. */
static int search_record(const struct user *user, const struct guest *guest, __u8 head,
			 __u8 record)
{
	__u8 *id = guest_at(guest, PARAMETERS);
	int err;

	memcpy(id, (__u8[]){ 0, 0, 0, 2, 0, head, record }, 7);
	put_ccw(guest, PROGRAM, SEEK, CCW_CC, 6, PARAMETERS);
	put_ccw(guest, PROGRAM + 8, SEARCH_ID, CCW_CC, 5, PARAMETERS + 2);
	put_ccw(guest, PROGRAM + 16, CMD_TIC, 0, 0, PROGRAM + 8);
	put_ccw(guest, PROGRAM + 24, READ_DATA, 0, BLOCK, OTHER);
	err = run(user, DSTAT_END);
	if (!err && memcmp(guest_at(guest, OTHER), guest_at(guest, DATA), BLOCK))
		err = -EBADMSG;
	return err;
}

static int ask(const struct user *user, const struct guest *guest)
{
	int err;

	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 40, DATA);
	err = run(user, DSTAT_END);
	if (err)
		return err;
	put_ccw(guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(guest, PROGRAM + 8, CMD_TIC, 0, 0, PROGRAM + 24);
	put_ccw(guest, PROGRAM + 24, READ_RCD, CCW_SLI, 256, DATA);
	err = run(user, DSTAT_END);
	/* No command of a disk */
	put_ccw(guest, PROGRAM, 0xfe, CCW_SLI, 8, DATA);
	return err ? err : run(user, DSTAT_UNIT_CHECK);
}

static int use(const struct user *user, const struct guest *guest, unsigned int seed)
{
	int err = ask(user, guest);

	for (__u8 head = 0; !err && head < HEADS; head++) {
		for (__u8 record = 1; !err && record <= RECORDS; record++) {
			err = write_record(user, guest, head, record, seed);
			if (!err)
				err = read_record(user, guest, head, record);
		}
		if (!err)
			err = search_record(user, guest, head, RECORDS);
	}
	return err;
}

/* ---- A tape ---- */

static __u32 put_block(const struct guest *guest, __u32 block, unsigned int seed)
{
	__u32 len = 3000 + 1700 * block;
	__u8 *out = guest_at(guest, DATA);

	for (__u32 i = 0; i < len; i++)
		out[i] = i * 7 + (i >> 8) + seed + block;
	return len;
}

static int write_block(const struct user *user, const struct guest *guest, __u32 block,
		       unsigned int seed)
{
	__u32 len = put_block(guest, block, seed);

	put_ccw(guest, PROGRAM, WRITE, CCW_CD, FIRST, DATA);
	put_ccw(guest, PROGRAM + 8, 0, 0, len - FIRST, DATA + FIRST);
	return run(user, DSTAT_END);
}

/* Each IDAW but the first designates the last byte of a page. */
static void put_descending(const struct guest *guest, __u32 last)
{
	put_idaw64(guest, IDAL, last);
	for (__u32 i = 1; i < 4; i++)
		put_idaw64(guest, IDAL + 8 * i, (last & ~(PAGE - 1)) - (i - 1) * PAGE - 1);
}

/* Reads a block in one of three ways, with the same result. */
static int read_block(const struct user *user, const struct guest *guest, __u32 block,
		      unsigned int seed)
{
	__u32 len = put_block(guest, block, seed), last = OTHER + len - 1;
	int err;

	memset(guest_at(guest, OTHER), 0, len);
	put_descending(guest, last);
	put_ccw(guest, PROGRAM + 8, 0, 0, len - FIRST, last - FIRST);
	if (block % 3 == 0)
		put_ccw(guest, PROGRAM, READ_BACKWARD, 0, len, last);
	else if (block % 3 == 1)
		put_ccw(guest, PROGRAM, READ_BACKWARD, CCW_IDA, len, IDAL);
	else
		put_ccw(guest, PROGRAM, READ_BACKWARD, CCW_CD, FIRST, last);
	err = run(user, DSTAT_END);
	if (!err && memcmp(guest_at(guest, OTHER), guest_at(guest, DATA), len))
		err = -EBADMSG;
	return err;
}

/* Reads only the end of the first block; then a backward command at the beginning fails. */
static int read_on(const struct user *user, const struct guest *guest, unsigned int seed)
{
	__u32 len = put_block(guest, 0, seed);
	int err;

	put_ccw(guest, PROGRAM, READ, CCW_CD | CCW_SKIP, FIRST, OTHER);
	put_ccw(guest, PROGRAM + 8, 0, CCW_SLI, 2 * len, OTHER);
	err = run(user, DSTAT_END);
	if (!err && memcmp(guest_at(guest, OTHER), guest_at(guest, DATA + FIRST), len - FIRST))
		err = -EBADMSG;
	put_ccw(guest, PROGRAM, REWIND, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(guest, PROGRAM + 8, READ_BACKWARD, CCW_SLI, len, OTHER + len - 1);
	return err ? err : run(user, DSTAT_END | DSTAT_UNIT_CHECK);
}

static int use_tape(const struct user *user, const struct guest *guest, unsigned int seed)
{
	int err;

	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 40, DATA);
	err = run(user, DSTAT_END);
	for (__u32 block = 0; !err && block < BLOCKS; block++)
		err = write_block(user, guest, block, seed);
	put_ccw(guest, PROGRAM, WRITE_MARK, CCW_SLI, 1, DATA);
	if (!err)
		err = run(user, DSTAT_END);
	put_ccw(guest, PROGRAM, READ_BACKWARD, CCW_SLI, 1, DATA);
	if (!err)
		err = run(user, DSTAT_END | UNIT_EXCEPTION);
	for (__u32 block = BLOCKS; !err && block-- > 0;)
		err = read_block(user, guest, block, seed);
	return err ? err : read_on(user, guest, seed);
}

int main(int argc, char **argv)
{
	int (*used)(const struct user *user, const struct guest *guest, unsigned int seed) = use;
	struct css_device dev = {};
	struct guest guest = {};
	struct user user;
	int err;

	if (argc != 4 && (argc != 5 || strcmp(argv[4], "tape"))) {
		fprintf(stderr, "usage: traffic UUID group|cdev SEED [tape]\n");
		return 2;
	}
	if (argc == 5)
		used = use_tape;
	snprintf(dev.uuid, sizeof(dev.uuid), "%.36s", argv[1]);
	err = css_device_find(&dev);
	if (err)
		return fail(dev.uuid, err);
	err = user_open(&user, strcmp(argv[2], "cdev") ? VFIO_GROUP : VFIO_CDEV, &dev);
	if (err)
		return fail("open", err);
	err = guest_create(&guest, &user);
	if (!err)
		err = user_listen(&user);
	if (!err)
		err = used(&user, &guest, (unsigned int)strtoul(argv[3], NULL, 0));
	user_close(&user);
	return err ? fail("use", err) : 0;
}
