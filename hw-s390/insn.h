/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The I/O instructions, one function each.
 *
 * All take the subsystem-identification word in general register 1 and answer
 * with the condition code; those with an operand may meet a program check,
 * which is answered with INSN_TRAPPED.
 *
 * Source: Principles of Operation, "I/O Instructions".
 */
#ifndef HW_S390_INSN_H
#define HW_S390_INSN_H

#include <linux/errno.h>
#include <asm/asm-extable.h>

#include "core/css.h"

#define INSN_TRAPPED	(-EIO)

/* Bits 18 and 19 of what INSERT PROGRAM MASK gives, at the right end. */
#define INSN_CC(ipm)	((int)((ipm) >> 28))

/*
 * The word goes to register 1 inside the instructions: of a variable that is bound to a
 * register, the compiler promises nothing once it calls something in between, as
 * instrumented kernels do.
 */

/**
 * insn_ssch() - START SUBCHANNEL
 * @schid: subsystem-identification word, host order
 * @orb: the request
 *
 * What the ORB points to is in memory before.
 * Context: any.
 * Return: 0, the start function is begun; 1, status is pending; 2, a function is in
 * progress; 3, not operational, or on none of the paths; INSN_TRAPPED: an ORB that is not
 * one, or a subchannel set that is not there
 */
static inline int insn_ssch(u32 schid, const struct css_orb *orb)
{
	u32 ipm = 0;
	int err = INSN_TRAPPED;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	ssch	%[orb]\n"
		     "0:	ipm	%[ipm]\n"
		     "	lhi	%[err],0\n"
		     "1:\n" EX_TABLE(0b, 1b)
		     : [ipm] "+&d" (ipm), [err] "+&d" (err)
		     : [gr1] "d" ((unsigned long)schid), [orb] "Q" (*orb)
		     : "cc", "memory", "1");
	return err ?: INSN_CC(ipm);
}

/**
 * insn_stsch() - STORE SUBCHANNEL
 * @schid: subsystem-identification word, host order
 * @schib: gets the subchannel-information block
 *
 * Context: any.
 * Return: 0, stored; 3, not provided; INSN_TRAPPED: a subchannel set that is not there
 */
static inline int insn_stsch(u32 schid, struct css_schib *schib)
{
	u32 ipm = 0;
	int err = INSN_TRAPPED;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	stsch	%[schib]\n"
		     "0:	ipm	%[ipm]\n"
		     "	lhi	%[err],0\n"
		     "1:\n" EX_TABLE(0b, 1b)
		     : [ipm] "+&d" (ipm), [err] "+&d" (err), [schib] "=Q" (*schib)
		     : [gr1] "d" ((unsigned long)schid)
		     : "cc", "1");
	return err ?: INSN_CC(ipm);
}

/**
 * insn_msch() - MODIFY SUBCHANNEL
 * @schid: subsystem-identification word, host order
 * @schib: what it is to be
 *
 * Context: any.
 * Return: 0, modified, or there is no device to modify; 1, status is pending; 2, a function
 * is in progress; 3, not provided; INSN_TRAPPED: a block with reserved bits, or a subchannel
 * set that is not there
 */
static inline int insn_msch(u32 schid, const struct css_schib *schib)
{
	u32 ipm = 0;
	int err = INSN_TRAPPED;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	msch	%[schib]\n"
		     "0:	ipm	%[ipm]\n"
		     "	lhi	%[err],0\n"
		     "1:\n" EX_TABLE(0b, 1b)
		     : [ipm] "+&d" (ipm), [err] "+&d" (err)
		     : [gr1] "d" ((unsigned long)schid), [schib] "Q" (*schib)
		     : "cc", "1");
	return err ?: INSN_CC(ipm);
}

/**
 * insn_tsch() - TEST SUBCHANNEL
 * @schid: subsystem-identification word, host order
 * @irb: gets the interruption-response block
 *
 * Context: any.
 * Return: 0, status was pending, and is cleared; 1, it was not; 3, not operational
 */
static inline int insn_tsch(u32 schid, struct css_irb *irb)
{
	u32 ipm;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	tsch	%[irb]\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm), [irb] "=Q" (*irb)
		     : [gr1] "d" ((unsigned long)schid)
		     : "cc", "1");
	return INSN_CC(ipm);
}

/**
 * insn_hsch() - HALT SUBCHANNEL
 * @schid: subsystem-identification word, host order
 *
 * Context: any.
 * Return: 0, the halt function is begun; 1, status is pending; 2, a halt or clear function
 * is in progress; 3, not operational
 */
static inline int insn_hsch(u32 schid)
{
	u32 ipm;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	hsch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : [gr1] "d" ((unsigned long)schid)
		     : "cc", "1");
	return INSN_CC(ipm);
}

/**
 * insn_csch() - CLEAR SUBCHANNEL
 * @schid: subsystem-identification word, host order
 *
 * Context: any.
 * Return: 0, the clear function is begun; 3, not operational
 */
static inline int insn_csch(u32 schid)
{
	u32 ipm;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	csch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : [gr1] "d" ((unsigned long)schid)
		     : "cc", "1");
	return INSN_CC(ipm);
}

/**
 * insn_rsch() - RESUME SUBCHANNEL
 * @schid: subsystem-identification word, host order
 *
 * What the program points to is in memory before.
 * Context: any.
 * Return: 0, the resume function is begun; 1, status is pending; 2, the program is not
 * suspended, or not one that may be; 3, not operational
 */
static inline int insn_rsch(u32 schid)
{
	u32 ipm;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	rsch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : [gr1] "d" ((unsigned long)schid)
		     : "cc", "memory", "1");
	return INSN_CC(ipm);
}

/**
 * insn_xsch() - CANCEL SUBCHANNEL
 * @schid: subsystem-identification word, host order
 *
 * Context: any.
 * Return: 0, the start function is taken back; 1, status is pending; 2, there is none that
 * can be; 3, not operational
 */
static inline int insn_xsch(u32 schid)
{
	u32 ipm;

	asm volatile("	lgr	1,%[gr1]\n"
		     "	xsch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : [gr1] "d" ((unsigned long)schid)
		     : "cc", "1");
	return INSN_CC(ipm);
}

#endif
