// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/names.h"

#define HEX_SHOWN	16u
#define TEXT_SHOWN	32u

/* ---- Commands ---- */

struct command_name {
	u8 cmd;
	const char *name;
};

static const struct command_name common_names[] = {
	{ 0x03, "No-Operation" },
	{ 0x04, "Basic Sense" },
	{ 0x08, "TIC" },
	{ 0x34, "Sense Path Group ID" },
	{ 0x64, "Read Device Characteristics" },
	{ 0xaf, "Set Path Group ID" },
	{ 0xe4, "Sense ID" },
	{ 0xfa, "Read Configuration Data" },
};

static const struct command_name dasd_names[] = {
	{ 0x02, "Read IPL" },
	{ 0x05, "Write Data" },
	{ 0x06, "Read Data" },
	{ 0x07, "Seek" },
	{ 0x0b, "Seek Cylinder" },
	{ 0x0d, "Write Key and Data" },
	{ 0x0e, "Read Key and Data" },
	{ 0x0f, "Space Count" },
	{ 0x11, "Erase" },
	{ 0x12, "Read Count" },
	{ 0x13, "Recalibrate" },
	{ 0x14, "Unconditional Reserve" },
	{ 0x15, "Write Record Zero" },
	{ 0x16, "Read Record Zero" },
	{ 0x19, "Write Home Address" },
	{ 0x1a, "Read Home Address" },
	{ 0x1b, "Seek Head" },
	{ 0x1d, "Write CKD" },
	{ 0x1e, "Read CKD" },
	{ 0x1f, "Set File Mask" },
	{ 0x22, "Read Sector" },
	{ 0x23, "Set Sector" },
	{ 0x27, "Perform Subsystem Function" },
	{ 0x29, "Search Key Equal" },
	{ 0x31, "Search ID Equal" },
	{ 0x39, "Search HA Equal" },
	{ 0x3e, "Read Subsystem Data" },
	{ 0x47, "Locate Record" },
	{ 0x4b, "Locate Record Extended" },
	{ 0x51, "Search ID High" },
	{ 0x54, "Sense Subsystem Status" },
	{ 0x5e, "Read Multiple CKD" },
	{ 0x63, "Define Extent" },
	{ 0x71, "Search ID High or Equal" },
	{ 0x85, "Write Data (MT)" },
	{ 0x86, "Read Data (MT)" },
	{ 0x8d, "Write Key and Data (MT)" },
	{ 0x8e, "Read Key and Data (MT)" },
	{ 0x92, "Read Count (MT)" },
	{ 0x94, "Device Release" },
	{ 0x95, "Write Full Track" },
	{ 0x96, "Read Record Zero (MT)" },
	{ 0x9a, "Read Home Address (MT)" },
	{ 0x9d, "Write CKD Next Track" },
	{ 0x9e, "Read CKD (MT)" },
	{ 0xb1, "Search ID Equal (MT)" },
	{ 0xb4, "Device Reserve" },
	{ 0xde, "Read Track" },
	{ 0xe7, "Prefix" },
};

static const struct command_name tape_names[] = {
	{ 0x01, "Write" },
	{ 0x02, "Read Forward" },
	{ 0x07, "Rewind" },
	{ 0x0c, "Read Backward" },
	{ 0x0f, "Rewind Unload" },
	{ 0x17, "Erase Gap" },
	{ 0x1f, "Write Tape Mark" },
	{ 0x22, "Read Block ID" },
	{ 0x27, "Backspace Block" },
	{ 0x2f, "Backspace File" },
	{ 0x37, "Forward Space Block" },
	{ 0x3f, "Forward Space File" },
	{ 0x43, "Synchronize" },
	{ 0x4f, "Locate Block" },
	{ 0x97, "Data Security Erase" },
	{ 0x9f, "Load Display" },
	{ 0xb7, "Assign" },
	{ 0xc2, "Medium Sense" },
	{ 0xc7, "Unassign" },
	{ 0xdb, "Mode Set" },
};

