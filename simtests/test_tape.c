// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tape drive alone: commands go to the device model, and a channel that
 * does nothing but count takes what it sends.
 */
#include "hw-sim/dev/aws_image.h"
#include "hw-sim/dev/tape.h"
#include "simtests/port/platform.h"
#include "simtests/suite.h"

/* ---- A channel ---- */

struct sim_channel {
	const u8 *out;
	u32 out_len;
	u32 count;		/* of the CCWs, which data chaining adds up */
	u32 done;
	u32 check_at;		/* a check meets this byte, counted from one, or its CCW */
	bool checked;
	bool more;		/* the device had more to send, or wanted more */
	u8 in[70000];
};

size_t sim_channel_put(struct sim_channel *ch, const void *buf, size_t len)
{
	size_t room = ch->count - ch->done;

	if (len > room) {
		ch->more = true;
		len = room;
	}
	memcpy(ch->in + ch->done, buf, len);
	ch->done += (u32)len;
	return len;
}

size_t sim_channel_get_all(struct sim_channel *ch, void *buf, size_t max)
{
	size_t room = ch->count - ch->done;
	size_t len = min(max, room);
	size_t i;

	if (ch->check_at && ch->done + len >= ch->check_at) {
		len = ch->check_at - 1 - ch->done;
		ch->checked = true;
	}
	for (i = 0; i < len; i++, ch->done++)
		((u8 *)buf)[i] = ch->done < ch->out_len ? ch->out[ch->done] : 0;
	ch->checked |= ch->check_at && ch->done == ch->check_at - 1;
	return len;
}

size_t sim_channel_get(struct sim_channel *ch, void *buf, size_t len)
{
	size_t done = sim_channel_get_all(ch, buf, len);

	ch->more |= done < len && !ch->checked;
	return done;
}

bool sim_channel_checked(const struct sim_channel *ch)
{
	return ch->checked;
}

/* ---- A tape in memory ---- */

#define TAPE_ROOM	(1u << 20)

struct cartridge {
	struct sim_image image;
	u8 bytes[TAPE_ROOM];
	bool bad_read;
	u32 good_reads;		/* before the bad ones */
	bool bad_write;
	bool bad_cut;
	u32 ejected;
};

static struct cartridge *cartridge_of(struct sim_image *image)
{
	return container_of(image, struct cartridge, image);
}

static int cartridge_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	struct cartridge *c = cartridge_of(image);

	assert_true(offset <= image->size && len <= image->size - offset);
	if (c->bad_read && !c->good_reads)
		return -EIO;
	if (c->good_reads)
		c->good_reads--;
	memcpy(buf, c->bytes + offset, len);
	return 0;
}

/* At the end only: a tape is cut before it is written on. */
static int cartridge_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct cartridge *c = cartridge_of(image);

	assert_false(image->readonly);
	assert_int_equal(offset, image->size);
	assert_true(len <= TAPE_ROOM - offset);
	if (c->bad_write)
		return -EIO;
	memcpy(c->bytes + offset, buf, len);
	image->size = offset + len;
	return 0;
}

static int cartridge_cut(struct sim_image *image, u64 size)
{
	struct cartridge *c = cartridge_of(image);

	assert_false(image->readonly);
	assert_true(size <= image->size);
	if (c->bad_cut)
		return -EIO;
	image->size = size;
	return 0;
}

static void cartridge_eject(struct sim_image *image)
{
	cartridge_of(image)->ejected++;
}

static const struct sim_image_ops cartridge_ops = {
	.read = cartridge_read,
	.write = cartridge_write,
	.cut = cartridge_cut,
	.eject = cartridge_eject,
};

static const struct sim_image_ops fixed_ops = {
	.read = cartridge_read,
};

/* A chunk at the end of the image, as it is written down in the format's description. */
static void add_chunk(struct cartridge *c, u32 len, u32 previous, u8 flags, u8 fill)
{
	u8 *p = c->bytes + c->image.size;

	p[0] = (u8)len;
	p[1] = (u8)(len >> 8);
	p[2] = (u8)previous;
	p[3] = (u8)(previous >> 8);
	p[4] = flags;
	p[5] = 0;
	memset(p + 6, fill, len);
	c->image.size += 6 + len;
}

/* ---- The bench: a drive, its tapes, its channel ---- */

struct bench {
	struct sim_device *dev;
	struct cartridge tape;
	struct cartridge other;
	struct sim_channel ch;
	struct sim_reply reply;
	u32 sense_len;
	u8 path;
	bool chained;
	u8 data[70000];
};

static void attach(struct bench *b, struct sim_image *image, const struct tape_config *config)
{
	int error = 1;

	if (b->dev)
		b->dev->ops->destroy(b->dev);
	b->dev = tape_create(image, config, &error);
	assert_non_null(b->dev);
	assert_int_equal(error, 0);
	b->sense_len = config->type == TAPE_3480 ? 24 : 32;
	b->path = 0x80;
	b->chained = false;
}

static int setup(void **state)
{
	const struct tape_config config = tape_config_of(TAPE_3480);
	struct bench *b = platform_zalloc(sizeof(*b));
	u32 i;

	assert_non_null(b);
	b->tape.image.ops = &cartridge_ops;
	b->other.image.ops = &cartridge_ops;
	for (i = 0; i < sizeof(b->data); i++)
		b->data[i] = (u8)(i * 7 + (i >> 8));
	attach(b, &b->tape.image, &config);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	b->dev->ops->destroy(b->dev);
	platform_free(b);
	assert_int_equal(platform_live_blocks(), 0);
	return 0;
}

static void begin(struct bench *b)
{
	b->chained = false;
}

static u8 run(struct bench *b, u8 code, const void *out, u32 out_len, u32 count)
{
	const struct sim_command cmd = {
		.code = code, .path = b->path, .chained = b->chained,
	};

	b->ch.out = out;
	b->ch.out_len = out_len;
	b->ch.count = count;
	b->ch.done = 0;
	b->ch.more = false;
	b->ch.checked = false;
	b->dev->ops->command(b->dev, &b->ch, &cmd, &b->reply);
	b->chained = true;
	/* Sense bytes are there when, and only when, a unit check says so. */
	if (b->reply.status & CSS_DSTAT_UC)
		assert_int_equal(b->dev->sense_len, b->sense_len);
	return b->reply.status;
}

#define ENDED		0x0c
#define EXCEPTION	0x0d
#define CHECK		0x0e
#define REFUSED		0x02	/* the command did not begin */

static u8 get(struct bench *b, u8 code, u32 count)
{
	return run(b, code, NULL, 0, count);
}

static u8 command(struct bench *b, u8 code)
{
	u8 status = get(b, code, 0);

	assert_true(b->reply.immediate);
	return status;
}

static u8 write_block(struct bench *b, u32 len)
{
	return run(b, 0x01, b->data, len, len);
}

static void assert_sense(struct bench *b, u8 sense0, u8 sense1, u8 erpa)
{
	assert_int_equal(b->dev->sense[0], sense0);
	assert_int_equal(b->dev->sense[1], sense1);
	assert_int_equal(b->dev->sense[3], erpa);
}

#define ONLINE		0x40
#define AT_LOAD_POINT	0x48
#define PROTECTED	0x4a	/* at load point */

#define REWIND		0x07
#define UNLOAD		0x0f
#define ERASE_GAP	0x17
#define WRITE_MARK	0x1f
#define BACK_BLOCK	0x27
#define BACK_FILE	0x2f
#define FORWARD_BLOCK	0x37
#define FORWARD_FILE	0x3f
#define SYNCHRONIZE	0x43
#define SECURITY_ERASE	0x97

