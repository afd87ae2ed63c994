// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <unistd.h>

#include "ccwtools/replay/faults.h"
#include "ccwtools/replay/interruption.h"
#include "ccwtools/replay/output.h"
#include "ccwtools/replay/replay.h"
#include "ccwtools/replay/stage.h"
#include "ccwtools/replay/step_control.h"

int replay_complain(const struct replay *r)
{
	fprintf(stderr, "ccwreplay: %s\n", r->problem.text);
	return EXIT_UNREADABLE;
}

enum device_family replay_family(const struct replay *r)
{
	return r->device ? name_family(r->device) : FAMILY_UNKNOWN;
}

static bool read_exceptions(struct replay *r)
{
	const char *path = r->options->exceptions;
	char beside[4096];

	if (!path) {
		snprintf(beside, sizeof(beside), "%s/exceptions.json", r->folder);
		path = beside;
		if (access(path, F_OK))
			return true;
	}
	return exceptions_read(&r->exceptions, path, r->name, &r->problem);
}

bool replay_read_faults(struct replay *r)
{
	return !r->options->plan || faults_read(&r->plan, r->options->plan,
						r->recording.devno, &r->problem);
}

/* ---- Programs ---- */

static bool mount_tapes(struct replay *r, const struct rec_mount *mount)
{
	for (; mount; mount = mount->next) {
		struct mounted *m = replay_find_mounted(r, mount->tape);
		struct verdict verdict;
		struct css_irb irb;

		volume_protect(&m->volume, mount->readonly);
		if (!runner_mount(r->runner, &m->volume, &irb, &r->problem))
			return false;
		if (interruption_signal())
			return true;
		compare_mount(mount, &irb, &r->exceptions, &verdict);
		report_mount(&r->style, FAMILY_TAPE, mount, &irb, &verdict, &r->totals);
		verdict_free(&verdict);
	}
	return true;
}

/* @same: cleared if they are not as recorded. */
static bool finish_tapes(struct replay *r, bool *same)
{
	char hash[VOLUME_HASH_TEXT];
	struct mounted *m;

	for (m = r->mounted; m; m = m->next) {
		const char *after = r->recording.cut ? NULL : m->tape->after;

		if (!volume_hash(&m->volume, hash, &r->problem))
			return false;
		report_tape(&r->style, m->tape->name, hash, after);
		*same &= !after || !strcmp(hash, after);
	}
	return true;
}

void replay_note_difference(struct replay *r, const struct rec_program *program,
			    const struct run *run, const struct verdict *verdict)
{
	if (r->differs)
		return;
	r->differs = true;
	explain(&r->first, replay_family(r), program, run, verdict);
	signature_of(&r->signature, program, run, verdict);
}

static void note_event(struct replay *r, const struct rec_event *event,
		       const struct verdict *verdict)
{
	if (r->differs || verdict_agrees(verdict))
		return;
	r->differs = true;
	explain_event(&r->first, event, verdict);
	signature_of_event(&r->signature, verdict);
}

/* Repeat the events between two programs; @quiet: without reporting them. */
void replay_do_events(struct replay *r, const struct rec_event *event, bool quiet)
{
	for (; event; event = event->next) {
		struct verdict verdict;
		struct event_result done;

		runner_event(r->runner, event, &done);
		if (interruption_signal())
			return;
		compare_event(event, &done, &r->exceptions, &verdict);
		if (!quiet)
			report_event(&r->style, event, &done, &verdict, &r->totals);
		note_event(r, event, &verdict);
		verdict_free(&verdict);
	}
}

/* Return: does it differ? */
static bool replay_program(struct replay *r, const struct rec_program *program)
{
	struct verdict verdict;
	struct run run;
	bool differs;

	if (rec_program_is_skipped(program)) {
		report_left_out(&r->style, replay_family(r), program, &r->totals);
		return false;
	}
	runner_run(r->runner, program, &run);
	/* The results of a program that was interrupted say nothing. */
	if (interruption_signal()) {
		run_free(&run);
		return false;
	}
	compare_run(program, &run, &r->exceptions, &verdict);
	report_program(&r->style, replay_family(r), program, &run, &verdict, &r->totals);
	differs = !verdict_agrees(&verdict);
	if (differs)
		replay_note_difference(r, program, &run, &verdict);
	verdict_free(&verdict);
	run_free(&run);
	return differs;
}

/* The recording once more, program by program; the outputs see its lines. */
static struct recording_reader *read_again(struct replay *r, struct recording *again)
{
	struct recording_reader *reader;

	reader = recording_open(again, r->recording.path, &r->problem);
	if (reader)
		output_lines(r->style.output, reader);
	return reader;
}

static bool replay_next(struct replay *r, const struct rec_program *program, bool last)
{
	const u32 before = r->totals.differing;
	bool differs;

	if (!mount_tapes(r, program->mounts))
		return false;
	replay_do_events(r, program->before, false);
	differs = replay_program(r, program) || r->totals.differing != before;
	r->stopped = !last && !step_control_continue(r->options, program->seq, differs);
	return true;
}

static bool replay_all(struct replay *r, struct recording_reader *reader)
{
	const u32 n = r->recording.n_programs;
	const struct rec_program *program;
	u32 i;

	for (i = 0; recording_next(reader, &program); i++) {
		if (i == n || !program)
			return i == n || problem_set(&r->problem, r->recording.path, 0, "has "
						     "become shorter while it was replayed");
		/* One that was stopped has not reached these. */
		if (r->stopped)
			output_program(r->style.output, replay_family(r), program, NULL, NULL);
		else if (!replay_next(r, program, i + 1 == n))
			return false;
	}
	return false;
}

