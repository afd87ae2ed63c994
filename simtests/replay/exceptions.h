/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the recorded emulator differs from the architecture, one by one and each
 * with the reason.  The file is simtests/recordings/exceptions.json.
 */
#ifndef REPLAY_EXCEPTIONS_H
#define REPLAY_EXCEPTIONS_H

#include "simtests/replay/problem.h"

#define AT_THE_END	UINT32_MAX	/* not of one CCW, but of the whole program */

struct exception {
	const char *recording;
	const char *what;
	const char *reason;
	u64 seq;
	u32 step;		/* index, one less than the "ccw" of the file; or AT_THE_END */
	bool met;
};

struct exceptions {
	struct exception *list;
	u32 n;
	struct pool *pool;
};

/**
 * exceptions_read() - read the file
 * @ex: gets those of one recording
 * @path: file
 * @recording: name of the recording, without folder and suffix
 * @problem: says what is wrong
 */
bool exceptions_read(struct exceptions *ex, const char *path, const char *recording,
		     struct problem *problem);
void exceptions_free(struct exceptions *ex);

/** exceptions_find() - the reason for a difference, or NULL; notes that it was met */
const char *exceptions_find(struct exceptions *ex, u64 seq, u32 step, const char *what);

#endif
