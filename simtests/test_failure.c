// SPDX-License-Identifier: GPL-2.0-only
/*
 * For a set of programs, each allocation, each read of guest memory, each pin, and each CCW on
 * the channel is made to fail in turn.
 */
#include "simtests/suite.h"

#include "hw-sim/dev/echo.h"
#include "simtests/port/machine.h"
#include "simtests/port/platform.h"
#include "simtests/port/port.h"

#define MEMORY		(2u << 20)
#define PROGRAM		0x1000u
#define IDALS		0x8000u
#define DATA		0x40000u
#define LATER		0x1e0000u	/* what the program after the failure uses */
#define MAX_EVENTS	2000u
#define MAX_CALLS	2000u		/* far more than any program makes */

#define F1		CSS_ORB_F
#define H		CSS_ORB_H
#define T		CSS_ORB_T
#define CC		CSS_CCW_CC
#define CD		CSS_CCW_CD
#define SLI		CSS_CCW_SLI
#define IDA		CSS_CCW_IDA
#define TIC		CSS_CMD_TIC

/* ---- Writing programs into guest memory ---- */

struct guest {
	struct machine *m;
	u32 ctrl;
	u32 cpa;
	u32 at;			/* of the next CCW */
	u32 idal;		/* of the next list */
};

static void *bytes(struct guest *g, u32 addr, u32 len)
{
	return arena_guest(g->m->arena, addr, len);
}

static void put(struct guest *g, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw1 one = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count), .cda = cpu_to_be32(cda),
	};
	const struct css_ccw0 zero = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count),
		.cda = { (u8)(cda >> 16), (u8)(cda >> 8), (u8)cda },
	};

	memcpy(bytes(g, g->at, CSS_CCW_SIZE), g->ctrl & F1 ? (const void *)&one : &zero,
	       CSS_CCW_SIZE);
	g->at += CSS_CCW_SIZE;
}

static u32 unit(const struct guest *g)
{
	return (g->ctrl & (H | T)) == H ? CSS_IDAW2_BLOCK : CSS_IDAW1_BLOCK;
}

/* A list of blocks that lie @step apart. */
static u32 list(struct guest *g, u32 first, u32 n, u32 step)
{
	u32 at = g->idal, size = g->ctrl & H ? sizeof(__be64) : sizeof(__be32);
	u32 i;

	for (i = 0; i < n; i++) {
		u32 addr = first + i * step - (i ? first % unit(g) : 0);
		__be64 wide = cpu_to_be64(addr);
		__be32 narrow = cpu_to_be32(addr);

		memcpy(bytes(g, at + i * size, size),
		       g->ctrl & H ? (const void *)&wide : &narrow, size);
	}
	g->idal += n * size;
	return at;
}

/* ---- The programs ---- */

static void no_operation(struct guest *g)
{
	put(g, ECHO_NOP, SLI, 1, 0);
}

static void write_direct(struct guest *g)
{
	put(g, ECHO_WRITE, 0, 5000, DATA + 4000);
}

static void write_and_read(struct guest *g)
{
	put(g, ECHO_WRITE, CC, 5000, DATA + 4000);
	put(g, ECHO_READ, SLI, 9000, DATA + 0x10123);
}

static void read_backward(struct guest *g)
{
	put(g, ECHO_WRITE, CC, 9000, DATA);
	put(g, ECHO_READ_BACKWARD, 0, 9000, DATA + 0x20345);
}

static void one_list(struct guest *g)
{
	put(g, ECHO_WRITE, IDA, 8000, list(g, DATA + 200, 5, unit(g)));
}

static void many_lists(struct guest *g)
{
	u32 i;

	put(g, ECHO_WRITE, CC, 4096, DATA);
	for (i = 0; i < 16; i++)
		put(g, ECHO_READ, IDA | SLI | (i < 15 ? CC : 0), 4096,
		    list(g, DATA + 0x10000 + i * 0x3000, 3, unit(g)));
}

