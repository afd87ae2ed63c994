// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine is killed at every byte that reaches a medium: each record is the old one or the
 * new one, and completed writes are on the medium.
 */
#include "hw-sim/dev/aws_image.h"
#include "hw-sim/dev/ckd_image.h"
#include "hw-sim/dev/journal.h"
#include "simtests/port/generator.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/platform.h"
#include "simtests/port/port.h"
#include "simtests/suite.h"

#define SECTOR		32u		/* small ones, so that short writes have several */
#define ROOM		0x30000u	/* of a medium: a volume, or the longest entry */
#define FOREVER		(~(u64)0)

/* ---- Media that lose power ---- */

/**
 * struct supply - power, for so long
 * @left: bytes that still reach a medium
 * @off: it has failed
 * @dice: if not NULL, which sectors of the last write have reached it
 */
struct supply {
	u64 left;
	bool off;
	struct dice *dice;
};

struct disk {
	struct sim_image image;
	struct supply *supply;
	u8 bytes[ROOM];
};

static struct disk *to_disk(struct sim_image *image)
{
	return container_of(image, struct disk, image);
}

static int disk_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	if (to_disk(image)->supply->off)
		return -EIO;
	assert_true(offset <= image->size && len <= image->size - offset);
	memcpy(buf, to_disk(image)->bytes + offset, len);
	return 0;
}

/* The beginning of it, or some of its sectors. */
static void write_part(struct disk *d, u64 offset, const u8 *buf, u64 len, u64 whole)
{
	bool reached = true;
	u64 i;

	if (!d->supply->dice)
		whole = len;
	for (i = 0; i < whole; i++) {
		if (d->supply->dice && (!i || (offset + i) % SECTOR == 0))
			reached = dice_percent(d->supply->dice, 50);
		if (reached)
			d->bytes[offset + i] = buf[i];
	}
	d->image.size = max(d->image.size, offset + whole);
}

static int disk_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct disk *d = to_disk(image);

	if (d->supply->off)
		return -EIO;
	assert_true(offset <= image->size && offset + len <= ROOM);
	if (len > d->supply->left) {
		write_part(d, offset, buf, d->supply->left, len);
		d->supply->off = true;
		return -EIO;
	}
	d->supply->left -= len;
	memcpy(d->bytes + offset, buf, len);
	image->size = max(image->size, offset + len);
	return 0;
}

static int disk_cut(struct sim_image *image, u64 size)
{
	struct supply *supply = to_disk(image)->supply;

	if (supply->off || !supply->left) {
		supply->off = true;
		return -EIO;
	}
	assert_true(size <= image->size);
	supply->left--;
	image->size = size;
	return 0;
}

static const struct sim_image_ops disk_ops = {
	.read = disk_read,
	.write = disk_write,
	.cut = disk_cut,
};

/* ---- A medium, its log, and what is done to it ---- */

struct rig {
	struct supply supply;
	struct disk medium;
	struct disk log;
	struct sim_journal journal;
	u8 expected[2][ROOM];		/* after the last answer, and after one more write */
	u64 expected_size[2];
	bool direct;			/* without a log: what it is good for */
};

static struct rig *rig_create(u64 size)
{
	struct rig *rig = port_zalloc(sizeof(*rig));

	assert_non_null(rig);
	rig->medium.image = (struct sim_image){ .ops = &disk_ops, .size = size };
	rig->log.image.ops = &disk_ops;
	rig->medium.supply = &rig->supply;
	rig->log.supply = &rig->supply;
	rig->supply.left = FOREVER;
	return rig;
}

static struct sim_image *power_on(struct rig *rig, u64 bytes)
{
	rig->supply.off = false;
	rig->supply.left = bytes;
	if (rig->direct)
		return &rig->medium.image;
	if (sim_journal_open(&rig->journal, &rig->medium.image, &rig->log.image))
		return NULL;
	return &rig->journal.image;
}

static void power_off(struct rig *rig)
{
	rig->supply.off = true;
	if (!rig->direct)
		sim_journal_close(&rig->journal);
}

/* The expected medium, from a copy in memory. */
static void expect(struct rig *rig)
{
	memcpy(rig->expected[0], rig->expected[1], ROOM);
	rig->expected_size[0] = rig->expected_size[1];
}

