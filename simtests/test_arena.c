// SPDX-License-Identifier: GPL-2.0-only
/* The machine's memory that all other tests rely on. */
#include "simtests/suite.h"

#include "simtests/port/arena.h"
#include "simtests/port/platform.h"

#define MIB	(1ull << 20)
#define GIB	(1ull << 30)
#define PAGE	((u64)HOST_PAGE_SIZE)

static const struct vfio_ccw_host_ops *const host = &arena_host_ops;
static const struct sim_storage_ops *const storage = &arena_storage_ops;

static struct arena *locked_arena(u64 size)
{
	struct arena *arena = arena_create(size);

	assert_non_null(arena);
	arena_lock(arena);
	return arena;
}

static void destroy(struct arena *arena)
{
	arena_unlock(arena);
	arena_destroy(arena);
}

static void each_page_has_an_address_of_its_own(void **state)
{
	struct arena *arena = locked_arena(4 * GIB);
	u64 previous = 0, addr = 0;
	u64 iova;
	void *ptr;

	/* A step that meets all alignments, and both ends of the memory. */
	for (iova = 0; iova < 4 * GIB; iova += 257 * PAGE) {
		assert_int_equal(host->pin(arena, iova, 1, false, &addr), 0);
		assert_true(addr >= 4 * GIB && addr < 8 * GIB && !(addr & HOST_PAGE_MASK));
		assert_int_equal(storage->map(arena, addr + 5, 7, true, &ptr), SIM_STORAGE_OK);
		assert_ptr_equal(ptr, arena_guest(arena, iova + 5, 7));
		host->unpin_all(arena);
	}
	for (iova = 0; iova < 64 * MIB; iova += PAGE) {
		assert_int_equal(host->pin(arena, iova, 1, false, &addr), 0);
		assert_true(addr != previous + PAGE && addr + PAGE != previous);
		host->unpin_all(arena);
		previous = addr;
	}
	destroy(arena);
}

static void storage_is_granted_while_pinned(void **state)
{
	struct arena *arena = locked_arena(MIB);
	u64 addr[2];

	assert_int_equal(host->pin(arena, PAGE, 2, false, addr), 0);
	assert_true(storage->granted(arena, addr[0], 4096, false));
	assert_false(storage->granted(arena, addr[0], 4096, true));
	assert_false(storage->granted(arena, addr[0] + 1, 4096, false));
	assert_int_equal(host->pin(arena, PAGE, 1, true, addr), 0);
	assert_true(storage->granted(arena, addr[0], 4096, true));
	assert_false(storage->granted(arena, addr[1], 1, true));
	assert_int_equal(arena_counts(arena)->held_pages, 3);
	host->unpin_all(arena);
	assert_false(storage->granted(arena, addr[0], 1, false));
	assert_int_equal(host->pin(arena, PAGE, 1, false, addr), 0);
	assert_false(storage->granted(arena, addr[0], 1, true));
	host->unpin_all(arena);
	assert_int_equal(arena_counts(arena)->held_pages, 0);
	assert_int_equal(arena_counts(arena)->pins, 3);
	assert_int_equal(arena_counts(arena)->pinned_pages, 4);
	destroy(arena);
}

static void holes_and_ends_are_not_there(void **state)
{
	struct arena *arena = locked_arena(MIB);
	u64 addr[8];
	u8 buf[16];
	void *ptr;

	assert_int_equal(host->pin(arena, 4 * PAGE, 1, false, addr), 0);
	host->unpin_all(arena);
	arena_unmap(arena, 4 * PAGE, 2 * PAGE);
	assert_int_equal(storage->map(arena, addr[0], 1, false, &ptr), SIM_STORAGE_ADDRESSING);
	assert_int_equal(host->read(arena, 4 * PAGE - 16, buf, 16), 0);
	assert_int_equal(host->read(arena, 4 * PAGE - 15, buf, 16), -EFAULT);
	assert_int_equal(host->read(arena, 6 * PAGE - 1, buf, 16), -EFAULT);
	assert_int_equal(host->read(arena, 6 * PAGE, buf, 16), 0);
	assert_int_equal(host->pin(arena, 2 * PAGE, 3, false, addr), -EFAULT);
	assert_int_equal(arena_counts(arena)->held_pages, 0);
	arena_map(arena, 4 * PAGE, 2 * PAGE);
	assert_int_equal(host->pin(arena, 2 * PAGE, 3, false, addr), 0);
	host->unpin_all(arena);
	assert_int_equal(host->read(arena, MIB - 16, buf, 16), 0);
	assert_int_equal(host->read(arena, MIB - 15, buf, 16), -EFAULT);
	assert_int_equal(host->read(arena, ~0ull, buf, 16), -EFAULT);
	assert_int_equal(host->pin(arena, MIB - PAGE, 2, false, addr), -EFAULT);
	assert_int_equal(storage->map(arena, PAGE, 1, false, &ptr), SIM_STORAGE_ADDRESSING);
	assert_int_equal(storage->map(arena, 8 * GIB, 1, false, &ptr), SIM_STORAGE_ADDRESSING);
	destroy(arena);
}

static void read_only_pages_take_no_store(void **state)
{
	struct arena *arena = locked_arena(MIB);
	u64 addr[2];
	void *ptr;

	arena_protect(arena, PAGE, PAGE, true);
	assert_int_equal(host->pin(arena, 0, 2, true, addr), -EFAULT);
	assert_int_equal(host->pin(arena, 0, 2, false, addr), 0);
	assert_int_equal(storage->map(arena, addr[1], 1, false, &ptr), SIM_STORAGE_OK);
	assert_int_equal(storage->map(arena, addr[1], 1, true, &ptr), SIM_STORAGE_PROTECTION);
	host->unpin_all(arena);
	arena_protect(arena, PAGE, PAGE, false);
	assert_int_equal(host->pin(arena, 0, 2, true, addr), 0);
	host->unpin_all(arena);
	destroy(arena);
}

