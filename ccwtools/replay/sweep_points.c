// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/replay/sweep_points.h"

#define LATE		5000000	/* nanoseconds */

#define AT(when)	(1u << SIM_WHEN_##when)
#define ANYWHERE	(AT(START) | AT(CCW) | AT(INTERRUPT) | AT(TIME))

/* struct effect - something that can happen, and at which moments */
struct effect {
	u32 moments;
	enum sim_fault_what what;
	u64 arg;
	u8 sense[2];
	u8 sense_len;
	u8 again;	/* it strikes at so many more of these moments */
};

#define EFFECT(moments, what, arg)	{ moments, SIM_FAULT_##what, arg, { 0 }, 0, 0 }

static const struct effect effects[SWEEP_EFFECTS] = {
	EFFECT(AT(START), CC, 1),
	EFFECT(AT(START), CC, 2),
	EFFECT(AT(START), CC, 3),
	EFFECT(AT(START), DEFERRED_CC, 1),
	EFFECT(AT(START), DEFERRED_CC, 3),
	EFFECT(AT(START) | AT(CCW) | AT(TIME), UNIT_CHECK, 0),
	{ AT(CCW), SIM_FAULT_UNIT_CHECK, 0, { 0x10, 0x00 }, 2, 0 },
	EFFECT(AT(CCW), CHANNEL_CHECK, CSS_CSTAT_DATA),
	EFFECT(AT(CCW) | AT(TIME), CHANNEL_CHECK, CSS_CSTAT_CONTROL),
	EFFECT(AT(START) | AT(CCW), CHANNEL_CHECK, CSS_CSTAT_INTERFACE),
	EFFECT(AT(CCW), CHANNEL_CHECK, CSS_CSTAT_CHAINING),
	EFFECT(AT(CCW), CHANNEL_CHECK, CSS_CSTAT_PROGRAM),
	EFFECT(AT(CCW), CHANNEL_CHECK, CSS_CSTAT_PROTECTION),
	EFFECT(AT(CCW), CHANNEL_CHECK, CSS_CSTAT_IL),
	EFFECT(AT(START) | AT(CCW), HANG, 0),
	EFFECT(AT(INTERRUPT), INT_LOSE, 0),
	EFFECT(AT(INTERRUPT), INT_DOUBLE, 0),
	EFFECT(AT(INTERRUPT), INT_LATE, LATE),
	EFFECT(ANYWHERE, UNSOLICITED, CSS_DSTAT_ATTENTION),
	EFFECT(AT(INTERRUPT), UNSOLICITED, CSS_DSTAT_ATTENTION | CSS_DSTAT_DE | CSS_DSTAT_UX),
	EFFECT(ANYWHERE, PATH_OFF, 0),
	EFFECT(ANYWHERE, PATH_ON, 0),
	EFFECT(ANYWHERE, DEVICE_GONE, 0),
	EFFECT(AT(PIN) | AT(ALLOC), ERRNO, ENOMEM),
	EFFECT(AT(PIN) | AT(READ), ERRNO, EFAULT),
	/* Refused also page by page: the guest does not have the page. */
	{ AT(PIN), SIM_FAULT_ERRNO, EFAULT, { 0 }, 0, 1 },
	EFFECT(AT(PIN), ERRNO, EAGAIN),
	EFFECT(AT(READ), ERRNO, EIO),
	EFFECT(AT(READ), ERRNO, EINTR),
};

static const struct effect *effect_of(u32 kind)
{
	return &effects[kind % SWEEP_EFFECTS];
}

static enum sim_fault_when moment_of(u32 kind)
{
	return (enum sim_fault_when)(kind / SWEEP_EFFECTS);
}

static struct sweep_range range_of(const struct sweep_points *points, enum sim_fault_when when)
{
	switch (when) {
	case SIM_WHEN_START:
		return (struct sweep_range){ points->start, 1 };
	case SIM_WHEN_CCW:
		return (struct sweep_range){ 1, points->ccws };
	case SIM_WHEN_TIME:
		return (struct sweep_range){ 0, points->n_times };
	case SIM_WHEN_INTERRUPT:
		return points->interrupts;
	case SIM_WHEN_PIN:
		return points->pins;
	case SIM_WHEN_READ:
		return points->reads;
	default:
		return points->allocs;
	}
}

u32 sweep_count(const struct sweep_points *points, u32 kind)
{
	enum sim_fault_when when = moment_of(kind);

	if (points->none)
		return 0;
	return effect_of(kind)->moments & 1u << when ? range_of(points, when).n : 0;
}

u32 sweep_count_all(const struct sweep_points *points)
{
	u32 kind, n = 0;

	for (kind = 0; kind < SWEEP_KINDS; kind++)
		n += sweep_count(points, kind);
	return n;
}

struct sim_fault sweep_fault(const struct sweep_points *points, u32 kind, u32 n)
{
	const struct effect *effect = effect_of(kind);
	enum sim_fault_when when = moment_of(kind);
	struct sim_fault fault = {
		.when = when,
		.n = range_of(points, when).first + n,
		.what = effect->what,
		.arg = effect->arg,
		.sense_len = effect->sense_len,
	};

	memcpy(fault.sense, effect->sense, sizeof(effect->sense));
	if (effect->again) {
		fault.last = fault.n + effect->again;
		fault.repeat = true;
	}
	if (effect->what == SIM_FAULT_PATH_OFF || effect->what == SIM_FAULT_PATH_ON)
		fault.arg = points->chpid;
	if (when == SIM_WHEN_TIME)
		fault.n = points->times[n];
	if (when == SIM_WHEN_CCW) {
		fault.ccw = n + 1;
		fault.n = points->start;
	}
	return fault;
}

void sweep_note_time(struct sweep_points *points, u64 time)
{
	u32 i;

	for (i = 0; i < points->n_times; i++)
		if (points->times[i] == time)
			return;
	if (points->n_times < SWEEP_TIMES)
		points->times[points->n_times++] = time;
}
