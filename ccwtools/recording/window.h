/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The programs of a recording that were started last, in the order of their starts: those that
 * events to come may be about.  A recording of any length is read with memory for these.
 */
#ifndef RECORDING_WINDOW_H
#define RECORDING_WINDOW_H

#include "ccwtools/recording/recording.h"

/*
 * Status of a program is read before the next one is started, at most with some refused starts
 * in between.
 */
#define WINDOW_KEPT	16u

/*
 * While a program has not ended, all programs that were started after it, at other subchannels,
 * stay in the window.  A busy machine starts this many programs, or writes this many bytes of the
 * file, until it gives up on a device.  After that the program leaves the window without an end.
 */
#define WINDOW_MAX	65536u
#define WINDOW_BYTES	((u64)256 << 20)

/* A machine has no more subchannels on which a program could have been given up. */
#define WINDOW_OPEN	65536u

/**
 * struct window_entry - a program in the window
 * @bytes: of the lines of the file that were read since its start
 * @arena: its memory, and that of the entry
 */
struct window_entry {
	struct window_entry *older;
	struct window_entry *newer;
	struct rec_program program;
	u64 bytes;
	struct mem_arena *arena;
};

/**
 * struct window - the programs
 * @n: how many
 * @bytes: of all of them
 * @left: programs have left it
 * @open: sequence numbers of those that had not ended then, ascending
 * @n_open: how many
 */
struct window {
	struct window_entry *oldest;
	struct window_entry *newest;
	u32 n;
	u64 bytes;
	bool left;
	u64 *open;
	u32 n_open;
};

/* Adds a program that was started now. */
void window_add(struct window *window, struct window_entry *entry);
/* Counts a line of the file. */
void window_count(struct window *window, size_t bytes);
/* The program with that sequence number, or NULL. */
struct window_entry *window_find(const struct window *window, u64 seq);
/* The last program that was started at a subchannel, with condition code 0, or NULL. */
struct window_entry *window_last_of(const struct window *window, u32 sid);

/* Can a program with that sequence number have left the window? */
bool window_has_left(const struct window *window, u64 seq);
/* Return: has a program with that number left the window without an end?  It has one now. */
bool window_forget(struct window *window, u64 seq);

/**
 * window_take() - let the oldest program leave the window
 * @window: the window
 * @all: no event will come any more
 *
 * Return: the program, to be freed by window_entry_free(); NULL if none can leave yet.
 */
struct window_entry *window_take(struct window *window, bool all);
void window_entry_free(struct window_entry *entry);

/**
 * window_drop_open() - drop programs whose end has been cut off
 * @window: the window
 * @arena: takes their memory, in which there may be events of programs before them
 *
 * These are the last ones at their subchannels, and have not ended.
 *
 * Return: how many they were.
 */
u32 window_drop_open(struct window *window, struct mem_arena *arena);

void window_free(struct window *window);

#endif
