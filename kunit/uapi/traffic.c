// SPDX-License-Identifier: GPL-2.0-only
/*
 * Somebody who uses a disk: writes records and reads them, through IDALs and
 * without, asks the device what it is, and lets a command fail.
 *
 * usage: traffic UUID group|cdev SEED
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define WRITE_DATA	0x05
#define READ_DATA	0x06
#define READ_RCD	0xfa
#define BLOCK		4096u
#define RECORDS		12u
#define HEADS		3u

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

/* The first half to one page, the second to another. */
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

	for (__u8 head = 0; !err && head < HEADS; head++)
		for (__u8 record = 1; !err && record <= RECORDS; record++) {
			err = write_record(user, guest, head, record, seed);
			if (!err)
				err = read_record(user, guest, head, record);
		}
	return err;
}

int main(int argc, char **argv)
{
	struct machine_device dev = {};
	struct guest guest = {};
	struct user user;
	int err;

	if (argc != 4) {
		fprintf(stderr, "usage: traffic UUID group|cdev SEED\n");
		return 2;
	}
	snprintf(dev.uuid, sizeof(dev.uuid), "%.36s", argv[1]);
	err = machine_find(&dev);
	if (err)
		return fail(dev.uuid, err);
	err = user_open(&user, strcmp(argv[2], "cdev") ? WORLD_GROUP : WORLD_CDEV, &dev);
	if (err)
		return fail("open", err);
	err = guest_create(&guest, &user);
	if (!err)
		err = user_listen(&user);
	if (!err)
		err = use(&user, &guest, (unsigned int)strtoul(argv[3], NULL, 0));
	user_close(&user);
	return err ? fail("use", err) : 0;
}
