/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Translation of a guest's channel program into one that the channel can run.
 *
 *	cp_init()	reads the guest's CCWs, each byte once
 *	cp_prefetch()	reads the IDALs, pins the pages, writes the program
 *	cp_get_orb()	gives the ORB to start it with
 *	cp_update_scsw() turns the channel's CCW address into the guest's
 *	cp_free()	unpins the pages; called at the end of every program
 *
 * A CCW or IDAW that a channel would answer with a program check is not refused
 * here: the translated program has one in the same place that the channel answers
 * in the same way, when it gets there.
 */
#ifndef CORE_CP_CP_H
#define CORE_CP_CP_H

#include "core/css.h"
#include "core/host_ops.h"
#include "core/limits.h"

struct cp_note;
struct cp_piece;
struct cp_segment;

/**
 * struct channel_program - the one program that a device may have
 * @host: the host's services
 * @host_data: the first argument of @host
 * @active: between cp_init() and cp_free()
 * @ctrl: word 1 of the guest's ORB, host order
 * @cpa: channel-program address of the guest's ORB
 * @ccws: the guest's CCWs in format 1, segment by segment as they were read
 * @notes: a note for each CCW
 * @idals: for each CCW the place of its IDAL in the translated program, if it has one
 * @n_ccws: CCWs of the program
 * @n_raw: CCWs in @ccws; those beyond @n_ccws were read ahead
 * @raw_addr: guest address of the first CCW that was read ahead
 * @max_ccws: room in @ccws, @notes and @idals
 * @segments: runs of CCWs at consecutive addresses, sorted by address
 * @n_segments: how many segments
 * @read_ahead: CCWs that the next read of a chain should fetch
 * @has_idals: some CCW has an IDAL; set reliably only if its blocks have 2 KiB
 * @status_modifiers: some note says that a status modifier may lead over a CCW
 * @chains_data: some CCWs are reached by data chaining
 * @speculative: the walk follows CCWs that only a status modifier leads to
 * @pages: pages the program needs, sorted: guest address, and the access in the
 *	low bits
 * @frames: absolute addresses of these pages, or CP_ADDR_INVALID
 * @n_pages: how many pages
 * @max_pages: room in @pages and @frames
 * @unsorted: @pages is not sorted yet
 * @speculative_pages: some pages are needed only where a status modifier leads
 * @page_hint: index of the page looked up last
 * @block_shift: an IDAW of the translated program designates 1 << @block_shift bytes
 * @pieces: memory of the translated program: CCWs, IDALs, scratch area
 * @n_pieces: pieces that are allocated, some perhaps for an earlier program
 * @n_ccw_words: end of the places of CCWs
 * @n_words: end of the words in use
 * @words_end: end of the piece in which @n_words lies
 * @n_idaws: IDAWs of the translated program, at most
 * @n_speculative_idaws: IDAWs among these of CCWs that only a status modifier leads to
 * @scratch: the largest count of a command that should transfer nothing
 * @scratch_place: place of the scratch area: zeroes for such commands, a page at most
 * @scratch_idal: place of an IDAL that designates that page, if @scratch is larger
 */
struct channel_program {
	const struct vfio_ccw_host_ops *host;
	void *host_data;
	bool active;
	u32 ctrl;
	u32 cpa;

	struct css_ccw1 *ccws;
	struct cp_note *notes;
	u16 *idals;
	u32 n_ccws;
	u32 n_raw;
	u32 raw_addr;
	u32 max_ccws;
	struct cp_segment *segments;
	u32 n_segments;
	u32 read_ahead;
	bool has_idals;
	bool status_modifiers;
	bool chains_data;
	bool speculative;

	u64 *pages;
	u64 *frames;
	u32 n_pages;
	u32 max_pages;
	u32 page_hint;
	bool unsorted;
	bool speculative_pages;

	u32 block_shift;
	struct cp_piece *pieces;
	u32 n_pieces;
	u32 n_ccw_words;
	u32 n_words;
	u32 words_end;
	u32 n_idaws;
	u32 n_speculative_idaws;
	u32 scratch;
	u32 scratch_place;
	u32 scratch_idal;
};

/* Initialize the translation for a device; allocates nothing. */
void cp_setup(struct channel_program *cp, const struct vfio_ccw_host_ops *host,
	      void *host_data);

/** cp_release() - free all memory that was kept for the next program; @cp is not active */
void cp_release(struct channel_program *cp);

