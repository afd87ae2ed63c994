/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Valid answers to a user: by architecture, by docs/uapi.rst, and when a fault of a plan has
 * struck, by docs/faults.rst. Only the answer is examined, not how it came about.
 */
#ifndef REPLAY_CONFORMANCE_H
#define REPLAY_CONFORMANCE_H

#include "hw-sim/plan.h"
#include "simtests/port/machine.h"
#include "ccwtools/replay/run.h"
#include "ccwtools/recording/text.h"

/**
 * struct reply - all that the user of one program was told
 * @program: the program
 * @run: what the write returned, and the interrupts
 * @agrees: that is what was recorded, but for status of the device's own accord
 * @follows: a fault struck before it began: the device may answer something else
 * @other_paths: the device has several paths, so it survives the loss of one
 * @crws: channel reports
 */
struct reply {
	const struct rec_program *program;
	const struct run *run;
	bool agrees;
	bool follows;
	bool other_paths;
	u32 crws;
};

/**
 * irb_conforms() - is it status that a channel presents?
 * @program: the program that it may belong to
 * @irb: the status
 * @why: says why not
 */
bool irb_conforms(const struct rec_program *program, const struct css_irb *irb, struct text *why);

/**
 * reply_conforms() - is the answer one that a user can expect?
 * @reply: the answer, whatever has happened
 * @why: says why not
 */
bool reply_conforms(const struct reply *reply, struct text *why);

/**
 * reply_conforms_to_fault() - is it the answer that this fault leads to?
 * @reply: the answer, for which reply_conforms() is true
 * @fault: the one fault that struck this program
 * @why: says why not
 */
bool reply_conforms_to_fault(const struct reply *reply, const struct sim_fault *fault,
			     struct text *why);

#endif