static void assert_block(struct bench *b, u32 number)
{
	assert_int_equal(get(b, 0x22, 8), ENDED);
	assert_int_equal(b->ch.in[0], 1);
	assert_int_equal(b->ch.in[1] << 16 | b->ch.in[2] << 8 | b->ch.in[3], number);
	assert_memory_equal(b->ch.in, b->ch.in + 4, 4);
}

static u8 locate(struct bench *b, u32 number)
{
	const u8 id[4] = { 1, (u8)(number >> 16), (u8)(number >> 8), (u8)number };

	return run(b, 0x4f, id, 4, 4);
}

/* Blocks of 100 and 200, a mark, a block of 300, two marks; at the beginning. */
static void record(struct bench *b)
{
	assert_int_equal(write_block(b, 100), ENDED);
	assert_int_equal(write_block(b, 200), ENDED);
	assert_int_equal(command(b, WRITE_MARK), ENDED);
	assert_int_equal(write_block(b, 300), ENDED);
	assert_int_equal(command(b, WRITE_MARK), ENDED);
	assert_int_equal(command(b, WRITE_MARK), ENDED);
	assert_int_equal(command(b, REWIND), ENDED);
}

/* ---- Writing and reading ---- */

static void written_blocks_are_as_the_format_says(void **state)
{
	static const u8 first[6] = { 100, 0, 0, 0, 0xa0, 0 };
	static const u8 second[6] = { 200, 0, 100, 0, 0xa0, 0 };
	static const u8 mark[6] = { 0, 0, 200, 0, 0x40, 0 }, third[6] = { 44, 1, 0, 0, 0xa0, 0 };
	struct bench *b = *state;
	const u8 *p = b->tape.bytes;

	record(b);
	assert_int_equal(b->tape.image.size, 6 * 6 + 600);
	assert_memory_equal(p, first, 6);
	assert_memory_equal(p + 6, b->data, 100);
	assert_memory_equal(p + 106, second, 6);
	assert_memory_equal(p + 312, mark, 6);
	assert_memory_equal(p + 318, third, 6);
	assert_memory_equal(p + 324, b->data, 300);
	assert_int_equal(p[624 + 2] | p[624 + 3] << 8, 300);
	assert_int_equal(p[630 + 2], 0);
}

static void what_was_written_is_read(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(get(b, 0x02, 100), ENDED);
	assert_false(b->reply.immediate);
	assert_int_equal(b->ch.done, 100);
	assert_false(b->ch.more);
	assert_memory_equal(b->ch.in, b->data, 100);
	assert_int_equal(get(b, 0x02, 150), ENDED);
	assert_int_equal(b->ch.done, 150);
	assert_true(b->ch.more);
	assert_int_equal(get(b, 0x02, 10), EXCEPTION);
	assert_int_equal(b->ch.done, 0);
	assert_int_equal(get(b, 0x02, 1000), ENDED);
	assert_int_equal(b->ch.done, 300);
	assert_int_equal(get(b, 0x02, 10), EXCEPTION);
	assert_int_equal(get(b, 0x02, 10), EXCEPTION);
	assert_block(b, 6);
	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x31);
	assert_block(b, 6);
}

static void blocks_are_read_backward(void **state)
{
	struct bench *b = *state;
	u32 i;

	record(b);
	assert_int_equal(command(b, FORWARD_FILE), ENDED);
	assert_int_equal(get(b, 0x0c, 10), EXCEPTION);
	assert_block(b, 2);
	assert_int_equal(get(b, 0x0c, 150), ENDED);
	assert_true(b->ch.more);
	for (i = 0; i < 150; i++)
		assert_int_equal(b->ch.in[i], b->data[199 - i]);
	assert_int_equal(get(b, 0x0c, 500), ENDED);
	assert_int_equal(b->ch.done, 100);
	for (i = 0; i < 100; i++)
		assert_int_equal(b->ch.in[i], b->data[99 - i]);
	assert_block(b, 0);
	assert_int_equal(get(b, 0x0c, 500), CHECK);
	assert_sense(b, 0, AT_LOAD_POINT, 0x39);
}

static void blocks_of_any_length(void **state)
{
	static const u32 lengths[] = { 1, 2, 4096, 32760, 65534, 65535 };
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++)
		assert_int_equal(write_block(b, lengths[i]), ENDED);
	for (i = ARRAY_SIZE(lengths); i-- > 0;) {
		assert_int_equal(get(b, 0x0c, 65536), ENDED);
		assert_int_equal(b->ch.done, lengths[i]);
	}
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		assert_int_equal(get(b, 0x02, 65536), ENDED);
		assert_int_equal(b->ch.done, lengths[i]);
		assert_memory_equal(b->ch.in, b->data, lengths[i]);
	}
}

/* With data chaining a program can send more than a drive writes. */
static void too_long_a_block_is_rejected(void **state)
{
	struct bench *b = *state;

	assert_int_equal(write_block(b, 65536), CHECK);
	assert_sense(b, 0x80, AT_LOAD_POINT, 0x4e);
	assert_int_equal(b->tape.image.size, 0);
	/* unless the channel has a check to tell of, be it behind the byte that is too much */
	b->ch.check_at = 65536 + 1;
	assert_int_equal(write_block(b, 65536), ENDED);
	b->ch.check_at = 0;
	assert_int_equal(b->dev->sense_len, 0);
	assert_int_equal(b->tape.image.size, 0);
}

/* Wherever a check of the channel ends a write, the tape is as it was, and where it was. */
static void a_write_with_a_check_is_none(void **state)
{
	static const u32 at[] = { 1, 2, 100, 199, 200 };
	struct bench *b = *state;
	u64 size;
	size_t i;

	record(b);
	size = b->tape.image.size;
	memcpy(b->other.bytes, b->tape.bytes, size);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		b->ch.check_at = at[i];
		assert_int_equal(write_block(b, 200), ENDED);
		assert_int_equal(b->ch.done, at[i] - 1);
		assert_int_equal(b->dev->sense_len, 0);
	}
	/* in place of the byte that would make it too long */
	b->ch.check_at = 65536;
	assert_int_equal(write_block(b, 65536), ENDED);
	b->ch.check_at = 0;
	assert_int_equal(b->tape.image.size, size);
	assert_memory_equal(b->tape.bytes, b->other.bytes, size);
	assert_block(b, 1);
	assert_int_equal(get(b, 0x02, 200), ENDED);
	assert_int_equal(b->ch.done, 200);
}

/* A drive takes what comes: the count makes the length of the block. */
static void a_block_is_never_too_short(void **state)
{
	struct bench *b = *state;

	assert_int_equal(write_block(b, 1), ENDED);
	assert_false(b->ch.more);
	assert_int_equal(write_block(b, 65535), ENDED);
	assert_false(b->ch.more);
	assert_int_equal(write_block(b, 65536), CHECK);
	assert_false(b->ch.more);
}

/* Without a byte there is nothing to write. */
static void nothing_is_no_block(void **state)
{
	struct bench *b = *state;

	assert_int_equal(write_block(b, 0), ENDED);
	assert_int_equal(b->tape.image.size, 0);
	assert_block(b, 0);
}

static void writing_loses_what_follows(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(write_block(b, 10), ENDED);
	assert_int_equal(b->tape.image.size, 106 + 16);
	assert_int_equal(b->tape.bytes[106 + 2], 100);
	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x31);
	assert_int_equal(command(b, BACK_BLOCK), ENDED);
	assert_int_equal(command(b, WRITE_MARK), ENDED);
	assert_int_equal(b->tape.image.size, 106 + 6);
	assert_block(b, 2);
}

