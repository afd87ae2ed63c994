/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory of the explored machine: allocations of the core, pages of users and of channel
 * programs.
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
 * @refs: references, not counting the user's own
 * @pins: how often VFIO has pinned it
 */
struct page {
	int refs;
	int pins;
};

/* Begin and end of the core's variables, defined by the linker. */
extern char __start_core_data[], __stop_core_data[];

/** memory_reset() - reset memory and the core's variables before a run */
void memory_reset(void);
/** memory_check_empty() - fail unless everything has been freed and unpinned */
void memory_check_empty(void);

void *memory_alloc(size_t size);
void *memory_realloc(const void *memory, size_t size);
void memory_free(const void *memory);
bool memory_is_freed(const void *memory);

/** memory_user_page() - the user's page with a number */
struct page *memory_user_page(unsigned int number);
/** memory_use() - add to the references and pins of a page */
void memory_use(struct page *page, int refs, int pins);
/** memory_exists() - is there storage at an address? */
bool memory_exists(uint64_t physical);
/** memory_may_be_used() - is a page allocated, pinned or referenced by the driver? */
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