static int rig_write(struct rig *rig, struct sim_image *image, u64 offset, const void *buf,
		     u32 len)
{
	int err;

	memcpy(rig->expected[1] + offset, buf, len);
	rig->expected_size[1] = max(rig->expected_size[1], offset + len);
	err = image->ops->write(image, offset, buf, len);
	if (!err)
		expect(rig);
	return err;
}

static bool is_expected(const struct rig *rig, u32 which)
{
	u64 size = rig->expected_size[which];

	return rig->medium.image.size == size &&
	       !memcmp(rig->medium.bytes, rig->expected[which], size);
}

/* ---- A write, at every byte ---- */

#define SMALL		2000u
#define STEPS		5u

static const struct {
	u32 offset;
	u32 len;
} steps[STEPS] = { { 100, 40 }, { 120, 64 }, { 0, 300 }, { 500, 1 }, { 90, 100 } };

static void fill(u8 *p, u32 len, u8 with)
{
	u32 i;

	for (i = 0; i < len; i++)
		p[i] = (u8)(with + 7 * i);
}

/* Return: the supply has held to the end. */
static bool write_steps(struct rig *rig, struct sim_image *image)
{
	u8 buf[300];
	u32 i;

	for (i = 0; i < STEPS; i++) {
		fill(buf, steps[i].len, (u8)(50 * i + 1));
		if (rig_write(rig, image, steps[i].offset, buf, steps[i].len))
			return false;
	}
	return true;
}

/* Return: it is neither as it was nor as it should be. */
static bool is_mixed_after(struct rig *rig, u64 bytes, bool *complete)
{
	struct sim_image *image = power_on(rig, bytes);

	fill(rig->expected[1], SMALL, 0);
	rig->expected_size[1] = SMALL;
	expect(rig);
	memcpy(rig->medium.bytes, rig->expected[0], SMALL);
	*complete = write_steps(rig, image);
	power_off(rig);
	power_on(rig, FOREVER);
	power_off(rig);
	rig->log.image.size = 0;
	return !is_expected(rig, 0) && !is_expected(rig, 1);
}

static u32 count_mixed(bool direct, struct dice *dice)
{
	struct rig *rig = rig_create(SMALL);
	bool complete = false;
	u32 mixed = 0;
	u64 bytes;

	rig->direct = direct;
	rig->supply.dice = dice;
	for (bytes = 0; !complete; bytes++)
		mixed += is_mixed_after(rig, bytes, &complete);
	assert_true(bytes > 505);
	port_free(rig);
	return mixed;
}

static void killed_at_every_byte(void **state)
{
	assert_int_equal(count_mixed(false, NULL), 0);
	assert_int_not_equal(count_mixed(true, NULL), 0);
}

static void killed_with_sectors_in_any_order(void **state)
{
	struct dice dice;
	u32 seed;

	for (seed = 0; seed < 5; seed++) {
		dice_seed(&dice, seed);
		assert_int_equal(count_mixed(false, &dice), 0);
		assert_int_not_equal(count_mixed(true, &dice), 0);
	}
}

/* And again while the write is being finished. */
static void killed_during_the_repair(void **state)
{
	u64 first, second;

	for (first = 360; first < 420; first += 2)
		for (second = 0; second < 70; second += 3) {
			struct rig *rig = rig_create(SMALL);
			struct sim_image *image = power_on(rig, first);

			memcpy(rig->expected[1], rig->medium.bytes, SMALL);
			rig->expected_size[1] = SMALL;
			expect(rig);
			write_steps(rig, image);
			power_off(rig);
			if (power_on(rig, second))
				power_off(rig);
			power_on(rig, FOREVER);
			power_off(rig);
			assert_true(is_expected(rig, 0) || is_expected(rig, 1));
			port_free(rig);
		}
}

/* ---- Logs that are not to be heeded ---- */

static struct rig *torn_rig(void)
{
	struct rig *rig = rig_create(SMALL);
	u8 buf[64];

	memset(buf, 0x55, sizeof(buf));
	power_on(rig, 40 + 2 * 64 + 30);
	assert_int_equal(rig->journal.image.ops->write(&rig->journal.image, 8, buf, 64), -EIO);
	power_off(rig);
	assert_int_equal(rig->medium.bytes[8 + 29], 0x55);
	assert_int_equal(rig->medium.bytes[8 + 30], 0);
	return rig;
}

