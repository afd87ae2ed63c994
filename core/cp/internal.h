/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions and structures that only the files of core/cp/ use. */
#ifndef CORE_CP_INTERNAL_H
#define CORE_CP_INTERNAL_H

#include "core/cp/cp.h"

/*
 * How a CCW is reached: as the first of a command, or by data chaining from a command that
 * moves data in one of these directions, or moves none.  Several may hold for one CCW.
 */
#define CP_COMMAND	0x01
#define CP_OUT		0x02		/* storage to device */
#define CP_IN		0x04		/* device to storage */
#define CP_BACKWARD	0x08		/* device to storage, descending */
#define CP_NONE		0x10		/* a command without data */
#define CP_SEARCH	0x20		/* a command that compares; beside CP_OUT */
#define CP_DATA		(CP_OUT | CP_IN | CP_BACKWARD)
#define CP_STORE	(CP_IN | CP_BACKWARD)

/**
 * struct cp_piece - a page of memory that the channel can reach
 * @mem: HOST_PAGE_SIZE bytes
 * @addr: absolute address of @mem
 */
struct cp_piece {
	u8 *mem;
	u32 addr;
};

/*
 * CCWs and IDAWs are words of eight bytes.  The words of all pieces are numbered: such a
 * number is called a place.  A chain with its stops lies in one piece, and so does an IDAL.
 */
#define CP_WORD			8u
#define CP_PIECE_WORDS		(HOST_PAGE_SIZE / CP_WORD)

/**
 * struct cp_note - result of the walk for a CCW of the guest
 * @idaws: IDAWs that the translated CCW has room for
 * @reached: how the walk has reached it so far: CP_COMMAND, CP_OUT, ...
 * @flags: CP_SPECULATIVE, CP_STATUS_MODIFIER, CP_MAY_LOOP; for a CCW with IDAWs, also the
 *	directions in which it may move data
 */
struct cp_note {
	u16 idaws;
	u8 reached;
	u8 flags;
};

#define CP_SPECULATIVE		0x01	/* only a status modifier leads here */
#define CP_STATUS_MODIFIER	0x02	/* it may lead over this TIC, or over the next CCW */
#define CP_MAY_LOOP		0x04	/* a TIC that leads back, perhaps into its own chain */

#define CP_MOVES_SHIFT	4		/* position of CP_OUT, CP_IN, CP_BACKWARD in flags */

/**
 * struct cp_segment - CCWs at consecutive guest addresses
 * @addr: guest address of the first CCW
 * @first: index of the first CCW in the program's CCWs
 * @n: how many CCWs
 * @place: place of the first CCW in the translated program; all are in one piece
 */
struct cp_segment {
	u32 addr;
	u32 first;
	u32 n;
	u32 place;
};

/*
 * Each run of CCWs in the translated program is followed by three stops, CCWs that the
 * channel answers with a program check: the first stands for what lies beyond the guest's
 * chain; the second is where a status modifier after the last CCW leads; the third keeps
 * the CCW address that is stored for the second from being that of the next run.
 */
#define CP_STOPS	3u

/*
 * A stop is a CCW of zeroes: command code and count are invalid, so it
 * transfers nothing and chains nowhere, however it is reached.
 */
static inline void cp_make_stop(struct css_ccw1 *ccw)
{
	*ccw = (struct css_ccw1){};
}

static inline bool cp_is_tic(const struct css_ccw1 *ccw)
{
	return ccw->cmd == CSS_CMD_TIC;
}

static inline bool cp_chains(const struct css_ccw1 *ccw)
{
	return !cp_is_tic(ccw) && ccw->flags & (CSS_CCW_CD | CSS_CCW_CC);
}

/* A word of the translated program, and its absolute address. */
static inline void *cp_word(const struct channel_program *cp, u32 place)
{
	return cp->pieces[place / CP_PIECE_WORDS].mem + place % CP_PIECE_WORDS * CP_WORD;
}

static inline u32 cp_word_addr(const struct channel_program *cp, u32 place)
{
	return cp->pieces[place / CP_PIECE_WORDS].addr + place % CP_PIECE_WORDS * CP_WORD;
}

/* The first place from @place on with room in its piece for @n words, a piece at most. */
static inline u32 cp_place_for(u32 place, u32 n)
{
	u32 rest = CP_PIECE_WORDS - place % CP_PIECE_WORDS;

	return n <= rest ? place : place + rest;
}

/* Does the segment, which is not the first, begin where the previous one ends? */
static inline bool cp_segment_adjoins(const struct cp_segment *seg)
{
	return seg->addr == seg[-1].addr + seg[-1].n * CSS_CCW_SIZE;
}

/*
 * May a TIC be inserted between two adjacent CCWs?  Not before a TIC, since a TIC must not
 * lead to another; and not where a status modifier leads from the first over the second: it
 * would lead to the second.
 */
static inline bool cp_tic_between(const struct channel_program *cp, u32 first, u32 second)
{
	return !cp_is_tic(&cp->ccws[second]) && (cp_is_tic(&cp->ccws[first]) ||
						 !(cp->notes[first].flags & CP_STATUS_MODIFIER));
}

