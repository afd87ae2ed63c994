// SPDX-License-Identifier: GPL-2.0-only
/* The recorder: which parts of a request are recorded. */
#include "simtests/suite.h"

#include "hw-sim/dev/echo.h"
#include "simtests/port/platform.h"
#include "simtests/port/recording_host.h"

#define PROGRAM		0x1000u
#define IDAL		0x3000u
#define DATA		0x8000u
#define OTHER		0x20000u
#define ROOM		(1u << 20)
#define FORMAT1		(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM)
#define MAX_RECORDS	256u

/** struct seen - a record; @len: of its body */
struct seen {
	u16 kind;
	u64 seq;
	const u8 *body;
	u32 len;
};

static struct machine *m;
static struct recorder *rec;
static struct seen seen[MAX_RECORDS];
static u32 n_seen;

static void create(void)
{
	const struct machine_config config = {
		.device = echo_create(), .host = &recording_host_ops,
	};

	m = machine_create(&config);
	rec = recording_host_start(m, ROOM);
	recording_host_empty();
}

static void destroy(void)
{
	recording_host_stop();
	machine_destroy(m);
	assert_int_equal(platform_live_bytes(), 0);
}

static void put(u32 addr, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw1 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count), .cda = cpu_to_be32(cda),
	};

	memcpy(arena_guest(m->arena, addr, sizeof(ccw)), &ccw, sizeof(ccw));
}

static void fill(u32 addr, u8 value, u32 len)
{
	memset(arena_guest(m->arena, addr, len), value, len);
}

/* All records so far, which are forgotten at the next call. */
static void look(void)
{
	struct record_head head;
	const u8 *at;
	u32 len = recording_host_stream(&at);

	for (n_seen = 0; len; n_seen++) {
		assert_true(n_seen < MAX_RECORDS && len >= sizeof(head));
		memcpy(&head, at, sizeof(head));
		seen[n_seen] = (struct seen){
			.kind = be16_to_cpu(head.kind), .seq = be64_to_cpu(head.seq),
			.body = at + sizeof(head),
			.len = be32_to_cpu(head.size) - (u32)sizeof(head) -
			       be16_to_cpu(head.unused),
		};
		assert_int_equal(be32_to_cpu(head.size) % RECORD_ALIGN, 0);
		at += be32_to_cpu(head.size);
		len -= be32_to_cpu(head.size);
	}
}

static u32 count(u16 kind)
{
	u32 n = 0;

	for (u32 i = 0; i < n_seen; i++)
		n += seen[i].kind == kind;
	return n;
}

/* The one of its kind with a number. */
static const u8 *nth(u16 kind, u32 number)
{
	for (u32 i = 0; i < n_seen; i++)
		if (seen[i].kind == kind && !number--)
			return seen[i].body;
	fail();
	return NULL;
}

static struct record_part part(u16 kind, u32 number)
{
	struct record_part p;

	memcpy(&p, nth(kind, number), sizeof(p));
	return p;
}

static const u8 *bytes(u16 kind, u32 number)
{
	return nth(kind, number) + sizeof(struct record_part);
}

static struct record_ccw ccw(u32 number)
{
	struct record_ccw c;

	memcpy(&c, nth(RECORD_CCWS, 0) + number * sizeof(c), sizeof(c));
	return c;
}

static s32 result(void)
{
	struct record_result r;

	memcpy(&r, nth(RECORD_RESULT, 0), sizeof(r));
	return (s32)be32_to_cpu(r.result);
}

static ssize_t submit(u32 ctrl, u32 cpa)
{
	const struct css_orb orb = {
		.intparm = cpu_to_be32(0x12345678), .ctrl = cpu_to_be32(ctrl),
		.cpa = cpu_to_be32(cpa),
	};

	return recording_host_start_program(m, &orb);
}

static void finish(void)
{
	struct css_irb irb;

	machine_run(m, 10000);
	machine_read_irb(m, &irb);
	look();
}

static void run(u32 ctrl, u32 cpa)
{
	assert_true(submit(ctrl, cpa) > 0);
	finish();
}

/* ---- Cases ---- */