static void data_chain(struct guest *g)
{
	put(g, ECHO_WRITE, CD, 3000, DATA);
	put(g, ECHO_READ_BACKWARD, CD, 2000, DATA + 0x5000);
	put(g, ECHO_NOP, CD | CSS_CCW_SKIP, 1000, DATA + 0x9000);
	put(g, 0, CC, 100, DATA + 0xb000);
	put(g, ECHO_READ, CD, 1000, DATA + 0x20000);
	put(g, ECHO_WRITE, CD | CSS_CCW_SKIP, 1000, DATA + 0x30000);
	put(g, ECHO_NOP, SLI, 8000, DATA + 0x40000);
}

static void segments(struct guest *g)
{
	u32 i;

	for (i = 0; i < 40; i++) {
		g->at = PROGRAM + (i * 7 % 40) * 64;
		put(g, i & 1 ? ECHO_READ : ECHO_WRITE, CC | SLI, 300, DATA + i * 0x1800);
		put(g, TIC, 0, 0, PROGRAM + (i + 1) * 7 % 40 * 64);
	}
	g->cpa = PROGRAM;
	g->at -= CSS_CCW_SIZE;
	put(g, ECHO_NOP, SLI, 1, 0);
}

/* The search finds: the TIC is passed over, and what is behind it is read and pinned late. */
static void search(struct guest *g)
{
	put(g, ECHO_WRITE, CC, 512, DATA);
	put(g, ECHO_SEARCH, CC, 16, DATA);
	put(g, TIC, 0, 0, PROGRAM + 8);
	put(g, ECHO_READ, CC | SLI, 512, DATA + 0x8000);
	put(g, ECHO_SEARCH, CC, 16, DATA);
	put(g, ECHO_NOP, SLI, 1, 0);
	put(g, ECHO_READ, SLI | IDA, 512, list(g, DATA + 0x9000, 1, unit(g)));
}

static void three_hundred_pages(struct guest *g)
{
	u32 i;

	put(g, ECHO_WRITE, CC, 16384, DATA);
	for (i = 0; i < 100; i++)
		put(g, ECHO_READ, IDA | (i < 99 ? CC : 0) | SLI, 3 * 4096,
		    list(g, DATA + (i * 37 % 100) * 0x4000, 3 * 4096 / unit(g), unit(g)));
}

static void as_long_as_can_be(struct guest *g)
{
	u32 i;

	for (i = 0; i < 254; i++)
		put(g, ECHO_NOP, CC | SLI, 1, 0);
	put(g, ECHO_WRITE, 0, 4096, DATA);
}

/* More CCWs than one chain may have: notes about them need more memory. */
static void three_chains(struct guest *g)
{
	u32 i, j;

	for (i = 0; i < 3; i++) {
		g->at = PROGRAM + i * 0x1000;
		for (j = 0; j < 200; j++)
			put(g, ECHO_NOP, CC | SLI, 1, 0);
		if (i < 2)
			put(g, TIC, 0, 0, PROGRAM + (i + 1) * 0x1000);
	}
	put(g, ECHO_WRITE, 0, 4096, DATA);
}

/* Chains that adjoin, of more CCWs than fit into a piece of memory, and of more lists. */
static void long_row(struct guest *g)
{
	u32 i;

	for (i = 0; i < 650; i++) {
		if (i % 201 == 200)
			put(g, TIC, 0, 0, g->at + CSS_CCW_SIZE);
		else if (i % 5)
			put(g, ECHO_NOP, CC | SLI, 9000, 0);
		else
			put(g, ECHO_READ, CC | SLI, 65535, DATA + 4 * i);
	}
	put(g, ECHO_WRITE, 0, 4096, DATA);
}

