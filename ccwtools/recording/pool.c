// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/pool.h"

struct pool_piece {
	struct pool_piece *next;
	max_align_t data[];
};

struct pool {
	struct pool_piece *pieces;
};

static void *need(void *mem)
{
	if (!mem) {
		fputs("ccwreplay: no memory left; close something and try again\n", stderr);
		exit(2);
	}
	return mem;
}

struct pool *pool_create(void)
{
	return need(calloc(1, sizeof(struct pool)));
}

void *pool_zalloc(struct pool *pool, size_t size)
{
	struct pool_piece *piece;

	piece = need(size < SIZE_MAX / 2 ? calloc(1, sizeof(*piece) + size) : NULL);
	piece->next = pool->pieces;
	pool->pieces = piece;
	return piece->data;
}

char *pool_strdup(struct pool *pool, const char *text)
{
	size_t len = strlen(text) + 1;

	return memcpy(pool_zalloc(pool, len), text, len);
}

void *pool_grow(struct pool *pool, void *array, size_t n, size_t size)
{
	void *larger;

	if (n && (n & (n - 1)))		/* full only when it holds a power of two */
		return array;
	if (n > SIZE_MAX / 4 / size)
		need(NULL);
	larger = pool_zalloc(pool, (n ? 2 * n : 1) * size);
	if (n)
		memcpy(larger, array, n * size);
	return larger;
}

void pool_destroy(struct pool *pool)
{
	struct pool_piece *piece;

	if (!pool)
		return;
	while ((piece = pool->pieces)) {
		pool->pieces = piece->next;
		free(piece);
	}
	free(pool);
}
