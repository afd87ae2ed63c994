// SPDX-License-Identifier: GPL-2.0-only
/* The range of guest memory in which nothing is pinned, because type 1 unmaps it; see unmap.c. */
#include <linux/jiffies.h>
#include <linux/minmax.h>

#include "core/vfio/pins.h"

static bool unmap_bar_is_up(const struct unmap_bar *bar)
{
	return bar->raised && time_before(jiffies, bar->until);
}

unsigned long unmap_barred(const struct unmap_bar *bar, u64 iova, u64 last)
{
	if (!unmap_bar_is_up(bar) || bar->iova > last || bar->last < iova)
		return 0;
	return bar->until - jiffies;
}

void unmap_bar_raise(struct unmap_bar *bar, u64 iova, u64 last)
{
	bool merge = unmap_bar_is_up(bar);

	bar->iova = merge ? min(bar->iova, iova) : iova;
	bar->last = merge ? max(bar->last, last) : last;
	bar->until = jiffies + MAX_JIFFY_OFFSET;
	bar->raised = true;
}
