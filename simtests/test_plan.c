// SPDX-License-Identifier: GPL-2.0-only
/* Plans of faults as text: valid ones, invalid ones, and their effects. */
#include "hw-sim/css_sim.h"
#include "hw-sim/dev/echo.h"
#include "hw-sim/plan_text.h"
#include "hw-sim/plan_words.h"
#include "simtests/port/platform.h"
#include "simtests/suite.h"

#define LOW_SIZE	0x10000u
#define PROGRAM		0x1000u
#define DATA		0x8000u
#define DEVICE		0x00010120u
#define OTHER		0x00010121u
#define FMT1		(CSS_ORB_F | CSS_ORB_P | 0xff00u)
#define CE_DE		(CSS_DSTAT_CE | CSS_DSTAT_DE)
#define END		(~0ull)
#define EVENTS		100000u
#define LIVES		1000u	/* starts for a fault with a probability */

/* ---- Texts ---- */

static u32 length(const char *text)
{
	u32 n = 0;

	while (text[n])
		n++;
	return n;
}

static void parse(const char *text, struct sim_plan *plan)
{
	struct sim_plan_error error;
	int err = sim_plan_parse(text, length(text), plan, &error);

	assert_int_equal(err, 0);
}

#define SENSE_0		"000102030405060708090a0b0c0d0e0f"
#define SENSE_16	"101112131415161718191a1b1c1d1e1f"

/* What is understood, and how it is written back. */
static const struct {
	const char *text;
	const char *canonical;
} good[] = {
	{ "on start 3 of 0.0.0120: condition-code 1", NULL },
	{ "on start 1: condition-code 3", NULL },
	{ "on starts 3-7: condition-code 2", NULL },
	{ "on start 3-7: condition-code 2", "on starts 3-7: condition-code 2" },
	{ "on starts 3: condition-code 2", "on start 3: condition-code 2" },
	{ "on starts 3-3: condition-code 2", "on start 3: condition-code 2" },
	{ "on ccw (86) of starts 3-3: unit-check", "on ccw (86) of start 3: unit-check" },
	{ "on ccw 4294967295: unit-check", NULL },
	{ "from ccw 4294967295: unit-check", NULL },
	{ "on ccws 7-4294967295: unit-check", "from ccw 7: unit-check" },
	{ "from start 3: deferred-condition-code 3", NULL },
	{ "from start 1: deferred-condition-code 1", "on each start: deferred-condition-code 1" },
	{ "on each start: deferred-condition-code 1", NULL },
	{ "on ccw 2 (read-data) of start 5: unit-check sense 0800", NULL },
	{ "on ccw 2 (06) of start 5: unit-check", NULL },
	{ "on ccw 2 (86): unit-check", NULL },
	{ "on ccw (write-data): unit-check", NULL },
	{ "on ccw (write-data) of start 5: unit-check", NULL },
	{ "on each ccw (seek-head): program-check", NULL },
	{ "from ccw 4 of start 9: protection-check", NULL },
	{ "on ccws 4-9 (rewind) of each start: incorrect-length",
	  "on ccws 4-9 (07) of each start: incorrect-length" },
	{ "on ccw 4 of starts 1-4294967295 of 0.0.fFfE: chaining-check",
	  "on ccw 4 of starts 1-4294967295 of 0.0.fffe: chaining-check" },
	{ "on ccw 1 of start 1: channel-data-check", NULL },
	{ "on ccw 1 of 0.0.0120: channel-control-check", NULL },
	{ "at 12ms: interface-control-check", NULL },
	{ "at 0ns: path 40 off", "at 0s: path 40 off" },
	{ "at 4294967295s of 0.0.0120: path fe on", NULL },
	{ "at 1000us: device-gone", "at 1ms: device-gone" },
	{ "at 1001 us: attention", "at 1001us: attention" },
	{ "on start 3 of 0.0.0120: hang", NULL },
	{ "on ccw 2 (read-data) of start 5: hang", NULL },
	{ "with probability 1/9 seed 4: hang", "on each ccw with probability 1/9 seed 4: hang" },
	{ "on interrupt 4: lose", NULL },
	{ "on interrupts 4-5 of 0.0.0120: twice", NULL },
	{ "from interrupt 2: late 1500ns", NULL },
	{ "on interrupt 2: unsolicited-status 80", "on interrupt 2: attention" },
	{ "on start 2: unsolicited-status a5", NULL },
	{ "on pin 7: ENOMEM", NULL },
	{ "from read 7: EIO", NULL },
	{ "on allocs 1-4294967295: ENOMEM", NULL },
	{ "on each pin with probability 1/2 seed 0: EFAULT", NULL },
	{ "with probability 1/100 seed 42: channel-data-check",
	  "on each ccw with probability 1/100 seed 42: channel-data-check" },
	{ "with probability 1/100 seed 42 of 0.0.0120: lose",
	  "on each interrupt of 0.0.0120 with probability 1/100 seed 42: lose" },
	{ "with probability 4294967295/4294967295 seed 4294967295: lose",
	  "on each interrupt with probability 4294967295/4294967295 seed 4294967295: lose" },
	{ "from ccw 2 (read-ckd) with probability 1/3 seed 7 of 0.0.0120: unit-check",
	  "from ccw 2 (read-ckd) of 0.0.0120 with probability 1/3 seed 7: unit-check" },
	{ "\ton  start\t3 :condition-code 1 # why\r", "on start 3: condition-code 1" },
	{ "on start 1: unit-check sense 00 01 02 03 04050607 08090a0b0c0d0e0f " SENSE_16,
	  "on start 1: unit-check sense " SENSE_0 SENSE_16 },
};

