/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of the language of plans, for its parser and its formatter. */
#ifndef HW_SIM_PLAN_WORDS_H
#define HW_SIM_PLAN_WORDS_H

#include "hw-sim/plan.h"

/** struct plan_noun - what is counted */
struct plan_noun {
	const char *one;
	const char *many;
	enum sim_fault_when when;
};

/** struct plan_unit - of time, largest first */
struct plan_unit {
	const char *word;
	u32 nsecs;
};

/** struct plan_command - a command, in those bits of its code that matter */
struct plan_command {
	const char *word;
	u8 code;
	u8 mask;
};

/** enum plan_argument - what follows the word for a fault */
enum plan_argument {
	PLAN_ARG_NONE,		/* nothing */
	PLAN_ARG_CC,		/* a condition code */
	PLAN_ARG_SENSE,		/* sense bytes, or nothing */
	PLAN_ARG_STATUS,	/* a byte, hexadecimal */
	PLAN_ARG_TIME,
	PLAN_ARG_PATH,		/* a CHPID, and off or on */
};

/**
 * struct plan_kind - the moments at which a fault can strike
 * @moments: bits, 1 << enum sim_fault_when
 * @usual: the moment if none is named
 * @has_usual: there is one
 * @message: the error if another moment is named
 */
struct plan_kind {
	u32 moments;
	enum sim_fault_when usual;
	bool has_usual;
	const char *message;
};

/**
 * struct plan_phrase - the words for a fault
 * @word: its first word
 * @kind: see there
 * @what: the fault
 * @argument: what follows
 * @arg: of the fault, for PLAN_ARG_NONE
 */
struct plan_phrase {
	const char *word;
	const struct plan_kind *kind;
	enum sim_fault_what what;
	enum plan_argument argument;
	u32 arg;
};

#define PLAN_NOUNS	6u
#define PLAN_UNITS	4u
#define PLAN_COMMANDS	67u
#define PLAN_PHRASES	29u

extern const struct plan_noun plan_nouns[PLAN_NOUNS];
extern const struct plan_unit plan_units[PLAN_UNITS];
extern const struct plan_command plan_commands[PLAN_COMMANDS];
extern const struct plan_phrase plan_phrases[PLAN_PHRASES];

#define PLAN_PHRASE_EXPECTED \
	"expected what happens: condition-code, deferred-condition-code, unit-check, " \
	"channel-data-check, channel-control-check, interface-control-check, chaining-check, " \
	"program-check, protection-check, incorrect-length, hang, lose, twice, late, attention, " \
	"unsolicited-status, path, device-gone, or an errno such as ENOMEM"

#endif