static void a_blank_tape_is_void(void **state)
{
	struct bench *b = *state;

	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_sense(b, 0x08, AT_LOAD_POINT, 0x31);
	assert_int_equal(command(b, FORWARD_BLOCK), CHECK);
	assert_sense(b, 0x08, AT_LOAD_POINT, 0x31);
	assert_int_equal(command(b, FORWARD_FILE), CHECK);
	assert_sense(b, 0x08, AT_LOAD_POINT, 0x31);
	assert_int_equal(command(b, BACK_BLOCK), CHECK);
	assert_sense(b, 0, AT_LOAD_POINT, 0x39);
	assert_int_equal(locate(b, 0), ENDED);
}

/* ---- Moving ---- */

static void blocks_are_spaced_over(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, FORWARD_BLOCK), EXCEPTION);
	assert_block(b, 3);
	assert_int_equal(command(b, BACK_BLOCK), EXCEPTION);
	assert_int_equal(command(b, BACK_BLOCK), ENDED);
	assert_int_equal(command(b, BACK_BLOCK), ENDED);
	assert_block(b, 0);
	assert_int_equal(command(b, BACK_BLOCK), CHECK);
	assert_sense(b, 0, AT_LOAD_POINT, 0x39);
}

static void files_are_spaced_over(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(command(b, FORWARD_FILE), ENDED);
	assert_block(b, 3);
	assert_int_equal(command(b, FORWARD_FILE), ENDED);
	assert_block(b, 5);
	assert_int_equal(command(b, FORWARD_FILE), ENDED);
	assert_int_equal(command(b, FORWARD_FILE), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x31);
	assert_int_equal(command(b, BACK_FILE), ENDED);
	assert_int_equal(command(b, BACK_FILE), ENDED);
	assert_block(b, 4);
	assert_int_equal(command(b, BACK_FILE), ENDED);
	assert_block(b, 2);
	assert_int_equal(command(b, BACK_FILE), CHECK);
	assert_sense(b, 0, AT_LOAD_POINT, 0x39);
	assert_block(b, 0);
}

static void blocks_are_located(void **state)
{
	struct bench *b = *state;
	u32 i;

	record(b);
	for (i = 0; i <= 6; i++) {
		assert_int_equal(locate(b, 6 - i), ENDED);
		assert_block(b, 6 - i);
		assert_int_equal(locate(b, i), ENDED);
		assert_block(b, i);
	}
	assert_int_equal(locate(b, 7), CHECK);
	assert_sense(b, 0, 0x80 | ONLINE, 0x44);
	assert_int_equal(locate(b, 0x3fffff), CHECK);
	assert_sense(b, 0, 0x80 | ONLINE, 0x44);
	/* The two bits beside the number are no part of it. */
	assert_int_equal(locate(b, 0xc00003), ENDED);
	assert_block(b, 3);
	assert_int_equal(run(b, 0x4f, b->data, 3, 3), CHECK);
	assert_sense(b, 0x80, ONLINE, 0x27);
	assert_block(b, 3);
}

/* ---- Erasing ---- */

static void security_erase_leaves_nothing(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, SECURITY_ERASE), CHECK);
	assert_sense(b, 0x80, ONLINE, 0x27);
	assert_int_equal(command(b, ERASE_GAP), ENDED);
	assert_int_equal(b->tape.image.size, 636);
	assert_int_equal(command(b, 0x03), ENDED);
	assert_int_equal(command(b, SECURITY_ERASE), CHECK);
	assert_int_equal(command(b, ERASE_GAP), ENDED);
	/* Another chain. */
	begin(b);
	assert_int_equal(command(b, SECURITY_ERASE), CHECK);
	assert_int_equal(command(b, ERASE_GAP), ENDED);
	assert_int_equal(command(b, SECURITY_ERASE), ENDED);
	assert_int_equal(b->tape.image.size, 106);
	assert_int_equal(command(b, ERASE_GAP), ENDED);
	assert_int_equal(command(b, SECURITY_ERASE), ENDED);
	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x31);
}

static void an_erasure_that_fails_is_told(void **state)
{
	struct bench *b = *state;

	record(b);
	b->tape.bad_cut = true;
	assert_int_equal(command(b, ERASE_GAP), ENDED);
	assert_int_equal(command(b, SECURITY_ERASE), CHECK);
	assert_sense(b, 0x10, AT_LOAD_POINT, 0x2d);
}

static void a_drive_may_keep_what_is_erased(void **state)
{
	struct tape_config config = tape_config_of(TAPE_3480);
	struct bench *b = *state;

	record(b);
	config.keeps_erased = true;
	attach(b, &b->tape.image, &config);
	assert_int_equal(command(b, ERASE_GAP), ENDED);
	assert_int_equal(command(b, SECURITY_ERASE), ENDED);
	assert_int_equal(b->tape.image.size, 636);
}

/* ---- The end of the tape ---- */

static void the_end_of_the_tape_is_told_before_it_comes(void **state)
{
	struct tape_config config = tape_config_of(TAPE_3480);
	struct bench *b = *state;

	config.capacity = 4 * 65535 + 3000;
	attach(b, &b->tape.image, &config);
	assert_int_equal(write_block(b, 2000), ENDED);
	assert_int_equal(write_block(b, 988), ENDED);
	assert_int_equal(command(b, WRITE_MARK), EXCEPTION);
	assert_block(b, 3);
	assert_int_equal(write_block(b, 65535), EXCEPTION);
	assert_int_equal(write_block(b, 65535), EXCEPTION);
	assert_int_equal(write_block(b, 65535), EXCEPTION);
	assert_int_equal(write_block(b, 65535), CHECK);
	assert_sense(b, 0x10, ONLINE, 0x38);
	assert_block(b, 6);
	assert_int_equal(write_block(b, 65535 - 36), EXCEPTION);
	assert_int_equal(b->tape.image.size, 4 * 65535 + 2994);
	assert_int_equal(command(b, WRITE_MARK), EXCEPTION);
	assert_int_equal(command(b, WRITE_MARK), CHECK);
	assert_sense(b, 0x10, ONLINE, 0x38);
	assert_int_equal(b->tape.image.size, config.capacity);
}

static void a_tape_longer_than_the_drive_writes_is_read(void **state)
{
	struct tape_config config = tape_config_of(TAPE_3480);
	struct bench *b = *state;

	record(b);
	config.capacity = 150;
	attach(b, &b->tape.image, &config);
	assert_int_equal(command(b, FORWARD_FILE), ENDED);
	assert_int_equal(get(b, 0x02, 300), ENDED);
	assert_int_equal(write_block(b, 1), CHECK);
	assert_sense(b, 0x10, ONLINE, 0x38);
	assert_int_equal(b->tape.image.size, 636);
}

/* ---- Protected tapes ---- */

static void assert_protected(struct bench *b, u8 sense1)
{
	static const u8 writes[] = { 0x01, WRITE_MARK, ERASE_GAP, SECURITY_ERASE };
	const u64 size = b->tape.image.size;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(writes); i++) {
		assert_int_equal(run(b, writes[i], b->data, 10, 10), CHECK);
		assert_sense(b, 0x80, sense1, 0x30);
		assert_int_equal(b->ch.done, 0);
	}
	assert_int_equal(b->tape.image.size, size);
}

