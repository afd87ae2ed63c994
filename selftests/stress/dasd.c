// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes a text into one record of a simulated DASD, through VFIO, as a guest would,
 * and prints the result.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"
#include "user.h"

#define NUMBER		0x0150
#define CMD_WRITE_DATA	0x05
#define RECORD_SIZE	4096u

/* A place on the volume that no file system uses. */
#define CYLINDER	4
#define HEAD		3
#define RECORD		5

#define SENSE_EQUIPMENT_CHECK 0x10

static int prepare(struct css_device *dev, struct user *user, struct guest *guest,
		   const char *image)
{
	const struct css_device_config config = {
		.number = NUMBER, .type = "dasd_eckd", .image = image,
		.write_cache = getenv("WRITE_CACHE") };
	int err = css_device_add(dev, &config);

	if (!err)
		err = user_open(user, VFIO_GROUP, dev);
	if (!err)
		err = guest_create(guest, user);
	return err ? err : user_listen(user);
}

/* Return: 0; or 1 if the device did not write it, after printing the reason. */
static int verdict(const struct status *status)
{
	if (status->dstat == DSTAT_END && !status->cstat) {
		printf("written\n");
		return 0;
	}
	printf("unit status %02x, channel status %02x, sense %02x%s\n", status->dstat,
	       status->cstat, status->sense[0], status->dstat & DSTAT_UNIT_CHECK &&
	       status->sense[0] & SENSE_EQUIPMENT_CHECK ? ": equipment check" : "");
	return 1;
}

int main(int argc, char **argv)
{
	struct css_device dev;
	struct status status;
	struct guest guest;
	struct user user;
	int err;

	if (argc != 3) {
		fprintf(stderr, "usage: [WRITE_CACHE=1] %s IMAGE TEXT\n", argv[0]);
		return 2;
	}
	err = prepare(&dev, &user, &guest, argv[1]);
	if (!err) {
		uint32_t next = put_locate(&guest, PROGRAM, true, CYLINDER, HEAD, RECORD);

		put_ccw(&guest, next, CMD_WRITE_DATA, 0, RECORD_SIZE, DATA);
		memset(guest_at(&guest, DATA), 0, RECORD_SIZE);
		strncpy(guest_at(&guest, DATA), argv[2], RECORD_SIZE - 1);
		err = user_run(&user, PROGRAM, &status);
	}
	if (err) {
		fprintf(stderr, "%s: errno %d\n", argv[1], -err);
		return 2;
	}
	err = verdict(&status);
	user_close(&user);
	if (css_device_remove(&dev))
		return 2;
	return err;
}
