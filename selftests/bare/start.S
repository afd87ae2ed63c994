/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first instructions, the storage that interruptions use, and the instructions that a
 * compiler has none for.  Linked to BATCH_RUNNER, which becomes the prefix, so that the
 * first pages of absolute storage are those of the channel programs.
 */

#define MODE_64		0x0000000180000000
#define WAIT_ENABLED	0x0302000180000000	/* for I/O and external interruptions */
#define WAIT_DISABLED	0x0002000180000000

#define EXT_NEW		0x1b0
#define PGM_NEW		0x1d0
#define IO_NEW		0x1f0

	.section .prefix, "ax"
prefix:
	.org	prefix + EXT_NEW
	.quad	MODE_64, 0
	.quad	WAIT_DISABLED, 0x01c0		/* supervisor call */
	.quad	MODE_64, unexpected
	.quad	WAIT_DISABLED, 0x01e0		/* machine check */
	.quad	MODE_64, 0
	.org	prefix + 0x2000

/* As a loaded program is begun: ESA/390, 31-bit addresses. */
	.globl	begin
begin:
	lhi	%r1, 1				/* z/Architecture */
	lhi	%r2, 0
	sigp	%r1, %r2, 0x12
	sam64
	basr	%r13, 0
0:	lmg	%r0, %r15, zeroes - 0b(%r13)
	larl	%r1, where_prefix
	spx	0(%r1)
	larl	%r1, controls
	lctlg	%c0, %c15, 0(%r1)
	larl	%r15, stack
	aghi	%r15, 0x4000 - 160
	brasl	%r14, run
	lghi	%r2, 0
	brasl	%r14, stop

	.balign	8
zeroes:
	.fill	16, 8, 0
controls:
	.quad	0x0000000000000800		/* clock comparator */
	.fill	5, 8, 0
	.quad	0x00000000ff000000		/* all I/O-interruption subclasses */
	.fill	7, 8, 0
	.quad	0, 0
where_prefix:
	.long	prefix

	.text
/* stop(code): a disabled wait */
	.globl	stop
stop:
	larl	%r1, last
	stg	%r2, 8(%r1)
	lpswe	0(%r1)

unexpected:
	lghi	%r2, 0x666
	j	stop

/* int ssch(schid, orb), msch, tsch, stsch, rsch, csch: the condition code, or 4 */
	.macro	instruction name, operand:vararg
	.globl	\name
\name:
	larl	%r1, 1f
	stg	%r1, PGM_NEW + 8
	llgfr	%r1, %r2
	\operand
	ipm	%r2
	srl	%r2, 28
	j	2f
1:	lghi	%r2, 4
2:	larl	%r1, unexpected
	stg	%r1, PGM_NEW + 8
	br	%r14
	.endm

	instruction do_ssch, ssch 0(%r3)
	instruction do_msch, msch 0(%r3)
	instruction do_tsch, tsch 0(%r3)
	instruction do_stsch, stsch 0(%r3)
	instruction do_rsch, rsch
	instruction do_csch, csch

/* wait_until(TOD clock): until an I/O interruption, or that time */
	.globl	wait_until
wait_until:
	larl	%r1, 1f
	stg	%r1, IO_NEW + 8
	stg	%r1, EXT_NEW + 8
	stg	%r2, 152(%r15)
	sckc	152(%r15)
	larl	%r1, enabled
	lpswe	0(%r1)
1:	br	%r14

/* copy(to, from, len) */
	.globl	copy
copy:
	lgr	%r0, %r4
	lgr	%r1, %r0
	lgr	%r4, %r3
	lgr	%r3, %r1
	lgr	%r5, %r1
0:	mvcle	%r2, %r4, 0
	jo	0b
	br	%r14

	.data
	.balign	16
enabled:
	.quad	WAIT_ENABLED, 0
last:
	.quad	WAIT_DISABLED, 0

	.bss
	.balign	16
stack:
	.space	0x4000

	.section .note.GNU-stack, "", @progbits
