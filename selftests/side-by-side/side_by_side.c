// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exercises a driver through the user ABI, and reports its answers.
 *
 * usage: side_by_side SUBCHANNEL
 *
 * A line for each case: "INTERFACE CASE: fact; fact; ...".  Fails if a case could not
 * be run, since that is no difference between drivers.
 */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static const struct side_case *const chapters[] = {
	info_cases, irq_cases, region_cases, start_cases, idal_cases, chain_cases,
	memory_cases, life_cases, admin_cases,
};

static const struct {
	enum vfio_interface interface;
	const char *name;
} interfaces[] = {
	{ VFIO_GROUP, "group" },
	{ VFIO_CDEV, "cdev" },
};

static int name_device(struct css_device *dev, const char *subchannel)
{
	int err;

	dev->bus = "css";
	snprintf(dev->name, sizeof(dev->name), "%.15s", subchannel);
	snprintf(dev->uuid, sizeof(dev->uuid), "0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0000");
	err = css_device_pass_through(dev);
	return err ? err : css_device_find(dev);
}

static int put_chapter(struct fixture *f, const struct side_case *cases, enum vfio_interface interface,
		       const char *name)
{
	for (; cases->name; cases++) {
		int err = fixture_open(f, interface);

		if (err) {
			printf("# cannot open for %s %s: %s\n", name, cases->name, strerror(-err));
			return err;
		}
		cases->run(f, cases->arg);
		fixture_close(f);
		report_case(name, cases->name);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct fixture f = {};
	int err;

	if (argc != 2) {
		fprintf(stderr, "usage: side_by_side SUBCHANNEL\n");
		return 2;
	}
	err = name_device(&f.dev, argv[1]);
	for (size_t i = 0; !err && i < sizeof(interfaces) / sizeof(interfaces[0]); i++)
		for (size_t k = 0; !err && k < sizeof(chapters) / sizeof(chapters[0]); k++)
			err = put_chapter(&f, chapters[k], interfaces[i].interface, interfaces[i].name);
	if (err)
		printf("# %s: %s\n", f.dev.name, strerror(-err));
	return err ? 1 : 0;
}
