// SPDX-License-Identifier: GPL-2.0-only
/*
 * Define Extent, Locate Record, Locate Record Extended, Prefix: what the
 * commands that follow may touch, and what they are going to do.
 */
#include "hw-sim/dev/dasd_model.h"

/* ---- Define Extent ---- */

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

static_assert(sizeof(struct dasd_extent) == 16, "Define Extent parameters");

#define DASD_ATTRIBUTES_ECKD	0xc0

static u8 dasd_extent_set(struct dasd *d, const struct dasd_extent *p)
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

u8 dasd_define_extent(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct dasd_extent p;
	u8 status;

	if (d->chain.extent || d->chain.masked)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, (u8 *)&p, sizeof(p));
	if (!status)
		status = dasd_extent_set(d, &p);
	return status ? status : DASD_ENDED;
}

/* ---- Locate Record ---- */

struct dasd_locate {
	u8 operation;		/* orientation and operation code */
	u8 auxiliary;
	u8 reserved;
	u8 count;
	u8 seek[4];		/* cylinder, head */
	u8 id[CKD_ID_SIZE];	/* search argument */
	u8 sector;
	u8 length[2];		/* transfer length factor */
};

struct dasd_locate_extended {
	struct dasd_locate base;
	u8 reserved;
	u8 operation;		/* extended operation code */
	u8 parameter_length[2];
};

static_assert(sizeof(struct dasd_locate) == 16, "Locate Record parameters");
static_assert(sizeof(struct dasd_locate_extended) == 20, "Locate Record Extended parameters");

#define DASD_LOCATE_CODE	0x3f
#define DASD_LOCATE_WHERE	0xc0	/* orientation */
#define DASD_LOCATE_COUNT	0x00
#define DASD_LOCATE_HOME	0x40
#define DASD_LOCATE_DATA	0x80
#define DASD_LOCATE_INDEX	0xc0

#define DASD_AUX_LENGTH		0x80	/* there is a transfer length factor */
#define DASD_AUX_SUFFIX		0x01	/* the last command is Read Count */
#define DASD_AUX_RESERVED	0x7e

/* Which orientations an operation knows: bit 0 count, 1 home address, 2 data, 3 index. */
static const u8 dasd_operations[DASD_OPS] = {
	[DASD_OP_ORIENT] = 0x0f,
	[DASD_OP_WRITE] = 0x05,
	[DASD_OP_FORMAT] = 0x0f,
	[DASD_OP_READ_DATA] = 0x0f,
	[DASD_OP_WRITE_TRACK] = 0x01,
	[DASD_OP_READ_TRACKS] = 0x03,
	[DASD_OP_READ] = 0x0f,
};

static bool dasd_op_writes(u8 op)
{
	return op == DASD_OP_WRITE || op == DASD_OP_FORMAT || op == DASD_OP_WRITE_TRACK;
}

static bool dasd_suffix_valid(u8 op, u8 count)
{
	return count > 1 &&
	       (op == DASD_OP_WRITE || op == DASD_OP_READ_DATA || op == DASD_OP_READ);
}

static bool dasd_locate_valid(const struct dasd *d, const struct dasd_locate *p)
{
	u8 op = p->operation & DASD_LOCATE_CODE;

	if (!(dasd_operations[op] & (1 << (p->operation >> 6))))
		return false;
	if ((p->auxiliary & DASD_AUX_RESERVED) || p->reserved)
		return false;
	if ((p->count == 0) != (op == DASD_OP_ORIENT))
		return false;
	if ((p->auxiliary & DASD_AUX_SUFFIX) && !dasd_suffix_valid(op, p->count))
		return false;
	if ((p->auxiliary & DASD_AUX_LENGTH) && !dasd_u16(p->length))
		return false;
	if (p->sector >= DASD_SECTORS && p->sector != 0xff)
		return false;
	return dasd_address_valid(d, p->seek);
}

/* Does the file mask permit what the operation is going to do? */
static bool dasd_op_permitted(const struct dasd *d, u8 op)
{
	u8 writes = d->chain.mask & DASD_MASK_WRITE;

	if (!dasd_op_writes(op))
		return true;
	if (writes == DASD_MASK_WRITE_NONE)
		return false;
	return op == DASD_OP_WRITE || writes != DASD_MASK_WRITE_UPDATE;
}

static u8 dasd_orient_home(struct dasd *d, const u8 *cchh)
{
	if (memcmp(cchh, d->image.track + 1, 4))
		return dasd_unit_check(d, 0, DASD_SENSE1_NOT_FOUND, DASD_NO_MESSAGE);
	d->orientation = DASD_AT_HOME;
	return 0;
}

