// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "ccwtools/recording/times.h"

static bool between(u64 from, u64 to, u64 *ns)
{
	if (!from || to < from)
		return false;
	*ns = to - from;
	return true;
}

bool rec_times_duration(const struct rec_times *times, u64 *ns)
{
	return times->started && between(times->start, times->end, ns);
}

bool rec_times_translation(const struct rec_times *times, u64 *ns)
{
	return between(times->request, times->translated, ns);
}

bool rec_times_issue(const struct rec_times *times, u64 *ns)
{
	return times->started && between(times->translated, times->start, ns);
}

void name_duration(struct text *t, u64 ns)
{
	static const struct {
		u64 ns;
		const char *name;
	} units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" } };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (ns < units[i].ns)
			continue;
		text_add(t, "%" PRIu64 ".%03" PRIu64 " %s", ns / units[i].ns,
			 ns % units[i].ns / (units[i].ns / 1000), units[i].name);
		return;
	}
	text_add(t, "%" PRIu64 " ns", ns);
}

void rec_times_write(json_t *start, const struct rec_times *times)
{
	if (times->request)
		json_object_set_new(start, "ns_request", json_integer((json_int_t)times->request));
	if (times->translated)
		json_object_set_new(start, "ns_translated",
				    json_integer((json_int_t)times->translated));
	if (times->start)
		json_object_set_new(start, "ns_start", json_integer((json_int_t)times->start));
}