static void channel_memory_ends_where_it_ends(void **state)
{
	struct arena *arena = locked_arena(MIB);
	u32 first, second;
	void *a, *b, *ptr;

	a = host->alloc_channel(arena, 100, &first);
	b = host->alloc_channel(arena, 2 * PAGE, &second);
	assert_non_null(a);
	assert_non_null(b);
	assert_true(first != second && !(first & HOST_PAGE_MASK) && !(second >> 31));
	assert_int_equal(storage->map(arena, first + 92, 8, false, &ptr), SIM_STORAGE_OK);
	assert_ptr_equal(ptr, (u8 *)a + 92);
	assert_int_equal(storage->map(arena, first + 93, 8, false, &ptr), SIM_STORAGE_ADDRESSING);
	assert_true(storage->granted(arena, first, 100, false));
	assert_false(storage->granted(arena, first, 1, true));
	assert_false(storage->granted(arena, first, 101, false));
	assert_int_equal(arena_counts(arena)->held_channel, 100 + 2 * PAGE);
	host->free_channel(arena, a, 100);
	assert_false(storage->granted(arena, first, 1, false));
	host->free_channel(arena, b, 2 * PAGE);
	assert_null(host->alloc_channel(arena, 0, &first));
	assert_null(host->alloc_channel(arena, 2 * PAGE + 1, &first));
	assert_int_equal(arena_counts(arena)->channel_allocs, 4);
	assert_int_equal(arena_counts(arena)->held_channel, 0);
	destroy(arena);
}

static void a_plan_refuses_what_it_names(void **state)
{
	struct sim_fault faults[] = {
		{ .when = SIM_WHEN_READ, .n = 2, .what = SIM_FAULT_ERRNO, .arg = EIO },
		{ .when = SIM_WHEN_PIN, .n = 1, .what = SIM_FAULT_ERRNO, .arg = ENOMEM },
		{ .when = SIM_WHEN_ALLOC, .n = 2, .what = SIM_FAULT_ERRNO, .arg = ENOMEM },
	};
	struct sim_plan plan = { .faults = faults, .count = ARRAY_SIZE(faults) };
	struct arena *arena = locked_arena(MIB);
	u64 addr;
	u32 where;
	void *mem;
	u8 buf[8];

	assert_int_equal(host->read(arena, 0, buf, 8), 0);
	arena_set_plan(arena, &plan);
	assert_int_equal(host->read(arena, 0, buf, 8), 0);
	assert_int_equal(host->read(arena, 0, buf, 8), -EIO);
	assert_int_equal(host->read(arena, 0, buf, 8), 0);
	assert_int_equal(host->pin(arena, 0, 1, false, &addr), -ENOMEM);
	assert_int_equal(host->pin(arena, 0, 1, false, &addr), 0);
	host->unpin_all(arena);
	mem = platform_zalloc(8);
	assert_non_null(mem);
	platform_free(mem);
	assert_null(host->alloc_channel(arena, 8, &where));
	mem = host->alloc_channel(arena, 8, &where);
	assert_non_null(mem);
	host->free_channel(arena, mem, 8);
	arena_set_plan(arena, NULL);
	destroy(arena);
}

static bool yes_once(void *data)
{
	int *left = data;

	return (*left)-- == 0;
}

static void the_ledger_of_memory_is_right(void **state)
{
	u64 bytes = platform_live_bytes();
	u64 blocks = platform_live_blocks();
	int left = 1;
	u8 *a, *b;

	platform_set_alloc_hook(yes_once, &left);
	a = platform_zalloc(24);
	assert_non_null(a);
	assert_null(platform_zalloc(8));
	b = platform_zalloc(0);
	assert_non_null(b);
	platform_set_alloc_hook(NULL, NULL);
	assert_int_equal(a[0] | a[23], 0);
	assert_int_equal(platform_live_bytes(), bytes + 24);
	assert_int_equal(platform_live_blocks(), blocks + 2);
	assert_null(platform_zalloc(SIZE_MAX));
	platform_free(NULL);
	platform_free(a);
	platform_free(b);
	assert_int_equal(platform_live_bytes(), bytes);
	assert_int_equal(platform_live_blocks(), blocks);
}

static void numbers_are_sorted(void **state)
{
	static u64 v[500], count[16];
	size_t n, i;
	u64 seed = 1;

	for (n = 0; n < ARRAY_SIZE(v); n = n * 2 + 1) {
		memset(count, 0, sizeof(count));
		for (i = 0; i < n; i++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			v[i] = seed >> 60 ? ~0ull - (seed >> 60) : 0;
			count[v[i] & 15]++;
		}
		platform_sort_u64(v, n);
		for (i = 0; i < n; i++) {
			assert_true(i == 0 || v[i - 1] <= v[i]);
			count[v[i] & 15]--;
		}
		for (i = 0; i < ARRAY_SIZE(count); i++)
			assert_int_equal(count[i], 0);
	}
}

static const struct CMUnitTest arena_cases[] = {
	cmocka_unit_test(each_page_has_an_address_of_its_own),
	cmocka_unit_test(storage_is_granted_while_pinned),
	cmocka_unit_test(holes_and_ends_are_not_there),
	cmocka_unit_test(read_only_pages_take_no_store),
	cmocka_unit_test(channel_memory_ends_where_it_ends),
	cmocka_unit_test(a_plan_refuses_what_it_names),
	cmocka_unit_test(the_ledger_of_memory_is_right),
	cmocka_unit_test(numbers_are_sorted),
};

SUITE(arena)
