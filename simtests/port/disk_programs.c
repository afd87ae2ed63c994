// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel programs for a disk: what drivers send, what nearly is that, and what is not.
 */
#include "simtests/port/device_programs.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/program_builder.h"

#define NOP			0x03
#define SEEK			0x07
#define SEEK_CYLINDER		0x0b
#define RECALIBRATE		0x13
#define SEEK_HEAD		0x1b
#define SET_FILE_MASK		0x1f
#define SET_SECTOR		0x23
#define LOCATE_RECORD		0x47
#define LOCATE_RECORD_EXTENDED	0x4b
#define DEFINE_EXTENT		0x63
#define PREFIX			0xe7

#define SEARCH_KEY		0x29
#define SEARCH_ID		0x31
#define SEARCH_HOME_ADDRESS	0x39
#define SEARCH_ID_HIGH_OR_EQUAL	0x71

#define READ_IPL		0x02
#define READ_DATA		0x06
#define READ_KEY_DATA		0x0e
#define READ_COUNT		0x12
#define READ_R0			0x16
#define READ_HOME_ADDRESS	0x1a
#define READ_CKD		0x1e
#define READ_SECTOR		0x22
#define READ_MULTIPLE_CKD	0x5e
#define READ_TRACK		0xde

#define WRITE_DATA		0x05
#define WRITE_KEY_DATA		0x0d
#define ERASE			0x11
#define WRITE_R0		0x15
#define WRITE_HOME_ADDRESS	0x19
#define WRITE_CKD		0x1d
#define WRITE_UPDATE_DATA	0x85
#define WRITE_UPDATE_KEY_DATA	0x8d
#define WRITE_CKD_NEXT_TRACK	0x9d

#define MULTITRACK		0x80

#define COUNT_SIZE		8u
#define BLOCK			4096u
#define KEY			8u
#define SMALL			100u
#define TRACK			(COUNT_SIZE * 5 + 8 + 3 * BLOCK + KEY + SMALL)

/*
 * @cyl, @head, @record: where the program is, as far as it knows
 * @write_code: what a domain of updates is written with
 * @from_home: the domain begins at home address
 */
struct disk_program {
	struct program_builder b;
	u8 cyl, head, record;
	u8 write_code;
	bool from_home;
};

/* One random number to an expression, as in generator.c. */

static u32 below(struct disk_program *p, u32 n)
{
	return program_below(&p->b, n);
}

static bool percent(struct disk_program *p, u32 n)
{
	return program_percent(&p->b, n);
}

/* Occasionally true: where an error may be generated. */
static bool wrong(struct disk_program *p, u32 n)
{
	return !p->b.tame && percent(p, n);
}

/* ---- Where ---- */

static void go_to_track(struct disk_program *p)
{
	p->cyl = (u8)below(p, MEMORY_VOLUME_CYLINDERS);
	p->head = (u8)below(p, MEMORY_VOLUME_HEADS);
	if (wrong(p, 3))
		p->cyl = MEMORY_VOLUME_CYLINDERS;
	if (wrong(p, 3))
		p->head = MEMORY_VOLUME_HEADS;
}

static void go_to_record(struct disk_program *p)
{
	p->record = (u8)(1 + below(p, 4));
	if (percent(p, 5))
		p->record = 0;
	if (wrong(p, 5))
		p->record = (u8)(5 + below(p, 3));
}

static u32 key_length(const struct disk_program *p)
{
	return p->record == 4 ? KEY : 0;
}

static u32 data_length(const struct disk_program *p)
{
	if (!p->record)
		return 8;
	return p->record == 4 ? SMALL : BLOCK;
}

static void put_track_address(u8 *at, u32 cyl, u32 head)
{
	at[0] = (u8)(cyl >> 8);
	at[1] = (u8)cyl;
	at[2] = (u8)(head >> 8);
	at[3] = (u8)head;
}

static void put_id(const struct disk_program *p, u8 *at)
{
	put_track_address(at, p->cyl, p->head);
	at[4] = p->record;
}