static void stream_begins_with_the_subchannel(void **state)
{
	const struct machine_config config = {
		.device = echo_create(), .host = &recording_host_ops,
	};
	struct record_stream s;

	m = machine_create(&config);
	recording_host_start(m, ROOM);
	look();
	assert_int_equal(n_seen, 1);
	assert_int_equal(seen[0].kind, RECORD_STREAM);
	memcpy(&s, seen[0].body, sizeof(s));
	assert_int_equal(be32_to_cpu(s.magic), RECORD_MAGIC);
	assert_int_equal(be32_to_cpu(s.version), RECORD_VERSION);
	assert_int_equal(be32_to_cpu(s.flags), RECORD_PARAMETERS | RECORD_PAYLOAD);
	assert_int_equal(be16_to_cpu(s.schib.pmcw.devno), 0x0120);
	assert_int_equal(s.schib.pmcw.pim, 0x80);
	assert_int_equal(s.schib.pmcw.intparm, 0);
	destroy();
}

static void addresses_and_parameters_of_the_host_are_left_out(void **state)
{
	struct css_schib schib = {};
	struct record_stream s;

	create();
	schib.pmcw.intparm = cpu_to_be32(0xfeedbeef);
	schib.pmcw.mbi = cpu_to_be16(0x1234);
	schib.pmcw.devno = cpu_to_be16(0x0133);
	memset(schib.mba, 0x5a, sizeof(schib.mba));
	recorder_stream(rec, MACHINE_SCHID, 0, &schib);
	look();
	memcpy(&s, nth(RECORD_STREAM, 0), sizeof(s));
	assert_int_equal(be32_to_cpu(s.schid), MACHINE_SCHID);
	assert_int_equal(be32_to_cpu(s.cc), 0);
	schib.pmcw.intparm = 0;
	schib.pmcw.mbi = 0;
	memset(schib.mba, 0, sizeof(schib.mba));
	assert_memory_equal(&s.schib, &schib, sizeof(schib));
	/* Without a subchannel nothing was stored. */
	recording_host_empty();
	recorder_stream(rec, MACHINE_SCHID, 3, &schib);
	look();
	memcpy(&s, nth(RECORD_STREAM, 0), sizeof(s));
	assert_int_equal(be32_to_cpu(s.cc), 3);
	assert_int_equal(s.schib.pmcw.devno, 0);
	destroy();
}

static void request_is_recorded_from_orb_to_irb(void **state)
{
	static const u16 kinds[] = {
		RECORD_REQUEST, RECORD_CCWS, RECORD_OUT, RECORD_TRANSLATED, RECORD_START,
		RECORD_RESULT, RECORD_IN, RECORD_INTERRUPT,
	};
	struct record_interrupt interrupt;
	struct record_request request;

	create();
	fill(DATA, 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, ECHO_READ, 0, 16, OTHER);
	run(FORMAT1, PROGRAM);
	assert_int_equal(n_seen, ARRAY_SIZE(kinds));
	for (u32 i = 0; i < n_seen; i++) {
		assert_int_equal(seen[i].kind, kinds[i]);
		assert_int_equal(seen[i].seq, seen[0].seq + i);
	}
	memcpy(&request, seen[0].body, sizeof(request));
	assert_int_equal(be32_to_cpu(request.orb.intparm), 0x12345678);
	assert_int_equal(be32_to_cpu(request.orb.ctrl), FORMAT1);
	assert_int_equal(be32_to_cpu(request.orb.cpa), PROGRAM);
	assert_int_equal(be16_to_cpu(request.scsw.ctrl) & CSS_FCTL, CSS_FCTL_START);
	assert_int_equal(be32_to_cpu(ccw(1).addr), PROGRAM + 8);
	assert_int_equal(ccw(0).moves, RECORD_MOVES_OUT);
	assert_int_equal(ccw(1).moves, RECORD_MOVES_IN);
	assert_memory_equal(ccw(1).raw, arena_guest(m->arena, PROGRAM + 8, 8), 8);
	assert_memory_equal(bytes(RECORD_OUT, 0), arena_guest(m->arena, DATA, 16), 16);
	assert_memory_equal(bytes(RECORD_IN, 0), arena_guest(m->arena, DATA, 16), 16);
	assert_int_equal(be32_to_cpu(part(RECORD_IN, 0).ccw), 1);
	assert_int_equal(result(), 0);
	memcpy(&interrupt, seen[7].body, sizeof(interrupt));
	assert_int_equal(be32_to_cpu(interrupt.final), 1);
	assert_int_equal(be32_to_cpu(interrupt.irb.scsw.cpa), PROGRAM + 16);
	destroy();
}

