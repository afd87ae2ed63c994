/* SPDX-License-Identifier: GPL-2.0-only */
/* The channel programs that are measured. */
#ifndef SELFTESTS_BENCH_SHAPES_H
#define SELFTESTS_BENCH_SHAPES_H

#include <stdbool.h>
#include <sys/types.h>
#include <linux/types.h>

#include "program.h"

/* Guest memory of the benchmark: programs, lists, data. */
#define MEMORY		0x200000u
#define MEMORY_PAGES	1024u
#define CCWS		(MEMORY + 0 * PAGE)
#define LISTS		(MEMORY + 64 * PAGE)
#define BUFFERS		(MEMORY + 128 * PAGE)

/**
 * struct shape - a channel program
 * @name: for display and scripts
 * @cmd: command code of each CCW
 * @ccws: how many, TICs not counted
 * @count: bytes of each
 * @gap: pages from one CCW's data to the next one's
 * @idaw: size of the blocks of its IDALs, or 0 for none
 * @offset: of each CCW's data, from where a block begins
 * @tic: a TIC after each CCW but the last
 * @left: CCWs behind each TIC, which are no part of the program
 * @left_count: bytes that each of them would read
 * @format0: CCWs are of format 0
 */
struct shape {
	const char *name;
	__u8 cmd;
	__u32 ccws;
	__u16 count;
	__u32 gap;
	__u32 idaw;
	__u32 offset;
	bool tic;
	__u32 left;
	__u16 left_count;
	bool format0;
};

extern const struct shape shapes[];
extern const unsigned int n_shapes;

/* Writes the program into guest memory, whose first byte is @mem. */
void shape_build(const struct shape *shape, __u8 *mem);
/* The bits of word 1 of the ORB that the program needs. */
__u16 shape_orb(const struct shape *shape);
/* Does guest memory hold the data of a device? */
bool shape_answered(const struct shape *shape, const __u8 *mem);

#endif
