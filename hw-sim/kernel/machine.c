// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine: one channel subsystem, its mutex, its clock, and the thread that
 * runs it.  Virtual time is the time since the module was loaded.
 */
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/mutex.h>

#include "hw-sim/kernel/machine.h"
#include "hw-sim/kernel/storage.h"

/* Events per run, after which the mutex is released: a channel program may loop for ever. */
#define MACHINE_EVENTS	64u

/**
 * struct machine - the one machine
 * @lock: see machine.h
 * @ops: see struct machine_ops
 * @sim: the channel subsystem
 * @start: time at which virtual time is zero
 * @worker: the thread in which channels run
 * @work: runs the events that are due
 * @timer: queues @work when the next event is due
 */
static struct machine {
	struct mutex lock;
	const struct machine_ops *ops;
	struct css_sim *sim;
	ktime_t start;
	struct kthread_worker *worker;
	struct kthread_work work;
	struct hrtimer timer;
} machine = {
	.lock = __MUTEX_INITIALIZER(machine.lock),
};

/* ---- Time ---- */

static u64 machine_time(void)
{
	return ktime_to_ns(ktime_sub(ktime_get(), machine.start));
}

static enum hrtimer_restart machine_timer_expired(struct hrtimer *timer)
{
	machine_kick();
	return HRTIMER_NORESTART;
}

/** machine_kick() - run the channels.  Context: any */
void machine_kick(void)
{
	kthread_queue_work(machine.worker, &machine.work);
}

static void machine_run(struct kthread_work *work)
{
	struct css_sim *sim = machine_enter();
	u64 now = css_sim_now(sim);
	u64 next;

	css_sim_run(sim, now, MACHINE_EVENTS);
	machine.ops->after_run();
	next = css_sim_next(sim);
	if (next != U64_MAX && next > now)
		hrtimer_start(&machine.timer, ktime_add_ns(machine.start, next), HRTIMER_MODE_ABS);
	machine_leave();
}

/* ---- Locking ---- */

/**
 * machine_enter() - lock the machine
 *
 * Sets virtual time to the current time, although earlier events may not have been run
 * yet: time advances even while a program runs that never ends.
 *
 * Context: process; sleeps.
 * Return: the channel subsystem.
 */
struct css_sim *machine_enter(void)
{
	mutex_lock(&machine.lock);
	css_sim_advance(machine.sim, machine_time());
	return machine.sim;
}

/** machine_leave() - unlock the machine, and run events that are due */
void machine_leave(void)
{
	u64 next = css_sim_next(machine.sim);

	machine.ops->before_leave();
	mutex_unlock(&machine.lock);
	/* An instruction only adds events that are due at once; the timer is set for others. */
	if (next <= machine_time())
		machine_kick();
}

void machine_assert_entered(void)
{
	lockdep_assert_held(&machine.lock);
}

/* ---- Callbacks of the channel subsystem ---- */

static void machine_interrupt(void *data, struct sim_subchannel *sch)
{
	machine.ops->interrupt(sim_get_data(sch));
}

static void machine_crw(void *data)
{
	struct css_crw crw;

	while (css_sim_stcrw(machine.sim, &crw) == 0)
		machine.ops->report(&crw);
}

static const struct css_sim_callbacks machine_callbacks = {
	.interrupt = machine_interrupt,
	.crw = machine_crw,
};

/* ---- Creating and destroying ---- */

/**
 * machine_create() - create the machine, without subchannels
 * @ops: functions that the machine calls
 *
 * Return: 0, or a negative errno.
 */
int machine_create(const struct machine_ops *ops)
{
	const struct css_sim_config config = {
		.storage = &storage_ops,
		.callbacks = &machine_callbacks,
	};

	machine.ops = ops;
	machine.sim = css_sim_create(&config);
	if (!machine.sim)
		return -ENOMEM;
	machine.start = ktime_get();
	hrtimer_init(&machine.timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	machine.timer.function = machine_timer_expired;
	kthread_init_work(&machine.work, machine_run);
	machine.worker = kthread_create_worker(0, "css_sim");
	if (!IS_ERR(machine.worker))
		return 0;
	css_sim_destroy(machine.sim);
	return PTR_ERR(machine.worker);
}

/** machine_destroy() - destroy the machine, which has no subchannels any more */
void machine_destroy(void)
{
	/* The work item may set the timer again in its last run, so cancel that twice. */
	hrtimer_cancel(&machine.timer);
	kthread_flush_worker(machine.worker);
	hrtimer_cancel(&machine.timer);
	kthread_destroy_worker(machine.worker);
	css_sim_destroy(machine.sim);
}
