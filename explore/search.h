/* SPDX-License-Identifier: GPL-2.0-only */
/* Which orders are tried, one after the other. */
#ifndef EXPLORE_SEARCH_H
#define EXPLORE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

enum search_mode {
	SEARCH_ALL,		/* all schedules with so many preemptions at most */
	SEARCH_RANDOM,		/* random priorities, which change now and then (PCT) */
	SEARCH_REPLAY,		/* a given one */
};

/** search_begin() - a scenario, of which nothing is known */
void search_begin(void);
/** search_all() - all schedules with at most @preemptions, from now on */
void search_all(unsigned int preemptions);
/** search_random() - random ones, from now on */
void search_random(uint64_t seed, uint32_t steps);
/** search_replay() - this one.  Return: false if @text is none */
bool search_replay(const char *text);
/** search_again() - before each run */
void search_again(void);
/** search_next() - after a run.  Return: is there another one? */
bool search_next(void);
/** search_taken() - the last run, for search_replay() */
const char *search_taken(void);
/** search_preemptions() - how many the last run had */
unsigned int search_preemptions(void);

enum search_choice {
	PREEMPTION,		/* any other actor than the usual, which is at work */
	NEXT_ACTOR,		/* the last one waits */
	PICK,			/* of the scenario */
};

/**
 * search_choose() - which way does it go on?
 * @step: where
 * @options: a bit for each way
 * @allowed: those of them that are not the same as another but for order
 * @usual: the one without reason for another
 * @what: is chosen
 */
int search_choose(uint32_t step, uint32_t options, uint32_t allowed, int usual,
		  enum search_choice what);
/** search_prunes() - are schedules left out that are the same as another but for order? */
bool search_prunes(void);

/**
 * search_touched() - an actor does something to an object
 *
 * What no two actors touch, or none changes, looks the same in any order.
 * Return: whether order matters.
 */
bool search_touched(const void *object, int actor, bool changes);

#endif
