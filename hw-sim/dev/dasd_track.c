// SPDX-License-Identifier: GPL-2.0-only
/* Position of the head: arm movement, tracks, orientation, the next record. */
#include "hw-sim/dev/dasd_model.h"

bool dasd_address_valid(const struct dasd *d, const u8 *cchh)
{
	return dasd_u16(cchh) < d->image.cylinders && dasd_u16(cchh + 2) < d->image.heads;
}

u32 dasd_track_number(const struct dasd *d, u32 cyl, u32 head)
{
	return cyl * d->image.heads + head;
}

u8 dasd_bad_track(struct dasd *d)
{
	return dasd_unit_check(d, 0, DASD_SENSE1_FORMAT, DASD_NO_MESSAGE);
}

u8 dasd_file_protected(struct dasd *d)
{
	return dasd_unit_check(d, 0, DASD_SENSE1_PROTECTED, DASD_NO_MESSAGE);
}

u8 dasd_load_track(struct dasd *d)
{
	int ret = ckd_track_load(&d->image, d->cyl, d->head);

	if (ret == -EILSEQ)
		return dasd_bad_track(d);
	if (ret)
		return dasd_unit_check(d, DASD_SENSE0_EQUIPMENT, 0, DASD_DEVICE_ERROR);
	return 0;
}

u8 dasd_store(struct dasd *d, u32 offset, u32 len)
{
	int ret = ckd_track_store(&d->image, offset, len);

	if (ret == -EROFS)
		return dasd_unit_check(d, DASD_SENSE0_EQUIPMENT, DASD_SENSE1_INHIBITED,
				       DASD_BAD_PARAMETER);
	if (ret)
		return dasd_unit_check(d, DASD_SENSE0_EQUIPMENT, 0, DASD_DEVICE_ERROR);
	return 0;
}

bool dasd_in_extent(const struct dasd *d, u32 track)
{
	if (!d->chain.extent)
		return track < d->image.cylinders * d->image.heads;
	return track >= d->chain.first && track <= d->chain.last;
}

static void dasd_select_track(struct dasd *d, u32 cyl, u32 head)
{
	u32 distance = cyl > d->cyl ? cyl - d->cyl : d->cyl - cyl;

	if (distance)
		d->chain.seek_time += d->config.seek_time +
				      d->config.seek_time_per_cylinder * distance;
	d->cyl = cyl;
	d->head = head;
	d->orientation = DASD_AT_INDEX;
}

u8 dasd_seek(struct dasd *d, u32 cyl, u32 head)
{
	if (!dasd_in_extent(d, dasd_track_number(d, cyl, head)))
		return dasd_file_protected(d);
	dasd_select_track(d, cyl, head);
	d->chain.positioned = true;
	return 0;
}

u8 dasd_next_track(struct dasd *d, u32 distance)
{
	u32 track = dasd_track_number(d, d->cyl, d->head) + distance;
	bool domain = d->chain.domain.active;
	u32 cyl = track / d->image.heads;

	/* A domain is limited by its extent only: it crosses cylinders without a seek. */
	if (!domain && (d->chain.mask & DASD_MASK_SEEK) == DASD_MASK_SEEK_NONE)
		return dasd_file_protected(d);
	if (!domain && cyl != d->cyl)
		return dasd_unit_check(d, 0, DASD_SENSE1_CYLINDER, DASD_NO_MESSAGE);
	if (!dasd_in_extent(d, track))
		return dasd_file_protected(d);
	dasd_select_track(d, cyl, track % d->image.heads);
	return dasd_load_track(d);
}

u8 dasd_pass_index(struct dasd *d)
{
	d->orientation = DASD_AT_INDEX;
	if (d->chain.domain.active)
		return 0;
	if (++d->chain.index_passes < 2)
		return 0;
	d->chain.index_passes = 0;
	return dasd_unit_check(d, 0, DASD_SENSE1_NOT_FOUND, DASD_NO_MESSAGE);
}

void dasd_transferred(struct dasd *d, enum dasd_orientation where)
{
	d->orientation = where;
	d->chain.index_passes = 0;
}

/* Orients to the next record of this track, R0 included. */
static enum ckd_found dasd_next_record(struct dasd *d)
{
	u32 offset = CKD_FIRST;
	struct ckd_record record;
	enum ckd_found found;

	if (d->orientation >= DASD_AT_COUNT)
		offset = d->record.next;
	found = ckd_record_at(&d->image, offset, &record);
	if (found == CKD_RECORD) {
		d->record = record;
		d->orientation = DASD_AT_COUNT;
		d->chain.found = DASD_FOUND_NOTHING;
	}
	return found;
}

enum ckd_found dasd_next_on_track(struct dasd *d, bool record0)
{
	enum ckd_found found = dasd_next_record(d);

	if (found == CKD_RECORD && !record0 && d->record.offset == CKD_FIRST)
		found = dasd_next_record(d);
	return found;
}

u8 dasd_next_count(struct dasd *d, bool multitrack, bool record0)
{
	/* A domain goes on for one more track; otherwise the search ends with the cylinder. */
	u32 turns = d->chain.domain.active ? 1 : d->image.heads;
	enum ckd_found found;
	u32 turn;
	u8 status;

	for (turn = 0; turn <= turns; turn++) {
		found = dasd_next_on_track(d, record0);
		if (found == CKD_RECORD)
			return 0;
		if (found == CKD_MALFORMED)
			return dasd_bad_track(d);
		if (turn == turns)
			break;
		status = multitrack ? dasd_next_track(d, 1) : dasd_pass_index(d);
		if (status)
			return status;
	}
	return dasd_unit_check(d, 0, DASD_SENSE1_NOT_FOUND, DASD_NO_MESSAGE);
}

u8 dasd_find_id(struct dasd *d, const u8 *id)
{
	enum ckd_found found;

	/* Bounded: each step advances by at least a count area. */
	for (;;) {
		found = dasd_next_record(d);
		if (found == CKD_MALFORMED)
			return dasd_bad_track(d);
		if (found == CKD_END)
			return dasd_unit_check(d, 0, DASD_SENSE1_NOT_FOUND, DASD_NO_MESSAGE);
		if (!memcmp(ckd_record_count(&d->image, &d->record), id, CKD_ID_SIZE))
			return 0;
	}
}