static void test_good(void **state)
{
	char line[SIM_PLAN_LINE + 1], again[SIM_PLAN_LINE + 1];
	struct sim_plan plan;
	const char *want;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		want = good[i].canonical ? good[i].canonical : good[i].text;
		parse(good[i].text, &plan);
		assert_int_equal(plan.count, 1);
		assert_int_equal(sim_fault_format(plan.faults, line), length(want));
		assert_int_equal(length(line), length(want));
		assert_memory_equal(line, want, length(want));
		sim_plan_free(&plan);
		parse(line, &plan);
		assert_int_equal(sim_fault_format(plan.faults, again), length(want));
		assert_memory_equal(again, line, length(want));
		sim_plan_free(&plan);
	}
	assert_null(plan.faults);
	assert_true(platform_live_bytes() == 0);
}

/*
 * The code of each word, as the books of the devices have it; a disk's with the multitrack bit
 * is the same command where @mt says so.
 */
static void test_words_of_commands(void **state)
{
	static const struct {
		const char *word;
		u8 code;
		bool mt;
	} words[] = {
		{ "no-operation", 0x03, false },
		{ "sense", 0x04, false },
		{ "sense-path-group-id", 0x34, false },
		{ "read-device-characteristics", 0x64, false },
		{ "set-path-group-id", 0xaf, false },
		{ "sense-id", 0xe4, false },
		{ "read-configuration-data", 0xfa, false },
		{ "read-ipl", 0x02, false },
		{ "write-data", 0x05, true },
		{ "read-data", 0x06, true },
		{ "seek", 0x07, false },
		{ "seek-cylinder", 0x0b, false },
		{ "write-key-and-data", 0x0d, true },
		{ "read-key-and-data", 0x0e, true },
		{ "space-count", 0x0f, false },
		{ "erase", 0x11, false },
		{ "read-count", 0x12, true },
		{ "recalibrate", 0x13, false },
		{ "unconditional-reserve", 0x14, false },
		{ "write-record-zero", 0x15, false },
		{ "read-record-zero", 0x16, true },
		{ "write-home-address", 0x19, false },
		{ "read-home-address", 0x1a, true },
		{ "seek-head", 0x1b, false },
		{ "write-ckd", 0x1d, false },
		{ "read-ckd", 0x1e, true },
		{ "set-file-mask", 0x1f, false },
		{ "read-sector", 0x22, false },
		{ "set-sector", 0x23, false },
		{ "perform-subsystem-function", 0x27, false },
		{ "search-key-equal", 0x29, true },
		{ "search-id-equal", 0x31, true },
		{ "search-ha-equal", 0x39, true },
		{ "read-subsystem-data", 0x3e, false },
		{ "locate-record", 0x47, false },
		{ "locate-record-extended", 0x4b, false },
		{ "search-id-high", 0x51, true },
		{ "sense-subsystem-status", 0x54, false },
		{ "read-multiple-ckd", 0x5e, false },
		{ "define-extent", 0x63, false },
		{ "search-id-high-or-equal", 0x71, true },
		{ "device-release", 0x94, false },
		{ "write-full-track", 0x95, false },
		{ "write-ckd-next-track", 0x9d, false },
		{ "device-reserve", 0xb4, false },
		{ "read-track", 0xde, false },
		{ "prefix", 0xe7, false },
		{ "write", 0x01, false },
		{ "read-backward", 0x0c, false },
		{ "erase-gap", 0x17, false },
		{ "backspace-file", 0x2f, false },
		{ "forward-space-block", 0x37, false },
		{ "forward-space-file", 0x3f, false },
		{ "synchronize", 0x43, false },
		{ "locate-block", 0x4f, false },
		{ "data-security-erase", 0x97, false },
		{ "load-display", 0x9f, false },
		{ "assign", 0xb7, false },
		{ "medium-sense", 0xc2, false },
		{ "unassign", 0xc7, false },
		{ "mode-set", 0xdb, false },
		{ "read-forward", 0x02, false },
		{ "rewind", 0x07, false },
		{ "rewind-unload", 0x0f, false },
		{ "write-tape-mark", 0x1f, false },
		{ "read-block-id", 0x22, false },
		{ "backspace-block", 0x27, false },
	};
	char text[80];
	struct sim_plan plan;
	u32 i, n;

	assert_int_equal(ARRAY_SIZE(words), PLAN_COMMANDS);
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		n = length(words[i].word);
		memcpy(text, "on ccw (", 8);
		memcpy(text + 8, words[i].word, n);
		memcpy(text + 8 + n, "): hang", 8);
		parse(text, &plan);
		assert_int_equal(plan.count, 1);
		assert_int_equal(plan.faults[0].cmd, words[i].code);
		assert_int_equal(plan.faults[0].cmd_mask, words[i].mt ? 0x7f : 0xff);
		sim_plan_free(&plan);
	}
}

