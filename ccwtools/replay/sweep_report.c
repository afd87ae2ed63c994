// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/sweep_report.h"

/* Strings in JSON objects: our own sentences, which have no quotes. */
static void put_json_text(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text == '"' || *text == '\\' ? '\'' : *text, out);
}

void sweep_report_failure(const struct report_style *style, const struct sweep_failure *failure)
{
	char line[SIM_PLAN_LINE + 1];

	sim_fault_format(&failure->fault, line);
	if (style->json) {
		fprintf(style->out, "{\"plan\":\"%s\",\"seq\":%" PRIu64 ",\"failure\":\"", line,
			failure->program->seq);
		put_json_text(style->out, failure->why);
		fputs("\"}\n", style->out);
		return;
	}
	fprintf(style->out, "FAILED  %s\n        at the program of %" PRIu64 ": %s\n", line,
		failure->program->seq, failure->why);
}

/* "ccw", and what happens to it: the line of a plan without its numbers. */
static void name_kind(const struct sim_fault *fault, struct text *name)
{
	static const char *const moments[] = {
		[SIM_WHEN_START] = "start", [SIM_WHEN_CCW] = "ccw", [SIM_WHEN_TIME] = "time",
		[SIM_WHEN_INTERRUPT] = "interrupt", [SIM_WHEN_PIN] = "pin",
		[SIM_WHEN_READ] = "read", [SIM_WHEN_ALLOC] = "alloc",
	};
	char line[SIM_PLAN_LINE + 1];
	const char *phrase;

	sim_fault_format(fault, line);
	phrase = strstr(line, ": ");
	text_clear(name);
	text_add(name, "%s: %s", moments[fault->when], phrase ? phrase + 2 : line);
}

static void report_kind(const struct report_style *style, const struct sweep_kind *kind)
{
	struct text name;

	name_kind(&kind->example, &name);
	if (style->json)
		fprintf(style->out, "{\"kind\":\"%s\",\"points\":%u,\"runs\":%u,\"failures\":%u}\n",
			name.buf, kind->points, kind->runs, kind->failures);
	else
		fprintf(style->out, "  %-40s %8u %8u %8u\n", name.buf, kind->points, kind->runs,
			kind->failures);
}

static u32 count_kinds(const struct sweep_result *result)
{
	u32 i, n = 0;

	for (i = 0; i < SWEEP_KINDS; i++)
		n += result->kinds[i].points != 0;
	return n;
}

static u32 count_faults(const struct sweep_result *result)
{
	u32 i, n = 0;

	for (i = 0; i < SWEEP_KINDS; i++)
		n += result->kinds[i].points;
	return n;
}

static void report_sum(const struct report_style *style, const struct report_subject *subject,
		       const struct sweep *sweep, const struct sweep_result *result)
{
	u32 faults = count_faults(result);

	fprintf(style->out, "%s: %u points in %u programs, %u kinds of fault, %u runs",
		subject->name, result->points, sweep->recording->n_programs, count_kinds(result),
		result->runs);
	if (result->runs < faults)
		fprintf(style->out, " of %u (seed %u)", faults, sweep->seed);
	if (!result->failures) {
		fputs(": all invariants hold\n", style->out);
		return;
	}
	fprintf(style->out, ": %u FAILED\n"
		"each failure is a plan: put the line into a file, and see what happens with\n"
		"  ccwreplay --sweep --plan=FILE %s\n", result->failures, sweep->recording->path);
}

void sweep_report(const struct report_style *style, const struct report_subject *subject,
		  const struct sweep *sweep, const struct sweep_result *result)
{
	u32 i;

	if (!style->json)
		fprintf(style->out, "  %-40s %8s %8s %8s\n", "fault", "points", "runs", "failures");
	for (i = 0; i < SWEEP_KINDS; i++)
		if (result->kinds[i].points)
			report_kind(style, &result->kinds[i]);
	if (!style->json) {
		report_sum(style, subject, sweep, result);
		return;
	}
	fprintf(style->out, "{\"sweep\":\"%s\",\"programs\":%u,\"points\":%u,\"kinds\":%u,"
		"\"faults\":%u,\"runs\":%u,\"seed\":%u,\"failures\":%u}\n", subject->name,
		sweep->recording->n_programs, result->points, count_kinds(result),
		count_faults(result), result->runs, sweep->seed, result->failures);
}

void sweep_report_plan(const struct report_style *style, const struct report_subject *subject,
		       const char *why)
{
	if (!style->json) {
		fprintf(style->out, "%s: %s%s\n", subject->name, why ? "FAILED: " : "",
			why ? why : "all invariants hold");
		return;
	}
	fprintf(style->out, "{\"sweep\":\"%s\",\"failure\":", subject->name);
	if (why) {
		fputc('"', style->out);
		put_json_text(style->out, why);
		fputc('"', style->out);
	} else {
		fputs("null", style->out);
	}
	fputs("}\n", style->out);
}
