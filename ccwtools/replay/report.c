// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/replay/output.h"
#include "ccwtools/replay/report_json.h"
#include "ccwtools/replay/statistics.h"

#define NAMES_WIDTH	58
#define STATUS_WIDTH	12
#define TIME_WIDTH	10
#define MOVED_WIDTH	15	/* of both columns of bytes */

enum shade {
	PLAIN,
	GOOD,
	BAD,
	ODD,
	DIM,
	BOLD,
};

static const char *paint(const struct report_style *style, enum shade shade)
{
	static const char *const codes[] = {
		[PLAIN] = "\033[0m", [GOOD] = "\033[32m", [BAD] = "\033[1;31m",
		[ODD] = "\033[33m", [DIM] = "\033[2m", [BOLD] = "\033[1m",
	};

	return style->colour ? codes[shade] : "";
}

/* ---- What is said about a program ---- */

/* "Define Extent, Locate Record, Read Data (MT) x16" */
static void name_steps(struct text *t, enum device_family family,
		       const struct rec_program *program)
{
	u32 i, n, times;

	text_clear(t);
	for (i = 0; i < program->n_steps; i += n) {
		u8 cmd = rec_command(&program->steps[i]);

		times = 1;
		for (n = 1; i + n < program->n_steps; n++) {
			const struct rec_step *step = &program->steps[i + n];

			if (rec_command(step) != cmd)
				break;
			times += !step->ccw.chained;
		}
		if (i)
			text_add(t, ", ");
		name_command(t, family, cmd);
		if (times > 1)
			text_add(t, " x%u", times);
	}
	if (!program->n_steps)
		text_add(t, program->no_steps ? "some of " : "nothing executed");
	for (i = 0; !program->n_steps && program->no_steps && i < program->n_ccws; i++) {
		text_add(t, "%s", i ? ", " : "");
		name_command(t, family, program->ccws[i].cmd);
	}
}

static struct movement bytes_replayed(const struct run *run)
{
	struct movement m = { 0 };
	u32 i;

	for (i = 0; i < run->n_steps; i++) {
		m.out += run->steps[i].out.len;
		m.in += run->steps[i].in.len;
	}
	return m;
}

static struct movement bytes_recorded(const struct rec_program *program)
{
	struct movement m = { 0 };
	u32 i;

	for (i = 0; i < program->n_steps; i++) {
		const struct rec_step *step = &program->steps[i];

		m.out += step->immediate ? 0 : step->ccw.out.len;
		m.in += step->in.len;
	}
	return m;
}

static void name_status(struct text *t, u8 dstat, u8 cstat)
{
	text_clear(t);
	name_unit_status(t, dstat);
	if (cstat) {
		text_add(t, "%s", t->len ? " " : "");
		name_channel_status(t, cstat);
	}
}

static const struct bytes *sense_of(const struct rec_program *program)
{
	static const struct bytes none;

	return program->n_steps ? &program->steps[program->n_steps - 1].sense : &none;
}

/* Of a function that ended a program only that is reported. */
static void name_end(struct text *t, const struct css_scsw *scsw)
{
	u16 ctrl = be16_to_cpu(scsw->ctrl);

	name_status(t, scsw->dstat, scsw->cstat);
	if (ctrl & CSS_FCTL_CLEAR)
		text_add(t, "cleared");
	else if (ctrl & CSS_FCTL_HALT)
		text_add(t, "%shalted", t->len ? " " : "");
}

static void print_notes(const struct report_style *style, const struct rec_program *program)
{
	const struct rec_note *note;

	for (note = program->notes; note; note = note->next)
		fprintf(style->out, "\n  %s$ %s%s\n", paint(style, DIM), note->text,
			paint(style, PLAIN));
}

/* A number of bytes that was not recorded is not printed. */
static void print_moved(const struct report_style *style, const struct movement *moved)
{
	if (moved)
		fprintf(style->out, " %7" PRIu64 " %7" PRIu64, moved->out, moved->in);
	else
		fprintf(style->out, " %7s %7s", "-", "-");
}

