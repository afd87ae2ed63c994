// SPDX-License-Identifier: GPL-2.0-only
/* The result of a program. */
#include <stdio.h>

#include "simtests/hercules/outcome.h"

#define UNPREDICTABLE	(CSS_CSTAT_PROGRAM | CSS_CSTAT_PROTECTION | CSS_CSTAT_CHAINING)

static void add_irb(struct outcome *o, const struct css_irb *irb)
{
	const struct css_scsw *scsw = &irb->scsw;
	u16 flags = be16_to_cpu(scsw->flags), ctrl = be16_to_cpu(scsw->ctrl);
	u32 erw = be32_to_cpu(irb->esw.erw);

	o->value[FIELD_FLAGS] = flags & ~(CSS_SCSW_L | CSS_SCSW_CC | CSS_SCSW_E | CSS_SCSW_Z);
	o->value[FIELD_DCC] = (flags & CSS_SCSW_CC) >> CSS_SCSW_CC_SHIFT;
	o->value[FIELD_FCTL] = ctrl & CSS_FCTL;
	o->value[FIELD_STCTL] |= ctrl & CSS_STCTL;
	o->value[FIELD_CPA] = be32_to_cpu(scsw->cpa);
	o->value[FIELD_DSTAT] |= scsw->dstat;
	o->value[FIELD_LENGTH] |= scsw->cstat & CSS_CSTAT_IL;
	o->value[FIELD_CSTAT] |= scsw->cstat & (u8)~CSS_CSTAT_IL;
	if (ctrl & CSS_STCTL_PRIMARY)
		o->value[FIELD_COUNT] = be16_to_cpu(scsw->count);
	o->value[FIELD_LOGOUT] = be32_to_cpu(irb->esw.logout);
	o->value[FIELD_ERW] = erw & ~(CSS_ERW_CONS | CSS_ERW_SCNT);
	if (flags & CSS_SCSW_E)
		o->value[FIELD_CONCURRENT] = (erw & CSS_ERW_SCNT) >> CSS_ERW_SCNT_SHIFT;
}

static void add_sense(struct outcome *o, const struct batch_entry *e, const struct css_irb *last)
{
	const struct css_irb *irb = (const struct css_irb *)e->sense_irb;
	bool concurrent = be16_to_cpu(last->scsw.flags) & CSS_SCSW_E;
	u32 cc = be32_to_cpu(e->sense_cc), i;
	const u8 *bytes;

	if (!concurrent && cc == BATCH_NOT_DONE)
		return;
	if (!concurrent)
		o->value[FIELD_SENSE_STATUS] = cc << 16 | (u32)irb->scsw.dstat << 8 |
					       irb->scsw.cstat;
	bytes = concurrent ? last->ecw : e->sense;
	for (i = 0; i < CSS_SENSE_SIZE; i++)
		o->value[FIELD_SENSE + i] = bytes[i];
}

void outcome_of(const struct batch_entry *e, struct outcome *o)
{
	u32 n = min(be32_to_cpu(e->n_irbs), BATCH_IRBS), i;

	memset(o, 0, sizeof(*o));
	o->value[FIELD_VERDICT] = be32_to_cpu(e->verdict);
	o->value[FIELD_CC] = be32_to_cpu(e->cc);
	o->value[FIELD_RESUMES] = be32_to_cpu(e->resumes);
	for (i = 0; i < n; i++)
		add_irb(o, (const struct css_irb *)e->irbs[i]);
	if (n)
		add_sense(o, e, (const struct css_irb *)e->irbs[n - 1]);
}

static void forget(struct outcome *a, struct outcome *b, enum field field)
{
	a->value[field] = 0;
	b->value[field] = 0;
}

static bool had_check(const struct outcome *o)
{
	return o->value[FIELD_CSTAT] & UNPREDICTABLE;
}

/*
 * The residual count has no meaning after these checks.  What has no end is looked at
 * after any number of rounds.
 */
void outcome_forget(struct outcome *a, struct outcome *b)
{
	enum field field;

	if (had_check(a) || had_check(b))
		forget(a, b, FIELD_COUNT);
	if (a->value[FIELD_VERDICT] == BATCH_CUT && b->value[FIELD_VERDICT] == BATCH_CUT)
		for (field = FIELD_FLAGS; field < FIELD_MEMORY; field++)
			forget(a, b, field);
}

const char *field_name(enum field field)
{
	static const char *const names[] = {
		[FIELD_VERDICT] = "end", [FIELD_CC] = "condition code",
		[FIELD_RESUMES] = "resumes", [FIELD_FLAGS] = "SCSW flags",
		[FIELD_DCC] = "deferred condition code", [FIELD_FCTL] = "function control",
		[FIELD_STCTL] = "status control", [FIELD_CPA] = "CCW address",
		[FIELD_DSTAT] = "unit status", [FIELD_LENGTH] = "incorrect length",
		[FIELD_CSTAT] = "subchannel status",
		[FIELD_COUNT] = "count", [FIELD_LOGOUT] = "logout",
		[FIELD_CONCURRENT] = "concurrent sense", [FIELD_ERW] = "ERW",
		[FIELD_SENSE_STATUS] = "status of Basic Sense",
	};
	static char sense[24];

	if (field == FIELD_MEMORY)
		return "memory";
	if (field == FIELD_MEDIUM)
		return "medium";
	if (field < FIELD_SENSE)
		return names[field];
	snprintf(sense, sizeof(sense), "sense %u", field - FIELD_SENSE);
	return sense;
}
