// SPDX-License-Identifier: GPL-2.0-only
/* The simple disk's records, out of an image of format CKD_P370 and back into one. */
#include "simtests/judge/dasd_state.h"
#include "simtests/port/port.h"

#define HEADER		512u
#define END_MARK	8u

/*
 * The header: eight characters, heads and size of a track in four bytes each, least
 * significant first.  A track: a zero, CCHH; records; eight bytes of ff.
 */

static u32 little(const u8 *at)
{
	return at[0] | (u32)at[1] << 8 | (u32)at[2] << 16 | (u32)at[3] << 24;
}

static u32 record_size(const u8 *count)
{
	return count[5] + ((u32)count[6] << 8 | count[7]);
}

static bool is_end(const u8 *at)
{
	u32 i;

	for (i = 0; i < END_MARK; i++)
		if (at[i] != 0xff)
			return false;
	return true;
}

struct disk_track *disk_track(struct judge_dasd *d)
{
	return &d->tracks[d->cyl * d->heads + d->head];
}

void disk_cut(struct disk_track *t, u32 n)
{
	while (t->n > n)
		port_free(t->records[--t->n].bytes);
}

void disk_append(struct disk_track *t, const u8 *count, const u8 *bytes)
{
	u32 size = record_size(count);
	struct disk_record *r = &t->records[t->n++];

	platform_assert(t->n <= DISK_RECORDS);
	memcpy(r->count, count, COUNT_SIZE);
	r->bytes = port_zalloc(size + 1);
	platform_assert(r->bytes);
	memcpy(r->bytes, bytes, size);
}

/* Cells of 34 bytes; 3390 Direct Access Storage Reference, GC26-4574, "Track Capacity". */
static u32 area_cells(u32 len)
{
	u32 segments = (len + 6 + 231) / 232;

	return 9 + (len + 6 * segments + 6 + 33) / 34;
}

static u32 record_cells(u32 kl, u32 dl)
{
	return 10 + (kl ? area_cells(kl) : 0) + area_cells(dl);
}

/* R0 is not part of what the 1729 cells of a track are for. */
bool disk_fits(const struct judge_dasd *d, const struct disk_track *t, u32 n, u32 kl, u32 dl)
{
	u32 bytes = HOME_SIZE + END_MARK + COUNT_SIZE + kl + dl;
	u32 cells = n ? record_cells(kl, dl) : 0;
	u32 i;

	for (i = 0; i < n; i++) {
		bytes += COUNT_SIZE + record_size(t->records[i].count);
		if (i)
			cells += record_cells(record_kl(&t->records[i]),
					      record_dl(&t->records[i]));
	}
	return bytes <= d->track_size && cells <= 1729;
}

static bool read_track(struct judge_dasd *d, u32 track, const u8 *image)
{
	struct disk_track *t = &d->tracks[track];
	u32 at = HOME_SIZE;

	while (at + END_MARK <= d->track_size && !is_end(image + at)) {
		u32 size = COUNT_SIZE + record_size(image + at);

		if (size > d->track_size - at || t->n == DISK_RECORDS)
			return false;
		disk_append(t, image + at, image + at + COUNT_SIZE);
		at += size;
	}
	return at + END_MARK <= d->track_size;
}

static void write_track(const struct judge_dasd *d, u32 track, u8 *image)
{
	const struct disk_track *t = &d->tracks[track];
	u32 i, at = HOME_SIZE;

	image[1] = (u8)(track / d->heads >> 8);
	image[2] = (u8)(track / d->heads);
	image[4] = (u8)(track % d->heads);
	for (i = 0; i < t->n; i++) {
		u32 size = record_size(t->records[i].count);

		memcpy(image + at, t->records[i].count, COUNT_SIZE);
		memcpy(image + at + COUNT_SIZE, t->records[i].bytes, size);
		at += COUNT_SIZE + size;
	}
	memset(image + at, 0xff, END_MARK);
}

struct judge_device *judge_dasd_create(const u8 *image, size_t len)
{
	struct judge_dasd *d;
	u32 i, heads, size;
	bool good = true;

	if (len < HEADER || memcmp(image, "CKD_P370", 8))
		return NULL;
	heads = little(image + 8);
	size = little(image + 12);
	if (!heads || !size || (len - HEADER) % (heads * size))
		return NULL;
	d = port_zalloc(sizeof(*d));
	platform_assert(d);
	d->dev = judge_dasd_functions;
	d->heads = heads;
	d->track_size = size;
	d->cylinders = (u32)((len - HEADER) / size / heads);
	d->tracks = port_zalloc(d->cylinders * heads * sizeof(*d->tracks));
	platform_assert(d->tracks);
	for (i = 0; i < d->cylinders * heads; i++)
		good = good && read_track(d, i, image + HEADER + (size_t)i * size);
	if (good)
		return &d->dev;
	judge_dasd_destroy(&d->dev);
	return NULL;
}

void judge_dasd_destroy(struct judge_device *dev)
{
	struct judge_dasd *d = disk_of(dev);
	u32 i;

	for (i = 0; i < d->cylinders * d->heads; i++)
		disk_cut(&d->tracks[i], 0);
	port_free(d->tracks);
	port_free(d);
}

void judge_dasd_image(const struct judge_device *dev, u8 *image, size_t len)
{
	const struct judge_dasd *d = disk_of(dev);
	u32 i;

	platform_assert(len == HEADER + (size_t)d->cylinders * d->heads * d->track_size);
	memset(image, 0, len);
	memcpy(image, "CKD_P370", 8);
	for (i = 0; i < 4; i++) {
		image[8 + i] = (u8)(d->heads >> 8 * i);
		image[12 + i] = (u8)(d->track_size >> 8 * i);
	}
	image[16] = 0x90;
	for (i = 0; i < d->cylinders * d->heads; i++)
		write_track(d, i, image + HEADER + (size_t)i * d->track_size);
}
