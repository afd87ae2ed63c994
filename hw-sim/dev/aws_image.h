/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A magnetic tape in an AWSTAPE image.
 *
 * The image is a sequence of chunks.  Each has a header of six bytes: its length,
 * the length of the chunk before it (both 16 bits, little-endian), a byte of
 * flags and a zero.  A block of data is one chunk or several in a row, the
 * first and the last of them flagged as such, and is not compressed.  A tape mark is a chunk of no
 * length with a flag of its own.  The tape is void behind the last chunk.
 */
#ifndef HW_SIM_DEV_AWS_IMAGE_H
#define HW_SIM_DEV_AWS_IMAGE_H

#include "hw-sim/dev/image.h"

#define AWS_HEADER_SIZE		6u

/* The longest block that a drive of these types reads or writes. */
#define AWS_BLOCK_MAX		65535u

/* Block numbers have 22 bits, so no tape has more blocks and marks than this. */
#define AWS_BLOCKS_MAX		0x3fffffu

/**
 * struct aws_place - a position on the tape, between two blocks
 * @offset: of the chunk that follows
 * @previous: length of the chunk before
 * @number: of the block or mark that follows, from 0
 */
struct aws_place {
	u64 offset;
	u32 previous;
	u32 number;
};

/**
 * struct aws_image - the tape
 * @medium: where the image is kept
 * @capacity: bytes beyond which nothing is written
 * @at: position of the head
 * @chunk: buffer of a chunk to be written, with its header, or of a block that was read
 */
struct aws_image {
	struct sim_image *medium;
	u64 capacity;
	struct aws_place at;
	u8 chunk[AWS_HEADER_SIZE + AWS_BLOCK_MAX];
};

enum aws_found {
	AWS_BLOCK,
	AWS_MARK,
	AWS_VOID,		/* nothing was written here */
	AWS_START,		/* going backward: the beginning of the tape */
	AWS_MALFORMED,		/* what lies here is not a tape */
	AWS_UNREADABLE,		/* the medium cannot be read */
};

/**
 * aws_image_open() - find out whether the medium holds a usable image
 * @aws: filled in; at the beginning of the tape
 * @medium: must outlive @aws; an empty one is a blank tape
 * @capacity: bytes beyond which nothing is written
 *
 * Return: 0; it does not begin as a tape image does: image_fault_errno() of what is in
 * @medium->fault; -EIO.
 */
int aws_image_open(struct aws_image *aws, struct sim_image *medium, u64 capacity);

/** aws_rewind() - move to the beginning of the tape */
void aws_rewind(struct aws_image *aws);

/**
 * aws_forward() - move over the block or mark that follows
 * @aws: the tape; not moved if the block cannot be read
 * @len: gets the length of the block, which is in aws_block() then; or NULL
 *	to read only headers
 *
 * Return: what was found.
 */
enum aws_found aws_forward(struct aws_image *aws, u32 *len);

/** aws_backward() - likewise, over the block or mark before */
enum aws_found aws_backward(struct aws_image *aws, u32 *len);

/** aws_block() - the block that was read, or that is to be written */
static inline u8 *aws_block(struct aws_image *aws)
{
	return aws->chunk + AWS_HEADER_SIZE;
}

/**
 * aws_write_block() - write aws_block() here; all that follows is erased
 * @aws: the tape
 * @len: length, from 1 to AWS_BLOCK_MAX
 *
 * Return: 0; -ENOSPC: no room; -EROFS; -EIO: the tape is void from here,
 * or the image is damaged.
 */
int aws_write_block(struct aws_image *aws, u32 len);

/** aws_write_mark() - likewise, a tape mark */
int aws_write_mark(struct aws_image *aws);

/** aws_erase() - make the tape void from here. Return: 0, -EROFS or -EIO */
int aws_erase(struct aws_image *aws);

#endif