/* A word ends where no letter, digit or hyphen follows. */
static void test_ends_of_words(void **state)
{
	static const char longer[] = "azAZ09-", ends[] = " \t";
	char text[] = "on start 1: hang?";
	struct sim_plan_error error;
	struct sim_plan plan;
	u32 i;

	for (i = 0; i < sizeof(longer) - 1; i++) {
		text[sizeof(text) - 2] = longer[i];
		assert_int_equal(sim_plan_parse(text, sizeof(text) - 1, &plan, &error), -EINVAL);
		assert_int_equal(error.column, 13);
	}
	for (i = 0; i < sizeof(ends) - 1; i++) {
		text[sizeof(text) - 2] = ends[i];
		parse(text, &plan);
		assert_int_equal(plan.faults[0].what, SIM_FAULT_HANG);
		sim_plan_free(&plan);
	}
}

/* What lies behind a plan is no part of it. */
static void test_end_of_a_plan(void **state)
{
	struct sim_fault faults[] = {
		{ .when = SIM_WHEN_PIN, .n = 1, .what = SIM_FAULT_ERRNO, .arg = EIO },
		{ .when = SIM_WHEN_PIN, .n = 2, .what = SIM_FAULT_ERRNO, .arg = EIO },
	};
	struct sim_plan plan = { faults, 1 };

	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 2), 0);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 1), -EIO);
	plan.count = 2;
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 2), -EIO);
}

/* What is refused, where, and how the message begins. */
static const struct {
	const char *text;
	u32 line;
	u32 column;
	const char *message;
} bad[] = {
	{ "x", 1, 1, "expected a line that begins with on, from, at or with" },
	{ "\n# fine\n  onstart 1: lose", 3, 3, "expected a line" },
	{ "on", 1, 3, "expected start, ccw" },
	{ "at 2ms: hang", 1, 9, "expected another fault: this one strikes on a ccw or on a start" },
	{ "on stop 1: lose", 1, 4, "expected start, ccw" },
	{ "on start: condition-code 1", 1, 9, "expected a number from 1" },
	{ "on start 0: condition-code 1", 1, 10, "expected a number from 1" },
	{ "on start 4294967296: condition-code 1", 1, 10, "expected a number from 1" },
	{ "on start 99999999999999999999999: condition-code 1", 1, 10, "expected a number from 1" },
	{ "on start 7-3: condition-code 1", 1, 12, "expected a number that is not less" },
	{ "on start 3-: condition-code 1", 1, 12, "expected a number that is not less" },
	{ "from start: condition-code 1", 1, 11, "expected a number from 1" },
	{ "from start 3-7: condition-code 1", 1, 13, "expected : and" },
	{ "on start (86): unit-check", 1, 10, "expected a number from 1" },
	{ "on each start 3: condition-code 1", 1, 15, "expected : and" },
	{ "on start 3 condition-code 1", 1, 12, "expected : and" },
	{ "on start 3", 1, 11, "expected : and" },
	{ "on start 3 # : lose", 1, 12, "expected : and" },
	{ "on start 3:", 1, 12, "expected what happens" },
	{ "on start 3: explode", 1, 13, "expected what happens" },
	{ "on start 3: condition-code", 1, 27, "expected a condition code: 1, 2 or 3" },
	{ "on start 3: condition-code 0", 1, 28, "expected a condition code" },
	{ "on start 3: condition-code 4", 1, 28, "expected a condition code" },
	{ "on start 3: deferred-condition-code 2", 1, 37, "expected a deferred" },
	{ "on start 3: condition-code 1 1", 1, 30, "expected the end of the line" },
	{ "on start 3: lose", 1, 13, "expected another fault: this one strikes on an interrupt" },
	{ "on ccw 3: condition-code 1", 1, 11,
	  "expected another fault: this one strikes on a start" },
	{ "on interrupt 3: unit-check", 1, 17,
	  "expected another fault: this one strikes on a ccw" },
	{ "on pin 3: path 40 off", 1, 11, "expected another fault: this one strikes on a start" },
	{ "on start 3: ENOMEM", 1, 13, "expected another fault: an errno" },
	{ "on pin 3 of 0.0.0120: ENOMEM", 1, 23, "expected another fault: the host's" },
	{ "from interrupt 3: attention", 1, 19,
	  "expected another fault: this one is an interrupt" },
	{ "on ccw: unit-check", 1, 7, "expected a number from 1" },
	{ "on ccw 2 ()", 1, 11, "expected a command" },
	{ "on ccw 2 (read): unit-check", 1, 11, "expected a command" },
	{ "on ccw 2 (8): unit-check", 1, 11, "expected a command" },
	{ "on ccw 2 (866): unit-check", 1, 11, "expected a command" },
	{ "on ccw 2 (86: unit-check", 1, 13, "expected )" },
	{ "on ccw 2 of each ccw: unit-check", 1, 18, "expected start" },
	{ "on ccw 2 of start: unit-check", 1, 18, "expected a number from 1" },
	{ "on ccw (86) of starts 1-2: unit-check", 1, 13, "expected one start" },
	{ "on start 3 of 0120: lose", 1, 15, "expected a subchannel" },
	{ "on start 3 of 0.1.0120: lose", 1, 15, "expected a subchannel" },
	{ "on start 3 of 0.0.120: lose", 1, 15, "expected a subchannel" },
	{ "on start 3 of 0.0.01200: lose", 1, 15, "expected a subchannel" },
	{ "on start 3 of 0.0.01 20: lose", 1, 15, "expected a subchannel" },
	{ "on start 3 of 0.0.0120 of 0.0.0120: lose", 1, 24, "expected : and" },
	{ "at 12: device-gone", 1, 6, "expected a unit of time" },
	{ "at 12h: device-gone", 1, 6, "expected a unit of time" },
	{ "at noon: device-gone", 1, 4, "expected a time" },
	{ "at 12ms: lose", 1, 10, "expected another fault: this one strikes on an interrupt" },
	{ "at 12ms with probability 1/2 seed 1: device-gone", 1, 9, "expected :, a time" },
	{ "on interrupt 1: late", 1, 21, "expected a time" },
	{ "on interrupt 1: late 5", 1, 23, "expected a unit" },
	{ "with probably 1/2 seed 1: lose", 1, 6, "expected probability" },
	{ "with probability 0/2 seed 1: lose", 1, 18, "expected a probability" },
	{ "with probability 1 seed 1: lose", 1, 20, "expected / and a number" },
	{ "with probability 1/0 seed 1: lose", 1, 20, "expected a number from 1" },
	{ "with probability 3/2 seed 1: lose", 1, 18, "expected a probability that is not above" },
	{ "with probability 1/2: lose", 1, 21, "expected seed" },
	{ "with probability 1/2 seed: lose", 1, 26, "expected a number from 0" },
	{ "with probability 1/2 seed 1: device-gone", 1, 30,
	  "expected another fault: for this one" },
	{ "on start 1: path 4 off", 1, 18, "expected a CHPID" },
	{ "on start 1: path 40 away", 1, 21, "expected off or on" },
	{ "on start 1: unsolicited-status", 1, 31, "expected unit status" },
	{ "on start 1: unit-check sense", 1, 29, "expected sense bytes" },
	{ "on start 1: unit-check sense 0", 1, 30, "expected sense bytes" },
	{ "on start 1: unit-check sense 08 0", 1, 33, "expected a sense byte" },
	{ "on start 1: unit-check 08", 1, 24, "expected the end of the line" },
	{ "on start 1: unit-check sense " SENSE_0 SENSE_16 "20", 1, 94,
	  "expected the end of the line: there" },
};

