/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A cartridge tape as simple as possible: an array of blocks and marks.  Written from what is
 * known of the IBM 3480 Magnetic Tape Subsystem Reference, GA32-0042 ("the book" in
 * tape.c, with its chapter).
 */
#ifndef SIMTESTS_JUDGE_TAPE_H
#define SIMTESTS_JUDGE_TAPE_H

#include "simtests/judge/judge.h"

/** judge_tape_create() - a 3480 with the tape of an AWSTAPE image; NULL: it is none */
struct judge_device *judge_tape_create(const u8 *image, size_t len);
void judge_tape_destroy(struct judge_device *dev);

/**
 * judge_tape_image() - its blocks and marks as an image
 * @dev: the drive
 * @image: filled in
 * @room: how long it may become
 *
 * Return: how long it is.
 */
size_t judge_tape_image(const struct judge_device *dev, u8 *image, size_t room);

/** judge_tape_is_unsure() - the last program did what this drive does not judge */
bool judge_tape_is_unsure(struct judge_device *dev);

#endif
