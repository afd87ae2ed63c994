// SPDX-License-Identifier: GPL-2.0-only
/* The reader of recordings: valid ones are accepted, errors are reported with their line. */
#include "simtests/suite.h"

#include <errno.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ccwtools/replay/program.h"
#include "ccwtools/recording/event.h"
#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/recording/window.h"

#define HEADER	"{\"seq\":0,\"ev\":\"header\",\"format\":\"channel-program-recording\"," \
		"\"version\":1,\"emulator\":\"none\"}"
#define ORB	"00c1440000c2800000c240280000000000000000000000000000000000000000"
#define FORMAT0_ORB "00c144000042800000c240280000000000000000000000000000000000000000"
#define CCW	"\"addr\":\"00c24028\",\"ccw\":\"0620000400c24000\",\"cmd\":\"06\"," \
		"\"flags\":\"20\",\"count\":4,\"cda\":\"00c24000\""
#define START_OF(orb, program) \
		"{\"seq\":1,\"ev\":\"start\",\"sid\":\"00010000\",\"dev\":\"0120\",\"cc\":0," \
		"\"orb\":\"" orb "\",\"ccwfmt\":1,\"idawfmt\":2,\"program\":[" program "]}"
#define START	START_OF(ORB, "{" CCW "}")
#define STEP	"{" CCW ",\"in\":\"0102\",\"xcmd\":\"06\",\"imm\":false,\"xcount\":4,\"res\":2," \
		"\"more\":false,\"us\":\"0c\",\"cs\":\"00\"}"
#define SCSW	"00c0400700c240300c000002"
#define END_OF(step) \
		"{\"seq\":2,\"ev\":\"end\",\"sid\":\"00010000\",\"dev\":\"0120\",\"start\":1," \
		"\"how\":\"normal\",\"steps\":[" step "],\"scsw\":\"" SCSW "\"}"
#define END	END_OF(STEP)
#define IRB_REST "00800000000000000000000000000000000000000000000000000000" \
		"000000000000000000000000000000000000000000000000"
#define TSCH	"{\"seq\":3,\"ev\":\"tsch\",\"sid\":\"00010000\",\"dev\":\"0120\",\"cc\":0," \
		"\"start\":1,\"irb\":\"" SCSW IRB_REST "\"}"
#define SOUND	HEADER "\n" START "\n" END "\n" TSCH "\n"

static char path[32];

static int make_file(void **state)
{
	int fd;

	strcpy(path, "/tmp/recording-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	return unlink(path);
}

static bool read_bytes(const void *data, size_t len, struct recording *rec,
		       struct problem *problem)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	memset(problem, 0, sizeof(*problem));
	return recording_read(rec, path, problem);
}

static bool read_text(const char *text, struct recording *rec, struct problem *problem)
{
	return read_bytes(text, strlen(text), rec, problem);
}

static void sound_recording_is_read(void **state)
{
	static const u8 in[] = { 1, 2 };
	const struct rec_program *p;
	struct problem problem;
	struct recording rec;

	assert_true(read_text(SOUND, &rec, &problem));
	assert_int_equal(rec.n_programs, 1);
	assert_null(rec.foreign);
	p = &rec.programs[0];
	assert_int_equal(p->seq, 1);
	assert_int_equal(p->line, 2);
	assert_int_equal(p->end_line, 3);
	assert_int_equal(p->devno, 0x120);
	assert_int_equal(be32_to_cpu(p->orb.cpa), 0x00c24028);
	assert_true(p->format1);
	assert_int_equal(p->n_ccws, 1);
	assert_int_equal(p->ccws[0].cda, 0x00c24000);
	assert_int_equal(p->n_steps, 1);
	assert_true(p->steps[0].executed);
	assert_int_equal(p->steps[0].res, 2);
	assert_int_equal(p->steps[0].in.len, 2);
	assert_memory_equal(p->steps[0].in.data, in, 2);
	assert_true(p->has_irb);
	assert_int_equal(p->irb[13], 0x80);
	recording_free(&rec);
}

