/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A disk as simple as possible: an array of tracks, each an array of records.  Written from
 * IBM's Internal Disk Subsystem Reference Guide, SA22-1025 ("the book" in dasd*.c, with
 * the page), and, where that is silent, 3990 Storage Control Reference, GA32-0274.
 */
#ifndef SIMTESTS_JUDGE_DASD_H
#define SIMTESTS_JUDGE_DASD_H

#include "simtests/judge/judge.h"

/** judge_dasd_create() - a disk with the records of a CKD_P370 image; NULL: it is none */
struct judge_device *judge_dasd_create(const u8 *image, size_t len);
void judge_dasd_destroy(struct judge_device *dev);

/**
 * judge_dasd_image() - its records as an image
 * @dev: the disk
 * @image: filled in; what lies behind the records of a track is zero
 * @len: as long as the image that it was made of
 */
void judge_dasd_image(const struct judge_device *dev, u8 *image, size_t len);

/**
 * judge_dasd_set_answer() - what a command that only identifies the disk sends
 * @dev: the disk
 * @code: of the command: Sense ID, Read Device Characteristics, Read Configuration Data
 * @bytes: what it sends; must stay
 * @len: how much
 */
void judge_dasd_set_answer(struct judge_device *dev, u8 code, const u8 *bytes, u32 len);

/**
 * judge_dasd_is_unsure() - the last program did what this disk does not judge
 *
 * Forgets it.  What the program did from there on means nothing.
 */
bool judge_dasd_is_unsure(struct judge_device *dev);

#endif