enum device_family name_family(const char *type)
{
	if (!strcmp(type, "3390") || !strcmp(type, "3380"))
		return FAMILY_DASD;
	if (!strcmp(type, "3480") || !strcmp(type, "3490") || !strcmp(type, "3590"))
		return FAMILY_TAPE;
	return FAMILY_UNKNOWN;
}

static const char *look_up(const struct command_name *names, size_t n, u8 cmd)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (names[i].cmd == cmd)
			return names[i].name;
	return NULL;
}

void name_command(struct text *t, enum device_family family, u8 cmd)
{
	const char *name;

	if ((cmd & 0x0f) == CSS_CMD_TIC)
		cmd = CSS_CMD_TIC;
	name = look_up(common_names, ARRAY_SIZE(common_names), cmd);
	if (!name && family == FAMILY_DASD)
		name = look_up(dasd_names, ARRAY_SIZE(dasd_names), cmd);
	if (!name && family == FAMILY_TAPE)
		name = look_up(tape_names, ARRAY_SIZE(tape_names), cmd);
	if (name)
		text_add(t, "%s", name);
	else
		text_add(t, "command %02x", cmd);
}

/* ---- Bits ---- */

struct bit_names {
	const char *name[8];	/* from the leftmost bit; NULL has none */
};

static void name_bits(struct text *t, const struct bit_names *names, u8 byte,
		      const char *separator)
{
	size_t before = t->len;
	int i;

	for (i = 0; i < 8; i++)
		if ((byte & 0x80 >> i) && names->name[i])
			text_add(t, "%s%s", t->len > before ? separator : "", names->name[i]);
}

void name_unit_status(struct text *t, u8 dstat)
{
	static const struct bit_names names = {
		{ "ATTN", "SM", "CUE", "BUSY", "CE", "DE", "UC", "UX" },
	};

	name_bits(t, &names, dstat, " ");
}

void name_channel_status(struct text *t, u8 cstat)
{
	static const struct bit_names names = {
		{ "PCI", "IL", "program-check", "protection-check", "data-check", "control-check",
		  "interface-check", "chaining-check" },
	};

	name_bits(t, &names, cstat, " ");
}

void name_flags(struct text *t, u8 flags)
{
	static const struct bit_names names = {
		{ "CD", "CC", "SLI", "SKIP", "PCI", "IDA", "S", "MIDA" },
	};

	name_bits(t, &names, flags, " ");
}

void name_sense(struct text *t, enum device_family family, const struct bytes *sense)
{
	static const struct bit_names byte0 = {
		{ "command reject", "intervention required", "bus-out parity", "equipment check",
		  "data check", "overrun", NULL, NULL },
	};
	static const struct bit_names dasd_byte1 = {
		{ "permanent error", "invalid track format", "end of cylinder",
		  "message to operator", "no record found", "file protected", "write inhibited",
		  "imprecise ending" },
	};
	static const struct bit_names tape_byte1 = {
		{ "locate failure", "drive online", NULL, "record sequence error",
		  "beginning of tape", "write mode", "write protect", "not capable" },
	};
	size_t before = t->len;

	if (sense->len < 2)
		return;
	name_bits(t, &byte0, sense->data[0], ", ");
	if (t->len > before && sense->data[1])
		text_add(t, ", ");
	name_bits(t, family == FAMILY_TAPE ? &tape_byte1 : &dasd_byte1, sense->data[1], ", ");
	if (family == FAMILY_DASD && sense->len >= 8)
		text_add(t, " (format %u message %u)", sense->data[7] >> 4, sense->data[7] & 0x0f);
}

/* ---- Parameters ---- */

static u32 be_at(const u8 *p, size_t len)
{
	u32 v = 0;

	while (len--)
		v = v << 8 | *p++;
	return v;
}

