/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of a replay, as text or JSON. */
#ifndef REPLAY_REPORT_H
#define REPLAY_REPORT_H

#include <stdio.h>

#include "hw-sim/plan.h"
#include "ccwtools/replay/compare.h"
#include "ccwtools/replay/explain.h"
#include "ccwtools/replay/selection.h"
#include "ccwtools/replay/slowest.h"
#include "ccwtools/recording/names.h"

struct output;
struct statistics;

/**
 * struct report_style - the form of the report
 * @selection: which programs and events it has
 * @output: also show all of them there, or NULL
 * @statistics: programs that are listed are counted there, or NULL
 * @times: with a column of durations
 * @brief: no line for each program
 */
struct report_style {
	FILE *out;
	const struct selection *selection;
	struct output *output;
	struct statistics *statistics;
	bool json;
	bool verbose;
	bool colour;
	bool times;
	bool brief;
};

/**
 * struct report_subject - what is being replayed
 * @name: of the recording, without folder and suffix
 * @device: type of the device ("3390"), or NULL
 * @image: path of its image, or NULL
 * @stage: where it is replayed, or NULL: within this program
 * @other_unit: the control unit that was recorded, if it is another one than @unit
 * @unit: the one that is simulated
 */
struct report_subject {
	const struct recording *recording;
	const char *name;
	const char *device;
	const char *image;
	const char *stage;
	const char *other_unit;
	const char *unit;
};

/** struct report_totals - the sum; the caller begins with zeroes */
struct report_totals {
	u32 programs;
	u32 ccws;
	u64 bytes_out;
	u64 bytes_in;
	u32 agreeing;
	u32 differing;
	u32 excepted;		/* programs that agree but for exceptions */
	u32 left_out;		/* starts that are not repeated: refused, or of an IPL */
	u32 loads;		/* of these, what a machine started for an IPL */
	u32 refused;		/* the same for requests and instructions that were refused */
	bool blind;		/* CCWs and their bytes were not seen */
	struct slowest slowest;	/* as recorded */
};

/**
 * struct report_image - the image after the run
 * @hash: SHA-256; NULL: the image is not accessible
 * @expected: the recorded one, or NULL if there is none
 * @stopped: the replay was stopped; the image is of then
 * @interrupted: by this signal ("SIGTERM"), which is a stop, too; or NULL
 * @written_to: the file that it was written back to, or NULL
 * @trace_hash: the hash of the trace, if @show_trace
 */
struct report_image {
	const char *hash;
	const char *expected;
	bool stopped;
	const char *interrupted;
	const char *written_to;
	bool show_trace;
	u64 trace_hash;
};

void report_begin(const struct report_style *style, const struct report_subject *subject);

/** report_program() - one program and its verdict, which is added to the totals */
void report_program(const struct report_style *style, enum device_family family,
		    const struct rec_program *program, const struct run *run,
		    const struct verdict *verdict, struct report_totals *totals);

/** report_mount() - the operator mounted a tape, and the verdict; NULL: not replayed */
void report_mount(const struct report_style *style, enum device_family family,
		  const struct rec_mount *mount, const struct css_irb *irb,
		  const struct verdict *verdict, struct report_totals *totals);

/**
 * report_event() - a halt, clear, reset, ... between programs
 * @style: how to tell it
 * @event: what was recorded
 * @done: what came of its replay, or NULL: not replayed
 * @verdict: how they differ, or NULL
 * @totals: the verdict is added
 */
void report_event(const struct report_style *style, const struct rec_event *event,
		  const struct event_result *done, const struct verdict *verdict,
		  struct report_totals *totals);

/** report_left_out() - a start that was refused, and is not repeated */
void report_left_out(const struct report_style *style, enum device_family family,
		     const struct rec_program *program, struct report_totals *totals);

/** report_first() - the first difference of all */
void report_first(const struct report_style *style, const struct explanation *e);

/** report_bundle() - a folder was written, and what the recording in it is */
void report_bundle(const struct report_style *style, const char *folder, const char *programs);

/** report_recorded() - one program as it was recorded, not replayed */
void report_recorded(const struct report_style *style, enum device_family family,
		     const struct rec_program *program, struct report_totals *totals);

/** report_tape() - a tape that was mounted, after the run: @hash, and what it should be */
void report_tape(const struct report_style *style, const char *tape, const char *hash,
		 const char *expected);

/** report_stale() - an exception that no difference needs; it counts as a difference */
void report_stale(const struct report_style *style, const struct exception *exception);

/** report_faults() - each fault of a plan, and how often it has struck */
void report_faults(const struct report_style *style, const struct sim_plan *plan);

void report_end(const struct report_style *style, const struct report_totals *totals,
		const struct report_image *image);

/** report_end_recorded() - the end of a list of programs that were not replayed */
void report_end_recorded(const struct report_style *style, enum device_family family,
			 const struct report_totals *totals);

#endif
