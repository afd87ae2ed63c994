// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/record/merge.h"
#include "ccwtools/recording/arena.h"

/** struct head - the first event of a file that is not given out; @ns: when, 0: not known */
struct head {
	struct line_reader reader;
	bool open;
	bool more;
	u64 ns;
};

/** struct merge - the files; @last: which was given out last, or -1 */
struct merge {
	struct head *heads;
	int n;
	int last;
};

/* An event without a time belongs to the one before it. */
static void read_on(struct head *head)
{
	head->more = line_reader_next(&head->reader);
	if (head->more)
		head->ns = line_number(&head->reader, "ns", head->ns);
}

struct merge *merge_open(char **files, int n, struct problem *problem)
{
	struct merge *m = mem_need(calloc(1, sizeof(*m)));

	m->heads = mem_need(calloc((size_t)n, sizeof(*m->heads)));
	m->n = n;
	m->last = -1;
	for (int i = 0; i < n; i++) {
		struct head *head = &m->heads[i];

		head->open = line_reader_open(&head->reader, files[i], problem);
		if (!head->open) {
			merge_close(m);
			return NULL;
		}
		read_on(head);
		/* One header is enough, and it has no time. */
		if (i && head->more && !strcmp(head->reader.name, "header"))
			read_on(head);
	}
	return m;
}

void merge_close(struct merge *m)
{
	if (!m)
		return;
	for (int i = 0; i < m->n; i++)
		if (m->heads[i].open)
			line_reader_close(&m->heads[i].reader);
	free(m->heads);
	free(m);
}

static bool is_earlier(const struct head *a, const struct head *b)
{
	return a->ns && b->ns && a->ns < b->ns;
}

const struct line_reader *merge_next(struct merge *m, int *file)
{
	int best = -1;

	if (m->last >= 0)
		read_on(&m->heads[m->last]);
	for (int i = 0; i < m->n; i++)
		if (m->heads[i].more && (best < 0 || is_earlier(&m->heads[i], &m->heads[best])))
			best = i;
	m->last = best;
	*file = best;
	return best < 0 ? NULL : &m->heads[best].reader;
}
