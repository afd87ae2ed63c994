// SPDX-License-Identifier: GPL-2.0-only
/*
 * Disks: a track is its home address and its records, of which an end mark is the last.
 * A write command may have changed the record at any place of it; which place it had to
 * be, the judge does not say.
 *
 * Source: SA22-1025, "Record Padding", "Write Data", "Write Count, Key, and Data",
 * "Erase", "Write Full Track", "Locate Record" (Write Track); the format of the image is
 * that of dasdinit.
 */
#include <stdlib.h>
#include <string.h>

#include "ccwtools/replay/medium_rules.h"

#define HEADER_SIZE	512u
#define HEADS_AT	8u
#define TRACK_SIZE_AT	12u
#define HA_SIZE		5u
#define COUNT_SIZE	8u
#define CELL_MAX	0x10000u	/* more than a track of any model has */

enum {
	WRITE_SPECIAL_CKD = 0x01, WRITE_DATA = 0x05, WRITE_KEY_DATA = 0x0d, ERASE = 0x11,
	WRITE_R0 = 0x15, WRITE_HA = 0x19, WRITE_CKD = 0x1d, MULTITRACK = 0x80,
	WRITE_CKD_NEXT_TRACK = 0x9d, WRITE_FULL_TRACK = 0x95,
};

static const u8 end_mark[COUNT_SIZE] = { 255, 255, 255, 255, 255, 255, 255, 255 };

/**
 * struct disk - a volume, and three versions of one of its tracks
 * @heads: tracks of a cylinder; @track_size: bytes of each
 * @tracks: of the volume
 * @before: the track as it was; @now: as it is; @wanted: as it would be
 */
struct disk {
	u32 heads;
	u32 track_size;
	u32 tracks;
	u8 *before;
	u8 *now;
	u8 *wanted;
};

/* struct record - on a track: where its key and its data begin, and the next one */
struct record {
	u32 key;
	u32 data;
	u32 next;
};

