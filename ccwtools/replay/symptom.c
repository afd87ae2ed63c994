// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ccwtools/replay/symptom.h"

/* Addresses and counts change with the program. */
static bool depends_on_program(const char *what)
{
	static const char *const names[] = {
		"CCWs executed", "address", "SCSW CCW address", "IRB SCSW",
		"interrupts", "violations",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(what, names[i]))
			return true;
	return false;
}

void symptom_of(struct symptom *symptom, const struct rec_program *program,
		const struct run *run, const struct verdict *verdict)
{
	const struct difference *d = verdict_first(verdict);
	u32 place = explain_place(d, program, run);

	memset(symptom, 0, sizeof(*symptom));
	symptom->seen = true;
	symptom->what = d->what;
	if (place < program->n_steps)
		symptom->cmd = program->steps[place].ccw.cmd;
	if (run->irb.scsw.dstat & CSS_DSTAT_UC)
		memcpy(symptom->sense, run->irb.ecw, sizeof(symptom->sense));
	if (depends_on_program(d->what))
		return;
	snprintf(symptom->recorded, SYMPTOM_VALUE, "%s", d->recorded);
	snprintf(symptom->replayed, SYMPTOM_VALUE, "%s", d->replayed);
	/* How many bytes differ behind the first one does depend on it. */
	if (!strcmp(d->what, "guest memory"))
		symptom->replayed[strcspn(symptom->replayed, ",")] = 0;
}

void symptom_of_act(struct symptom *symptom, const struct verdict *verdict)
{
	const struct difference *d = verdict_first(verdict);

	memset(symptom, 0, sizeof(*symptom));
	symptom->seen = true;
	symptom->what = d->what;
	snprintf(symptom->recorded, SYMPTOM_VALUE, "%s", d->recorded);
	snprintf(symptom->replayed, SYMPTOM_VALUE, "%s", d->replayed);
}

bool symptom_same(const struct symptom *a, const struct symptom *b)
{
	return a->seen && b->seen && a->cmd == b->cmd && !strcmp(a->what, b->what) &&
	       !strcmp(a->recorded, b->recorded) && !strcmp(a->replayed, b->replayed) &&
	       !memcmp(a->sense, b->sense, sizeof(a->sense));
}
