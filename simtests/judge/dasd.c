// SPDX-License-Identifier: GPL-2.0-only
/* The simple disk: commands, what they are allowed to follow, and where the disk is. */
#include "simtests/judge/dasd_state.h"

#define MULTITRACK	0x80

/* ---- Bytes and status ---- */

u32 disk_take(struct judge_channel *ch, u8 *bytes, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++) {
		int byte = judge_next(ch);

		if (byte < 0)
			break;
		bytes[i] = (u8)byte;
	}
	return i;
}

u8 disk_parameters(struct judge_dasd *d, struct judge_channel *ch, u8 *bytes, u32 len)
{
	u32 got = disk_take(ch, bytes, len);

	if (judge_checked(ch))
		return DISK_ENDED;
	return got < len ? disk_reject(d, 3) : 0;
}

void disk_give(struct judge_channel *ch, const u8 *bytes, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		if (!judge_give(ch, bytes[i]))
			break;
}

/*
 * Pages 5-4 and 5-5: what the bits of sense bytes 0 and 1 mean; byte 7: format, message.
 * Commands are accepted first, and refused with ending status.
 */
u8 disk_check(struct judge_dasd *d, u8 zero, u8 one, u8 message)
{
	memset(d->dev.sense, 0, sizeof(d->dev.sense));
	d->dev.sense[0] = zero;
	d->dev.sense[1] = one;
	d->dev.sense[7] = message;
	d->dev.sense_len = CSS_SENSE_SIZE;
	return DISK_ENDED | CSS_DSTAT_UC;
}

u8 disk_reject(struct judge_dasd *d, u8 message)
{
	return disk_check(d, 0x80, 0, message);
}

/* ---- From track to track ---- */

bool disk_in_extent(const struct judge_dasd *d, u32 cyl, u32 head)
{
	u32 track = cyl * d->heads + head;

	return !d->has_extent || (track >= d->extent_first && track <= d->extent_last);
}

/*
 * Pages 4-2, 4-3 and 5-5.  In a domain: to the next track of the extent, whatever its
 * cylinder, and the mask's bits for seeks are for those outside.  There: not when the
 * mask forbids multitrack operations, not beyond a cylinder, not out of the extent.
 */
u8 disk_step(struct judge_dasd *d, bool domain)
{
	u32 next = d->cyl * d->heads + d->head + 1;
	bool last = d->head + 1 == d->heads;
	bool inside = disk_in_extent(d, next / d->heads, next % d->heads) &&
		      next < d->cylinders * d->heads;

	if (!domain && (d->mask & 0x18) == 0x18)
		return disk_check(d, 0, 0x04, 0);
	if (!domain && last)
		return disk_check(d, 0, 0x20, 0);
	if (!inside)
		return disk_check(d, 0, 0x04, 0);
	d->cyl = next / d->heads;
	d->head = next % d->heads;
	d->at = AT_INDEX;
	d->passes = 0;
	return 0;
}

/* Number of the count area that comes next; that of R0 follows home address. */
static u32 next_number(const struct judge_dasd *d, bool user)
{
	if (d->at < AT_COUNT)
		return user ? 1 : 0;
	return d->record + 1;
}

/*
 * Page 4-64 and those after it: at the end of the track, the same track or the next,
 * as the multitrack bit says; no record found if there is none, page 4-2; outside of a
 * domain also if index passes twice with no home address or data area read between, and
 * no write, sense or control command: "No Record Found" of GA32-0274.
 */
u8 disk_next(struct judge_dasd *d, u8 code, bool domain, bool user)
{
	u32 number = next_number(d, user);
	u8 status;

	if (number >= disk_track(d)->n) {
		if (code & MULTITRACK) {
			status = disk_step(d, domain);
			if (status)
				return status;
		} else if (!domain && ++d->passes == 2) {
			return disk_check(d, 0, 0x08, 0);
		}
		number = user ? 1 : 0;
		if (number >= disk_track(d)->n)
			return disk_check(d, 0, 0x08, 0);
	}
	d->at = AT_COUNT;
	d->record = number;
	return 0;
}

/* ---- Control commands ---- */

/*
 * Seek, Seek Cylinder and Seek Head, pages 4-47 to 4-49: six bytes, a valid address, the
 * file mask (which may as well be first, the book does not say), the extent.
 */
static u8 seek(struct judge_dasd *d, struct judge_channel *ch, u8 code)
{
	u8 address[6];
	u32 cyl, head;
	u8 status;

	if (code == 0x1b && !d->accessed)
		return disk_reject(d, 2);
	status = disk_parameters(d, ch, address, sizeof(address));
	if (status)
		return status;
	cyl = (u32)address[2] << 8 | address[3];
	head = (u32)address[4] << 8 | address[5];
	if (address[0] || address[1] || cyl >= d->cylinders || head >= d->heads)
		return disk_reject(d, 4);
	if ((code == 0x07 && d->mask & 0x18) || (code == 0x0b && d->mask & 0x10) ||
	    (d->mask & 0x18) == 0x18)
		return disk_check(d, 0, 0x04, 0);
	if (!disk_in_extent(d, code == 0x1b ? d->cyl : cyl, head))
		return disk_check(d, 0, 0x04, 0);
	if (code != 0x1b)
		d->cyl = cyl;
	d->head = head;
	d->at = AT_NOWHERE;
	d->accessed = true;
	return DISK_ENDED;
}

