// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ccwtools/replay/slowest.h"

bool slowest_wants(const struct slowest *slowest, u64 ns)
{
	return slowest->n < SLOWEST_KEPT || ns > slowest->list[SLOWEST_KEPT - 1].ns;
}

void slowest_add(struct slowest *slowest, u64 seq, u64 ns, const char *names)
{
	u32 at;

	if (slowest->n < SLOWEST_KEPT)
		slowest->n++;
	for (at = slowest->n - 1; at > 0 && slowest->list[at - 1].ns < ns; at--)
		slowest->list[at] = slowest->list[at - 1];
	slowest->list[at].seq = seq;
	slowest->list[at].ns = ns;
	snprintf(slowest->list[at].names, sizeof(slowest->list[at].names), "%s", names);
}
