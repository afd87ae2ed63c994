// SPDX-License-Identifier: GPL-2.0-only
/* Files as media of simulated devices. */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>

#include "hw-sim/kernel/image.h"
#include "simtests/suite.h"

/* In a file system of the kernel's own, without files of others. */
#define NAME	"/dev/vfio_ccw_kunit.image"
#define SIZE	10000u

static int setup(void **state)
{
	struct file *file = filp_open(NAME, O_RDWR | O_CREAT | O_TRUNC, 0600);
	u8 byte = 0x77;
	loff_t pos;

	assert_false(IS_ERR(file));
	pos = SIZE - 1;
	assert_int_equal(kernel_write(file, &byte, 1, &pos), 1);
	pos = 0;
	assert_int_equal(kernel_write(file, &byte, 1, &pos), 1);
	fput(file);
	return 0;
}

static int teardown(void **state)
{
	struct file *file = filp_open(NAME, O_RDWR | O_TRUNC, 0);

	assert_false(IS_ERR(file));
	fput(file);
	return 0;
}

static const struct image_options read = { .readonly = true };
static const struct image_options safe = {};
static const struct image_options cached = { .write_cache = true };

static struct sim_image *opened(const struct image_options *options)
{
	struct sim_image *image = image_open(NAME, options);

	assert_false(IS_ERR(image));
	assert_int_equal(image->size, SIZE);
	assert_int_equal(image->readonly, options->readonly);
	return image;
}

static void what_is_written_is_read(void **state)
{
	struct sim_image *image;
	u8 buf[16];

	for (u32 i = 0; i < 2; i++) {
		image = opened(i ? &cached : &safe);
		assert_int_equal(image->ops->read(image, 0, buf, 2), 0);
		assert_memory_equal(buf, "\x77\0", 2);
		assert_int_equal(image->ops->write(image, 5000, "abcdefgh", 8), 0);
		assert_int_equal(image->ops->read(image, 4998, buf, 12), 0);
		assert_memory_equal(buf, "\0\0abcdefgh\0\0", 12);
		assert_int_equal(image->ops->write(image, 5000, "\0\0\0\0\0\0\0\0", 8), 0);
		image_close(image);
	}
}

static void nothing_goes_past_the_end(void **state)
{
	static const struct {
		u64 offset;
		size_t len;
	} wrong[] = {
		{ SIZE, 1 }, { SIZE - 1, 2 }, { 0, SIZE + 1 }, { SIZE + 1, 0 }, { ~0ull, 1 },
		{ ~0ull - 7, 16 }, { 1, ~(size_t)0 },
	};
	struct sim_image *image = opened(&cached);
	u8 byte = 0;

	for (u32 i = 0; i < ARRAY_SIZE(wrong); i++) {
		assert_int_equal(image->ops->read(image, wrong[i].offset, &byte, wrong[i].len),
				 -EIO);
		assert_int_equal(image->ops->write(image, wrong[i].offset, &byte, wrong[i].len),
				 -EIO);
	}
	assert_int_equal(image->ops->read(image, SIZE, &byte, 0), 0);
	assert_int_equal(image->ops->read(image, SIZE - 1, &byte, 1), 0);
	assert_int_equal(byte, 0x77);
	image_close(image);
	image = opened(&read);	/* still of the same size */
	image_close(image);
}

static void file_that_becomes_shorter_is_an_error(void **state)
{
	struct sim_image *image = opened(&read);
	u8 byte = 0;

	teardown(state);
	assert_int_equal(image->ops->read(image, 0, &byte, 1), -EIO);
	image_close(image);
}

static void read_only_is_never_written(void **state)
{
	struct sim_image *image = opened(&read);
	u8 byte = 0;

	assert_int_equal(image->ops->write(image, 0, &byte, 1), -EROFS);
	assert_int_equal(image->ops->read(image, 0, &byte, 1), 0);
	assert_int_equal(byte, 0x77);
	image_close(image);
}

static void a_file_has_one_writer(void **state)
{
	struct sim_image *writer = opened(&safe), *reader;

	assert_int_equal(PTR_ERR(image_open(NAME, &safe)), -EBUSY);
	assert_int_equal(PTR_ERR(image_open("/dev/../" NAME, &cached)), -EBUSY);
	reader = opened(&read);
	image_close(writer);
	writer = opened(&safe);
	image_close(reader);
	assert_int_equal(PTR_ERR(image_open(NAME, &safe)), -EBUSY);
	image_close(writer);
	image_close(NULL);
}

static void medium_that_grows(void **state)
{
	static const struct image_options options[] = {
		{ .grows = true }, { .grows = true, .write_cache = true },
	};
	struct sim_image *image;
	u8 buf[4] = {};

	for (u32 i = 0; i < ARRAY_SIZE(options); i++) {
		image = opened(&options[i]);
		assert_int_equal(image->ops->write(image, SIZE - 1, "abc", 3), 0);
		assert_int_equal(image->size, SIZE + 2);
		assert_int_equal(image->ops->read(image, SIZE - 1, buf, 3), 0);
		assert_memory_equal(buf, "abc", 3);
		/* A write must not leave a hole, and a cut must not extend the image. */
		assert_int_equal(image->ops->write(image, SIZE + 3, "x", 1), -EIO);
		assert_int_equal(image->ops->cut(image, SIZE + 3), -EIO);
		assert_int_equal(image->ops->cut(image, SIZE), 0);
		assert_int_equal(image->size, SIZE);
		assert_int_equal(image->ops->read(image, SIZE - 1, buf, 2), -EIO);
		assert_int_equal(image->ops->read(image, SIZE - 1, buf, 1), 0);
		image_close(image);
	}
}