static void refused(const char *text, size_t len, u32 line, u32 column, const char *message)
{
	struct sim_plan_error error = { 0 };
	struct sim_plan plan;

	assert_int_equal(sim_plan_parse(text, len, &plan, &error), -EINVAL);
	assert_int_equal(error.line, line);
	assert_int_equal(error.column, column);
	assert_memory_equal(error.message, message, length(message));
	assert_null(plan.faults);
}

static void test_bad(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		refused(bad[i].text, length(bad[i].text), bad[i].line, bad[i].column,
			bad[i].message);
	refused("on start 1\0: lose", 17, 1, 11, "expected : and");
}

/* @n lines of text, each @line. */
static char *repeat(const char *line, u32 n, size_t *len)
{
	u32 i, one = length(line);
	char *text = platform_zalloc((size_t)n * one);

	assert_non_null(text);
	for (i = 0; i < n; i++)
		memcpy(text + (size_t)i * one, line, one);
	*len = (size_t)n * one;
	return text;
}

static void test_bounds(void **state)
{
	static const char fault[] = "at 1ms: device-gone\n";
	struct sim_plan_error error;
	struct sim_plan plan;
	size_t len;
	char *text = repeat(fault, SIM_PLAN_FAULTS + 1, &len);

	assert_int_equal(sim_plan_parse(text, len - length(fault), &plan, &error), 0);
	assert_int_equal(plan.count, SIM_PLAN_FAULTS);
	assert_int_equal(plan.faults[SIM_PLAN_FAULTS - 1].line, SIM_PLAN_FAULTS);
	sim_plan_free(&plan);
	refused(text, len, SIM_PLAN_FAULTS + 1, 1, "expected the end of the plan");
	platform_free(text);

	text = repeat("\n", SIM_PLAN_LINES + 1, &len);
	assert_int_equal(sim_plan_parse(text, len - 1, &plan, &error), 0);
	assert_int_equal(plan.count, 0);
	sim_plan_free(&plan);
	refused(text, len, SIM_PLAN_LINES + 1, 1, "expected the end of the plan");
	platform_free(text);

	/* blanks behind the end do not move it */
	text = repeat(" ", SIM_PLAN_LINE + 9, &len);
	refused(text, len, 1, SIM_PLAN_LINE + 1, "expected the end of the line");
	platform_free(text);

	text = repeat("#", SIM_PLAN_LINE + 1, &len);
	assert_int_equal(sim_plan_parse(text, len - 1, &plan, &error), 0);
	sim_plan_free(&plan);
	refused(text, len, 1, SIM_PLAN_LINE + 1, "expected the end of the line");
	platform_free(text);
}

static bool refuse(void *data)
{
	return true;
}

static void test_no_memory(void **state)
{
	struct sim_plan_error error;
	struct sim_plan plan;

	platform_set_alloc_hook(refuse, NULL);
	assert_int_equal(sim_plan_parse("", 0, &plan, &error), -ENOMEM);
	platform_set_alloc_hook(NULL, NULL);
}

/* ---- A machine that a plan strikes ---- */

struct rig {
	struct css_sim *sim;
	struct sim_subchannel *sch;
	struct sim_device *dev;
	struct sim_plan plan;
	u32 interrupts;
	u32 reports;
	u8 low[LOW_SIZE];
};

static enum sim_storage_result rig_map(void *data, u64 addr, u32 len, bool store, void **ptr)
{
	struct rig *rig = data;

	if (addr + len > LOW_SIZE)
		return SIM_STORAGE_ADDRESSING;
	*ptr = rig->low + addr;
	return SIM_STORAGE_OK;
}

