// SPDX-License-Identifier: GPL-2.0-only
/* The simple tape drive. */
#include "simtests/judge/tape.h"
#include "simtests/port/port.h"

#define BLOCK_MAX	65535u
#define TAPE_BLOCKS	8192u

#define TAPE_ENDED		(CSS_DSTAT_CE | CSS_DSTAT_DE)
#define MARK		(TAPE_ENDED | CSS_DSTAT_UX)

/* Error-recovery procedure action codes, sense byte 3: chapter "Sense Bytes". */
#define ERPA_DATA_CHECK		0x23
#define ERPA_REJECT		0x27
#define ERPA_VOID		0x31
#define ERPA_BEGINNING		0x39
#define ERPA_LOCATE		0x44
#define ERPA_TOO_LONG		0x4e

/** struct tape_block - @bytes: NULL for a mark */
struct tape_block {
	u8 *bytes;
	u32 len;
};

/**
 * struct judge_tape - the drive and its tape
 * @blocks: @n blocks and marks
 * @at: the head is before this one
 * @gap: the command before was Erase Gap
 * @unsure: something happened that is not judged
 */
struct judge_tape {
	struct judge_device dev;
	struct tape_block *blocks;
	u32 n, at;
	bool gap, unsure;
	u8 buffer[BLOCK_MAX];
};

static struct judge_tape *tape_of(const struct judge_device *dev)
{
	return container_of(dev, struct judge_tape, dev);
}

/* ---- Blocks ---- */

/* What is written is the end of the tape: nothing behind it can be read any more. */
static void cut(struct judge_tape *t, u32 n)
{
	while (t->n > n)
		port_free(t->blocks[--t->n].bytes);
}

static void append(struct judge_tape *t, const u8 *bytes, u32 len)
{
	struct tape_block *b = &t->blocks[t->n++];

	platform_assert(t->n <= TAPE_BLOCKS);
	*b = (struct tape_block){ .len = len };
	if (!len)
		return;
	b->bytes = port_zalloc(len);
	platform_assert(b->bytes);
	memcpy(b->bytes, bytes, len);
}

/* ---- Status ---- */

static u8 check(struct judge_tape *t, u8 zero, u8 erpa)
{
	memset(t->dev.sense, 0, sizeof(t->dev.sense));
	t->dev.sense[0] = zero;
	t->dev.sense[3] = erpa;
	t->dev.sense_len = CSS_SENSE_SIZE;
	return TAPE_ENDED | CSS_DSTAT_UC;
}

static u8 reject(struct judge_tape *t)
{
	return check(t, 0x80, ERPA_REJECT);
}

/* ---- Reading and writing ---- */

/*
 * "Write": the channel's bytes are a block; after a check they are none.  There is no
 * block of no bytes; what a drive does then is not known, and here it does nothing.  A
 * block that is longer than a drive can write is refused (sense byte 3, "4E").
 */
static u8 write(struct judge_tape *t, struct judge_channel *ch)
{
	u32 len = 0;
	int byte;

	while (len < BLOCK_MAX && (byte = judge_next_if_any(ch)) >= 0)
		t->buffer[len++] = (u8)byte;
	if (len == BLOCK_MAX && judge_next_if_any(ch) >= 0)
		return check(t, 0x80, ERPA_TOO_LONG);
	if (judge_checked(ch) || !len)
		return TAPE_ENDED;
	cut(t, t->at);
	append(t, t->buffer, len);
	t->at = t->n;
	return TAPE_ENDED;
}

/* "Write Tape Mark". */
static u8 write_mark(struct judge_tape *t)
{
	cut(t, t->at);
	append(t, NULL, 0);
	t->at = t->n;
	return TAPE_ENDED;
}

/* "Read Forward": the head is behind the block, however much of it the channel wanted. */
static u8 read_forward(struct judge_tape *t, struct judge_channel *ch)
{
	const struct tape_block *b = &t->blocks[t->at];
	u32 i;

	if (t->at == t->n)
		return check(t, 0x08, ERPA_VOID);
	t->at++;
	if (!b->bytes)
		return MARK;
	for (i = 0; i < b->len; i++)
		if (!judge_give(ch, b->bytes[i]))
			break;
	return TAPE_ENDED;
}

