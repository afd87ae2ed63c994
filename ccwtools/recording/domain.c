// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "ccwtools/recording/domain.h"
#include "ccwtools/recording/arena.h"

enum { LOCATE_RECORD = 0x47, LOCATE_RECORD_EXTENDED = 0x4b, PREFIX = 0xe7 };

#define PREFIX_LOCATE	44u	/* where the parameters of Locate Record begin in Prefix */
#define LOCATE_COUNT	3u	/* and in these the count, */
#define LOCATE_SEARCH	8u	/* and the search argument */
#define LOCATE_SIZE	16u

static u32 locate_at(const struct rec_ccw *ccw)
{
	return ccw->cmd == PREFIX ? PREFIX_LOCATE : 0;
}

const u8 *domain_locate(const struct rec_ccw *ccw)
{
	u32 at = locate_at(ccw);

	if (ccw->tic || (ccw->cmd != LOCATE_RECORD && ccw->cmd != LOCATE_RECORD_EXTENDED &&
			 ccw->cmd != PREFIX))
		return NULL;
	return ccw->out.data && ccw->out.len >= at + LOCATE_SIZE ? ccw->out.data + at : NULL;
}

u8 domain_count(const u8 *locate)
{
	return locate[LOCATE_COUNT];
}

const u8 *domain_search(const u8 *locate)
{
	return locate + LOCATE_SEARCH;
}

u32 domain_begin(const struct rec_program *program, u32 step)
{
	u32 i, left = 0, begin = DOMAIN_NONE;

	for (i = 0; i < step && i < program->n_steps; i++) {
		const struct rec_ccw *ccw = &program->steps[i].ccw;
		const u8 *locate = domain_locate(ccw);

		if (locate) {
			left = domain_count(locate);
			begin = i;
		} else if (left && !ccw->tic) {
			left--;
		}
	}
	if (step >= program->n_steps || domain_locate(&program->steps[step].ccw))
		return DOMAIN_NONE;
	return left ? begin : DOMAIN_NONE;
}

void domain_set_count(struct rec_ccw *ccw, u8 count, struct mem_arena *arena)
{
	u8 *out = mem_zalloc(arena, ccw->out.len);

	memcpy(out, ccw->out.data, ccw->out.len);
	out[locate_at(ccw) + LOCATE_COUNT] = count;
	ccw->out.data = out;
}
