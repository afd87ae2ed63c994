/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions for a CCW of a recorded program, beyond its command. */
#ifndef RECORDING_CONDITIONS_H
#define RECORDING_CONDITIONS_H

#include "ccwtools/recording/recording.h"

/**
 * struct condition - one of them
 * @word: its name in exceptions.json
 * @holds: does it hold for a CCW of the program that was executed?
 */
struct condition {
	const char *word;
	bool (*holds)(const struct rec_program *program, u32 step);
};

#define CONDITION_WORDS	"\"in-domain\", \"wraps\""

/** condition_find() - by its name; NULL: there is none */
const struct condition *condition_find(const char *word);

#endif
