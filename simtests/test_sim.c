// SPDX-License-Identifier: GPL-2.0-only
/* The simulated channel subsystem, with a device that accepts and returns bytes. */
#include "hw-sim/css_sim.h"
#include "hw-sim/dev/echo.h"
#include "hw-sim/plan.h"
#include "simtests/port/platform.h"
#include "simtests/port/port.h"
#include "simtests/suite.h"

#define LOW_SIZE	0x100000u
#define HIGH_BASE	0x100000000ull
#define HIGH_SIZE	0x10000u
#define TOP_BASE	0x7ffff000u	/* the last page below 2 GiB and the first above */
#define TOP_SIZE	0x2000u
#define PROTECTED	0x0f0000u	/* the channel has no access from here on */
#define IRBS		16u

#define PROGRAM		0x1000u
#define IDAL		0x3000u
#define DATA		0x10000u

#define FMT1		(CSS_ORB_F | CSS_ORB_P | 0xff00u)
#define FMT0		(CSS_ORB_P | 0xff00u)
#define IDA2		(FMT1 | CSS_ORB_H)
#define IDA2_2K		(FMT1 | CSS_ORB_H | CSS_ORB_T)

#define NORMAL		0x4007u
#define UNUSUAL		0x4017u
#define CE_DE		(CSS_DSTAT_CE | CSS_DSTAT_DE)
#define PCHK		CSS_CSTAT_PROGRAM
#define END		(~0ull)

struct rig {
	struct css_sim *sim;
	struct sim_subchannel *sch;
	struct sim_device *dev;
	struct css_irb irb[IRBS];	/* of each interrupt, in automatic mode */
	u32 irbs;
	u32 interrupts;
	u32 crw_calls;
	u32 violations;
	u32 ccws;
	u32 ccw_ends;
	u32 faults;
	struct sim_trace last_end;
	bool automatic;			/* TEST SUBCHANNEL from within the interrupt */
	u64 granted_end;		/* strict: everything below was handed over */
	u8 low[LOW_SIZE];
	u8 high[HIGH_SIZE];
	u8 top[TOP_SIZE];
};

/* ---- Storage and callbacks ---- */

static enum sim_storage_result rig_map(void *data, u64 addr, u32 len, bool store, void **ptr)
{
	struct rig *rig = data;

	assert_true(len > 0 && addr / SIM_STORAGE_BLOCK == (addr + len - 1) / SIM_STORAGE_BLOCK);
	if (addr < LOW_SIZE && addr >= PROTECTED)
		return SIM_STORAGE_PROTECTION;
	if (addr < LOW_SIZE)
		*ptr = rig->low + addr;
	else if (addr >= HIGH_BASE && addr < HIGH_BASE + HIGH_SIZE)
		*ptr = rig->high + (addr - HIGH_BASE);
	else if (addr >= TOP_BASE && addr < TOP_BASE + TOP_SIZE)
		*ptr = rig->top + (addr - TOP_BASE);
	else
		return SIM_STORAGE_ADDRESSING;
	return SIM_STORAGE_OK;
}

static bool rig_granted(void *data, u64 addr, u32 len, bool store)
{
	struct rig *rig = data;

	return addr + len <= rig->granted_end;
}

static const struct sim_storage_ops rig_storage = { .map = rig_map, .granted = rig_granted };

static void rig_interrupt(void *data, struct sim_subchannel *sch)
{
	struct rig *rig = data;

	assert_true(sim_get_data(sch) == rig);
	rig->interrupts++;
	if (!rig->automatic)
		return;
	assert_true(rig->irbs < IRBS);
	sim_tsch(sch, &rig->irb[rig->irbs++]);
}

static void rig_crw(void *data)
{
	((struct rig *)data)->crw_calls++;
}

static void rig_trace(void *data, const struct sim_trace *record)
{
	struct rig *rig = data;

	if (record->kind == SIM_TRACE_CCW)
		rig->ccws++;
	if (record->kind == SIM_TRACE_FAULT)
		rig->faults++;
	if (record->kind == SIM_TRACE_CCW_END) {
		rig->ccw_ends++;
		rig->last_end = *record;
	}
}

static void rig_violation(void *data, u64 addr, u32 len, bool store)
{
	((struct rig *)data)->violations++;
}

static const struct css_sim_callbacks rig_callbacks = {
	.interrupt = rig_interrupt,
	.crw = rig_crw,
	.trace = rig_trace,
	.violation = rig_violation,
};

/* Without a trace: the channel may use its fast paths. */
static const struct css_sim_callbacks quiet_callbacks = { .interrupt = rig_interrupt };

/* Two paths, CHPIDs 40 and 41. */
static struct sim_subchannel *add(struct rig *rig, u32 schid, struct sim_device *dev)
{
	struct sim_subchannel_config config = {
		.schid = schid,
		.devno = 0x0120,
		.chpid = { 0x40, 0x41 },
		.pim = 0xc0,
		.device = dev,
	};
	struct sim_subchannel *sch = css_sim_add(rig->sim, &config);

	assert_non_null(sch);
	sim_set_data(sch, rig);
	assert_int_equal(sim_css_ops.enable(sch, true), 0);
	return sch;
}

static struct rig *rig_configured(struct css_sim_config *config)
{
	struct rig *rig = platform_zalloc(sizeof(*rig));

	assert_non_null(rig);
	config->storage_data = rig;
	config->callback_data = rig;
	rig->sim = css_sim_create(config);
	assert_non_null(rig->sim);
	rig->dev = echo_create();
	assert_non_null(rig->dev);
	rig->sch = add(rig, 0x00010000, rig->dev);
	assert_true(sim_device_of(rig->sch) == rig->dev);
	assert_int_equal(sim_schid(rig->sch), 0x00010000);
	return rig;
}

static struct rig *rig_with(struct sim_plan *plan, bool strict)
{
	struct css_sim_config config = {
		.storage = &rig_storage,
		.callbacks = &rig_callbacks,
		.strict = strict,
		.hash = true,
		.plan = plan,
	};

	return rig_configured(&config);
}

static struct rig *rig_quiet(bool strict)
{
	struct css_sim_config config = {
		.storage = &rig_storage,
		.callbacks = &quiet_callbacks,
		.strict = strict,
	};

	return rig_configured(&config);
}

static struct rig *rig_create(void)
{
	return rig_with(NULL, false);
}

static void rig_destroy(struct rig *rig)
{
	css_sim_destroy(rig->sim);
	platform_free(rig);
}

/* ---- Building programs ---- */

static void ccw(struct rig *rig, u32 addr, u8 cmd, u8 flags, u16 count, u32 cda)
{
	struct css_ccw1 c = { cmd, flags, cpu_to_be16(count), cpu_to_be32(cda) };

	memcpy(rig->low + addr, &c, sizeof(c));
}

static void ccw0(struct rig *rig, u32 addr, u8 cmd, u8 flags, u16 count, u32 cda)
{
	struct css_ccw0 c = {
		.cmd = cmd,
		.cda = { (u8)(cda >> 16), (u8)(cda >> 8), (u8)cda },
		.flags = flags,
		.ignored = 0xee,
		.count = cpu_to_be16(count),
	};

	memcpy(rig->low + addr, &c, sizeof(c));
}

static void idaw1(struct rig *rig, u32 addr, u32 value)
{
	__be32 be = cpu_to_be32(value);

	memcpy(rig->low + addr, &be, sizeof(be));
}

static void idaw2(struct rig *rig, u32 addr, u64 value)
{
	__be64 be = cpu_to_be64(value);

	memcpy(rig->low + addr, &be, sizeof(be));
}

/* Bytes that differ from their neighbours for a long way. */
static u8 pattern(u32 i)
{
	return (u8)(i * 7 + (i >> 8) * 13 + 1);
}

static void fill(u8 *to, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		to[i] = pattern(i);
}

/* The first byte that is not @first, @first + 1, ... of the pattern. */
static void assert_pattern(const u8 *at, u32 first, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		if (at[i] != pattern(first + i))
			fail();
}

static void assert_zero(const u8 *at, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		if (at[i])
			fail();
}

static int try_start(struct rig *rig, u32 ctrl, u32 cpa)
{
	struct css_orb orb = {
		.intparm = cpu_to_be32(0x12345678),
		.ctrl = cpu_to_be32(ctrl),
		.cpa = cpu_to_be32(cpa),
	};

	return sim_ssch(rig->sch, &orb);
}

static void start(struct rig *rig, u32 ctrl, u32 cpa)
{
	assert_int_equal(try_start(rig, ctrl, cpa), 0);
}

static void run(struct rig *rig)
{
	css_sim_run(rig->sim, END, 100000);
}

static void assert_irb(const struct css_irb *irb, u16 ctrl, u8 dstat, u8 cstat)
{
	assert_int_equal(be16_to_cpu(irb->scsw.ctrl), ctrl);
	assert_int_equal(irb->scsw.dstat, dstat);
	assert_int_equal(irb->scsw.cstat, cstat);
}

static void assert_position(const struct css_irb *irb, u32 cpa, u16 count)
{
	assert_int_equal(be32_to_cpu(irb->scsw.cpa), cpa);
	assert_int_equal(be16_to_cpu(irb->scsw.count), count);
}

/* Take the pending status, which must be this. */
static struct css_irb status(struct rig *rig, u16 ctrl, u8 dstat, u8 cstat)
{
	struct css_irb irb;

	assert_int_equal(sim_tsch(rig->sch, &irb), 0);
	assert_irb(&irb, ctrl, dstat, cstat);
	return irb;
}

static void assert_quiet(struct rig *rig)
{
	struct css_irb irb;

	assert_int_equal(sim_tsch(rig->sch, &irb), 1);
}

/* Run the program at PROGRAM and compare its end. */
static struct css_irb execute(struct rig *rig, u32 orb, u8 dstat, u8 cstat, u32 cpa, u16 count)
{
	bool unusual = dstat & ~CE_DE || cstat;
	struct css_irb irb;

	start(rig, orb, PROGRAM);
	run(rig);
	irb = status(rig, unusual ? UNUSUAL : NORMAL, dstat, cstat);
	assert_position(&irb, cpa, count);
	return irb;
}

static void good(struct rig *rig, u32 orb, u32 cpa)
{
	execute(rig, orb, CE_DE, 0, cpa, 0);
}

/* Put @len bytes of the pattern into the device. */
static void load_device(struct rig *rig, u32 len)
{
	fill(rig->low + 0xc0000, len);
	ccw(rig, 0x800, ECHO_WRITE, 0, (u16)len, 0xc0000);
	start(rig, FMT1, 0x800);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
}

/* ---- Life, clock, hash ---- */

static void test_idle(void **state)
{
	struct rig *rig = rig_create();

	assert_true(css_sim_next(rig->sim) == END);
	assert_true(css_sim_run(rig->sim, 1000, 10) == 0);
	assert_true(css_sim_now(rig->sim) == 1000);
	assert_true(css_sim_run(rig->sim, END, 10) == 0);
	assert_true(css_sim_now(rig->sim) == 1000);
	assert_true(css_sim_violations(rig->sim) == 0);
	assert_quiet(rig);
	rig_destroy(rig);
	css_sim_destroy(NULL);
}

static u64 hash_of_a_day(void)
{
	struct rig *rig = rig_create();
	u64 hash;

	load_device(rig, 3000);
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 32);
	ccw(rig, PROGRAM + 32, ECHO_READ, CSS_CCW_CC, 3000, DATA + 5);
	ccw(rig, PROGRAM + 40, ECHO_READ_BACKWARD, CSS_CCW_CC, 3000, DATA + 9000);
	ccw(rig, PROGRAM + 48, 0xff, 0, 1, DATA);
	start(rig, FMT1, PROGRAM);
	run(rig);
	status(rig, UNUSUAL, CE_DE | CSS_DSTAT_UC, CSS_CSTAT_IL);
	css_sim_path_vary(rig->sim, 0x41, false);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
	hash = css_sim_hash(rig->sim);
	rig_destroy(rig);
	return hash;
}

/* The same number on every host, whatever its byte order. */
static void test_hash(void **state)
{
	u64 hash = hash_of_a_day();

	port_print("# trace hash %016llx\n", (unsigned long long)hash);
	assert_true(hash == hash_of_a_day());
	assert_true(hash == 0xd2d8607d105e717cull);
}

/* One event is at most one command, so that a loop can be bounded. */
static void test_endless_loop(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	start(rig, FMT1, PROGRAM);
	assert_true(css_sim_run(rig->sim, END, 5000) == 5000);
	assert_int_equal(rig->ccws, 5000 + 4999);
	assert_int_equal(rig->interrupts, 0);
	assert_int_equal(sim_csch(rig->sch), 0);
	assert_true(css_sim_run(rig->sim, END, 5000) == 1);
	status(rig, 0x1001, 0, 0);
	rig_destroy(rig);
}

/* ---- SCHIB, STORE and MODIFY SUBCHANNEL ---- */

static void test_schib(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;

	assert_int_equal(sim_stsch(rig->sch, &schib), 0);
	assert_int_equal(be16_to_cpu(schib.pmcw.flags), CSS_PMCW_ENABLED | CSS_PMCW_DNV);
	assert_int_equal(be16_to_cpu(schib.pmcw.devno), 0x0120);
	assert_int_equal(schib.pmcw.lpm, 0xc0);
	assert_int_equal(schib.pmcw.pim, 0xc0);
	assert_int_equal(schib.pmcw.pam, 0xc0);
	assert_int_equal(schib.pmcw.pom, 0xff);
	assert_int_equal(schib.pmcw.lpum, 0);
	assert_int_equal(schib.pmcw.chpid[1], 0x41);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, PROGRAM + 8);
	assert_int_equal(sim_css_ops.store(rig->sch, &schib), 0);
	assert_int_equal(schib.pmcw.lpum, 0x80);
	assert_int_equal(schib.pmcw.lpm, 0xff);
	assert_int_equal(be32_to_cpu(schib.pmcw.intparm), 0x12345678);
	assert_int_equal(be16_to_cpu(schib.scsw.ctrl), 0);
	rig_destroy(rig);
}

static void test_msch(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib, after;

	sim_stsch(rig->sch, &schib);
	schib.pmcw.flags = cpu_to_be16(0x3880);
	schib.pmcw.devno = 0;
	schib.pmcw.pim = 0;
	schib.pmcw.lpm = 0x40;
	schib.pmcw.pom = 0xa5;
	schib.pmcw.pnom = 0x11;
	schib.pmcw.lpum = 0x22;
	schib.pmcw.pam = 0;
	schib.pmcw.chpid[0] = 0x99;
	schib.pmcw.intparm = cpu_to_be32(0x87654321);
	schib.pmcw.ctrl = cpu_to_be32(CSS_PMCW2_CSENSE);
	schib.pmcw.mbi = cpu_to_be16(7);
	assert_int_equal(sim_msch(rig->sch, &schib), 0);
	sim_stsch(rig->sch, &after);
	assert_int_equal(be16_to_cpu(after.pmcw.flags), 0x3881);
	assert_int_equal(be16_to_cpu(after.pmcw.devno), 0x0120);
	assert_int_equal(after.pmcw.pim, 0xc0);
	assert_int_equal(after.pmcw.lpm, 0x40);
	assert_int_equal(after.pmcw.pom, 0xa5);
	assert_int_equal(after.pmcw.pnom, 0);
	assert_int_equal(after.pmcw.lpum, 0);
	assert_int_equal(after.pmcw.pam, 0xc0);
	assert_int_equal(after.pmcw.chpid[0], 0x40);
	assert_int_equal(be32_to_cpu(after.pmcw.intparm), 0x87654321);
	assert_int_equal(be32_to_cpu(after.pmcw.ctrl), CSS_PMCW2_CSENSE);
	assert_int_equal(be16_to_cpu(after.pmcw.mbi), 7);
	rig_destroy(rig);
}

