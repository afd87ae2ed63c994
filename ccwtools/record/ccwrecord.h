/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit codes of ccwrecord; of several the largest counts. */
#ifndef RECORD_CCWRECORD_H
#define RECORD_CCWRECORD_H

#define EXIT_GOOD	0
#define EXIT_INCOMPLETE	1	/* something is missing from the recording */
#define EXIT_BAD	2	/* wrong usage, unreadable, not written */

#endif
