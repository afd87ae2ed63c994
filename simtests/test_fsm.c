// SPDX-License-Identifier: GPL-2.0-only
/* The state machine: every cell of the table, and what a user sees of it. */
#include "simtests/suite.h"

#include "core/fsm/fsm.h"
#include "core/trace.h"
#include "simtests/port/fake_css.h"
#include "simtests/port/platform.h"
#include "simtests/port/port.h"

#define FINAL	(CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING)

/* A cell: the state after the event, and the answer. */
struct expected {
	enum vfio_ccw_state after;
	int result;
};

#define NOT_OPER	VFIO_CCW_NOT_OPER
#define STANDBY		VFIO_CCW_STANDBY
#define IDLE		VFIO_CCW_IDLE
#define PROCESSING	VFIO_CCW_CP_PROCESSING
#define PENDING		VFIO_CCW_CP_PENDING

/* Columns: NOT_OPER, IO_REQ, INTERRUPT, ASYNC_REQ, OPEN, CLOSE, STOP; the channel says cc 0. */
static const struct expected table[VFIO_CCW_NR_STATES][VFIO_CCW_NR_EVENTS] = {
	[NOT_OPER] = {
		{ NOT_OPER, 0 }, { NOT_OPER, -ENODEV }, { NOT_OPER, 0 },
		{ NOT_OPER, -ENODEV }, { IDLE, 0 }, { NOT_OPER, 0 }, { NOT_OPER, 0 },
	},
	[STANDBY] = {
		{ NOT_OPER, 0 }, { STANDBY, -EIO }, { STANDBY, 0 },
		{ STANDBY, -EIO }, { IDLE, 0 }, { STANDBY, 0 }, { STANDBY, 0 },
	},
	[IDLE] = {
		{ NOT_OPER, 0 }, { PENDING, 0 }, { IDLE, 0 },
		{ IDLE, 0 }, { IDLE, -EBUSY }, { STANDBY, 0 }, { IDLE, 0 },
	},
	[PROCESSING] = {
		{ NOT_OPER, 0 }, { PROCESSING, -EAGAIN }, { PROCESSING, 0 },
		{ PROCESSING, -EAGAIN }, { PROCESSING, -EBUSY }, { PROCESSING, -EAGAIN },
		{ PROCESSING, 0 },
	},
	[PENDING] = {
		{ NOT_OPER, 0 }, { PENDING, -EBUSY }, { IDLE, 0 },
		{ PENDING, 0 }, { PENDING, -EBUSY }, { PENDING, -EAGAIN }, { PENDING, 0 },
	},
};

static int event(struct fake_css *fake, enum vfio_ccw_event which, const struct fsm_input *input)
{
	int err;

	arena_lock(fake->arena);
	err = fsm_event(&fake->vc, which, input);
	arena_unlock(fake->arena);
	return err;
}

static bool is_blank(struct fake_css *fake, enum vfio_ccw_region region)
{
	const u8 zeroes[sizeof(struct ccw_io_region)] = {};
	size_t len = vfio_ccw_region_size(region);
	u8 buf[sizeof(zeroes)];
	ssize_t ret;

	arena_lock(fake->arena);
	ret = vfio_ccw_region_read(&fake->vc, region, 0, buf, len);
	arena_unlock(fake->arena);
	assert_int_equal(ret, len);
	return !memcmp(buf, zeroes, len);
}

static void check_cell(enum vfio_ccw_state before, enum vfio_ccw_event which)
{
	struct fake_css *fake = fake_create();
	struct css_irb irb = { .scsw.ctrl = cpu_to_be16(CSS_FCTL_START | FINAL) };
	struct css_orb orb = fake_program(fake);
	const struct fsm_input input = {
		.orb = &orb, .irb = &irb, .ends = true, .command = VFIO_CCW_ASYNC_CMD_HSCH,
	};
	const struct expected *want = &table[before][which];

	fake_state(fake, before);
	assert_int_equal(fake->vc.state, before);
	assert_int_equal(event(fake, which, &input), want->result);
	if (fake->vc.state != want->after)
		port_print("%s on %s: in %s\n", fsm_event_name(which), fsm_state_name(before),
			   fsm_state_name(fake->vc.state));
	assert_int_equal(fake->vc.state, want->after);
	/* Pages are held exactly while the channel has a program. */
	assert_int_equal(arena_counts(fake->arena)->held_pages, want->after == PENDING ? 1 : 0);
	if (fake->vc.state == PROCESSING)
		fake->vc.state = IDLE;
	fake_destroy(fake);
	assert_int_equal(platform_live_bytes(), 0);
}

static void every_cell_of_the_table(void **state)
{
	for (int s = 0; s < VFIO_CCW_NR_STATES; s++)
		for (int e = 0; e < VFIO_CCW_NR_EVENTS; e++)
			check_cell(s, e);
}

static void every_cell_has_an_action_and_a_name(void **state)
{
	for (int s = 0; s < VFIO_CCW_NR_STATES; s++)
		for (int e = 0; e < VFIO_CCW_NR_EVENTS; e++) {
			assert_non_null(fsm_table[s][e].action);
			assert_non_null(fsm_table[s][e].name);
			assert_non_null(fsm_state_name(s));
			assert_non_null(fsm_event_name(e));
		}
}

/* What START answers, what the user gets, and where the device is then. */
static void check_start_paths(int cc, u8 pam, u8 pom, u16 pmcw_flags, ssize_t result,
			      enum vfio_ccw_state after)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	fake->cc[FAKE_START] = cc;
	fake->schib.pmcw.pam = pam;
	fake->schib.pmcw.pom = pom;
	fake->schib.pmcw.flags = cpu_to_be16(pmcw_flags);
	assert_int_equal(fake_start(fake), result);
	assert_int_equal(fake->vc.state, after);
	if (result < 0) {
		assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
		assert_int_equal((int)fake->vc.io.ret_code, result);
	}
	fake_destroy(fake);
}

static void check_start(int cc, u8 pam, u16 pmcw_flags, ssize_t result,
			enum vfio_ccw_state after)
{
	check_start_paths(cc, pam, 0xff, pmcw_flags, result, after);
}

static void start_condition_codes(void **state)
{
	const ssize_t all = sizeof(struct ccw_io_region);

	check_start(0, 0xc0, CSS_PMCW_DNV, all, PENDING);
	check_start(1, 0xc0, CSS_PMCW_DNV, -EBUSY, IDLE);
	check_start(2, 0xc0, CSS_PMCW_DNV, -EBUSY, IDLE);
	/* The ORB's path 80 is tried; 40 is left, or not, or there is no device. */
	check_start(3, 0xc0, CSS_PMCW_DNV, -EACCES, IDLE);
	check_start(3, 0x80, CSS_PMCW_DNV, -ENODEV, IDLE);
	check_start(3, 0x00, CSS_PMCW_DNV, -ENODEV, IDLE);
	check_start(3, 0xc0, 0, -ENODEV, NOT_OPER);
	/* A path that is not operational is none that is left. */
	check_start_paths(3, 0xc0, 0x80, CSS_PMCW_DNV, -ENODEV, IDLE);
}

