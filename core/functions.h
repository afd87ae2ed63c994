/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which program a final status ends.
 *
 * A program that is halted or cleared may end with status of that function alone.  A halt
 * or clear function may also be complete, and its status not delivered yet, when the next
 * program starts; taken for the end of that program, the status would free memory that the
 * channel uses.  So it is decided once, when status arrives, by one rule: status ends the
 * program only if its function was begun after the program.  The result is queued with the
 * status.
 *
 * The rule works because a function is noted before it is issued, because a target delivers
 * status that it has taken from the subchannel before it executes the next instruction, and
 * because a start gives the program a number and clears the noted functions: status that
 * arrives before START SUBCHANNEL is executed ends the previous program or nothing; status
 * that arrives later belongs to functions that were begun later.
 *
 * Functions are noted in process context; status arrives in any context, one at a time.
 */
#ifndef CORE_FUNCTIONS_H
#define CORE_FUNCTIONS_H

#include "core/irb_queue.h"

/**
 * struct functions - the functions issued to a subchannel
 * @state: of the program that was started last: its number (FUNCTIONS_NUMBER); whether it
 *	has ended (FUNCTIONS_ENDED); CSS_FCTL_HALT, CSS_FCTL_CLEAR: begun after it
 * @pending: CSS_FCTL_HALT, CSS_FCTL_CLEAR: begun for the user, status not received yet.
 *	Only a hint while two of a kind are in progress: the subchannel presents one status
 *	or two
 */
struct functions {
	u32 state;
	u32 pending;
};

#define FUNCTIONS_NUMBER	0xffff0000u	/* may wrap; consecutive programs differ */
#define FUNCTIONS_NUMBER_STEP	0x00010000u
#define FUNCTIONS_ENDED		0x00000001u
#define FUNCTIONS_VALID		0x00000002u	/* with a program's number, since 0 means none */

/**
 * functions_init() - no program has been started
 * @f: the subchannel's functions
 * @last: functions_last() of the previous device of the subchannel, or 0
 */
static inline void functions_init(struct functions *f, u32 last)
{
	*f = (struct functions){ .state = last | FUNCTIONS_ENDED };
}

/** functions_last() - the number of the program that was started last.  Context: any. */
static inline u32 functions_last(const struct functions *f)
{
	return platform_load_acquire(&f->state) & FUNCTIONS_NUMBER;
}

/** functions_active() - may the channel have a program?  Context: any. */
static inline bool functions_active(const struct functions *f)
{
	return !(platform_load_acquire(&f->state) & FUNCTIONS_ENDED);
}

/** functions_program() - identify the program that the channel may have, or 0.  Context: any. */
static inline u32 functions_program(const struct functions *f)
{
	u32 state = platform_load_acquire(&f->state);

	return state & FUNCTIONS_ENDED ? 0 : (state & FUNCTIONS_NUMBER) | FUNCTIONS_VALID;
}

/** functions_is_last() - is this functions_program() value that of the last program started? */
static inline bool functions_is_last(const struct functions *f, u32 program)
{
	return program == (functions_last(f) | FUNCTIONS_VALID);
}

/** functions_start() - a program is about to be started; the previous one has ended */
static inline void functions_start(struct functions *f)
{
	platform_assert(!functions_active(f));
	platform_xchg(&f->state, functions_last(f) + FUNCTIONS_NUMBER_STEP);
}

/** functions_end_program() - the program has ended, or was not started.  Context: any. */
static inline void functions_end_program(struct functions *f)
{
	platform_fetch_or(&f->state, FUNCTIONS_ENDED);
}

/** functions_note() - a function is about to be issued.  Context: any. */
static inline void functions_note(struct functions *f, u16 function)
{
	platform_fetch_or(&f->state, function);
}

/**
 * functions_begin() - a function is about to be issued, whose status is for the user
 * @f: the subchannel's functions
 * @function: CSS_FCTL_HALT or CSS_FCTL_CLEAR
 *
 * Return: whether one of that kind is pending already.
 */
static inline bool functions_begin(struct functions *f, u16 function)
{
	functions_note(f, function);
	return platform_fetch_or(&f->pending, function) & function;
}

/** functions_reset_pending() - no status of a function is expected any more */
static inline void functions_reset_pending(struct functions *f, u16 function)
{
	platform_fetch_and(&f->pending, ~(u32)function);
}

/** functions_pending() - is status of a user's function expected?  Context: any. */
static inline bool functions_pending(const struct functions *f)
{
	return platform_load_acquire(&f->pending);
}

/* The program that status ends by the rule above, as functions_program() gives it; or 0. */
static inline u32 functions_ended_by(u32 state, const struct css_irb *irb)
{
	u16 functions = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL;

	if (!irb_is_final(irb))
		return 0;
	if (functions && !(functions & (CSS_FCTL_START | state)))
		return 0;
	return (state & FUNCTIONS_NUMBER) | FUNCTIONS_VALID;
}

/* Status has been received.  Return: the functions that were pending before. */
static inline u32 functions_received(struct functions *f, const struct css_irb *irb)
{
	u32 functions = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL;

	/* A clear function also ends a halt function. */
	if (functions & CSS_FCTL_CLEAR)
		functions |= CSS_FCTL_HALT;
	return platform_fetch_and(&f->pending, ~functions);
}

/**
 * functions_status() - decide what a status ends
 * @f: the subchannel's functions
 * @irb: the status
 * @wanted: gets whether it is for the user.  Status of a clear function is not, if that ended
 *	neither a program nor a function that the user began
 *
 * The program is marked as ended only if it was running.  A start needs the previous
 * program to have ended, so none can be under way then, and it is not the next program
 * that gets marked.
 *
 * Context: any; calls for one subchannel never overlap.
 * Return: the program that it ends, as functions_program() gives it; or 0.
 */
static inline u32 functions_status(struct functions *f, const struct css_irb *irb, bool *wanted)
{
	u32 state = platform_load_acquire(&f->state);
	u32 ends = functions_ended_by(state, irb);
	u32 pending = functions_received(f, irb);
	bool ended = ends && !(state & FUNCTIONS_ENDED);

	if (ended)
		functions_end_program(f);
	*wanted = ended || pending || !(be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL_CLEAR);
	return ends;
}

#endif
