// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simple disk: writing.  Each command takes all that it asks for before it changes
 * anything, and changes nothing after a channel check: "Record Padding", page 4-83.
 */
#include "simtests/judge/dasd_state.h"
#include "simtests/port/port.h"

#define RECORD_MAX	(255u + 65535u)
#define NO_ROOM		0x40		/* sense byte 1: invalid track format */

static struct disk_record *current(struct judge_dasd *d)
{
	return &disk_track(d)->records[d->record];
}

/* Table 4-5: what bits 0 and 1 of the mask permit. */
static bool may_update(const struct judge_dasd *d)
{
	return (d->mask & 0xc0) != 0x40;
}

static bool may_format(const struct judge_dasd *d)
{
	return !(d->mask & 0xc0) || (d->mask & 0xc0) == 0xc0;
}

static bool may_write_r0(const struct judge_dasd *d)
{
	return (d->mask & 0xc0) == 0xc0;
}

/* ---- Update writes ---- */

/* New bytes for an area of a record; what the channel does not send is zeroes. */
static u8 update(struct judge_dasd *d, struct judge_channel *ch, u32 offset, u32 len)
{
	u8 *bytes = port_zalloc(len + 1);

	platform_assert(bytes);
	disk_take(ch, bytes, len);
	if (!judge_checked(ch))
		memcpy(current(d)->bytes + offset, bytes, len);
	port_free(bytes);
	d->at = AT_DATA;
	d->passes = 0;
	return DISK_ENDED;
}

static u8 update_areas(struct judge_dasd *d, struct judge_channel *ch, bool keyed)
{
	const struct disk_record *r = current(d);
	u32 kl = record_kl(r), dl = record_dl(r);

	return keyed ? update(d, ch, 0, kl + dl) : update(d, ch, kl, dl);
}

/*
 * Outside, pages 4-92 and 4-98: behind a search for equal, for the identifier, or, if it
 * is the data alone, for the key.  A record without data is an end of file, which is
 * unit exception.
 */
static u8 write_outside(struct judge_dasd *d, struct judge_channel *ch, bool keyed)
{
	u8 status;

	if (d->before != PRIOR_SEARCH_ID && (keyed || d->before != PRIOR_SEARCH_KEY))
		return disk_reject(d, 2);
	if (!may_update(d))
		return disk_reject(d, 2);
	d->prior = PRIOR_SEARCHED_DATA;
	status = update_areas(d, ch, keyed);
	return record_dl(current(d)) || judge_checked(ch) ? status : status | CSS_DSTAT_UX;
}

/*
 * In a domain, pages 4-91 and 4-97: the record that was located, or the next one.  Its
 * length must be the one that was announced, if one was.
 */
static u8 write_inside(struct judge_dasd *d, struct judge_channel *ch, bool keyed)
{
	u32 len;
	u8 status = 0;

	if (d->at != AT_COUNT)
		status = disk_next(d, 0x80, true, true);
	if (status)
		return status;
	len = record_dl(current(d)) + (keyed ? record_kl(current(d)) : 0);
	if (d->tlf && d->tlf != len)
		return disk_check(d, 0, 0x40, 0);
	return update_areas(d, ch, keyed);
}

/* ---- Format writes ---- */

/* What a format write did last is the end of the track, if no other follows. */
static u8 format(struct judge_dasd *d, struct judge_channel *ch, const u8 *count, u32 behind)
{
	u32 kl = count[5], dl = (u32)count[6] << 8 | count[7];
	struct disk_track *t = disk_track(d);
	u8 *bytes;

	if (!disk_fits(d, t, behind, kl, dl))
		return disk_check(d, 0, NO_ROOM, 0);
	bytes = port_zalloc(RECORD_MAX);
	platform_assert(bytes);
	disk_take(ch, bytes, kl + dl);
	if (!judge_checked(ch)) {
		disk_cut(t, behind);
		disk_append(t, count, bytes);
		d->record = behind;
	}
	port_free(bytes);
	d->at = AT_DATA;
	d->passes = 0;
	return DISK_ENDED;
}

/* Page 4-86: fewer than eight bytes of count are filled with zeroes; all ones are refused. */
static u8 write_ckd(struct judge_dasd *d, struct judge_channel *ch, u32 behind)
{
	static const u8 ones[COUNT_SIZE] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	u8 count[COUNT_SIZE] = {};

	disk_take(ch, count, sizeof(count));
	if (judge_checked(ch))
		return DISK_ENDED;
	if (!memcmp(count, ones, sizeof(count)))
		return disk_reject(d, 4);
	d->prior = PRIOR_WRITE_CKD;
	return format(d, ch, count, behind);
}

