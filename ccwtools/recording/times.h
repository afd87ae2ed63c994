/* SPDX-License-Identifier: GPL-2.0-only */
/* How long a recorded program took, and its parts. */
#ifndef RECORDING_TIMES_H
#define RECORDING_TIMES_H

#include <jansson.h>

#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/text.h"

/**
 * rec_times_duration() - from START SUBCHANNEL until user space took the final status
 * @times: of a program
 * @ns: gets nanoseconds
 *
 * Return: false if the recording does not tell, or its times run backward.
 */
bool rec_times_duration(const struct rec_times *times, u64 *ns);

/** rec_times_translation() - likewise, how long the translation took */
bool rec_times_translation(const struct rec_times *times, u64 *ns);

/** rec_times_issue() - likewise, from the translation's end to START SUBCHANNEL */
bool rec_times_issue(const struct rec_times *times, u64 *ns);

/** name_duration() - for people: "2.003 s", "12.345 ms", "800 ns"; digits beyond are cut */
void name_duration(struct text *t, u64 ns);

/** rec_times_write() - the members of a start: what came before it, as far as that is known */
void rec_times_write(json_t *start, const struct rec_times *times);

#endif
