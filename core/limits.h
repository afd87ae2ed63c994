/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bounds of core, core/fsm and core/cp, each with its reason.  Two files have what follows
 * from these or from the architecture: core/host_ops.h the size of a page, core/cp/internal.h
 * the words of a piece and the stops behind a run.
 *
 * The driver and the recorder state their own bounds where they apply them: core/vfio how
 * long an unmap, a shutdown or a request waits, the recorder the sizes of its rings and
 * records.
 */
#ifndef CORE_LIMITS_H
#define CORE_LIMITS_H

/* CCWs in one chain: the limit that vfio-ccw has always documented. */
#define CP_MAX_CHAIN		255u

/*
 * Runs of CCWs at consecutive addresses that TICs connect, per program.  An
 * error recovery program needs two or three, a list of chained buffers one per
 * buffer; no known program needs more of them than a chain may have CCWs.
 */
#define CP_MAX_SEGMENTS		256u

/* CCWs in one program, over all chains: the tables for them take 56 KiB. */
#define CP_MAX_CCWS		4096u

/*
 * IDAWs in one program: 128 KiB of them.  A chain of 255 CCWs that each move
 * 64 KiB in 2 KiB blocks has 8,415.
 */
#define CP_MAX_IDAWS		16384u

/*
 * IDAWs for CCWs that only a status modifier leads to, which may not be part of
 * any program.  The separate limit keeps them from failing a program: beyond
 * it, each such CCW becomes a stop.
 */
#define CP_MAX_SPECULATIVE_IDAWS 4096u

/*
 * Pieces of memory for a translated program, a page each, of 512 words.  CP_MAX_CCWS CCWs
 * and three stops behind each of CP_MAX_SEGMENTS segments and CP_MAX_SPLITS splits are 4,912
 * words.  Any two consecutive pieces hold more than 512 of them, unless a row begins in
 * the second that is longer than a piece, of which there are 8 at most: 28 pieces.
 * CP_MAX_IDAWS and CP_MAX_SPECULATIVE_IDAWS in lists of 33 at most leave at most 32 words of a
 * piece unused: 43.  The scratch area, its IDAL, and the unused rest of the last piece
 * with CCWs: 3.
 */
#define CP_MAX_PIECES		80u

/*
 * Splits of rows of CCWs that are longer than a piece.  Before each split there are
 * 254 CCWs or more in the row: a piece without stops, less a chain.
 */
#define CP_MAX_SPLITS		16u

/* CCWs that the first read of guest memory fetches on a new device. */
#define CP_READ_AHEAD		16u

/*
 * IRBs that user space has not read.  Status that ends a function is never merged
 * or dropped: before a function of the user is begun, IRB_QUEUE_RESERVE entries must
 * be free.  No more than that can arrive before the user's next function:
 *
 *	1	of an earlier halt or clear, not delivered yet
 *	2, 3	initial status, and a program-controlled interruption; or that of a
 *		suspended program, before the user's next function, a resume
 *	4, 5	primary and secondary status, or that of the user's own halt
 *	6	of the halt or clear for a path that is taken away, if the program had
 *		just ended; at most one, since an ended program is not stopped again
 *
 * Unsolicited status, and status that a channel repeats, shares the other entries.
 */
#define IRB_QUEUE_SIZE		16u	/* a power of two */
#define IRB_QUEUE_RESERVE	6u

/* Channel reports that user space has not read: eight paths varied off and on. */
#define CRW_QUEUE_SIZE		16u	/* a power of two */

/*
 * Quiescing: how often cancel or halt, and then clear, are tried, and how long each
 * try waits for an interrupt.  A control unit answers a halt within its
 * missing-interrupt time of a few seconds or not at all.
 */
#define QUIESCE_TRIES		3u
#define QUIESCE_WAIT_MS		3000u

/* MODIFY SUBCHANNEL is refused while status is pending; that normally clears at once. */
#define ENABLE_TRIES		5u
#define ENABLE_WAIT_MS		100u

#endif
