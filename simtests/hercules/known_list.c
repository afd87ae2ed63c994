// SPDX-License-Identifier: GPL-2.0-only
/*
 * Differences between the simulator and Hercules 3.13 that were looked at: what they are,
 * which of the two is right, and by which source.
 *
 * SA22-7832: z/Architecture Principles of Operation.  SA22-1025: Internal Disk Subsystem
 * Reference Guide.  GA32-0127: 3490 Magnetic Tape Subsystem, Hardware Reference.
 */
#include "simtests/hercules/known_model.h"

/* ---- Parameters of Locate Record ---- */

#define LOCATE_CODE	0x3f
#define LOCATE_ORIENTATION 0xc0	/* zero: to the count area */
#define LOCATE_SUFFIX	0x01	/* in the auxiliary byte: the last command is Read Count */
#define LOCATE_LENGTH	0x80	/* in the auxiliary byte: there is a transfer length factor */
#define EXTENT_CONVERSION 0x20	/* in the attributes of Define Extent */
#define MASK_WRITES	0xc0	/* in the mask of Define Extent: which writes */
#define MASK_NO_WRITES	0x40
#define MASK_UPDATES	0x80

/* Format Write and Read Data with an orientation that Hercules does not have for them. */
static bool is_orientation_unknown(const struct difference *d)
{
	static const u8 operations[] = { 0x46, 0x83, 0xbf, 0xc0, 0xc3, 0xc6, 0xd6 };

	return memchr(operations, d->argument[0], sizeof(operations)) ||
	       (d->cmd == 0x4b && (d->argument[0] & LOCATE_CODE) == 0x06);
}

static u32 number_at(const u8 *at)
{
	return (u32)at[0] << 8 | at[1];
}

static bool is_length_beyond_block(const struct difference *d)
{
	u32 block = number_at(d->extent + 2), length = number_at(d->argument + 14);

	return d->argument[1] & LOCATE_LENGTH && block && length > block;
}

static bool is_write_inhibited(const struct difference *d)
{
	u8 code = d->argument[0] & LOCATE_CODE;
	u8 mask = d->extent[0] & MASK_WRITES;
	bool formats = code == 0x03 || code == 0x0b;

	return (mask == MASK_NO_WRITES && (formats || code == 0x01)) ||
	       (mask == MASK_UPDATES && formats);
}

static bool has_suffix(const struct difference *d)
{
	return d->location[1] & LOCATE_SUFFIX;
}

static bool is_in_long_domain(const struct difference *d)
{
	return (d->location[0] & LOCATE_CODE) == 0x01 && d->location[3] > 1;
}

static bool is_length_unknown(const struct difference *d)
{
	return !(d->location[1] & LOCATE_LENGTH) && !number_at(d->extent + 2);
}

static bool is_write_track(const struct difference *d)
{
	return (d->location[0] & LOCATE_CODE) == 0x0b;
}

static bool is_at_count(const struct difference *d)
{
	return !(d->location[0] & LOCATE_ORIENTATION);
}

static bool is_after_ipl(const struct difference *d)
{
	return d->after_ipl;
}

static bool is_after_track_and_media_differ(const struct difference *d)
{
	return d->after_track && d->fields & BIT_OF(FIELD_MEDIUM);
}

static bool is_after_multiple(const struct difference *d)
{
	return d->after_multiple;
}

static bool is_after_short(const struct difference *d)
{
	return d->after_short;
}

static bool is_converted(const struct difference *d)
{
	return d->extent[1] & EXTENT_CONVERSION;
}

static bool has_fast_write(const struct difference *d)
{
	return number_at(d->argument + 4);
}

/* Format Write from the home address or the index on. */
static bool is_format_of_track(const struct difference *d)
{
	return d->location[0] == 0x43 || d->location[0] == 0xc3;
}

/* What a device answers out of itself. */
#define NOT_DATA	CMDS(0x04, 0x22, 0x24, 0x34, 0x64, 0xe4, 0xfa)
/* Immediate operations of a tape drive. */
#define TAPE_IMMEDIATE	CMDS(0x03, 0x07, 0x0f, 0x17, 0x1f, 0x27, 0x2f, 0x37, 0x3f, 0x43, 0x97)

