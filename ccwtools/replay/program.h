/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recorded program in guest memory: put where it was, and afterwards the pages
 * it lies in compared, byte for byte, with what they have to hold.
 */
#ifndef REPLAY_PROGRAM_H
#define REPLAY_PROGRAM_H

#include "ccwtools/recording/program.h"

/* Where a read is expected to store, this lies before. */
#define PROGRAM_FILL	0xee

/** struct area - a piece of guest memory; @data follows it in a command's bytes */
struct area {
	u64 addr;
	u32 len;
};

/**
 * struct area_walk - the areas a CCW designates, one after the other
 * @program: the CCW's program
 * @ccw: the CCW
 * @idaw: the next IDAW
 * @left: bytes not yet walked over
 */
struct area_walk {
	const struct rec_program *program;
	const struct rec_ccw *ccw;
	u32 idaw;
	u32 left;
};

/**
 * area_walk_start() - begin
 * @walk: the walk
 * @program: the CCW's program
 * @ccw: the CCW
 * @len: no more than this many bytes
 */
void area_walk_start(struct area_walk *walk, const struct rec_program *program,
		     const struct rec_ccw *ccw, u32 len);
/** area_walk_next() - go on. Return: false after the last area. */
bool area_walk_next(struct area_walk *walk, struct area *area);

/**
 * program_end_of_memory() - the guest memory that a program takes
 * @program: the program
 *
 * Return: one more than its highest address; 0 if it is not below 4 GiB.
 */
u64 program_end_of_memory(const struct rec_program *program);

/** program_uses() - does a part of a program, or of its data, lie there? */
bool program_uses(const struct rec_program *program, u64 addr, u32 len);

struct expectation;
struct stage;

/**
 * program_build() - put a program into guest memory
 * @program: the program
 * @stage: whose memory
 *
 * Return: what its pages have to hold after a run that goes as recorded.
 */
struct expectation *program_build(const struct rec_program *program, struct stage *stage);

/**
 * struct surprise - a byte of guest memory that is not as it has to be
 * @addr: its address
 * @bytes: how many differ in all
 * @expected: what it should be
 * @actual: what it is
 */
struct surprise {
	u64 addr;
	u64 bytes;
	u8 expected;
	u8 actual;
};

/**
 * expectation_partly() - has a part of the program been carried out, and nothing else?
 * @expectation: what program_build() returned
 * @stage: its memory
 *
 * Return: each byte of its pages is as it was before the run, or as it has to be.
 */
bool expectation_partly(const struct expectation *expectation, struct stage *stage);

/**
 * expectation_check() - look at guest memory after the run, and free
 * @expectation: what program_build() returned
 * @stage: whose memory
 * @surprise: gets the first byte that differs
 *
 * Return: false if a byte differs.
 */
bool expectation_check(struct expectation *expectation, struct stage *stage,
		       struct surprise *surprise);

#endif
