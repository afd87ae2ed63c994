// SPDX-License-Identifier: GPL-2.0-only
/* The channel programs of a batch, by number. */
#include "simtests/hercules/program.h"
#include "simtests/port/device_programs.h"

#define KEY_SHIFT	28

/* Hercules 3.13 does not know it, and a program that it rejects at once tells nothing. */
#define PREFIX		0xe7

/*
 * Programs in a hundred with incorrect-length suppression beside those that the generator
 * makes: Hercules never indicates incorrect length for immediate operations, and few
 * programs would get past one.
 */
#define LENGTH_SUPPRESSED	90

static_assert(BATCH_MEMORY == GENERATOR_MEMORY, "the same memory");

/*
 * The machine's storage has no holes, so what a guest does not have is protected here:
 * both sides answer that with a protection check in place of a program check.
 */
static u8 key_of(const struct generated *g, u32 page)
{
	if (g->holes >> page & 1)
		return BATCH_KEY_SHUT;
	return g->readonly >> page & 1 ? BATCH_KEY_READ : BATCH_KEY_OPEN;
}

/* Is there a CCW with this command in the program, were it one of format 1 or 0 alike? */
static bool has_command(const u8 *memory, u8 cmd)
{
	u32 at;

	for (at = GENERATOR_PROGRAM; at < GENERATOR_IDALS; at += CSS_CCW_SIZE)
		if (memory[at] == cmd)
			return true;
	return false;
}

static bool is_unknown(enum medium_kind kind, const u8 *memory)
{
	return kind == MEDIUM_DASD && has_command(memory, PREFIX);
}

const char *program_throw(struct batch_entry *e, enum medium_kind kind, u32 seed, u32 number)
{
	struct generated g = { .memory = e->memory };
	struct dice dice;
	u32 page, ctrl;

	memset(e, 0, sizeof(*e));
	dice_seed(&dice, (u64)seed << 32 | (u64)kind << 24 | number);
	do {
		if (kind == MEDIUM_DASD)
			generate_dasd(&dice, &g);
		else
			generate_tape(&dice, &g);
	} while (is_unknown(kind, e->memory));
	ctrl = (be32_to_cpu(g.orb.ctrl) & ~CSS_ORB_KEY) | BATCH_KEY << KEY_SHIFT;
	if (dice_percent(&dice, LENGTH_SUPPRESSED))
		ctrl |= CSS_ORB_L;
	g.orb.ctrl = cpu_to_be32(ctrl);
	memcpy(e->orb, &g.orb, sizeof(e->orb));
	for (page = 0; page < BATCH_PAGES; page++)
		e->keys[page] = key_of(&g, page);
	e->concurrent = cpu_to_be32(dice_percent(&dice, 50));
	e->sense_cc = cpu_to_be32(BATCH_NOT_DONE);
	return g.kind;
}