/* "Read Backward": the last byte of the block before comes first. */
static u8 read_backward(struct judge_tape *t, struct judge_channel *ch)
{
	const struct tape_block *b;
	u32 i;

	if (!t->at)
		return check(t, 0, ERPA_BEGINNING);
	b = &t->blocks[--t->at];
	if (!b->bytes)
		return MARK;
	for (i = b->len; i; i--)
		if (!judge_give(ch, b->bytes[i - 1]))
			break;
	return TAPE_ENDED;
}

/* ---- Motion ---- */

/* "Forward Space Block": as Read Forward, without data. */
static u8 forward_block(struct judge_tape *t)
{
	if (t->at == t->n)
		return check(t, 0x08, ERPA_VOID);
	return t->blocks[t->at++].bytes ? TAPE_ENDED : MARK;
}

/* "Backspace Block". */
static u8 backward_block(struct judge_tape *t)
{
	if (!t->at)
		return check(t, 0, ERPA_BEGINNING);
	return t->blocks[--t->at].bytes ? TAPE_ENDED : MARK;
}

/* "Forward Space File": behind the next mark; the mark is what was asked for. */
static u8 forward_file(struct judge_tape *t)
{
	while (t->at < t->n)
		if (!t->blocks[t->at++].bytes)
			return TAPE_ENDED;
	return check(t, 0x08, ERPA_VOID);
}

/* "Backspace File": before the last mark. */
static u8 backward_file(struct judge_tape *t)
{
	while (t->at)
		if (!t->blocks[--t->at].bytes)
			return TAPE_ENDED;
	return check(t, 0, ERPA_BEGINNING);
}

static u8 rewind(struct judge_tape *t)
{
	t->at = 0;
	return TAPE_ENDED;
}

/*
 * "Read Block ID": for the channel and for the tape, which have no blocks between them
 * here.  Bits 10 to 31 are the number; bits 1 to 7 tell where on the tape it is, and 1 is
 * the beginning.
 */
static u8 read_id(struct judge_tape *t, struct judge_channel *ch)
{
	const u8 id[4] = { 1, (u8)(t->at >> 16), (u8)(t->at >> 8), (u8)t->at };
	u32 i;

	for (i = 0; i < 8; i++)
		if (!judge_give(ch, id[i % 4]))
			break;
	return TAPE_ENDED;
}

/* "Locate Block": to a block that there is; the end of what was written is one, too. */
static u8 locate(struct judge_tape *t, struct judge_channel *ch)
{
	u32 i, number = 0;

	for (i = 0; i < 4; i++) {
		int byte = judge_next(ch);

		if (byte < 0)
			return judge_checked(ch) ? TAPE_ENDED : reject(t);
		number = number << 8 | (u32)byte;
	}
	/* A check behind the last byte is one, too. */
	if (judge_checked(ch))
		return TAPE_ENDED;
	number &= 0x3fffff;
	if (number > t->n) {
		t->at = t->n;
		return check(t, 0, ERPA_LOCATE);
	}
	t->at = number;
	return TAPE_ENDED;
}

/* "Data Security Erase": behind Erase Gap only. */
static u8 erase(struct judge_tape *t, bool after_gap)
{
	if (!after_gap)
		return reject(t);
	cut(t, t->at);
	return TAPE_ENDED;
}

/* ---- The rest ---- */

/* "Mode Set": one byte; what its bits ask for is not judged, but for write-immediate. */
static u8 mode_set(struct judge_tape *t, struct judge_channel *ch)
{
	int mode = judge_next(ch);

	if (mode < 0)
		return judge_checked(ch) ? TAPE_ENDED : reject(t);
	if (mode & ~0x20)
		t->unsure = true;
	return TAPE_ENDED;
}

static u8 sense(struct judge_tape *t, struct judge_channel *ch)
{
	u32 i;

	/* What a drive says of itself there with no unit check before is not judged. */
	t->unsure = true;
	for (i = 0; i < CSS_SENSE_SIZE; i++)
		if (!judge_give(ch, t->dev.sense_len ? t->dev.sense[i] : 0))
			break;
	t->dev.sense_len = 0;
	return TAPE_ENDED;
}

