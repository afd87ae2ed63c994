/* SPDX-License-Identifier: GPL-2.0-only */
/* The report for programs: a JSON object on each line. */
#ifndef REPLAY_REPORT_JSON_H
#define REPLAY_REPORT_JSON_H

#include "ccwtools/replay/report.h"

/** struct movement - bytes that a program moved, as the device sees it */
struct movement {
	u64 out;	/* to the device */
	u64 in;		/* from it */
};

/* Each function writes what report.h says of the one of the same name. */
void report_json_begin(FILE *out, const struct report_subject *subject);
void report_json_program(const struct report_style *style, enum device_family family,
			 const struct rec_program *program, const struct run *run,
			 const struct verdict *verdict, struct movement moved);
void report_json_recorded(FILE *out, enum device_family family, const struct rec_program *program,
			  struct movement moved);
void report_json_mount(FILE *out, const struct rec_mount *mount, const struct css_irb *irb,
		       const struct verdict *verdict);
void report_json_event(FILE *out, const struct rec_event *event,
		       const struct event_result *done, const struct verdict *verdict);
void report_json_left_out(FILE *out, const struct rec_program *program);
void report_json_tape(FILE *out, const char *tape, const char *hash, const char *expected);
void report_json_first(FILE *out, const struct explanation *e);
void report_json_bundle(FILE *out, const char *folder, const char *programs);
void report_json_stale(FILE *out, const struct exception *exception);
void report_json_faults(FILE *out, const struct sim_plan *plan);
void report_json_end(FILE *out, const struct report_totals *totals,
		     const struct report_image *image);
void report_json_end_recorded(FILE *out, const struct report_totals *totals);

#endif