static void start_on_a_subchannel_that_is_gone(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	fake->cc[FAKE_START] = 3;
	fake->cc[FAKE_STORE] = 3;
	assert_int_equal(fake_start(fake), -ENODEV);
	assert_int_equal(fake->vc.state, NOT_OPER);
	assert_int_equal(fake_start(fake), -ENODEV);
	fake_destroy(fake);
}

static ssize_t async(struct fake_css *fake, u32 command)
{
	const struct ccw_cmd_region region = { .command = command };
	ssize_t ret;

	arena_lock(fake->arena);
	ret = vfio_ccw_region_write(&fake->vc, VFIO_CCW_REGION_ASYNC, 0, &region, sizeof(region));
	arena_unlock(fake->arena);
	return ret;
}

static void check_async(u32 command, int cc, ssize_t result, enum vfio_ccw_state after)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->cc[FAKE_HALT] = cc;
	fake->cc[FAKE_CLEAR] = cc;
	assert_int_equal(async(fake, command), result);
	assert_int_equal(fake->vc.state, after);
	assert_int_equal(arena_counts(fake->arena)->held_pages, after == PENDING ? 1 : 0);
	fake_destroy(fake);
}

static void async_condition_codes(void **state)
{
	const ssize_t all = sizeof(struct ccw_cmd_region);

	check_async(VFIO_CCW_ASYNC_CMD_HSCH, 0, all, PENDING);
	check_async(VFIO_CCW_ASYNC_CMD_HSCH, 1, -EBUSY, PENDING);
	check_async(VFIO_CCW_ASYNC_CMD_HSCH, 2, -EBUSY, PENDING);
	check_async(VFIO_CCW_ASYNC_CMD_HSCH, 3, -ENODEV, NOT_OPER);
	check_async(VFIO_CCW_ASYNC_CMD_CSCH, 0, all, PENDING);
	check_async(VFIO_CCW_ASYNC_CMD_CSCH, 3, -ENODEV, NOT_OPER);
}

static void halt_ends_a_program_with_one_interrupt(void **state)
{
	struct fake_css *fake = fake_create();
	struct css_irb irb;

	fake_state(fake, PENDING);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake_status(fake, CSS_FCTL_START | CSS_FCTL_HALT | FINAL, 0, 0);
	irb = fake_read_irb(fake);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), CSS_FCTL_START | CSS_FCTL_HALT | FINAL);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	assert_int_equal(arena_counts(fake->arena)->signals[VFIO_CCW_NOTIFY_IO], 1);
	fake_destroy(fake);
}

/*
 * An interrupt of a halt or clear that was over before the program started may
 * arrive when the channel has the program already: it must not be freed.
 */
static void late_status_of_another_function_ends_nothing(void **state)
{
	static const struct {
		u32 command;
		u16 fctl;
	} functions[] = {
		{ VFIO_CCW_ASYNC_CMD_HSCH, CSS_FCTL_HALT },
		{ VFIO_CCW_ASYNC_CMD_CSCH, CSS_FCTL_CLEAR },
	};

	for (u32 i = 0; i < ARRAY_SIZE(functions); i++) {
		const u16 ctrl = functions[i].fctl | CSS_STCTL_PENDING;
		const struct css_irb irb = { .scsw.ctrl = cpu_to_be16(ctrl) };
		struct fake_css *fake = fake_create();

		fake_state(fake, IDLE);
		assert_true(async(fake, functions[i].command) > 0);
		fake->late = &irb;
		assert_true(fake_start(fake) > 0);
		assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl), ctrl);
		assert_int_equal(fake->vc.state, PENDING);
		assert_int_equal(arena_counts(fake->arena)->held_pages, 1);

		/* One that was begun after it does end it. */
		assert_true(async(fake, functions[i].command) > 0);
		fake_status(fake, ctrl, 0, 0);
		fake_read_irb(fake);
		assert_int_equal(fake->vc.state, IDLE);
		assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
		fake_destroy(fake);
	}
}

/*
 * Nor may the second of two, though the first one's status was the only one that the
 * state machine knew to come: it was on its way when the second was begun.  Of two clear
 * functions the user has been presented one by then, as a machine does.
 */
static void late_status_of_a_second_function_ends_nothing(void **state)
{
	static const struct {
		u32 command;
		u16 fctl;
	} functions[] = {
		{ VFIO_CCW_ASYNC_CMD_HSCH, CSS_FCTL_HALT },
		{ VFIO_CCW_ASYNC_CMD_CSCH, CSS_FCTL_CLEAR },
	};

	for (u32 i = 0; i < ARRAY_SIZE(functions); i++) {
		const u16 ctrl = functions[i].fctl | CSS_STCTL_PENDING;
		const struct css_irb irb = { .scsw.ctrl = cpu_to_be16(ctrl) };
		struct fake_css *fake = fake_create();

		fake_state(fake, IDLE);
		assert_true(async(fake, functions[i].command) > 0);
		fake->late = &irb;
		assert_true(async(fake, functions[i].command) > 0);
		assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl), ctrl);
		fake->late = &irb;
		assert_true(fake_start(fake) > 0);
		assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl),
				 functions[i].fctl == CSS_FCTL_CLEAR ? 0 : ctrl);
		assert_int_equal(fake->vc.state, PENDING);
		assert_int_equal(arena_counts(fake->arena)->held_pages, 1);
		fake_destroy(fake);
	}
}

static struct fake_css *translating;

/* The guest's CCWs are being read when status of a halt comes in. */
static int read_late(void *host, u64 iova, void *buf, size_t len)
{
	fake_status(translating, CSS_FCTL_HALT | CSS_STCTL_PENDING, 0, 0);
	return arena_host_ops.read(host, iova, buf, len);
}

/* The guest's CCWs are being read when the machine goes down. */
static int read_going_down(void *host, u64 iova, void *buf, size_t len)
{
	vfio_ccw_shutdown(&translating->vc);
	return arena_host_ops.read(host, iova, buf, len);
}

/*
 * On arrival it was correctly assigned to the last program; that is not the current one any
 * more.
 */
static void status_that_comes_during_translation_ends_nothing(void **state)
{
	struct vfio_ccw_host_ops host = arena_host_ops;
	struct fake_css *fake = fake_create();

	host.read = read_late;
	translating = fake;
	fake_state(fake, IDLE);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake->vc.cp.host = &host;
	assert_true(fake_start(fake) > 0);
	fake->vc.cp.host = &arena_host_ops;
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl),
			 CSS_FCTL_HALT | CSS_STCTL_PENDING);
	assert_int_equal(fake->vc.state, PENDING);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 1);
	fake_status(fake, CSS_FCTL_START | FINAL, CSS_DSTAT_CE | CSS_DSTAT_DE, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

/* An unmap clears without the mutex, and may do so before late status was processed. */
static void clear_of_an_unmap_ends_the_program_late_status_does_not(void **state)
{
	const u16 ctrl = CSS_FCTL_CLEAR | CSS_STCTL_PENDING;
	const struct css_irb irb = { .scsw.ctrl = cpu_to_be16(ctrl) };
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	fake->late = &irb;
	assert_true(fake_start(fake) > 0);
	vfio_ccw_clear(&fake->vc);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, PENDING);
	fake_status(fake, ctrl, 0, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	fake_destroy(fake);
}

/* The program was over, by its own status, before the clear function of an unmap was. */
static void clear_of_an_unmap_that_ends_nothing_is_not_the_users(void **state)
{
	struct fake_css *fake = fake_create();
	u64 signals;

	fake_state(fake, PENDING);
	vfio_ccw_clear(&fake->vc);
	fake_status(fake, CSS_FCTL_START | FINAL, CSS_DSTAT_CE | CSS_DSTAT_DE, 0);
	signals = arena_counts(fake->arena)->signals[VFIO_CCW_NOTIFY_IO];
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	assert_int_equal(arena_counts(fake->arena)->signals[VFIO_CCW_NOTIFY_IO], signals);
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl), CSS_FCTL_START | FINAL);
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl), 0);
	assert_int_equal(fake->vc.state, IDLE);

	/* Where the user has cleared as well, one status is the user's. */
	assert_true(fake_start(fake) > 0);
	vfio_ccw_clear(&fake->vc);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl),
			 CSS_FCTL_CLEAR | CSS_STCTL_PENDING);
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl), 0);
	fake_destroy(fake);
}

