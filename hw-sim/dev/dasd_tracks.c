// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands for a whole track, or for the rest of it.
 *
 * Source: SA22-1025, "Read Multiple Count, Key, and Data", "Read Track",
 * "Write Full Track".
 */
#include "hw-sim/dev/dasd_model.h"

/*
 * Reads all records that are left on the track, without R0.  Neither a record without
 * data nor a track without records is an exception.  The next command begins at the
 * index, even if the channel did not take all bytes.
 */
u8 dasd_read_multiple(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	bool more = true;
	u32 len;

	/* Bounded: each step advances by at least a count area. */
	for (;;) {
		switch (dasd_next_on_track(d, false)) {
		case CKD_MALFORMED:
			return dasd_bad_track(d);
		case CKD_END:
			dasd_transferred(d, DASD_AT_INDEX);
			return DASD_ENDED;
		case CKD_RECORD:
			break;
		}
		len = d->record.next - d->record.offset;
		if (more)
			more = sim_channel_put(ch, ckd_record_count(&d->image, &d->record),
					       len) == len;
		if (sim_channel_checked(ch))
			return DASD_ENDED;
	}
}

/* Where Locate Record counts tracks, each command but the first takes the next one. */
static u8 dasd_begin_track(struct dasd *d)
{
	u32 distance = dasd_domain_distance(&d->chain.domain);

	return distance ? dasd_next_track(d, distance) : 0;
}

/* The track from R0 or from the located record on, and then eight bytes of ones. */
u8 dasd_read_track(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_begin_track(d);
	struct ckd_record record = { 0 };
	enum ckd_found found;
	u32 first;

	if (status)
		return status;
	first = d->orientation == DASD_AT_COUNT ? d->record.offset : CKD_FIRST;
	record.next = first;
	do {
		found = ckd_record_at(&d->image, record.next, &record);
	} while (found == CKD_RECORD);
	if (found == CKD_MALFORMED)
		return dasd_bad_track(d);
	if (record.next == CKD_FIRST)
		return dasd_unit_check(d, 0, DASD_SENSE1_NOT_FOUND, DASD_NO_MESSAGE);
	platform_assert(first <= record.next && record.next <= d->image.track_size - CKD_END_SIZE);
	sim_channel_put(ch, d->image.track + first, record.next + CKD_END_SIZE - first);
	dasd_transferred(d, DASD_AT_INDEX);
	return DASD_ENDED;
}

/* Takes key and data of the record whose count area is in the buffer at @offset, if it fits. */
static u8 dasd_take_record(struct dasd *d, struct sim_channel *ch, u32 *offset)
{
	const u8 *count = d->image.track + *offset;
	u32 len = (u32)count[5] + dasd_u16(&count[6]);

	if (!ckd_track_fits(&d->image, *offset, count[5], dasd_u16(&count[6])))
		return dasd_bad_track(d);
	*offset += CKD_COUNT_SIZE + len;
	platform_assert(*offset <= d->image.track_size - CKD_END_SIZE);
	return dasd_get(d, ch, d->image.track + *offset - len, len);
}

/*
 * Takes a track image from the channel into the buffer, which has the same format.
 * @end: gets the offset at which the track ends
 */
static u8 dasd_take_track(struct dasd *d, struct sim_channel *ch, u32 *end)
{
	u32 offset = CKD_FIRST;
	u8 status;

	/* There is room for one more count area: ckd_track_fits() leaves it for the end mark. */
	for (;;) {
		u8 *count = d->image.track + offset;

		status = dasd_get(d, ch, count, CKD_COUNT_SIZE);
		if (status)
			return status;
		if (offset == CKD_FIRST && !dasd_is_record0(d, count))
			return dasd_reject(d, DASD_BAD_PARAMETER);
		if (ckd_is_end(count))
			break;
		status = dasd_take_record(d, ch, &offset);
		if (status)
			return status;
	}
	*end = offset;
	return 0;
}

u8 dasd_write_full_track(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status = dasd_begin_track(d);
	u32 end = 0;

	if (status)
		return status;
	status = dasd_take_track(d, ch, &end);
	if (status) {
		ckd_track_forget(&d->image);
		return status;
	}
	status = dasd_store(d, CKD_FIRST, end + CKD_END_SIZE - CKD_FIRST);
	if (status)
		return status;
	dasd_transferred(d, DASD_AT_INDEX);
	return DASD_ENDED;
}
