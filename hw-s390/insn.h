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

/** insn_ssch() - START SUBCHANNEL; what it points to is in memory before */
static inline int insn_ssch(u32 schid, const struct css_orb *orb)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm = 0;
	int err = INSN_TRAPPED;

	asm volatile("ssch	%[orb]\n"
		     "0:	ipm	%[ipm]\n"
		     "	lhi	%[err],0\n"
		     "1:\n" EX_TABLE(0b, 1b)
		     : [ipm] "+d" (ipm), [err] "+d" (err)
		     : [orb] "Q" (*orb), "d" (gr1)
		     : "cc", "memory");
	return err ?: INSN_CC(ipm);
}

/** insn_stsch() - STORE SUBCHANNEL */
static inline int insn_stsch(u32 schid, struct css_schib *schib)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm = 0;
	int err = INSN_TRAPPED;

	asm volatile("stsch	%[schib]\n"
		     "0:	ipm	%[ipm]\n"
		     "	lhi	%[err],0\n"
		     "1:\n" EX_TABLE(0b, 1b)
		     : [ipm] "+d" (ipm), [err] "+d" (err), [schib] "=Q" (*schib)
		     : "d" (gr1)
		     : "cc");
	return err ?: INSN_CC(ipm);
}

/** insn_msch() - MODIFY SUBCHANNEL */
static inline int insn_msch(u32 schid, const struct css_schib *schib)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm = 0;
	int err = INSN_TRAPPED;

	asm volatile("msch	%[schib]\n"
		     "0:	ipm	%[ipm]\n"
		     "	lhi	%[err],0\n"
		     "1:\n" EX_TABLE(0b, 1b)
		     : [ipm] "+d" (ipm), [err] "+d" (err)
		     : [schib] "Q" (*schib), "d" (gr1)
		     : "cc");
	return err ?: INSN_CC(ipm);
}

/** insn_tsch() - TEST SUBCHANNEL */
static inline int insn_tsch(u32 schid, struct css_irb *irb)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm;

	asm volatile("tsch	%[irb]\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm), [irb] "=Q" (*irb)
		     : "d" (gr1)
		     : "cc");
	return INSN_CC(ipm);
}

/** insn_hsch() - HALT SUBCHANNEL */
static inline int insn_hsch(u32 schid)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm;

	asm volatile("hsch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : "d" (gr1)
		     : "cc");
	return INSN_CC(ipm);
}

/** insn_csch() - CLEAR SUBCHANNEL */
static inline int insn_csch(u32 schid)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm;

	asm volatile("csch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : "d" (gr1)
		     : "cc");
	return INSN_CC(ipm);
}

/** insn_rsch() - RESUME SUBCHANNEL; what the program points to is in memory before */
static inline int insn_rsch(u32 schid)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm;

	asm volatile("rsch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : "d" (gr1)
		     : "cc", "memory");
	return INSN_CC(ipm);
}

/** insn_xsch() - CANCEL SUBCHANNEL */
static inline int insn_xsch(u32 schid)
{
	register unsigned long gr1 asm("1") = schid;
	u32 ipm;

	asm volatile("xsch\n"
		     "	ipm	%[ipm]\n"
		     : [ipm] "=d" (ipm)
		     : "d" (gr1)
		     : "cc");
	return INSN_CC(ipm);
}

#endif