/* A clear function of an unmap ends the user's halt function, too: its status is presented. */
static void clear_of_an_unmap_ends_a_halt(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake_status(fake, CSS_FCTL_START | FINAL, CSS_DSTAT_CE | CSS_DSTAT_DE, 0);
	fake_read_irb(fake);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	vfio_ccw_clear(&fake->vc);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl),
			 CSS_FCTL_CLEAR | CSS_STCTL_PENDING);
	fake_destroy(fake);
}

/* A subchannel that is gone ends a program, of which no status will tell. */
static void clear_of_an_unmap_finds_the_subchannel_gone(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	assert_true(functions_active(&fake->vc.functions));
	fake->cc[FAKE_CLEAR] = 3;
	vfio_ccw_clear(&fake->vc);
	assert_false(functions_active(&fake->vc.functions));
	fake_destroy(fake);
}

/* A program of which user space unmaps memory while it is built does not start. */
static void program_whose_pages_are_revoked_does_not_start(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	arena_revoke(fake->arena, true);
	assert_int_equal(fake_start(fake), -EBUSY);
	assert_int_equal(fake->calls[FAKE_START], 0);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	arena_revoke(fake->arena, false);
	assert_true(fake_start(fake) > 0);
	fake_destroy(fake);
}

/* TEST SUBCHANNEL ends what its status says is pending or suspended, most of the time. */
static void status_ends_what_it_takes_away(void **state)
{
	static const u16 alone = CSS_STCTL_PENDING, alert = CSS_STCTL_ALERT | CSS_STCTL_PENDING,
		intermediate = CSS_STCTL_INTERMEDIATE | CSS_STCTL_PENDING;
	static const struct {
		u16 ctrl;
		enum vfio_ccw_state after;
		u32 command;
	} cases[] = {
		/* a path that is not operational after all: the start is refused */
		{ CSS_FCTL_START | CSS_ACTL_START_PEND | alert, IDLE, 0 },
		{ CSS_FCTL_START | CSS_ACTL_SCHACT | alert, PENDING, 0 },
		{ CSS_FCTL_START | CSS_ACTL_SUSPENDED | intermediate, PENDING, 0 },
		{ CSS_FCTL_START | CSS_ACTL_RESUME_PEND | intermediate, PENDING, 0 },
		/* a suspended program that is halted */
		{ CSS_FCTL_HALT | CSS_ACTL_SUSPENDED | alone, IDLE, VFIO_CCW_ASYNC_CMD_HSCH },
		{ CSS_FCTL_START | CSS_FCTL_HALT | CSS_ACTL_SUSPENDED | intermediate, IDLE, 0 },
		{ CSS_FCTL_START | CSS_FCTL_HALT | CSS_ACTL_HALT_PEND | intermediate, PENDING, 0 },
		{ CSS_FCTL_CLEAR | CSS_ACTL_CLEAR_PEND | alone, IDLE, VFIO_CCW_ASYNC_CMD_CSCH },
		/* of functions that were not begun since the program was started */
		{ CSS_FCTL_HALT | alone, PENDING, 0 },
		{ CSS_FCTL_HALT | alone, PENDING, VFIO_CCW_ASYNC_CMD_CSCH },
		{ CSS_FCTL_CLEAR | alone, PENDING, VFIO_CCW_ASYNC_CMD_HSCH },
		{ CSS_FCTL_START | CSS_ACTL_DEVACT | CSS_STCTL_PRIMARY | alone, PENDING, 0 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fake_css *fake = fake_create();

		fake_state(fake, PENDING);
		if (cases[i].command)
			assert_true(async(fake, cases[i].command) > 0);
		fake_status(fake, cases[i].ctrl, 0, 0);
		fake_read_irb(fake);
		assert_int_equal(fake->vc.state, cases[i].after);
		assert_int_equal(arena_counts(fake->arena)->held_pages,
				 cases[i].after == PENDING);
		fake_destroy(fake);
	}
}

/* A late signal must not be taken for two. */
static void an_interrupt_is_read_once(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake_status(fake, CSS_FCTL_START | FINAL, 0, 0);
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl), CSS_FCTL_START | FINAL);
	assert_int_equal(fake_read_irb(fake).scsw.ctrl, 0);
	fake_destroy(fake);
}

/* A halt or clear that was refused, or has presented its status, has no outstanding interrupt. */
static void status_that_was_seen_is_not_late(void **state)
{
	struct fake_css *fake = fake_create();
	u16 ctrl = CSS_FCTL_HALT | CSS_STCTL_PENDING;

	fake_state(fake, IDLE);
	fake->cc[FAKE_HALT] = 1;
	assert_int_equal(async(fake, VFIO_CCW_ASYNC_CMD_HSCH), -EBUSY);
	assert_true(fake_start(fake) > 0);
	fake->cc[FAKE_HALT] = 0;
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake_status(fake, ctrl, 0, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, IDLE);

	/* A clear function has the status of a halt function before it. */
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	fake_read_irb(fake);
	assert_true(fake_start(fake) > 0);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake_status(fake, ctrl, 0, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

/* Outstanding status of a former user's clear does not affect the next user. */
static void clear_of_a_former_user_is_forgotten(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	fake_close(fake);
	assert_int_equal(fake_open(fake), 0);
	assert_true(fake_start(fake) > 0);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

/* The end of a program that was halted, though a late halt was to come. */
static void halted_program_ends(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	assert_true(fake_start(fake) > 0);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake_status(fake, CSS_FCTL_START | CSS_FCTL_HALT | FINAL, 0, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

/* As Hercules presents it: what was halted is still said to be active. */
static void halt_without_device_status_is_the_end(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	assert_true(fake_start(fake) > 0);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake_status(fake, CSS_FCTL_START | CSS_FCTL_HALT | CSS_ACTL_SCHACT | CSS_ACTL_DEVACT |
		    CSS_STCTL_PENDING, 0, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	assert_true(fake_start(fake) > 0);
	fake_destroy(fake);
}

/* CLEAR SUBCHANNEL clears pending status, so it cannot be read afterwards. */
static void clear_takes_unread_status_with_it(void **state)
{
	struct fake_css *fake = fake_create();
	struct css_irb irb;

	fake_state(fake, PENDING);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	fake_read_irb(fake);
	fake_status(fake, CSS_FCTL_START | FINAL, CSS_DSTAT_CE | CSS_DSTAT_DE, 0);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	irb = fake_read_irb(fake);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), 0);
	assert_int_equal(irb.scsw.dstat, 0);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	irb = fake_read_irb(fake);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), CSS_FCTL_CLEAR | CSS_STCTL_PENDING);
	fake_destroy(fake);
}

/* Nor what arrives while it is being issued; but its own status. */
static void clear_takes_status_on_its_way_with_it(void **state)
{
	const struct css_irb late = { .scsw.ctrl = cpu_to_be16(CSS_FCTL_START | FINAL) };
	const u16 cleared = CSS_FCTL_CLEAR | CSS_STCTL_PENDING;
	struct fake_css *fake = fake_create();
	struct css_irb irb;

	fake_state(fake, PENDING);
	fake->late = &late;
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	irb = fake_read_irb(fake);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), 0);
	assert_int_equal(fake->vc.state, PENDING);
	fake_status(fake, cleared, 0, 0);
	irb = fake_read_irb(fake);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), cleared);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

