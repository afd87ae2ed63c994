/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The image of a disk or tape, read where it lies, of any size; a packed one is unpacked into a
 * temporary file.  What is replayed onto it leaves the file as it is, see overlay.h.
 */
#ifndef REPLAY_VOLUME_H
#define REPLAY_VOLUME_H

#include <time.h>

#include "hw-sim/dev/image.h"
#include "ccwtools/replay/overlay.h"

#define VOLUME_HASH_TEXT	65u	/* 64 digits and the end */
#define VOLUME_LIMIT		((u64)2 << 40)	/* the largest 3390 that there is takes 1 TB */
#define VOLUME_TAPE_LIMIT	((u64)4 << 30)	/* for tapes that are written: more than a cartridge */

/**
 * struct volume - the image
 * @image: for a device model
 * @front: what the device model gets in its place, or NULL
 * @overlay: the bytes
 * @path: the file they came from
 * @packed: it was compressed
 * @changed: it was written to, or cut
 * @modified: when the file was written last; @inode: which file it is
 * @hash: of the image as it was opened, once that is known
 */
struct volume {
	struct sim_image image;
	struct sim_image *front;
	struct overlay overlay;
	const char *path;
	bool packed;
	bool changed;
	struct timespec modified;
	u64 inode;
	char hash[VOLUME_HASH_TEXT];
};

/**
 * volume_open() - open an image
 * @volume: gets it; to be closed, also if false is returned
 * @path: file, packed with xz or not
 * @readonly: the medium is write protected
 * @problem: says why not
 */
bool volume_open(struct volume *volume, const char *path, bool readonly, struct problem *problem);
/* Also for one that was never opened, and is all zeroes. */
void volume_close(struct volume *volume);

/** volume_front() - what a device model gets */
static inline struct sim_image *volume_front(struct volume *volume)
{
	return volume->front ? volume->front : &volume->image;
}

/** volume_protect() - the medium becomes write protected, or not */
static inline void volume_protect(struct volume *volume, bool readonly)
{
	volume->image.readonly = readonly;
	volume_front(volume)->readonly = readonly;
}

/** volume_reset() - it holds again what it held when it was opened */
void volume_reset(struct volume *volume);

/** volume_stay() - the changes stay in memory, since processes will be forked */
static inline void volume_stay(struct volume *volume)
{
	volume->overlay.no_spill = true;
}

/** volume_is_tape() - the image of a tape: it may be cut, and grows when it is written to */
void volume_is_tape(struct volume *volume);

/**
 * volume_hash() - SHA-256 of the image as it is now, in hexadecimal
 * @volume: the volume
 * @text: gets it
 * @problem: says why it cannot be read
 *
 * On a terminal, the progress of a large one is shown.
 */
bool volume_hash(struct volume *volume, char text[VOLUME_HASH_TEXT], struct problem *problem);

/** volume_copy() - write the image as it is now into a new file @path */
bool volume_copy(const struct volume *volume, const char *path, struct problem *problem);
/** volume_take() - the image becomes what is in file @path */
bool volume_take(struct volume *volume, const char *path, struct problem *problem);

/**
 * volume_write_back() - put the image where it came from
 * @volume: the volume
 * @problem: says why not
 *
 * What has changed is written, see write_back.h.  A tape whose length has changed is written
 * into a new file, which takes the place of the old one.
 */
bool volume_write_back(const struct volume *volume, struct problem *problem);

#endif
