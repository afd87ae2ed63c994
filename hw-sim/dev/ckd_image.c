// SPDX-License-Identifier: GPL-2.0-only
/* A count-key-data volume: its header, its tracks, the records on a track. */
#include "hw-sim/dev/ckd_image.h"

#define CKD_DEVTYPE_3390	0x90

/* A track of a 3390 has 1729 cells of 34 bytes for records other than R0. */
#define CKD_CELL		34u
#define CKD_CELLS		1729u
#define CKD_CELLS_COUNT		19u	/* count area and gaps */
#define CKD_CELLS_KEY		9u	/* gap of a key area */
#define CKD_CHECK_BYTES		6u	/* per area, and per segment of it */
#define CKD_SEGMENT		232u

struct ckd_header {
	u8 id[8];
	u8 heads[4];		/* little-endian */
	u8 track_size[4];	/* little-endian */
	u8 device_type;		/* low byte of 3390 */
	u8 file;		/* number of this file if the volume has several */
	u8 last_cylinder[4];	/* in this file, two bytes, or zero: all; see ckd_is_zpdt() */
	u8 reserved[490];
};

static_assert(sizeof(struct ckd_header) == CKD_HEADER_SIZE, "CKD header");

/* First bytes of a header, and what they mean: no cause: the format that is read here */
static const struct {
	u8 id[8];
	enum image_cause cause;
} ckd_formats[] = {
	{ { 'C', 'K', 'D', '_', 'P', '3', '7', '0' }, IMAGE_NOT_REFUSED },
	{ { 'C', 'K', 'D', '_', 'C', '3', '7', '0' }, IMAGE_CCKD },
	{ { 'C', 'K', 'D', '_', 'S', '3', '7', '0' }, IMAGE_SHADOW },
	{ { 'C', 'K', 'D', '_', 'P', '0', '6', '4' }, IMAGE_CKD64 },
	{ { 'C', 'K', 'D', '_', 'C', '0', '6', '4' }, IMAGE_CCKD64 },
	{ { 'C', 'K', 'D', '_', 'S', '0', '6', '4' }, IMAGE_SHADOW },
	{ { 'F', 'B', 'A', '_', 'C', '3', '7', '0' }, IMAGE_FBA },
	{ { 'F', 'B', 'A', '_', 'S', '3', '7', '0' }, IMAGE_FBA },
	{ { 'F', 'B', 'A', '_', 'C', '0', '6', '4' }, IMAGE_FBA },
	{ { 'F', 'B', 'A', '_', 'S', '0', '6', '4' }, IMAGE_FBA },
};

/* Types with an image of the same format, by their low byte */
static const struct {
	u8 low;
	u32 type;
} ckd_types[] = {
	{ 0x05, 2305 }, { 0x11, 2311 }, { 0x14, 2314 }, { 0x30, 3330 }, { 0x40, 3340 },
	{ 0x45, 9345 }, { 0x50, 3350 }, { 0x75, 3375 }, { 0x80, 3380 },
};