static void test_msch_operand_exception(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;

	sim_stsch(rig->sch, &schib);
	schib.pmcw.flags = cpu_to_be16(0x8080);
	assert_int_equal(sim_msch(rig->sch, &schib), -1);
	schib.pmcw.flags = cpu_to_be16(CSS_PMCW_LM);
	assert_int_equal(sim_msch(rig->sch, &schib), -1);
	schib.pmcw.flags = 0;
	schib.pmcw.ctrl = cpu_to_be32(8);
	assert_int_equal(sim_msch(rig->sch, &schib), -1);
	rig_destroy(rig);
}

static void test_msch_cc(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	assert_int_equal(sim_css_ops.enable(rig->sch, false), 2);
	run(rig);
	assert_int_equal(sim_css_ops.enable(rig->sch, false), 1);
	status(rig, NORMAL, CE_DE, 0);
	assert_int_equal(sim_css_ops.enable(rig->sch, false), 0);
	rig_destroy(rig);
}

static void test_disabled(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;
	struct css_irb irb;

	assert_int_equal(sim_css_ops.enable(rig->sch, false), 0);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 3);
	assert_int_equal(sim_css_ops.halt(rig->sch), 3);
	assert_int_equal(sim_css_ops.clear(rig->sch), 3);
	assert_int_equal(sim_css_ops.resume(rig->sch), 3);
	assert_int_equal(sim_css_ops.cancel(rig->sch), 3);
	assert_int_equal(sim_tsch(rig->sch, &irb), 3);
	assert_int_equal(sim_stsch(rig->sch, &schib), 0);
	rig_destroy(rig);
}

static void test_gone(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib = { 0 };
	struct css_crw crw;

	rig->dev->latency = 100;
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 50, 10);
	css_sim_remove(rig->sim, rig->sch);
	css_sim_remove(rig->sim, rig->sch);
	run(rig);
	assert_int_equal(rig->interrupts, 0);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 3);
	assert_int_equal(sim_stsch(rig->sch, &schib), 3);
	assert_int_equal(sim_msch(rig->sch, &schib), 3);
	assert_int_equal(css_sim_stcrw(rig->sim, &crw), 0);
	assert_int_equal(be16_to_cpu(crw.flags), CSS_CRW_RSC_SUBCHANNEL | CSS_CRW_ERC_PERM_NINIT);
	assert_int_equal(be16_to_cpu(crw.rsid), 0);
	assert_int_equal(css_sim_stcrw(rig->sim, &crw), 1);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x40, false), -ENODEV);
	rig_destroy(rig);
}

/* ---- START SUBCHANNEL ---- */

static void test_orb_operand_exception(void **state)
{
	static const u32 bad[] = { FMT1 | CSS_ORB_B, FMT1 | 0x02, FMT1 | 0x20 };
	struct css_orb orb = { .cpa = cpu_to_be32(PROGRAM) };
	struct rig *rig = rig_create();
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(try_start(rig, bad[i], PROGRAM), -1);
	assert_int_equal(try_start(rig, FMT1, 0x80001000), -1);
	orb.ctrl = cpu_to_be32(FMT1 | CSS_ORB_B);
	assert_int_equal(sim_css_ops.start(rig->sch, &orb), 3);
	orb.ctrl = cpu_to_be32(FMT1);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	assert_int_equal(sim_css_ops.start(rig->sch, &orb), 0);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	rig_destroy(rig);
}

static void test_start_cc(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 2);
	run(rig);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 1);
	status(rig, NORMAL, CE_DE, 0);
	assert_int_equal(try_start(rig, FMT1 & ~CSS_ORB_LPM, PROGRAM), 3);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 0);
	rig_destroy(rig);
}

/* The SCSW and ESW of a normal end, bit for bit. */
static void test_normal_end(void **state)
{
	static const u8 expected[32] = {
		0x50, 0xc0, 0x40, 0x07, 0x00, 0x00, 0x10, 0x08, 0x0c, 0x00, 0x00, 0x00,
		0x00, 0x80,
	};
	struct rig *rig = rig_create();
	struct css_irb irb;

	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	irb = execute(rig, FMT1 | 0x50000000u, CE_DE, 0, PROGRAM + 8, 0);
	assert_memory_equal(&irb, expected, sizeof(expected));
	assert_quiet(rig);
	rig_destroy(rig);
}

/* ---- CCW formats, TIC, program checks ---- */

struct bad_ccw {
	u32 orb;
	struct {
		u8 cmd, flags;
		u16 count;
		u32 cda;
	} ccw[3];
	u32 cpa;		/* relative to PROGRAM */
	u16 count;
};

/* Programs that stop with program check before a device sees the bad CCW. */
static const struct bad_ccw bad_ccws[] = {
	/* TIC first */
	{ FMT1, { { 0x08, 0, 0, PROGRAM + 8 }, { 0x03, 0, 0, 0 } }, 8, 0 },
	{ FMT0, { { 0x08, 0, 1, PROGRAM + 8 }, { 0x03, 0, 1, 0 } }, 8, 0 },
	/* TIC to TIC */
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x08, 0, 0, PROGRAM + 16 }, { 0x08, 0, 0, PROGRAM } },
	  24, 0 },
	{ FMT0, { { 0x03, 0x40, 1, 0 }, { 0x08, 0, 0, PROGRAM + 16 }, { 0xf8, 0, 0, PROGRAM } },
	  24, 0 },
	/* reserved bits in a format-1 TIC */
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x18, 0, 0, PROGRAM } }, 16, 0 },
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x08, 0x40, 0, PROGRAM } }, 16, 0 },
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x08, 0, 1, PROGRAM } }, 16, 0 },
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x08, 0, 0, 0x80000000u | PROGRAM } }, 16, 0 },
	/* TIC address misaligned, outside storage */
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x08, 0, 0, PROGRAM + 20 } }, 16, 0 },
	{ FMT0, { { 0x03, 0x40, 1, 0 }, { 0x08, 0, 0, PROGRAM + 18 } }, 16, 0 },
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x08, 0, 0, LOW_SIZE } }, 16, 0 },
	/* counts of zero */
	{ FMT0, { { 0x03, 0, 0, 0 } }, 8, 0 },
	{ FMT1, { { 0x02, 0x80, 0, DATA }, { 0x02, 0, 8, DATA } }, 8, 0 },
	/* bit 32, MIDA, command code */
	{ FMT1, { { 0x02, 0, 16, 0x80000000u | DATA } }, 8, 16 },
	{ FMT1, { { 0x02, 0x01, 16, DATA } }, 8, 16 },
	{ FMT1 | CSS_ORB_D, { { 0x02, 0x01, 16, DATA } }, 8, 16 },
	{ FMT0, { { 0x02, 0x01, 16, DATA } }, 8, 16 },
	{ FMT1, { { 0x00, 0, 16, DATA } }, 8, 16 },
	{ FMT1, { { 0xf0, 0, 16, DATA } }, 8, 16 },
	{ FMT0, { { 0x10, 0, 16, DATA } }, 8, 16 },
	{ FMT1, { { 0x03, 0x40, 0, 0 }, { 0x20, 0, 4, 0 } }, 16, 4 },
	/* suspend flag without the ORB's leave */
	{ FMT1, { { 0x03, 0x02, 3, 0 } }, 8, 3 },
};

static void test_bad_ccws(void **state)
{
	const struct bad_ccw *bad;
	struct rig *rig;
	u32 i, k, at;

	for (i = 0; i < ARRAY_SIZE(bad_ccws); i++) {
		bad = &bad_ccws[i];
		rig = rig_create();
		for (k = 0; k < 3; k++) {
			at = PROGRAM + 8 * k;
			if (bad->orb & CSS_ORB_F)
				ccw(rig, at, bad->ccw[k].cmd, bad->ccw[k].flags,
				    bad->ccw[k].count, bad->ccw[k].cda);
			else
				ccw0(rig, at, bad->ccw[k].cmd, bad->ccw[k].flags,
				     bad->ccw[k].count, bad->ccw[k].cda);
		}
		execute(rig, bad->orb, 0, PCHK, PROGRAM + bad->cpa, bad->count);
		rig_destroy(rig);
	}
}

static void bad_cpa(u32 orb, u32 cpa, u8 cstat)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	start(rig, orb, cpa);
	run(rig);
	irb = status(rig, UNUSUAL, 0, cstat);
	assert_position(&irb, (cpa + 8) & 0x7fffffff, 0);
	rig_destroy(rig);
}

static void test_bad_cpa(void **state)
{
	bad_cpa(FMT1, PROGRAM + 4, PCHK);
	bad_cpa(FMT1, LOW_SIZE, PCHK);
	bad_cpa(FMT1, 0x7ffffff8 - SIM_STORAGE_BLOCK, PCHK);
	bad_cpa(FMT0, 0x01000000, PCHK);
	bad_cpa(FMT1, PROTECTED, CSS_CSTAT_PROTECTION);
}

/* A chain that runs off the end of its format's addresses, or of storage. */
static void test_chain_off_the_end(void **state)
{
	struct css_ccw1 nop = { 0x03, CSS_CCW_CC, 0, 0 };
	struct rig *rig = rig_create();
	struct css_irb irb;

	memcpy(rig->top + SIM_STORAGE_BLOCK - 8, &nop, sizeof(nop));
	memcpy(rig->top + SIM_STORAGE_BLOCK, &nop, sizeof(nop));
	start(rig, FMT1, 0x7ffffff8);
	run(rig);
	irb = status(rig, UNUSUAL, 0, PCHK);
	assert_position(&irb, 8, 0);
	ccw(rig, PROTECTED - 8, 0x03, CSS_CCW_CC, 0, 0);
	start(rig, FMT1, PROTECTED - 8);
	run(rig);
	irb = status(rig, UNUSUAL, 0, CSS_CSTAT_PROTECTION);
	assert_position(&irb, PROTECTED + 8, 0);
	rig_destroy(rig);
}

/* A TIC may go anywhere, also to where it came from; format 0 sees four bits of it. */
static void test_tic(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x2000);
	ccw(rig, 0x2000, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, 0x2008, CSS_CMD_TIC, 0, 0, 0x0800);
	ccw(rig, 0x0800, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, 0x808);
	assert_int_equal(rig->ccws, 5);
	assert_int_equal(rig->ccw_ends, 3);
	ccw0(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 1, 0);
	ccw0(rig, PROGRAM + 8, 0xa8, 0xff, 7, 0x2000);
	ccw0(rig, 0x2000, ECHO_NOP, 0, 1, 0);
	execute(rig, FMT0, CE_DE, 0, 0x2008, 1);
	rig_destroy(rig);
}

/* ---- Data ---- */

static void test_write_read(void **state)
{
	static const u32 orbs[] = { FMT0, FMT1 };
	struct rig *rig = rig_create();
	u32 i;

	fill(rig->low + DATA, 12000);
	for (i = 0; i < 2; i++) {
		void (*put)(struct rig *r, u32 at, u8 cmd, u8 flags, u16 count, u32 cda) =
			i ? ccw : ccw0;

		memset(rig->low + DATA + 0x8000, 0, 16000);
		put(rig, PROGRAM, ECHO_WRITE, CSS_CCW_CC, 12000, DATA);
		put(rig, PROGRAM + 8, ECHO_READ, 0, 12000, DATA + 0x8123);
		good(rig, orbs[i], PROGRAM + 16);
		assert_pattern(rig->low + DATA + 0x8123, 0, 12000);
		assert_zero(rig->low + DATA + 0x8000, 0x123);
		assert_zero(rig->low + DATA + 0x8123 + 12000, 100);
	}
	rig_destroy(rig);
}

static void test_largest_transfer(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 65535);
	ccw(rig, PROGRAM, ECHO_READ, 0, 65535, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_pattern(rig->low + DATA, 0, 65535);
	rig_destroy(rig);
}

/* Incorrect length: when it is told, and when not. */
static void test_incorrect_length(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 100);
	/* the device has less */
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CC, 150, DATA);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 50);
	assert_pattern(rig->low + DATA, 0, 100);
	/* no error, and chaining continues */
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CC | CSS_CCW_SLI, 150, DATA);
	good(rig, FMT1, PROGRAM + 16);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_SLI, 150, DATA);
	execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 50);
	/* the device has more */
	ccw(rig, PROGRAM, ECHO_READ, 0, 60, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 0);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_SLI, 60, DATA);
	execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 0);
	/* the device takes less; chain data makes SLI void */
	ccw(rig, PROGRAM, ECHO_SLOW, 0, 9, DATA);
	rig->low[DATA] = 0;
	start(rig, FMT1, PROGRAM);
	run(rig);
	status(rig, UNUSUAL, CE_DE, CSS_CSTAT_IL);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD | CSS_CCW_SLI, 150, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 50);
	rig_destroy(rig);
}

/* A command that ends at once has its own rule: the L bit of the ORB. */
static void test_incorrect_length_immediate(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, 0, 5, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 5);
	assert_true(rig->last_end.immediate);
	execute(rig, FMT1 | CSS_ORB_L, CE_DE, 0, PROGRAM + 8, 5);
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_SLI, 5, DATA);
	execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 5);
	ccw0(rig, PROGRAM, ECHO_NOP, 0, 5, DATA);
	execute(rig, FMT0, CE_DE, 0, PROGRAM + 8, 5);
	/* chained data or not, and that is the end of it: no command is chained */
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CD | CSS_CCW_CC | CSS_CCW_SLI, 5, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 5);
	execute(rig, FMT1 | CSS_ORB_L, CE_DE, 0, PROGRAM + 8, 5);
	ccw0(rig, PROGRAM, ECHO_NOP, CSS_CCW_CD | CSS_CCW_CC, 5, DATA);
	execute(rig, FMT0, CE_DE, 0, PROGRAM + 8, 5);
	rig_destroy(rig);
}

static void test_zero_count(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_CONTROL, CSS_CCW_CC, 0, 0x7fffffff);
	ccw(rig, PROGRAM + 8, ECHO_WRITE, 0, 0, 0x7fffffff);
	good(rig, FMT1, PROGRAM + 16);
	/* the device would have had something to send */
	ccw(rig, PROGRAM, ECHO_SENSE_ID, 0, 0, 0x7fffffff);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 0);
	ccw(rig, PROGRAM, ECHO_SENSE_ID, CSS_CCW_SLI, 0, 0x7fffffff);
	good(rig, FMT1, PROGRAM + 8);
	rig_destroy(rig);
}

/* Data outside storage: what lies before it moves. */
static void test_data_outside(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 300);
	/* off the end of storage, after the last page below 2 GiB */
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CC, 300, 0x7fffffff - 99);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 200);
	assert_pattern(rig->top + SIM_STORAGE_BLOCK - 100, 0, 100);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CC | CSS_CCW_SLI, 300, LOW_SIZE);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 300);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CC, 300, PROTECTED - 10);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 290);
	ccw(rig, PROGRAM, ECHO_WRITE, 0, 300, PROTECTED - 20);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 280);
	ccw0(rig, PROGRAM, ECHO_CONTROL, 0, 300, 0xffff80);
	execute(rig, FMT0, CE_DE, PCHK, PROGRAM + 8, 300);
	rig_destroy(rig);
}

static void test_skip(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 100);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_SKIP, 100, LOW_SIZE + 3);
	good(rig, FMT1, PROGRAM + 8);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_SKIP | CSS_CCW_IDA, 100, LOW_SIZE + 3);
	good(rig, FMT1, PROGRAM + 8);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_SKIP | CSS_CCW_SLI, 120, LOW_SIZE + 3);
	execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 20);
	/* output knows no skipping */
	fill(rig->low + DATA, 50);
	ccw(rig, PROGRAM, ECHO_WRITE, CSS_CCW_SKIP | CSS_CCW_CC, 50, DATA);
	ccw(rig, PROGRAM + 8, ECHO_READ, CSS_CCW_CD, 20, DATA + 100);
	ccw(rig, PROGRAM + 16, 0, CSS_CCW_CD | CSS_CCW_SKIP, 10, 0);
	ccw(rig, PROGRAM + 24, 0, 0, 20, DATA + 200);
	good(rig, FMT1, PROGRAM + 32);
	assert_pattern(rig->low + DATA + 100, 0, 20);
	assert_zero(rig->low + DATA + 120, 80);
	assert_pattern(rig->low + DATA + 200, 30, 20);
	rig_destroy(rig);
}