static void seek(struct disk_program *p)
{
	static const u8 others[] = { SEEK_CYLINDER, SEEK_HEAD };
	u8 address[6] = {};
	u8 code = SEEK;

	put_track_address(address + 2, p->cyl, p->head);
	if (wrong(p, 4))
		address[below(p, 6)] ^= (u8)(1 + below(p, 255));
	if (percent(p, 5))
		code = others[below(p, ARRAY_SIZE(others))];
	program_control(&p->b, code, address, sizeof(address));
}

/* Search, and a TIC to it until it finds. */
static void search(struct disk_program *p, u8 code, const u8 *argument, u32 len)
{
	const struct program_command c = {
		.cmd = (u8)(percent(p, 8) ? code | MULTITRACK : code),
		.out = argument, .out_len = len, .len = len,
		.exact = percent(p, 88), .quiet = true,
	};
	u32 at = program_add(&p->b, &c);

	program_tic(&p->b, at);
}

static void search_record(struct disk_program *p)
{
	static const u8 codes[] = { 0x51, SEARCH_ID_HIGH_OR_EQUAL };
	u8 id[5], key[KEY];

	put_id(p, id);
	memset(key, 4, sizeof(key));
	if (percent(p, 8)) {
		p->record = 4;
		if (percent(p, 20))
			key[below(p, KEY)]++;
		search(p, SEARCH_KEY, key, sizeof(key));
	} else if (percent(p, 8)) {
		search(p, codes[below(p, ARRAY_SIZE(codes))], id, sizeof(id));
	} else {
		search(p, SEARCH_ID, id, sizeof(id));
	}
}

static void search_home_address(struct disk_program *p)
{
	u8 address[4];

	put_track_address(address, p->cyl, p->head);
	search(p, SEARCH_HOME_ADDRESS, address, sizeof(address));
}

static void set_file_mask(struct disk_program *p)
{
	static const u8 masks[] = { 0x00, 0x40, 0x80, 0xc0, 0xc0, 0xc0, 0x08, 0x10, 0x18, 0xd8 };
	u8 mask = masks[below(p, ARRAY_SIZE(masks))];

	/* As most drivers set it. */
	if (percent(p, 60) || (p->b.tame && mask & 0x18))
		mask = 0xc0;

	if (wrong(p, 10))
		mask ^= (u8)(1 << below(p, 8));
	program_control(&p->b, SET_FILE_MASK, &mask, 1);
}

static void set_sector(struct disk_program *p)
{
	u8 sector = (u8)below(p, 224);

	if (percent(p, 10))
		sector = 0xff;
	if (wrong(p, 10))
		sector = (u8)(0xe0 + below(p, 31));
	program_control(&p->b, SET_SECTOR, &sector, 1);
}

/* ---- What is moved ---- */

static void write(struct disk_program *p, u8 code, u32 len)
{
	const struct program_command c = { .cmd = code, .len = len };

	program_add(&p->b, &c);
}

static u32 small_length(struct disk_program *p)
{
	static const u16 lengths[] = { 0, 0, 1, 8, 80, 100, 512, 1000, 4096, 4096 };

	if (wrong(p, 2))
		return 60000;
	return lengths[below(p, ARRAY_SIZE(lengths))];
}

/* A count area, and what follows it comes out of random memory. */
static void write_formatted(struct disk_program *p, u8 code, u32 kl, u32 dl)
{
	u8 count[COUNT_SIZE];
	const struct program_command c = {
		.cmd = code, .out = count, .out_len = sizeof(count),
		.len = COUNT_SIZE + kl + dl,
	};

	put_id(p, count);
	count[5] = (u8)kl;
	count[6] = (u8)(dl >> 8);
	count[7] = (u8)dl;
	if (wrong(p, 3))
		memset(count, 0xff, sizeof(count));
	if (wrong(p, 4))
		count[below(p, 5)] ^= (u8)(1 + below(p, 255));
	program_add(&p->b, &c);
}

