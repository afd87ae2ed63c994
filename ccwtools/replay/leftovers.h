/* SPDX-License-Identifier: GPL-2.0-only */
/* What a replay through /dev/vfio that was killed has left in css_sim and in $TMPDIR. */
#ifndef REPLAY_LEFTOVERS_H
#define REPLAY_LEFTOVERS_H

#include "ccwtools/recording/problem.h"

/**
 * leftovers_clear() - remove them, but nothing of a running replay or of another user
 * @problem: says why another replay cannot begin
 *
 * Until leftovers_done() no other replay begins, so that a folder which is not locked yet is not
 * taken for one that was left.
 *
 * Return: for leftovers_done(), or -1.
 */
int leftovers_clear(struct problem *problem);

/** leftovers_done() - this replay has locked its folder */
void leftovers_done(int lock);

#endif
