// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ccwtools/recording/version.h"
#include "ccwtools/replay/options.h"

/* A simulated device answers at once; a real one may have to rewind a tape. */
#define PATIENCE_MS	5000
#define MAX_PATIENCE	3600	/* seconds */

static const char help[] =
"usage: ccwreplay [OPTION]... RECORDING...\n"
"\n"
"Runs the channel programs of a recording once more: through the I/O region, the\n"
"translation and the simulated channel subsystem, on a copy of the disk image that\n"
"they were recorded on. Compares all that the mainframe answered.\n"
"\n"
"  -v, --verbose           show each CCW, and what its bytes mean\n"
"      --list              show what was recorded; replay nothing\n"
"      --times             show how long each program took when it was recorded; and\n"
"                          with --verbose the parts of this time\n"
"      --stat              percentiles of these durations, for programs with the same\n"
"                          commands; replay nothing, and list nothing without --list\n"
"      --json              a JSON object on each line: the recording, each program,\n"
"                          the sum; with --verbose also each CCW\n"
"      --color=WHEN        auto (the default: on a terminal), always, never\n"
"      --image=FILE        the disk image, packed with xz or not; without it, the one\n"
"                          that manifest.json beside the recording names\n"
"      --read-only         the volume is write inhibited\n"
"      --write-back        in the end, write what has changed into the image\n"
"      --exceptions=FILE   differences to accept; without it, exceptions.json beside\n"
"                          the recording\n"
"      --plan=FILE         inject the faults of this plan; see ccwreplay(1)\n"
"      --html=FILE         also write an HTML page, for any browser\n"
"      --pcapng=FILE       also write a capture, for Wireshark\n"
"      --sweep             inject every fault at every point, one run each, and check\n"
"                          what must hold whatever happens; with --plan, that plan alone\n"
"  -j, --jobs=N            of a sweep: N runs at a time; without it, one per processor\n"
"      --sweep-limit=N     no more than N runs, a random sample\n"
"      --seed=N            the seed of this sample; without it, 1\n"
"      --hash              print a hash of everything the simulator did\n"
"      --stop              stop at the first difference\n"
"      --step              stop after each program, until a line comes from standard\n"
"                          input: empty for the next program, \"c\" to go on, \"q\" to stop\n"
"      --bundle=FOLDER     if it differs, put recording, images, plan and the command\n"
"                          to see it again into a new folder\n"
"      --minimise          with --bundle: first leave out all programs and CCWs without\n"
"                          which it differs in the same way\n"
"      --as-user           compare only what a user of the device sees, as through\n"
"                          /dev/vfio: status, sense, guest memory, image\n"
"\n"
"  --stage=userspace       within this program (the default)\n"
"  --stage=vfio            through /dev/vfio of this kernel, on a device that is made\n"
"                          in css_sim and removed afterwards; needs root\n"
"      --interface=NAME    group: /dev/vfio/GROUP; cdev: /dev/vfio/devices/vfioN\n"
"      --patience=SECONDS  how long to wait for an interrupt; 5\n"
"      --device=UUID       not on a device that is made, but on this mdev (or its path\n"
"                          in sysfs), which may be a real one; only recordings that\n"
"                          write nothing are replayed there\n"
"      --i-own-this-device required with --device: all data on it are your own\n"
"      --allow-writes      with --device: replay what writes, too\n"
"  -h, --help              this text\n"
"      --version           version, format of recordings, licence\n"
"\n"
"exit code: 0 all agree, 1 a difference or a failure of the sweep, 2 wrong usage or\n"
"unreadable input, 3 the recording is sound, but cannot be replayed (yet), or was not\n"
"to its end, 4 it is cut off, and all that is whole agrees\n";

enum {
	OPT_LIST = 256,
	OPT_TIMES,
	OPT_STAT,
	OPT_JSON,
	OPT_COLOUR,
	OPT_IMAGE,
	OPT_READ_ONLY,
	OPT_WRITE_BACK,
	OPT_EXCEPTIONS,
	OPT_PLAN,
	OPT_HTML,
	OPT_PCAPNG,
	OPT_HASH,
	OPT_STAGE,
	OPT_INTERFACE,
	OPT_PATIENCE,
	OPT_DEVICE,
	OPT_OWN,
	OPT_ALLOW_WRITES,
	OPT_AS_USER,
	OPT_STOP,
	OPT_STEP,
	OPT_BUNDLE,
	OPT_MINIMISE,
	OPT_SWEEP,
	OPT_SWEEP_LIMIT,
	OPT_SEED,
	OPT_VERSION,
};