/* The channel may be quick: the status of CLEAR is there before its answer. */
static void status_of_a_clear_may_come_with_it(void **state)
{
	const u16 cleared = CSS_FCTL_CLEAR | CSS_STCTL_PENDING;
	const struct css_irb late = { .scsw.ctrl = cpu_to_be16(cleared) };
	struct fake_css *fake = fake_create();
	struct css_irb irb;

	fake_state(fake, PENDING);
	fake->late = &late;
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	irb = fake_read_irb(fake);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), cleared);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

static void unsolicited_status_leaves_the_program_alone(void **state)
{
	struct fake_css *fake = fake_create();
	struct css_irb irb;

	fake_state(fake, PENDING);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0xdead8);
	irb = fake_read_irb(fake);
	assert_int_equal(irb.scsw.dstat, CSS_DSTAT_ATTENTION);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), 0);
	assert_int_equal(fake->vc.state, PENDING);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 1);
	fake_destroy(fake);
}

static void primary_status_is_not_the_end(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake_status(fake, CSS_FCTL_START | CSS_ACTL_DEVACT | CSS_STCTL_PRIMARY |
		    CSS_STCTL_PENDING, CSS_DSTAT_CE, 0);
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_CE);
	assert_int_equal(fake->vc.state, PENDING);
	fake_status(fake, CSS_FCTL_START | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING,
		    CSS_DSTAT_DE, 0);
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_DE);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

static void suspended_program_is_not_over(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake_status(fake, CSS_FCTL_START | CSS_ACTL_SUSPENDED | CSS_STCTL_INTERMEDIATE |
		    CSS_STCTL_PENDING, 0, 0);
	fake_read_irb(fake);
	assert_int_equal(fake->vc.state, PENDING);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 1);
	fake_destroy(fake);
}

/* Host storage addresses in an IRB are not passed to the guest. */
static void host_addresses_stay_in_the_host(void **state)
{
	struct fake_css *fake = fake_create();
	struct css_irb irb = {
		.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | FINAL),
		.scsw.cpa = cpu_to_be32(0x7654321),
		.esw.erw = cpu_to_be32(CSS_ERW_FSAVF | CSS_ERW_FSAF | CSS_ERW_SCAVF | CSS_ERW_CONS),
		.esw.fsa = { cpu_to_be32(1), cpu_to_be32(2) },
		.esw.secondary_cpa = cpu_to_be32(0x7654321),
	};

	fake_state(fake, PENDING);
	vfio_ccw_interrupt(&fake->vc, &irb);
	irb = fake_read_irb(fake);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), 0);
	assert_int_equal(be32_to_cpu(irb.esw.erw), CSS_ERW_CONS);
	assert_int_equal(be32_to_cpu(irb.esw.fsa[0]), 0);
	assert_int_equal(be32_to_cpu(irb.esw.fsa[1]), 0);
	assert_int_equal(be32_to_cpu(irb.esw.secondary_cpa), 0);
	fake_destroy(fake);
}

static void secondary_ccw_address_becomes_the_guests(void **state)
{
	struct fake_css *fake = fake_create();
	struct css_irb irb = {
		.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | FINAL),
		.esw.erw = cpu_to_be32(CSS_ERW_SCAVF),
	};
	u32 host;

	fake_state(fake, PENDING);
	host = be32_to_cpu(fake->orb.cpa) + CSS_CCW_SIZE;
	irb.scsw.cpa = cpu_to_be32(host);
	irb.esw.secondary_cpa = cpu_to_be32(host);
	vfio_ccw_interrupt(&fake->vc, &irb);
	irb = fake_read_irb(fake);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), 0x1008);
	assert_int_equal(be32_to_cpu(irb.esw.secondary_cpa), 0x1008);
	assert_int_equal(be32_to_cpu(irb.esw.erw), CSS_ERW_SCAVF);
	fake_destroy(fake);
}

static void status_before_the_end_of_the_device_is_the_guests(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake_status(fake, CSS_FCTL_START | FINAL, CSS_DSTAT_CE | CSS_DSTAT_DE,
		    be32_to_cpu(fake->orb.cpa) + CSS_CCW_SIZE);
	arena_lock(fake->arena);
	vfio_ccw_gone(&fake->vc);
	arena_unlock(fake->arena);
	assert_int_equal(be32_to_cpu(fake_read_irb(fake).scsw.cpa), 0x1008);
	fake_destroy(fake);
}

/* It comes in with the instruction that finds the subchannel gone. */
static void status_as_the_end_of_the_device_is_found_is_the_guests(void **state)
{
	struct fake_css *fake = fake_create();
	struct css_irb irb = { .scsw.ctrl = cpu_to_be16(CSS_FCTL_START | FINAL) };

	fake_state(fake, PENDING);
	irb.scsw.cpa = cpu_to_be32(be32_to_cpu(fake->orb.cpa) + CSS_CCW_SIZE);
	fake->late = &irb;
	fake->cc[FAKE_HALT] = 3;
	assert_int_equal(async(fake, VFIO_CCW_ASYNC_CMD_HSCH), -ENODEV);
	assert_int_equal(fake->vc.state, NOT_OPER);
	assert_int_equal(be32_to_cpu(fake_read_irb(fake).scsw.cpa), 0x1008);
	fake_destroy(fake);
}

static void close_cancels_what_has_not_begun(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->cc[FAKE_CANCEL] = 0;
	fake_close(fake);
	assert_int_equal(fake->calls[FAKE_CANCEL], 1);
	assert_int_equal(fake->calls[FAKE_HALT], 0);
	assert_int_equal(fake->waits, 0);
	assert_false(functions_active(&fake->vc.functions));
	assert_int_equal(fake->vc.state, STANDBY);
	assert_int_equal(fake->calls[FAKE_DISABLE], 1);
	fake_destroy(fake);
}

