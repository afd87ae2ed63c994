/* SPDX-License-Identifier: GPL-2.0-only */
/* The result of a program, as far as the architecture defines it. */
#ifndef SIMTESTS_HERCULES_OUTCOME_H
#define SIMTESTS_HERCULES_OUTCOME_H

#include "core/css.h"
#include "selftests/bare/batch.h"

/* The fields that are compared, and the bits that stand for them. */
enum field {
	FIELD_VERDICT,		/* did it end? */
	FIELD_CC,		/* of START SUBCHANNEL */
	FIELD_RESUMES,
	FIELD_FLAGS,		/* SCSW, first halfword, without L, CC and E */
	FIELD_DCC,		/* deferred condition code */
	FIELD_FCTL,
	FIELD_STCTL,
	FIELD_CPA,
	FIELD_DSTAT,
	FIELD_LENGTH,		/* incorrect length */
	FIELD_CSTAT,		/* the rest of subchannel status */
	FIELD_COUNT,
	FIELD_LOGOUT,		/* ESW, first word */
	FIELD_CONCURRENT,	/* sense bytes came with the IRB, and how many */
	FIELD_ERW,		/* the rest of that word */
	FIELD_SENSE_STATUS,	/* how Basic Sense ended */
	FIELD_SENSE,		/* its bytes, a field each */
	FIELD_MEMORY = FIELD_SENSE + CSS_SENSE_SIZE,
	FIELD_MEDIUM,
	FIELDS,
};

#define BIT_OF(field)	((u64)1 << (field))
#define SENSE_BIT(n)	((u64)1 << (FIELD_SENSE + (n)))
#define ALL_FIELDS	(((u64)1 << FIELDS) - 1)

/** struct outcome - numbers by enum field; memory and medium are compared as they are */
struct outcome {
	u32 value[FIELD_MEMORY];
};

/** outcome_of() - all IRBs of a program taken together: when each came is chance */
void outcome_of(const struct batch_entry *e, struct outcome *o);

/** outcome_forget() - drop fields that are undefined in one of the two */
void outcome_forget(struct outcome *a, struct outcome *b);

/** field_name() - for people */
const char *field_name(enum field field);

#endif