static void ccws_are_recorded_as_the_guest_has_them(void **state)
{
	static const u8 old[] = { 0x21, 0x00, 0x80, 0x00, CSS_CCW_CC | CSS_CCW_SLI, 0xa5, 0, 1,
				  0xf8, 0x00, 0x20, 0x00, 0x55, 0x66, 0x77, 0x88 };

	create();
	memcpy(arena_guest(m->arena, PROGRAM, sizeof(old)), old, sizeof(old));
	memcpy(arena_guest(m->arena, 0x2000, 8), (u8[]){ 3, 0, 0x80, 0, 0, 0, 0, 1 }, 8);
	run(CSS_ORB_P | CSS_ORB_LPM, PROGRAM);
	assert_memory_equal(ccw(0).raw, old, 8);
	assert_memory_equal(ccw(1).raw, old + 8, 8);
	/* Over the TIC there is what the search finds. */
	assert_int_equal(ccw(2).flags, RECORD_SPECULATIVE);
	assert_int_equal(be32_to_cpu(ccw(3).addr), 0x2000);
	/* What the walk makes a stop of, is recorded as it was, too. */
	recording_host_empty();
	put(PROGRAM, ECHO_WRITE, CSS_CCW_MIDA, 4, DATA);
	run(FORMAT1, PROGRAM);
	assert_int_equal(ccw(0).raw[1], CSS_CCW_MIDA);
	assert_int_equal(ccw(0).moves, 0);
	destroy();
}

static void guest_that_changes_its_program_is_recorded_as_translated(void **state)
{
	create();
	put(PROGRAM, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	assert_true(submit(FORMAT1, PROGRAM) > 0);
	put(PROGRAM, ECHO_READ, 0, 77, DATA);
	finish();
	assert_int_equal(ccw(0).raw[0], ECHO_NOP);
	assert_int_equal(ccw(0).raw[3], 1);
	destroy();
}

static void payload_is_recorded_only_if_wanted(void **state)
{
	create();
	rec->payload = false;
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, ECHO_CONTROL, CSS_CCW_CC, 5, DATA);
	put(PROGRAM + 16, ECHO_READ, CSS_CCW_CC, 16, OTHER);
	put(PROGRAM + 24, ECHO_SENSE_ID, CSS_CCW_SLI, 7, OTHER);
	run(FORMAT1, PROGRAM);
	assert_int_equal(count(RECORD_OUT), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).ccw), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).bytes), 5);
	assert_int_equal(count(RECORD_IN), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_IN, 0).ccw), 3);
	recording_host_empty();
	rec->parameters = false;
	run(FORMAT1, PROGRAM);
	assert_int_equal(count(RECORD_OUT), 0);
	assert_int_equal(count(RECORD_IN), 0);
	assert_int_equal(count(RECORD_CCWS), 1);
	destroy();
}

/* Count fields are parameters; the data of a CCW reached by data chaining are payload. */
static void parameters_end_where_payload_begins(void **state)
{
	create();
	rec->payload = false;
	put(PROGRAM, 0x1d, 0, 40, DATA);
	run(FORMAT1, PROGRAM);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).bytes), 8);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).total), 40);
	recording_host_empty();
	put(PROGRAM, ECHO_CONTROL, CSS_CCW_CD, 8, DATA);
	put(PROGRAM + 8, ECHO_CONTROL, 0, 8, DATA);
	run(FORMAT1, PROGRAM);
	assert_int_equal(count(RECORD_OUT), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).ccw), 0);
	assert_int_equal(ccw(1).flags, RECORD_DATA_CHAINED);
	destroy();
}

static void limit_cuts_data(void **state)
{
	create();
	rec->limit = 10;
	put(PROGRAM, ECHO_WRITE, 0, 16, DATA);
	run(FORMAT1, PROGRAM);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).bytes), 10);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).total), 16);
	destroy();
}

static void large_data_come_in_pieces(void **state)
{
	u32 at = 0;

	create();
	put(PROGRAM, ECHO_WRITE, 0, 10000, DATA);
	for (u32 i = 0; i < 10000; i++)
		fill(DATA + i, (u8)(i * 7), 1);
	run(FORMAT1, PROGRAM);
	for (u32 i = 0; i < count(RECORD_OUT); i++) {
		u32 len = be32_to_cpu(part(RECORD_OUT, i).bytes);

		assert_true(len <= RECORD_MAX_DATA);
		assert_int_equal(be32_to_cpu(part(RECORD_OUT, i).offset), at);
		assert_memory_equal(bytes(RECORD_OUT, i), arena_guest(m->arena, DATA + at, len),
				    len);
		at += len;
	}
	assert_int_equal(at, 10000);
	destroy();
}

