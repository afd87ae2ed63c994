// SPDX-License-Identifier: GPL-2.0-only
/*
 * The input is the text of a plan. If it is valid, the plan printed as text must parse to the
 * same plan, and whatever its faults do to a machine, no resource is held afterwards.
 */
#include "hw-sim/dev/echo.h"
#include "hw-sim/plan_text.h"
#include "simtests/port/fuzz.h"
#include "simtests/port/machine.h"
#include "simtests/port/platform.h"

#define MEMORY		0x20000u
#define PROGRAM		0x1000u
#define DATA		0x2000u
#define STARTS		8u
#define MAX_EVENTS	256u	/* for each start: a plan may have no end of faults */

static void check_error(const struct sim_plan_error *error)
{
	platform_assert(error->line >= 1 && error->line <= SIM_PLAN_LINES + 1);
	platform_assert(error->column >= 1 && error->column <= SIM_PLAN_LINE + 1);
	platform_assert(error->message && error->message[0]);
}

/* A fault, its line, the fault that this is, its line: the same. */
static void check_line(const struct sim_fault *fault)
{
	char line[SIM_PLAN_LINE + 1], again[SIM_PLAN_LINE + 1];
	struct sim_plan_error error;
	struct sim_plan plan;
	u32 len = sim_fault_format(fault, line);

	platform_assert(sim_plan_parse(line, len, &plan, &error) == 0);
	platform_assert(plan.count == 1);
	platform_assert(sim_fault_format(plan.faults, again) == len);
	platform_assert(memcmp(line, again, len) == 0);
	plan.faults->line = fault->line;
	platform_assert(plan.faults->n == fault->n && plan.faults->repeat == fault->repeat);
	platform_assert(plan.faults->ccw == fault->ccw && plan.faults->cmd == fault->cmd);
	platform_assert(plan.faults->arg == fault->arg && plan.faults->what == fault->what);
	sim_plan_free(&plan);
}

static void write_program(struct machine *m)
{
	const struct css_ccw1 ccws[] = {
		{ ECHO_WRITE, CSS_CCW_CC | CSS_CCW_SLI, cpu_to_be16(64), cpu_to_be32(DATA) },
		{ ECHO_READ, CSS_CCW_CD | CSS_CCW_PCI, cpu_to_be16(32), cpu_to_be32(DATA) },
		{ 0, CSS_CCW_CC | CSS_CCW_SLI, cpu_to_be16(64), cpu_to_be32(DATA + 4096) },
		{ ECHO_SLOW, CSS_CCW_SLI, cpu_to_be16(1), cpu_to_be32(DATA) },
	};

	memcpy(arena_guest(m->arena, PROGRAM, sizeof(ccws)), ccws, sizeof(ccws));
}

static void run_once(struct machine *m)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM),
		.cpa = cpu_to_be32(PROGRAM),
	};
	struct css_irb irb;

	machine_start(m, &orb);
	machine_run(m, MAX_EVENTS);
	machine_read_irb(m, &irb);
	if (m->vc.state == VFIO_CCW_CP_PENDING)
		machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH);
	machine_run(m, MAX_EVENTS);
}

static void notice_device_gone(struct machine *m)
{
	struct css_schib schib;

	if (sim_stsch(m->sch, &schib) == 0)
		return;
	arena_lock(m->arena);
	vfio_ccw_gone(&m->vc);
	arena_unlock(m->arena);
}

static void run_with(struct sim_plan *plan)
{
	const struct machine_config config = {
		.memory = MEMORY,
		.device = echo_create(),
		.plan = plan,
		.hash = true,
	};
	struct machine *m = machine_create(&config);
	u32 i;

	write_program(m);
	for (i = 0; i < STARTS; i++)
		run_once(m);
	notice_device_gone(m);
	platform_assert(css_sim_violations(m->sim) == 0);
	/* A channel that never presents status would keep the program for ever. */
	css_sim_set_plan(m->sim, NULL);
	machine_destroy(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u64 live = platform_live_bytes();
	struct sim_plan_error error = { 0 };
	struct sim_plan plan;
	u32 i;

	if (sim_plan_parse((const char *)data, size, &plan, &error)) {
		check_error(&error);
	} else {
		for (i = 0; i < plan.count; i++)
			check_line(&plan.faults[i]);
		run_with(&plan);
		sim_plan_free(&plan);
	}
	platform_assert(platform_live_bytes() == live);
	return 0;
}
