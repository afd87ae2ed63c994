/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The I/O instructions, one function each, for any context.
 *
 * All take the subsystem-identification word, in host order, and return the condition code;
 * those with an operand return INSN_TRAPPED after a program check.
 *
 * Source: Principles of Operation, "I/O Instructions".
 */
#ifndef HW_S390_INSN_H
#define HW_S390_INSN_H

#include <linux/errno.h>
#include <asm/asm-extable.h>

#include "core/css.h"

#define INSN_TRAPPED	(-EIO)

/* The condition code, bits 18-19 of the PSW, from the result of INSERT PROGRAM MASK. */
#define INSN_CC(ipm)	((int)((ipm) >> 28))

/*
 * Register 1 is loaded inside the asm statements: a register variable may be clobbered by a
 * function call in between, and instrumented kernels insert such calls.
 */

/*
 * START SUBCHANNEL.
 *
 * A compiler barrier: the channel program has been written to memory before.
 * Return: 0, the start function is begun; 1, status is pending; 2, a function is in
 * progress; 3, not operational, or on none of the paths; INSN_TRAPPED: an invalid ORB, or
 * a subchannel set that does not exist
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

/*
 * STORE SUBCHANNEL.
 *
 * Return: 0, stored; 3, not provided; INSN_TRAPPED: a subchannel set that does not exist
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

/*
 * MODIFY SUBCHANNEL.
 *
 * Return: 0, modified, or no device is attached; 1, status is pending; 2, a function
 * is in progress; 3, not provided; INSN_TRAPPED: reserved bits are set, or a subchannel
 * set that does not exist
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

/*
 * TEST SUBCHANNEL.
 *
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

/*
 * HALT SUBCHANNEL.
 *
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

/*
 * CLEAR SUBCHANNEL.
 *
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

/*
 * RESUME SUBCHANNEL.
 *
 * A compiler barrier: changes of the channel program have been written to memory before.
 * Return: 0, the resume function is begun; 1, status is pending; 2, the program is not
 * suspended, or was started without suspend control; 3, not operational
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

/*
 * CANCEL SUBCHANNEL.
 *
 * Return: 0, the start function is canceled; 1, status is pending; 2, there is no start
 * function that can be canceled; 3, not operational
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