static u8 data_command(struct judge_tape *t, struct judge_channel *ch, u8 code)
{
	switch (code) {
	case 0x01:
		return write(t, ch);
	case 0x02:
		return read_forward(t, ch);
	case 0x04:
		return sense(t, ch);
	case 0x0c:
		return read_backward(t, ch);
	case 0x22:
		return read_id(t, ch);
	case 0x4f:
		return locate(t, ch);
	case 0xdb:
		return mode_set(t, ch);
	default:
		/* Unloading, path groups, messages, displays, and what there is not. */
		t->unsure = true;
		return TAPE_ENDED;
	}
}

static u8 command(struct judge_device *dev, struct judge_channel *ch, u8 code, u8 path,
		  bool first)
{
	struct judge_tape *t = tape_of(dev);
	bool after_gap = t->gap && !first;

	if (code != 0x04)
		dev->sense_len = 0;
	t->gap = code == 0x17;
	dev->immediate = true;
	switch (code) {
	case 0x03:
	case 0x17:
	case 0x43:
		return TAPE_ENDED;
	case 0x07:
		return rewind(t);
	case 0x1f:
		return write_mark(t);
	case 0x27:
		return backward_block(t);
	case 0x2f:
		return backward_file(t);
	case 0x37:
		return forward_block(t);
	case 0x3f:
		return forward_file(t);
	case 0x97:
		return erase(t, after_gap);
	default:
		dev->immediate = false;
		return data_command(t, ch, code);
	}
}

static void reset(struct judge_device *dev)
{
	dev->sense_len = 0;
	tape_of(dev)->gap = false;
}

/* ---- The image ---- */

/*
 * Chunks: length, length of the chunk before, least significant byte first; a byte of
 * flags (80: a block begins, 20: it ends, 40: a mark); a zero; as many bytes as its length.
 */
static bool read_chunks(struct judge_tape *t, const u8 *image, size_t len)
{
	u32 block = 0;
	size_t at = 0;

	while (at < len) {
		u32 n;

		if (len - at < 6)
			return false;
		n = image[at] | (u32)image[at + 1] << 8;
		if (image[at + 4] & 0x40) {
			append(t, NULL, 0);
		} else {
			if (n > len - at - 6 || n > BLOCK_MAX - block)
				return false;
			memcpy(t->buffer + block, image + at + 6, n);
			block += n;
			if (image[at + 4] & 0x20) {
				append(t, t->buffer, block);
				block = 0;
			}
		}
		at += 6 + n;
	}
	return at == len && !block;
}

struct judge_device *judge_tape_create(const u8 *image, size_t len)
{
	struct judge_tape *t = port_zalloc(sizeof(*t));

	platform_assert(t);
	t->blocks = port_zalloc(TAPE_BLOCKS * sizeof(*t->blocks));
	platform_assert(t->blocks);
	t->dev.command = command;
	t->dev.reset = reset;
	if (read_chunks(t, image, len))
		return &t->dev;
	judge_tape_destroy(&t->dev);
	return NULL;
}

void judge_tape_destroy(struct judge_device *dev)
{
	struct judge_tape *t = tape_of(dev);

	cut(t, 0);
	port_free(t->blocks);
	port_free(t);
}

size_t judge_tape_image(const struct judge_device *dev, u8 *image, size_t room)
{
	const struct judge_tape *t = tape_of(dev);
	u32 i, before = 0;
	size_t at = 0;

	for (i = 0; i < t->n; i++) {
		const struct tape_block *b = &t->blocks[i];
		const u8 header[6] = {
			(u8)b->len, (u8)(b->len >> 8), (u8)before, (u8)(before >> 8),
			b->bytes ? 0xa0 : 0x40,
		};

		platform_assert(b->len + sizeof(header) <= room - at);
		memcpy(image + at, header, sizeof(header));
		if (b->len)
			memcpy(image + at + sizeof(header), b->bytes, b->len);
		at += sizeof(header) + b->len;
		before = b->len;
	}
	return at;
}

bool judge_tape_is_unsure(struct judge_device *dev)
{
	bool unsure = tape_of(dev)->unsure;

	tape_of(dev)->unsure = false;
	return unsure;
}
