// SPDX-License-Identifier: GPL-2.0-only
/*
 * Identification data of the disk and its control unit, byte by byte: configuration data,
 * the node that Set Interface Identifier selects, status and the other subsystem data.
 */
#include "simtests/suite.h"

#include "hw-sim/dev/dasd.h"
#include "simtests/port/machine.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/platform.h"

#define PROGRAM		0x1000u
#define ORDER		0x2000u
#define DATA		0x4000u
#define FORMAT1		(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM)
#define ENDED		(CSS_DSTAT_CE | CSS_DSTAT_DE)
#define NODE		32u
#define MORE		16u		/* bytes that are asked for, and not there */

/* Characters from both ends of each range of EBCDIC, and a blank. */
static const struct dasd_config config = {
	.devno = 0x1234, .manufacturer = "AIJ", .plant = "RS", .serial = "Z09 HKQTY12B",
};

static const u8 who[17] = {
	0xc1, 0xc9, 0xd1, 0xd9, 0xe2,
	0xe9, 0xf0, 0xf9, 0x40, 0xc8, 0xd2, 0xd8, 0xe3, 0xe8, 0xf1, 0xf2, 0xc2,
};

static const u8 qualifier[NODE] = {
	0x80, 0, 0x00, 0x01, 0, 0, 30, 0, 0x12, 0x34, 0x80, 0x34, 0x34, 0x34, 0x01, 0, 0,
	0x80, 0x80, 0x34,
};

static struct machine *m;
static struct sim_image *volume;

static void create(void)
{
	struct machine_config machine = {};

	volume = memory_volume_create();
	machine.device = dasd_create(volume, &config, NULL);
	assert_non_null(machine.device);
	m = machine_create(&machine);
}

static void destroy(void)
{
	machine_destroy(m);
	memory_volume_destroy(volume);
	assert_int_equal(platform_live_bytes(), 0);
}

static void put(u32 addr, u8 cmd, u8 flags, u32 count, u32 cda)
{
	const struct css_ccw1 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16((u16)count),
		.cda = cpu_to_be32(cda),
	};

	memcpy(arena_guest(m->arena, addr, sizeof(ccw)), &ccw, sizeof(ccw));
}

static struct css_scsw run(void)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(FORMAT1), .cpa = cpu_to_be32(PROGRAM),
	};
	struct css_irb irb;

	memset(arena_guest(m->arena, DATA, 0x1000), 0xee, 0x1000);
	assert_true(machine_start(m, &orb) > 0);
	machine_run(m, 10000);
	machine_read_irb(m, &irb);
	return irb.scsw;
}

/* The data that came are exactly these. */
static void came(struct css_scsw scsw, const u8 *expected, u32 len)
{
	u32 i;

	assert_int_equal(scsw.dstat, ENDED);
	assert_int_equal(scsw.cstat, 0);
	assert_int_equal(be16_to_cpu(scsw.count), MORE);
	assert_memory_equal(arena_guest(m->arena, DATA, len), expected, len);
	for (i = 0; i < MORE; i++)
		assert_int_equal(*(u8 *)arena_guest(m->arena, DATA + len + i, 1), 0xee);
}

static void sense(u8 code, const u8 *expected, u32 len)
{
	put(PROGRAM, code, CSS_CCW_SLI, len + MORE, DATA);
	came(run(), expected, len);
}

/* Perform Subsystem Function with an order, then Read Subsystem Data. */
static struct css_scsw order(const u8 *bytes, u32 len, u32 expected_len)
{
	memcpy(arena_guest(m->arena, ORDER, len), bytes, len);
	put(PROGRAM, 0x27, CSS_CCW_CC, len, ORDER);
	put(PROGRAM + 8, 0x3e, CSS_CCW_SLI, expected_len + MORE, DATA);
	return run();
}

static void prepared(u8 suborder, const u8 *expected, u32 len)
{
	const u8 bytes[12] = { 0x18, 0, 0, 0, 0, 0, suborder, 0, 0xa1, 0xb2, 0xc3, 0xd4 };

	came(order(bytes, sizeof(bytes), len), expected, len);
}

