/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Changes of an image, written into its file.  What was there before and what is to be there is
 * written beside it first, into IMAGE.ccwreplay-undo: a write that fails is taken back at once,
 * and one that was interrupted when the image is opened the next time, if that has no other
 * contents than these.
 */
#ifndef REPLAY_WRITE_BACK_H
#define REPLAY_WRITE_BACK_H

#include "ccwtools/replay/overlay.h"

/**
 * write_back_changes() - write the changed blocks into the file
 * @overlay: the file and its changes
 * @path: its name
 * @problem: says why not; then the file is what it was
 */
bool write_back_changes(const struct overlay *overlay, const char *path, struct problem *problem);

/**
 * write_back_recover() - take back what was interrupted
 * @path: an image
 * @problem: says why not, also if it is being written just now
 */
bool write_back_recover(const char *path, struct problem *problem);

#endif
