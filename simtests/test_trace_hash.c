// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simulator is deterministic: the same programs leave the same trace, byte
 * for byte, whatever the processor and the compiler.
 */
#include "simtests/suite.h"

#include "hw-sim/dev/echo.h"
#include "simtests/port/generator.h"
#include "simtests/port/machine.h"
#include "simtests/port/port.h"

#define PROGRAMS	300u
#define EVENTS		60u
#define CHPID		0x40

/* Update the hash here when the behaviour of the channel, or its trace, changes. */
#define HASH		0xc605861b9be5862aull

/* ---- The simulator alone, on guest memory ---- */

struct rig {
	struct arena *arena;
	struct css_sim *sim;
	struct sim_subchannel *sch;
	struct dice dice;
};

static void take_status(void *data, struct sim_subchannel *sch)
{
	struct css_irb irb;

	sim_tsch(sch, &irb);
}

static void take_reports(void *data)
{
}

static void create(struct rig *rig)
{
	static const struct css_sim_callbacks callbacks = {
		.interrupt = take_status, .crw = take_reports,
	};
	struct css_sim_config config = {
		.storage = &arena_guest_storage_ops, .callbacks = &callbacks, .hash = true,
	};
	const struct sim_subchannel_config sch = {
		.schid = MACHINE_SCHID, .devno = 0x0120, .chpid = { CHPID }, .pim = 0x80,
		.device = echo_create(),
	};

	rig->arena = arena_create(GENERATOR_MEMORY);
	config.storage_data = rig->arena;
	rig->sim = css_sim_create(&config);
	assert_non_null(rig->sim);
	rig->sch = css_sim_add(rig->sim, &sch);
	assert_non_null(rig->sch);
	assert_int_equal(sim_css_ops.enable(rig->sch, true), 0);
	dice_seed(&rig->dice, 2);
}

static void destroy(struct rig *rig)
{
	css_sim_destroy(rig->sim);
	arena_destroy(rig->arena);
}

static void run(struct rig *rig, u32 events)
{
	u64 next;

	while (events-- && (next = css_sim_next(rig->sim)) != ~(u64)0)
		css_sim_run(rig->sim, next, 1);
}

/* Whatever goes on, something comes in between. */
static void disturb(struct rig *rig)
{
	switch (dice_below(&rig->dice, 8)) {
	case 0:
		sim_hsch(rig->sch);
		break;
	case 1:
		sim_rsch(rig->sch);
		break;
	case 2:
		sim_xsch(rig->sch);
		break;
	case 3:
		sim_attention(rig->sch, (u8)dice_below(&rig->dice, 256));
		break;
	case 4:
		css_sim_path_vary(rig->sim, CHPID, false);
		css_sim_path_vary(rig->sim, CHPID, true);
		break;
	default:
		break;
	}
}

static void program(struct rig *rig)
{
	struct generated g = { .memory = arena_guest(rig->arena, 0, GENERATOR_MEMORY) };
	u32 page;

	generate(&rig->dice, &g);
	for (page = 0; page < GENERATOR_MEMORY / HOST_PAGE_SIZE; page++) {
		u64 addr = (u64)page * HOST_PAGE_SIZE;

		arena_map(rig->arena, addr, HOST_PAGE_SIZE);
		if (g.holes >> page & 1)
			arena_unmap(rig->arena, addr, HOST_PAGE_SIZE);
		arena_protect(rig->arena, addr, HOST_PAGE_SIZE, g.readonly >> page & 1);
	}
	sim_ssch(rig->sch, &g.orb);
	run(rig, dice_below(&rig->dice, EVENTS));
	disturb(rig);
	run(rig, EVENTS);
	/* What still goes on, goes no further. */
	sim_csch(rig->sch);
	run(rig, EVENTS);
}

static u64 hash_of_programs(void)
{
	struct rig rig;
	u64 hash;
	u32 i;

	create(&rig);
	for (i = 0; i < PROGRAMS; i++)
		program(&rig);
	hash = css_sim_hash(rig.sim);
	destroy(&rig);
	return hash;
}

static void programs_on_the_simulator(void **state)
{
	u64 hash = hash_of_programs();

	port_print("# trace hash, simulator: %016llx\n", (unsigned long long)hash);
	assert_true(hash == HASH);
}

/* ---- The core on top: what it hands to the channel is part of the trace ---- */

static u64 hash_of_translations(void)
{
	struct machine_config config = {
		.memory = GENERATOR_MEMORY, .device = echo_create(), .hash = true,
	};
	struct machine *m = machine_create(&config);
	struct generated g = { .memory = arena_guest(m->arena, 0, GENERATOR_MEMORY) };
	struct dice dice;
	struct css_irb irb;
	u64 hash;
	u32 i;

	dice_seed(&dice, 3);
	for (i = 0; i < PROGRAMS; i++) {
		generate(&dice, &g);
		machine_start(m, &g.orb);
		machine_run(m, EVENTS);
		machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH);
		machine_run(m, EVENTS);
		machine_read_irb(m, &irb);
	}
	hash = css_sim_hash(m->sim);
	machine_destroy(m);
	return hash;
}

static void programs_through_the_core(void **state)
{
	u64 hash = hash_of_translations();

	port_print("# trace hash, core and simulator: %016llx\n", (unsigned long long)hash);
	assert_true(hash == hash_of_translations());
}

static const struct CMUnitTest trace_hash_cases[] = {
	cmocka_unit_test(programs_on_the_simulator),
	cmocka_unit_test(programs_through_the_core),
};

SUITE(trace_hash)