/* ---- How long it took ---- */

static void print_time(const struct report_style *style, const struct rec_program *program)
{
	struct text t = { 0 };
	bool long_time = false;
	u64 ns;

	if (!style->times)
		return;
	if (rec_times_duration(&program->times, &ns)) {
		name_duration(&t, ns);
		long_time = ns >= REMARKABLE_NSECS;
	}
	fprintf(style->out, " %s%*s%s", long_time ? paint(style, BAD) : "", TIME_WIDTH,
		t.len ? t.buf : "-", long_time ? paint(style, PLAIN) : "");
}

/* In place of the numbers of a program, where a line has none. */
static void print_gap(const struct report_style *style)
{
	fprintf(style->out, " %*s", MOVED_WIDTH + (style->times ? 1 + TIME_WIDTH : 0), "");
}

static void add_part(struct text *t, const char *what, u64 ns)
{
	text_add(t, "%s%s ", t->len ? ", " : "", what);
	name_duration(t, ns);
}

/* Verbose: the parts, as far as they are known. */
static void print_parts(const struct report_style *style, const struct rec_times *times)
{
	struct text t = { 0 };
	u64 ns;

	if (!style->times || !style->verbose)
		return;
	if (rec_times_translation(times, &ns))
		add_part(&t, "translation", ns);
	if (rec_times_issue(times, &ns))
		add_part(&t, "from there to START SUBCHANNEL", ns);
	if (t.len && rec_times_duration(times, &ns))
		add_part(&t, "from there to the status", ns);
	if (t.len)
		fprintf(style->out, "%8s%s\n", "", t.buf);
}

static void note_time(struct report_totals *totals, enum device_family family,
		      const struct rec_program *program)
{
	struct text names;
	u64 ns;

	if (!rec_times_duration(&program->times, &ns))
		return;
	totals->slowest.timed++;
	if (!slowest_wants(&totals->slowest, ns))
		return;
	name_steps(&names, family, program);
	text_shorten(&names, NAMES_WIDTH);
	slowest_add(&totals->slowest, program->seq, ns, names.buf);
}

static void print_slowest(const struct report_style *style, const struct slowest *slowest)
{
	struct text t;
	u32 i;

	if (style->times && !slowest->timed)
		fputs("no duration of a program is recorded\n", style->out);
	for (i = 0; i < slowest->n; i++) {
		const struct slow_program *p = &slowest->list[i];
		bool long_time = p->ns >= REMARKABLE_NSECS;

		text_clear(&t);
		name_duration(&t, p->ns);
		fprintf(style->out, "%s program %" PRIu64 ", %s%s%s, %s\n",
			i ? "        " : "slowest:", p->seq, long_time ? paint(style, BAD) : "",
			t.buf, long_time ? paint(style, PLAIN) : "", p->names);
	}
}

static void print_line(const struct report_style *style, enum device_family family,
		       const struct rec_program *program, const struct movement *moved,
		       const struct css_scsw *scsw)
{
	struct text names, status;

	name_steps(&names, family, program);
	if (!style->verbose)
		text_shorten(&names, NAMES_WIDTH);
	name_end(&status, scsw);
	if (program->cc)
		text_add(&status, "cc %u", program->cc);
	fprintf(style->out, "%6" PRIu64 "  %-*s", program->seq, NAMES_WIDTH, names.buf);
	print_moved(style, moved);
	print_time(style, program);
	fprintf(style->out, "  %-*s%s", STATUS_WIDTH, status.buf,
		status.len < STATUS_WIDTH ? "" : " ");
}

/* ---- Verbose: each CCW ---- */

static void print_data(const struct report_style *style, enum device_family family, u8 cmd,
		       const char *direction, const struct bytes *data)
{
	struct text t;

	if (!data->len)
		return;
	text_clear(&t);
	name_data(&t, family, cmd, data);
	fprintf(style->out, "%18s%s %5u  %s%s%s\n", "", direction, data->len, paint(style, DIM),
		t.buf, paint(style, PLAIN));
}