static const struct option table[] = {
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "times", no_argument, NULL, OPT_TIMES },
	{ "stat", no_argument, NULL, OPT_STAT },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "color", required_argument, NULL, OPT_COLOUR },
	{ "colour", required_argument, NULL, OPT_COLOUR },
	{ "image", required_argument, NULL, OPT_IMAGE },
	{ "read-only", no_argument, NULL, OPT_READ_ONLY },
	{ "write-back", no_argument, NULL, OPT_WRITE_BACK },
	{ "exceptions", required_argument, NULL, OPT_EXCEPTIONS },
	{ "plan", required_argument, NULL, OPT_PLAN },
	{ "html", required_argument, NULL, OPT_HTML },
	{ "pcapng", required_argument, NULL, OPT_PCAPNG },
	{ "hash", no_argument, NULL, OPT_HASH },
	{ "stage", required_argument, NULL, OPT_STAGE },
	{ "interface", required_argument, NULL, OPT_INTERFACE },
	{ "world", required_argument, NULL, OPT_INTERFACE },
	{ "patience", required_argument, NULL, OPT_PATIENCE },
	{ "device", required_argument, NULL, OPT_DEVICE },
	{ "i-own-this-device", no_argument, NULL, OPT_OWN },
	{ "allow-writes", no_argument, NULL, OPT_ALLOW_WRITES },
	{ "as-user", no_argument, NULL, OPT_AS_USER },
	{ "stop", no_argument, NULL, OPT_STOP },
	{ "step", no_argument, NULL, OPT_STEP },
	{ "bundle", required_argument, NULL, OPT_BUNDLE },
	{ "minimise", no_argument, NULL, OPT_MINIMISE },
	{ "minimize", no_argument, NULL, OPT_MINIMISE },
	{ "sweep", no_argument, NULL, OPT_SWEEP },
	{ "jobs", required_argument, NULL, 'j' },
	{ "sweep-limit", required_argument, NULL, OPT_SWEEP_LIMIT },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

static int misused(const char *what)
{
	fprintf(stderr, "ccwreplay: %s; \"ccwreplay --help\" tells the usage\n", what);
	return EXIT_UNREADABLE;
}

static bool on_a_terminal(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) &&
	       term && strcmp(term, "dumb");
}

static bool read_colour(struct options *o, const char *when)
{
	if (!strcmp(when, "auto"))
		o->colour = on_a_terminal();
	else if (!strcmp(when, "always") || !strcmp(when, "never"))
		o->colour = when[0] == 'a';
	else
		return false;
	return true;
}

/* Which of two words? */
static bool read_choice(const char *word, const char *no, const char *yes, bool *choice)
{
	*choice = !strcmp(word, yes);
	return *choice || !strcmp(word, no);
}

static bool read_patience(struct options *o, const char *text)
{
	char *end;
	long seconds = strtol(text, &end, 10);

	o->patience_ms = (int)seconds * 1000;
	return *text && !*end && seconds >= 1 && seconds <= MAX_PATIENCE;
}

static bool read_stage_option(struct options *o, int c)
{
	bool cdev;

	switch (c) {
	case OPT_STAGE:
		return read_choice(optarg, "userspace", "vfio", &o->vfio);
	case OPT_INTERFACE:
		o->interface = optarg;
		return read_choice(optarg, "group", "cdev", &cdev);
	case OPT_PATIENCE:
		return read_patience(o, optarg);
	case OPT_DEVICE:
		o->device = optarg;
		return true;
	case OPT_OWN:
		o->own = true;
		return true;
	case OPT_ALLOW_WRITES:
		o->allow_writes = true;
		return true;
	case OPT_AS_USER:
		o->as_user = true;
		return true;
	case OPT_STOP:
		o->stop = true;
		return true;
	case OPT_STEP:
		o->step = true;
		return true;
	case OPT_BUNDLE:
		o->bundle = optarg;
		return true;
	case OPT_MINIMISE:
		o->minimise = true;
		return true;
	default:
		return false;
	}
}

/* Decimal digits and nothing else, for what is a number of runs. */
static bool read_number(u32 *number, const char *text)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || n > UINT32_MAX)
		return false;
	*number = (u32)n;
	return true;
}

/* More runs at a time than processors would only wait for each other. */
static u32 processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (u32)n : 1;
}

static bool read_jobs(struct options *o)
{
	if (!read_number(&o->jobs, optarg) || !o->jobs)
		return false;
	o->jobs = min(o->jobs, processors());
	return true;
}

static bool read_sweep_option(struct options *o, int c)
{
	switch (c) {
	case OPT_SWEEP:
		o->sweep = true;
		return true;
	case 'j':
		return read_jobs(o);
	case OPT_SWEEP_LIMIT:
		return read_number(&o->sweep_limit, optarg) && o->sweep_limit;
	case OPT_SEED:
		return read_number(&o->seed, optarg);
	default:
		return false;
	}
}

