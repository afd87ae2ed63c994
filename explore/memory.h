/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's memory: what the core allocates, the pages of users and of channel programs.
 */
#ifndef EXPLORE_MEMORY_H
#define EXPLORE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1ul << PAGE_SHIFT)

#define MAX_KERNEL_PAGES	64u
#define MAX_USER_PAGES		128u

/**
 * struct page - a page of a user
 * @refs: references, but the user's own
 * @pins: how often VFIO has it pinned
 */
struct page {
	int refs;
	int pins;
};

/* The core's variables: the linker's names for where they begin and end. */
extern char __start_core_data[], __stop_core_data[];

/** memory_reset() - a run begins */
void memory_reset(void);
/** memory_check_empty() - what was allocated has been freed, and what was pinned unpinned */
void memory_check_empty(void);

void *memory_alloc(size_t size);
void *memory_realloc(const void *memory, size_t size);
void memory_free(const void *memory);
bool memory_is_freed(const void *memory);

/** memory_user_page() - a page for a user, by its number */
struct page *memory_user_page(unsigned int number);
/** memory_use() - a page gets, or loses, references and pins */
void memory_use(struct page *page, int refs, int pins);
/** memory_exists() - is there storage at an address? */
bool memory_exists(uint64_t physical);
/** memory_may_be_used() - has the driver a right to a page? */
bool memory_may_be_used(uint64_t physical);

uint64_t memory_physical(const struct page *page);
struct page *memory_page(uint64_t physical);
/** memory_at() - the bytes at an address */
void *memory_at(uint64_t physical);

/* Memory that a channel can reach. */
void *memory_alloc_pages(size_t size);
void memory_free_pages(void *memory, size_t size);
uint64_t memory_of_pages(const void *memory);

#endif