static void test_read_backward(void **state)
{
	struct rig *rig = rig_create();
	u32 i;

	load_device(rig, 6000);
	ccw(rig, PROGRAM, ECHO_READ_BACKWARD, 0, 6000, DATA + 7000);
	good(rig, FMT1, PROGRAM + 8);
	for (i = 0; i < 6000; i++)
		if (rig->low[DATA + 7000 - i] != pattern(i))
			fail();
	assert_zero(rig->low + DATA, 1001);
	assert_zero(rig->low + DATA + 7001, 100);
	/* below the first byte of storage there is nothing */
	ccw(rig, PROGRAM, ECHO_READ_BACKWARD, 0, 6000, 9);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 5990);
	assert_int_equal(rig->low[0], pattern(9));
	rig_destroy(rig);
}

/* ---- Data chaining ---- */

static void test_data_chaining(void **state)
{
	struct rig *rig = rig_create();

	fill(rig->low + DATA, 100);
	/* output from three places, then input to three, with a TIC on the way */
	ccw(rig, PROGRAM, ECHO_WRITE, CSS_CCW_CD, 10, DATA);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 24);
	ccw(rig, PROGRAM + 24, 0x00, CSS_CCW_CD, 1, DATA + 10);
	ccw(rig, PROGRAM + 32, ECHO_READ, CSS_CCW_CC, 89, DATA + 11);
	ccw(rig, PROGRAM + 40, ECHO_READ, CSS_CCW_CD, 1, DATA + 0x1000);
	ccw(rig, PROGRAM + 48, ECHO_NOP, CSS_CCW_CD, 49, DATA + 0x2000);
	ccw(rig, PROGRAM + 56, ECHO_WRITE, 0, 50, DATA + 0x3000);
	good(rig, FMT1, PROGRAM + 64);
	assert_pattern(rig->low + DATA + 0x1000, 0, 1);
	assert_pattern(rig->low + DATA + 0x2000, 1, 49);
	assert_pattern(rig->low + DATA + 0x3000, 50, 50);
	assert_int_equal(rig->ccw_ends, 6);
	assert_int_equal(rig->last_end.code, ECHO_READ);
	rig_destroy(rig);
}

static void test_data_chaining_short(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 100);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD, 60, DATA);
	ccw(rig, PROGRAM + 8, 0, CSS_CCW_SLI | CSS_CCW_CC, 60, DATA + 60);
	ccw(rig, PROGRAM + 16, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, PROGRAM + 24);
	ccw(rig, PROGRAM + 8, 0, CSS_CCW_CC, 60, DATA + 60);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 16, 20);
	rig_destroy(rig);
}

/* The bad CCW is met within the transfer: the device has ended its command. */
static void test_data_chaining_bad(void **state)
{
	static const struct css_ccw1 bad[] = {
		{ 0x02, 0, 0, 0 },			/* count zero */
		{ 0x02, CSS_CCW_S, 0x0100, 0 },		/* suspend flag; count in either order */
		{ 0x02, CSS_CCW_MIDA, 0x0100, 0 },
		{ 0x18, 0, 0, 0 },			/* no TIC of format 1 */
	};
	static const u16 counts[] = { 0, 0x100, 0x100, 0 };
	struct rig *rig = rig_create();
	u32 i;

	load_device(rig, 100);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD, 60, DATA);
		ccw(rig, PROGRAM + 8, bad[i].cmd, bad[i].flags, counts[i], DATA);
		execute(rig, FMT1 | CSS_ORB_S, CE_DE, PCHK, PROGRAM + 16, counts[i]);
	}
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, LOW_SIZE);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 16, 0);
	rig_destroy(rig);
}

static void test_data_chaining_loop(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_WRITE, CSS_CCW_CD, 1, DATA);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	start(rig, FMT1, PROGRAM);
	assert_true(css_sim_run(rig->sim, END, 10) == 1);
	status(rig, UNUSUAL, CE_DE, CSS_CSTAT_CHAINING);
	rig_destroy(rig);
}

/* ---- Indirect data addressing ---- */

static void test_idaw1(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 5000);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 5000, IDAL + 4);
	idaw1(rig, IDAL + 4, 0x20000 + 2000);
	idaw1(rig, IDAL + 8, 0x30000);
	idaw1(rig, IDAL + 12, 0x28800);
	idaw1(rig, IDAL + 16, 0x20800);
	good(rig, FMT1, PROGRAM + 8);
	assert_pattern(rig->low + 0x20000 + 2000, 0, 48);
	assert_pattern(rig->low + 0x30000, 48, 2048);
	assert_pattern(rig->low + 0x28800, 2096, 2048);
	assert_pattern(rig->low + 0x20800, 4144, 856);
	assert_zero(rig->low + 0x20800 + 856, 500);
	ccw0(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA | CSS_CCW_SLI, 2048, IDAL + 8);
	good(rig, FMT0, PROGRAM + 8);
	assert_pattern(rig->low + 0x30000, 0, 2048);
	rig_destroy(rig);
}

static void test_idaw2(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 9000);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 9000, IDAL);
	idaw2(rig, IDAL, HIGH_BASE + 0x2ff0);
	idaw2(rig, IDAL + 8, HIGH_BASE + 0x5000);
	idaw2(rig, IDAL + 16, 0x20000);
	idaw2(rig, IDAL + 24, HIGH_BASE);
	good(rig, IDA2, PROGRAM + 8);
	assert_pattern(rig->high + 0x2ff0, 0, 16);
	assert_zero(rig->high + 0x3000, 100);
	assert_pattern(rig->high + 0x5000, 16, 4096);
	assert_pattern(rig->low + 0x20000, 4112, 4096);
	assert_pattern(rig->high, 8208, 792);
	/* the same list designates less in blocks of 2K: the last is short of 4080 */
	ccw(rig, PROGRAM, ECHO_WRITE, CSS_CCW_IDA | CSS_CCW_CC, 16 + 2048, IDAL);
	ccw(rig, PROGRAM + 8, ECHO_READ, 0, 16 + 2048, DATA);
	good(rig, IDA2_2K, PROGRAM + 16);
	assert_pattern(rig->low + DATA, 0, 16 + 2048);
	rig_destroy(rig);
}

static void test_idaw_2k_blocks(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 4096);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 4096, IDAL);
	idaw2(rig, IDAL, HIGH_BASE + 0x800);
	idaw2(rig, IDAL + 8, HIGH_BASE + 0x2800);
	good(rig, IDA2_2K, PROGRAM + 8);
	assert_pattern(rig->high + 0x800, 0, 2048);
	assert_pattern(rig->high + 0x2800, 2048, 2048);
	/* in 4K blocks the second is not aligned */
	execute(rig, IDA2, CE_DE, PCHK, PROGRAM + 8, 2048);
	rig_destroy(rig);
}

static void test_idaw_bad(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 4000);
	/* lists that are not aligned */
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 4000, IDAL + 2);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 4000);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 4000, IDAL + 4);
	execute(rig, IDA2, CE_DE, PCHK, PROGRAM + 8, 4000);
	/* bit 0 of a format-1 IDAW */
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 4000, IDAL);
	idaw1(rig, IDAL, 0x80000000u);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 4000);
	/* a later IDAW off its block: the bytes before it have moved */
	idaw1(rig, IDAL, 0x20000);
	idaw1(rig, IDAL + 4, 0x20808);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 4000 - 2048);
	assert_pattern(rig->low + 0x20000, 0, 2048);
	assert_zero(rig->low + 0x20808, 100);
	/* data outside storage, in the second block */
	idaw1(rig, IDAL + 4, 0x40000000);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 4000 - 2048);
	idaw1(rig, IDAL + 4, PROTECTED);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 4000 - 2048);
	/* a list that runs out of storage */
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 4000, LOW_SIZE);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 4000);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 4000, PROTECTED);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 4000);
	idaw1(rig, PROTECTED - 4, 0x20000);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 4000, PROTECTED - 4);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 4000 - 2048);
	rig_destroy(rig);
}

/* The list itself lies below 2 GiB; behind its end there is no more. */
static void test_idal_at_the_limit(void **state)
{
	__be64 idaw = cpu_to_be64(HIGH_BASE);
	struct rig *rig = rig_create();

	load_device(rig, 5000);
	memcpy(rig->top + SIM_STORAGE_BLOCK - 8, &idaw, sizeof(idaw));
	memcpy(rig->top + SIM_STORAGE_BLOCK, &idaw, sizeof(idaw));
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_IDA, 5000, 0x7ffffff8);
	execute(rig, IDA2, CE_DE, PCHK, PROGRAM + 8, 5000 - 4096);
	assert_pattern(rig->high, 0, 4096);
	rig_destroy(rig);
}

static void test_idaw_backward(void **state)
{
	struct rig *rig = rig_create();
	u32 i;

	load_device(rig, 3000);
	ccw(rig, PROGRAM, ECHO_READ_BACKWARD, CSS_CCW_IDA, 3000, IDAL);
	idaw2(rig, IDAL, HIGH_BASE + 99);
	idaw2(rig, IDAL + 8, HIGH_BASE + 0x2fff);
	good(rig, IDA2, PROGRAM + 8);
	for (i = 0; i < 3000; i++)
		if ((i < 100 ? rig->high[99 - i] : rig->high[0x2fff - (i - 100)]) != pattern(i))
			fail();
	idaw2(rig, IDAL + 8, HIGH_BASE + 0x3000);
	execute(rig, IDA2, CE_DE, PCHK, PROGRAM + 8, 2900);
	rig_destroy(rig);
}

/* ---- Status modifier ---- */

static void test_status_modifier(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 100);
	fill(rig->low + DATA, 100);
	ccw(rig, PROGRAM, ECHO_SEARCH, CSS_CCW_CC, 5, DATA);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	ccw(rig, PROGRAM + 16, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, PROGRAM + 24);
	assert_int_equal(rig->ccws, 3);
	/* not equal: the next one, a TIC that goes on elsewhere */
	ccw(rig, PROGRAM, ECHO_SEARCH, CSS_CCW_CC, 5, DATA + 1);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 64);
	ccw(rig, PROGRAM + 64, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, PROGRAM + 72);
	/* at the end of a chain it is just status */
	ccw(rig, PROGRAM, ECHO_SEARCH, 0, 5, DATA);
	execute(rig, FMT1, CE_DE | CSS_DSTAT_SM, 0, PROGRAM + 8, 0);
	rig_destroy(rig);
}

/* ---- Unit check and sense ---- */

static void test_concurrent_sense(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	ccw(rig, PROGRAM, 0xff, CSS_CCW_CC, 8, DATA);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	irb = execute(rig, FMT1, CE_DE | CSS_DSTAT_UC, CSS_CSTAT_IL, PROGRAM + 8, 8);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00c2);
	assert_int_equal(be32_to_cpu(irb.esw.logout), 0x00800000);
	assert_int_equal(be32_to_cpu(irb.esw.erw), 0x01200000);
	assert_int_equal(irb.ecw[0], ECHO_COMMAND_REJECT);
	assert_zero(irb.ecw + 1, CSS_SENSE_SIZE - 1);
	assert_int_equal(rig->dev->sense_len, 0);
	/* taken once, gone */
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	irb = execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 0);
	assert_int_equal(be32_to_cpu(irb.esw.erw), 0);
	assert_zero(irb.ecw, CSS_SENSE_SIZE);
	rig_destroy(rig);
}

static void test_sense_by_command(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;
	struct css_irb irb;

	sim_stsch(rig->sch, &schib);
	schib.pmcw.ctrl = 0;
	assert_int_equal(sim_msch(rig->sch, &schib), 0);
	ccw(rig, PROGRAM, 0xff, 0, 0, 0);
	irb = execute(rig, FMT1, CE_DE | CSS_DSTAT_UC, 0, PROGRAM + 8, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00c0);
	assert_int_equal(be32_to_cpu(irb.esw.erw), 0);
	assert_zero(irb.ecw, CSS_SENSE_SIZE);
	ccw(rig, PROGRAM, ECHO_SENSE, 0, 32, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_int_equal(rig->low[DATA], ECHO_COMMAND_REJECT);
	good(rig, FMT1, PROGRAM + 8);
	assert_zero(rig->low + DATA, 32);
	rig_destroy(rig);
}

/* ---- Primary, then secondary; device end before chaining ---- */

static void test_separate_device_end(void **state)
{
	struct rig *rig = rig_create();

	rig->low[DATA] = 50;
	ccw(rig, PROGRAM, ECHO_SLOW, 0, 1, DATA);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 49999, 10);
	status(rig, 0x4045, CSS_DSTAT_CE, 0);
	assert_true(css_sim_next(rig->sim) == 50000);
	run(rig);
	status(rig, 0x0003, CSS_DSTAT_DE, 0);
	assert_int_equal(rig->interrupts, 2);
	/* not fetched in between: one status */
	start(rig, FMT1, PROGRAM);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	assert_int_equal(rig->interrupts, 3);
	rig_destroy(rig);
}

static void test_chaining_waits_for_device_end(void **state)
{
	struct rig *rig = rig_create();

	rig->low[DATA] = 50;
	ccw(rig, PROGRAM, ECHO_SLOW, CSS_CCW_CC, 1, DATA);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 49999, 10);
	assert_int_equal(rig->interrupts, 0);
	assert_int_equal(rig->ccws, 1);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	assert_true(css_sim_now(rig->sim) == 50000);
	/* incorrect length ends the chain at channel end */
	ccw(rig, PROGRAM, ECHO_SLOW, CSS_CCW_CC, 2, DATA);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 60000, 10);
	status(rig, 0x4055, CSS_DSTAT_CE, CSS_CSTAT_IL);
	run(rig);
	status(rig, 0x0003, CSS_DSTAT_DE, 0);
	rig_destroy(rig);
}

/* A device still at work for the last program is busy for the next. */
static void test_start_before_device_end(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	rig->low[DATA] = 50;
	ccw(rig, PROGRAM, ECHO_SLOW, 0, 1, DATA);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 100, 10);
	status(rig, 0x4045, CSS_DSTAT_CE, 0);
	start(rig, FMT1 | 0x50000000u, PROGRAM);
	irb = status(rig, 0x4051, CSS_DSTAT_BUSY, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x51c0);
	assert_position(&irb, PROGRAM, 0);
	run(rig);
	status(rig, 0x0003, CSS_DSTAT_DE, 0);
	rig_destroy(rig);
}

/* Device end for a subchannel that was disabled meanwhile waits. */
static void test_device_end_while_disabled(void **state)
{
	struct rig *rig = rig_create();

	rig->low[DATA] = 50;
	ccw(rig, PROGRAM, ECHO_SLOW, 0, 1, DATA);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 100, 10);
	status(rig, 0x4045, CSS_DSTAT_CE, 0);
	assert_int_equal(sim_css_ops.enable(rig->sch, false), 0);
	run(rig);
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(sim_css_ops.enable(rig->sch, true), 0);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_DE, 0);
	rig_destroy(rig);
}

static void test_device_time(void **state)
{
	struct rig *rig = rig_create();

	rig->dev->latency = 1000;
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 1999, 10);
	assert_int_equal(rig->interrupts, 0);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	assert_true(css_sim_now(rig->sim) == 2000);
	rig_destroy(rig);
}

/* ---- Busy, deferred condition codes, unsolicited status ---- */

static void test_busy(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	echo_set_busy(rig->dev, CSS_DSTAT_BUSY);
	start(rig, FMT1, PROGRAM);
	run(rig);
	irb = status(rig, 0x4011, CSS_DSTAT_BUSY, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags) & CSS_SCSW_CC, 0x0100);
	good(rig, FMT1, PROGRAM + 8);
	/* a command refused outright: no incorrect length */
	ccw(rig, PROGRAM, ECHO_NOP, 0, 9, 0);
	echo_set_busy(rig->dev, CSS_DSTAT_UC);
	execute(rig, FMT1, CSS_DSTAT_UC, 0, PROGRAM + 8, 9);
	rig_destroy(rig);
}