/* CCHH: the head's upper twelve bits continue the cylinder on large volumes. */
static void add_track(struct text *t, const u8 *cchh)
{
	u32 low = be_at(cchh, 2);
	u32 head = be_at(cchh + 2, 2);

	text_add(t, "%u/%u", (head & 0xfff0) << 12 | low, head & 0x0f);
}

static void name_define_extent(struct text *t, const u8 *p)
{
	static const char *const writes[] = {
		"no HA and R0 writes", "no writes", "update writes only", "all writes",
	};
	static const char *const cache[] = {
		"normal cache", "bypass cache", "inhibit cache load", "sequential",
		"logging", "sequential prestage", "cache mode 6", "record access",
	};

	text_add(t, "%s, %s, ", writes[p[0] >> 6], cache[p[1] >> 2 & 7]);
	if (be_at(p + 2, 2))
		text_add(t, "blocks of %u, ", be_at(p + 2, 2));
	text_add(t, "tracks ");
	add_track(t, p + 8);
	text_add(t, " to ");
	add_track(t, p + 12);
}

static void name_locate_record(struct text *t, const u8 *p)
{
	static const char *const orientation[] = { "count", "home address", "data", "index" };
	static const struct command_name operations[] = {
		{ 0x00, "orient" }, { 0x01, "write data" }, { 0x03, "format write" },
		{ 0x06, "read data" }, { 0x0b, "write track" }, { 0x0c, "read tracks" },
		{ 0x16, "read" },
	};
	const char *operation = look_up(operations, ARRAY_SIZE(operations), p[0] & 0x3f);

	if (operation)
		text_add(t, "%s", operation);
	else
		text_add(t, "operation %02x", p[0] & 0x3f);
	text_add(t, " x%u, at %s, seek ", p[3], orientation[p[0] >> 6]);
	add_track(t, p + 4);
	text_add(t, ", search ");
	add_track(t, p + 8);
	text_add(t, "/%u", p[12]);
	if (p[13] != 0xff)
		text_add(t, ", sector %u", p[13]);
	if (p[1] & 0x80)
		text_add(t, ", %u bytes each", be_at(p + 14, 2));
}

static void name_count(struct text *t, const u8 *p)
{
	text_add(t, "record ");
	add_track(t, p);
	text_add(t, "/%u, key %u, data %u", p[4], p[5], be_at(p + 6, 2));
}

static void name_sense_id(struct text *t, const u8 *p)
{
	text_add(t, "control unit %04x-%02x, device %04x-%02x", be_at(p + 1, 2), p[3],
		 be_at(p + 4, 2), p[6]);
}

static void name_characteristics(struct text *t, const u8 *p)
{
	text_add(t, "%04x-%02x, %04x-%02x, %u cylinders, %u heads, %u sectors", be_at(p, 2), p[2],
		 be_at(p + 3, 2), p[5], be_at(p + 12, 2), be_at(p + 14, 2), p[16]);
}

static void name_subsystem_function(struct text *t, const u8 *p)
{
	static const struct command_name suborders[] = {
		{ 0x0e, "unit address configuration" }, { 0x41, "feature codes" },
		{ 0x52, "volume storage query" }, { 0x53, "logical configuration query" },
	};
	const char *suborder = look_up(suborders, ARRAY_SIZE(suborders), p[6]);

	if (p[0] != 0x18)
		text_add(t, "order %02x", p[0]);
	else if (suborder)
		text_add(t, "prepare for read of %s", suborder);
	else
		text_add(t, "prepare for read, suborder %02x", p[6]);
}

static void name_path_group(struct text *t, const u8 *p)
{
	int i;

	text_add(t, "%02x, group ", p[0]);
	for (i = 1; i < 12; i++)
		text_add(t, "%02x", p[i]);
}

/* ---- Any bytes ---- */

