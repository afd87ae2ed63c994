// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/replay/faults.h"
#include "ccwtools/recording/input.h"

#define LARGEST		((SIM_PLAN_LINE + 1) * SIM_PLAN_LINES)

/* A fault that waits for another device than the only one would wait for ever. */
static bool are_of(const struct sim_plan *plan, const char *path, u16 devno,
		   struct problem *problem)
{
	u32 i;

	for (i = 0; i < plan->count; i++) {
		const struct sim_fault *fault = &plan->faults[i];

		if (fault->schid && (u16)fault->schid != devno)
			return problem_set(problem, path, fault->line,
					   "there is no device 0.0.%04x in the recording; it is of "
					   "0.0.%04x", (u16)fault->schid, devno);
	}
	return true;
}

bool faults_read(struct sim_plan *plan, const char *path, u16 devno, struct problem *problem)
{
	struct sim_plan_error error;
	struct input text;
	int err;

	if (!input_read(&text, path, LARGEST, problem))
		return false;
	err = sim_plan_parse((const char *)text.data, text.size, plan, &error);
	input_free(&text);
	if (err == -EINVAL)
		return problem_set(problem, path, error.line, "column %u: %s", error.column,
				   error.message);
	if (err)
		return problem_set(problem, path, 0, "cannot be used (%s)", strerror(-err));
	return are_of(plan, path, devno, problem);
}