/* A device or control unit that does not take the first command of a program. */
static void test_refused(void **state)
{
	static const u8 refusals[] = {
		0x10, 0x90, 0x94, 0x50, 0x70, 0x14, 0x11, 0x80, 0x04, 0x20, 0x40,
	};
	struct rig *rig = rig_create();
	struct css_irb irb;
	u32 i;

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 3, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	for (i = 0; i < sizeof(refusals); i++) {
		echo_set_busy(rig->dev, refusals[i]);
		start(rig, FMT1, PROGRAM);
		run(rig);
		irb = status(rig, 0x4011, refusals[i], 0);
		assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x01c0);
		assert_position(&irb, PROGRAM + 8, 3);
	}
	/* unit check and unit exception are the end of the command */
	echo_set_busy(rig->dev, CSS_DSTAT_UX);
	irb = execute(rig, FMT1, CSS_DSTAT_UX, 0, PROGRAM + 8, 3);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00c0);
	rig_destroy(rig);
}

/* In a chain, status that stops it is the end of the program. */
static void test_busy_in_a_chain(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	rig->dev->latency = 100;
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 16, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 50, 10);
	echo_set_busy(rig->dev, CSS_DSTAT_BUSY | CSS_DSTAT_ATTENTION);
	run(rig);
	irb = status(rig, UNUSUAL, CSS_DSTAT_BUSY | CSS_DSTAT_ATTENTION, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00c0);
	assert_position(&irb, PROGRAM + 16, 0);
	rig_destroy(rig);
}

/* The first CCW became current before the device was asked. */
static void test_pci_of_a_refused_start(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_PCI, 0, 0);
	echo_set_busy(rig->dev, CSS_DSTAT_BUSY);
	start(rig, FMT1, PROGRAM);
	run(rig);
	irb = status(rig, 0x4019, CSS_DSTAT_BUSY, CSS_CSTAT_PCI);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x01c0);
	/* taken in time, they are two */
	rig->automatic = true;
	echo_set_busy(rig->dev, CSS_DSTAT_BUSY);
	start(rig, FMT1, PROGRAM);
	run(rig);
	assert_int_equal(rig->irbs, 2);
	assert_irb(&rig->irb[0], 0x40c9, 0, CSS_CSTAT_PCI);
	assert_int_equal(be16_to_cpu(rig->irb[0].scsw.flags), 0x00c0);
	assert_irb(&rig->irb[1], 0x4011, CSS_DSTAT_BUSY, 0);
	assert_int_equal(be16_to_cpu(rig->irb[1].scsw.flags), 0x01c0);
	rig_destroy(rig);
}

/* Status that waits at the control unit is what a start finds there. */
static void test_start_meets_status(void **state)
{
	static const u8 met = CSS_DSTAT_BUSY | CSS_DSTAT_ATTENTION;
	struct rig *rig = rig_create();
	struct css_irb irb;

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_PCI, 0, 0);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	start(rig, FMT1, PROGRAM);
	sim_attention(rig->sch, CSS_DSTAT_UX);
	run(rig);
	irb = status(rig, 0x4019, met | CSS_DSTAT_UX, CSS_CSTAT_PCI);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x01c0);
	assert_position(&irb, PROGRAM + 8, 0);
	assert_int_equal(echo_chains(rig->dev), 0);
	run(rig);
	assert_quiet(rig);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, PROGRAM + 8);
	rig_destroy(rig);
}

/* Status of another kind that comes with the first CCW is not lost with what is presented. */
static void test_start_meets_more_status(void **state)
{
	struct sim_fault fault = {
		.when = SIM_WHEN_CCW, .n = 1, .ccw = 1, .what = SIM_FAULT_UNSOLICITED,
		.arg = CSS_DSTAT_UX,
	};
	struct sim_plan plan = { .faults = &fault, .count = 1 };
	struct rig *rig = rig_with(&plan, false);

	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	start(rig, FMT1, PROGRAM);
	run(rig);
	status(rig, 0x4011, CSS_DSTAT_BUSY | CSS_DSTAT_ATTENTION, 0);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_UX, 0);
	run(rig);
	assert_quiet(rig);
	rig_destroy(rig);
}

/* The channel may find out earlier that the program is none, or is not to begin yet. */
static void test_start_does_not_meet_status(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, 0, 0, 8, 0);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	execute(rig, FMT1, 0, PCHK, PROGRAM + 8, 8);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_S, 0, 0);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	start(rig, FMT1 | CSS_ORB_S, PROGRAM);
	run(rig);
	status(rig, 0x4029, 0, 0);
	run(rig);
	assert_quiet(rig);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	assert_int_equal(sim_rsch(rig->sch), 0);
	run(rig);
	status(rig, 0x4011, CSS_DSTAT_BUSY | CSS_DSTAT_ATTENTION, 0);
	run(rig);
	assert_quiet(rig);
	rig_destroy(rig);
}

static void test_unsolicited(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	run(rig);
	irb = status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
	assert_int_equal(be32_to_cpu(irb.esw.logout), 0x00800000);
	assert_position(&irb, 0, 0);
	/* a program that was started is not disturbed; what comes meanwhile is merged */
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	sim_attention(rig->sch, CSS_DSTAT_DE);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	assert_quiet(rig);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_ATTENTION | CSS_DSTAT_DE, 0);
	/* nor while disabled */
	sim_css_ops.enable(rig->sch, false);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	run(rig);
	assert_int_equal(rig->interrupts, 3);
	sim_css_ops.enable(rig->sch, true);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
	rig_destroy(rig);
}

/* The status was on its way when the subchannel was taken. */
static void test_unsolicited_overtaken(void **state)
{
	struct rig *rig = rig_create();

	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	sim_css_ops.enable(rig->sch, false);
	run(rig);
	assert_int_equal(rig->interrupts, 0);
	sim_css_ops.enable(rig->sch, true);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	assert_int_equal(sim_xsch(rig->sch), 0);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
	rig_destroy(rig);
}

/* ---- Intermediate status ---- */

static void test_pci_separate(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 100);
	rig->automatic = true;
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC | CSS_CCW_PCI, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_READ, CSS_CCW_CD, 40, DATA);
	ccw(rig, PROGRAM + 16, 0, CSS_CCW_PCI, 60, DATA + 40);
	start(rig, FMT1, PROGRAM);
	run(rig);
	assert_int_equal(rig->irbs, 3);
	assert_irb(&rig->irb[0], 0x40c9, 0, CSS_CSTAT_PCI);
	assert_position(&rig->irb[0], PROGRAM + 8, 0);
	assert_irb(&rig->irb[1], 0x40c9, 0, CSS_CSTAT_PCI);
	assert_position(&rig->irb[1], PROGRAM + 24, 60);
	assert_irb(&rig->irb[2], NORMAL, CE_DE, 0);
	assert_pattern(rig->low + DATA, 0, 100);
	rig_destroy(rig);
}

/* It was not taken in time: intermediate and final status in one. */
static void test_pci_merged(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_PCI, 0, 0);
	start(rig, FMT1, PROGRAM);
	run(rig);
	status(rig, NORMAL | CSS_STCTL_INTERMEDIATE, CE_DE, CSS_CSTAT_PCI);
	assert_int_equal(rig->interrupts, 1);
	assert_quiet(rig);
	rig_destroy(rig);
}

static void test_initial_status(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 100);
	rig->automatic = true;
	ccw(rig, PROGRAM, ECHO_READ, 0, 100, DATA);
	start(rig, FMT1 | CSS_ORB_I, PROGRAM);
	run(rig);
	assert_int_equal(rig->irbs, 2);
	assert_irb(&rig->irb[0], 0x40c9, 0, 0);
	assert_int_equal(be16_to_cpu(rig->irb[0].scsw.flags), 0x00e4);
	assert_irb(&rig->irb[1], NORMAL, CE_DE, 0);
	assert_int_equal(be16_to_cpu(rig->irb[1].scsw.flags), 0x00e0);
	/* an immediate command has no time for it */
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1 | CSS_ORB_I, PROGRAM);
	run(rig);
	assert_int_equal(rig->irbs, 3);
	rig_destroy(rig);
}

/* The PCI of a CCW that continues a command shows the position of that CCW. */
static void test_pci_in_data_chaining(void **state)
{
	struct rig *rig = rig_create();

	rig->automatic = true;
	ccw(rig, PROGRAM, ECHO_WRITE, CSS_CCW_CD, 10, DATA);
	ccw(rig, PROGRAM + 8, 0, CSS_CCW_CD, 20, DATA);
	ccw(rig, PROGRAM + 16, 0, CSS_CCW_PCI | CSS_CCW_CD, 30, DATA);
	ccw(rig, PROGRAM + 24, 0, CSS_CCW_PCI, 40, DATA);
	start(rig, FMT1, PROGRAM);
	run(rig);
	assert_int_equal(rig->irbs, 3);
	assert_irb(&rig->irb[0], 0x40c9, 0, CSS_CSTAT_PCI);
	assert_position(&rig->irb[0], PROGRAM + 24, 30);
	assert_irb(&rig->irb[1], 0x40c9, 0, CSS_CSTAT_PCI);
	assert_position(&rig->irb[1], PROGRAM + 32, 40);
	assert_irb(&rig->irb[2], NORMAL, CE_DE, 0);
	assert_position(&rig->irb[2], PROGRAM + 32, 0);
	rig_destroy(rig);
}

/* Of all bits that status has, N stays with intermediate status: it is the program's. */
static void test_path_not_operational_is_kept(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	sim_path_attach(rig->sch, 0x7f);
	rig->dev->latency = 1000;
	ccw(rig, PROGRAM, ECHO_CONTROL, CSS_CCW_CC | CSS_CCW_PCI, 1, DATA);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1 | CSS_ORB_I, PROGRAM);
	css_sim_run(rig->sim, 500, 10);
	irb = status(rig, 0x40c9, 0, CSS_CSTAT_PCI);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00e5);
	assert_int_equal(sim_tsch(rig->sch, &irb), 1);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00e1);
	assert_int_equal(irb.scsw.cstat, 0);
	run(rig);
	irb = status(rig, NORMAL, CE_DE, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00e1);
	assert_int_equal(sim_tsch(rig->sch, &irb), 1);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00e0);
	/* not while suspended */
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_S, 0, 0);
	start(rig, FMT1 | CSS_ORB_S, PROGRAM);
	run(rig);
	irb = status(rig, 0x4029, 0, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x08c1);
	assert_int_equal(sim_tsch(rig->sch, &irb), 1);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x08c0);
	rig_destroy(rig);
}

/* ---- Suspend and resume ---- */

static void suspended_program(struct rig *rig)
{
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, CSS_CCW_S, 0, 0);
}

static void test_suspend_resume(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	suspended_program(rig);
	start(rig, FMT1 | CSS_ORB_S, PROGRAM);
	assert_true(css_sim_run(rig->sim, END, 10) == 2);
	assert_int_equal(sim_rsch(rig->sch), 1);
	irb = status(rig, 0x4029, 0, 0);
	assert_position(&irb, PROGRAM + 16, 0);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 2);
	/* still flagged: suspended again */
	assert_int_equal(sim_css_ops.resume(rig->sch), 0);
	assert_int_equal(sim_rsch(rig->sch), 2);
	run(rig);
	status(rig, 0x4029, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	assert_int_equal(sim_rsch(rig->sch), 0);
	run(rig);
	irb = status(rig, NORMAL, CE_DE, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x08c0);
	rig_destroy(rig);
}

/* A PCI flag beside the suspend flag is told of when the program stands still. */
static void test_suspend_with_pci(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;
	u32 quiet;

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, CSS_CCW_S | CSS_CCW_PCI, 0, 0);
	for (quiet = 0; quiet < 2; quiet++) {
		start(rig, FMT1 | CSS_ORB_S | (quiet ? CSS_ORB_U : 0), PROGRAM);
		run(rig);
		irb = status(rig, 0x4029, 0, CSS_CSTAT_PCI);
		assert_position(&irb, PROGRAM + 16, 0);
		assert_int_equal(sim_xsch(rig->sch), 0);
	}
	rig_destroy(rig);
}

/* Asked to resume while it runs, a program has heard of it with the next CCW. */
static void test_resume_while_running(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;

	rig->dev->latency = 100;
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 16, ECHO_NOP, CSS_CCW_S, 0, 0);
	start(rig, FMT1 | CSS_ORB_S, PROGRAM);
	css_sim_run(rig->sim, 50, 10);
	assert_int_equal(sim_rsch(rig->sch), 0);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(be16_to_cpu(schib.scsw.ctrl), 0x48c0);
	css_sim_run(rig->sim, 150, 10);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(be16_to_cpu(schib.scsw.ctrl), 0x40c0);
	assert_int_equal(sim_rsch(rig->sch), 0);
	run(rig);
	status(rig, 0x4029, 0, 0);
	rig_destroy(rig);
}

/* The flag belongs where a command begins. */
static void test_suspend_in_data_chaining(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_WRITE, CSS_CCW_CD, 10, DATA);
	ccw(rig, PROGRAM + 8, 0, CSS_CCW_S, 20, DATA);
	execute(rig, FMT1 | CSS_ORB_S, CE_DE, PCHK, PROGRAM + 16, 20);
	rig_destroy(rig);
}

static void test_suspend_quietly(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;

	suspended_program(rig);
	start(rig, FMT1 | CSS_ORB_S | CSS_ORB_U, PROGRAM);
	run(rig);
	assert_int_equal(rig->interrupts, 0);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(be16_to_cpu(schib.scsw.ctrl), 0x4020);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	assert_int_equal(sim_rsch(rig->sch), 0);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	rig_destroy(rig);
}

static void test_resume_cc(void **state)
{
	struct rig *rig = rig_create();

	assert_int_equal(sim_rsch(rig->sch), 2);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	assert_int_equal(sim_rsch(rig->sch), 2);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	/* while it runs: pending, and over with the program */
	start(rig, FMT1 | CSS_ORB_S, PROGRAM);
	assert_int_equal(sim_rsch(rig->sch), 0);
	assert_int_equal(sim_rsch(rig->sch), 2);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	rig_destroy(rig);
}

static void test_end_while_suspended(void **state)
{
	struct rig *rig = rig_create();

	suspended_program(rig);
	start(rig, FMT1 | CSS_ORB_S | CSS_ORB_U, PROGRAM);
	run(rig);
	assert_int_equal(sim_hsch(rig->sch), 0);
	run(rig);
	status(rig, 0x6001, 0, 0);
	start(rig, FMT1 | CSS_ORB_S | CSS_ORB_U, PROGRAM);
	run(rig);
	assert_int_equal(sim_xsch(rig->sch), 0);
	assert_quiet(rig);
	/* on its way to resume */
	start(rig, FMT1 | CSS_ORB_S | CSS_ORB_U, PROGRAM);
	run(rig);
	assert_int_equal(sim_rsch(rig->sch), 0);
	assert_int_equal(sim_xsch(rig->sch), 0);
	run(rig);
	assert_quiet(rig);
	start(rig, FMT1 | CSS_ORB_S, PROGRAM);
	run(rig);
	/* intermediate status does not stop a halt */
	assert_int_equal(sim_hsch(rig->sch), 0);
	run(rig);
	status(rig, 0x6009, 0, 0);
	/* the path is lost while it is not in use */
	start(rig, FMT1 | CSS_ORB_S | CSS_ORB_U, PROGRAM);
	run(rig);
	css_sim_path_vary(rig->sim, 0x40, false);
	css_sim_path_vary(rig->sim, 0x41, false);
	assert_int_equal(sim_rsch(rig->sch), 0);
	run(rig);
	status(rig, UNUSUAL, 0, 0);
	rig_destroy(rig);
}

