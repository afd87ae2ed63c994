-- SPDX-License-Identifier: GPL-2.0-only
--
-- A Wireshark dissector for captures that `ccwreplay --pcapng` writes: what a
-- channel subsystem was asked and what it answered, with the field names of
-- Principles of Operation.  docs/pcapng.rst has the layout of a packet.
--
-- Wireshark 4.0 has Lua 5.2, and 4.4 Lua 5.4: only what both have is used.
--
-- Once:    wireshark -X lua_script:tools/wireshark/vfio_ccw.lua FILE
-- Always:  copy this file into the folder for plugins (Help, About, Folders)

-- Wireshark's own library of bit operations, in all its versions; bit32 is of Lua 5.2 only.
local band = bit.band

local function extract(value, from, width)
	return band(bit.rshift(value, from), bit.lshift(1, width) - 1)
end

local vfio_ccw = Proto("vfio_ccw", "Channel Subsystem (vfio-ccw)")

-- What packet.h defines.
local VERSION = 1
local NO_CC = 0xff
local HEAD = 32
local ELEMENT_HEAD = 12
local START, FUNCTION = 1, 7

-- Seconds; a healthy device answers in milliseconds.
local REMARKABLE = 1

-- A packet with more elements than the longest program can have is not believed.
local MOST_ELEMENTS = 100000

-- ---- Names ----

local types = {
	[1] = "Start Subchannel", [2] = "End of start function", [3] = "I/O interruption",
	[4] = "Test Subchannel", [5] = "Store Subchannel", [6] = "Modify Subchannel",
	[7] = "Function", [8] = "Status", [9] = "Channel report", [10] = "Note",
	[11] = "Other event", [12] = "Replay",
}

local functions = {
	hsch = "Halt Subchannel", csch = "Clear Subchannel", rsch = "Resume Subchannel",
	xsch = "Cancel Subchannel", console = "Console", operator = "Operator",
	attn = "Unsolicited status", pci = "Program-controlled interruption",
	initial = "Initial status", suspend = "Suspended",
}

local families = { [0] = "unknown", [1] = "DASD", [2] = "tape" }

local element_names = {
	[1] = "Operation-request block", [2] = "CCW", [3] = "CCW executed", [4] = "IDAWs",
	[5] = "Data to the device", [6] = "Data from the device", [7] = "Sense bytes",
	[8] = "Subchannel-status word", [9] = "Extended-status word",
	[10] = "Extended-control word", [11] = "Interruption-response block",
	[12] = "Subchannel-information block", [13] = "Path-management-control word",
	[14] = "Channel-report word", [15] = "Interruption", [16] = "Event", [17] = "Text",
	[18] = "Return code", [19] = "Difference", [20] = "Fault", [21] = "Time",
	[22] = "Time of the translation", [23] = "Time to START SUBCHANNEL", [24] = "Meaning",
}

local common_commands = {
	[0x03] = "No-Operation", [0x04] = "Basic Sense", [0x08] = "TIC",
	[0x34] = "Sense Path Group ID", [0x64] = "Read Device Characteristics",
	[0xaf] = "Set Path Group ID", [0xe4] = "Sense ID", [0xfa] = "Read Configuration Data",
}

local family_commands = {
	[0] = {},
	[1] = {
		[0x02] = "Read IPL", [0x05] = "Write Data", [0x06] = "Read Data", [0x07] = "Seek",
		[0x0b] = "Seek Cylinder", [0x0d] = "Write Key and Data",
		[0x0e] = "Read Key and Data", [0x0f] = "Space Count", [0x11] = "Erase",
		[0x12] = "Read Count", [0x13] = "Recalibrate", [0x14] = "Unconditional Reserve",
		[0x15] = "Write Record Zero", [0x16] = "Read Record Zero",
		[0x19] = "Write Home Address", [0x1a] = "Read Home Address", [0x1b] = "Seek Head",
		[0x1d] = "Write CKD", [0x1e] = "Read CKD", [0x1f] = "Set File Mask",
		[0x22] = "Read Sector", [0x23] = "Set Sector",
		[0x27] = "Perform Subsystem Function", [0x29] = "Search Key Equal",
		[0x31] = "Search ID Equal", [0x39] = "Search HA Equal",
		[0x3e] = "Read Subsystem Data", [0x47] = "Locate Record",
		[0x4b] = "Locate Record Extended", [0x51] = "Search ID High",
		[0x54] = "Sense Subsystem Status", [0x5e] = "Read Multiple CKD",
		[0x63] = "Define Extent", [0x71] = "Search ID High or Equal",
		[0x85] = "Write Data (MT)", [0x86] = "Read Data (MT)",
		[0x8d] = "Write Key and Data (MT)", [0x8e] = "Read Key and Data (MT)",
		[0x92] = "Read Count (MT)", [0x94] = "Device Release",
		[0x95] = "Write Full Track", [0x96] = "Read Record Zero (MT)",
		[0x9a] = "Read Home Address (MT)", [0x9d] = "Write CKD Next Track",
		[0x9e] = "Read CKD (MT)", [0xb1] = "Search ID Equal (MT)",
		[0xb4] = "Device Reserve", [0xde] = "Read Track", [0xe7] = "Prefix",
	},
	[2] = {
		[0x01] = "Write", [0x02] = "Read Forward", [0x07] = "Rewind",
		[0x0c] = "Read Backward", [0x0f] = "Rewind Unload", [0x17] = "Erase Gap",
		[0x1f] = "Write Tape Mark", [0x22] = "Read Block ID", [0x27] = "Backspace Block",
		[0x2f] = "Backspace File", [0x37] = "Forward Space Block",
		[0x3f] = "Forward Space File", [0x43] = "Synchronize", [0x4f] = "Locate Block",
		[0x97] = "Data Security Erase", [0x9f] = "Load Display", [0xb7] = "Assign",
		[0xc2] = "Medium Sense", [0xc7] = "Unassign", [0xdb] = "Mode Set",
	},
}

