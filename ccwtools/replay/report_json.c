// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/recording/jsonl.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/replay/report_json.h"

static void json_commands(FILE *out, enum device_family family, const struct rec_program *program)
{
	struct text t;
	u32 i;

	fputs(",\"commands\":[", out);
	for (i = 0; i < program->n_steps; i++) {
		text_clear(&t);
		name_command(&t, family, rec_command(&program->steps[i]));
		if (i)
			putc(',', out);
		jsonl_string(out, t.buf);
	}
	putc(']', out);
}

static void json_steps(FILE *out, const struct run *run)
{
	u32 i;

	fputs(",\"steps\":[", out);
	for (i = 0; i < run->n_steps; i++) {
		const struct run_step *step = &run->steps[i];

		fprintf(out, "%s{\"addr\":\"%08x\",\"host\":\"%08x\"", i ? "," : "", step->guest,
			step->host);
		jsonl_hex(out, "ccw", (const u8 *)&step->ccw, sizeof(step->ccw));
		if (step->ended)
			fprintf(out, ",\"us\":\"%02x\",\"cs\":\"%02x\",\"res\":%u,\"imm\":%s",
				step->dstat, step->cstat, step->res,
				step->immediate ? "true" : "false");
		if (step->out.len)
			jsonl_hex(out, "out", step->out.data, step->out.len);
		if (step->in.len)
			jsonl_hex(out, "in", step->in.data, step->in.len);
		putc('}', out);
	}
	putc(']', out);
}

static void json_differences(FILE *out, const struct verdict *verdict)
{
	u32 i;

	fputs(",\"differences\":[", out);
	for (i = 0; i < verdict->n; i++) {
		const struct difference *d = &verdict->differences[i];

		fprintf(out, "%s{", i ? "," : "");
		if (d->step == AT_THE_END)
			fputs("\"ccw\":null", out);
		else
			fprintf(out, "\"ccw\":%u", d->step + 1);
		jsonl_text(out, "what", d->what);
		jsonl_text(out, "recorded", d->recorded);
		jsonl_text(out, "replayed", d->replayed);
		jsonl_text(out, "excepted", d->excepted);
		putc('}', out);
	}
	putc(']', out);
}

/* Only what is known. */
static void json_times(FILE *out, const struct rec_times *times)
{
	u64 ns;

	if (rec_times_duration(times, &ns))
		fprintf(out, ",\"duration_ns\":%" PRIu64, ns);
	if (rec_times_translation(times, &ns))
		fprintf(out, ",\"translation_ns\":%" PRIu64, ns);
	if (rec_times_issue(times, &ns))
		fprintf(out, ",\"issue_ns\":%" PRIu64, ns);
}

/* @moved is NULL where it was not recorded. */
static void json_program(FILE *out, enum device_family family, const struct rec_program *program,
			 const struct movement *moved)
{
	fprintf(out, "{\"seq\":%" PRIu64 ",\"line\":%" PRIu64 ",\"dev\":\"%04x\"", program->seq,
		program->line, program->devno);
	json_commands(out, family, program);
	if (moved)
		fprintf(out, ",\"bytes_out\":%" PRIu64 ",\"bytes_in\":%" PRIu64, moved->out,
			moved->in);
	json_times(out, &program->times);
}

static void json_slowest(FILE *out, const struct slowest *slowest)
{
	u32 i;

	if (!slowest->n)
		return;
	fputs(",\"slowest\":[", out);
	for (i = 0; i < slowest->n; i++)
		fprintf(out, "%s{\"seq\":%" PRIu64 ",\"duration_ns\":%" PRIu64 "}", i ? "," : "",
			slowest->list[i].seq, slowest->list[i].ns);
	putc(']', out);
}

static void json_totals(FILE *out, const struct report_totals *t)
{
	if (t->blind) {
		fprintf(out, "{\"summary\":true,\"programs\":%u", t->programs);
		return;
	}
	fprintf(out, "{\"summary\":true,\"programs\":%u,\"ccws\":%u,\"bytes_out\":%" PRIu64
		",\"bytes_in\":%" PRIu64, t->programs, t->ccws, t->bytes_out, t->bytes_in);
}

/* ---- The lines ---- */

void report_json_begin(FILE *out, const struct report_subject *subject)
{
	fputs("{\"recording\":", out);
	jsonl_string(out, subject->name);
	jsonl_text(out, "emulator", subject->recording->emulator);
	jsonl_text(out, "device", subject->device);
	jsonl_text(out, "image", subject->image);
	jsonl_text(out, "stage", subject->stage);
	if (subject->other_unit) {
		jsonl_text(out, "recorded_control_unit", subject->other_unit);
		jsonl_text(out, "control_unit", subject->unit);
	}
	fputs("}\n", out);
}

/* Events during it; @run is NULL if nothing was replayed. */
static void json_during(FILE *out, const struct rec_program *program, const struct run *run)
{
	const struct rec_event *event = program->during;
	u32 i;

	if (!event)
		return;
	fputs(",\"acts\":[", out);
	for (i = 0; event; i++, event = event->next) {
		fprintf(out, "%s{\"seq\":%" PRIu64, i ? "," : "", event->seq);
		jsonl_text(out, "act", rec_event_word(event->kind));
		if (run && i < run->n_results)
			fprintf(out, ",\"ret\":%d", run->results[i].ret);
		putc('}', out);
	}
	putc(']', out);
}