/* ---- Halt, clear, cancel ---- */

static void test_halt_idle(void **state)
{
	struct rig *rig = rig_create();

	assert_int_equal(sim_css_ops.halt(rig->sch), 0);
	assert_int_equal(sim_hsch(rig->sch), 2);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 2);
	run(rig);
	assert_int_equal(sim_hsch(rig->sch), 1);
	status(rig, 0x2001, 0, 0);
	rig_destroy(rig);
}

/* Wherever a program was cleared: a halt function without a program has nothing of it. */
static void test_halt_after_clear(void **state)
{
	struct css_irb irb;

	for (u32 events = 0; events < 12; events++) {
		struct rig *rig = rig_create();

		ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 5, DATA);
		ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
		start(rig, FMT1, PROGRAM);
		css_sim_run(rig->sim, END, events);
		assert_int_equal(sim_css_ops.clear(rig->sch), 0);
		run(rig);
		status(rig, 0x1001, 0, 0);
		assert_int_equal(sim_hsch(rig->sch), 0);
		run(rig);
		irb = status(rig, 0x2001, 0, 0);
		assert_int_equal(be16_to_cpu(irb.scsw.count), 0);
		assert_int_equal(be32_to_cpu(irb.scsw.cpa), 0);
		rig_destroy(rig);
	}
}

static void loop_program(struct rig *rig)
{
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
}

/* Intermediate status of a program that runs is gone with HALT SUBCHANNEL. */
static void test_halt_takes_intermediate_status(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;
	struct css_irb irb;

	rig->dev->latency = 1000;
	sim_path_attach(rig->sch, 0x7f);
	ccw(rig, PROGRAM, ECHO_CONTROL, CSS_CCW_CC | CSS_CCW_PCI, 1, DATA);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1 | CSS_ORB_I, PROGRAM);
	css_sim_run(rig->sim, 500, 10);
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(sim_hsch(rig->sch), 0);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(be16_to_cpu(schib.scsw.ctrl), 0x62c0);
	assert_int_equal(be16_to_cpu(schib.scsw.flags), 0x00e1);
	assert_int_equal(schib.scsw.cstat, 0);
	assert_quiet(rig);
	run(rig);
	assert_int_equal(rig->interrupts, 2);
	irb = status(rig, 0x6007, CE_DE, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00e1);
	rig_destroy(rig);
}

/* That of a suspended one is what the halt function ends with. */
static void test_halt_of_a_suspended_program(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_S, 0, 0);
	start(rig, FMT1 | CSS_ORB_S, PROGRAM);
	run(rig);
	assert_int_equal(sim_hsch(rig->sch), 0);
	status(rig, 0x6229, 0, 0);
	assert_quiet(rig);
	run(rig);
	assert_quiet(rig);
	assert_int_equal(rig->interrupts, 1);
	assert_false(sim_is_busy(rig->sch));
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, PROGRAM + 8);
	rig_destroy(rig);
}

/* Before it begins, a program has nothing of the one before. */
static void test_halt_before_the_first_ccw(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_SLI, 5, DATA);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 5);
	start(rig, FMT1, PROGRAM + 8);
	assert_int_equal(sim_hsch(rig->sch), 0);
	run(rig);
	irb = status(rig, 0x6001, 0, 0);
	assert_position(&irb, PROGRAM + 8, 0);
	/* nor may its first CCW be a TIC because another one has begun already */
	start(rig, FMT1, PROGRAM + 8);
	run(rig);
	irb = status(rig, UNUSUAL, 0, PCHK);
	assert_position(&irb, PROGRAM + 16, 0);
	assert_int_equal(rig->ccws, 2);
	rig_destroy(rig);
}

/* At every point of a program there is one interrupt that ends it. */
static void test_halt_anywhere(void **state)
{
	struct rig *rig;
	u32 events;

	for (events = 0; events < 12; events++) {
		rig = rig_create();
		rig->dev->latency = events & 1 ? 100 : 0;
		loop_program(rig);
		start(rig, FMT1, PROGRAM);
		css_sim_run(rig->sim, END, events);
		assert_int_equal(sim_hsch(rig->sch), 0);
		run(rig);
		if (events)
			status(rig, 0x6007, CE_DE, 0);
		else
			status(rig, 0x6001, 0, 0);
		assert_int_equal(rig->interrupts, 1);
		assert_true(css_sim_next(rig->sim) == END);
		rig_destroy(rig);
	}
}

static void test_clear_anywhere(void **state)
{
	struct rig *rig;
	u32 events;

	for (events = 0; events < 12; events++) {
		rig = rig_create();
		rig->dev->latency = events & 1 ? 100 : 0;
		loop_program(rig);
		start(rig, FMT1, PROGRAM);
		css_sim_run(rig->sim, END, events);
		assert_int_equal(sim_css_ops.clear(rig->sch), 0);
		assert_int_equal(sim_hsch(rig->sch), 2);
		run(rig);
		status(rig, 0x1001, 0, 0);
		assert_int_equal(rig->interrupts, 1);
		assert_int_equal(echo_resets(rig->dev), 1);
		rig_destroy(rig);
	}
}

static void test_halt_between_ends(void **state)
{
	struct rig *rig = rig_create();

	rig->low[DATA] = 50;
	ccw(rig, PROGRAM, ECHO_SLOW, 0, 1, DATA);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	/* after primary status */
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 1000, 10);
	assert_int_equal(sim_hsch(rig->sch), 1);
	status(rig, 0x4045, CSS_DSTAT_CE, 0);
	assert_int_equal(sim_hsch(rig->sch), 0);
	run(rig);
	status(rig, 0x2003, CSS_DSTAT_DE, 0);
	/* waiting for device end to chain */
	ccw(rig, PROGRAM, ECHO_SLOW, CSS_CCW_CC, 1, DATA);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 2000, 10);
	assert_int_equal(sim_hsch(rig->sch), 0);
	run(rig);
	status(rig, 0x6007, CE_DE, 0);
	assert_int_equal(rig->ccws, 2);
	rig_destroy(rig);
}

/* Clear takes everything back: status, waiting status, a halt on its way. */
static void test_clear_takes_all(void **state)
{
	struct rig *rig = rig_create();

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_PCI, 0, 0);
	start(rig, FMT1, PROGRAM);
	run(rig);
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	assert_int_equal(sim_csch(rig->sch), 0);
	assert_int_equal(sim_csch(rig->sch), 0);
	assert_quiet(rig);
	run(rig);
	assert_int_equal(rig->interrupts, 2);
	status(rig, 0x1001, 0, 0);
	assert_int_equal(sim_hsch(rig->sch), 0);
	assert_int_equal(sim_csch(rig->sch), 0);
	run(rig);
	status(rig, 0x1001, 0, 0);
	assert_quiet(rig);
	assert_true(css_sim_next(rig->sim) == END);
	rig_destroy(rig);
}

static void test_cancel(void **state)
{
	struct rig *rig = rig_create();

	assert_int_equal(sim_xsch(rig->sch), 2);
	loop_program(rig);
	start(rig, FMT1, PROGRAM);
	assert_int_equal(sim_css_ops.cancel(rig->sch), 0);
	run(rig);
	assert_int_equal(rig->interrupts, 0);
	assert_int_equal(rig->ccws, 0);
	assert_quiet(rig);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, END, 3);
	assert_int_equal(sim_xsch(rig->sch), 2);
	sim_hsch(rig->sch);
	assert_int_equal(sim_xsch(rig->sch), 2);
	run(rig);
	assert_int_equal(sim_xsch(rig->sch), 1);
	rig_destroy(rig);
}

/* ---- Paths ---- */

static void test_path_not_operational(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;
	struct css_irb irb;

	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	/* the first does not answer, the second does */
	sim_path_attach(rig->sch, 0x7f);
	irb = execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00c1);
	assert_int_equal(be32_to_cpu(irb.esw.logout), 0x00400000);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(schib.pmcw.pnom, 0x80);
	assert_int_equal(schib.pmcw.pom, 0x7f);
	assert_int_equal(schib.pmcw.lpum, 0x40);
	/* none does */
	sim_path_attach(rig->sch, 0);
	start(rig, FMT1, PROGRAM);
	run(rig);
	irb = status(rig, UNUSUAL, 0, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x03c1);
	/* and again */
	sim_path_attach(rig->sch, 0xff);
	irb = execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x00c0);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(schib.pmcw.pnom, 0x40);
	assert_int_equal(schib.pmcw.pom, 0xbf);
	assert_int_equal(sim_csch(rig->sch), 0);
	run(rig);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(schib.pmcw.pnom, 0);
	assert_int_equal(schib.pmcw.lpum, 0);
	assert_int_equal(schib.pmcw.pom, 0xff);
	rig_destroy(rig);
}

static void test_vary(void **state)
{
	struct rig *rig = rig_create();
	struct css_schib schib;
	struct css_crw crw;
	struct css_irb irb;

	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x99, false), -ENODEV);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x40, false), 0);
	irb = execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 0);
	assert_int_equal(be32_to_cpu(irb.esw.logout), 0x00400000);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x41, false), 0);
	sim_stsch(rig->sch, &schib);
	assert_int_equal(schib.pmcw.pam, 0);
	assert_int_equal(schib.pmcw.pim, 0xc0);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 3);
	/* status waits for a path, too */
	sim_attention(rig->sch, CSS_DSTAT_ATTENTION);
	run(rig);
	assert_quiet(rig);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x40, true), 0);
	run(rig);
	status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
	good(rig, FMT1, PROGRAM + 8);
	assert_int_equal(rig->crw_calls, 3);
	assert_int_equal(css_sim_stcrw(rig->sim, &crw), 0);
	assert_int_equal(be16_to_cpu(crw.flags), CSS_CRW_RSC_PATH | CSS_CRW_ERC_PERM_NINIT);
	assert_int_equal(be16_to_cpu(crw.rsid), 0x40);
	assert_int_equal(css_sim_stcrw(rig->sim, &crw), 0);
	assert_int_equal(css_sim_stcrw(rig->sim, &crw), 0);
	assert_int_equal(be16_to_cpu(crw.flags), CSS_CRW_RSC_PATH | CSS_CRW_ERC_INIT);
	assert_int_equal(css_sim_stcrw(rig->sim, &crw), 1);
	rig_destroy(rig);
}

static void test_crw_overflow(void **state)
{
	struct rig *rig = rig_create();
	struct css_crw crw;
	u32 i, n = 0;

	for (i = 0; i < 40; i++)
		css_sim_path_vary(rig->sim, 0x40, i & 1);
	while (!css_sim_stcrw(rig->sim, &crw)) {
		n++;
		assert_int_equal(!!(be16_to_cpu(crw.flags) & CSS_CRW_R), n == 32);
	}
	assert_int_equal(n, 32);
	rig_destroy(rig);
}

static void test_path_lost(void **state)
{
	struct rig *rig = rig_create();
	struct css_irb irb;

	rig->dev->latency = 100;
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 50, 10);
	/* the other path does not matter */
	css_sim_path_vary(rig->sim, 0x41, false);
	assert_int_equal(rig->interrupts, 0);
	css_sim_path_vary(rig->sim, 0x40, false);
	irb = status(rig, UNUSUAL, 0, CSS_CSTAT_INTERFACE);
	assert_true(be16_to_cpu(irb.scsw.flags) & CSS_SCSW_L);
	css_sim_path_vary(rig->sim, 0x40, true);
	/* between channel end and device end */
	rig->dev->latency = 0;
	rig->low[DATA] = 50;
	ccw(rig, PROGRAM, ECHO_SLOW, 0, 1, DATA);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 100, 10);
	status(rig, 0x4045, CSS_DSTAT_CE, 0);
	css_sim_path_vary(rig->sim, 0x40, false);
	status(rig, 0x0013, 0, CSS_CSTAT_INTERFACE);
	run(rig);
	assert_quiet(rig);
	/* start pending: simply no path any more */
	css_sim_path_vary(rig->sim, 0x40, true);
	start(rig, FMT1, PROGRAM);
	css_sim_path_vary(rig->sim, 0x40, false);
	run(rig);
	irb = status(rig, UNUSUAL, 0, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags) & CSS_SCSW_CC, 0x0300);
	rig_destroy(rig);
}

/* ---- Strict mode ---- */

static void test_strict(void **state)
{
	struct rig *rig = rig_with(NULL, true);
	u32 i;

	rig->granted_end = DATA;
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	good(rig, FMT1, PROGRAM + 8);
	assert_int_equal(rig->violations, 0);
	/* data, IDAW, CCW */
	ccw(rig, PROGRAM, ECHO_CONTROL, 0, 100, DATA - 10);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 90);
	ccw(rig, PROGRAM, ECHO_CONTROL, CSS_CCW_IDA, 100, DATA);
	execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 100);
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, DATA);
	execute(rig, FMT1, 0, PCHK, PROGRAM + 16, 0);
	assert_int_equal(rig->violations, 3);
	assert_true(css_sim_violations(rig->sim) == 3);
	for (i = 0; i < 100; i++)
		if (rig->low[DATA + i])
			fail();
	rig_destroy(rig);
}

/* ---- Faults ---- */

static struct rig *faulty(struct sim_fault *fault, struct sim_plan *plan)
{
	plan->faults = fault;
	plan->count = 1;
	return rig_with(plan, false);
}

static void nops(struct rig *rig, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		ccw(rig, PROGRAM + 8 * i, ECHO_NOP, i + 1 < n ? CSS_CCW_CC : 0, 0, 0);
}

static void test_fault_cc(void **state)
{
	struct sim_fault fault = { .when = SIM_WHEN_START, .n = 2, .what = SIM_FAULT_CC };
	struct sim_plan plan;
	struct rig *rig;
	int cc;

	for (cc = 1; cc <= 3; cc++) {
		fault.arg = (u64)cc;
		fault.fired = false;
		rig = faulty(&fault, &plan);
		nops(rig, 1);
		good(rig, FMT1, PROGRAM + 8);
		assert_int_equal(try_start(rig, FMT1, PROGRAM), cc);
		assert_true(fault.fired);
		assert_int_equal(rig->faults, 1);
		good(rig, FMT1, PROGRAM + 8);
		rig_destroy(rig);
	}
}

static void test_fault_deferred(void **state)
{
	struct sim_fault fault = { .when = SIM_WHEN_START, .n = 1, .what = SIM_FAULT_DEFERRED_CC };
	struct sim_plan plan;
	struct css_irb irb;
	struct rig *rig;

	fault.arg = 1;
	rig = faulty(&fault, &plan);
	nops(rig, 1);
	start(rig, FMT1, PROGRAM);
	run(rig);
	irb = status(rig, 0x4011, 0, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x01c0);
	good(rig, FMT1, PROGRAM + 8);
	rig_destroy(rig);
	fault.arg = 3;
	fault.fired = false;
	rig = faulty(&fault, &plan);
	nops(rig, 1);
	start(rig, FMT1, PROGRAM);
	run(rig);
	irb = status(rig, UNUSUAL, 0, 0);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x03c1);
	rig_destroy(rig);
}

static void test_fault_unit_check(void **state)
{
	struct sim_fault fault = {
		.when = SIM_WHEN_CCW, .n = 2, .ccw = 3, .schid = 0x00010000,
		.what = SIM_FAULT_UNIT_CHECK, .sense = { 0x10, 0x80 }, .sense_len = 24,
	};
	struct sim_plan plan;
	struct css_irb irb;
	struct rig *rig = faulty(&fault, &plan);

	nops(rig, 5);
	good(rig, FMT1, PROGRAM + 40);
	irb = execute(rig, FMT1, CE_DE | CSS_DSTAT_UC, 0, PROGRAM + 24, 0);
	assert_int_equal(be32_to_cpu(irb.esw.erw), 0x01180000);
	assert_int_equal(irb.ecw[0], 0x10);
	assert_int_equal(irb.ecw[1], 0x80);
	good(rig, FMT1, PROGRAM + 40);
	rig_destroy(rig);
}

