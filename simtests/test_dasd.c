// SPDX-License-Identifier: GPL-2.0-only
/*
 * The DASD alone: commands go to the device model, and a channel that does
 * nothing but count takes what it sends.
 */
#include "hw-sim/dev/dasd.h"
#include "simtests/port/platform.h"
#include "simtests/port/port.h"
#include "simtests/suite.h"

/* ---- A channel ---- */

struct sim_channel {
	const u8 *out;
	u32 out_len;
	u32 count;		/* of the CCW */
	u32 done;
	u32 check_after;	/* a check meets the byte behind so many */
	bool checked;
	bool last;		/* no command follows */
	bool more;		/* the device had more to send, or wanted more */
	u8 in[70000];
};

#define NO_CHECK	0xffffffffu

size_t sim_channel_put(struct sim_channel *ch, const void *buf, size_t len)
{
	size_t n = min(len, (size_t)(min(ch->count, ch->check_after) - ch->done));

	memcpy(ch->in + ch->done, buf, n);
	ch->done += (u32)n;
	if (ch->done == ch->check_after)
		ch->checked = true;
	if (n < len && !ch->checked)
		ch->more = true;
	return n;
}

size_t sim_channel_get(struct sim_channel *ch, void *buf, size_t len)
{
	u32 end = min(ch->count, ch->check_after);
	size_t n = min(len, (size_t)(end - ch->done));
	size_t i;

	for (i = 0; i < n; i++, ch->done++)
		((u8 *)buf)[i] = ch->done < ch->out_len ? ch->out[ch->done] : 0;
	if (ch->done == ch->check_after)
		ch->checked = true;
	if (n < len && !ch->checked)
		ch->more = true;
	return n;
}

bool sim_channel_checked(const struct sim_channel *ch)
{
	return ch->checked;
}

bool sim_channel_last(const struct sim_channel *ch)
{
	return ch->last;
}

/* ---- A volume in memory ---- */

#define HEADS		4u
#define CYLINDERS	3u
#define TRACK		56832u
#define HEADER		512u
#define VOLUME		(HEADER + CYLINDERS * HEADS * TRACK)

struct volume {
	struct sim_image image;
	u8 *bytes;
	u32 writes;
	u32 written;		/* bytes */
	bool bad_read;
	int write_error;
};

static int volume_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	struct volume *v = container_of(image, struct volume, image);

	assert_true(offset <= image->size && len <= image->size - offset);
	if (v->bad_read)
		return -EIO;
	memcpy(buf, v->bytes + offset, len);
	return 0;
}

static int volume_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct volume *v = container_of(image, struct volume, image);

	assert_true(offset >= HEADER && offset <= image->size && len <= image->size - offset);
	if (v->write_error)
		return v->write_error;
	v->writes++;
	v->written += (u32)len;
	memcpy(v->bytes + offset, buf, len);
	return 0;
}

static const struct sim_image_ops volume_ops = {
	.read = volume_read,
	.write = volume_write,
};

static u8 *volume_track(struct volume *v, u32 cyl, u32 head)
{
	return v->bytes + HEADER + (cyl * HEADS + head) * TRACK;
}

/* The byte at @i of the data of a record, before anything is written */
static u8 pattern(u32 cyl, u32 head, u32 r, u32 i)
{
	return (u8)(cyl * 61 + head * 17 + r * 7 + i * 3 + (i >> 8));
}

static u8 *put_record(u8 *p, u32 cyl, u32 head, u32 r, u32 kl, u32 dl)
{
	const u8 count[8] = { 0, (u8)cyl, 0, (u8)head, (u8)r, (u8)kl, (u8)(dl >> 8), (u8)dl };
	u32 i;

	memcpy(p, count, sizeof(count));
	for (i = 0; i < kl; i++)
		p[8 + i] = (u8)(0xc0 + r);
	for (i = 0; i < dl; i++)
		p[8 + kl + i] = r ? pattern(cyl, head, r, i) : 0;
	p += 8 + kl + dl;
	memset(p, 0xff, 8);
	return p;
}

/*
 * Cylinder 0: head 0: R1 4+24, R2 8+100, R3 0+4096; head 1: R1 to R12 of 4096;
 * head 2: nothing but R0; head 3: R1 0+80, R2 end of file, R3 0+40.
 * Cylinder 1: R1 to R3 of 512 on each track.  Cylinder 2: R1 of 16.
 */
static void volume_fill(struct volume *v)
{
	u32 cyl, head, r;

	for (cyl = 0; cyl < CYLINDERS; cyl++) {
		for (head = 0; head < HEADS; head++) {
			u8 *p = volume_track(v, cyl, head);

			p[2] = (u8)cyl;
			p[4] = (u8)head;
			p = put_record(p + 5, cyl, head, 0, 0, 8);
			for (r = 1; cyl == 1 && r <= 3; r++)
				p = put_record(p, cyl, head, r, 0, 512);
			if (cyl == 2)
				p = put_record(p, cyl, head, 1, 0, 16);
			for (r = 1; cyl == 0 && head == 1 && r <= 12; r++)
				p = put_record(p, cyl, head, r, 0, 4096);
			if (cyl == 0 && head == 0) {
				p = put_record(p, 0, 0, 1, 4, 24);
				p = put_record(p, 0, 0, 2, 8, 100);
				p = put_record(p, 0, 0, 3, 0, 4096);
			}
			if (cyl == 0 && head == 3) {
				p = put_record(p, 0, 3, 1, 0, 80);
				p = put_record(p, 0, 3, 2, 0, 0);
				p = put_record(p, 0, 3, 3, 0, 40);
			}
		}
	}
}

static const u8 header[20] = {
	'C', 'K', 'D', '_', 'P', '3', '7', '0', HEADS, 0, 0, 0, 0x00, 0xde, 0, 0, 0x90,
};

static void volume_create(struct volume *v)
{
	memset(v, 0, sizeof(*v));
	v->bytes = port_zalloc(VOLUME);
	assert_non_null(v->bytes);
	v->image.ops = &volume_ops;
	v->image.size = VOLUME;
	memcpy(v->bytes, header, sizeof(header));
	volume_fill(v);
}

/* ---- The bench: a device, its volume, its channel ---- */

struct bench {
	struct volume volume;
	struct sim_device *dev;
	struct sim_channel ch;
	struct sim_reply reply;
	u8 path;
	bool chained;
};

static void bench_attach(struct bench *b, const struct dasd_config *config)
{
	int error = 1;

	if (b->dev)
		b->dev->ops->destroy(b->dev);
	b->dev = dasd_create(&b->volume.image, config, &error);
	assert_non_null(b->dev);
	assert_int_equal(error, 0);
	b->path = 0x80;
	b->chained = false;
	b->ch.check_after = NO_CHECK;
}

static int bench_setup(void **state)
{
	struct bench *b = port_zalloc(sizeof(*b));

	assert_non_null(b);
	volume_create(&b->volume);
	bench_attach(b, NULL);
	*state = b;
	return 0;
}

static int bench_teardown(void **state)
{
	struct bench *b = *state;

	b->dev->ops->destroy(b->dev);
	port_free(b->volume.bytes);
	port_free(b);
	assert_int_equal(platform_live_blocks(), 0);
	return 0;
}

static void begin(struct bench *b)
{
	b->chained = false;
}

/* One command with this count; what it sends comes from out, then zeros. */
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
		assert_int_equal(b->dev->sense_len, CSS_SENSE_SIZE);
	return b->reply.status;
}

/* The same as the last command of its chain, or with a check behind some bytes */
static u8 run_last(struct bench *b, u8 code, const void *out, u32 out_len, u32 count)
{
	u8 status;

	b->ch.last = true;
	status = run(b, code, out, out_len, count);
	b->ch.last = false;
	return status;
}

static u8 run_checked(struct bench *b, u8 code, const void *out, u32 len, u32 check_after)
{
	u8 status;

	b->ch.check_after = check_after;
	status = run(b, code, out, len, len);
	b->ch.check_after = NO_CHECK;
	return status;
}

static u8 get(struct bench *b, u8 code, u32 count)
{
	return run(b, code, NULL, 0, count);
}

static u32 residual(const struct bench *b)
{
	return b->ch.count - b->ch.done;
}

/* Parameters of the usual commands, to be spoilt byte by byte */
struct extent {
	u8 b[16];
};

struct locate {
	u8 b[20];
};

static struct extent extent(u8 mask, u32 c1, u32 h1, u32 c2, u32 h2)
{
	struct extent e = { { mask, 0xc0, 0, 0, 0, 0, 0, 0, 0, (u8)c1, 0, (u8)h1,
			      0, (u8)c2, 0, (u8)h2 } };

	return e;
}

static struct locate locate(u8 op, u8 aux, u8 count, u32 cyl, u32 head, u8 r, u16 length)
{
	struct locate l = { { op, aux, 0, count, 0, (u8)cyl, 0, (u8)head,
			      0, (u8)cyl, 0, (u8)head, r, 0, (u8)(length >> 8), (u8)length } };

	return l;
}

static void start_extent(struct bench *b, u8 mask)
{
	struct extent e = extent(mask, 0, 0, CYLINDERS - 1, HEADS - 1);

	begin(b);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(residual(b), 0);
}

static u8 locate_status(struct bench *b, u8 mask, struct locate l)
{
	start_extent(b, mask);
	return run(b, 0x47, l.b, 16, 16);
}

/* A chain that has come as far as Locate Record */
static void start_locate(struct bench *b, u8 mask, struct locate l)
{
	assert_int_equal(locate_status(b, mask, l), 0x0c);
}

static u8 seek_code(struct bench *b, u8 code, u32 cyl, u32 head)
{
	const u8 p[6] = { 0, 0, (u8)(cyl >> 8), (u8)cyl, (u8)(head >> 8), (u8)head };

	return run(b, code, p, 6, 6);
}

/* A chain of the old kind: file mask, seek */
static void start_seek(struct bench *b, u8 mask, u32 cyl, u32 head)
{
	begin(b);
	assert_int_equal(run(b, 0x1f, &mask, 1, 1), 0x0c);
	assert_int_equal(seek_code(b, 0x07, cyl, head), 0x0c);
}

static u8 search_id(struct bench *b, u8 code, u32 cyl, u32 head, u8 r)
{
	const u8 id[5] = { 0, (u8)cyl, 0, (u8)head, r };

	return run(b, code, id, 5, 5);
}

/* Search ID Equal as programs do it, with the TIC back that a loop needs */
static void find_id(struct bench *b, u32 cyl, u32 head, u8 r)
{
	u32 i;

	for (i = 0; i < 32; i++) {
		u8 status = search_id(b, 0x31, cyl, head, r);

		if (status == 0x4c)
			return;
		assert_int_equal(status, 0x0c);
	}
	fail();
}

static void assert_sense(const struct bench *b, u8 sense0, u8 sense1, u8 message)
{
	assert_true(b->reply.status & CSS_DSTAT_UC);
	assert_int_equal(b->dev->sense[0], sense0);
	assert_int_equal(b->dev->sense[1], sense1);
	assert_int_equal(b->dev->sense[7], message);
	assert_int_equal(b->dev->sense[27], 0x80);
}

static void assert_reject(const struct bench *b, u8 message)
{
	assert_sense(b, 0x80, 0, message);
}

/* Where the sense bytes say the head was */
static void assert_sense_at(const struct bench *b, u32 cyl, u32 head)
{
	assert_int_equal(b->dev->sense[5], cyl);
	assert_int_equal(b->dev->sense[6], head);
	assert_int_equal(b->dev->sense[30], cyl);
	assert_int_equal(b->dev->sense[31], head);
}

static void assert_pattern(const struct bench *b, u32 at, u32 cyl, u32 head, u32 r, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		assert_int_equal(b->ch.in[at + i], pattern(cyl, head, r, i));
}

/* What an independent chain reads of a record */
static u8 read_back(struct bench *b, u32 cyl, u32 head, u8 r, u32 count)
{
	start_locate(b, 0x40, locate(0x16, 0, 1, cyl, head, r, 0));
	return get(b, 0x0e, count);
}

/* ---- Creation and identity ---- */

static void create_refuses(struct bench *b, int expected)
{
	int error = 0;

	assert_null(dasd_create(&b->volume.image, NULL, &error));
	assert_int_equal(error, expected);
	assert_null(dasd_create(&b->volume.image, NULL, NULL));
}

static void test_create_refuses(void **state)
{
	static const struct { u32 at; u8 value; int error; } bad[] = {
		{ 0, 'X', -EINVAL },			/* name */
		{ 7, '1', -EINVAL },
		{ 4, 'C', -EOPNOTSUPP },		/* compressed */
		{ 8, 0, -EINVAL }, { 8, 16, -EINVAL }, { 11, 1, -EINVAL },	/* heads */
		{ 12, 1, -ENODATA }, { 14, 2, -EINVAL },	/* track size */
		{ 16, 0x80, -EOPNOTSUPP },		/* 3380 */
		{ 17, 2, -EOPNOTSUPP },			/* the second file of a volume */
		{ 18, 1, -EOPNOTSUPP }, { 19, 1, -EOPNOTSUPP },	/* the first of several */
	};
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		b->volume.bytes[bad[i].at] = bad[i].value;
		create_refuses(b, bad[i].error);
		memcpy(b->volume.bytes, header, sizeof(header));
	}
	b->volume.bytes[17] = 1;		/* the first file is all there is */
	bench_attach(b, NULL);
	memset(b->volume.bytes + 8, 0, 8);	/* no heads, no tracks */
	create_refuses(b, -EINVAL);
	memcpy(b->volume.bytes, header, sizeof(header));
	for (i = 0; i < 3; i++) {
		static const u64 sizes[] = { 511, HEADER, VOLUME - 1 };

		b->volume.image.size = sizes[i];
		create_refuses(b, -ENODATA);
	}
	b->volume.image.size = HEADER + (u64)TRACK * HEADS * 65521;
	create_refuses(b, -EFBIG);
	b->volume.image.size = VOLUME;
	b->volume.bad_read = true;
	create_refuses(b, -EIO);
	assert_int_equal(b->volume.image.fault.cause, IMAGE_NOT_REFUSED);
}

static bool refuse_at(void *data)
{
	u32 *left = data;

	return !(*left)--;
}

static void test_create_without_memory(void **state)
{
	struct bench *b = *state;
	u64 blocks = platform_live_blocks();
	u32 n, left;
	int error;

	for (n = 0; n < 2; n++) {
		left = n;
		error = 0;
		platform_set_alloc_hook(refuse_at, &left);
		assert_null(dasd_create(&b->volume.image, NULL, &error));
		platform_set_alloc_hook(NULL, NULL);
		assert_int_equal(error, -ENOMEM);
		assert_int_equal(platform_live_blocks(), blocks);
	}
}

static void test_sense_id(void **state)
{
	static const u8 expected[20] = {
		0xff, 0x39, 0x90, 0xe9, 0x33, 0x90, 0x02, 0x00, 0x40, 0xfa, 0x01, 0x00,
		0x41, 0x27, 0x00, 0x04, 0x42, 0x3e, 0x00, 0x60,
	};
	struct bench *b = *state;

	assert_int_equal(get(b, 0xe4, 40), 0x0c);
	assert_int_equal(residual(b), 20);
	assert_false(b->ch.more);
	assert_memory_equal(b->ch.in, expected, 20);
	assert_int_equal(get(b, 0xe4, 7), 0x0c);
	assert_true(b->ch.more);
}

static void test_characteristics(void **state)
{
	/* As recorded, but for the dimensions of the volume */
	static const u8 expected[64] = {
		0x39, 0x90, 0xe9, 0x33, 0x90, 0x02, 0x50, 0x00, 0x10, 0x10, 0x20, 0x26,
		0, CYLINDERS, 0, HEADS,
		0xe0, 0x00, 0xe5, 0xa2, 0x05, 0x94, 0x02, 0x22, 0x13, 0x09, 0x06, 0x74,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x26, 0x26, 0x15, 0x02, 0xdf, 0xee, 0x00, 0x01,
		0x06, 0x77, 0x08, 0x0f, 0x00, 0x7f, 0x48, 0x00, 0x15, 0xff,
	};
	struct bench *b = *state;

	assert_int_equal(get(b, 0x64, 64), 0x0c);
	assert_memory_equal(b->ch.in, expected, 64);
}

static void test_configuration(void **state)
{
	static const u8 node[32] = {
		0xc4, 0x01, 0x01, 0x00, 0x40, 0x40, 0xf3, 0xf3, 0xf9, 0xf0, 0xf0, 0xf0, 0xf2,
		0xc1, 0xd1, 0xe2, 0xe9, 0x40, 0xc9, 0xd9, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6,
		0xf7, 0xf8, 0xf9, 0xf0, 0x12, 0x34,
	};
	static const struct dasd_config config = {
		.devno = 0x1234, .manufacturer = "AJS", .plant = "Z ", .serial = "IR1234567890",
	};
	struct bench *b = *state;

	assert_int_equal(get(b, 0xfa, 256), 0x0c);
	assert_int_equal(b->ch.in[30] << 8 | b->ch.in[31], 0x0120);
	assert_memory_equal(b->ch.in + 224,
			    "\x80\0\0\1\0\0\x1e\0\1\x20\x80\x20\x20\x20\1\0\0\x80\x80\x20\0", 21);
	bench_attach(b, &config);
	assert_int_equal(get(b, 0xfa, 256), 0x0c);
	assert_memory_equal(b->ch.in, node, 32);
	assert_int_equal(b->ch.in[64], 0xd4);
	assert_int_equal(b->ch.in[224 + 9], 0x34);
}

