// SPDX-License-Identifier: GPL-2.0-only
/*
 * Images at their bounds: the largest volume, a full track, a tape that is changed, an eject; what
 * is no image of a disk, and the words for it.
 */
#include "simtests/suite.h"

#include "hw-sim/dev/aws_image.h"
#include "hw-sim/dev/ckd_image.h"
#include "hw-sim/dev/journal.h"
#include "simtests/port/platform.h"
#include "simtests/port/port.h"

#define HELD	1024u		/* bytes that a medium has; it says that it has more */

struct medium {
	struct sim_image image;
	u32 ejects;
	u8 bytes[HELD];
};

static int medium_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	assert_true(offset + len <= HELD);
	memcpy(buf, container_of(image, struct medium, image)->bytes + offset, len);
	return 0;
}

static int medium_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	assert_true(offset + len <= HELD);
	memcpy(container_of(image, struct medium, image)->bytes + offset, buf, len);
	image->size = max(image->size, offset + len);
	return 0;
}

static int medium_cut(struct sim_image *image, u64 size)
{
	image->size = size;
	return 0;
}

static void medium_eject(struct sim_image *image)
{
	container_of(image, struct medium, image)->ejects++;
}

static const struct sim_image_ops plain_ops = {
	.read = medium_read, .write = medium_write, .cut = medium_cut,
};

static const struct sim_image_ops told_ops = {
	.read = medium_read, .write = medium_write, .cut = medium_cut, .eject = medium_eject,
};

/* A volume of 3390 tracks that are as small as this. */
static void put_header(struct medium *m, u32 heads, u32 track_size)
{
	memset(m, 0, sizeof(*m));
	m->image.ops = &plain_ops;
	memcpy(m->bytes, "CKD_P370", 8);
	m->bytes[8] = (u8)heads;
	m->bytes[12] = (u8)track_size;
	m->bytes[13] = (u8)(track_size >> 8);
	m->bytes[14] = (u8)(track_size >> 16);
	m->bytes[16] = 0x90;
}

static int opens(struct medium *m, u64 size, u32 *cylinders)
{
	struct ckd_image ckd;
	int err;

	m->image.size = size;
	err = ckd_image_open(&ckd, &m->image);
	if (err)
		return err;
	*cylinders = ckd.cylinders;
	ckd_image_close(&ckd);
	return 0;
}

/* ---- Cases ---- */

static void the_largest_volume(void **state)
{
	const u64 cylinder = CKD_HEADS_MAX * 100, largest = CKD_CYLINDERS_MAX * cylinder;
	static struct medium m;
	u32 cylinders;

	put_header(&m, CKD_HEADS_MAX, 100);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + largest, &cylinders), 0);
	assert_int_equal(cylinders, CKD_CYLINDERS_MAX);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + largest + 1, &cylinders), -EFBIG);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + largest + cylinder, &cylinders), -EFBIG);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + cylinder, &cylinders), 0);
	assert_int_equal(cylinders, 1);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + cylinder - 1, &cylinders), -ENODATA);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE, &cylinders), -ENODATA);
	put_header(&m, CKD_HEADS_MAX + 1, 100);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + 1600, &cylinders), -EINVAL);
	/* The smallest track has a home address, R0 without data, and an end. */
	put_header(&m, 1, 21);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + 21, &cylinders), 0);
	put_header(&m, 1, 20);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + 20, &cylinders), -EINVAL);
	put_header(&m, 1, CKD_TRACK_MAX);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + CKD_TRACK_MAX, &cylinders), 0);
	put_header(&m, 1, CKD_TRACK_MAX + 1);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + CKD_TRACK_MAX + 1, &cylinders), -EINVAL);
}

