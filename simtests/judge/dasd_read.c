// SPDX-License-Identifier: GPL-2.0-only
/* The simple disk: reading and searching. */
#include "simtests/judge/dasd_state.h"

#define MULTITRACK	0x80

static struct disk_record *current(struct judge_dasd *d)
{
	return &disk_track(d)->records[d->record];
}

static void give_count(struct judge_dasd *d, struct judge_channel *ch)
{
	disk_give(ch, current(d)->count, COUNT_SIZE);
	d->at = AT_COUNT;
}

static void give_key(struct judge_dasd *d, struct judge_channel *ch)
{
	disk_give(ch, current(d)->bytes, record_kl(current(d)));
	d->at = AT_KEY;
}

/* Pages 4-64 to 4-68: a data length of zero is an end of file, which is unit exception. */
static u8 give_data(struct judge_dasd *d, struct judge_channel *ch)
{
	const struct disk_record *r = current(d);

	disk_give(ch, r->bytes + record_kl(r), record_dl(r));
	d->at = AT_DATA;
	d->passes = 0;
	return record_dl(r) ? DISK_ENDED : DISK_ENDED | CSS_DSTAT_UX;
}

/* ---- Records ---- */

/* Page 4-68: the record of the count or key that was found, or else the next. */
static u8 read_data(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	u8 status = 0;

	if (d->at != AT_COUNT && d->at != AT_KEY)
		status = disk_next(d, code, domain, true);
	return status ? status : give_data(d, ch);
}

/* Page 4-66: likewise, but a key that was passed is not read again. */
static u8 read_key_data(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	u8 status = 0;

	if (d->at != AT_COUNT)
		status = disk_next(d, code, domain, true);
	if (status)
		return status;
	give_key(d, ch);
	return give_data(d, ch);
}

/* Page 4-64: always the next record. */
static u8 read_ckd(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	u8 status = disk_next(d, code, domain, true);

	if (status)
		return status;
	give_count(d, ch);
	give_key(d, ch);
	return give_data(d, ch);
}

/* Page 4-70. */
static u8 read_count(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	u8 status = disk_next(d, code, domain, true);

	if (status)
		return status;
	give_count(d, ch);
	return DISK_ENDED;
}

/* ---- Home address and R0 ---- */

/* Pages 4-62 and 4-63: to index first; with multitrack, to that of the next track. */
static u8 to_home(struct judge_dasd *d, u8 code, bool domain)
{
	if (code & MULTITRACK) {
		u8 status = disk_step(d, domain);

		if (status)
			return status;
	}
	d->at = AT_HOME;
	return 0;
}

static u8 read_home(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	u8 status = to_home(d, code, domain);
	u8 home[HOME_SIZE] = {
		0, (u8)(d->cyl >> 8), (u8)d->cyl, (u8)(d->head >> 8), (u8)d->head,
	};

	if (status)
		return status;
	disk_give(ch, home, sizeof(home));
	d->passes = 0;
	return DISK_ENDED;
}

/* Page 4-63: R0 of this track, if home address was just passed. */
static u8 read_r0(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	u8 status = d->at == AT_HOME ? 0 : to_home(d, code, domain);

	if (status)
		return status;
	if (!disk_track(d)->n)
		return disk_check(d, 0, 0x08, 0);
	d->record = 0;
	give_count(d, ch);
	give_key(d, ch);
	return give_data(d, ch);
}

/* ---- Whole tracks ---- */

static void give_records(struct judge_dasd *d, struct judge_channel *ch, u32 from)
{
	const struct disk_track *t = disk_track(d);
	u32 i;

	for (i = from; i < t->n; i++) {
		const struct disk_record *r = &t->records[i];

		disk_give(ch, r->count, COUNT_SIZE);
		disk_give(ch, r->bytes, record_kl(r) + record_dl(r));
	}
}

/* Page 4-71: the next record and all behind it; nothing, if there is none. */
static u8 read_multiple(struct judge_dasd *d, struct judge_channel *ch)
{
	give_records(d, ch, d->at < AT_COUNT ? 1 : d->record + 1);
	d->at = AT_INDEX;
	d->passes = 0;
	return DISK_ENDED;
}

/*
 * Page 4-72: from the first count area on, R0 included, and eight bytes of ones; the
 * commands after the first go to the next track.
 */
static u8 read_track(struct judge_dasd *d, struct judge_channel *ch)
{
	static const u8 end[COUNT_SIZE] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	bool is_first = d->left + 1 == d->total;
	u32 from = 0;
	u8 status;

	if (is_first) {
		if (d->at == AT_COUNT)
			from = d->record;
	} else {
		status = disk_step(d, true);
		if (status)
			return status;
	}
	if (!disk_track(d)->n)
		return disk_check(d, 0, 0x08, 0);
	give_records(d, ch, from);
	disk_give(ch, end, sizeof(end));
	d->at = AT_INDEX;
	d->passes = 0;
	return DISK_ENDED;
}

