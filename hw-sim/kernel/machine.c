// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine: one channel subsystem, its mutex, its clock, and the thread in
 * which it runs.  Virtual time is the time since the module was loaded.
 */
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mutex.h>

#include "hw-sim/kernel/machine.h"
#include "hw-sim/kernel/subchannel.h"

/* Events in one go; then others may enter, a channel program may loop for ever. */
#define BURST		64u
#define NEVER		U64_MAX

/**
 * struct machine - what there is one of
 * @lock: see machine.h
 * @sim: the channel subsystem
 * @start: its time zero
 * @worker: the thread in which channels run
 * @work: let time pass
 * @timer: queues @work when the next event is due
 * @presented: subchannels that have interrupts for their users
 * @stalled: subchannels that stay status pending until their users keep up
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

/** machine_kick() - let the channels run.  Context: any */
void machine_kick(void)
{
	kthread_queue_work(machine.worker, &machine.work);
}

/* Status that stayed with its subchannel: there may be room for it now. */
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

static void run(struct kthread_work *work)
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

/* ---- Who is inside ---- */

/**
 * machine_enter() - have the machine to oneself
 *
 * What begins now begins now, whatever is still to be done of what was due
 * before: time goes on even if a program that never ends runs.
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

/* Interrupts arrive as soon as bottom halves may run. */
static void present(void)
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

/** machine_leave() - let others in, and whatever is due happen */
void machine_leave(void)
{
	u64 next = css_sim_next(machine.sim);

	present();
	mutex_unlock(&machine.lock);
	/* Instructions only begin what is due at once; for later there is the timer. */
	if (next <= elapsed())
		machine_kick();
}

void machine_assert_entered(void)
{
	lockdep_assert_held(&machine.lock);
}

/** machine_note_interrupt() - the subchannel's user is to be interrupted */
void machine_note_interrupt(struct subchannel *sch)
{
	machine_assert_entered();
	if (list_empty(&sch->presented))
		list_add_tail(&sch->presented, &machine.presented);
}

/** machine_note_stalled() - the subchannel's user does not keep up */
void machine_note_stalled(struct subchannel *sch)
{
	machine_assert_entered();
	if (list_empty(&sch->stalled))
		list_add_tail(&sch->stalled, &machine.stalled);
}

/* ---- What the channel subsystem tells ---- */

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

/* ---- Life ---- */

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
	kthread_init_work(&machine.work, run);
	machine.worker = kthread_create_worker(0, "css_sim");
	if (!IS_ERR(machine.worker))
		return 0;
	css_sim_destroy(machine.sim);
	return PTR_ERR(machine.worker);
}

/** machine_destroy() - no subchannel is left */
void machine_destroy(void)
{
	/* Whoever runs last may have set the timer. */
	hrtimer_cancel(&machine.timer);
	kthread_flush_worker(machine.worker);
	hrtimer_cancel(&machine.timer);
	kthread_destroy_worker(machine.worker);
	css_sim_destroy(machine.sim);
}

/* ---- The instructions ---- */

/* Status that comes all the time must not keep an instruction waiting for good. */
#define DELIVERIES	64u

/**
 * machine_enter_delivered() - machine_enter(), when a user has all that was taken for him
 * @sch: his subchannel
 *
 * On a machine nothing comes between TEST SUBCHANNEL and the program's knowing of the
 * status.  So what was taken is with the user before the next instruction is executed:
 * it does not pass for the end of what that begins, nor come when he knows that the
 * subchannel is gone.
 *
 * Context: process; sleeps.
 */
void machine_enter_delivered(struct subchannel *sch)
{
	for (u32 i = 0; i < DELIVERIES; i++) {
		flush_work(&sch->interrupt_work);
		machine_enter();
		/* Who queues it is inside the machine. */
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
	.addr_limit = 0x80000000u,
};
