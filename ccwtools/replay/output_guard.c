// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ccwtools/recording/file_set.h"
#include "ccwtools/replay/output_guard.h"

static void add_beside(struct file_set *set, const char *folder, const char *name,
		       const char *what)
{
	char path[4096];

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) < (int)sizeof(path))
		file_set_input(set, path, what);
}

static void add_inputs(struct file_set *set, const struct options *options,
		       const struct output_guard *guard)
{
	const struct manifest *m = guard->manifest;
	int k;
	u32 i;

	for (k = 0; k < options->n_recordings; k++)
		file_set_input(set, options->recordings[k], "a recording that is replayed");
	add_beside(set, guard->folder, "manifest.json", "the manifest");
	add_beside(set, guard->folder, "exceptions.json", "the list of exceptions");
	file_set_input(set, options->exceptions, "the list of exceptions");
	file_set_input(set, options->plan, "the plan");
	file_set_input(set, m->image, "the image that was recorded on");
	for (i = 0; i < m->n_mounts; i++)
		file_set_input(set, m->mounts[i].image, "the image of a tape");
}

/* With --write-back the image is an output, which the user has named for that. */
static bool add_image(struct file_set *set, const struct options *options,
		      struct problem *problem)
{
	if (options->write_back)
		return file_set_output(set, options->image, "what was made of the image",
				       OUTPUT_ANYTHING, problem);
	file_set_input(set, options->image, "the image");
	return true;
}

static bool add_outputs(struct file_set *set, const struct options *options,
			struct problem *problem)
{
	return file_set_output(set, "-", "the report", OUTPUT_ANYTHING, problem) &&
	       file_set_output(set, options->html, "the page", OUTPUT_PAGE, problem) &&
	       file_set_output(set, options->pcapng, "the capture", OUTPUT_CAPTURE, problem) &&
	       file_set_output(set, options->bundle, "the bundle", OUTPUT_ANYTHING, problem);
}

bool output_guard_check(const struct options *options, const struct output_guard *guard,
			struct problem *problem)
{
	struct file_set *set = file_set_create();
	bool ok;

	add_inputs(set, options, guard);
	ok = add_image(set, options, problem) && add_outputs(set, options, problem);
	file_set_destroy(set);
	return ok;
}