static bool is_repaired(struct rig *rig)
{
	bool repaired;

	assert_non_null(power_on(rig, FOREVER));
	repaired = rig->journal.repaired;
	power_off(rig);
	assert_int_equal(rig->medium.bytes[8 + 63], repaired ? 0x55 : 0);
	port_free(rig);
	return repaired;
}

static void what_somebody_else_has_changed_is_left_alone(void **state)
{
	struct rig *rig;
	u32 i;

	assert_true(is_repaired(torn_rig()));
	for (i = 0; i < 64; i++) {
		rig = torn_rig();
		rig->medium.bytes[8 + i] = 0x77;
		assert_non_null(power_on(rig, FOREVER));
		assert_false(rig->journal.repaired);
		power_off(rig);
		assert_int_equal(rig->medium.bytes[8 + i], 0x77);
		port_free(rig);
	}
	rig = torn_rig();
	rig->medium.image.size++;
	assert_false(is_repaired(rig));
	rig = torn_rig();
	rig->log.image.size--;
	assert_false(is_repaired(rig));
	for (i = 0; i < 40 + 2 * 64; i++) {
		rig = torn_rig();
		rig->log.bytes[i] ^= 0x10;
		assert_false(is_repaired(rig));
	}
	/* Outside the written bytes, other programs may write. */
	rig = torn_rig();
	rig->medium.bytes[7] = 0x77;
	assert_true(is_repaired(rig));
}

/* ---- Logs with a valid sum, whatever they say ---- */

#define HEADER		40u

struct forged {
	u64 offset;
	u64 size;
	u32 len;
	u32 old_len;
};

static void put_be(u8 *p, u64 value, u32 len)
{
	while (len--) {
		p[len] = (u8)value;
		value >>= 8;
	}
}

static u64 get_be(const u8 *p)
{
	u64 value = 0;
	u32 i;

	for (i = 0; i < 8; i++)
		value = value << 8 | p[i];
	return value;
}

/* As the format of the log is: eight bytes at a time, then the rest. */
static u64 sum_of(const u8 *p, u64 len)
{
	const u64 factor = 0x100000001b3ull;
	u64 value = 0xcbf29ce484222325ull;

	for (; len >= 8; len -= 8, p += 8)
		value = (value ^ get_be(p)) * factor;
	for (; len; len--, p++)
		value = (value ^ *p) * factor;
	return value;
}

/* The last write was of bytes 55 over zeroes, and stopped behind the first. */
static struct rig *forged_rig(const struct forged *f, u64 medium_size)
{
	struct rig *rig = rig_create(medium_size);
	u64 len = HEADER + (u64)f->old_len + f->len;
	u8 *p = rig->log.bytes;

	assert_true(len <= ROOM && f->offset < ROOM);
	memcpy(p, "CSSJRNL1", 8);
	put_be(p + 8, f->offset, 8);
	put_be(p + 16, f->size, 8);
	put_be(p + 24, f->len, 4);
	put_be(p + 28, f->old_len, 4);
	memset(p + HEADER + f->old_len, 0x55, f->len);
	put_be(p + 32, sum_of(p, len), 8);
	rig->log.image.size = len;
	if (f->offset < medium_size)
		rig->medium.bytes[f->offset] = 0x55;
	return rig;
}

/* Return: it was finished; otherwise the medium is as it was. */
static bool heeded(struct forged f, u64 medium_size)
{
	struct rig *rig = forged_rig(&f, medium_size);
	u8 *before = port_zalloc(ROOM);
	bool repaired;

	assert_non_null(before);
	memcpy(before, rig->medium.bytes, ROOM);
	assert_non_null(power_on(rig, FOREVER));
	repaired = rig->journal.repaired;
	power_off(rig);
	if (repaired) {
		memset(before + f.offset, 0x55, f.len);
		assert_true(rig->medium.image.size == max(medium_size, f.offset + f.len));
	} else {
		assert_true(rig->medium.image.size == medium_size);
	}
	assert_memory_equal(rig->medium.bytes, before, ROOM);
	port_free(before);
	port_free(rig);
	return repaired;
}

