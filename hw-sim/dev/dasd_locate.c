// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locate Record, Locate Record Extended: position the head, and specify the
 * operation of the commands that follow.
 *
 * Source: SA22-1025, "Locate Record", "Locate Record Extended".
 */
#include "hw-sim/dev/dasd_model.h"

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
static_assert(sizeof(struct dasd_locate_extended) == DASD_LOCATE_SIZE,
	      "Locate Record Extended parameters");

#define DASD_AUX_LENGTH		0x80	/* there is a transfer length factor */
#define DASD_AUX_SUFFIX		0x01	/* the last command is Read Count */
#define DASD_AUX_RESERVED	0x7e

#define DASD_WRITE_TRACKSET	0x11	/* extended operation code */
#define DASD_TRACKSET_SIZE	2u	/* bytes of its extended parameter, at most */
#define DASD_TRACKSET_TRACKS	16u
#define DASD_TRACKSET_FIRST	0x8000u

/* Valid orientations of an operation: bit 0 count, 1 home address, 2 data, 3 index. */
static const u8 dasd_operations[DASD_OPS] = {
	[DASD_OP_ORIENT] = 0x0f,
	[DASD_OP_WRITE] = 0x05,
	[DASD_OP_FORMAT] = 0x0f,
	[DASD_OP_READ_DATA] = 0x0f,
	[DASD_OP_WRITE_TRACK] = 0x01,
	[DASD_OP_READ_TRACKS] = 0x03,
	[DASD_OP_READ] = 0x0f,
	[DASD_OP_EXTENDED] = 0x01,
};

static u8 dasd_op(const struct dasd_locate *p)
{
	return p->operation & DASD_LOCATE_CODE;
}

static bool dasd_op_writes(u8 op)
{
	return op == DASD_OP_WRITE || op == DASD_OP_FORMAT || op == DASD_OP_WRITE_TRACK ||
	       op == DASD_OP_EXTENDED;
}

static bool dasd_suffix_valid(u8 op, u8 count)
{
	return count > 1 &&
	       (op == DASD_OP_WRITE || op == DASD_OP_READ_DATA || op == DASD_OP_READ);
}

