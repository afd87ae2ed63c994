// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel programs for a tape drive.  They suit an empty tape as well as a written one:
 * most write something first.
 */
#include "simtests/port/device_programs.h"
#include "simtests/port/program_builder.h"

#define WRITE			0x01
#define READ			0x02
#define NOP			0x03
#define REWIND			0x07
#define READ_BACKWARD		0x0c
#define REWIND_UNLOAD		0x0f
#define ERASE_GAP		0x17
#define WRITE_MARK		0x1f
#define READ_BLOCK_ID		0x22
#define BACKSPACE_BLOCK		0x27
#define BACKSPACE_FILE		0x2f
#define FORWARD_SPACE_BLOCK	0x37
#define FORWARD_SPACE_FILE	0x3f
#define SYNCHRONIZE		0x43
#define LOCATE			0x4f
#define DATA_SECURITY_ERASE	0x97
#define MODE_SET		0xdb

/* @blocks: how many blocks and marks there should be before the head */
struct tape_program {
	struct program_builder b;
	u32 blocks;
};

static u32 below(struct tape_program *p, u32 n)
{
	return program_below(&p->b, n);
}

static bool percent(struct tape_program *p, u32 n)
{
	return program_percent(&p->b, n);
}

static u32 block_length(struct tape_program *p)
{
	static const u16 lengths[] = { 1, 2, 17, 80, 80, 80, 512, 4096, 4097, 9000, 32760 };

	return lengths[below(p, ARRAY_SIZE(lengths))];
}

static void control(struct tape_program *p, u8 code)
{
	const struct program_command c = {
		.cmd = code, .len = 1, .exact = true, .quiet = true,
	};

	program_add(&p->b, &c);
}

/* The channel decides how long a block is. */
static void write_block(struct tape_program *p)
{
	const struct program_command c = { .cmd = WRITE, .len = block_length(p), .exact = true };

	program_add(&p->b, &c);
	p->blocks++;
}

static void write_some(struct tape_program *p)
{
	u32 n = 1 + below(p, 4);

	while (n--) {
		if (percent(p, 75)) {
			write_block(p);
		} else {
			control(p, WRITE_MARK);
			p->blocks++;
		}
	}
	if (percent(p, 20))
		control(p, SYNCHRONIZE);
}

static void read_some(struct tape_program *p)
{
	bool backward = percent(p, 35);
	u32 n = 1 + below(p, 3);
	struct program_command c = {
		.cmd = backward ? READ_BACKWARD : READ, .backward = backward, .quiet = true,
	};

	while (n--) {
		c.len = block_length(p);
		program_add(&p->b, &c);
	}
}

static void move(struct tape_program *p)
{
	static const u8 codes[] = {
		BACKSPACE_BLOCK, BACKSPACE_BLOCK, BACKSPACE_FILE,
		FORWARD_SPACE_BLOCK, FORWARD_SPACE_BLOCK, FORWARD_SPACE_FILE, REWIND,
	};
	u32 n = 1 + below(p, 3);

	while (n--)
		control(p, codes[below(p, ARRAY_SIZE(codes))]);
}

static void locate(struct tape_program *p)
{
	u32 number = below(p, p->blocks + 2);
	u8 id[4] = { 0x01, (u8)(number >> 16), (u8)(number >> 8), (u8)number };

	if (!p->b.tame && percent(p, 15))
		id[below(p, 4)] ^= (u8)(1 << below(p, 8));
	program_control(&p->b, LOCATE, id, sizeof(id));
}

static void erase(struct tape_program *p)
{
	if (percent(p, 70))
		control(p, ERASE_GAP);
	if (percent(p, 40))
		control(p, DATA_SECURITY_ERASE);
}

static void mode_set(struct tape_program *p)
{
	static const u8 modes[] = { 0x00, 0x20, 0x08, 0x28, 0x10, 0x80 };
	u8 mode = modes[below(p, ARRAY_SIZE(modes))];

	if (!p->b.tame && percent(p, 30))
		mode ^= (u8)(1 << below(p, 8));
	program_control(&p->b, MODE_SET, &mode, 1);
}

static void ask(struct tape_program *p)
{
	static const struct {
		u8 code, len;
	} questions[] = {
		{ NOP, 1 }, { CSS_CMD_SENSE, 32 }, { 0xe4, 7 }, { 0x64, 64 }, { 0x24, 64 },
		{ READ_BLOCK_ID, 8 }, { READ_BLOCK_ID, 8 }, { READ_BLOCK_ID, 8 },
		{ 0x02, 80 }, { 0x12, 8 }, { 0x34, 12 },
	};
	u32 which = percent(p, 70) ? 5 : below(p, ARRAY_SIZE(questions));

	program_read(&p->b, questions[which].code, questions[which].len);
}

/* Occasionally a command that no drive knows, or one that ends the program. */
static void strange(struct tape_program *p)
{
	static const u8 codes[] = { 0x05, 0x06, 0x0b, 0x13, 0x1d, 0x77, 0x8f, REWIND_UNLOAD, 0xa3 };

	program_read(&p->b, codes[below(p, ARRAY_SIZE(codes))], 1 + below(p, 16));
}

static void some_steps(struct tape_program *p)
{
	switch (below(p, 10)) {
	case 0:
	case 1:
	case 2:
		write_some(p);
		break;
	case 3:
	case 4:
		read_some(p);
		break;
	case 5:
	case 6:
		move(p);
		break;
	case 7:
		locate(p);
		break;
	case 8:
		if (percent(p, 50))
			mode_set(p);
		else
			erase(p);
		break;
	default:
		if (!p->b.tame && percent(p, 15))
			strange(p);
		else
			ask(p);
		break;
	}
}

/* Written, rewound, and read with the lengths that were written. */
static void round_trip(struct tape_program *p)
{
	u32 n = 1 + below(p, 5);

	control(p, REWIND);
	if (percent(p, 50))
		mode_set(p);
	p->blocks = 0;
	while (n--)
		write_some(p);
	control(p, REWIND);
	n = 1 + below(p, 4);
	while (n--) {
		if (percent(p, 60))
			read_some(p);
		else
			move(p);
	}
}

void generate_tape(struct dice *dice, struct generated *g)
{
	struct tape_program p = {};
	const char *kind = "steps";
	u32 n;

	program_begin(&p.b, dice, g);
	if (percent(&p, 30)) {
		kind = "round trip";
		round_trip(&p);
	} else {
		if (percent(&p, 60))
			write_some(&p);
		for (n = 1 + below(&p, 5); n; n--)
			some_steps(&p);
	}
	if (percent(&p, 40)) {
		const struct program_command where = {
			.cmd = READ_BLOCK_ID, .len = 8, .exact = true,
		};

		program_add(&p.b, &where);
	}
	program_end(&p.b, kind);
}