static bool replay_programs(struct replay *r)
{
	struct recording again;
	struct recording_reader *reader = read_again(r, &again);
	bool ok;

	if (!reader)
		return false;
	ok = replay_all(r, reader);
	recording_close(reader);
	recording_free(&again);
	if (ok && !r->stopped)
		replay_do_events(r, r->recording.after, false);
	r->stopped |= interruption_signal();
	return ok;
}

bool replay_load(struct replay *r)
{
	struct recording whole;

	if (!recording_read(&whole, r->recording.path, &r->problem))
		return false;
	recording_free(&r->recording);
	r->recording = whole;
	return true;
}

/* ---- The report ---- */

/* The control unit that was recorded, if what is simulated is another one. */
static const char *other_unit(const struct replay *r)
{
	const char *unit = r->device ? identity_simulated(r->device) : NULL;

	if (!unit || !r->identified || r->options->device || !strcmp(unit, r->identity.unit))
		return NULL;
	return r->identity.unit;
}

struct report_subject replay_subject(const struct replay *r, const char *image)
{
	return (struct report_subject){
		.other_unit = other_unit(r),
		.unit = r->device ? identity_simulated(r->device) : NULL,
		.recording = &r->recording,
		.name = r->name,
		.device = r->device,
		.image = image,
	};
}

static u32 report_stale_exceptions(const struct replay *r)
{
	u32 i, n = 0;

	for (i = 0; i < r->exceptions.n; i++) {
		const struct exception *e = &r->exceptions.list[i];

		/* Not stale: it was met, or no program could have met it. */
		if (e->met || r->stopped || (r->totals.blind && exception_is_of_ccws(e)))
			continue;
		report_stale(&r->style, e);
		n++;
	}
	return n;
}

/* @same: cleared if image and tapes are not as recorded, as far as that is known. */
static bool finish_image(struct replay *r, bool *same)
{
	char hash[VOLUME_HASH_TEXT];
	struct report_image image = {
		.expected = r->manifest.found && !r->recording.lossy && !r->recording.cut ?
			    r->manifest.after : NULL,
		.stopped = r->stopped,
		.interrupted = interruption_name(),
		.show_trace = r->options->hash,
		.trace_hash = runner_hash(r->runner),
	};

	bool written = true;

	if (runner_stage(r->runner)->sees_image && !image.interrupted) {
		if (!volume_hash(&r->volume, hash, &r->problem))
			return false;
		image.hash = hash;
	}
	if (r->options->write_back && !image.interrupted) {
		written = volume_write_back(&r->volume, &r->problem);
		image.written_to = written ? r->image : NULL;
	}
	report_end(&r->style, &r->totals, &image);
	if (!written || r->stopped || !image.hash)
		return written;
	*same = !image.expected || !strcmp(hash, image.expected);
	return finish_tapes(r, same);
}

static int finish(struct replay *r)
{
	u32 stale = report_stale_exceptions(r);
	bool same = true;

	if (!runner_finish(r->runner, &r->problem))
		return replay_complain(r);
	if (r->options->plan)
		report_faults(&r->style, &r->plan);
	if (r->differs)
		report_first(&r->style, &r->first);
	if (!finish_image(r, &same))
		return replay_complain(r);
	if (r->totals.differing || stale || !same)
		return EXIT_DIFFERS;
	return r->stopped && !r->options->selection.one ? EXIT_NOT_REPLAYED : EXIT_AGREES;
}

static const char *stage_of(const struct replay *r)
{
	if (!r->options->vfio)
		return r->options->as_user ? "as a user of the device sees it" : NULL;
	return r->options->device ? "through /dev/vfio, on a device of your own" :
				    "through /dev/vfio, on a device that css_sim has for this";
}

static void list_events(struct replay *r, const struct rec_event *event)
{
	for (; event; event = event->next)
		report_event(&r->style, event, NULL, NULL, &r->totals);
}

static void list_program(struct replay *r, const struct rec_program *program)
{
	const enum device_family family = replay_family(r);
	const struct rec_mount *mount = program->mounts;

	for (; mount; mount = mount->next)
		report_mount(&r->style, family, mount, NULL, NULL, &r->totals);
	list_events(r, program->before);
	report_recorded(&r->style, family, program, &r->totals);
}

static bool list_programs(struct replay *r)
{
	struct recording again;
	struct recording_reader *reader = read_again(r, &again);
	const struct rec_program *program;
	bool ok = reader;

	while (ok && (ok = recording_next(reader, &program)) && program)
		list_program(r, program);
	recording_close(reader);
	if (reader)
		recording_free(&again);
	return ok;
}

int replay_list(struct replay *r, int code)
{
	const struct report_subject subject = replay_subject(r, NULL);

	report_begin(&r->style, &subject);
	if (!list_programs(r))
		return replay_complain(r);
	list_events(r, r->recording.after);
	report_end_recorded(&r->style, replay_family(r), &r->totals);
	return code;
}

int replay_recording(struct replay *r)
{
	struct report_subject subject;

	if (!replay_fits_into_memory(r) || !read_exceptions(r) || !replay_read_faults(r) ||
	    !replay_open_media(r))
		return replay_complain(r);
	if (r->options->sweep)
		return replay_sweep(r);
	if (!replay_make_machine(r))
		return replay_complain(r);
	output_plan(r->style.output, &r->plan);
	subject = replay_subject(r, r->options->device ? NULL : r->image);
	subject.stage = stage_of(r);
	report_begin(&r->style, &subject);
	r->totals.refused = r->recording.refused;
	if (!replay_programs(r))
		return replay_complain(r);
	return finish(r);
}
