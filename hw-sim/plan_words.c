// SPDX-License-Identifier: GPL-2.0-only
#include "hw-sim/plan_words.h"

#define AT(when)	(1u << SIM_WHEN_##when)

const struct plan_noun plan_nouns[PLAN_NOUNS] = {
	{ "start", "starts", SIM_WHEN_START },
	{ "ccw", "ccws", SIM_WHEN_CCW },
	{ "interrupt", "interrupts", SIM_WHEN_INTERRUPT },
	{ "pin", "pins", SIM_WHEN_PIN },
	{ "read", "reads", SIM_WHEN_READ },
	{ "alloc", "allocs", SIM_WHEN_ALLOC },
};

const struct plan_unit plan_units[PLAN_UNITS] = {
	{ "s", 1000000000u }, { "ms", 1000000u }, { "us", 1000u }, { "ns", 1u },
};

/* The mask of a command with a multitrack form leaves out the multitrack bit, 80. */
const struct plan_command plan_commands[PLAN_COMMANDS] = {
	{ "no-operation", 0x03, 0xff },
	{ "sense", 0x04, 0xff },
	{ "sense-path-group-id", 0x34, 0xff },
	{ "read-device-characteristics", 0x64, 0xff },
	{ "set-path-group-id", 0xaf, 0xff },
	{ "sense-id", 0xe4, 0xff },
	{ "read-configuration-data", 0xfa, 0xff },
	{ "read-ipl", 0x02, 0xff },
	{ "write-data", 0x05, 0x7f },
	{ "read-data", 0x06, 0x7f },
	{ "seek", 0x07, 0xff },
	{ "seek-cylinder", 0x0b, 0xff },
	{ "write-key-and-data", 0x0d, 0x7f },
	{ "read-key-and-data", 0x0e, 0x7f },
	{ "space-count", 0x0f, 0xff },
	{ "erase", 0x11, 0xff },
	{ "read-count", 0x12, 0x7f },
	{ "recalibrate", 0x13, 0xff },
	{ "unconditional-reserve", 0x14, 0xff },
	{ "write-record-zero", 0x15, 0xff },
	{ "read-record-zero", 0x16, 0x7f },
	{ "write-home-address", 0x19, 0xff },
	{ "read-home-address", 0x1a, 0x7f },
	{ "seek-head", 0x1b, 0xff },
	{ "write-ckd", 0x1d, 0xff },
	{ "read-ckd", 0x1e, 0x7f },
	{ "set-file-mask", 0x1f, 0xff },
	{ "read-sector", 0x22, 0xff },
	{ "set-sector", 0x23, 0xff },
	{ "perform-subsystem-function", 0x27, 0xff },
	{ "search-key-equal", 0x29, 0x7f },
	{ "search-id-equal", 0x31, 0x7f },
	{ "search-ha-equal", 0x39, 0x7f },
	{ "read-subsystem-data", 0x3e, 0xff },
	{ "locate-record", 0x47, 0xff },
	{ "locate-record-extended", 0x4b, 0xff },
	{ "search-id-high", 0x51, 0x7f },
	{ "sense-subsystem-status", 0x54, 0xff },
	{ "read-multiple-ckd", 0x5e, 0xff },
	{ "define-extent", 0x63, 0xff },
	{ "search-id-high-or-equal", 0x71, 0x7f },
	{ "device-release", 0x94, 0xff },
	{ "write-full-track", 0x95, 0xff },
	{ "write-ckd-next-track", 0x9d, 0xff },
	{ "device-reserve", 0xb4, 0xff },
	{ "read-track", 0xde, 0xff },
	{ "prefix", 0xe7, 0xff },
	{ "write", 0x01, 0xff },
	{ "read-backward", 0x0c, 0xff },
	{ "erase-gap", 0x17, 0xff },
	{ "backspace-file", 0x2f, 0xff },
	{ "forward-space-block", 0x37, 0xff },
	{ "forward-space-file", 0x3f, 0xff },
	{ "synchronize", 0x43, 0xff },
	{ "locate-block", 0x4f, 0xff },
	{ "data-security-erase", 0x97, 0xff },
	{ "load-display", 0x9f, 0xff },
	{ "assign", 0xb7, 0xff },
	{ "medium-sense", 0xc2, 0xff },
	{ "unassign", 0xc7, 0xff },
	{ "mode-set", 0xdb, 0xff },
	{ "read-forward", 0x02, 0xff },
	{ "rewind", 0x07, 0xff },
	{ "rewind-unload", 0x0f, 0xff },
	{ "write-tape-mark", 0x1f, 0xff },
	{ "read-block-id", 0x22, 0xff },
	{ "backspace-block", 0x27, 0xff },
};