/* Records behind the one that was found. */
static void write_records(struct disk_program *p)
{
	u32 n = 1 + below(p, 4);

	while (n--) {
		u32 kl = percent(p, 25) ? KEY : 0, dl = small_length(p);

		p->record++;
		write_formatted(p, WRITE_CKD, kl, dl);
	}
	if (percent(p, 20))
		write(p, ERASE, COUNT_SIZE);
}

static void read_something(struct disk_program *p)
{
	u32 kl = key_length(p), dl = data_length(p);
	u8 mt = percent(p, 12) ? MULTITRACK : 0;

	switch (below(p, 8)) {
	case 0:
	case 1:
	case 2:
		program_read(&p->b, (u8)(READ_DATA | mt), dl);
		break;
	case 3:
		program_read(&p->b, (u8)(READ_KEY_DATA | mt), kl + dl);
		break;
	case 4:
		program_read(&p->b, (u8)(READ_CKD | mt), COUNT_SIZE + BLOCK);
		break;
	case 5:
		program_read(&p->b, (u8)(READ_COUNT | mt), COUNT_SIZE);
		break;
	case 6:
		program_read(&p->b, READ_MULTIPLE_CKD, 3 * (COUNT_SIZE + BLOCK));
		break;
	default:
		program_read(&p->b, READ_SECTOR, 1);
		break;
	}
}

static void write_something(struct disk_program *p)
{
	switch (below(p, 6)) {
	case 0:
	case 1:
		write(p, WRITE_DATA, data_length(p));
		break;
	case 2:
		write(p, WRITE_KEY_DATA, key_length(p) + data_length(p));
		break;
	case 3:
		write(p, ERASE, COUNT_SIZE);
		break;
	default:
		write_records(p);
		break;
	}
}

static void read_about_track(struct disk_program *p)
{
	u8 mt = percent(p, 15) ? MULTITRACK : 0;

	if (percent(p, 50))
		search_home_address(p);
	switch (below(p, 5)) {
	case 0:
		program_read(&p->b, (u8)(READ_HOME_ADDRESS | mt), 5);
		break;
	case 1:
		program_read(&p->b, (u8)(READ_R0 | mt), COUNT_SIZE + 8);
		break;
	case 2:
		program_read(&p->b, READ_TRACK, TRACK);
		break;
	case 3:
		program_read(&p->b, (u8)(READ_COUNT | mt), COUNT_SIZE);
		break;
	default:
		program_read(&p->b, (u8)(READ_HOME_ADDRESS | mt), 5);
		program_read(&p->b, READ_R0, COUNT_SIZE + 8);
		program_read(&p->b, (u8)(READ_COUNT | mt), COUNT_SIZE);
		break;
	}
}

static void write_r0(struct disk_program *p)
{
	search_home_address(p);
	p->record = wrong(p, 10) ? 5 : 0;
	write_formatted(p, WRITE_R0, wrong(p, 10) ? KEY : 0, percent(p, 60) ? 8 : small_length(p));
	if (percent(p, 50)) {
		p->record = 0;
		write_records(p);
	}
}

static void ask(struct disk_program *p)
{
	static const struct {
		u8 code, len;
	} questions[] = {
		{ NOP, 1 }, { CSS_CMD_SENSE, 32 }, { 0xe4, 12 }, { 0x64, 64 }, { RECALIBRATE, 1 },
		{ READ_SECTOR, 1 }, { 0x24, 24 }, { READ_IPL, 24 }, { 0xfa, 255 },
	};
	u32 which = below(p, ARRAY_SIZE(questions));

	program_read(&p->b, questions[which].code, questions[which].len);
}

/* ---- As on a disk without extents: seek, search, do ---- */

static void one_search(struct disk_program *p)
{
	bool about_track = percent(p, 15);

	go_to_track(p);
	go_to_record(p);
	seek(p);
	if (percent(p, 20))
		set_sector(p);
	if (about_track) {
		read_about_track(p);
		return;
	}
	if (percent(p, 8)) {
		write_r0(p);
		return;
	}
	search_record(p);
	if (percent(p, 55))
		read_something(p);
	else
		write_something(p);
	while (percent(p, 30))
		read_something(p);
}