static void before_a_hole(struct guest *g)
{
	arena_unmap(g->m->arena, PROGRAM + 0x1000, 0x1000);
	arena_unmap(g->m->arena, IDALS + 0x1000, 0x1000);
	g->cpa = PROGRAM + 0x1000 - 2 * CSS_CCW_SIZE;
	g->at = g->cpa;
	g->idal = IDALS + 0x1000 - 2 * (g->ctrl & H ? 8 : 4);
	put(g, ECHO_WRITE, CC, 100, DATA);
	put(g, ECHO_READ, IDA, 100, list(g, DATA + 4096 - 8, 2, unit(g)));
}

static void data_in_a_hole(struct guest *g)
{
	arena_unmap(g->m->arena, DATA + 0x3000, 0x1000);
	put(g, ECHO_WRITE, 0, 0x6000, DATA);
}

static void read_only_pages(struct guest *g)
{
	arena_protect(g->m->arena, DATA + 0x2000, 0x2000, true);
	put(g, ECHO_WRITE, CC, 0x6000, DATA);
	put(g, ECHO_READ, 0, 0x6000, DATA);
}

static void into_nothing(struct guest *g)
{
	arena_unmap(g->m->arena, PROGRAM + 0x1000, 0x1000);
	g->cpa = PROGRAM + 0x1000 - CSS_CCW_SIZE;
	g->at = g->cpa;
	put(g, ECHO_WRITE, CC, 100, DATA);
}

static void nowhere(struct guest *g)
{
	arena_unmap(g->m->arena, PROGRAM, 0x1000);
}

static void slow(struct guest *g)
{
	put(g, ECHO_SLOW, 0, 1, DATA);
}

static const struct program {
	const char *name;
	u32 ctrl;
	void (*build)(struct guest *g);
} programs[] = {
	{ "no-operation", F1, no_operation },
	{ "no-operation, format 0", 0, no_operation },
	{ "write", F1, write_direct },
	{ "write and read", F1, write_and_read },
	{ "write and read, format 0", 0, write_and_read },
	{ "read backward", F1, read_backward },
	{ "IDAL, 4K", F1 | H, one_list },
	{ "IDAL, 2K", F1 | H | T, one_list },
	{ "IDAL, format 1", F1, one_list },
	{ "many IDALs", F1 | H, many_lists },
	{ "many IDALs, format 0", 0, many_lists },
	{ "data chaining", F1, data_chain },
	{ "segments", F1, segments },
	{ "search", F1 | H, search },
	{ "300 pages", F1 | H, three_hundred_pages },
	{ "600 half pages", F1 | H | T, three_hundred_pages },
	{ "255 CCWs", F1, as_long_as_can_be },
	{ "three chains", F1, three_chains },
	{ "long row", F1, long_row },
	{ "before a hole", F1 | H, before_a_hole },
	{ "before a hole, format 0", 0, before_a_hole },
	{ "data in a hole", F1, data_in_a_hole },
	{ "read-only pages", F1, read_only_pages },
	{ "chain into nothing", F1, into_nothing },
	{ "no program", F1, nowhere },
	{ "device end later", F1, slow },
};

/* ---- Running them ---- */

struct result {
	ssize_t ret;
	struct css_irb irb;
	u32 irbs;
};

static struct css_orb orb_of(const struct guest *g)
{
	return (struct css_orb){
		.ctrl = cpu_to_be32(g->ctrl | CSS_ORB_P | CSS_ORB_LPM),
		.cpa = cpu_to_be32(g->cpa),
	};
}

static struct result run(struct guest *g)
{
	const struct css_orb orb = orb_of(g);
	struct result r = {};

	r.ret = machine_start(g->m, &orb);
	if (r.ret < 0)
		return r;
	assert_true(machine_run(g->m, MAX_EVENTS) < MAX_EVENTS);
	while (irb_queue_waiting(&g->m->vc.irbs)) {
		machine_read_irb(g->m, &r.irb);
		r.irbs++;
	}
	return r;
}

static void pattern(struct machine *m)
{
	static u8 bytes[MEMORY];
	u32 i;

	for (i = DATA; !bytes[MEMORY - 1] && i < MEMORY; i++)
		bytes[i] = (u8)(i * 7 + (i >> 9));
	memcpy(arena_guest(m->arena, DATA, MEMORY - DATA), bytes + DATA, MEMORY - DATA);
}

