// SPDX-License-Identifier: GPL-2.0-only
/* A magnetic tape in an image: its chunks, forward and backward. */
#include "hw-sim/dev/aws_image.h"

#define AWS_FLAG_FIRST	0x80	/* the first chunk of a block */
#define AWS_FLAG_MARK	0x40
#define AWS_FLAG_LAST	0x20	/* the last chunk of a block */
#define AWS_FLAGS		(AWS_FLAG_FIRST | AWS_FLAG_MARK | AWS_FLAG_LAST)
/* A compressed chunk of Hercules has one of these flags, of Bus-Tech one in the byte after. */
#define AWS_FLAGS_HET		0x03
#define AWS_FLAGS_BUSTECH	0x80

/* struct aws_header - the decoded header of a chunk */
struct aws_header {
	u32 len;
	u32 previous;
	u8 flags;
};

/*
 * A chunk is valid only if all of it lies in the image.  Other flags mean that its
 * bytes are compressed, which is not supported.
 */
static enum aws_found aws_read_header(struct aws_image *aws, u64 offset, struct aws_header *header)
{
	struct sim_image *medium = aws->medium;
	u8 p[AWS_HEADER_SIZE];

	if (offset == medium->size)
		return AWS_VOID;
	if (offset > medium->size || medium->size - offset < sizeof(p))
		return AWS_MALFORMED;
	if (medium->ops->read(medium, offset, p, sizeof(p)))
		return AWS_UNREADABLE;
	header->len = p[0] | (u32)p[1] << 8;
	header->previous = p[2] | (u32)p[3] << 8;
	header->flags = p[4];
	if (header->flags & ~AWS_FLAGS || p[5])
		return AWS_MALFORMED;
	if (header->flags & AWS_FLAG_MARK)
		return header->len ? AWS_MALFORMED : AWS_MARK;
	if (!header->len || header->len > medium->size - offset - sizeof(p))
		return AWS_MALFORMED;
	return AWS_BLOCK;
}

/* What there is instead of the first chunk, which is malformed or belongs elsewhere */
static int aws_refuse(struct sim_image *medium)
{
	u8 p[AWS_HEADER_SIZE] = { 0 };
	enum image_cause cause;
	u64 end;

	if (medium->ops->read(medium, 0, p, min_t(u64, medium->size, sizeof(p))))
		return -EIO;
	cause = image_packed_by(p);
	if (cause != IMAGE_NOT_REFUSED)
		return sim_image_refuse(medium, cause, 0, 0);
	/* A block of data at the beginning of the tape */
	if (medium->size < sizeof(p) || p[2] || p[3] || !(p[4] & AWS_FLAG_FIRST) ||
	    p[4] & AWS_FLAG_MARK || !(p[0] | p[1]))
		return sim_image_refuse(medium, IMAGE_NO_TAPE, 0, 0);
	if (p[4] & AWS_FLAGS_HET || p[5] & AWS_FLAGS_BUSTECH)
		return sim_image_refuse(medium, IMAGE_HET, 0, 0);
	end = sizeof(p) + (p[0] | (u64)p[1] << 8);
	if (p[4] & ~AWS_FLAGS || p[5] || end <= medium->size)
		return sim_image_refuse(medium, IMAGE_NO_TAPE, 0, 0);
	return sim_image_refuse(medium, IMAGE_SHORT_BLOCK, end - medium->size, 0);
}

int aws_image_open(struct aws_image *aws, struct sim_image *medium, u64 capacity)
{
	struct aws_header header = { 0 };
	enum aws_found found;

	aws->medium = medium;
	aws->capacity = capacity;
	aws_rewind(aws);
	sim_image_refuse(medium, IMAGE_NOT_REFUSED, 0, 0);
	found = aws_read_header(aws, 0, &header);
	if (found == AWS_UNREADABLE)
		return -EIO;
	if (found == AWS_MALFORMED || header.previous ||
	    (found == AWS_BLOCK && !(header.flags & AWS_FLAG_FIRST)))
		return aws_refuse(medium);
	return 0;
}

void aws_rewind(struct aws_image *aws)
{
	memset(&aws->at, 0, sizeof(aws->at));
}

/* ---- Reading and spacing ---- */

/* Reads the data of the chunk at @offset to position @at of the block. */
static bool aws_read_data(struct aws_image *aws, u64 offset, u32 at, u32 len)
{
	platform_assert(len <= AWS_BLOCK_MAX && at <= AWS_BLOCK_MAX - len);
	return !aws->medium->ops->read(aws->medium, offset + AWS_HEADER_SIZE,
				       aws_block(aws) + at, len);
}

/* May a chunk with this header follow @done bytes of a block, or begin one if zero? */
static bool aws_continues(const struct aws_header *header, u32 done)
{
	bool begins = header->flags & AWS_FLAG_FIRST;

	return begins == !done && header->len <= AWS_BLOCK_MAX - done;
}

/* Each chunk has at least one byte, so a block has at most AWS_BLOCK_MAX chunks. */
static enum aws_found aws_forward_block(struct aws_image *aws, struct aws_header *header,
					u64 *offset, u32 *len)
{
	enum aws_found found = AWS_BLOCK;
	u32 done = 0;

	while (found == AWS_BLOCK && aws_continues(header, done)) {
		if (len && !aws_read_data(aws, *offset, done, header->len))
			return AWS_UNREADABLE;
		*offset += AWS_HEADER_SIZE + header->len;
		done += header->len;
		if (header->flags & AWS_FLAG_LAST) {
			if (len)
				*len = done;
			return AWS_BLOCK;
		}
		found = aws_read_header(aws, *offset, header);
	}
	return found == AWS_UNREADABLE ? found : AWS_MALFORMED;
}

