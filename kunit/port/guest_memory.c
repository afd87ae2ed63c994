// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guest memory; unless it is small, its pages are allocated when they are first used.
 * A range across pages is mapped contiguously when it is used, and stays mapped until
 * the end.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "simtests/port/guest_memory.h"
#include "simtests/port/port.h"

/* Up to this size all is allocated at once; the page allocator can do that. */
#define ALL_AT_ONCE	(2u << 20)

/* Pieces start and end at multiples of this, so that there are few. */
#define PIECE_PAGES	16u

/* Many more than any test needs. */
#define MAX_PIECES	64u

struct piece {
	u32 first;		/* page */
	u32 npages;
	u8 *mem;
};

struct guest_memory {
	u64 size;
	u8 *all;		/* if allocated at once; then the other members are unused */
	u32 npages;
	u32 n_pieces;
	struct page **pages;
	struct piece pieces[MAX_PIECES];
};

struct guest_memory *guest_memory_create(u64 size)
{
	struct guest_memory *memory = port_zalloc(sizeof(*memory));

	if (!memory)
		return NULL;
	memory->size = size;
	if (size <= ALL_AT_ONCE) {
		memory->all = port_zalloc(size);
	} else {
		memory->npages = DIV_ROUND_UP_ULL(size, PAGE_SIZE);
		memory->pages = port_zalloc(memory->npages * sizeof(memory->pages[0]));
	}
	if (memory->all || memory->pages)
		return memory;
	port_free(memory);
	return NULL;
}

void guest_memory_destroy(struct guest_memory *memory)
{
	for (u32 i = 0; i < memory->n_pieces; i++)
		vunmap(memory->pieces[i].mem);
	for (u32 i = 0; i < memory->npages; i++)
		if (memory->pages[i])
			__free_page(memory->pages[i]);
	port_free(memory->pages);
	port_free(memory->all);
	port_free(memory);
}

static u8 *guest_memory_page(struct guest_memory *memory, u32 i)
{
	if (!memory->pages[i])
		memory->pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
	platform_assert(memory->pages[i]);
	return page_address(memory->pages[i]);
}

static u8 *guest_memory_piece(struct guest_memory *memory, u32 first, u32 last)
{
	struct piece *piece;

	for (u32 i = 0; i < memory->n_pieces; i++) {
		piece = &memory->pieces[i];
		if (first >= piece->first && last < piece->first + piece->npages)
			return piece->mem + (size_t)(first - piece->first) * PAGE_SIZE;
	}
	platform_assert(memory->n_pieces < MAX_PIECES);
	piece = &memory->pieces[memory->n_pieces];
	piece->first = round_down(first, PIECE_PAGES);
	piece->npages = min(round_up(last + 1, PIECE_PAGES), memory->npages) - piece->first;
	for (u32 i = 0; i < piece->npages; i++)
		guest_memory_page(memory, piece->first + i);
	piece->mem = vmap(memory->pages + piece->first, piece->npages, VM_MAP, PAGE_KERNEL);
	platform_assert(piece->mem);
	memory->n_pieces++;
	return piece->mem + (size_t)(first - piece->first) * PAGE_SIZE;
}

void *guest_memory_at(struct guest_memory *memory, u64 offset, u64 len)
{
	u32 first = offset / PAGE_SIZE, last = (offset + max_t(u64, len, 1) - 1) / PAGE_SIZE;

	platform_assert(offset <= memory->size && len <= memory->size - offset);
	if (memory->all)
		return memory->all + offset;
	if (first == last && first < memory->npages)
		return guest_memory_page(memory, first) + offset % PAGE_SIZE;
	return guest_memory_piece(memory, first, last) + offset % PAGE_SIZE;
}

void guest_memory_read(struct guest_memory *memory, u64 offset, void *buf, size_t len)
{
	platform_assert(offset <= memory->size && len <= memory->size - offset);
	if (memory->all) {
		memcpy(buf, memory->all + offset, len);
		return;
	}
	for (size_t done = 0, n; done < len; done += n) {
		u64 at = offset + done;

		n = min_t(size_t, len - done, PAGE_SIZE - at % PAGE_SIZE);
		memcpy(buf + done, guest_memory_page(memory, at / PAGE_SIZE) + at % PAGE_SIZE, n);
	}
}
