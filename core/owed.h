/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Status that is owed: a halt or clear function may be over, and its status
 * still on its way up, when the next program starts.  Taken for the end of that
 * program it would free memory that the channel uses.
 */
#ifndef CORE_OWED_H
#define CORE_OWED_H

#include "core/irb_queue.h"

/**
 * struct owed - functions whose status is still to come
 * @begun: CSS_FCTL_HALT, CSS_FCTL_CLEAR
 * @stale: those of them that were begun before the program was started
 */
struct owed {
	u16 begun;
	u16 stale;
};

/** owed_begin() - a function is begun: CSS_FCTL_HALT or CSS_FCTL_CLEAR */
static inline void owed_begin(struct owed *owed, u16 function)
{
	owed->begun |= function;
}

/** owed_refused() - it was not, after all */
static inline void owed_refused(struct owed *owed, u16 function)
{
	owed->begun &= ~function;
}

/** owed_start() - a program is started */
static inline void owed_start(struct owed *owed)
{
	owed->stale = owed->begun;
}

/**
 * owed_status() - status came
 * @owed: what is owed
 * @irb: the status
 *
 * Return: whether it ends the program that was started last.
 */
static inline bool owed_status(struct owed *owed, const struct css_irb *irb)
{
	u16 functions = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL;
	bool stale = functions & owed->stale && !(functions & CSS_FCTL_START);

	/* A clear function is the end of a halt function, too. */
	if (functions & CSS_FCTL_CLEAR)
		functions |= CSS_FCTL_HALT;
	owed->begun &= ~functions;
	owed->stale &= ~functions;
	return irb_is_final(irb) && !stale;
}

#endif