static void print_ccw(const struct report_style *style, enum device_family family,
		      const struct rec_step *step)
{
	const struct rec_ccw *ccw = &step->ccw;
	struct text name, flags;

	text_clear(&name);
	name_command(&name, family, rec_command(step));
	text_clear(&flags);
	if (!ccw->tic)
		name_flags(&flags, ccw->flags);
	fprintf(style->out, "        %08x  %-28s", ccw->addr, name.buf);
	if (ccw->tic)
		fprintf(style->out, " to %08x", ccw->cda);
	else
		fprintf(style->out, " %5u at %08x  %-10s", ccw->count, ccw->cda, flags.buf);
}

static void print_outcome(const struct report_style *style, u8 dstat, u8 cstat, u16 res)
{
	struct text status;

	name_status(&status, dstat, cstat);
	fprintf(style->out, "  %s", status.buf);
	if (res)
		fprintf(style->out, ", residual %u", res);
	putc('\n', style->out);
}

static void print_steps(const struct report_style *style, enum device_family family,
			const struct rec_program *program, const struct run *run)
{
	u32 i;

	for (i = 0; i < program->n_steps && i < run->n_steps; i++) {
		const struct run_step *step = &run->steps[i];
		const struct rec_step *rec = &program->steps[i];

		print_ccw(style, family, rec);
		if (rec->ccw.tic) {
			putc('\n', style->out);
			continue;
		}
		print_outcome(style, step->dstat, step->cstat, step->res);
		print_data(style, family, rec_command(rec), "out", &step->out);
		print_data(style, family, rec_command(rec), "in ", &step->in);
	}
}

static void print_recorded_steps(const struct report_style *style, enum device_family family,
				 const struct rec_program *program)
{
	u32 i;

	for (i = 0; i < program->n_steps; i++) {
		const struct rec_step *step = &program->steps[i];

		print_ccw(style, family, step);
		if (!step->executed) {
			putc('\n', style->out);
			continue;
		}
		print_outcome(style, step->dstat, step->cstat, step->res);
		print_data(style, family, rec_command(step), "out", &step->ccw.out);
		print_data(style, family, rec_command(step), "in ", &step->in);
	}
}

static void print_sense(const struct report_style *style, const struct bytes *sense)
{
	u32 i;

	if (!sense->len)
		return;
	fprintf(style->out, "%18ssense      ", "");
	for (i = 0; i < sense->len; i++)
		fprintf(style->out, "%s%02x", i % 4 || !i ? "" : " ", sense->data[i]);
	putc('\n', style->out);
}

/* ---- Differences ---- */

static void print_place(const struct report_style *style, enum device_family family,
			const struct rec_program *program, u32 step)
{
	struct text t;

	if (step == AT_THE_END)
		return;
	text_clear(&t);
	name_command(&t, family, rec_command(&program->steps[step]));
	fprintf(style->out, "CCW %u, %s: ", step + 1, t.buf);
}

static void print_differences(const struct report_style *style, enum device_family family,
			      const struct rec_program *program, const struct verdict *verdict)
{
	u32 i;

	for (i = 0; i < verdict->n; i++) {
		const struct difference *d = &verdict->differences[i];

		fprintf(style->out, "        %s", paint(style, d->excepted ? ODD : BAD));
		print_place(style, family, program, d->step);
		fprintf(style->out, "%s: recorded %s, replayed %s%s\n", d->what, d->recorded,
			d->replayed, paint(style, PLAIN));
		if (d->excepted)
			fprintf(style->out, "          excepted: %s\n", d->excepted);
	}
}

/* "HALT SUBCHANNEL", "a channel path goes, CHPID 40" */
static void name_event(struct text *t, const struct rec_event *event)
{
	text_clear(t);
	text_add(t, "%s", rec_event_name(event->kind));
	if (rec_event_is_path(event))
		text_add(t, ", CHPID %02x", event->chpid);
}

