/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording and its replay as one page for a browser, which needs nothing else. */
#ifndef REPLAY_PAGE_H
#define REPLAY_PAGE_H

#include "ccwtools/replay/output.h"

struct page;

struct page *page_create(void);
void page_destroy(struct page *page);

/** page_begin() - all events of a recording. Return: false if it cannot be read once more. */
bool page_begin(struct page *page, const struct report_subject *subject,
		struct problem *problem);
/** page_program() - a program, and its replay if it was replayed */
void page_program(struct page *page, const struct output_program *program);
/** page_mount() - a tape that the operator mounted */
void page_event(struct page *page, const struct rec_event *event,
		const struct event_result *done, const struct verdict *verdict);
void page_mount(struct page *page, const struct rec_mount *mount, const struct css_irb *irb,
		const struct verdict *verdict);
/** page_end() - the sum, and the plan of faults or NULL */
void page_end(struct page *page, const struct report_totals *totals,
	      const struct sim_plan *plan, bool replayed);

/** page_write() - the file. Return: false if it could not be written. */
bool page_write(const struct page *page, const char *path, struct problem *problem);

#endif
