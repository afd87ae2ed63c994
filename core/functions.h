/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which program a final status ends.
 *
 * A program that is halted or cleared may end with status of that function alone.  A halt
 * or clear function may also be over, and its status still on its way up, when the next
 * program starts; taken for the end of that program it would free memory that the channel
 * uses.  So status is judged once, where it comes in, by one rule: it ends the program only
 * if its function was begun after the program.  The result travels with the status.
 *
 * The rule holds since a function is noted before it is issued, since a target delivers what
 * it has taken from the subchannel before it executes the next instruction, and since a start
 * gives the program a number and has no function noted: status that arrives before START
 * SUBCHANNEL is executed ends the program before, or nothing; status that arrives later is
 * of functions that were begun later.
 *
 * Functions are noted in process context; status in any context, one at a time.
 */
#ifndef CORE_FUNCTIONS_H
#define CORE_FUNCTIONS_H

#include "core/irb_queue.h"

/**
 * struct functions - what a subchannel was told
 * @since: the number of the program that was started last (FUNCTIONS_PROGRAM); whether it
 *	is over (FUNCTIONS_OVER); CSS_FCTL_HALT, CSS_FCTL_CLEAR: begun since
 * @pending: CSS_FCTL_HALT, CSS_FCTL_CLEAR: begun for the user, status not seen.  A hint, as
 *	long as two of a kind go on: the subchannel presents one status or two
 */
struct functions {
	u32 since;
	u32 pending;
};

#define FUNCTIONS_PROGRAM	0xffff0000u	/* may wrap: consecutive programs differ */
#define FUNCTIONS_FIRST		0x00010000u
#define FUNCTIONS_OVER		0x00000001u
#define FUNCTIONS_ENDS		0x00000001u	/* beside a program's number: it is named */

/**
 * functions_init() - no program has been started
 * @f: what the subchannel was told
 * @last: functions_last() of the device that had the subchannel before, or 0
 */
static inline void functions_init(struct functions *f, u32 last)
{
	*f = (struct functions){ .since = last | FUNCTIONS_OVER };
}

/** functions_last() - the number of the program that was started last.  Context: any. */
static inline u32 functions_last(const struct functions *f)
{
	return platform_load_acquire(&f->since) & FUNCTIONS_PROGRAM;
}

/** functions_active() - the channel may have a program.  Context: any. */
static inline bool functions_active(const struct functions *f)
{
	return !(platform_load_acquire(&f->since) & FUNCTIONS_OVER);
}

/** functions_program() - names the program that the channel may have, or 0.  Context: any. */
static inline u32 functions_program(const struct functions *f)
{
	u32 since = platform_load_acquire(&f->since);

	return since & FUNCTIONS_OVER ? 0 : (since & FUNCTIONS_PROGRAM) | FUNCTIONS_ENDS;
}

/** functions_is_last() - is a program so named the one that was started last? */
static inline bool functions_is_last(const struct functions *f, u32 program)
{
	return program == (functions_last(f) | FUNCTIONS_ENDS);
}

/** functions_start() - a program is going to be started.  Context: the one before is over. */
static inline void functions_start(struct functions *f)
{
	platform_xchg(&f->since, functions_last(f) + FUNCTIONS_FIRST);
}

/** functions_over() - the program has ended without status, or was not started.  Context: any. */
static inline void functions_over(struct functions *f)
{
	platform_fetch_or(&f->since, FUNCTIONS_OVER);
}

/** functions_note() - a function is going to be issued.  Context: any. */
static inline void functions_note(struct functions *f, u16 function)
{
	platform_fetch_or(&f->since, function);
}

/**
 * functions_begin() - a function of the user is going to be issued
 * @f: what the subchannel was told
 * @function: CSS_FCTL_HALT or CSS_FCTL_CLEAR
 *
 * Return: whether one of the kind is pending already.
 */
static inline bool functions_begin(struct functions *f, u16 function)
{
	functions_note(f, function);
	return platform_fetch_or(&f->pending, function) & function;
}

/** functions_refused() - its status will not come, after all */
static inline void functions_refused(struct functions *f, u16 function)
{
	platform_fetch_and(&f->pending, ~(u32)function);
}

/** functions_pending() - is status of one still to come?  Context: any. */
static inline bool functions_pending(const struct functions *f)
{
	return platform_load_acquire(&f->pending);
}

/* The program that status ends by the rule above, as functions_program() names it; or 0. */
static inline u32 functions_judge(u32 since, const struct css_irb *irb)
{
	u16 functions = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL;

	if (!irb_is_final(irb))
		return 0;
	if (functions && !(functions & (CSS_FCTL_START | since)))
		return 0;
	return (since & FUNCTIONS_PROGRAM) | FUNCTIONS_ENDS;
}

/* Status was seen.  Return: what was pending before. */
static inline u32 functions_answer(struct functions *f, const struct css_irb *irb)
{
	u32 functions = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL;

	/* A clear function is the end of a halt function, too. */
	if (functions & CSS_FCTL_CLEAR)
		functions |= CSS_FCTL_HALT;
	return platform_fetch_and(&f->pending, ~functions);
}

/**
 * functions_status() - status comes in
 * @f: what the subchannel was told
 * @irb: the status
 * @wanted: whether it is for the user.  A clear function is not, if it ended neither a
 *	program nor a function that the user began
 *
 * The program is marked as over only if it was not: then no start is under way, which
 * would have to find it over.
 *
 * Context: any; calls for one subchannel never overlap.
 * Return: the program that it ends, as functions_program() names it; or 0.
 */
static inline u32 functions_status(struct functions *f, const struct css_irb *irb, bool *wanted)
{
	u32 since = platform_load_acquire(&f->since);
	u32 ends = functions_judge(since, irb);
	u32 pending = functions_answer(f, irb);
	bool ended = ends && !(since & FUNCTIONS_OVER);

	if (ended)
		functions_over(f);
	*wanted = ended || pending || !(be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL_CLEAR);
	return ends;
}

#endif