/* A start and its end with these members for times; 0: what cannot be told. */
static void check_durations(const char *start, const char *end, u64 duration, u64 translation,
			    u64 issue)
{
	const struct rec_times *times;
	struct problem problem;
	struct recording rec;
	char text[2048];
	u64 ns;

	snprintf(text, sizeof(text), "%s\n%.*s%s}\n%.*s%s}\n", HEADER, (int)strlen(START) - 1,
		 START, start, (int)strlen(END) - 1, END, end);
	assert_true(read_text(text, &rec, &problem));
	times = &rec.programs[0].times;
	assert_int_equal(rec_times_duration(times, &ns) ? ns : 0, duration);
	assert_int_equal(rec_times_translation(times, &ns) ? ns : 0, translation);
	assert_int_equal(rec_times_issue(times, &ns) ? ns : 0, issue);
	recording_free(&rec);
}

static void durations_are_told_as_far_as_known(void **state)
{
	static const char all[] = ",\"ns\":160,\"ns_request\":100,\"ns_translated\":130,"
				  "\"ns_start\":150";

	check_durations("", "", 0, 0, 0);
	check_durations(all, ",\"ns\":250", 100, 30, 20);
	check_durations(all, "", 0, 30, 20);
	check_durations(",\"ns\":160", ",\"ns\":250", 90, 0, 0);
	/* The clock was set back, or lines were edited. */
	check_durations(",\"ns\":160", ",\"ns\":150", 0, 0, 0);
	check_durations(",\"ns\":160,\"ns_request\":170,\"ns_translated\":165", ",\"ns\":170", 10,
			0, 0);
}

static void last_line_needs_no_newline(void **state)
{
	struct problem problem;
	struct recording rec;

	assert_true(read_bytes(SOUND, strlen(SOUND) - 1, &rec, &problem));
	assert_true(rec.programs[0].has_irb);
	recording_free(&rec);
}

static void idaws_and_tics_are_read(void **state)
{
	static const char text[] = HEADER "\n"
		START_OF("00c1440000c2800000c240280000000000000000000000000000000000000000",
			 "{\"addr\":\"00c24028\",\"ccw\":\"0800000000c24040\",\"tic\":\"00c24040\"},"
			 "{\"addr\":\"00c24040\",\"ccw\":\"0504100100c24000\",\"cmd\":\"05\","
			 "\"flags\":\"04\",\"count\":4097,\"cda\":\"00c24000\",\"idaws\":["
			 "[\"00c24000\",\"0000000081f5b800\"],"
			 "[\"00c24008\",\"0000000081f60000\"]]}")
		"\n";
	const struct rec_ccw *ccw;
	struct area_walk walk;
	struct problem problem;
	struct recording rec;
	struct area area;

	assert_true(read_text(text, &rec, &problem));
	assert_true(rec.programs[0].ccws[0].tic);
	ccw = &rec.programs[0].ccws[1];
	assert_int_equal(ccw->n_idaws, 2);
	assert_int_equal(ccw->idaws[1].addr, 0x00c24008);
	area_walk_start(&walk, &rec.programs[0], ccw, UINT32_MAX);
	assert_true(area_walk_next(&walk, &area));
	assert_int_equal(area.addr, 0x81f5b800);
	assert_int_equal(area.len, 0x800);
	assert_true(area_walk_next(&walk, &area));
	assert_int_equal(area.addr, 0x81f60000);
	assert_int_equal(area.len, 0x801);
	assert_false(area_walk_next(&walk, &area));
	assert_int_equal(program_end_of_memory(&rec.programs[0]), 0x81f60801);
	recording_free(&rec);
}

static void storage_beyond_4_gib_is_noticed(void **state)
{
	static const char text[] = HEADER "\n"
		START_OF(ORB, "{\"addr\":\"00c24028\",\"ccw\":\"0504000100c24000\",\"cmd\":\"05\","
			 "\"flags\":\"04\",\"count\":1,\"cda\":\"00c24000\",\"idaws\":["
			 "[\"00c24000\",\"ffffffffffffffff\"]]}")
		"\n";
	struct problem problem;
	struct recording rec;

	assert_true(read_text(text, &rec, &problem));
	assert_int_equal(program_end_of_memory(&rec.programs[0]), 0);
	recording_free(&rec);
}