enum aws_found aws_forward(struct aws_image *aws, u32 *len)
{
	u64 offset = aws->at.offset;
	struct aws_header header = { 0 };
	enum aws_found found = aws_read_header(aws, offset, &header);

	if (found == AWS_BLOCK)
		found = aws_forward_block(aws, &header, &offset, len);
	else if (found == AWS_MARK)
		offset += AWS_HEADER_SIZE;
	if (found != AWS_BLOCK && found != AWS_MARK)
		return found;
	/* A block id cannot express a higher number, and spacing over files must be bounded. */
	if (aws->at.number >= AWS_BLOCKS_MAX)
		return AWS_MALFORMED;
	aws->at.offset = offset;
	aws->at.previous = header.len;
	aws->at.number++;
	return found;
}

/* Finds where the previous chunk begins, and checks that its length is as recorded. */
static enum aws_found aws_step_back(struct aws_image *aws, struct aws_header *header, u64 *offset)
{
	u32 len = header->previous;
	enum aws_found found;

	if (*offset < AWS_HEADER_SIZE + len)
		return AWS_MALFORMED;
	*offset -= AWS_HEADER_SIZE + len;
	found = aws_read_header(aws, *offset, header);
	if (found == AWS_UNREADABLE)
		return found;
	return header->len == len ? found : AWS_MALFORMED;
}

/* Bounded as aws_forward_block(): each step back passes at least one byte of data. */
static enum aws_found aws_backward_block(struct aws_image *aws, struct aws_header *header,
					 u64 *offset)
{
	enum aws_found found = AWS_BLOCK;
	u32 done = header->len;

	if (!(header->flags & AWS_FLAG_LAST))
		return AWS_MALFORMED;
	while (!(header->flags & AWS_FLAG_FIRST)) {
		found = aws_step_back(aws, header, offset);
		if (found == AWS_UNREADABLE)
			return found;
		if (found != AWS_BLOCK || header->flags & AWS_FLAG_LAST)
			return AWS_MALFORMED;
		done += header->len;
		if (done > AWS_BLOCK_MAX)
			return AWS_MALFORMED;
	}
	return AWS_BLOCK;
}

enum aws_found aws_backward(struct aws_image *aws, u32 *len)
{
	struct aws_header header = { .previous = aws->at.previous };
	const struct aws_place before = aws->at;
	struct aws_place at = aws->at;
	enum aws_found found;

	if (!at.offset)
		return AWS_START;
	found = aws_step_back(aws, &header, &at.offset);
	if (found == AWS_BLOCK)
		found = aws_backward_block(aws, &header, &at.offset);
	if (found != AWS_BLOCK && found != AWS_MARK)
		return found;
	/* What leads back may not be what led here: the first block begins where the tape does. */
	if (!at.number || (at.number == 1) != !at.offset)
		return AWS_MALFORMED;
	at.previous = header.previous;
	at.number--;
	aws->at = at;
	if (found == AWS_MARK || !len)
		return found;
	/* Read the block in forward direction, then move the head back to its beginning. */
	found = aws_forward(aws, len);
	aws->at = found == AWS_BLOCK ? at : before;
	return found;
}

/* ---- Writing ---- */

int aws_erase(struct aws_image *aws)
{
	struct sim_image *medium = aws->medium;

	if (medium->readonly || !medium->ops->cut)
		return -EROFS;
	if (aws->at.offset == medium->size)
		return 0;
	return medium->ops->cut(medium, aws->at.offset);
}

/*
 * The tape is cut first, then the chunk is written at its end: so after an error
 * no remains of old blocks follow a new one.
 */
static int aws_write_chunk(struct aws_image *aws, u32 len, u8 flags)
{
	u32 size = AWS_HEADER_SIZE + len;
	u8 *p = aws->chunk;
	int ret;

	platform_assert(size <= sizeof(aws->chunk) && aws->at.previous <= AWS_BLOCK_MAX);
	if (aws->at.offset + size > aws->capacity || aws->at.number >= AWS_BLOCKS_MAX)
		return -ENOSPC;
	ret = aws_erase(aws);
	if (ret)
		return ret;
	p[0] = (u8)len;
	p[1] = len >> 8;
	p[2] = (u8)aws->at.previous;
	p[3] = aws->at.previous >> 8;
	p[4] = flags;
	p[5] = 0;
	ret = aws->medium->ops->write(aws->medium, aws->at.offset, p, size);
	if (ret)
		return ret;
	aws->at.offset += size;
	aws->at.previous = len;
	aws->at.number++;
	return 0;
}

int aws_write_block(struct aws_image *aws, u32 len)
{
	platform_assert(len && len <= AWS_BLOCK_MAX);
	return aws_write_chunk(aws, len, AWS_FLAG_FIRST | AWS_FLAG_LAST);
}

int aws_write_mark(struct aws_image *aws)
{
	return aws_write_chunk(aws, 0, AWS_FLAG_MARK);
}