static bool read_option(struct options *o, int c)
{
	switch (c) {
	case 'v':
		o->verbose = true;
		return true;
	case OPT_LIST:
		o->list = true;
		return true;
	case OPT_TIMES:
		o->times = true;
		return true;
	case OPT_STAT:
		o->stat = true;
		return true;
	case OPT_JSON:
		o->json = true;
		return true;
	case OPT_COLOUR:
		return read_colour(o, optarg);
	case OPT_IMAGE:
		o->image = optarg;
		return true;
	case OPT_READ_ONLY:
		o->readonly = true;
		return true;
	case OPT_WRITE_BACK:
		o->write_back = true;
		return true;
	case OPT_EXCEPTIONS:
		o->exceptions = optarg;
		return true;
	case OPT_PLAN:
		o->plan = optarg;
		return true;
	case OPT_HTML:
		o->html = optarg;
		return true;
	case OPT_PCAPNG:
		o->pcapng = optarg;
		return true;
	case OPT_HASH:
		o->hash = true;
		return true;
	default:
		return read_stage_option(o, c) || read_sweep_option(o, c);
	}
}

static bool stat_misused(const struct options *o)
{
	return o->vfio || o->as_user || o->plan || o->write_back || o->hash || o->stop ||
	       o->step || o->bundle || o->sweep;
}

/* Options of a stage go with that stage.  Return: what is wrong, or NULL. */
static const char *stage_misused(const struct options *o)
{
	if (!o->vfio && (o->interface || o->device || o->patience_ms))
		return "--interface, --device and --patience go with --stage=vfio";
	if (!o->device && (o->own || o->allow_writes))
		return "--i-own-this-device and --allow-writes go with --device";
	if (o->device && !o->own)
		return "--device needs --i-own-this-device: what is replayed there happens to "
		       "that device";
	if (o->device && (o->image || o->write_back || o->readonly))
		return "--image, --write-back and --read-only do not go with --device, which has "
		       "a volume of its own";
	if (o->device && o->plan)
		return "--plan does not go with --device: faults strike a device that is made";
	if (o->vfio && o->hash)
		return "--hash goes with --stage=userspace: a kernel does not tell what the "
		       "simulator did";
	if (o->minimise && !o->bundle)
		return "--minimise needs --bundle=FOLDER, for what is left";
	if (o->bundle && (o->device || o->list || o->n_recordings > 1))
		return "--bundle goes with one recording that is replayed, and not with --device, "
		       "whose volume cannot be copied";
	if (o->list && (o->vfio || o->stop || o->step))
		return "--list replays nothing on any stage";
	return NULL;
}

int options_read(struct options *o, int argc, char **argv)
{
	const char *wrong;
	int c;

	memset(o, 0, sizeof(*o));
	o->colour = on_a_terminal();
	o->jobs = processors();
	o->seed = 1;
	while ((c = getopt_long(argc, argv, "vhj:", table, NULL)) != -1) {
		if (c == 'h') {
			fputs(help, stdout);
			return EXIT_AGREES;
		}
		if (c == OPT_VERSION) {
			version_print("ccwreplay");
			return EXIT_AGREES;
		}
		if (c == OPT_COLOUR && !read_colour(o, optarg))
			return misused("--color is one of auto, always, never");
		if (!read_option(o, c))
			return misused("an option, or its value, is not understood");
	}
	if (o->stat && stat_misused(o))
		return misused("--stat replays nothing, and goes only with options that do not "
			       "need a replay either");
	/* What is listed is what statistics are made of. */
	o->brief = o->stat && !o->list;
	o->list |= o->stat;
	o->recordings = argv + optind;
	o->n_recordings = argc - optind;
	if (o->n_recordings == 0)
		return misused("name a recording, as simtests/recordings/dasd-rw.jsonl.xz");
	if (o->n_recordings > 1 && o->image)
		return misused("--image goes with one recording");
	if (o->n_recordings > 1 && (o->html || o->pcapng))
		return misused("--html and --pcapng go with one recording");
	if (o->write_back && !o->image)
		return misused("--write-back needs --image: recorded images stay as they are");
	if (o->write_back && o->list)
		return misused("--list replays nothing that --write-back could write");
	if (o->plan && o->list)
		return misused("--list replays nothing that --plan could strike");
	wrong = stage_misused(o);
	if (wrong)
		return misused(wrong);
	if (!o->patience_ms)
		o->patience_ms = PATIENCE_MS;
	if (o->sweep && (o->vfio || o->as_user || o->bundle || o->html || o->pcapng))
		return misused("--sweep is made within this program, and has a report of its own");
	if (o->sweep && (o->list || o->write_back || o->hash))
		return misused("--sweep goes with neither --list, --write-back nor --hash");
	if (o->sweep_limit && !o->sweep)
		return misused("--sweep-limit is of a --sweep");
	return -1;
}
