// SPDX-License-Identifier: GPL-2.0-only
/* Tape motion: spacing over blocks and files, locate, rewind, unload. */
#include "hw-sim/dev/tape_model.h"

/* A block id: format, and a number of 22 bits.  The drive writes one format. */
#define BLOCK_ID_SIZE	4u
#define BLOCK_ID_FORMAT	0x01

u8 tape_rewind(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	aws_rewind(&t->aws);
	return TAPE_ENDED;
}

/* The unit check reports that the tape is unloaded. */
u8 tape_rewind_unload(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 status;

	tape_eject(t);
	status = tape_unit_check(t, TAPE_SENSE0_INTERVENE, TAPE_ERPA_UNLOADED);
	t->dev.sense[7] = TAPE_FORMAT_UNLOADED;
	return status;
}

static u8 tape_spaced(struct tape *t, enum aws_found found)
{
	if (found == AWS_BLOCK)
		return TAPE_ENDED;
	if (found == AWS_MARK)
		return TAPE_ENDED | CSS_DSTAT_UX;
	return tape_missed(t, found);
}

u8 tape_forward_block(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	return tape_spaced(t, aws_forward(&t->aws, NULL));
}

u8 tape_backward_block(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	return tape_spaced(t, aws_backward(&t->aws, NULL));
}

/* Bounded: a tape has at most AWS_BLOCKS_MAX blocks and marks. */
u8 tape_forward_file(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	enum aws_found found;

	do {
		found = aws_forward(&t->aws, NULL);
	} while (found == AWS_BLOCK);
	return found == AWS_MARK ? TAPE_ENDED : tape_missed(t, found);
}

u8 tape_backward_file(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	enum aws_found found;

	do {
		found = aws_backward(&t->aws, NULL);
	} while (found == AWS_BLOCK);
	return found == AWS_MARK ? TAPE_ENDED : tape_missed(t, found);
}

/* The position after the last block can be located, too. */
u8 tape_locate(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	enum aws_found found = AWS_BLOCK;
	u8 p[BLOCK_ID_SIZE];
	u32 number;
	u8 status;

	status = tape_get(t, ch, p, sizeof(p));
	if (status)
		return status;
	number = ((u32)p[1] << 16 | (u32)p[2] << 8 | p[3]) & AWS_BLOCKS_MAX;
	if (number < t->aws.at.number)
		aws_rewind(&t->aws);
	while (t->aws.at.number < number && (found == AWS_BLOCK || found == AWS_MARK))
		found = aws_forward(&t->aws, NULL);
	if (found == AWS_BLOCK || found == AWS_MARK)
		return TAPE_ENDED;
	if (found != AWS_VOID)
		return tape_missed(t, found);
	status = tape_unit_check(t, 0, TAPE_ERPA_LOCATE);
	t->dev.sense[1] |= TAPE_SENSE1_LOCATE;
	return status;
}

/* Channel and drive are at the same block, since nothing is buffered. */
u8 tape_read_block_id(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u32 number = t->aws.at.number;
	u8 id[2 * BLOCK_ID_SIZE] = {
		BLOCK_ID_FORMAT, (number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff,
	};

	memcpy(id + BLOCK_ID_SIZE, id, BLOCK_ID_SIZE);
	return tape_put(ch, id, sizeof(id));
}
