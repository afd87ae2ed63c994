/* SPDX-License-Identifier: GPL-2.0-only */
/* A plan of faults for a replay. */
#ifndef REPLAY_FAULTS_H
#define REPLAY_FAULTS_H

#include "hw-sim/plan_text.h"
#include "ccwtools/recording/problem.h"

/**
 * faults_read() - read the file of a plan
 * @plan: gets it; sim_plan_free() is due
 * @path: the file
 * @devno: device number of the device that is replayed, the only one there is
 * @problem: says why not
 *
 * Return: false if it cannot be read.
 */
bool faults_read(struct sim_plan *plan, const char *path, u16 devno, struct problem *problem);

#endif
