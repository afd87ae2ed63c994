// SPDX-License-Identifier: GPL-2.0-only
/* Perform Subsystem Function, Read Subsystem Data, Sense Subsystem Status. */
#include "hw-sim/dev/dasd_model.h"

/* Orders */
#define DASD_ORDER_PREPARE	0x18	/* Prepare for Read Subsystem Data */
#define DASD_ORDER_SYSTEM	0x1d	/* Set System Characteristics */
#define DASD_ORDER_INTERFACE	0xb0	/* Set Interface Identifier */

#define DASD_PREPARE_SIZE	12u
#define DASD_SYSTEM_SIZE	66u
#define DASD_INTERFACE_SIZE	4u

/* Suborders of Prepare for Read Subsystem Data, and the lengths of the data */
#define DASD_DATA_STATUS	0x00
#define DASD_DATA_STATISTICS	0x01
#define DASD_DATA_MESSAGE	0x03
#define DASD_DATA_ADDRESSES	0x0e	/* configuration of the unit addresses */
#define DASD_DATA_FEATURES	0x41	/* feature codes */

#define DASD_STATUS_SIZE	40u
#define DASD_STATISTICS_SIZE	96u
#define DASD_MESSAGE_SIZE	9u
#define DASD_ADDRESSES_SIZE	512u
#define DASD_FEATURES_SIZE	256u

static void dasd_subsystem_status(const struct dasd *d, u8 *p)
{
	memset(p, 0, DASD_STATUS_SIZE);
	p[1] = (u8)d->config.devno;
	p[3] = 1;		/* sets of statistics */
	dasd_put_u16(&p[6], DASD_STATISTICS_SIZE);
	dasd_put_u16(&p[38], d->config.devno);
}

u8 dasd_sense_subsystem(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	u8 p[DASD_STATUS_SIZE];

	dasd_subsystem_status(d, p);
	return dasd_put(ch, p, sizeof(p));
}

static bool dasd_prepare(struct dasd *d, const u8 *p)
{
	u8 *data = d->subsystem_data;

	if (p[1])
		return false;
	memset(data, 0, sizeof(d->subsystem_data));
	switch (p[6]) {
	case DASD_DATA_STATUS:
		dasd_subsystem_status(d, data);
		d->subsystem_len = DASD_STATUS_SIZE;
		return true;
	case DASD_DATA_STATISTICS:
		data[1] = (u8)d->config.devno;
		d->subsystem_len = DASD_STATISTICS_SIZE;
		return true;
	case DASD_DATA_MESSAGE:
		/* There is never a message, so only the header and the id. */
		dasd_put_u16(data, DASD_MESSAGE_SIZE);
		memcpy(&data[4], &p[8], 4);
		d->subsystem_len = DASD_MESSAGE_SIZE;
		return true;
	case DASD_DATA_ADDRESSES:
		d->subsystem_len = DASD_ADDRESSES_SIZE;
		return true;
	case DASD_DATA_FEATURES:
		d->subsystem_len = DASD_FEATURES_SIZE;
		return true;
	}
	return false;
}

static u32 dasd_order_size(u8 order)
{
	switch (order) {
	case DASD_ORDER_PREPARE:
		return DASD_PREPARE_SIZE;
	case DASD_ORDER_SYSTEM:
		return DASD_SYSTEM_SIZE;
	case DASD_ORDER_INTERFACE:
		return DASD_INTERFACE_SIZE;
	}
	return 0;
}

static u8 dasd_order(struct dasd *d, const u8 *p)
{
	switch (p[0]) {
	case DASD_ORDER_PREPARE:
		if (!dasd_prepare(d, p))
			return dasd_reject(d, DASD_BAD_PARAMETER);
		d->chain.prepared = true;
		break;
	case DASD_ORDER_INTERFACE:
		/* Only the descriptor of the control unit itself can be selected. */
		if (p[1])
			return dasd_reject(d, DASD_BAD_PARAMETER);
		dasd_node_record(d, d->subsystem_data);
		d->subsystem_len = DASD_NODE_RECORD;
		d->chain.prepared = true;
		break;
	}
	return DASD_ENDED;
}

u8 dasd_perform_function(struct dasd *d, struct sim_channel *ch,
			 const struct sim_command *cmd)
{
	u8 p[DASD_SYSTEM_SIZE];
	u32 size;
	u8 status;

	status = dasd_get(d, ch, p, 1);
	if (status)
		return status;
	size = dasd_order_size(p[0]);
	if (!size)
		return dasd_reject(d, DASD_BAD_PARAMETER);
	status = dasd_get(d, ch, &p[1], size - 1);
	return status ? status : dasd_order(d, p);
}

u8 dasd_read_subsystem(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	if (!d->chain.prepared)
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	platform_assert(d->subsystem_len <= sizeof(d->subsystem_data));
	d->chain.prepared = false;
	return dasd_put(ch, d->subsystem_data, d->subsystem_len);
}
