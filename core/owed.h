/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose status it is: a halt or clear function may be over, and its status still on its
 * way up, when the next program starts.  Taken for the end of that program it would free
 * memory that the channel uses.
 *
 * A program that was halted or cleared may end with status of that function alone; so the
 * status must be judged, and is where it comes in, by one rule: it ends the program only
 * if the function was begun after the program.  A function is noted before it is issued,
 * a target delivers what it has taken from the subchannel before it begins the next
 * function, and a start gives the program a number and has nothing noted: what comes in
 * until START SUBCHANNEL is executed ends the program before, or nothing; what comes in
 * later is of functions that were begun later.  How many of them are on their way plays no
 * part, since nobody could count it: a function that is begun again may have one status or
 * two.
 *
 * There are two such books.  The core's (struct vfio_ccw) is about what the user is to
 * hear and when memory is given back.  The host's, beside it and under a lock that the core
 * does not have, is about what an unmap must know: whether the channel has a program, and
 * whether status is still to come.  They need not agree in that; both follow the rule, so they
 * agree in what ends a program.
 */
#ifndef CORE_OWED_H
#define CORE_OWED_H

#include "core/irb_queue.h"

/**
 * struct owed - functions whose status is still to come
 * @since: CSS_FCTL_HALT, CSS_FCTL_CLEAR: begun since a program was started last; and, in
 *	OWED_PROGRAM, that program's number; changed and read in any context
 * @begun: those whose status has not been seen: a hint, as long as two of a kind go on
 */
struct owed {
	u32 since;
	u16 begun;
};

#define OWED_PROGRAM	0xffff0000u	/* it may wrap: two programs have to differ */
#define OWED_FIRST	0x00010000u
#define OWED_END	0x00000001u	/* beside a program's number: its end */

/** owed_note() - a function is going to be issued.  Context: any. */
static inline void owed_note(struct owed *owed, u16 function)
{
	platform_fetch_or(&owed->since, function);
}

/** owed_begin() - the same, and its status will come: CSS_FCTL_HALT or CSS_FCTL_CLEAR */
static inline void owed_begin(struct owed *owed, u16 function)
{
	owed_note(owed, function);
	owed->begun |= function;
}

/** owed_refused() - it will not, after all */
static inline void owed_refused(struct owed *owed, u16 function)
{
	owed->begun &= ~function;
}

/** owed_start() - a program is going to be started */
static inline void owed_start(struct owed *owed)
{
	u32 before = platform_load_acquire(&owed->since) & OWED_PROGRAM;

	platform_xchg(&owed->since, before + OWED_FIRST);
}

/**
 * owed_judge() - status comes in
 * @owed: what is owed
 * @irb: the status
 *
 * Context: any; where the status comes in.
 * Return: what it ends, for owed_ends().
 */
static inline u32 owed_judge(const struct owed *owed, const struct css_irb *irb)
{
	u16 functions = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL;
	u32 since = platform_load_acquire(&owed->since);

	if (!irb_is_final(irb))
		return 0;
	if (functions && !(functions & (CSS_FCTL_START | since)))
		return 0;
	return (since & OWED_PROGRAM) | OWED_END;
}

/** owed_ends() - is what status ends the program that was started last? */
static inline bool owed_ends(const struct owed *owed, u32 judged)
{
	u32 program = platform_load_acquire(&owed->since) & OWED_PROGRAM;

	return judged == (program | OWED_END);
}

/** owed_seen() - status was seen: what it belongs to owes none any more */
static inline void owed_seen(struct owed *owed, const struct css_irb *irb)
{
	u16 functions = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL;

	/* A clear function is the end of a halt function, too. */
	if (functions & CSS_FCTL_CLEAR)
		functions |= CSS_FCTL_HALT;
	owed->begun &= ~functions;
}

/**
 * owed_status() - status comes in, and is seen at once
 * @owed: what is owed
 * @irb: the status
 *
 * Return: whether it ends the program that was started last.
 */
static inline bool owed_status(struct owed *owed, const struct css_irb *irb)
{
	owed_seen(owed, irb);
	return owed_ends(owed, owed_judge(owed, irb));
}

#endif