static void rig_interrupt(void *data, struct sim_subchannel *sch)
{
	((struct rig *)data)->interrupts++;
}

static void rig_crw(void *data)
{
	((struct rig *)data)->reports++;
}

static const struct sim_storage_ops rig_storage = { .map = rig_map };
static const struct css_sim_callbacks rig_callbacks = {
	.interrupt = rig_interrupt,
	.crw = rig_crw,
};

static struct sim_subchannel *add(struct rig *rig, u32 schid)
{
	const struct sim_subchannel_config config = {
		.schid = schid,
		.devno = (u16)schid,
		.chpid = { 0x40, 0x41 },
		.pim = 0xc0,
		.device = echo_create(),
	};
	struct sim_subchannel *sch = css_sim_add(rig->sim, &config);
	struct css_schib schib;

	assert_non_null(sch);
	assert_int_equal(sim_stsch(sch, &schib), 0);
	schib.pmcw.flags |= cpu_to_be16(CSS_PMCW_ENABLED);
	schib.pmcw.ctrl |= cpu_to_be32(CSS_PMCW2_CSENSE);
	assert_int_equal(sim_msch(sch, &schib), 0);
	return sch;
}

/* A machine that has run for a while, and gets its plan then. */
static struct rig *rig_create(const char *text)
{
	struct rig *rig = platform_zalloc(sizeof(*rig));
	const struct css_sim_config config = {
		.storage = &rig_storage,
		.storage_data = rig,
		.callbacks = &rig_callbacks,
		.callback_data = rig,
		.hash = true,
	};

	rig->sim = css_sim_create(&config);
	assert_non_null(rig->sim);
	rig->sch = add(rig, DEVICE);
	rig->dev = sim_device_of(rig->sch);
	css_sim_run(rig->sim, 7000, EVENTS);
	parse(text, &rig->plan);
	css_sim_set_plan(rig->sim, &rig->plan);
	return rig;
}

static void rig_destroy(struct rig *rig)
{
	css_sim_destroy(rig->sim);
	sim_plan_free(&rig->plan);
	platform_free(rig);
	assert_true(platform_live_bytes() == 0);
}

/* A program of these commands, chained. */
static void program(struct rig *rig, const u8 *commands, u32 n)
{
	struct css_ccw1 ccw;
	u32 i;

	for (i = 0; i < n; i++) {
		ccw.cmd = commands[i];
		ccw.flags = CSS_CCW_SLI | (i + 1 < n ? CSS_CCW_CC : 0);
		ccw.count = cpu_to_be16(8);
		ccw.cda = cpu_to_be32(DATA);
		memcpy(rig->low + PROGRAM + 8 * i, &ccw, sizeof(ccw));
	}
}

static int start_on(struct sim_subchannel *sch)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(FMT1),
		.cpa = cpu_to_be32(PROGRAM),
	};

	return sim_ssch(sch, &orb);
}

/* Run the program. Return: the condition code; @irb is of cc 0 */
static int execute(struct rig *rig, struct css_irb *irb)
{
	int cc = start_on(rig->sch);

	memset(irb, 0, sizeof(*irb));
	if (cc)
		return cc;
	css_sim_run(rig->sim, css_sim_now(rig->sim), EVENTS);
	sim_tsch(rig->sch, irb);
	return 0;
}

static const u8 three[] = { ECHO_WRITE, ECHO_READ, ECHO_NOP };

static struct rig *rig_with_program(const char *text)
{
	struct rig *rig = rig_create(text);

	program(rig, three, ARRAY_SIZE(three));
	return rig;
}

/* Nothing is wrong with the next program. */
static void assert_good(struct rig *rig)
{
	struct css_irb irb;

	assert_int_equal(execute(rig, &irb), 0);
	assert_int_equal(irb.scsw.dstat, CE_DE);
	assert_int_equal(irb.scsw.cstat, 0);
}

static void assert_struck(const struct rig *rig, u64 times)
{
	assert_true(rig->plan.faults[0].struck == times);
}

static void test_condition_codes(void **state)
{
	struct rig *rig = rig_with_program("on start 2: condition-code 1\n"
					   "on starts 3-4: condition-code 2\n"
					   "on start 6: condition-code 3\n"
					   "on start 7: deferred-condition-code 1\n"
					   "on start 8: deferred-condition-code 3\n");
	static const int cc[] = { 0, 1, 2, 2, 0, 3 };
	struct css_irb irb;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cc); i++)
		assert_int_equal(execute(rig, &irb), cc[i]);
	for (i = 1; i <= 3; i += 2) {
		assert_int_equal(execute(rig, &irb), 0);
		assert_int_equal(be16_to_cpu(irb.scsw.flags) & CSS_SCSW_CC, i << CSS_SCSW_CC_SHIFT);
	}
	assert_good(rig);
	assert_true(rig->plan.faults[1].struck == 2);
	rig_destroy(rig);
}

static void test_unit_check(void **state)
{
	struct rig *rig = rig_with_program("on ccw 2 of start 2: unit-check sense 08 42");
	struct css_irb irb;

	assert_good(rig);
	assert_int_equal(execute(rig, &irb), 0);
	assert_int_equal(irb.scsw.dstat, CE_DE | CSS_DSTAT_UC);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM + 16);
	assert_int_equal(irb.ecw[0], 0x08);
	assert_int_equal(irb.ecw[1], 0x42);
	assert_good(rig);
	assert_struck(rig, 1);
	rig_destroy(rig);
}