/* Page 4-90: takes a record as Write CKD does, and only erases. */
static u8 erase(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 count[COUNT_SIZE] = {};
	u8 byte;
	u32 i, len;

	disk_take(ch, count, sizeof(count));
	len = count[5] + ((u32)count[6] << 8 | count[7]);
	for (i = 0; i < len; i++)
		if (!disk_take(ch, &byte, 1))
			break;
	if (judge_checked(ch))
		return DISK_ENDED;
	disk_cut(disk_track(d), d->record + 1);
	d->at = AT_DATA;
	d->passes = 0;
	return DISK_ENDED;
}

/* Pages 4-86 and 4-90: what may stand before them outside of a domain. */
static bool may_follow(const struct judge_dasd *d)
{
	return d->before == PRIOR_SEARCH_ID || d->before == PRIOR_SEARCH_KEY ||
	       d->before == PRIOR_SEARCHED_DATA || d->before == PRIOR_WRITE_R0 ||
	       d->before == PRIOR_WRITE_CKD;
}

/* Page 4-87: the first record behind R0 of the next track. */
static u8 write_next_track(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 status = disk_step(d, true);

	if (status)
		return status;
	if (!disk_track(d)->n)
		return disk_check(d, 0, 0x08, 0);
	d->record = 0;
	return write_ckd(d, ch, 1);
}

/* Page 4-85: a standard R0 of this track; the records behind it are gone. */
static u8 write_r0(struct judge_dasd *d, struct judge_channel *ch)
{
	const u8 standard[COUNT_SIZE] = {
		(u8)(d->cyl >> 8), (u8)d->cyl, (u8)(d->head >> 8), (u8)d->head, 0, 0, 0, 8,
	};
	u8 count[COUNT_SIZE];
	u8 status;

	status = disk_parameters(d, ch, count, sizeof(count));
	if (status)
		return status;
	if (memcmp(count, standard, sizeof(count)))
		return disk_reject(d, 4);
	d->prior = PRIOR_WRITE_R0;
	return format(d, ch, count, 0);
}

/* Page 4-84: the home address of this track, and then nothing. */
static u8 write_home(struct judge_dasd *d, struct judge_channel *ch)
{
	const u8 home[HOME_SIZE] = {
		0, (u8)(d->cyl >> 8), (u8)d->cyl, (u8)(d->head >> 8), (u8)d->head,
	};
	u8 given[HOME_SIZE];
	u8 status;

	status = disk_parameters(d, ch, given, sizeof(given));
	if (status)
		return status;
	if (memcmp(given, home, sizeof(home)))
		return disk_reject(d, 4);
	disk_cut(disk_track(d), 0);
	d->at = AT_HOME;
	d->passes = 0;
	d->prior = PRIOR_WRITE_HOME;
	return DISK_ENDED;
}

/* Page 4-23: the data of R0; alone in its domain, it leaves the track empty. */
static u8 write_r0_data(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 status;

	/* What it does with another record than R0 is not known. */
	if (d->record)
		d->unsure = true;
	if (record_dl(current(d)) != 8)
		return disk_check(d, 0, 0x40, 0);
	status = update(d, ch, record_kl(current(d)), 8);
	if (!judge_checked(ch) && d->total == 1)
		disk_cut(disk_track(d), 1);
	return status;
}

static u8 write_domain(struct judge_dasd *d, struct judge_channel *ch, u8 code)
{
	switch (code) {
	case 0x1d:
		return write_ckd(d, ch, d->record + 1);
	case 0x9d:
		return write_next_track(d, ch);
	case 0x11:
		return erase(d, ch);
	case 0x15:
		return may_write_r0(d) ? write_r0(d, ch) : disk_reject(d, 2);
	case 0x19:
		return may_write_r0(d) ? write_home(d, ch) : disk_reject(d, 2);
	default:
		break;
	}
	if ((d->operation & 0x3f) == 0x0b)
		return write_r0_data(d, ch);
	return write_inside(d, ch, code & 0x08);
}

u8 disk_write(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	if (domain)
		return write_domain(d, ch, code);
	switch (code) {
	case 0x05:
	case 0x0d:
		return write_outside(d, ch, code == 0x0d);
	case 0x1d:
	case 0x11:
		if (!may_follow(d) || !may_format(d))
			return disk_reject(d, 2);
		return code == 0x1d ? write_ckd(d, ch, d->record + 1) : erase(d, ch);
	case 0x15:
		if (d->before != PRIOR_SEARCH_HOME && d->before != PRIOR_WRITE_HOME)
			return disk_reject(d, 2);
		return may_write_r0(d) ? write_r0(d, ch) : disk_reject(d, 2);
	case 0x19:
		if (d->before != PRIOR_SEARCH_HOME)
			return disk_reject(d, 2);
		return may_write_r0(d) ? write_home(d, ch) : disk_reject(d, 2);
	default:
		/* Multitrack writes are for domains, page 4-83. */
		return disk_reject(d, 2);
	}
}
