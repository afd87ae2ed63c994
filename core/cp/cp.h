/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Translation of a guest's channel program into one that the channel can run.
 *
 *	cp_init()	reads the guest's CCWs, each byte once
 *	cp_prefetch()	reads the IDALs, pins the pages, writes the program
 *	cp_get_orb()	gives the ORB to start it with
 *	cp_update_scsw() turns the channel's CCW address into the guest's
 *	cp_free()	undoes everything; the end of every program
 *
 * What a channel would answer with a program check is not refused here: the
 * translated program has a CCW or an IDAW in that place which the channel
 * answers in the same way, when it gets there.
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
 * @host_data: their first argument
 * @active: between cp_init() and cp_free()
 * @ctrl: word 1 of the guest's ORB, host order
 * @cpa: its channel-program address
 * @ccws: the guest's CCWs in format 1, segment by segment as they were read
 * @notes: what is known of each
 * @idals: place of each one's IDAL in the translated program, if it has one
 * @n_ccws: how many
 * @n_raw: how many were read; those beyond @n_ccws are at hand
 * @raw_addr: guest address of the first of them
 * @max_ccws: room for them
 * @segments: runs of CCWs at consecutive addresses, sorted by address
 * @n_segments: how many
 * @read_ahead: CCWs that the next read of a chain should fetch
 * @has_idals: some CCW has an IDAL of 2 KiB blocks
 * @skips: some CCWs have a note about status modifiers that lead over one
 * @chains_data: some CCWs are reached by data chaining
 * @speculative: followed CCWs that only a status modifier leads to
 * @keys: pages the program needs, sorted: guest address, and what for in the
 *	low bits
 * @frames: their absolute addresses, or why there is none
 * @n_pages: how many
 * @max_pages: room for them
 * @unsorted: they are not in order yet
 * @doubtful: some are needed only where a status modifier leads
 * @page_hint: the page looked up last
 * @unit_shift: an IDAW of the translated program designates 1 << this bytes
 * @pieces: memory of the translated program: CCWs, IDALs, scratch area
 * @n_pieces: how many there are, for this program or one before
 * @n_slots: where the places of its CCWs end
 * @n_words: where those that are in use end
 * @words_end: where that piece ends
 * @n_idaws: IDAWs in it, at most
 * @n_skip_idaws: those of CCWs that only a status modifier leads to
 * @scratch: the largest count of a command that should transfer nothing
 * @scratch_place: zeroes for it, a page at most
 * @scratch_idal: place of a list of that page, if it is larger
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
	bool skips;
	bool chains_data;
	bool speculative;

	u64 *keys;
	u64 *frames;
	u32 n_pages;
	u32 max_pages;
	u32 page_hint;
	bool unsorted;
	bool doubtful;

	u32 unit_shift;
	struct cp_piece *pieces;
	u32 n_pieces;
	u32 n_slots;
	u32 n_words;
	u32 words_end;
	u32 n_idaws;
	u32 n_skip_idaws;
	u32 scratch;
	u32 scratch_place;
	u32 scratch_idal;
};

/**
 * cp_setup() - prepare the translation of a device
 * @cp: the program, contents undefined before
 * @host: the host's services
 * @host_data: their first argument
 *
 * Takes no memory.
 */
void cp_setup(struct channel_program *cp, const struct vfio_ccw_host_ops *host,
	      void *host_data);

/**
 * cp_release() - give all memory back that was kept for the next program
 * @cp: the program, not active
 */
void cp_release(struct channel_program *cp);

/**
 * cp_init() - read a guest's channel program
 * @cp: the program, not active
 * @orb: the guest's ORB, big-endian; its first three words are looked at
 *
 * Context: device mutex; may sleep.
 * Return: 0, and cp_free() is due some time; -EOPNOTSUPP for transport mode
 * and for CCWs with modified indirect data addressing; -EINVAL for an ORB that
 * START SUBCHANNEL refuses, a chain of more than CP_MAX_CHAIN CCWs, or a
 * program beyond core/limits.h; -ENOMEM, or what the host reported.  After an
 * error nothing is held.  What only a status modifier leads to is never a reason.
 */
int cp_init(struct channel_program *cp, const struct css_orb *orb);

/**
 * cp_prefetch() - pin the program's pages and write the translated program
 * @cp: the program, after cp_init()
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EINVAL for a program beyond core/limits.h; -ENOMEM, or what the
 * host reported.  After an error cp_free() is still due.  What only a status modifier
 * leads to is never a reason.
 */
int cp_prefetch(struct channel_program *cp);

/**
 * cp_get_orb() - the ORB that starts the translated program
 * @cp: the program, after cp_prefetch()
 * @orb: gets it, big-endian, all eight words
 * @lpm: logical-path mask for a guest that left its own zero
 */
void cp_get_orb(const struct channel_program *cp, struct css_orb *orb, u8 lpm);

/**
 * cp_update_scsw() - make an SCSW of the channel one of the guest
 * @cp: the program, active or not
 * @scsw: as the channel stored it; its CCW address is changed, and what it
 *	repeats of the ORB
 *
 * A CCW address that is none of this program's becomes zero: it is
 * unpredictable by architecture, and might tell a host address.
 */
void cp_update_scsw(const struct channel_program *cp, struct css_scsw *scsw);

/**
 * cp_guest_ccw() - guest address of a translated CCW
 * @cp: the program
 * @host: absolute address in the translated program
 * @guest: gets the guest's address
 *
 * Any address that a channel may store is known, one past the last CCW of a
 * chain included.  Return: false for an address outside.
 */
bool cp_guest_ccw(const struct channel_program *cp, u32 host, u32 *guest);

/**
 * cp_resume() - see the suspend flag of the CCW at which the program waits anew
 * @cp: the active program
 * @host: absolute address of that CCW
 *
 * A guest changes the CCW before RESUME SUBCHANNEL, or the channel would
 * suspend again.  Of what it may change only the suspend flag is followed.
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EINVAL if @host is no CCW of the program; -EOPNOTSUPP if
 * anything but the flag has changed; or what the host reported.
 */
int cp_resume(struct channel_program *cp, u32 host);

/**
 * cp_free() - the program is over
 * @cp: the program, active or not
 *
 * Unpins everything.  Memory is kept for the next program.
 */
void cp_free(struct channel_program *cp);

/**
 * struct cp_view - a CCW of the guest's program, as the translation sees it
 * @segment: where the view is; zero at first, as all members
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
 * @skipped_to: only a status modifier leads to it
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
	bool skipped_to;
};

/**
 * cp_view_next() - the next CCW, in the order of guest addresses
 * @cp: the program, between cp_init() and the cp_init() after it
 * @view: where to go on; gets the CCW
 *
 * It is the order in which cp_prefetch() reads IDALs.
 * Return: false after the last one.
 */
bool cp_view_next(const struct channel_program *cp, struct cp_view *view);
/** cp_view_out() - may it move data to the device? */
bool cp_view_out(const struct cp_view *view);
/** cp_view_in() - may it move data into storage? */
bool cp_view_in(const struct cp_view *view);
/** cp_view_backward() - in descending order? */
bool cp_view_backward(const struct cp_view *view);
/** cp_guest_block() - bytes that an IDAW of the guest designates */
u32 cp_guest_block(const struct channel_program *cp);

#endif