static void control_characters_do_not_reach_a_terminal(void **state)
{
	static const char text[] = HEADER "\n"
		"{\"seq\":1,\"ev\":\"console\",\"text\":\"@@ # \\u001b[2Jdate\"}\n"
		"{\"seq\":2,\"ev\":\"start\",\"sid\":\"00010000\",\"dev\":\"0120\",\"cc\":1,"
		"\"orb\":\"" ORB "\"}\n";
	struct problem problem;
	struct recording rec;

	assert_true(read_text(text, &rec, &problem));
	assert_non_null(rec.programs[0].notes);
	assert_int_equal(strcmp(rec.programs[0].notes->text, ".[2Jdate"), 0);
	assert_int_equal(rec.programs[0].cc, 1);
	recording_free(&rec);
	assert_false(read_text("\x1b[2J\n", &rec, &problem));
	assert_null(strchr(problem.text, 0x1b));
}

static void events_that_no_replay_repeats_are_noted(void **state)
{
	static const char text[] = HEADER "\n{\"seq\":1,\"ev\":\"rsch\",\"cc\":0}\n"
				   "{\"seq\":2,\"ev\":\"operator\",\"text\":\"x\"}\n";
	struct problem problem;
	struct recording rec;

	assert_true(read_text(text, &rec, &problem));
	assert_int_equal(strcmp(rec.foreign, "rsch"), 0);
	assert_int_equal(rec.foreign_line, 2);
	recording_free(&rec);
}

/* A device with one path, 40. */
#define SCHIB40	"0000000000010120800080800000ff80400000000000000000000000" ZEROES24
#define ZEROES24 "000000000000000000000000000000000000000000000000"
#define STSCH	"{\"seq\":1,\"ev\":\"stsch\",\"cc\":0,\"schib\":\"" SCHIB40 "\"}\n"

static void reports_of_something_else_are_noted(void **state)
{
	static const char *const texts[] = {
		"{\"seq\":2,\"ev\":\"crw\"}\n",
		"{\"seq\":2,\"ev\":\"crw\",\"crw\":\"0406\"}\n",
		"{\"seq\":2,\"ev\":\"crw\",\"crw\":\"04060041\"}\n",
		"{\"seq\":2,\"ev\":\"crw\",\"crw\":\"04050040\"}\n",
		"{\"seq\":2,\"ev\":\"crw\",\"crw\":\"03060120\"}\n",
		"{\"seq\":2,\"ev\":\"gone\"}\n",
		"{\"seq\":2,\"ev\":\"stuck\"}\n",
		"{\"seq\":2,\"ev\":\"rsch\",\"ret\":0}\n",
		"{\"seq\":2,\"ev\":\"dropped\",\"records\":3}\n",
	};
	char text[4096];
	struct problem problem;
	struct recording rec;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(text, sizeof(text), "%s\n%s%s", HEADER, STSCH, texts[i]);
		assert_true(read_text(text, &rec, &problem));
		assert_non_null(rec.foreign);
		assert_int_equal(rec.foreign_line, 3);
		assert_null(rec.after);
		recording_free(&rec);
	}
}

static void what_is_no_program_is_kept_in_order(void **state)
{
	static const char text[] = HEADER "\n" STSCH
		"{\"seq\":2,\"ev\":\"crw\",\"crw\":\"04060040\"}\n"
		"{\"seq\":3,\"ev\":\"hsch\",\"ret\":-16}\n"
		"{\"seq\":4,\"ev\":\"request\",\"ret\":-95}\n"
		"{\"seq\":5,\"ev\":\"reset\",\"ret\":0}\n"
		"{\"seq\":6,\"ev\":\"close\"}\n";
	const struct rec_event *event;
	struct problem problem;
	struct recording rec;

	assert_true(read_text(text, &rec, &problem));
	assert_null(rec.foreign);
	event = rec.after;
	assert_int_equal(event->kind, REC_PATH_OFF);
	assert_int_equal(event->chpid, 0x40);
	assert_int_equal(event->seq, 2);
	assert_int_equal(event->line, 3);
	event = event->next;
	assert_int_equal(event->kind, REC_HALT);
	assert_int_equal(event->ret, -EBUSY);
	assert_false(rec_event_is_function(event));
	event = event->next;
	assert_int_equal(event->kind, REC_RESET);
	/* That it was closed in the end is what each replay does. */
	assert_null(event->next);
	assert_int_equal(rec.refused, 1);
	recording_free(&rec);
}

