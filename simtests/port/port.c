// SPDX-License-Identifier: GPL-2.0-only
/* The port on top of libc. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "simtests/port/port.h"

#define PAGE		4096u
#define INSERTION_LIMIT	24u

void *port_zalloc(size_t size)
{
	return calloc(1, size);
}

/* Exactly this size, so that a sanitizer sees what goes past it. */
void *port_zalloc_page(size_t size)
{
	void *mem;

	if (posix_memalign(&mem, PAGE, size))
		return NULL;
	return memset(mem, 0, size);
}

void port_free(void *mem)
{
	free(mem);
}

/* In order with the other output of a program that crashes. */
void port_print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
}

u32 port_setting(const char *name, u32 otherwise)
{
	const char *value = getenv(name);

	return value ? (u32)strtoul(value, NULL, 0) : otherwise;
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
