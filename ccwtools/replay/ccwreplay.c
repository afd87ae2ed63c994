// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replays recorded channel programs through region, core and simulator, and
 * compares the answers with those of the mainframe.
 */
#include <stdio.h>
#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/utf8.h"
#include "ccwtools/replay/interruption.h"
#include "ccwtools/replay/output.h"
#include "ccwtools/replay/output_guard.h"
#include "ccwtools/replay/replay.h"
#include "ccwtools/replay/statistics.h"

/* Of several the worst counts: unreadable, different, not replayed, cut off. */
static int worse(int a, int b)
{
	static const int rank[] = {
		[EXIT_AGREES] = 0, [EXIT_CUT] = 1, [EXIT_NOT_REPLAYED] = 2, [EXIT_DIFFERS] = 3,
		[EXIT_UNREADABLE] = 4,
	};

	return rank[a] > rank[b] ? a : b;
}

static void split_path(struct replay *r)
{
	static const char *const suffixes[] = { ".xz", ".jsonl" };
	const char *path = r->recording.path;
	const char *slash = strrchr(path, '/');
	/* The manifest, the exceptions and the report have it as JSON. */
	char *clean = utf8_clean(slash ? slash + 1 : path);
	char *name = mem_strdup(r->arena, clean);
	char *folder = mem_strdup(r->arena, slash ? path : ".");
	size_t i;

	free(clean);
	if (slash)
		folder[max(slash - path, (ptrdiff_t)1)] = 0;
	for (i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t len = strlen(name), cut = strlen(suffixes[i]);

		if (len > cut && !strcmp(name + len - cut, suffixes[i]))
			name[len - cut] = 0;
	}
	r->folder = folder;
	r->name = name;
}

static bool outputs_are_safe(struct replay *r)
{
	const struct output_guard guard = { .folder = r->folder, .manifest = &r->manifest };

	return output_guard_check(r->options, &guard, &r->problem);
}

/* Of the recording, and of what is beside it. */
static bool read_all(struct replay *r)
{
	if (!replay_survey(r))
		return false;
	split_path(r);
	if (!manifest_read(&r->manifest, r->folder, r->name, &r->problem) || !outputs_are_safe(r))
		return false;
	r->device = r->identified ? r->identity.type : NULL;
	if (r->manifest.found)
		r->device = r->manifest.device;
	r->image = r->options->image ? r->options->image : r->manifest.image;
	r->readonly = r->options->readonly || r->manifest.readonly;
	return true;
}

/* Return: the exit code for a recording of which all that is whole has agreed. */
static int say_cut(const struct replay *r)
{
	struct problem problem;

	problem_set(&problem, r->recording.path, r->recording.lines,
		    "the recording is cut off behind this line; all whole lines are read; programs "
		    "without an end that are left out: %u; images are not compared afterwards",
		    r->recording.unfinished);
	fprintf(stderr, "ccwreplay: %s\n", problem.text);
	return EXIT_CUT;
}

static int list_or_replay(struct replay *r)
{
	int code = EXIT_AGREES;

	if (!read_all(r) || !replay_has_programs(r))
		return replay_complain(r);
	if (r->recording.cut)
		code = say_cut(r);
	if (r->options->list)
		return worse(code, replay_list(r, EXIT_AGREES));
	if (!replay_is_replayable(r)) {
		const struct problem why = r->problem;

		code = replay_list(r, EXIT_NOT_REPLAYED);
		fflush(r->style.out);
		r->problem = why;
		replay_complain(r);
		return code;
	}
	code = worse(code, replay_recording(r));
	if (interruption_signal())
		return code;
	return code == EXIT_DIFFERS && r->options->bundle ? replay_report_failure(r) : code;
}

static int replay_file(struct options *options, const char *path)
{
	struct replay r = {
		.options = options,
		.recording.path = path,
		.arena = mem_arena_create(),
		.style = {
			.out = stdout,
			.selection = &options->selection,
			.json = options->json,
			.verbose = options->verbose,
			.colour = options->colour,
			.times = options->times,
			.brief = options->brief,
			.statistics = options->stat ? statistics_create() : NULL,
			.output = output_create(options->pcapng, options->html),
		},
	};
	int code = list_or_replay(&r);

	if (!interruption_signal() && !output_write(r.style.output, &r.problem))
		code = replay_complain(&r);
	output_destroy(r.style.output);
	statistics_destroy(r.style.statistics);
	if (r.runner)
		runner_destroy(r.runner);
	if (!replay_sweeps_all(&r))
		sim_plan_free(&r.plan);
	medium_destroy(r.sweep.medium);
	volume_close(&r.volume);
	replay_close_tapes(&r);
	exceptions_free(&r.exceptions);
	manifest_free(&r.manifest);
	recording_free(&r.recording);
	mem_arena_destroy(r.arena);
	return code;
}

static int replay_files(struct options *options)
{
	int i, code = EXIT_AGREES;

	for (i = 0; i < options->n_recordings && !interruption_signal(); i++) {
		if (i && !options->json)
			putchar('\n');
		code = worse(code, replay_file(options, options->recordings[i]));
	}
	return code;
}

int main(int argc, char **argv)
{
	struct problem problem;
	struct options options;
	int code;

	output_prepare();
	code = options_read(&options, argc, argv);
	if (code < 0)
		code = replay_files(&options);
	if (output_finish(&problem) && !interruption_signal())
		return code;
	interruption_end();
	fprintf(stderr, "ccwreplay: %s\n", problem.text);
	return EXIT_UNREADABLE;
}