static void print_event(const struct report_style *style, const struct rec_event *event)
{
	struct text name;

	name_event(&name, event);
	fprintf(style->out, "%6" PRIu64 "  %-*s", event->seq, NAMES_WIDTH, name.buf);
}

/* Events during a program are printed below it. */
static void print_during(const struct report_style *style, const struct rec_program *program)
{
	const struct rec_event *event;

	for (event = program->during; event; event = event->next) {
		print_event(style, event);
		print_gap(style);
		fprintf(style->out, "  %s\n", event->ret ? strerror(-event->ret) :
			"in its midst");
	}
	if (program->driver_stop)
		fprintf(style->out, "%6s  halted or cleared by the driver\n", "");
}

static void print_verdict(const struct report_style *style, const struct verdict *verdict)
{
	if (!verdict_agrees(verdict))
		fprintf(style->out, "%sDIFFERS%s", paint(style, BAD), paint(style, PLAIN));
	else if (verdict->n)
		fprintf(style->out, "%sexcepted%s", paint(style, ODD), paint(style, PLAIN));
	else
		fprintf(style->out, "%sagrees%s", paint(style, GOOD), paint(style, PLAIN));
}

static void print_sense_name(const struct report_style *style, enum device_family family,
			     const struct rec_program *program)
{
	struct text sense;

	text_clear(&sense);
	name_sense(&sense, family, sense_of(program));
	if (sense.len)
		fprintf(style->out, "  %s%s%s", paint(style, DIM), sense.buf, paint(style, PLAIN));
	putc('\n', style->out);
}

/* ---- The report ---- */

void report_begin(const struct report_style *style, const struct report_subject *subject)
{
	const struct recording *rec = subject->recording;
	FILE *out = style->out;

	output_begin(style->output, subject);
	if (style->json) {
		report_json_begin(out, subject);
		return;
	}
	fprintf(out, "%s%s%s: %u channel programs", paint(style, BOLD), subject->name,
		paint(style, PLAIN), rec->n_programs);
	if (rec->n_programs)
		fprintf(out, " for device %04x", rec->devno);
	fprintf(out, "%s%s, recorded on %s\n", subject->device ? ", a " : "",
		subject->device ? subject->device : "", rec->emulator);
	if (subject->image)
		fprintf(out, "on a copy of %s\n", subject->image);
	if (subject->stage)
		fprintf(out, "%s\n", subject->stage);
	if (subject->other_unit)
		fprintf(out, "%srecorded on a control unit %s, and the simulated one is a %s: what "
			"they say of themselves differs, and what they can do may%s\n",
			paint(style, ODD), subject->other_unit, subject->unit, paint(style, PLAIN));
	if (style->brief)
		return;
	fprintf(out, "\n%s%6s  %-*s %7s %7s", paint(style, DIM), "seq", NAMES_WIDTH,
		"channel program", "out", "in");
	if (style->times)
		fprintf(out, " %*s", TIME_WIDTH, "time");
	fprintf(out, "  %s%s\n", "status", paint(style, PLAIN));
}

static void add_to_totals(struct report_totals *totals, u32 ccws, struct movement moved)
{
	totals->programs++;
	totals->ccws += ccws;
	totals->bytes_out += moved.out;
	totals->bytes_in += moved.in;
}

static void count_verdict(struct report_totals *totals, const struct verdict *verdict)
{
	if (!verdict_agrees(verdict))
		totals->differing++;
	else
		totals->agreeing++;
	if (verdict_agrees(verdict) && verdict->n)
		totals->excepted++;
}

