// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest pages of a program: each is pinned once, consecutive ones in one call.
 *
 * The key of a page is its guest address, with the wanted access in the low bits and
 * CP_PAGE_REQUIRED unless only a status modifier leads to the CCWs that need it.  Its frame
 * is the absolute address, with FRAME_READONLY in the low bits if the guest allows no device
 * to store there; or CP_ADDR_INVALID if the page is not pinned.
 */
#include "core/cp/internal.h"

#define PAGE_OF(addr)		((addr) & ~HOST_PAGE_MASK)
#define FRAME_READONLY		0x1u

/* Make room for @n pages at most.  Return: 0 or -ENOMEM. */
int cp_pages_reserve(struct channel_program *cp, u32 n)
{
	cp->n_pages = 0;
	cp->page_hint = 0;
	cp->unsorted = false;
	cp->speculative_pages = false;
	if (n <= cp->max_pages)
		return 0;
	platform_free(cp->pages);
	cp->max_pages = 0;
	cp->pages = platform_zalloc(2 * n * sizeof(*cp->pages));
	if (!cp->pages)
		return -ENOMEM;
	cp->frames = cp->pages + n;
	cp->max_pages = n;
	return 0;
}

/**
 * cp_pages_add() - add a page that the program needs
 * @cp: the program, with room reserved
 * @addr: a guest address in the page
 * @moves: one or more of CP_OUT, CP_IN, CP_BACKWARD
 * @required: it is for a CCW to which more than a status modifier leads
 */
void cp_pages_add(struct channel_program *cp, u64 addr, u8 moves, bool required)
{
	u64 key = PAGE_OF(addr);

	if (moves & CP_STORE)
		key |= CP_PAGE_STORE;
	if (moves & CP_OUT)
		key |= CP_PAGE_FETCH;
	if (required)
		key |= CP_PAGE_REQUIRED;
	else
		cp->speculative_pages = true;
	if (cp->n_pages) {
		u64 *last = &cp->pages[cp->n_pages - 1];

		if (PAGE_OF(*last) == PAGE_OF(key)) {
			*last |= key;
			return;
		}
		cp->unsorted |= key < *last;
	}
	platform_assert(cp->n_pages < cp->max_pages);
	cp->pages[cp->n_pages++] = key;
}

static void sort_pages(struct channel_program *cp)
{
	u32 n = 0;

	if (!cp->unsorted)
		return;
	platform_sort_u64(cp->pages, cp->n_pages);
	for (u32 i = 1; i < cp->n_pages; i++) {
		if (PAGE_OF(cp->pages[i]) == PAGE_OF(cp->pages[n]))
			cp->pages[n] |= cp->pages[i];
		else
			cp->pages[++n] = cp->pages[i];
	}
	cp->n_pages = n + 1;
}

/* Consecutive pages from @first on with the same CP_PAGE_STORE and CP_PAGE_REQUIRED. */
static u32 run_length(const struct channel_program *cp, u32 first)
{
	const u64 *pages = cp->pages;
	u32 n = first + 1;

	while (n < cp->n_pages && PAGE_OF(pages[n]) == PAGE_OF(pages[n - 1]) + HOST_PAGE_SIZE &&
	       !((pages[n] ^ pages[first]) & (CP_PAGE_STORE | CP_PAGE_REQUIRED)))
		n++;
	return n - first;
}

static int pin_pages(struct channel_program *cp, u32 first, u32 n, bool store)
{
	return cp->host->pin(cp->host_data, PAGE_OF(cp->pages[first]), n, store,
			     &cp->frames[first]);
}

/* Pin a page that the guest may not have, or may have for reading only. */
static int pin_single_page(struct channel_program *cp, u32 i)
{
	u64 key = cp->pages[i];
	int err = pin_pages(cp, i, 1, key & CP_PAGE_STORE);

	if (err != -EFAULT)
		return err;
	if (key & CP_PAGE_STORE && key & CP_PAGE_FETCH) {
		err = pin_pages(cp, i, 1, false);
		if (!err)
			cp->frames[i] |= FRAME_READONLY;
		if (err != -EFAULT)
			return err;
	}
	cp->frames[i] = CP_ADDR_INVALID;
	return 0;
}

/* Pin pages one by one that could not be pinned in one call; @done gets how many were. */
static int pin_singly(struct channel_program *cp, u32 first, u32 n, u32 *done)
{
	for (*done = 0; *done < n; (*done)++) {
		int err = pin_single_page(cp, first + *done);

		if (err)
			return err;
	}
	return 0;
}

