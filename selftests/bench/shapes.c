// SPDX-License-Identifier: GPL-2.0-only
/*
 * The channel programs that are measured.
 *
 * SENSE ID is the one command with data that any device answers: it stores some
 * bytes, and its count may be larger.  The driver cannot know that, and must
 * make the whole data area ready.
 */
#include <string.h>

#include "shapes.h"

#define ID_BYTE		0xff	/* the first that SENSE ID stores */
#define ALMOST_64K	65535	/* the largest count */
#define CMD_READ	0x02

const struct shape shapes[] = {
	{ "nop", CMD_NOP, 1, .count = 1 },
	{ "sense-id", CMD_SENSE_ID, 1, .count = 7 },
	{ "sense-id-format0", CMD_SENSE_ID, 1, .count = 7, .format0 = true },
	{ "nop-16", CMD_NOP, 16, .count = 1 },
	{ "nop-64", CMD_NOP, 64, .count = 1 },
	{ "nop-255", CMD_NOP, 255, .count = 1 },
	{ "tic-16", CMD_NOP, 16, .count = 1, .tic = true },
	{ "4k-direct", CMD_SENSE_ID, 1, .count = PAGE },
	{ "4k-idal", CMD_SENSE_ID, 1, .count = PAGE, .idaw = PAGE },
	{ "16x4k", CMD_SENSE_ID, 16, .count = PAGE, .gap = 1 },
	{ "64x4k", CMD_SENSE_ID, 64, .count = PAGE, .gap = 1 },
	{ "255x4k", CMD_SENSE_ID, 255, .count = PAGE, .gap = 1 },
	{ "255x4k-apart", CMD_SENSE_ID, 255, .count = PAGE, .gap = 2 },
	{ "255x4k-same", CMD_SENSE_ID, 255, .count = PAGE, .gap = 0 },
	{ "64k-direct", CMD_SENSE_ID, 1, .count = ALMOST_64K },
	{ "64k-idal-4k", CMD_SENSE_ID, 1, .count = ALMOST_64K, .idaw = PAGE },
	{ "64k-idal-2k", CMD_SENSE_ID, 1, .count = ALMOST_64K, .idaw = PAGE / 2 },
	{ "64k-idal-2k-off", CMD_SENSE_ID, 1, .count = ALMOST_64K, .idaw = PAGE / 2, .offset = 1000 },
	{ "left-16x4k", CMD_SENSE_ID, 2, .count = 7, .tic = true, .left = 16, .left_count = PAGE },
	{ "left-80x32k", CMD_SENSE_ID, 2, .count = 7, .tic = true, .left = 80,
	  .left_count = 8 * PAGE },
};

const unsigned int n_shapes = sizeof(shapes) / sizeof(shapes[0]);

static __u8 *at(__u8 *mem, __u32 iova)
{
	return mem + (iova - MEMORY);
}

static __u32 data_of(const struct shape *shape, __u32 i)
{
	return BUFFERS + i * shape->gap * PAGE + shape->offset;
}

/* Stores a CCW; in format 0 the address is where format 1 has flags and count. */
static __u32 put(const struct shape *shape, __u8 *mem, __u32 to, __u8 cmd, __u8 flags,
		 __u16 count, __u32 cda)
{
	__u8 *ccw = at(mem, to);

	if (shape->format0) {
		put_be32(ccw, (__u32)cmd << 24 | cda);
		put_be32(ccw + 4, (__u32)flags << 24 | count);
	} else {
		put_be32(ccw, (__u32)cmd << 24 | (__u32)flags << 16 | count);
		put_be32(ccw + 4, cda);
	}
	return to + 8;
}

/* Stores an IDAL: the first address is anywhere, the others are where blocks begin. */
static void put_list(const struct shape *shape, __u8 *mem, __u32 list, __u32 data)
{
	__u32 end = data + shape->count;

	for (; data < end; data += shape->idaw - data % shape->idaw) {
		put_be32(at(mem, list), 0);
		put_be32(at(mem, list + 4), data);
		list += 8;
	}
}

/* Stores CCWs such as an older program leaves in memory. */
static void put_left(const struct shape *shape, __u8 *mem, __u32 to)
{
	for (__u32 i = 0; i < shape->left; i++)
		to = put(shape, mem, to, CMD_READ, i + 1 < shape->left ? CCW_CC : 0,
			 shape->left_count, BUFFERS + PAGE + i * shape->left_count);
}

void shape_build(const struct shape *shape, __u8 *mem)
{
	__u32 to = CCWS;

	memset(mem, 0, (size_t)MEMORY_PAGES * PAGE);
	for (__u32 i = 0; i < shape->ccws; i++) {
		bool last = i + 1 == shape->ccws;
		__u8 flags = CCW_SLI | (last ? 0 : CCW_CC) | (shape->idaw ? CCW_IDA : 0);
		__u32 list = LISTS + i * PAGE, cda = data_of(shape, i);

		if (shape->idaw)
			put_list(shape, mem, list, cda);
		to = put(shape, mem, to, shape->cmd, flags, shape->count,
			 shape->idaw ? list : cda);
		if (shape->tic && !last) {
			__u32 next = CCWS + (i + 1) * PAGE;

			put_left(shape, mem, put(shape, mem, to, CMD_TIC, 0, 0, next));
			to = next;
		}
	}
}

__u16 shape_orb(const struct shape *shape)
{
	__u16 orb = ORB_PREFETCH | ORB_IDAW_64;

	if (!shape->format0)
		orb |= ORB_FORMAT_1;
	if (shape->idaw && shape->idaw < PAGE)
		orb |= ORB_IDAW_2K;
	return orb;
}

bool shape_answered(const struct shape *shape, const __u8 *mem)
{
	if (shape->cmd != CMD_SENSE_ID)
		return true;
	for (__u32 i = 0; i < shape->ccws; i++)
		if (mem[data_of(shape, i) - MEMORY] != ID_BYTE)
			return false;
	return true;
}
