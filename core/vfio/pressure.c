// SPDX-License-Identifier: GPL-2.0-only
/* Pages of all devices that are pinned for no program, and when they go. */
#include <linux/shrinker.h>

#include "core/vfio/pins.h"
#include "core/vfio/pressure.h"
#include "core/vfio/watch.h"

static LIST_HEAD(all);
static DEFINE_MUTEX(all_lock);		/* guards all; inside it, the lock of each */
static struct shrinker *shrinker;

static void settle_all(struct work_struct *work)
{
	pressure_settle(NULL);
}

static DECLARE_WORK(changed_work, settle_all);

/* Reclaim comes with any lock held: whoever has these, is asked another time. */
static unsigned long count(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long n = 0;
	struct pins *pins;

	if (!mutex_trylock(&all_lock))
		return 0;
	list_for_each_entry(pins, &all, all)
		n += READ_ONCE(pins->idle.npages);
	mutex_unlock(&all_lock);
	return n;
}

static unsigned long scan(struct shrinker *s, struct shrink_control *sc)
{
	unsigned long n = 0;
	struct pins *pins;

	if (!mutex_trylock(&all_lock))
		return SHRINK_STOP;
	list_for_each_entry(pins, &all, all)
		if (n < sc->nr_to_scan)
			n += pins_shrink(pins, min(sc->nr_to_scan - n, (unsigned long)U32_MAX));
	mutex_unlock(&all_lock);
	return n ?: SHRINK_STOP;
}

int pressure_init(void)
{
	shrinker = shrinker_alloc(0, "vfio_ccw");
	if (!shrinker)
		return -ENOMEM;
	shrinker->count_objects = count;
	shrinker->scan_objects = scan;
	shrinker_register(shrinker);
	return 0;
}

void pressure_exit(void)
{
	watch_exit();
	cancel_work_sync(&changed_work);
	shrinker_free(shrinker);
}

void pressure_add(struct pins *pins)
{
	mutex_lock(&all_lock);
	list_add_tail(&pins->all, &all);
	mutex_unlock(&all_lock);
}

void pressure_del(struct pins *pins)
{
	mutex_lock(&all_lock);
	list_del(&pins->all);
	mutex_unlock(&all_lock);
}

bool pressure_relieve(void)
{
	struct pins *pins;
	bool any = false;

	mutex_lock(&all_lock);
	list_for_each_entry(pins, &all, all) {
		any |= READ_ONCE(pins->idle.npages) || READ_ONCE(pins->idle.n_leaving);
		pins_drop_idle(pins);
	}
	mutex_unlock(&all_lock);
	return any;
}

void pressure_settle(const struct watch *watch)
{
	struct pins *pins;

	mutex_lock(&all_lock);
	list_for_each_entry(pins, &all, all)
		pins_settle(pins, watch);
	mutex_unlock(&all_lock);
}

void pressure_changed(void)
{
	queue_work(system_unbound_wq, &changed_work);
}
