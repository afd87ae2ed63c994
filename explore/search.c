// SPDX-License-Identifier: GPL-2.0-only
/*
 * The search, which chooses the orders to run.
 *
 * The schedules with a bounded number of preemptions are a tree, which is searched depth
 * first; each run starts from the beginning.  A schedule is stored as its deviations from
 * the default: which way was taken at which step.
 */
#include "explore/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH	8192u		/* choices in a run */
#define MAX_OBJECTS	8192u		/* a power of two */
#define MAX_TAKEN	256u
#define MAX_WAYS	32
#define CHANGES		3u		/* of priorities, in a random run */

/* A choice in a run: the way taken, and those that are left to try. */
struct choice {
	uint32_t step;
	uint32_t left;
	int way;
};

struct deviation {
	uint32_t step;
	int way;
};

struct object {
	const void *object;
	uint32_t actors;
	bool changes;
};

static enum search_mode mode;
static struct choice path[MAX_DEPTH];
static uint32_t depth, length;
static unsigned int bound, preemptions;
static bool learned;

static struct deviation taken[MAX_TAKEN], given[MAX_TAKEN];
static uint32_t n_taken, n_given;

static struct object objects[MAX_OBJECTS];
static uint32_t n_objects;

static uint64_t random_state;
static uint32_t usual_steps;
static uint32_t priority[MAX_WAYS];
static uint32_t change_at[CHANGES];

static uint32_t random_below(uint32_t limit)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (uint32_t)((random_state * 0x2545f4914f6cdd1dull) >> 33) % limit;
}

/* ---- Objects for which order matters ---- */

static struct object *find_object(const void *address)
{
	uint32_t i = (uint32_t)(((uintptr_t)address * 0x9e3779b97f4a7c15ull) >> 40);

	for (;; i++) {
		struct object *o = &objects[i & (MAX_OBJECTS - 1)];

		if (o->object == address)
			return o;
		if (o->object)
			continue;
		if (++n_objects > MAX_OBJECTS / 2) {
			fprintf(stderr, "explore: too many objects\n");
			exit(2);
		}
		o->object = address;
		return o;
	}
}

static bool matters(const struct object *o)
{
	return o->changes && o->actors & (o->actors - 1);
}

bool search_touched(const void *address, int actor, bool changes)
{
	struct object *o = find_object(address);
	bool before = matters(o);

	/* The first actor runs alone, before the others begin and after they have returned. */
	if (actor) {
		o->actors |= 1u << actor;
		o->changes |= changes;
	}
	if (!before && matters(o))
		learned = true;
	return matters(o) || mode == SEARCH_REPLAY;
}

/* ---- The runs ---- */

void search_begin(void)
{
	memset(objects, 0, sizeof(objects));
	n_objects = 0;
	usual_steps = 100;
	search_all(0);
}

void search_all(unsigned int most)
{
	mode = SEARCH_ALL;
	bound = most;
	length = 0;
	learned = false;
}

void search_random(uint64_t seed, uint32_t steps)
{
	mode = SEARCH_RANDOM;
	random_state = seed * 0x9e3779b97f4a7c15ull + 1;
	usual_steps = steps ? steps : 1;
}

bool search_replay(const char *text)
{
	mode = SEARCH_REPLAY;
	n_given = 0;
	while (*text && *text != '-') {
		struct deviation *d = &given[n_given];
		int used;

		if (n_given == MAX_TAKEN ||
		    sscanf(text, "%u:%d%n", &d->step, &d->way, &used) != 2 ||
		    d->way < 0 || d->way >= MAX_WAYS)
			return false;
		n_given++;
		text += used;
		if (*text == ',')
			text++;
		else if (*text)
			return false;
	}
	return true;
}

void search_again(void)
{
	depth = 0;
	preemptions = 0;
	n_taken = 0;
	if (mode != SEARCH_RANDOM)
		return;
	for (int i = 0; i < MAX_WAYS; i++)
		priority[i] = CHANGES + random_below(1u << 20);
	for (uint32_t i = 0; i < CHANGES; i++)
		change_at[i] = random_below(usual_steps);
}

bool search_next(void)
{
	if (mode == SEARCH_RANDOM)
		return true;
	if (mode == SEARCH_REPLAY)
		return false;
	while (length && !path[length - 1].left)
		length--;
	if (length) {
		struct choice *last = &path[length - 1];

		last->way = __builtin_ctz(last->left);
		last->left &= last->left - 1;
		return true;
	}
	/* Order matters for more objects than was known.  Early steps may use them: start over. */
	if (learned) {
		learned = false;
		return true;
	}
	return false;
}

static int search_tree(uint32_t step, uint32_t allowed, int usual, enum search_choice what)
{
	struct choice *c = &path[depth];

	if (depth < length) {
		/* Order was not known to matter here when this step was run before. */
		if (c->step > step)
			return allowed & 1u << usual ? usual : __builtin_ctz(allowed);
		if (c->step != step) {
			fprintf(stderr, "explore: two runs of one schedule differ, at step %u\n",
				step);
			exit(3);
		}
		depth++;
		return c->way;
	}
	if (!(allowed & 1u << usual))
		usual = __builtin_ctz(allowed);
	allowed &= ~(1u << usual);
	if (!allowed || (what == PREEMPTION && preemptions >= bound))
		return usual;
	if (depth == MAX_DEPTH) {
		fprintf(stderr, "explore: too many choices\n");
		exit(3);
	}
	*c = (struct choice){ .step = step, .left = allowed, .way = usual };
	length = ++depth;
	return usual;
}

static int random_way(uint32_t step, uint32_t options, int usual, enum search_choice what)
{
	int best = -1;

	if (what == PICK)
		return random_below(__builtin_popcount(options));

	for (uint32_t i = 0; i < CHANGES; i++)
		if (change_at[i] && change_at[i] <= step) {
			change_at[i] = 0;
			priority[usual] = i;
		}
	for (; options; options &= options - 1) {
		int way = __builtin_ctz(options);

		if (best < 0 || priority[way] > priority[best])
			best = way;
	}
	return best;
}

static int replay(uint32_t step, uint32_t options, int usual)
{
	for (uint32_t i = 0; i < n_given; i++)
		if (given[i].step == step && options & 1u << given[i].way)
			return given[i].way;
	return usual;
}

bool search_prunes(void)
{
	return mode == SEARCH_ALL;
}

int search_choose(uint32_t step, uint32_t options, uint32_t allowed, int usual,
		  enum search_choice what)
{
	int way = usual;

	switch (mode) {
	case SEARCH_ALL:
		way = search_tree(step, allowed, usual, what);
		break;
	case SEARCH_RANDOM:
		way = random_way(step, options, usual, what);
		break;
	case SEARCH_REPLAY:
		way = replay(step, options, usual);
		break;
	}
	if (way == usual)
		return way;
	preemptions += what == PREEMPTION;
	if (n_taken < MAX_TAKEN)
		taken[n_taken++] = (struct deviation){ step, way };
	return way;
}

unsigned int search_preemptions(void)
{
	return preemptions;
}

const char *search_taken(void)
{
	static char text[MAX_TAKEN * 16];
	int n = 0;

	strcpy(text, "-");
	for (uint32_t i = 0; i < n_taken; i++)
		n += snprintf(text + n, sizeof(text) - n, "%s%u:%d", i ? "," : "",
			      taken[i].step, taken[i].way);
	return text;
}