/* Page 4-75: before extents and masks, and once; the data of the first record of the volume. */
static u8 read_ipl(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 status;

	if (d->has_extent || d->has_mask || d->was_ipl)
		return disk_reject(d, 2);
	d->cyl = 0;
	d->head = 0;
	d->at = AT_INDEX;
	d->passes = 0;
	d->accessed = true;
	d->was_ipl = true;
	status = disk_next(d, 0, false, true);
	return status ? status : give_data(d, ch);
}

u8 disk_read(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	bool after_search = d->before == PRIOR_SEARCH_ID || d->before == PRIOR_SEARCH_KEY;

	if (code == 0x02)
		return read_ipl(d, ch);
	/* "Chaining and Restrictions" of each: a track was chosen in this chain. */
	if (!d->accessed)
		return disk_reject(d, 2);
	switch (code & ~MULTITRACK) {
	case 0x06:
		if (after_search)
			d->prior = PRIOR_SEARCHED_DATA;
		return read_data(d, ch, code, domain);
	case 0x0e:
		if (d->before == PRIOR_SEARCH_ID)
			d->prior = PRIOR_SEARCHED_DATA;
		return read_key_data(d, ch, code, domain);
	case 0x12:
		return read_count(d, ch, code, domain);
	case 0x16:
		return read_r0(d, ch, code, domain);
	case 0x1a:
		return read_home(d, ch, code, domain);
	case 0x1e:
		return read_ckd(d, ch, code, domain);
	default:
		break;
	}
	if (code == 0x5e)
		return read_multiple(d, ch);
	/* Read Track is for a domain of its own, page 4-72. */
	return domain ? read_track(d, ch) : disk_reject(d, 2);
}

/* ---- Searches ---- */

static bool is_hit(u8 code, const u8 *argument, const u8 *found, u32 len)
{
	/* Equal; high: what is recorded is higher; or both, pages 4-76 to 4-81. */
	int order = len ? memcmp(found, argument, len) : 0;

	switch (code & 0x60) {
	case 0x20:
		return !order;
	case 0x40:
		return order > 0;
	default:
		return order >= 0;
	}
}

/* Compares what the channel sends; a short argument is compared as far as it goes. */
static u8 compare(struct judge_dasd *d, struct judge_channel *ch, u8 code, const u8 *found,
		  u32 len, enum disk_prior prior)
{
	u8 argument[256];
	u32 got = disk_take(ch, argument, len);

	if (!got || judge_checked(ch) || !is_hit(code, argument, found, got))
		return DISK_ENDED;
	/* Page 4-83: a write wants a search for equal, of all bytes. */
	if (got == len && (code & 0x60) == 0x20)
		d->prior = prior;
	return DISK_ENDED | CSS_DSTAT_SM;
}

/* Page 4-79. */
static u8 search_id(struct judge_dasd *d, struct judge_channel *ch, u8 code)
{
	u8 status = disk_next(d, code, false, false);

	return status ? status : compare(d, ch, code, current(d)->count, 5, PRIOR_SEARCH_ID);
}

/* Page 4-77: the key of the count that was passed, or of the next; none is not equal. */
static u8 search_key(struct judge_dasd *d, struct judge_channel *ch, u8 code)
{
	u8 status = 0;

	if (d->at != AT_COUNT)
		status = disk_next(d, code, false, true);
	if (status)
		return status;
	d->at = AT_KEY;
	return compare(d, ch, code, current(d)->bytes, record_kl(current(d)), PRIOR_SEARCH_KEY);
}

/* Page 4-76. */
static u8 search_home(struct judge_dasd *d, struct judge_channel *ch, u8 code)
{
	u8 home[4], status;

	if (!(code & MULTITRACK) && ++d->passes == 2)
		return disk_check(d, 0, 0x08, 0);
	status = to_home(d, code, false);
	if (status)
		return status;
	home[0] = (u8)(d->cyl >> 8);
	home[1] = (u8)d->cyl;
	home[2] = (u8)(d->head >> 8);
	home[3] = (u8)d->head;
	return compare(d, ch, code, home, sizeof(home), PRIOR_SEARCH_HOME);
}

u8 disk_search(struct judge_dasd *d, struct judge_channel *ch, u8 code)
{
	if (!d->accessed)
		return disk_reject(d, 2);
	switch (code & ~MULTITRACK) {
	case 0x39:
		return search_home(d, ch, code);
	case 0x31:
	case 0x51:
	case 0x71:
		return search_id(d, ch, code);
	default:
		return search_key(d, ch, code);
	}
}
