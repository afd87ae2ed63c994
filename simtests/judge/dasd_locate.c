// SPDX-License-Identifier: GPL-2.0-only
/* The simple disk: extents, domains, Prefix. */
#include "simtests/judge/dasd_state.h"

#define EXTENT_SIZE	16u
#define LOCATE_SIZE	16u
#define EXTENDED_SIZE	20u
#define PREFIX_SIZE	64u

static u32 two(const u8 *at)
{
	return (u32)at[0] << 8 | at[1];
}

static bool is_track(const struct judge_dasd *d, const u8 *address)
{
	return two(address) < d->cylinders && two(address + 2) < d->heads;
}

static u32 track_number(const struct judge_dasd *d, const u8 *address)
{
	return two(address) * d->heads + two(address + 2);
}

/* ---- Define Extent ---- */

/*
 * Pages 4-8 to 4-13.  Byte 1 first, its bits 0 and 1 are ones; then the mask, whose bit 2
 * is zero; byte 6 is zero; both tracks exist, and the second is not before the first.
 *
 * Not judged: authorization (bits 5 and 6 of the mask), CKD conversion (bit 2 of
 * byte 1), an identifier for cache fast write (bytes 4 and 5, which are zero in the book).
 */
static u8 set_extent(struct judge_dasd *d, const u8 *p)
{
	if ((p[1] & 0xc0) != 0xc0)
		return disk_reject(d, 4);
	if (p[0] & 0x20 || p[6])
		return disk_reject(d, 4);
	if (p[0] & 0x06 || p[1] & 0x20 || p[4] || p[5])
		d->unsure = true;
	if (!is_track(d, p + 8) || !is_track(d, p + 12))
		return disk_reject(d, 4);
	if (track_number(d, p + 12) < track_number(d, p + 8))
		return disk_reject(d, 4);
	d->mask = p[0];
	d->block_size = two(p + 2);
	d->extent_first = track_number(d, p + 8);
	d->extent_last = track_number(d, p + 12);
	d->has_extent = true;
	/* "This command resets orientation", page 4-8. */
	d->at = AT_NOWHERE;
	return 0;
}

/* Page 4-8: once in a chain, not after Set File Mask, and on a 3390 not after Read IPL. */
u8 disk_define_extent(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 p[EXTENT_SIZE];
	u8 status;

	if (d->has_extent || d->has_mask || d->was_ipl)
		return disk_reject(d, 2);
	status = disk_parameters(d, ch, p, sizeof(p));
	if (status)
		return status;
	status = set_extent(d, p);
	return status ? status : DISK_ENDED;
}

/* ---- Locate Record ---- */

/*
 * Tables 4-9 and 4-13: which orientations go with which operation.  Locate Record
 * Extended has no Orient.  Linux reads with Read Data in both, and begins to format at
 * index, which only a part of the books has.
 */
static bool is_operation(u8 operation, bool extended)
{
	static const u8 usual[] = {
		0x01, 0x81, 0x03, 0x43, 0xc3, 0x06, 0x46, 0x86, 0xc6, 0x0b, 0x0c, 0x4c,
		0x16, 0x56, 0x96, 0xd6,
	};
	static const u8 basic[] = { 0x00, 0x40, 0x80, 0xc0 };
	u32 i;

	for (i = 0; i < sizeof(usual); i++)
		if (usual[i] == operation)
			return true;
	for (i = 0; i < sizeof(basic) && !extended; i++)
		if (basic[i] == operation)
			return true;
	return false;
}

static bool mask_forbids(const struct judge_dasd *d, u8 operation)
{
	switch (operation & 0x3f) {
	case 0x01:
		return (d->mask & 0xc0) == 0x40;
	case 0x03:
	case 0x0b:
		return (d->mask & 0xc0) == 0x40 || (d->mask & 0xc0) == 0x80;
	default:
		return false;
	}
}

/*
 * Bytes 1 to 15, pages 4-16 to 4-18: bits 1 to 6 of byte 1 are zero, and bit 7 is for
 * Write Data, Read Data and Read; byte 2 is zero; a count, none with Orient, and more
 * than one where Read Count is the last; the track exists; sector; the length of a
 * transfer, where there is one, is not zero.
 */
