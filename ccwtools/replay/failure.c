// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <unistd.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/replay/interruption.h"
#include "ccwtools/replay/bundle.h"
#include "ccwtools/replay/minimise.h"
#include "ccwtools/replay/replay.h"

/* Everything is again as it was before the first program. */
static bool begin_again(struct replay *r)
{
	struct mounted *m;

	volume_reset(&r->volume);
	for (m = r->mounted; m; m = m->next)
		volume_reset(&m->volume);
	sim_plan_free(&r->plan);
	return replay_read_faults(r) && replay_make_machine(r);
}

static bool mount_quietly(struct replay *r, const struct rec_mount *mount)
{
	struct css_irb irb;

	for (; mount; mount = mount->next) {
		struct mounted *m = replay_find_mounted(r, mount->tape);

		volume_protect(&m->volume, mount->readonly);
		if (!runner_mount(r->runner, &m->volume, &irb, &r->problem))
			return false;
	}
	return true;
}

/* Return: false if it could not be replayed. */
static bool run_until_difference(struct replay *r)
{
	u32 i;

	for (i = 0; i < r->recording.n_programs && !r->differs; i++) {
		const struct rec_program *program = &r->recording.programs[i];
		struct verdict verdict;
		struct run run;

		if (!mount_quietly(r, program->mounts))
			return false;
		replay_do_events(r, program->before, true);
		if (r->differs || rec_program_is_skipped(program))
			continue;
		runner_run(r->runner, program, &run);
		if (interruption_signal()) {
			run_free(&run);
			return problem_set(&r->problem, r->recording.path, 0, "is not minimised: "
					   "interrupted by %s", interruption_name());
		}
		compare_run(program, &run, &r->exceptions, &verdict);
		if (!verdict_agrees(&verdict))
			replay_note_difference(r, program, &run, &verdict);
		verdict_free(&verdict);
		run_free(&run);
	}
	if (!r->differs)
		replay_do_events(r, r->recording.after, true);
	return true;
}

static void drop_machine(struct replay *r)
{
	if (r->runner)
		runner_destroy(r->runner);
	r->runner = NULL;
}

static bool fails_the_same(void *data, const struct recording *candidate)
{
	struct replay *r = data;
	const struct recording whole = r->recording;
	const struct signature wanted = r->signature;
	bool same;

	r->recording = *candidate;
	r->differs = false;
	drop_machine(r);
	if (!r->broken && (!begin_again(r) || !run_until_difference(r)))
		r->broken = true;
	drop_machine(r);
	same = r->differs && !r->broken && signature_same(&r->signature, &wanted);
	r->recording = whole;
	r->signature = wanted;
	r->differs = true;
	return same;
}

static const char *options_again(const struct replay *r)
{
	const struct options *o = r->options;
	struct text t = { 0 };

	if (o->vfio)
		text_add(&t, "--stage=vfio ");
	if (o->interface)
		text_add(&t, "--interface=%s ", o->interface);
	if (o->as_user)
		text_add(&t, "--as-user ");
	return mem_strdup(r->arena, t.buf);
}

static bool write_bundle(struct replay *r, const struct recording *small, const char *said)
{
	char hash[VOLUME_HASH_TEXT], beside[4096];
	struct manifest m = r->manifest;
	struct bundle b = {
		.folder = r->options->bundle,
		.name = r->name,
		.recording = small,
		.path = r->recording.path,
		.manifest = &m,
		.plan = r->options->plan,
		.exceptions = r->options->exceptions,
		.options = options_again(r),
	};

	volume_reset(&r->volume);
	if (!volume_hash(&r->volume, hash, &r->problem))
		return false;
	m.device = r->device;
	m.image = r->image;
	m.readonly = r->readonly;
	m.before = hash;
	if (small)
		m.after = NULL;
	snprintf(beside, sizeof(beside), "%s/exceptions.json", r->folder);
	if (!b.exceptions && !access(beside, F_OK))
		b.exceptions = beside;
	if (small)
		b.exceptions = NULL;
	if (!bundle_write(&b, &r->problem))
		return false;
	report_bundle(&r->style, r->options->bundle, said);
	return true;
}

/* The recording as written must show the same difference as the one in memory. */
static bool check_written(struct replay *r)
{
	struct recording written;
	char path[4096];
	bool same;

	snprintf(path, sizeof(path), "%s/%s.jsonl", r->options->bundle, r->name);
	if (!recording_read(&written, path, &r->problem))
		return false;
	same = fails_the_same(r, &written);
	recording_free(&written);
	return same || problem_set(&r->problem, path, 0, "was written, but does not fail in the "
				   "same way any more; leave out --minimise");
}

static bool minimise(struct replay *r)
{
	struct minimise m = { .fails = fails_the_same, .data = r };
	struct recording small;
	char said[160];
	bool all;
	u32 i;

	if (!replay_load(r))
		return false;
	all = minimise_recording(&m, &r->recording, &small);
	if (r->broken)
		return false;
	/* Their IRBs are known, but not what tapes that are written now should hold. */
	for (i = 0; i < r->manifest.n_mounts; i++)
		r->manifest.mounts[i].after = NULL;
	snprintf(said, sizeof(said), "%u of %u programs, %u of %u CCWs, after %u runs%s",
		 small.n_programs, r->recording.n_programs, minimise_ccws(&small),
		 minimise_ccws(&r->recording), m.runs, all ? "" : ", which were not enough");
	return write_bundle(r, &small, said) && check_written(r);
}

int replay_report_failure(struct replay *r)
{
	bool ok;

	drop_machine(r);
	if (r->options->minimise && r->differs)
		ok = minimise(r);
	else
		ok = write_bundle(r, NULL, r->differs ? "the whole recording" :
				  "the whole recording, of which only an image differs");
	return ok ? EXIT_DIFFERS : replay_complain(r);
}
