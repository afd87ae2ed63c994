// SPDX-License-Identifier: GPL-2.0-only
/* Explores all scenarios, each in all orders, within a time limit. */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "explore/scenario.h"
#include "explore/sched.h"
#include "explore/search.h"

#define PREEMPTIONS	3u
#define SECONDS		120		/* of the first round, with --seconds=0 */
#define RANDOM_RUNS	20000u		/* of each scenario, after all orders were tried */
#define WARM_UP_RUNS	500u		/* random runs, to learn for which objects order matters */
#define CLOCK_RUNS	256u		/* runs between two readings of the clock */
#define SHARE_OF_ALL	0.6		/* of a scenario's time to use for all orders, at most */

enum { FOUND_NOTHING, BROKEN, USAGE, DIFFERS };

static const char help[] =
"usage: explore [OPTION ...]\n"
"\n"
"Runs the core and the driver in all orders of their threads' operations: without\n"
"preemption, with one, two and so on, then in random orders.  Prints TAP.  Exit status: 0,\n"
"no invariant was broken; 1, one was; 2, invalid arguments; 3, two runs of the same order\n"
"differ, which is a bug in the explorer.\n"
"\n"
"  --list             list the scenarios\n"
"  --scenario=NAME    explore only this one\n"
"  --seconds=N        total time, shared by the scenarios (default 120); 0: until\n"
"                     interrupted, in rounds that each take twice as long\n"
"  --runs=N           random runs of a scenario after all orders were tried\n"
"                     (default 20000)\n"
"  --preemptions=N    all orders with at most N preemptions (default 3)\n"
"  --seed=N           seed for random orders\n"
"  --replay=STRING    run this order of --scenario, and show each step; \"-\": the default\n"
"                     order\n"
"  --help             show this text\n";

static struct {
	const char *name;
	double seconds;
	unsigned int runs;
	unsigned int preemptions;
	unsigned long seed;
	const char *replay;
} opt = { .runs = RANDOM_RUNS, .preemptions = PREEMPTIONS, .seed = 1, .seconds = SECONDS };

static double start;

static double elapsed(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9 - start;
}

/* How far the exploration of a scenario got. */
struct progress {
	unsigned long runs;
	unsigned long schedules;
	unsigned long random;
	int complete;		/* all orders with up to this many preemptions; -1: none yet */
	bool failed;
	char replay[4096];
	char why[512];
};

static void show(const struct scenario *s, const struct progress *p)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s: %lu schedules, %.0f s\r", s->name,
			p->schedules + p->random, elapsed());
}

static void run_once(const struct scenario *s, struct progress *p)
{
	search_again();
	sched_run(scenario_run, (void *)s);
	if (!sched_failure())
		return;
	p->failed = true;
	snprintf(p->why, sizeof(p->why), "%s", sched_failure());
	snprintf(p->replay, sizeof(p->replay), "%s", search_taken());
}

static bool time_is_over(const struct scenario *s, struct progress *p, double until)
{
	if (++p->runs % CLOCK_RUNS)
		return false;
	show(s, p);
	return elapsed() > until;
}

/* Return: whether all orders were tried, without a failure. */
static bool explore_all(const struct scenario *s, struct progress *p, unsigned int preemptions,
			double until)
{
	search_all(preemptions);
	do {
		run_once(s, p);
		p->schedules += !sched_was_pruned();
		if (p->failed || time_is_over(s, p, until))
			return false;
	} while (search_next());
	return true;
}

static void explore_random(const struct scenario *s, struct progress *p, unsigned long seed,
			   unsigned int runs, double until)
{
	uint32_t steps = sched_step();

	search_random(seed, steps);
	for (unsigned int i = 0; i < runs && !p->failed; i++) {
		run_once(s, p);
		p->random++;
		if (time_is_over(s, p, until))
			return;
	}
}

/* Failures are ignored: explore_all() finds them again, with the fewest preemptions. */
static void warm_up(const struct scenario *s)
{
	search_random(opt.seed, 200);
	for (unsigned int i = 0; i < WARM_UP_RUNS; i++) {
		search_again();
		sched_run(scenario_run, (void *)s);
	}
}

static void explore(const struct scenario *s, struct progress *p, double until)
{
	double now = elapsed();
	double until_all = now + (until - now) * SHARE_OF_ALL;

	p->complete = -1;
	search_begin();
	warm_up(s);
	for (unsigned int n = 0; n <= opt.preemptions; n++) {
		if (!explore_all(s, p, n, until_all))
			break;
		p->complete = (int)n;
	}
	/* If there was not enough time for all orders, the rest is used for random ones. */
	if (!p->failed)
		explore_random(s, p, opt.seed,
			       p->complete == (int)opt.preemptions ? opt.runs : UINT_MAX, until);
}

