// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/jsonl.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/replay/statistics.h"

/* At most half of the slots are used, so that a search is short. */
#define SLOTS	(2 * STATISTICS_CHAINS)

/** struct row - durations of the programs with the same commands */
struct row {
	struct chain chain;
	struct histogram durations;
};

/**
 * struct statistics - durations of all programs
 * @all: of all
 * @others: of those with commands for which there was no row left
 * @unknown: programs whose duration is not known
 * @rows: one for each chain
 * @n: how many
 * @slots: where the row of a chain is, by its hash
 */
struct statistics {
	struct histogram all;
	struct histogram others;
	u64 unknown;
	struct row *rows[STATISTICS_CHAINS];
	u32 n;
	struct row *slots[SLOTS];
	struct mem_arena *arena;
};

struct statistics *statistics_create(void)
{
	struct mem_arena *arena = mem_arena_create();
	struct statistics *s = mem_zalloc(arena, sizeof(*s));

	s->arena = arena;
	return s;
}

void statistics_destroy(struct statistics *s)
{
	if (s)
		mem_arena_destroy(s->arena);
}

/* FNV-1a */
static u32 hash_of(const struct chain *chain)
{
	u32 hash = 2166136261u, i;

	for (i = 0; i < chain->len; i++)
		hash = (hash ^ chain->bytes[i]) * 16777619u;
	return hash;
}

static bool same(const struct chain *a, const struct chain *b)
{
	return a->len == b->len && a->cut == b->cut && a->some == b->some &&
	       !memcmp(a->bytes, b->bytes, a->len);
}

/* The row of a chain, or NULL if there is none left. */
static struct row *row_of(struct statistics *s, const struct chain *chain)
{
	u32 slot = hash_of(chain) % SLOTS;
	struct row *row;

	for (; s->slots[slot]; slot = (slot + 1) % SLOTS)
		if (same(&s->slots[slot]->chain, chain))
			return s->slots[slot];
	if (s->n == STATISTICS_CHAINS)
		return NULL;
	row = mem_zalloc(s->arena, sizeof(*row));
	row->chain = *chain;
	s->slots[slot] = row;
	s->rows[s->n++] = row;
	return row;
}

void statistics_add(struct statistics *s, const struct rec_program *program)
{
	struct chain chain;
	struct row *row;
	u64 ns;

	if (!rec_times_duration(&program->times, &ns)) {
		s->unknown++;
		return;
	}
	chain_of(&chain, program);
	row = row_of(s, &chain);
	histogram_add(row ? &row->durations : &s->others, ns);
	histogram_add(&s->all, ns);
}

/* ---- Shown ---- */

static int by_sum(const void *a, const void *b)
{
	const struct row *const *x = a, *const *y = b;
	u64 p = (*x)->durations.sum, q = (*y)->durations.sum;

	/* The order of equal ones must not depend on the C library. */
	if (p == q)
		return memcmp(&(*x)->chain, &(*y)->chain, sizeof((*x)->chain));
	return p > q ? -1 : 1;
}

static void print_row(FILE *out, const struct histogram *h, const char *name)
{
	const u64 values[] = {
		h->min, histogram_percentile(h, 50), histogram_percentile(h, 90),
		histogram_percentile(h, 99), h->max,
	};
	struct text t;
	size_t i;

	fprintf(out, "%10" PRIu64, h->count);
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		text_clear(&t);
		name_duration(&t, values[i]);
		fprintf(out, " %10s", t.buf);
	}
	fprintf(out, "  %s\n", name);
}

void statistics_print(struct statistics *s, enum device_family family, FILE *out)
{
	struct text t;
	u32 i;

	if (!s->all.count) {
		fputs("\nno duration of a program is recorded\n", out);
		return;
	}
	qsort(s->rows, s->n, sizeof(*s->rows), by_sum);
	fprintf(out, "\n%10s %10s %10s %10s %10s %10s  %s\n", "programs", "min", "50%", "90%",
		"99%", "max", "START SUBCHANNEL to final status, by commands");
	for (i = 0; i < s->n; i++) {
		chain_name(&t, family, &s->rows[i]->chain);
		print_row(out, &s->rows[i]->durations, t.buf);
	}
	if (s->others.count)
		print_row(out, &s->others, "others");
	if (s->n > 1)
		print_row(out, &s->all, "all");
	if (s->unknown)
		fprintf(out, "%10" PRIu64 "  whose duration is not known\n", s->unknown);
}

static void json_row(FILE *out, const struct histogram *h, const char *what, const char *name)
{
	fprintf(out, "{\"statistics\":\"%s\"", what);
	jsonl_text(out, "commands", name);
	fprintf(out, ",\"programs\":%" PRIu64 ",\"min_ns\":%" PRIu64 ",\"p50_ns\":%" PRIu64
		",\"p90_ns\":%" PRIu64 ",\"p99_ns\":%" PRIu64 ",\"max_ns\":%" PRIu64
		",\"sum_ns\":%" PRIu64 "}\n", h->count, h->min, histogram_percentile(h, 50),
		histogram_percentile(h, 90), histogram_percentile(h, 99), h->max, h->sum);
}

void statistics_json(struct statistics *s, enum device_family family, FILE *out)
{
	struct text t;
	u32 i;

	qsort(s->rows, s->n, sizeof(*s->rows), by_sum);
	for (i = 0; i < s->n; i++) {
		chain_name(&t, family, &s->rows[i]->chain);
		json_row(out, &s->rows[i]->durations, "chain", t.buf);
	}
	if (s->others.count)
		json_row(out, &s->others, "others", NULL);
	if (s->all.count)
		json_row(out, &s->all, "all", NULL);
	fprintf(out, "{\"statistics\":\"unknown\",\"programs\":%" PRIu64 "}\n", s->unknown);
}