static void close_halts(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake_close(fake);
	assert_int_equal(fake->calls[FAKE_HALT], 1);
	assert_int_equal(fake->calls[FAKE_CLEAR], 0);
	assert_int_equal(fake->vc.state, STANDBY);
	assert_int_equal(arena_counts(fake->arena)->held_channel, 0);
	fake_destroy(fake);
}

static void close_clears_what_does_not_halt(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->ends_on = FAKE_CLEAR;
	fake_close(fake);
	assert_int_equal(fake->calls[FAKE_HALT], QUIESCE_TRIES);
	assert_int_equal(fake->calls[FAKE_CLEAR], 1);
	assert_int_equal(fake->vc.state, STANDBY);
	fake_destroy(fake);
}

/* The channel may still use the memory, so it must stay; until status comes. */
static void channel_that_never_answers_keeps_its_memory(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->ends_on = FAKE_NR_OPS;
	fake_close(fake);
	assert_int_equal(fake->calls[FAKE_HALT], QUIESCE_TRIES);
	assert_int_equal(fake->calls[FAKE_CLEAR], QUIESCE_TRIES);
	assert_int_equal(fake->waits, 2 * QUIESCE_TRIES);
	assert_int_equal(fake->vc.state, NOT_OPER);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 1);
	assert_int_equal(fake_open(fake), -ENODEV);
	assert_true(is_blank(fake, VFIO_CCW_REGION_IO));

	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	fake_close(fake);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	assert_int_equal(arena_counts(fake->arena)->held_channel, 0);
	assert_int_equal(fake_open(fake), 0);
	assert_true(fake_start(fake) > 0);
	fake_destroy(fake);
}

static void channel_that_answers_late_may_be_used_again(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->ends_on = FAKE_NR_OPS;
	fake_close(fake);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	assert_int_equal(fake_open(fake), 0);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	assert_true(is_blank(fake, VFIO_CCW_REGION_IO));
	fake_destroy(fake);
}

static void channel_that_never_answers_may_go_away(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->ends_on = FAKE_NR_OPS;
	fake_close(fake);
	arena_lock(fake->arena);
	vfio_ccw_gone(&fake->vc);
	arena_unlock(fake->arena);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	fake_destroy(fake);
}

static void close_of_a_subchannel_that_goes_meanwhile(void **state)
{
	static const enum fake_op ops[] = { FAKE_CANCEL, FAKE_HALT, FAKE_DISABLE };

	for (u32 i = 0; i < ARRAY_SIZE(ops); i++) {
		struct fake_css *fake = fake_create();

		fake_state(fake, PENDING);
		fake->cc[ops[i]] = 3;
		fake_close(fake);
		assert_int_equal(fake->vc.state, NOT_OPER);
		assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
		assert_int_equal(arena_counts(fake->arena)->held_channel, 0);
		fake_destroy(fake);
	}
}

static void disable_is_tried_a_bounded_number_of_times(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	fake->cc[FAKE_DISABLE] = 2;
	fake_close(fake);
	assert_int_equal(fake->calls[FAKE_DISABLE], ENABLE_TRIES + 1);
	assert_int_equal(fake->vc.state, STANDBY);
	fake_destroy(fake);
}

/* Halting in vain takes nothing from what the next step may try. */
static void attempts_count_anew_in_each_state(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->ends_on = FAKE_CLEAR;
	fake->cc[FAKE_DISABLE] = 2;
	fake_close(fake);
	assert_int_equal(fake->calls[FAKE_HALT], QUIESCE_TRIES);
	assert_int_equal(fake->calls[FAKE_DISABLE], ENABLE_TRIES + 1);
	fake_destroy(fake);
}

static void check_open(int cc, int result, u32 calls)
{
	struct fake_css *fake = fake_create();

	fake->cc[FAKE_ENABLE] = cc;
	assert_int_equal(fake_open(fake), result);
	assert_int_equal(fake->calls[FAKE_ENABLE], calls);
	fake_destroy(fake);
}

/*
 * Neither functions of the former user nor those of the removed subchannel affect the next
 * user.
 */
static void functions_of_a_user_are_forgotten(void **state)
{
	static const enum vfio_ccw_event ends[] = { VFIO_CCW_EVENT_CLOSE, VFIO_CCW_EVENT_NOT_OPER };
	static const u32 commands[] = { VFIO_CCW_ASYNC_CMD_HSCH, VFIO_CCW_ASYNC_CMD_CSCH };

	for (u32 i = 0; i < ARRAY_SIZE(ends) * ARRAY_SIZE(commands); i++) {
		const struct fsm_input input = { .command = commands[i % 2] };
		struct fake_css *fake = fake_create();

		fake_state(fake, IDLE);
		assert_false(functions_pending(&fake->vc.functions));
		assert_int_equal(event(fake, VFIO_CCW_EVENT_ASYNC_REQ, &input), 0);
		assert_true(functions_pending(&fake->vc.functions));
		assert_int_equal(event(fake, ends[i / 2], &input), 0);
		assert_false(functions_pending(&fake->vc.functions));
		fake_destroy(fake);
	}
}

static void open_condition_codes(void **state)
{
	check_open(0, 0, 1);
	check_open(1, -EBUSY, ENABLE_TRIES + 1);
	check_open(2, -EBUSY, ENABLE_TRIES + 1);
	check_open(3, -ENODEV, 1);
}

static int reset(struct fake_css *fake)
{
	int err;

	arena_lock(fake->arena);
	err = vfio_ccw_reset(&fake->vc);
	arena_unlock(fake->arena);
	return err;
}

static void reset_ends_the_program_and_goes_on(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	assert_int_equal(reset(fake), 0);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	assert_true(fake_start(fake) > 0);
	fake_destroy(fake);
}

/* The subchannel stays busy for a while: the user need not close the device for it. */
static void reset_that_failed_can_be_tried_again(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->cc[FAKE_ENABLE] = 1;
	assert_int_equal(reset(fake), -EBUSY);
	assert_int_equal(fake->vc.state, STANDBY);
	assert_int_equal(fake_start(fake), -EIO);
	assert_int_equal(reset(fake), -EBUSY);
	fake->cc[FAKE_ENABLE] = 0;
	assert_int_equal(reset(fake), 0);
	assert_true(fake_start(fake) > 0);
	fake_destroy(fake);
}

static void reset_of_a_device_that_is_gone(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, NOT_OPER);
	fake->cc[FAKE_ENABLE] = 3;
	assert_int_equal(reset(fake), -ENODEV);
	assert_int_equal(fake->vc.state, NOT_OPER);

	/* It is back. */
	fake->cc[FAKE_ENABLE] = 0;
	assert_int_equal(reset(fake), 0);
	assert_true(fake_start(fake) > 0);
	fake_destroy(fake);
}

/* Nothing leaves it: neither a start, nor a reset, nor another user. */
static void shutdown_is_final(void **state)
{
	struct fake_css *fake = fake_create();
	u32 starts, enables;

	fake_state(fake, PENDING);
	vfio_ccw_shutdown(&fake->vc);
	fake->ends_on = FAKE_HALT;
	fake_close(fake);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	starts = fake->calls[FAKE_START];
	enables = fake->calls[FAKE_ENABLE];
	assert_int_equal(fake_open(fake), -ENODEV);
	assert_int_equal(reset(fake), -ENODEV);
	assert_int_equal(fake_start(fake), -ENODEV);
	assert_int_equal(fake->calls[FAKE_START], starts);
	assert_int_equal(fake->calls[FAKE_ENABLE], enables);
	assert_int_equal(fake->vc.state, NOT_OPER);
	fake_destroy(fake);
}

