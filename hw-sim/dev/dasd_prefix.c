// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prefix: Define Extent, and with it Locate Record Extended, in one command.
 *
 * The command takes 64 bytes, and in format 1 also the extended parameters of Locate
 * Record Extended; in format 0 the locate part is ignored.  Format 2, which prepares a
 * subsystem function, is not supported.
 *
 * Source: SA22-1025, "Prefix"; for the length in format 0, Linux's driver.
 */
#include "hw-sim/dev/dasd_model.h"

struct dasd_prefix {
	u8 format;
	u8 valid;
	u8 base_address;
	u8 auxiliary;
	u8 base_lss;
	u8 reserved[7];
	u8 extent[DASD_EXTENT_SIZE];
	u8 extent2[16];		/* time stamps and priorities */
	u8 locate[DASD_LOCATE_SIZE];
};

static_assert(sizeof(struct dasd_prefix) == 64, "Prefix parameters");

#define DASD_PREFIX_EXTENT	0	/* formats */
#define DASD_PREFIX_LOCATE	1
#define DASD_PREFIX_HAS_EXTENT	0x80	/* in valid */
#define DASD_PREFIX_VERIFY	0x20	/* the base address must be that of this device */

static bool dasd_prefix_valid(const struct dasd *d, const struct dasd_prefix *p)
{
	if (p->format > DASD_PREFIX_LOCATE)
		return false;
	return !(p->valid & DASD_PREFIX_VERIFY) || p->base_address == (u8)d->config.devno;
}

/* If the command has no extent, the extent of the chain stays in effect. */
static u8 dasd_prefix_extent(struct dasd *d, const struct dasd_prefix *p)
{
	if (!(p->valid & DASD_PREFIX_HAS_EXTENT))
		return 0;
	if (!dasd_extent_permitted(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	return dasd_extent_set(d, p->extent);
}

u8 dasd_prefix(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct dasd_prefix p;
	u8 status;

	status = dasd_get(d, ch, (u8 *)&p, sizeof(p));
	if (status)
		return status;
	if (!dasd_prefix_valid(d, &p))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	status = dasd_prefix_extent(d, &p);
	if (!status && p.format == DASD_PREFIX_LOCATE)
		status = dasd_locate_extended_set(d, ch, p.locate);
	return status ? status : DASD_ENDED;
}
