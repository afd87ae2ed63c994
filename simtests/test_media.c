// SPDX-License-Identifier: GPL-2.0-only
/* Images at their bounds: the largest volume, a full track, a tape that is changed, an eject. */
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
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + largest + cylinder, &cylinders), -EINVAL);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + cylinder, &cylinders), 0);
	assert_int_equal(cylinders, 1);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE + cylinder - 1, &cylinders), -EINVAL);
	assert_int_equal(opens(&m, CKD_HEADER_SIZE, &cylinders), -EINVAL);
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

static const struct CMUnitTest media_cases[] = {
	cmocka_unit_test(the_largest_volume),
	cmocka_unit_test(a_track_that_is_full),
	cmocka_unit_test(a_block_backward_begins_with_its_last_chunk),
	cmocka_unit_test(a_pair_is_ejected),
};

SUITE(media)
