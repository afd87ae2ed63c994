// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine: one channel subsystem, its mutex, its clock, and the thread that
 * runs it.  Virtual time is the time since the module was loaded.
 */
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mutex.h>

#include "hw-sim/kernel/machine.h"
#include "hw-sim/kernel/subchannel.h"

/* Events per run, after which the mutex is released: a channel program may loop for ever. */
#define BURST		64u
#define NEVER		U64_MAX

/**
 * struct machine - the one machine
 * @lock: see machine.h
 * @sim: the channel subsystem
 * @start: time at which virtual time is zero
 * @worker: the thread in which channels run
 * @work: runs the events that are due
 * @timer: queues @work when the next event is due
 * @presented: subchannels that have interrupts for their users
 * @stalled: subchannels that stay status pending until there is room for their interrupts
 */
static struct machine {
	struct mutex lock;
	struct css_sim *sim;
	ktime_t start;
	struct kthread_worker *worker;
	struct kthread_work work;
	struct hrtimer timer;
	struct list_head presented;
	struct list_head stalled;
} machine = {
	.lock = __MUTEX_INITIALIZER(machine.lock),
	.presented = LIST_HEAD_INIT(machine.presented),
	.stalled = LIST_HEAD_INIT(machine.stalled),
};

/* ---- Time ---- */

static u64 elapsed(void)
{
	return ktime_to_ns(ktime_sub(ktime_get(), machine.start));
}

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	machine_kick();
	return HRTIMER_NORESTART;
}

/** machine_kick() - run the channels.  Context: any */
void machine_kick(void)
{
	kthread_queue_work(machine.worker, &machine.work);
}

/* Try again to take status for which there was no room. */
static void take_stalled(void)
{
	struct subchannel *sch, *next;
	LIST_HEAD(stalled);

	list_splice_init(&machine.stalled, &stalled);
	list_for_each_entry_safe(sch, next, &stalled, stalled) {
		list_del_init(&sch->stalled);
		subchannel_take_status(sch);
	}
}

static void machine_run(struct kthread_work *work)
{
	struct css_sim *sim = machine_enter();
	u64 now = css_sim_now(sim);
	u64 next;

	css_sim_run(sim, now, BURST);
	take_stalled();
	next = css_sim_next(sim);
	if (next != NEVER && next > now)
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
	css_sim_advance(machine.sim, elapsed());
	return machine.sim;
}

/* Queue the work items that deliver interrupts; they run when bottom halves are enabled. */
static void present_interrupts(void)
{
	struct subchannel *sch, *next;

	if (list_empty(&machine.presented))
		return;
	local_bh_disable();
	list_for_each_entry_safe(sch, next, &machine.presented, presented) {
		list_del_init(&sch->presented);
		queue_work(system_bh_wq, &sch->interrupt_work);
	}
	local_bh_enable();
}

/** machine_leave() - unlock the machine; deliver interrupts, and run events that are due */
void machine_leave(void)
{
	u64 next = css_sim_next(machine.sim);

	present_interrupts();
	mutex_unlock(&machine.lock);
	/* An instruction only adds events that are due at once; the timer is set for others. */
	if (next <= elapsed())
		machine_kick();
}

void machine_assert_entered(void)
{
	lockdep_assert_held(&machine.lock);
}

/** machine_note_interrupt() - deliver interrupts of a subchannel at machine_leave() */
void machine_note_interrupt(struct subchannel *sch)
{
	machine_assert_entered();
	if (list_empty(&sch->presented))
		list_add_tail(&sch->presented, &machine.presented);
}

/** machine_note_stalled() - there is no room for interrupts of a subchannel */
void machine_note_stalled(struct subchannel *sch)
{
	machine_assert_entered();
	if (list_empty(&sch->stalled))
		list_add_tail(&sch->stalled, &machine.stalled);
}

/* ---- Callbacks of the channel subsystem ---- */

static void on_interrupt(void *data, struct sim_subchannel *sch)
{
	subchannel_take_status(sim_get_data(sch));
}

static void on_crw(void *data)
{
	struct css_crw crw;

	while (css_sim_stcrw(machine.sim, &crw) == 0)
		subchannels_report(&crw);
}

static const struct css_sim_callbacks callbacks = {
	.interrupt = on_interrupt,
	.crw = on_crw,
};

/* ---- Creating and destroying ---- */

int machine_create(void)
{
	const struct css_sim_config config = {
		.storage = &machine_storage_ops,
		.callbacks = &callbacks,
	};

	machine.sim = css_sim_create(&config);
	if (!machine.sim)
		return -ENOMEM;
	machine.start = ktime_get();
	hrtimer_init(&machine.timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	machine.timer.function = on_timer;
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

/* ---- The instructions ---- */

/* A bound, so that a continuous flow of status does not block an instruction for ever. */
#define DELIVERIES	64u

/**
 * machine_enter_delivered() - machine_enter(), after status that was taken is delivered
 * @sch: the subchannel
 *
 * On a real machine the program has the status when TEST SUBCHANNEL completes.  So status
 * that was taken is delivered to the user before the next instruction is executed: it cannot
 * be mistaken for the end of the function which that begins, nor arrive after the user has
 * learned that the subchannel is gone.
 *
 * Context: process; sleeps.
 */
void machine_enter_delivered(struct subchannel *sch)
{
	for (u32 i = 0; i < DELIVERIES; i++) {
		flush_work(&sch->interrupt_work);
		machine_enter();
		/* The work item is only queued with the machine locked. */
		if (list_empty(&sch->presented) && kfifo_is_empty(&sch->irbs) &&
		    !work_busy(&sch->interrupt_work))
			return;
		machine_leave();
	}
	machine_enter();
}

static struct sim_subchannel *sim_of(void *data)
{
	return ((struct subchannel *)data)->sim;
}

static int op_start(void *sch, const struct css_orb *orb)
{
	int cc;

	machine_enter_delivered(sch);
	cc = sim_css_ops.start(sim_of(sch), orb);
	machine_leave();
	return cc;
}

static int op_halt(void *sch)
{
	int cc;

	machine_enter_delivered(sch);
	cc = sim_css_ops.halt(sim_of(sch));
	machine_leave();
	return cc;
}

static int op_clear(void *sch)
{
	int cc;

	machine_enter_delivered(sch);
	cc = sim_css_ops.clear(sim_of(sch));
	machine_leave();
	return cc;
}

static int op_resume(void *sch)
{
	int cc;

	machine_enter_delivered(sch);
	cc = sim_css_ops.resume(sim_of(sch));
	machine_leave();
	return cc;
}

static int op_cancel(void *sch)
{
	int cc;

	machine_enter_delivered(sch);
	cc = sim_css_ops.cancel(sim_of(sch));
	machine_leave();
	return cc;
}

static int op_store(void *sch, struct css_schib *schib)
{
	int cc;

	machine_enter_delivered(sch);
	cc = sim_css_ops.store(sim_of(sch), schib);
	machine_leave();
	return cc;
}

static int op_enable(void *sch, bool on)
{
	int cc;

	machine_enter_delivered(sch);
	cc = sim_css_ops.enable(sim_of(sch), on);
	machine_leave();
	return cc;
}

/** machine_css_ops - struct css_ops on a struct subchannel; each function sleeps */
const struct css_ops machine_css_ops = {
	.start = op_start,
	.halt = op_halt,
	.clear = op_clear,
	.resume = op_resume,
	.cancel = op_cancel,
	.store = op_store,
	.enable = op_enable,
};