/* The end mark may be the last there is, and no record may leave less. */
static void a_track_that_is_full(void **state)
{
	const u32 end = CKD_FIRST + CKD_COUNT_SIZE + 8, track = end + CKD_END_SIZE;
	struct ckd_record r = {};
	struct ckd_image ckd;
	static struct medium m;

	put_header(&m, 1, track);
	m.image.size = CKD_HEADER_SIZE + track;
	m.bytes[CKD_HEADER_SIZE + CKD_FIRST + 7] = 8;
	memset(m.bytes + CKD_HEADER_SIZE + end, 0xff, CKD_END_SIZE);
	assert_int_equal(ckd_image_open(&ckd, &m.image), 0);
	assert_int_equal(ckd_track_load(&ckd, 0, 0), 0);
	assert_int_equal(ckd_record_at(&ckd, CKD_FIRST, &r), CKD_RECORD);
	assert_int_equal(r.next, end);
	assert_int_equal(ckd_record_at(&ckd, end, &r), CKD_END);
	assert_int_equal(ckd_record_at(&ckd, end + 1, &r), CKD_MALFORMED);
	ckd.track[CKD_FIRST + 7] = 9;
	assert_int_equal(ckd_record_at(&ckd, CKD_FIRST, &r), CKD_MALFORMED);
	/* There is room for R0 as it is, and not for a byte more. */
	assert_true(ckd_track_fits(&ckd, CKD_FIRST, 0, 8));
	assert_false(ckd_track_fits(&ckd, CKD_FIRST, 0, 9));
	assert_true(ckd_track_fits(&ckd, CKD_FIRST, 4, 4));
	assert_false(ckd_track_fits(&ckd, CKD_FIRST, 4, 5));
	ckd_image_close(&ckd);
	assert_int_equal(platform_live_bytes(), 0);
}

/* A block of two chunks, of which each has to say which part it is. */
static void a_block_backward_begins_with_its_last_chunk(void **state)
{
	static const u8 chunks[] = {
		3, 0, 0, 0, 0x80, 0, 'a', 'b', 'c',
		2, 0, 3, 0, 0x20, 0, 'd', 'e',
	};
	struct aws_image *aws = port_zalloc(sizeof(*aws));
	static struct medium m;
	u32 len = 0;

	assert_non_null(aws);
	m.image = (struct sim_image){ .ops = &plain_ops, .size = sizeof(chunks) };
	memcpy(m.bytes, chunks, sizeof(chunks));
	assert_int_equal(aws_image_open(aws, &m.image, HELD), 0);
	assert_int_equal(aws_forward(aws, &len), AWS_BLOCK);
	assert_int_equal(len, 5);
	assert_memory_equal(aws_block(aws), "abcde", 5);
	/* The tape is changed behind its head from outside. */
	m.bytes[9 + 4] = 0;
	assert_int_equal(aws_backward(aws, &len), AWS_MALFORMED);
	assert_int_equal(aws_backward(aws, NULL), AWS_MALFORMED);
	m.bytes[9 + 4] = 0x20;
	m.bytes[4] = 0xa0;
	assert_int_equal(aws_backward(aws, &len), AWS_MALFORMED);
	m.bytes[4] = 0x80;
	assert_int_equal(aws_backward(aws, &len), AWS_BLOCK);
	assert_int_equal(len, 5);
	assert_memory_equal(aws_block(aws), "abcde", 5);
	assert_int_equal(aws_backward(aws, &len), AWS_START);
	port_free(aws);
}

/* Both are released, with their callback if they have one, and the log is empty. */
static void a_pair_is_ejected(void **state)
{
	static const struct sim_image_ops *ops[] = { &plain_ops, &told_ops };
	static struct medium medium, log;
	struct sim_journal journal;
	struct sim_image *image = &journal.image;

	for (u32 i = 0; i < 4; i++) {
		medium = (struct medium){ .image = { .ops = ops[i % 2], .size = 16 } };
		log = (struct medium){ .image = { .ops = ops[i / 2] } };
		assert_int_equal(sim_journal_open(&journal, &medium.image, &log.image), 0);
		assert_int_equal(image->ops->write(image, 4, "abc", 3), 0);
		assert_int_not_equal(log.image.size, 0);
		image->ops->eject(image);
		assert_int_equal(log.image.size, 0);
		assert_int_equal(medium.ejects, i % 2);
		assert_int_equal(log.ejects, i / 2);
		sim_journal_close(&journal);
	}
	assert_int_equal(platform_live_bytes(), 0);
}

/* ---- What is refused ---- */

#define REFUSED_CYLINDER	(CKD_HEADS_MAX * 100u)
#define REFUSED_SIZE		(CKD_HEADER_SIZE + 3 * REFUSED_CYLINDER)

static bool begins_with(const char *text, const char *with)
{
	u32 i;

	for (i = 0; with[i]; i++)
		if (text[i] != with[i])
			return false;
	return true;
}

static bool has(const char *text, const char *words)
{
	for (; *text; text++)
		if (begins_with(text, words))
			return true;
	return false;
}

static void refused(struct medium *m, u64 size, enum image_cause cause, const char *words)
{
	char text[IMAGE_FAULT_TEXT];
	u32 cylinders;
	int err = opens(m, size, &cylinders);

	assert_int_equal(m->image.fault.cause, cause);
	assert_int_not_equal(err, 0);
	assert_int_equal(err, image_fault_errno(&m->image.fault));
	image_fault_text(&m->image.fault, text);
	assert_true(has(text, words));
}