static bool dasd_locate_valid(const struct dasd *d, const struct dasd_locate *p)
{
	u8 op = dasd_op(p);

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

/* Does the file mask permit the operation? */
static bool dasd_op_permitted(const struct dasd *d, u8 op)
{
	u8 writes = d->chain.mask & DASD_MASK_WRITE;

	if (!dasd_op_writes(op))
		return true;
	if (writes == DASD_MASK_WRITE_NONE)
		return false;
	return op == DASD_OP_WRITE || writes != DASD_MASK_WRITE_UPDATE;
}

static u8 dasd_locate_check(struct dasd *d, const struct dasd_locate *p)
{
	if (!dasd_locate_valid(d, p))
		return dasd_reject(d, DASD_BAD_PARAMETER);
	return dasd_op_permitted(d, dasd_op(p)) ? 0 : dasd_reject(d, DASD_BAD_SEQUENCE);
}

static u8 dasd_orient_home(struct dasd *d, const u8 *cchh)
{
	if (memcmp(cchh, d->image.track + 1, 4))
		return dasd_unit_check(d, 0, DASD_SENSE1_NOT_FOUND, DASD_NO_MESSAGE);
	d->orientation = DASD_AT_HOME;
	return 0;
}

static u8 dasd_orient(struct dasd *d, const struct dasd_locate *p)
{
	u8 where = p->operation & DASD_LOCATE_WHERE;
	u8 status = dasd_load_track(d);

	if (status)
		return status;
	/* A trackset begins with its first track, without a search for a record. */
	if (where == DASD_LOCATE_INDEX || dasd_op(p) == DASD_OP_EXTENDED)
		return 0;
	if (where == DASD_LOCATE_HOME)
		return dasd_orient_home(d, p->id);
	status = dasd_find_id(d, p->id);
	if (!status && where == DASD_LOCATE_DATA)
		d->orientation = DASD_AT_DATA;
	return status;
}

static void dasd_domain_open(struct dasd *d, const struct dasd_locate *p, u16 tracks)
{
	struct dasd_domain *domain = &d->chain.domain;

	memset(domain, 0, sizeof(*domain));
	domain->op = dasd_op(p);
	domain->where = p->operation & DASD_LOCATE_WHERE;
	domain->active = domain->op != DASD_OP_ORIENT;
	domain->count = p->count;
	domain->suffix = p->auxiliary & DASD_AUX_SUFFIX;
	domain->updates = (u8)(p->count - domain->suffix);
	domain->length = p->auxiliary & DASD_AUX_LENGTH ? dasd_u16(p->length) :
							  d->chain.block_size;
	domain->tracks = tracks;
}

/* The parameters are valid: position the head. */
static u8 dasd_locate_position(struct dasd *d, const struct dasd_locate *p, u16 tracks)
{
	u8 status = dasd_seek(d, dasd_u16(p->seek), dasd_u16(p->seek + 2));

	if (status)
		return status;
	if (dasd_op_writes(dasd_op(p)) && d->config.readonly)
		return dasd_unit_check(d, DASD_SENSE0_EQUIPMENT, DASD_SENSE1_INHIBITED,
				       DASD_BAD_PARAMETER);
	status = dasd_orient(d, p);
	if (!status)
		dasd_domain_open(d, p, tracks);
	return status;
}

static u8 dasd_locate_set(struct dasd *d, const struct dasd_locate *p)
{
	u8 status = dasd_locate_check(d, p);

	return status ? status : dasd_locate_position(d, p, 0);
}

/* Read IPL implies an extent, the whole volume. */
static bool dasd_may_locate(const struct dasd *d)
{
	return d->chain.extent || d->chain.ipl;
}

u8 dasd_locate_record(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	struct dasd_locate p;
	u8 status;

	if (!dasd_may_locate(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, (u8 *)&p, sizeof(p));
	if (!status && dasd_op(&p) == DASD_OP_EXTENDED)
		status = dasd_reject(d, DASD_BAD_PARAMETER);
	if (!status)
		status = dasd_locate_set(d, &p);
	return status ? status : DASD_ENDED;
}

/* ---- Locate Record Extended ---- */

/* The last track of a set, counted from its first one; @members: gets their number. */
static u32 dasd_trackset_span(u16 tracks, u32 *members)
{
	u32 i, last = 0;

	*members = 0;
	for (i = 0; i < DASD_TRACKSET_TRACKS; i++) {
		if (tracks << i & DASD_TRACKSET_FIRST) {
			(*members)++;
			last = i;
		}
	}
	return last;
}

static u8 dasd_trackset_check(struct dasd *d, const struct dasd_locate *p, u16 tracks)
{
	u32 track = dasd_track_number(d, dasd_u16(p->seek), dasd_u16(p->seek + 2));
	u32 members, last = dasd_trackset_span(tracks, &members);

	if (!(tracks & DASD_TRACKSET_FIRST) || members != p->count)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	return dasd_in_extent(d, track + last) ? 0 : dasd_file_protected(d);
}

/*
 * Write Trackset, with which Linux writes raw tracks.  This control unit does not have
 * the facilities for the other extended operations.
 */
static u8 dasd_locate_trackset(struct dasd *d, struct sim_channel *ch,
			       const struct dasd_locate_extended *p)
{
	u16 len = dasd_u16(p->parameter_length);
	u8 map[DASD_TRACKSET_SIZE] = { 0 };
	u8 status;

	if (p->operation != DASD_WRITE_TRACKSET || !len || len > DASD_TRACKSET_SIZE)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	status = dasd_locate_check(d, &p->base);
	if (!status)
		status = dasd_get(d, ch, map, len);
	if (!status)
		status = dasd_trackset_check(d, &p->base, dasd_u16(map));
	return status ? status : dasd_locate_position(d, &p->base, dasd_u16(map));
}

u8 dasd_locate_extended_set(struct dasd *d, struct sim_channel *ch, const u8 *parameters)
{
	struct dasd_locate_extended p;

	if (!dasd_may_locate(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	memcpy(&p, parameters, sizeof(p));
	if (p.reserved)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	if (dasd_op(&p.base) == DASD_OP_EXTENDED)
		return dasd_locate_trackset(d, ch, &p);
	if (p.operation || dasd_u16(p.parameter_length) || dasd_op(&p.base) == DASD_OP_ORIENT)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	return dasd_locate_set(d, &p.base);
}

u8 dasd_locate_extended(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[DASD_LOCATE_SIZE];
	u8 status;

	if (!dasd_may_locate(d))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	status = dasd_get(d, ch, p, sizeof(p));
	if (!status)
		status = dasd_locate_extended_set(d, ch, p);
	return status ? status : DASD_ENDED;
}