/* The command before it neither makes its end an immediate one nor its record a long one. */
static void test_fault_after_immediate(void **state)
{
	struct sim_fault fault = {
		.when = SIM_WHEN_CCW, .n = 1, .ccw = 2,
		.what = SIM_FAULT_UNIT_CHECK, .sense_len = 32,
	};
	struct sim_plan plan;
	struct rig *rig = faulty(&fault, &plan);

	ccw0(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 1, 0);
	ccw0(rig, PROGRAM + 8, ECHO_WRITE, 0, 100, DATA);
	execute(rig, FMT0, CE_DE | CSS_DSTAT_UC, CSS_CSTAT_IL, PROGRAM + 16, 100);
	assert_false(rig->last_end.immediate);
	fault.fired = false;
	css_sim_set_plan(rig->sim, &plan);
	ccw(rig, PROGRAM, ECHO_SENSE_ID, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
	ccw(rig, PROGRAM + 8, ECHO_WRITE, 0, 0, DATA);
	execute(rig, FMT1, CE_DE | CSS_DSTAT_UC, 0, PROGRAM + 16, 0);
	rig_destroy(rig);
}

/* Every kind of channel check, on a command and within data chaining. */
static void test_fault_channel_check(void **state)
{
	static const u8 kinds[] = {
		CSS_CSTAT_DATA, CSS_CSTAT_CONTROL, CSS_CSTAT_INTERFACE, CSS_CSTAT_CHAINING,
		CSS_CSTAT_PROGRAM, CSS_CSTAT_PROTECTION,
	};
	struct sim_fault fault = { .when = SIM_WHEN_CCW, .n = 2, .what = SIM_FAULT_CHANNEL_CHECK };
	struct sim_plan plan;
	struct css_irb irb;
	struct rig *rig;
	u32 i, ccws;
	u8 dstat;

	for (i = 0; i < 2 * ARRAY_SIZE(kinds); i++) {
		ccws = i & 1 ? 2 : 1;
		fault.arg = kinds[i / 2];
		fault.ccw = ccws;
		fault.fired = false;
		rig = faulty(&fault, &plan);
		load_device(rig, 100);
		ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD, 60, DATA);
		ccw(rig, PROGRAM + 8, 0, 0, 40, DATA + 60);
		dstat = fault.arg & (CSS_CSTAT_DATA | CSS_CSTAT_CHAINING) ? CE_DE : 0;
		irb = execute(rig, FMT1, dstat, (u8)fault.arg, PROGRAM + 8 * ccws,
			      ccws == 1 ? 60 : 40);
		assert_int_equal(!!(be16_to_cpu(irb.scsw.flags) & CSS_SCSW_L), i < 6);
		if (ccws == 1)
			assert_zero(rig->low + DATA, 100);
		else
			assert_pattern(rig->low + DATA, 0, 60);
		assert_zero(rig->low + DATA + 60, 40);
		rig_destroy(rig);
	}
}

/* A fault that met a TIC strikes the CCW behind it; one that met a suspended CCW waits. */
static void test_fault_on_tic_and_suspension(void **state)
{
	struct sim_fault faults[2] = {
		{ .when = SIM_WHEN_CCW, .n = 1, .ccw = 2, .what = SIM_FAULT_UNIT_CHECK },
		{ .when = SIM_WHEN_CCW, .n = 2, .ccw = 1, .what = SIM_FAULT_UNIT_CHECK },
	};
	struct sim_plan plan = { faults, 2 };
	struct rig *rig = rig_with(&plan, false);

	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 64);
	ccw(rig, PROGRAM + 64, ECHO_NOP, 0, 0, 0);
	execute(rig, FMT1, CE_DE | CSS_DSTAT_UC, 0, PROGRAM + 72, 0);
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_S, 0, 0);
	start(rig, FMT1 | CSS_ORB_S | CSS_ORB_U, PROGRAM);
	run(rig);
	assert_quiet(rig);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	assert_int_equal(sim_rsch(rig->sch), 0);
	run(rig);
	status(rig, UNUSUAL, CE_DE | CSS_DSTAT_UC, 0);
	rig_destroy(rig);
}

static void test_fault_interrupt(void **state)
{
	struct sim_fault fault = { .when = SIM_WHEN_INTERRUPT, .n = 1, .what = SIM_FAULT_INT_LOSE };
	struct sim_plan plan;
	struct rig *rig = faulty(&fault, &plan);

	nops(rig, 1);
	start(rig, FMT1, PROGRAM);
	run(rig);
	assert_int_equal(rig->interrupts, 0);
	status(rig, NORMAL, CE_DE, 0);
	rig_destroy(rig);

	fault.fired = false;
	fault.what = SIM_FAULT_INT_DOUBLE;
	rig = faulty(&fault, &plan);
	nops(rig, 1);
	start(rig, FMT1, PROGRAM);
	run(rig);
	assert_int_equal(rig->interrupts, 2);
	rig_destroy(rig);

	fault.fired = false;
	fault.what = SIM_FAULT_INT_LATE;
	fault.arg = 5000;
	rig = faulty(&fault, &plan);
	nops(rig, 1);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 4999, 100);
	assert_int_equal(rig->interrupts, 0);
	run(rig);
	assert_int_equal(rig->interrupts, 1);
	rig_destroy(rig);

	/* fetched before it is reported: nothing to report */
	fault.fired = false;
	rig = faulty(&fault, &plan);
	nops(rig, 1);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 4999, 100);
	status(rig, NORMAL, CE_DE, 0);
	run(rig);
	assert_int_equal(rig->interrupts, 0);
	rig_destroy(rig);
}

static void test_fault_interrupt_machine(void **state)
{
	struct sim_fault fault = {
		.when = SIM_WHEN_INTERRUPT, .n = 1, .what = SIM_FAULT_DEVICE_GONE,
	};
	struct sim_plan plan;
	struct rig *rig = faulty(&fault, &plan);

	/* a PCI interrupt is the moment: the program ends after the command */
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC | CSS_CCW_PCI, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	run(rig);
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(rig->ccws, 1);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 3);
	rig_destroy(rig);

	/* so is one within data chaining, and initial status */
	fault.fired = false;
	fault.n = 2;
	rig = faulty(&fault, &plan);
	load_device(rig, 100);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD, 60, DATA);
	ccw(rig, PROGRAM + 8, 0, CSS_CCW_PCI, 40, DATA + 60);
	start(rig, FMT1, PROGRAM);
	run(rig);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 3);
	assert_int_equal(rig->interrupts, 2);
	rig_destroy(rig);

	fault.fired = false;
	fault.what = SIM_FAULT_PATH_OFF;
	fault.arg = 0x40;
	rig = faulty(&fault, &plan);
	load_device(rig, 100);
	ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CC, 100, DATA);
	ccw(rig, PROGRAM + 8, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1 | CSS_ORB_I, PROGRAM);
	run(rig);
	status(rig, UNUSUAL | CSS_STCTL_INTERMEDIATE, 0, CSS_CSTAT_INTERFACE);
	rig_destroy(rig);

	/* and the end of a program, before a fault whose time is still to come */
	struct sim_fault both[] = {
		{ .when = SIM_WHEN_TIME, .n = 9000, .what = SIM_FAULT_DEVICE_GONE },
		{ .when = SIM_WHEN_INTERRUPT, .n = 1, .what = SIM_FAULT_PATH_OFF, .arg = 0x40 },
	};

	struct css_schib schib;

	plan = (struct sim_plan){ both, 2 };
	rig = rig_with(&plan, false);
	ccw(rig, PROGRAM, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 8999, 100);
	status(rig, NORMAL, CE_DE, 0);
	assert_int_equal(sim_stsch(rig->sch, &schib), 0);
	assert_int_equal(schib.pmcw.pam & 0x80, 0);
	assert_true(both[1].fired);
	assert_int_equal(both[1].due, 0);
	assert_false(both[0].fired);
	css_sim_run(rig->sim, 9000, 100);
	assert_true(both[0].fired);
	rig_destroy(rig);
}

/* Device and paths go and come with a CCW, in data chaining too. */
static void test_fault_ccw_machine(void **state)
{
	struct sim_fault fault = { .when = SIM_WHEN_CCW, .n = 2, .arg = 0x40 };
	struct sim_plan plan;
	struct css_irb irb;
	struct rig *rig;
	u32 ccws;

	for (ccws = 1; ccws <= 2; ccws++) {
		fault.ccw = ccws;
		fault.fired = false;
		fault.what = SIM_FAULT_DEVICE_GONE;
		rig = faulty(&fault, &plan);
		load_device(rig, 100);
		ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD, 60, DATA);
		ccw(rig, PROGRAM + 8, 0, 0, 40, DATA + 60);
		start(rig, FMT1, PROGRAM);
		run(rig);
		assert_int_equal(rig->interrupts, 1);
		assert_int_equal(sim_tsch(rig->sch, &irb), 3);
		rig_destroy(rig);

		fault.fired = false;
		fault.what = SIM_FAULT_PATH_OFF;
		rig = faulty(&fault, &plan);
		load_device(rig, 100);
		ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD, 60, DATA);
		ccw(rig, PROGRAM + 8, 0, 0, 40, DATA + 60);
		start(rig, FMT1, PROGRAM);
		run(rig);
		status(rig, UNUSUAL, 0, CSS_CSTAT_INTERFACE);
		rig_destroy(rig);

		fault.fired = false;
		fault.what = SIM_FAULT_UNSOLICITED;
		fault.arg = CSS_DSTAT_ATTENTION;
		rig = faulty(&fault, &plan);
		load_device(rig, 100);
		ccw(rig, PROGRAM, ECHO_READ, CSS_CCW_CD, 60, DATA);
		ccw(rig, PROGRAM + 8, 0, 0, 40, DATA + 60);
		good(rig, FMT1, PROGRAM + 16);
		run(rig);
		status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
		rig_destroy(rig);
		fault.arg = 0x40;
	}
}

static void test_fault_start_machine(void **state)
{
	struct sim_fault faults[3] = {
		{ .when = SIM_WHEN_START, .n = 1, .what = SIM_FAULT_PATH_OFF, .arg = 0x40 },
		{ .when = SIM_WHEN_START, .n = 2, .what = SIM_FAULT_PATH_ON, .arg = 0x40 },
		{ .when = SIM_WHEN_START, .n = 3, .what = SIM_FAULT_DEVICE_GONE },
	};
	struct sim_plan plan = { faults, 3 };
	struct rig *rig = rig_with(&plan, false);
	struct css_irb irb;

	nops(rig, 1);
	irb = execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 0);
	assert_int_equal(be32_to_cpu(irb.esw.logout), 0x00400000);
	irb = execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 0);
	assert_int_equal(be32_to_cpu(irb.esw.logout), 0x00800000);
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 3);
	rig_destroy(rig);
}

static void test_fault_time(void **state)
{
	struct sim_fault faults[] = {
		{ .when = SIM_WHEN_TIME, .n = 300, .what = SIM_FAULT_UNSOLICITED,
		  .arg = CSS_DSTAT_ATTENTION },
		{ .when = SIM_WHEN_TIME, .n = 1500, .what = SIM_FAULT_CHANNEL_CHECK,
		  .arg = CSS_CSTAT_CONTROL },
		{ .when = SIM_WHEN_TIME, .n = 2500, .what = SIM_FAULT_UNIT_CHECK,
		  .sense = { 0x10 }, .sense_len = 32 },
		{ .when = SIM_WHEN_TIME, .n = 3500, .what = SIM_FAULT_CC },
		{ .when = SIM_WHEN_TIME, .n = 5000, .what = SIM_FAULT_DEVICE_GONE,
		  .schid = 0x00010007 },
		{ .when = SIM_WHEN_TIME, .n = 6000, .what = SIM_FAULT_DEVICE_GONE },
	};
	struct sim_plan plan = { faults, ARRAY_SIZE(faults) };
	struct rig *rig = rig_with(&plan, false);
	struct css_irb irb;

	css_sim_run(rig->sim, 299, 100);
	assert_quiet(rig);
	css_sim_run(rig->sim, 300, 100);
	status(rig, 0x0011, CSS_DSTAT_ATTENTION, 0);
	rig->dev->latency = 1000;
	nops(rig, 1);
	css_sim_run(rig->sim, 1000, 100);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 2000, 100);
	status(rig, UNUSUAL, 0, CSS_CSTAT_CONTROL);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 2600, 100);
	irb = status(rig, UNUSUAL, CE_DE | CSS_DSTAT_UC, 0);
	assert_int_equal(irb.ecw[0], 0x10);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 5500, 100);
	status(rig, NORMAL, CE_DE, 0);
	assert_true(faults[4].fired);
	assert_int_equal(sim_tsch(rig->sch, &irb), 1);
	run(rig);
	assert_int_equal(sim_tsch(rig->sch, &irb), 3);
	assert_int_equal(rig->faults, 6);
	rig_destroy(rig);
}

/* A fault of one subchannel counts that one's starts. */
static void test_fault_other_subchannel(void **state)
{
	struct sim_fault fault = {
		.when = SIM_WHEN_START, .n = 2, .schid = 0x00010001, .what = SIM_FAULT_CC, .arg = 3,
	};
	struct sim_plan plan;
	struct rig *rig = faulty(&fault, &plan);
	struct sim_subchannel *first = rig->sch;
	struct sim_device *dev = echo_create();
	struct sim_subchannel *second;

	assert_non_null(dev);
	second = add(rig, 0x00010001, dev);
	rig->sch = second;
	nops(rig, 1);
	good(rig, FMT1, PROGRAM + 8);
	rig->sch = first;
	good(rig, FMT1, PROGRAM + 8);
	good(rig, FMT1, PROGRAM + 8);
	rig->sch = add(rig, 0x00010002, echo_create());
	good(rig, FMT1, PROGRAM + 8);
	assert_false(fault.fired);
	rig->sch = second;
	assert_int_equal(try_start(rig, FMT1, PROGRAM), 3);
	assert_true(fault.fired);
	rig_destroy(rig);
}

static void test_fault_host(void **state)
{
	struct sim_fault fault = {
		.when = SIM_WHEN_PIN, .n = 2, .what = SIM_FAULT_ERRNO, .arg = EFAULT,
	};
	struct sim_plan plan = { &fault, 1 };

	assert_int_equal(sim_plan_host(NULL, SIM_WHEN_PIN, 1), 0);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 1), 0);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_READ, 2), 0);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 2), -EFAULT);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 2), 0);
}

/* A fault that was removed from the plan before its time. */
static void test_fault_withdrawn(void **state)
{
	struct sim_fault fault = { .when = SIM_WHEN_TIME, .n = 10, .what = SIM_FAULT_DEVICE_GONE };
	struct sim_plan plan;
	struct rig *rig = faulty(&fault, &plan);

	fault.fired = true;
	run(rig);
	nops(rig, 1);
	good(rig, FMT1, PROGRAM + 8);
	rig_destroy(rig);
}

/* The echo device keeps its bytes, and says nothing of its own, when a check ends a command. */
static void test_echo_and_checks(void **state)
{
	struct rig *rig = rig_create();

	load_device(rig, 100);
	ccw(rig, PROGRAM, ECHO_WRITE, 0, 50, PROTECTED - 20);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 30);
	ccw(rig, PROGRAM, ECHO_READ, 0, 100, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_pattern(rig->low + DATA, 0, 100);
	/* the first bytes are those of the buffer, and the rest is not there */
	fill(rig->low + PROTECTED - 5, 5);
	ccw(rig, PROGRAM, ECHO_SEARCH, 0, 9, PROTECTED - 5);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 4);
	ccw(rig, PROGRAM, ECHO_SLOW, 0, 1, PROTECTED);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 1);
	/* whatever comes will do, but for the one byte of the slow command */
	ccw(rig, PROGRAM, ECHO_CONTROL, CSS_CCW_CC, 3, DATA);
	ccw(rig, PROGRAM + 8, ECHO_CONTROL, CSS_CCW_CC, 64, DATA);
	ccw(rig, PROGRAM + 16, ECHO_WRITE, CSS_CCW_CC, 3, DATA);
	ccw(rig, PROGRAM + 24, ECHO_SLOW, 0, 0, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 32, 0);
	rig_destroy(rig);
}

