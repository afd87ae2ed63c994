// SPDX-License-Identifier: GPL-2.0-only
/* Commands that neither read nor write records: sense, reserve, seek, masks. */
#include "hw-sim/dev/dasd_model.h"

#define DASD_SEEK_PARAMETERS	6u
#define DASD_SECTOR_ANY		0xffu

u8 dasd_no_operation(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	return DASD_ENDED;
}

/* ---- Sense, and the commands that return sense bytes as well ---- */

u8 dasd_basic_sense(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 sense[CSS_SENSE_SIZE] = { 0 };

	if (d->dev.sense_len)
		memcpy(sense, d->dev.sense, sizeof(sense));
	d->dev.sense_len = 0;
	return dasd_put(ch, sense, sizeof(sense));
}

/* Device Reserve and Unconditional Reserve: there is no other host to take it from. */
u8 dasd_reserve(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	d->reserved = true;
	return dasd_basic_sense(d, ch, cmd);
}

u8 dasd_release(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	d->reserved = false;
	return dasd_basic_sense(d, ch, cmd);
}

/* ---- Seek ---- */

static u8 dasd_seek_address(struct dasd *d, struct sim_channel *ch, u8 *p)
{
	u8 status = dasd_get(d, ch, p, DASD_SEEK_PARAMETERS);

	if (status)
		return status;
	/* Bytes 0 and 1 are a bin number, which a 3390 does not have. */
	if (p[0] || p[1] || !dasd_address_valid(d, &p[2]))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	return 0;
}

static bool dasd_may_seek(const struct dasd *d, u8 least)
{
	return (d->chain.mask & DASD_MASK_SEEK) <= least;
}

static u8 dasd_seek_to(struct dasd *d, u32 cyl, u32 head)
{
	u8 status = dasd_seek(d, cyl, head);

	return status ? status : DASD_ENDED;
}

u8 dasd_seek_any(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[DASD_SEEK_PARAMETERS];
	u8 status = dasd_seek_address(d, ch, p);

	if (status)
		return status;
	if (!dasd_may_seek(d, DASD_MASK_SEEK_ALL))
		return dasd_file_protected(d);
	return dasd_seek_to(d, dasd_u16(&p[2]), dasd_u16(&p[4]));
}

u8 dasd_seek_cylinder(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[DASD_SEEK_PARAMETERS];
	u8 status = dasd_seek_address(d, ch, p);

	if (status)
		return status;
	if (!dasd_may_seek(d, DASD_MASK_SEEK_CYL))
		return dasd_file_protected(d);
	return dasd_seek_to(d, dasd_u16(&p[2]), dasd_u16(&p[4]));
}

u8 dasd_seek_head(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[DASD_SEEK_PARAMETERS];
	u8 status = dasd_seek_address(d, ch, p);

	if (status)
		return status;
	if (!dasd_may_seek(d, DASD_MASK_SEEK_HEAD))
		return dasd_file_protected(d);
	return dasd_seek_to(d, d->cyl, dasd_u16(&p[4]));
}

/* ---- File mask and sectors ---- */

u8 dasd_set_file_mask(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 mask, status;

	if (d->chain.masked || d->chain.extent)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, &mask, 1);
	if (status)
		return status;
	if (mask & DASD_MASK_RESERVED)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	d->chain.mask = mask;
	d->chain.masked = true;
	return DASD_ENDED;
}

/* The sector under the head would affect timing only, which is not modelled. */
u8 dasd_set_sector(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 sector, status;

	status = dasd_get(d, ch, &sector, 1);
	if (status)
		return status;
	if (sector >= DASD_SECTORS && sector != DASD_SECTOR_ANY)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	return DASD_ENDED;
}

u8 dasd_read_sector(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 sector = 0;

	if (d->orientation >= DASD_AT_COUNT)
		sector = (u8)(d->record.offset * DASD_SECTORS / d->image.track_size);
	return dasd_put(ch, &sector, 1);
}