static void search_program(struct disk_program *p)
{
	u32 n = 1 + below(p, 3);

	if (percent(p, 40))
		set_file_mask(p);
	while (n--)
		one_search(p);
}

/* ---- Extents and domains ---- */

static void put_extent(struct disk_program *p, u8 *at)
{
	static const u8 masks[] = { 0xc0, 0xc0, 0xc0, 0xc0, 0x00, 0x40, 0x80, 0xd8, 0x18 };

	memset(at, 0, 16);
	at[0] = masks[p->b.tame && percent(p, 90) ? 0 : below(p, ARRAY_SIZE(masks))];
	at[1] = percent(p, 5) ? 0xe0 : 0xc0;
	if (percent(p, 60))
		at[2] = BLOCK >> 8;
	else if (percent(p, 20))
		at[3] = SMALL;
	put_track_address(at + 12, MEMORY_VOLUME_CYLINDERS - 1, MEMORY_VOLUME_HEADS - 1);
	if (percent(p, 15)) {
		put_track_address(at + 8, p->cyl, p->head);
		put_track_address(at + 12, p->cyl, p->head);
	}
	if (wrong(p, 6))
		at[below(p, 16)] ^= (u8)(1 << below(p, 8));
	if (wrong(p, 3))
		put_track_address(at + 8, 1, 1);
}

static void define_extent(struct disk_program *p)
{
	u8 extent[16];

	put_extent(p, extent);
	program_control(&p->b, DEFINE_EXTENT, extent, sizeof(extent));
}

/* @orientation: the bits of the operation byte that can go with @operation */
struct operation {
	u8 operation;
	u8 orientations[4];
};

static const struct operation operations[] = {
	{ 0x00, { 0x00, 0x40, 0x80, 0xc0 } },	/* orient */
	{ 0x01, { 0x00, 0x00, 0x80, 0x80 } },	/* write data */
	{ 0x01, { 0x00, 0x00, 0x00, 0x80 } },
	{ 0x03, { 0x00, 0x00, 0x00, 0x40 } },	/* format write */
	{ 0x06, { 0x00, 0x00, 0x40, 0x80 } },	/* read data */
	{ 0x06, { 0x00, 0x80, 0x80, 0xc0 } },
	{ 0x0b, { 0x00, 0x00, 0x00, 0x00 } },	/* write track */
	{ 0x0c, { 0x00, 0x00, 0x40, 0x40 } },	/* read tracks */
	{ 0x16, { 0x00, 0x00, 0x40, 0x80 } },	/* read */
	{ 0x16, { 0x00, 0x40, 0x80, 0xc0 } },
};

static u32 transfer_length(struct disk_program *p, u32 operation)
{
	switch (operation) {
	case 0x01:
		return data_length(p) + (p->write_code & 0x08 ? key_length(p) : 0);
	case 0x03:
		return COUNT_SIZE + SMALL;
	case 0x0b:
		return 8;
	case 0x0c:
		return BLOCK;
	default:
		return data_length(p);
	}
}

static void put_locate(struct disk_program *p, const struct operation *o, u32 count, u8 *at)
{
	u32 length = transfer_length(p, o->operation);

	memset(at, 0, 16);
	at[0] = o->operation | o->orientations[below(p, 4)];
	if (wrong(p, 10))
		at[0] ^= (u8)(0x40 << below(p, 2));
	p->from_home = (at[0] & 0xc0) == 0x40;
	at[3] = (u8)count;
	put_track_address(at + 4, p->cyl, p->head);
	put_id(p, at + 8);
	if ((at[0] & 0xc0) == 0x40)	/* home address: what is searched for is that */
		at[12] = 0;
	at[13] = percent(p, 50) ? 0xff : (u8)below(p, 224);
	if (percent(p, o->operation == 0x01 ? 85 : 30)) {
		at[1] |= 0x80;
		at[14] = (u8)(length >> 8);
		at[15] = (u8)length;
	}
	if (o->operation == 0x16 && percent(p, 20))
		at[1] |= 1;		/* Read Count ends the domain */
	if (wrong(p, 6))
		at[below(p, 16)] ^= (u8)(1 << below(p, 8));
}