/* No status comes at any later time, until the program is ended from outside. */
static void begin_to_hang(struct rig *rig)
{
	const u32 before = rig->interrupts;

	assert_int_equal(start_on(rig->sch), 0);
	css_sim_run(rig->sim, css_sim_now(rig->sim) + 1000000000u, EVENTS);
	assert_int_equal(rig->interrupts, before);
	assert_true(sim_is_busy(rig->sch));
	assert_struck(rig, 1);
}

static struct css_irb end_of_hang(struct rig *rig)
{
	struct css_irb irb;

	css_sim_run(rig->sim, css_sim_now(rig->sim), EVENTS);
	assert_int_equal(sim_tsch(rig->sch, &irb), 0);
	return irb;
}

/* Before it has begun there is nothing to tell of it. */
static void test_hang_of_a_start(void **state)
{
	struct rig *rig = rig_with_program("on start 1: hang");
	struct css_irb irb;

	begin_to_hang(rig);
	assert_int_equal(sim_hsch(rig->sch), 0);
	irb = end_of_hang(rig);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl),
			 CSS_FCTL_START | CSS_FCTL_HALT | CSS_STCTL_PENDING);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM);
	assert_int_equal(irb.scsw.dstat, 0);
	assert_good(rig);
	rig_destroy(rig);
}

/* The device has the command, and has carried it out. */
static void test_hang_of_a_ccw(void **state)
{
	struct rig *rig = rig_with_program("on ccw 2 of start 1: hang");
	struct css_irb irb;

	begin_to_hang(rig);
	assert_int_equal(sim_hsch(rig->sch), 0);
	irb = end_of_hang(rig);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl) & CSS_FCTL, CSS_FCTL_START | CSS_FCTL_HALT);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM + 16);
	assert_int_equal(irb.scsw.dstat, CE_DE);
	assert_good(rig);
	rig_destroy(rig);
}

static void test_hang_that_is_cleared(void **state)
{
	struct rig *rig = rig_with_program("on ccw 1 of start 1: hang");
	struct css_irb irb;

	begin_to_hang(rig);
	assert_int_equal(sim_csch(rig->sch), 0);
	irb = end_of_hang(rig);
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), CSS_FCTL_CLEAR | CSS_STCTL_PENDING);
	assert_good(rig);
	rig_destroy(rig);
}

static void test_hang_that_loses_its_path(void **state)
{
	struct rig *rig = rig_with_program("on ccw 3 of start 1: hang");
	struct css_irb irb;

	begin_to_hang(rig);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x40, false), 0);
	irb = end_of_hang(rig);
	assert_int_equal(irb.scsw.cstat, CSS_CSTAT_INTERFACE);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM + 24);
	assert_int_equal(css_sim_path_vary(rig->sim, 0x40, true), 0);
	assert_good(rig);
	rig_destroy(rig);
}

/* With data chaining it is the command that hangs, whichever CCW is struck. */
static void test_hang_with_data_chaining(void **state)
{
	struct rig *rig = rig_with_program("on ccw 2 of start 1: hang");
	struct css_irb irb;

	rig->low[PROGRAM + 1] = CSS_CCW_CD;
	begin_to_hang(rig);
	assert_int_equal(sim_hsch(rig->sch), 0);
	irb = end_of_hang(rig);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM + 16);
	rig->low[PROGRAM + 1] = CSS_CCW_SLI | CSS_CCW_CC;
	assert_good(rig);
	rig_destroy(rig);
}

static void test_channel_checks(void **state)
{
	static const u8 cstat[] = {
		CSS_CSTAT_DATA, CSS_CSTAT_CONTROL, CSS_CSTAT_INTERFACE, CSS_CSTAT_CHAINING,
		CSS_CSTAT_PROGRAM, CSS_CSTAT_PROTECTION, CSS_CSTAT_IL,
	};
	struct rig *rig = rig_with_program("on ccw 1 of start 1: channel-data-check\n"
					   "on ccw 2 of start 2: channel-control-check\n"
					   "on ccw 2 of start 3: interface-control-check\n"
					   "on ccw 2 of start 4: chaining-check\n"
					   "on start 5: program-check\n"
					   "on ccw 2 of start 6: protection-check\n"
					   "on ccw 3 of start 7: incorrect-length\n");
	struct css_irb irb;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cstat); i++) {
		assert_int_equal(execute(rig, &irb), 0);
		assert_int_equal(irb.scsw.cstat, cstat[i]);
	}
	assert_good(rig);
	rig_destroy(rig);
}

