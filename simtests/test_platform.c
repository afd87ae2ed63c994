// SPDX-License-Identifier: GPL-2.0-only
/* The functions of core/platform.h, in userspace and in a kernel. */
#include "simtests/suite.h"

#include "core/platform.h"

static void memory_is_zeroed_and_aligned(void **state)
{
	static const size_t sizes[] = { 1, 7, 8, 64, 4096, 5000, 1 << 16, 8u << 20 };
	u8 *again = NULL;
	u32 round, i;
	size_t at;

	/* The second round gets what the first has written to, or may. */
	for (round = 0; round < 2; round++) {
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			again = platform_zalloc(sizes[i]);
			assert_non_null(again);
			assert_int_equal((uintptr_t)again % sizeof(u64), 0);
			for (at = 0; at < sizes[i] && !again[at]; at++)
				;
			assert_int_equal(at, sizes[i]);
			memset(again, 0xa5, sizes[i]);
			platform_free(again);
		}
	}
	platform_free(NULL);
}

static void wire_order_is_big_endian(void **state)
{
	const __be16 half = cpu_to_be16(0x0102);
	const __be32 word = cpu_to_be32(0x01020304);
	const __be64 wide = cpu_to_be64(0x0102030405060708ull);

	assert_memory_equal(&half, "\1\2", 2);
	assert_memory_equal(&word, "\1\2\3\4", 4);
	assert_memory_equal(&wide, "\1\2\3\4\5\6\7\10", 8);
	assert_int_equal(be16_to_cpu(half), 0x0102);
	assert_int_equal(be32_to_cpu(word), 0x01020304);
	assert_int_equal(be64_to_cpu(wide), 0x0102030405060708ull);
}

static void atomic_operations_return_what_was_there(void **state)
{
	u32 v = 0x80000001;

	assert_int_equal(platform_load_acquire(&v), 0x80000001);
	platform_store_release(&v, 5);
	assert_int_equal(v, 5);
	assert_int_equal(platform_xchg(&v, ~0u), 5);
	assert_int_equal(platform_xchg(&v, 3), ~0u);
	assert_int_equal(platform_fetch_or(&v, 6), 3);
	assert_int_equal(platform_fetch_or(&v, 0), 7);
	assert_int_equal(v, 7);
}

static void assertion_that_holds_is_silent(void **state)
{
	u32 asked = 0;

	platform_assert(++asked == 1);
	assert_int_equal(asked, 1);
}

static const struct CMUnitTest platform_cases[] = {
	cmocka_unit_test(memory_is_zeroed_and_aligned),
	cmocka_unit_test(wire_order_is_big_endian),
	cmocka_unit_test(atomic_operations_return_what_was_there),
	cmocka_unit_test(assertion_that_holds_is_silent),
};

SUITE(platform)