static void set_format(struct medium *m, const char *format)
{
	put_header(m, CKD_HEADS_MAX, 100);
	memcpy(m->bytes, format, 8);
}

/* The bytes behind the device type */
static void set_files(struct medium *m, u8 file, u32 cylinder)
{
	set_format(m, "CKD_P370");
	m->bytes[17] = file;
	m->bytes[18] = (u8)cylinder;
	m->bytes[19] = (u8)(cylinder >> 8);
	m->bytes[20] = (u8)(cylinder >> 16);
	m->bytes[21] = (u8)(cylinder >> 24);
}

static void other_formats_are_named(void **state)
{
	static const struct {
		char format[9];
		enum image_cause cause;
		const char *words;
	} others[] = {
		{ "CKD_C370", IMAGE_CCKD, "cckd2ckd -lfs IN OUT" },
		{ "CKD_C064", IMAGE_CCKD64, "dasdcopy64 -lfs -o CKD IN OUT" },
		{ "CKD_P064", IMAGE_CKD64, "dasdcopy64 -lfs -o CKD IN OUT" },
		{ "CKD_S370", IMAGE_SHADOW, "sf=SHADOW" },
		{ "CKD_S064", IMAGE_SHADOW, "sf=SHADOW" },
		{ "FBA_C370", IMAGE_FBA, "FBA" }, { "FBA_S370", IMAGE_FBA, "FBA" },
		{ "FBA_C064", IMAGE_FBA, "FBA" }, { "FBA_S064", IMAGE_FBA, "FBA" },
		{ "\x1f\x8b______", IMAGE_GZIP, "gunzip" },
		{ "BZh91AY&", IMAGE_BZIP2, "bunzip2" },
		{ "\xfd\x37zXZ\0\0\4", IMAGE_XZ, "unxz" },
		{ "\x28\xb5\x2f\xfd____", IMAGE_ZSTD, "unzstd" },
		{ "\x28\xb5\x2f\xfe____", IMAGE_NO_DISK, "CKD_P370" },
		{ "CKD_P371", IMAGE_NO_DISK, "CKD_P370" },
		{ "CKD_X370", IMAGE_NO_DISK, "CKD_P370" },
	};
	static struct medium m;

	for (u32 i = 0; i < ARRAY_SIZE(others); i++) {
		set_format(&m, others[i].format);
		refused(&m, REFUSED_SIZE, others[i].cause, others[i].words);
		/* It is known by its first bytes, however small it is. */
		refused(&m, 8, others[i].cause, others[i].words);
	}
	/* Only what is there is read: the rest of a name does not count. */
	put_header(&m, CKD_HEADS_MAX, 100);
	memset(m.bytes + 8, 0xff, CKD_HEADER_SIZE - 8);
	refused(&m, CKD_HEADER_SIZE - 1, IMAGE_SHORT_HEADER, "511 bytes, its header alone has 512");
	memset(m.bytes, 0, sizeof(m.bytes));
	refused(&m, 0, IMAGE_NO_DISK, "CKD_P370");
}

static void other_types_are_named(void **state)
{
	static const struct { u8 low; const char *words; } types[] = {
		{ 0x80, "image of a 3380," }, { 0x75, "image of a 3375," }, { 0x50, "a 3350," },
		{ 0x45, "a 9345," }, { 0x40, "a 3340," }, { 0x30, "a 3330," }, { 0x14, "a 2314," },
		{ 0x11, "a 2311," }, { 0x05, "a 2305," },
	};
	static struct medium m;

	for (u32 i = 0; i < ARRAY_SIZE(types); i++) {
		put_header(&m, CKD_HEADS_MAX, 100);
		m.bytes[16] = types[i].low;
		refused(&m, REFUSED_SIZE, IMAGE_OTHER_TYPE, types[i].words);
	}
	m.bytes[16] = 0x91;
	refused(&m, REFUSED_SIZE, IMAGE_UNKNOWN_TYPE, "low byte is 145 ");
}

