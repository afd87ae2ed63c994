// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the tools write: live recordings, with each way in which they can end, files that get
 * their names when they are whole, and text of any bytes in JSON.  test_outputs.sh has what a
 * user sees of that.
 */
#define _GNU_SOURCE	/* F_SETPIPE_SZ */
#include "simtests/suite.h"

#include <dirent.h>
#include <fcntl.h>
#include <lzma.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hw-sim/dev/echo.h"
#include "simtests/port/recording_host.h"
#include "ccwtools/record/live.h"
#include "ccwtools/recording/input.h"
#include "ccwtools/recording/jsonl.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/utf8.h"
#include "ccwtools/recording/writer.h"

#define DEVICE		"0.0.0120"
#define PROGRAMS	36u
#define ROOM		(1u << 20)
#define PATIENCE	1200u	/* times 50 ms */

static char folder[40];
static char path[300];
static struct problem problem;

static const char *name_in(const char *name)
{
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static int set_up(void **state)
{
	strcpy(folder, "/tmp/outputs-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

/* The name of the only file whose name begins so, or NULL. */
static const char *find(const char *beginning)
{
	static char found[300];
	DIR *dir = opendir(folder);
	struct dirent *entry;
	u32 n = 0;

	while ((entry = readdir(dir)))
		if (!strncmp(entry->d_name, beginning, strlen(beginning))) {
			snprintf(found, sizeof(found), "%s", entry->d_name);
			n++;
		}
	closedir(dir);
	return n == 1 ? found : NULL;
}

static void remove_in(const char *name)
{
	DIR *dir = opendir(name);
	struct dirent *entry;
	char inside[600];

	while (dir && (entry = readdir(dir))) {
		snprintf(inside, sizeof(inside), "%.280s/%.280s", name, entry->d_name);
		unlink(inside);
	}
	if (dir)
		closedir(dir);
	rmdir(name);
}

static int tear_down(void **state)
{
	remove_in(name_in(DEVICE));
	remove_in(folder);
	return 0;
}

static off_t size_of(const char *name)
{
	struct stat st;

	return stat(name_in(name), &st) ? -1 : st.st_size;
}

/* How many whole lines can be read. */
static u32 lines_of(const char *name)
{
	struct line_reader reader;
	u32 n = 0;

	if (!line_reader_open(&reader, name_in(name), &problem))
		return 0;
	while (line_reader_next(&reader))
		n++;
	line_reader_close(&reader);
	return n;
}

static void put_text(const char *name, const char *text)
{
	FILE *f = fopen(name_in(name), "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static bool holds(const char *name, const char *text)
{
	struct input in;
	bool same;

	assert_true(input_read(&in, name_in(name), ROOM, &problem));
	same = in.size == strlen(text) && !memcmp(in.data, text, in.size);
	input_free(&in);
	return same;
}

static u8 last_byte_of(const char *name)
{
	struct stat st;
	u8 byte = 0xff;
	int fd = open(name_in(name), O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pread(fd, &byte, 1, st.st_size - 1), 1);
	close(fd);
	return byte;
}

/* ---- The writer ---- */

static struct rec_writer *writer_of(const char *name)
{
	struct rec_writer *writer = rec_writer_open(name_in(name), &problem);

	assert_non_null(writer);
	return writer;
}

/* Events that differ, as those of devices do. */
static void put_events(struct rec_writer *writer, u32 n)
{
	static u32 counter;

	while (n--) {
		json_t *event = rec_writer_event(writer, "crw");
		u32 data[16];

		for (u32 i = 0; i < ARRAY_SIZE(data); i++)
			data[i] = i < 14 ? i : counter * 2654435761u;
		counter++;
		json_object_set_new(event, "crw", json_hex(data, sizeof(data)));
		rec_writer_put(writer, event);
	}
}

static void what_is_flushed_can_be_read(void **state)
{
	struct rec_writer *writer = writer_of("x.jsonl.xz");

	assert_true(rec_writer_publish(writer, &problem));
	rec_writer_header(writer, "test");
	put_events(writer, 99);
	assert_int_equal(lines_of("x.jsonl.xz"), 0);
	assert_true(rec_writer_flush_at(writer, 100000));
	assert_int_equal(lines_of("x.jsonl.xz"), 100);
	put_events(writer, 50);
	assert_true(rec_writer_flush_at(writer, 101000));
	assert_int_equal(lines_of("x.jsonl.xz"), 150);
	assert_true(rec_writer_close(writer, &problem));
	assert_int_equal(lines_of("x.jsonl.xz"), 150);
}

/* Flushed data may end with any byte, also with a zero. */
static void each_flush_can_be_read(void **state)
{
	struct rec_writer *writer = writer_of("x.jsonl.xz");
	u32 zeroes = 0, n;

	assert_true(rec_writer_publish(writer, &problem));
	for (n = 1; n < 1000 && zeroes < 2; n++) {
		put_events(writer, 1);
		assert_true(rec_writer_flush_at(writer, 1000 * n));
		assert_int_equal(lines_of("x.jsonl.xz"), n);
		zeroes += last_byte_of("x.jsonl.xz") == 0;
	}
	assert_int_equal(zeroes, 2);
	assert_true(rec_writer_close(writer, &problem));
}

static void packed_recording_is_flushed_once_a_second(void **state)
{
	struct rec_writer *writer = writer_of("x.jsonl.xz");
	off_t size;

	assert_true(rec_writer_publish(writer, &problem));
	rec_writer_header(writer, "test");
	assert_true(rec_writer_flush_at(writer, 5000));
	size = size_of("x.jsonl.xz");
	for (u64 ms = 5000; ms < 6000; ms += 100) {
		put_events(writer, 1);
		assert_true(rec_writer_flush_at(writer, ms));
		assert_int_equal(size_of("x.jsonl.xz"), size);
	}
	assert_true(rec_writer_flush_at(writer, 6000));
	assert_int_equal(lines_of("x.jsonl.xz"), 11);
	/* Without events there is nothing to flush. */
	size = size_of("x.jsonl.xz");
	for (u64 ms = 7000; ms < 20000; ms += 1000)
		assert_true(rec_writer_flush_at(writer, ms));
	assert_int_equal(size_of("x.jsonl.xz"), size);
	assert_true(rec_writer_close(writer, &problem));
}

static void plain_recording_is_flushed_each_time(void **state)
{
	struct rec_writer *writer = writer_of("x.jsonl");

	assert_true(rec_writer_publish(writer, &problem));
	rec_writer_header(writer, "test");
	for (u32 n = 1; n < 10; n++) {
		assert_true(rec_writer_flush_at(writer, 5000));
		assert_int_equal(lines_of("x.jsonl"), n);
		put_events(writer, 1);
	}
	assert_true(rec_writer_close(writer, &problem));
}

static off_t packed_size(u32 seconds, bool flush)
{
	struct rec_writer *writer = writer_of("x.jsonl.xz");

	rec_writer_header(writer, "test");
	for (u32 s = 1; s <= seconds; s++) {
		put_events(writer, 100);
		assert_true(!flush || rec_writer_flush_at(writer, 1000ull * s));
	}
	assert_true(rec_writer_close(writer, &problem));
	return size_of("x.jsonl.xz");
}

/* The dictionary is kept: with LZMA_FULL_FLUSH it is a multiple. */
static void flushing_costs_little_room(void **state)
{
	off_t without = packed_size(100, false);

	assert_true(packed_size(100, true) < without + without / 8);
}

static u64 blocks_of(const char *name)
{
	lzma_index *index = NULL;
	lzma_stream_flags flags;
	u64 memory = UINT64_MAX, n;
	u8 footer[LZMA_STREAM_HEADER_SIZE];
	size_t at = 0;
	FILE *f = fopen(name_in(name), "rb");
	u8 *raw;

	assert_non_null(f);
	assert_int_equal(fseek(f, -(long)sizeof(footer), SEEK_END), 0);
	assert_int_equal(fread(footer, 1, sizeof(footer), f), sizeof(footer));
	assert_int_equal(lzma_stream_footer_decode(&flags, footer), LZMA_OK);
	raw = malloc(flags.backward_size);
	assert_int_equal(fseek(f, -(long)(sizeof(footer) + flags.backward_size), SEEK_END), 0);
	assert_int_equal(fread(raw, 1, flags.backward_size, f), flags.backward_size);
	assert_int_equal(lzma_index_buffer_decode(&index, &memory, NULL, raw, &at,
						  flags.backward_size), LZMA_OK);
	n = lzma_index_block_count(index);
	lzma_index_end(index, NULL);
	free(raw);
	fclose(f);
	return n;
}

/* A decoder checks a block when it ends, so blocks of a long recording do end. */
static void blocks_end_now_and_then(void **state)
{
	struct rec_writer *writer = writer_of("x.jsonl.xz");
	static u8 zeroes[1 << 19];

	rec_writer_header(writer, "test");
	for (u32 s = 1; s <= 20; s++) {
		json_t *event = rec_writer_event(writer, "crw");

		json_object_set_new(event, "crw", json_hex(zeroes, sizeof(zeroes)));
		rec_writer_put(writer, event);
		assert_true(rec_writer_flush_at(writer, 1000ull * s));
	}
	assert_true(rec_writer_close(writer, &problem));
	assert_int_equal(blocks_of("x.jsonl.xz"), 2);
	assert_int_equal(lines_of("x.jsonl.xz"), 21);
}

/* ---- ccwrecord record ---- */

/** struct live - ccwrecord, and what stands for the kernel; @data: the device's file */
struct live {
	pid_t pid;
	int data;
};

static struct machine *m;

static void feed_programs(int data)
{
	const struct machine_config config = {
		.device = echo_create(), .host = &recording_host_ops,
	};
	const struct css_ccw1 ccw = {
		.cmd = ECHO_WRITE, .count = cpu_to_be16(16), .cda = cpu_to_be32(0x8000),
	};
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM),
		.cpa = cpu_to_be32(0x1000),
	};
	struct css_irb irb;
	const u8 *bytes;
	u32 len;

	m = machine_create(&config);
	recording_host_start(m, ROOM);
	memcpy(arena_guest(m->arena, 0x1000, sizeof(ccw)), &ccw, sizeof(ccw));
	memset(arena_guest(m->arena, 0x8000, 16), 0x5a, 16);
	for (u32 i = 0; i < PROGRAMS; i++) {
		assert_true(recording_host_start_program(m, &orb) > 0);
		machine_run(m, 10000);
		machine_read_irb(m, &irb);
	}
	len = recording_host_stream(&bytes);
	assert_int_equal(write(data, bytes, len), len);
	recording_host_stop();
	machine_destroy(m);
}

static void run_ccwrecord(const char *output)
{
	char device[] = DEVICE;
	char *devices[1] = { device };
	const struct live_options options = {
		.debugfs = folder, .output = output, .devices = devices, .n_devices = 1,
		.quiet = true,
	};

	_exit(live_record(&options));
}

/* Until everything of the programs can be read, in whatever file it is. */
static void await(const char *beginning)
{
	for (u32 i = 0; i < PATIENCE; i++) {
		const char *name = find(beginning);

		if (name && lines_of(name) >= 3 * PROGRAMS)
			return;
		usleep(50000);
	}
	fail();
}

static struct live begin(const char *output)
{
	static const char *const files[] = { "record", "payload", "parameters" };
	struct live live;
	char name[60];

	mkdir(name_in(DEVICE), 0700);
	for (u32 i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(name, sizeof(name), DEVICE "/%s", files[i]);
		put_text(name, "");
	}
	assert_int_equal(mkfifo(name_in(DEVICE "/data"), 0600), 0);
	live.data = open(path, O_RDWR);
	assert_true(live.data >= 0);
	fcntl(live.data, F_SETPIPE_SZ, ROOM);
	feed_programs(live.data);
	fflush(NULL);
	live.pid = fork();
	assert_true(live.pid >= 0);
	if (!live.pid)
		run_ccwrecord(name_in(output));
	return live;
}

static int end(const struct live *live, int number)
{
	int status = 0;

	kill(live->pid, number);
	assert_int_equal(waitpid(live->pid, &status, 0), live->pid);
	close(live->data);
	return status;
}

/* Return: is it whole? */
static bool has_all(const char *name)
{
	struct recording rec;
	bool whole;

	if (!recording_read(&rec, name_in(name), &problem)) {
		print_error("%s\n", problem.text);
		fail();
	}
	assert_int_equal(rec.n_programs, PROGRAMS);
	whole = !rec.cut;
	recording_free(&rec);
	return whole;
}

static void killed_recorder_leaves_a_recording(void **state)
{
	struct live live = begin("x.jsonl.xz");

	await("x.jsonl.xz");
	assert_int_equal(end(&live, SIGKILL), SIGKILL);
	assert_false(has_all("x.jsonl.xz"));
}

static void recorder_without_reader_leaves_a_recording(void **state)
{
	struct live live = begin("x.jsonl.xz");

	await("x.jsonl.xz");
	end(&live, SIGPIPE);
	has_all("x.jsonl.xz");
}

static void terminated_recorder_completes_the_recording(void **state)
{
	struct live live = begin("x.jsonl.xz");

	await("x.jsonl.xz");
	assert_int_equal(end(&live, SIGTERM), 0);
	assert_true(has_all("x.jsonl.xz"));
}

static const char old[] = "{\"seq\":0,\"ev\":\"header\",\"format\":\"channel-program-recording\","
			  "\"version\":1,\"emulator\":\"old\"}\n";

static void recorder_replaces_a_recording_when_it_is_whole(void **state)
{
	struct live live;

	put_text("x.jsonl", old);
	live = begin("x.jsonl");
	await("x.jsonl.new-");
	assert_true(holds("x.jsonl", old));
	assert_int_equal(end(&live, SIGINT), 0);
	assert_true(has_all("x.jsonl"));
	assert_null(find("x.jsonl.new-"));
}

static void killed_recorder_replaces_nothing(void **state)
{
	struct live live;

	put_text("x.jsonl.xz", old);
	live = begin("x.jsonl.xz");
	await("x.jsonl.xz.new-");
	assert_int_equal(end(&live, SIGKILL), SIGKILL);
	assert_true(holds("x.jsonl.xz", old));
	has_all(find("x.jsonl.xz.new-"));
}

/* ---- Names ---- */

static struct output_file *file_of(const char *name)
{
	struct output_file *file = output_file_open(name_in(name), OUTPUT_ANYTHING, &problem);

	assert_non_null(file);
	return file;
}

static void file_gets_its_name_when_it_is_whole(void **state)
{
	struct output_file *file = file_of("x");

	fputs("new", output_file_stream(file));
	assert_int_equal(size_of("x"), -1);
	assert_non_null(find("x.new-"));
	assert_true(output_file_close(file, &problem));
	assert_true(holds("x", "new"));
	assert_null(find("x.new-"));
}

static void file_that_is_dropped_leaves_the_old_one(void **state)
{
	struct output_file *file;

	put_text("x", "old");
	file = file_of("x");
	fputs("new", output_file_stream(file));
	output_file_drop(file);
	assert_true(holds("x", "old"));
	assert_null(find("x.new-"));
	output_file_drop(file_of("y"));
	assert_null(find("y"));
}

static void file_of_another_program_stays(void **state)
{
	struct output_file *file = file_of("x");

	fputs("new", output_file_stream(file));
	put_text("x", "other");
	assert_false(output_file_close(file, &problem));
	assert_non_null(strstr(problem.text, "was made by another program meanwhile"));
	assert_true(holds("x", "other"));
	assert_true(holds(find("x.new-"), "new"));
	assert_non_null(strstr(problem.text, find("x.new-")));
}

static void file_that_was_replaced_meanwhile_stays(void **state)
{
	char other[300];
	struct output_file *file;

	put_text("x", "old");
	file = file_of("x");
	fputs("new", output_file_stream(file));
	put_text("other", "other");
	strcpy(other, path);
	assert_int_equal(rename(other, name_in("x")), 0);
	assert_false(output_file_close(file, &problem));
	assert_true(holds("x", "other"));
	assert_true(holds(find("x.new-"), "new"));
}

static void file_that_is_published_stays(void **state)
{
	struct output_file *file = file_of("x");

	assert_true(output_file_publish(file, &problem));
	assert_int_equal(size_of("x"), 0);
	fputs("new", output_file_stream(file));
	output_file_drop(file);
	assert_true(holds("x", "new"));
	put_text("y", "old");
	file = file_of("y");
	assert_true(output_file_publish(file, &problem));
	fputs("new", output_file_stream(file));
	assert_non_null(strstr(output_file_name(file), "y.new-"));
	output_file_drop(file);
	assert_true(holds("y", "old"));
	assert_true(holds(find("y.new-"), "new"));
}

/* ---- Text in JSON ---- */

static bool is_clean(const char *text, const char *clean)
{
	char *got = utf8_clean(text);
	bool same = !strcmp(got, clean);

	if (!same)
		print_error("%s, not %s\n", got, clean);
	free(got);
	return same;
}

static void utf8_stays_as_it_is(void **state)
{
	static const char *const good[] = {
		"", "a\x7f\x01", "\xc2\x80\xdf\xbf", "\xe0\xa0\x80\xed\x9f\xbf",
		"\xee\x80\x80\xef\xbf\xbf",
		"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
	};

	for (u32 i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(is_clean(good[i], good[i]));
}

#define R UTF8_REPLACEMENT

static void what_is_no_utf8_is_replaced(void **state)
{
	assert_true(is_clean("a\377b", "a" R "b"));
	assert_true(is_clean("\x80", R));
	/* A character that is cut off, by the end or by another one. */
	assert_true(is_clean("\xc3", R));
	assert_true(is_clean("\xe2\x82", R R));
	assert_true(is_clean("\360\220\200a", R R R "a"));
	assert_true(is_clean("\xe2\xc3\xa4", R "\xc3\xa4"));
	/* Longer than need be, half of a surrogate pair, beyond the last character. */
	assert_true(is_clean("\xc0\x80", R R));
	assert_true(is_clean("\xe0\x9f\xbf", R R R));
	assert_true(is_clean("\xed\xa0\x80", R R R));
	assert_true(is_clean("\xf4\x90\x80\x80", R R R R));
}

/* Printed JSON and built objects have the same text, and a parser takes both. */
static void any_bytes_become_json(void **state)
{
	u32 seed = 1;

	for (u32 round = 0; round < 2000; round++) {
		char text[20], *printed = NULL;
		json_t *built, *parsed;
		size_t size;
		FILE *out = open_memstream(&printed, &size);
		u32 len = round % sizeof(text);

		for (u32 i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = (char)(seed >> 24 ?: 1);
		}
		text[len] = 0;
		jsonl_string(out, text);
		fclose(out);
		built = json_text(text);
		parsed = json_loads(printed, JSON_DECODE_ANY, NULL);
		assert_non_null(parsed);
		assert_true(json_equal(built, parsed));
		json_decref(built);
		json_decref(parsed);
		free(printed);
	}
}

#define in_folder(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

static const struct CMUnitTest output_file_cases[] = {
	in_folder(what_is_flushed_can_be_read),
	in_folder(each_flush_can_be_read),
	in_folder(packed_recording_is_flushed_once_a_second),
	in_folder(plain_recording_is_flushed_each_time),
	in_folder(flushing_costs_little_room),
	in_folder(blocks_end_now_and_then),
	in_folder(killed_recorder_leaves_a_recording),
	in_folder(recorder_without_reader_leaves_a_recording),
	in_folder(terminated_recorder_completes_the_recording),
	in_folder(recorder_replaces_a_recording_when_it_is_whole),
	in_folder(killed_recorder_replaces_nothing),
	in_folder(file_gets_its_name_when_it_is_whole),
	in_folder(file_that_is_dropped_leaves_the_old_one),
	in_folder(file_of_another_program_stays),
	in_folder(file_that_was_replaced_meanwhile_stays),
	in_folder(file_that_is_published_stays),
	cmocka_unit_test(utf8_stays_as_it_is),
	cmocka_unit_test(what_is_no_utf8_is_replaced),
	cmocka_unit_test(any_bytes_become_json),
};

SUITE(output_file)