static void entries_keep_their_bounds(void **state)
{
	const u32 most = SIM_JOURNAL_MAX;

	assert_true(heeded((struct forged){ 8, SMALL, 64, 64 }, SMALL));
	/* the longest there is, and one byte more */
	assert_true(heeded((struct forged){ 8, 0x11000, most, most }, 0x11000));
	assert_true(heeded((struct forged){ 0, 0, most, 0 }, 1));
	assert_false(heeded((struct forged){ 0, 0, most + 1, 0 }, 1));
	/* a write makes nothing shorter */
	assert_true(heeded((struct forged){ 8, SMALL, 64, 63 }, SMALL));
	assert_false(heeded((struct forged){ 8, SMALL, 64, 65 }, SMALL));
	/* at the end of the medium, and behind it */
	assert_true(heeded((struct forged){ SMALL, SMALL, 64, 0 }, SMALL));
	assert_false(heeded((struct forged){ SMALL + 1, SMALL, 64, 0 }, SMALL + 1));
	/* the medium shrank, or is longer than the write could have made it */
	assert_false(heeded((struct forged){ 8, SMALL, 64, 64 }, SMALL - 1));
	assert_false(heeded((struct forged){ 8, SMALL, 64, 64 }, SMALL + 1));
	assert_true(heeded((struct forged){ SMALL - 4, SMALL, 64, 4 }, SMALL + 59));
	assert_true(heeded((struct forged){ SMALL - 4, SMALL, 64, 4 }, SMALL + 60));
	assert_false(heeded((struct forged){ SMALL - 4, SMALL, 64, 4 }, SMALL + 61));
}

/* An entry that is shorter than it says, if only by a zero, is none. */
static void an_entry_is_whole(void **state)
{
	const struct forged f = { 8, SMALL, 64, 64 };
	u8 *last, *sum;
	struct rig *rig;
	u64 size, less;

	for (less = 0; less < 2; less++) {
		rig = forged_rig(&f, SMALL);
		size = rig->log.image.size;
		last = rig->log.bytes + size - 1;
		sum = rig->log.bytes + 32;
		*last = 0;
		put_be(sum, 0, 8);
		put_be(sum, sum_of(rig->log.bytes, size), 8);
		rig->log.image.size = size - less;
		assert_non_null(power_on(rig, FOREVER));
		assert_int_equal(rig->journal.repaired, !less);
		power_off(rig);
		port_free(rig);
	}
}

/* What is longer than the longest entry is one all the same: the rest was there before. */
static void a_log_may_be_longer_than_its_entry(void **state)
{
	const struct forged f = { 8, SMALL, 64, 64 };
	struct rig *rig = forged_rig(&f, SMALL);

	rig->log.image.size = HEADER + 2 * SIM_JOURNAL_MAX + 100;
	assert_non_null(power_on(rig, FOREVER));
	assert_true(rig->journal.repaired);
	power_off(rig);
	port_free(rig);
}

/* The longest write goes through, at the very end, too. */
static void the_longest_write_is_done(void **state)
{
	struct rig *rig = rig_create(SMALL);
	struct sim_image *image = power_on(rig, FOREVER);
	u8 *buf = port_zalloc(SIM_JOURNAL_MAX);

	assert_non_null(buf);
	memset(buf, 0x33, SIM_JOURNAL_MAX);
	assert_int_equal(image->ops->write(image, SMALL, buf, SIM_JOURNAL_MAX), 0);
	assert_true(image->size == SMALL + SIM_JOURNAL_MAX);
	assert_memory_equal(rig->medium.bytes + SMALL, buf, SIM_JOURNAL_MAX);
	power_off(rig);
	port_free(buf);
	port_free(rig);
}

static void a_log_that_was_closed_is_empty(void **state)
{
	struct rig *rig = rig_create(SMALL);
	struct sim_image *image = power_on(rig, FOREVER);

	assert_int_equal(image->ops->write(image, 0, "abc", 3), 0);
	assert_int_not_equal(rig->log.image.size, 0);
	sim_journal_close(&rig->journal);
	assert_int_equal(rig->log.image.size, 0);
	port_free(rig);
}

