// SPDX-License-Identifier: GPL-2.0-only
/* Define Extent: the tracks and operations that are permitted to the commands that follow. */
#include "hw-sim/dev/dasd_model.h"

struct dasd_extent {
	u8 mask;
	u8 attributes;
	u8 block_size[2];
	u8 cache_id[2];
	u8 reserved;
	u8 attributes2;
	u8 first[4];		/* cylinder, head */
	u8 last[4];
};

static_assert(sizeof(struct dasd_extent) == DASD_EXTENT_SIZE, "Define Extent parameters");

#define DASD_ATTRIBUTES_ECKD	0xc0

static u8 dasd_extent_define(struct dasd *d, const struct dasd_extent *p)
{
	struct dasd_chain *chain = &d->chain;
	u32 first, last;

	if ((p->attributes & DASD_ATTRIBUTES_ECKD) != DASD_ATTRIBUTES_ECKD ||
	    (p->mask & DASD_MASK_RESERVED) || p->reserved)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	if (!dasd_address_valid(d, p->first) || !dasd_address_valid(d, p->last))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	first = dasd_track_number(d, dasd_u16(p->first), dasd_u16(p->first + 2));
	last = dasd_track_number(d, dasd_u16(p->last), dasd_u16(p->last + 2));
	if (first > last)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	chain->mask = p->mask;
	chain->block_size = dasd_u16(p->block_size);
	chain->first = first;
	chain->last = last;
	chain->extent = true;
	return 0;
}

bool dasd_extent_permitted(const struct dasd *d)
{
	return !d->chain.extent && !d->chain.masked && !d->chain.ipl;
}

/* The command resets orientation, as a seek does. */
u8 dasd_extent_set(struct dasd *d, const u8 *parameters)
{
	struct dasd_extent p;

	memcpy(&p, parameters, sizeof(p));
	d->orientation = DASD_AT_INDEX;
	return dasd_extent_define(d, &p);
}

u8 dasd_define_extent(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[DASD_EXTENT_SIZE];
	u8 status;

	if (!dasd_extent_permitted(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, p, sizeof(p));
	if (!status)
		status = dasd_extent_set(d, p);
	return status ? status : DASD_ENDED;
}
