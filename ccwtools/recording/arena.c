// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE	/* program_invocation_short_name */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/arena.h"

struct arena_piece {
	struct arena_piece *next;
	max_align_t data[];
};

struct mem_arena {
	struct arena_piece *pieces;
};

void *mem_need(void *mem)
{
	if (!mem) {
		fprintf(stderr, "%s: no memory left; close something and try again\n",
			program_invocation_short_name);
		exit(2);
	}
	return mem;
}

struct mem_arena *mem_arena_create(void)
{
	return mem_need(calloc(1, sizeof(struct mem_arena)));
}

void *mem_zalloc(struct mem_arena *arena, size_t size)
{
	struct arena_piece *piece;

	piece = mem_need(size < SIZE_MAX / 2 ? calloc(1, sizeof(*piece) + size) : NULL);
	piece->next = arena->pieces;
	arena->pieces = piece;
	return piece->data;
}

char *mem_strdup(struct mem_arena *arena, const char *text)
{
	size_t len = strlen(text) + 1;

	return memcpy(mem_zalloc(arena, len), text, len);
}

void *mem_grow(struct mem_arena *arena, void *array, size_t n, size_t size)
{
	void *larger;

	if (n && (n & (n - 1)))		/* full only when it holds a power of two */
		return array;
	if (n > SIZE_MAX / 4 / size)
		mem_need(NULL);
	larger = mem_zalloc(arena, (n ? 2 * n : 1) * size);
	if (n)
		memcpy(larger, array, n * size);
	return larger;
}

void mem_arena_take(struct mem_arena *arena, struct mem_arena *from)
{
	struct arena_piece **end = &from->pieces;

	while (*end)
		end = &(*end)->next;
	*end = arena->pieces;
	arena->pieces = from->pieces;
	free(from);
}

void mem_arena_destroy(struct mem_arena *arena)
{
	struct arena_piece *piece;

	if (!arena)
		return;
	while ((piece = arena->pieces)) {
		arena->pieces = piece->next;
		free(piece);
	}
	free(arena);
}
