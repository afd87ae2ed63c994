/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that is allocated piece by piece and freed as a whole. */
#ifndef RECORDING_ARENA_H
#define RECORDING_ARENA_H

#include "core/platform.h"

struct mem_arena;

/* Ends the program if @mem is NULL, that is, when memory is exhausted; returns @mem. */
void *mem_need(void *mem);

/* All of them end the program when memory is exhausted. */
struct mem_arena *mem_arena_create(void);
void *mem_zalloc(struct mem_arena *arena, size_t size);
char *mem_strdup(struct mem_arena *arena, const char *text);
void mem_arena_destroy(struct mem_arena *arena);
/* Moves all memory of @from, which is destroyed, into @arena. */
void mem_arena_take(struct mem_arena *arena, struct mem_arena *from);

/**
 * mem_grow() - room for one element more in an array that doubles
 * @arena: the arena; the array left behind stays in it
 * @array: the array, or NULL
 * @n: elements in it
 * @size: bytes in one
 */
void *mem_grow(struct mem_arena *arena, void *array, size_t n, size_t size);

#endif