/* The first, each one, those of a range; by code, and by the name of one. */
static void test_commands(void **state)
{
	static const u8 reads[] = { ECHO_NOP, ECHO_NOP, ECHO_READ, ECHO_NOP };
	static const u8 multitrack[] = { ECHO_NOP, 0x86 };
	struct rig *rig = rig_create("on ccw (02): channel-control-check");
	struct css_irb irb;

	program(rig, three, 1);
	assert_good(rig);
	program(rig, reads, ARRAY_SIZE(reads));
	assert_int_equal(execute(rig, &irb), 0);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM + 24);
	assert_good(rig);
	assert_struck(rig, 1);
	rig_destroy(rig);

	rig = rig_create("on each ccw (02): channel-control-check");
	program(rig, reads, ARRAY_SIZE(reads));
	execute(rig, &irb);
	execute(rig, &irb);
	assert_int_equal(irb.scsw.cstat, CSS_CSTAT_CONTROL);
	assert_struck(rig, 2);
	rig_destroy(rig);

	rig = rig_create("on ccws 1-2 (02) of each start: channel-control-check");
	program(rig, reads, ARRAY_SIZE(reads));
	assert_good(rig);
	rig_destroy(rig);

	rig = rig_create("on ccw (read-data): channel-control-check");
	program(rig, multitrack, ARRAY_SIZE(multitrack));
	execute(rig, &irb);
	assert_int_equal(irb.scsw.cstat, CSS_CSTAT_CONTROL);
	rig_destroy(rig);

	rig = rig_create("on ccw (06): channel-control-check");
	program(rig, multitrack, ARRAY_SIZE(multitrack));
	execute(rig, &irb);
	assert_struck(rig, 0);
	rig_destroy(rig);
}

static void test_interrupts(void **state)
{
	struct rig *rig = rig_with_program("on interrupts 2-3: lose\n"
					   "on interrupt 4: twice\n"
					   "from interrupt 6: late 5us\n");
	static const u32 seen[] = { 1, 1, 1, 3, 4, 4 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(seen); i++) {
		assert_int_equal(start_on(rig->sch), 0);
		css_sim_run(rig->sim, css_sim_now(rig->sim), EVENTS);
		assert_int_equal(rig->interrupts, seen[i]);
		if (i + 1 < ARRAY_SIZE(seen))
			sim_tsch(rig->sch, &(struct css_irb){ });
	}
	css_sim_run(rig->sim, css_sim_now(rig->sim) + 4999, EVENTS);
	assert_int_equal(rig->interrupts, 4);
	css_sim_run(rig->sim, css_sim_now(rig->sim) + 1, EVENTS);
	assert_int_equal(rig->interrupts, 5);
	rig_destroy(rig);
}

static u8 paths_available(struct rig *rig)
{
	struct css_schib schib;

	assert_int_equal(sim_stsch(rig->sch, &schib), 0);
	return schib.pmcw.pam;
}

/* Times are from when the plan was given. */
static void test_times(void **state)
{
	struct rig *rig = rig_with_program("at 3us: path 41 off\nat 5us: path 41 on\n"
					   "at 4us: unit-check\nat 6us: attention\n"
					   "at 8us: device-gone");
	u64 begin = css_sim_now(rig->sim);
	struct css_irb irb;

	css_sim_run(rig->sim, begin + 2999, EVENTS);
	assert_int_equal(paths_available(rig), 0xc0);
	css_sim_run(rig->sim, begin + 3000, EVENTS);
	assert_int_equal(paths_available(rig), 0x80);
	assert_int_equal(rig->reports, 1);
	css_sim_run(rig->sim, begin + 5000, EVENTS);
	assert_int_equal(paths_available(rig), 0xc0);
	assert_true(rig->plan.faults[1].struck == 1);
	/* no program was there for the unit check */
	assert_true(rig->plan.faults[2].struck == 0);
	css_sim_run(rig->sim, begin + 7000, EVENTS);
	assert_int_equal(sim_tsch(rig->sch, &irb), 0);
	assert_int_equal(irb.scsw.dstat, CSS_DSTAT_ATTENTION);
	assert_good(rig);
	css_sim_run(rig->sim, begin + 8000, EVENTS);
	assert_int_equal(execute(rig, &irb), 3);
	rig_destroy(rig);
}

static void test_machine_faults_with_a_start(void **state)
{
	struct rig *rig = rig_with_program("on start 1: path 40 off\non start 2: path 40 on\n"
					   "on start 3: unsolicited-status 85\n"
					   "on ccw 2 of start 4: device-gone");
	struct css_irb irb;

	assert_good(rig);
	assert_int_equal(paths_available(rig), 0x40);
	assert_good(rig);
	assert_int_equal(paths_available(rig), 0xc0);
	assert_good(rig);
	css_sim_run(rig->sim, css_sim_now(rig->sim), EVENTS);
	assert_int_equal(sim_tsch(rig->sch, &irb), 0);
	assert_int_equal(irb.scsw.dstat, 0x85);
	assert_int_equal(execute(rig, &irb), 0);
	assert_int_equal(irb.scsw.dstat, 0);
	assert_int_equal(execute(rig, &irb), 3);
	rig_destroy(rig);
}

/* It acts after the interrupt was reported, and is one all the same. */
static void test_machine_faults_with_an_interrupt(void **state)
{
	struct rig *rig = rig_with_program("on interrupts 2-3: path 41 off");

	assert_good(rig);
	assert_int_equal(paths_available(rig), 0xc0);
	assert_good(rig);
	assert_int_equal(paths_available(rig), 0x80);
	assert_struck(rig, 1);
	assert_good(rig);
	assert_good(rig);
	assert_struck(rig, 2);
	rig_destroy(rig);
}

