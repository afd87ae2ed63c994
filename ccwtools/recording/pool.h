/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that is allocated piece by piece and freed as a whole. */
#ifndef RECORDING_POOL_H
#define RECORDING_POOL_H

#include "core/platform.h"

struct pool;

/* All of them end the program when memory is exhausted. */
struct pool *pool_create(void);
void *pool_zalloc(struct pool *pool, size_t size);
char *pool_strdup(struct pool *pool, const char *text);
void pool_destroy(struct pool *pool);

/**
 * pool_grow() - room for one element more in an array that doubles
 * @pool: the pool; the array left behind stays in it
 * @array: the array, or NULL
 * @n: elements in it
 * @size: bytes in one
 */
void *pool_grow(struct pool *pool, void *array, size_t n, size_t size);

#endif