/* Page 4-51; bit 2 must be zero.  Authorization for bits 5 and 6 is not judged. */
static u8 set_file_mask(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 mask, status;

	if (d->has_extent || d->has_mask)
		return disk_reject(d, 2);
	status = disk_parameters(d, ch, &mask, 1);
	if (status)
		return status;
	if (mask & 0x20)
		return disk_reject(d, 4);
	if (mask & 0x06)
		d->unsure = true;
	d->mask = mask;
	d->has_mask = true;
	return DISK_ENDED;
}

/*
 * Page 4-52; a 3390 has 224 sectors, and ff is none in particular.  Where a disk is that
 * had begun with a record is not judged.
 */
static u8 set_sector(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 sector, status;

	if (!d->accessed)
		return disk_reject(d, 2);
	status = disk_parameters(d, ch, &sector, 1);
	if (status)
		return status;
	if (sector >= 224 && sector != 0xff)
		return disk_reject(d, 4);
	if (d->at >= AT_COUNT)
		d->unsure = true;
	return DISK_ENDED;
}

/* The sense bytes of the last unit check, once. */
static u8 basic_sense(struct judge_dasd *d, struct judge_channel *ch)
{
	u8 sense[CSS_SENSE_SIZE] = {};

	if (d->dev.sense_len)
		memcpy(sense, d->dev.sense, sizeof(sense));
	d->dev.sense_len = 0;
	disk_give(ch, sense, sizeof(sense));
	return DISK_ENDED;
}

static u8 identify(struct judge_dasd *d, struct judge_channel *ch, u8 code)
{
	u32 i;

	for (i = 0; i < DISK_ANSWERS; i++) {
		if (d->answers[i].code == code) {
			disk_give(ch, d->answers[i].bytes, d->answers[i].len);
			return DISK_ENDED;
		}
	}
	d->unsure = true;
	return DISK_ENDED;
}

/* ---- Domains ---- */

/* Pages 4-21 and 4-22. */
static bool write_domain_allows(const struct judge_dasd *d, u8 code)
{
	u32 updates = d->total - (d->suffix ? 1 : 0);
	bool single = code == 0x05 || code == 0x0d;
	bool multi = code == 0x85 || code == 0x8d;

	if (d->suffix && d->left == 1)
		return code == 0x92;
	if (single)
		return updates == 1 && !(d->operation & 0xc0);
	return multi && (d->left == d->total || code == d->domain_code);
}

/* Read (16) and Read Data (06), pages 4-22, 4-23 and those of the commands. */
static bool read_domain_allows(const struct judge_dasd *d, u8 code)
{
	u8 single = code & ~MULTITRACK;

	if (d->suffix && d->left == 1)
		return single == 0x12;
	/* Read R0 and Read Home Address: index or home-address orientation only. */
	if (single == 0x16 || single == 0x1a)
		return d->operation & 0x40;
	return single == 0x06 || single == 0x0e || single == 0x12 || single == 0x1e;
}

static bool domain_allows(const struct judge_dasd *d, u8 code)
{
	bool is_first = d->left == d->total;

	switch (d->operation & 0x3f) {
	case 0x01:
		return write_domain_allows(d, code);
	case 0x03:
		/*
		 * From home address on, home address or R0 come first, pages 4-84 and
		 * 4-85; from index on, home address, as Linux writes it; page 4-87: next
		 * track.
		 */
		if (is_first && d->operation & 0x40)
			return code == 0x19 || (code == 0x15 && !(d->operation & 0x80));
		if (code == 0x15)
			return d->before == PRIOR_WRITE_HOME;
		return code == 0x1d || (code == 0x9d && !is_first);
	case 0x06:
	case 0x16:
		return read_domain_allows(d, code);
	case 0x0b:
		/* Page 4-23: Write Data for R0, then records; Erase is for here, page 4-90. */
		return is_first ? code == 0x05 : code == 0x1d || code == 0x11;
	case 0x0c:
		return code == 0xde;
	default:
		return false;
	}
}

/* ---- The commands ---- */

