// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for the translated program, a page at a time: a host whose memory is in use
 * finds single pages where it finds no larger ones.  Pages are kept for the next program.
 */
#include "core/cp/internal.h"

static int add_piece(struct channel_program *cp)
{
	struct cp_piece *piece = &cp->pieces[cp->n_pieces];

	/* See there why no program needs more. */
	platform_assert(cp->n_pieces < CP_MAX_PIECES);
	piece->mem = cp->host->alloc_channel(cp->host_data, HOST_PAGE_SIZE, &piece->addr);
	if (!piece->mem)
		return -ENOMEM;
	cp->n_pieces++;
	return 0;
}

/**
 * cp_pieces_add() - have memory for the places of CCWs
 * @cp: the program, its CCWs placed
 *
 * Return: 0 or -ENOMEM.
 */
int cp_pieces_add(struct channel_program *cp)
{
	int err = 0;

	while (!err && cp->n_pieces * CP_PIECE_WORDS < cp->n_slots)
		err = add_piece(cp);
	return err;
}

/**
 * cp_pieces_next() - have no more words of this piece, but all of the next
 * @cp: the program, after cp_pieces_reserve()
 *
 * Return: 0 or -ENOMEM.
 */
int cp_pieces_next(struct channel_program *cp)
{
	if (cp->words_end == cp->n_pieces * CP_PIECE_WORDS) {
		int err = add_piece(cp);

		if (err)
			return err;
	}
	cp->n_words = cp->words_end;
	cp->words_end += CP_PIECE_WORDS;
	return 0;
}

/**
 * cp_pieces_release() - give all memory back
 * @cp: the program, not active
 */
void cp_pieces_release(struct channel_program *cp)
{
	while (cp->n_pieces)
		cp->host->free_channel(cp->host_data, cp->pieces[--cp->n_pieces].mem,
				       HOST_PAGE_SIZE);
}
