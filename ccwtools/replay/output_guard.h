/* SPDX-License-Identifier: GPL-2.0-only */
/* What a replay writes must be none of the files that it reads. */
#ifndef REPLAY_OUTPUT_GUARD_H
#define REPLAY_OUTPUT_GUARD_H

#include "ccwtools/recording/manifest.h"
#include "ccwtools/replay/options.h"

/**
 * struct output_guard - the files that no option names
 * @folder: where the recording is, and what belongs to it
 * @manifest: its image and its tapes
 */
struct output_guard {
	const char *folder;
	const struct manifest *manifest;
};

/**
 * output_guard_check() - may everything be written that is to be written?
 * @options: the command line
 * @guard: what belongs to the recording
 * @problem: says why not
 *
 * Changes nothing, and is called before anything is written.
 */
bool output_guard_check(const struct options *options, const struct output_guard *guard,
			struct problem *problem);

#endif