/* One command that the domain is meant for. */
static void domain_command(struct disk_program *p, const struct operation *o, u32 i, u32 left)
{
	bool keyed = percent(p, 10);
	u32 kl = key_length(p), dl = data_length(p);

	switch (o->operation) {
	case 0x00:
		read_something(p);
		break;
	case 0x01:
		write(p, p->write_code, dl + (p->write_code & 0x08 ? kl : 0));
		break;
	case 0x03:
		if (p->from_home && !i) {
			p->record = 0;
			write_formatted(p, WRITE_R0, 0, 8);
			return;
		}
		p->record++;
		if (!left && wrong(p, 15))
			write(p, ERASE, COUNT_SIZE);
		else
			write_formatted(p, WRITE_CKD, keyed ? KEY : 0, small_length(p));
		return;
	case 0x06:
		if (keyed)
			program_read(&p->b, READ_KEY_DATA | (percent(p, 50) ? MULTITRACK : 0),
				     kl + dl);
		else
			program_read(&p->b, READ_DATA | (percent(p, 50) ? MULTITRACK : 0), dl);
		break;
	case 0x0b:
		if (!i) {
			write(p, WRITE_DATA, 8);
			p->record = 0;
			return;
		}
		p->record++;
		write_formatted(p, percent(p, 90) ? WRITE_CKD : WRITE_CKD_NEXT_TRACK, 0,
				small_length(p));
		return;
	case 0x0c:
		program_read(&p->b, percent(p, 90) ? READ_TRACK : READ_COUNT, TRACK);
		return;
	default:
		read_something(p);
		break;
	}
	/* Behind the last record comes the first of the next track, where there is one. */
	p->record = p->record >= 4 ? 1 : p->record + 1;
}

/* As many commands as were announced; another number once in a while. */
static void domain_commands(struct disk_program *p, const struct operation *o, u32 count)
{
	u32 i, n = count;

	if (wrong(p, 15))
		n += below(p, 3);
	else if (percent(p, p->b.tame ? 2 : 15))
		n = below(p, n + 1);
	for (i = 0; i < n; i++) {
		if (wrong(p, 4))
			write_something(p);
		else
			domain_command(p, o, i, i + 1 < n ? n - i - 1 : 0);
	}
}

/* One command for all of them, which is a multitrack one if they are several. */
static u8 update_command(struct disk_program *p, u32 count)
{
	u8 code = percent(p, 70) ? WRITE_DATA : WRITE_KEY_DATA;

	if (count > 1 ? !wrong(p, 20) : percent(p, 50))
		code |= MULTITRACK;
	return code;
}

static const struct operation *an_operation(struct disk_program *p, u32 *count)
{
	const struct operation *o = &operations[below(p, ARRAY_SIZE(operations))];

	*count = 1 + below(p, 5);
	p->write_code = update_command(p, *count);
	if (!o->operation)
		*count = wrong(p, 20) ? 1 : 0;
	else if (wrong(p, 3))
		*count = 0;
	return o;
}

/* Updates that go well meet records of one length; a whole track begins with R0. */
static void go_to_domain(struct disk_program *p, const struct operation *o, u32 count)
{
	go_to_record(p);
	if (!p->b.tame)
		return;
	if (o->operation == 0x01 && count > 1)
		p->record = (u8)(count < 3 ? 1 + below(p, 2) : 1);
	if (o->operation == 0x0b || (o->operation == 0x0c && percent(p, 70)))
		p->record = 0;
}

static void locate(struct disk_program *p)
{
	u8 location[16];
	u32 count;
	const struct operation *o = an_operation(p, &count);

	go_to_track(p);
	go_to_domain(p, o, count);
	put_locate(p, o, count, location);
	program_control(&p->b, LOCATE_RECORD, location, sizeof(location));
	domain_commands(p, o, count);
}