const struct entry known_entries[] = {
	/* ---- Channel ---- */
	{
		DASD | TAPE, NOWHERE | EITHER_ENDS, ANY, WHEN(END_AND_CHECK, NO_STATUS),
		.fields = BIT_OF(FIELD_DSTAT),
		.what = "a program or protection check without channel end and device end",
		.source = "simulator: SA22-7832, Subchannel-Status Field, Program Check: the "
			"device "
			"is signaled to end, and the interruption waits for its ending status",
	},
	{
		DASD | TAPE, NOWHERE | OURS_ENDS, ANY, WHEN(ONLY_UNIT_CHECK, NO_STATUS),
		.fields = CHECK_FIELDS | SENSE_FIELDS | BIT_OF(FIELD_CSTAT) |
			  BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_CPA),
		.what = "data for a command that the device rejects are fetched before it is asked",
		.source = "simulator: SA22-7832, Execution of Channel Programs: the command is "
			"sent to the device, which may refuse it, before any data",
	},
	{
		DASD | TAPE, THEIRS_ENDS, ANY, WHEN(ANYHOW, NO_STATUS),
		.fields = ALL_FIELDS,
		.what = "data are fetched that the device does not ask for",
		.source = "simulator: SA22-7832, Execution of Channel Programs: the device asks",
	},
	{
		DASD | TAPE, NOWHERE, ANY, .chained = true, WHEN(LENGTH_ONLY, NO_STATUS),
		.fields = BIT_OF(FIELD_DSTAT) | BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_CSTAT),
		.what = "the same, by data chaining",
		.source = "simulator: SA22-7832, Data Chaining: in the midst of a transfer",
	},
	{
		DASD | TAPE, NOWHERE, ANY, WHEN(LENGTH_ONLY, NO_STATUS),
		.fields = BIT_OF(FIELD_DSTAT) | BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_CSTAT),
		.what = "the same, in one CCW",
		.source = "simulator: SA22-7832, Execution of Channel Programs: the device asks",
	},
	{
		DASD | TAPE, NOWHERE | EITHER_ENDS, ANY, WHEN(A_CHECK, A_CHECK),
		.fields = BIT_OF(FIELD_LENGTH),
		.what = "incorrect length beside a program or protection check",
		.source = "either: SA22-7832, Incorrect Length: the residual count is "
			"unpredictable",
	},
	{
		DASD | TAPE, NOWHERE, ANY, WHEN(A_CHECK, A_CHECK),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "what was read is stored up to the place that cannot be stored into",
		.source = "either: SA22-7832, Protection Check: bytes before it may be stored",
	},
	{
		DASD | TAPE, NOWHERE | EITHER_ENDS, ANY, WHEN(REJECTED, REJECTED),
		.fields = BIT_OF(FIELD_LENGTH),
		.what = "incorrect length for a command that the device did not accept",
		.source = "simulator: SA22-7832, Incorrect Length: not indicated when the device "
			"refuses the command with unit check in initial status",
	},
	{
		DASD | TAPE, NOWHERE | EITHER_ENDS, NOT_DATA, .chained = true,
		WHEN(ANYHOW, ANYHOW), .fields = ALL_FIELDS,
		.what = "data chaining of what is not read from the medium is not followed",
		.source = "simulator: SA22-7832, Data Chaining: for any command that moves data",
	},
	{
		DASD | TAPE, NOWHERE, NOT_DATA, .chained = true, WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "the same, in a program that goes on",
		.source = "simulator: SA22-7832, Data Chaining: for any command that moves data",
	},
	{
		DASD | TAPE, EITHER_ENDS, ANY, .chained = true, WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_CPA) | BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_COUNT),
		.what = "all CCWs of data chaining are fetched before the device is asked",
		.source = "simulator: SA22-7832, Data Chaining: the next CCW is used when the "
			"count of the one before is exhausted",
	},
	{
		DASD | TAPE, OURS_ENDS, ANY, .chained = true, WHEN(LENGTH_ONLY, ANYHOW),
		.fields = ALL_FIELDS,
		.what = "no incorrect length when the device ends before the last CCW of data "
			"chaining, or wants more",
		.source = "simulator: SA22-7832, Incorrect Length",
	},
	/* ---- Disk ---- */
	{
		DASD, OURS_ENDS, CMDS(0x05, 0x0d, 0x15, 0x1d, 0x85, 0x8d, 0x9d),
		WHEN(LENGTH_ONLY, ANYHOW), .fields = ALL_FIELDS,
		.what = "no incorrect length when a record is longer than the count",
		.source = "simulator: SA22-7832, Incorrect Length: the device asks for more",
	},
	{
		DASD, NOWHERE, CMDS(0x05, 0x0d, 0x15, 0x1d, 0x85, 0x8d, 0x9d),
		WHEN(LENGTH_ONLY, ANYHOW), .fields = LENGTH_FIELDS,
		.what = "the same, at the end of a program",
		.source = "simulator: SA22-7832, Incorrect Length: the device asks for more",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x03), WHEN(WITH_LENGTH, ANYHOW),
		.fields = ALL_FIELDS,
		.what = "no incorrect length for an immediate operation with a count",
		.source = "simulator: SA22-7832, Incorrect Length",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x1d), WHEN(UNIT_CHECK(0x8000, 0x02), ANYHOW),
		.when = is_format_of_track, .fields = ALL_FIELDS,
		.what = "Format Write from the home address on, without Write Record Zero",
		.source = "simulator: SA22-1025, Format Write (03): with that orientation, Write "
			"Record Zero is first",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x15), WHEN(UNIT_CHECK(0x8000, 0x04), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Write Record Zero of one that is not as it must be",
		.source = "simulator: SA22-1025, Write Record Zero: CCHH of the track, R and key "
			"length zero, eight bytes of data; or else command reject, message 4",
	},
	{
		DASD, NOWHERE | THEIRS_ENDS, CMDS(0x63), WHEN(ANYHOW, UNIT_CHECK(0x8000, 0x04)),
		.when = has_fast_write, .fields = ALL_FIELDS,
		.what = "Define Extent with an identifier for cache fast write",
		.source = "either: SA22-1025, Define Extent, bytes 4 and 5: not used without a "
			"cache",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x23), WHEN(UNIT_CHECK(0x8000, 0x04), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Set Sector with a number that a 3390 does not have",
		.source = "simulator: SA22-1025, Set Sector: command reject, message 4",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x39), WHEN(UNIT_CHECK(0x0008, 0), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "a second Search Home Address passes the index for the second time",
		.source = "simulator: SA22-1025, Sense Byte 1, bit 4: no record found, at the "
			"second "
			"index without a read in between",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x4b, 0x47),
		WHEN(UNIT_CHECK(0x8000, 0x02), UNIT_CHECK(0x8000, 0x03)),
		.fields = SENSE_FIELDS | BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_COUNT),
		.what = "a command out of sequence whose parameters are short",
		.source = "either: SA22-1025, Command Reject: both are conditions, in no order",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x87), WHEN(UNIT_CHECK(0x8000, 0x01), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Seek with the multitrack bit",
		.source = "simulator: SA22-1025, Summary of Channel Commands: there is none",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0xde), WHEN(UNIT_CHECK(0x8000, 0x02), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Read Track outside of a domain is an unknown command, or has no end",
		.source = "simulator: SA22-1025, Read Track: command reject, message 2",
	},
	{
		DASD, NOWHERE, CMDS(0xde), WHEN(ANYHOW, ANYHOW), .when = is_at_count,
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "Read Track begins behind the record that was located",
		.source = "simulator: SA22-1025, Read Track: the first one of a domain begins at "
			"the count area that was located",
	},
	{
		DASD, NOWHERE, CMDS(0xde), WHEN(ANYHOW, ANYHOW), .when = is_at_count,
		.fields = LENGTH_FIELDS | BIT_OF(FIELD_MEMORY),
		.what = "the same, at the end of a program: and so is shorter",
		.source = "simulator: SA22-1025, Read Track",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0xde), WHEN(UNIT_CHECK(0x0004, 0), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Read Tracks goes beyond the extent",
		.source = "simulator: SA22-1025, Sense Byte 1, bit 5: file protected",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x06, 0x0e, 0x86, 0x8e, 0x1e, 0x9e, 0x85, 0x8d),
		WHEN(UNIT_CHECK(0x8000, 0x02), ANYHOW), .when = has_suffix, .fields = ALL_FIELDS,
		.what = "a domain that is to end with Read Count ends otherwise",
		.source = "simulator: SA22-1025, Auxiliary Byte, bit 7: the last is Read Count",
	},
	{
		DASD, OURS_ENDS, CMDS(0x05, 0x0d), WHEN(UNIT_CHECK(0x8000, 0x02), ANYHOW),
		.when = is_in_long_domain, .fields = ALL_FIELDS,
		.what = "Write Data in a domain of several records",
		.source = "simulator: SA22-1025, Write Data (01): Write Update Data only",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, CMDS(0x05, 0x0d, 0x85, 0x8d),
		WHEN(ANYHOW, UNIT_CHECK(0x0040, 0)), .when = is_length_unknown,
		.fields = ALL_FIELDS,
		.what = "an update whose length neither Locate Record nor Define Extent tells",
		.source = "open: SA22-1025, Write Update Data, compares the record with a length "
			"that is zero there, and does not say what zero means; Linux never sends "
			"it",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x05), WHEN(UNIT_CHECK(0x0040, 0), ANYHOW),
		.when = is_write_track, .fields = ALL_FIELDS,
		.what = "Write Track: record zero is not as long as the block size says",
		.source = "open: SA22-1025, Write Track (0B); Linux sends it with a length of its "
			"own",
	},
	{
		DASD, NOWHERE | THEIRS_ENDS, ANY, WHEN(ANYHOW, UNIT_CHECK(0x8000, 0x02)),
		.when = is_after_ipl, .fields = ALL_FIELDS,
		.what = "commands behind Read IPL",
		.source = "simulator: SA22-1025, Read IPL: it stands for an extent, and of what "
			"follows only Define Extent and Set File Mask are refused",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, ANY, WHEN(ANYHOW, ANYHOW),
		.when = is_after_track_and_media_differ, .fields = ALL_FIELDS,
		.what = "Write Track for one record leaves the rest of the track",
		.source = "simulator: SA22-1025, Write Track (0B): the rest of the track is erased",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x05, 0x0d, 0x85, 0x8d),
		WHEN(UNIT_CHECK(0x0040, 0), ANYHOW), .when = is_converted, .fields = ALL_FIELDS,
		.what = "CKD conversion mode: a record of another length is updated",
		.source = "Hercules: SA22-1025, Write Update Key and Data; not modelled, as Linux "
			"never asks for it",
	},
	{
		DASD, NOWHERE, CMDS(0x1d), WHEN(UNIT_CHECK(0x8000, 0x04), UNIT_CHECK(0x0040, 0)),
		.fields = SENSE_FIELDS | BIT_OF(FIELD_COUNT) | BIT_OF(FIELD_LENGTH),
		.what = "Write CKD of a count area that is all ones",
		.source = "simulator: SA22-1025, Write CKD: command reject, message 4",
	},
	{
		DASD, NOWHERE, CMDS(0x96, 0x92, 0x9a), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "the multitrack bit leaves a track before the index has passed",
		.source = "simulator: SA22-1025, Multitrack Operations: at the index",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, ANY, WHEN(A_UNIT_CHECK, UNIT_CHECK(0x8100, 0)),
		.fields = SENSE_FIELDS | BIT_OF(FIELD_COUNT) | BIT_OF(FIELD_LENGTH),
		.what = "a check in a domain is an incomplete domain as well",
		.source = "either: SA22-1025, Sense Byte 0, bit 7: may be set beside others",
	},
	{
		DASD, NOWHERE, CMDS(0x27, 0x0b, 0x07, 0x1b),
		WHEN(UNIT_CHECK(0x8000, 0x04), UNIT_CHECK(0x8000, 0x03)),
		.fields = SENSE_FIELDS | BIT_OF(FIELD_COUNT) | BIT_OF(FIELD_LENGTH),
		.what = "parameters that are short and wrong",
		.source = "either: SA22-1025, Command Reject: both are conditions, in no order",
	},
	{
		DASD, NOWHERE | EITHER_ENDS,
		CMDS(0x06, 0x0e, 0x12, 0x1e, 0x5e, 0x86, 0x8e, 0x92, 0x9e),
		WHEN(ANYHOW, ANYHOW), .when = is_after_multiple, .fields = ALL_FIELDS,
		.what = "behind Read Multiple CKD there is nothing to read, or the next track",
		.source = "simulator: SA22-1025, Read Multiple CKD: it ends at the index; "
			"Multitrack "
			"Operations: the next track is that of the next index",
	},
	{
		DASD, NOWHERE, CMDS(0x06, 0x0e, 0x12, 0x1e, 0x5e, 0x86, 0x8e, 0x92, 0x9e),
		WHEN(ANYHOW, ANYHOW), .when = is_after_multiple,
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "the same, in a program that goes on",
		.source = "simulator: SA22-1025, Read Multiple CKD, Multitrack Operations",
	},
	{
		DASD, NOWHERE, CMDS(0x12, 0x1e, 0x92, 0x9e), WHEN(ANYHOW, ANYHOW),
		.when = is_after_short, .fields = BIT_OF(FIELD_MEMORY),
		.what = "a record whose number is zero is passed over wherever it is",
		.source = "simulator: SA22-1025, Record Zero: the first one behind the home "
			"address",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x63), WHEN(UNIT_CHECK(0x8000, 0x04), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Define Extent with an address that the volume does not have",
		.source = "simulator: SA22-1025, Define Extent, bytes 8 to 15: command reject, "
			"message 4",
	},
	{
		DASD, OURS_ENDS, ANY, .chained = true, WHEN(ANYHOW, UNIT_CHECK(0x8000, 0x01)),
		.fields = ALL_FIELDS,
		.what = "in data chaining, a command code counts as a command",
		.source = "simulator: SA22-7832, Data Chaining: the code is ignored",
	},
	{
		DASD, NOWHERE | THEIRS_ENDS, ANY, .chained = true,
		WHEN(ANYHOW, UNIT_CHECK(0x8100, 0)), .fields = ALL_FIELDS,
		.what = "in a domain, data chaining counts as another command",
		.source = "simulator: SA22-7832, Data Chaining: the device knows nothing of it",
	},
	{
		DASD, NOWHERE | THEIRS_ENDS, CMDS(0xde), .chained = true,
		WHEN(ANYHOW, UNIT_CHECK(0x8000, 0x01)), .fields = ALL_FIELDS,
		.what = "the same with Read Track",
		.source = "simulator: SA22-7832, Data Chaining: the device knows nothing of it",
	},
	{
		DASD | TAPE, NOWHERE | EITHER_ENDS, ANY, WHEN(SAME_CHECK, SAME_CHECK),
		.fields = BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_COUNT),
		.what = "how much of its parameters is taken before a command is refused",
		.source = "either: SA22-7832, Residual Count: as many bytes as the device took; "
			"when it looks at them is the control unit's",
	},
	{
		DASD, NOWHERE | OURS_ENDS, ANY,
		WHEN(UNIT_CHECK(0x8000, 0x01), UNIT_CHECK(0x8000, 0x01)),
		.fields = BIT_OF(FIELD_DSTAT),
		.what = "an unknown command is refused with channel end and device end",
		.source = "simulator: SA22-1025, Initial Status: unit check alone for a command "
			"code that is not valid",
	},
	{
		DASD, NOWHERE, CMDS(0x07, 0x0b, 0x1b),
		WHEN(A_UNIT_CHECK, UNIT_CHECK(0x0004, 0)),
		.fields = SENSE_FIELDS | BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_COUNT),
		.what = "a seek that the mask forbids, and that has another mistake",
		.source = "either: SA22-1025, Seek: both are conditions, in no order",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x19), WHEN(UNIT_CHECK(0x8000, 0x02), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Write Home Address is file protected, or done when the file mask allows "
			"it",
		.source = "simulator: SA22-1025, Sense Byte 0, bit 0: a write command that "
			"violates "
			"the file mask is a command reject",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, CMDS(0x22), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "which sector a record begins at",
		.source = "either: SA22-1025, Read Sector: of the device",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, CMDS(0x04), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "Sense without a unit check before it: byte 27 is 80",
		.source = "either: SA22-1025, Sense: nothing is reported",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, CMDS(0xfa), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "Read Configuration Data: another configuration",
		.source = "either: SA22-1025, Read Configuration Data",
	},
	{
		DASD, OURS_ENDS, CMDS(0x11), WHEN(LENGTH_ONLY, ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Erase asks for eight bytes, whatever lengths they have in them",
		.source = "simulator: SA22-1025, Erase: key and data are transferred as by Write "
			"CKD",
	},
	{
		DASD, NOWHERE, CMDS(0x11), WHEN(LENGTH_ONLY, ANYHOW),
		.fields = LENGTH_FIELDS,
		.what = "the same, at the end of a program",
		.source = "simulator: SA22-1025, Erase: key and data are transferred as by Write "
			"CKD",
	},
	{
		DASD, NOWHERE | THEIRS_ENDS, CMDS(0x11), WHEN(ANYHOW, UNIT_CHECK(0x0040, 0)),
		.fields = ALL_FIELDS,
		.what = "Erase ends when what it discards would not fit on the track",
		.source = "simulator: SA22-1025, Erase: nothing is formatted",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, CMDS(0x05, 0x0d, 0x85, 0x8d),
		WHEN(UNIT_CHECK(0x8000, 0x02), UNIT_CHECK(0x0040, 0)),
		.fields = ALL_FIELDS,
		.what = "a write that the domain does not allow is asked for its length first",
		.source = "simulator: SA22-1025, Write Data (01): an invalid sequence is refused, "
			"command reject, message 2",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, CMDS(0x47, 0x4b),
		WHEN(ANYHOW, UNIT_CHECK(0x8000, 0x04)), .when = is_orientation_unknown,
		.fields = ALL_FIELDS,
		.what = "orientations of Format Write, Read Data and Read that are not accepted",
		.source = "simulator: SA22-1025, Locate Record, Valid Operation Byte Values; "
			"Linux's "
			"dasd_eckd sends Locate Record Extended with Read Data",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, CMDS(0x47, 0x4b),
		WHEN(ANYHOW, UNIT_CHECK(0x8000, 0x04)), .when = is_length_beyond_block,
		.fields = ALL_FIELDS,
		.what = "a transfer length factor beyond the block size",
		.source = "open: SA22-1025, Auxiliary Byte, says that it overrides a larger block "
			"size, and not what else it does; Linux never sends it",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x47, 0x4b),
		WHEN(UNIT_CHECK(0x8000, 0x02), ANYHOW), .when = is_write_inhibited,
		.fields = ALL_FIELDS,
		.what = "an operation that the mask inhibits is refused only at the write",
		.source = "simulator: SA22-1025, Sense Byte 0, bit 0: Locate Record with such an "
			"operation is a command reject",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x63), WHEN(UNIT_CHECK(0x8000, 0x02), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "a second Define Extent in a chain",
		.source = "simulator: SA22-1025, Define Extent: command reject, message 2",
	},
	{
		DASD, NOWHERE | EITHER_ENDS, ANY, WHEN(UNIT_CHECK(0x0100, 0), ANYHOW),
		.fields = ALL_FIELDS,
		.what = "a domain that the chain does not use up",
		.source = "simulator: SA22-1025, Sense Byte 0, bit 7: incomplete domain",
	},
	{
		DASD, NOWHERE | OURS_ENDS, CMDS(0x15),
		WHEN(UNIT_CHECK(0x8000, 0x03), ANYHOW), .fields = ALL_FIELDS,
		.what = "Write Record Zero with a short count area",
		.source = "simulator: SA22-1025, Write Record Zero: command reject, message 3",
	},
	/* ---- Tape ---- */
	{
		TAPE, NOWHERE | OURS_ENDS, TAPE_IMMEDIATE, .chained = true, WHEN(ANYHOW, ANYHOW),
		.fields = ALL_FIELDS,
		.what = "a program goes on behind an immediate operation with data chaining",
		.source = "simulator: SA22-7832, Chaining: the chain-command flag is ignored "
			"beside "
			"the chain-data flag, and there are no data to chain",
	},
	{
		TAPE, NOWHERE | EITHER_ENDS, ANY, WHEN(A_UNIT_CHECK, A_UNIT_CHECK),
		.fields = SENSE_BIT(25) | SENSE_BIT(27) | SENSE_BIT(29) | SENSE_BIT(30),
		.what = "sense bytes 24 to 31 have numbers of the drive",
		.source = "either: GA32-0127 (3490), Sense Bytes, Format 20: they are the drive's",
	},
	{
		TAPE, NOWHERE | EITHER_ENDS, CMDS(0x04), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "the same, in what Sense stores",
		.source = "either: GA32-0127 (3490), Sense Bytes, Format 20: they are the drive's",
	},
	{
		TAPE, OURS_ENDS, TAPE_IMMEDIATE, WHEN(LENGTH_ONLY, ANYHOW),
		.fields = ALL_FIELDS,
		.what = "no incorrect length for an immediate operation with a count",
		.source = "simulator: SA22-7832, Incorrect Length: format-1 CCW, count not zero, "
			"incorrect-length-suppression mode off",
	},
	{
		TAPE, NOWHERE, TAPE_IMMEDIATE, WHEN(WITH_LENGTH, ANYHOW),
		.fields = LENGTH_FIELDS,
		.what = "the same, at the end of a program",
		.source = "simulator: SA22-7832, Incorrect Length",
	},
	{
		TAPE, NOWHERE, CMDS(0x0c), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_COUNT) | BIT_OF(FIELD_LENGTH) | BIT_OF(FIELD_MEMORY) |
			  BIT_OF(FIELD_CSTAT),
		.what = "Read Backward of a tape mark stores what the buffer held before",
		.source = "simulator: GA32-0127 (3490), Read Backward: a tape mark has no data, "
			"the "
			"answer is unit exception",
	},
	{
		TAPE, NOWHERE | THEIRS_ENDS, CMDS(0x34), WHEN(ANYHOW, A_UNIT_CHECK),
		.fields = ALL_FIELDS,
		.what = "Sense Path Group ID is not known to Hercules's tape drives",
		.source = "simulator: GA32-0127 (3490), Sense Path Group ID",
	},
	{
		TAPE, NOWHERE, CMDS(0x12), WHEN(UNIT_CHECK(0x8040, 0x20), ANYHOW),
		.fields = CHECK_FIELDS | SENSE_FIELDS | BIT_OF(FIELD_LENGTH),
		.what = "Read Buffer: rejected here, ends with a unit status of zero there",
		.source = "neither: GA32-0127 (3490), Read Buffer: blocks that were not written, "
			"of "
			"which there are none; not modelled",
	},
	{
		TAPE, NOWHERE, CMDS(0x12), WHEN(UNIT_CHECK(0x8048, 0x20), ANYHOW),
		.fields = CHECK_FIELDS | SENSE_FIELDS | BIT_OF(FIELD_LENGTH),
		.what = "the same, at the beginning of the tape",
		.source = "neither: GA32-0127 (3490), Read Buffer",
	},
	{
		TAPE, NOWHERE, CMDS(0x4e), WHEN(UNIT_CHECK(0x8040, 0x20), ANYHOW),
		.fields = CHECK_FIELDS | SENSE_FIELDS | LENGTH_FIELDS | BIT_OF(FIELD_MEMORY),
		.what = "Read Message ID is not known to the simulator",
		.source = "Hercules: GA32-0127 (3490), Read Message ID; not modelled",
	},
	{
		TAPE, NOWHERE, CMDS(0xe4, 0x64), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "control unit 3490 model 10 and model 50",
		.source = "either: GA32-0127 (3490), Sense ID",
	},
	{
		TAPE, NOWHERE | THEIRS_ENDS, CMDS(0x24), WHEN(ANYHOW, ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Read Buffered Log has 32 bytes, not 64",
		.source = "either: GA32-0127 (3490), Read Buffered Log: by the mode of the drive",
	},
	{
		TAPE, NOWHERE, CMDS(0x24), WHEN(ANYHOW, ANYHOW),
		.fields = BIT_OF(FIELD_MEMORY),
		.what = "Read Buffered Log: what counts there is in another place",
		.source = "either: GA32-0127 (3490), Read Buffered Log: all counters are zero",
	},
	{
		TAPE, NOWHERE, ANY, WHEN(UNIT_CHECK(0x00c0, 0x20), UNIT_CHECK(0x1040, 0x20)),
		.fields = SENSE_BIT(0) | SENSE_BIT(1),
		.what = "a block that Locate does not find is an equipment check",
		.source = "simulator: GA32-0127 (3490), Sense Byte 1, bit 0: locate failure",
	},
	{
		TAPE, NOWHERE, CMDS(0x4f),
		WHEN(UNIT_CHECK(0x00c0, 0x20), UNIT_CHECK(0x8040, 0x20)),
		.fields = CHECK_FIELDS | SENSE_FIELDS | BIT_OF(FIELD_COUNT),
		.what = "a block ID with a format that no tape has is rejected, not searched for",
		.source = "either: GA32-0127 (3490), Locate Block: an ID that Read Block ID did "
			"not "
			"give is an error of the program",
	},
	{
		TAPE, NOWHERE | OURS_ENDS, CMDS(0x13, 0x23, 0xa3, 0xd3),
		WHEN(UNIT_CHECK(0x8048, 0x20), ANYHOW), .fields = ALL_FIELDS,
		.what = "the same, at the beginning of the tape",
		.source = "simulator: GA32-0127 (3490), Summary of Commands: there is none",
	},
	{
		TAPE, NOWHERE | OURS_ENDS, CMDS(0x9f), WHEN(A_UNIT_CHECK, ANYHOW),
		.fields = ALL_FIELDS,
		.what = "Load Display with fewer bytes than a display has",
		.source = "simulator: GA32-0127 (3490), Load Display: 17 bytes",
	},
	{
		TAPE, NOWHERE | OURS_ENDS, CMDS(0x13, 0x23, 0xa3, 0xd3),
		WHEN(UNIT_CHECK(0x8040, 0x20), ANYHOW), .fields = ALL_FIELDS,
		.what = "commands 13, 23, a3 and d3 are accepted",
		.source = "simulator: GA32-0127 (3490), Summary of Commands: there is none",
	},
	{
		TAPE, NOWHERE, CMDS(0x97, 0x4f, 0xdb), WHEN(A_UNIT_CHECK, REJECTED),
		.fields = BIT_OF(FIELD_DSTAT) | BIT_OF(FIELD_COUNT) | BIT_OF(FIELD_LENGTH),
		.what = "Data Security Erase without Erase Gap, or parameters that are short, ends "
			"with "
			"unit check alone",
		.source = "either: GA32-0127 (3490), Command Reject",
	},
};

const u32 known_count = ARRAY_SIZE(known_entries);

static_assert(ARRAY_SIZE(known_entries) <= KNOWN_MAX, "counters");