static void answers_that_are_none_are_named(void **state)
{
	static const char *const rets[] = { "1", "-4096", "\"x\"", "null", "-1.5" };
	char text[4096];
	struct problem problem;
	struct recording rec;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rets); i++) {
		snprintf(text, sizeof(text), "%s\n{\"seq\":1,\"ev\":\"csch\",\"ret\":%s}\n", HEADER,
			 rets[i]);
		assert_false(read_text(text, &rec, &problem));
		assert_non_null(strstr(problem.text, ":2: \"ret\" is neither 0 nor"));
	}
}

#define START_AT(seq) \
	"{\"seq\":" #seq ",\"ev\":\"start\",\"sid\":\"00010000\",\"dev\":\"0181\",\"cc\":1," \
	"\"orb\":\"" ORB "\"}\n"
#define ZEROES	"0000000000000000000000000000000000000000000000000000"
#define IRB64	"000000110000000004000000" ZEROES ZEROES

static void mounted_tapes_belong_to_the_program_that_follows(void **state)
{
	static const char text[] = HEADER "\n"
		"{\"seq\":1,\"ev\":\"operator\",\"text\":\"devinit 0181 one.aws\"}\n"
		"{\"seq\":2,\"ev\":\"operator\",\"text\":\"devinit 0181 two.aws ro\"}\n"
		"{\"seq\":3,\"ev\":\"attn\",\"us\":\"04\",\"rc\":0}\n"
		"{\"seq\":4,\"ev\":\"attn\",\"us\":\"04\",\"rc\":1}\n"
		"{\"seq\":5,\"ev\":\"tsch\",\"cc\":0,\"irb\":\"" IRB64 "\"}\n"
		START_AT(6) START_AT(7);
	const struct rec_mount *mount;
	struct problem problem;
	struct recording rec;

	assert_true(read_text(text, &rec, &problem));
	assert_null(rec.foreign);
	mount = rec.programs[0].mounts;
	assert_int_equal(mount->seq, 1);
	assert_int_equal(strcmp(mount->tape, "one.aws"), 0);
	assert_false(mount->readonly || mount->presented || mount->has_irb);
	mount = mount->next;
	assert_int_equal(strcmp(mount->tape, "two.aws"), 0);
	assert_true(mount->readonly && mount->presented && mount->has_irb);
	assert_int_equal(mount->irb[8], CSS_DSTAT_DE);
	assert_null(mount->next);
	assert_null(rec.programs[1].mounts);
	recording_free(&rec);
}

static void operators_who_do_something_else_are_noted(void **state)
{
	static const char *const texts[] = {
		"{\"seq\":1,\"ev\":\"operator\",\"text\":\"devinit 0181\"}\n",
		"{\"seq\":1,\"ev\":\"operator\",\"text\":\"devinit 0181 a rw\"}\n",
		"{\"seq\":1,\"ev\":\"operator\",\"text\":\"devinit 0181 a ro b\"}\n",
		"{\"seq\":1,\"ev\":\"operator\",\"text\":\"devinit 0181 a\"}\n",
		"{\"seq\":1,\"ev\":\"attn\",\"us\":\"80\",\"rc\":0}\n",
	};
	char text[4096];
	struct problem problem;
	struct recording rec;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(text, sizeof(text), "%s\n%s", HEADER, texts[i]);
		assert_true(read_text(text, &rec, &problem));
		assert_non_null(rec.foreign);
		recording_free(&rec);
	}
}

/* ---- What is wrong, and the line it is in ---- */

struct malformed {
	const char *text;
	const char *where;	/* ":LINE:", or ": " for the whole file */
	const char *what;
};