/**
 * cp_init() - read a guest's channel program
 * @cp: the program, not active
 * @orb: the guest's ORB, big-endian; its first three words are used
 *
 * CCWs that only a status modifier leads to never cause an error.
 *
 * Context: device mutex; may sleep.
 * Return: 0, and the caller must call cp_free() later; -EOPNOTSUPP for transport
 * mode and for CCWs with modified indirect data addressing; -EINVAL for an ORB that
 * START SUBCHANNEL refuses, a chain of more than CP_MAX_CHAIN CCWs, or a
 * program beyond core/limits.h; -ENOMEM, or what the host reported.  After an
 * error there is nothing to free.
 */
int cp_init(struct channel_program *cp, const struct css_orb *orb);

/**
 * cp_prefetch() - pin the program's pages and write the translated program
 * @cp: the program, after cp_init()
 *
 * CCWs that only a status modifier leads to cause no error, except for -EAGAIN while
 * user space unmaps memory that they use.
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EINVAL for a program beyond core/limits.h; -ENOMEM, or what the
 * host reported.  After an error the caller must still call cp_free().
 */
int cp_prefetch(struct channel_program *cp);

/**
 * cp_get_orb() - make the ORB that starts the translated program
 * @cp: the program, after cp_prefetch()
 * @orb: gets the ORB, big-endian, all eight words
 * @lpm: logical-path mask to use if that of the guest is zero
 */
void cp_get_orb(const struct channel_program *cp, struct css_orb *orb, u8 lpm);

/**
 * cp_update_scsw() - put an SCSW into the guest's terms
 * @cp: the program, active or not
 * @scsw: as the channel stored it; its CCW address is changed, and its copies
 *	of ORB fields
 *
 * A CCW address outside this program becomes zero: it is unpredictable by
 * architecture, and might disclose a host address.
 */
void cp_update_scsw(const struct channel_program *cp, struct css_scsw *scsw);

/**
 * cp_guest_ccw() - guest address of a translated CCW
 * @cp: the program
 * @host: absolute address in the translated program
 * @guest: gets the guest's address
 *
 * Translates any CCW address that a channel may store, including the address
 * past the last CCW of a chain.  Return: false for an address outside the program.
 */
bool cp_guest_ccw(const struct channel_program *cp, u32 host, u32 *guest);

/**
 * cp_resume() - read the suspend flag anew of the CCW at which the program is suspended
 * @cp: the active program
 * @host: CCW address of the suspended subchannel
 *
 * A guest resets the flag before RESUME SUBCHANNEL, or the channel would
 * suspend the program again.  No other change of the CCW is supported.
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EINVAL if @host designates no CCW with the suspend flag; -EOPNOTSUPP if
 * anything but the flag has changed; or what the host reported.
 */
int cp_resume(struct channel_program *cp, u32 host);

/** cp_free() - unpin everything, if @cp is active; memory is kept for the next program */
void cp_free(struct channel_program *cp);

/**
 * struct cp_view - a CCW of the guest's program, as the translation sees it
 * @segment: position for cp_view_next(); initialize the structure to zero
 * @nth: likewise
 * @begun: likewise
 * @index: the CCW's index in the program's CCWs
 * @addr: its guest address
 * @cmd: its command code
 * @count: its count
 * @cda: its data address
 * @idaws: IDAWs of the guest that it uses
 * @moves: directions in which it may move data
 * @has_idal: its IDAL has been read
 * @data_chained: data chaining may lead to it
 * @speculative: only a status modifier leads to it
 */
struct cp_view {
	u32 segment;
	u32 nth;
	bool begun;
	u32 index;
	u32 addr;
	u8 cmd;
	u16 count;
	u32 cda;
	u32 idaws;
	u8 moves;
	bool has_idal;
	bool data_chained;
	bool speculative;
};

/*
 * Go on to the next CCW, in the order of guest addresses, in which cp_prefetch() has read IDALs;
 * after cp_init(), until the next one.  Return: false after the last CCW.
 */
bool cp_view_next(const struct channel_program *cp, struct cp_view *view);
/* May it move data to the device?  Into storage?  Into storage in descending order? */
bool cp_view_out(const struct cp_view *view);
bool cp_view_in(const struct cp_view *view);
bool cp_view_backward(const struct cp_view *view);
/* Bytes that an IDAW of the guest designates. */
u32 cp_guest_block(const struct channel_program *cp);

#endif
