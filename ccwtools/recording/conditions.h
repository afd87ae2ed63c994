/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions for a CCW of a recorded program, beyond its command. */
#ifndef RECORDING_CONDITIONS_H
#define RECORDING_CONDITIONS_H

#include "ccwtools/recording/recording.h"

struct condition {
	const char *word;	/* its name in exceptions.json */
	/* Does it hold for this step of the program? */
	bool (*holds)(const struct rec_program *program, u32 step);
};

#define CONDITION_WORDS	"\"in-domain\", \"wraps\""

/* Finds a condition by its name, or returns NULL. */
const struct condition *condition_find(const char *word);

#endif
