/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit codes of ccwrecord. */
#ifndef RECORD_CCWRECORD_H
#define RECORD_CCWRECORD_H

#define EXIT_GOOD	0
#define EXIT_INCOMPLETE	1	/* something is missing from the recording */
#define EXIT_BAD	2	/* wrong usage, unreadable, not written */
#define EXIT_CUT	4	/* the recording is cut off; what is whole was handled */

/* Of several the worst counts: 2, 1, 4, 0. */
static inline int exit_worse(int a, int b)
{
	static const int rank[] = {
		[EXIT_GOOD] = 0, [EXIT_CUT] = 1, [EXIT_INCOMPLETE] = 2, [EXIT_BAD] = 3,
	};

	return rank[a] > rank[b] ? a : b;
}

#endif
