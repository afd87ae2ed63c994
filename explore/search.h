/* SPDX-License-Identifier: GPL-2.0-only */
/* The search, which chooses the orders to run. */
#ifndef EXPLORE_SEARCH_H
#define EXPLORE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

enum search_mode {
	SEARCH_ALL,		/* all schedules with a bounded number of preemptions */
	SEARCH_RANDOM,		/* random priorities, which change now and then (PCT) */
	SEARCH_REPLAY,		/* a given schedule */
};

/** search_begin() - begin with a scenario; drop what was learned about another one */
void search_begin(void);
/** search_all() - try all schedules with at most @preemptions from now on */
void search_all(unsigned int preemptions);
/** search_random() - try random schedules from now on; @steps: usual length of a run */
void search_random(uint64_t seed, uint32_t steps);
/** search_replay() - run a given schedule.  Return: false if @text is invalid */
bool search_replay(const char *text);
/** search_again() - call before each run */
void search_again(void);
/** search_next() - call after a run.  Return: is there another schedule? */
bool search_next(void);
/** search_taken() - the schedule of the last run, for search_replay() */
const char *search_taken(void);
/** search_preemptions() - number of preemptions in the last run */
unsigned int search_preemptions(void);

enum search_choice {
	PREEMPTION,		/* whether to preempt the current actor, which is the default */
	NEXT_ACTOR,		/* the actor to run, since the current one waits */
	PICK,			/* sched_pick() */
};

/**
 * search_choose() - choose one of several ways to continue a run
 * @step: current step
 * @options: a bit for each way
 * @allowed: those of @options that are not equivalent to another schedule
 * @usual: the default way
 * @what: kind of choice
 */
int search_choose(uint32_t step, uint32_t options, uint32_t allowed, int usual,
		  enum search_choice what);
/** search_prunes() - are schedules left out that are equivalent to another one? */
bool search_prunes(void);

/**
 * search_touched() - an actor accesses an object
 *
 * Order does not matter for an object that only one actor accesses, or that none changes.
 * Return: whether order matters for this object.
 */
bool search_touched(const void *object, int actor, bool changes);

#endif