static void what_cannot_be_written(void **state)
{
	struct rig *rig = rig_create(SMALL);
	struct sim_image *image = power_on(rig, FOREVER);
	u64 blocks = platform_live_blocks();

	assert_int_equal(image->ops->write(image, SMALL + 1, "a", 1), -EIO);
	assert_int_equal(image->ops->write(image, 0, rig->expected[0], SIM_JOURNAL_MAX + 1), -EIO);
	assert_int_equal(rig->log.image.size, 0);
	rig->supply.off = true;
	assert_int_equal(image->ops->write(image, 0, "a", 1), -EIO);
	assert_int_equal(rig->medium.bytes[0], 0);
	sim_journal_close(&rig->journal);
	assert_int_equal(platform_live_blocks(), blocks - 1);
	/* If the journal cannot be read, the state of the image is not known. */
	rig->log.image.size = 1;
	assert_int_equal(sim_journal_open(&rig->journal, &rig->medium.image, &rig->log.image),
			 -EIO);
	assert_int_equal(platform_live_blocks(), blocks - 1);
	port_free(rig);
}

static void what_cannot_be_logged_is_not_written(void **state)
{
	struct rig *rig = rig_create(SMALL);
	struct sim_image *image = power_on(rig, FOREVER);
	struct supply failed = { .off = true };

	rig->log.supply = &failed;
	assert_int_equal(image->ops->write(image, 0, "abc", 3), -EIO);
	assert_int_equal(rig->medium.bytes[0], 0);
	rig->log.supply = &rig->supply;
	assert_int_equal(image->ops->write(image, 0, "abc", 3), 0);
	assert_memory_equal(rig->medium.bytes, "abc", 3);
	sim_journal_close(&rig->journal);
	port_free(rig);
}

/* The longest write there is, where the medium ends; no part of it has reached it, or some. */
static void a_write_that_lets_the_medium_grow_is_finished(void **state)
{
	static const u64 reached[] = { 0, 1, SIM_JOURNAL_MAX / 2, SIM_JOURNAL_MAX - 1 };
	u8 *buf = port_zalloc(SIM_JOURNAL_MAX);
	u32 i;

	assert_non_null(buf);
	fill(buf, SIM_JOURNAL_MAX, 3);
	for (i = 0; i < ARRAY_SIZE(reached); i++) {
		struct rig *rig = rig_create(SMALL);
		struct sim_image *image = power_on(rig, 40 + SIM_JOURNAL_MAX + reached[i]);

		assert_int_equal(image->ops->write(image, SMALL, buf, SIM_JOURNAL_MAX), -EIO);
		power_off(rig);
		assert_int_equal(rig->medium.image.size, SMALL + reached[i]);
		assert_non_null(power_on(rig, FOREVER));
		assert_true(rig->journal.repaired);
		assert_int_equal(rig->journal.image.size, SMALL + SIM_JOURNAL_MAX);
		assert_memory_equal(rig->medium.bytes + SMALL, buf, SIM_JOURNAL_MAX);
		power_off(rig);
		port_free(rig);
	}
	port_free(buf);
}

/* A write whose entry is no number of words: its last byte counts, too. */
static void the_last_byte_of_a_log_counts(void **state)
{
	const u32 len = 13, log_len = 40 + 2 * len;
	u32 changed;
	u8 buf[13];

	memset(buf, 0x55, len);
	for (changed = 0; changed < 2; changed++) {
		struct rig *rig = rig_create(SMALL);
		struct sim_image *image = power_on(rig, log_len + 5);

		assert_int_equal(image->ops->write(image, 8, buf, len), -EIO);
		power_off(rig);
		assert_int_equal(rig->log.image.size, log_len);
		rig->log.bytes[log_len - 1] ^= (u8)changed;
		assert_non_null(power_on(rig, FOREVER));
		assert_int_equal(rig->journal.repaired, !changed);
		power_off(rig);
		port_free(rig);
	}
}

static void a_medium_that_is_cut_has_no_log_of_what_was_there(void **state)
{
	struct rig *rig = rig_create(SMALL);
	struct sim_image *image = power_on(rig, FOREVER);

	assert_int_equal(image->ops->write(image, 200, "abc", 3), 0);
	assert_int_equal(image->ops->cut(image, 150), 0);
	assert_int_equal(image->size, 150);
	assert_int_equal(rig->medium.image.size, 150);
	assert_int_equal(rig->log.image.size, 0);
	assert_int_equal(image->ops->write(image, 151, "abc", 3), -EIO);
	assert_int_equal(image->ops->write(image, 150, "abc", 3), 0);
	assert_int_equal(image->size, 153);
	power_off(rig);
	port_free(rig);
}