static const struct malformed malformed[] = {
	{ "", ": ", "is empty" },
	{ "\n", ":1:", "not one JSON object" },
	{ "{}\n", ":1:", "no member \"seq\"" },
	{ "[]\n", ":1:", "holds no JSON object" },
	{ "{\"seq\":0}\n", ":1:", "no member \"ev\"" },
	{ "{\"seq\":\"0\",\"ev\":\"header\"}\n", ":1:", "\"seq\" is not a number" },
	{ "{\"seq\":-1,\"ev\":\"header\"}\n", ":1:", "\"seq\" is not a number" },
	{ "{\"seq\":0,\"seq\":0}\n", ":1:", "duplicate" },
	{ "{\"seq\":0,\"ev\":7}\n", ":1:", "\"ev\" is not a string" },
	{ "{\"seq\":0,\"ev\":\"start\"}\n", ":1:", "no header" },
	{ "{\"seq\":0,\"ev\":\"header\",\"format\":\"x\",\"version\":1}\n", ":1:", "this is not" },
	{ "{\"seq\":0,\"ev\":\"header\",\"format\":\"channel-program-recording\","
	  "\"version\":2}\n", ":1:", "this is not" },
	{ "{\"seq\":0,\"ev\":\"header\",\"format\":\"channel-program-recording\","
	  "\"version\":1}\n", ":1:", "\"emulator\"" },
	{ HEADER "\n\n", ":2:", "not one JSON object" },
	{ HEADER "\n{\"seq\":2,\"ev\":\"x\"}\n", ":2:", "should be 1" },
	{ HEADER "\n" HEADER "\n", ":2:", "should be 1" },
	{ HEADER " {}\n", ":1:", "not one JSON object" },
	{ HEADER "\n{\"seq\":1,\"ev\":\"console\"}\n", ":2:", "\"text\"" },
	{ HEADER "\n{\"seq\":1,\"ev\":\"start\"}\n", ":2:", "\"sid\"" },
	{ HEADER "\n{\"seq\":1,\"ev\":\"end\",\"start\":9}\n", ":2:", "no start has" },
	{ HEADER "\n{\"seq\":1,\"ev\":\"tsch\",\"cc\":4}\n", ":2:", "from 0 to 3" },
	{ HEADER "\n{\"seq\":1,\"ev\":\"tsch\",\"cc\":0,\"start\":9}\n", ":2:", "no start has" },
	{ HEADER "\n" START_OF("00", "") "\n", ":2:", "\"orb\"" },
	{ HEADER "\n" START_OF(FORMAT0_ORB, "") "\n", ":2:", "\"ccwfmt\"" },
	{ HEADER "\n" START_OF(ORB, "7") "\n", ":2:", "\"addr\"" },
	{ HEADER "\n" START_OF(ORB, "{\"addr\":\"00c24028\"}") "\n", ":2:", "\"ccw\"" },
	{ HEADER "\n" START_OF(ORB, "{\"addr\":\"00C24028\"}") "\n", ":2:", "\"addr\" is not 4" },
	{ HEADER "\n" START_OF(ORB, "{\"addr\":\"0\"}") "\n", ":2:", "\"addr\" is not 4" },
	{ HEADER "\n" START_OF(ORB, "{\"addr\":\"00c24028\",\"ccw\":\"0800000000c24040\","
			       "\"tic\":\"00c24048\"}") "\n", ":2:", "\"tic\"" },
	{ HEADER "\n" START_OF(ORB, "{" CCW ",\"out\":\"00\"}") "\n", ":2:", "its count is 4" },
	{ HEADER "\n" START_OF(ORB, "{" CCW ",\"out\":\"0\"}") "\n", ":2:", "\"out\" is not" },
	{ HEADER "\n" START_OF(ORB, "{" CCW ",\"out\":1}") "\n", ":2:", "\"out\" is not" },
	{ HEADER "\n" START_OF(ORB, "{" CCW ",\"idaws\":1}") "\n", ":2:", "not an array" },
	{ HEADER "\n" START_OF(ORB, "{" CCW ",\"idaws\":[[]]}") "\n", ":2:", "[address, IDAW]" },
	{ HEADER "\n" START_OF(ORB, "{" CCW ",\"idaws\":[[\"00000000\",\"00\"]]}") "\n", ":2:",
	  "\"idaws\" is not 8" },
	{ HEADER "\n" START_OF(ORB, "{\"addr\":\"00c24028\",\"ccw\":\"0624000400c24000\","
			       "\"cmd\":\"06\",\"flags\":\"24\",\"count\":4,\"cda\":\"00c24000\"}")
	  "\n", ":2:", "do not cover" },
	{ HEADER "\n" START_OF(ORB, "{\"addr\":\"00c24028\",\"ccw\":\"0620000400c24000\","
			       "\"cmd\":\"06\",\"flags\":\"20\",\"count\":5,\"cda\":\"00c24000\"}")
	  "\n", ":2:", "disagree with \"ccw\"" },
	{ HEADER "\n" START "\n" END_OF("{" CCW ",\"xcmd\":\"06\"}") "\n", ":3:", "\"imm\"" },
	{ HEADER "\n" START "\n" END_OF("{" CCW ",\"in\":\"01\",\"xcmd\":\"06\",\"imm\":false,"
		"\"xcount\":4,\"res\":2,\"us\":\"0c\",\"cs\":\"00\"}") "\n", ":3:",
	  "count minus \"res\"" },
	{ HEADER "\n" START "\n" END_OF("{" CCW ",\"in\":\"0102030405\",\"xcmd\":\"06\","
		"\"imm\":false,\"xcount\":7,\"res\":2,\"us\":\"0c\",\"cs\":\"00\"}") "\n", ":3:",
	  "count minus \"res\"" },
	{ HEADER "\n" START "\n" END_OF("{" CCW ",\"xcmd\":\"06\",\"imm\":1}") "\n", ":3:",
	  "neither true nor false" },
	{ HEADER "\n" START "\n" END "\n{\"seq\":3,\"ev\":\"end\",\"start\":1}\n", ":4:",
	  "has ended before" },
	{ HEADER "\n" START "\n" END "\n{\"seq\":3,\"ev\":\"tsch\",\"cc\":0,\"start\":1}\n",
	  ":4:", "\"irb\"" },
};