static void idals_of_both_formats_are_recorded_and_followed(void **state)
{
	const __be64 wide[] = { cpu_to_be64(DATA + 0xffe), cpu_to_be64(OTHER) };
	const __be32 narrow[] = { cpu_to_be32(DATA + 0x7fe), cpu_to_be32(OTHER) };

	create();
	fill(DATA + 0x7fe, 0x11, 2);
	fill(DATA + 0xffe, 0x22, 2);
	fill(OTHER, 0x33, 2);
	memcpy(arena_guest(m->arena, IDAL, sizeof(wide)), wide, sizeof(wide));
	put(PROGRAM, ECHO_WRITE, CSS_CCW_IDA, 4, IDAL);
	run(FORMAT1 | CSS_ORB_H, PROGRAM);
	assert_int_equal(be32_to_cpu(part(RECORD_IDAWS, 0).bytes), sizeof(wide));
	assert_memory_equal(bytes(RECORD_IDAWS, 0), wide, sizeof(wide));
	assert_int_equal(count(RECORD_OUT), 2);
	assert_int_equal(bytes(RECORD_OUT, 0)[0], 0x22);
	assert_int_equal(bytes(RECORD_OUT, 1)[0], 0x33);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 1).offset), 2);

	recording_host_empty();
	memcpy(arena_guest(m->arena, IDAL, sizeof(narrow)), narrow, sizeof(narrow));
	run(FORMAT1, PROGRAM);
	assert_memory_equal(bytes(RECORD_IDAWS, 0), narrow, sizeof(narrow));
	assert_int_equal(bytes(RECORD_OUT, 0)[0], 0x11);
	assert_int_equal(bytes(RECORD_OUT, 1)[0], 0x33);
	destroy();
}

static void long_idal_is_recorded_as_a_whole(void **state)
{
	__be32 narrow[16];

	create();
	for (u32 i = 0; i < ARRAY_SIZE(narrow); i++)
		narrow[i] = cpu_to_be32(i % 2 ? DATA : OTHER);
	memcpy(arena_guest(m->arena, IDAL, sizeof(narrow)), narrow, sizeof(narrow));
	put(PROGRAM, ECHO_WRITE, CSS_CCW_IDA, ARRAY_SIZE(narrow) * CSS_IDAW1_BLOCK, IDAL);
	run(FORMAT1, PROGRAM);
	assert_int_equal(be32_to_cpu(part(RECORD_IDAWS, 0).bytes), sizeof(narrow));
	assert_memory_equal(bytes(RECORD_IDAWS, 0), narrow, sizeof(narrow));
	destroy();
}

static void idal_that_cannot_be_read_is_missing(void **state)
{
	create();
	put(PROGRAM, ECHO_WRITE, CSS_CCW_IDA, 4, IDAL + 2);
	run(FORMAT1 | CSS_ORB_H, PROGRAM);
	assert_int_equal(count(RECORD_IDAWS), 0);
	assert_int_equal(count(RECORD_OUT), 0);
	assert_int_equal(result(), 0);
	destroy();
}

static void data_that_the_guest_lacks_are_missing(void **state)
{
	create();
	arena_unmap(m->arena, DATA + 0x1000, 0x1000);
	put(PROGRAM, ECHO_WRITE, 0, 0x1800, DATA);
	run(FORMAT1, PROGRAM);
	assert_int_equal(count(RECORD_OUT), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_OUT, 0).bytes), 0x1000);
	arena_map(m->arena, DATA + 0x1000, 0x1000);
	destroy();
}

/* Nothing moves from behind the first byte that is missing. */
static void data_behind_those_that_the_guest_lacks_are_missing(void **state)
{
	const __be64 wide[] = { cpu_to_be64(OTHER), cpu_to_be64(DATA) };

	create();
	arena_unmap(m->arena, OTHER, 0x1000);
	memcpy(arena_guest(m->arena, IDAL, sizeof(wide)), wide, sizeof(wide));
	put(PROGRAM, ECHO_WRITE, CSS_CCW_IDA, 0x1800, IDAL);
	run(FORMAT1 | CSS_ORB_H, PROGRAM);
	assert_int_equal(count(RECORD_IDAWS), 1);
	assert_int_equal(count(RECORD_OUT), 0);
	arena_map(m->arena, OTHER, 0x1000);
	destroy();
}