static void protected_tapes_are_not_written(void **state)
{
	struct bench *b = *state;

	record(b);
	b->tape.image.readonly = true;
	assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
	assert_protected(b, PROTECTED);
	assert_int_equal(get(b, 0x02, 100), ENDED);
	assert_protected(b, ONLINE | 0x02);
	b->tape.image.readonly = false;
	b->tape.image.ops = &fixed_ops;
	assert_protected(b, ONLINE | 0x02);
}

/* ---- Media that fail ---- */

static void unreadable_media_are_equipment_checks(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	b->tape.bad_read = true;
	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_sense(b, 0x10, ONLINE, 0x2c);
	assert_int_equal(get(b, 0x0c, 10), CHECK);
	assert_sense(b, 0x10, ONLINE, 0x2c);
	assert_int_equal(locate(b, 3), CHECK);
	assert_sense(b, 0x10, ONLINE, 0x2c);
	b->tape.bad_read = false;
	assert_block(b, 1);
}

/* Wherever in a block the reading ends. */
static void a_block_that_cannot_be_read_to_its_end(void **state)
{
	struct bench *b = *state;
	u32 reads;

	add_chunk(&b->tape, 10, 0, 0x80, 1);
	add_chunk(&b->tape, 20, 10, 0x20, 2);
	b->tape.bad_read = true;
	for (reads = 0; reads < 4; reads++) {
		b->tape.good_reads = reads;
		assert_int_equal(get(b, 0x02, 100), CHECK);
		assert_sense(b, 0x10, AT_LOAD_POINT, 0x2c);
	}
	b->tape.good_reads = 4;
	assert_int_equal(get(b, 0x02, 100), ENDED);
	for (reads = 0; reads < 6; reads++) {
		b->tape.good_reads = reads;
		assert_int_equal(get(b, 0x0c, 100), CHECK);
		assert_sense(b, 0x10, ONLINE, 0x2c);
	}
	b->tape.good_reads = 6;
	assert_int_equal(get(b, 0x0c, 100), ENDED);
	assert_block(b, 0);
}

static void protected_images_are_not_cut(void **state)
{
	struct bench *b = *state;
	struct aws_image *aws = platform_zalloc(sizeof(*aws));

	assert_non_null(aws);
	assert_int_equal(aws_image_open(aws, &b->tape.image, 100), 0);
	assert_int_equal(aws_write_mark(aws), 0);
	b->tape.image.readonly = true;
	assert_int_equal(aws_erase(aws), -EROFS);
	assert_int_equal(aws_write_mark(aws), -EROFS);
	b->tape.image.readonly = false;
	b->tape.image.ops = &fixed_ops;
	assert_int_equal(aws_write_mark(aws), -EROFS);
	assert_int_equal(aws->at.number, 1);
	/* The number of a block has 22 bits. */
	b->tape.image.ops = &cartridge_ops;
	aws->at.number = AWS_BLOCKS_MAX;
	assert_int_equal(aws_write_mark(aws), -ENOSPC);
	aws->at.offset = 0;
	assert_int_equal(aws_forward(aws, NULL), AWS_MALFORMED);
	aws->at.number--;
	assert_int_equal(aws_forward(aws, NULL), AWS_MARK);
	platform_free(aws);
}

static void unwritable_media_are_equipment_checks(void **state)
{
	struct bench *b = *state;

	record(b);
	b->tape.bad_cut = true;
	assert_int_equal(write_block(b, 10), CHECK);
	assert_sense(b, 0x10, AT_LOAD_POINT, 0x2c);
	assert_int_equal(b->tape.image.size, 636);
	b->tape.bad_cut = false;
	b->tape.bad_write = true;
	assert_int_equal(write_block(b, 10), CHECK);
	assert_sense(b, 0x10, AT_LOAD_POINT, 0x2c);
	assert_block(b, 0);
	/* What was there is gone, and nothing else is there. */
	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_sense(b, 0x08, AT_LOAD_POINT, 0x31);
}

/* ---- Images ---- */

static void blocks_in_several_chunks(void **state)
{
	struct bench *b = *state;

	add_chunk(&b->tape, 10, 0, 0x80, 1);
	add_chunk(&b->tape, 20, 10, 0x00, 2);
	add_chunk(&b->tape, 30, 20, 0x20, 3);
	add_chunk(&b->tape, 5, 30, 0xa0, 4);
	assert_int_equal(get(b, 0x02, 100), ENDED);
	assert_int_equal(b->ch.done, 60);
	assert_int_equal(b->ch.in[0], 1);
	assert_int_equal(b->ch.in[10], 2);
	assert_int_equal(b->ch.in[30], 3);
	assert_block(b, 1);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, BACK_BLOCK), ENDED);
	assert_int_equal(get(b, 0x0c, 100), ENDED);
	assert_int_equal(b->ch.done, 60);
	assert_int_equal(b->ch.in[0], 3);
	assert_int_equal(b->ch.in[59], 1);
	assert_block(b, 0);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(get(b, 0x02, 100), ENDED);
	assert_int_equal(b->ch.in[0], 4);
}

/* From the second chunk on, which opening does not look at. */
struct chunk {
	u32 len;
	u32 previous;
	u8 flags;
};

static void malformed_images_are_data_checks(void **state)
{
	static const struct chunk chunks[][2] = {
		{ { 0, 10, 0xa0 } },			/* no bytes */
		{ { 5, 10, 0xa1 } },			/* compressed */
		{ { 5, 10, 0x40 } },			/* a mark with bytes */
		{ { 5, 10, 0x20 } },			/* an end without a beginning */
		{ { 5, 10, 0x00 } },
		{ { 5, 10, 0x80 } },			/* a beginning without an end */
		{ { 5, 10, 0x80 }, { 0, 5, 0x40 } },
		{ { 5, 10, 0x80 }, { 5, 5, 0xa0 } },
		{ { 65535, 10, 0x80 }, { 1, 65535, 0x20 } },	/* too long */
	};
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(chunks); i++) {
		b->tape.image.size = 0;
		add_chunk(&b->tape, 10, 0, 0xa0, 1);
		add_chunk(&b->tape, chunks[i][0].len, chunks[i][0].previous, chunks[i][0].flags, 2);
		if (chunks[i][1].flags)
			add_chunk(&b->tape, chunks[i][1].len, chunks[i][1].previous,
				  chunks[i][1].flags, 3);
		assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
		assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
		assert_int_equal(get(b, 0x02, 65535), CHECK);
		assert_sense(b, 0x08, ONLINE, 0x23);
		assert_int_equal(command(b, FORWARD_FILE), CHECK);
		assert_sense(b, 0x08, ONLINE, 0x23);
		assert_int_equal(locate(b, 2), CHECK);
		assert_sense(b, 0x08, ONLINE, 0x23);
		/* It stays where it was, and may be written over. */
		assert_block(b, 1);
		assert_int_equal(write_block(b, 7), ENDED);
		assert_int_equal(get(b, 0x0c, 10), ENDED);
		assert_int_equal(b->ch.done, 7);
	}
}

static void truncated_images_are_data_checks(void **state)
{
	static const u32 cuts[] = { 112 + 199, 107 + 5, 106 + 6, 106 + 5, 106 + 1 };
	struct bench *b = *state;
	size_t i;

	record(b);
	for (i = 0; i < ARRAY_SIZE(cuts); i++) {
		b->tape.image.size = cuts[i];
		assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
		assert_int_equal(get(b, 0x02, 100), ENDED);
		assert_int_equal(get(b, 0x02, 200), CHECK);
		assert_sense(b, 0x08, ONLINE, 0x23);
		assert_int_equal(b->ch.done, 0);
	}
}