void report_program(const struct report_style *style, enum device_family family,
		    const struct rec_program *program, const struct run *run,
		    const struct verdict *verdict, struct report_totals *totals)
{
	struct movement moved = bytes_replayed(run);

	add_to_totals(totals, run->n_steps, moved);
	note_time(totals, family, program);
	totals->blind |= run->blind;
	count_verdict(totals, verdict);
	output_program(style->output, family, program, run, verdict);
	if (!selection_has_program(style->selection, program->seq, !verdict_agrees(verdict)))
		return;
	if (style->json) {
		report_json_program(style, family, program, run, verdict, moved);
		return;
	}
	print_notes(style, program);
	print_line(style, family, program, run->blind ? NULL : &moved, &run->irb.scsw);
	print_verdict(style, verdict);
	print_sense_name(style, family, program);
	print_parts(style, &program->times);
	print_during(style, program);
	if (style->verbose) {
		print_steps(style, family, program, run);
		print_sense(style, sense_of(program));
	}
	print_differences(style, family, program, verdict);
}

void report_mount(const struct report_style *style, enum device_family family,
		  const struct rec_mount *mount, const struct css_irb *irb,
		  const struct verdict *verdict, struct report_totals *totals)
{
	struct text status;

	/* It is not a program, but a difference counts all the same. */
	if (verdict && !verdict_agrees(verdict))
		totals->differing++;
	output_mount(style->output, mount, irb, verdict);
	if (style->brief ||
	    !selection_has_event(style->selection, verdict && !verdict_agrees(verdict)))
		return;
	if (style->json) {
		report_json_mount(style->out, mount, irb, verdict);
		return;
	}
	name_status(&status, irb ? irb->scsw.dstat : 0, irb ? irb->scsw.cstat : 0);
	fprintf(style->out, "\n%6" PRIu64 "  operator: %-*s  %-*s", mount->seq, NAMES_WIDTH + 6,
		mount->text, STATUS_WIDTH, status.buf);
	if (verdict)
		print_verdict(style, verdict);
	putc('\n', style->out);
	if (verdict)
		print_differences(style, family, NULL, verdict);
}

void report_event(const struct report_style *style, const struct rec_event *event,
		  const struct event_result *done, const struct verdict *verdict,
		  struct report_totals *totals)
{
	struct text status = { 0 };

	if (verdict && !verdict_agrees(verdict))
		totals->differing++;
	output_event(style->output, event, done, verdict);
	if (style->brief ||
	    !selection_has_event(style->selection, verdict && !verdict_agrees(verdict)))
		return;
	if (style->json) {
		report_json_event(style->out, event, done, verdict);
		return;
	}
	print_event(style, event);
	if (event->has_irb)
		name_status(&status, event->irb[8], event->irb[9]);
	if (!event->has_irb)
		text_add(&status, "%s", event->ret ? strerror(-event->ret) : "done");
	else if (!status.len)
		text_add(&status, "ended");
	print_gap(style);
	fprintf(style->out, "  %-*s", STATUS_WIDTH, status.buf);
	if (verdict)
		print_verdict(style, verdict);
	putc('\n', style->out);
	if (verdict)
		print_differences(style, FAMILY_UNKNOWN, NULL, verdict);
}

void report_left_out(const struct report_style *style, enum device_family family,
		     const struct rec_program *program, struct report_totals *totals)
{
	totals->left_out++;
	totals->loads += program->ipl;
	totals->programs++;
	output_program(style->output, family, program, NULL, NULL);
	if (!selection_has_program(style->selection, program->seq, false))
		return;
	if (style->json) {
		report_json_left_out(style->out, program);
		return;
	}
	print_notes(style, program);
	fprintf(style->out, "%6" PRIu64 "  %-*s", program->seq, NAMES_WIDTH,
		program->ipl ? "initial program loading" : "START SUBCHANNEL");
	print_gap(style);
	fprintf(style->out, "  %snot repeated%s: ", paint(style, ODD), paint(style, PLAIN));
	if (program->ipl)
		fputs("no start, and it reads its own CCWs\n", style->out);
	else
		fprintf(style->out, "condition code %u\n", program->cc);
}

