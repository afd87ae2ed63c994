// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/css_plan.h"

#define PLAN		CSS_CONFIG "/plan"
#define STRUCK		"# struck "

/* ---- Its text ---- */

/* Drops what the kernel says of each fault; a plan that is written has no comments. */
static void drop_comments(char *text)
{
	char *to = text;

	while (*text) {
		size_t len = strcspn(text, "\n"), keep = strcspn(text, "#\n");
		const bool more = text[len];

		while (keep && text[keep - 1] == ' ')
			keep--;
		memmove(to, text, keep);
		to += keep;
		if (keep)
			*to++ = '\n';
		text += len + more;
	}
	*to = 0;
}

/* @text: of CSS_PLAN_TEXT + 1 bytes */
static bool read_plan(char *text, struct problem *problem)
{
	int fd = open(PLAN, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, CSS_PLAN_TEXT);
	int err = errno;

	if (fd >= 0)
		close(fd);
	if (n < 0)
		return problem_set(problem, PLAN, 0, "cannot be read (%s)", strerror(err));
	text[n] = 0;
	return true;
}

/* The kernel accepts or refuses the plan when the file is closed. */
static bool write_plan(const char *text, struct problem *problem)
{
	int fd = open(PLAN, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (!*text)
		text = "\n";
	n = fd < 0 ? -1 : write(fd, text, strlen(text));
	err = errno;
	if (fd >= 0 && close(fd) && n >= 0) {
		n = -1;
		err = errno;
	}
	return n >= 0 || problem_set(problem, PLAN, 0, "does not take the plan (%s); the kernel's "
				     "log says why", strerror(err));
}

/* As the kernel shows it.  @text: of CSS_PLAN_TEXT + SIM_PLAN_LINE + 2 bytes */
static bool format(const struct sim_plan *faults, char *text, struct problem *problem)
{
	size_t len = 0;
	u32 i;

	for (i = 0; i < faults->count; i++) {
		const struct sim_fault *fault = &faults->faults[i];

		if (fault->what == SIM_FAULT_ERRNO)
			return problem_set(problem, "the plan", fault->line, "names a pin, a read "
					   "or an allocation, which are VFIO's in a kernel; only "
					   "--stage=userspace can make one fail");
		len += sim_fault_format(fault, text + len);
		text[len++] = '\n';
		if (len > CSS_PLAN_TEXT)
			return problem_set(problem, "the plan", fault->line, "makes the plan "
					   "longer than the page that a kernel takes");
	}
	text[len] = 0;
	return true;
}

/* ---- One replay's ---- */

bool css_plan_hold(struct css_plan *plan, const struct work_folder *folder,
		   struct problem *problem)
{
	char before[CSS_PLAN_TEXT + 1];

	plan->folder = folder;
	plan->lock = open(PLAN, O_RDONLY | O_CLOEXEC);
	if (plan->lock < 0 || flock(plan->lock, LOCK_EX | LOCK_NB))
		return problem_set(problem, PLAN, 0, "cannot be used (%s); has another ccwreplay "
				   "set a plan? Wait until it ends", strerror(errno));
	if (!read_plan(before, problem))
		return false;
	drop_comments(before);
	return work_folder_put(folder, WORK_PLAN_BEFORE, before) ||
	       problem_set(problem, folder->path, 0, "cannot keep css_sim's plan (%s); is there "
			   "room?", strerror(errno));
}

/* The plan is noted before it is set, so that the notes of a killed replay are complete. */
bool css_plan_set(struct css_plan *plan, const struct sim_plan *faults, struct problem *problem)
{
	char text[CSS_PLAN_TEXT + SIM_PLAN_LINE + 2];

	if (!format(faults, text, problem))
		return false;
	if (!work_folder_put(plan->folder, WORK_PLAN_SET, text))
		return problem_set(problem, plan->folder->path, 0, "cannot keep the plan (%s); is "
				   "there room?", strerror(errno));
	plan->changed = true;
	return write_plan(text, problem);
}

bool css_plan_strike(struct css_plan *plan, const char *lines)
{
	struct sim_plan_error error;
	struct problem unsaid;
	struct sim_plan faults;
	bool ok;

	if (sim_plan_parse(lines, strlen(lines), &faults, &error))
		return false;
	ok = css_plan_set(plan, &faults, &unsaid);
	sim_plan_free(&faults);
	return ok;
}

bool css_plan_has_struck(void)
{
	char text[CSS_PLAN_TEXT + 1];
	struct problem unsaid;
	const char *struck = read_plan(text, &unsaid) ? strstr(text, STRUCK) : NULL;

	return struck && strncmp(struck, STRUCK "0 ", strlen(STRUCK "0 "));
}

bool css_plan_struck(struct sim_plan *faults, struct problem *problem)
{
	char text[CSS_PLAN_TEXT + 1];
	const char *next = text;
	u32 i;

	if (!read_plan(text, problem))
		return false;
	for (i = 0; i < faults->count; i++) {
		unsigned long long times;

		next = strstr(next, STRUCK);
		if (!next || sscanf(next, STRUCK "%llu times", &times) != 1)
			return problem_set(problem, PLAN, 0, "does not say how often the faults "
					   "have struck");
		faults->faults[i].struck = times;
		next += strlen(STRUCK);
	}
	return true;
}

bool css_plan_put_back(const struct work_folder *folder, struct problem *problem)
{
	char set[CSS_PLAN_TEXT + 1], text[CSS_PLAN_TEXT + 1];

	if (!work_folder_get(folder, WORK_PLAN_SET, set, sizeof(set)))
		return true;
	if (!read_plan(text, problem))
		return false;
	drop_comments(text);
	if (strcmp(text, set))
		return true;
	if (!work_folder_get(folder, WORK_PLAN_BEFORE, text, sizeof(text)))
		text[0] = 0;
	return write_plan(text, problem);
}

bool css_plan_restore(struct css_plan *plan, struct problem *problem)
{
	if (plan->changed && !css_plan_put_back(plan->folder, problem))
		return false;
	plan->changed = false;
	return true;
}

void css_plan_release(struct css_plan *plan)
{
	struct problem problem;

	if (!css_plan_restore(plan, &problem))
		fprintf(stderr, "ccwreplay: %s\n", problem.text);
	if (plan->lock >= 0)
		close(plan->lock);
	plan->lock = -1;
}