static bool is_good(const struct judge_dasd *d, const u8 *p)
{
	u8 operation = p[0] & 0x3f;
	bool suffix = p[1] & 1;

	if (p[1] & 0x7e)
		return false;
	if (suffix && operation != 0x01 && operation != 0x06 && operation != 0x16)
		return false;
	if (p[2])
		return false;
	if ((operation == 0) != (p[3] == 0) || (suffix && p[3] < 2))
		return false;
	if (!is_track(d, p + 4))
		return false;
	if (p[13] >= 224 && p[13] != 0xff)
		return false;
	return !(p[1] & 0x80) || two(p + 14);
}

/* Page 4-17: what is searched for depends on where the operation begins. */
static u8 orient(struct judge_dasd *d, const u8 *p)
{
	const struct disk_track *t = disk_track(d);
	u8 home[4] = { (u8)(d->cyl >> 8), (u8)d->cyl, (u8)(d->head >> 8), (u8)d->head };
	u32 i;

	switch (p[0] & 0xc0) {
	case 0xc0:
		d->at = AT_INDEX;
		return 0;
	case 0x40:
		d->at = AT_HOME;
		return memcmp(p + 8, home, sizeof(home)) ? disk_check(d, 0, 0x08, 0) : 0;
	default:
		break;
	}
	for (i = 0; i < t->n; i++) {
		if (memcmp(p + 8, t->records[i].count, 5))
			continue;
		d->at = p[0] & 0x80 ? AT_DATA : AT_COUNT;
		d->record = i;
		return 0;
	}
	return disk_check(d, 0, 0x08, 0);
}

static u8 begin_domain(struct judge_dasd *d, const u8 *p)
{
	u8 status;

	if (!disk_in_extent(d, two(p + 4), two(p + 6)))
		return disk_check(d, 0, 0x04, 0);
	d->cyl = two(p + 4);
	d->head = two(p + 6);
	d->accessed = true;
	status = orient(d, p);
	if (status)
		return status;
	d->operation = p[0];
	d->suffix = p[1] & 1;
	d->tlf = p[1] & 0x80 ? two(p + 14) : d->block_size;
	d->total = p[3];
	d->left = p[3];
	return 0;
}

static u8 set_location(struct judge_dasd *d, const u8 *p, bool extended)
{
	/* Sets of tracks; formatting behind a data area. */
	if ((extended && (p[0] & 0x3f) == 0x3f) || p[0] == 0x83) {
		d->unsure = true;
		return 0;
	}
	if (!is_operation(p[0], extended))
		return disk_reject(d, 4);
	/* Pages 4-31 and 4-33: the operations of both commands have nothing in these. */
	if (extended && (p[16] || p[17] || p[18] || p[19]))
		return disk_reject(d, 4);
	if (!is_good(d, p))
		return disk_reject(d, 4);
	if (mask_forbids(d, p[0]))
		return disk_reject(d, 2);
	return begin_domain(d, p);
}

/* Page 4-13: behind Define Extent, or Read IPL; sixteen bytes, or twenty. */
u8 disk_locate(struct judge_dasd *d, struct judge_channel *ch, bool extended)
{
	u32 len = extended ? EXTENDED_SIZE : LOCATE_SIZE;
	u8 p[EXTENDED_SIZE];
	u8 status;

	if (!d->has_extent && !d->was_ipl)
		return disk_reject(d, 2);
	status = disk_parameters(d, ch, p, len);
	if (status)
		return status;
	status = set_location(d, p, extended);
	return status ? status : DISK_ENDED;
}

/* ---- Prefix ---- */

/*
 * Page 4-42, and what Linux sends (struct PFX_eckd_data): a format, 0 or 1; which parts
 * are valid; an extent in bytes 12 to 43; with format 1, a location of twenty bytes.
 */
u8 disk_prefix(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 p[PREFIX_SIZE];
	u8 status = 0;

	status = disk_parameters(d, ch, p, sizeof(p));
	if (status)
		return status;
	if (p[0] > 1)
		return disk_reject(d, 4);
	/* Time stamps, base and alias addresses, and a location without an extent. */
	if (p[1] != 0x80) {
		d->unsure = true;
		return DISK_ENDED;
	}
	if (d->has_extent || d->has_mask || d->was_ipl)
		return disk_reject(d, 2);
	status = set_extent(d, p + 12);
	if (!status && p[0] == 1)
		status = set_location(d, p + 44, true);
	return status ? status : DISK_ENDED;
}