/* Its parameters are longer than those of Locate Record by an operation and its own. */
static void locate_extended(struct disk_program *p)
{
	static const u8 extended[] = { 0x00, 0x10, 0x11, 0x20, 0x3f };
	u8 location[24] = {};
	u32 count;
	const struct operation *o = an_operation(p, &count);
	u32 len = 20;

	go_to_track(p);
	go_to_record(p);
	put_locate(p, o, count, location);
	if (percent(p, 40)) {
		location[0] = (u8)((location[0] & 0xc0) | 0x3f);
		location[17] = extended[below(p, ARRAY_SIZE(extended))];
		location[19] = (u8)(1 + below(p, 3));
		memset(location + 20, 0, 4);
		location[20] = (u8)below(p, 256);
		len = 20 + location[19];
	}
	program_control(&p->b, LOCATE_RECORD_EXTENDED, location, len);
	domain_commands(p, o, count);
}

static void extent_program(struct disk_program *p)
{
	u32 n = 1 + below(p, 3);

	go_to_track(p);
	if (!wrong(p, 3))
		define_extent(p);
	while (n--) {
		switch (below(p, 10)) {
		case 0:
			one_search(p);
			break;
		case 1:
			locate_extended(p);
			break;
		default:
			locate(p);
			break;
		}
	}
}

/* Format, validity, and 10 bytes; an extent and its own 16; a location, if there is one. */
static void prefix_program(struct disk_program *p)
{
	u8 parameters[12 + 32 + 20] = { 1, 0x80 };
	u32 count;
	const struct operation *o = an_operation(p, &count);

	go_to_track(p);
	go_to_domain(p, o, count);
	put_extent(p, parameters + 12);
	put_locate(p, o, count, parameters + 44);
	if (percent(p, 25)) {
		parameters[0] = 0;
		memset(parameters + 44, 0, 20);
		count = 0;
	}
	if (wrong(p, 8))
		parameters[below(p, 12)] ^= (u8)(1 << below(p, 8));
	program_control(&p->b, PREFIX, parameters, sizeof(parameters));
	if (!parameters[0]) {
		locate(p);
		return;
	}
	domain_commands(p, o, count);
	while (percent(p, 30))
		locate(p);
}

/* ---- Anything ---- */

static void some_command(struct disk_program *p)
{
	go_to_record(p);
	switch (below(p, 12)) {
	case 0:
		seek(p);
		break;
	case 1:
		search_record(p);
		break;
	case 2:
		search_home_address(p);
		break;
	case 3:
		set_file_mask(p);
		break;
	case 4:
		define_extent(p);
		break;
	case 5:
		locate(p);
		break;
	case 6:
		write_something(p);
		break;
	case 7:
		read_about_track(p);
		break;
	case 8:
		write_r0(p);
		break;
	case 9:
		ask(p);
		break;
	case 10:
		program_read(&p->b, WRITE_HOME_ADDRESS, 5);
		break;
	default:
		read_something(p);
		break;
	}
}

static void any_program(struct disk_program *p)
{
	u32 n = 1 + below(p, 6);

	go_to_track(p);
	if (percent(p, 50))
		seek(p);
	while (n--)
		some_command(p);
}

void generate_dasd(struct dice *dice, struct generated *g)
{
	struct disk_program p = {};
	const char *kind;

	program_begin(&p.b, dice, g);
	if (percent(&p, 5))
		ask(&p);
	switch (below(&p, 10)) {
	case 0:
	case 1:
	case 2:
		kind = "search";
		search_program(&p);
		break;
	case 3:
	case 4:
	case 5:
	case 6:
		kind = "extent";
		extent_program(&p);
		break;
	case 7:
		kind = "prefix";
		prefix_program(&p);
		break;
	default:
		kind = "anything";
		any_program(&p);
		break;
	}
	if (percent(&p, 10))
		ask(&p);
	program_end(&p.b, kind);
}
