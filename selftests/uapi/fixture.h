/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fixture of every test: a device, just configured, that a user has opened,
 * with guest memory and all eventfds; with each of VFIO's interfaces.
 *
 * Included by exactly one file of each test program, after it has defined
 * FIXTURE_TYPE and FIXTURE_IMAGE, which is NULL for a device without an image.
 */
#ifndef SELFTESTS_UAPI_FIXTURE_H
#define SELFTESTS_UAPI_FIXTURE_H

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "kselftest_harness.h"

#include "program.h"
#include "user.h"

#define FIXTURE_NUMBER	0x0120

FIXTURE(ccw) {
	struct css_device dev;
	struct user user;
	struct guest guest;
};

FIXTURE_VARIANT(ccw) {
	enum vfio_interface interface;
};

FIXTURE_VARIANT_ADD(ccw, group) { .interface = VFIO_GROUP };
FIXTURE_VARIANT_ADD(ccw, compat) { .interface = VFIO_COMPAT };
FIXTURE_VARIANT_ADD(ccw, cdev) { .interface = VFIO_CDEV };

FIXTURE_SETUP(ccw)
{
	const struct css_device_config config = {
		.number = FIXTURE_NUMBER, .type = FIXTURE_TYPE, .image = FIXTURE_IMAGE };

	ASSERT_EQ(0, css_device_add(&self->dev, &config));
	if (!user_can(variant->interface, &self->dev))
		SKIP(return, "the kernel does not offer this");
	ASSERT_EQ(0, user_open(&self->user, variant->interface, &self->dev));
	ASSERT_EQ(0, guest_create(&self->guest, &self->user));
	ASSERT_EQ(0, user_listen(&self->user));
}

/* Ends and releases everything, even if the test has left a program running. */
FIXTURE_TEARDOWN(ccw)
{
	user_close(&self->user);
	guest_destroy(&self->guest);
	EXPECT_EQ(0, css_device_remove(&self->dev));
}

/* Runs a program that must end normally. */
#define ASSERT_WORKS(user, guest) do { \
	struct status works; \
	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 7, DATA); \
	memset(guest_at(guest, DATA), 0, 8); \
	ASSERT_EQ(0, user_run(user, PROGRAM, &works)); \
	ASSERT_EQ(FCTL_START | STCTL_FINAL, works.ctrl); \
	ASSERT_EQ(DSTAT_END, works.dstat); \
	ASSERT_EQ(0, works.cstat); \
	ASSERT_EQ(0xff, *(__u8 *)guest_at(guest, DATA)); \
} while (0)

#endif
