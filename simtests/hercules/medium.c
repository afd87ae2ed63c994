// SPDX-License-Identifier: GPL-2.0-only
/* A disk or a tape in memory. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "simtests/hercules/medium.h"
#include "simtests/port/memory_volume.h"

#define PAGE		4096u

/* A 3390 as Hercules has them. */
#define HEADER		512u
#define HEADS		15u
#define CYLINDERS	2u
#define TRACK		56832u
#define VOLUME		(HEADER + CYLINDERS * HEADS * TRACK)

/* No program of a batch writes more blocks than this. */
#define TAPE_ROOM	(8u << 20)

#define CHUNK_HEADER	6u
#define CHUNK_BLOCK	0xa0
#define CHUNK_MARK	0x40

static int medium_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	const struct medium *m = container_of(image, struct medium, image);

	if (offset > image->size || len > image->size - offset)
		return -EIO;
	memcpy(buf, m->bytes + offset, len);
	return 0;
}

static int medium_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct medium *m = container_of(image, struct medium, image);

	if (offset > image->size || len > m->room - offset)
		return -EIO;
	if (offset + len > image->size) {
		if (m->kind == MEDIUM_DASD)
			return -EIO;
		image->size = offset + len;
	}
	memcpy(m->bytes + offset, buf, len);
	return 0;
}

static int medium_cut(struct sim_image *image, u64 size)
{
	if (size > image->size)
		return -EIO;
	image->size = size;
	return 0;
}

static const struct sim_image_ops disk_ops = { .read = medium_read, .write = medium_write };
static const struct sim_image_ops tape_ops = {
	.read = medium_read, .write = medium_write, .cut = medium_cut,
};

/* ---- A disk ---- */

static u8 *put_record(u8 *at, u32 track, u8 record, u8 kl, u16 dl)
{
	const u8 count[8] = {
		0, (u8)(track / HEADS), 0, (u8)(track % HEADS), record, kl, (u8)(dl >> 8), (u8)dl,
	};

	memcpy(at, count, sizeof(count));
	memset(at + sizeof(count), record, (size_t)kl + dl);
	return at + sizeof(count) + kl + dl;
}

static void put_track(u8 *at, u32 track)
{
	at[2] = (u8)(track / HEADS);
	at[4] = (u8)(track % HEADS);
	at = put_record(at + 5, track, 0, 0, 8);
	if (track / HEADS < MEMORY_VOLUME_CYLINDERS && track % HEADS < MEMORY_VOLUME_HEADS) {
		at = put_record(at, track, 1, 0, 4096);
		at = put_record(at, track, 2, 0, 4096);
		at = put_record(at, track, 3, 0, 4096);
		at = put_record(at, track, 4, 8, 100);
	}
	memset(at, 0xff, 8);
}

static void make_disk(struct medium *m)
{
	static const u8 header[20] = {
		'C', 'K', 'D', '_', 'P', '3', '7', '0', HEADS, 0, 0, 0,
		TRACK & 0xff, TRACK >> 8, 0, 0, 0x90,
	};
	u32 track;

	memcpy(m->bytes, header, sizeof(header));
	for (track = 0; track < CYLINDERS * HEADS; track++)
		put_track(m->bytes + HEADER + track * TRACK, track);
	m->image.size = VOLUME;
}

/* ---- A tape ---- */

struct chunk {
	u16 len;
	u8 fill;
};

/* Two files of several lengths of block, two marks behind them. */
static const struct chunk chunks[] = {
	{ 80, 0x11 }, { 80, 0x12 }, { 0, 0 }, { 4096, 0x21 }, { 1, 0x22 }, { 2049, 0x23 },
	{ 512, 0x24 }, { 0, 0 }, { 0, 0 },
};

static void make_tape(struct medium *m)
{
	u8 *at = m->bytes;
	u16 before = 0;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(chunks); i++) {
		const struct chunk *c = &chunks[i];
		const u8 header[CHUNK_HEADER] = {
			(u8)c->len, (u8)(c->len >> 8), (u8)before, (u8)(before >> 8),
			c->len ? CHUNK_BLOCK : CHUNK_MARK,
		};

		memcpy(at, header, sizeof(header));
		memset(at + sizeof(header), c->fill, c->len);
		at += sizeof(header) + c->len;
		before = c->len;
	}
	m->image.size = (u64)(at - m->bytes);
}

struct medium *medium_create(enum medium_kind kind)
{
	struct medium *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->kind = kind;
	m->room = kind == MEDIUM_DASD ? VOLUME : TAPE_ROOM;
	m->bytes = calloc(1, m->room);
	if (!m->bytes) {
		free(m);
		return NULL;
	}
	m->image.ops = kind == MEDIUM_DASD ? &disk_ops : &tape_ops;
	if (kind == MEDIUM_DASD)
		make_disk(m);
	else
		make_tape(m);
	return m;
}

void medium_destroy(struct medium *m)
{
	free(m->bytes);
	free(m);
}

/* ---- As a file ---- */

static bool is_zero(const u8 *bytes, size_t len)
{
	return !len || (!bytes[0] && !memcmp(bytes, bytes + 1, len - 1));
}

static bool write_pages(const struct medium *m, int fd)
{
	u64 at;

	for (at = 0; at < m->image.size; at += PAGE) {
		size_t len = min_t(u64, PAGE, m->image.size - at);

		if (!is_zero(m->bytes + at, len) &&
		    pwrite(fd, m->bytes + at, len, (off_t)at) != (ssize_t)len)
			return false;
	}
	return !ftruncate(fd, (off_t)m->image.size);
}

bool medium_save(const struct medium *m, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	bool ok;

	if (fd < 0)
		return false;
	ok = write_pages(m, fd);
	return !close(fd) && ok;
}

bool medium_load(struct medium *m, const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	bool ok;

	if (fd < 0)
		return false;
	ok = !fstat(fd, &st) && (u64)st.st_size <= m->room;
	if (ok) {
		m->image.size = (u64)st.st_size;
		ok = pread(fd, m->bytes, m->image.size, 0) == st.st_size;
	}
	close(fd);
	return ok;
}
