/* SPDX-License-Identifier: GPL-2.0-only */
/* Which options need another one, and which do not go together. */
#ifndef REPLAY_OPTION_RULES_H
#define REPLAY_OPTION_RULES_H

#include "ccwtools/recording/text.h"

enum option_id {
	OPTION_VERBOSE,
	OPTION_LIST,
	OPTION_TIMES,
	OPTION_STAT,
	OPTION_PROGRAM,
	OPTION_ONLY,
	OPTION_JSON,
	OPTION_COLOUR,
	OPTION_IMAGE,
	OPTION_READ_ONLY,
	OPTION_WRITE_BACK,
	OPTION_EXCEPTIONS,
	OPTION_PLAN,
	OPTION_HTML,
	OPTION_PCAPNG,
	OPTION_SWEEP,
	OPTION_JOBS,
	OPTION_SWEEP_LIMIT,
	OPTION_SEED,
	OPTION_HASH,
	OPTION_STOP,
	OPTION_STEP,
	OPTION_UNTIL,
	OPTION_BUNDLE,
	OPTION_MINIMISE,
	OPTION_AS_USER,
	OPTION_STAGE,
	OPTION_INTERFACE,
	OPTION_PATIENCE,
	OPTION_DEVICE,
	OPTION_OWN,
	OPTION_ALLOW_WRITES,
	OPTION_HELP,
	OPTION_VERSION,
	N_OPTIONS,
	/* Not an option by itself, but of what is given */
	OPTION_VFIO = N_OPTIONS,	/* --stage=vfio */
	OPTION_SEVERAL,			/* more than one recording */
};

#define OPTION_BIT(id)	(1ull << (id))

/**
 * option_rules_check() - do they go together?
 * @given: bits of the options
 * @name: the name of an option with its hyphens, or what else to call it
 * @wrong: gets what is wrong
 */
bool option_rules_check(u64 given, const char *(*name)(enum option_id id), struct text *wrong);

#endif
