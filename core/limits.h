/* SPDX-License-Identifier: GPL-2.0-only */
/* Every bound of the core, with its reason. */
#ifndef CORE_LIMITS_H
#define CORE_LIMITS_H

/* CCWs in one chain: what the driver has always documented. */
#define CP_MAX_CHAIN		255u

/*
 * Runs of CCWs at consecutive addresses that TICs connect, per program.  An
 * error recovery program needs two or three, a chain of chained buffers one
 * each; more than a chain of them is nobody's program.
 */
#define CP_MAX_SEGMENTS		256u

/* CCWs in one program, over all chains: 64 KiB of notes about them. */
#define CP_MAX_CCWS		4096u

/*
 * IDAWs in one program: 128 KiB of them.  A chain of 255 CCWs that each move
 * 64 KiB in 2 KiB blocks has 8,415.
 */
#define CP_MAX_IDAWS		16384u

/*
 * And for CCWs that only a status modifier leads to, which may be no program
 * at all.  They have a limit of their own, so that they cannot make a program
 * fail; beyond it each is a stop.
 */
#define CP_MAX_SKIP_IDAWS	4096u

/*
 * Pieces of memory for a translated program, a page each, of 512 words.  CP_MAX_CCWS CCWs
 * and three stops behind each of CP_MAX_SEGMENTS segments and CP_MAX_CUTS cuts are 4,912
 * words.  Any two pieces in sequence hold more than 512 of them, unless a row begins in
 * the second that is longer than a piece, of which there are 8 at most: 28 pieces.
 * CP_MAX_IDAWS and CP_MAX_SKIP_IDAWS in lists of 33 at most leave 32 words of a piece
 * unused: 43.  Zeroes, a list for them, and what is left of the CCWs' last one: 3.
 */
#define CP_MAX_PIECES		80u

/*
 * Where rows of CCWs that are longer than a piece are cut.  Before each cut there are
 * 254 CCWs or more in the row: a piece without stops, less a chain.
 */
#define CP_MAX_CUTS		16u

/* CCWs that the first read of guest memory fetches on a new device. */
#define CP_READ_AHEAD		16u

/*
 * IRBs that wait for user space.  Status that ends a function is never merged
 * or refused: before a user's function is begun, IRB_QUEUE_RESERVE entries must be
 * free.  Until his next one no more than that can come:
 *
 *	1	of a halt or clear before, on its way
 *	2, 3	initial status, and a program-controlled interruption; or that of a
 *		suspended program, which the user's next function, a resume, follows
 *	4, 5	primary and secondary status, or the halt that the user has begun
 *	6	of the halt or clear for a path that goes, if the program was just over;
 *		there is one at most, since a program that is over is not stopped again
 *
 * What else a device may present of its own accord, or a channel repeat, shares the
 * rest.
 */
#define IRB_QUEUE_SIZE		16u	/* a power of two */
#define IRB_QUEUE_RESERVE	6u

/* Channel reports that wait: vary off and on of eight paths. */
#define CRW_QUEUE_SIZE		16u	/* a power of two */

/*
 * Quiescing: each of cancel, halt and clear is tried this often, and waits
 * this long for its interrupt.  A control unit answers a halt within its
 * missing-interrupt time of a few seconds or not at all.
 */
#define QUIESCE_TRIES		3u
#define QUIESCE_WAIT_MS		3000u

/* MODIFY SUBCHANNEL is refused while status is pending, which wanes at once. */
#define ENABLE_TRIES		5u
#define ENABLE_WAIT_MS		100u

#endif