/* Pin consecutive pages; @done gets how many are pinned, or known not to exist. */
static int pin_run(struct channel_program *cp, u32 first, u32 n, u32 *done)
{
	int err = pin_pages(cp, first, n, cp->pages[first] & CP_PAGE_STORE);

	*done = err ? 0 : n;
	return err == -EFAULT ? pin_singly(cp, first, n, done) : err;
}

static void mark_not_pinned(struct channel_program *cp, u32 first, u32 n)
{
	for (u32 i = first; i < first + n; i++)
		cp->frames[i] = CP_ADDR_INVALID;
}

/* Pin all pages with CP_PAGE_REQUIRED; the others are CP_ADDR_INVALID for now. */
static int pin_required(struct channel_program *cp)
{
	u32 n;

	for (u32 i = 0; i < cp->n_pages; i += n) {
		u32 done;
		int err;

		n = run_length(cp, i);
		platform_assert(!i || PAGE_OF(cp->pages[i - 1]) < PAGE_OF(cp->pages[i]));
		if (!(cp->pages[i] & CP_PAGE_REQUIRED)) {
			mark_not_pinned(cp, i, n);
			continue;
		}
		err = pin_run(cp, i, n, &done);
		if (err) {
			cp->n_pages = i + done;
			return err;
		}
	}
	return 0;
}

/*
 * Pin the pages that only a status modifier leads to, after all others.  The first page
 * that the host cannot pin is the last one tried: the cause, such as a limit of locked
 * memory, takes time to detect and would affect the next pages, too.
 *
 * Return: 0; -EAGAIN if user space is unmapping memory there: the guest must not get a
 * program check for that, since it may have other memory there by now.
 */
static int pin_speculative(struct channel_program *cp)
{
	u32 n;

	for (u32 i = 0; i < cp->n_pages; i += n) {
		u32 done;
		int err;

		n = run_length(cp, i);
		if (cp->pages[i] & CP_PAGE_REQUIRED)
			continue;
		err = pin_run(cp, i, n, &done);
		if (!err)
			continue;
		if (err != -EAGAIN && !done)
			err = pin_singly(cp, i, n, &done);
		mark_not_pinned(cp, i + done, n - done);
		return err == -EAGAIN ? err : 0;
	}
	return 0;
}

/**
 * cp_pages_pin() - pin all pages that were added
 * @cp: the program
 *
 * A page that the guest does not have is no error; its frame is CP_ADDR_INVALID.  The same holds
 * for a page that cannot be pinned, except by -EAGAIN, if only a status modifier leads to
 * the CCWs that need it.
 *
 * Return: 0, or what the host reported; cp_pages_unpin() must be called in any case.
 */
int cp_pages_pin(struct channel_program *cp)
{
	int err;

	sort_pages(cp);
	err = pin_required(cp);
	if (!err && cp->speculative_pages)
		err = pin_speculative(cp);
	return err;
}

/* Unpin all pages, and forget them. */
void cp_pages_unpin(struct channel_program *cp)
{
	cp->host->unpin_all(cp->host_data);
	cp->n_pages = 0;
}

/* How many pages of the program lie below an address. */
static u32 pages_below(const struct channel_program *cp, u64 page)
{
	u32 low = 0, high = cp->n_pages;

	while (low < high) {
		u32 mid = (low + high) / 2;

		if (PAGE_OF(cp->pages[mid]) < page)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Programs usually use their pages in order. */
static u32 page_index(struct channel_program *cp, u64 page)
{
	for (u32 i = cp->page_hint; i < cp->n_pages && i < cp->page_hint + 2; i++)
		if (PAGE_OF(cp->pages[i]) == page)
			return i;
	return pages_below(cp, page);
}

/**
 * cp_pages_translate() - absolute address of a guest address
 * @cp: the program, its pages pinned
 * @addr: an address that was passed to cp_pages_add(), or CP_ADDR_INVALID
 * @moves: as passed there
 *
 * Return: the address, or CP_ADDR_INVALID if no memory of the guest is pinned there for this
 * access.
 */
u64 cp_pages_translate(struct channel_program *cp, u64 addr, u8 moves)
{
	u64 frame;
	u32 i;

	if (addr == CP_ADDR_INVALID)
		return CP_ADDR_INVALID;
	i = page_index(cp, PAGE_OF(addr));
	platform_assert(i < cp->n_pages && PAGE_OF(cp->pages[i]) == PAGE_OF(addr));
	cp->page_hint = i;
	frame = cp->frames[i];
	if (frame == CP_ADDR_INVALID || (frame & FRAME_READONLY && moves & CP_STORE))
		return CP_ADDR_INVALID;
	return PAGE_OF(frame) | (addr & HOST_PAGE_MASK);
}
