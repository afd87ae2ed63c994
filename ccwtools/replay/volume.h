/* SPDX-License-Identifier: GPL-2.0-only */
/* A disk image in memory: what is replayed onto it leaves the file as it is. */
#ifndef REPLAY_VOLUME_H
#define REPLAY_VOLUME_H

#include "hw-sim/dev/image.h"
#include "ccwtools/recording/input.h"

#define VOLUME_HASH_TEXT	65u	/* 64 digits and the end */
#define VOLUME_LIMIT		((size_t)4 << 30)	/* a 3390 model 3 takes 2.8 GB */

/**
 * struct volume - the image
 * @image: for a device model
 * @front: what the device model gets in its place, or NULL
 * @in: the bytes
 * @path: the file they came from
 * @kept: the bytes as they were when they were kept, or NULL
 * @kept_size: how many
 */
struct volume {
	struct sim_image image;
	struct sim_image *front;
	struct input in;
	const char *path;
	u8 *kept;
	size_t kept_size;
};

/**
 * volume_open() - load an image
 * @volume: gets it
 * @path: file, packed with xz or not
 * @readonly: the medium is write protected
 * @problem: says why not
 */
bool volume_open(struct volume *volume, const char *path, bool readonly, struct problem *problem);
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

/** volume_keep() - remember what it holds now */
void volume_keep(struct volume *volume);
/** volume_reset() - it holds that again */
void volume_reset(struct volume *volume);

/** volume_is_tape() - the image of a tape: it may be cut, and grows when it is written to */
void volume_is_tape(struct volume *volume);

/** volume_hash() - SHA-256 of the image as it is now, in hexadecimal */
void volume_hash(const struct volume *volume, char text[VOLUME_HASH_TEXT]);

/**
 * volume_write_back() - put the image where it came from
 * @volume: the volume
 * @problem: says why not
 *
 * The file is replaced as a whole, or stays what it was.
 */
bool volume_write_back(const struct volume *volume, struct problem *problem);

#endif
