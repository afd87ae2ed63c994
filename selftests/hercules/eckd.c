// SPDX-License-Identifier: GPL-2.0-only
/* Channel programs for a 3390, and data in every form that a CCW can designate. */
#include <stdio.h>
#include <string.h>

#include "eckd.h"

#define EXTENT_SIZE	16
#define LOCATION_SIZE	16
#define ECKD_MODE	0xc0
#define ANY_SECTOR	0xff
#define WITH_LENGTH	0x80

/* Bytes in the first block, at its end. */
#define FIRST		40
#define LINE		32

const struct form forms[NR_FORMS] = {
	{ "direct", ORB_FORMAT_1 | ORB_PREFETCH, 0 },
	{ "format 1", ORB_FORMAT_1 | ORB_PREFETCH, PAGE / 2 },
	{ "format 2", ORB_FORMAT_1 | ORB_PREFETCH | ORB_IDAW_64, PAGE },
	{ "format 2K", ORB_FORMAT_1 | ORB_PREFETCH | ORB_IDAW_64 | ORB_IDAW_2K, PAGE / 2 },
};

__u32 spread(const struct form *form, __u32 base, __u32 n)
{
	if (!form->block)
		return base + n;
	n += form->block - FIRST;
	return base + SPREAD_MAX - (n / form->block + 1) * form->block + n % form->block;
}

void spread_out(const struct guest *guest, const struct form *form, __u32 base, const void *data,
		__u32 len)
{
	const __u8 *from = data;

	for (__u32 n = 0; n < len; n++)
		*(__u8 *)guest_at(guest, spread(form, base, n)) = from[n];
}

void spread_in(const struct guest *guest, const struct form *form, __u32 base, void *data,
	       __u32 len)
{
	__u8 *to = data;

	for (__u32 n = 0; n < len; n++)
		to[n] = *(__u8 *)guest_at(guest, spread(form, base, n));
}

static __u32 put_idaw(const struct guest *guest, const struct form *form, __u32 at, __u32 addr)
{
	if (form->orb & ORB_IDAW_64)
		return put_idaw64(guest, at, addr);
	return put_idaw32(guest, at, addr);
}

__u32 put_data(const struct guest *guest, const struct form *form, __u32 at, __u8 cmd, __u8 flags,
	       __u16 count, __u32 base, __u32 idal)
{
	__u32 next = idal;

	if (!form->block)
		return put_ccw(guest, at, cmd, flags, count, base);
	next = put_idaw(guest, form, next, spread(form, base, 0));
	for (__u32 n = FIRST; n < count; n += form->block)
		next = put_idaw(guest, form, next, spread(form, base, n));
	return put_ccw(guest, at, cmd, flags | CCW_IDA, count, idal);
}

static void put_track(__u8 *at, struct place place)
{
	put_be16(at, place.cyl);
	put_be16(at + 2, place.head);
}

__u32 put_extent(const struct guest *guest, __u32 at, __u8 mask, struct place place)
{
	__u8 *extent = guest_at(guest, PARAMETERS);

	memset(extent, 0, EXTENT_SIZE);
	extent[0] = mask;
	extent[1] = ECKD_MODE;
	put_track(extent + 8, place);
	put_track(extent + 12, place);
	return put_ccw(guest, at, CMD_EXTENT, CCW_CC, EXTENT_SIZE, PARAMETERS);
}

__u32 put_location(const struct guest *guest, __u32 at, __u8 operation, __u8 count,
		   struct place place, __u16 len)
{
	const __u32 where = PARAMETERS + EXTENT_SIZE;
	__u8 *location = guest_at(guest, where);

	memset(location, 0, LOCATION_SIZE);
	location[0] = operation;
	location[1] = WITH_LENGTH;
	location[3] = count;
	put_track(location + 4, place);
	put_track(location + 8, place);
	location[12] = place.record;
	location[13] = ANY_SECTOR;
	put_be16(location + 14, len);
	return put_ccw(guest, at, CMD_LOCATE, CCW_CC, LOCATION_SIZE, where);
}

void put_count(__u8 count[COUNT_SIZE], struct place place, __u8 key_len, __u16 data_len)
{
	put_track(count, place);
	count[4] = place.record;
	count[5] = key_len;
	put_be16(count + 6, data_len);
}

void fill(__u8 *data, __u32 len, struct place place, const char *form)
{
	char line[2 * LINE];	/* the compiler assumes longer text */

	for (__u32 n = 0; n < len; n++) {
		if (n % LINE == 0)
			snprintf(line, sizeof(line), "%02x.%02x.%02x %-9s line %7u\n", place.cyl,
				 place.head, place.record, form, n / LINE);
		data[n] = line[n % LINE];
	}
}
