// SPDX-License-Identifier: GPL-2.0-only
/*
 * Identification of the device: Sense ID, Read Device Characteristics, Read
 * Configuration Data.  The values are those of the recorded 3990-6 with a 3390.
 */
#include "hw-sim/dev/dasd_model.h"

const struct dasd_config dasd_default_config = {
	.devno = 0x0120,
	.manufacturer = "HRC",
	.plant = "ZZ",
	.serial = "000000000001",
};

/* ---- Sense ID ---- */

/* Source: SA22-7204, "Common I/O-Device Commands". */
static const u8 dasd_id[20] = {
	0xff,
	0x39, 0x90, 0xe9,		/* control unit 3990, model */
	0x33, 0x90, 0x02,		/* device 3390, model */
	0x00,
	0x40, 0xfa, 0x01, 0x00,		/* CIW: Read Configuration Data, 256 bytes */
	0x41, 0x27, 0x00, 0x04,		/* CIW: Set Interface Identifier, 4 bytes */
	0x42, 0x3e, 0x00, 0x60,		/* CIW: Read Node Identifier, 96 bytes */
};

u8 dasd_sense_id(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd)
{
	return dasd_put(ch, dasd_id, sizeof(dasd_id));
}

/* ---- Read Device Characteristics ---- */

struct dasd_characteristics {
	u8 cu_type[2];
	u8 cu_model;
	u8 type[2];
	u8 model;
	u8 facilities[4];
	u8 device_class;
	u8 unit_type;
	u8 cylinders[2];
	u8 heads[2];
	u8 sectors;
	u8 track_length[3];
	u8 ha_r0_length[2];
	u8 formula;			/* of track capacity */
	u8 factors[5];
	u8 alternate_tracks[4];		/* first, number */
	u8 diagnostic_tracks[4];
	u8 support_tracks[4];
	u8 mdr_id;			/* of error records */
	u8 obr_id;
	u8 cu_code;
	u8 parameter_length;
	u8 r0_max[2];
	u8 reserved0;
	u8 track_set;
	u8 factors2[4];
	u8 reserved1[4];
	u8 cu_code2;
	u8 device_code;
	u8 reserved2[6];
};

static_assert(sizeof(struct dasd_characteristics) == 64, "device characteristics");

u8 dasd_read_characteristics(struct dasd *d, struct sim_channel *ch,
			     const struct sim_command *cmd)
{
	struct dasd_characteristics rdc = {
		.cu_type = { 0x39, 0x90 },
		.cu_model = 0xe9,
		.type = { 0x33, 0x90 },
		.model = 0x02,
		.facilities = { 0x50, 0x00, 0x10, 0x10 },
		.device_class = 0x20,
		.unit_type = 0x26,
		.sectors = DASD_SECTORS,
		.track_length = { 0x00, 0xe5, 0xa2 },
		.ha_r0_length = { 0x05, 0x94 },
		.formula = 2,
		.factors = { 34, 19, 9, 6, 116 },
		.mdr_id = 0x26,
		.obr_id = 0x26,
		.cu_code = 0x15,
		.parameter_length = 2,
		.r0_max = { 0xdf, 0xee },
		.track_set = 1,
		.factors2 = { 6, 0x77, 8, 0x0f },
		.reserved1 = { 0x00, 0x7f, 0x48, 0x00 },
		.cu_code2 = 0x15,
		.device_code = 0xff,
	};

	dasd_put_u16(rdc.cylinders, (u16)d->image.cylinders);
	dasd_put_u16(rdc.heads, (u16)d->image.heads);
	return dasd_put(ch, (const u8 *)&rdc, sizeof(rdc));
}

/* ---- Read Configuration Data ---- */

/* Node-element descriptor and node descriptor have this form. */
struct dasd_node {
	u8 flags;
	u8 type;
	u8 device_class;
	u8 level;
	u8 machine[6];		/* all characters are EBCDIC */
	u8 model[3];
	u8 manufacturer[3];
	u8 plant[2];
	u8 serial[12];
	u8 tag[2];
};

#define DASD_NODE_ELEMENT	0xc4	/* identifies a node element */
#define DASD_NODE_CONTROL_UNIT	0xd4
#define DASD_NODE_TOKEN		0xf0	/* the token: this element is not emulated */

