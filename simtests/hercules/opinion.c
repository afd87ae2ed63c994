// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generates channel programs for the devices of another emulator, and later compares their
 * results there with those of the simulator.
 */
#include <stdio.h>
#include <stdlib.h>

#include "simtests/hercules/compare.h"
#include "simtests/hercules/known.h"
#include "simtests/hercules/program.h"
#include "simtests/hercules/simulated.h"

#define IRB_SHOWN	64u
#define PATH_SIZE	4096
#define DEVNO		0x0100u

/* A case of the test is about so many programs. */
#define PROGRAMS_PER_CASE	50u

/*
 * At least one of so many has to be equal: a list that accounts for nearly all programs would
 * compare nothing.
 */
#define SAME_FLOOR		5u

static void usage(void)
{
	fputs("usage: opinion make FOLDER dasd|tape SEED FIRST COUNT\n"
	      "       opinion compare FOLDER dasd|tape SEED FIRST COUNT\n"
	      "       opinion show FOLDER dasd|tape SEED NUMBER 1\n"
	      "make: into FOLDER, for Hercules: programs, media, and a list of devices\n"
	      "compare: with FOLDER/results; prints TAP without a plan\n"
	      "show: one program in full\n", stderr);
	exit(2);
}

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void *need(void *memory)
{
	if (!memory)
		die("opinion");
	return memory;
}

/**
 * struct job - programs of a batch
 * @folder: where its files are
 * @kind: of all devices
 * @seed: of the programs
 * @first: number of the first program
 * @count: how many; each has a device of its own
 */
struct job {
	const char *folder;
	enum medium_kind kind;
	u32 seed, first, count;
};

static const char *path_of(const struct job *job, const char *name)
{
	static char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", job->folder, name);
	return path;
}

static const char *medium_path(const struct job *job, u32 n)
{
	char name[32];

	snprintf(name, sizeof(name), "%u.medium", n);
	return path_of(job, name);
}

static FILE *open_file(const struct job *job, const char *name, const char *mode)
{
	FILE *f = fopen(path_of(job, name), mode);

	if (!f)
		die(path_of(job, name));
	return f;
}

/* The @n-th program of a job: its device is the subchannel of that number. */
static const char *throw(const struct job *job, struct batch_entry *e, u32 n)
{
	const char *meant = program_throw(e, job->kind, job->seed, job->first + n);

	e->schid = cpu_to_be32(PROGRAM_SCHID + n);
	return meant;
}

/* ---- Before Hercules ---- */

/*
 * Subchannels are numbered in the order of the lines.  A 3990-6 knows Locate Record
 * Extended.  Without nosyncio a processor executes channel programs itself, and does not
 * come back from one that has no end.
 */
static void add_device(const struct job *job, FILE *devices, u32 n)
{
	if (job->kind == MEDIUM_DASD)
		fprintf(devices, "%04x 3390 %u.medium cu=3990-6 nosyncio\n", DEVNO + n, n);
	else
		fprintf(devices, "%04x 3490 %u.medium\n", DEVNO + n, n);
}

/* The time limit depends on whether the program ends on the simulator. */
static __be32 is_endless(const struct job *job, const struct batch_entry *program)
{
	struct batch_entry *e = need(malloc(sizeof(*e)));
	struct history *history = need(malloc(sizeof(*history)));
	struct medium *medium = need(medium_create(job->kind));
	__be32 endless;

	memcpy(e, program, sizeof(*e));
	simulate(e, medium, history, false);
	endless = e->endless;
	medium_destroy(medium);
	free(history);
	free(e);
	return endless;
}