static u32 ckd_le32(const u8 *p)
{
	return p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static enum image_cause ckd_format_of(const struct ckd_header *header)
{
	enum image_cause packed = image_packed_by(header->id);

	for (u32 i = 0; i < ARRAY_SIZE(ckd_formats); i++)
		if (!memcmp(header->id, ckd_formats[i].id, sizeof(header->id)))
			return ckd_formats[i].cause;
	return packed == IMAGE_NOT_REFUSED ? IMAGE_NO_DISK : packed;
}

static int ckd_refuse_type(struct sim_image *medium, u8 low)
{
	for (u32 i = 0; i < ARRAY_SIZE(ckd_types); i++)
		if (ckd_types[i].low == low)
			return sim_image_refuse(medium, IMAGE_OTHER_TYPE, ckd_types[i].type, 0);
	return sim_image_refuse(medium, IMAGE_UNKNOWN_TYPE, low, 0);
}

static int ckd_check_geometry(struct ckd_image *ckd, const struct ckd_header *header)
{
	ckd->heads = ckd_le32(header->heads);
	ckd->track_size = ckd_le32(header->track_size);
	if (!ckd->heads || ckd->heads > CKD_HEADS_MAX || ckd->track_size > CKD_TRACK_MAX ||
	    ckd->track_size < CKD_HA_SIZE + CKD_COUNT_SIZE + CKD_END_SIZE)
		return sim_image_refuse(ckd->medium, IMAGE_BAD_GEOMETRY, ckd->heads,
					ckd->track_size);
	return 0;
}

/*
 * zPDT has 3 or 4 where others have the number of the file, and there follow the cylinders of
 * the volume as two words.  A third or fourth file of several has the number of its last
 * cylinder there, counted from the first file on, or zero.
 * Source: issue 486 of the emulator SDL Hercules Hyperion, "CKDDASD volumes are not strictly
 * compatible with those created by IBM alcckd utility".
 */
static bool ckd_is_zpdt(const struct ckd_header *header, u64 cylinders)
{
	u32 count = ckd_le32(header->last_cylinder);

	return (header->file == 3 || header->file == 4) && cylinders &&
	       (count == cylinders || count == cylinders - 1);
}

static int ckd_check_files(struct ckd_image *ckd, const struct ckd_header *header, u64 cylinders)
{
	if (ckd_is_zpdt(header, cylinders))
		return sim_image_refuse(ckd->medium, IMAGE_ZPDT, cylinders, 0);
	if (header->file > 1 || header->last_cylinder[0] || header->last_cylinder[1])
		return sim_image_refuse(ckd->medium, IMAGE_SEVERAL_FILES,
					header->file ? header->file : 1, 0);
	return 0;
}

/* What else is in the header is used only after the geometry has been checked. */
static int ckd_check_size(struct ckd_image *ckd, const struct ckd_header *header)
{
	u32 cylinder = ckd->heads * ckd->track_size;
	u64 size = ckd->medium->size - CKD_HEADER_SIZE;
	u64 cylinders = size / cylinder, rest = size - cylinders * cylinder;
	int err = ckd_check_files(ckd, header, cylinders);

	if (err)
		return err;
	if (cylinders + !!rest > CKD_CYLINDERS_MAX)
		return sim_image_refuse(ckd->medium, IMAGE_EXTENDED, cylinders + !!rest,
					CKD_CYLINDERS_MAX);
	if (rest || !cylinders)
		return sim_image_refuse(ckd->medium, IMAGE_SHORT_CYLINDER, cylinders,
					cylinder - rest);
	ckd->cylinders = (u32)cylinders;
	return 0;
}

static int ckd_check_header(struct ckd_image *ckd, const struct ckd_header *header)
{
	enum image_cause cause = ckd_format_of(header);
	int err;

	if (cause != IMAGE_NOT_REFUSED)
		return sim_image_refuse(ckd->medium, cause, 0, 0);
	if (ckd->medium->size < CKD_HEADER_SIZE)
		return sim_image_refuse(ckd->medium, IMAGE_SHORT_HEADER, ckd->medium->size,
					CKD_HEADER_SIZE);
	if (header->device_type != CKD_DEVTYPE_3390)
		return ckd_refuse_type(ckd->medium, header->device_type);
	err = ckd_check_geometry(ckd, header);
	return err ? err : ckd_check_size(ckd, header);
}

int ckd_image_open(struct ckd_image *ckd, struct sim_image *medium)
{
	struct ckd_header header;
	int ret;

	memset(ckd, 0, sizeof(*ckd));
	memset(&header, 0, sizeof(header));
	ckd->medium = medium;
	ckd->current_track = CKD_NO_TRACK;
	sim_image_refuse(medium, IMAGE_NOT_REFUSED, 0, 0);
	if (medium->ops->read(medium, 0, &header, min_t(u64, medium->size, sizeof(header))))
		return -EIO;
	ret = ckd_check_header(ckd, &header);
	if (ret)
		return ret;
	ckd->track = platform_zalloc(ckd->track_size);
	return ckd->track ? 0 : -ENOMEM;
}

void ckd_image_close(struct ckd_image *ckd)
{
	platform_free(ckd->track);
	ckd->track = NULL;
}

static u64 ckd_track_position(const struct ckd_image *ckd, u32 track)
{
	return CKD_HEADER_SIZE + (u64)track * ckd->track_size;
}

int ckd_track_load(struct ckd_image *ckd, u32 cyl, u32 head)
{
	const u8 ha[CKD_HA_SIZE] = { 0, cyl >> 8, cyl, head >> 8, head };
	u32 track = cyl * ckd->heads + head;

	platform_assert(cyl < ckd->cylinders && head < ckd->heads);
	if (ckd->current_track != track) {
		ckd->current_track = CKD_NO_TRACK;
		if (ckd->medium->ops->read(ckd->medium, ckd_track_position(ckd, track),
					   ckd->track, ckd->track_size))
			return -EIO;
		ckd->current_track = track;
	}
	return memcmp(ckd->track, ha, sizeof(ha)) ? -EILSEQ : 0;
}

int ckd_track_store(struct ckd_image *ckd, u32 offset, u32 len)
{
	u64 position = ckd_track_position(ckd, ckd->current_track) + offset;
	int ret;

	platform_assert(ckd->current_track != CKD_NO_TRACK);
	platform_assert(offset <= ckd->track_size && len <= ckd->track_size - offset);
	ret = ckd->medium->ops->write(ckd->medium, position, ckd->track + offset, len);
	if (ret)
		ckd_track_forget(ckd);
	return ret;
}

void ckd_track_forget(struct ckd_image *ckd)
{
	ckd->current_track = CKD_NO_TRACK;
}

bool ckd_is_end(const u8 *count)
{
	static const u8 end[CKD_END_SIZE] = { 255, 255, 255, 255, 255, 255, 255, 255 };

	return !memcmp(count, end, sizeof(end));
}

enum ckd_found ckd_record_at(const struct ckd_image *ckd, u32 offset,
			     struct ckd_record *record)
{
	const u8 *count;

	if (offset > ckd->track_size - CKD_COUNT_SIZE)
		return CKD_MALFORMED;
	count = ckd->track + offset;
	if (ckd_is_end(count))
		return CKD_END;
	record->offset = offset;
	record->kl = count[5];
	record->dl = (u16)(count[6] << 8 | count[7]);
	record->next = offset + CKD_COUNT_SIZE + record->kl + record->dl;
	/* A track always has an end mark, so the record must leave room for it. */
	if (record->next > ckd->track_size - CKD_END_SIZE)
		return CKD_MALFORMED;
	return CKD_RECORD;
}

static u32 ckd_area_cells(u32 len)
{
	u32 segments = (len + CKD_CHECK_BYTES + CKD_SEGMENT - 1) / CKD_SEGMENT;

	return (len + CKD_CHECK_BYTES * (segments + 1) + CKD_CELL - 1) / CKD_CELL;
}

static u32 ckd_record_cells(u32 kl, u32 dl)
{
	u32 cells = CKD_CELLS_COUNT + ckd_area_cells(dl);

	return kl ? cells + CKD_CELLS_KEY + ckd_area_cells(kl) : cells;
}

bool ckd_track_fits(const struct ckd_image *ckd, u32 offset, u32 kl, u32 dl)
{
	struct ckd_record record = { .next = CKD_FIRST };
	u32 cells = 0;

	if (offset > ckd->track_size ||
	    CKD_COUNT_SIZE + kl + dl + CKD_END_SIZE > ckd->track_size - offset)
		return false;
	if (offset == CKD_FIRST)
		return true;	/* the room for R0 is not counted in cells */
	while (record.next < offset && ckd_record_at(ckd, record.next, &record) == CKD_RECORD) {
		if (record.offset != CKD_FIRST)
			cells += ckd_record_cells(record.kl, record.dl);
	}
	return cells + ckd_record_cells(kl, dl) <= CKD_CELLS;
}

void ckd_track_end(struct ckd_image *ckd, u32 offset)
{
	platform_assert(offset <= ckd->track_size - CKD_END_SIZE);
	memset(ckd->track + offset, 255, CKD_END_SIZE);
}