static u32 le32(const u8 *p)
{
	return p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static u32 be16(const u8 *p)
{
	return (u32)p[0] << 8 | p[1];
}

static bool disk_open(struct disk *disk, const struct medium_change *change)
{
	u8 header[HEADER_SIZE];

	medium_now(change, 0, header, sizeof(header));
	disk->heads = le32(header + HEADS_AT);
	disk->track_size = le32(header + TRACK_SIZE_AT);
	if (!disk->heads || disk->track_size < HA_SIZE + 2 * COUNT_SIZE ||
	    disk->track_size > CELL_MAX)
		return false;
	disk->tracks = (u32)((change->size - HEADER_SIZE) / disk->track_size);
	disk->before = malloc(3 * disk->track_size);
	platform_assert(disk->before);
	disk->now = disk->before + disk->track_size;
	disk->wanted = disk->now + disk->track_size;
	return true;
}

/* Return: there is a record as a whole, not the end of the track. */
static bool record_at(const struct disk *disk, const u8 *track, u32 at, struct record *record)
{
	struct record found = { .key = at + COUNT_SIZE };

	if (found.key + COUNT_SIZE > disk->track_size || !memcmp(track + at, end_mark, COUNT_SIZE))
		return false;
	found.data = found.key + track[at + 5];
	found.next = found.data + be16(track + at + 6);
	if (found.next + COUNT_SIZE > disk->track_size)
		return false;
	*record = found;
	return true;
}

/* Bytes up to and with the end mark; 0: there is none. */
static u32 length_of(const struct disk *disk, const u8 *track)
{
	struct record record = { .next = HA_SIZE };

	while (record_at(disk, track, record.next, &record))
		;
	return memcmp(track + record.next, end_mark, COUNT_SIZE) ? 0 : record.next + COUNT_SIZE;
}

/* The bytes of the command into an area; what the channel did not have is zeroes. */
static bool fill(u8 *area, u32 size, const u8 *data, u32 len, bool used_up)
{
	u32 n = min(size, len);

	if (n < size && !used_up)
		return false;
	if (n)
		memcpy(area, data, n);
	memset(area + n, 0, size - n);
	return true;
}

/* A record of the same lengths, and what is behind it stays. */
static bool update(const struct disk *disk, const struct medium_write *write, u32 at)
{
	struct record record;
	u32 area;

	if (!record_at(disk, disk->wanted, at, &record))
		return false;
	area = (write->code & ~MULTITRACK) == WRITE_DATA ? record.data : record.key;
	if (write->whole_track)
		memcpy(disk->wanted + record.next, end_mark, sizeof(end_mark));
	return fill(disk->wanted + area, record.next - area, write->data, write->len,
		    write->used_up);
}

/* A record of any lengths, and the end behind it. */
static bool format(const struct disk *disk, const struct medium_write *write, u32 at)
{
	u32 n = min(write->len, COUNT_SIZE), size;
	u8 count[COUNT_SIZE];

	if (!fill(count, sizeof(count), write->data, n, write->used_up))
		return false;
	size = count[5] + be16(count + 6);
	if (at + 2 * COUNT_SIZE + size > disk->track_size)
		return false;
	memcpy(disk->wanted + at, count, sizeof(count));
	memcpy(disk->wanted + at + COUNT_SIZE + size, end_mark, sizeof(end_mark));
	return fill(disk->wanted + at + COUNT_SIZE, size, write->data + n, write->len - n,
		    write->used_up);
}

/* All records from R0 on, and the end of the track: the command has it, too. */
static bool write_track(const struct disk *disk, const struct medium_write *write)
{
	if (write->len > disk->track_size - HA_SIZE)
		return false;
	memset(disk->wanted + HA_SIZE, 0, disk->track_size - HA_SIZE);
	if (write->len)
		memcpy(disk->wanted + HA_SIZE, write->data, write->len);
	return length_of(disk, disk->wanted) == HA_SIZE + write->len;
}

static bool erase(const struct disk *disk, u32 at)
{
	memcpy(disk->wanted + at, end_mark, sizeof(end_mark));
	return true;
}

static bool home_is_the_same(const struct disk *disk, const struct medium_write *write)
{
	u8 home[HA_SIZE];

	return fill(home, sizeof(home), write->data, write->len, write->used_up) &&
	       !memcmp(home, disk->before, sizeof(home));
}

/* The track as the command would make it of what was there, at the @n-th place of it. */
static bool make(const struct disk *disk, const struct medium_write *write, u32 at, u32 n)
{
	memcpy(disk->wanted, disk->before, disk->track_size);
	switch (write->code) {
	case WRITE_DATA:
	case WRITE_DATA | MULTITRACK:
	case WRITE_KEY_DATA:
	case WRITE_KEY_DATA | MULTITRACK:
		return update(disk, write, at);
	case WRITE_SPECIAL_CKD:
	case WRITE_CKD:
		return n && format(disk, write, at);
	case WRITE_CKD_NEXT_TRACK:
		return n == 1 && format(disk, write, at);
	case WRITE_R0:
		return !n && format(disk, write, at);
	case WRITE_HA:
		return !n && home_is_the_same(disk, write) && erase(disk, at);
	case WRITE_FULL_TRACK:
		return !n && write_track(disk, write);
	case ERASE:
		return erase(disk, at);
	default:
		return false;
	}
}

bool disk_writes(u8 code)
{
	static const u8 codes[] = {
		WRITE_SPECIAL_CKD, WRITE_DATA, WRITE_DATA | MULTITRACK, WRITE_KEY_DATA,
		WRITE_KEY_DATA | MULTITRACK, ERASE, WRITE_R0, WRITE_HA, WRITE_CKD,
		WRITE_CKD_NEXT_TRACK, WRITE_FULL_TRACK,
	};

	return memchr(codes, code, sizeof(codes));
}

/* Is it what the command would make of it, at some place? */
static bool matches(const struct disk *disk, const struct medium_write *write)
{
	struct record record = { .next = HA_SIZE };
	u32 n = 0, len;
	bool more;

	do {
		u32 at = record.next;

		more = record_at(disk, disk->before, at, &record);
		if (!make(disk, write, at, n++))
			continue;
		len = length_of(disk, disk->wanted);
		if (len && !memcmp(disk->wanted, disk->now, len))
			return true;
	} while (more);
	return false;
}

static void load(const struct disk *disk, const struct medium_change *change, u32 track)
{
	u64 offset = HEADER_SIZE + (u64)track * disk->track_size;

	medium_now(change, offset, disk->now, disk->track_size);
	medium_before(change, offset, disk->before, disk->track_size);
}

/* Cylinder and head, of which the upper bits of the head belong to the cylinder. */
static u32 track_of(const struct disk *disk, const u8 *cchh)
{
	u32 head = be16(cchh + 2);

	return (be16(cchh) | (head & 0xfff0) << 12) * disk->heads + (head & 0xf);
}

static bool may_write(const struct disk *disk, const struct medium_write *write, u32 track)
{
	const struct medium_extent *extent = &write->extent;

	return !extent->known || (track >= track_of(disk, extent->first) &&
				  track <= track_of(disk, extent->last));
}

/* Return: all that was touched is one track, or nothing was: *track is none. */
static bool touched_track(const struct disk *disk, const struct medium_change *change, u32 *track)
{
	u32 i;

	*track = disk->tracks;
	for (i = 0; i < change->n; i++) {
		const struct medium_piece *piece = &change->pieces[i];
		u64 last = piece->offset + piece->reach - 1;

		if (!piece->reach)
			continue;
		if (piece->offset < HEADER_SIZE)
			return false;
		if (*track == disk->tracks)
			*track = (u32)((piece->offset - HEADER_SIZE) / disk->track_size);
		if ((piece->offset - HEADER_SIZE) / disk->track_size != *track ||
		    (last - HEADER_SIZE) / disk->track_size != *track)
			return false;
	}
	return true;
}

/* What was not touched may have been so before. */
static bool was_so(const struct disk *disk, const struct medium_change *change,
		   const struct medium_write *write)
{
	u32 track;

	for (track = 0; track < disk->tracks; track++) {
		if (!may_write(disk, write, track))
			continue;
		load(disk, change, track);
		if (matches(disk, write))
			return true;
	}
	return false;
}

bool disk_is_written(const struct medium_change *change, const struct medium_write *write)
{
	struct disk disk;
	bool written;
	u32 track;

	if (!disk_open(&disk, change))
		return false;
	written = touched_track(&disk, change, &track);
	if (written && track == disk.tracks) {
		written = was_so(&disk, change, write);
	} else if (written) {
		load(&disk, change, track);
		written = may_write(&disk, write, track) && matches(&disk, write);
	}
	free(disk.before);
	return written;
}
