/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations shared by the parts of the twin. */
#ifndef SIMTESTS_TWIN_STATE_H
#define SIMTESTS_TWIN_STATE_H

#include "simtests/port/judged.h"
#include "simtests/port/plain.h"
#include "simtests/port/twin.h"

struct twin {
	struct twin_config config;
	struct machine *m;
	struct plain plain;
	struct judged judged;
	struct twin_stats stats;
	bool ambiguous, judge_differs, unsure;
	bool reset;
	bool calm;
	u8 attached;
	const struct generated *g;
};

/* ---- twin.c ---- */

/** twin_set_pages() - holes and read-only pages of a program's memory */
void twin_set_pages(struct arena *arena, const struct generated *g);
void twin_print_scsw(const char *machine, const struct css_scsw *s);
/** twin_forgive_count() - drop a residual count that means nothing */
void twin_forgive_count(struct css_scsw *scsw);

/* ---- twin_judge.c ---- */

/** twin_is_unsure() - is the state of the judge's device not known? */
bool twin_is_unsure(struct twin *twin);
/**
 * twin_judge_differs() - the judge does something else
 * @twin: the machines
 * @what: in words
 * @plain: status of the machine without a driver; may be NULL
 * @judge: the judge's
 *
 * Return: true if that means nothing, since the judge is unsure.
 */
bool twin_judge_differs(struct twin *twin, const char *what, const struct css_scsw *plain,
			const struct css_scsw *judge);
/** twin_judge_follows() - let it run as far; true if it is at the same place, by the same path */
bool twin_judge_follows(struct twin *twin);
bool twin_judge_agrees_on_memory(struct twin *twin);

#endif
