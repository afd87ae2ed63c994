// SPDX-License-Identifier: GPL-2.0-only
/* Identification, Mode Set and other control commands. */
#include "hw-sim/dev/tape_model.h"

#define SENSE_ID_SIZE		7u
#define CHARACTERISTICS_SIZE	64u
#define CLASS_TAPE		0x80

/* Control unit, its model, device, its model */
static const u8 ids[][SENSE_ID_SIZE - 1] = {
	[TAPE_3480] = { 0x34, 0x80, 0x31, 0x34, 0x80, 0x31 },
	[TAPE_3490] = { 0x34, 0x90, 0x10, 0x34, 0x90, 0x40 },
};

u8 tape_no_operation(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	return TAPE_ENDED;
}

u8 tape_sense_id(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 id[SENSE_ID_SIZE] = { 0xff };

	memcpy(id + 1, ids[t->config.type], SENSE_ID_SIZE - 1);
	return tape_put(ch, id, sizeof(id));
}

u8 tape_read_characteristics(struct tape *t, struct sim_channel *ch,
			     const struct sim_command *cmd)
{
	u8 p[CHARACTERISTICS_SIZE] = { 0 };

	memcpy(p, ids[t->config.type], SENSE_ID_SIZE - 1);
	p[10] = CLASS_TAPE;
	return tape_put(ch, p, sizeof(p));
}

/* Nothing is buffered or compacted, so only one bit of the mode has an effect. */
u8 tape_mode_set(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 mode;
	u8 status = tape_get(t, ch, &mode, sizeof(mode));

	if (status)
		return status;
	t->chain.inhibited = mode & TAPE_MODE_INHIBIT;
	return TAPE_ENDED;
}

u8 tape_load_display(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[TAPE_DISPLAY];
	u8 status = tape_get(t, ch, p, sizeof(p));

	if (status)
		return status;
	memcpy(t->display, p, sizeof(t->display));
	return TAPE_ENDED;
}
