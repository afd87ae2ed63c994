// SPDX-License-Identifier: GPL-2.0-only
/*
 * Subchannels that are added and removed, and time that advances, as in a long-running machine.
 */
#include "simtests/suite.h"

#include "hw-sim/css_sim.h"
#include "hw-sim/dev/echo.h"
#include "simtests/port/port.h"

#define NOP_AT		0u
#define LOOP_AT		8u	/* a no-operation that is chained to itself */
#define SLOW		1000u	/* nanoseconds */
#define BURST		64u

struct rig {
	struct css_sim *sim;
	u8 storage[SIM_STORAGE_BLOCK];
	struct sim_subchannel *interrupted;
	struct css_irb irb;
	u32 reports;
};

static enum sim_storage_result map(void *data, u64 addr, u32 len, bool store, void **ptr)
{
	struct rig *rig = data;

	if (addr + len > sizeof(rig->storage))
		return SIM_STORAGE_ADDRESSING;
	*ptr = rig->storage + addr;
	return SIM_STORAGE_OK;
}

static void on_interrupt(void *data, struct sim_subchannel *sch)
{
	struct rig *rig = data;

	rig->interrupted = sch;
	assert_int_equal(sim_tsch(sch, &rig->irb), 0);
}

static void on_crw(void *data)
{
	struct rig *rig = data;
	struct css_crw crw;

	while (css_sim_stcrw(rig->sim, &crw) == 0)
		rig->reports++;
}

static const struct sim_storage_ops storage_ops = { .map = map };
static const struct css_sim_callbacks callbacks = { .interrupt = on_interrupt, .crw = on_crw };

static struct rig *create(void)
{
	static const struct css_ccw1 program[] = {
		{ .cmd = ECHO_NOP, .flags = CSS_CCW_SLI },
		{ .cmd = ECHO_NOP, .flags = CSS_CCW_SLI | CSS_CCW_CC },
	};
	struct rig *rig = port_zalloc(sizeof(*rig));
	const struct css_sim_config config = {
		.storage = &storage_ops, .storage_data = rig,
		.callbacks = &callbacks, .callback_data = rig,
	};
	const struct css_ccw1 back = { .cmd = CSS_CMD_TIC, .cda = cpu_to_be32(LOOP_AT) };

	assert_non_null(rig);
	memcpy(rig->storage, program, sizeof(program));
	memcpy(rig->storage + sizeof(program), &back, sizeof(back));
	rig->sim = css_sim_create(&config);
	assert_non_null(rig->sim);
	return rig;
}

static void destroy(struct rig *rig)
{
	css_sim_destroy(rig->sim);
	port_free(rig);
}

static struct sim_subchannel *plug(struct rig *rig, u16 number, u8 unavailable)
{
	const struct sim_subchannel_config config = {
		.schid = CSS_SCHID_ONE | number, .devno = number, .chpid = { 0x40, 0x41 },
		.pim = 0xc0, .unavailable = unavailable, .device = echo_create(),
	};
	struct sim_subchannel *sch = css_sim_add(rig->sim, &config);

	assert_non_null(sch);
	assert_int_equal(sim_css_ops.enable(sch, true), 0);
	return sch;
}

static void start(struct sim_subchannel *sch, u32 at)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_LPM), .cpa = cpu_to_be32(at),
	};

	assert_int_equal(sim_ssch(sch, &orb), 0);
}

static void works(struct rig *rig, struct sim_subchannel *sch)
{
	rig->interrupted = NULL;
	start(sch, NOP_AT);
	css_sim_run(rig->sim, css_sim_now(rig->sim), BURST);
	assert_true(rig->interrupted == sch);
	assert_int_equal(rig->irb.scsw.dstat, CSS_DSTAT_CE | CSS_DSTAT_DE);
}

/* Whichever of three goes, in whatever state, the others work, and more may come. */
static void test_free_one_of_three(void **state)
{
	for (u32 which = 0; which < 3; which++) {
		struct rig *rig = create();
		struct sim_subchannel *sch[3];

		for (u16 i = 0; i < 3; i++)
			sch[i] = plug(rig, i, 0);
		start(sch[which], LOOP_AT);
		css_sim_run(rig->sim, 0, BURST);
		css_sim_remove(rig->sim, sch[which]);
		assert_int_equal(rig->reports, 1);
		css_sim_free(rig->sim, sch[which]);
		sch[which] = plug(rig, which, 0);
		for (u32 i = 0; i < 3; i++)
			works(rig, sch[i]);
		destroy(rig);
	}
}

static void test_free_the_only_one(void **state)
{
	struct rig *rig = create();
	struct sim_subchannel *sch = plug(rig, 1, 0);

	css_sim_remove(rig->sim, sch);
	css_sim_free(rig->sim, sch);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x40, false), -ENODEV);
	works(rig, plug(rig, 1, 0));
	destroy(rig);
}

/* A path that is off is off for later users, too, until it is varied on. */
static void test_unavailable(void **state)
{
	struct rig *rig = create();
	struct sim_subchannel *sch = plug(rig, 1, 0x80);
	struct css_schib schib;

	assert_int_equal(sim_stsch(sch, &schib), 0);
	assert_int_equal(schib.pmcw.pim, 0xc0);
	assert_int_equal(schib.pmcw.pam, 0x40);
	works(rig, sch);
	assert_int_equal(be32_to_cpu(rig->irb.esw.logout) & CSS_ESW_LPUM,
			 0x40 << CSS_ESW_LPUM_SHIFT);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x40, true), 0);
	assert_int_equal(sim_stsch(sch, &schib), 0);
	assert_int_equal(schib.pmcw.pam, 0xc0);
	destroy(rig);
}

static void test_advance(void **state)
{
	struct rig *rig = create();

	css_sim_advance(rig->sim, 100);
	assert_int_equal(css_sim_now(rig->sim), 100);
	css_sim_advance(rig->sim, 50);
	assert_int_equal(css_sim_now(rig->sim), 100);
	/* What was due before is late, and does not turn the clock back. */
	start(plug(rig, 1, 0), NOP_AT);
	css_sim_advance(rig->sim, 200);
	assert_int_equal(css_sim_next(rig->sim), 100);
	css_sim_run(rig->sim, 200, 1);
	assert_int_equal(css_sim_now(rig->sim), 200);
	destroy(rig);
}

/* Time that goes on reaches a slow device although a program never ends. */
static void test_loop_and_slow_device(void **state)
{
	struct rig *rig = create();
	struct sim_subchannel *slow = plug(rig, 1, 0);
	u32 bursts;

	start(plug(rig, 2, 0), LOOP_AT);
	sim_device_of(slow)->latency = SLOW;
	start(slow, NOP_AT);
	for (bursts = 0; bursts < 10 && !rig->interrupted; bursts++) {
		css_sim_advance(rig->sim, bursts * SLOW / 2);
		assert_int_equal(css_sim_run(rig->sim, bursts * SLOW / 2, BURST), BURST);
	}
	assert_true(rig->interrupted == slow);
	assert_int_equal(bursts, 3);
	destroy(rig);
}

static const struct CMUnitTest plug_cases[] = {
	cmocka_unit_test(test_free_one_of_three),
	cmocka_unit_test(test_free_the_only_one),
	cmocka_unit_test(test_unavailable),
	cmocka_unit_test(test_advance),
	cmocka_unit_test(test_loop_and_slow_device),
};

SUITE(plug)
