// SPDX-License-Identifier: GPL-2.0-only
/* Records devices that are passed through, and edits recordings. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/record/ccwrecord.h"
#include "ccwtools/record/edit.h"
#include "ccwtools/record/live.h"
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
"                          it, standard output\n"
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
"unreadable input, or nothing written, 4 a recording is cut off, and what is whole in\n"
"it was handled\n";

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

struct options {
	struct live_options live;
	struct edit_options edit;
};

static int misused(const char *what)
{
	fprintf(stderr, "ccwrecord: %s; \"ccwrecord --help\" tells the usage\n", what);
	return EXIT_BAD;
}

static bool number(const char *text, u64 max, u64 *out)
{
	char *end;

	errno = 0;
	*out = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *out <= max;
}

static bool read_u32(u32 *to)
{
	u64 value;

	if (!number(optarg, UINT32_MAX, &value) || !value)
		return false;
	*to = (u32)value;
	return true;
}

static bool read_switch(struct options *o, int c)
{
	switch (c) {
	case OPT_PAYLOAD:
		o->live.payload = true;
		return true;
	case OPT_NO_PARAMETERS:
		o->live.no_parameters = true;
		return true;
	case OPT_QUIET:
		o->live.quiet = true;
		return true;
	case OPT_NO_PAYLOAD:
		o->edit.no_payload = true;
		return true;
	default:
		return false;
	}
}

static bool read_option(struct options *o, int c)
{
	switch (c) {
	case 'o':
		o->live.output = optarg;
		o->edit.output = optarg;
		return true;
	case OPT_LIMIT:
		return read_u32(&o->live.limit);
	case OPT_BUFFER:
		return read_u32(&o->live.kib);
	case OPT_SECONDS:
		return read_u32(&o->live.seconds);
	case OPT_DEBUGFS:
		o->live.debugfs = optarg;
		return true;
	case OPT_DEVICE:
		o->edit.device = optarg;
		return true;
	case OPT_FROM:
		return number(optarg, UINT32_MAX, &o->edit.from);
	case OPT_TO:
		return number(optarg, UINT32_MAX, &o->edit.to);
	default:
		return read_switch(o, c);
	}
}

static int run(struct options *o, const char *command, char **args, int n)
{
	if (n < 1)
		return misused("name a device, or a file");
	if (!strcmp(command, "record")) {
		o->live.devices = args;
		o->live.n_devices = n;
		return live_record(&o->live);
	}
	if (!strcmp(command, "convert"))
		return live_convert(o->live.output, args, n);
	if (!strcmp(command, "check"))
		return edit_check(args, n);
	if (!strcmp(command, "print"))
		return edit_print(args, n);
	o->edit.anonymise = !strcmp(command, "anonymise");
	if (!strcmp(command, "join"))
		return edit_files(&o->edit, args, n);
	if (strcmp(command, "filter") && !o->edit.anonymise)
		return misused("that command is not known");
	if (n > 1)
		return misused("this is for one recording; join them first");
	return edit_files(&o->edit, args, n);
}

int main(int argc, char **argv)
{
	struct options o = {
		.live = { .debugfs = "/sys/kernel/debug/vfio_ccw", .output = "-" },
		.edit = { .output = "-", .to = UINT64_MAX },
	};
	int c;

	while ((c = getopt_long(argc, argv, "o:h", table, NULL)) != -1) {
		if (c == 'h') {
			fputs(help, stdout);
			return EXIT_GOOD;
		}
		if (c == OPT_VERSION) {
			version_print("ccwrecord");
			return EXIT_GOOD;
		}
		if (!read_option(&o, c))
			return misused("that option is not understood");
	}
	if (optind == argc)
		return misused("say what to do, as \"record\"");
	return run(&o, argv[optind], argv + optind + 1, argc - optind - 1);
}