/* ---- Sense, commands that do not exist, sequences ---- */

static void test_no_such_command(void **state)
{
	/* Some are multitrack forms of commands that have none. */
	static const u8 codes[] = {
		0x00, 0x01, 0x0c, 0x0f, 0x08, 0x87, 0x93, 0x9b, 0xa2, 0xa7, 0xb3, 0xc5, 0xff,
	};
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		begin(b);
		assert_int_equal(get(b, codes[i], 8), CSS_DSTAT_UC);
		assert_reject(b, 1);
		assert_int_equal(b->ch.done, 0);
	}
}

static void test_basic_sense(void **state)
{
	static const u8 zero[32];
	struct bench *b = *state;

	assert_int_equal(get(b, 0x04, 32), 0x0c);
	assert_memory_equal(b->ch.in, zero, 32);
	get(b, 0xff, 1);
	/* No-operation leaves the sense bytes alone, Basic Sense takes them. */
	begin(b);
	assert_int_equal(get(b, 0x03, 1), 0x0c);
	assert_true(b->reply.immediate);
	assert_int_equal(b->ch.done, 0);
	assert_int_equal(get(b, 0x04, 32), 0x0c);
	assert_false(b->reply.immediate);
	assert_int_equal(b->ch.in[0], 0x80);
	assert_int_equal(b->ch.in[7], 1);
	assert_int_equal(get(b, 0x04, 24), 0x0c);
	assert_memory_equal(b->ch.in, zero, 24);
	assert_true(b->ch.more);
	/* Any other command forgets them. */
	get(b, 0xff, 1);
	begin(b);
	get(b, 0xe4, 20);
	assert_int_equal(get(b, 0x04, 32), 0x0c);
	assert_memory_equal(b->ch.in, zero, 32);
}

/* Commands that need a seek, or a domain, or to come first */
static void test_out_of_sequence(void **state)
{
	static const u8 codes[] = {
		0x05, 0x06, 0x86, 0x0d, 0x0e, 0x8e, 0x11, 0x12, 0x92, 0x15, 0x16, 0x96, 0x19,
		0x1a, 0x9a, 0x1b, 0x1d, 0x1e, 0x9e, 0x23, 0x29, 0xa9, 0x31, 0xb1, 0x39, 0xb9,
		0x47, 0x49, 0xc9, 0x4b, 0x51, 0xd1, 0x5e, 0x69, 0xe9, 0x71, 0xf1, 0x85, 0x8d,
		0x9d, 0xde, 0x3e,
	};
	static const u8 in_domain_only[] = { 0x85, 0x8d, 0x9d, 0xde };
	static const u8 unsought[] = { 0x05, 0x0d, 0x11, 0x1d, 0x15 };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		begin(b);
		assert_int_equal(get(b, codes[i], 64), 0x0e);
		assert_reject(b, 2);
		assert_int_equal(b->ch.done, 0);
	}
	for (i = 0; i < ARRAY_SIZE(in_domain_only); i++) {
		start_seek(b, 0xc0, 0, 0);
		assert_int_equal(get(b, in_domain_only[i], 64), 0x0e);
		assert_reject(b, 2);
	}
	/* Writes without a search for the record */
	for (i = 0; i < ARRAY_SIZE(unsought); i++) {
		start_seek(b, 0xc0, 0, 0);
		assert_int_equal(get(b, unsought[i], 64), 0x0e);
		assert_reject(b, 2);
	}
	assert_int_equal(b->volume.writes, 0);
}

static void test_extent_sequence(void **state)
{
	struct extent e = extent(0, 0, 0, 1, 1);
	struct bench *b = *state;
	u8 mask = 0, prefix[64] = { 0, 0x80 };

	memcpy(prefix + 12, e.b, 16);
	start_extent(b, 0);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0e);	/* a second extent */
	assert_reject(b, 2);
	start_extent(b, 0);
	assert_int_equal(run(b, 0x1f, &mask, 1, 1), 0x0e);	/* a mask as well */
	assert_reject(b, 2);
	start_extent(b, 0);
	assert_int_equal(get(b, 0x02, 24), 0x0e);		/* Read IPL */
	assert_reject(b, 2);
	start_seek(b, 0, 0, 0);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0e);	/* extent after mask */
	assert_reject(b, 2);
	start_seek(b, 0, 0, 0);
	assert_int_equal(run(b, 0x1f, &mask, 1, 1), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0, 0, 0);
	assert_int_equal(run(b, 0xe7, prefix, 64, 64), 0x0e);
	assert_reject(b, 2);
	start_extent(b, 0);
	assert_int_equal(run(b, 0xe7, prefix, 64, 64), 0x0e);
	assert_reject(b, 2);
}

/* What comes behind it begins with the first record, wherever a search has been. */
static void test_extent_resets_orientation(void **state)
{
	struct extent e = extent(0, 0, 0, 1, 1);
	struct bench *b = *state;

	begin(b);
	assert_int_equal(seek_code(b, 0x07, 1, 1), 0x0c);
	find_id(b, 1, 1, 2);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(get(b, 0x12, 8), 0x0c);
	assert_int_equal(b->ch.in[4], 1);
}

static void test_short_parameters(void **state)
{
	static const struct { u8 code; u32 count; } cut[] = {
		{ 0x07, 5 }, { 0x0b, 5 }, { 0x1f, 0 }, { 0x27, 0 }, { 0x63, 15 }, { 0xaf, 11 },
		{ 0xe7, 63 },
	};
	static const u8 prepare[12] = { 0x18, [6] = 0x41 };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cut); i++) {
		begin(b);
		assert_int_equal(get(b, cut[i].code, cut[i].count), 0x0e);
		assert_reject(b, 3);
	}
	start_extent(b, 0);
	assert_int_equal(get(b, 0x47, 15), 0x0e);
	assert_reject(b, 3);
	start_extent(b, 0);
	assert_int_equal(get(b, 0x4b, 19), 0x0e);
	assert_reject(b, 3);
	start_seek(b, 0, 0, 0);
	assert_int_equal(get(b, 0x1b, 5), 0x0e);
	assert_reject(b, 3);
	start_seek(b, 0, 0, 0);
	assert_int_equal(get(b, 0x23, 0), 0x0e);
	assert_reject(b, 3);
	begin(b);
	assert_int_equal(run(b, 0x27, prepare, 12, 11), 0x0e);
	assert_reject(b, 3);
}

/* ---- Define Extent, Locate Record, Prefix: parameters ---- */

static void test_extent_parameters(void **state)
{
	static const struct { u8 at, value; } bad[] = {
		{ 0, 0x20 }, { 1, 0x00 }, { 1, 0x80 }, { 6, 1 }, { 8, 1 }, { 9, CYLINDERS },
		{ 10, 1 }, { 11, HEADS }, { 12, 1 }, { 13, CYLINDERS }, { 14, 1 }, { 15, HEADS },
		{ 13, 0 },		/* ends before it begins */
	};
	struct bench *b = *state;
	struct extent e;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		e = extent(0x40, 1, 0, 1, 3);
		begin(b);
		assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
		e.b[bad[i].at] = bad[i].value;
		begin(b);
		assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0e);
		assert_reject(b, 4);
	}
}

static void test_locate_parameters(void **state)
{
	static const struct { u8 at, value; } bad[] = {
		{ 0, 0x02 }, { 0, 0x3f }, { 0, 0x41 }, { 0, 0xc1 }, { 0, 0x4b }, { 0, 0x8c },
		{ 0, 0x00 },		/* orient, but a count */
		{ 1, 0x02 }, { 1, 0x40 }, { 1, 0x01 },	/* suffix to a count of one */
		{ 1, 0x80 },		/* transfer length zero */
		{ 2, 1 }, { 3, 0 }, { 4, 1 }, { 5, CYLINDERS }, { 6, 1 }, { 7, HEADS },
		{ 13, 224 }, { 13, 0xfe },
	};
	struct locate good = locate(0x06, 0, 1, 0, 0, 1, 0), l;
	struct bench *b = *state;
	u32 i;

	good.b[13] = 0xff;
	start_locate(b, 0xc0, good);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		l = good;
		l.b[bad[i].at] = bad[i].value;
		assert_int_equal(locate_status(b, 0xc0, l), 0x0e);
		assert_reject(b, 4);
	}
	/* The suffix fits reads and update writes, not formats. */
	assert_int_equal(locate_status(b, 0xc0, locate(0x03, 1, 2, 0, 0, 1, 0)), 0x0e);
	assert_reject(b, 4);
}

static void test_locate_mask(void **state)
{
	static const struct { u8 mask, op, status; } cases[] = {
		{ 0x40, 0x01, 0x0e }, { 0x40, 0x03, 0x0e },
		{ 0x40, 0x0b, 0x0e }, { 0x40, 0x06, 0x0c },
		{ 0x80, 0x01, 0x0c }, { 0x80, 0x03, 0x0e },
		{ 0x80, 0x0b, 0x0e }, { 0x80, 0x16, 0x0c },
		{ 0x00, 0x01, 0x0c }, { 0x00, 0x03, 0x0c },
		{ 0x00, 0x0b, 0x0c }, { 0xc0, 0x03, 0x0c },
	};
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		u8 status = locate_status(b, cases[i].mask, locate(cases[i].op, 0, 1, 0, 0, 1, 0));

		assert_int_equal(status, cases[i].status);
		if (status != 0x0c)
			assert_reject(b, 2);
	}
}

static void test_locate_extent(void **state)
{
	struct extent e = extent(0x40, 0, 2, 1, 1);
	struct locate l = locate(0x16, 0, 1, 1, 2, 1, 0);
	struct bench *b = *state;

	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	begin(b);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(seek_code(b, 0x07, 0, 1), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	begin(b);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(seek_code(b, 0x07, 0, 2), 0x0c);
}

static void test_locate_extended(void **state)
{
	struct locate l = locate(0x06, 0, 1, 0, 1, 3, 0), bad;
	struct bench *b = *state;
	u32 i;

	start_extent(b, 0x40);
	assert_int_equal(run(b, 0x4b, l.b, 20, 22), 0x0c);
	assert_int_equal(residual(b), 2);
	assert_int_equal(get(b, 0x86, 4096), 0x0c);
	assert_pattern(b, 0, 0, 1, 3, 4096);
	for (i = 16; i < 20; i++) {
		bad = l;
		bad.b[i] = 1;
		start_extent(b, 0x40);
		assert_int_equal(run(b, 0x4b, bad.b, 20, 20), 0x0e);
		assert_reject(b, 4);
	}
}

static void test_prefix(void **state)
{
	static const struct { u8 at, value; } bad[] = {
		{ 0, 2 }, { 0, 3 }, { 2, 0x21 }, { 12, 0x20 }, { 13, 0 }, { 44, 0x00 },
		{ 61, 0x11 },
	};
	struct locate l = locate(0x06, 0, 1, 0, 1, 3, 0);
	struct extent e = extent(0x40, 0, 1, 0, 1);
	struct bench *b = *state;
	u8 p[64] = { 1, 0xa0, 0x20 }, q[64];
	u32 i;

	memcpy(p + 12, e.b, 16);
	memcpy(p + 44, l.b, 20);
	assert_int_equal(run(b, 0xe7, p, 64, 64), 0x0c);
	assert_int_equal(residual(b), 0);
	assert_int_equal(get(b, 0x86, 4096), 0x0c);
	assert_pattern(b, 0, 0, 1, 3, 4096);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(q, p, 64);
		q[bad[i].at] = bad[i].value;
		begin(b);
		assert_int_equal(run(b, 0xe7, q, 64, 64), 0x0e);
		assert_reject(b, 4);
	}
	begin(b);
	assert_int_equal(run(b, 0xe7, p, 63, 63), 0x0e);
	assert_reject(b, 3);
	begin(b);
	p[44 + 7] = 2;		/* a track outside the extent */
	assert_int_equal(run(b, 0xe7, p, 64, 64), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	p[44 + 7] = 1;
	/* Format 0: as many bytes, the locate part is void, and Locate Record is still to come. */
	p[0] = 0;
	memset(p + 44, 0xff, 20);
	begin(b);
	assert_int_equal(run(b, 0xe7, p, 63, 63), 0x0e);
	assert_reject(b, 3);
	begin(b);
	assert_int_equal(run(b, 0xe7, p, 64, 64), 0x0c);
	assert_int_equal(residual(b), 0);
	assert_false(b->ch.more);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0c);
	assert_int_equal(get(b, 0x86, 4096), 0x0c);
}

/* An extent that is not valid is none: the chain has to have one. */
static void test_prefix_without_extent(void **state)
{
	struct locate l = locate(0x06, 0, 1, 0, 1, 3, 0);
	struct bench *b = *state;
	u8 p[64] = { 1 };

	memset(p + 12, 0xff, 32);
	memcpy(p + 44, l.b, 20);
	assert_int_equal(run(b, 0xe7, p, 64, 64), 0x0e);
	assert_reject(b, 2);
	start_extent(b, 0x40);
	assert_int_equal(run(b, 0xe7, p, 64, 64), 0x0c);
	assert_int_equal(get(b, 0x86, 4096), 0x0c);
	assert_pattern(b, 0, 0, 1, 3, 4096);
	p[0] = 0;
	begin(b);
	assert_int_equal(run(b, 0xe7, p, 64, 64), 0x0c);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0e);
	assert_reject(b, 2);
}

/* ---- Orientation ---- */

static void test_locate_orientation(void **state)
{
	struct locate l;
	struct bench *b = *state;

	/* Count area: the record itself; Read Count and Read CKD give the next. */
	start_locate(b, 0x40, locate(0x06, 0, 2, 0, 1, 3, 0));
	assert_int_equal(get(b, 0x06, 4096), 0x0c);
	assert_pattern(b, 0, 0, 1, 3, 4096);
	assert_int_equal(get(b, 0x12, 8), 0x0c);
	assert_int_equal(b->ch.in[4], 4);
	/* Data area: the record after it */
	start_locate(b, 0x40, locate(0x86, 0, 1, 0, 1, 3, 0));
	assert_int_equal(get(b, 0x06, 4096), 0x0c);
	assert_pattern(b, 0, 0, 1, 4, 4096);
	/* Home address: R0 follows */
	start_locate(b, 0x40, locate(0x56, 0, 1, 0, 1, 77, 0));
	assert_int_equal(get(b, 0x16, 16), 0x0c);
	assert_int_equal(b->ch.in[4], 0);
	l = locate(0x56, 0, 1, 0, 1, 0, 0);
	l.b[11] = 2;		/* search argument of another track */
	assert_int_equal(locate_status(b, 0x40, l), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	/* Index: the home address follows */
	start_locate(b, 0x40, locate(0xd6, 0, 2, 1, 2, 9, 0));
	assert_int_equal(get(b, 0x1a, 5), 0x0c);
	assert_memory_equal(b->ch.in, "\0\0\1\0\2", 5);
	assert_int_equal(get(b, 0x1e, 600), 0x0c);
	assert_int_equal(b->ch.in[4], 1);
	/* No such record: the head is on the track where it should be. */
	assert_int_equal(locate_status(b, 0x40, locate(0x06, 0, 1, 1, 2, 9, 0)), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	assert_sense_at(b, 1, 2);
	/* Orient: no domain follows */
	start_locate(b, 0xc0, locate(0x00, 0, 0, 1, 2, 2, 0));
	assert_int_equal(get(b, 0x06, 512), 0x0c);
	assert_pattern(b, 0, 1, 2, 2, 512);
	/* ... and no record that a write may follow */
	start_locate(b, 0xc0, locate(0x00, 0, 0, 1, 2, 2, 0));
	assert_int_equal(get(b, 0x05, 512), 0x0e);
	assert_reject(b, 2);
}

/* ---- Reading ---- */

static void test_read_areas(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x40, 0, 0);
	assert_int_equal(get(b, 0x12, 8), 0x0c);
	assert_memory_equal(b->ch.in, "\0\0\0\0\1\4\0\x18", 8);
	assert_int_equal(get(b, 0x06, 30), 0x0c);	/* data of R1 */
	assert_int_equal(residual(b), 6);
	assert_pattern(b, 0, 0, 0, 1, 24);
	assert_int_equal(get(b, 0x0e, 100), 0x0c);	/* key and data of R2, cut */
	assert_true(b->ch.more);
	assert_int_equal(b->ch.in[7], 0xc2);
	assert_pattern(b, 8, 0, 0, 2, 92);
	assert_int_equal(get(b, 0x1e, 8 + 4096), 0x0c);	/* R3 whole */
	assert_int_equal(b->ch.in[4], 3);
	assert_pattern(b, 8, 0, 0, 3, 4096);
	assert_int_equal(get(b, 0x06, 4096), 0x0c);	/* round again, not R0: R1 */
	assert_int_equal(residual(b), 4096 - 24);
	assert_int_equal(get(b, 0x22, 1), 0x0c);
	assert_int_equal(b->ch.in[0], 0);		/* R1 lies in the first sector */
	start_seek(b, 0x40, 0, 1);
	find_id(b, 0, 1, 12);
	assert_int_equal(get(b, 0x22, 1), 0x0c);
	assert_int_equal(b->ch.in[0], (21 + 11 * 4104) * 224 / TRACK);
	start_seek(b, 0x40, 0, 1);
	assert_int_equal(get(b, 0x22, 1), 0x0c);
	assert_int_equal(b->ch.in[0], 0);
}

static void test_read_home_record0(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x40, 1, 2);
	assert_int_equal(get(b, 0x1a, 5), 0x0c);
	assert_memory_equal(b->ch.in, "\0\0\1\0\2", 5);
	assert_int_equal(get(b, 0x16, 16), 0x0c);
	assert_memory_equal(b->ch.in, "\0\1\0\2\0\0\0\x08", 8);
	assert_int_equal(get(b, 0x16, 16), 0x0c);	/* once round */
	assert_int_equal(b->ch.in[4], 0);
	assert_int_equal(get(b, 0x9a, 5), 0x0c);	/* multitrack: the next */
	assert_memory_equal(b->ch.in, "\0\0\1\0\3", 5);
	assert_int_equal(get(b, 0x96, 16), 0x0c);	/* R0 of the address just read */
	assert_int_equal(b->ch.in[3], 3);
	assert_int_equal(get(b, 0x96, 16), 0x0e);
	assert_sense(b, 0, 0x20, 0);
	start_seek(b, 0x40, 1, 3);
	assert_int_equal(get(b, 0x9a, 5), 0x0e);
	assert_sense(b, 0, 0x20, 0);
}

