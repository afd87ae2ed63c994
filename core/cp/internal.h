/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the translation share. */
#ifndef CORE_CP_INTERNAL_H
#define CORE_CP_INTERNAL_H

#include "core/cp/cp.h"

/*
 * How a CCW can be reached: as the first of a command, or by data chaining
 * from a command that moves data in one of the directions, or none.  The same
 * CCW may be reached in several ways.
 */
#define CP_FRESH	0x01
#define CP_OUT		0x02		/* storage to device */
#define CP_IN		0x04		/* device to storage */
#define CP_BACKWARD	0x08		/* device to storage, descending */
#define CP_NONE		0x10		/* a command without data */
#define CP_DATA		(CP_OUT | CP_IN | CP_BACKWARD)
#define CP_STORE	(CP_IN | CP_BACKWARD)

/**
 * struct cp_ccw - a CCW of the guest, whatever its format was
 * @addr: its guest address
 * @cda: data address
 * @count: bytes
 * @idaws: IDAWs that the translated CCW has room for
 * @cmd: command code
 * @flags: CSS_CCW_*
 * @reached: CP_FRESH, CP_OUT, ...: the ways known so far
 * @speculative: only a status modifier leads here
 * @skips: a status modifier before it, or in it, may lead over the next CCW
 */
struct cp_ccw {
	u32 addr;
	u32 cda;
	u16 count;
	u16 idaws;
	u8 cmd;
	u8 flags;
	u8 reached;
	bool speculative : 1;
	bool skips : 1;
};

/**
 * struct cp_segment - CCWs at consecutive guest addresses
 * @addr: guest address of the first
 * @first: index in the program's CCWs
 * @n: how many
 * @slot: place of the first in the translated program
 */
struct cp_segment {
	u32 addr;
	u32 first;
	u32 n;
	u32 slot;
};

/*
 * After each run of CCWs the translated program has one that the channel
 * answers with a program check, for what lies beyond the guest's chain; a second
 * one, where a status modifier after the last CCW leads; and a third so that the
 * CCW address of the second one's status is not the next run's.
 */
#define CP_STOPS	3u

/*
 * A CCW of zeroes is that stop: command code and count are invalid, so it
 * transfers nothing and chains nowhere, however it is reached.
 */
static inline void cp_stop(struct cp_ccw *ccw)
{
	ccw->cda = 0;
	ccw->count = 0;
	ccw->cmd = 0;
	ccw->flags = 0;
}

static inline bool cp_is_tic(const struct cp_ccw *ccw)
{
	return ccw->cmd == CSS_CMD_TIC;
}

static inline bool cp_chains(const struct cp_ccw *ccw)
{
	return !cp_is_tic(ccw) && ccw->flags & (CSS_CCW_CD | CSS_CCW_CC);
}

/* Addresses of a format-0 program have 24 bits, of a format-1 program 31. */
static inline u32 cp_addr_limit(const struct channel_program *cp)
{
	return cp->ctrl & CSS_ORB_F ? 0x80000000u : 0x01000000u;
}

/* guest.c: guest memory, copied once */
int cp_read_some(struct channel_program *cp, u32 addr, void *buf, u32 len, u32 *got);
int cp_read_ccw(struct channel_program *cp, u32 addr, struct cp_ccw *ccw);

/* walk.c: which CCWs belong to the program */
int cp_walk(struct channel_program *cp);
bool cp_find(const struct channel_program *cp, u32 addr, u32 *slot, u32 *index);

/* data.c: what a command does with data */
u8 cp_command_moves(u8 cmd);
u8 cp_moves(const struct cp_ccw *ccw);

/* pages.c: access that a page is needed for, in the low bits of its key */
#define CP_PAGE_STORE	0x1u
#define CP_PAGE_FETCH	0x2u

/* An address that no page of a guest has, for what cannot be translated. */
#define CP_NOWHERE	(~(u64)0)

int cp_pages_reserve(struct channel_program *cp, u32 n);
void cp_pages_add(struct channel_program *cp, u64 addr, u8 moves);
int cp_pages_pin(struct channel_program *cp);
void cp_pages_unpin(struct channel_program *cp);
u64 cp_pages_translate(struct channel_program *cp, u64 addr, u8 moves);

/* idal.c: lists of data addresses */
u32 cp_idaws_needed(const struct channel_program *cp, const struct cp_ccw *ccw, u8 moves);
int cp_idal_read(struct channel_program *cp, struct cp_ccw *ccw, u64 *idal);
bool cp_idal_write(struct channel_program *cp, const struct cp_ccw *ccw, u64 *idal);

/* block.c: the translated program */
int cp_layout(struct channel_program *cp);
int cp_block_fill(struct channel_program *cp);

#endif