/* The lengths that a tape gives for going backward need not be true. */
static void malformed_ways_back_are_data_checks(void **state)
{
	static const struct chunk chunks[][3] = {
		{ { 10, 0, 0xa0 }, { 20, 9, 0xa0 } },
		{ { 10, 0, 0xa0 }, { 20, 11, 0xa0 } },
		{ { 10, 0, 0xa0 }, { 20, 60000, 0xa0 } },
		{ { 10, 0, 0xa0 }, { 5, 10, 0x80 }, { 20, 6, 0x20 } },
		{ { 10, 0, 0xa0 }, { 5, 10, 0x80 }, { 20, 0, 0x20 } },
	};
	struct bench *b = *state;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(chunks); i++) {
		b->tape.image.size = 0;
		for (j = 0; j < 3 && chunks[i][j].len; j++)
			add_chunk(&b->tape, chunks[i][j].len, chunks[i][j].previous,
				  chunks[i][j].flags, 1);
		assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
		assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
		assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
		if (j == 2)
			assert_int_equal(command(b, BACK_BLOCK), ENDED);
		assert_int_equal(get(b, 0x0c, 10), CHECK);
		assert_sense(b, 0x08, ONLINE, 0x23);
		assert_int_equal(command(b, BACK_BLOCK), CHECK);
		assert_sense(b, 0x08, ONLINE, 0x23);
		assert_block(b, j == 2 ? 1 : 2);
	}
}

/* Behind the head the image is changed by another program. */
static void blocks_that_changed_are_data_checks(void **state)
{
	struct bench *b = *state;
	u8 *chunk = b->tape.bytes + 106;

	record(b);
	assert_int_equal(locate(b, 2), ENDED);
	chunk[4] = 0x80;
	assert_int_equal(get(b, 0x0c, 10), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x23);
	chunk[4] = 0x20;
	assert_int_equal(get(b, 0x0c, 10), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x23);
	/* The chunk before is a block of its own, not the beginning of this one. */
	assert_block(b, 2);
	chunk[4] = 0xa0;
	b->tape.image.size = 106;
	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x23);
	assert_int_equal(get(b, 0x0c, 10), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x23);
}

/* More bytes, going backward, than a block has. */
static void long_ways_back_end(void **state)
{
	struct bench *b = *state;
	u64 end;

	add_chunk(&b->tape, 1, 0, 0xa0, 1);
	assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	add_chunk(&b->tape, 65535, 1, 0x80, 1);
	end = b->tape.image.size;
	add_chunk(&b->tape, 40, 65535, 0xa0, 2);
	b->tape.image.size = 0;
	add_chunk(&b->tape, 1, 0, 0xa0, 1);
	b->tape.image.size = end + 46;
	/* Forward the second block is malformed; the third is reached another way. */
	b->tape.bytes[7 + 4] = 0xa0;
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	b->tape.bytes[7 + 4] = 0x80;
	b->tape.bytes[end + 4] = 0x20;
	assert_int_equal(command(b, BACK_BLOCK), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x23);
	b->tape.bytes[end + 4] = 0xa0;
	assert_int_equal(command(b, BACK_BLOCK), ENDED);
}

/* Its chunks say, going backward, that there are more blocks than were passed forward. */
static void no_block_is_before_the_first(void **state)
{
	struct bench *b = *state;

	b->tape.image.size = 0;
	add_chunk(&b->tape, 100, 0, 0xa0, 1);
	/* In the data of the first block lie two chunks; the second block follows the latter. */
	b->tape.image.size = 6;
	add_chunk(&b->tape, 44, 0, 0xa0, 1);
	add_chunk(&b->tape, 44, 44, 0xa0, 1);
	add_chunk(&b->tape, 10, 44, 0xa0, 2);
	assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_block(b, 2);
	assert_int_equal(command(b, BACK_BLOCK), ENDED);
	assert_block(b, 1);
	/* Would be block 0, and is not the beginning of the tape. */
	assert_int_equal(command(b, BACK_BLOCK), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x23);
	assert_block(b, 1);
}

/* And likewise that there are fewer. */
static void the_first_block_has_no_other_number(void **state)
{
	struct bench *b = *state;

	b->tape.image.size = 0;
	add_chunk(&b->tape, 10, 0, 0xa0, 1);
	add_chunk(&b->tape, 10, 10, 0xa0, 2);
	add_chunk(&b->tape, 10, 26, 0xa0, 3);
	/* Backward, one block of 26 bytes is before the third; the first becomes that. */
	assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, BACK_BLOCK), ENDED);
	assert_block(b, 2);
	b->tape.bytes[0] = 26;
	assert_int_equal(command(b, BACK_BLOCK), CHECK);
	assert_sense(b, 0x08, ONLINE, 0x23);
	assert_block(b, 2);
}

static void what_is_no_tape_is_refused(void **state)
{
	static const struct { struct chunk chunk; enum image_cause cause; } first[] = {
		{ { 10, 1, 0xa0 }, IMAGE_NO_TAPE }, { { 10, 256, 0xa0 }, IMAGE_NO_TAPE },
		{ { 0, 1, 0x40 }, IMAGE_NO_TAPE }, { { 10, 0, 0x20 }, IMAGE_NO_TAPE },
		{ { 10, 0, 0xa4 }, IMAGE_NO_TAPE }, { { 0, 0, 0xa0 }, IMAGE_NO_TAPE },
		{ { 1, 0, 0x40 }, IMAGE_NO_TAPE }, { { 10, 0, 0xe0 }, IMAGE_NO_TAPE },
		{ { 10, 0, 0xa1 }, IMAGE_HET }, { { 10, 0, 0x82 }, IMAGE_HET },
		{ { 0x8b1f, 8, 0 }, IMAGE_GZIP },
	};
	const struct tape_config config = tape_config_of(TAPE_3480);
	struct bench *b = *state;
	int error = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(first); i++) {
		b->other.image.size = 0;
		add_chunk(&b->other, first[i].chunk.len, first[i].chunk.previous,
			  first[i].chunk.flags, 1);
		assert_null(tape_create(&b->other.image, &config, &error));
		assert_int_equal(error, first[i].cause == IMAGE_NO_TAPE ? -EINVAL : -EOPNOTSUPP);
		assert_int_equal(b->other.image.fault.cause, first[i].cause);
	}
	b->other.image.size = 0;
	add_chunk(&b->other, 10, 0, 0xa0, 1);
	b->other.bytes[5] = 0x80;
	assert_null(tape_create(&b->other.image, &config, &error));
	assert_int_equal(b->other.image.fault.cause, IMAGE_HET);
	b->other.bytes[5] = 0x40;
	assert_null(tape_create(&b->other.image, &config, &error));
	assert_int_equal(b->other.image.fault.cause, IMAGE_NO_TAPE);
	b->other.bytes[5] = 0;
	b->other.image.size = 5;
	assert_null(tape_create(&b->other.image, &config, &error));
	assert_int_equal(error, -EINVAL);
	assert_int_equal(b->other.image.fault.cause, IMAGE_NO_TAPE);
	b->other.image.size = 12;
	assert_null(tape_create(&b->other.image, &config, &error));
	assert_int_equal(error, -ENODATA);
	assert_int_equal(b->other.image.fault.cause, IMAGE_SHORT_BLOCK);
	assert_int_equal(b->other.image.fault.number[0], 4);
	b->other.image.size = 6;
	b->other.bad_read = true;
	assert_null(tape_create(&b->other.image, &config, NULL));
	assert_null(tape_create(&b->other.image, &config, &error));
	assert_int_equal(error, -EIO);
	assert_int_equal(b->other.image.fault.cause, IMAGE_NOT_REFUSED);
	b->other.image.size = 5;
	assert_null(tape_create(&b->other.image, &config, &error));
	assert_int_equal(error, -EIO);
	assert_int_equal(b->other.ejected, 0);
}