local sense_byte0 = {
	{ "command_reject", "Command reject", 0x80 },
	{ "intervention", "Intervention required", 0x40 },
	{ "bus_out_parity", "Bus-out parity", 0x20 },
	{ "equipment_check", "Equipment check", 0x10 }, { "data_check", "Data check", 0x08 },
	{ "overrun", "Overrun", 0x04 },
}

local sense_byte1 = {
	[0] = {},
	[1] = {
		{ 0x80, "permanent error" }, { 0x40, "invalid track format" },
		{ 0x20, "end of cylinder" }, { 0x10, "message to operator" },
		{ 0x08, "no record found" }, { 0x04, "file protected" },
		{ 0x02, "write inhibited" }, { 0x01, "imprecise ending" },
	},
	[2] = {
		{ 0x80, "locate failure" }, { 0x40, "drive online" },
		{ 0x10, "record sequence error" }, { 0x08, "beginning of tape" },
		{ 0x04, "write mode" }, { 0x02, "write protect" }, { 0x01, "not capable" },
	},
}

-- ---- Fields ----

-- Each is found by its name, which is what a display filter says.
local f = {}
local all = {}

local function define(name, proto_field)
	f[name] = proto_field
	all[#all + 1] = proto_field
end

local function number(size, name, text, shown, names, mask)
	define(name, ProtoField["uint" .. size](name, text, shown, names, mask))
end

-- One bit of a field of @width bits.
local function flag(width, name, text, mask)
	define(name, ProtoField.bool(name, text, width, nil, mask))
end

-- A word of bits, as lines below its own; those of a name begin with it.
local words = {}

local function word(width, name, text, bits)
	number(width, name, text, base.HEX)
	words[name] = {}
	for i, b in ipairs(bits) do
		local full = name:match("^[^.]*") .. "." .. b[1]

		if b[4] then
			number(width, full, b[2], b[4] == "hex" and base.HEX or base.DEC,
			       type(b[4]) == "table" and b[4] or nil, b[3])
		else
			flag(width, full, b[2], b[3])
		end
		words[name][i] = full
	end
end

define("vfio_ccw.version", ProtoField.uint8("vfio_ccw.version", "Version", base.DEC))
define("vfio_ccw.type", ProtoField.uint8("vfio_ccw.type", "Type", base.DEC, types))
word(8, "vfio_ccw.flags", "Flags", {
	{ "replayed", "Replayed", 0x01 }, { "format1", "Format-1 CCWs", 0x02 },
	{ "agrees", "Replay agrees", 0x04 }, { "differs", "Replay differs", 0x08 },
})
define("vfio_ccw.cc", ProtoField.uint8("vfio_ccw.cc", "Condition code", base.DEC))
define("vfio_ccw.family", ProtoField.uint8("vfio_ccw.family", "Device family", base.DEC, families))
number(32, "vfio_ccw.sid", "Subsystem-identification word", base.HEX)
number(16, "vfio_ccw.dev", "Device number", base.HEX)
define("vfio_ccw.seq", ProtoField.uint64("vfio_ccw.seq", "Sequence number", base.DEC))
define("vfio_ccw.start", ProtoField.uint64("vfio_ccw.start", "Of the start", base.DEC))
define("vfio_ccw.event", ProtoField.string("vfio_ccw.event", "Event"))
define("vfio_ccw.text", ProtoField.string("vfio_ccw.text", "Text"))
define("vfio_ccw.return", ProtoField.uint32("vfio_ccw.return", "Return code (errno)", base.DEC))
-- Lines with times are generated, as those of other protocols are.
local function duration(name, text)
	define(name, ProtoField.relative_time(name, text))
end

duration("vfio_ccw.time", "Time")
duration("vfio_ccw.time.translation", "Time of the translation")
duration("vfio_ccw.time.issue", "Time from the translation to START SUBCHANNEL")
define("vfio_ccw.start_frame", ProtoField.framenum("vfio_ccw.start_frame", "Start in",
	base.NONE, frametype and frametype.REQUEST))
define("vfio_ccw.element", ProtoField.uint16("vfio_ccw.element", "Element", base.DEC,
	element_names))

number(32, "orb.intparm", "Interruption parameter", base.HEX)
word(32, "orb.ctrl", "Word 1", {
	{ "key", "Subchannel key (key)", 0xf0000000, "hex" },
	{ "s", "Suspend control (S)", 0x08000000 }, { "c", "Streaming-mode control (C)", 0x04000000 },
	{ "m", "Modification control (M)", 0x02000000 },
	{ "y", "Synchronization control (Y)", 0x01000000 },
	{ "f", "Format control (F)", 0x00800000 }, { "p", "Prefetch control (P)", 0x00400000 },
	{ "i", "Initial-status-interruption control (I)", 0x00200000 },
	{ "a", "Address-limit-checking control (A)", 0x00100000 },
	{ "u", "Suppress-suspended-interruption control (U)", 0x00080000 },
	{ "b", "Channel-program-type control (B)", 0x00040000 },
	{ "h", "Format-2-IDAW control (H)", 0x00020000 },
	{ "t", "2K-IDAW control (T)", 0x00010000 },
	{ "lpm", "Logical-path mask (LPM)", 0x0000ff00, "hex" },
	{ "l", "Incorrect-length-suppression mode (L)", 0x00000080 },
	{ "d", "Modified-CCW-indirect-data-addressing control (D)", 0x00000040 },
	{ "x", "ORB-extension control (X)", 0x00000001 },
})
number(32, "orb.cpa", "Channel-program address", base.HEX)
number(8, "orb.css_priority", "Channel-subsystem priority", base.DEC)
number(8, "orb.cu_priority", "Control-unit priority", base.DEC)

number(32, "ccw.addr", "Address", base.HEX)
number(8, "ccw.cmd", "Command code", base.HEX)
define("ccw.name", ProtoField.string("ccw.name", "Command"))
word(8, "ccw.flags", "Flags", {
	{ "cd", "Chain data (CD)", 0x80 }, { "cc", "Chain command (CC)", 0x40 },
	{ "sli", "Suppress length indication (SLI)", 0x20 }, { "skip", "Skip (SKP)", 0x10 },
	{ "pci", "Program-controlled interruption (PCI)", 0x08 },
	{ "ida", "Indirect data address (IDA)", 0x04 }, { "s", "Suspend (S)", 0x02 },
	{ "mida", "Modified indirect data address (MIDA)", 0x01 },
})
number(16, "ccw.count", "Count", base.DEC)
number(32, "ccw.cda", "Data address", base.HEX)
number(32, "ccw.tic", "Transfer in channel to", base.HEX)
word(8, "ccw.step", "Execution", {
	{ "executed", "Executed", 0x01 }, { "immediate", "Immediate", 0x02 },
	{ "translated", "Translated CCW", 0x04 }, { "struck", "Struck by a fault", 0x08 },
})
word(8, "ccw.how", "Transfer", {
	{ "chained", "Continues the command before by data chaining", 0x01 },
	{ "backward", "Data go to lower addresses", 0x02 },
})
number(32, "ccw.loop", "With a TIC, the last round of a loop of so many steps", base.DEC)
number(32, "ccw.taken", "Bytes that the device took", base.DEC)
define("ccw.meaning", ProtoField.string("ccw.meaning", "Meaning"))
number(8, "ccw.xcmd", "Command given to the device", base.HEX)
number(16, "ccw.residual", "Residual count", base.DEC)
number(32, "ccw.host", "Address in the translated program", base.HEX)
define("ccw.out", ProtoField.bytes("ccw.out", "Data to the device"))
define("ccw.in", ProtoField.bytes("ccw.in", "Data from the device"))
number(32, "ccw.out_length", "Bytes to the device", base.DEC)
number(32, "ccw.in_length", "Bytes from the device", base.DEC)
number(32, "idaw.addr", "Address of the IDAW", base.HEX)
define("idaw.value", ProtoField.uint64("idaw.value", "Data address", base.HEX))

local unit_status = {
	{ "attention", "Attention", 0x80 }, { "sm", "Status modifier", 0x40 },
	{ "cue", "Control-unit end", 0x20 }, { "busy", "Busy", 0x10 },
	{ "ce", "Channel end", 0x08 }, { "de", "Device end", 0x04 },
	{ "uc", "Unit check", 0x02 }, { "ux", "Unit exception", 0x01 },
}

local channel_status = {
	{ "pci", "Program-controlled interruption", 0x80 }, { "il", "Incorrect length", 0x40 },
	{ "program_check", "Program check", 0x20 },
	{ "protection_check", "Protection check", 0x10 },
	{ "data_check", "Channel-data check", 0x08 },
	{ "control_check", "Channel-control check", 0x04 },
	{ "interface_check", "Interface-control check", 0x02 },
	{ "chaining_check", "Chaining check", 0x01 },
}

number(8, "ccw.dstat", "Device status", base.HEX)
number(8, "ccw.cstat", "Subchannel status", base.HEX)

word(16, "scsw.word0", "Flags", {
	{ "key", "Subchannel key", 0xf000, "hex" }, { "s", "Suspend control (S)", 0x0800 },
	{ "l", "ESW format (L)", 0x0400 },
	{ "cc", "Deferred condition code (CC)", 0x0300, {
		[0] = "normal", [1] = "status pending", [2] = "reserved", [3] = "path not operational",
	} },
	{ "f", "CCW format (F)", 0x0080 }, { "p", "Prefetch (P)", 0x0040 },
	{ "i", "Initial-status-interruption control (I)", 0x0020 },
	{ "a", "Address-limit-checking control (A)", 0x0010 },
	{ "u", "Suppress-suspended interruption (U)", 0x0008 },
	{ "z", "Zero condition code (Z)", 0x0004 }, { "e", "Extended control (E)", 0x0002 },
	{ "n", "Path not operational (N)", 0x0001 },
})
word(16, "scsw.ctrl", "Subchannel control", {
	{ "fctl_start", "Start function (FC)", 0x4000 }, { "fctl_halt", "Halt function (FC)", 0x2000 },
	{ "fctl_clear", "Clear function (FC)", 0x1000 },
	{ "actl_resume", "Resume pending (AC)", 0x0800 },
	{ "actl_start", "Start pending (AC)", 0x0400 },
	{ "actl_halt", "Halt pending (AC)", 0x0200 },
	{ "actl_clear", "Clear pending (AC)", 0x0100 },
	{ "actl_subchannel", "Subchannel active (AC)", 0x0080 },
	{ "actl_device", "Device active (AC)", 0x0040 },
	{ "actl_suspended", "Suspended (AC)", 0x0020 },
	{ "stctl_alert", "Alert status (SC)", 0x0010 },
	{ "stctl_intermediate", "Intermediate status (SC)", 0x0008 },
	{ "stctl_primary", "Primary status (SC)", 0x0004 },
	{ "stctl_secondary", "Secondary status (SC)", 0x0002 },
	{ "stctl_pending", "Status pending (SC)", 0x0001 },
})
number(32, "scsw.cpa", "CCW address", base.HEX)
word(8, "scsw.dstat", "Device status", unit_status)
word(8, "scsw.cstat", "Subchannel status", channel_status)
number(16, "scsw.count", "Count", base.DEC)

word(32, "esw.logout", "Subchannel logout", {
	{ "esf", "Extended-status flags (ESF)", 0x7f000000, "hex" },
	{ "lpum", "Last-path-used mask (LPUM)", 0x00ff0000, "hex" },
	{ "fvf", "Field-validity flags (FVF)", 0x0000f800, "hex" },
	{ "sa", "Storage-access code (SA)", 0x00000600, "hex" },
	{ "tc", "Termination code (TC)", 0x00000180, "hex" },
	{ "d", "Device-status check (D)", 0x00000040 },
	{ "e", "Secondary error (E)", 0x00000020 },
	{ "a", "I/O-error alert (A)", 0x00000010 }, { "sc", "Sequence code (SC)", 0x00000007, "hex" },
})
word(32, "esw.erw", "Extended-report word", {
	{ "erw_a", "Authorization check (A)", 0x10000000 },
	{ "erw_p", "Path-verification required (P)", 0x08000000 },
	{ "erw_t", "Channel-path timeout (T)", 0x04000000 },
	{ "erw_f", "Failing-storage-address validity (F)", 0x02000000 },
	{ "erw_s", "Concurrent sense (S)", 0x01000000 },
	{ "erw_c", "Secondary-CCW-address validity (C)", 0x00800000 },
	{ "erw_r", "Failing-storage-address format (R)", 0x00400000 },
	{ "scnt", "Concurrent-sense count (SCNT)", 0x003f0000, "dec" },
})
define("esw.fsa", ProtoField.uint64("esw.fsa", "Failing-storage address", base.HEX))
number(32, "esw.secondary_cpa", "Secondary-CCW address", base.HEX)
define("ecw.data", ProtoField.bytes("ecw.data", "Extended-control word"))
define("irb.emw", ProtoField.bytes("irb.emw", "Extended-measurement word"))

define("sense.bytes", ProtoField.bytes("sense.bytes", "Sense bytes"))
for _, b in ipairs(sense_byte0) do
	flag(8, "sense." .. b[1], b[2], b[3])
end
define("sense.byte1", ProtoField.uint8("sense.byte1", "Sense byte 1", base.HEX))
define("sense.meaning", ProtoField.string("sense.meaning", "Meaning"))
define("sense.format", ProtoField.uint8("sense.format", "Format", base.DEC, nil, 0xf0))
define("sense.message", ProtoField.uint8("sense.message", "Message", base.DEC, nil, 0x0f))

number(32, "pmcw.intparm", "Interruption parameter", base.HEX)
word(16, "pmcw.flags", "Flags", {
	{ "isc", "Interruption subclass (ISC)", 0x3800, "dec" }, { "e", "Enabled (E)", 0x0080 },
	{ "lm", "Limit mode (LM)", 0x0060, "hex" }, { "mm", "Measurement mode (MM)", 0x0018, "hex" },
	{ "d", "Multipath mode (D)", 0x0004 }, { "t", "Timing facility (T)", 0x0002 },
	{ "v", "Device number valid (V)", 0x0001 },
})
number(16, "pmcw.dev", "Device number", base.HEX)
number(8, "pmcw.lpm", "Logical-path mask (LPM)", base.HEX)
number(8, "pmcw.pnom", "Path-not-operational mask (PNOM)", base.HEX)
number(8, "pmcw.lpum", "Last-path-used mask (LPUM)", base.HEX)
number(8, "pmcw.pim", "Path-installed mask (PIM)", base.HEX)
number(16, "pmcw.mbi", "Measurement-block index", base.HEX)
number(8, "pmcw.pom", "Path-operational mask (POM)", base.HEX)
number(8, "pmcw.pam", "Path-available mask (PAM)", base.HEX)
define("pmcw.chpid", ProtoField.bytes("pmcw.chpid", "Channel-path identifiers"))
word(32, "pmcw.word6", "Word 6", {
	{ "st", "Subchannel type (ST)", 0x00e00000, "dec" },
	{ "s", "Concurrent sense (S)", 0x00000001 },
})
define("schib.mda", ProtoField.bytes("schib.mda", "Model-dependent area"))

word(16, "crw.flags", "Flags", {
	{ "s", "Solicited (S)", 0x4000 }, { "r", "Overflow (R)", 0x2000 },
	{ "c", "Chaining (C)", 0x1000 },
	{ "rsc", "Reporting-source code (RSC)", 0x0f00, {
		[2] = "monitoring facility", [3] = "subchannel", [4] = "channel path",
		[9] = "configuration-alert facility", [11] = "channel subsystem",
	} },
	{ "a", "Ancillary report (A)", 0x0080 },
	{ "erc", "Error-recovery code (ERC)", 0x003f, {
		[0] = "event information", [1] = "available", [2] = "initialized",
		[3] = "temporary error", [4] = "installed parameters initialized", [5] = "terminal",
		[6] = "permanent error, not initialized", [7] = "permanent error, initialized",
		[8] = "installed parameters modified",
	} },
})
number(16, "crw.rsid", "Reporting-source ID", base.HEX)
number(32, "interruption.intparm", "Interruption parameter", base.HEX)
number(32, "interruption.intid", "Interruption-identification word", base.HEX)

number(32, "difference.ccw", "CCW executed (0: the program as a whole)", base.DEC)
define("difference.what", ProtoField.string("difference.what", "What"))
define("difference.recorded", ProtoField.string("difference.recorded", "Recorded"))
define("difference.replayed", ProtoField.string("difference.replayed", "Replayed"))
define("difference.excepted", ProtoField.string("difference.excepted", "Excepted, because"))
number(32, "fault.line", "Line of the plan", base.DEC)
number(32, "fault.struck", "Times it struck", base.DEC)
define("fault.text", ProtoField.string("fault.text", "Fault"))

vfio_ccw.fields = all


-- ---- What a reader shall look at ----

local ef = {}
local experts = {}

local function expert_info(name, text, group, severity)
	ef[name] = ProtoExpert.new("vfio_ccw." .. name, text, group, severity)
	experts[#experts + 1] = ef[name]
end

expert_info("malformed", "Not laid out as a packet is", expert.group.MALFORMED, expert.severity.ERROR)
expert_info("cut", "Bytes were left out", expert.group.PROTOCOL, expert.severity.NOTE)
expert_info("unknown", "Of a version or kind that is not known here", expert.group.UNDECODED,
	expert.severity.NOTE)
expert_info("unit_check", "Unit check", expert.group.RESPONSE_CODE, expert.severity.WARN)
expert_info("channel_check", "Subchannel status", expert.group.RESPONSE_CODE, expert.severity.WARN)
expert_info("slow", "It took remarkably long", expert.group.SEQUENCE, expert.severity.WARN)
expert_info("not_started", "Condition code", expert.group.RESPONSE_CODE, expert.severity.WARN)
expert_info("difference", "The replay differs", expert.group.SEQUENCE, expert.severity.ERROR)
expert_info("fault", "A fault of the plan struck", expert.group.SEQUENCE, expert.severity.NOTE)
vfio_ccw.experts = experts

-- ---- Pieces ----

local function command_name(family, cmd)
	if band(cmd, 0x0f) == 0x08 then
		cmd = 0x08
	end
	return common_commands[cmd] or (family_commands[family] or {})[cmd] or
		string.format("command %02x", cmd)
end

local function bit_names(names, byte)
	local out = {}

	for _, b in ipairs(names) do
		if band(byte, b[1]) ~= 0 then
			out[#out + 1] = b[2]
		end
	end
	return table.concat(out, ", ")
end

local unit_status_short = {
	{ 0x80, "ATTN" }, { 0x40, "SM" }, { 0x20, "CUE" }, { 0x10, "BUSY" }, { 0x08, "CE" },
	{ 0x04, "DE" }, { 0x02, "UC" }, { 0x01, "UX" },
}

local channel_status_short = {
	{ 0x80, "PCI" }, { 0x40, "IL" }, { 0x20, "program-check" }, { 0x10, "protection-check" },
	{ 0x08, "data-check" }, { 0x04, "control-check" }, { 0x02, "interface-check" },
	{ 0x01, "chaining-check" },
}

local flags_short = {
	{ 0x80, "CD" }, { 0x40, "CC" }, { 0x20, "SLI" }, { 0x10, "SKIP" }, { 0x08, "PCI" },
	{ 0x04, "IDA" }, { 0x02, "S" }, { 0x01, "MIDA" },
}

local function status_text(dstat, cstat)
	local unit = bit_names(unit_status_short, dstat):gsub(",", "")
	local channel = bit_names(channel_status_short, cstat):gsub(",", "")

	return unit .. (unit ~= "" and channel ~= "" and " " or "") .. channel
end

-- A word, and its bits below it.
local function add_word(tree, name, range)
	local item = tree:add(f[name], range)

	for _, bit_name in ipairs(words[name]) do
		item:add(f[bit_name], range)
	end
	return item
end

local function add_status(tree, state, dstat_range, cstat_range)
	local dstat, cstat = dstat_range:uint(), cstat_range:uint()
	local unit = add_word(tree, "scsw.dstat", dstat_range)
	local channel = add_word(tree, "scsw.cstat", cstat_range)

	unit:append_text(" " .. bit_names(unit_status_short, dstat))
	channel:append_text(" " .. bit_names(channel_status_short, cstat))
	if band(dstat, 0x02) ~= 0 then
		unit:add_proto_expert_info(ef.unit_check)
	end
	-- PCI is what the program asked for.
	if band(cstat, 0x7f) ~= 0 then
		channel:add_proto_expert_info(ef.channel_check,
			bit_names(channel_status_short, band(cstat, 0x7f)))
	end
	state.status = status_text(dstat, cstat)
end

local function add_sense(tree, state, range)
	local item = tree:add(f["sense.bytes"], range)
	local meaning = {}

	if range:len() < 2 then
		return
	end
	for _, b in ipairs(sense_byte0) do
		item:add(f["sense." .. b[1]], range(0, 1))
		if band(range(0, 1):uint(), b[3]) ~= 0 then
			meaning[#meaning + 1] = b[2]:lower()
		end
	end
	item:add(f["sense.byte1"], range(1, 1))
	local more = bit_names(sense_byte1[state.family] or {}, range(1, 1):uint())
	if more ~= "" then
		meaning[#meaning + 1] = more
	end
	if #meaning > 0 then
		item:add(f["sense.meaning"], range(0, 2), table.concat(meaning, ", "))
		item:append_text(" (" .. table.concat(meaning, ", ") .. ")")
		state.sense = table.concat(meaning, ", ")
	end
	if state.family == 1 and range:len() >= 8 then
		item:add(f["sense.format"], range(7, 1))
		item:add(f["sense.message"], range(7, 1))
	end
end

-- ---- Elements: each gets a tree of its own, and knows its bytes are there ----

local function add_orb(tree, state, range)
	tree:add(f["orb.intparm"], range(0, 4))
	add_word(tree, "orb.ctrl", range(4, 4))
	tree:add(f["orb.cpa"], range(8, 4))
	tree:add(f["orb.css_priority"], range(12, 1))
	tree:add(f["orb.cu_priority"], range(14, 1))
	-- The IDAWs of this program are as the ORB says.
	state.format1 = band(range(4, 4):uint(), 0x00800000) ~= 0
end

-- Both formats hold the same fields, in another order.
local function ccw_parts(range, format1)
	if format1 then
		return range(0, 1), range(1, 1), range(2, 2), range(4, 4)
	end
	return range(0, 1), range(4, 1), range(6, 2), range(1, 3)
end

-- The command code of a CCW that continues a command is ignored.
local function add_ccw_fields(tree, state, range, format1, chained, xcmd)
	local cmd, flags, count, cda = ccw_parts(range(4, 8), format1)
	local name = command_name(state.family, xcmd or cmd:uint())
	local text

	if chained and not xcmd then
		name = "Data chaining"
	end
	tree:add(f["ccw.addr"], range(0, 4))
	tree:add(f["ccw.cmd"], cmd)
	tree:add(f["ccw.name"], cmd, name)
	if not chained then
		state.names[#state.names + 1] = name
	end
	if band(cmd:uint(), 0x0f) == 0x08 then
		tree:add(f["ccw.tic"], cda)
		text = string.format("%s to %08x", name, cda:uint())
	else
		add_word(tree, "ccw.flags", flags):append_text(" " ..
			bit_names(flags_short, flags:uint()))
		tree:add(f["ccw.count"], count)
		tree:add(f["ccw.cda"], cda)
		text = string.format("%s, %d at %08x", name, count:uint(), cda:uint())
	end
	tree:set_text(string.format("%08x  %s", range(0, 4):uint(), text))
end

-- How data are transferred, where the packet has that; and its text.
local function add_how(tree, range)
	local how = range:uint()

	add_word(tree, "ccw.how", range)
	if band(how, 0x01) ~= 0 then
		tree:append_text("  [data chaining]")
	end
	if band(how, 0x02) ~= 0 then
		tree:append_text("  [backward]")
	end
end

local function add_ccw(tree, state, range)
	local how = range:len() > 12 and range(12, 1)

	add_ccw_fields(tree, state, range, state.format1, how and band(how:uint(), 0x01) ~= 0)
	if how then
		add_how(tree, how)
	end
end

-- Fields that only some steps have.
local function add_step_rest(tree, range)
	local loop, taken = range(4, 4):uint(), range(8, 4):uint()

	add_how(tree, range(0, 1))
	if loop > 0 then
		tree:add(f["ccw.loop"], range(4, 4))
		tree:append_text(string.format("  [loop of %d steps]", loop))
	end
	tree:add(f["ccw.taken"], range(8, 4))
end

local function add_step(tree, state, range)
	local flags = range(12, 1):uint()
	local translated = band(flags, 0x04) ~= 0
	local executed = band(flags, 0x01) ~= 0
	local rest = range:len() >= 36 and range(24, 12)
	local chained = rest and band(rest(0, 1):uint(), 0x01) ~= 0
	local status

	add_ccw_fields(tree, state, range, state.format1 or translated, chained,
		       chained and executed and range(13, 1):uint() or nil)
	add_word(tree, "ccw.step", range(12, 1))
	if rest then
		add_step_rest(tree, rest)
	end
	if band(flags, 0x08) ~= 0 then
		tree:append_text("  [struck by a fault]")
	end
	if translated then
		tree:add(f["ccw.host"], range(20, 4))
	end
	if not executed then
		return
	end
	status = status_text(range(14, 1):uint(), range(15, 1):uint())
	tree:add(f["ccw.xcmd"], range(13, 1))
	tree:add(f["ccw.dstat"], range(14, 1)):append_text(" " .. status)
	tree:add(f["ccw.cstat"], range(15, 1))
	tree:add(f["ccw.residual"], range(16, 2))
	tree:append_text("  " .. status)
end

local function add_idaws(tree, state, range)
	for at = 0, range:len() - 12, 12 do
		local item = tree:add(f["idaw.value"], range(at + 4, 8))

		item:add(f["idaw.addr"], range(at, 4))
	end
	tree:set_text(string.format("%d IDAWs", math.floor(range:len() / 12)))
end

local function data_adder(name, text)
	return function(tree, state, range, full)
		local here = range and range:len() or 0

		tree:add(f[name .. "_length"], full)
		if range then
			tree:add(f[name], range)
		end
		tree:set_text(string.format("%s: %d bytes", text, full))
		if here < full then
			tree:add_proto_expert_info(ef.cut, string.format("Only %d of %d bytes are here",
				here, full))
		end
	end
end

-- What the data before it mean, in the words of ccwreplay.
local function add_meaning(tree, state, range)
	tree:add(f["ccw.meaning"], range)
	if state.data then
		tree:append_text(", " .. range:string(ENC_UTF_8))
	end
end

-- Nanoseconds, of which what is left of seconds is shown exactly.
local function time_of(range)
	local ns = range:uint64()
	local seconds = (ns / 1000000000):tonumber()

	return NSTime.new(seconds, (ns % 1000000000):tonumber()), seconds
end

local function time_adder(name)
	return function(tree, state, range)
		local time, seconds = time_of(range(0, 8))
		local item = tree:add(f[name], range(0, 8), time)

		item:set_generated()
		if name == "vfio_ccw.time" and seconds >= REMARKABLE then
			item:add_proto_expert_info(ef.slow)
		end
	end
end

local function add_scsw(tree, state, range)
	add_word(tree, "scsw.word0", range(0, 2))
	add_word(tree, "scsw.ctrl", range(2, 2))
	tree:add(f["scsw.cpa"], range(4, 4))
	add_status(tree, state, range(8, 1), range(9, 1))
	tree:add(f["scsw.count"], range(10, 2))
	if band(range(0, 2):uint(), 0x0300) ~= 0 then
		tree:add_proto_expert_info(ef.not_started, "Deferred condition code " ..
			extract(range(0, 2):uint(), 8, 2))
	end
	tree:append_text(": " .. state.status)
end

local function add_esw(tree, state, range)
	add_word(tree, "esw.logout", range(0, 4))
	add_word(tree, "esw.erw", range(4, 4))
	tree:add(f["esw.fsa"], range(8, 8))
	tree:add(f["esw.secondary_cpa"], range(16, 4))
end

local function add_ecw(tree, state, range)
	tree:add(f["ecw.data"], range)
end

local function add_irb(tree, state, range)
	local erw = range(16, 4):uint()
	local count = extract(erw, 16, 6)

	add_scsw(tree:add(vfio_ccw, range(0, 12), element_names[8]), state, range(0, 12))
	add_esw(tree:add(vfio_ccw, range(12, 20), element_names[9]), state, range(12, 20))
	local ecw = tree:add(vfio_ccw, range(32, 32), element_names[10])
	add_ecw(ecw, state, range(32, 32))
	-- Concurrent sense: the ECW begins with so many sense bytes.
	if band(erw, 0x01000000) ~= 0 and count > 0 and count <= 32 then
		add_sense(ecw, state, range(32, count))
	end
	if range:len() >= 96 then
		tree:add(f["irb.emw"], range(64, 32))
	end
end

local function add_pmcw(tree, state, range)
	tree:add(f["pmcw.intparm"], range(0, 4))
	add_word(tree, "pmcw.flags", range(4, 2))
	tree:add(f["pmcw.dev"], range(6, 2))
	for i, name in ipairs({ "lpm", "pnom", "lpum", "pim" }) do
		tree:add(f["pmcw." .. name], range(7 + i, 1))
	end
	tree:add(f["pmcw.mbi"], range(12, 2))
	tree:add(f["pmcw.pom"], range(14, 1))
	tree:add(f["pmcw.pam"], range(15, 1))
	tree:add(f["pmcw.chpid"], range(16, 8))
	add_word(tree, "pmcw.word6", range(24, 4))
end

local function add_schib(tree, state, range)
	add_pmcw(tree:add(vfio_ccw, range(0, 28), element_names[13]), state, range(0, 28))
	add_scsw(tree:add(vfio_ccw, range(28, 12), element_names[8]), state, range(28, 12))
	tree:add(f["schib.mda"], range(40, 12))
	state.status = nil
end

local function add_crw(tree, state, range)
	add_word(tree, "crw.flags", range(0, 2))
	tree:add(f["crw.rsid"], range(2, 2))
end

local function add_interruption(tree, state, range)
	tree:add(f["interruption.intparm"], range(0, 4))
	tree:add(f["interruption.intid"], range(4, 4))
end

local function add_name(tree, state, range)
	state.event = range:string(ENC_UTF_8)
	tree:add(f["vfio_ccw.event"], range)
end

local function add_text(tree, state, range)
	state.text = range:string(ENC_UTF_8)
	tree:add(f["vfio_ccw.text"], range)
end

local function add_return(tree, state, range)
	tree:add(f["vfio_ccw.return"], range(0, 4))
	state.returned = range(0, 4):uint()
end

-- Strings, each with a zero behind it.  Returns nothing if one lacks it.
local function strings(range, from, n)
	local out = {}
	local bytes = range:bytes()
	local at, start = from, from

	while #out < n and at < range:len() do
		if bytes:get_index(at) == 0 then
			out[#out + 1] = range(start, at - start + 1)
			start = at + 1
		end
		at = at + 1
	end
	return #out == n and out or nil
end

local function add_difference(tree, state, range)
	local parts = strings(range, 4, 4)
	local excepted

	tree:add(f["difference.ccw"], range(0, 4))
	if not parts then
		tree:add_proto_expert_info(ef.malformed)
		return
	end
	for i, name in ipairs({ "what", "recorded", "replayed" }) do
		tree:add(f["difference." .. name], parts[i])
	end
	excepted = parts[4]:len() > 1
	if excepted then
		tree:add(f["difference.excepted"], parts[4])
	end
	local text = string.format("%s: recorded %s, replayed %s", parts[1]:stringz(ENC_UTF_8),
		parts[2]:stringz(ENC_UTF_8), parts[3]:stringz(ENC_UTF_8))
	tree:append_text(": " .. text)
	if not excepted then
		tree:add_proto_expert_info(ef.difference, text)
	end
end

local function add_fault(tree, state, range)
	tree:add(f["fault.line"], range(0, 4))
	tree:add(f["fault.struck"], range(4, 4))
	tree:add(f["fault.text"], range(8))
	tree:append_text(": " .. range(8):string(ENC_UTF_8))
	tree:add_proto_expert_info(ef.fault, range(8):string(ENC_UTF_8))
	state.fault = true
end

-- What an element is decoded by, and how many bytes that needs.  What has @of
-- belongs to the CCW, or its data, before it; what is @plain has no line of its own.
local decoders = {
	[1] = { 32, add_orb }, [2] = { 12, add_ccw }, [3] = { 24, add_step },
	[4] = { 0, add_idaws, of = "ccw" }, [5] = { 0, data_adder("ccw.out", "To the device"), of = "ccw" },
	[6] = { 0, data_adder("ccw.in", "From the device"), of = "ccw" },
	[7] = { 1, add_sense, of = "ccw" }, [8] = { 12, add_scsw }, [9] = { 20, add_esw },
	[10] = { 1, add_ecw }, [11] = { 64, add_irb }, [12] = { 52, add_schib },
	[13] = { 28, add_pmcw }, [14] = { 4, add_crw }, [15] = { 8, add_interruption },
	[16] = { 1, add_name }, [17] = { 1, add_text }, [18] = { 4, add_return },
	[19] = { 8, add_difference }, [20] = { 9, add_fault },
	[21] = { 8, time_adder("vfio_ccw.time"), plain = true },
	[22] = { 8, time_adder("vfio_ccw.time.translation"), plain = true },
	[23] = { 8, time_adder("vfio_ccw.time.issue"), plain = true },
	[24] = { 1, add_meaning, of = "data" },
}

-- ---- A packet ----

local starts = {}

function vfio_ccw.init()
	starts = {}
end

local function add_head(tree, state, tvb)
	local number_of_start = tvb(24, 8):uint64()

	tree:add(f["vfio_ccw.version"], tvb(3, 1))
	tree:add(f["vfio_ccw.type"], tvb(4, 1))
	add_word(tree, "vfio_ccw.flags", tvb(5, 1))
	if state.cc ~= NO_CC then
		local item = tree:add(f["vfio_ccw.cc"], tvb(6, 1))

		-- A request for status may find none.
		if state.cc ~= 0 and (state.type == START or state.type == FUNCTION) then
			item:add_proto_expert_info(ef.not_started, "Condition code " .. state.cc)
		end
	end
	tree:add(f["vfio_ccw.family"], tvb(7, 1))
	tree:add(f["vfio_ccw.sid"], tvb(8, 4))
	tree:add(f["vfio_ccw.dev"], tvb(12, 2))
	tree:add(f["vfio_ccw.seq"], tvb(16, 8))
	if number_of_start ~= UInt64(0xffffffff, 0xffffffff) then
		tree:add(f["vfio_ccw.start"], tvb(24, 8))
		state.start = tostring(number_of_start)
	end
end

-- The frame with the start that this one is about.
local function link_to_start(tree, state, pinfo)
	if state.type == START and state.start and not pinfo.visited then
		starts[state.start] = pinfo.number
	elseif state.start and starts[state.start] then
		tree:add(f["vfio_ccw.start_frame"], starts[state.start]):set_generated()
	end
end

-- One element at @at; returns where the next one is, or nothing.
local function add_element(tree, state, tvb, at)
	local left = tvb:reported_length_remaining(at)
	local kind, len, full, parent, item, decoder

	if tvb:len() - at < ELEMENT_HEAD then
		tree:add_proto_expert_info(left > tvb:len() - at and ef.cut or ef.malformed)
		return nil
	end
	kind, len, full = tvb(at, 2):uint(), tvb(at + 4, 4):uint(), tvb(at + 8, 4):uint()
	if len > left - ELEMENT_HEAD or full < len then
		tree:add_proto_expert_info(ef.malformed, string.format(
			"An element at byte %d says it has %d bytes, of %d in all", at, len, full))
		return nil
	end
	if len > tvb:len() - at - ELEMENT_HEAD then
		tree:add_proto_expert_info(ef.cut, "The packet is too long for a capture; its end is not here")
		return nil
	end
	decoder = decoders[kind]
	parent = decoder and decoder.of and state[decoder.of] or tree
	item = decoder and decoder.plain and parent or parent:add(vfio_ccw,
		tvb(at, ELEMENT_HEAD + len), element_names[kind] or string.format("Element %d", kind))
	if not decoder then
		item:add_proto_expert_info(ef.unknown)
	elseif len < decoder[1] or (kind == 4 and len % 12 ~= 0) then
		item:add_proto_expert_info(ef.malformed, string.format(
			"%d bytes are not what this has", len))
	elseif len > 0 or kind == 5 or kind == 6 then
		decoder[2](item, state, len > 0 and tvb(at + ELEMENT_HEAD, len) or nil, full)
	end
	if kind == 2 or kind == 3 then
		state.ccw, state.data = item, nil
	elseif kind == 5 or kind == 6 then
		state.data = item
	end
	return at + ELEMENT_HEAD + len
end

-- "Define Extent, Locate Record, Read Data x16"
local function join_names(names)
	local out = {}
	local i = 1

	while i <= #names do
		local n = 1

		while names[i + n] == names[i] do
			n = n + 1
		end
		out[#out + 1] = names[i] .. (n > 1 and " x" .. n or "")
		i = i + n
	end
	return table.concat(out, ", ")
end

local function summary(state)
	local parts = { functions[state.event] or types[state.type] or "Unknown" }

	if state.cc ~= NO_CC then
		parts[1] = parts[1] .. " cc " .. state.cc
	end
	if #state.names > 0 then
		parts[#parts + 1] = join_names(state.names)
	end
	if state.status and state.status ~= "" then
		parts[#parts + 1] = state.status
	end
	if state.sense then
		parts[#parts + 1] = state.sense
	end
	if state.returned and state.returned ~= 0 then
		parts[#parts + 1] = "error " .. state.returned
	end
	if state.text then
		parts[#parts + 1] = state.text
	end
	if state.differs then
		parts[#parts + 1] = "[differs]"
	end
	if state.fault then
		parts[#parts + 1] = "[fault]"
	end
	return table.concat(parts, ": ", 1, math.min(2, #parts)) ..
		(#parts > 2 and "  " .. table.concat(parts, "  ", 3) or "")
end

local function add_elements(tree, state, tvb)
	local at, n = HEAD, 0

	while at and at < tvb:reported_len() do
		n = n + 1
		if n > MOST_ELEMENTS then
			tree:add_proto_expert_info(ef.malformed, "There are too many elements")
			return
		end
		at = add_element(tree, state, tvb, at)
	end
end

function vfio_ccw.dissector(tvb, pinfo, root)
	local tree, state, device

	if tvb:len() < 4 or tvb(0, 3):string() ~= "CCW" then
		return 0
	end
	pinfo.cols.protocol = "CCW"
	tree = root:add(vfio_ccw, tvb())
	if tvb(3, 1):uint() ~= VERSION then
		pinfo.cols.info = "Version " .. tvb(3, 1):uint() .. " of the layout"
		tree:add(f["vfio_ccw.version"], tvb(3, 1)):add_proto_expert_info(ef.unknown)
		return tvb:len()
	end
	if tvb:len() < HEAD then
		pinfo.cols.info = "Too short"
		tree:add_proto_expert_info(ef.malformed)
		return tvb:len()
	end
	state = {
		type = tvb(4, 1):uint(), cc = tvb(6, 1):uint(), family = tvb(7, 1):uint(),
		format1 = band(tvb(5, 1):uint(), 0x02) ~= 0,
		differs = band(tvb(5, 1):uint(), 0x08) ~= 0, names = {},
	}
	state.ccw = tree
	device = string.format("0.%d.%04x", extract(tvb(8, 4):uint(), 17, 2), tvb(12, 2):uint())
	pinfo.cols.src = state.type == START and "guest" or device
	pinfo.cols.dst = state.type == START and device or "guest"
	add_head(tree, state, tvb)
	link_to_start(tree, state, pinfo)
	add_elements(tree, state, tvb)
	pinfo.cols.info = summary(state)
	tree:append_text(", " .. summary(state))
	return tvb:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER0, vfio_ccw)
