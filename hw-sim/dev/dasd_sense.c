// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sense bytes of a 3390: 24 bytes for the condition, and eight with the position
 * of the head ("24 + 8 byte compatibility mode").
 */
#include "hw-sim/dev/dasd_model.h"

#define DASD_SENSE_COMPATIBLE	0x80	/* byte 27 */

u8 dasd_unit_check(struct dasd *d, u8 sense0, u8 sense1, u8 message)
{
	u8 *sense = d->dev.sense;

	memset(sense, 0, CSS_SENSE_SIZE);
	sense[0] = sense0;
	sense[1] = sense1;
	sense[5] = (u8)d->cyl;
	sense[6] = (u8)((d->cyl >> 4 & 0xf0) | (d->head & 0x0f));
	sense[7] = message;
	sense[27] = DASD_SENSE_COMPATIBLE;
	dasd_put_u16(&sense[29], (u16)d->cyl);
	sense[31] = (u8)d->head;
	d->dev.sense_len = CSS_SENSE_SIZE;
	return DASD_ENDED | CSS_DSTAT_UC;
}

u8 dasd_reject(struct dasd *d, u8 message)
{
	return dasd_unit_check(d, DASD_SENSE0_REJECT, 0, message);
}

u8 dasd_get(struct dasd *d, struct sim_channel *ch, u8 *buf, u32 len)
{
	size_t got = sim_channel_get(ch, buf, len);

	/* The channel check ends the chain; the device presents no unit check. */
	if (sim_channel_checked(ch))
		return DASD_ENDED;
	return got < len ? dasd_reject(d, DASD_SHORT_COUNT) : 0;
}

u8 dasd_get_padded(struct sim_channel *ch, u8 *buf, u32 len)
{
	size_t got = sim_channel_get(ch, buf, len);

	platform_assert(got <= len);
	memset(buf + got, 0, len - got);
	return sim_channel_checked(ch) ? DASD_ENDED : 0;
}

u8 dasd_put(struct sim_channel *ch, const u8 *buf, u32 len)
{
	sim_channel_put(ch, buf, len);
	return DASD_ENDED;
}
