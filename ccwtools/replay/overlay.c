// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE	/* SEEK_DATA */
#include <stdlib.h>
#include <unistd.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/spool.h"
#include "ccwtools/replay/overlay.h"

/* Marks blocks that are in the temporary file. */
static u8 spilled[1];

void overlay_open(struct overlay *o, int fd, u64 size)
{
	memset(o, 0, sizeof(*o));
	o->fd = fd;
	o->base = size;
	o->spill = -1;
}

void overlay_reset(struct overlay *o)
{
	u64 i;

	for (i = 0; i < o->n_blocks; i++)
		if (o->blocks[i] != spilled)
			free(o->blocks[i]);
	free(o->blocks);
	o->blocks = NULL;
	o->n_blocks = 0;
	o->in_memory = 0;
	if (o->spill >= 0)
		close(o->spill);
	o->spill = -1;
}

void overlay_close(struct overlay *o)
{
	overlay_reset(o);
	if (o->fd >= 0)
		close(o->fd);
	o->fd = -1;
}

static int read_at(int fd, u64 offset, u8 *to, size_t len)
{
	while (len) {
		ssize_t n = pread(fd, to, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -EIO;
		to += n;
		offset += (u64)n;
		len -= (size_t)n;
	}
	return 0;
}

static int write_at(int fd, u64 offset, const u8 *from, size_t len)
{
	while (len) {
		ssize_t n = pwrite(fd, from, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -EIO;
		from += n;
		offset += (u64)n;
		len -= (size_t)n;
	}
	return 0;
}

int overlay_read_base(const struct overlay *o, u64 offset, void *buf, size_t len)
{
	size_t there = offset < o->base ? (size_t)min((u64)len, o->base - offset) : 0;

	memset((u8 *)buf + there, 0, len - there);
	return read_at(o->fd, offset, buf, there);
}

bool overlay_is_changed(const struct overlay *o, u64 block)
{
	return block < o->n_blocks && o->blocks[block];
}

bool overlay_is_hole(const struct overlay *o, u64 offset, size_t len)
{
	u64 block;
	off_t data;

	for (block = offset / OVERLAY_BLOCK; block * OVERLAY_BLOCK < offset + len; block++)
		if (overlay_is_changed(o, block))
			return false;
	data = lseek(o->fd, (off_t)offset, SEEK_DATA);
	return data < 0 ? errno == ENXIO && offset + len <= o->base : (u64)data >= offset + len;
}

/* Within one block. */
static int read_part(const struct overlay *o, u64 offset, u8 *to, size_t len)
{
	u64 block = offset / OVERLAY_BLOCK;

	if (!overlay_is_changed(o, block))
		return overlay_read_base(o, offset, to, len);
	if (o->blocks[block] == spilled)
		return read_at(o->spill, offset, to, len);
	memcpy(to, o->blocks[block] + offset % OVERLAY_BLOCK, len);
	return 0;
}

int overlay_read(const struct overlay *o, u64 offset, void *buf, size_t len)
{
	u8 *to = buf;
	int err = 0;

	while (len && !err) {
		size_t part = min(len, OVERLAY_BLOCK - (size_t)(offset % OVERLAY_BLOCK));

		err = read_part(o, offset, to, part);
		to += part;
		offset += part;
		len -= part;
	}
	return err;
}

/* Memory of an entry that is never used is never touched. */
static void make_room(struct overlay *o, u64 block)
{
	u64 n = max(block + 1, (o->base + OVERLAY_BLOCK - 1) / OVERLAY_BLOCK);
	u8 **blocks;

	if (block < o->n_blocks)
		return;
	n = max(n, 2 * o->n_blocks);
	blocks = mem_need(calloc(n, sizeof(*blocks)));
	if (o->n_blocks)
		memcpy(blocks, o->blocks, o->n_blocks * sizeof(*blocks));
	free(o->blocks);
	o->blocks = blocks;
	o->n_blocks = n;
}

static bool make_spill(struct overlay *o)
{
	struct problem problem;

	if (o->spill < 0)
		o->spill = spool_create(&problem);
	return o->spill >= 0;
}

/* The block gets a place of its own, with the contents it has. */
static int change(struct overlay *o, u64 block)
{
	u8 *data;
	int err;

	make_room(o, block);
	if (o->blocks[block])
		return 0;
	data = mem_need(malloc(OVERLAY_BLOCK));
	err = overlay_read_base(o, block * OVERLAY_BLOCK, data, OVERLAY_BLOCK);
	if (!err && (o->no_spill || o->in_memory < OVERLAY_MEMORY)) {
		o->blocks[block] = data;
		o->in_memory++;
		return 0;
	}
	if (!err)
		err = make_spill(o) ? write_at(o->spill, block * OVERLAY_BLOCK, data,
					       OVERLAY_BLOCK) : -EIO;
	if (!err)
		o->blocks[block] = spilled;
	free(data);
	return err;
}

static int write_part(struct overlay *o, u64 offset, const u8 *from, size_t len)
{
	u64 block = offset / OVERLAY_BLOCK;
	int err = change(o, block);

	if (err)
		return err;
	if (o->blocks[block] == spilled)
		return write_at(o->spill, offset, from, len);
	memcpy(o->blocks[block] + offset % OVERLAY_BLOCK, from, len);
	return 0;
}

int overlay_write(struct overlay *o, u64 offset, const void *buf, size_t len)
{
	const u8 *from = buf;
	int err = 0;

	while (len && !err) {
		size_t part = min(len, OVERLAY_BLOCK - (size_t)(offset % OVERLAY_BLOCK));

		err = write_part(o, offset, from, part);
		from += part;
		offset += part;
		len -= part;
	}
	return err;
}