static void malformed_lines_are_named(void **state)
{
	struct problem problem;
	struct recording rec;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(malformed); i++) {
		assert_false(read_text(malformed[i].text, &rec, &problem));
		assert_int_equal(strncmp(problem.text, path, strlen(path)), 0);
		if (strncmp(problem.text + strlen(path), malformed[i].where,
			    strlen(malformed[i].where)) ||
		    !strstr(problem.text, malformed[i].what))
			fail_msg("case %zu: \"%s\" lacks \"%s\" or \"%s\"", i, problem.text,
				 malformed[i].where, malformed[i].what);
		assert_null(rec.arena);
	}
}

static void unreadable_files_are_named(void **state)
{
	static const u8 cut_short[] = { 0xfd, '7', 'z', 'X', 'Z', 0x00, 0x00, 0x04 };
	static const u8 damaged[32] = {
		0xfd, '7', 'z', 'X', 'Z', 0x00, 0x77, 0x77, [31] = 0x77,
	};
	struct problem problem;
	struct recording rec;

	assert_false(recording_read(&rec, "/nonexistent", &problem));
	assert_non_null(strstr(problem.text, "cannot be opened"));
	assert_false(recording_read(&rec, "/", &problem));
	assert_non_null(strstr(problem.text, "cannot be read"));
	assert_false(read_bytes(cut_short, sizeof(cut_short), &rec, &problem));
	assert_non_null(strstr(problem.text, "holds no whole line"));
	assert_false(read_bytes(damaged, sizeof(damaged), &rec, &problem));
	assert_non_null(strstr(problem.text, "damaged"));
}

/* Whatever single bytes become, the reader takes it or names a line. */
static void no_byte_makes_it_crash(void **state)
{
	static const u8 bytes[] = { 0x00, '"', '9', 'f', '-', '}', ',', 0xff };
	char text[] = SOUND;
	struct problem problem;
	struct recording rec;
	size_t at, i;
	u32 refused = 0;

	for (at = 0; at < strlen(SOUND); at += 3) {
		for (i = at % 2; i < ARRAY_SIZE(bytes); i += 2) {
			text[at] = (char)bytes[i];
			if (read_bytes(text, strlen(SOUND), &rec, &problem)) {
				recording_free(&rec);
			} else {
				assert_non_null(strstr(problem.text, path));
				refused++;
			}
		}
		text[at] = SOUND[at];
	}
	assert_true(refused > 500);
}

/* Lines that end within the first @len bytes. */
static u64 whole_lines(size_t len)
{
	u64 n = 0;

	for (size_t i = 0; i < strlen(SOUND) && i <= len; i++)
		n += SOUND[i] == '\n';
	return n;
}

