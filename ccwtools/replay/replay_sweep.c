// SPDX-License-Identifier: GPL-2.0-only
#include <unistd.h>

#include "ccwtools/replay/replay.h"
#include "ccwtools/replay/sweep_report.h"
#include "simtests/port/platform.h"

static bool mount_before(void *data, u32 program)
{
	struct replay *r = data;
	const struct rec_mount *mount;
	const struct rec_event *event;
	struct event_result done;
	struct css_irb irb;

	for (mount = r->recording.programs[program].mounts; mount; mount = mount->next) {
		struct mounted *m = replay_find_mounted(r, mount->tape);

		volume_protect(&m->volume, mount->readonly);
		if (!runner_mount(r->runner, &m->volume, &irb, &r->problem))
			return false;
		r->sweep.probe.medium = &m->volume.image;
	}
	for (event = r->recording.programs[program].before; event; event = event->next)
		runner_event(r->runner, event, &done);
	return true;
}

static void sweep_failed(void *data, const struct sweep_failure *failure)
{
	const struct replay *r = data;

	sweep_report_failure(&r->style, failure);
}

static int sweep_recording(struct replay *r, const struct report_subject *subject)
{
	struct sweep_result result;
	struct text why = { 0 };

	if (r->options->plan) {
		bool good = sweep_plan(&r->sweep, &why);

		report_faults(&r->style, &r->plan);
		sweep_report_plan(&r->style, subject, good ? NULL : why.buf);
		return good ? EXIT_AGREES : EXIT_DIFFERS;
	}
	if (!sweep_all(&r->sweep, &result, sweep_failed, r, &why)) {
		problem_set(&r->problem, r->recording.path, 0, "%s", why.buf);
		replay_complain(r);
		return EXIT_DIFFERS;
	}
	sweep_report(&r->style, subject, &r->sweep, &result);
	return result.failures ? EXIT_DIFFERS : EXIT_AGREES;
}

/* Storage with an address of 31 bits that no program of the recording uses. */
static bool find_room(struct replay *r, u64 *at)
{
	u32 i;

	for (*at = PROBE_MEMORY; *at < 2ull << 30; *at += PROBE_MEMORY) {
		for (i = 0; i < r->recording.n_programs; i++)
			if (program_uses(&r->recording.programs[i], *at, PROBE_MEMORY))
				break;
		if (i == r->recording.n_programs)
			return true;
	}
	return problem_set(&r->problem, r->recording.path, 0,
			   "its programs use all storage up to 2 GiB, and a sweep needs some");
}

/* The device gets its media from the judge. */
static void watch_media(struct replay *r)
{
	struct mounted *m;

	r->sweep.medium = medium_create(replay_family(r));
	volume_stay(&r->volume);
	r->volume.front = medium_front(r->sweep.medium, &r->volume.image);
	for (m = r->mounted; m; m = m->next) {
		volume_stay(&m->volume);
		m->volume.front = medium_front(r->sweep.medium, &m->volume.image);
	}
}

static bool prepare_sweep(struct replay *r)
{
	u64 at;

	if (!find_room(r, &at))
		return false;
	r->memory = max(r->memory, at + PROBE_MEMORY);
	r->sweep = (struct sweep){
		.recording = &r->recording, .plan = &r->plan, .exceptions = &r->exceptions,
		.probe = { .family = name_family(r->device), .at = (u32)at,
			   .medium = &r->volume.image },
		.before = mount_before, .data = r, .blocks = platform_live_blocks(),
		.jobs = (u32)r->options->jobs, .limit = (u32)r->options->sweep_limit,
		.seed = (u32)r->options->seed, .progress = isatty(STDERR_FILENO),
	};
	watch_media(r);
	return true;
}

/* A reference, so that the leak checker does not report the machine; never read. */
static struct runner *used_up __attribute__((used));

int replay_sweep(struct replay *r)
{
	struct report_subject subject;
	int code;

	if (!replay_load(r))
		return replay_complain(r);
	subject = replay_subject(r, r->image);
	if (!prepare_sweep(r) || !replay_make_machine(r))
		return replay_complain(r);
	r->sweep.runner = r->runner;
	code = sweep_recording(r, &subject);
	if (replay_sweeps_all(r))
		return code;
	/* A machine that violates an invariant cannot be destroyed. */
	used_up = r->sweep.runner;
	r->runner = NULL;
	return code;
}