/* ---- A device that does what it should not ---- */

struct rude {
	struct sim_device dev;
	struct sim_reply reply;
	struct sim_channel *ch;
	size_t put, got;
};

static void rude_command(struct sim_device *dev, struct sim_channel *ch,
			 const struct sim_command *cmd, struct sim_reply *reply)
{
	struct rude *rude = container_of(dev, struct rude, dev);
	u8 byte = 0x55;

	rude->ch = ch;
	rude->put = sim_channel_put(ch, &byte, 1);
	rude->got = sim_channel_get(ch, &byte, 1);
	*reply = rude->reply;
	dev->sense_len = 200;
}

static void rude_destroy(struct sim_device *dev)
{
	platform_free(container_of(dev, struct rude, dev));
}

static const struct sim_device_ops rude_ops = {
	.type = "rude",
	.command = rude_command,
	.destroy = rude_destroy,
};

static struct rude *add_rude(struct rig *rig)
{
	struct rude *rude = platform_zalloc(sizeof(*rude));

	assert_non_null(rude);
	rude->dev.ops = &rude_ops;
	rude->reply.status = CE_DE;
	rig->sch = add(rig, 0x00010001, &rude->dev);
	return rude;
}

/* Bytes go one way, and only during a command. */
static void test_wrong_direction(void **state)
{
	struct rig *rig = rig_create();
	struct rude *rude = add_rude(rig);
	u8 byte = 0;

	ccw(rig, PROGRAM, 0x02, 0, 1, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_true(rude->put == 1 && rude->got == 0);
	assert_int_equal(rig->low[DATA], 0x55);
	ccw(rig, PROGRAM, 0x01, 0, 1, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_true(rude->put == 0 && rude->got == 1);
	assert_true(sim_channel_get(rude->ch, &byte, 1) == 0);
	ccw(rig, PROGRAM, 0x02, 0, 1, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_true(sim_channel_put(rude->ch, &byte, 1) == 0);
	assert_int_equal(rig->low[DATA], 0x55);
	/* it has nothing to reset, which is no reason to fail */
	assert_int_equal(sim_csch(rig->sch), 0);
	run(rig);
	status(rig, 0x1001, 0, 0);
	rig_destroy(rig);
}

/* ---- A device that takes what it needs, or what there is ---- */

struct taker {
	struct sim_device dev;
	u8 path;		/* over which the last command came */
	bool all;
	bool checked;
	bool last;
	u32 want;
	size_t got;
};

static void taker_command(struct sim_device *dev, struct sim_channel *ch,
			  const struct sim_command *cmd, struct sim_reply *reply)
{
	struct taker *taker = container_of(dev, struct taker, dev);
	u8 buf[64];

	if (taker->all)
		taker->got = sim_channel_get_all(ch, buf, taker->want);
	else
		taker->got = sim_channel_get(ch, buf, taker->want);
	taker->checked = sim_channel_checked(ch);
	taker->last = sim_channel_last(ch);
	taker->path = cmd->path;
	reply->status = CE_DE;
}

static void taker_destroy(struct sim_device *dev)
{
	platform_free(container_of(dev, struct taker, dev));
}

static const struct sim_device_ops taker_ops = {
	.type = "taker",
	.command = taker_command,
	.destroy = taker_destroy,
};

static struct taker *add_taker(struct rig *rig, u32 want)
{
	struct taker *taker = platform_zalloc(sizeof(*taker));

	assert_non_null(taker);
	taker->dev.ops = &taker_ops;
	taker->want = want;
	rig->sch = add(rig, 0x00010001, &taker->dev);
	return taker;
}

/* Long block on output: the device wants bytes behind the last. */
static void test_long_block_on_output(void **state)
{
	struct rig *rig = rig_create();
	struct taker *taker = add_taker(rig, 16);

	ccw(rig, PROGRAM, 0x01, CSS_CCW_CC, 10, DATA);
	ccw(rig, PROGRAM + 8, 0x01, 0, 16, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 0);
	assert_true(taker->got == 10 && !taker->checked);
	/* it is none of an immediate command's */
	execute(rig, FMT1 | CSS_ORB_L, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 0);
	ccw(rig, PROGRAM, 0x01, CSS_CCW_CC | CSS_CCW_SLI, 10, DATA);
	good(rig, FMT1, PROGRAM + 16);
	/* not in the first of the CCWs that data chaining adds up */
	ccw(rig, PROGRAM, 0x01, CSS_CCW_CD, 10, DATA);
	ccw(rig, PROGRAM + 8, 0, 0, 6, DATA);
	good(rig, FMT1, PROGRAM + 16);
	ccw(rig, PROGRAM + 8, 0, 0, 5, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 16, 0);
	/* count zero is shorter still */
	ccw(rig, PROGRAM, 0x01, 0, 0, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 0);
	rig_destroy(rig);
}

/* The block of a device that takes whatever there is has the length of the count. */
static void test_no_long_block(void **state)
{
	struct rig *rig = rig_create();
	struct taker *taker = add_taker(rig, 16);

	taker->all = true;
	ccw(rig, PROGRAM, 0x01, 0, 10, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_true(taker->got == 10 && !taker->checked);
	ccw(rig, PROGRAM, 0x01, 0, 16, DATA);
	good(rig, FMT1, PROGRAM + 8);
	assert_true(taker->got == 16 && !taker->checked);
	ccw(rig, PROGRAM, 0x01, 0, 17, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 1);
	assert_true(taker->got == 16 && !taker->checked);
	/* nor does a command the other way give it anything */
	ccw(rig, PROGRAM, 0x02, CSS_CCW_SLI, 10, DATA);
	execute(rig, FMT1, CE_DE, 0, PROGRAM + 8, 10);
	assert_int_equal(taker->got, 0);
	rig_destroy(rig);
}

/* A command comes over the path that was selected for its own program. */
static void test_path_of_a_command(void **state)
{
	struct rig *rig = rig_create();
	struct taker *taker = add_taker(rig, 1);

	ccw(rig, PROGRAM, 0x01, 0, 1, DATA);
	good(rig, CSS_ORB_F | 0x4000, PROGRAM + 8);
	assert_int_equal(taker->path, 0x40);
	/* no path before the device is selected, so that there is none to lose */
	start(rig, FMT1, PROGRAM);
	css_sim_path_vary(rig->sim, 0x41, false);
	run(rig);
	status(rig, NORMAL, CE_DE, 0);
	assert_int_equal(taker->path, 0x80);
	/* nor after it: a program that was cleared has no end */
	start(rig, FMT1, PROGRAM);
	assert_int_equal(sim_csch(rig->sch), 0);
	run(rig);
	status(rig, 0x1001, 0, 0);
	css_sim_path_vary(rig->sim, 0x40, false);
	css_sim_path_vary(rig->sim, 0x41, true);
	assert_quiet(rig);
	good(rig, FMT1, PROGRAM + 8);
	assert_int_equal(taker->path, 0x40);
	rig_destroy(rig);
}

/* ---- Subchannel logout ---- */

#define LOGOUT(more)	(0x00800000u | CSS_ESW_VALID_LPUM | CSS_ESW_VALID_SEQ | \
			 CSS_ESW_VALID_CPA | (more))
#define TALKED(more)	LOGOUT(CSS_ESW_VALID_DSTAT | (more))

static struct css_irb logged_out(struct rig *rig, u8 dstat, u8 cstat, u32 logout)
{
	struct css_irb irb;

	run(rig);
	irb = status(rig, UNUSUAL, dstat, cstat);
	assert_int_equal(be16_to_cpu(irb.scsw.flags), 0x04c0);
	assert_int_equal(be32_to_cpu(irb.esw.logout), logout);
	/* and it is gone */
	assert_int_equal(sim_tsch(rig->sch, &irb), 1);
	assert_int_equal(be32_to_cpu(irb.esw.logout), 0x00800000);
	return irb;
}

/* What the command that was in effect had come to. */
static void test_logout_of_a_lost_path(void **state)
{
	static const struct {
		u8 cmd;
		u64 until;
		u32 sequence;
	} moments[] = {
		{ ECHO_NOP, 150, CSS_ESW_SEQ_ACCEPTED },
		{ ECHO_WRITE, 150, CSS_ESW_SEQ_DATA },
	};
	struct rig *rig = rig_create();
	u32 i;

	rig->dev->latency = 100;
	ccw(rig, PROGRAM, ECHO_CONTROL, CSS_CCW_CC, 1, DATA);
	for (i = 0; i < ARRAY_SIZE(moments); i++) {
		u64 now = css_sim_now(rig->sim);

		ccw(rig, PROGRAM + 8, moments[i].cmd, CSS_CCW_SLI, 1, DATA);
		start(rig, FMT1, PROGRAM);
		css_sim_run(rig->sim, now + moments[i].until, 10);
		css_sim_path_vary(rig->sim, 0x40, false);
		logged_out(rig, 0, CSS_CSTAT_INTERFACE, LOGOUT(moments[i].sequence));
		css_sim_path_vary(rig->sim, 0x40, true);
	}
	/* between two commands */
	rig->dev->latency = 0;
	ccw(rig, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, END, 5);
	css_sim_path_vary(rig->sim, 0x40, false);
	logged_out(rig, 0, CSS_CSTAT_INTERFACE, LOGOUT(CSS_ESW_SEQ_NOT_SENT));
	rig_destroy(rig);
}

/* A command that failed while it was fetched did not reach the device. */
static void test_logout_of_checks(void **state)
{
	static const struct {
		u8 cmd;
		u8 cstat;
		u8 dstat;
		u32 ccw;
		u32 logout;
	} checks[] = {
		{ ECHO_WRITE, CSS_CSTAT_DATA, CE_DE, 2, TALKED(CSS_ESW_SEQ_NOT_SENT) },
		{ ECHO_WRITE, CSS_CSTAT_CONTROL, 0, 2, LOGOUT(CSS_ESW_SEQ_NOT_SENT) },
		{ ECHO_WRITE, CSS_CSTAT_INTERFACE, 0, 2, LOGOUT(CSS_ESW_SEQ_NOT_SENT) },
		{ ECHO_WRITE, CSS_CSTAT_DATA, CE_DE, 3,
		  TALKED(CSS_ESW_SEQ_DATA | CSS_ESW_SA_READ) },
		{ ECHO_WRITE, CSS_CSTAT_CONTROL, 0, 3, LOGOUT(CSS_ESW_SEQ_DATA) },
		{ ECHO_READ, CSS_CSTAT_DATA, CE_DE, 3,
		  TALKED(CSS_ESW_SEQ_DATA | CSS_ESW_SA_WRITE) },
		{ ECHO_READ_BACKWARD, CSS_CSTAT_DATA, CE_DE, 3,
		  TALKED(CSS_ESW_SEQ_DATA | CSS_ESW_SA_BACKWARD) },
	};
	struct sim_fault fault = { .when = SIM_WHEN_CCW, .n = 2, .what = SIM_FAULT_CHANNEL_CHECK };
	struct sim_plan plan = { &fault, 1 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		struct rig *rig = rig_with(&plan, false);

		fault.fired = false;
		fault.arg = checks[i].cstat;
		fault.ccw = checks[i].ccw;
		load_device(rig, 100);
		ccw(rig, PROGRAM, ECHO_CONTROL, CSS_CCW_CC, 8, DATA);
		ccw(rig, PROGRAM + 8, checks[i].cmd, CSS_CCW_CD, 8, DATA);
		ccw(rig, PROGRAM + 16, 0, CSS_CCW_SLI, 8, DATA);
		start(rig, FMT1, PROGRAM);
		logged_out(rig, checks[i].dstat, checks[i].cstat, checks[i].logout);
		rig_destroy(rig);
	}
}

/* The device is told whether a command follows, by the CCW that its last byte came from. */
static void test_device_is_told_of_the_end(void **state)
{
	struct rig *rig = rig_create();
	struct taker *taker = add_taker(rig, 16);

	ccw(rig, PROGRAM, 0x01, CSS_CCW_CC, 16, DATA);
	ccw(rig, PROGRAM + 8, 0x01, CSS_CCW_CC, 16, DATA);
	ccw(rig, PROGRAM + 16, 0, 0, 0, DATA);
	execute(rig, FMT1, 0, PCHK, PROGRAM + 24, 0);
	assert_false(taker->last);
	ccw(rig, PROGRAM + 8, 0x01, 0, 16, DATA);
	good(rig, FMT1, PROGRAM + 16);
	assert_true(taker->last);
	/* data chaining: the flag of the last CCW counts, and all of them must be used up */
	ccw(rig, PROGRAM, 0x01, CSS_CCW_CD | CSS_CCW_CC, 10, DATA);
	ccw(rig, PROGRAM + 8, 0, 0, 6, DATA);
	good(rig, FMT1, PROGRAM + 16);
	assert_true(taker->last);
	ccw(rig, PROGRAM, 0x01, CSS_CCW_CD, 17, DATA);
	execute(rig, FMT1, CE_DE, CSS_CSTAT_IL, PROGRAM + 8, 1);
	assert_false(taker->last);
	rig_destroy(rig);
}

/* A check is no short count: the device is told, and the length is no subject. */
static void test_device_is_told_of_checks(void **state)
{
	struct sim_fault off = {
		.when = SIM_WHEN_CCW, .n = 4, .ccw = 2, .schid = 0x00010001,
		.what = SIM_FAULT_PATH_OFF, .arg = 0x40,
	};
	struct sim_plan plan = { .faults = &off, .count = 1 };
	struct rig *rig = rig_with(&plan, false);
	struct taker *taker;
	u32 all;

	for (all = 0; all < 2; all++) {
		taker = add_taker(rig, 16);
		taker->all = all;
		ccw(rig, PROGRAM, 0x01, 0, 16, PROTECTED - 6);
		execute(rig, FMT1, CE_DE, CSS_CSTAT_PROTECTION, PROGRAM + 8, 10);
		assert_true(taker->got == 6 && taker->checked);
		ccw(rig, PROGRAM, 0x01, CSS_CCW_SLI, 16, LOW_SIZE);
		execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 8, 16);
		assert_true(taker->got == 0 && taker->checked);
		ccw(rig, PROGRAM, 0x01, CSS_CCW_CD, 10, DATA);
		ccw(rig, PROGRAM + 8, 0, 0, 0, DATA);
		execute(rig, FMT1, CE_DE, PCHK, PROGRAM + 16, 0);
		assert_true(taker->got == 10 && taker->checked);
		/* the path goes while data chaining */
		ccw(rig, PROGRAM + 8, 0, 0, 6, DATA);
		off.fired = false;
		execute(rig, FMT1, 0, CSS_CSTAT_INTERFACE, PROGRAM + 16, 6);
		assert_true(taker->got == 10 && taker->checked);
		css_sim_path_vary(rig->sim, 0x40, true);
		css_sim_remove(rig->sim, rig->sch);
		css_sim_free(rig->sim, rig->sch);
	}
	rig_destroy(rig);
}

/* Unit check with a device end that comes late, and more sense than there is. */
static void test_late_unit_check(void **state)
{
	struct rig *rig = rig_create();
	struct rude *rude = add_rude(rig);
	struct css_irb irb;

	rude->reply.status = CSS_DSTAT_CE;
	rude->reply.later_status = CSS_DSTAT_DE | CSS_DSTAT_UC;
	rude->reply.later_time = 5;
	ccw(rig, PROGRAM, 0x01, 0, 1, DATA);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 4, 10);
	status(rig, 0x4045, CSS_DSTAT_CE, 0);
	run(rig);
	irb = status(rig, 0x0013, CSS_DSTAT_DE | CSS_DSTAT_UC, 0);
	assert_int_equal(be32_to_cpu(irb.esw.erw), 0x01200000);
	/* with unit exception at channel end already */
	rude->reply.status = CSS_DSTAT_CE | CSS_DSTAT_UX;
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 9, 10);
	status(rig, 0x4055, CSS_DSTAT_CE | CSS_DSTAT_UX, 0);
	run(rig);
	status(rig, 0x0013, CSS_DSTAT_DE | CSS_DSTAT_UC, 0);
	/* and when the chain waited for it */
	rude->reply.status = CSS_DSTAT_CE;
	ccw(rig, PROGRAM, 0x01, CSS_CCW_CC, 1, DATA);
	execute(rig, FMT1, CE_DE | CSS_DSTAT_UC, 0, PROGRAM + 8, 0);
	/* refused at once: no initial-status interruption */
	rude->reply = (struct sim_reply){ .status = CSS_DSTAT_UC };
	execute(rig, FMT1 | CSS_ORB_I, CSS_DSTAT_UC, 0, PROGRAM + 8, 0);
	rig_destroy(rig);
}