/* ---- A disk ---- */

static struct rig *disk_rig(void)
{
	struct sim_image *volume = memory_volume_create();
	struct rig *rig = rig_create(volume->size);

	assert_true(volume->size <= ROOM);
	assert_int_equal(volume->ops->read(volume, 0, rig->medium.bytes, volume->size), 0);
	memory_volume_destroy(volume);
	return rig;
}

/* The offset of a record in the current track; the end of the track if it has no such one. */
static struct ckd_record record_of(const struct ckd_image *ckd, u32 number)
{
	struct ckd_record r = { .next = CKD_FIRST };

	while (ckd_record_at(ckd, r.next, &r) == CKD_RECORD)
		if (ckd->track[r.offset + 4] == number)
			return r;
	r.offset = r.next;
	return r;
}

/* An update of record 2, and a new record where record 3 was: what follows it is gone. */
static int change_disk(struct ckd_image *ckd, u32 *answered)
{
	static const u8 count[CKD_COUNT_SIZE] = { 0, 0, 0, 1, 3, 0, 0x02, 0x00 };
	struct ckd_record r;
	int err;

	if (ckd_track_load(ckd, 0, 1))
		return -EIO;
	r = record_of(ckd, 2);
	memset(ckd_record_data(ckd, &r), 0xd2, r.dl);
	err = ckd_track_store(ckd, r.offset + CKD_COUNT_SIZE, r.dl);
	if (err)
		return err;
	*answered = 1;
	r = record_of(ckd, 3);
	memcpy(ckd->track + r.offset, count, sizeof(count));
	memset(ckd->track + r.offset + sizeof(count), 0xd3, 0x200);
	ckd_track_end(ckd, r.offset + CKD_COUNT_SIZE + 0x200);
	err = ckd_track_store(ckd, r.offset, CKD_COUNT_SIZE + 0x200 + CKD_END_SIZE);
	if (!err)
		*answered = 2;
	return err;
}

static bool all_are(const u8 *p, u32 len, u8 value)
{
	u32 i;

	for (i = 0; i < len; i++)
		if (p[i] != value)
			return false;
	return true;
}

static bool track_is_whole(const struct ckd_image *ckd, u32 answered)
{
	struct ckd_record two = record_of(ckd, 2), three = record_of(ckd, 3);
	struct ckd_record four = record_of(ckd, 4);
	bool formatted = three.dl == 0x200;

	if (!all_are(ckd_record_data(ckd, &two), two.dl, answered ? 0xd2 : 2) &&
	    (answered || !all_are(ckd_record_data(ckd, &two), two.dl, 0xd2)))
		return false;
	if (answered == 2 && !formatted)
		return false;
	if (!all_are(ckd_record_data(ckd, &three), three.dl, formatted ? 0xd3 : 3))
		return false;
	return formatted ? ckd_record_at(ckd, three.next, &four) == CKD_END :
			   three.dl == 4096 && four.kl == 8 && four.dl == 100;
}

static bool disk_is_whole_after(u64 bytes, bool direct, bool *complete)
{
	struct rig *rig = disk_rig();
	struct ckd_image ckd;
	u32 answered = 0;
	bool whole;

	rig->direct = direct;
	assert_int_equal(ckd_image_open(&ckd, power_on(rig, bytes)), 0);
	*complete = change_disk(&ckd, &answered) == 0;
	ckd_image_close(&ckd);
	power_off(rig);
	assert_int_equal(ckd_image_open(&ckd, power_on(rig, FOREVER)), 0);
	assert_int_equal(ckd_track_load(&ckd, 0, 1), 0);
	whole = track_is_whole(&ckd, answered);
	ckd_image_close(&ckd);
	power_off(rig);
	port_free(rig);
	return whole;
}

static u32 count_broken_disks(bool direct)
{
	bool complete = false;
	u32 broken = 0;
	u64 bytes;

	/* Odd, so that it comes by all bytes of a field and of a sector. */
	for (bytes = 0; !complete; bytes += 29)
		broken += !disk_is_whole_after(bytes, direct, &complete);
	return broken;
}