/* EBCDIC (code page 037) letters, digits, and the marks that labels use. */
static char ebcdic_char(u8 c)
{
	static const char rows[][16] = {
		[0x4] = " ...........<(+|", [0x5] = "&.........!$*);.", [0x6] = "-/.........,%_>?",
		[0x7] = "..........:#@'=\"", [0x8] = ".abcdefghi......", [0x9] = ".jklmnopqr......",
		[0xa] = ".~stuvwxyz......", [0xc] = "{ABCDEFGHI......", [0xd] = "}JKLMNOPQR......",
		[0xe] = "\\.STUVWXYZ......", [0xf] = "0123456789......",
	};
	char ch = rows[c >> 4][c & 0x0f];

	if (c == 0x4b)
		return '.';
	return ch == '.' ? 0 : ch;
}

static char ascii_char(u8 c)
{
	return c >= 0x20 && c < 0x7f ? (char)c : 0;
}

/* How many printable characters? */
static u32 to_text(char shown[TEXT_SHOWN + 1], const struct bytes *data, char (*to_char)(u8))
{
	u32 n = min(data->len, TEXT_SHOWN);
	u32 i, good = 0;

	for (i = 0; i < n; i++) {
		char c = to_char(data->data[i]);

		good += c && c != ' ' && c != '@';
		shown[i] = c ? c : '.';
	}
	shown[n] = 0;
	return good;
}

/* Is a good part of it text? Then show it. */
static void add_characters(struct text *t, const struct bytes *data)
{
	char ascii[TEXT_SHOWN + 1], ebcdic[TEXT_SHOWN + 1];
	u32 n_ascii = to_text(ascii, data, ascii_char);
	u32 n_ebcdic = to_text(ebcdic, data, ebcdic_char);

	if (max(n_ascii, n_ebcdic) >= 4)
		text_add(t, "  \"%s\"", n_ascii > n_ebcdic ? ascii : ebcdic);
}

static bool is_uniform(const struct bytes *data)
{
	u32 i;

	for (i = 1; i < data->len; i++)
		if (data->data[i] != data->data[0])
			return false;
	return data->len > HEX_SHOWN;
}

static void name_bytes(struct text *t, const struct bytes *data)
{
	u32 i;

	if (is_uniform(data)) {
		text_add(t, "all %02x", data->data[0]);
		return;
	}
	for (i = 0; i < data->len && i < HEX_SHOWN; i++)
		text_add(t, "%02x", data->data[i]);
	if (i < data->len)
		text_add(t, "...");
	add_characters(t, data);
}

struct decoder {
	enum device_family family;	/* FAMILY_UNKNOWN: of any */
	u8 cmd;
	u8 needs;	/* bytes */
	void (*decode)(struct text *t, const u8 *p);
};

void name_data(struct text *t, enum device_family family, u8 cmd, const struct bytes *data)
{
	static const struct decoder decoders[] = {
		{ FAMILY_UNKNOWN, 0x34, 12, name_path_group },
		{ FAMILY_UNKNOWN, 0xaf, 12, name_path_group },
		{ FAMILY_UNKNOWN, 0xe4, 7, name_sense_id },
		{ FAMILY_DASD, 0x12, 8, name_count },
		{ FAMILY_DASD, 0x1d, 8, name_count },
		{ FAMILY_DASD, 0x27, 7, name_subsystem_function },
		{ FAMILY_DASD, 0x47, 16, name_locate_record },
		{ FAMILY_DASD, 0x63, 16, name_define_extent },
		{ FAMILY_DASD, 0x64, 17, name_characteristics },
		{ FAMILY_DASD, 0x92, 8, name_count },
		{ FAMILY_DASD, 0x9d, 8, name_count },
	};
	size_t i;

	if (!data->len)
		return;
	for (i = 0; i < ARRAY_SIZE(decoders); i++) {
		const struct decoder *d = &decoders[i];

		if (d->cmd != cmd || data->len < d->needs)
			continue;
		if (d->family != FAMILY_UNKNOWN && d->family != family)
			continue;
		d->decode(t, data->data);
		return;
	}
	name_bytes(t, data);
}