void report_recorded(const struct report_style *style, enum device_family family,
		     const struct rec_program *program, struct report_totals *totals)
{
	struct movement moved = bytes_recorded(program);
	struct css_scsw scsw;
	struct text sense;

	memcpy(&scsw, program->scsw, sizeof(scsw));

	add_to_totals(totals, program->n_steps, moved);
	note_time(totals, family, program);
	if (style->statistics)
		statistics_add(style->statistics, program);
	output_program(style->output, family, program, NULL, NULL);
	if (style->brief ||
	    !selection_has_program(style->selection, program->seq, false))
		return;
	if (style->json) {
		report_json_recorded(style->out, family, program, moved);
		return;
	}
	print_notes(style, program);
	print_line(style, family, program, &moved, &scsw);
	text_clear(&sense);
	name_sense(&sense, family, sense_of(program));
	fprintf(style->out, "%s%s%s\n", paint(style, DIM), sense.buf, paint(style, PLAIN));
	print_parts(style, &program->times);
	print_during(style, program);
	if (!style->verbose)
		return;
	print_recorded_steps(style, family, program);
	print_sense(style, sense_of(program));
}

void report_first(const struct report_style *style, const struct explanation *e)
{
	if (style->json) {
		report_json_first(style->out, e);
		return;
	}
	fprintf(style->out, "\n%sthe first difference:%s %s %" PRIu64 ", line %" PRIu64
		" of the recording\n", paint(style, BAD), paint(style, PLAIN),
		e->event ? "event" : "program", e->seq, e->line);
	fprintf(style->out, "    asked     %s\n", e->asked.buf);
	fprintf(style->out, "    expected  %s\n", e->expected.buf);
	fprintf(style->out, "    came      %s\n", e->came.buf);
}

void report_bundle(const struct report_style *style, const char *folder, const char *programs)
{
	if (style->json) {
		report_json_bundle(style->out, folder, programs);
		return;
	}
	fprintf(style->out, "\nto see it again: %s/again\n", folder);
	fprintf(style->out, "    %s; recording, images, plan and checksums are there, too: pack "
		"the folder and send it\n", programs);
}

void report_stale(const struct report_style *style, const struct exception *e)
{
	if (style->json) {
		report_json_stale(style->out, e);
		return;
	}
	fprintf(style->out, "        %sexception %u, for %s, is not needed: no such difference; "
		"remove it%s\n", paint(style, BAD), e->number, e->about, paint(style, PLAIN));
}

static void print_fault(const struct report_style *style, const struct sim_fault *fault)
{
	char line[SIM_PLAN_LINE + 1];

	sim_fault_format(fault, line);
	fprintf(style->out, "    line %u, %s: ", fault->line, line);
	if (!fault->struck)
		fprintf(style->out, "%snever struck%s\n", paint(style, BAD), paint(style, PLAIN));
	else if (fault->struck == 1)
		fputs("struck once\n", style->out);
	else
		fprintf(style->out, "struck %" PRIu64 " times\n", fault->struck);
}

void report_faults(const struct report_style *style, const struct sim_plan *plan)
{
	u64 struck = 0;
	u32 i;

	for (i = 0; i < plan->count; i++)
		struck += plan->faults[i].struck;
	if (style->json) {
		report_json_faults(style->out, plan);
		return;
	}
	fprintf(style->out, "\n%sfaults:%s%s\n", struck ? "" : paint(style, BAD),
		struck ? "" : " none of the plan has struck", struck ? "" : paint(style, PLAIN));
	for (i = 0; i < plan->count; i++)
		print_fault(style, &plan->faults[i]);
}

void report_tape(const struct report_style *style, const char *tape, const char *hash,
		 const char *expected)
{
	if (style->json) {
		report_json_tape(style->out, tape, hash, expected);
		return;
	}
	if (!expected)
		fprintf(style->out, "%s afterwards: sha256 %s; no checksum is recorded to "
			"compare with\n", tape, hash);
	else if (!strcmp(hash, expected))
		fprintf(style->out, "%s afterwards: %sas recorded%s (sha256 %s)\n", tape,
			paint(style, GOOD), paint(style, PLAIN), hash);
	else
		fprintf(style->out, "%s%s afterwards: sha256 %s\nshould be: %s%s\n",
			paint(style, BAD), tape, hash, expected, paint(style, PLAIN));
}

