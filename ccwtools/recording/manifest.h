/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What belongs to a recording: its device, the image before and the checksum of
 * the image after.  The file is manifest.json beside the recording.
 */
#ifndef RECORDING_MANIFEST_H
#define RECORDING_MANIFEST_H

#include "ccwtools/recording/problem.h"

/**
 * struct manifest_tape - a tape that was mounted while the recording was made
 * @name: its name in the operator's commands
 * @image: path of the image
 * @before: SHA-256 of the image before
 * @after: and after, or NULL if not known
 */
struct manifest_tape {
	const char *name;
	const char *image;
	const char *before;
	const char *after;
};

/**
 * struct manifest - the entry of one recording
 * @found: there is one
 * @device: type of the device ("3390")
 * @image: path of the image
 * @readonly: the volume was write inhibited
 * @before: SHA-256 of the image before, in hexadecimal
 * @after: and after, or NULL if not known
 * @mounts: tapes that the operator mounted, each with an image of its own
 * @n_mounts: their number
 * @arena: its memory
 */
struct manifest {
	bool found;
	const char *device;
	const char *image;
	bool readonly;
	const char *before;
	const char *after;
	struct manifest_tape *mounts;
	u32 n_mounts;
	struct mem_arena *arena;
};

/**
 * manifest_read() - look up a recording
 * @manifest: gets its entry, with @found false if there is none
 * @folder: where the recording is
 * @name: of the recording, without folder and suffix
 * @problem: gets what is wrong
 */
bool manifest_read(struct manifest *manifest, const char *folder, const char *name,
		   struct problem *problem);
void manifest_free(struct manifest *manifest);

#endif