/* @warm: not the first program, so that memory of the one before is there. */
static struct guest create(const struct program *program, bool warm)
{
	const struct machine_config config = { .memory = MEMORY, .device = echo_create() };
	struct guest g = {
		.m = machine_create(&config),
		.ctrl = F1, .cpa = PROGRAM, .at = PROGRAM, .idal = IDALS,
	};

	pattern(g.m);
	if (warm) {
		write_direct(&g);
		assert_true(run(&g).ret > 0);
	}
	g.at = PROGRAM;
	g.ctrl = program->ctrl;
	program->build(&g);
	return g;
}

/* This must work after any failure. */
static void next_program_works(struct guest *g)
{
	struct guest next = {
		.m = g->m, .ctrl = F1 | H, .cpa = LATER, .at = LATER, .idal = LATER + 0x800,
	};
	const u32 from = LATER + 0x1000, to = LATER + 0x10000;
	struct result r;

	put(&next, ECHO_WRITE, CC, 5000, from + 77);
	put(&next, ECHO_READ, IDA, 5000, list(&next, to + 100, 3, 4096));
	memset(bytes(&next, to, 0x4000), 0, 0x4000);
	r = run(&next);
	assert_true(r.ret > 0);
	assert_int_equal(r.irbs, 1);
	assert_int_equal(r.irb.scsw.dstat, CSS_DSTAT_CE | CSS_DSTAT_DE);
	assert_int_equal(r.irb.scsw.cstat, 0);
	assert_memory_equal(bytes(&next, from + 77, 5000), bytes(&next, to + 100, 5000), 5000);
	assert_int_equal(g->m->vc.state, VFIO_CCW_IDLE);
	assert_int_equal(arena_counts(g->m->arena)->held_pages, 0);
}

static void check_idle(struct guest *g)
{
	assert_int_equal(g->m->vc.state, VFIO_CCW_IDLE);
	assert_int_equal(arena_counts(g->m->arena)->held_pages, 0);
	assert_int_equal(css_sim_violations(g->m->sim), 0);
}

/* ---- What each program does when nothing fails ---- */

struct calls {
	u64 allocs, reads, pins;
};

static struct calls calls_of(struct guest *g)
{
	const struct arena_counts *c = arena_counts(g->m->arena);

	return (struct calls){ c->allocs + c->channel_allocs, c->reads, c->pins };
}

struct expectation {
	struct calls calls;
	struct result result;
	u8 *memory;
};

static struct expectation expect(const struct program *program, bool warm)
{
	struct guest g = create(program, warm);
	struct calls before = calls_of(&g), after;
	struct expectation e;

	e.result = run(&g);
	after = calls_of(&g);
	e.calls.allocs = after.allocs - before.allocs;
	e.calls.reads = after.reads - before.reads;
	e.calls.pins = after.pins - before.pins;
	assert_true(e.result.ret > 0);
	assert_true(e.calls.allocs + e.calls.reads + e.calls.pins < MAX_CALLS);
	e.memory = port_zalloc(MEMORY);
	assert_non_null(e.memory);
	memcpy(e.memory, bytes(&g, 0, MEMORY), MEMORY);
	check_idle(&g);
	next_program_works(&g);
	machine_destroy(g.m);
	return e;
}

/* ---- Refusals by the host ---- */

/*
 * A missing page is the guest's error: the channel presents a program check when it reaches it.
 * So is any failure for CCWs to which only a status modifier leads.
 */
static void check_not_there(struct guest *g, const struct result *r,
			    const struct expectation *e)
{
	const struct css_scsw *scsw = &r->irb.scsw;

	assert_true(r->ret > 0);
	assert_true(r->irbs >= 1);
	if (scsw->cstat & CSS_CSTAT_PROGRAM)
		return;
	assert_memory_equal(scsw, &e->result.irb.scsw, sizeof(*scsw));
	assert_memory_equal(bytes(g, 0, MEMORY), e->memory, MEMORY);
}

