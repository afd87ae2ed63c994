/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fixture of every test: a subchannel of the machine that is bound to vfio_ccw
 * and has an mdev, opened by a user with guest memory and all eventfds; with each of
 * VFIO's interfaces.
 *
 * Included by exactly one file of each test program, after it has defined SUBCHANNEL.
 */
#ifndef SELFTESTS_HERCULES_FIXTURE_H
#define SELFTESTS_HERCULES_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "kselftest_harness.h"

#include "program.h"
#include "user.h"

/* As in machines/hercules-dasd.sh; the subchannel's number is appended. */
#define UUID		"0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d"
#define SENSE_ID_LEN	7

FIXTURE(io) {
	struct css_device dev;
	struct user user;
	struct guest guest;
};

FIXTURE_VARIANT(io) {
	enum vfio_interface interface;
};

FIXTURE_VARIANT_ADD(io, group) { .interface = VFIO_GROUP };
FIXTURE_VARIANT_ADD(io, cdev) { .interface = VFIO_CDEV };

static void name_device(struct css_device *dev)
{
	memset(dev, 0, sizeof(*dev));
	dev->bus = "css";
	snprintf(dev->name, sizeof(dev->name), "0.0." SUBCHANNEL);
	snprintf(dev->uuid, sizeof(dev->uuid), UUID SUBCHANNEL);
}

FIXTURE_SETUP(io)
{
	name_device(&self->dev);
	ASSERT_EQ(0, css_device_find(&self->dev));
	ASSERT_TRUE(user_can(variant->interface, &self->dev));
	ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev));
	ASSERT_EQ(0, guest_create(&self->guest, &self->user));
	ASSERT_EQ(0, user_listen(&self->user));
}

FIXTURE_TEARDOWN(io)
{
	user_close(&self->user);
	guest_destroy(&self->guest);
}

#define ASSERT_ENDED(status) do { \
	ASSERT_EQ(FCTL_START | STCTL_FINAL, (status).ctrl); \
	ASSERT_EQ(DSTAT_END, (status).dstat); \
	ASSERT_EQ(0, (status).cstat); \
} while (0)

/* Runs a program that must end normally. */
#define ASSERT_WORKS(user, guest) do { \
	struct status works; \
	memset(guest_at(guest, DATA), 0, SENSE_ID_LEN); \
	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, SENSE_ID_LEN, DATA); \
	ASSERT_EQ(0, user_run(user, PROGRAM, &works)); \
	ASSERT_ENDED(works); \
	ASSERT_EQ(0xff, *(__u8 *)guest_at(guest, DATA)); \
} while (0)

#endif
