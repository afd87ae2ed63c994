// SPDX-License-Identifier: GPL-2.0-only
/* Pages of all devices that are pinned for no program, and when they go. */
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/wait.h>

#include "core/vfio/pins.h"
#include "core/vfio/pressure.h"
#include "core/vfio/watch.h"

/* How long a request waits for another device's pages to be given back. */
#define PRESSURE_WAIT_MS	500u

/*
 * Guards all, and who waits for one of them; inside it, the lock of each.  VFIO is never
 * called with it held: it waits for a user's page fault if it must, and other users
 * must not wait for that.
 */
static DEFINE_MUTEX(all_lock);
static LIST_HEAD(all);
static DECLARE_WAIT_QUEUE_HEAD(unused);
static struct shrinker *shrinker;

/* Does a device's user have that memory?  NULL: any may. */
static bool pressure_concerns(const struct pins *pins, const struct watch *watch)
{
	return !watch || READ_ONCE(pins->watch) == watch;
}

static void leave_all_outdated(const struct watch *watch)
{
	struct pins *pins;

	mutex_lock(&all_lock);
	list_for_each_entry(pins, &all, all)
		if (pressure_concerns(pins, watch))
			pins_leave_outdated(pins);
	mutex_unlock(&all_lock);
}

static void changed_work_run(struct work_struct *work)
{
	leave_all_outdated(NULL);
}

static DECLARE_WORK(changed_work, changed_work_run);

/* One that has yet to give something back.  It does not go before it is put. */
static struct pins *pressure_get_leaving(const struct watch *watch)
{
	struct pins *pins, *found = NULL;

	mutex_lock(&all_lock);
	list_for_each_entry(pins, &all, all) {
		if (!pressure_concerns(pins, watch) || !READ_ONCE(pins->idle.n_leaving))
			continue;
		pins->waiters++;
		found = pins;
		break;
	}
	mutex_unlock(&all_lock);
	return found;
}

static void pressure_put(struct pins *pins)
{
	mutex_lock(&all_lock);
	WRITE_ONCE(pins->waiters, pins->waiters - 1);
	mutex_unlock(&all_lock);
	wake_up_all(&unused);
}

/* Their own threads give back what they are to. */
static int await_leaving_of_all(const struct watch *watch)
{
	unsigned long end = jiffies + msecs_to_jiffies(PRESSURE_WAIT_MS);
	struct pins *pins;

	while ((pins = pressure_get_leaving(watch))) {
		unsigned long now = jiffies;

		if (time_before(now, end))
			wait_event_timeout(pins->progress, !READ_ONCE(pins->idle.n_leaving),
					   end - now);
		pressure_put(pins);
		if (!time_before(now, end))
			return -EAGAIN;
	}
	return 0;
}

/* Reclaim comes with any lock held: whoever has these, is asked another time. */
static unsigned long pressure_count(struct shrinker *s, struct shrink_control *sc)
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

static unsigned long pressure_scan(struct shrinker *s, struct shrink_control *sc)
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
	shrinker->count_objects = pressure_count;
	shrinker->scan_objects = pressure_scan;
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

/* Who waits for it does not wait for long. */
void pressure_del(struct pins *pins)
{
	mutex_lock(&all_lock);
	list_del(&pins->all);
	mutex_unlock(&all_lock);
	wait_event(unused, !READ_ONCE(pins->waiters));
}

int pressure_relieve(const struct watch *watch)
{
	struct pins *pins;
	bool any = false;

	if (!watch)
		return false;
	mutex_lock(&all_lock);
	list_for_each_entry(pins, &all, all)
		if (pressure_concerns(pins, watch))
			any |= pins_leave_all(pins);
	mutex_unlock(&all_lock);
	return await_leaving_of_all(watch) ?: any;
}

int pressure_drop_outdated(const struct watch *watch)
{
	leave_all_outdated(watch);
	return await_leaving_of_all(watch);
}

void pressure_changed(void)
{
	queue_work(system_unbound_wq, &changed_work);
}