static int make(const struct job *job)
{
	struct batch_entry *e = need(malloc(sizeof(*e)));
	struct medium *medium = need(medium_create(job->kind));
	FILE *devices = open_file(job, "devices", "w");
	FILE *batch = open_file(job, "batch", "w");
	u32 n;

	for (n = 0; n < job->count; n++) {
		throw(job, e, n);
		e->endless = is_endless(job, e);
		if (fwrite(e, sizeof(*e), 1, batch) != 1)
			die("batch");
		if (!medium_save(medium, medium_path(job, n)))
			die(medium_path(job, n));
		add_device(job, devices, n);
	}
	if (fclose(batch) || fclose(devices))
		die(job->folder);
	medium_destroy(medium);
	free(e);
	return 0;
}

/* ---- After it ---- */

static void load(const struct job *job, struct pair *p, FILE *results, u32 n)
{
	if (fseek(results, (long)n * (long)sizeof(*p->theirs), SEEK_SET) ||
	    fread(p->theirs, sizeof(*p->theirs), 1, results) != 1)
		die("results");
	p->our_medium = need(medium_create(job->kind));
	p->their_medium = need(medium_create(job->kind));
	if (!medium_load(p->their_medium, medium_path(job, n)))
		die(medium_path(job, n));
	p->meant = throw(job, p->ours, n);
}

static void unload(struct pair *p)
{
	medium_destroy(p->our_medium);
	medium_destroy(p->their_medium);
}

static void hex(const char *what, const u8 *bytes, u32 n)
{
	u32 i;

	printf("# %-12s", what);
	for (i = 0; i < n; i++)
		printf("%s%02x", i % 4 ? "" : " ", bytes[i]);
	printf("\n");
}

static void print_result(const char *whose, const struct batch_entry *e)
{
	u32 n = min(be32_to_cpu(e->n_irbs), BATCH_IRBS), i;

	printf("# %s: end %u, condition code %u, %u IRBs, resumed %u times\n", whose,
	       be32_to_cpu(e->verdict), be32_to_cpu(e->cc), be32_to_cpu(e->n_irbs),
	       be32_to_cpu(e->resumes));
	for (i = 0; i < n; i++)
		hex("IRB", e->irbs[i], IRB_SHOWN);
	if (e->sense_cc != cpu_to_be32(BATCH_NOT_DONE))
		hex("sense", e->sense, sizeof(e->sense));
}

/* @changed: of those that are the same, how many were compared with a field changed */
struct tally {
	u32 same, listed, other, changed;
};

static void one_program(struct pair *p, u32 number, bool show, struct tally *tally)
{
	struct difference d;
	bool same, listed;

	if (show)
		printf("# %s, on the simulator:\n", p->meant);
	simulate(p->ours, p->our_medium, &p->history, show);
	same = compare(p, &d);
	listed = !same && known_explains(p->kind, &d);
	if (show) {
		print_result("simulator", p->ours);
		print_result("Hercules", p->theirs);
	}
	if (!same && (show || !listed))
		difference_print(p, &d, number);
	tally->same += same;
	tally->listed += listed;
	tally->other += !same && !listed;
}

/* Is each field compared? One side is changed where both are the same. */
static bool notices_all(struct pair *p)
{
	struct css_irb *irb = (struct css_irb *)p->theirs->irbs[0];
	u8 *bytes[] = {
		&p->theirs->memory[BATCH_MEMORY - 1], p->their_medium->bytes,
		&irb->scsw.dstat, &irb->scsw.cstat, (u8 *)&irb->scsw.cpa,
		(u8 *)&irb->scsw.ctrl, (u8 *)&irb->scsw.flags, (u8 *)&irb->esw.logout + 1,
		(u8 *)&p->theirs->cc, (u8 *)&p->theirs->verdict,
	};
	struct difference d;
	bool all = true;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bytes); i++) {
		*bytes[i] ^= 0x10;
		all = all && !compare(p, &d);
		*bytes[i] ^= 0x10;
	}
	return all && compare(p, &d);
}

/* One IRB, and something on the medium. */
static bool may_be_changed(const struct pair *p)
{
	return be32_to_cpu(p->theirs->n_irbs) == 1 && p->their_medium->image.size;
}

