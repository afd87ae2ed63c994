// SPDX-License-Identifier: GPL-2.0-only
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ccwtools/recording/version.h"
#include "ccwtools/replay/option_rules.h"
#include "ccwtools/replay/options.h"

/* A simulated device answers at once; a real one may have to rewind a tape. */
#define PATIENCE	5u	/* seconds */
#define MAX_PATIENCE	3600u

/* Of programs: the largest that a number of JSON can hold exactly. */
#define MAX_SEQ		((1ull << 53) - 1)

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
"      --program=SEQ       report this program alone; the replay stops after it\n"
"      --only=differences  report what differs, and the sum\n"
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
"      --until=SEQ         with --step: do not stop before this program has been replayed\n"
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

/* ---- The options ---- */

/* Their values of getopt: a letter, or this and the option_id. */
#define LONG	256

static const struct option table[] = {
	{ "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ "list", no_argument, NULL, LONG + OPTION_LIST },
	{ "times", no_argument, NULL, LONG + OPTION_TIMES },
	{ "stat", no_argument, NULL, LONG + OPTION_STAT },
	{ "program", required_argument, NULL, LONG + OPTION_PROGRAM },
	{ "only", required_argument, NULL, LONG + OPTION_ONLY },
	{ "json", no_argument, NULL, LONG + OPTION_JSON },
	{ "color", required_argument, NULL, LONG + OPTION_COLOUR },
	{ "colour", required_argument, NULL, LONG + OPTION_COLOUR },
	{ "image", required_argument, NULL, LONG + OPTION_IMAGE },
	{ "read-only", no_argument, NULL, LONG + OPTION_READ_ONLY },
	{ "write-back", no_argument, NULL, LONG + OPTION_WRITE_BACK },
	{ "exceptions", required_argument, NULL, LONG + OPTION_EXCEPTIONS },
	{ "plan", required_argument, NULL, LONG + OPTION_PLAN },
	{ "html", required_argument, NULL, LONG + OPTION_HTML },
	{ "pcapng", required_argument, NULL, LONG + OPTION_PCAPNG },
	{ "hash", no_argument, NULL, LONG + OPTION_HASH },
	{ "stage", required_argument, NULL, LONG + OPTION_STAGE },
	{ "interface", required_argument, NULL, LONG + OPTION_INTERFACE },
	{ "world", required_argument, NULL, LONG + OPTION_INTERFACE },
	{ "patience", required_argument, NULL, LONG + OPTION_PATIENCE },
	{ "device", required_argument, NULL, LONG + OPTION_DEVICE },
	{ "i-own-this-device", no_argument, NULL, LONG + OPTION_OWN },
	{ "allow-writes", no_argument, NULL, LONG + OPTION_ALLOW_WRITES },
	{ "as-user", no_argument, NULL, LONG + OPTION_AS_USER },
	{ "stop", no_argument, NULL, LONG + OPTION_STOP },
	{ "step", no_argument, NULL, LONG + OPTION_STEP },
	{ "until", required_argument, NULL, LONG + OPTION_UNTIL },
	{ "bundle", required_argument, NULL, LONG + OPTION_BUNDLE },
	{ "minimise", no_argument, NULL, LONG + OPTION_MINIMISE },
	{ "minimize", no_argument, NULL, LONG + OPTION_MINIMISE },
	{ "sweep", no_argument, NULL, LONG + OPTION_SWEEP },
	{ "jobs", required_argument, NULL, 'j' },
	{ "sweep-limit", required_argument, NULL, LONG + OPTION_SWEEP_LIMIT },
	{ "seed", required_argument, NULL, LONG + OPTION_SEED },
	{ "version", no_argument, NULL, LONG + OPTION_VERSION },
	{ NULL, 0, NULL, 0 },
};

static enum option_id id_of(int c)
{
	switch (c) {
	case 'v':
		return OPTION_VERBOSE;
	case 'h':
		return OPTION_HELP;
	case 'j':
		return OPTION_JOBS;
	default:
		return (enum option_id)(c - LONG);
	}
}

enum kind {
	FLAG,		/* bool */
	NAME,		/* const char *, of a file, folder or device */
	NUMBER,		/* u64 */
	WORD,		/* const char *, one of a few */
};

#define VALUE_AT(n, k, member)	.name = (n), .kind = (k), .at = offsetof(struct options, member)
#define FLAG_AT(n, member)	{ VALUE_AT(n, FLAG, member) }
#define NAME_AT(n, member)	{ VALUE_AT(n, NAME, member) }
#define NUMBER_AT(n, member, l, m) \
	{ VALUE_AT(n, NUMBER, member), .least = (l), .most = (m) }
#define WORD_AT(n, member, ...)	{ VALUE_AT(n, WORD, member), .words = { __VA_ARGS__ } }

/* What an option sets: @at in struct options; a number has limits, a word is one of @words. */
static const struct value {
	const char *name;
	enum kind kind;
	size_t at;
	u64 least;
	u64 most;
	const char *words[4];
} values[] = {
	[OPTION_VERBOSE] = FLAG_AT("--verbose", verbose),
	[OPTION_LIST] = FLAG_AT("--list", list),
	[OPTION_TIMES] = FLAG_AT("--times", times),
	[OPTION_STAT] = FLAG_AT("--stat", stat),
	[OPTION_PROGRAM] = NUMBER_AT("--program", selection.program, 1, MAX_SEQ),
	[OPTION_ONLY] = WORD_AT("--only", only, "differences"),
	[OPTION_JSON] = FLAG_AT("--json", json),
	[OPTION_COLOUR] = WORD_AT("--color", when, "auto", "always", "never"),
	[OPTION_IMAGE] = NAME_AT("--image", image),
	[OPTION_READ_ONLY] = FLAG_AT("--read-only", readonly),
	[OPTION_WRITE_BACK] = FLAG_AT("--write-back", write_back),
	[OPTION_EXCEPTIONS] = NAME_AT("--exceptions", exceptions),
	[OPTION_PLAN] = NAME_AT("--plan", plan),
	[OPTION_HTML] = NAME_AT("--html", html),
	[OPTION_PCAPNG] = NAME_AT("--pcapng", pcapng),
	[OPTION_SWEEP] = FLAG_AT("--sweep", sweep),
	[OPTION_JOBS] = NUMBER_AT("--jobs", jobs, 1, UINT32_MAX),
	[OPTION_SWEEP_LIMIT] = NUMBER_AT("--sweep-limit", sweep_limit, 1, UINT32_MAX),
	[OPTION_SEED] = NUMBER_AT("--seed", seed, 0, UINT32_MAX),
	[OPTION_HASH] = FLAG_AT("--hash", hash),
	[OPTION_STOP] = FLAG_AT("--stop", stop),
	[OPTION_STEP] = FLAG_AT("--step", step),
	[OPTION_UNTIL] = NUMBER_AT("--until", until, 1, MAX_SEQ),
	[OPTION_BUNDLE] = NAME_AT("--bundle", bundle),
	[OPTION_MINIMISE] = FLAG_AT("--minimise", minimise),
	[OPTION_AS_USER] = FLAG_AT("--as-user", as_user),
	[OPTION_STAGE] = WORD_AT("--stage", stage, "userspace", "vfio"),
	[OPTION_INTERFACE] = WORD_AT("--interface", interface, "group", "cdev"),
	[OPTION_PATIENCE] = NUMBER_AT("--patience", patience, 1, MAX_PATIENCE),
	[OPTION_DEVICE] = NAME_AT("--device", device),
	[OPTION_OWN] = FLAG_AT("--i-own-this-device", own),
	[OPTION_ALLOW_WRITES] = FLAG_AT("--allow-writes", allow_writes),
	[OPTION_HELP] = FLAG_AT("--help", help),
	[OPTION_VERSION] = FLAG_AT("--version", version),
	[OPTION_VFIO] = { .name = "--stage=vfio" },
	[OPTION_SEVERAL] = { .name = "more than one recording" },
};

static const char *name_of(enum option_id id)
{
	return values[id].name;
}

static int misused(const char *what)
{
	fprintf(stderr, "ccwreplay: %s; \"ccwreplay --help\" tells the usage\n", what);
	return EXIT_UNREADABLE;
}

/* ---- Values ---- */

/* Decimal digits and nothing else. */
static bool read_number(const struct value *value, const char *text, u64 *number,
			struct text *wrong)
{
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(text, &end, 10);
	*number = n;
	if (text[0] >= '0' && text[0] <= '9' && !*end && !errno && n >= value->least &&
	    n <= value->most)
		return true;
	text_add(wrong, "%s: '%.64s' is not a number from %llu to %llu", value->name, text,
		 (unsigned long long)value->least, (unsigned long long)value->most);
	return false;
}

static bool read_word(const struct value *value, const char *text, const char **word,
		      struct text *wrong)
{
	size_t i;

	*word = text;
	for (i = 0; i < ARRAY_SIZE(value->words) && value->words[i]; i++)
		if (!strcmp(text, value->words[i]))
			return true;
	text_add(wrong, "%s: '%.64s' is not", value->name, text);
	for (i = 0; i < ARRAY_SIZE(value->words) && value->words[i]; i++)
		text_add(wrong, "%s %s", i ? " or" : "", value->words[i]);
	return false;
}

static bool read_name(const struct value *value, const char *text, const char **name,
		      struct text *wrong)
{
	*name = text;
	if (*text)
		return true;
	text_add(wrong, "%s: '' is not a name", value->name);
	return false;
}

static bool read_value(struct options *o, const struct value *value, struct text *wrong)
{
	void *const at = (char *)o + value->at;

	switch (value->kind) {
	case FLAG:
		*(bool *)at = true;
		return true;
	case NUMBER:
		return read_number(value, optarg, at, wrong);
	case WORD:
		return read_word(value, optarg, at, wrong);
	default:
		return read_name(value, optarg, at, wrong);
	}
}

/* The options that begin like this one, if they are several. */
static void name_several(struct text *wrong, const char *argument)
{
	const size_t len = strcspn(argument + 2, "=");
	const char *or = "";
	size_t i;

	text_add(wrong, "'%.64s' could be", argument);
	for (i = 0; table[i].name; i++)
		if (!strncmp(table[i].name, argument + 2, len)) {
			text_add(wrong, "%s --%s", or, table[i].name);
			or = " or";
		}
}

static bool is_beginning(const char *argument)
{
	const size_t len = strcspn(argument + 2, "=");
	size_t i;

	for (i = 0; table[i].name; i++)
		if (!strncmp(table[i].name, argument + 2, len))
			return true;
	return false;
}

/* getopt has stopped at an option: it is none (or several), has a value or lacks one. */
static void name_unknown(struct text *wrong, int c, const char *argument)
{
	const bool is_known = optopt == 'v' || optopt == 'h' || optopt == 'j' || optopt >= LONG;

	if (c == ':')
		text_add(wrong, "%s needs a value", name_of(id_of(optopt)));
	else if (is_known)
		text_add(wrong, "%s has no value, as in '%.64s'", name_of(id_of(optopt)), argument);
	else if (optopt)
		text_add(wrong, "there is no option '-%c'", optopt);
	else if (!is_beginning(argument))
		text_add(wrong, "there is no option '%.64s'", argument);
	else
		name_several(wrong, argument);
}

static bool read_options(struct options *o, int argc, char **argv, u64 *given, struct text *wrong)
{
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":vhj:", table, NULL)) != -1) {
		if (c == '?' || c == ':') {
			name_unknown(wrong, c, argv[optind - 1]);
			return false;
		}
		*given |= OPTION_BIT(id_of(c));
		if (!read_value(o, &values[id_of(c)], wrong))
			return false;
		if (o->help || o->version)
			return true;
	}
	o->recordings = argv + optind;
	o->n_recordings = argc - optind;
	return true;
}

