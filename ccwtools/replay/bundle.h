/* SPDX-License-Identifier: GPL-2.0-only */
/* A folder with everything needed to reproduce the failure of a replay on another machine. */
#ifndef REPLAY_BUNDLE_H
#define REPLAY_BUNDLE_H

#include "ccwtools/recording/manifest.h"
#include "ccwtools/recording/recording.h"

/**
 * struct bundle - what goes into it
 * @folder: its name; it must not be there yet
 * @name: of the recording, without folder and suffix
 * @recording: it is written from memory; NULL: its file @path is copied
 * @path: the file of the recording
 * @manifest: device, image and tapes; without checksums of afterwards where NULL
 * @plan: file with faults, or NULL
 * @exceptions: file of exceptions, or NULL
 * @options: of ccwreplay, which it takes, too
 */
struct bundle {
	const char *folder;
	const char *name;
	const struct recording *recording;
	const char *path;
	const struct manifest *manifest;
	const char *plan;
	const char *exceptions;
	const char *options;
};

/**
 * bundle_write() - make the folder
 * @bundle: what goes into it
 * @problem: says why not
 */
bool bundle_write(const struct bundle *bundle, struct problem *problem);

#endif