static void replay(const struct scenario *s, const char *text)
{
	if (!search_replay(text)) {
		fprintf(stderr, "explore: invalid order: %s\n", text);
		exit(USAGE);
	}
	search_again();
	sched_speak(true);
	sched_run(scenario_run, (void *)s);
	sched_speak(false);
	if (sched_failure())
		printf("#  ==== %s\n", sched_failure());
}

static void report(int number, const struct scenario *s, const struct progress *p)
{
	if (!p->failed) {
		char complete[64] = "not complete";

		if (p->complete >= 0)
			snprintf(complete, sizeof(complete), "complete up to %d preemptions",
				 p->complete);
		printf("ok %d - %s # %lu schedules, %s; %lu random\n", number, s->name,
		       p->schedules, complete, p->random);
		fflush(stdout);
		return;
	}
	printf("# scenario %s: %s\n", s->name, p->why);
	printf("# found after %lu schedules; the order that fails:\n",
	       p->schedules + p->random);
	for (int i = 0; i < MAX_THREADS && s->threads[i].name; i++)
		printf("#   %s: %s\n", s->threads[i].name, s->threads[i].does);
	search_begin();
	replay(s, p->replay);
	if (!sched_failure() || strcmp(sched_failure(), p->why)) {
		fprintf(stderr, "explore: a second run of the same order has another result\n");
		exit(DIFFERS);
	}
	printf("# again: build/explore/explore --scenario=%s --replay=%s\n", s->name, p->replay);
	printf("not ok %d - %s # %lu schedules\n", number, s->name, p->schedules + p->random);
	fflush(stdout);
}

static unsigned long number_of(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (!*text || *end) {
		fprintf(stderr, "explore: not a number: %s\n", text);
		exit(USAGE);
	}
	return n;
}

static void parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", 0, NULL, 'h' }, { "list", 0, NULL, 'l' },
		{ "scenario", 1, NULL, 's' }, { "seconds", 1, NULL, 't' },
		{ "preemptions", 1, NULL, 'p' }, { "seed", 1, NULL, 'd' },
		{ "replay", 1, NULL, 'r' }, { "runs", 1, NULL, 'n' }, {}
	};
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (o) {
		case 'h':
			fputs(help, stdout);
			exit(0);
		case 'l':
			for (unsigned int i = 0; scenarios[i].name; i++)
				puts(scenarios[i].name);
			exit(0);
		case 's':
			opt.name = optarg;
			break;
		case 't':
			opt.seconds = number_of(optarg);
			break;
		case 'p':
			opt.preemptions = number_of(optarg);
			break;
		case 'd':
			opt.seed = number_of(optarg);
			break;
		case 'n':
			opt.runs = number_of(optarg);
			break;
		case 'r':
			opt.replay = optarg;
			break;
		default:
			fputs(help, stderr);
			exit(USAGE);
		}
	if (optind < argc || (opt.replay && !opt.name)) {
		fputs(help, stderr);
		exit(USAGE);
	}
}

static bool is_wanted(unsigned int i)
{
	return !opt.name || !strcmp(opt.name, scenarios[i].name);
}

/* Explore the wanted scenarios; the remaining time is shared by the remaining ones. */
static int explore_scenarios(double until, unsigned int wanted)
{
	static struct progress p;
	int status = FOUND_NOTHING;
	unsigned int number = 0;

	printf("1..%u\n", wanted);
	for (unsigned int i = 0; scenarios[i].name; i++) {
		double now = elapsed();

		if (!is_wanted(i))
			continue;
		p = (struct progress){};
		explore(&scenarios[i], &p, now + (until - now) / (wanted - number));
		report(++number, &scenarios[i], &p);
		if (p.failed)
			status = BROKEN;
	}
	return status;
}

static int replay_wanted(void)
{
	for (unsigned int i = 0; scenarios[i].name; i++)
		if (is_wanted(i))
			replay(&scenarios[i], opt.replay);
	return sched_failure() ? BROKEN : FOUND_NOTHING;
}

int main(int argc, char **argv)
{
	double seconds = SECONDS;
	unsigned int wanted = 0;
	int status;

	parse(argc, argv);
	start = elapsed();
	for (unsigned int i = 0; scenarios[i].name; i++)
		wanted += is_wanted(i);
	if (!wanted) {
		fprintf(stderr, "explore: no such scenario: %s\n", opt.name);
		return USAGE;
	}
	if (opt.replay)
		return replay_wanted();
	if (opt.seconds)
		return explore_scenarios(opt.seconds, wanted);
	do {
		status = explore_scenarios(elapsed() + seconds, wanted);
		seconds *= 2;
		opt.seed++;
	} while (status == FOUND_NOTHING);
	return status;
}