static bool is_ok(bool ok, const char *what, u32 from, u32 to)
{
	static u32 number;

	printf("%sok %u - %s %u to %u\n", ok ? "" : "not ", ++number, what, from, to);
	return ok;
}

static struct pair *pair_create(enum medium_kind kind)
{
	struct pair *p = need(calloc(1, sizeof(*p)));

	p->kind = kind;
	p->ours = need(malloc(sizeof(*p->ours)));
	p->theirs = need(malloc(sizeof(*p->theirs)));
	return p;
}

static void pair_destroy(struct pair *p)
{
	free(p->ours);
	free(p->theirs);
	free(p);
}

/* Programs @from to @to, not including it. */
static bool one_case(const struct job *job, FILE *results, u32 from, u32 to, struct tally *all)
{
	struct pair *p = pair_create(job->kind);
	struct tally tally = {};
	bool noticed = true;
	u32 n, same;

	for (n = from; n < to; n++) {
		same = tally.same;
		load(job, p, results, n);
		one_program(p, job->first + n, false, &tally);
		if (tally.same > same && may_be_changed(p)) {
			tally.changed++;
			noticed = noticed && notices_all(p);
		}
		unload(p);
	}
	pair_destroy(p);
	if (!noticed)
		printf("# a field that is changed makes no difference\n");
	all->same += tally.same;
	all->listed += tally.listed;
	all->other += tally.other;
	all->changed += tally.changed;
	return is_ok(!tally.other && noticed, job->kind == MEDIUM_DASD ? "dasd" : "tape",
		     job->first + from, job->first + to - 1);
}

/* Of a few programs all may be different. */
static bool enough_are_same(const struct job *job, const struct tally *tally)
{
	return job->count < PROGRAMS_PER_CASE ||
	       is_ok(tally->same >= job->count / SAME_FLOOR && tally->changed,
		     "enough are the same of", job->first, job->first + job->count - 1);
}

static int compare_all(const struct job *job)
{
	FILE *results = open_file(job, "results", "r");
	struct tally tally = {};
	bool ok = true;
	u32 from;

	for (from = 0; from < job->count; from += PROGRAMS_PER_CASE)
		ok &= one_case(job, results, from, min(from + PROGRAMS_PER_CASE, job->count),
			       &tally);
	fclose(results);
	ok &= enough_are_same(job, &tally);
	printf("# seed %u: %u programs are the same, %u differ as listed, %u otherwise\n",
	       job->seed, tally.same, tally.listed, tally.other);
	known_report(job->kind);
	return !ok;
}

static int show(const struct job *job)
{
	FILE *results = open_file(job, "results", "r");
	struct pair *p = pair_create(job->kind);
	struct tally tally = {};

	load(job, p, results, 0);
	one_program(p, job->first, true, &tally);
	printf("# %s\n", tally.same ? "the same" : tally.listed ? "as listed" : "not listed");
	unload(p);
	pair_destroy(p);
	fclose(results);
	return 0;
}

static u32 number_of(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 0);

	if (*end || end == text || n > 0xffffffff)
		usage();
	return (u32)n;
}

int main(int argc, char **argv)
{
	struct job job;

	if (argc != 7 || (strcmp(argv[3], "dasd") && strcmp(argv[3], "tape")))
		usage();
	job = (struct job){
		.folder = argv[2],
		.kind = strcmp(argv[3], "tape") ? MEDIUM_DASD : MEDIUM_TAPE,
		.seed = number_of(argv[4]), .first = number_of(argv[5]),
		.count = number_of(argv[6]),
	};
	if (!job.count || job.count > BATCH_MAX)
		usage();
	if (!strcmp(argv[1], "make"))
		return make(&job);
	if (!strcmp(argv[1], "compare"))
		return compare_all(&job);
	if (!strcmp(argv[1], "show") && job.count == 1)
		return show(&job);
	usage();
}
