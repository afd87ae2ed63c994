// SPDX-License-Identifier: GPL-2.0-only
/* Disk images: when the file is changed, and when not. */
#include "simtests/suite.h"

#include <endian.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ccwtools/recording/manifest.h"
#include "ccwtools/replay/volume.h"

#define PACKED		"simtests/recordings/images/formatted.3390.xz"
#define PACKED_HASH	"b8e35ff8789ada87058af91884d36a04ded702aa09900fc09526e9239f2283be"
#define EMPTY_HASH	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static char path[32];

static int make_file(void **state)
{
	int fd;

	strcpy(path, "/tmp/volume-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0 || write(fd, "volume", 6) != 6 || fchmod(fd, 0640))
		return -1;
	return close(fd);
}

static int remove_file(void **state)
{
	return unlink(path);
}

static void assert_holds(struct volume *v, const char *text)
{
	char now[16];

	assert_int_equal(v->image.size, strlen(text));
	assert_int_equal(v->image.ops->read(&v->image, 0, now, strlen(text)), 0);
	assert_memory_equal(now, text, strlen(text));
}

static void assert_file_holds(const char *text)
{
	struct problem problem;
	struct volume v;

	assert_true(volume_open(&v, path, true, &problem));
	assert_holds(&v, text);
	volume_close(&v);
}

static void packed_image_is_unpacked(void **state)
{
	char hash[VOLUME_HASH_TEXT];
	struct problem problem;
	struct volume v;

	assert_true(volume_open(&v, PACKED, false, &problem));
	assert_int_equal(v.image.size, 512 + 75 * 56832);
	assert_true(volume_hash(&v, hash, &problem));
	assert_int_equal(strcmp(hash, PACKED_HASH), 0);
	assert_false(volume_write_back(&v, &problem));
	assert_non_null(strstr(problem.text, "is packed"));
	volume_close(&v);
}

static void bounds_are_kept(void **state)
{
	struct problem problem;
	struct volume v;
	u8 buf[8];

	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(v.image.ops->read(&v.image, 0, buf, 6), 0);
	assert_memory_equal(buf, "volume", 6);
	assert_int_equal(v.image.ops->read(&v.image, 1, buf, 6), -EIO);
	assert_int_equal(v.image.ops->read(&v.image, ~0ull, buf, 6), -EIO);
	assert_int_equal(v.image.ops->write(&v.image, 6, buf, 1), -EIO);
	assert_int_equal(v.image.ops->write(&v.image, 6, buf, 0), 0);
	volume_close(&v);
	assert_true(volume_open(&v, path, true, &problem));
	assert_true(v.image.readonly);
	assert_int_equal(v.image.ops->write(&v.image, 0, buf, 1), -EROFS);
	volume_close(&v);
}

static void tape_is_cut_and_grows(void **state)
{
	struct problem problem;
	struct volume v;

	assert_true(volume_open(&v, path, false, &problem));
	assert_null(v.image.ops->cut);
	volume_is_tape(&v);
	assert_int_equal(v.image.ops->cut(&v.image, 7), -EIO);
	assert_int_equal(v.image.ops->cut(&v.image, 3), 0);
	assert_int_equal(v.image.size, 3);
	assert_int_equal(v.image.ops->write(&v.image, 4, "x", 1), -EIO);
	assert_int_equal(v.image.ops->write(&v.image, 3, "canoes", 6), 0);
	assert_int_equal(v.image.size, 9);
	assert_holds(&v, "volcanoes");
	v.image.readonly = true;
	assert_int_equal(v.image.ops->cut(&v.image, 3), -EROFS);
	assert_int_equal(v.image.ops->write(&v.image, 9, "x", 1), -EROFS);
	assert_int_equal(v.image.size, 9);
	volume_close(&v);
}

static void file_changes_when_written_back_only(void **state)
{
	struct problem problem;
	struct volume v;
	struct stat st;

	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(v.image.ops->write(&v.image, 3, "UME", 3), 0);
	assert_file_holds("volume");
	assert_true(volume_write_back(&v, &problem));
	volume_close(&v);
	assert_file_holds("volUME");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void tape_of_another_length_is_written_back(void **state)
{
	struct problem problem;
	struct volume v;
	struct stat st;

	assert_true(volume_open(&v, path, false, &problem));
	volume_is_tape(&v);
	assert_int_equal(v.image.ops->write(&v.image, 3, "canoes", 6), 0);
	assert_true(volume_write_back(&v, &problem));
	volume_close(&v);
	assert_file_holds("volcanoes");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void reset_volume_is_as_it_was(void **state)
{
	char before[VOLUME_HASH_TEXT], now[VOLUME_HASH_TEXT];
	struct problem problem;
	struct volume v;

	assert_true(volume_open(&v, path, false, &problem));
	assert_true(volume_hash(&v, before, &problem));
	volume_is_tape(&v);
	assert_int_equal(v.image.ops->write(&v.image, 3, "canoes", 6), 0);
	assert_true(volume_hash(&v, now, &problem));
	assert_int_not_equal(strcmp(before, now), 0);
	volume_reset(&v);
	assert_holds(&v, "volume");
	assert_true(volume_hash(&v, now, &problem));
	assert_string_equal(before, now);
	volume_close(&v);
}

static void name_beside(char *name, size_t size)
{
	snprintf(name, size, "%s.ccwreplay-undo", path);
}

static void refused_write_leaves_nothing_behind(void **state)
{
	struct problem problem;
	struct volume v;
	char undo[64];

	name_beside(undo, sizeof(undo));
	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(v.image.ops->write(&v.image, 3, "UME", 3), 0);
	assert_int_equal(mkdir(undo, 0700), 0);
	assert_false(volume_write_back(&v, &problem));
	assert_non_null(strstr(problem.text, "cannot be created"));
	assert_int_equal(rmdir(undo), 0);
	v.path = "/nonexistent/volume";
	assert_false(volume_write_back(&v, &problem));
	v.path = path;
	volume_close(&v);
	assert_file_holds("volume");
}

static void file_that_another_has_changed_is_not_written(void **state)
{
	struct problem problem;
	struct volume v;
	int fd;

	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(v.image.ops->write(&v.image, 3, "UME", 3), 0);
	fd = open(path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_false(volume_write_back(&v, &problem));
	assert_non_null(strstr(problem.text, "has changed since"));
	volume_close(&v);
	assert_file_holds("volumex");
}

#define MAGIC	"ccwreplay undo\n"

/**
 * struct undo_file - an undo file of one block
 * @n: blocks that it tells of
 * @len: bytes that are written of it
 */
struct undo_file {
	const char *magic;
	u64 size;
	u64 n;
	u64 offset;
	size_t len;
};

struct undo_bytes {
	char magic[16];
	u64 size, n, offset;
	char old[OVERLAY_BLOCK], now[OVERLAY_BLOCK];
};

/* The file of another name keeps what it has. */
static void write_undo_file(const char *name, const struct undo_file *file)
{
	static struct undo_bytes undo;
	int fd;

	memset(&undo, 0, sizeof(undo));
	strcpy(undo.magic, file->magic);
	undo.size = htole64(file->size);
	undo.n = htole64(file->n);
	undo.offset = htole64(file->offset);
	memcpy(undo.old, "volume", 6);
	memcpy(undo.now, "VOLUME", 6);
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(write(fd, &undo, file->len), (ssize_t)file->len);
	close(fd);
}

static void overwrite_file(const char *data)
{
	int fd = open(path, O_WRONLY);

	assert_int_equal(pwrite(fd, data, strlen(data), 0), (ssize_t)strlen(data));
	close(fd);
}

/* Write an undo file whose head says @n blocks, and which has one. */
static void write_undo(u64 n)
{
	const struct undo_file file = { MAGIC, 6, n, 0, sizeof(struct undo_bytes) };
	char name[64];

	name_beside(name, sizeof(name));
	write_undo_file(name, &file);
	overwrite_file("VOL");
}

static void interrupted_write_is_taken_back(void **state)
{
	struct problem problem;
	struct volume v;
	char name[64];
	int fd;

	name_beside(name, sizeof(name));
	write_undo(1);
	fd = open(name, O_RDONLY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_false(volume_open(&v, path, true, &problem));
	assert_non_null(strstr(problem.text, "by another ccwreplay"));
	volume_close(&v);
	close(fd);
	assert_file_holds("volume");
	assert_int_not_equal(access(name, F_OK), 0);
	/* One that is not whole has undone nothing: the image was not touched yet. */
	write_undo(0);
	assert_file_holds("VOLume");
	assert_int_not_equal(access(name, F_OK), 0);
}

static const struct undo_file not_of_this_image[] = {
	{ MAGIC, 7, 1, 0, sizeof(struct undo_bytes) },
	{ MAGIC, 5, 1, 0, sizeof(struct undo_bytes) },
	{ MAGIC, 6, 2, 0, sizeof(struct undo_bytes) },
	{ MAGIC, 6, 1, 0, sizeof(struct undo_bytes) - 1 },
	{ MAGIC, 6, 1, 6, sizeof(struct undo_bytes) },
	{ MAGIC, 6, 1, UINT64_MAX - 5, sizeof(struct undo_bytes) },
	{ MAGIC, 6, UINT64_MAX / sizeof(struct undo_bytes), 0, sizeof(struct undo_bytes) },
	{ MAGIC, 6, UINT64_MAX, 0, sizeof(struct undo_bytes) },
	{ "another file", 6, 1, 0, sizeof(struct undo_bytes) },
	{ "a short one", 6, 1, 0, 12 },
};

/* The image stays as it is, and so does that file: it may be all that is left of another one. */
static void undo_file_of_something_else_is_refused(void **state)
{
	struct problem problem;
	char name[64];
	struct volume v;
	size_t i;

	name_beside(name, sizeof(name));
	overwrite_file("VOL");
	for (i = 0; i < ARRAY_SIZE(not_of_this_image); i++) {
		write_undo_file(name, &not_of_this_image[i]);
		assert_false(volume_open(&v, path, true, &problem));
		assert_non_null(strstr(problem.text, "ccwreplay-undo"));
		volume_close(&v);
		assert_int_equal(unlink(name), 0);
		assert_file_holds("VOLume");
	}
}

/* An older copy, say, that took the place of the image that was interrupted. */
static void undo_file_is_not_for_other_contents(void **state)
{
	struct problem problem;
	char name[64];
	struct volume v;

	name_beside(name, sizeof(name));
	write_undo(1);
	overwrite_file("column");
	assert_false(volume_open(&v, path, true, &problem));
	assert_non_null(strstr(problem.text, "remove this file"));
	volume_close(&v);
	assert_int_equal(unlink(name), 0);
	assert_file_holds("column");
}

static void undo_file_is_no_link(void **state)
{
	const struct undo_file file = { MAGIC, 6, 1, 0, sizeof(struct undo_bytes) };
	struct problem problem;
	char name[64], other[64];
	struct volume v;

	name_beside(name, sizeof(name));
	snprintf(other, sizeof(other), "%s.other", path);
	write_undo_file(other, &file);
	assert_int_equal(symlink(other, name), 0);
	overwrite_file("VOL");
	assert_false(volume_open(&v, path, true, &problem));
	volume_close(&v);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(unlink(other), 0);
	assert_file_holds("VOLume");
	/* Nor does it keep the program waiting. */
	assert_int_equal(mkfifo(name, 0600), 0);
	assert_false(volume_open(&v, path, true, &problem));
	volume_close(&v);
	assert_int_equal(unlink(name), 0);
}

static const char *gone_before_lock;

/* In place of that of the C library: another process ends just before. */
int flock(int fd, int how)
{
	if (gone_before_lock)
		assert_int_equal(unlink(gone_before_lock), 0);
	return (int)syscall(SYS_flock, fd, how);
}

static void write_that_ends_meanwhile_stays(void **state)
{
	struct problem problem;
	struct volume v;
	char name[64];

	name_beside(name, sizeof(name));
	write_undo(1);
	gone_before_lock = name;
	assert_true(volume_open(&v, path, true, &problem));
	gone_before_lock = NULL;
	volume_close(&v);
	assert_file_holds("VOLume");
}

/* It is beside the file itself: the next to open that may not know the link. */
static void interrupted_write_through_a_link_is_taken_back(void **state)
{
	struct problem problem;
	char link[64], name[64];
	struct volume v;

	name_beside(name, sizeof(name));
	snprintf(link, sizeof(link), "%s.link", path);
	assert_int_equal(symlink(path, link), 0);
	write_undo(1);
	assert_true(volume_open(&v, link, false, &problem));
	assert_holds(&v, "volume");
	assert_int_equal(v.image.ops->write(&v.image, 3, "UME", 3), 0);
	assert_int_equal(mkdir(name, 0700), 0);
	assert_false(volume_write_back(&v, &problem));
	assert_int_equal(rmdir(name), 0);
	volume_close(&v);
	assert_int_equal(unlink(link), 0);
	assert_file_holds("volume");
}

/* The file grows no larger than that, so that the blocks before its end are written. */
static void failed_write_is_taken_back(void **state)
{
	const struct rlimit small = { 5 * OVERLAY_BLOCK + 4096, RLIM_INFINITY };
	struct rlimit before;
	struct problem problem;
	char name[64], byte;
	struct volume v;
	int fd;

	name_beside(name, sizeof(name));
	assert_int_equal(truncate(path, 6 * OVERLAY_BLOCK), 0);
	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(v.image.ops->write(&v.image, 0, "V", 1), 0);
	assert_int_equal(v.image.ops->write(&v.image, 6 * OVERLAY_BLOCK - 1, "E", 1), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(volume_write_back(&v, &problem));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_non_null(strstr(problem.text, "unchanged"));
	volume_close(&v);
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, &byte, 1), 1);
	close(fd);
	assert_int_equal(byte, 'v');
	assert_int_not_equal(access(name, F_OK), 0);
}

static u64 allocated(void)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (u64)st.st_blocks * 512;
}

/* A 3390-9 has 8.5 GB, and this is more; what is written takes room, and nothing else. */
static void image_of_any_size_is_opened(void **state)
{
	const u64 size = 60ull << 30, at = size - 5;
	struct problem problem;
	struct volume v;
	char now[5];

	assert_int_equal(truncate(path, (off_t)size), 0);
	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(v.image.size, size);
	assert_int_equal(v.image.ops->write(&v.image, at, "abcde", 5), 0);
	assert_int_equal(v.image.ops->read(&v.image, at, now, 5), 0);
	assert_memory_equal(now, "abcde", 5);
	assert_int_equal(v.image.ops->read(&v.image, at - 5, now, 5), 0);
	assert_memory_equal(now, "\0\0\0\0\0", 5);
	assert_true(volume_write_back(&v, &problem));
	volume_close(&v);
	assert_true(allocated() < 1 << 20);
	assert_true(volume_open(&v, path, true, &problem));
	assert_int_equal(v.image.ops->read(&v.image, at, now, 5), 0);
	assert_memory_equal(now, "abcde", 5);
	volume_close(&v);
	assert_int_equal(truncate(path, (off_t)VOLUME_LIMIT + 1), 0);
	assert_false(volume_open(&v, path, true, &problem));
	assert_non_null(strstr(problem.text, "is more than"));
	volume_close(&v);
}

/* More blocks than stay in memory; and with all in memory. */
static void many_changes_are_kept(void **state)
{
	const u64 n = OVERLAY_MEMORY + 20;

	for (u32 stay = 0; stay < 2; stay++) {
		struct problem problem;
		struct volume v;
		u64 now;

		assert_int_equal(truncate(path, (off_t)(n * OVERLAY_BLOCK)), 0);
		assert_true(volume_open(&v, path, false, &problem));
		if (stay)
			volume_stay(&v);
		for (u64 i = 0; i < n; i++)
			assert_int_equal(v.image.ops->write(&v.image, i * OVERLAY_BLOCK + 7, &i,
							    sizeof(i)), 0);
		assert_int_equal(v.overlay.spill >= 0, !stay);
		for (u64 i = 0; i < n; i++) {
			assert_int_equal(v.image.ops->read(&v.image, i * OVERLAY_BLOCK + 7, &now,
							   sizeof(now)), 0);
			assert_int_equal(now, i);
		}
		volume_close(&v);
	}
}

static void image_that_shrinks_is_an_error(void **state)
{
	char hash[VOLUME_HASH_TEXT], byte;
	struct problem problem;
	struct volume v;

	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(truncate(path, 3), 0);
	assert_int_equal(v.image.ops->read(&v.image, 4, &byte, 1), -EIO);
	assert_false(volume_hash(&v, hash, &problem));
	assert_non_null(strstr(problem.text, "cannot be read"));
	volume_close(&v);
}

static void volume_becomes_what_a_file_holds(void **state)
{
	struct problem problem;
	struct volume v;
	char copy[64];

	snprintf(copy, sizeof(copy), "%s.copy", path);
	assert_true(volume_open(&v, path, false, &problem));
	volume_is_tape(&v);
	assert_int_equal(v.image.ops->write(&v.image, 3, "canoes", 6), 0);
	assert_true(volume_copy(&v, copy, &problem));
	volume_reset(&v);
	assert_true(volume_take(&v, copy, &problem));
	assert_holds(&v, "volcanoes");
	assert_int_equal(truncate(copy, 3), 0);
	assert_true(volume_take(&v, copy, &problem));
	assert_holds(&v, "vol");
	assert_int_equal(unlink(copy), 0);
	assert_false(volume_take(&v, copy, &problem));
	assert_false(volume_copy(&v, "/nonexistent/copy", &problem));
	volume_close(&v);
}

static void empty_file_has_the_hash_of_nothing(void **state)
{
	char hash[VOLUME_HASH_TEXT];
	struct problem problem;
	struct volume v;

	assert_int_equal(truncate(path, 0), 0);
	assert_true(volume_open(&v, path, false, &problem));
	assert_true(volume_hash(&v, hash, &problem));
	assert_int_equal(strcmp(hash, EMPTY_HASH), 0);
	volume_close(&v);
}

/* ---- Manifests, which name images ---- */

static bool read_manifest(const char *text, struct manifest *m, struct problem *problem)
{
	char folder[] = "/tmp/manifest-XXXXXX";
	char file[64];
	FILE *f;
	bool ok;

	assert_non_null(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/manifest.json", folder);
	f = fopen(file, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	ok = manifest_read(m, folder, "one", problem);
	unlink(file);
	rmdir(folder);
	return ok;
}

static void manifest_names_the_image(void **state)
{
	struct problem problem;
	struct manifest m;

	assert_true(read_manifest("{\"recordings\":{\"one\":{\"device\":\"3390\",\"image\":\"i\","
				  "\"readonly\":true,\"before\":\"" EMPTY_HASH "\",\"after\":\""
				  PACKED_HASH "\"}}}", &m, &problem));
	assert_true(m.found && m.readonly);
	assert_int_equal(strcmp(m.device, "3390"), 0);
	assert_int_equal(strcmp(strrchr(m.image, '/'), "/i"), 0);
	assert_int_equal(strcmp(m.after, PACKED_HASH), 0);
	manifest_free(&m);
	assert_true(read_manifest("{\"recordings\":{}}", &m, &problem));
	assert_false(m.found);
	manifest_free(&m);
	assert_true(manifest_read(&m, "/nonexistent", "one", &problem));
	assert_false(m.found);
	manifest_free(&m);
}

static void malformed_manifest_is_refused(void **state)
{
	struct problem problem;
	struct manifest m;

	assert_false(read_manifest("{", &m, &problem));
	assert_non_null(strstr(problem.text, "is not JSON"));
	assert_false(read_manifest("{\"recordings\":{\"one\":{\"device\":\"3390\",\"image\":\"i\","
				   "\"before\":\"00\",\"after\":\"00\"}}}", &m, &problem));
	assert_non_null(strstr(problem.text, "the entry of \"one\" lacks"));
	assert_false(read_manifest("{\"recordings\":{\"one\":7}}", &m, &problem));
	assert_non_null(strstr(problem.text, "the entry of \"one\" lacks"));
}

#define with_file(test)	cmocka_unit_test_setup_teardown(test, make_file, remove_file)

static void manifest_names_mounted_tapes(void **state)
{
	struct problem problem;
	struct manifest m;

	assert_true(read_manifest("{\"recordings\":{\"one\":{\"device\":\"3480\",\"image\":\"i\","
				  "\"before\":\"" EMPTY_HASH "\",\"after\":\"" EMPTY_HASH "\","
				  "\"mounts\":{\"t\":{\"image\":\"j\",\"before\":\"" EMPTY_HASH
				  "\",\"after\":\"" PACKED_HASH "\"}}}}}", &m, &problem));
	assert_int_equal(m.n_mounts, 1);
	assert_int_equal(strcmp(m.mounts[0].name, "t"), 0);
	assert_int_equal(strcmp(strrchr(m.mounts[0].image, '/'), "/j"), 0);
	assert_int_equal(strcmp(m.mounts[0].after, PACKED_HASH), 0);
	manifest_free(&m);
	assert_false(read_manifest("{\"recordings\":{\"one\":{\"device\":\"3480\",\"image\":\"i\","
				   "\"before\":\"" EMPTY_HASH "\",\"after\":\"" EMPTY_HASH "\","
				   "\"mounts\":{\"t\":{\"image\":\"j\"}}}}}", &m, &problem));
	assert_non_null(strstr(problem.text, "the tape \"t\" among the mounts"));
}

static const struct CMUnitTest volume_cases[] = {
	with_file(packed_image_is_unpacked),
	with_file(bounds_are_kept),
	with_file(tape_is_cut_and_grows),
	with_file(file_changes_when_written_back_only),
	with_file(tape_of_another_length_is_written_back),
	with_file(reset_volume_is_as_it_was),
	with_file(refused_write_leaves_nothing_behind),
	with_file(file_that_another_has_changed_is_not_written),
	with_file(interrupted_write_is_taken_back),
	with_file(undo_file_of_something_else_is_refused),
	with_file(undo_file_is_not_for_other_contents),
	with_file(undo_file_is_no_link),
	with_file(write_that_ends_meanwhile_stays),
	with_file(interrupted_write_through_a_link_is_taken_back),
	with_file(failed_write_is_taken_back),
	with_file(image_of_any_size_is_opened),
	with_file(many_changes_are_kept),
	with_file(image_that_shrinks_is_an_error),
	with_file(volume_becomes_what_a_file_holds),
	with_file(empty_file_has_the_hash_of_nothing),
	cmocka_unit_test(manifest_names_the_image),
	cmocka_unit_test(manifest_names_mounted_tapes),
	cmocka_unit_test(malformed_manifest_is_refused),
};

SUITE(volume)
