/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that is read in place, and its changed blocks, which are kept elsewhere: the first in
 * memory, further ones in a temporary file.
 */
#ifndef REPLAY_OVERLAY_H
#define REPLAY_OVERLAY_H

#include "ccwtools/recording/problem.h"

#define OVERLAY_BLOCK	((size_t)1 << 16)	/* a track of a 3390, and a bit more */
#define OVERLAY_MEMORY	1024u			/* blocks: 64 MiB */

/**
 * struct overlay - the file and its changes
 * @fd: the file
 * @base: its size
 * @blocks: for each block of it: where its changed contents are; NULL: it is not changed
 * @n_blocks: how many
 * @in_memory: how many of them are changed and in memory
 * @spill: temporary file with all that are not, each in its place; -1: there is none
 * @no_spill: all stay in memory, which a process that forks does not share
 */
struct overlay {
	int fd;
	u64 base;
	u8 **blocks;
	u64 n_blocks;
	u32 in_memory;
	int spill;
	bool no_spill;
};

/* Takes over @fd, a file of @size bytes. */
void overlay_open(struct overlay *overlay, int fd, u64 size);
void overlay_close(struct overlay *overlay);

/* Drops all changes. */
void overlay_reset(struct overlay *overlay);

/* Reads @len bytes; behind the end of the file there are zeroes.  Return: 0 or -EIO. */
int overlay_read(const struct overlay *overlay, u64 offset, void *buf, size_t len);
/* What the file itself has there. */
int overlay_read_base(const struct overlay *overlay, u64 offset, void *buf, size_t len);
int overlay_write(struct overlay *overlay, u64 offset, const void *buf, size_t len);

/* Is the block changed? */
bool overlay_is_changed(const struct overlay *overlay, u64 block);

/* Are these bytes zeroes since the file has a hole there?  false: they may be all the same. */
bool overlay_is_hole(const struct overlay *overlay, u64 offset, size_t len);

#endif