static void test_read_end_of_file(void **state)
{
	static const u8 codes[] = { 0x06, 0x0e, 0x1e };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		start_seek(b, 0x40, 0, 3);
		assert_int_equal(get(b, 0x06, 80), 0x0c);
		assert_int_equal(get(b, codes[i], 80), 0x0d);
		assert_int_equal(b->ch.done, codes[i] == 0x1e ? 8 : 0);
	}
}

static void test_no_record_found(void **state)
{
	struct bench *b = *state;
	u32 i;

	start_seek(b, 0x40, 0, 2);		/* R0 only */
	assert_int_equal(get(b, 0x06, 8), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	assert_sense_at(b, 0, 2);
	/* A search that never holds sees each record twice: the index passes twice. */
	start_seek(b, 0x40, 1, 0);
	for (i = 0; i < 8; i++)
		assert_int_equal(search_id(b, 0x31, 1, 0, 9), 0x0c);
	assert_int_equal(search_id(b, 0x31, 1, 0, 9), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	/* Read Count alone does not reset that, reading data does. */
	start_seek(b, 0x40, 1, 0);
	for (i = 0; i < 6; i++)
		assert_int_equal(get(b, 0x12, 8), 0x0c);
	assert_int_equal(get(b, 0x12, 8), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	start_seek(b, 0x40, 1, 0);
	for (i = 0; i < 20; i++)
		assert_int_equal(get(b, 0x06, 512), 0x0c);
	/* In a domain a track without records is asked once. */
	start_locate(b, 0x40, locate(0x06, 0, 1, 0, 2, 0, 0));
	assert_int_equal(get(b, 0x12, 8), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	/* In a domain Read Count may go round as often as it likes. */
	start_locate(b, 0x40, locate(0x06, 0, 20, 1, 0, 0, 0));
	for (i = 0; i < 20; i++) {
		assert_int_equal(get(b, 0x12, 8), 0x0c);
		assert_int_equal(b->ch.in[4], i % 3 + 1);
	}
}

static void test_multitrack(void **state)
{
	struct bench *b = *state;
	u32 i;

	/* Without a domain: up to the end of the cylinder, empty tracks passed over */
	start_seek(b, 0x40, 0, 1);
	find_id(b, 0, 1, 12);
	assert_int_equal(get(b, 0x86, 4096), 0x0c);
	assert_int_equal(get(b, 0x86, 80), 0x0c);
	assert_pattern(b, 0, 0, 3, 1, 80);
	assert_int_equal(get(b, 0x92, 8), 0x0c);
	assert_int_equal(get(b, 0x92, 8), 0x0c);
	assert_int_equal(get(b, 0x92, 8), 0x0e);
	assert_sense(b, 0, 0x20, 0);
	assert_sense_at(b, 0, 3);
	/* In a domain: across cylinders, to the end of the volume */
	start_locate(b, 0x40, locate(0x06, 0, 30, 1, 3, 3, 0));
	assert_int_equal(get(b, 0x86, 512), 0x0c);
	for (i = 0; i < HEADS; i++) {
		assert_int_equal(get(b, 0x86, 16), 0x0c);
		assert_pattern(b, 0, 2, i, 1, 16);
	}
	assert_int_equal(get(b, 0x86, 16), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	/* In a domain a track without records ends it. */
	start_locate(b, 0x40, locate(0x06, 0, 30, 0, 1, 12, 0));
	assert_int_equal(get(b, 0x86, 4096), 0x0c);
	assert_int_equal(get(b, 0x86, 4096), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	assert_sense_at(b, 0, 2);
}

static void test_multitrack_protected(void **state)
{
	struct locate l = locate(0x06, 0, 9, 1, 0, 3, 0);
	struct extent e = extent(0x40, 1, 0, 1, 0);
	struct bench *b = *state;

	/* The extent ends */
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0c);
	assert_int_equal(get(b, 0x86, 512), 0x0c);
	assert_int_equal(get(b, 0x86, 512), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	assert_sense_at(b, 1, 0);
	/* The mask inhibits it, but not in a domain */
	start_locate(b, 0x58, l);
	assert_int_equal(get(b, 0x86, 512), 0x0c);
	assert_int_equal(get(b, 0x86, 512), 0x0c);
	begin(b);
	assert_int_equal(run(b, 0x07, "\0\0\0\1\0", 6, 6), 0x0c);
	assert_int_equal(run(b, 0x1f, "\x58", 1, 1), 0x0c);
	assert_int_equal(get(b, 0x9a, 5), 0x0e);
	assert_sense(b, 0, 0x04, 0);
}

static void test_read_multiple(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x40, 0, 0);
	assert_int_equal(get(b, 0x5e, 60000), 0x0c);
	assert_int_equal(b->ch.done, 36 + 116 + 4104);
	assert_int_equal(b->ch.in[4], 1);
	assert_int_equal(b->ch.in[36 + 4], 2);
	assert_pattern(b, 36 + 116 + 8, 0, 0, 3, 4096);
	assert_int_equal(get(b, 0x06, 24), 0x0c);	/* goes on after the last: round */
	assert_pattern(b, 0, 0, 0, 1, 24);
}

static void test_read_tracks(void **state)
{
	struct bench *b = *state;

	start_locate(b, 0x40, locate(0x0c, 0, 3, 0, 1, 0, 0));
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_int_equal(b->ch.done, 16 + 12 * 4104 + 8);
	assert_memory_equal(b->ch.in + b->ch.done - 8, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	assert_pattern(b, 24, 0, 1, 1, 4096);
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_int_equal(b->ch.done, 24);
	assert_int_equal(b->ch.in[3], 2);
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_int_equal(b->ch.in[3], 3);
	assert_int_equal(get(b, 0xde, 60000), 0x0e);	/* the domain is over */
	assert_reject(b, 2);
	start_locate(b, 0x40, locate(0x4c, 0, 2, 2, 3, 0, 0));
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_int_equal(get(b, 0xde, 60000), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	start_locate(b, 0x40, locate(0x0c, 0, 1, 0, 1, 0, 0));
	assert_int_equal(get(b, 0x86, 60000), 0x0e);
	assert_reject(b, 2);
}

static void test_read_ipl(void **state)
{
	struct bench *b = *state;

	assert_int_equal(get(b, 0x02, 24), 0x0c);
	assert_pattern(b, 0, 0, 0, 1, 24);
	assert_int_equal(get(b, 0x0e, 108), 0x0c);	/* R2: the track is chosen */
	assert_pattern(b, 8, 0, 0, 2, 100);
	volume_track(&b->volume, 0, 0)[0] = 1;
	bench_attach(b, NULL);
	assert_int_equal(get(b, 0x02, 24), 0x0e);
	assert_sense(b, 0, 0x40, 0);
}

/* ---- Searching ---- */

static void test_search_id(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x40, 1, 1);
	assert_int_equal(search_id(b, 0x31, 1, 1, 0), 0x4c);	/* R0 is a record */
	assert_int_equal(search_id(b, 0x31, 1, 1, 2), 0x0c);	/* R1 */
	assert_int_equal(search_id(b, 0x31, 1, 1, 2), 0x4c);
	assert_int_equal(get(b, 0x06, 512), 0x0c);
	assert_pattern(b, 0, 1, 1, 2, 512);
	start_seek(b, 0x40, 1, 1);
	assert_int_equal(search_id(b, 0x51, 1, 1, 0), 0x0c);	/* high: not equal */
	assert_int_equal(search_id(b, 0x51, 1, 1, 0), 0x4c);
	start_seek(b, 0x40, 1, 1);
	assert_int_equal(search_id(b, 0x71, 1, 1, 1), 0x0c);	/* low */
	assert_int_equal(search_id(b, 0x71, 1, 1, 1), 0x4c);	/* equal */
	assert_int_equal(search_id(b, 0x71, 1, 1, 1), 0x4c);	/* high */
	/* A short argument compares what there is, and permits no write. */
	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(run(b, 0x31, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(get(b, 0x05, 8), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(get(b, 0x31, 0), 0x0c);
	/* High is no permission to write either. */
	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(search_id(b, 0x71, 1, 0, 9), 0x4c);
	assert_int_equal(get(b, 0x05, 8), 0x0e);
	assert_reject(b, 2);
}

static void test_search_multitrack(void **state)
{
	struct bench *b = *state;
	u32 i;

	start_seek(b, 0x40, 1, 2);
	for (i = 0; i < 4 + 2; i++)
		assert_int_equal(search_id(b, 0xb1, 1, 3, 2), 0x0c);
	assert_int_equal(search_id(b, 0xb1, 1, 3, 2), 0x4c);
	start_seek(b, 0x40, 1, 3);
	for (i = 0; i < 4; i++)
		assert_int_equal(search_id(b, 0xb1, 2, 0, 1), 0x0c);
	assert_int_equal(search_id(b, 0xb1, 2, 0, 1), 0x0e);
	assert_sense(b, 0, 0x20, 0);
	start_seek(b, 0x40, 1, 0);
	assert_int_equal(run(b, 0xb9, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(run(b, 0xb9, "\0\1\0\1", 4, 4), 0x0c);
	assert_int_equal(run(b, 0xb9, "\0\1\0\1", 4, 4), 0x0c);
	assert_int_equal(run(b, 0xb9, "\0\1\0\1", 4, 4), 0x0e);
	assert_sense(b, 0, 0x20, 0);
}

static void test_search_home(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x40, 1, 2);
	assert_int_equal(run(b, 0x39, "\0\1\0\2", 4, 4), 0x4c);
	assert_int_equal(search_id(b, 0x31, 1, 2, 0), 0x4c);
	start_seek(b, 0x40, 1, 2);
	assert_int_equal(run(b, 0x39, "\0\1\0\3", 4, 4), 0x0c);
	assert_int_equal(run(b, 0x39, "\0\1\0\3", 4, 4), 0x0e);
	assert_sense(b, 0, 0x08, 0);
}

static void test_search_key(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x40, 0, 0);
	assert_int_equal(run(b, 0x29, "\xc2\xc2\xc2\xc2", 4, 4), 0x0c);
	assert_int_equal(run(b, 0x29, "\xc2\xc2\xc2\xc2\xc2\xc2\xc2\xc2", 8, 8), 0x4c);
	assert_int_equal(get(b, 0x06, 100), 0x0c);
	assert_pattern(b, 0, 0, 0, 2, 100);
	assert_int_equal(get(b, 0x29, 8), 0x0c);		/* R3 has no key */
	assert_int_equal(b->ch.done, 0);
	/* The key of the record whose count area has just passed */
	start_seek(b, 0x40, 0, 0);
	find_id(b, 0, 0, 2);
	assert_int_equal(run(b, 0x49, "\xc1\xff", 2, 8), 0x4c);
	start_seek(b, 0x40, 0, 0);
	assert_int_equal(run(b, 0x69, "\xc1\xc1\xc1\xc1", 4, 4), 0x4c);
	start_seek(b, 0x40, 0, 0);
	assert_int_equal(get(b, 0x69, 0), 0x0c);
	start_seek(b, 0x40, 0, 2);				/* a track without keys */
	assert_int_equal(get(b, 0x29, 8), 0x0e);
	assert_sense(b, 0, 0x08, 0);
}

/* ---- Seek, masks, sectors ---- */

static void test_seek(void **state)
{
	static const struct { u8 at, value; } bad[] = {
		{ 0, 1 }, { 1, 1 }, { 2, 1 }, { 3, CYLINDERS }, { 4, 1 }, { 5, HEADS },
	};
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		u8 p[6] = { 0 };

		p[bad[i].at] = bad[i].value;
		begin(b);
		assert_int_equal(run(b, 0x07, p, 6, 6), 0x0e);
		assert_reject(b, 4);
		begin(b);
		assert_int_equal(run(b, 0x0b, p, 6, 6), 0x0e);
		assert_reject(b, 4);
		start_seek(b, 0, 0, 0);
		assert_int_equal(run(b, 0x1b, p, 6, 6), 0x0e);
		assert_reject(b, 4);
	}
	begin(b);
	assert_int_equal(seek_code(b, 0x0b, 1, 0), 0x0c);
	assert_int_equal(seek_code(b, 0x1b, 0, 2), 0x0c);	/* the cylinder stays */
	assert_int_equal(get(b, 0x1a, 5), 0x0c);
	assert_memory_equal(b->ch.in, "\0\0\1\0\2", 5);
}

static void test_seek_mask(void **state)
{
	/* Which of seek, seek cylinder, seek head a mask permits */
	static const struct { u8 mask; u8 status[3]; } cases[] = {
		{ 0x00, { 0x0c, 0x0c, 0x0c } }, { 0x08, { 0x0e, 0x0c, 0x0c } },
		{ 0x10, { 0x0e, 0x0e, 0x0c } }, { 0x18, { 0x0e, 0x0e, 0x0e } },
	};
	static const u8 codes[3] = { 0x07, 0x0b, 0x1b };
	struct bench *b = *state;
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (j = 0; j < ARRAY_SIZE(codes); j++) {
			begin(b);
			assert_int_equal(seek_code(b, 0x07, 0, 0), 0x0c);
			assert_int_equal(run(b, 0x1f, &cases[i].mask, 1, 1), 0x0c);
			assert_int_equal(seek_code(b, codes[j], 0, 1), cases[i].status[j]);
			if (cases[i].status[j] != 0x0c)
				assert_sense(b, 0, 0x04, 0);
		}
	}
	begin(b);
	assert_int_equal(run(b, 0x1f, "\x20", 1, 1), 0x0e);
	assert_reject(b, 4);
}

static void test_set_sector(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0, 0, 0);
	assert_int_equal(run(b, 0x23, "\xdf", 1, 1), 0x0c);
	assert_int_equal(run(b, 0x23, "\xff", 1, 1), 0x0c);
	assert_int_equal(run(b, 0x23, "\xe0", 1, 1), 0x0e);
	assert_reject(b, 4);
}

static void test_seek_time(void **state)
{
	struct dasd_config config = dasd_default_config;
	struct bench *b = *state;

	start_seek(b, 0, 2, 0);
	assert_int_equal(b->reply.time, 0);
	config.seek_time = 1000;
	config.seek_time_per_cylinder = 10;
	bench_attach(b, &config);
	b->dev->latency = 7;
	start_seek(b, 0, 2, 0);
	assert_int_equal(b->reply.time, 1027);
	assert_int_equal(seek_code(b, 0x07, 2, 3), 0x0c);	/* the arm stays */
	assert_int_equal(b->reply.time, 7);
	assert_int_equal(seek_code(b, 0x07, 1, 0), 0x0c);
	assert_int_equal(b->reply.time, 1017);
	assert_int_equal(get(b, 0x06, 512), 0x0c);
	assert_int_equal(b->reply.time, 7);
}

/* ---- Update writes ---- */

static void test_write_after_search(void **state)
{
	struct bench *b = *state;
	u8 data[512];

	memset(data, 0x5a, sizeof(data));
	start_seek(b, 0x80, 1, 1);
	find_id(b, 1, 1, 2);
	assert_int_equal(run(b, 0x05, data, 512, 512), 0x0c);
	assert_int_equal(b->volume.written, 512);
	/* The data area has passed: what was found is used up. */
	assert_int_equal(run(b, 0x05, data, 512, 512), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(read_back(b, 1, 1, 2, 512), 0x0c);
	assert_memory_equal(b->ch.in, data, 512);
	/* Key and data; a short record is filled with zeros */
	start_seek(b, 0x80, 0, 0);
	find_id(b, 0, 0, 1);
	assert_int_equal(run(b, 0x0d, "newk", 4, 10), 0x0c);
	assert_int_equal(read_back(b, 0, 0, 1, 40), 0x0c);
	assert_int_equal(b->ch.done, 28);
	assert_memory_equal(b->ch.in, "newk\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 28);
	/* Data after the key was found; Write Key and Data comes too late then */
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x29, "newk", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x05, data, 24, 24), 0x0c);
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x29, "newk", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x0d, data, 28, 28), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(read_back(b, 0, 0, 1, 28), 0x0c);
	assert_memory_equal(b->ch.in, "newkZZ", 6);
	/* What the bench's own buffer holds, the medium holds. */
	assert_memory_equal(volume_track(&b->volume, 0, 0) + 21 + 8, "newkZZ", 6);
	/* An end of file stays one */
	start_seek(b, 0x80, 0, 3);
	find_id(b, 0, 3, 2);
	assert_int_equal(run(b, 0x05, data, 8, 8), 0x0d);
	assert_int_equal(b->ch.done, 0);
}

static void test_write_domain(void **state)
{
	struct bench *b = *state;
	static u8 data[512];

	memset(data, 0xa5, sizeof(data));
	/* The located record, then each that follows, over the end of the track */
	start_locate(b, 0x80, locate(0x01, 0x80, 3, 1, 1, 3, 512));
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0c);
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0c);
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0c);
	assert_int_equal(b->volume.written, 3 * 512);
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(read_back(b, 1, 2, 2, 512), 0x0c);
	assert_memory_equal(b->ch.in, data, 512);
	assert_int_equal(read_back(b, 1, 2, 3, 512), 0x0c);
	assert_pattern(b, 0, 1, 2, 3, 512);
	/* Data orientation: the record after the one searched for */
	start_locate(b, 0x80, locate(0x81, 0x80, 1, 1, 0, 0, 512));
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0c);
	assert_int_equal(read_back(b, 1, 0, 1, 512), 0x0c);
	assert_memory_equal(b->ch.in, data, 512);
	/* Key and data count together in the transfer length */
	start_locate(b, 0x80, locate(0x01, 0x80, 1, 0, 0, 1, 28));
	assert_int_equal(run(b, 0x8d, data, 28, 28), 0x0c);
	/* At the end of the volume */
	start_locate(b, 0x80, locate(0x01, 0, 2, 2, 3, 1, 0));
	assert_int_equal(run(b, 0x85, data, 16, 16), 0x0c);
	assert_int_equal(run(b, 0x85, data, 16, 16), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	start_locate(b, 0x80, locate(0x01, 0, 2, 2, 3, 1, 0));
	assert_int_equal(run(b, 0x8d, data, 16, 16), 0x0c);
	assert_int_equal(run(b, 0x8d, data, 16, 16), 0x0e);
	assert_sense(b, 0, 0x04, 0);
}

static void test_write_length(void **state)
{
	struct locate l = locate(0x01, 0, 1, 1, 1, 1, 0);
	struct extent e = extent(0x80, 1, 0, 1, 3);
	struct bench *b = *state;

	start_locate(b, 0x80, locate(0x01, 0x80, 1, 1, 1, 1, 511));
	assert_int_equal(get(b, 0x85, 512), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(b->ch.done, 0);
	/* The block size of the extent stands in for a transfer length. */
	e.b[2] = 4;
	begin(b);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0c);
	assert_int_equal(get(b, 0x85, 512), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(b->volume.writes, 0);
	e.b[2] = 2;
	begin(b);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0c);
	assert_int_equal(get(b, 0x85, 512), 0x0c);
}

static void test_domain_sequence(void **state)
{
	struct bench *b = *state;

	start_locate(b, 0xc0, locate(0x01, 0, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x86, 512), 0x0e);	/* a read in a write domain */
	assert_reject(b, 2);
	start_locate(b, 0xc0, locate(0x16, 0, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x85, 512), 0x0e);
	assert_reject(b, 2);
	start_locate(b, 0xc0, locate(0x16, 0, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x03, 1), 0x0e);	/* not even that */
	assert_reject(b, 2);
	start_locate(b, 0xc0, locate(0x03, 0, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x85, 512), 0x0e);
	assert_reject(b, 2);
	/* After a domain the chain goes on: another one, or without. */
	start_locate(b, 0xc0, locate(0x16, 0, 1, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x86, 512), 0x0c);
	assert_int_equal(search_id(b, 0x31, 1, 1, 2), 0x4c);
	/* The chain ended inside a domain: the next chain knows nothing of it. */
	start_locate(b, 0xc0, locate(0x16, 0, 2, 1, 1, 1, 0));
	begin(b);
	assert_int_equal(get(b, 0xe4, 20), 0x0c);
	start_locate(b, 0xc0, locate(0x16, 0, 2, 1, 1, 1, 0));
	b->dev->ops->reset(b->dev);
	assert_int_equal(get(b, 0xe4, 20), 0x0c);
}

static void test_read_count_suffix(void **state)
{
	struct bench *b = *state;

	start_locate(b, 0x80, locate(0x01, 0x01, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x12, 8), 0x0e);	/* too early */
	assert_reject(b, 2);
	start_locate(b, 0x80, locate(0x01, 0x01, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x85, 512), 0x0c);
	assert_int_equal(get(b, 0x85, 512), 0x0e);
	assert_reject(b, 2);
	start_locate(b, 0x80, locate(0x01, 0x01, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x85, 512), 0x0c);
	assert_int_equal(get(b, 0x92, 8), 0x0c);
	assert_int_equal(b->ch.in[4], 2);
	start_locate(b, 0x80, locate(0x16, 0x01, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x86, 512), 0x0c);
	assert_int_equal(get(b, 0x86, 512), 0x0e);
	assert_reject(b, 2);
	start_locate(b, 0x80, locate(0x06, 0x01, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x86, 512), 0x0c);
	assert_int_equal(get(b, 0x92, 8), 0x0c);
	/* Without the suffix it has no place in a write domain. */
	start_locate(b, 0x80, locate(0x01, 0, 1, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x12, 8), 0x0e);
	assert_reject(b, 2);
}

/* ---- Format writes ---- */

static u8 write_ckd(struct bench *b, u8 code, u32 cyl, u32 head, u8 r, u32 kl, u32 dl, u32 count)
{
	u8 out[600] = { 0, (u8)cyl, 0, (u8)head, r, (u8)kl, (u8)(dl >> 8), (u8)dl };

	memset(out + 8, 0x33, sizeof(out) - 8);
	return run(b, code, out, sizeof(out), count);
}

static void test_write_ckd(void **state)
{
	struct bench *b = *state;
	u32 i;

	/* After R1: R2 takes the place of what was there. */
	start_seek(b, 0x00, 1, 1);
	find_id(b, 1, 1, 1);
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 2, 3, 40, 51), 0x0c);
	assert_int_equal(b->volume.written, 51 + 8);
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 3, 0, 10, 18), 0x0c);
	assert_int_equal(read_back(b, 1, 1, 2, 100), 0x0c);
	assert_int_equal(b->ch.done, 43);
	for (i = 0; i < 43; i++)
		assert_int_equal(b->ch.in[i], 0x33);
	assert_int_equal(locate_status(b, 0x40, locate(0x16, 0, 1, 1, 1, 4, 0)), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	/* Data between the search and the write do not matter; another record does. */
	start_seek(b, 0x00, 1, 2);
	find_id(b, 1, 2, 1);
	assert_int_equal(get(b, 0x06, 512), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 1, 2, 2, 0, 10, 18), 0x0c);
	start_seek(b, 0x00, 1, 3);
	find_id(b, 1, 3, 1);
	assert_int_equal(get(b, 0x1e, 520), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 1, 3, 2, 0, 10, 18), 0x0e);
	assert_reject(b, 2);
	/* Masks */
	start_seek(b, 0x80, 1, 3);
	find_id(b, 1, 3, 1);
	assert_int_equal(write_ckd(b, 0x1d, 1, 3, 2, 0, 10, 18), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0x40, 1, 3);
	find_id(b, 1, 3, 1);
	assert_int_equal(get(b, 0x05, 512), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(read_back(b, 1, 3, 3, 512), 0x0c);
}