/* General node-element qualifier */
struct dasd_qualifier {
	u8 flags;
	u8 record_selector;
	u8 interface_id[2];
	u8 reserved0[2];
	u8 timeout;		/* seconds until an interrupt is considered missing */
	u8 reserved1;
	u8 ssid[2];
	u8 ssid_valid;
	u8 unit_address[3];	/* of the path, the control unit, the device */
	u8 path_group;
	u8 reserved2[2];
	u8 address_valid[2];
	u8 base_address;
	u8 reserved3[12];
};

struct dasd_configuration {
	struct dasd_node node[4];
	u8 unused[96];
	struct dasd_qualifier qualifier;
};

static_assert(sizeof(struct dasd_node) == 32, "node descriptor");
static_assert(sizeof(struct dasd_qualifier) == 32, "node qualifier");
static_assert(sizeof(struct dasd_configuration) == 256, "configuration data");

static u8 dasd_ebcdic(char c)
{
	if (c >= '0' && c <= '9')
		return (u8)(0xf0 + c - '0');
	if (c >= 'A' && c <= 'I')
		return (u8)(0xc1 + c - 'A');
	if (c >= 'J' && c <= 'R')
		return (u8)(0xd1 + c - 'J');
	if (c >= 'S' && c <= 'Z')
		return (u8)(0xe2 + c - 'S');
	return 0x40;
}

static void dasd_text(u8 *to, const char *from, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		to[i] = dasd_ebcdic(from[i]);
}

static void dasd_node_set(const struct dasd *d, struct dasd_node *node, u8 flags,
			  const char *machine, const char *model)
{
	node->flags = flags;
	dasd_text(node->machine, machine, sizeof(node->machine));
	dasd_text(node->model, model, sizeof(node->model));
	dasd_text(node->manufacturer, d->config.manufacturer, sizeof(node->manufacturer));
	dasd_text(node->plant, d->config.plant, sizeof(node->plant));
	dasd_text(node->serial, d->config.serial, sizeof(node->serial));
}

static void dasd_qualifier_set(const struct dasd *d, struct dasd_qualifier *q)
{
	u8 address = (u8)d->config.devno;

	q->flags = 0x80;
	q->interface_id[1] = 0x01;
	q->timeout = 30;
	dasd_put_u16(q->ssid, d->config.devno);
	q->ssid_valid = 0x80;
	memset(q->unit_address, address, sizeof(q->unit_address));
	q->path_group = 0x01;
	memset(q->address_valid, 0x80, sizeof(q->address_valid));
	q->base_address = address;
}

u8 dasd_read_configuration(struct dasd *d, struct sim_channel *ch,
			   const struct sim_command *cmd)
{
	struct dasd_configuration rcd;

	memset(&rcd, 0, sizeof(rcd));
	/* The device, the string it belongs to, the control unit, the token. */
	dasd_node_set(d, &rcd.node[0], DASD_NODE_ELEMENT, "  3390", "002");
	rcd.node[0].type = 1;
	rcd.node[0].device_class = 1;
	dasd_put_u16(rcd.node[0].tag, d->config.devno);
	dasd_node_set(d, &rcd.node[1], DASD_NODE_ELEMENT, "  3390", "002");
	dasd_node_set(d, &rcd.node[2], DASD_NODE_CONTROL_UNIT, "  3990", "0E9");
	rcd.node[2].type = 2;
	dasd_put_u16(rcd.node[2].tag, 1);
	dasd_node_set(d, &rcd.node[3], DASD_NODE_TOKEN, "  3990", "   ");
	rcd.node[3].level = 1;
	dasd_qualifier_set(d, &rcd.qualifier);
	return dasd_put(ch, (const u8 *)&rcd, sizeof(rcd));
}

/**
 * dasd_node_record() - store node descriptor and qualifier of the control unit
 * @d: the device
 * @buf: gets DASD_NODE_RECORD bytes, as Set Interface Identifier prepares them
 */
void dasd_node_record(const struct dasd *d, u8 *buf)
{
	struct {
		u8 qualifier_count;
		u8 reserved[3];
		u8 interface_id[4];
		u8 reserved1[24];
		struct dasd_node node;
		struct dasd_qualifier qualifier;
	} record;

	static_assert(sizeof(record) == DASD_NODE_RECORD, "node record");
	memset(&record, 0, sizeof(record));
	dasd_node_set(d, &record.node, 0, "  3990", "0E9");
	record.node.type = 2;
	dasd_qualifier_set(d, &record.qualifier);
	memcpy(buf, &record, sizeof(record));
}
