// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chains of CCWs, transfers in channel, and CCWs that are not valid.
 *
 * No program is endless: QEMU would never return from it.
 */
#include "fixture.h"

static __u32 put_nop(const struct fixture *f, __u32 at, __u8 flags)
{
	return put_ccw(&f->guest, at, CMD_NOP, flags | CCW_SLI, 1, DATA);
}

static __u32 put_tic(const struct fixture *f, __u32 at, __u32 to)
{
	return put_ccw(&f->guest, at, CMD_TIC, 0, 0, to);
}

static void chain(struct fixture *f, const void *length)
{
	__u32 at = PROGRAM;

	for (__u32 i = 1; i < *(const __u32 *)length; i++)
		at = put_nop(f, at, CCW_CC);
	put_sense_id(f, at, 0, SENSE_ID_LEN, OTHER);
	report_usual_run(f);
	report_data(f, OTHER);
	report_works(f);
}

/* No-operations and transfers alternate in so many segments, connected by TICs. */
static void segments(struct fixture *f, const void *number)
{
	const __u32 n = *(const __u32 *)number;

	for (__u32 i = 0; i + 1 < n; i++)
		put_tic(f, put_nop(f, PROGRAM + i * 128, CCW_CC), PROGRAM + (i + 1) * 128);
	put_sense_id(f, PROGRAM + (n - 1) * 128, 0, SENSE_ID_LEN, OTHER);
	report_usual_run(f);
	report_data(f, OTHER);
	report_works(f);
}

/* Each target lies before its TIC. */
static void descending(struct fixture *f, const void *unused)
{
	for (__u32 i = 8; i > 0; i--)
		put_tic(f, put_nop(f, PROGRAM + i * 128, CCW_CC), PROGRAM + (i - 1) * 128);
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, OTHER);
	report_run(f, (struct orb){ ORB_CTRL_USUAL, PROGRAM + 8 * 128 });
	report_data(f, OTHER);
}

