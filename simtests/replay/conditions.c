// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "simtests/replay/conditions.h"

enum {
	READ_COUNT = 0x12, READ_COUNT_MT = 0x92, LOCATE_RECORD = 0x47,
	LOCATE_RECORD_EXTENDED = 0x4b, PREFIX = 0xe7,
};

#define PREFIX_LOCATE	44u	/* where the parameters of Locate Record begin in Prefix */
#define LOCATE_COUNT	3u	/* and in these the count, */
#define LOCATE_SEARCH	8u	/* and the search argument, CCHHR */
#define LOCATE_SIZE	16u

/* A record by its cylinder, head and number. */
struct place {
	const u8 *cchh;
	u8 record;
};

/* The parameters of a Locate Record; NULL if it is none, or they are not recorded. */
static const u8 *locate_of(const struct rec_step *step)
{
	const struct bytes *out = &step->ccw.out;
	u32 skip = step->ccw.cmd == PREFIX ? PREFIX_LOCATE : 0;

	if (step->ccw.cmd != LOCATE_RECORD && step->ccw.cmd != LOCATE_RECORD_EXTENDED &&
	    step->ccw.cmd != PREFIX)
		return NULL;
	return out->data && out->len >= skip + LOCATE_SIZE ? out->data + skip : NULL;
}

/* The Locate Record in whose domain a CCW is: it has not been used up yet. */
static const u8 *domain_of(const struct rec_program *program, u32 step, u32 *begin)
{
	const u8 *locate = NULL;
	u32 i, left = 0;

	for (i = 0; i <= step && i < program->n_steps; i++) {
		const u8 *other = locate_of(&program->steps[i]);

		if (other) {
			locate = other;
			left = other[LOCATE_COUNT];
			*begin = i;
		} else if (i == step) {
			return left ? locate : NULL;
		} else if (left && !program->steps[i].ccw.tic) {
			left--;
		}
	}
	return NULL;
}

static bool is_in_domain(const struct rec_program *program, u32 step)
{
	u32 begin;

	return domain_of(program, step, &begin);
}

/* The count field that a Read Count returned. */
static bool count_of(const struct rec_step *step, struct place *place)
{
	if ((step->ccw.cmd != READ_COUNT && step->ccw.cmd != READ_COUNT_MT) || step->in.len < 5)
		return false;
	place->cchh = step->in.data;
	place->record = step->in.data[4];
	return true;
}

/* Went a Read Count over the index point, to a record before the one before? */
static bool wraps(const struct rec_program *program, u32 step)
{
	struct place now, before;
	const u8 *locate;
	u32 i, begin;

	locate = domain_of(program, step, &begin);
	if (!locate || !count_of(&program->steps[step], &now))
		return false;
	for (i = step; i-- > begin + 1;)
		if (count_of(&program->steps[i], &before))
			return !memcmp(now.cchh, before.cchh, 4) && now.record <= before.record;
	return !memcmp(now.cchh, locate + LOCATE_SEARCH, 4) &&
	       now.record < locate[LOCATE_SEARCH + 4];
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
