// SPDX-License-Identifier: GPL-2.0-only
/* Records devices that are passed through, and edits recordings. */
#include <ctype.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/record/ccwrecord.h"
#include "ccwtools/record/edit.h"
#include "ccwtools/record/live.h"
#include "ccwtools/recording/file_set.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/text.h"
#include "ccwtools/recording/version.h"

static const char help[] =
"usage: ccwrecord COMMAND [OPTION]... ARGUMENT...\n"
"\n"
"  ccwrecord record DEVICE...    record devices (0.0.0120) that are bound to vfio_ccw,\n"
"                                until interrupted or removed\n"
"  ccwrecord convert STREAM...   make a recording of streams that were read from the\n"
"                                devices' files in debugfs\n"
"  ccwrecord filter FILE         keep a part of a recording\n"
"  ccwrecord join FILE...        make one of several, by time\n"
"  ccwrecord anonymise FILE      leave out payload, and data that identify the machine\n"
"  ccwrecord check FILE...       is it valid and complete?\n"
"  ccwrecord print FILE...       a line for each event\n"
"\n"
"  -o, --output=FILE       where the recording goes, packed if it ends in .xz; without\n"
"                          it, standard output; a file that exists is replaced only\n"
"                          if it is a recording, or empty\n"
"      --payload           record: all data; without it, only those of commands that\n"
"                          tell the device what to do or ask it what it is\n"
"      --no-parameters     record: not even those\n"
"      --limit=BYTES       record: no more than this of a CCW's data\n"
"      --buffer=KIB        record: memory of the kernel for each device\n"
"      --seconds=N         record: end after this time\n"
"      --quiet             record: no progress\n"
"      --debugfs=FOLDER    record: where vfio_ccw's files are, if not in\n"
"                          /sys/kernel/debug/vfio_ccw\n"
"      --device=DEVNO      filter: of this device only (0120)\n"
"      --from=SEQ          filter: from this event on\n"
"      --to=SEQ            filter: up to this event\n"
"      --no-payload        filter: leave out data of the guest\n"
"  -h, --help              this text\n"
"      --version           version, format of recordings, licence\n"
"\n"
"A recording with its image is replayed by ccwreplay; see ccwrecord(1).\n"
"\n"
"exit code: 0 all is well, 1 something is missing from the recording, 2 wrong usage,\n"
"unreadable input, or output that could not be written, 4 a recording is cut off, and\n"
"all that is whole in it was handled\n";

enum {
	OPT_PAYLOAD = 256,
	OPT_NO_PARAMETERS,
	OPT_LIMIT,
	OPT_BUFFER,
	OPT_SECONDS,
	OPT_QUIET,
	OPT_DEBUGFS,
	OPT_DEVICE,
	OPT_FROM,
	OPT_TO,
	OPT_NO_PAYLOAD,
	OPT_VERSION,
};

static const struct option table[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ "payload", no_argument, NULL, OPT_PAYLOAD },
	{ "no-parameters", no_argument, NULL, OPT_NO_PARAMETERS },
	{ "limit", required_argument, NULL, OPT_LIMIT },
	{ "buffer", required_argument, NULL, OPT_BUFFER },
	{ "seconds", required_argument, NULL, OPT_SECONDS },
	{ "quiet", no_argument, NULL, OPT_QUIET },
	{ "debugfs", required_argument, NULL, OPT_DEBUGFS },
	{ "device", required_argument, NULL, OPT_DEVICE },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "to", required_argument, NULL, OPT_TO },
	{ "no-payload", no_argument, NULL, OPT_NO_PAYLOAD },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

#define RECORD		(1u << 0)
#define CONVERT		(1u << 1)
#define FILTER		(1u << 2)
#define JOIN		(1u << 3)
#define ANONYMISE	(1u << 4)
#define CHECK		(1u << 5)
#define PRINT		(1u << 6)
#define WRITES		(RECORD | CONVERT | FILTER | JOIN | ANONYMISE)