static void program_that_is_nowhere_is_absent(void **state)
{
	create();
	arena_unmap(m->arena, PROGRAM, 0x1000);
	run(FORMAT1, PROGRAM);
	assert_int_equal(be32_to_cpu(ccw(0).addr), PROGRAM);
	assert_int_equal(ccw(0).flags, RECORD_ABSENT);
	arena_map(m->arena, PROGRAM, 0x1000);
	destroy();
}

static void long_program_is_whole(void **state)
{
	u32 n = 0;

	create();
	for (u32 i = 0; i < 255; i++) {
		/* In two chains, since one may have no more. */
		put(PROGRAM + i * 8, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
		put(0x4000 + i * 8, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
	}
	put(PROGRAM + 254 * 8, CSS_CMD_TIC, 0, 0, 0x4000);
	put(0x4000 + 254 * 8, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	run(FORMAT1, PROGRAM);
	for (u32 i = 0; i < n_seen; i++)
		if (seen[i].kind == RECORD_CCWS) {
			assert_int_equal(seen[i].len % sizeof(struct record_ccw), 0);
			n += seen[i].len / (u32)sizeof(struct record_ccw);
		}
	assert_int_equal(n, 510);
	destroy();
}

static void what_a_search_may_lead_to_is_marked(void **state)
{
	create();
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 8, ECHO_SEARCH, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	put(PROGRAM + 24, ECHO_READ, CSS_CCW_SLI, 4, OTHER);
	run(FORMAT1, PROGRAM);
	assert_int_equal(ccw(3).flags, RECORD_SPECULATIVE);
	assert_int_equal(be32_to_cpu(part(RECORD_IN, 0).ccw), 3);
	destroy();
}

/* Descending addresses, but the order in which the device gave them. */
static void bytes_that_go_backward_are_recorded_in_their_order(void **state)
{
	create();
	memcpy(arena_guest(m->arena, DATA, 4), "wxyz", 4);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, 0, 4, OTHER + 3);
	run(FORMAT1, PROGRAM);
	assert_memory_equal(arena_guest(m->arena, OTHER, 4), "zyxw", 4);
	assert_int_equal(ccw(1).moves, RECORD_MOVES_IN | RECORD_MOVES_BACKWARD);
	assert_int_equal(count(RECORD_IN), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_IN, 0).bytes), 4);
	assert_memory_equal(bytes(RECORD_IN, 0), "wxyz", 4);
	/* They are payload. */
	recording_host_empty();
	rec->payload = false;
	run(FORMAT1, PROGRAM);
	assert_int_equal(count(RECORD_IN), 0);
	destroy();
}

/* All parts of one kind, one behind the other. */
static u32 gather(u16 kind, u8 *to)
{
	u32 at = 0;

	for (u32 i = 0; i < count(kind); i++) {
		u32 len = be32_to_cpu(part(kind, i).bytes);

		assert_true(len <= RECORD_MAX_DATA);
		assert_int_equal(be32_to_cpu(part(kind, i).offset), at);
		memcpy(to + at, bytes(kind, i), len);
		at += len;
	}
	return at;
}

/* The program puts 10000 bytes somewhere, going backward: the same come out. */
static void goes_backward(u32 ctrl)
{
	static u8 came[10000];

	for (u32 i = 0; i < sizeof(came); i++)
		fill(DATA + i, (u8)(i * 7), 1);
	recording_host_empty();
	run(ctrl, PROGRAM);
	assert_int_equal(gather(RECORD_IN, came), sizeof(came));
	assert_memory_equal(came, arena_guest(m->arena, DATA, sizeof(came)), sizeof(came));
}

static void backward_data_come_in_pieces_and_along_idals(void **state)
{
	const __be64 wide[] = {
		cpu_to_be64(OTHER + 0x57ff), cpu_to_be64(OTHER + 0x0fff),
		cpu_to_be64(OTHER + 0x3fff),
	};
	__be32 narrow[6];

	create();
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 10000, DATA);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, 0, 10000, OTHER + 0x4321);
	goes_backward(FORMAT1);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, CSS_CCW_IDA, 10000, IDAL);
	memcpy(arena_guest(m->arena, IDAL, sizeof(wide)), wide, sizeof(wide));
	goes_backward(FORMAT1 | CSS_ORB_H);
	for (u32 i = 0; i < ARRAY_SIZE(narrow); i++)
		narrow[i] = cpu_to_be32(OTHER + 0x1000 * i + (i ? 0x7ff : 0x4ff));
	memcpy(arena_guest(m->arena, IDAL, sizeof(narrow)), narrow, sizeof(narrow));
	goes_backward(FORMAT1);
	destroy();
}