static void test_format_tracks(void **state)
{
	struct bench *b = *state;
	u32 head, r;

	/* As dasdfmt does it: count areas only, a track each with Write CKD Next Track */
	start_locate(b, 0x00, locate(0x03, 0x80, 24, 0, 2, 0, 4096));
	for (head = 2; head < 4; head++) {
		for (r = 1; r <= 12; r++)
			assert_int_equal(write_ckd(b, head == 3 && r == 1 ? 0x9d : 0x1d, 0, head,
						   (u8)r, 0, 4096, 8), 0x0c);
	}
	assert_int_equal(write_ckd(b, 0x9d, 1, 0, 1, 0, 4096, 8), 0x0e);
	assert_reject(b, 2);
	for (head = 2; head < 4; head++) {
		assert_int_equal(read_back(b, 0, head, 12, 5000), 0x0c);
		assert_int_equal(b->ch.done, 4096);
		assert_int_equal(b->ch.in[4095], 0);
	}
	/* The end of the volume */
	start_locate(b, 0x00, locate(0x03, 0, 2, 2, 3, 0, 0));
	assert_int_equal(write_ckd(b, 0x1d, 2, 3, 1, 0, 16, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x9d, 1, 0, 1, 0, 16, 8), 0x0e);
	assert_sense(b, 0, 0x04, 0);
}

/* Write CKD and Erase follow one outside of a domain, and one in it only while it lasts. */
static void test_write_behind_domain(void **state)
{
	struct bench *b = *state;

	start_locate(b, 0xc0, locate(0x03, 0, 2, 2, 3, 0, 0));
	assert_int_equal(write_ckd(b, 0x1d, 2, 3, 1, 0, 16, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 2, 3, 2, 0, 16, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 2, 3, 3, 0, 16, 8), 0x0e);
	assert_reject(b, 2);
	start_locate(b, 0xc0, locate(0x03, 0, 1, 2, 3, 0, 0));
	assert_int_equal(write_ckd(b, 0x1d, 2, 3, 1, 0, 16, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x11, 2, 3, 2, 0, 16, 8), 0x0e);
	assert_reject(b, 2);
}