static void a_disk_has_old_records_or_new_ones(void **state)
{
	assert_int_equal(count_broken_disks(false), 0);
	assert_int_not_equal(count_broken_disks(true), 0);
}

/* ---- A tape ---- */

#define TAPE_BLOCKS	4u

/* Three blocks and a mark, then over the second one again. */
static u32 change_tape(struct aws_image *aws)
{
	u32 i, answered = 0;

	for (i = 0; i < TAPE_BLOCKS; i++) {
		memset(aws_block(aws), (int)(0x10 + i), 100 + i);
		if (aws_write_block(aws, 100 + i))
			return answered;
		answered++;
	}
	if (aws_write_mark(aws))
		return answered;
	answered++;
	aws_rewind(aws);
	if (aws_forward(aws, NULL) != AWS_BLOCK)
		return answered;
	memset(aws_block(aws), 0x77, 333);
	return aws_write_block(aws, 333) ? answered : answered + 1;
}

/* The tape has only blocks as they were written, and all completed ones. */
static bool tape_is_whole(struct aws_image *aws, u32 answered)
{
	enum aws_found found;
	u32 len, n = 0;

	while ((found = aws_forward(aws, &len)) == AWS_BLOCK) {
		u8 first = aws_block(aws)[0];

		if (!all_are(aws_block(aws), len, first))
			return false;
		if (first == 0x77 ? n != 1 || len != 333 : first != 0x10 + n || len != 100 + n)
			return false;
		if (first == 0x77)
			return aws_forward(aws, &len) == AWS_VOID;
		n++;
	}
	/* A write in the middle of a tape discards the data that follow. */
	if (found == AWS_VOID && answered > TAPE_BLOCKS)
		return n == 1 && answered == TAPE_BLOCKS + 1;
	return n >= min(answered, TAPE_BLOCKS) && (found == AWS_VOID || found == AWS_MARK);
}

static bool tape_is_whole_after(struct rig *rig, u64 bytes, bool *complete)
{
	struct aws_image *aws = port_zalloc(sizeof(*aws));
	u32 answered;
	bool whole;

	assert_non_null(aws);
	rig->medium.image.size = 0;
	rig->log.image.size = 0;
	assert_int_equal(aws_image_open(aws, power_on(rig, bytes), ROOM), 0);
	answered = change_tape(aws);
	*complete = answered == TAPE_BLOCKS + 2;
	power_off(rig);
	whole = aws_image_open(aws, power_on(rig, FOREVER), ROOM) == 0 &&
		tape_is_whole(aws, answered);
	power_off(rig);
	port_free(aws);
	return whole;
}

static u32 count_broken_tapes(bool direct)
{
	struct rig *rig = rig_create(0);
	bool complete = false;
	u32 broken = 0;
	u64 bytes;

	rig->direct = direct;
	for (bytes = 0; !complete; bytes++)
		broken += !tape_is_whole_after(rig, bytes, &complete);
	port_free(rig);
	return broken;
}

static void a_tape_ends_behind_a_whole_block(void **state)
{
	assert_int_equal(count_broken_tapes(false), 0);
	assert_int_not_equal(count_broken_tapes(true), 0);
}

static const struct CMUnitTest crash_cases[] = {
	cmocka_unit_test(killed_at_every_byte),
	cmocka_unit_test(killed_with_sectors_in_any_order),
	cmocka_unit_test(killed_during_the_repair),
	cmocka_unit_test(what_somebody_else_has_changed_is_left_alone),
	cmocka_unit_test(entries_keep_their_bounds),
	cmocka_unit_test(an_entry_is_whole),
	cmocka_unit_test(a_log_may_be_longer_than_its_entry),
	cmocka_unit_test(the_longest_write_is_done),
	cmocka_unit_test(a_log_that_was_closed_is_empty),
	cmocka_unit_test(what_cannot_be_written),
	cmocka_unit_test(what_cannot_be_logged_is_not_written),
	cmocka_unit_test(a_write_that_lets_the_medium_grow_is_finished),
	cmocka_unit_test(the_last_byte_of_a_log_counts),
	cmocka_unit_test(a_medium_that_is_cut_has_no_log_of_what_was_there),
	cmocka_unit_test(a_disk_has_old_records_or_new_ones),
	cmocka_unit_test(a_tape_ends_behind_a_whole_block),
};

SUITE(crash)