static void a_tape_may_begin_with_a_mark(void **state)
{
	struct bench *b = *state;

	add_chunk(&b->other, 0, 0, 0x40, 0);
	assert_int_equal(tape_mount(b->dev, &b->other.image), 0);
	assert_int_equal(get(b, 0x02, 10), EXCEPTION);
	assert_int_equal(get(b, 0x0c, 10), EXCEPTION);
	assert_block(b, 0);
}

static bool refuse(void *data)
{
	return true;
}

static void without_memory_there_is_no_drive(void **state)
{
	const struct tape_config config = tape_config_of(TAPE_3480);
	int error = 0;

	platform_set_alloc_hook(refuse, NULL);
	assert_null(tape_create(NULL, &config, &error));
	platform_set_alloc_hook(NULL, NULL);
	assert_int_equal(error, -ENOMEM);
}

/* ---- The operator ---- */

static void unloading_ejects_the_tape(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_true(tape_is_mounted(b->dev));
	assert_int_equal(command(b, UNLOAD), CHECK);
	assert_sense(b, 0x40, 0x42, 0x2b);
	assert_int_equal(b->dev->sense[7], 0x22);
	assert_false(tape_is_mounted(b->dev));
	assert_int_equal(b->tape.ejected, 1);
	assert_int_equal(command(b, UNLOAD), REFUSED);
	assert_sense(b, 0x40, 0x42, 0x43);
}

static void an_empty_drive_is_not_ready(void **state)
{
	static const u8 need[] = {
		0x01, 0x02, REWIND, 0x0c, UNLOAD, ERASE_GAP, WRITE_MARK, 0x22, BACK_BLOCK,
		BACK_FILE, FORWARD_BLOCK, FORWARD_FILE, SYNCHRONIZE, 0x4f, SECURITY_ERASE,
	};
	static const u8 need_none[] = {
		0x03, 0x04, 0x24, 0x34, 0x9f, 0xb7, 0xc7, 0xdb, 0xe4,
	};
	static const u8 zeroes[32];
	struct bench *b = *state;
	size_t i;

	tape_unmount(b->dev);
	assert_int_equal(b->tape.ejected, 1);
	for (i = 0; i < ARRAY_SIZE(need); i++) {
		assert_int_equal(get(b, need[i], 10), REFUSED);
		assert_true(b->reply.immediate);
		assert_sense(b, 0x40, 0x42, 0x43);
	}
	for (i = 0; i < ARRAY_SIZE(need_none); i++)
		assert_int_equal(run(b, need_none[i], zeroes, 32, 32), ENDED);
	tape_unmount(b->dev);
	assert_int_equal(b->tape.ejected, 1);
}

static void a_mounted_tape_is_at_its_beginning(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(command(b, FORWARD_FILE), ENDED);
	add_chunk(&b->other, 77, 0, 0xa0, 9);
	assert_int_equal(tape_mount(b->dev, &b->other.image), 0);
	assert_int_equal(b->tape.ejected, 1);
	assert_int_equal(b->other.ejected, 0);
	assert_block(b, 0);
	assert_int_equal(get(b, 0x02, 100), ENDED);
	assert_int_equal(b->ch.done, 77);
	assert_int_equal(command(b, UNLOAD), CHECK);
	assert_int_equal(tape_mount(b->dev, &b->tape.image), 0);
	assert_int_equal(get(b, 0x02, 100), ENDED);
	assert_int_equal(b->ch.done, 100);
}

/* Nor does one that cannot be mounted change where the drive is. */
static void a_refused_tape_changes_nothing(void **state)
{
	struct bench *b = *state;

	record(b);
	assert_int_equal(command(b, FORWARD_FILE), ENDED);
	b->other.image.size = 3;
	assert_int_equal(tape_mount(b->dev, &b->other.image), -EINVAL);
	assert_int_equal(b->tape.ejected, 0);
	assert_block(b, 3);
	assert_int_equal(get(b, 0x02, 300), ENDED);
	assert_int_equal(b->ch.done, 300);
	tape_unmount(b->dev);
	assert_int_equal(tape_mount(b->dev, &b->other.image), -EINVAL);
	assert_false(tape_is_mounted(b->dev));
}

static void a_ready_drive_says_so(void **state)
{
	struct tape_config config = tape_config_of(TAPE_3490);
	struct bench *b = *state;

	assert_int_equal(tape_ready_status(b->dev), 0x85);
	config.ready_status = 0x04;
	attach(b, NULL, &config);
	assert_int_equal(tape_ready_status(b->dev), 0x04);
	assert_false(tape_is_mounted(b->dev));
}

/* ---- Identification of the drive ---- */

static void the_types_differ(void **state)
{
	static const u8 id_3480[7] = { 0xff, 0x34, 0x80, 0x31, 0x34, 0x80, 0x31 };
	static const u8 id_3490[7] = { 0xff, 0x34, 0x90, 0x10, 0x34, 0x90, 0x40 };
	const struct tape_config config = tape_config_of(TAPE_3490);
	struct bench *b = *state;

	assert_int_equal(strcmp(b->dev->ops->type, "tape_3480"), 0);
	assert_int_equal(get(b, 0xe4, 20), ENDED);
	assert_int_equal(b->ch.done, 7);
	assert_memory_equal(b->ch.in, id_3480, 7);
	assert_int_equal(get(b, 0x24, 100), ENDED);
	assert_int_equal(b->ch.done, 32);
	assert_int_equal(b->ch.in[7], 0x21);
	assert_int_equal(get(b, 0x64, 64), REFUSED);
	assert_sense(b, 0x80, AT_LOAD_POINT, 0x27);
	attach(b, &b->tape.image, &config);
	assert_int_equal(strcmp(b->dev->ops->type, "tape_3490"), 0);
	assert_int_equal(get(b, 0xe4, 20), ENDED);
	assert_memory_equal(b->ch.in, id_3490, 7);
	assert_int_equal(get(b, 0x24, 100), ENDED);
	assert_int_equal(b->ch.done, 64);
	assert_int_equal(get(b, 0x64, 64), ENDED);
	assert_int_equal(b->ch.done, 64);
	assert_memory_equal(b->ch.in, id_3490 + 1, 6);
	assert_int_equal(b->ch.in[10], 0x80);
	assert_int_equal(get(b, 0x04, 40), ENDED);
	assert_int_equal(b->ch.done, 32);
}

