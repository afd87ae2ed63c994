/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Is each record of a medium the old one, or the one that was answered as written?
 *
 * The commands in the trace are compared with the medium before and after each of them;
 * the device model is not used.
 */
#ifndef REPLAY_MEDIUM_H
#define REPLAY_MEDIUM_H

#include "hw-sim/css_sim.h"
#include "hw-sim/dev/image.h"
#include "ccwtools/recording/names.h"

struct medium;

/** medium_create() - a judge of one device, whose media it gets from medium_front() */
struct medium *medium_create(enum device_family family);
/** medium_destroy() - free it, and the images that medium_front() returned */
void medium_destroy(struct medium *medium);

/**
 * medium_front() - what the device gets in place of its image
 * @medium: the judge
 * @image: the image; must outlive the judge
 *
 * Return: an image that passes everything on, and remembers what was there.
 */
struct sim_image *medium_front(struct medium *medium, struct sim_image *image);

/** medium_trace() - a trace record of the channel; @medium is a struct medium */
void medium_trace(void *medium, const struct sim_trace *record);

/**
 * medium_is_right() - has each command left the medium as it had to?
 * @medium: the judge; starts again, with the medium as it is now
 * @why: says which one has not
 *
 * A command whose end was not traced is judged as if it had not ended.
 */
bool medium_is_right(struct medium *medium, struct text *why);

#endif