static void shut_down(struct fake_css *fake)
{
	vfio_ccw_shutdown(&fake->vc);
}

/* It comes without the mutex, so also in the middle of a request. */
static void shutdown_during_a_request_is_final(void **state)
{
	struct vfio_ccw_host_ops host = arena_host_ops;
	struct fake_css *fake = fake_create();

	host.read = read_going_down;
	translating = fake;
	fake_state(fake, IDLE);
	fake->vc.cp.host = &host;
	assert_int_equal(fake_start(fake), -ENODEV);
	fake->vc.cp.host = &arena_host_ops;
	assert_int_equal(fake->calls[FAKE_START], 0);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	fake_destroy(fake);

	fake = fake_create();
	fake->on_enable = shut_down;
	assert_int_equal(fake_open(fake), -ENODEV);
	assert_int_equal(fake->last, FAKE_DISABLE);
	fake_destroy(fake);
}

/* The halt was decided for a program that has ended meanwhile: the next one continues. */
static void stop_that_is_about_another_program(void **state)
{
	struct fake_css *fake = fake_create();
	u32 program;

	fake_state(fake, PENDING);
	program = functions_program(&fake->vc.functions);
	fake_status(fake, CSS_FCTL_START | FINAL, CSS_DSTAT_CE | CSS_DSTAT_DE, 0);
	fake_read_irb(fake);
	assert_int_equal(functions_program(&fake->vc.functions), 0);
	assert_true(fake_start(fake) > 0);
	arena_lock(fake->arena);
	vfio_ccw_terminate(&fake->vc, program);
	vfio_ccw_terminate(&fake->vc, 0);
	arena_unlock(fake->arena);
	assert_int_equal(fake->calls[FAKE_HALT], 0);
	assert_int_equal(fake->vc.state, PENDING);
	fake_destroy(fake);
}

/* It arrives after the close, when the queue is discarded unread. */
static void end_that_is_discarded_is_no_less_an_end(void **state)
{
	const struct fsm_input last = { .attempt = 2 * QUIESCE_TRIES };
	const struct css_irb end = { .scsw.ctrl = cpu_to_be16(CSS_FCTL_START | FINAL) };
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	vfio_ccw_interrupt(&fake->vc, &end);
	arena_lock(fake->arena);
	assert_int_equal(fsm_event(&fake->vc, VFIO_CCW_EVENT_CLOSE, &last), -EAGAIN);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	arena_unlock(fake->arena);

	/* Or when it is closed once more. */
	assert_true(fake_start(fake) > 0);
	arena_lock(fake->arena);
	assert_int_equal(fsm_event(&fake->vc, VFIO_CCW_EVENT_CLOSE, &last), 0);
	assert_int_equal(fake->vc.state, NOT_OPER);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 1);
	vfio_ccw_interrupt(&fake->vc, &end);
	assert_int_equal(fsm_event(&fake->vc, VFIO_CCW_EVENT_CLOSE, &last), 0);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 0);
	arena_unlock(fake->arena);
	assert_int_equal(fake_open(fake), 0);
	fake_destroy(fake);
}

static void stop(struct fake_css *fake)
{
	arena_lock(fake->arena);
	vfio_ccw_terminate(&fake->vc, functions_program(&fake->vc.functions));
	arena_unlock(fake->arena);
}

/*
 * A path is taken away: what it does is halted; cleared if that goes on already; and
 * where status is pending, the halt has to wait for it.
 */
static void stop_ends_a_program(void **state)
{
	static const struct {
		enum vfio_ccw_state before;
		int halt;
		u32 halts, clears;
		enum vfio_ccw_state after;
	} cases[] = {
		{ PENDING, 0, 1, 0, PENDING },
		{ PENDING, 1, QUIESCE_TRIES + 1, 0, PENDING },
		{ PENDING, 2, 1, 1, PENDING },
		{ PENDING, 3, 1, 0, NOT_OPER },
		{ IDLE, 0, 0, 0, IDLE },
		{ STANDBY, 0, 0, 0, STANDBY },
		{ NOT_OPER, 0, 0, 0, NOT_OPER },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct fake_css *fake = fake_create();

		fake_state(fake, cases[i].before);
		fake->cc[FAKE_HALT] = cases[i].halt;
		fake->ends_on = FAKE_NR_OPS;
		stop(fake);
		assert_int_equal(fake->calls[FAKE_HALT], cases[i].halts);
		assert_int_equal(fake->calls[FAKE_CLEAR], cases[i].clears);
		assert_int_equal(fake->vc.state, cases[i].after);
		assert_int_equal(arena_counts(fake->arena)->held_pages, cases[i].after == PENDING);
		fake_destroy(fake);
	}
}

/* It ends this very moment: the pending status is its end, and all there is to do. */
static void stop_of_what_ends_by_itself(void **state)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	fake->cc[FAKE_HALT] = 1;
	stop(fake);
	assert_int_equal(fake->calls[FAKE_HALT], 1);
	assert_int_equal(fake->waits, 1);
	assert_int_equal(fake->vc.state, IDLE);
	assert_int_equal(be16_to_cpu(fake_read_irb(fake).scsw.ctrl), CSS_FCTL_START | FINAL);
	fake_destroy(fake);
}

/* Whatever the answer is, and however little room the queue has. */
static void stop_loses_no_interrupt(void **state)
{
	for (int cc = 0; cc <= 2; cc++) {
		struct fake_css *fake = fake_create();
		u8 started = 0;

		fake_state(fake, IDLE);
		while (fake_start(fake) > 0) {
			assert_true(started < IRB_QUEUE_SIZE);
			fake_status(fake, CSS_FCTL_START | FINAL, ++started, 0);
		}
		fake_read_irb(fake);
		assert_true(fake_start(fake) > 0);
		fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
		fake->cc[FAKE_HALT] = cc;
		fake->ends_on = FAKE_NR_OPS;
		stop(fake);
		for (u8 i = 2; i <= started; i++)
			assert_int_equal(fake_read_irb(fake).scsw.dstat, i);
		fake_destroy(fake);
	}
}

/*
 * Everything that may come after a start in an otherwise full queue: a late halt, initial
 * status, a program-controlled interruption, and the end in two parts, all while a path is
 * taken away, whose halt the user did not request.
 */