/* A device that has more to give than there is storage before the address. */
static void nothing_is_recorded_below_address_zero(void **state)
{
	u64 reads;

	create();
	fill(DATA, 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, 0, 16, 9);
	assert_true(submit(FORMAT1, PROGRAM) > 0);
	reads = arena_counts(m->arena)->reads;
	finish();
	assert_int_equal(arena_counts(m->arena)->reads - reads, 1);
	assert_int_equal(count(RECORD_IN), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_IN, 0).bytes), 10);
	assert_int_equal(be32_to_cpu(part(RECORD_IN, 0).total), 16);
	destroy();
}

static void backward_data_that_the_guest_lacks_are_missing(void **state)
{
	create();
	arena_unmap(m->arena, OTHER, 0x1000);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 0x1800, DATA);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, 0, 0x1800, OTHER + 0x1fff);
	run(FORMAT1, PROGRAM);
	assert_int_equal(count(RECORD_IN), 1);
	assert_int_equal(be32_to_cpu(part(RECORD_IN, 0).bytes), 0x1000);
	arena_map(m->arena, OTHER, 0x1000);
	destroy();
}

/* By data chaining, whatever the second code says. */
static void data_chaining_goes_on_backward(void **state)
{
	create();
	memcpy(arena_guest(m->arena, DATA, 4), "wxyz", 4);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, CSS_CCW_CD, 3, OTHER + 2);
	put(PROGRAM + 16, ECHO_READ, 0, 1, OTHER + 0x100);
	run(FORMAT1, PROGRAM);
	assert_int_equal(ccw(2).moves, RECORD_MOVES_IN | RECORD_MOVES_BACKWARD);
	assert_memory_equal(bytes(RECORD_IN, 0), "wxy", 3);
	assert_memory_equal(bytes(RECORD_IN, 1), "z", 1);
	destroy();
}

static void refused_request_is_recorded_with_its_answer(void **state)
{
	create();
	assert_int_equal(submit(FORMAT1 | CSS_ORB_B, PROGRAM), -EOPNOTSUPP);
	look();
	assert_int_equal(n_seen, 2);
	assert_int_equal(seen[0].kind, RECORD_REQUEST);
	assert_int_equal(result(), -EOPNOTSUPP);
	/* After it was translated, or tried to be. */
	recording_host_empty();
	for (u32 i = 0; i < 300; i++)
		put(PROGRAM + i * 8, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
	assert_int_equal(submit(FORMAT1, PROGRAM), -EINVAL);
	look();
	assert_true(count(RECORD_CCWS) > 0);
	assert_int_equal(count(RECORD_START), 0);
	assert_int_equal(result(), -EINVAL);
	destroy();
}

/* The end of one program is seen when the next one is asked for. */
static void late_look_at_an_interrupt_finds_its_data(void **state)
{
	const __be64 idaw = cpu_to_be64(OTHER);

	create();
	fill(DATA, 0x77, 8);
	memcpy(arena_guest(m->arena, IDAL, sizeof(idaw)), &idaw, sizeof(idaw));
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 8, DATA);
	put(PROGRAM + 8, ECHO_READ, CSS_CCW_IDA, 8, IDAL);
	assert_true(submit(FORMAT1 | CSS_ORB_H, PROGRAM) > 0);
	machine_run(m, 10000);
	put(0x2000, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	assert_true(submit(FORMAT1, 0x2000) > 0);
	look();
	assert_int_equal(count(RECORD_IN), 1);
	assert_int_equal(bytes(RECORD_IN, 0)[7], 0x77);
	finish();
	assert_int_equal(count(RECORD_INTERRUPT), 2);
	destroy();
}

/* A program-controlled interruption is no end, and after the end there is none. */
static void data_come_with_the_end_and_once(void **state)
{
	struct vfio_ccw_trace again = { .kind = VFIO_CCW_TRACE_INTERRUPT, .result = 1 };
	const struct css_irb irb = {};
	struct css_irb read;

	create();
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC | CSS_CCW_PCI, 8, DATA);
	put(PROGRAM + 8, ECHO_READ, 0, 8, OTHER);
	assert_true(submit(FORMAT1, PROGRAM) > 0);
	machine_run(m, 10000);
	machine_read_irb(m, &read);
	machine_read_irb(m, &read);
	look();
	assert_int_equal(count(RECORD_INTERRUPT), 2);
	assert_int_equal(count(RECORD_IN), 1);
	again.irb = &irb;
	recorder_trace(rec, &m->vc, &again);
	look();
	assert_int_equal(count(RECORD_INTERRUPT), 3);
	assert_int_equal(count(RECORD_IN), 1);
	destroy();
}