/* ---- The second file, of a medium whose writes are safe ---- */

#define JOURNAL		NAME ".journal"

static s64 journal_size(void)
{
	struct file *file = filp_open(JOURNAL, O_RDONLY, 0);
	s64 size;

	if (IS_ERR(file))
		return PTR_ERR(file);
	size = i_size_read(file_inode(file));
	fput(file);
	return size;
}

static void put_byte(const char *name, loff_t pos, u8 byte)
{
	struct file *file = filp_open(name, O_RDWR, 0);

	assert_false(IS_ERR(file));
	assert_int_equal(kernel_write(file, &byte, 1, &pos), 1);
	fput(file);
}

static void copy_file(const char *from, const char *to, u8 *buf, size_t len)
{
	struct file *in = filp_open(from, O_RDONLY, 0);
	struct file *out = filp_open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	loff_t at = 0, pos = 0;

	assert_false(IS_ERR(in) || IS_ERR(out));
	assert_int_equal(kernel_read(in, buf, len, &at), len);
	assert_int_equal(kernel_write(out, buf, len, &pos), len);
	fput(in);
	fput(out);
}

/* After a crash during a write, the journal and a part of the write exist. */
static void a_write_is_finished_after_a_crash(void **state)
{
	struct sim_image *image = opened(&safe);
	u8 buf[64] = {};
	s64 size;

	assert_int_equal(journal_size(), 0);
	assert_int_equal(image->ops->write(image, 5000, "abcdefgh", 8), 0);
	size = journal_size();
	assert_true(size > 8 && size <= sizeof(buf));
	copy_file(JOURNAL, NAME ".copy", buf, size);
	image_close(image);
	assert_int_equal(journal_size(), 0);
	put_byte(NAME, 5003, 0);
	copy_file(NAME ".copy", JOURNAL, buf, size);
	image = opened(&safe);
	assert_int_equal(image->ops->read(image, 4999, buf, 10), 0);
	assert_memory_equal(buf, "\0abcdefgh\0", 10);
	image_close(image);
	assert_int_equal(journal_size(), 0);
}

static void the_journal_is_nobody_elses(void **state)
{
	struct sim_image *image = opened(&safe);

	assert_int_equal(PTR_ERR(image_open(JOURNAL, &cached)), -EBUSY);
	image_close(image);
	image_close(opened(&cached));
}

static void read_only_medium_does_not_grow(void **state)
{
	static const struct image_options options = { .grows = true, .readonly = true };
	struct sim_image *image = opened(&options);

	assert_int_equal(image->ops->write(image, SIZE, "x", 1), -EROFS);
	assert_int_equal(image->ops->cut(image, 0), -EROFS);
	image_close(image);
	image_close(opened(&read));
}

/* A medium that was released is not written any more, and may be opened by another writer. */
static void medium_that_is_let_go(void **state)
{
	static const struct image_options options = { .grows = true };
	struct sim_image *image = opened(&options), *other;
	u8 byte = 0;

	image->ops->eject(image);
	other = opened(&safe);
	assert_int_equal(image->ops->read(image, 0, &byte, 1), -EIO);
	assert_int_equal(image->ops->write(image, 0, &byte, 1), -EIO);
	assert_int_equal(image->ops->cut(image, 0), -EIO);
	image_close(image);
	assert_int_equal(PTR_ERR(image_open(NAME, &safe)), -EBUSY);
	image_close(other);
}

static void other_things_are_no_media(void **state)
{
	assert_int_equal(PTR_ERR(image_open("/dev/null", &safe)), -EINVAL);
	assert_int_equal(PTR_ERR(image_open("/dev", &read)), -EINVAL);
	assert_int_equal(PTR_ERR(image_open("/dev", &safe)), -EISDIR);
	assert_int_equal(PTR_ERR(image_open(NAME ".none", &safe)), -ENOENT);
	assert_int_equal(PTR_ERR(image_open(NAME "/none", &safe)), -ENOTDIR);
	/* A writer that was refused does not count as a writer. */
	image_close(opened(&safe));
}

static const struct CMUnitTest image_cases[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	CASE(what_is_written_is_read),
	CASE(nothing_goes_past_the_end),
	CASE(file_that_becomes_shorter_is_an_error),
	CASE(read_only_is_never_written),
	CASE(a_file_has_one_writer),
	CASE(medium_that_grows),
	CASE(a_write_is_finished_after_a_crash),
	CASE(the_journal_is_nobody_elses),
	CASE(read_only_medium_does_not_grow),
	CASE(medium_that_is_let_go),
	CASE(other_things_are_no_media),
};

SUITE(image)