static void print_image(const struct report_style *style, const struct report_image *image)
{
	FILE *out = style->out;

	if (image->interrupted)
		fputs("image afterwards: not looked at\n", out);
	else if (!image->hash)
		fputs("image afterwards: not seen, it is the device's own\n", out);
	else if (image->stopped)
		fprintf(out, "image when it was stopped: sha256 %s\n", image->hash);
	else if (!image->expected)
		fprintf(out,
			"image afterwards: sha256 %s; no checksum is recorded to compare with\n",
			image->hash);
	else if (strcmp(image->hash, image->expected))
		fprintf(out, "%simage afterwards: sha256 %s\nshould be:               %s%s\n",
			paint(style, BAD), image->hash, image->expected, paint(style, PLAIN));
	else
		fprintf(out, "image afterwards: %sas recorded%s (sha256 %s)\n", paint(style, GOOD),
			paint(style, PLAIN), image->hash);
	if (image->written_to)
		fprintf(out, "written back to %s\n", image->written_to);
	if (image->show_trace)
		fprintf(out, "trace hash: %016" PRIx64 "\n", image->trace_hash);
}

static void print_totals(const struct report_style *style, const struct report_totals *totals)
{
	if (totals->blind) {
		fprintf(style->out, "\n%u programs, CCW by CCW not seen: ", totals->programs);
		return;
	}
	fprintf(style->out, "\n%u programs, %u CCWs, %" PRIu64 " bytes out, %" PRIu64 " bytes in: ",
		totals->programs, totals->ccws, totals->bytes_out, totals->bytes_in);
}

/* Events that had no effect, and depend on timing. */
static void print_left_out(const struct report_style *style, const struct report_totals *totals)
{
	if (totals->left_out > totals->loads)
		fprintf(style->out, "not repeated: starts that met condition code 1 or 2: %u\n",
			totals->left_out - totals->loads);
	if (totals->loads)
		fprintf(style->out, "not repeated: what a machine starts for an IPL: %u\n",
			totals->loads);
	if (totals->refused)
		fprintf(style->out,
			"not repeated: requests and instructions that were refused: %u\n",
			totals->refused);
}

void report_end(const struct report_style *style, const struct report_totals *totals,
		const struct report_image *image)
{
	FILE *out = style->out;

	output_end(style->output, totals, true);
	if (style->json) {
		report_json_end(out, totals, image);
		return;
	}
	print_totals(style, totals);
	if (totals->differing)
		fprintf(out, "%s%u agree, %u %s%s", paint(style, BAD), totals->agreeing,
			totals->differing, totals->differing == 1 ? "differs" : "differ",
			paint(style, PLAIN));
	else
		fprintf(out, "%sall agree%s", paint(style, GOOD), paint(style, PLAIN));
	if (totals->excepted)
		fprintf(out, ", %u of them with exceptions", totals->excepted);
	if (image->interrupted)
		fprintf(out, "; interrupted by %s before the end\n", image->interrupted);
	else
		fputs(image->stopped ? "; stopped before the end\n" : "\n", out);
	print_left_out(style, totals);
	print_slowest(style, &totals->slowest);
	print_image(style, image);
}

void report_end_recorded(const struct report_style *style, enum device_family family,
			 const struct report_totals *totals)
{
	output_end(style->output, totals, false);
	if (style->json) {
		if (style->statistics)
			statistics_json(style->statistics, family, style->out);
		report_json_end_recorded(style->out, totals);
		return;
	}
	if (style->statistics)
		statistics_print(style->statistics, family, style->out);
	print_totals(style, totals);
	fputs("recorded, not replayed\n", style->out);
	print_slowest(style, &totals->slowest);
}
