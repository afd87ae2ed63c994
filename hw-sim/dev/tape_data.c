// SPDX-License-Identifier: GPL-2.0-only
/* Blocks and tape marks: reading, writing, erasing. */
#include "hw-sim/dev/tape_model.h"

/*
 * A write within this distance of the tape's end gets a warning: there is room for a
 * last block of any length, its tape marks and the labels after it.
 */
#define WARNING_ZONE	((u64)4 * AWS_BLOCK_MAX)

#define ERASE_GAP	0x17

u8 tape_read(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u32 len;
	enum aws_found found = aws_forward(&t->aws, &len);

	if (found == AWS_MARK)
		return TAPE_ENDED | CSS_DSTAT_UX;
	if (found != AWS_BLOCK)
		return tape_missed(t, found);
	return tape_put(ch, aws_block(&t->aws), len);
}

static void tape_reverse(u8 *p, u32 len)
{
	u32 i;

	for (i = 0; i < len / 2; i++) {
		u8 byte = p[i];

		p[i] = p[len - 1 - i];
		p[len - 1 - i] = byte;
	}
}

/* The last byte is sent first; the channel stores from high addresses to low ones. */
u8 tape_read_backward(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u32 len;
	enum aws_found found = aws_backward(&t->aws, &len);

	if (found == AWS_MARK)
		return TAPE_ENDED | CSS_DSTAT_UX;
	if (found != AWS_BLOCK)
		return tape_missed(t, found);
	tape_reverse(aws_block(&t->aws), len);
	return tape_put(ch, aws_block(&t->aws), len);
}

static u8 tape_written(struct tape *t, int error)
{
	const struct aws_image *aws = &t->aws;

	if (error)
		return tape_refused(t, error);
	if (aws->at.offset + WARNING_ZONE > aws->capacity)
		return TAPE_ENDED | CSS_DSTAT_UX;
	return TAPE_ENDED;
}

u8 tape_write(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u32 len = (u32)sim_channel_get_all(ch, aws_block(&t->aws), AWS_BLOCK_MAX);
	u8 more;

	if (len == AWS_BLOCK_MAX && sim_channel_get_all(ch, &more, sizeof(more)) &&
	    !sim_channel_checked(ch))
		return tape_unit_check(t, TAPE_SENSE0_REJECT, TAPE_ERPA_TOO_LONG);
	/* A check leaves the tape unchanged, and so does a block without bytes. */
	if (sim_channel_checked(ch) || !len)
		return TAPE_ENDED;
	return tape_written(t, aws_write_block(&t->aws, len));
}

u8 tape_write_mark(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	return tape_written(t, aws_write_mark(&t->aws));
}

/* The image has no gaps. */
u8 tape_erase_gap(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	return TAPE_ENDED;
}

/* Valid only directly after Erase Gap, to avoid erasing a tape by mistake. */
u8 tape_security_erase(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	if (t->chain.last != ERASE_GAP)
		return tape_reject(t);
	if (!t->config.keeps_erased && aws_erase(&t->aws))
		return tape_unit_check(t, TAPE_SENSE0_EQUIPMENT, TAPE_ERPA_ERASE);
	return TAPE_ENDED;
}