/* Every end of a chain reaches the device, once. */
static void test_end_of_chain(void **state)
{
	struct rig *rig = rig_create();

	nops(rig, 3);
	good(rig, FMT1, PROGRAM + 24);
	assert_int_equal(echo_chains(rig->dev), 1);
	loop_program(rig);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, END, 3);
	sim_hsch(rig->sch);
	run(rig);
	status(rig, 0x6007, CE_DE, 0);
	assert_int_equal(echo_chains(rig->dev), 2);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, END, 3);
	sim_csch(rig->sch);
	run(rig);
	status(rig, 0x1001, 0, 0);
	assert_int_equal(echo_chains(rig->dev), 3);
	/* the device never saw this one */
	start(rig, FMT1, PROGRAM);
	sim_xsch(rig->sch);
	assert_int_equal(echo_chains(rig->dev), 3);
	rig_destroy(rig);
}

/* The path goes while a halt or clear function is on its way: one interrupt. */
static void test_path_lost_during_halt(void **state)
{
	struct rig *rig = rig_create();

	rig->automatic = true;
	loop_program(rig);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, END, 3);
	assert_int_equal(sim_hsch(rig->sch), 0);
	css_sim_path_vary(rig->sim, 0x40, false);
	run(rig);
	assert_int_equal(rig->irbs, 1);
	assert_irb(&rig->irb[0], 0x6017, 0, CSS_CSTAT_INTERFACE);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, END, 3);
	assert_int_equal(sim_csch(rig->sch), 0);
	css_sim_path_vary(rig->sim, 0x41, false);
	run(rig);
	assert_int_equal(rig->irbs, 2);
	assert_irb(&rig->irb[1], 0x1001, 0, 0);
	rig_destroy(rig);
}

/* Without memory there is no channel subsystem, subchannel or device. */
static bool refuse(void *data)
{
	return true;
}

static void test_no_memory(void **state)
{
	struct css_sim_config config = { .storage = &rig_storage, .callbacks = &quiet_callbacks };
	struct sim_subchannel_config subchannel = { .pim = 0x80 };
	struct rig *rig = rig_create();

	platform_set_alloc_hook(refuse, NULL);
	assert_null(css_sim_create(&config));
	assert_null(css_sim_add(rig->sim, &subchannel));
	assert_null(echo_create());
	platform_set_alloc_hook(NULL, NULL);
	rig_destroy(rig);
}

/* ---- Short ways: seen or unseen, a program does the same ---- */

static u32 random_below(u32 *seed, u32 n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

/* A CCW of those that make the channel decide something. */
static void random_ccw(u32 *seed, struct rig *a, struct rig *b, u32 at)
{
	static const u8 codes[] = {
		ECHO_WRITE, ECHO_READ, ECHO_NOP, ECHO_NOP, ECHO_NOP, ECHO_NOP, ECHO_CONTROL,
		ECHO_SEARCH, ECHO_SLOW, ECHO_SENSE_ID, ECHO_READ_BACKWARD, CSS_CMD_TIC,
		0x00, 0x18, 0xff,
	};
	static const u8 flags[] = {
		0x00, 0x40, 0x40, 0x60, 0x60, 0x60, 0x60, 0x60, 0x80, 0xa0, 0x70, 0x68, 0x64,
		0x62, 0x61, 0x40,
	};
	static const u16 counts[] = { 0, 1, 2, 7, 8, 100 };
	u8 code = codes[random_below(seed, ARRAY_SIZE(codes))];
	u8 flag = flags[random_below(seed, ARRAY_SIZE(flags))];
	u16 count = counts[random_below(seed, ARRAY_SIZE(counts))];
	u32 cda = DATA + random_below(seed, 0x4000);

	if (random_below(seed, 2)) {
		code = ECHO_NOP;
		flag = CSS_CCW_CC;
		count = 0;
	} else if (code == CSS_CMD_TIC && random_below(seed, 16)) {
		flag = 0;
		count = 0;
		cda = PROGRAM + 8 * random_below(seed, 24);
	} else if (!random_below(seed, 40)) {
		cda |= 0x80000000u;
	}
	ccw(a, at, code, flag, count, cda);
	ccw(b, at, code, flag, count, cda);
}

static void assert_same(struct rig *a, struct rig *b)
{
	struct css_irb irb_a, irb_b;
	struct css_schib of_a, of_b;

	assert_int_equal(sim_stsch(a->sch, &of_a), 0);
	assert_int_equal(sim_stsch(b->sch, &of_b), 0);
	assert_memory_equal(&of_a, &of_b, sizeof(of_a));
	assert_int_equal(sim_tsch(a->sch, &irb_a), sim_tsch(b->sch, &irb_b));
	assert_memory_equal(&irb_a, &irb_b, sizeof(irb_a));
	assert_int_equal(a->interrupts, b->interrupts);
	assert_true(css_sim_now(a->sim) == css_sim_now(b->sim));
	assert_true(css_sim_next(a->sim) == css_sim_next(b->sim));
	assert_memory_equal(a->low, b->low, DATA + 0x5000);
}

static void test_seen_and_unseen(void **state)
{
	struct rig *seen = rig_create();
	struct rig *unseen = rig_quiet(true);
	u32 seed = 1, i, k, long_ones = 0;
	u64 events;

	unseen->granted_end = END;
	for (i = 0; i < 5000; i++) {
		for (k = 0; k < 24; k++)
			random_ccw(&seed, seen, unseen, PROGRAM + 8 * k);
		seen->dev->latency = i & 1 ? 0 : 100;
		unseen->dev->latency = seen->dev->latency;
		start(seen, FMT1 | CSS_ORB_S, PROGRAM);
		start(unseen, FMT1 | CSS_ORB_S, PROGRAM);
		events = css_sim_run(seen->sim, END, 40);
		assert_true(css_sim_run(unseen->sim, END, 40) == events);
		long_ones += events > 10;
		assert_same(seen, unseen);
		assert_int_equal(sim_csch(seen->sch), 0);
		assert_int_equal(sim_csch(unseen->sch), 0);
		run(seen);
		run(unseen);
		assert_same(seen, unseen);
	}
	/* The programs are worth their while. */
	assert_true(long_ones > 500);
	rig_destroy(seen);
	rig_destroy(unseen);
}

/* Memory that was not granted is not accessed, in the current block or not. */
static void test_strict_unseen(void **state)
{
	struct rig *rig = rig_quiet(true);

	rig->granted_end = PROGRAM + 16;
	ccw(rig, PROGRAM, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 8, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, PROGRAM + 16, ECHO_NOP, 0, 0, 0);
	execute(rig, FMT1, 0, PCHK, PROGRAM + 24, 0);
	assert_true(css_sim_violations(rig->sim) == 1);
	rig->granted_end = PROGRAM + 24;
	good(rig, FMT1, PROGRAM + 24);
	/* into the next block, which is not there */
	rig->granted_end = END;
	ccw(rig, PROTECTED - 8, ECHO_NOP, CSS_CCW_CC, 0, 0);
	start(rig, FMT1, PROTECTED - 8);
	run(rig);
	status(rig, UNUSUAL, 0, CSS_CSTAT_PROTECTION);
	rig_destroy(rig);
}

/* A chain of commands does not keep another subchannel waiting. */
static void test_fairness(void **state)
{
	struct rig *rig = rig_quiet(false);
	struct sim_subchannel *first = rig->sch;
	struct sim_device *dev = echo_create();

	assert_non_null(dev);
	loop_program(rig);
	ccw(rig, 0x2000, ECHO_NOP, CSS_CCW_CC, 0, 0);
	ccw(rig, 0x2008, ECHO_NOP, 0, 0, 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, END, 100);
	rig->sch = add(rig, 0x00010001, dev);
	start(rig, FMT1, 0x2000);
	assert_true(css_sim_run(rig->sim, END, 4) == 4);
	status(rig, NORMAL, CE_DE, 0);
	rig->sch = first;
	assert_int_equal(sim_csch(first), 0);
	run(rig);
	status(rig, 0x1001, 0, 0);
	rig_destroy(rig);
}

/* ---- Two subchannels, events in order ---- */

static void test_two_subchannels(void **state)
{
	struct rig *rig = rig_create();
	struct sim_subchannel *first = rig->sch;
	struct sim_device *dev = echo_create();
	struct sim_subchannel *second;

	assert_non_null(dev);
	second = add(rig, 0x00010001, dev);
	rig->dev->latency = 500;
	dev->latency = 200;
	nops(rig, 2);
	start(rig, FMT1, PROGRAM);
	rig->sch = second;
	start(rig, FMT1, PROGRAM);
	/* equal times keep their order */
	css_sim_run(rig->sim, END, 1);
	assert_int_equal(sim_xsch(first), 2);
	assert_int_equal(sim_xsch(second), 0);
	start(rig, FMT1, PROGRAM);
	css_sim_run(rig->sim, 450, 100);
	status(rig, NORMAL, CE_DE, 0);
	rig->sch = first;
	assert_quiet(rig);
	assert_true(css_sim_next(rig->sim) == 500);
	/* a path of both */
	css_sim_path_vary(rig->sim, 0x40, false);
	status(rig, UNUSUAL, 0, CSS_CSTAT_INTERFACE);
	rig_destroy(rig);
}

static const struct CMUnitTest sim_cases[] = {
	cmocka_unit_test(test_idle),
	cmocka_unit_test(test_hash),
	cmocka_unit_test(test_endless_loop),
	cmocka_unit_test(test_schib),
	cmocka_unit_test(test_msch),
	cmocka_unit_test(test_msch_operand_exception),
	cmocka_unit_test(test_msch_cc),
	cmocka_unit_test(test_disabled),
	cmocka_unit_test(test_gone),
	cmocka_unit_test(test_orb_operand_exception),
	cmocka_unit_test(test_start_cc),
	cmocka_unit_test(test_normal_end),
	cmocka_unit_test(test_bad_ccws),
	cmocka_unit_test(test_bad_cpa),
	cmocka_unit_test(test_chain_off_the_end),
	cmocka_unit_test(test_tic),
	cmocka_unit_test(test_write_read),
	cmocka_unit_test(test_largest_transfer),
	cmocka_unit_test(test_incorrect_length),
	cmocka_unit_test(test_incorrect_length_immediate),
	cmocka_unit_test(test_zero_count),
	cmocka_unit_test(test_data_outside),
	cmocka_unit_test(test_skip),
	cmocka_unit_test(test_read_backward),
	cmocka_unit_test(test_data_chaining),
	cmocka_unit_test(test_data_chaining_short),
	cmocka_unit_test(test_data_chaining_bad),
	cmocka_unit_test(test_data_chaining_loop),
	cmocka_unit_test(test_idaw1),
	cmocka_unit_test(test_idaw2),
	cmocka_unit_test(test_idaw_2k_blocks),
	cmocka_unit_test(test_idaw_bad),
	cmocka_unit_test(test_idal_at_the_limit),
	cmocka_unit_test(test_idaw_backward),
	cmocka_unit_test(test_status_modifier),
	cmocka_unit_test(test_concurrent_sense),
	cmocka_unit_test(test_sense_by_command),
	cmocka_unit_test(test_separate_device_end),
	cmocka_unit_test(test_chaining_waits_for_device_end),
	cmocka_unit_test(test_start_before_device_end),
	cmocka_unit_test(test_device_end_while_disabled),
	cmocka_unit_test(test_device_time),
	cmocka_unit_test(test_busy),
	cmocka_unit_test(test_refused),
	cmocka_unit_test(test_busy_in_a_chain),
	cmocka_unit_test(test_pci_of_a_refused_start),
	cmocka_unit_test(test_start_meets_status),
	cmocka_unit_test(test_start_meets_more_status),
	cmocka_unit_test(test_start_does_not_meet_status),
	cmocka_unit_test(test_unsolicited),
	cmocka_unit_test(test_unsolicited_overtaken),
	cmocka_unit_test(test_pci_separate),
	cmocka_unit_test(test_pci_merged),
	cmocka_unit_test(test_initial_status),
	cmocka_unit_test(test_pci_in_data_chaining),
	cmocka_unit_test(test_path_not_operational_is_kept),
	cmocka_unit_test(test_suspend_resume),
	cmocka_unit_test(test_suspend_with_pci),
	cmocka_unit_test(test_resume_while_running),
	cmocka_unit_test(test_suspend_in_data_chaining),
	cmocka_unit_test(test_suspend_quietly),
	cmocka_unit_test(test_resume_cc),
	cmocka_unit_test(test_end_while_suspended),
	cmocka_unit_test(test_halt_idle),
	cmocka_unit_test(test_halt_after_clear),
	cmocka_unit_test(test_halt_takes_intermediate_status),
	cmocka_unit_test(test_halt_of_a_suspended_program),
	cmocka_unit_test(test_halt_before_the_first_ccw),
	cmocka_unit_test(test_halt_anywhere),
	cmocka_unit_test(test_clear_anywhere),
	cmocka_unit_test(test_halt_between_ends),
	cmocka_unit_test(test_clear_takes_all),
	cmocka_unit_test(test_cancel),
	cmocka_unit_test(test_path_not_operational),
	cmocka_unit_test(test_vary),
	cmocka_unit_test(test_crw_overflow),
	cmocka_unit_test(test_path_lost),
	cmocka_unit_test(test_strict),
	cmocka_unit_test(test_fault_cc),
	cmocka_unit_test(test_fault_deferred),
	cmocka_unit_test(test_fault_unit_check),
	cmocka_unit_test(test_fault_after_immediate),
	cmocka_unit_test(test_fault_channel_check),
	cmocka_unit_test(test_fault_on_tic_and_suspension),
	cmocka_unit_test(test_fault_interrupt),
	cmocka_unit_test(test_fault_interrupt_machine),
	cmocka_unit_test(test_fault_ccw_machine),
	cmocka_unit_test(test_fault_start_machine),
	cmocka_unit_test(test_fault_time),
	cmocka_unit_test(test_fault_other_subchannel),
	cmocka_unit_test(test_fault_host),
	cmocka_unit_test(test_fault_withdrawn),
	cmocka_unit_test(test_echo_and_checks),
	cmocka_unit_test(test_wrong_direction),
	cmocka_unit_test(test_long_block_on_output),
	cmocka_unit_test(test_no_long_block),
	cmocka_unit_test(test_path_of_a_command),
	cmocka_unit_test(test_logout_of_a_lost_path),
	cmocka_unit_test(test_logout_of_checks),
	cmocka_unit_test(test_device_is_told_of_the_end),
	cmocka_unit_test(test_device_is_told_of_checks),
	cmocka_unit_test(test_late_unit_check),
	cmocka_unit_test(test_end_of_chain),
	cmocka_unit_test(test_path_lost_during_halt),
	cmocka_unit_test(test_no_memory),
	cmocka_unit_test(test_seen_and_unseen),
	cmocka_unit_test(test_strict_unseen),
	cmocka_unit_test(test_fairness),
	cmocka_unit_test(test_two_subchannels),
};

SUITE(sim)
