// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ccwtools/replay/signature.h"

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

void signature_of(struct signature *signature, const struct rec_program *program,
		  const struct run *run, const struct verdict *verdict)
{
	const struct difference *d = verdict_first(verdict);
	u32 place = explain_place(d, program, run);

	memset(signature, 0, sizeof(*signature));
	signature->seen = true;
	signature->what = d->what;
	if (place < program->n_steps)
		signature->cmd = program->steps[place].ccw.cmd;
	if (run->irb.scsw.dstat & CSS_DSTAT_UC)
		memcpy(signature->sense, run->irb.ecw, sizeof(signature->sense));
	if (depends_on_program(d->what))
		return;
	snprintf(signature->recorded, SIGNATURE_VALUE, "%s", d->recorded);
	snprintf(signature->replayed, SIGNATURE_VALUE, "%s", d->replayed);
	/* How many bytes differ behind the first one does depend on it. */
	if (!strcmp(d->what, "guest memory"))
		signature->replayed[strcspn(signature->replayed, ",")] = 0;
}

void signature_of_event(struct signature *signature, const struct verdict *verdict)
{
	const struct difference *d = verdict_first(verdict);

	memset(signature, 0, sizeof(*signature));
	signature->seen = true;
	signature->what = d->what;
	snprintf(signature->recorded, SIGNATURE_VALUE, "%s", d->recorded);
	snprintf(signature->replayed, SIGNATURE_VALUE, "%s", d->replayed);
}

bool signature_same(const struct signature *a, const struct signature *b)
{
	return a->seen && b->seen && a->cmd == b->cmd && !strcmp(a->what, b->what) &&
	       !strcmp(a->recorded, b->recorded) && !strcmp(a->replayed, b->replayed) &&
	       !memcmp(a->sense, b->sense, sizeof(a->sense));
}