static void sense_bytes_are_there_once(void **state)
{
	struct bench *b = *state;

	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_int_equal(command(b, 0x03), ENDED);
	assert_int_equal(get(b, 0x04, 40), ENDED);
	assert_int_equal(b->ch.done, 24);
	assert_int_equal(b->ch.in[0], 0x08);
	assert_int_equal(b->ch.in[3], 0x31);
	assert_int_equal(b->dev->sense_len, 0);
	assert_int_equal(get(b, 0x04, 40), ENDED);
	assert_int_equal(b->ch.in[0], 0);
	assert_int_equal(b->ch.in[1], AT_LOAD_POINT);
	assert_int_equal(b->ch.in[3], 0);
	/* Another command forgets them; a reset as well. */
	assert_int_equal(get(b, 0x02, 10), CHECK);
	assert_int_equal(get(b, 0xe4, 7), ENDED);
	assert_int_equal(b->dev->sense_len, 0);
	assert_int_equal(get(b, 0x02, 10), CHECK);
	b->dev->ops->reset(b->dev);
	assert_int_equal(b->dev->sense_len, 0);
	tape_unmount(b->dev);
	assert_int_equal(get(b, 0x04, 40), ENDED);
	assert_int_equal(b->ch.in[0], 0x40);
	assert_int_equal(b->ch.in[1], 0x42);
	assert_int_equal(b->ch.in[3], 0x43);
}

/* Every code that is not in the list is rejected before it begins. */
static void other_commands_are_rejected(void **state)
{
	static const u8 known[] = {
		0x01, 0x02, 0x03, 0x04, 0x07, 0x0c, 0x0f, 0x17, 0x1f, 0x22, 0x24, 0x27, 0x2f, 0x34,
		0x37, 0x3f, 0x43, 0x4f, 0x5b, 0x97, 0x9f, 0xaf, 0xb7, 0xc7, 0xdb, 0xe3, 0xe4,
	};
	struct bench *b = *state;
	u32 code;

	for (code = 0; code < 256; code++) {
		bool is_known = false;
		size_t i;

		for (i = 0; i < sizeof(known); i++)
			is_known |= known[i] == code;
		begin(b);
		if (is_known)
			continue;
		assert_int_equal(get(b, (u8)code, 10), REFUSED);
		assert_sense(b, 0x80, AT_LOAD_POINT, 0x27);
	}
}

static void commands_take_their_time(void **state)
{
	struct bench *b = *state;

	b->dev->latency = 500;
	assert_int_equal(command(b, REWIND), ENDED);
	assert_int_equal(b->reply.time, 500);
	assert_int_equal(command(b, SYNCHRONIZE), ENDED);
	assert_int_equal(b->reply.time, 500);
}

static void short_parameters_are_rejected(void **state)
{
	static const struct {
		u8 code;
		u8 len;
	} commands[] = {
		{ 0x4f, 4 }, { 0x9f, 17 }, { 0xaf, 12 }, { 0xb7, 11 }, { 0xc7, 11 }, { 0xdb, 1 },
		{ 0xe3, 12 },
	};
	static const u8 zeroes[32];
	struct bench *b = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		begin(b);
		assert_int_equal(run(b, commands[i].code, zeroes, 32, commands[i].len - 1), CHECK);
		assert_sense(b, 0x80, AT_LOAD_POINT, 0x27);
		assert_true(b->ch.more);
	}
}

/* After a channel check the drive adds no status of its own, and does nothing. */
static void parameters_outside_storage_are_no_unit_check(void **state)
{
	static const u8 codes[] = { 0xdb, 0x9f, 0x4f, 0xaf, 0xb7, 0xc7, 0xe3 };
	struct bench *b = *state;
	u32 i;

	write_block(b, 80);
	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		begin(b);
		b->ch.check_at = 1;
		assert_int_equal(run(b, codes[i], b->data, 20, 20), ENDED);
		assert_true(b->ch.checked);
		b->ch.check_at = 0;
	}
	get(b, 0x22, 8);
	assert_int_equal(b->ch.in[3], 1);
}

/* ---- Paths and assignment ---- */

#define ID	"0123456789a"	/* eleven bytes */
#define OTHER	"0123456789b"
#define NOBODY	"\0\0\0\0\0\0\0\0\0\0\0"

static u8 group(struct bench *b, u8 path, u8 function, const char *id)
{
	u8 p[12] = { function };

	memcpy(p + 1, id, 11);
	b->path = path;
	begin(b);
	return run(b, 0xaf, p, 12, 12);
}

static u8 path_state(struct bench *b, u8 path)
{
	b->path = path;
	assert_int_equal(get(b, 0x34, 12), ENDED);
	assert_int_equal(b->ch.done, 12);
	return b->ch.in[0];
}

static u8 with_id(struct bench *b, u8 path, u8 code, const char *id)
{
	b->path = path;
	return run(b, code, id, 11, 11);
}

static u8 control_access(struct bench *b, u8 path, u8 function, const char *password)
{
	u8 p[12] = { function };

	memcpy(p + 1, password, 11);
	b->path = path;
	return run(b, 0xe3, p, 12, 12);
}

static void paths_are_grouped(void **state)
{
	struct bench *b = *state;

	assert_int_equal(path_state(b, 0x80), 0);
	assert_int_equal(group(b, 0x80, 0x80, ID), ENDED);
	assert_int_equal(path_state(b, 0x80), 0xc8);
	assert_memory_equal(b->ch.in + 1, ID, 11);
	assert_int_equal(path_state(b, 0x40), 0);
	assert_int_equal(group(b, 0x80, 0x1f, ID), CHECK);
	assert_sense(b, 0x80, AT_LOAD_POINT, 0x27);
	/* First in its chain, or behind 5B, which is that itself */
	begin(b);
	assert_int_equal(command(b, 0x03), ENDED);
	assert_int_equal(run(b, 0xaf, "\0" ID, 12, 12), CHECK);
	begin(b);
	assert_int_equal(command(b, 0x5b), ENDED);
	assert_int_equal(run(b, 0xaf, "\x20" ID, 12, 12), ENDED);
	assert_int_equal(path_state(b, 0x80), 0);
	assert_int_equal(command(b, 0x5b), CHECK);
}

static void drives_are_assigned(void **state)
{
	struct bench *b = *state;

	assert_int_equal(group(b, 0x80, 0x80, ID), ENDED);
	assert_int_equal(group(b, 0x40, 0x80, ID), ENDED);
	assert_int_equal(group(b, 0x20, 0x80, OTHER), ENDED);
	assert_int_equal(with_id(b, 0x80, 0xb7, NOBODY), ENDED);
	assert_int_equal(path_state(b, 0x80), 0xf8);
	assert_int_equal(path_state(b, 0x40), 0xf8);
	assert_int_equal(path_state(b, 0x20), 0xe8);
	b->path = 0x40;
	assert_int_equal(command(b, REWIND), ENDED);
	b->path = 0x20;
	assert_int_equal(command(b, REWIND), REFUSED);
	assert_sense(b, 0x01, AT_LOAD_POINT, 0x45);
	assert_int_equal(with_id(b, 0x20, 0xb7, NOBODY), REFUSED);
	assert_int_equal(with_id(b, 0x20, 0xc7, NOBODY), REFUSED);
	assert_int_equal(get(b, 0xe4, 7), ENDED);
	assert_int_equal(get(b, 0x04, 24), ENDED);
	/* The path group that has the drive may share it. */
	assert_int_equal(with_id(b, 0x40, 0xb7, OTHER), ENDED);
	b->path = 0x20;
	assert_int_equal(command(b, REWIND), ENDED);
	assert_int_equal(with_id(b, 0x40, 0xb7, "nobody's id"), CHECK);
	assert_sense(b, 0x80, AT_LOAD_POINT, 0x27);
	assert_int_equal(with_id(b, 0x20, 0xc7, ID), ENDED);
	b->path = 0x80;
	assert_int_equal(command(b, REWIND), REFUSED);
	assert_int_equal(with_id(b, 0x20, 0xc7, NOBODY), ENDED);
	b->path = 0x80;
	assert_int_equal(command(b, REWIND), ENDED);
	assert_int_equal(path_state(b, 0x80), 0xc8);
}