/* "of" counts what its device does. */
static void test_device(void **state)
{
	struct rig *rig = rig_with_program("on start 2 of 0.0.0121: condition-code 2");
	struct sim_subchannel *first = rig->sch, *second = add(rig, OTHER);

	assert_good(rig);
	assert_good(rig);
	rig->sch = second;
	assert_good(rig);
	rig->sch = first;
	assert_good(rig);
	rig->sch = second;
	assert_int_equal(start_on(second), 2);
	assert_good(rig);
	/* another plan counts anew */
	sim_plan_free(&rig->plan);
	parse("on start 1 of 0.0.0121: condition-code 3\non interrupt 2 of 0.0.0121: lose",
	      &rig->plan);
	css_sim_set_plan(rig->sim, &rig->plan);
	rig->interrupts = 0;
	assert_int_equal(start_on(second), 3);
	assert_good(rig);
	assert_good(rig);
	assert_int_equal(rig->interrupts, 1);
	rig_destroy(rig);
}

static void test_host(void **state)
{
	struct sim_plan plan;

	parse("on pin 2: EFAULT\nfrom read 3: EIO\non allocs 1-2: ENOMEM", &plan);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 1), 0);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_PIN, 2), -EFAULT);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_READ, 2), 0);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_READ, 3), -EIO);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_READ, 400), -EIO);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_ALLOC, 1), -ENOMEM);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_ALLOC, 2), -ENOMEM);
	assert_int_equal(sim_plan_host(&plan, SIM_WHEN_ALLOC, 3), 0);
	assert_true(plan.faults[0].struck == 1);
	assert_true(plan.faults[1].struck == 2);
	sim_plan_free(&plan);
}

/* ---- Dice ---- */

struct life {
	u64 hash;
	u64 struck;
};

/* Many starts under a plan. */
static struct life live(const char *text)
{
	struct rig *rig = rig_with_program(text);
	struct css_irb irb;
	struct life life;
	u32 i;

	for (i = 0; i < LIVES; i++)
		execute(rig, &irb);
	life.hash = css_sim_hash(rig->sim);
	life.struck = rig->plan.faults[0].struck;
	rig_destroy(rig);
	return life;
}

static void test_probability(void **state)
{
	struct life once = live("with probability 1/10 seed 42: condition-code 1");
	struct life again = live("with probability 1/10 seed 42: condition-code 1");
	struct life other = live("with probability 1/10 seed 43: condition-code 1");
	struct life ccws = live("with probability 1/10 seed 42: unit-check");

	assert_true(once.hash == again.hash);
	assert_true(once.struck == again.struck);
	assert_true(once.hash != other.hash);
	/* the tenth of them, give or take: the dice are fixed */
	assert_true(once.struck > LIVES * 7 / 100 && once.struck < LIVES * 13 / 100);
	assert_true(other.struck > LIVES * 7 / 100 && other.struck < LIVES * 13 / 100);
	/* The same plan strikes the same starts in each run. */
	assert_true(once.struck == 90 && other.struck == 89);
	/* up to three CCWs each */
	assert_true(ccws.struck > LIVES / 5 && ccws.struck < LIVES / 2);
	assert_true(live("with probability 7/7 seed 1: condition-code 1").struck == LIVES);
	assert_true(live("from start 501 with probability 1/1 seed 1: condition-code 1").struck ==
		    LIVES - 500);
}

/* ---- Another plan, at any time ---- */

static void test_replaced(void **state)
{
	struct rig *rig = rig_with_program("on start 1: unit-check\non start 2: condition-code 1\n"
					   "at 1us: device-gone");
	struct sim_plan before = rig->plan;
	struct css_irb irb;

	assert_int_equal(start_on(rig->sch), 0);
	/* the start has met its fault, which is gone before it acts */
	parse("on start 2: condition-code 3\non ccw 1: channel-control-check", &rig->plan);
	css_sim_set_plan(rig->sim, &rig->plan);
	memset(before.faults, 0xff, before.count * sizeof(*before.faults));
	sim_plan_free(&before);
	css_sim_run(rig->sim, css_sim_now(rig->sim) + 2000, EVENTS);
	assert_int_equal(sim_tsch(rig->sch, &irb), 0);
	assert_int_equal(irb.scsw.dstat & CSS_DSTAT_UC, 0);
	assert_int_equal(irb.scsw.cstat, CSS_CSTAT_CONTROL);
	assert_good(rig);
	assert_int_equal(execute(rig, &irb), 3);
	css_sim_set_plan(rig->sim, NULL);
	assert_good(rig);
	assert_good(rig);
	rig_destroy(rig);
}

static const struct CMUnitTest plan_cases[] = {
	cmocka_unit_test(test_good),
	cmocka_unit_test(test_words_of_commands),
	cmocka_unit_test(test_ends_of_words),
	cmocka_unit_test(test_end_of_a_plan),
	cmocka_unit_test(test_bad),
	cmocka_unit_test(test_bounds),
	cmocka_unit_test(test_no_memory),
	cmocka_unit_test(test_condition_codes),
	cmocka_unit_test(test_unit_check),
	cmocka_unit_test(test_hang_of_a_start),
	cmocka_unit_test(test_hang_of_a_ccw),
	cmocka_unit_test(test_hang_that_is_cleared),
	cmocka_unit_test(test_hang_that_loses_its_path),
	cmocka_unit_test(test_hang_with_data_chaining),
	cmocka_unit_test(test_channel_checks),
	cmocka_unit_test(test_commands),
	cmocka_unit_test(test_interrupts),
	cmocka_unit_test(test_times),
	cmocka_unit_test(test_machine_faults_with_a_start),
	cmocka_unit_test(test_machine_faults_with_an_interrupt),
	cmocka_unit_test(test_device),
	cmocka_unit_test(test_host),
	cmocka_unit_test(test_probability),
	cmocka_unit_test(test_replaced),
};

SUITE(plan)