static void test_track_capacity(void **state)
{
	struct bench *b = *state;
	u32 writes;

	/* A thirteenth record of 4096 bytes, though the track image has room for it */
	start_seek(b, 0x00, 0, 1);
	find_id(b, 0, 1, 12);
	assert_int_equal(write_ckd(b, 0x1d, 0, 1, 13, 0, 4096, 8), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(b->volume.writes, 0);
	/* One record as long as a track, and one longer */
	start_locate(b, 0x00, locate(0x03, 0, 1, 0, 2, 0, 0));
	assert_int_equal(write_ckd(b, 0x1d, 0, 2, 1, 0, 56665, 8), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	start_locate(b, 0x00, locate(0x03, 0, 1, 0, 2, 0, 0));
	assert_int_equal(write_ckd(b, 0x1d, 0, 2, 1, 0, 56664, 8), 0x0c);
	writes = b->volume.writes;
	/* Longer than any track image */
	start_locate(b, 0x00, locate(0x03, 0, 1, 1, 2, 0, 0));
	assert_int_equal(write_ckd(b, 0x1d, 0, 2, 1, 255, 65535, 8), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(b->volume.writes, writes);
}

static void test_track_capacity_keys(void **state)
{
	struct bench *b = *state;
	u32 r, fit = 0;

	/* 19 + 9 + (8+12)/34 + (1000+36)/34 cells = 19 + 9 + 1 + 31 = 60; 1729 / 60 = 28 */
	start_locate(b, 0x00, locate(0x03, 0, 40, 0, 2, 0, 0));
	for (r = 1; r <= 40; r++) {
		if (write_ckd(b, 0x1d, 0, 2, (u8)r, 8, 1000, 8) != 0x0c)
			break;
		fit++;
	}
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(fit, 28);
}

/* Write Track: the data of R0 first, then a record for each that was counted */
static void test_write_track_domain(void **state)
{
	struct bench *b = *state;
	u8 *track = volume_track(&b->volume, 1, 1);

	start_locate(b, 0x00, locate(0x0b, 0, 3, 1, 1, 0, 0));
	assert_int_equal(run(b, 0x05, "newdata0", 8, 8), 0x0c);
	assert_int_equal(b->volume.written, 8);
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 1, 0, 10, 18), 0x0c);
	assert_int_equal(run_last(b, 0x1d, "\0\1\0\1\2\0\0\4last", 12, 12), 0x0c);
	assert_memory_equal(track + 5, "\0\1\0\1\0\0\0\10newdata0", 16);
	assert_memory_equal(track + 21 + 18, "\0\1\0\1\2\0\0\4last", 12);
	assert_memory_equal(track + 21 + 18 + 12, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	/* The domain is over with the last record. */
	start_locate(b, 0x00, locate(0x0b, 0, 2, 1, 1, 0, 0));
	assert_int_equal(run(b, 0x05, "newdata1", 8, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 1, 0, 10, 18), 0x0c);
	assert_int_equal(get(b, 0xe4, 20), 0x0c);
	/* A count of one: the rest of the track is erased, with R0's data in one go. */
	b->volume.writes = 0;
	start_locate(b, 0x00, locate(0x0b, 0, 1, 1, 2, 0, 0));
	assert_int_equal(run_last(b, 0x05, "onlyR0", 6, 6), 0x0c);
	assert_true(b->ch.more);
	assert_int_equal(b->volume.writes, 1);
	assert_memory_equal(volume_track(&b->volume, 1, 2) + 13,
			    "onlyR0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16);
	/* Erase can stand for a record; so can nothing else, nor in another order. */
	start_locate(b, 0x00, locate(0x0b, 0, 3, 1, 3, 0, 0));
	assert_int_equal(run(b, 0x05, "newdata3", 8, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x11, 1, 3, 1, 0, 10, 18), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 1, 3, 1, 0, 10, 18), 0x0c);
	assert_int_equal(read_back(b, 1, 3, 1, 10), 0x0c);
}

static void test_write_track_refused(void **state)
{
	static const u8 first[] = { 0x1d, 0x11, 0x0d, 0x85, 0x9d, 0x86 };
	static const u8 second[] = { 0x05, 0x0d, 0x85, 0x9d, 0x15, 0x86, 0xe4 };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(first); i++) {
		start_locate(b, 0x00, locate(0x0b, 0, 2, 1, 1, 0, 0));
		assert_int_equal(write_ckd(b, first[i], 1, 1, 1, 0, 10, 18), 0x0e);
		assert_reject(b, 2);
	}
	/* R0's data are eight bytes, whatever the extent and Locate Record say. */
	start_locate(b, 0x00, locate(0x0b, 0x80, 1, 1, 1, 1, 512));
	assert_int_equal(get(b, 0x05, 512), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(b->volume.writes, 0);
	for (i = 0; i < ARRAY_SIZE(second); i++) {
		start_locate(b, 0x00, locate(0x0b, 0, 2, 1, 1, 0, 0));
		assert_int_equal(run(b, 0x05, "newdata0", 8, 8), 0x0c);
		assert_int_equal(write_ckd(b, second[i], 1, 1, 1, 0, 10, 18), 0x0e);
		assert_reject(b, 2);
	}
}

static void test_erase(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x00, 0, 1);
	find_id(b, 0, 1, 3);
	assert_int_equal(write_ckd(b, 0x11, 0, 1, 4, 0, 4096, 8 + 4096), 0x0c);
	assert_int_equal(residual(b), 0);
	assert_int_equal(b->volume.written, 8);
	assert_int_equal(read_back(b, 0, 1, 3, 4096), 0x0c);
	assert_pattern(b, 0, 0, 1, 3, 4096);
	assert_int_equal(locate_status(b, 0x40, locate(0x16, 0, 1, 0, 1, 4, 0)), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	/* Fewer bytes than the record would have, in a domain */
	start_locate(b, 0x00, locate(0x0b, 0, 2, 0, 1, 0, 0));
	assert_int_equal(run(b, 0x05, "R0 again", 8, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x11, 0, 1, 1, 2, 4096, 20), 0x0c);
	assert_true(b->ch.more);
	/* Erase is no record that Write CKD could follow. */
	start_seek(b, 0x00, 1, 1);
	find_id(b, 1, 1, 1);
	assert_int_equal(write_ckd(b, 0x11, 1, 1, 2, 0, 0, 8), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 2, 0, 0, 8), 0x0e);
	assert_reject(b, 2);
}

static void test_write_home_record0(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(run(b, 0x39, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x19, "\0\0\1\0\1", 5, 5), 0x0c);
	assert_int_equal(write_ckd(b, 0x15, 1, 1, 0, 0, 8, 16), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 1, 0, 20, 28), 0x0c);
	assert_int_equal(read_back(b, 1, 1, 1, 20), 0x0c);
	assert_int_equal(b->ch.in[19], 0x33);
	/* R0 after the home address was found */
	start_seek(b, 0xc0, 1, 2);
	assert_int_equal(run(b, 0x39, "\0\1\0\2", 4, 4), 0x4c);
	assert_int_equal(write_ckd(b, 0x15, 1, 2, 0, 0, 8, 16), 0x0c);
	assert_int_equal(locate_status(b, 0x40, locate(0x16, 0, 1, 1, 2, 1, 0)), 0x0e);
	/* By Locate Record: index, home address */
	start_locate(b, 0xc0, locate(0xc3, 0, 1, 1, 3, 0, 0));
	assert_int_equal(run(b, 0x19, "\0\0\1\0\3", 5, 5), 0x0c);
	/* The track is empty now: nothing that Locate could find */
	assert_int_equal(locate_status(b, 0x40, locate(0x16, 0, 1, 1, 3, 0, 0)), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	start_seek(b, 0x40, 1, 3);
	assert_int_equal(get(b, 0x16, 16), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	start_locate(b, 0x00, locate(0x03, 0, 2, 1, 2, 0, 0));
	assert_int_equal(write_ckd(b, 0x1d, 1, 2, 1, 0, 8, 16), 0x0c);
	assert_int_equal(write_ckd(b, 0x9d, 1, 3, 1, 0, 8, 16), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	start_locate(b, 0xc0, locate(0xc3, 0, 2, 1, 3, 0, 0));
	assert_int_equal(run(b, 0x19, "\0\0\1\0\3", 5, 5), 0x0c);
	assert_int_equal(write_ckd(b, 0x15, 1, 3, 0, 0, 8, 16), 0x0c);
	start_locate(b, 0xc0, locate(0x43, 0, 2, 1, 3, 0, 0));
	assert_int_equal(run(b, 0x19, "\0\0\1\0\3", 5, 5), 0x0c);
	assert_int_equal(write_ckd(b, 0x15, 1, 3, 0, 0, 8, 16), 0x0c);
	start_locate(b, 0x40, locate(0x16, 0, 1, 1, 3, 0, 0));
}

static void test_write_home_refused(void **state)
{
	struct bench *b = *state;

	start_seek(b, 0x00, 1, 1);
	assert_int_equal(run(b, 0x39, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x19, "\0\0\1\0\1", 5, 5), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0x00, 1, 1);
	assert_int_equal(run(b, 0x39, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(write_ckd(b, 0x15, 1, 1, 0, 0, 8, 16), 0x0e);
	assert_reject(b, 2);
	/* It has to be looked for. */
	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(run(b, 0x19, "\0\0\1\0\1", 5, 5), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0xc0, 1, 1);
	find_id(b, 1, 1, 1);
	assert_int_equal(run(b, 0x19, "\0\0\1\0\1", 5, 5), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(run(b, 0x39, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x19, "\0\0\1\0\2", 5, 5), 0x0e);
	assert_reject(b, 4);
	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(run(b, 0x39, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x19, "\0\0\1\0\1", 5, 4), 0x0e);
	assert_reject(b, 3);
	assert_int_equal(b->volume.writes, 0);
}

/* ---- Read-only volumes, media that fail ---- */

static void test_readonly(void **state)
{
	struct dasd_config config = dasd_default_config;
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < 2; i++) {
		/* Either the image says so or the configuration. */
		b->volume.image.readonly = i == 0;
		config.readonly = i == 1;
		bench_attach(b, &config);
		assert_int_equal(locate_status(b, 0x80, locate(0x01, 0x80, 1, 1, 2, 1, 512)), 0x0e);
		assert_sense(b, 0x10, 0x02, 0x04);
		assert_sense_at(b, 1, 2);
		start_seek(b, 0x80, 1, 1);
		find_id(b, 1, 1, 1);
		assert_int_equal(get(b, 0x05, 512), 0x0e);
		assert_sense(b, 0x10, 0x02, 0x04);
		assert_int_equal(read_back(b, 1, 1, 1, 512), 0x0c);
	}
	assert_int_equal(b->volume.writes, 0);
}

static void test_medium_fails(void **state)
{
	struct bench *b = *state;
	u8 data[512];

	memset(data, 0x77, sizeof(data));
	b->volume.bad_read = true;
	assert_int_equal(locate_status(b, 0x80, locate(0x01, 0, 1, 1, 1, 1, 0)), 0x0e);
	assert_sense(b, 0x10, 0, 0x10);
	b->volume.bad_read = false;
	/* A write that fails leaves what the medium holds, also in the buffer. */
	b->volume.write_error = -EIO;
	start_locate(b, 0x80, locate(0x01, 0, 1, 1, 1, 1, 0));
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0e);
	assert_sense(b, 0x10, 0, 0x10);
	start_locate(b, 0x00, locate(0x03, 0, 1, 1, 1, 1, 0));
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 2, 0, 10, 18), 0x0e);
	assert_sense(b, 0x10, 0, 0x10);
	start_seek(b, 0x00, 1, 1);
	find_id(b, 1, 1, 1);
	assert_int_equal(write_ckd(b, 0x11, 1, 1, 2, 0, 10, 18), 0x0e);
	assert_sense(b, 0x10, 0, 0x10);
	start_seek(b, 0xc0, 1, 1);
	assert_int_equal(run(b, 0x39, "\0\1\0\1", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x19, "\0\0\1\0\1", 5, 5), 0x0e);
	assert_sense(b, 0x10, 0, 0x10);
	b->volume.write_error = -EROFS;
	start_locate(b, 0x80, locate(0x01, 0, 1, 1, 1, 1, 0));
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0e);
	assert_sense(b, 0x10, 0x02, 0x04);
	assert_int_equal(read_back(b, 1, 1, 1, 512), 0x0c);
	assert_pattern(b, 0, 1, 1, 1, 512);
	assert_int_equal(read_back(b, 1, 1, 3, 512), 0x0c);
	assert_pattern(b, 0, 1, 1, 3, 512);
}

/* ---- Damaged tracks ---- */

static void test_damaged_tracks(void **state)
{
	static const struct { u32 at; u8 value; } damage[] = {
		{ 0, 1 }, { 2, 9 }, { 4, 9 },		/* home address */
		{ 5 + 6, 0xff },			/* R0 longer than the track */
	};
	static const u8 reads[] = { 0x06, 0x16, 0x31, 0x29, 0x5e };
	struct bench *b = *state;
	u8 *track = volume_track(&b->volume, 1, 1);
	u32 i, j;
	u8 old;

	for (i = 0; i < ARRAY_SIZE(damage); i++) {
		old = track[damage[i].at];
		track[damage[i].at] = damage[i].value;
		for (j = 0; j < ARRAY_SIZE(reads); j++) {
			bench_attach(b, NULL);
			start_seek(b, 0x40, 1, 1);
			assert_int_equal(get(b, reads[j], 60000), 0x0e);
			assert_sense(b, 0, 0x40, 0);
			assert_sense_at(b, 1, 1);
			assert_int_equal(b->ch.done, 0);
		}
		assert_int_equal(locate_status(b, 0x40, locate(0x16, 0, 1, 1, 1, 1, 0)), 0x0e);
		assert_sense(b, 0, 0x40, 0);
		track[damage[i].at] = old;
	}
	/* The last record runs over the end: what comes before it is good. */
	track[21 + 2 * 520 + 6] = 0xff;
	bench_attach(b, NULL);
	start_seek(b, 0x40, 1, 1);
	assert_int_equal(get(b, 0x06, 512), 0x0c);
	assert_int_equal(get(b, 0x5e, 60000), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	start_locate(b, 0x40, locate(0x0c, 0, 1, 1, 1, 0, 0));
	assert_int_equal(get(b, 0xde, 60000), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	/* Records of nothing up to the end of the track image, and no end mark */
	memset(track + 21, 0, TRACK - 21);
	bench_attach(b, NULL);
	start_locate(b, 0x40, locate(0x4c, 0, 1, 1, 1, 0, 0));
	assert_int_equal(get(b, 0xde, 60000), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(locate_status(b, 0x40, locate(0x06, 0, 1, 1, 1, 200, 0)), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	start_locate(b, 0x40, locate(0x06, 0, 1, 1, 0, 3, 0));
	assert_int_equal(get(b, 0x86, 512), 0x0c);
}

/* The smallest track image: a home address, an end mark, nothing that fits between */
static void test_smallest_track(void **state)
{
	struct bench *b = *state;

	b->volume.bytes[8] = 1;
	b->volume.bytes[12] = 21;
	b->volume.bytes[13] = 0;
	b->volume.image.size = HEADER + 21;
	memset(b->volume.bytes + HEADER, 0, 21);
	bench_attach(b, NULL);
	start_seek(b, 0xc0, 0, 0);
	assert_int_equal(get(b, 0x16, 16), 0x0c | CSS_DSTAT_UX);
	assert_int_equal(get(b, 0x12, 16), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	start_seek(b, 0xc0, 0, 0);
	assert_int_equal(run(b, 0x39, "\0\0\0\0", 4, 4), 0x4c);
	assert_int_equal(run(b, 0x19, "\0\0\0\0\0", 5, 5), 0x0c);
	assert_int_equal(write_ckd(b, 0x15, 0, 0, 0, 0, 8, 16), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	/* Room for R0 and the end, and for nothing behind it */
	b->volume.bytes[12] = 29;
	b->volume.image.size = HEADER + 29;
	memset(b->volume.bytes + HEADER + 5, 255, 8);
	bench_attach(b, NULL);
	start_seek(b, 0xc0, 0, 0);
	assert_int_equal(run(b, 0x39, "\0\0\0\0", 4, 4), 0x4c);
	assert_int_equal(write_ckd(b, 0x15, 0, 0, 0, 0, 8, 16), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 0, 0, 1, 0, 0, 8), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	b->volume.image.size = VOLUME;
}

/* A small generator: the same everywhere, so that a failure can be repeated */
static u32 next_random(u32 *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void random_parameters(u32 *seed, u8 code, u8 *p)
{
	struct locate l = locate((u8)next_random(seed), 0, (u8)(1 + next_random(seed) % 9),
				 next_random(seed) % CYLINDERS, next_random(seed) % HEADS,
				 (u8)(next_random(seed) % 5), 0);
	static const u8 ops[] = {
		0x00, 0x01, 0x81, 0x03, 0x43, 0xc3, 0x06, 0x0b, 0x0c, 0x16, 0xd6,
	};
	struct extent e = extent((u8)(next_random(seed) & 0xdf), 0, 0, CYLINDERS - 1, HEADS - 1);
	u32 i;

	for (i = 0; i < 64; i++)
		p[i] = (u8)(next_random(seed) & (i & 1 ? 0xff : 0x03));
	l.b[0] = ops[next_random(seed) % ARRAY_SIZE(ops)];
	if (l.b[0] == 0)
		l.b[3] = 0;
	if (code == 0x63)
		memcpy(p, e.b, 16);
	if (code == 0x47 || code == 0x4b)
		memcpy(p, l.b, 20);
	if (code == 0x07 || code == 0x0b || code == 0x1b) {
		memset(p, 0, 6);
		p[3] = (u8)(next_random(seed) % CYLINDERS);
		p[5] = (u8)(next_random(seed) % HEADS);
	}
	if (code == 0x31)
		memcpy(p, l.b + 8, 5);
}

/* A command that suits the last parameters, if those were of Locate Record */
static u8 usual_command(u8 op, u32 *seed)
{
	switch (op) {
	case 0x01:
	case 0x81:
		return next_random(seed) & 1 ? 0x85 : 0x8d;
	case 0x03:
	case 0x0b:
		return next_random(seed) & 1 ? 0x1d : 0x9d;
	case 0x43:
		return 0x15;
	case 0x0c:
		return 0xde;
	default:
		return 0x31;
	}
}

static void damage_volume(struct volume *v, u32 *seed)
{
	u32 i, cyl;
	u8 *track;

	for (i = 0; i < 60; i++) {
		cyl = next_random(seed) % CYLINDERS;
		track = volume_track(v, cyl, next_random(seed) % HEADS);
		track[5 + next_random(seed) % 1600] = (u8)next_random(seed);
	}
}

/*
 * Any commands on any tracks: nothing leaves the image or the buffers (volume
 * and sanitizers watch), status is one that a device can present.
 */
static void test_anything(void **state)
{
	static const u8 codes[] = {
		0x63, 0x63, 0x47, 0x47, 0x47, 0x4b, 0x07, 0x07, 0x1b, 0x31, 0x31, 0x31, 0x71, 0x29,
		0x39, 0x05, 0x85, 0x0d, 0x8d, 0x1d, 0x1d, 0x9d, 0x11, 0x15, 0x19, 0x06, 0x86, 0x0e,
		0x8e, 0x12, 0x92, 0x16, 0x1a, 0x9a, 0x1e, 0x9e, 0x5e, 0xde, 0x1f, 0x02, 0x13, 0x22,
	};
	struct bench *b = *state;
	u8 p[64] = { 0 }, status, seen = 0;
	u32 seed = 1, i, code, place = 0;

	for (i = 0; i < 30000; i++) {
		if (i % 300 == 0) {
			memset(b->volume.bytes + HEADER, 0, VOLUME - HEADER);
			volume_fill(&b->volume);
			if (i % 600 == 0)
				damage_volume(&b->volume, &seed);
			bench_attach(b, NULL);
			place = 0;
		}
		code = codes[next_random(&seed) % ARRAY_SIZE(codes)];
		if (next_random(&seed) % 64 == 0)
			code = next_random(&seed) & 0xff;
		/* Most chains begin as chains do, or they would not get far. */
		if (place == 2 && next_random(&seed) & 1)
			code = usual_command(p[0], &seed);
		if (place < 2 && next_random(&seed) % 8)
			code = !place ? 0x63 : next_random(&seed) & 1 ? 0x47 : 0x07;
		random_parameters(&seed, (u8)code, p);
		status = run(b, (u8)code, p, sizeof(p), next_random(&seed) % 3 ? 64 : 60000);
		assert_true(status == CSS_DSTAT_UC || (status & 0x0c) == 0x0c);
		assert_int_equal(status & 0xb0, 0);
		place++;
		if (status & CSS_DSTAT_UC && next_random(&seed) % 8) {
			begin(b);
			place = 0;
		}
		seen |= status;
	}
	/* It did get somewhere: unit exceptions, status modifiers, writes. */
	assert_int_equal(seen, 0x4f);
	assert_true(b->volume.writes > 100);
}

/* ---- Path groups, reservation, subsystem functions ---- */

static void sense_group(struct bench *b, u8 path, u8 status, const char *pgid)
{
	begin(b);
	b->path = path;
	assert_int_equal(get(b, 0x34, 12), 0x0c);
	assert_int_equal(b->ch.in[0], status);
	assert_memory_equal(b->ch.in + 1, pgid, 11);
}

static u8 set_group(struct bench *b, u8 path, const char *parameters)
{
	begin(b);
	b->path = path;
	return run(b, 0xaf, parameters, 12, 12);
}

static void test_path_groups(void **state)
{
	static const char zero[11];
	struct bench *b = *state;

	sense_group(b, 0x80, 0x00, zero);
	assert_int_equal(set_group(b, 0x80, "\x80hostNUMBER1"), 0x0c);
	assert_int_equal(set_group(b, 0x40, "\x80hostNUMBER1"), 0x0c);
	assert_int_equal(set_group(b, 0x01, "\x00hostNUMBER2"), 0x0c);
	sense_group(b, 0x80, 0xc8, "hostNUMBER1");
	sense_group(b, 0x40, 0xc8, "hostNUMBER1");
	sense_group(b, 0x01, 0xc0, "hostNUMBER2");
	sense_group(b, 0x20, 0x00, zero);
	/* One path resigns, then the group is disbanded: ids stay. */
	assert_int_equal(set_group(b, 0x40, "\x40hostNUMBER1"), 0x0c);
	sense_group(b, 0x40, 0x00, "hostNUMBER1");
	sense_group(b, 0x80, 0xc8, "hostNUMBER1");
	assert_int_equal(set_group(b, 0x40, "\x80hostNUMBER1"), 0x0c);
	assert_int_equal(set_group(b, 0x80, "\xa0hostNUMBER1"), 0x0c);
	sense_group(b, 0x80, 0x00, "hostNUMBER1");
	sense_group(b, 0x40, 0x00, "hostNUMBER1");
	sense_group(b, 0x01, 0xc0, "hostNUMBER2");
	assert_int_equal(set_group(b, 0x80, "\x60hostNUMBER1"), 0x0e);
	assert_reject(b, 4);
	assert_int_equal(set_group(b, 0x80, "\x81hostNUMBER1"), 0x0e);
	assert_reject(b, 4);
}

static void test_path_group_sequence(void **state)
{
	struct bench *b = *state;

	assert_int_equal(get(b, 0xe4, 20), 0x0c);
	assert_int_equal(run(b, 0xaf, "\x80hostNUMBER1", 12, 12), 0x0e);
	assert_reject(b, 2);
	begin(b);
	assert_int_equal(get(b, 0x5b, 1), 0x0c);
	assert_true(b->reply.immediate);
	assert_int_equal(run(b, 0xaf, "\x80hostNUMBER1", 12, 12), 0x0c);
	assert_int_equal(get(b, 0x03, 1), 0x0e);	/* nothing may follow */
	assert_reject(b, 2);
}

static void test_reserve(void **state)
{
	static const u8 reserve[] = { 0xb4, 0x14 };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(reserve); i++) {
		get(b, 0xff, 1);	/* sense bytes to be returned */
		begin(b);
		assert_int_equal(get(b, reserve[i], 32), 0x0c);
		assert_int_equal(b->ch.done, 32);
		assert_int_equal(b->ch.in[0], 0x80);
		sense_group(b, 0x80, 0x30, "\0\0\0\0\0\0\0\0\0\0\0");
		begin(b);
		assert_int_equal(get(b, 0x94, 32), 0x0c);
		assert_int_equal(b->ch.in[0], 0);
		sense_group(b, 0x80, 0x00, "\0\0\0\0\0\0\0\0\0\0\0");
	}
	begin(b);
	assert_int_equal(get(b, 0x44, 32), 0x0c);
	assert_int_equal(b->ch.done, 32);
}

static u8 prepare(struct bench *b, u8 suborder)
{
	const u8 p[12] = { 0x18, 0, 0, 0, 0, 0, suborder, 0, 1, 2, 3, 4 };

	begin(b);
	return run(b, 0x27, p, 12, 20);
}

static void test_subsystem_data(void **state)
{
	static const struct { u8 suborder; u32 len; } known[] = {
		{ 0x00, 40 }, { 0x01, 96 }, { 0x03, 9 }, { 0x0e, 512 }, { 0x41, 256 },
	};
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		assert_int_equal(prepare(b, known[i].suborder), 0x0c);
		assert_int_equal(residual(b), 8);
		assert_int_equal(get(b, 0x3e, 600), 0x0c);
		assert_int_equal(b->ch.done, known[i].len);
		assert_int_equal(get(b, 0x3e, 600), 0x0e);	/* once */
		assert_reject(b, 2);
	}
	assert_int_equal(prepare(b, 0x03), 0x0c);
	assert_int_equal(get(b, 0x3e, 9), 0x0c);
	assert_memory_equal(b->ch.in, "\0\x09\0\0\1\2\3\4\0", 9);
	assert_int_equal(prepare(b, 0x52), 0x0e);
	assert_reject(b, 4);
	assert_int_equal(prepare(b, 0x53), 0x0e);
	assert_reject(b, 4);
	/* Nothing but Read Subsystem Data may be chained to it. */
	assert_int_equal(prepare(b, 0x41), 0x0c);
	assert_int_equal(get(b, 0xe4, 20), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(prepare(b, 0x41), 0x0c);
	begin(b);
	assert_int_equal(get(b, 0x3e, 256), 0x0e);
	assert_reject(b, 2);
}

static void test_subsystem_functions(void **state)
{
	static const u8 node[4] = { 0xb0 };
	struct bench *b = *state;

	assert_int_equal(run(b, 0x27, "\x1d", 1, 66), 0x0c);
	assert_int_equal(residual(b), 0);
	begin(b);
	assert_int_equal(run(b, 0x27, "\x1d", 1, 65), 0x0e);
	assert_reject(b, 3);
	begin(b);
	assert_int_equal(run(b, 0x27, "\x77", 1, 12), 0x0e);
	assert_reject(b, 4);
	begin(b);
	assert_int_equal(run(b, 0x27, "\x18\x01", 2, 12), 0x0e);
	assert_reject(b, 4);
	begin(b);
	assert_int_equal(run(b, 0x27, node, 4, 4), 0x0c);
	assert_int_equal(get(b, 0x3e, 96), 0x0c);
	assert_int_equal(residual(b), 0);
	assert_memory_equal(b->ch.in + 36, "\x40\x40\xf3\xf9\xf9\xf0", 6);
	begin(b);
	assert_int_equal(run(b, 0x27, "\xb0\x01", 2, 4), 0x0e);
	assert_reject(b, 4);
	begin(b);
	assert_int_equal(get(b, 0x54, 40), 0x0c);
	assert_int_equal(residual(b), 0);
	assert_int_equal(b->ch.in[1], 0x20);
	assert_memory_equal(b->ch.in + 38, "\x01\x20", 2);
}

/* ---- Writes that a channel check ends ---- */

static const u8 track_end[8] = { 255, 255, 255, 255, 255, 255, 255, 255 };

/* A whole track: R0, R1 with key and data, the end */
static const u8 whole_track[] = {
	0, 1, 0, 2, 0, 0, 0, 8, 11, 12, 13, 14, 15, 16, 17, 18,
	0, 1, 0, 2, 1, 4, 0, 6, 'k', 'e', 'y', '1', 'd', 'a', 't', 'a', '0', '1',
	255, 255, 255, 255, 255, 255, 255, 255,
};

static const u8 record1[] = { 0, 1, 0, 2, 1, 4, 0, 6, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
static const u8 record0[] = { 0, 1, 0, 2, 0, 0, 0, 8, 11, 12, 13, 14, 15, 16, 17, 18 };

/* Locate Record Extended with Write Trackset; @map: the tracks, from cylinder and head on */
static u8 locate_trackset(struct bench *b, u8 mask, u32 cyl, u32 head, u8 count, u16 map)
{
	struct locate l = locate(0x3f, 0, count, cyl, head, 0, 0);
	u8 p[22];

	memcpy(p, l.b, 20);
	p[13] = 0xff;
	p[17] = 0x11;
	p[19] = 2;
	p[20] = map >> 8;
	p[21] = (u8)map;
	start_extent(b, mask);
	return run(b, 0x4b, p, 22, 22);
}

static void before_data(struct bench *b)
{
	start_seek(b, 0xc0, 1, 2);
	find_id(b, 1, 2, 2);
}

static void before_key(struct bench *b)
{
	start_seek(b, 0xc0, 0, 0);
	find_id(b, 0, 0, 1);
}

static void before_update(struct bench *b)
{
	start_locate(b, 0xc0, locate(0x81, 0x80, 1, 1, 1, 3, 512));
}

static void before_update_key(struct bench *b)
{
	start_locate(b, 0xc0, locate(0x01, 0x80, 1, 0, 0, 1, 28));
}

static void before_format(struct bench *b)
{
	start_locate(b, 0xc0, locate(0x03, 0, 1, 1, 2, 1, 0));
}

static void before_next_track(struct bench *b)
{
	start_locate(b, 0xc0, locate(0x03, 0, 2, 1, 1, 3, 0));
	assert_int_equal(run(b, 0x1d, "\0\1\0\1\4\0\0\1z", 9, 9), 0x0c);
}

static void before_home(struct bench *b)
{
	start_seek(b, 0xc0, 1, 2);
	assert_int_equal(run(b, 0x39, "\0\1\0\2", 4, 4), 0x4c);
}

static void before_write_track(struct bench *b)
{
	start_locate(b, 0xc0, locate(0x0b, 0, 1, 1, 2, 0, 0));
}

static void before_erase(struct bench *b)
{
	start_locate(b, 0xc0, locate(0x0b, 0, 2, 1, 2, 0, 0));
	assert_int_equal(run(b, 0x05, "r0 again", 8, 8), 0x0c);
}

static void before_full_track(struct bench *b)
{
	assert_int_equal(locate_trackset(b, 0xc0, 1, 2, 1, 0x8000), 0x0c);
}

/* All that the device says of a track is what the medium holds. */
static void assert_track_unspoilt(struct bench *b, u32 cyl, u32 head)
{
	const u8 *track = volume_track(&b->volume, cyl, head);

	start_locate(b, 0x40, locate(0x4c, 0, 1, cyl, head, 0, 0));
	if (!memcmp(track + 5, track_end, sizeof(track_end))) {
		assert_int_equal(get(b, 0xde, 60000), 0x0e);
		return;
	}
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_memory_equal(b->ch.in, track + 5, b->ch.done);
}

/*
 * A check at each byte in turn, and behind the last one, where data chaining would go on.
 * Nothing is written, the command ends without unit check; then all goes well, once with
 * all bytes and once with fewer, for which there are zeros.
 */
static void test_checked_writes(void **state)
{
	static const u8 home[5] = { 0, 0, 1, 0, 2 };
	static const struct {
		void (*before)(struct bench *b);
		u8 code;
		const u8 *out;
		u32 len;
		u32 track;		/* cylinder and head */
	} writes[] = {
		{ before_data, 0x05, NULL, 512, 0x0102 },
		{ before_key, 0x0d, NULL, 28, 0x0000 },
		{ before_update, 0x85, NULL, 512, 0x0102 },
		{ before_update_key, 0x8d, NULL, 28, 0x0000 },
		{ before_format, 0x1d, record1, 18, 0x0102 },
		{ before_next_track, 0x9d, record1, 18, 0x0102 },
		{ before_home, 0x15, record0, sizeof(record0), 0x0102 },
		{ before_home, 0x19, home, 5, 0x0102 },
		{ before_write_track, 0x05, NULL, 8, 0x0102 },
		{ before_erase, 0x11, record1, 18, 0x0102 },
		{ before_full_track, 0x95, whole_track, sizeof(whole_track), 0x0102 },
	};
	struct bench *b = *state;
	u8 *was = port_zalloc(VOLUME);
	static u8 bytes[512];
	u32 i, k, count, cyl, head;
	const u8 *out;
	u8 status;

	assert_non_null(was);
	memset(bytes, 5, sizeof(bytes));
	for (i = 0; i < ARRAY_SIZE(writes); i++) {
		memset(b->volume.bytes + HEADER, 0, VOLUME - HEADER);
		volume_fill(&b->volume);
		bench_attach(b, NULL);
		out = writes[i].out ? writes[i].out : bytes;
		cyl = writes[i].track >> 8;
		head = writes[i].track & 0xff;
		for (k = 0; k <= writes[i].len; k += k > 40 && k < 500 ? 50 : 1) {
			writes[i].before(b);
			memcpy(was, b->volume.bytes, VOLUME);
			count = b->volume.writes;
			status = run_checked(b, writes[i].code, out, writes[i].len, k);
			assert_int_equal(status, 0x0c);
			assert_int_equal(b->ch.done, k);
			assert_int_equal(b->dev->sense_len, 0);
			assert_int_equal(b->volume.writes, count);
			assert_memory_equal(b->volume.bytes, was, VOLUME);
			assert_track_unspoilt(b, cyl, head);
		}
		writes[i].before(b);
		count = b->volume.writes;
		assert_int_equal(run(b, writes[i].code, out, writes[i].len, writes[i].len), 0x0c);
		assert_false(b->ch.more);
		assert_int_equal(b->volume.writes, count + 1);
		assert_true(memcmp(b->volume.bytes, was, VOLUME));
		assert_track_unspoilt(b, cyl, head);
	}
	port_free(was);
}

/* Parameters that do not come as a whole: no unit check on top of the channel's check. */
static void test_checked_parameters(void **state)
{
	static const struct { u8 code, len, before; } commands[] = {
		{ 0x07, 6, 0 }, { 0x0b, 6, 0 }, { 0x1b, 6, 0x07 }, { 0x1f, 1, 0 },
		{ 0x23, 1, 0x07 }, { 0x27, 12, 0 }, { 0x29, 4, 0x07 }, { 0x31, 5, 0x07 },
		{ 0x39, 4, 0x07 }, { 0x47, 16, 0x63 }, { 0x4b, 22, 0x63 }, { 0x63, 16, 0 },
		{ 0xaf, 12, 0 }, { 0xe7, 64, 0 }, { 0xe7, 66, 0 },
	};
	struct locate l = locate(0x3f, 0, 1, 1, 0, 0, 0);
	struct extent e = extent(0, 0, 0, 1, 1);
	struct bench *b = *state;
	u8 p[66];
	u32 i, k;

	l.b[17] = 0x11;
	l.b[19] = 2;
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		u8 code = commands[i].code, len = commands[i].len;

		memset(p, 0, sizeof(p));
		if (code == 0x27)
			p[0] = 0x18;
		if (code == 0x63)
			memcpy(p, e.b, 16);
		if (code == 0xe7) {
			p[0] = 1;
			p[1] = 0x80;
			memcpy(p + 12, e.b, 16);
			memcpy(p + 44, l.b, 20);
		}
		if (code == 0x47 || code == 0x4b)
			memcpy(p, l.b, 20);
		for (k = 0; k < len; k++) {
			begin(b);
			if (commands[i].before == 0x07)
				assert_int_equal(seek_code(b, 0x07, 0, 0), 0x0c);
			else if (commands[i].before == 0x63)
				start_extent(b, 0);
			/* What comes before the check may hold what a search looks for. */
			assert_int_equal(run_checked(b, code, p, len, k), 0x0c);
			assert_int_equal(b->ch.done, k);
			assert_int_equal(b->dev->sense_len, 0);
		}
	}
	/* The group was not made, nothing was prepared. */
	sense_group(b, 0x80, 0x00, "\0\0\0\0\0\0\0\0\0\0\0");
}

/* ---- Searches, reads without multitrack: what decides ---- */

static void test_search_decides(void **state)
{
	struct bench *b = *state;
	u32 i;

	/* Each byte of the ID counts, and so does the last one. */
	for (i = 0; i < 5; i++) {
		u8 id[5] = { 0, 1, 0, 1, 1 };

		start_seek(b, 0x40, 1, 1);
		assert_int_equal(search_id(b, 0x31, 1, 1, 0), 0x4c);
		id[i]++;
		assert_int_equal(run(b, 0x31, id, 5, 5), 0x0c);
		id[i]--;
		assert_int_equal(search_id(b, 0x31, 1, 1, 2), 0x4c);
		assert_false(b->ch.more);
	}
	/* A part of a key is equal, and no permission to write. */
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x29, "\xc1\xc1\xc1", 3, 3), 0x4c);
	assert_true(b->ch.more);
	assert_int_equal(get(b, 0x05, 24), 0x0e);
	assert_reject(b, 2);
	/* The whole key is; one with another last byte is not equal, but high. */
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x29, "\xc1\xc1\xc1\xc2", 4, 4), 0x0c);
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x49, "\xc1\xc1\xc1\xc1", 4, 4), 0x0c);
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x49, "\xc1\xc1\xc1\xc0", 4, 4), 0x4c);
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x29, "\xc1\xc1\xc1\xc1", 4, 4), 0x4c);
	assert_int_equal(get(b, 0x05, 24), 0x0c);
	/* A home address: all four bytes */
	for (i = 0; i < 4; i++) {
		u8 cchh[4] = { 0, 1, 0, 2 };

		cchh[i] ^= 4;
		start_seek(b, 0xc0, 1, 2);
		assert_int_equal(run(b, 0x39, cchh, 4, 4), 0x0c);
	}
	start_seek(b, 0xc0, 1, 2);
	assert_int_equal(run(b, 0x39, "\0\1\0", 3, 3), 0x4c);
	assert_int_equal(run(b, 0x15, record0, 16, 16), 0x0e);
	assert_reject(b, 2);
}

