// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of the explored machine.  In a run no address is allocated twice, so that a use
 * after free is detected.
 */
#include "explore/memory.h"

#include <string.h>

#include "explore/channel.h"
#include "explore/sched.h"

#define HEAP_SIZE	(1u << 20)
#define GRAIN		64u
#define MAX_BLOCKS	512u
#define POISON		0x6b

/* Absolute addresses: pages for channel programs below 2 GiB, users' pages above. */
#define KERNEL_PAGES	0x00100000ull
#define USER_PAGES	0x200000000ull

struct block {
	char *memory;
	size_t size;
	bool freed;
};

static char heap[HEAP_SIZE] __attribute__((aligned(4096)));
static uint16_t block_of[HEAP_SIZE / GRAIN];	/* index in blocks plus one; 0: none */
static struct block blocks[MAX_BLOCKS];
static uint32_t n_blocks, heap_used;

static char kernel_pages[MAX_KERNEL_PAGES][PAGE_SIZE] __attribute__((aligned(4096)));
static bool page_freed[MAX_KERNEL_PAGES], page_taken[MAX_KERNEL_PAGES];
static uint32_t kernel_pages_used;

static char user_bytes[MAX_USER_PAGES][PAGE_SIZE] __attribute__((aligned(4096)));
static struct page user_pages[MAX_USER_PAGES];

/* Copy of the core's variables before the module is loaded. */
static char core_data[1u << 16];
static bool core_data_saved;

void memory_reset(void)
{
	size_t size = __stop_core_data - __start_core_data;

	sched_must(size <= sizeof(core_data));
	if (!core_data_saved)
		memcpy(core_data, __start_core_data, size);
	else
		memcpy(__start_core_data, core_data, size);
	core_data_saved = true;
	memset(block_of, 0, heap_used / GRAIN * sizeof(block_of[0]));
	n_blocks = 0;
	heap_used = 0;
	kernel_pages_used = 0;
	memset(page_freed, 0, sizeof(page_freed));
	memset(page_taken, 0, sizeof(page_taken));
	memset(user_pages, 0, sizeof(user_pages));
}

void memory_check_empty(void)
{
	for (uint32_t i = 0; i < n_blocks; i++)
		if (!blocks[i].freed)
			sched_fail("%zu bytes are not freed", blocks[i].size);
	for (uint32_t i = 0; i < kernel_pages_used; i++)
		if (page_taken[i] && !page_freed[i])
			sched_fail("memory of a channel program is not freed");
	for (uint32_t i = 0; i < MAX_USER_PAGES; i++)
		if (user_pages[i].pins || user_pages[i].refs)
			sched_fail("a page stays pinned or referenced");
}

/* ---- Allocations ---- */

void *memory_alloc(size_t size)
{
	size_t room = (size + GRAIN) & ~(size_t)(GRAIN - 1);
	char *memory = heap + heap_used;

	if (heap_used + room > HEAP_SIZE || n_blocks == MAX_BLOCKS)
		sched_fail("the explored machine has no memory left");
	blocks[n_blocks++] = (struct block){ memory, size, false };
	for (size_t i = 0; i < room; i += GRAIN)
		block_of[(heap_used + i) / GRAIN] = n_blocks;
	heap_used += room;
	memset(memory, 0, size);
	return memory;
}

static struct block *find_block(const void *memory)
{
	size_t offset = (const char *)memory - heap;
	uint16_t n = offset < HEAP_SIZE ? block_of[offset / GRAIN] : 0;

	return n ? &blocks[n - 1] : NULL;
}

bool memory_is_freed(const void *memory)
{
	const struct block *b = find_block(memory);

	return b && b->freed;
}

void memory_free(const void *memory)
{
	struct block *b;

	if (!memory)
		return;
	b = find_block(memory);
	if (!b || b->memory != memory || b->freed)
		sched_fail("memory is freed that was not allocated, or twice");
	b->freed = true;
	memset(b->memory, POISON, b->size);
}

void *memory_realloc(const void *memory, size_t size)
{
	const struct block *b = memory ? find_block(memory) : NULL;
	void *grown = memory_alloc(size);

	if (b)
		memcpy(grown, memory, b->size < size ? b->size : size);
	memory_free(memory);
	return grown;
}

/* ---- Pages ---- */

struct page *memory_user_page(unsigned int number)
{
	if (number >= MAX_USER_PAGES)
		sched_fail("no such page of a user");
	return &user_pages[number];
}

uint64_t memory_physical(const struct page *page)
{
	return USER_PAGES + ((uint64_t)(page - user_pages) << PAGE_SHIFT);
}

struct page *memory_page(uint64_t physical)
{
	uint64_t n = (physical - USER_PAGES) >> PAGE_SHIFT;

	return physical >= USER_PAGES && n < MAX_USER_PAGES ? &user_pages[n] : NULL;
}

void memory_use(struct page *page, int refs, int pins)
{
	page->refs += refs;
	page->pins += pins;
	if (page->refs < 0 || page->pins < 0)
		sched_fail("page %td is released more often than it was taken",
			   page - user_pages);
	if (!page->refs && !page->pins)
		channel_check_page(memory_physical(page));
}

bool memory_exists(uint64_t physical)
{
	return memory_page(physical) || (physical >= KERNEL_PAGES &&
					 physical < KERNEL_PAGES + sizeof(kernel_pages));
}

bool memory_may_be_used(uint64_t physical)
{
	uint64_t n = (physical - KERNEL_PAGES) >> PAGE_SHIFT;
	const struct page *page = memory_page(physical);

	if (page)
		return page->refs || page->pins;
	return physical >= KERNEL_PAGES && n < kernel_pages_used && !page_freed[n];
}

void *memory_at(uint64_t physical)
{
	const struct page *page = memory_page(physical);
	uint64_t offset = physical & (PAGE_SIZE - 1);
	uint64_t n = (physical - KERNEL_PAGES) >> PAGE_SHIFT;

	if (page)
		return user_bytes[page - user_pages] + offset;
	if (!memory_exists(physical))
		sched_fail("there is no storage at %llx", (unsigned long long)physical);
	return kernel_pages[n] + offset;
}

void *memory_alloc_pages(size_t size)
{
	uint32_t n = (size + PAGE_SIZE - 1) >> PAGE_SHIFT;
	void *memory = kernel_pages[kernel_pages_used];

	if (kernel_pages_used + n > MAX_KERNEL_PAGES)
		sched_fail("the explored machine has no pages left");
	page_taken[kernel_pages_used] = true;
	kernel_pages_used += n;
	memset(memory, 0, size);
	return memory;
}

uint64_t memory_of_pages(const void *memory)
{
	return KERNEL_PAGES + ((const char *)memory - kernel_pages[0]);
}

void memory_free_pages(void *memory, size_t size)
{
	uint64_t physical = memory_of_pages(memory);
	uint64_t first = (physical - KERNEL_PAGES) >> PAGE_SHIFT;

	for (uint64_t n = first; n < first + ((size + PAGE_SIZE - 1) >> PAGE_SHIFT); n++) {
		if (n >= kernel_pages_used || page_freed[n])
			sched_fail("pages are freed that were not allocated, or twice");
		page_freed[n] = true;
		channel_check_page(KERNEL_PAGES + (n << PAGE_SHIFT));
	}
}