static void a_path_without_a_group_is_alone(void **state)
{
	struct bench *b = *state;

	assert_int_equal(with_id(b, 0x10, 0xb7, NOBODY), ENDED);
	assert_int_equal(path_state(b, 0x10), 0x30);
	assert_int_equal(path_state(b, 0x01), 0x20);
	b->dev->ops->reset(b->dev);
	assert_int_equal(path_state(b, 0x10), 0x30);
}

static void a_password_lets_others_in(void **state)
{
	struct bench *b = *state;

	assert_int_equal(control_access(b, 0x80, 0x00, ID), CHECK);
	assert_sense(b, 0x80, AT_LOAD_POINT, 0x27);
	assert_int_equal(with_id(b, 0x80, 0xb7, NOBODY), ENDED);
	assert_int_equal(control_access(b, 0x40, 0x40, ID), CHECK);
	assert_int_equal(control_access(b, 0x40, 0x00, ID), CHECK);
	assert_int_equal(control_access(b, 0x80, 0x00, ID), ENDED);
	assert_int_equal(control_access(b, 0x40, 0x40, OTHER), CHECK);
	assert_int_equal(control_access(b, 0x40, 0xc0, ID), CHECK);
	assert_int_equal(command(b, REWIND), REFUSED);
	begin(b);
	assert_int_equal(control_access(b, 0x40, 0x40, ID), ENDED);
	assert_int_equal(command(b, REWIND), ENDED);
	/* For this chain only. */
	begin(b);
	assert_int_equal(command(b, REWIND), REFUSED);
	assert_int_equal(control_access(b, 0x40, 0x80, ID), ENDED);
	assert_int_equal(command(b, REWIND), ENDED);
	/* With the assignment the password went. */
	assert_int_equal(control_access(b, 0x40, 0x40, ID), CHECK);
}

/* A check of the channel is no fault of the parameters, and they are not heeded. */
static void parameters_with_a_check_are_none(void **state)
{
	static const u8 group_id[17] = "\x80" ID, set[12] = "\0" OTHER, disable[12] = "\x80" ID;
	static const u8 forbid = 0x10, one[4] = { 1, 0, 0, 1 };
	const struct {
		u8 code;
		u8 len;
		const u8 *p;
	} commands[] = {
		{ 0xdb, 1, &forbid }, { 0x4f, 4, one }, { 0x9f, 17, group_id },
		{ 0xaf, 12, group_id }, { 0xb7, 11, (const u8 *)NOBODY },
		{ 0xc7, 11, (const u8 *)NOBODY }, { 0xe3, 12, set }, { 0xe3, 12, disable },
	};
	struct bench *b = *state;
	size_t i;
	u32 at;

	record(b);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(command(b, FORWARD_BLOCK), ENDED);
	assert_int_equal(with_id(b, 0x40, 0xb7, NOBODY), ENDED);
	assert_int_equal(control_access(b, 0x40, 0x00, ID), ENDED);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		for (at = 1; at <= commands[i].len; at++) {
			begin(b);
			b->ch.check_at = at;
			assert_int_equal(run(b, commands[i].code, commands[i].p, commands[i].len,
					     commands[i].len), ENDED);
			assert_int_equal(b->dev->sense_len, 0);
			assert_int_equal(b->ch.done, at - 1);
			assert_false(b->ch.more);
			b->ch.check_at = 0;
			/* no mode, no place, no group, no assignment of it */
			assert_int_equal(with_id(b, 0x40, 0xb7, NOBODY), ENDED);
			assert_block(b, 2);
			assert_int_equal(path_state(b, 0x40), 0x30);
			begin(b);
			assert_int_equal(control_access(b, 0x80, 0x40, ID), ENDED);
			begin(b);
			b->path = 0x40;
		}
}

static void mode_set_may_forbid_supervisor_commands(void **state)
{
	static const u8 forbid = 0x10, compact = 0x08;
	static const u8 supervisor[] = { 0xaf, 0xb7, 0xc7, 0xdb, 0xe3 };
	static const u8 zeroes[32];
	struct bench *b = *state;
	size_t i;

	assert_int_equal(run(b, 0xdb, &compact, 1, 1), ENDED);
	assert_int_equal(with_id(b, 0x80, 0xb7, NOBODY), ENDED);
	assert_int_equal(run(b, 0xdb, &forbid, 1, 1), ENDED);
	for (i = 0; i < sizeof(supervisor); i++) {
		assert_int_equal(run(b, supervisor[i], zeroes, 32, 32), REFUSED);
		assert_sense(b, 0x80, AT_LOAD_POINT, 0x27);
	}
	assert_int_equal(command(b, REWIND), ENDED);
	begin(b);
	assert_int_equal(with_id(b, 0x80, 0xc7, NOBODY), ENDED);
}

/* ---- The suite ---- */

#define on_bench(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

static const struct CMUnitTest tape_cases[] = {
	on_bench(written_blocks_are_as_the_format_says),
	on_bench(what_was_written_is_read),
	on_bench(blocks_are_read_backward),
	on_bench(blocks_of_any_length),
	on_bench(too_long_a_block_is_rejected),
	on_bench(a_write_with_a_check_is_none),
	on_bench(a_block_is_never_too_short),
	on_bench(nothing_is_no_block),
	on_bench(writing_loses_what_follows),
	on_bench(a_blank_tape_is_void),
	on_bench(blocks_are_spaced_over),
	on_bench(files_are_spaced_over),
	on_bench(blocks_are_located),
	on_bench(security_erase_leaves_nothing),
	on_bench(an_erasure_that_fails_is_told),
	on_bench(a_drive_may_keep_what_is_erased),
	on_bench(the_end_of_the_tape_is_told_before_it_comes),
	on_bench(a_tape_longer_than_the_drive_writes_is_read),
	on_bench(protected_tapes_are_not_written),
	on_bench(unreadable_media_are_equipment_checks),
	on_bench(a_block_that_cannot_be_read_to_its_end),
	on_bench(protected_images_are_not_cut),
	on_bench(unwritable_media_are_equipment_checks),
	on_bench(blocks_in_several_chunks),
	on_bench(malformed_images_are_data_checks),
	on_bench(truncated_images_are_data_checks),
	on_bench(malformed_ways_back_are_data_checks),
	on_bench(blocks_that_changed_are_data_checks),
	on_bench(long_ways_back_end),
	on_bench(no_block_is_before_the_first),
	on_bench(the_first_block_has_no_other_number),
	on_bench(what_is_no_tape_is_refused),
	on_bench(a_tape_may_begin_with_a_mark),
	on_bench(without_memory_there_is_no_drive),
	on_bench(unloading_ejects_the_tape),
	on_bench(an_empty_drive_is_not_ready),
	on_bench(a_mounted_tape_is_at_its_beginning),
	on_bench(a_refused_tape_changes_nothing),
	on_bench(a_ready_drive_says_so),
	on_bench(the_types_differ),
	on_bench(sense_bytes_are_there_once),
	on_bench(other_commands_are_rejected),
	on_bench(commands_take_their_time),
	on_bench(short_parameters_are_rejected),
	on_bench(parameters_outside_storage_are_no_unit_check),
	on_bench(paths_are_grouped),
	on_bench(drives_are_assigned),
	on_bench(a_path_without_a_group_is_alone),
	on_bench(a_password_lets_others_in),
	on_bench(parameters_with_a_check_are_none),
	on_bench(mode_set_may_forbid_supervisor_commands),
};

SUITE(tape)