/* Only a search for equality permits a write, whatever it found. */
static void test_search_permits(void **state)
{
	static const u8 between[] = { 0x06, 0x0e };
	struct bench *b = *state;
	u32 i;

	start_seek(b, 0x80, 1, 1);
	assert_int_equal(search_id(b, 0x71, 1, 1, 0), 0x4c);
	assert_int_equal(get(b, 0x05, 8), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0x80, 1, 1);
	assert_int_equal(search_id(b, 0x51, 1, 0, 9), 0x4c);
	assert_int_equal(get(b, 0x05, 8), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0x80, 0, 0);
	assert_int_equal(run(b, 0x69, "\xc1\xc1\xc1\xc1", 4, 4), 0x4c);
	assert_int_equal(get(b, 0x05, 24), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0x80, 1, 1);
	assert_int_equal(search_id(b, 0xb1, 1, 1, 0), 0x4c);	/* multitrack is equal, too */
	assert_int_equal(run(b, 0x05, "\0\0\0\0\0\0\0\0", 8, 8), 0x0c);
	/* What may stand between search and Write CKD, and what may not */
	for (i = 0; i < ARRAY_SIZE(between); i++) {
		start_seek(b, 0x00, 1, 1);
		find_id(b, 1, 1, 1);
		assert_int_equal(get(b, between[i], 512), 0x0c);
		assert_int_equal(run(b, 0x1d, "\0\1\0\1\2\0\0\4data", 12, 12), 0x0c);
	}
	start_seek(b, 0x00, 1, 1);
	find_id(b, 1, 1, 1);
	assert_int_equal(get(b, 0x03, 1), 0x0c);
	assert_int_equal(get(b, 0x1d, 12), 0x0e);
	assert_reject(b, 2);
	start_seek(b, 0x00, 1, 1);
	find_id(b, 1, 1, 1);
	assert_int_equal(run(b, 0x23, "\xff", 1, 1), 0x0c);
	assert_int_equal(get(b, 0x05, 512), 0x0e);
	assert_reject(b, 2);
}

