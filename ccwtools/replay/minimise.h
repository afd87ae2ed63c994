/* SPDX-License-Identifier: GPL-2.0-only */
/* Reduces a failing recording as long as it fails in the same way. */
#ifndef REPLAY_MINIMISE_H
#define REPLAY_MINIMISE_H

#include "ccwtools/recording/recording.h"

/**
 * struct minimise - how
 * @fails: does a candidate fail in that way?
 * @data: its first argument
 * @runs: how often it was called so far
 */
struct minimise {
	bool (*fails)(void *data, const struct recording *candidate);
	void *data;
	u32 runs;
};

/**
 * minimise_recording() - leave out programs, then CCWs
 * @m: how
 * @rec: a recording that fails
 * @small: gets what is left of it; its memory is @rec's
 *
 * Return: false if the runs were spent first: less may be possible.
 */
bool minimise_recording(struct minimise *m, const struct recording *rec,
			struct recording *small);

/** minimise_ccws() - how many CCWs its programs execute */
u32 minimise_ccws(const struct recording *rec);

#endif
