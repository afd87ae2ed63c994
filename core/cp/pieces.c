// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory for the translated program, a page at a time: when memory is fragmented, single
 * pages are available where larger blocks are not.  Pages are kept for the next program.
 */
#include "core/cp/internal.h"

static int add_piece(struct channel_program *cp)
{
	struct cp_piece *piece = &cp->pieces[cp->n_pieces];

	/* core/limits.h says why no program needs more. */
	platform_assert(cp->n_pieces < CP_MAX_PIECES);
	piece->mem = cp->host->alloc_channel(cp->host_data, HOST_PAGE_SIZE, &piece->addr);
	if (!piece->mem)
		return -ENOMEM;
	cp->n_pieces++;
	return 0;
}

/* Allocate pieces for the places of CCWs.  Return: 0 or -ENOMEM. */
int cp_pieces_add(struct channel_program *cp)
{
	int err = 0;

	while (!err && cp->n_pieces * CP_PIECE_WORDS < cp->n_ccw_words)
		err = add_piece(cp);
	return err;
}

/* Go on to the next piece, allocated if there is none.  Return: 0 or -ENOMEM. */
int cp_pieces_next(struct channel_program *cp)
{
	if (cp->words_end == cp->n_pieces * CP_PIECE_WORDS) {
		int err = add_piece(cp);

		if (err)
			return err;
	}
	platform_assert(cp->n_words <= cp->words_end);
	cp->n_words = cp->words_end;
	cp->words_end += CP_PIECE_WORDS;
	return 0;
}

/* Free all pieces of a program that is not active. */
void cp_pieces_release(struct channel_program *cp)
{
	while (cp->n_pieces)
		cp->host->free_channel(cp->host_data, cp->pieces[--cp->n_pieces].mem,
				       HOST_PAGE_SIZE);
}