/* Without multitrack Read Count stays on its track, with it goes on. */
static void test_read_count_track(void **state)
{
	struct bench *b = *state;

	start_locate(b, 0x40, locate(0x06, 0, 3, 1, 0, 3, 0));
	assert_int_equal(get(b, 0x12, 8), 0x0c);
	assert_memory_equal(b->ch.in, "\0\1\0\0\1\0\2\0", 8);
	start_locate(b, 0x40, locate(0x06, 0, 3, 1, 0, 3, 0));
	assert_int_equal(get(b, 0x92, 8), 0x0c);
	assert_memory_equal(b->ch.in, "\0\1\0\1\1\0\2\0", 8);
	start_seek(b, 0x40, 1, 0);
	find_id(b, 1, 0, 3);
	assert_int_equal(get(b, 0x12, 8), 0x0c);
	assert_memory_equal(b->ch.in, "\0\1\0\0\1\0\2\0", 8);
	start_seek(b, 0x40, 1, 0);
	find_id(b, 1, 0, 3);
	assert_int_equal(get(b, 0x92, 8), 0x0c);
	assert_memory_equal(b->ch.in, "\0\1\0\1\1\0\2\0", 8);
}

/* Node by node: device, string, control unit, token; and what describes the path */
static void test_configuration_nodes(void **state)
{
	static const u8 machine[4][12] = {
		{ 0xc4, 1, 1, 0, 0x40, 0x40, 0xf3, 0xf3, 0xf9, 0xf0, 0xf0, 0xf0 },
		{ 0xc4, 0, 0, 0, 0x40, 0x40, 0xf3, 0xf3, 0xf9, 0xf0, 0xf0, 0xf0 },
		{ 0xd4, 2, 0, 0, 0x40, 0x40, 0xf3, 0xf9, 0xf9, 0xf0, 0xf0, 0xc5 },
		{ 0xf0, 0, 0, 1, 0x40, 0x40, 0xf3, 0xf9, 0xf9, 0xf0, 0x40, 0x40 },
	};
	static const u8 last_of_model[4] = { 0xf2, 0xf2, 0xf9, 0x40 };
	static const u8 tag[4][2] = { { 0x01, 0x20 }, { 0, 0 }, { 0, 1 }, { 0, 0 } };
	static const u8 who[17] = {
		0xc8, 0xd9, 0xc3, 0xe9, 0xe9, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0, 0xf0,
		0xf0, 0xf0, 0xf0, 0xf1,
	};
	static const u8 zero[96];
	struct bench *b = *state;
	u32 i;

	assert_int_equal(get(b, 0xfa, 256), 0x0c);
	for (i = 0; i < 4; i++) {
		assert_memory_equal(b->ch.in + 32 * i, machine[i], 12);
		assert_int_equal(b->ch.in[32 * i + 12], last_of_model[i]);
		assert_memory_equal(b->ch.in + 32 * i + 13, who, 17);
		assert_memory_equal(b->ch.in + 32 * i + 30, tag[i], 2);
	}
	assert_memory_equal(b->ch.in + 128, zero, 96);
}

/* ---- What a domain permits ---- */

static void test_read_home_in_domain(void **state)
{
	static const struct { u8 op, code, status; } cases[] = {
		{ 0x46, 0x16, 0x0c }, { 0xc6, 0x16, 0x0c }, { 0x56, 0x16, 0x0c },
		{ 0xd6, 0x16, 0x0c }, { 0x06, 0x16, 0x0e }, { 0x16, 0x16, 0x0e },
		{ 0x86, 0x16, 0x0e }, { 0x96, 0x96, 0x0e }, { 0xc6, 0x1a, 0x0c },
		{ 0xd6, 0x1a, 0x0c }, { 0x46, 0x1a, 0x0c }, { 0x16, 0x1a, 0x0e },
		{ 0x86, 0x1a, 0x0e },
	};
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		start_locate(b, 0x40, locate(cases[i].op, 0, 1, 1, 2, 1, 0));
		assert_int_equal(get(b, cases[i].code, 16), cases[i].status);
		if (cases[i].status != 0x0c)
			assert_reject(b, 2);
		else if (cases[i].code == 0x16)
			assert_memory_equal(b->ch.in, "\0\1\0\2\0\0\0\x08", 8);
		else
			assert_memory_equal(b->ch.in, "\0\0\1\0\2", 5);
	}
}

/* Read Multiple CKD is of no domain, and stops at the end of its track. */
static void test_read_multiple_ends(void **state)
{
	static const u8 ops[] = { 0x06, 0x16, 0x0c };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		start_locate(b, 0x40, locate(ops[i], 0, 1, 1, 1, 1, 0));
		assert_int_equal(get(b, 0x5e, 60000), 0x0e);
		assert_reject(b, 2);
	}
	/* A record without data is no end, and no exception. */
	start_seek(b, 0x40, 0, 3);
	assert_int_equal(get(b, 0x5e, 60000), 0x0c);
	assert_int_equal(b->ch.done, 88 + 8 + 48);
	/* The records behind the one that was found; none is none. */
	start_seek(b, 0x40, 1, 1);
	find_id(b, 1, 1, 2);
	assert_int_equal(get(b, 0x5e, 60000), 0x0c);
	assert_int_equal(b->ch.done, 520);
	start_seek(b, 0x40, 1, 1);
	find_id(b, 1, 1, 3);
	assert_int_equal(get(b, 0x5e, 60000), 0x0c);
	assert_int_equal(b->ch.done, 0);
	start_seek(b, 0x40, 0, 2);
	assert_int_equal(get(b, 0x5e, 60000), 0x0c);
	assert_int_equal(b->ch.done, 0);
	/* The channel has enough: the next command begins at the index all the same. */
	start_seek(b, 0x40, 0, 0);
	assert_int_equal(get(b, 0x5e, 40), 0x0c);
	assert_true(b->ch.more);
	assert_int_equal(get(b, 0x12, 8), 0x0c);
	assert_int_equal(b->ch.in[4], 1);
}

/* What is wrong with the track behind a check of the channel is not looked for. */
static void test_read_multiple_checked(void **state)
{
	struct bench *b = *state;
	u32 i;

	/* R2, behind a count area and key and data of R1, becomes longer than the track */
	volume_track(&b->volume, 0, 0)[5 + 16 + 36 + 6] = 0xff;
	start_seek(b, 0x40, 0, 0);
	assert_int_equal(get(b, 0x5e, 60000), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	for (i = 0; i <= 36; i += 12) {
		start_seek(b, 0x40, 0, 0);
		assert_int_equal(run_checked(b, 0x5e, NULL, 60000, i), 0x0c);
		assert_int_equal(b->ch.done, i);
	}
}

/* Read Track begins where Locate Record found something, and every track has R0. */
static void test_read_track_begins(void **state)
{
	struct bench *b = *state;

	start_locate(b, 0x40, locate(0x0c, 0, 2, 1, 1, 2, 0));
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_int_equal(b->ch.done, 2 * 520 + 8);
	assert_int_equal(b->ch.in[4], 2);
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_int_equal(b->ch.done, 16 + 3 * 520 + 8);
	memset(volume_track(&b->volume, 1, 2) + 5, 255, 8);
	bench_attach(b, NULL);
	start_locate(b, 0x40, locate(0x4c, 0, 2, 1, 1, 0, 0));
	assert_int_equal(get(b, 0xde, 60000), 0x0c);
	assert_int_equal(get(b, 0xde, 60000), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	assert_sense_at(b, 1, 2);
	start_locate(b, 0x40, locate(0x4c, 0, 1, 1, 2, 0, 0));
	assert_int_equal(get(b, 0xde, 60000), 0x0e);
	assert_sense(b, 0, 0x08, 0);
}

/* The index may pass anew after a control or sense command. */
static void test_index_passes_anew(void **state)
{
	static const u8 between[] = { 0x03, 0x23, 0x04, 0xe4 };
	struct bench *b = *state;
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(between); i++) {
		start_seek(b, 0x40, 1, 0);
		for (j = 0; j < 20; j++) {
			assert_int_equal(search_id(b, 0x31, 1, 0, 9), 0x0c);
			assert_int_equal(run(b, between[i], "\0", 1, 1), 0x0c);
		}
		for (j = 0; j < 4; j++)
			assert_int_equal(search_id(b, 0x31, 1, 0, 9), 0x0c);
	}
}

/* Read IPL chooses an extent of its own: the whole volume, all writes but R0 */
static void test_read_ipl_sequence(void **state)
{
	struct locate l = locate(0x06, 0, 1, 0, 1, 3, 0);
	struct extent e = extent(0, 0, 0, 1, 1);
	struct bench *b = *state;
	u8 p[64] = { 0, 0x80 };

	assert_int_equal(get(b, 0x02, 24), 0x0c);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0e);
	assert_reject(b, 2);
	memcpy(p + 12, e.b, 16);
	begin(b);
	assert_int_equal(get(b, 0x02, 24), 0x0c);
	assert_int_equal(run(b, 0xe7, p, 64, 64), 0x0e);
	assert_reject(b, 2);
	begin(b);
	assert_int_equal(get(b, 0x02, 24), 0x0c);
	assert_int_equal(get(b, 0x02, 24), 0x0e);
	assert_reject(b, 2);
	begin(b);
	assert_int_equal(run(b, 0x1f, "\0", 1, 1), 0x0c);
	assert_int_equal(get(b, 0x02, 24), 0x0e);
	assert_reject(b, 2);
	begin(b);
	assert_int_equal(get(b, 0x02, 24), 0x0c);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0c);
	assert_int_equal(get(b, 0x86, 4096), 0x0c);
	assert_pattern(b, 0, 0, 1, 3, 4096);
}

/* Which update writes a domain takes: one of either form, or several of the multitrack form */
static void test_update_sequence(void **state)
{
	static const u8 single[] = { 0x05, 0x0d }, multi[] = { 0x85, 0x8d };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < 2; i++) {
		start_locate(b, 0x80, locate(0x01, 0, 1, 1, 1, 1, 0));
		assert_int_equal(get(b, single[i], 512), 0x0c);
		start_locate(b, 0x80, locate(0x01, 0, 2, 1, 1, 1, 0));
		assert_int_equal(get(b, single[i], 512), 0x0e);
		assert_reject(b, 2);
		start_locate(b, 0x80, locate(0x81, 0, 1, 1, 1, 1, 0));
		assert_int_equal(get(b, single[i], 512), 0x0e);
		assert_reject(b, 2);
		/* With Read Count behind it, it still is the only one. */
		start_locate(b, 0x80, locate(0x01, 1, 2, 1, 1, 1, 0));
		assert_int_equal(get(b, single[i], 512), 0x0c);
		assert_int_equal(get(b, 0x92, 8), 0x0c);
		start_locate(b, 0x80, locate(0x01, 0, 2, 1, 1, 1, 0));
		assert_int_equal(get(b, multi[i], 512), 0x0c);
		assert_int_equal(get(b, multi[!i], 512), 0x0e);
		assert_reject(b, 2);
	}
	/* Read Count behind writes has to be multitrack. */
	start_locate(b, 0x80, locate(0x01, 1, 2, 1, 1, 1, 0));
	assert_int_equal(get(b, 0x85, 512), 0x0c);
	assert_int_equal(get(b, 0x12, 8), 0x0e);
	assert_reject(b, 2);
}

static void test_format_sequence(void **state)
{
	struct locate l = locate(0x03, 0, 2, 1, 1, 1, 0);
	struct bench *b = *state;

	/* The next track comes behind a record that was written. */
	start_locate(b, 0x00, locate(0x03, 0, 2, 1, 1, 0, 0));
	assert_int_equal(write_ckd(b, 0x9d, 1, 2, 1, 0, 10, 18), 0x0e);
	assert_reject(b, 2);
	/* Erase belongs to Write Track. */
	start_locate(b, 0x00, locate(0x03, 0, 1, 1, 1, 0, 0));
	assert_int_equal(write_ckd(b, 0x11, 1, 1, 1, 0, 10, 18), 0x0e);
	assert_reject(b, 2);
	start_locate(b, 0xc0, locate(0x03, 0, 1, 1, 1, 0, 0));
	assert_int_equal(run(b, 0x19, "\0\0\1\0\1", 5, 5), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(b->volume.writes, 0);
	/* A domain knows nothing of the one before it in its chain. */
	start_locate(b, 0x00, locate(0x03, 0, 1, 1, 1, 1, 0));
	assert_int_equal(write_ckd(b, 0x1d, 1, 1, 2, 0, 10, 18), 0x0c);
	assert_int_equal(run(b, 0x47, l.b, 16, 16), 0x0c);
	assert_int_equal(write_ckd(b, 0x9d, 1, 2, 1, 0, 10, 18), 0x0e);
	assert_reject(b, 2);
	/* R0 and the records behind it, as dasdfmt does with a volume's first track */
	start_locate(b, 0xc0, locate(0x43, 0, 3, 1, 2, 0, 0));
	assert_int_equal(run(b, 0x15, record0, 8, 8), 0x0c);
	assert_true(b->ch.more);
	assert_int_equal(write_ckd(b, 0x1d, 1, 2, 1, 0, 10, 18), 0x0c);
	assert_int_equal(write_ckd(b, 0x1d, 1, 2, 2, 0, 10, 18), 0x0c);
	assert_int_equal(read_back(b, 1, 2, 2, 10), 0x0c);
}

static void test_write_record0(void **state)
{
	static const struct { u8 at, value; } bad[] = {
		{ 0, 1 }, { 1, 2 }, { 2, 1 }, { 3, 1 }, { 4, 5 }, { 5, 8 }, { 6, 1 }, { 7, 9 },
	};
	struct bench *b = *state;
	u8 p[16];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(p, record0, 16);
		p[bad[i].at] = bad[i].value;
		before_home(b);
		assert_int_equal(run(b, 0x15, p, 16, 16), 0x0e);
		assert_reject(b, 4);
		assert_int_equal(b->ch.done, 8);
	}
	before_home(b);
	assert_int_equal(run(b, 0x15, record0, 7, 7), 0x0e);
	assert_reject(b, 3);
	assert_int_equal(b->volume.writes, 0);
	before_home(b);
	assert_int_equal(run(b, 0x15, record0, 10, 10), 0x0c);
	assert_memory_equal(volume_track(&b->volume, 1, 2) + 5 + 8, "\x0b\x0c\0\0\0\0\0\0", 8);
	assert_memory_equal(volume_track(&b->volume, 1, 2) + 21, track_end, 8);
}