static void stop_finds_room_for_its_status(void **state)
{
	const u16 intermediate = CSS_FCTL_START | CSS_ACTL_SCHACT | CSS_STCTL_INTERMEDIATE |
				 CSS_STCTL_PENDING;
	const struct css_irb halted = {
		.scsw.ctrl = cpu_to_be16(CSS_FCTL_HALT | CSS_STCTL_PENDING),
	}, device_end = {
		.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING),
	};
	struct css_irb initial = {
		.scsw.ctrl = cpu_to_be16(intermediate), .scsw.flags = cpu_to_be16(CSS_SCSW_Z),
	};
	struct fake_css *fake = fake_create();
	u32 n = 0;

	fake_state(fake, IDLE);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	for (; irb_queue_has_room(&fake->vc.irbs); n++)
		fake_status(fake, CSS_FCTL_HALT | CSS_STCTL_PENDING, 0, 0);
	fake_read_irb(fake);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake->late = &halted;
	assert_true(fake_start(fake) > 0);
	vfio_ccw_interrupt(&fake->vc, &initial);
	fake_status(fake, intermediate, 0, 0);
	fake_status(fake, CSS_FCTL_START | CSS_ACTL_DEVACT | CSS_STCTL_PRIMARY |
		    CSS_STCTL_PENDING, CSS_DSTAT_CE, 0);
	fake->late = &device_end;
	stop(fake);
	assert_int_equal(fake->calls[FAKE_HALT], 3);
	fake_status(fake, CSS_FCTL_HALT | CSS_STCTL_PENDING, 0, 0);
	for (n += 5; n; n--)
		assert_int_not_equal(fake_read_irb(fake).scsw.ctrl, 0);
	assert_int_equal(fake_read_irb(fake).scsw.ctrl, 0);
	assert_int_equal(fake->vc.state, IDLE);
	fake_destroy(fake);
}

/* The next user sees no state of the previous one. */
static void user_leaves_no_trace(void **state)
{
	const struct css_crw crw = { .flags = cpu_to_be16(CSS_CRW_RSC_PATH) };
	struct fake_css *fake = fake_create();

	fake_state(fake, PENDING);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	vfio_ccw_report(&fake->vc, &crw);
	assert_false(is_blank(fake, VFIO_CCW_REGION_CRW));
	vfio_ccw_report(&fake->vc, &crw);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	fake_read_irb(fake);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	fake_close(fake);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	assert_int_equal(fake_open(fake), 0);
	assert_true(is_blank(fake, VFIO_CCW_REGION_IO));
	assert_true(is_blank(fake, VFIO_CCW_REGION_ASYNC));
	assert_int_equal(fake->vc.crw.crw, 0);
	assert_true(is_blank(fake, VFIO_CCW_REGION_CRW));
	fake_destroy(fake);
}

/* A device may have waited for its subchannel's being enabled. */
static void status_that_comes_with_enabling_is_the_users(void **state)
{
	const struct css_irb attention = {
		.scsw.ctrl = cpu_to_be16(CSS_STCTL_ALERT | CSS_STCTL_PENDING),
		.scsw.dstat = CSS_DSTAT_ATTENTION,
	};
	struct fake_css *fake = fake_create();

	fake->late = &attention;
	assert_int_equal(fake_open(fake), 0);
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_ATTENTION);
	fake->late = &attention;
	assert_int_equal(reset(fake), 0);
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_ATTENTION);
	fake_destroy(fake);
}

/* No function was begun yet, so status that arrives belongs to a former user. */
static void status_of_a_former_user_comes_with_enabling(void **state)
{
	static const u16 ctrls[] = {
		CSS_FCTL_START | FINAL, CSS_FCTL_HALT | CSS_STCTL_PENDING,
		CSS_FCTL_CLEAR | CSS_STCTL_PENDING,
	};

	for (u32 i = 0; i < ARRAY_SIZE(ctrls); i++) {
		const struct css_irb late = { .scsw.ctrl = cpu_to_be16(ctrls[i]) };
		struct fake_css *fake = fake_create();

		fake->late = &late;
		assert_int_equal(fake_open(fake), 0);
		assert_true(is_blank(fake, VFIO_CCW_REGION_IO));
		fake_destroy(fake);
	}
}

/* A user that never reads: programs are refused before status could be lost. */
static void unread_status_refuses_the_next_program(void **state)
{
	struct fake_css *fake = fake_create();
	u32 started = 0;

	fake_state(fake, IDLE);
	while (fake_start(fake) > 0) {
		started++;
		assert_true(started <= IRB_QUEUE_SIZE);
		fake_status(fake, CSS_FCTL_START | FINAL, (u8)started, 0);
	}
	assert_int_equal(fake_start(fake), -EBUSY);
	assert_int_equal(async(fake, VFIO_CCW_ASYNC_CMD_HSCH), -EBUSY);
	for (u32 i = 1; i <= started; i++)
		assert_int_equal(fake_read_irb(fake).scsw.dstat, i);
	assert_true(fake_start(fake) > 0);
	fake_destroy(fake);
}

/* ---- Resume ---- */

/* A program of one CCW with the suspend flag, and the channel at it. */
static struct fake_css *suspended(void)
{
	const struct css_ccw1 ccw = {
		.cmd = CSS_CMD_NOP, .flags = CSS_CCW_S | CSS_CCW_SLI, .count = cpu_to_be16(1),
	};
	struct fake_css *fake = fake_create();

	fake_state(fake, IDLE);
	fake_program(fake);
	memcpy(arena_guest(fake->arena, 0x1000, sizeof(ccw)), &ccw, sizeof(ccw));
	assert_true(fake_request(fake, CSS_FCTL_START) > 0);
	fake->schib.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | CSS_ACTL_SUSPENDED);
	fake->schib.scsw.cpa = cpu_to_be32(be32_to_cpu(fake->orb.cpa) + CSS_CCW_SIZE);
	return fake;
}

static void check_resume(int store, u8 pam, int cc, ssize_t result, enum vfio_ccw_state after)
{
	struct fake_css *fake = suspended();

	fake->cc[FAKE_STORE] = store;
	fake->cc[FAKE_RESUME] = cc;
	fake->schib.pmcw.pam = pam;
	assert_int_equal(fake_request(fake, CSS_FCTL_START | CSS_ACTL_RESUME_PEND), result);
	assert_int_equal(fake->vc.state, after);
	assert_int_equal(fake->calls[FAKE_RESUME], store ? 0 : 1);
	assert_int_equal(fake->calls[FAKE_START], 1);
	fake_destroy(fake);
}

static void resume_condition_codes(void **state)
{
	const ssize_t all = sizeof(struct ccw_io_region);

	check_resume(0, 0xc0, 0, all, PENDING);
	check_resume(0, 0xc0, 1, -EBUSY, PENDING);
	check_resume(0, 0xc0, 2, -EBUSY, PENDING);
	check_resume(0, 0xc0, 3, -EACCES, PENDING);
	check_resume(0, 0x00, 3, -ENODEV, PENDING);
	check_resume(3, 0xc0, 0, -ENODEV, NOT_OPER);
}

/* The channel decides whether a program that runs can be resumed. */
static void resume_of_what_is_not_suspended(void **state)
{
	struct fake_css *fake = suspended();
	const u16 resume = CSS_FCTL_START | CSS_ACTL_RESUME_PEND;

	fake->schib.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | CSS_ACTL_SCHACT);
	fake->cc[FAKE_RESUME] = 2;
	assert_int_equal(fake_request(fake, resume), -EBUSY);
	fake->cc[FAKE_RESUME] = 0;
	assert_true(fake_request(fake, resume) > 0);
	assert_int_equal(fake->calls[FAKE_RESUME], 2);
	fake_destroy(fake);
}