/* ---- What follows from them ---- */

static bool on_a_terminal(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) &&
	       term && strcmp(term, "dumb");
}

/* More runs at a time than processors would only wait for each other. */
static u64 processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? (u64)n : 1;
}

static void conclude(struct options *o, u64 *given)
{
	o->colour = strcmp(o->when, "auto") ? !strcmp(o->when, "always") : on_a_terminal();
	o->vfio = !strcmp(o->stage, "vfio");
	o->jobs = min(o->jobs, processors());
	o->patience_ms = (int)o->patience * 1000;
	o->selection.one = *given & OPTION_BIT(OPTION_PROGRAM);
	o->selection.differences = o->only;
	if (o->vfio)
		*given |= OPTION_BIT(OPTION_VFIO);
	if (o->n_recordings > 1)
		*given |= OPTION_BIT(OPTION_SEVERAL);
}

int options_read(struct options *o, int argc, char **argv)
{
	struct text wrong = { 0 };
	u64 given = 0;

	*o = (struct options){
		.when = "auto", .stage = "userspace", .jobs = UINT32_MAX, .seed = 1,
		.patience = PATIENCE,
	};
	if (!read_options(o, argc, argv, &given, &wrong))
		return misused(wrong.buf);
	if (o->help)
		fputs(help, stdout);
	else if (o->version)
		version_print("ccwreplay");
	if (o->help || o->version)
		return EXIT_AGREES;
	conclude(o, &given);
	if (!option_rules_check(given, name_of, &wrong))
		return misused(wrong.buf);
	/* What is listed is what statistics are made of. */
	o->brief = o->stat && !o->list;
	o->list |= o->stat;
	if (o->n_recordings == 0)
		return misused("name a recording, as simtests/recordings/dasd-rw.jsonl.xz");
	return -1;
}