/* A short count area is filled with zeros; one of ones would be the end of the track. */
static void test_count_area(void **state)
{
	struct bench *b = *state;
	u8 ones[16];
	u32 n;

	memset(ones, 255, sizeof(ones));

	start_locate(b, 0x00, locate(0x03, 0, 1, 1, 2, 1, 0));
	assert_int_equal(run(b, 0x1d, ones, 16, 16), 0x0e);
	assert_reject(b, 4);
	assert_int_equal(b->ch.done, 8);
	start_locate(b, 0x00, locate(0x03, 0, 2, 1, 1, 3, 0));
	assert_int_equal(run(b, 0x1d, "\0\1\0\1\4\0\0\0", 8, 8), 0x0c);
	n = b->volume.writes;
	assert_int_equal(run(b, 0x9d, ones, 16, 16), 0x0e);
	assert_reject(b, 4);
	assert_int_equal(b->volume.writes, n);
	start_locate(b, 0x00, locate(0x03, 0, 1, 1, 2, 1, 0));
	assert_int_equal(run(b, 0x1d, "\0\1\0\2\2\7\1\1", 5, 5), 0x0c);
	assert_true(b->ch.more);
	assert_memory_equal(volume_track(&b->volume, 1, 2) + 21 + 520,
			    "\0\1\0\2\2\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16);
	/* Nothing at all is a record, too: an end of file. */
	start_locate(b, 0x00, locate(0x03, 0, 1, 1, 3, 1, 0));
	assert_int_equal(get(b, 0x1d, 0), 0x0c);
	assert_memory_equal(volume_track(&b->volume, 1, 3) + 21 + 520,
			    "\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16);
	/* Erase takes what comes. */
	start_seek(b, 0x00, 1, 1);
	find_id(b, 1, 1, 1);
	assert_int_equal(run(b, 0x11, "\0\1\0\1\2\0\0\1", 5, 5), 0x0c);
	assert_true(b->ch.more);
	assert_memory_equal(volume_track(&b->volume, 1, 1) + 21 + 520,
			    "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
}

/* ---- Domains that a chain does not use up ---- */

static void assert_incomplete(const struct bench *b, u8 left)
{
	assert_sense(b, 0x01, 0, 0);
	assert_int_equal(b->dev->sense[3], left);
}

static void test_incomplete_domain(void **state)
{
	static const u8 data[512] = { 1, 2, 3 };
	struct bench *b = *state;

	/* One of three writes: it is written, and the program ends with unit check. */
	start_locate(b, 0x80, locate(0x01, 0x80, 3, 1, 1, 1, 512));
	assert_int_equal(run_last(b, 0x85, data, 512, 512), 0x0e);
	assert_incomplete(b, 2);
	assert_sense_at(b, 1, 1);
	assert_memory_equal(volume_track(&b->volume, 1, 1) + 21 + 8, data, 512);
	/* All of them */
	start_locate(b, 0x80, locate(0x01, 0x80, 2, 1, 1, 1, 512));
	assert_int_equal(run(b, 0x85, data, 512, 512), 0x0c);
	assert_int_equal(run_last(b, 0x85, data, 512, 512), 0x0c);
	/* The Read Count that was promised does not come. */
	start_locate(b, 0x80, locate(0x01, 0x81, 2, 1, 1, 1, 512));
	assert_int_equal(run_last(b, 0x85, data, 512, 512), 0x0e);
	assert_incomplete(b, 1);
	/* Reads, tracks, formats; a unit exception stays. */
	start_locate(b, 0x40, locate(0x06, 0, 2, 1, 3, 1, 0));
	assert_int_equal(run_last(b, 0x86, NULL, 0, 512), 0x0e);
	assert_incomplete(b, 1);
	assert_pattern(b, 0, 1, 3, 1, 512);
	start_locate(b, 0x40, locate(0x16, 0, 9, 0, 3, 2, 0));
	assert_int_equal(run_last(b, 0x06, NULL, 0, 512), 0x0f);
	assert_incomplete(b, 8);
	start_locate(b, 0x40, locate(0x4c, 0, 2, 1, 1, 0, 0));
	assert_int_equal(run_last(b, 0xde, NULL, 0, 60000), 0x0e);
	assert_incomplete(b, 1);
	start_locate(b, 0x00, locate(0x03, 0, 5, 1, 2, 0, 0));
	assert_int_equal(run_last(b, 0x1d, "\0\1\0\2\1\0\0\1z", 9, 9), 0x0e);
	assert_incomplete(b, 4);
	assert_int_equal(locate_trackset(b, 0xc0, 1, 2, 2, 0xc000), 0x0c);
	assert_int_equal(run_last(b, 0x95, whole_track, sizeof(whole_track),
				  sizeof(whole_track)), 0x0e);
	assert_incomplete(b, 1);
}

static void test_incomplete_locate(void **state)
{
	struct locate l = locate(0x06, 0, 7, 1, 1, 1, 0), orient = locate(0x00, 0, 0, 1, 1, 1, 0);
	struct bench *b = *state;

	/* Nothing follows Locate Record. */
	start_extent(b, 0x40);
	assert_int_equal(run_last(b, 0x47, l.b, 16, 16), 0x0e);
	assert_incomplete(b, 7);
	start_extent(b, 0x40);
	assert_int_equal(run_last(b, 0x47, orient.b, 16, 16), 0x0c);
	/* Where there is another reason to end, that is what counts. */
	start_locate(b, 0x40, l);
	assert_int_equal(run_last(b, 0x03, NULL, 0, 1), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(b->dev->sense[3], 0);
	start_locate(b, 0x80, locate(0x01, 0, 3, 1, 1, 1, 0));
	b->ch.last = true;
	assert_int_equal(run_checked(b, 0x85, l.b, 16, 5), 0x0c);
	b->ch.last = false;
	assert_int_equal(b->dev->sense_len, 0);
	/* The next chain has no unit check. */
	begin(b);
	assert_int_equal(get(b, 0xe4, 20), 0x0c);
}

/* ---- Whole tracks ---- */

static void test_full_track(void **state)
{
	struct locate l = locate(0x4c, 0, 1, 1, 2, 0, 0);
	struct bench *b = *state;
	u8 p[sizeof(whole_track)];

	l.b[13] = 0xff;

	assert_int_equal(locate_trackset(b, 0xc0, 1, 2, 2, 0xa000), 0x0c);
	assert_int_equal(residual(b), 0);
	assert_int_equal(run(b, 0x95, whole_track, sizeof(whole_track), 60000), 0x0c);
	assert_int_equal(b->ch.done, sizeof(whole_track));
	assert_int_equal(b->volume.writes, 1);
	assert_int_equal(b->volume.written, sizeof(whole_track));
	assert_memory_equal(volume_track(&b->volume, 1, 2) + 5, whole_track, sizeof(whole_track));
	/* The next one bit: the first track of the next cylinder */
	memcpy(p, whole_track, sizeof(p));
	p[1] = 2;
	p[3] = 0;
	assert_int_equal(run(b, 0x95, p, sizeof(p), sizeof(p)), 0x0c);
	assert_memory_equal(volume_track(&b->volume, 2, 0) + 5, p, sizeof(p));
	assert_int_equal(run(b, 0x95, p, sizeof(p), sizeof(p)), 0x0e);
	assert_reject(b, 2);
	/* The track between them is as it was; what was written can be read. */
	assert_int_equal(read_back(b, 1, 3, 3, 512), 0x0c);
	assert_pattern(b, 0, 1, 3, 3, 512);
	/* The record's own count area says where it is, wherever its track is. */
	assert_int_equal(locate_status(b, 0x40, locate(0x16, 0, 1, 2, 0, 1, 0)), 0x0e);
	assert_sense(b, 0, 0x08, 0);
	assert_int_equal(read_back(b, 1, 2, 1, 60), 0x0c);
	assert_memory_equal(b->ch.in, "key1data01", 10);
	/* As Linux reads tracks: Locate Record Extended, home address */
	start_extent(b, 0x40);
	assert_int_equal(run(b, 0x4b, l.b, 20, 20), 0x0c);
	assert_int_equal(get(b, 0xde, 57326), 0x0c);
	assert_int_equal(b->ch.done, sizeof(whole_track));
	assert_memory_equal(b->ch.in, whole_track, sizeof(whole_track));
	/* R0 alone: the rest of the track is erased. */
	memcpy(p, whole_track, 16);
	memset(p + 16, 0xff, 8);
	before_full_track(b);
	assert_int_equal(run(b, 0x95, p, 24, 24), 0x0c);
	assert_memory_equal(volume_track(&b->volume, 1, 2) + 5, p, 24);
}

/* By Prefix, which carries all parameters */
static void test_full_track_by_prefix(void **state)
{
	struct locate l = locate(0x3f, 0, 1, 1, 2, 0, 0);
	struct extent e = extent(0xc0, 1, 2, 1, 2);
	struct bench *b = *state;
	u8 p[66] = { 1, 0x80 };

	memcpy(p + 12, e.b, 16);
	memcpy(p + 44, l.b, 20);
	p[44 + 17] = 0x11;
	p[44 + 19] = 2;
	p[64] = 0x80;
	assert_int_equal(run(b, 0xe7, p, 66, 66), 0x0c);
	assert_int_equal(residual(b), 0);
	assert_int_equal(run_last(b, 0x95, whole_track, sizeof(whole_track),
				  sizeof(whole_track)), 0x0c);
	assert_memory_equal(volume_track(&b->volume, 1, 2) + 5, whole_track, sizeof(whole_track));
	begin(b);
	assert_int_equal(run(b, 0xe7, p, 65, 65), 0x0e);
	assert_reject(b, 3);
}

static void test_full_track_refused(void **state)
{
	static const struct { u8 at, value; } bad[] = {
		{ 0, 1 }, { 1, 2 }, { 2, 1 }, { 3, 1 }, { 4, 5 }, { 5, 8 }, { 6, 1 }, { 7, 9 },
	};
	struct bench *b = *state;
	static u8 p[60000];
	u32 i, n;

	start_seek(b, 0xc0, 1, 2);
	assert_int_equal(get(b, 0x95, 100), 0x0e);
	assert_reject(b, 2);
	before_full_track(b);
	assert_int_equal(run(b, 0x1d, record0, 16, 16), 0x0e);
	assert_reject(b, 2);
	start_locate(b, 0xc0, locate(0x03, 0, 1, 1, 2, 1, 0));
	assert_int_equal(get(b, 0x95, 100), 0x0e);
	assert_reject(b, 2);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(p, whole_track, sizeof(whole_track));
		p[bad[i].at] = bad[i].value;
		before_full_track(b);
		assert_int_equal(run(b, 0x95, p, sizeof(whole_track), sizeof(whole_track)), 0x0e);
		assert_reject(b, 4);
	}
	/* Each byte that is missing */
	for (n = 0; n < sizeof(whole_track); n++) {
		before_full_track(b);
		assert_int_equal(run(b, 0x95, whole_track, n, n), 0x0e);
		assert_reject(b, 3);
		assert_true(b->ch.more);
	}
	/* A record that is longer than the track, and a thirteenth one of 4096 */
	memcpy(p, whole_track, 16);
	memcpy(p + 16, "\0\1\0\2\1\0\xdf\xff", 8);
	before_full_track(b);
	assert_int_equal(run(b, 0x95, p, sizeof(p), sizeof(p)), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	for (i = 0; i < 13; i++)
		memcpy(p + 16 + i * 4104, "\0\1\0\2\1\0\x10\0", 8);
	before_full_track(b);
	assert_int_equal(run(b, 0x95, p, sizeof(p), sizeof(p)), 0x0e);
	assert_sense(b, 0, 0x40, 0);
	assert_int_equal(b->volume.writes, 0);
	assert_track_unspoilt(b, 1, 2);
	b->volume.write_error = -EIO;
	before_full_track(b);
	assert_int_equal(run(b, 0x95, whole_track, sizeof(whole_track), 60000), 0x0e);
	assert_sense(b, 0x10, 0, 0x10);
	assert_track_unspoilt(b, 1, 2);
	/* Twelve are a full track. */
	b->volume.write_error = 0;
	memset(p + 16 + 12 * 4104, 0xff, 8);
	before_full_track(b);
	assert_int_equal(run(b, 0x95, p, sizeof(p), sizeof(p)), 0x0c);
	assert_int_equal(b->ch.done, 16 + 12 * 4104 + 8);
}

static void test_trackset_parameters(void **state)
{
	static const struct { u8 at, value; } bad[] = {
		{ 0, 0x7f }, { 0, 0xbf }, { 0, 0xff },	/* orientation */
		{ 1, 0x01 }, { 1, 0x40 }, { 2, 1 }, { 3, 0 }, { 3, 2 },
		{ 5, CYLINDERS }, { 7, HEADS },
		{ 13, 224 }, { 16, 1 }, { 17, 0 }, { 17, 0x09 }, { 17, 0x0a }, { 17, 0x0e },
		{ 17, 0x10 }, { 17, 0x13 }, { 17, 0x23 }, { 18, 1 }, { 19, 0 }, { 19, 3 },
		{ 20, 0 }, { 20, 0x40 }, { 20, 0xc0 }, { 21, 1 },
	};
	struct extent e = extent(0xc0, 1, 1, 1, 2);
	struct bench *b = *state;
	u8 good[23] = { 0x3f, 0, 0, 1, 0, 1, 0, 2, 0, 1, 0, 2, 0, 0xff }, p[23];
	u32 i;

	good[17] = 0x11;
	good[19] = 2;
	good[20] = 0x80;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		memcpy(p, good, sizeof(p));
		p[bad[i].at] = bad[i].value;
		start_extent(b, 0xc0);
		assert_int_equal(run(b, 0x4b, p, 23, 23), 0x0e);
		assert_reject(b, 4);
	}
	/* One byte of tracks will do; none, or fewer than were said, will not. */
	good[19] = 1;
	start_extent(b, 0xc0);
	assert_int_equal(run(b, 0x4b, good, 21, 21), 0x0c);
	start_extent(b, 0xc0);
	assert_int_equal(run(b, 0x4b, good, 20, 20), 0x0e);
	assert_reject(b, 3);
	good[19] = 2;
	start_extent(b, 0xc0);
	assert_int_equal(run(b, 0x4b, good, 21, 21), 0x0e);
	assert_reject(b, 3);
	/* Masks, extents, the end of the volume, a volume that is read only */
	assert_int_equal(locate_trackset(b, 0x00, 1, 2, 1, 0x8000), 0x0c);
	assert_int_equal(locate_trackset(b, 0x40, 1, 2, 1, 0x8000), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(locate_trackset(b, 0x80, 1, 2, 1, 0x8000), 0x0e);
	assert_reject(b, 2);
	assert_int_equal(locate_trackset(b, 0xc0, 2, 2, 2, 0xc000), 0x0c);
	assert_int_equal(locate_trackset(b, 0xc0, 2, 2, 2, 0xa000), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	assert_int_equal(locate_trackset(b, 0xc0, 0, 0, 2, 0x8001), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	good[3] = 2;
	good[20] = 0xc0;
	begin(b);
	assert_int_equal(run(b, 0x63, e.b, 16, 16), 0x0c);
	assert_int_equal(run(b, 0x4b, good, 22, 22), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	/* Read IPL gives no extent: the volume is one. */
	begin(b);
	assert_int_equal(get(b, 0x02, 24), 0x0c);
	good[5] = 2;
	good[7] = 3;
	assert_int_equal(run(b, 0x4b, good, 22, 22), 0x0e);
	assert_sense(b, 0, 0x04, 0);
	b->volume.image.readonly = true;
	bench_attach(b, NULL);
	assert_int_equal(locate_trackset(b, 0xc0, 1, 2, 1, 0x8000), 0x0e);
	assert_sense(b, 0x10, 0x02, 0x04);
}

/* Commands of Linux's driver for control units that offer more than this one does */
static void test_commands_not_offered(void **state)
{
	static const u8 codes[] = { 0xa5, 0xa6, 0x0a, 0x09, 0xea, 0xf7, 0xf9, 0x13 };
	struct bench *b = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		begin(b);
		assert_int_equal(get(b, codes[i], 64), CSS_DSTAT_UC);
		assert_reject(b, 1);
	}
}

static const struct CMUnitTest dasd_cases[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)
	CASE(test_create_refuses),
	CASE(test_create_without_memory),
	CASE(test_sense_id),
	CASE(test_characteristics),
	CASE(test_configuration),
	CASE(test_no_such_command),
	CASE(test_basic_sense),
	CASE(test_out_of_sequence),
	CASE(test_extent_sequence),
	CASE(test_extent_resets_orientation),
	CASE(test_short_parameters),
	CASE(test_extent_parameters),
	CASE(test_locate_parameters),
	CASE(test_locate_mask),
	CASE(test_locate_extent),
	CASE(test_locate_extended),
	CASE(test_prefix),
	CASE(test_prefix_without_extent),
	CASE(test_locate_orientation),
	CASE(test_read_areas),
	CASE(test_read_home_record0),
	CASE(test_read_end_of_file),
	CASE(test_no_record_found),
	CASE(test_multitrack),
	CASE(test_multitrack_protected),
	CASE(test_read_multiple),
	CASE(test_read_tracks),
	CASE(test_read_ipl),
	CASE(test_search_id),
	CASE(test_search_multitrack),
	CASE(test_search_home),
	CASE(test_search_key),
	CASE(test_seek),
	CASE(test_seek_mask),
	CASE(test_set_sector),
	CASE(test_seek_time),
	CASE(test_write_after_search),
	CASE(test_write_domain),
	CASE(test_write_length),
	CASE(test_domain_sequence),
	CASE(test_read_count_suffix),
	CASE(test_write_ckd),
	CASE(test_format_tracks),
	CASE(test_track_capacity),
	CASE(test_track_capacity_keys),
	CASE(test_write_behind_domain),
	CASE(test_write_track_domain),
	CASE(test_write_track_refused),
	CASE(test_erase),
	CASE(test_write_home_record0),
	CASE(test_write_home_refused),
	CASE(test_readonly),
	CASE(test_medium_fails),
	CASE(test_damaged_tracks),
	CASE(test_smallest_track),
	CASE(test_anything),
	CASE(test_path_groups),
	CASE(test_path_group_sequence),
	CASE(test_reserve),
	CASE(test_subsystem_data),
	CASE(test_subsystem_functions),
	CASE(test_checked_writes),
	CASE(test_checked_parameters),
	CASE(test_search_decides),
	CASE(test_search_permits),
	CASE(test_read_count_track),
	CASE(test_configuration_nodes),
	CASE(test_read_home_in_domain),
	CASE(test_read_multiple_ends),
	CASE(test_read_multiple_checked),
	CASE(test_read_track_begins),
	CASE(test_index_passes_anew),
	CASE(test_read_ipl_sequence),
	CASE(test_update_sequence),
	CASE(test_format_sequence),
	CASE(test_write_record0),
	CASE(test_count_area),
	CASE(test_incomplete_domain),
	CASE(test_incomplete_locate),
	CASE(test_full_track),
	CASE(test_full_track_by_prefix),
	CASE(test_full_track_refused),
	CASE(test_trackset_parameters),
	CASE(test_commands_not_offered),
};

SUITE(dasd)
