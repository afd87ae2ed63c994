/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The path of the channel through a program, if the place where it ended allows only one.
 */
#ifndef RECORD_PATH_H
#define RECORD_PATH_H

#include "ccwtools/record/program.h"

/**
 * struct path_step - a CCW on the way
 * @ccw: the CCW
 * @f: its fields
 * @cmd: the command in effect
 * @chained: data chaining led to it
 * @passed: data chaining led on from it
 * @modified: a status modifier led over the CCW behind it
 * @last: the program ended here
 * @overwritten: what it stored, or a part of it, a later step has stored over
 * @changed: what it sent lay where an earlier step may have stored
 * @loop: with the TIC behind it, the last so many steps may have come several times; or 0
 */
struct path_step {
	const struct taken_ccw *ccw;
	struct rec_ccw f;
	u8 cmd;
	bool chained;
	bool passed;
	bool modified;
	bool last;
	bool overwritten;
	bool changed;
	u32 loop;
};

/**
 * struct path - all of them, each loop once
 * @steps: in the order of execution
 * @n: how many
 * @loops: some step has a loop
 */
struct path {
	struct path_step *steps;
	u32 n;
	bool loops;
};

/**
 * path_find() - find it
 * @p: the program
 * @cpa: the CCW address in its status
 * @path: gets it, held by @p
 *
 * Return: false if there is none, or more than one.
 */
bool path_find(const struct taken_program *p, u32 cpa, struct path *path);

#endif