static const struct plan_kind at_start = {
	.moments = AT(START),
	.usual = SIM_WHEN_START,
	.has_usual = true,
	.message = "expected another fault: this one strikes on a start, and nowhere else",
};

static const struct plan_kind in_program = {
	.moments = AT(START) | AT(CCW) | AT(TIME),
	.usual = SIM_WHEN_CCW,
	.has_usual = true,
	.message = "expected another fault: this one strikes on a ccw, on a start or at a time",
};

static const struct plan_kind on_ccw = {
	.moments = AT(START) | AT(CCW),
	.usual = SIM_WHEN_CCW,
	.has_usual = true,
	.message = "expected another fault: this one strikes on a ccw or on a start",
};

static const struct plan_kind at_interrupt = {
	.moments = AT(INTERRUPT),
	.usual = SIM_WHEN_INTERRUPT,
	.has_usual = true,
	.message = "expected another fault: this one strikes on an interrupt, and nowhere else",
};

static const struct plan_kind any_time = {
	.moments = AT(START) | AT(CCW) | AT(TIME) | AT(INTERRUPT),
	.message = "expected another fault: this one strikes on a start, on a ccw, "
		   "on an interrupt or at a time",
};

static const struct plan_kind of_host = {
	.moments = AT(PIN) | AT(READ) | AT(ALLOC),
	.message = "expected another fault: an errno is for a pin, a read or an alloc",
};

#define PHRASE(word, kind, what, argument, arg) \
	{ word, &(kind), SIM_FAULT_##what, PLAN_ARG_##argument, arg }

const struct plan_phrase plan_phrases[PLAN_PHRASES] = {
	PHRASE("condition-code", at_start, CC, CC, 0),
	PHRASE("deferred-condition-code", at_start, DEFERRED_CC, CC, 0),
	PHRASE("unit-check", in_program, UNIT_CHECK, SENSE, 0),
	PHRASE("channel-data-check", in_program, CHANNEL_CHECK, NONE, CSS_CSTAT_DATA),
	PHRASE("channel-control-check", in_program, CHANNEL_CHECK, NONE, CSS_CSTAT_CONTROL),
	PHRASE("interface-control-check", in_program, CHANNEL_CHECK, NONE, CSS_CSTAT_INTERFACE),
	PHRASE("chaining-check", in_program, CHANNEL_CHECK, NONE, CSS_CSTAT_CHAINING),
	PHRASE("program-check", in_program, CHANNEL_CHECK, NONE, CSS_CSTAT_PROGRAM),
	PHRASE("protection-check", in_program, CHANNEL_CHECK, NONE, CSS_CSTAT_PROTECTION),
	PHRASE("incorrect-length", in_program, CHANNEL_CHECK, NONE, CSS_CSTAT_IL),
	PHRASE("hang", on_ccw, HANG, NONE, 0),
	PHRASE("lose", at_interrupt, INT_LOSE, NONE, 0),
	PHRASE("twice", at_interrupt, INT_DOUBLE, NONE, 0),
	PHRASE("late", at_interrupt, INT_LATE, TIME, 0),
	PHRASE("attention", any_time, UNSOLICITED, NONE, CSS_DSTAT_ATTENTION),
	PHRASE("unsolicited-status", any_time, UNSOLICITED, STATUS, 0),
	PHRASE("path", any_time, PATH_OFF, PATH, 0),
	PHRASE("path", any_time, PATH_ON, PATH, 0),
	PHRASE("device-gone", any_time, DEVICE_GONE, NONE, 0),
	PHRASE("ENOMEM", of_host, ERRNO, NONE, ENOMEM),
	PHRASE("EFAULT", of_host, ERRNO, NONE, EFAULT),
	PHRASE("EIO", of_host, ERRNO, NONE, EIO),
	PHRASE("EINVAL", of_host, ERRNO, NONE, EINVAL),
	PHRASE("EAGAIN", of_host, ERRNO, NONE, EAGAIN),
	PHRASE("EBUSY", of_host, ERRNO, NONE, EBUSY),
	PHRASE("EPERM", of_host, ERRNO, NONE, EPERM),
	PHRASE("EACCES", of_host, ERRNO, NONE, EACCES),
	PHRASE("EINTR", of_host, ERRNO, NONE, EINTR),
	PHRASE("ENOSPC", of_host, ERRNO, NONE, ENOSPC),
};
