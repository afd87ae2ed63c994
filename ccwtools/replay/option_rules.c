// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/replay/option_rules.h"

/* @id needs @other; @why: what is said behind it, or NULL */
static const struct need {
	enum option_id id;
	enum option_id other;
	const char *why;
} needs[] = {
	{ OPTION_INTERFACE, OPTION_VFIO, NULL },
	{ OPTION_PATIENCE, OPTION_VFIO, NULL },
	{ OPTION_DEVICE, OPTION_VFIO, NULL },
	{ OPTION_OWN, OPTION_DEVICE, NULL },
	{ OPTION_ALLOW_WRITES, OPTION_DEVICE, NULL },
	{ OPTION_DEVICE, OPTION_OWN, "the replay acts on that device" },
	{ OPTION_WRITE_BACK, OPTION_IMAGE, "recorded images stay as they are" },
	{ OPTION_MINIMISE, OPTION_BUNDLE, "the smaller recording is put into the bundle" },
	{ OPTION_UNTIL, OPTION_STEP, NULL },
	{ OPTION_JOBS, OPTION_SWEEP, NULL },
	{ OPTION_SWEEP_LIMIT, OPTION_SWEEP, NULL },
	{ OPTION_SEED, OPTION_SWEEP, NULL },
	{ OPTION_SEED, OPTION_SWEEP_LIMIT, "it selects the sample" },
};

#define B	OPTION_BIT

#define OF_A_REPLAY \
	(B(OPTION_VFIO) | B(OPTION_AS_USER) | B(OPTION_PLAN) | B(OPTION_SWEEP) | \
	 B(OPTION_HASH) | B(OPTION_STOP) | B(OPTION_STEP) | B(OPTION_ONLY) | B(OPTION_BUNDLE) | \
	 B(OPTION_IMAGE) | B(OPTION_READ_ONLY) | B(OPTION_WRITE_BACK) | B(OPTION_EXCEPTIONS))

/* @id goes with none of @others; @why: what is said behind it */
static const struct clash {
	enum option_id id;
	u64 others;
	const char *why;
} clashes[] = {
	{ OPTION_LIST, OF_A_REPLAY, "--list replays nothing" },
	{ OPTION_STAT, OF_A_REPLAY | B(OPTION_PROGRAM), "--stat replays nothing, and counts all" },
	{ OPTION_DEVICE, B(OPTION_IMAGE) | B(OPTION_READ_ONLY) | B(OPTION_WRITE_BACK),
	  "the device has a volume of its own" },
	{ OPTION_DEVICE, B(OPTION_PLAN), "a plan is for a device that is made in css_sim" },
	{ OPTION_DEVICE, B(OPTION_BUNDLE), "the volume of the device cannot be copied" },
	{ OPTION_VFIO, B(OPTION_HASH), "a kernel does not tell what the simulator did" },
	{ OPTION_READ_ONLY, B(OPTION_WRITE_BACK), "nothing is written" },
	{ OPTION_SWEEP, B(OPTION_VFIO) | B(OPTION_AS_USER) | B(OPTION_BUNDLE) | B(OPTION_HTML) |
	  B(OPTION_PCAPNG) | B(OPTION_PROGRAM) | B(OPTION_ONLY) | B(OPTION_STOP) | B(OPTION_STEP) |
	  B(OPTION_WRITE_BACK) | B(OPTION_HASH),
	  "a sweep is made within this program, and has a report of its own" },
	{ OPTION_PLAN, B(OPTION_JOBS) | B(OPTION_SWEEP_LIMIT) | B(OPTION_SEED),
	  "a sweep with a plan is one run" },
	{ OPTION_PROGRAM, B(OPTION_STEP), "the replay stops after that program" },
	{ OPTION_SEVERAL, B(OPTION_IMAGE) | B(OPTION_HTML) | B(OPTION_PCAPNG) | B(OPTION_BUNDLE) |
	  B(OPTION_PROGRAM) | B(OPTION_UNTIL), "it is for a single recording" },
};

static enum option_id lowest(u64 bits)
{
	u32 id = 0;

	while (!(bits & B(id)))
		id++;
	return (enum option_id)id;
}

static bool needs_another(u64 given, const char *(*name)(enum option_id id), struct text *wrong)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		const struct need *n = &needs[i];

		if (!(given & B(n->id)) || given & B(n->other))
			continue;
		text_add(wrong, "%s needs ", name(n->id));
		text_add(wrong, "%s%s%s", name(n->other), n->why ? ": " : "",
			 n->why ? n->why : "");
		return true;
	}
	return false;
}

bool option_rules_check(u64 given, const char *(*name)(enum option_id id), struct text *wrong)
{
	size_t i;

	text_clear(wrong);
	if (needs_another(given, name, wrong))
		return false;
	for (i = 0; i < ARRAY_SIZE(clashes); i++) {
		const struct clash *c = &clashes[i];

		if (!(given & B(c->id)) || !(given & c->others))
			continue;
		text_add(wrong, "%s does not go with ", name(lowest(given & c->others)));
		text_add(wrong, "%s: %s", name(c->id), c->why);
		return false;
	}
	return true;
}