/* Commands of path groups, reserves and the subsystem: what they do is not judged here. */
static bool is_beyond(u8 code)
{
	static const u8 codes[] = {
		0x14, 0x24, 0x27, 0x34, 0x3e, 0x44, 0x54, 0x5b, 0x73, 0x78, 0x94, 0x95, 0xa5, 0xa6,
		0xaf, 0xb4, 0xea, 0xf3, 0xf7, 0xf9, 0xff, 0x22,
	};
	u32 i;

	for (i = 0; i < sizeof(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

static bool is_known(u8 code)
{
	static const u8 codes[] = {
		0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x0d, 0x0e, 0x11, 0x12, 0x15, 0x16, 0x19,
		0x1a, 0x1b, 0x1d, 0x1e, 0x1f, 0x23, 0x29, 0x31, 0x39, 0x47, 0x49, 0x4b, 0x51, 0x5e,
		0x63, 0x64, 0x69, 0x71, 0x85, 0x86, 0x8d, 0x8e, 0x92, 0x96, 0x9a, 0x9d, 0x9e, 0xa9,
		0xb1, 0xb9, 0xc9, 0xd1, 0xde, 0xe4, 0xe7, 0xe9, 0xf1, 0xfa,
	};
	u32 i;

	for (i = 0; i < sizeof(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

static u8 execute(struct judge_dasd *d, struct judge_channel *ch, u8 code, bool domain)
{
	switch (code) {
	case 0x03:
		return DISK_ENDED;
	case 0x04:
		return basic_sense(d, ch);
	case 0x07:
	case 0x0b:
	case 0x1b:
		return seek(d, ch, code);
	case 0x1f:
		return set_file_mask(d, ch);
	case 0x23:
		return set_sector(d, ch);
	case 0x47:
		return disk_locate(d, ch, false);
	case 0x4b:
		return disk_locate(d, ch, true);
	case 0x63:
		return disk_define_extent(d, ch);
	case 0xe7:
		return disk_prefix(d, ch);
	case 0x64:
	case 0xe4:
	case 0xfa:
		return identify(d, ch, code);
	default:
		break;
	}
	switch (code & 0x0f) {
	case 0x05:
	case 0x0d:
		return disk_write(d, ch, code, domain);
	case 0x01:
	case 0x09:
		if (code == 0x11 || code == 0x19)
			return disk_write(d, ch, code, domain);
		return disk_search(d, ch, code);
	default:
		return disk_read(d, ch, code, domain);
	}
}

static void begin_chain(struct judge_dasd *d)
{
	/* Page 3-4: at the start of a channel program the file mask is zero. */
	d->mask = 0;
	d->block_size = 0;
	d->has_extent = false;
	d->has_mask = false;
	d->was_ipl = false;
	d->accessed = false;
	d->left = 0;
	d->passes = 0;
	d->at = AT_NOWHERE;
	d->inside = false;
	d->prior = PRIOR_NONE;
}

/*
 * Byte 0, bit 7, page 5-4: fewer commands came than Locate Record had announced; byte 3,
 * page 5-5: how many are missing.  The status is that of the last command.
 */
static u8 incomplete(struct judge_dasd *d)
{
	u8 status = disk_check(d, 0x01, 0, 0);

	d->dev.sense[3] = (u8)d->left;
	return status;
}

static u8 command(struct judge_device *dev, struct judge_channel *ch, u8 code, u8 path,
		  bool first)
{
	struct judge_dasd *d = disk_of(dev);
	bool domain;
	u8 status;

	/* No-Operation has no data to wait for, be it accepted or not. */
	dev->immediate = code == 0x03;
	if (first)
		begin_chain(d);
	domain = d->left > 0;
	/* Page 4-90: what a write follows was itself outside of a domain. */
	d->before = d->inside && !domain ? PRIOR_NONE : d->prior;
	d->inside = domain;
	d->prior = PRIOR_NONE;
	/* Control and sense commands: index may pass again. */
	if ((code & 3) == 3 || (code & 0x0f) == 4)
		d->passes = 0;
	if (is_beyond(code)) {
		d->unsure = true;
		return DISK_ENDED;
	}
	/* A command that there is not is not accepted: its initial status is unit check. */
	if (!is_known(code)) {
		disk_reject(d, 1);
		return CSS_DSTAT_UC;
	}
	if (code != 0x04)
		dev->sense_len = 0;
	if (domain) {
		if (!domain_allows(d, code))
			return disk_reject(d, 2);
		if (d->left == d->total)
			d->domain_code = code;
		d->left--;
	}
	status = execute(d, ch, code, domain);
	if (!(status & CSS_DSTAT_UC) && d->left && judge_last(ch) && !judge_checked(ch))
		status |= incomplete(d);
	return status;
}

static void reset(struct judge_device *dev)
{
	struct judge_dasd *d = disk_of(dev);

	begin_chain(d);
	dev->sense_len = 0;
}

const struct judge_device judge_dasd_functions = {
	.command = command, .reset = reset,
};

void judge_dasd_set_answer(struct judge_device *dev, u8 code, const u8 *bytes, u32 len)
{
	struct judge_dasd *d = disk_of(dev);
	u32 i = 0;

	while (i < DISK_ANSWERS && d->answers[i].code && d->answers[i].code != code)
		i++;
	platform_assert(i < DISK_ANSWERS);
	d->answers[i] = (struct disk_answer){ .code = code, .bytes = bytes, .len = len };
}

bool judge_dasd_is_unsure(struct judge_device *dev)
{
	bool unsure = disk_of(dev)->unsure;

	disk_of(dev)->unsure = false;
	return unsure;
}
