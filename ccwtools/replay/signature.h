/* SPDX-License-Identifier: GPL-2.0-only */
/* Recognizes a difference when fewer programs, or CCWs, are replayed. */
#ifndef REPLAY_SIGNATURE_H
#define REPLAY_SIGNATURE_H

#include "ccwtools/replay/explain.h"

#define SIGNATURE_VALUE	160u

/**
 * struct signature - the first difference of a replay
 * @seen: there is one
 * @what: as exceptions name it
 * @cmd: command of the CCW that it is about; 0: of none
 * @recorded: what was recorded, if that does not depend on what else is replayed
 * @replayed: what the replay gave, on the same condition
 * @sense: with unit check, the sense bytes that came; zeroes otherwise
 */
struct signature {
	bool seen;
	const char *what;
	u8 cmd;
	char recorded[SIGNATURE_VALUE];
	char replayed[SIGNATURE_VALUE];
	u8 sense[CSS_SENSE_SIZE];
};

/** signature_of() - of a program that differs; @what of the verdict is a constant */
void signature_of(struct signature *signature, const struct rec_program *program,
		  const struct run *run, const struct verdict *verdict);
/** signature_of_event() - likewise of what is no program */
void signature_of_event(struct signature *signature, const struct verdict *verdict);
bool signature_same(const struct signature *a, const struct signature *b);

#endif