void report_json_program(const struct report_style *style, enum device_family family,
			 const struct rec_program *program, const struct run *run,
			 const struct verdict *verdict, struct movement moved)
{
	const struct css_irb *irb = &run->irb;
	FILE *out = style->out;

	json_program(out, family, program, run->blind ? NULL : &moved);
	fprintf(out, ",\"us\":\"%02x\",\"cs\":\"%02x\",\"agrees\":%s", irb->scsw.dstat,
		irb->scsw.cstat, verdict_agrees(verdict) ? "true" : "false");
	jsonl_hex(out, "irb", (const u8 *)irb, RECORDING_IRB);
	json_during(out, program, run);
	if (style->verbose && !run->blind)
		json_steps(out, run);
	json_differences(out, verdict);
	fputs("}\n", out);
}

void report_json_recorded(FILE *out, enum device_family family, const struct rec_program *program,
			  struct movement moved)
{
	json_program(out, family, program, &moved);
	jsonl_hex(out, "scsw", program->scsw, sizeof(program->scsw));
	json_during(out, program, NULL);
	fputs("}\n", out);
}

void report_json_mount(FILE *out, const struct rec_mount *mount, const struct css_irb *irb,
		       const struct verdict *verdict)
{
	fprintf(out, "{\"seq\":%" PRIu64 ",\"line\":%" PRIu64, mount->seq, mount->line);
	jsonl_text(out, "operator", mount->text);
	if (verdict) {
		fprintf(out, ",\"agrees\":%s", verdict_agrees(verdict) ? "true" : "false");
		jsonl_hex(out, "irb", (const u8 *)irb, RECORDING_IRB);
		json_differences(out, verdict);
	}
	fputs("}\n", out);
}

void report_json_event(FILE *out, const struct rec_event *event,
		       const struct event_result *done, const struct verdict *verdict)
{
	fprintf(out, "{\"seq\":%" PRIu64 ",\"line\":%" PRIu64, event->seq, event->line);
	jsonl_text(out, "act", rec_event_word(event->kind));
	if (rec_event_is_path(event))
		fprintf(out, ",\"chpid\":\"%02x\"", event->chpid);
	if (verdict) {
		fprintf(out, ",\"ret\":%d,\"agrees\":%s", done->ret,
			verdict_agrees(verdict) ? "true" : "false");
		if (rec_event_is_path(event))
			jsonl_hex(out, "crw", (const u8 *)&done->crw, sizeof(done->crw));
		if (event->has_irb)
			jsonl_hex(out, "irb", (const u8 *)&done->irb, RECORDING_IRB);
		json_differences(out, verdict);
	}
	fputs("}\n", out);
}

void report_json_left_out(FILE *out, const struct rec_program *program)
{
	fprintf(out, "{\"seq\":%" PRIu64 ",\"line\":%" PRIu64 ",\"cc\":%u,\"left_out\":true}\n",
		program->seq, program->line, program->cc);
}

void report_json_tape(FILE *out, const char *tape, const char *hash, const char *expected)
{
	fputs("{\"tape\":", out);
	jsonl_string(out, tape);
	jsonl_text(out, "image_sha256", hash);
	jsonl_text(out, "image_sha256_recorded", expected);
	fputs("}\n", out);
}

void report_json_first(FILE *out, const struct explanation *e)
{
	fprintf(out, "{\"first_difference\":true,\"seq\":%" PRIu64 ",\"line\":%" PRIu64, e->seq,
		e->line);
	if (e->ccw)
		fprintf(out, ",\"ccw\":%u", e->ccw);
	else
		fputs(",\"ccw\":null", out);
	jsonl_text(out, "what", e->what);
	jsonl_text(out, "asked", e->asked.buf);
	jsonl_text(out, "expected", e->expected.buf);
	jsonl_text(out, "came", e->came.buf);
	fputs("}\n", out);
}

void report_json_bundle(FILE *out, const char *folder, const char *programs)
{
	fputs("{\"bundle\":", out);
	jsonl_string(out, folder);
	jsonl_text(out, "recording", programs);
	fputs("}\n", out);
}

void report_json_stale(FILE *out, const struct exception *e)
{
	fprintf(out, "{\"stale_exception\":true,\"number\":%u", e->number);
	jsonl_text(out, "for", e->about);
	fputs("}\n", out);
}

void report_json_faults(FILE *out, const struct sim_plan *plan)
{
	char line[SIM_PLAN_LINE + 1];
	u32 i;

	for (i = 0; i < plan->count; i++) {
		const struct sim_fault *fault = &plan->faults[i];

		sim_fault_format(fault, line);
		fputs("{\"fault\":", out);
		jsonl_string(out, line);
		fprintf(out, ",\"line\":%u,\"struck\":%" PRIu64 "}\n", fault->line, fault->struck);
	}
}

void report_json_end(FILE *out, const struct report_totals *totals,
		     const struct report_image *image)
{
	json_totals(out, totals);
	fprintf(out, ",\"agreeing\":%u,\"differing\":%u,\"excepted\":%u", totals->agreeing,
		totals->differing, totals->excepted);
	if (totals->left_out || totals->refused)
		fprintf(out, ",\"left_out\":%u,\"refused\":%u", totals->left_out, totals->refused);
	json_slowest(out, &totals->slowest);
	jsonl_text(out, "image_sha256", image->hash);
	jsonl_text(out, "image_sha256_recorded", image->expected);
	if (image->stopped)
		fputs(",\"stopped\":true", out);
	if (image->interrupted)
		jsonl_text(out, "interrupted", image->interrupted);
	if (image->show_trace)
		fprintf(out, ",\"trace_hash\":\"%016" PRIx64 "\"", image->trace_hash);
	fputs("}\n", out);
}

void report_json_end_recorded(FILE *out, const struct report_totals *totals)
{
	json_totals(out, totals);
	json_slowest(out, &totals->slowest);
	fputs(",\"replayed\":false}\n", out);
}
