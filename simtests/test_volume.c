// SPDX-License-Identifier: GPL-2.0-only
/* Disk images in memory: when the file is changed, and when not. */
#include "simtests/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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

static void packed_image_is_unpacked(void **state)
{
	char hash[VOLUME_HASH_TEXT];
	struct problem problem;
	struct volume v;

	assert_true(volume_open(&v, PACKED, false, &problem));
	assert_int_equal(v.image.size, 512 + 75 * 56832);
	volume_hash(&v, hash);
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
	assert_int_equal(v.in.size, 9);
	assert_memory_equal(v.in.data, "volcanoes", 9);
	v.image.readonly = true;
	assert_int_equal(v.image.ops->cut(&v.image, 3), -EROFS);
	assert_int_equal(v.image.ops->write(&v.image, 9, "x", 1), -EROFS);
	assert_int_equal(v.image.size, 9);
	volume_close(&v);
}

static void file_changes_when_written_back_only(void **state)
{
	struct problem problem;
	struct volume v, again;
	struct stat st;

	assert_true(volume_open(&v, path, false, &problem));
	assert_int_equal(v.image.ops->write(&v.image, 3, "UME", 3), 0);
	assert_true(volume_open(&again, path, false, &problem));
	assert_memory_equal(again.in.data, "volume", 6);
	volume_close(&again);
	assert_true(volume_write_back(&v, &problem));
	volume_close(&v);
	assert_true(volume_open(&again, path, false, &problem));
	assert_memory_equal(again.in.data, "volUME", 6);
	volume_close(&again);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void refused_write_leaves_nothing_behind(void **state)
{
	struct problem problem;
	struct volume v;

	assert_true(volume_open(&v, path, false, &problem));
	v.path = "/nonexistent/volume";
	assert_false(volume_write_back(&v, &problem));
	assert_non_null(strstr(problem.text, "cannot be created"));
	volume_close(&v);
}

static void empty_file_has_the_hash_of_nothing(void **state)
{
	char hash[VOLUME_HASH_TEXT];
	struct problem problem;
	struct volume v;

	assert_int_equal(truncate(path, 0), 0);
	assert_true(volume_open(&v, path, false, &problem));
	volume_hash(&v, hash);
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
	with_file(refused_write_leaves_nothing_behind),
	with_file(empty_file_has_the_hash_of_nothing),
	cmocka_unit_test(manifest_names_the_image),
	cmocka_unit_test(manifest_names_mounted_tapes),
	cmocka_unit_test(malformed_manifest_is_refused),
};

SUITE(volume)