static void parts_of_a_disk_are_named(void **state)
{
	static struct medium m;
	u32 cylinders;

	set_files(&m, 1, 2);
	refused(&m, REFUSED_SIZE, IMAGE_SEVERAL_FILES, "it is file 1 of");
	set_files(&m, 0, 0x100);
	refused(&m, REFUSED_SIZE, IMAGE_SEVERAL_FILES, "it is file 1 of");
	set_files(&m, 2, 0);
	refused(&m, REFUSED_SIZE, IMAGE_SEVERAL_FILES, "it is file 2 of");
	/* The third file of several has more than its own cylinders, or nothing. */
	set_files(&m, 3, 0);
	refused(&m, REFUSED_SIZE, IMAGE_SEVERAL_FILES, "it is file 3 of");
	set_files(&m, 4, 4);
	refused(&m, REFUSED_SIZE, IMAGE_SEVERAL_FILES, "it is file 4 of");
	set_files(&m, 3, 3);
	refused(&m, REFUSED_SIZE, IMAGE_ZPDT, "zPDT with 3 cylinders");
	set_files(&m, 4, 2);
	refused(&m, REFUSED_SIZE, IMAGE_ZPDT, "zPDT with 3 cylinders");
	set_files(&m, 4, 0x10003);
	refused(&m, REFUSED_SIZE, IMAGE_SEVERAL_FILES, "it is file 4 of");
	set_files(&m, 4, 0xffffffff);
	refused(&m, CKD_HEADER_SIZE, IMAGE_SEVERAL_FILES, "it is file 4 of");
	/* Before it is said that there are too many */
	set_files(&m, 4, 70000);
	refused(&m, CKD_HEADER_SIZE + 70000ull * REFUSED_CYLINDER, IMAGE_ZPDT, "70000 cylinders");
	/* What other programs keep there says nothing. */
	set_files(&m, 0, 0x10000);
	assert_int_equal(opens(&m, REFUSED_SIZE, &cylinders), 0);
	assert_int_equal(m.image.fault.cause, IMAGE_NOT_REFUSED);
}

static void sizes_are_named(void **state)
{
	static struct medium m;

	put_header(&m, CKD_HEADS_MAX, 100);
	refused(&m, REFUSED_SIZE - 1, IMAGE_SHORT_CYLINDER, "ends in cylinder 2, 1 bytes");
	refused(&m, REFUSED_SIZE + 1, IMAGE_SHORT_CYLINDER, "ends in cylinder 3, 1499 bytes");
	refused(&m, CKD_HEADER_SIZE, IMAGE_SHORT_CYLINDER, "ends in cylinder 0, 1500 bytes");
	refused(&m, CKD_HEADER_SIZE + 65521ull * REFUSED_CYLINDER, IMAGE_EXTENDED,
		"of 65521 cylinders, at most 65520 are");
	refused(&m, ~0ull, IMAGE_EXTENDED, "extended address volume");
	put_header(&m, 16, 100);
	refused(&m, REFUSED_SIZE, IMAGE_BAD_GEOMETRY, "16 heads and tracks of 100 bytes");
	put_header(&m, 0, 100);
	refused(&m, REFUSED_SIZE, IMAGE_BAD_GEOMETRY, "0 heads and");
	memset(m.bytes + 8, 0xff, 8);
	refused(&m, REFUSED_SIZE, IMAGE_BAD_GEOMETRY, "4294967295 heads and tracks of 4294967295");
}

/* With the largest numbers there is room for all of it; and all ends in zero. */
static void every_text_fits(void **state)
{
	char text[IMAGE_FAULT_TEXT + 1], other[IMAGE_FAULT_TEXT];

	for (u32 cause = 0; cause < IMAGE_CAUSES; cause++) {
		struct image_fault fault = { .cause = cause, .number = { ~0ull, ~0ull } };
		u32 len = 0;

		memset(text, 'x', sizeof(text));
		image_fault_text(&fault, text);
		assert_int_equal(text[IMAGE_FAULT_TEXT], 'x');
		while (text[len])
			len++;
		assert_true(len < IMAGE_FAULT_TEXT - 1);
		assert_int_equal(!len, cause == IMAGE_NOT_REFUSED);
		assert_int_equal(!image_fault_errno(&fault), cause == IMAGE_NOT_REFUSED);
		assert_false(has(text, "%"));
		for (u32 i = 0; i < cause; i++) {
			fault.cause = i;
			image_fault_text(&fault, other);
			assert_false(begins_with(text, other) && begins_with(other, text));
		}
	}
}

static const struct CMUnitTest media_cases[] = {
	cmocka_unit_test(the_largest_volume),
	cmocka_unit_test(other_formats_are_named),
	cmocka_unit_test(other_types_are_named),
	cmocka_unit_test(parts_of_a_disk_are_named),
	cmocka_unit_test(sizes_are_named),
	cmocka_unit_test(every_text_fits),
	cmocka_unit_test(a_track_that_is_full),
	cmocka_unit_test(a_block_backward_begins_with_its_last_chunk),
	cmocka_unit_test(a_pair_is_ejected),
};

SUITE(media)
