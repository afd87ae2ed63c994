/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the recorded emulator differs from the architecture, each with the reason.  The
 * file is simtests/recordings/exceptions.json; docs/replay.rst describes it.
 */
#ifndef REPLAY_EXCEPTIONS_H
#define REPLAY_EXCEPTIONS_H

#include "ccwtools/recording/conditions.h"
#include "ccwtools/recording/problem.h"

#define AT_THE_END	UINT32_MAX	/* not of one CCW, but of the whole program */
#define EXCEPTION_WHATS	8u		/* more words than one cause is seen in */

/* From the first to the last, both included. */
struct exception_range {
	u64 first;
	u64 last;
};

/**
 * struct exception - differences that are accepted
 * @number: which of the file, from 1
 * @whats: the words for what may differ
 * @n_whats: how many
 * @reason: why
 * @about: what it is about, to be shown
 * @seqs: sequence numbers of programs
 * @steps: CCWs executed, from 1; 0 to 0: not named
 * @commands: the command of the CCW is one of these, a bit for each code
 * @any_command: or any
 * @when: and this holds for it, or NULL
 * @met: there was such a difference
 */
struct exception {
	u32 number;
	const char *whats[EXCEPTION_WHATS];
	u32 n_whats;
	const char *reason;
	const char *about;
	struct exception_range seqs;
	struct exception_range steps;
	u32 commands[8];
	bool any_command;
	const struct condition *when;
	bool met;
};

struct exceptions {
	struct exception *list;
	u32 n;
	struct mem_arena *arena;
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

/**
 * struct exception_place - where a difference is
 * @program: the program; NULL: it is of none
 * @seq: sequence number of the program, or of what is none
 * @step: index of the CCW executed, or AT_THE_END
 */
struct exception_place {
	const struct rec_program *program;
	u64 seq;
	u32 step;
};

/** exceptions_find() - the reason for a difference, or NULL; notes that it was met */
const char *exceptions_find(struct exceptions *ex, const struct exception_place *place,
			    const char *what);

/** exception_is_of_ccws() - does it need CCWs that are seen one by one? */
bool exception_is_of_ccws(const struct exception *e);

#endif