static void resume_at_no_ccw_of_the_program(void **state)
{
	struct fake_css *fake = suspended();
	const u16 resume = CSS_FCTL_START | CSS_ACTL_RESUME_PEND;

	fake->schib.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | CSS_ACTL_SUSPENDED);
	fake->schib.scsw.cpa = 0;
	assert_int_equal(fake_request(fake, resume), -EINVAL);
	assert_int_equal(fake->calls[FAKE_RESUME], 0);
	fake_destroy(fake);
}

/* Each resume may suspend again, which takes room in the queue each time. */
static void resume_waits_for_room_in_the_queue(void **state)
{
	struct fake_css *fake = suspended();
	const u16 resume = CSS_FCTL_START | CSS_ACTL_RESUME_PEND;
	const u16 again = CSS_FCTL_START | CSS_ACTL_SUSPENDED | CSS_STCTL_INTERMEDIATE |
			  CSS_STCTL_PENDING;
	u32 n = 0;

	for (; fake_request(fake, resume) > 0; n++)
		fake_status(fake, again, 0, 0);
	assert_int_equal(n, IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE + 1);
	assert_int_equal(fake_request(fake, resume), -EBUSY);
	fake_read_irb(fake);
	assert_true(fake_request(fake, resume) > 0);
	fake_destroy(fake);
}

/* ---- Trace ---- */

static u32 heard[VFIO_CCW_TRACE_ABANDONED + 1];

static void listen(void *host, const struct vfio_ccw_trace *event)
{
	heard[event->kind]++;
	if (event->kind == VFIO_CCW_TRACE_STATE)
		assert_true(event->from < VFIO_CCW_NR_STATES && event->to < VFIO_CCW_NR_STATES);
	if (event->kind == VFIO_CCW_TRACE_TRANSLATED)
		assert_int_equal(event->ccws * event->idaws * event->pages, 1);
}

static void listener_is_told_everything(void **state)
{
	struct vfio_ccw_host_ops host = arena_host_ops;
	struct fake_css *fake = fake_create();

	memset(heard, 0, sizeof(heard));
	host.trace = listen;
	fake->vc.host = &host;
	fake_state(fake, PENDING);
	assert_true(async(fake, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	fake_read_irb(fake);
	fake->ends_on = FAKE_NR_OPS;
	fake_close(fake);
	for (u32 i = 0; i < ARRAY_SIZE(heard); i++)
		assert_int_equal(heard[i], i == VFIO_CCW_TRACE_STATE ? 4 : 1);
	fake->vc.host = &arena_host_ops;
	/* Status that is none yet keeps the memory; what ends it frees it. */
	fake_status(fake, CSS_FCTL_START | CSS_ACTL_DEVACT | CSS_STCTL_PRIMARY |
		    CSS_STCTL_PENDING, CSS_DSTAT_CE, 0);
	fake_close(fake);
	assert_int_equal(arena_counts(fake->arena)->held_pages, 1);
	fake_status(fake, CSS_FCTL_CLEAR | CSS_STCTL_PENDING, 0, 0);
	fake_destroy(fake);
}

static const struct CMUnitTest fsm_cases[] = {
	cmocka_unit_test(every_cell_of_the_table),
	cmocka_unit_test(every_cell_has_an_action_and_a_name),
	cmocka_unit_test(start_condition_codes),
	cmocka_unit_test(start_on_a_subchannel_that_is_gone),
	cmocka_unit_test(async_condition_codes),
	cmocka_unit_test(halt_ends_a_program_with_one_interrupt),
	cmocka_unit_test(late_status_of_another_function_ends_nothing),
	cmocka_unit_test(late_status_of_a_second_function_ends_nothing),
	cmocka_unit_test(status_that_comes_during_translation_ends_nothing),
	cmocka_unit_test(clear_of_an_unmap_ends_the_program_late_status_does_not),
	cmocka_unit_test(clear_of_an_unmap_that_ends_nothing_is_not_the_users),
	cmocka_unit_test(clear_of_an_unmap_ends_a_halt),
	cmocka_unit_test(clear_of_an_unmap_finds_the_subchannel_gone),
	cmocka_unit_test(end_that_is_discarded_is_no_less_an_end),
	cmocka_unit_test(program_whose_pages_are_revoked_does_not_start),
	cmocka_unit_test(shutdown_is_final),
	cmocka_unit_test(shutdown_during_a_request_is_final),
	cmocka_unit_test(an_interrupt_is_read_once),
	cmocka_unit_test(status_that_was_seen_is_not_late),
	cmocka_unit_test(clear_of_a_former_user_is_forgotten),
	cmocka_unit_test(halted_program_ends),
	cmocka_unit_test(status_ends_what_it_takes_away),
	cmocka_unit_test(halt_without_device_status_is_the_end),
	cmocka_unit_test(clear_takes_unread_status_with_it),
	cmocka_unit_test(clear_takes_status_on_its_way_with_it),
	cmocka_unit_test(status_of_a_clear_may_come_with_it),
	cmocka_unit_test(unsolicited_status_leaves_the_program_alone),
	cmocka_unit_test(primary_status_is_not_the_end),
	cmocka_unit_test(suspended_program_is_not_over),
	cmocka_unit_test(host_addresses_stay_in_the_host),
	cmocka_unit_test(secondary_ccw_address_becomes_the_guests),
	cmocka_unit_test(status_before_the_end_of_the_device_is_the_guests),
	cmocka_unit_test(status_as_the_end_of_the_device_is_found_is_the_guests),
	cmocka_unit_test(close_cancels_what_has_not_begun),
	cmocka_unit_test(close_halts),
	cmocka_unit_test(close_clears_what_does_not_halt),
	cmocka_unit_test(channel_that_never_answers_keeps_its_memory),
	cmocka_unit_test(channel_that_answers_late_may_be_used_again),
	cmocka_unit_test(channel_that_never_answers_may_go_away),
	cmocka_unit_test(close_of_a_subchannel_that_goes_meanwhile),
	cmocka_unit_test(disable_is_tried_a_bounded_number_of_times),
	cmocka_unit_test(attempts_count_anew_in_each_state),
	cmocka_unit_test(functions_of_a_user_are_forgotten),
	cmocka_unit_test(open_condition_codes),
	cmocka_unit_test(reset_ends_the_program_and_goes_on),
	cmocka_unit_test(reset_that_failed_can_be_tried_again),
	cmocka_unit_test(reset_of_a_device_that_is_gone),
	cmocka_unit_test(stop_that_is_about_another_program),
	cmocka_unit_test(stop_ends_a_program),
	cmocka_unit_test(stop_of_what_ends_by_itself),
	cmocka_unit_test(stop_loses_no_interrupt),
	cmocka_unit_test(stop_finds_room_for_its_status),
	cmocka_unit_test(user_leaves_no_trace),
	cmocka_unit_test(status_that_comes_with_enabling_is_the_users),
	cmocka_unit_test(status_of_a_former_user_comes_with_enabling),
	cmocka_unit_test(unread_status_refuses_the_next_program),
	cmocka_unit_test(resume_condition_codes),
	cmocka_unit_test(resume_of_what_is_not_suspended),
	cmocka_unit_test(resume_at_no_ccw_of_the_program),
	cmocka_unit_test(resume_waits_for_room_in_the_queue),
	cmocka_unit_test(listener_is_told_everything),
};

SUITE(fsm)