/* A node: what it is, its machine and model; whose it is; its tag. */
static void put_node(u8 *to, const u8 *what, u16 tag)
{
	memcpy(to, what, 13);
	memcpy(to + 13, who, sizeof(who));
	to[30] = (u8)(tag >> 8);
	to[31] = (u8)tag;
}

/* ---- Cases ---- */

static void configuration_has_four_nodes_and_a_qualifier(void **state)
{
	static const u8 device[13] = {
		0xc4, 1, 1, 0, 0x40, 0x40, 0xf3, 0xf3, 0xf9, 0xf0, 0xf0, 0xf0, 0xf2,
	};
	static const u8 string[13] = {
		0xc4, 0, 0, 0, 0x40, 0x40, 0xf3, 0xf3, 0xf9, 0xf0, 0xf0, 0xf0, 0xf2,
	};
	static const u8 control_unit[13] = {
		0xd4, 2, 0, 0, 0x40, 0x40, 0xf3, 0xf9, 0xf9, 0xf0, 0xf0, 0xc5, 0xf9,
	};
	static const u8 token[13] = {
		0xf0, 0, 0, 1, 0x40, 0x40, 0xf3, 0xf9, 0xf9, 0xf0, 0x40, 0x40, 0x40,
	};
	u8 expected[256] = {};

	create();
	put_node(expected, device, 0x1234);
	put_node(expected + NODE, string, 0);
	put_node(expected + 2 * NODE, control_unit, 1);
	put_node(expected + 3 * NODE, token, 0);
	memcpy(expected + 224, qualifier, sizeof(qualifier));
	sense(0xfa, expected, sizeof(expected));
	destroy();
}

static void interface_identifier_selects_the_control_unit(void **state)
{
	static const u8 control_unit[13] = {
		0, 2, 0, 0, 0x40, 0x40, 0xf3, 0xf9, 0xf9, 0xf0, 0xf0, 0xc5, 0xf9,
	};
	static const u8 bytes[4] = { 0xb0 }, other[4] = { 0xb0, 1 };
	u8 expected[96] = {};

	create();
	put_node(expected + 32, control_unit, 0);
	memcpy(expected + 64, qualifier, sizeof(qualifier));
	came(order(bytes, sizeof(bytes), sizeof(expected)), expected, sizeof(expected));
	assert_int_equal(order(other, sizeof(other), 96).dstat, ENDED | CSS_DSTAT_UC);
	destroy();
}

static void subsystem_data_are_of_this_device(void **state)
{
	static const u8 status[40] = {
		[1] = 0x34, [3] = 1, [7] = 96, [38] = 0x12, [39] = 0x34,
	};
	static const u8 statistics[96] = { [1] = 0x34 };
	static const u8 message[9] = { 0, 9, 0, 0, 0xa1, 0xb2, 0xc3, 0xd4 };
	static const u8 nothing[512];
	static const u8 unknown[12] = { 0x18, 0, 0, 0, 0, 0, 0x02 };
	static const u8 reserved[12] = { 0x18, 1 };

	create();
	sense(0x54, status, sizeof(status));
	prepared(0x00, status, sizeof(status));
	prepared(0x01, statistics, sizeof(statistics));
	prepared(0x03, message, sizeof(message));
	prepared(0x0e, nothing, 512);
	prepared(0x41, nothing, 256);
	assert_int_equal(order(unknown, sizeof(unknown), 12).dstat, ENDED | CSS_DSTAT_UC);
	assert_int_equal(order(reserved, sizeof(reserved), 12).dstat, ENDED | CSS_DSTAT_UC);
	destroy();
}

static const struct CMUnitTest identity_cases[] = {
	cmocka_unit_test(configuration_has_four_nodes_and_a_qualifier),
	cmocka_unit_test(interface_identifier_selects_the_control_unit),
	cmocka_unit_test(subsystem_data_are_of_this_device),
};

SUITE(identity)
