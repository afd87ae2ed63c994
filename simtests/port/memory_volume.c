// SPDX-License-Identifier: GPL-2.0-only
/* A small count-key-data volume in memory. */
#include "simtests/port/memory_volume.h"
#include "simtests/port/port.h"

#define HEADER		512u
#define TRACK		0x3400u
#define TRACKS		(MEMORY_VOLUME_HEADS * MEMORY_VOLUME_CYLINDERS)
#define VOLUME		(HEADER + TRACKS * TRACK)

struct memory_volume {
	struct sim_image image;
	u8 bytes[VOLUME];
};

static u8 *place(struct sim_image *image, u64 offset, size_t len)
{
	platform_assert(offset <= VOLUME && len <= VOLUME - offset);
	return container_of(image, struct memory_volume, image)->bytes + offset;
}

static int volume_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	memcpy(buf, place(image, offset, len), len);
	return 0;
}

static int volume_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	memcpy(place(image, offset, len), buf, len);
	return 0;
}

static const struct sim_image_ops volume_ops = {
	.read = volume_read,
	.write = volume_write,
};

static u8 *put_record(u8 *at, u8 cyl, u8 head, u8 record, u8 kl, u16 dl)
{
	const u8 count[8] = { 0, cyl, 0, head, record, kl, (u8)(dl >> 8), (u8)dl };

	memcpy(at, count, sizeof(count));
	memset(at + sizeof(count), record, (size_t)kl + dl);
	return at + sizeof(count) + kl + dl;
}

static void put_track(u8 *at, u8 cyl, u8 head)
{
	at[2] = cyl;
	at[4] = head;
	at = put_record(at + 5, cyl, head, 0, 0, 8);
	at = put_record(at, cyl, head, 1, 0, 4096);
	at = put_record(at, cyl, head, 2, 0, 4096);
	at = put_record(at, cyl, head, 3, 0, 4096);
	at = put_record(at, cyl, head, 4, 8, 100);
	memset(at, 0xff, 8);
}

struct sim_image *memory_volume_create(void)
{
	static const u8 header[20] = {
		'C', 'K', 'D', '_', 'P', '3', '7', '0', MEMORY_VOLUME_HEADS, 0, 0, 0,
		TRACK & 0xff, TRACK >> 8, 0, 0, 0x90,
	};
	struct memory_volume *volume = port_zalloc(sizeof(*volume));
	u32 track;

	if (!volume)
		return NULL;
	volume->image.ops = &volume_ops;
	volume->image.size = VOLUME;
	memcpy(volume->bytes, header, sizeof(header));
	for (track = 0; track < TRACKS; track++)
		put_track(volume->bytes + HEADER + track * TRACK, track / MEMORY_VOLUME_HEADS,
			  track % MEMORY_VOLUME_HEADS);
	return &volume->image;
}

void memory_volume_destroy(struct sim_image *image)
{
	port_free(container_of(image, struct memory_volume, image));
}
