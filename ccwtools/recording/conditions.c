// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "ccwtools/recording/conditions.h"
#include "ccwtools/recording/domain.h"

enum { READ_COUNT = 0x12, READ_COUNT_MT = 0x92 };

#define CCHH	4u	/* bytes; the record's number is behind them */

static bool is_in_domain(const struct rec_program *program, u32 step)
{
	return domain_begin(program, step) != DOMAIN_NONE;
}

/* The CCHHR that a Read Count returned, or NULL. */
static const u8 *count_of(const struct rec_step *step)
{
	if ((step->ccw.cmd != READ_COUNT && step->ccw.cmd != READ_COUNT_MT) ||
	    step->in.len <= CCHH)
		return NULL;
	return step->in.data;
}

/* Did a Read Count pass the index point, to a record before the previous one? */
static bool wraps(const struct rec_program *program, u32 step)
{
	u32 i, begin = domain_begin(program, step);
	const u8 *now, *before;

	if (begin == DOMAIN_NONE)
		return false;
	now = count_of(&program->steps[step]);
	if (!now)
		return false;
	for (i = step; i-- > begin + 1;) {
		before = count_of(&program->steps[i]);
		if (before)
			return !memcmp(now, before, CCHH) && now[CCHH] <= before[CCHH];
	}
	before = domain_search(domain_locate(&program->steps[begin].ccw));
	return !memcmp(now, before, CCHH) && now[CCHH] < before[CCHH];
}

static const struct condition conditions[] = {
	{ "in-domain", is_in_domain },
	{ "wraps", wraps },
};

const struct condition *condition_find(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(conditions); i++)
		if (!strcmp(conditions[i].word, word))
			return &conditions[i];
	return NULL;
}
