// SPDX-License-Identifier: GPL-2.0-only
/* core/platform.h on top of libc, with a ledger of the memory that is held. */
#include <stdio.h>
#include <stdlib.h>

#include "simtests/port/platform.h"

#define INSERTION_LIMIT	24u

/* Precedes each allocation, and keeps what follows aligned for any type. */
struct ledger_entry {
	size_t size;
	size_t magic;
};

#define LEDGER_MAGIC	((size_t)0x6c656467u)

static u64 live_bytes;
static u64 live_blocks;
static bool (*alloc_refuse)(void *data);
static void *alloc_data;

u64 platform_live_bytes(void)
{
	return live_bytes;
}

u64 platform_live_blocks(void)
{
	return live_blocks;
}

void platform_set_alloc_hook(bool (*refuse)(void *data), void *data)
{
	alloc_refuse = refuse;
	alloc_data = data;
}

void *platform_zalloc(size_t size)
{
	struct ledger_entry *entry;

	if (size > SIZE_MAX - sizeof(*entry))
		return NULL;
	if (alloc_refuse && alloc_refuse(alloc_data))
		return NULL;
	entry = calloc(1, sizeof(*entry) + size);
	if (!entry)
		return NULL;
	entry->size = size;
	entry->magic = LEDGER_MAGIC;
	live_bytes += size;
	live_blocks++;
	return entry + 1;
}

void platform_free(void *mem)
{
	struct ledger_entry *entry;

	if (!mem)
		return;
	entry = (struct ledger_entry *)mem - 1;
	platform_assert(entry->magic == LEDGER_MAGIC);
	entry->magic = 0;
	live_bytes -= entry->size;
	live_blocks--;
	free(entry);
}

static void insertion_sort(u64 *v, size_t n)
{
	size_t i, j;

	for (i = 1; i < n; i++) {
		u64 x = v[i];

		for (j = i; j > 0 && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static void sift_down(u64 *v, size_t root, size_t n)
{
	u64 x = v[root];
	size_t child;

	while ((child = 2 * root + 1) < n) {
		if (child + 1 < n && v[child + 1] > v[child])
			child++;
		if (v[child] <= x)
			break;
		v[root] = v[child];
		root = child;
	}
	v[root] = x;
}

static bool is_sorted(const u64 *v, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (v[i - 1] > v[i])
			return false;
	return true;
}

/* Not qsort(): libc's takes memory, and benchmarks would measure its callback. */
void platform_sort_u64(u64 *v, size_t n)
{
	size_t i;

	if (is_sorted(v, n))
		return;
	if (n <= INSERTION_LIMIT) {
		insertion_sort(v, n);
		return;
	}
	for (i = n / 2; i-- > 0;)
		sift_down(v, i, n);
	for (i = n - 1; i > 0; i--) {
		u64 top = v[0];

		v[0] = v[i];
		v[i] = top;
		sift_down(v, 0, i);
	}
}

void platform_bug(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, what);
	abort();
}