/* The first address beyond those that the guest's CCWs can have. */
static inline u32 cp_addr_end(const struct channel_program *cp)
{
	return cp->ctrl & CSS_ORB_F ? CSS_ADDR31_END : CSS_ADDR24_END;
}

/* Do the guest's IDAWs designate 2 KiB each? */
static inline bool cp_has_2k_blocks(const struct channel_program *cp)
{
	return (cp->ctrl & (CSS_ORB_H | CSS_ORB_T)) != CSS_ORB_H;
}

/* guest.c: copies of guest memory */
int cp_read_existing(struct channel_program *cp, u32 addr, void *buf, u32 len, u32 *got);
int cp_read_ccws(struct channel_program *cp, u32 addr);
int cp_read_ccw(const struct channel_program *cp, u32 addr, struct css_ccw1 *ccw);

/* walk.c: which CCWs belong to the program */
int cp_walk(struct channel_program *cp);
bool cp_find(const struct channel_program *cp, u32 addr, u32 *place, u32 *index);

/*
 * Direction in which a command moves data: CP_OUT, CP_IN, CP_BACKWARD; CP_NONE
 * for a command without data; 0 for a code that is not valid or not a command.
 * Source: Principles of Operation, "Command Code".
 */
static inline u8 cp_command_moves(u8 cmd)
{
	/* By bits 4-7 of the code. */
	static const u8 moves[16] = {
		0, CP_OUT, CP_IN, CP_OUT, CP_IN, CP_OUT, CP_IN, CP_OUT,
		0, CP_OUT, CP_IN, CP_OUT, CP_BACKWARD, CP_OUT, CP_IN, CP_OUT,
	};

	return cmd == CSS_CMD_NOP ? CP_NONE : moves[cmd & 0x0f];
}

/*
 * All directions in which a CCW may move data: CP_OUT, CP_IN, CP_BACKWARD,
 * several of them; or CP_NONE if it has a count, but no command uses its data
 * area; or 0.
 *
 * A CCW that is reached by data chaining continues the command in effect, whatever
 * its own code.  Skipping is defined for data that are moved into storage.
 */
static inline u8 cp_moves(const struct css_ccw1 *ccw, const struct cp_note *note)
{
	u8 moves = note->reached & (CP_DATA | CP_NONE);

	if (note->reached & CP_COMMAND)
		moves |= cp_command_moves(ccw->cmd);
	if (ccw->flags & CSS_CCW_SKIP)
		moves &= ~CP_STORE;
	if (!ccw->count || cp_is_tic(ccw))
		return 0;
	return moves & CP_DATA ? moves & CP_DATA : moves;
}

/* The same for a CCW that has IDAWs, as cp_layout() has stored it. */
static inline u8 cp_data_moves(const struct cp_note *note)
{
	return note->flags >> CP_MOVES_SHIFT & CP_DATA;
}

/* pages.c: kinds of access that a page is needed for, in the low bits of its key */
#define CP_PAGE_STORE	0x1u
#define CP_PAGE_FETCH	0x2u
#define CP_PAGE_REQUIRED	0x4u		/* not only where a status modifier leads */

/* Instead of an address that cannot be translated; no guest page has it. */
#define CP_ADDR_INVALID	(~(u64)0)

int cp_pages_reserve(struct channel_program *cp, u32 n);
void cp_pages_add(struct channel_program *cp, u64 addr, u8 moves, bool required);
int cp_pages_pin(struct channel_program *cp);
void cp_pages_unpin(struct channel_program *cp);
u64 cp_pages_translate(struct channel_program *cp, u64 addr, u8 moves);

/* idal.c: lists of data addresses */
u32 cp_idaws_needed(const struct channel_program *cp, const struct css_ccw1 *ccw, u8 moves);
int cp_idal_read(struct channel_program *cp, const struct css_ccw1 *ccw,
		 struct cp_note *note, u64 *idal);
bool cp_idal_write(struct channel_program *cp, u64 *idal, u32 n, u8 moves);

/* pieces.c: memory for the translated program */
int cp_pieces_add(struct channel_program *cp);
int cp_pieces_next(struct channel_program *cp);
void cp_pieces_release(struct channel_program *cp);

/* Make sure that there is memory for the places of CCWs; IDALs and scratch come behind. */
static inline int cp_pieces_reserve(struct channel_program *cp)
{
	cp->n_words = cp->n_ccw_words;
	cp->words_end = cp_place_for(cp->n_words, CP_PIECE_WORDS);
	return cp->n_pieces * CP_PIECE_WORDS < cp->n_ccw_words ? cp_pieces_add(cp) : 0;
}

/*
 * Make sure that there are @n words in one piece, from @cp->n_words on.  The caller adds the
 * words that it uses to @cp->n_words.
 */
static inline int cp_pieces_ensure(struct channel_program *cp, u32 n)
{
	return cp->words_end - cp->n_words >= n ? 0 : cp_pieces_next(cp);
}

/* layout.c: places of the CCWs */
int cp_layout(struct channel_program *cp);

/* program.c: contents of the translated program */
int cp_fill(struct channel_program *cp);

#endif
