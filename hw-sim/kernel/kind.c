// SPDX-License-Identifier: GPL-2.0-only
/* The kinds of devices that can be configured. */
#include <linux/array_size.h>
#include <linux/string.h>

#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/echo.h"
#include "hw-sim/dev/tape.h"
#include "hw-sim/kernel/kind.h"

static struct sim_device *kind_create_dasd(struct sim_image *image, u16 devno, int *error)
{
	struct dasd_config config = dasd_default_config;

	config.devno = devno;
	return dasd_create(image, &config, error);
}

static struct sim_device *kind_create_3480(struct sim_image *image, u16 devno, int *error)
{
	struct tape_config config = tape_config_of(TAPE_3480);

	return tape_create(image, &config, error);
}

static struct sim_device *kind_create_3490(struct sim_image *image, u16 devno, int *error)
{
	struct tape_config config = tape_config_of(TAPE_3490);

	return tape_create(image, &config, error);
}

/* Like the drive of the emulator that recordings were made with, see docs/replay.rst. */
static struct sim_device *kind_create_recorded(enum tape_type type, struct sim_image *image,
					       int *error)
{
	struct tape_config config = tape_config_of(type);

	config.ready_status = CSS_DSTAT_DE;
	config.keeps_erased = true;
	return tape_create(image, &config, error);
}

static struct sim_device *kind_create_recorded_3480(struct sim_image *image, u16 devno, int *error)
{
	return kind_create_recorded(TAPE_3480, image, error);
}

static struct sim_device *kind_create_recorded_3490(struct sim_image *image, u16 devno, int *error)
{
	return kind_create_recorded(TAPE_3490, image, error);
}

static struct sim_device *kind_create_echo(struct sim_image *image, u16 devno, int *error)
{
	*error = -ENOMEM;
	return echo_create();
}

static const struct device_kind device_kinds[] = {
	{ "dasd_eckd", true, false, kind_create_dasd },
	{ "tape_3480", true, true, kind_create_3480 },
	{ "tape_3490", true, true, kind_create_3490 },
	{ "tape_3480_recorded", true, true, kind_create_recorded_3480 },
	{ "tape_3490_recorded", true, true, kind_create_recorded_3490 },
	{ "echo", false, false, kind_create_echo },
};

/** device_kind_find() - find a kind by its name, also with a newline.  Return: NULL if none */
const struct device_kind *device_kind_find(const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(device_kinds); i++)
		if (sysfs_streq(name, device_kinds[i].name))
			return &device_kinds[i];
	return NULL;
}

const struct device_kind *device_kind_default(void)
{
	return &device_kinds[0];
}