/* Any other refusal ends the request with the host's errno. */
static void check_refused(const struct program *program, struct guest *g,
			  const struct result *r, const struct expectation *e, int err)
{
	if (program->build == search && r->ret > 0)
		check_not_there(g, r, e);
	else
		assert_int_equal(r->ret, -err);
}

static void refuse(const struct program *program, bool warm, const struct expectation *e,
		   struct sim_fault fault)
{
	u64 live = platform_live_bytes();
	struct guest g = create(program, warm);
	struct sim_plan plan = { .faults = &fault, .count = 1 };
	struct result r;

	arena_set_plan(g.m->arena, &plan);
	r = run(&g);
	arena_set_plan(g.m->arena, NULL);
	assert_true(fault.fired);
	if (fault.arg == EFAULT)
		check_not_there(&g, &r, e);
	else
		check_refused(program, &g, &r, e, (int)fault.arg);
	check_idle(&g);
	next_program_works(&g);
	machine_destroy(g.m);
	assert_int_equal(platform_live_bytes(), live);
}

static void refuse_each(const struct program *program, bool warm, const struct expectation *e,
			enum sim_fault_when when, u64 calls, int err)
{
	u64 n;

	for (n = 1; n <= calls; n++)
		refuse(program, warm, e, (struct sim_fault){
			.when = when, .n = n, .what = SIM_FAULT_ERRNO, .arg = (u64)err });
}

static void refuse_all(bool warm)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(programs); i++) {
		const struct program *p = &programs[i];
		struct expectation e = expect(p, warm);

		refuse_each(p, warm, &e, SIM_WHEN_ALLOC, e.calls.allocs, ENOMEM);
		refuse_each(p, warm, &e, SIM_WHEN_READ, e.calls.reads, EFAULT);
		refuse_each(p, warm, &e, SIM_WHEN_READ, e.calls.reads, EIO);
		refuse_each(p, warm, &e, SIM_WHEN_PIN, e.calls.pins, EFAULT);
		refuse_each(p, warm, &e, SIM_WHEN_PIN, e.calls.pins, ENOMEM);
		port_free(e.memory);
	}
}

static void every_refusal_of_the_first_program(void **state)
{
	refuse_all(false);
}

static void every_refusal_of_a_later_program(void **state)
{
	refuse_all(true);
}

/* ---- Refusals by the channel ---- */

static void strike(const struct program *program, struct sim_fault fault)
{
	u64 live = platform_live_bytes();
	struct sim_plan plan = { .faults = &fault, .count = 1 };
	const struct machine_config config = {
		.memory = MEMORY, .device = echo_create(), .plan = &plan,
	};
	struct guest g = {
		.m = machine_create(&config),
		.ctrl = program->ctrl, .cpa = PROGRAM, .at = PROGRAM, .idal = IDALS,
	};
	struct result r;

	pattern(g.m);
	program->build(&g);
	r = run(&g);
	if (fault.what == SIM_FAULT_CC)
		assert_int_equal(r.ret, fault.arg == 3 ? -ENODEV : -EBUSY);
	else
		assert_true(r.ret > 0 && r.irbs >= 1);
	check_idle(&g);
	next_program_works(&g);
	machine_destroy(g.m);
	assert_int_equal(platform_live_bytes(), live);
}

static void every_condition_code(void **state)
{
	size_t i;
	u64 cc;

	for (i = 0; i < ARRAY_SIZE(programs); i++) {
		for (cc = 1; cc <= 3; cc++)
			strike(&programs[i], (struct sim_fault){
				.when = SIM_WHEN_START, .n = 1, .what = SIM_FAULT_CC, .arg = cc });
		for (cc = 1; cc <= 3; cc += 2)
			strike(&programs[i], (struct sim_fault){
				.when = SIM_WHEN_START, .n = 1, .what = SIM_FAULT_DEFERRED_CC,
				.arg = cc });
	}
}