static void cut_recordings_are_read_up_to_their_last_whole_line(void **state)
{
	const size_t header = strlen(HEADER), start = strlen(HEADER "\n" START);
	const size_t end = strlen(HEADER "\n" START "\n" END);
	struct problem problem;
	struct recording rec;

	for (size_t len = 1; len < strlen(SOUND); len++) {
		bool whole = SOUND[len] == '\n' || SOUND[len - 1] == '\n';

		if (len < header) {
			assert_false(read_bytes(SOUND, len, &rec, &problem));
			assert_non_null(strstr(problem.text, "holds no whole line"));
			continue;
		}
		assert_true(read_bytes(SOUND, len, &rec, &problem));
		assert_int_equal(rec.cut, !whole);
		assert_int_equal(rec.lines, whole_lines(len));
		/* The program that was running is left out, if something of it is lost. */
		assert_int_equal(rec.n_programs, len >= end || (len >= start && whole));
		assert_int_equal(rec.unfinished, len >= start && len < end && !whole);
		recording_free(&rec);
	}
}

static size_t pack(u8 *packed, size_t room)
{
	size_t len = 0;

	assert_int_equal(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, NULL, (const u8 *)SOUND,
						 strlen(SOUND), packed, &len, room), LZMA_OK);
	return len;
}

/* An empty file, or something that is cut within its first six bytes, is packed no more. */
static void cut_packed_recordings_are_read_too(void **state)
{
	struct problem problem;
	struct recording rec;
	u64 most = 0;
	u8 packed[4096];
	size_t size = pack(packed, sizeof(packed));

	for (size_t len = 1; len < size; len++) {
		if (!read_bytes(packed, len, &rec, &problem)) {
			assert_non_null(strstr(problem.text, "holds no whole line"));
			continue;
		}
		assert_true(rec.cut);
		assert_true(rec.lines >= most);
		most = rec.lines;
		recording_free(&rec);
	}
	assert_int_equal(most, 4);
	assert_true(read_bytes(packed, size, &rec, &problem));
	assert_false(rec.cut);
	recording_free(&rec);
}

/* A system that stops may leave zeroes where the end should be. */
static void zeroes_at_the_end_are_a_cut(void **state)
{
	u8 packed[4096] = { 0 }, plain[4096] = { 0 };
	size_t size = pack(packed, sizeof(packed));
	struct problem problem;
	struct recording rec;

	/* Zeroes that are unpacked give anything: they must not be. */
	for (size_t len = size - 1; len; len--) {
		packed[len] = 0;
		if (!read_bytes(packed, sizeof(packed), &rec, &problem)) {
			assert_non_null(strstr(problem.text, "holds no whole line"));
			continue;
		}
		assert_true(rec.cut);
		recording_free(&rec);
	}
	memcpy(plain, SOUND, strlen(SOUND));
	assert_true(read_bytes(plain, sizeof(plain), &rec, &problem));
	assert_true(rec.cut);
	assert_int_equal(rec.lines, 4);
	recording_free(&rec);
}

static void damage_in_the_middle_is_an_error(void **state)
{
	struct problem problem;
	struct recording rec;
	u8 packed[4096];
	size_t size = pack(packed, sizeof(packed));

	packed[size / 2] ^= 0x55;
	assert_false(read_bytes(packed, size, &rec, &problem));
	assert_non_null(strstr(problem.text, "damaged"));
	assert_false(read_text(HEADER "\n" START "\n{\"seq\":2,\n" TSCH "\n", &rec, &problem));
	assert_non_null(strstr(problem.text, ":3:"));
}

/* ---- Program by program ---- */

static void put_start(FILE *f, u64 seq, u32 sid, u32 cc)
{
	fprintf(f, "{\"seq\":%llu,\"ev\":\"start\",\"sid\":\"%08x\",\"dev\":\"0120\","
		"\"cc\":%u,\"orb\":\"" ORB "\",\"ccwfmt\":1,\"program\":[]}\n",
		(unsigned long long)seq, sid, cc);
}

static void put_end(FILE *f, u64 seq, u64 start)
{
	fprintf(f, "{\"seq\":%llu,\"ev\":\"end\",\"start\":%llu,\"how\":\"normal\","
		"\"steps\":[],\"scsw\":\"" SCSW "\"}\n", (unsigned long long)seq,
		(unsigned long long)start);
}

/* The first program ends behind @n others, if it ends at all. */
static void write_slow(u32 n, bool ends)
{
	FILE *f = fopen(path, "w");
	u64 seq = 1;

	assert_non_null(f);
	fputs(HEADER "\n", f);
	put_start(f, seq++, 0x10000, 0);
	for (u32 i = 0; i < n; i++) {
		put_start(f, seq, 0x10001, 0);
		put_end(f, seq + 1, seq);
		seq += 2;
	}
	if (ends)
		put_end(f, seq, 1);
	assert_int_equal(fclose(f), 0);
}