static u8 dasd_orient(struct dasd *d, u8 where, const u8 *id)
{
	u8 status = dasd_touch(d);

	if (status)
		return status;
	switch (where) {
	case DASD_LOCATE_INDEX:
		return 0;
	case DASD_LOCATE_HOME:
		return dasd_orient_home(d, id);
	}
	status = dasd_find_id(d, id);
	if (!status && where == DASD_LOCATE_DATA)
		d->orientation = DASD_AT_DATA;
	return status;
}

static void dasd_domain_open(struct dasd *d, const struct dasd_locate *p)
{
	struct dasd_domain *domain = &d->chain.domain;

	memset(domain, 0, sizeof(*domain));
	domain->op = p->operation & DASD_LOCATE_CODE;
	domain->active = domain->op != DASD_OP_ORIENT;
	domain->count = p->count;
	domain->suffix = p->auxiliary & DASD_AUX_SUFFIX;
	domain->length = p->auxiliary & DASD_AUX_LENGTH ? dasd_u16(p->length) :
							  d->chain.block_size;
}

static u8 dasd_locate_set(struct dasd *d, const struct dasd_locate *p)
{
	u8 op = p->operation & DASD_LOCATE_CODE;
	u8 status;

	if (!dasd_locate_valid(d, p))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	if (!dasd_op_permitted(d, op))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_seek(d, dasd_u16(p->seek), dasd_u16(p->seek + 2));
	if (status)
		return status;
	if (dasd_op_writes(op) && d->config.readonly)
		return dasd_unit_check(d, DASD_SENSE0_EQUIPMENT, DASD_SENSE1_INHIBITED,
				       DASD_BAD_PARAMETER);
	status = dasd_orient(d, p->operation & DASD_LOCATE_WHERE, p->id);
	if (!status)
		dasd_domain_open(d, p);
	return status;
}

u8 dasd_locate_record(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct dasd_locate p;
	u8 status;

	if (!d->chain.extent)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, (u8 *)&p, sizeof(p));
	if (!status)
		status = dasd_locate_set(d, &p);
	return status ? status : DASD_ENDED;
}

/*
 * The extended operations, which need extended parameters, are not among the
 * facilities that Read Device Characteristics shows.
 */
static u8 dasd_locate_extended_set(struct dasd *d, const struct dasd_locate_extended *p)
{
	if (p->reserved || p->operation || dasd_u16(p->parameter_length))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	return dasd_locate_set(d, &p->base);
}

u8 dasd_locate_extended(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct dasd_locate_extended p;
	u8 status;

	if (!d->chain.extent)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, (u8 *)&p, sizeof(p));
	if (!status)
		status = dasd_locate_extended_set(d, &p);
	return status ? status : DASD_ENDED;
}

/* ---- Prefix ---- */

struct dasd_prefix {
	u8 format;
	u8 valid;
	u8 base_address;
	u8 auxiliary;
	u8 base_lss;
	u8 reserved[7];
	struct dasd_extent extent;
	u8 extent2[16];		/* time stamps and priorities */
};

static_assert(sizeof(struct dasd_prefix) == 44, "Prefix parameters");

#define DASD_PREFIX_EXTENT	0	/* formats */
#define DASD_PREFIX_LOCATE	1
#define DASD_PREFIX_HAS_EXTENT	0x80	/* in valid */
#define DASD_PREFIX_VERIFY	0x20	/* the base address must be that of this device */

static bool dasd_prefix_valid(const struct dasd *d, const struct dasd_prefix *p)
{
	if (p->format > DASD_PREFIX_LOCATE || !(p->valid & DASD_PREFIX_HAS_EXTENT))
		return false;
	return !(p->valid & DASD_PREFIX_VERIFY) || p->base_address == (u8)d->config.devno;
}

u8 dasd_prefix(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct dasd_locate_extended locate;
	struct dasd_prefix p;
	u8 status;

	if (d->chain.extent || d->chain.masked)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, (u8 *)&p, sizeof(p));
	if (status)
		return status;
	if (!dasd_prefix_valid(d, &p))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	status = dasd_extent_set(d, &p.extent);
	if (!status && p.format == DASD_PREFIX_LOCATE) {
		status = dasd_get(d, ch, (u8 *)&locate, sizeof(locate));
		if (!status)
			status = dasd_locate_extended_set(d, &locate);
	}
	return status ? status : DASD_ENDED;
}