static void every_channel_check(void **state)
{
	static const u8 checks[] = {
		CSS_CSTAT_PROGRAM, CSS_CSTAT_PROTECTION, CSS_CSTAT_DATA, CSS_CSTAT_CONTROL,
		CSS_CSTAT_INTERFACE, CSS_CSTAT_CHAINING,
	};
	size_t i, j;
	u32 ccw;

	for (i = 0; i < ARRAY_SIZE(programs); i++)
		for (j = 0; j < ARRAY_SIZE(checks); j++)
			for (ccw = 1; ccw <= 3; ccw++)
				strike(&programs[i], (struct sim_fault){
					.when = SIM_WHEN_CCW, .n = 1, .ccw = ccw,
					.what = SIM_FAULT_CHANNEL_CHECK, .arg = checks[j] });
}

static void every_unit_check(void **state)
{
	size_t i;
	u32 ccw;

	for (i = 0; i < ARRAY_SIZE(programs); i++)
		for (ccw = 1; ccw <= 4; ccw++)
			strike(&programs[i], (struct sim_fault){
				.when = SIM_WHEN_CCW, .n = 1, .ccw = ccw,
				.what = SIM_FAULT_UNIT_CHECK, .sense = { 0x10, 0x20 },
				.sense_len = 32 });
}

/* ---- Refusals while a program is suspended ---- */

static ssize_t resume(struct guest *g)
{
	const struct user_scsw {
		u16 flags, ctrl;
	} scsw = { .ctrl = CSS_FCTL_START | CSS_ACTL_RESUME_PEND };
	struct ccw_io_region io = {};
	ssize_t ret;

	memcpy(io.scsw_area, &scsw, sizeof(scsw));
	arena_lock(g->m->arena);
	ret = vfio_ccw_region_write(&g->m->vc, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	arena_unlock(g->m->arena);
	return ret;
}

static void refused_read_at_resume(void **state)
{
	static const struct program suspending = { "suspended", F1 | CSS_ORB_S, no_operation };
	struct sim_fault fault = { .when = SIM_WHEN_READ, .n = 1, .what = SIM_FAULT_ERRNO };
	struct sim_plan plan = { .faults = &fault, .count = 1 };
	struct guest g = create(&suspending, false);
	struct result r;

	g.at = PROGRAM;
	put(&g, ECHO_WRITE, CSS_CCW_S, 10, DATA);
	r = run(&g);
	assert_true(be16_to_cpu(r.irb.scsw.ctrl) & CSS_ACTL_SUSPENDED);
	((u8 *)bytes(&g, PROGRAM, 8))[1] &= (u8)~CSS_CCW_S;
	fault.arg = EIO;
	arena_set_plan(g.m->arena, &plan);
	assert_int_equal(resume(&g), -EIO);
	fault.fired = false;
	fault.arg = EFAULT;
	arena_set_plan(g.m->arena, &plan);
	assert_int_equal(resume(&g), -EOPNOTSUPP);
	arena_set_plan(g.m->arena, NULL);
	assert_int_equal(g.m->vc.state, VFIO_CCW_CP_PENDING);
	assert_true(resume(&g) > 0);
	machine_run(g.m, MAX_EVENTS);
	machine_read_irb(g.m, &r.irb);
	assert_int_equal(r.irb.scsw.dstat, CSS_DSTAT_CE | CSS_DSTAT_DE);
	check_idle(&g);
	next_program_works(&g);
	machine_destroy(g.m);
}

static const struct CMUnitTest failure_cases[] = {
	cmocka_unit_test(every_refusal_of_the_first_program),
	cmocka_unit_test(every_refusal_of_a_later_program),
	cmocka_unit_test(every_condition_code),
	cmocka_unit_test(every_channel_check),
	cmocka_unit_test(every_unit_check),
	cmocka_unit_test(refused_read_at_resume),
};

SUITE(failure)