/* Reads all programs.  Return: how many have no end. */
static u32 read_one_by_one(struct recording *rec, struct problem *problem, bool *ok)
{
	struct recording_reader *reader = recording_open(rec, path, problem);
	const struct rec_program *p;
	u64 last = 0;
	u32 open = 0;

	assert_non_null(reader);
	while ((*ok = recording_next(reader, &p)) && p) {
		assert_true(p->seq > last);
		last = p->seq;
		open += !p->end_line;
	}
	recording_close(reader);
	return open;
}

static void program_waits_for_its_end(void **state)
{
	struct problem problem;
	struct recording rec;
	bool ok;

	write_slow(1000, true);
	assert_int_equal(read_one_by_one(&rec, &problem, &ok), 0);
	assert_true(ok);
	assert_int_equal(rec.n_programs, 1001);
	recording_free(&rec);
	write_slow(1000, false);
	assert_int_equal(read_one_by_one(&rec, &problem, &ok), 1);
	assert_true(ok);
	recording_free(&rec);
}

static void program_does_not_wait_for_ever(void **state)
{
	struct problem problem;
	struct recording rec;
	bool ok;

	write_slow(WINDOW_MAX + 100, true);
	assert_int_equal(read_one_by_one(&rec, &problem, &ok), 1);
	assert_true(ok);
	assert_int_equal(rec.open, 0);
	recording_free(&rec);
}

static void end_of_no_start_is_named_however_late(void **state)
{
	struct problem problem;
	struct recording rec;
	FILE *f;
	bool ok;

	write_slow(1000, true);
	f = fopen(path, "a");
	assert_non_null(f);
	put_end(f, 2003, 2);
	assert_int_equal(fclose(f), 0);
	read_one_by_one(&rec, &problem, &ok);
	assert_false(ok);
	assert_non_null(strstr(problem.text, "no start that has not ended"));
	recording_free(&rec);
}

static void endless_line_is_refused(void **state)
{
	struct problem problem;
	struct recording rec;

	assert_false(recording_read(&rec, "/dev/zero", &problem));
	assert_non_null(strstr(problem.text, "is longer than"));
}

static void pipe_is_read_several_times(void **state)
{
	struct problem problem;
	struct recording rec;
	char name[32];
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], SOUND, strlen(SOUND)), strlen(SOUND));
	close(fds[1]);
	snprintf(name, sizeof(name), "/dev/fd/%d", fds[0]);
	for (u32 i = 0; i < 2; i++) {
		assert_true(recording_read(&rec, name, &problem));
		assert_int_equal(rec.n_programs, 1);
		recording_free(&rec);
	}
	close(fds[0]);
}

#define with_file(test)	cmocka_unit_test_setup_teardown(test, make_file, remove_file)

static const struct CMUnitTest recording_cases[] = {
	with_file(sound_recording_is_read),
	with_file(durations_are_told_as_far_as_known),
	with_file(last_line_needs_no_newline),
	with_file(idaws_and_tics_are_read),
	with_file(storage_beyond_4_gib_is_noticed),
	with_file(control_characters_do_not_reach_a_terminal),
	with_file(mounted_tapes_belong_to_the_program_that_follows),
	with_file(operators_who_do_something_else_are_noted),
	with_file(events_that_no_replay_repeats_are_noted),
	with_file(reports_of_something_else_are_noted),
	with_file(what_is_no_program_is_kept_in_order),
	with_file(answers_that_are_none_are_named),
	with_file(malformed_lines_are_named),
	with_file(unreadable_files_are_named),
	with_file(no_byte_makes_it_crash),
	with_file(cut_recordings_are_read_up_to_their_last_whole_line),
	with_file(cut_packed_recordings_are_read_too),
	with_file(zeroes_at_the_end_are_a_cut),
	with_file(damage_in_the_middle_is_an_error),
	with_file(program_waits_for_its_end),
	with_file(program_does_not_wait_for_ever),
	with_file(end_of_no_start_is_named_however_late),
	cmocka_unit_test(endless_line_is_refused),
	cmocka_unit_test(pipe_is_read_several_times),
};

SUITE(recording)