static void program_from_before_has_no_data(void **state)
{
	create();
	put(PROGRAM, ECHO_SENSE_ID, CSS_CCW_SLI, 7, DATA);
	assert_true(machine_start(m, &(struct css_orb){
		.ctrl = cpu_to_be32(FORMAT1), .cpa = cpu_to_be32(PROGRAM) }) > 0);
	finish();
	assert_int_equal(count(RECORD_IN), 0);
	assert_int_equal(count(RECORD_CCWS), 0);
	assert_int_equal(count(RECORD_INTERRUPT), 1);
	destroy();
}

static void async_commands_and_notes_are_recorded(void **state)
{
	struct record_async async;

	create();
	assert_true(machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	recorder_note(rec, RECORD_CLOSE, 0);
	recorder_note(rec, RECORD_OPEN, -EBUSY);
	recorder_trace(rec, &m->vc, &(struct vfio_ccw_trace){ .kind = VFIO_CCW_TRACE_ABANDONED });
	finish();
	memcpy(&async, nth(RECORD_ASYNC, 0), sizeof(async));
	assert_int_equal(be32_to_cpu(async.command), VFIO_CCW_ASYNC_CMD_CSCH);
	assert_int_equal(be32_to_cpu(async.result), 0);
	assert_int_equal(count(RECORD_CLOSE), 1);
	assert_int_equal(count(RECORD_OPEN), 1);
	assert_int_equal(count(RECORD_ABANDONED), 1);
	assert_int_equal(count(RECORD_INTERRUPT), 1);
	destroy();
}

static const struct CMUnitTest record_cases[] = {
	cmocka_unit_test(stream_begins_with_the_subchannel),
	cmocka_unit_test(addresses_and_parameters_of_the_host_are_left_out),
	cmocka_unit_test(request_is_recorded_from_orb_to_irb),
	cmocka_unit_test(ccws_are_recorded_as_the_guest_has_them),
	cmocka_unit_test(guest_that_changes_its_program_is_recorded_as_translated),
	cmocka_unit_test(payload_is_recorded_only_if_wanted),
	cmocka_unit_test(parameters_end_where_payload_begins),
	cmocka_unit_test(limit_cuts_data),
	cmocka_unit_test(large_data_come_in_pieces),
	cmocka_unit_test(idals_of_both_formats_are_recorded_and_followed),
	cmocka_unit_test(long_idal_is_recorded_as_a_whole),
	cmocka_unit_test(idal_that_cannot_be_read_is_missing),
	cmocka_unit_test(data_that_the_guest_lacks_are_missing),
	cmocka_unit_test(data_behind_those_that_the_guest_lacks_are_missing),
	cmocka_unit_test(program_that_is_nowhere_is_absent),
	cmocka_unit_test(long_program_is_whole),
	cmocka_unit_test(what_a_search_may_lead_to_is_marked),
	cmocka_unit_test(bytes_that_go_backward_are_recorded_in_their_order),
	cmocka_unit_test(backward_data_come_in_pieces_and_along_idals),
	cmocka_unit_test(nothing_is_recorded_below_address_zero),
	cmocka_unit_test(backward_data_that_the_guest_lacks_are_missing),
	cmocka_unit_test(data_chaining_goes_on_backward),
	cmocka_unit_test(refused_request_is_recorded_with_its_answer),
	cmocka_unit_test(late_look_at_an_interrupt_finds_its_data),
	cmocka_unit_test(data_come_with_the_end_and_once),
	cmocka_unit_test(program_from_before_has_no_data),
	cmocka_unit_test(async_commands_and_notes_are_recorded),
};

SUITE(record)