/* A TIC into what was read already: the bytes at the target are a CCW, too. */
static void into_itself(struct fixture *f, const void *unused)
{
	put_tic(f, PROGRAM, PROGRAM + 16);
	put_nop(f, PROGRAM + 8, CCW_CC);
	put_nop(f, PROGRAM + 16, CCW_CC);
	put_sense_id(f, PROGRAM + 24, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	report_data(f, DATA);
}

static void over_a_page(struct fixture *f, const void *unused)
{
	const __u32 first = PARAMETERS - 16;

	put_nop(f, put_nop(f, first, CCW_CC), CCW_CC);
	put_sense_id(f, put_nop(f, PARAMETERS, CCW_CC), 0, SENSE_ID_LEN, DATA);
	report_run(f, (struct orb){ ORB_CTRL_USUAL, first });
	report_data(f, DATA);
}

/* A program that lies at the end of memory. */
static void to_the_end(struct fixture *f, const void *unused)
{
	put_sense_id(f, put_nop(f, MEMORY_END - 16, CCW_CC), 0, SENSE_ID_LEN, DATA);
	report_run(f, (struct orb){ ORB_CTRL_USUAL, MEMORY_END - 16 });
	report_data(f, DATA);
	report_works(f);
}

static void beyond_the_end(struct fixture *f, const void *unused)
{
	put_sense_id(f, put_nop(f, MEMORY_END - 16, CCW_CC), CCW_CC, SENSE_ID_LEN, DATA);
	report_run(f, (struct orb){ ORB_CTRL_USUAL, MEMORY_END - 16 });
	report_data(f, DATA);
	report_works(f);
}

static void tic(struct fixture *f, const void *target)
{
	put_tic(f, put_nop(f, PROGRAM, CCW_CC), *(const __u32 *)target);
	put_sense_id(f, PROGRAM + 64, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	report_works(f);
}

static void tic_first(struct fixture *f, const void *unused)
{
	put_tic(f, PROGRAM, PROGRAM + 64);
	put_sense_id(f, PROGRAM + 64, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	report_data(f, DATA);
}

static void tic_to_tic(struct fixture *f, const void *unused)
{
	put_tic(f, put_nop(f, PROGRAM, CCW_CC), PROGRAM + 64);
	put_tic(f, PROGRAM + 64, PROGRAM + 128);
	put_sense_id(f, PROGRAM + 128, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	report_works(f);
}

/* In format 1 all bits of a TIC other than code and address must be zero. */
static void tic_not_zero(struct fixture *f, const void *byte)
{
	const __u32 word = *(const __u32 *)byte;

	put_ccw(&f->guest, put_nop(f, PROGRAM, CCW_CC), word >> 24, word >> 16, word,
		PROGRAM + 64);
	put_sense_id(f, PROGRAM + 64, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	report_works(f);
}

/* The second of two CCWs has these: command, flags, count. */
static void second(struct fixture *f, const void *arg)
{
	const __u32 word = *(const __u32 *)arg;
	__u32 at = put_nop(f, PROGRAM, CCW_CC);

	at = put_ccw(&f->guest, at, word >> 24, word >> 16, word, DATA);
	put_sense_id(f, at, 0, SENSE_ID_LEN, OTHER);
	report_usual_run(f);
	report_data(f, OTHER);
	report_works(f);
}

static void suspended(struct fixture *f, const void *unused)
{
	report_answer("start", suspend(f));
	report_no_interrupt(f);
	report_data(f, DATA);
	report("control %04x", user_scsw_ctrl(&f->user));
	report_answer("clear", user_async(&f->user, VFIO_CCW_ASYNC_CMD_CSCH));
	report_interrupt(f);
	report_works(f);
}

static void nop_nowhere(struct fixture *f, const void *unused)
{
	put_ccw(&f->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, NOWHERE);
	report_usual_run(f);
	put_ccw(&f->guest, PROGRAM, CMD_NOP, CCW_SLI, 0, NOWHERE);
	report_usual_run(f);
	put_ccw(&f->guest, PROGRAM, CMD_NOP, CCW_SLI, 1, DATA | 0x80000000);
	report_usual_run(f);
	report_works(f);
}

/* A wrong length for a status of one byte is rejected by the device. */
static void wrong_length(struct fixture *f, const void *unused)
{
	put_ccw(&f->guest, PROGRAM, 0x31, 0, 5, DATA);
	report_usual_run(f);
	put_ccw(&f->guest, PROGRAM, CMD_SENSE_ID, 0, 4, DATA);
	report_usual_run(f);
	report_works(f);
}

#define CHAIN(n)	{ "chain-" #n, chain, &(const __u32){ n } }
#define SEGMENTS(n)	{ "segments-" #n, segments, &(const __u32){ n } }
#define TIC(name, to)	{ "tic-" name, tic, &(const __u32){ to } }
#define SECOND(name, cmd, flags, count) \
	{ "ccw-" name, second, &(const __u32){ (__u32)(cmd) << 24 | (flags) << 16 | (count) } }

const struct side_case chain_cases[] = {
	CHAIN(1), CHAIN(2), CHAIN(16), CHAIN(17), CHAIN(64), CHAIN(254), CHAIN(255), CHAIN(256),
	CHAIN(257), CHAIN(300),
	SEGMENTS(2), SEGMENTS(15), SEGMENTS(16), SEGMENTS(17), SEGMENTS(30),
	{ "segments-descending", descending },
	{ "tic-into-itself", into_itself },
	{ "chain-over-a-page", over_a_page },
	{ "chain-to-the-end", to_the_end },
	{ "chain-beyond-the-end", beyond_the_end },
	{ "tic-first", tic_first },
	{ "tic-to-tic", tic_to_tic },
	TIC("to-itself", PROGRAM + 8),
	TIC("nowhere", NOWHERE),
	TIC("to-4", PROGRAM + 68),
	TIC("to-1", PROGRAM + 65),
	TIC("to-4-of-chain", PROGRAM + 4),
	TIC("to-bit-0", (PROGRAM + 64) | 0x80000000),
	TIC("to-memory-end", MEMORY_END),
	{ "tic-with-command-bits", tic_not_zero, &(const __u32){ 0x18000000 } },
	{ "tic-with-flags", tic_not_zero, &(const __u32){ 0x08200000 } },
	{ "tic-with-count", tic_not_zero, &(const __u32){ 0x08000001 } },
	SECOND("no-op-count-0", CMD_NOP, CCW_CC | CCW_SLI, 0),
	SECOND("no-op-skip", CMD_NOP, CCW_CC | CCW_SLI | CCW_SKIP, 1),
	SECOND("sense-id-count-0", CMD_SENSE_ID, CCW_CC | CCW_SLI, 0),
	SECOND("sense-id-pci", CMD_SENSE_ID, CCW_CC | CCW_SLI | CCW_PCI, 7),
	SECOND("sense-id-suspend", CMD_SENSE_ID, CCW_CC | CCW_SLI | CCW_SUSPEND, 7),
	SECOND("sense-id-modified-idal", CMD_SENSE_ID, CCW_CC | CCW_SLI | 1, 7),
	SECOND("command-00", 0x00, CCW_CC | CCW_SLI, 1),
	SECOND("command-10", 0x10, CCW_CC | CCW_SLI, 1),
	SECOND("command-5e", 0x5e, CCW_CC | CCW_SLI, 1),
	SECOND("command-ff", 0xff, CCW_CC | CCW_SLI, 1),
	SECOND("sense", 0x04, CCW_CC | CCW_SLI, 32),
	SECOND("set-revision", SET_REVISION, CCW_CC | CCW_SLI, 4),
	{ "suspend", suspended },
	{ "no-op-nowhere", nop_nowhere },
	{ "wrong-length", wrong_length },
	{}
};
