// SPDX-License-Identifier: GPL-2.0-only
/* Sense bytes of a tape drive, and the ways to end a command with them. */
#include "hw-sim/dev/tape_model.h"

#define SENSE_3480		24u
#define SENSE_3490		32u
#define SENSE2_AS_RECORDED	0x20	/* byte 2, for all conditions */

#define LOG_3480		32u
#define LOG_3490		64u

u32 tape_sense_length(const struct tape *t)
{
	return t->config.type == TAPE_3480 ? SENSE_3480 : SENSE_3490;
}

void tape_fill_sense(const struct tape *t, u8 *sense, u8 sense0, u8 erpa)
{
	memset(sense, 0, CSS_SENSE_SIZE);
	sense[0] = sense0;
	sense[1] = TAPE_SENSE1_ONLINE;
	if (tape_protected(t))
		sense[1] |= TAPE_SENSE1_PROTECTED;
	if (tape_loaded(t) && !t->aws.at.number)
		sense[1] |= TAPE_SENSE1_BEGINNING;
	sense[2] = SENSE2_AS_RECORDED;
	sense[3] = erpa;
	sense[7] = TAPE_FORMAT_ERROR;
}

u8 tape_unit_check(struct tape *t, u8 sense0, u8 erpa)
{
	tape_fill_sense(t, t->dev.sense, sense0, erpa);
	t->dev.sense_len = (u8)tape_sense_length(t);
	return TAPE_ENDED | CSS_DSTAT_UC;
}

u8 tape_reject(struct tape *t)
{
	return tape_unit_check(t, TAPE_SENSE0_REJECT, TAPE_ERPA_REJECT);
}

u8 tape_missed(struct tape *t, enum aws_found found)
{
	switch (found) {
	case AWS_VOID:
		return tape_unit_check(t, TAPE_SENSE0_DATA, TAPE_ERPA_VOID);
	case AWS_START:
		return tape_unit_check(t, 0, TAPE_ERPA_BEGINNING);
	case AWS_MALFORMED:
		return tape_unit_check(t, TAPE_SENSE0_DATA, TAPE_ERPA_READ_CHECK);
	default:
		return tape_unit_check(t, TAPE_SENSE0_EQUIPMENT, TAPE_ERPA_EQUIPMENT);
	}
}

u8 tape_refused(struct tape *t, int error)
{
	switch (error) {
	case -EROFS:
		return tape_unit_check(t, TAPE_SENSE0_REJECT, TAPE_ERPA_PROTECTED);
	case -ENOSPC:
		return tape_unit_check(t, TAPE_SENSE0_EQUIPMENT, TAPE_ERPA_END);
	default:
		return tape_unit_check(t, TAPE_SENSE0_EQUIPMENT, TAPE_ERPA_EQUIPMENT);
	}
}

u8 tape_get(struct tape *t, struct sim_channel *ch, u8 *buf, u32 len)
{
	size_t got = sim_channel_get(ch, buf, len);

	platform_assert(got <= len);
	/* Even if all bytes were received, the next CCW of a data chain may cause a check. */
	if (sim_channel_checked(ch))
		return TAPE_ENDED;
	return got < len ? tape_reject(t) : 0;
}

u8 tape_put(struct sim_channel *ch, const u8 *buf, u32 len)
{
	sim_channel_put(ch, buf, len);
	return TAPE_ENDED;
}

/* The sense bytes of the last unit check, or else the current ones. */
u8 tape_basic_sense(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	if (!t->dev.sense_len)
		tape_fill_sense(t, t->dev.sense, tape_loaded(t) ? 0 : TAPE_SENSE0_INTERVENE,
				tape_loaded(t) ? TAPE_ERPA_NONE : TAPE_ERPA_NOT_READY);
	tape_put(ch, t->dev.sense, tape_sense_length(t));
	t->dev.sense_len = 0;
	return TAPE_ENDED;
}

/* The drive has no wear, so all counters are zero. */
u8 tape_buffered_log(struct tape *t, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 log[LOG_3490] = { 0 };

	tape_fill_sense(t, log, 0, TAPE_ERPA_NONE);
	log[7] = TAPE_FORMAT_LOG;
	return tape_put(ch, log, t->config.type == TAPE_3480 ? LOG_3480 : LOG_3490);
}