/** struct command - @argument: what it is for, if none is named; @one: for one only */
struct command {
	const char *name;
	u32 bit;
	const char *argument;
	bool one;
};

static const struct command commands[] = {
	{ "record", RECORD, "a device, as 0.0.0120", false },
	{ "convert", CONVERT, "a stream: a file that was read from a device's \"data\"", false },
	{ "filter", FILTER, "a recording", true },
	{ "join", JOIN, "the recordings", false },
	{ "anonymise", ANONYMISE, "a recording", true },
	{ "check", CHECK, "a recording", false },
	{ "print", PRINT, "a recording", false },
};

/** struct options - @given: indices in the table of those that were given, as bits */
struct options {
	struct live_options live;
	struct edit_options edit;
	u32 given;
};

static int misused(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static int misused(const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	text_defuse(text);
	fprintf(stderr, "ccwrecord: %s; \"ccwrecord --help\" tells the usage\n", text);
	return EXIT_BAD;
}

/* ---- Options ---- */

static u32 index_of(int c)
{
	u32 i;

	for (i = 0; table[i].name && table[i].val != c; i++)
		;
	return i;
}

/* The value of this option.  Return: false, and it is said, if it is no such number. */
static bool number(int c, u64 min, u64 max, u64 *out)
{
	char *end;

	errno = 0;
	*out = strtoull(optarg, &end, 10);
	if (*optarg >= '0' && *optarg <= '9' && !*end && !errno && *out >= min && *out <= max)
		return true;
	misused("--%s: '%s' is not a number from %" PRIu64 " to %" PRIu64, table[index_of(c)].name,
		optarg, min, max);
	return false;
}

static bool read_u32(int c, u32 *to)
{
	u64 value;

	if (!number(c, 1, UINT32_MAX, &value))
		return false;
	*to = (u32)value;
	return true;
}

/* In recordings it is written in lower case. */
static bool read_device(struct edit_options *edit)
{
	size_t i;

	if (strlen(optarg) != sizeof(edit->device) - 1 ||
	    optarg[strspn(optarg, "0123456789abcdefABCDEF")]) {
		misused("--device: '%s' is not a device number, as 0120", optarg);
		return false;
	}
	for (i = 0; optarg[i]; i++)
		edit->device[i] = (char)tolower(optarg[i]);
	return true;
}

static bool read_switch(struct options *o, int c)
{
	switch (c) {
	case OPT_PAYLOAD:
		o->live.payload = true;
		break;
	case OPT_NO_PARAMETERS:
		o->live.no_parameters = true;
		break;
	case OPT_QUIET:
		o->live.quiet = true;
		break;
	case OPT_NO_PAYLOAD:
		o->edit.no_payload = true;
		break;
	}
	return true;
}

static bool read_option(struct options *o, int c)
{
	o->given |= (1u << index_of(c));
	switch (c) {
	case 'o':
		o->live.output = optarg;
		o->edit.output = optarg;
		return true;
	case OPT_LIMIT:
		return read_u32(c, &o->live.limit);
	case OPT_BUFFER:
		return read_u32(c, &o->live.kib);
	case OPT_SECONDS:
		return read_u32(c, &o->live.seconds);
	case OPT_DEBUGFS:
		o->live.debugfs = optarg;
		return true;
	case OPT_DEVICE:
		return read_device(&o->edit);
	case OPT_FROM:
		return number(c, 0, UINT32_MAX, &o->edit.from);
	case OPT_TO:
		return number(c, 0, UINT32_MAX, &o->edit.to);
	default:
		return read_switch(o, c);
	}
}

/* The argument that getopt_long() has just looked at; of "-xyz" it is not known which letter. */
static int not_understood(int c, char **argv)
{
	const char *argument = argv[optind > 1 ? optind - 1 : 1];

	if (c == ':')
		return misused("%s: needs a value", argument);
	if (optopt && strchr(argument, '='))
		return misused("%s: takes no value", argument);
	if (optopt)
		return misused("'-%c' is not an option", optopt);
	return misused("'%s' is not an option, or the beginning of several", argument);
}

/* ---- Commands ---- */

/* What a command takes. */
static u32 takers(int c)
{
	switch (c) {
	case 'o':
		return WRITES;
	case OPT_DEVICE:
	case OPT_FROM:
	case OPT_TO:
	case OPT_NO_PAYLOAD:
		return FILTER;
	default:
		return RECORD;
	}
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* Return: an exit code if it makes no sense; EXIT_GOOD if it does. */
static int check_usage(const struct options *o, const struct command *command, int n)
{
	u32 i;

	for (i = 0; table[i].name; i++)
		if (o->given & (1u << i) && !(takers(table[i].val) & command->bit))
			return misused("--%s does not go with \"%s\"", table[i].name,
				       command->name);
	if (n < 1)
		return misused("%s: name %s", command->name, command->argument);
	if (n > 1 && command->one)
		return misused("%s: is for one recording; join them first", command->name);
	if (o->edit.from > o->edit.to)
		return misused("--from=%" PRIu64 " is behind --to=%" PRIu64 ", so nothing would be "
			       "kept", o->edit.from, o->edit.to);
	return EXIT_GOOD;
}

/* What is written must be none of what is read. */
static bool files_are_safe(const struct options *o, const struct command *command, char **args,
			   int n)
{
	const bool writes = command->bit & WRITES;
	struct file_set *files = file_set_create();
	struct problem problem;
	bool ok;
	int i;

	for (i = 0; i < n && command->bit != RECORD; i++)
		file_set_input(files, args[i], command->bit == CONVERT ?
			       "a stream that is read" : "a recording that is read");
	ok = file_set_output(files, writes ? o->edit.output : "-",
			     writes ? "the new recording" : "the output",
			     writes ? OUTPUT_RECORDING : OUTPUT_ANYTHING, &problem);
	file_set_destroy(files);
	if (!ok)
		fprintf(stderr, "ccwrecord: %s\n", problem.text);
	return ok;
}

static int run(struct options *o, const struct command *command, char **args, int n)
{
	switch (command->bit) {
	case RECORD:
		o->live.devices = args;
		o->live.n_devices = n;
		return live_record(&o->live);
	case CONVERT:
		return live_convert(o->live.output, args, n);
	case CHECK:
		return edit_check(args, n);
	case PRINT:
		return edit_print(args, n);
	default:
		o->edit.anonymise = command->bit == ANONYMISE;
		return edit_files(&o->edit, args, n);
	}
}

static int read_and_run(struct options *o, int argc, char **argv)
{
	const struct command *command;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":o:h", table, NULL)) != -1) {
		if (c == 'h') {
			fputs(help, stdout);
			return EXIT_GOOD;
		}
		if (c == OPT_VERSION) {
			version_print("ccwrecord");
			return EXIT_GOOD;
		}
		if (c == '?' || c == ':')
			return not_understood(c, argv);
		if (!read_option(o, c))
			return EXIT_BAD;
	}
	argv += optind;
	argc -= optind;
	if (!argc)
		return misused("say what to do, as \"record\"");
	command = find_command(argv[0]);
	if (!command)
		return misused("'%s' is not a command", argv[0]);
	if (check_usage(o, command, argc - 1) != EXIT_GOOD ||
	    !files_are_safe(o, command, argv + 1, argc - 1))
		return EXIT_BAD;
	return run(o, command, argv + 1, argc - 1);
}

int main(int argc, char **argv)
{
	struct options o = {
		.live = { .debugfs = "/sys/kernel/debug/vfio_ccw", .output = "-" },
		.edit = { .output = "-", .to = UINT64_MAX },
	};
	struct problem problem;
	int code;

	output_prepare();
	code = read_and_run(&o, argc, argv);
	if (output_finish(&problem))
		return code;
	fprintf(stderr, "ccwrecord: %s\n", problem.text);
	return EXIT_BAD;
}
