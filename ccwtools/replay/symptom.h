/* SPDX-License-Identifier: GPL-2.0-only */
/* Recognizes a difference when fewer programs, or CCWs, are replayed. */
#ifndef REPLAY_SYMPTOM_H
#define REPLAY_SYMPTOM_H

#include "ccwtools/replay/explain.h"

#define SYMPTOM_VALUE	160u

/**
 * struct symptom - the first difference of a replay
 * @seen: there is one
 * @what: as exceptions name it
 * @cmd: command of the CCW that it is about; 0: of none
 * @recorded: what was recorded, if that does not depend on what else is replayed
 * @replayed: what came, likewise
 * @sense: with unit check, the sense bytes that came; zeroes otherwise
 */
struct symptom {
	bool seen;
	const char *what;
	u8 cmd;
	char recorded[SYMPTOM_VALUE];
	char replayed[SYMPTOM_VALUE];
	u8 sense[CSS_SENSE_SIZE];
};

/** symptom_of() - of a program that differs; @what of the verdict is a constant */
void symptom_of(struct symptom *symptom, const struct rec_program *program,
		const struct run *run, const struct verdict *verdict);
/** symptom_of_act() - likewise of what is no program */
void symptom_of_act(struct symptom *symptom, const struct verdict *verdict);
bool symptom_same(const struct symptom *a, const struct symptom *b);

#endif
