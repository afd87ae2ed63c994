// SPDX-License-Identifier: GPL-2.0-only
/* Threads, locks, waits and time of the explored machine. */
#include "explore/sched.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "explore/fiber.h"
#include "explore/memory.h"
#include "explore/search.h"

#define STACK_SIZE	(128u << 10)
#define MAX_STEPS	30000u		/* a run with more is taken to be endless */

#define BIT(n)		(1u << (n))

static char stacks[MAX_ACTORS][STACK_SIZE] __attribute__((aligned(64)));

static struct {
	struct actor actors[MAX_ACTORS];
	int n_actors;
	struct actor *current;
	uint32_t ready;
	uint64_t now;
	uint64_t tickets;
	uint32_t switches;	/* since time passed last */
	uint32_t step;
	uint32_t passed_over;	/* see pass_over() */
	bool settled;		/* all but daemons have returned: orders are not explored */
	bool pruned;
	bool may_stick;
	bool failed;
	const struct sched_place *where;	/* of the next operation, instead of its own */
	void *outside;
} run;

static char failure[512];
static bool speaks;

/* ---- Output ---- */

void sched_speak(bool on)
{
	speaks = on;
}

static void tell(const struct sched_place *place)
{
	const struct sched_place *where = run.where ? run.where : place;
	const char *object = where->object + (*where->object == '&');

	printf("#  %4u  %6llu ms  %-10s %-12s %-34s %s:%d\n", run.step,
	       (unsigned long long)run.now, run.current->name, place->what, object, where->file,
	       where->line);
}

bool sched_speaks(void)
{
	return speaks;
}

void sched_say(const char *format, ...)
{
	char text[256];
	va_list args;

	if (!speaks)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printf("#%31s. %s\n", "", text);
}

void sched_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(failure, sizeof(failure), format, args);
	va_end(args);
	run.failed = true;
	fiber_switch(&run.current->stack_pointer, run.outside);
	__builtin_unreachable();
}

const char *sched_failure(void)
{
	return run.failed ? failure : NULL;
}

/* ---- Actors ---- */

struct actor *sched_current(void)
{
	return run.current;
}

uint64_t sched_now(void)
{
	return run.now;
}

uint32_t sched_step(void)
{
	return run.step;
}

static void switch_to(int id)
{
	struct actor *from = run.current, *to = &run.actors[id];

	if (to == from)
		return;
	if (speaks)
		printf("#  ---- %s %s: %s runs\n", from->name, from->done ? "has returned" :
		       run.ready & BIT(from->id) ? "is preempted" : "waits", to->name);
	run.current = to;
	fiber_switch(&from->stack_pointer, to->stack_pointer);
}

static void make_ready(struct actor *actor)
{
	actor->asleep = false;
	actor->deadline = NEVER;
	run.ready |= BIT(actor->id);
}

void sched_may_stick(void)
{
	run.may_stick = true;
}

static void deadlock(void)
{
	char text[400] = "";
	int n = 0;

	if (run.may_stick)
		fiber_switch(&run.current->stack_pointer, run.outside);

	for (int i = 0; i < run.n_actors; i++) {
		const struct actor *a = &run.actors[i];

		if (!a->done && a->at && n < (int)sizeof(text) - 100)
			n += snprintf(text + n, sizeof(text) - n, "%s%s: %s(%s) %s:%d",
				      n ? "; " : "", a->name, a->at->what, a->at->object,
				      a->at->file, a->at->line);
	}
	sched_fail("deadlock: %s", text);
}

static void pass_time(void)
{
	uint64_t next = NEVER;

	for (int i = 0; i < run.n_actors; i++)
		if (run.actors[i].deadline < next)
			next = run.actors[i].deadline;
	if (next == NEVER)
		deadlock();
	if (next > run.now)
		run.now = next;
	run.switches = 0;
	for (int i = 0; i < run.n_actors; i++)
		if (run.actors[i].deadline == next)
			make_ready(&run.actors[i]);
}

static int lowest(uint32_t mask)
{
	return __builtin_ctz(mask);
}

/*
 * An actor that is preempted before it accesses an object does not run again before another
 * one has accessed that object: otherwise it could as well have been preempted later, with
 * the same number of preemptions.
 */
static void pass_over(struct actor *actor, const void *object, enum access access)
{
	actor->object = object;
	actor->access = access;
	run.passed_over |= BIT(actor->id);
}

static void call_back(const void *object, enum access access)
{
	for (uint32_t left = run.passed_over; left; left &= left - 1) {
		const struct actor *actor = &run.actors[lowest(left)];

		if (actor->object == object && (access == WRITES || actor->access == WRITES))
			run.passed_over &= ~BIT(actor->id);
	}
}

static int choose(uint32_t options, int usual, enum search_choice what)
{
	uint32_t allowed = options & ~(search_prunes() ? run.passed_over : 0);

	if (!allowed) {
		run.pruned = true;
		fiber_switch(&run.current->stack_pointer, run.outside);
	}
	return search_choose(run.step, options, allowed, usual, what);
}

bool sched_was_pruned(void)
{
	return run.pruned;
}

/* The current actor cannot run: switch to another one. */
static void go_elsewhere(void)
{
	uint32_t options;
	int next;

	while (!run.ready)
		pass_time();
	run.step++;
	options = run.ready;
	next = lowest(options);
	if (!run.settled)
		next = choose(options, next, NEXT_ACTOR);
	run.switches++;
	switch_to(next);
}

static void block(const struct sched_place *place, uint64_t deadline)
{
	struct actor *me = run.current;

	me->at = place;
	me->ticket = ++run.tickets;
	me->deadline = deadline;
	run.ready &= ~BIT(me->id);
	go_elsewhere();
	me->at = NULL;
}

static void actor_main(void)
{
	struct actor *me = run.current;

	me->run(me->arg);
	me->done = true;
	if (me->atomic)
		sched_fail("%s returns with a spinlock held", me->name);
	if (me->id == 0)
		fiber_switch(&me->stack_pointer, run.outside);
	run.ready &= ~BIT(me->id);
	for (int i = 0; i < run.n_actors; i++)
		if (run.actors[i].asleep && !run.actors[i].list)
			make_ready(&run.actors[i]);
	go_elsewhere();
	__builtin_unreachable();
}

struct actor *sched_spawn(const char *name, void (*entry)(void *arg), void *arg)
{
	struct actor *actor;
	int id = 0;

	while (id < run.n_actors && !(run.actors[id].done && run.actors[id].daemon))
		id++;
	if (id == MAX_ACTORS)
		sched_fail("too many actors");
	if (id == run.n_actors)
		run.n_actors++;
	actor = &run.actors[id];
	*actor = (struct actor){
		.id = id, .name = name, .run = entry, .arg = arg, .deadline = NEVER,
		.stack_pointer = fiber_create(stacks[id], STACK_SIZE, actor_main),
	};
	run.ready |= BIT(id);
	return actor;
}

static bool others_at_work(void)
{
	for (int i = 1; i < run.n_actors; i++)
		if (!run.actors[i].daemon && !run.actors[i].done)
			return true;
	return false;
}

void sched_join(void)
{
	while (others_at_work()) {
		run.current->asleep = true;
		block(PLACE("join", "all actors"), NEVER);
	}
	run.settled = true;
}

void sched_run(void (*entry)(void *arg), void *arg)
{
	memset(&run, 0, sizeof(run));
	sched_spawn("main", entry, arg);
	run.current = &run.actors[0];
	fiber_switch(&run.outside, run.current->stack_pointer);
}

void sched_kill(struct actor *actor)
{
	actor->killed = true;
	if (actor->killable)
		make_ready(actor);
}

/* ---- Operations ---- */

void sched_where(const struct sched_place *place)
{
	run.where = place;
}

void sched_point(const struct sched_place *place, const void *object, enum access access)
{
	int me = run.current->id;
	bool matters;

	if (++run.step > MAX_STEPS)
		sched_fail("the run does not end: %s(%s) %s:%d", place->what, place->object,
			   place->file, place->line);
	matters = search_touched(object, me, access == WRITES) && !run.settled;
	if (matters && run.ready & ~BIT(me)) {
		int next = choose(run.ready, me, PREEMPTION);

		if (next != me) {
			pass_over(run.current, object, access);
			run.switches++;
			run.current->at = place;
			switch_to(next);
			run.current->at = NULL;
			run.passed_over &= ~BIT(me);
		}
	}
	if (run.passed_over)
		call_back(object, access);
	if (speaks)
		tell(place);
	run.where = NULL;
	if (memory_is_freed(object))
		sched_fail("use after free: %s(%s) %s:%d", place->what,
			   place->object, place->file, place->line);
}

unsigned int sched_pick(const char *what, unsigned int n)
{
	unsigned int picked;

	run.step++;
	picked = run.settled ? 0 : search_choose(run.step, BIT(n) - 1, BIT(n) - 1, 0, PICK);
	sched_say("%s: %u", what, picked);
	return picked;
}

void sched_may_sleep(const struct sched_place *place)
{
	if (run.current->atomic || run.current->irq)
		sched_fail("%s sleeps in atomic context: %s(%s) %s:%d", run.current->name,
			   place->what, place->object, place->file, place->line);
}

/* The actor that has waited longest. */
static struct actor *first_of(uint32_t waiters)
{
	struct actor *first = NULL;

	for (; waiters; waiters &= waiters - 1) {
		struct actor *actor = &run.actors[lowest(waiters)];

		if (!first || actor->ticket < first->ticket)
			first = actor;
	}
	return first;
}

static bool take(const struct sched_place *place, struct lock *lock, bool killable)
{
	struct actor *me = run.current;

	if (!lock->owner) {
		lock->owner = me;
		return true;
	}
	if (lock->owner == me)
		sched_fail("%s already holds the lock: %s(%s) %s:%d", me->name, place->what,
			   place->object, place->file, place->line);
	lock->waiters |= BIT(me->id);
	me->killable = killable;
	if (!killable || !me->killed)
		block(place, NEVER);
	me->killable = false;
	lock->waiters &= ~BIT(me->id);
	return lock->owner == me;
}

static void release(const struct sched_place *place, struct lock *lock)
{
	struct actor *me = run.current, *next;

	if (lock->owner != me)
		sched_fail("%s does not hold the lock: %s(%s) %s:%d", me->name, place->what,
			   place->object, place->file, place->line);
	next = first_of(lock->waiters);
	lock->owner = next;
	if (!next)
		return;
	lock->waiters &= ~BIT(next->id);
	make_ready(next);
}

void sched_lock(const struct sched_place *place, struct lock *lock)
{
	sched_may_sleep(place);
	sched_point(place, lock, WRITES);
	take(place, lock, false);
}

bool sched_lock_killable(const struct sched_place *place, struct lock *lock)
{
	sched_may_sleep(place);
	sched_point(place, lock, WRITES);
	return take(place, lock, true);
}

bool sched_trylock(const struct sched_place *place, struct lock *lock)
{
	sched_point(place, lock, WRITES);
	lock->tried = true;
	if (lock->owner)
		return false;
	lock->owner = run.current;
	return true;
}

/*
 * A preemption just before a lock is released is equivalent to one after it, unless another
 * actor uses trylock.
 */
void sched_unlock(const struct sched_place *place, struct lock *lock)
{
	if (lock->tried)
		sched_point(place, lock, WRITES);
	else if (speaks)
		tell(place);
	release(place, lock);
}

void sched_assert_held(const struct sched_place *place, const struct lock *lock)
{
	if (lock->owner != run.current)
		sched_fail("%s is not held: %s:%d", place->object, place->file, place->line);
}

void sched_assert_not_held(const struct sched_place *place, const struct lock *lock)
{
	if (lock->owner == run.current)
		sched_fail("%s is held: %s:%d", place->object, place->file, place->line);
}

/* A lock that interrupts take must not be taken elsewhere with interrupts enabled. */
static void check_irqs(const struct sched_place *place, struct lock *lock, bool irqs_off)
{
	if (run.current->irq)
		lock->in_irq = true;
	else if (!irqs_off && !run.current->atomic)
		lock->with_irqs = true;
	if (lock->in_irq && lock->with_irqs)
		sched_fail("%s is taken in interrupts, and with interrupts enabled: %s:%d",
			   place->object, place->file, place->line);
}

void sched_spin_lock(const struct sched_place *place, struct lock *lock, bool irqs_off)
{
	check_irqs(place, lock, irqs_off);
	sched_point(place, lock, WRITES);
	take(place, lock, false);
	run.current->atomic++;
}

void sched_spin_unlock(const struct sched_place *place, struct lock *lock)
{
	sched_unlock(place, lock);
	run.current->atomic--;
}

/* ---- Reader-writer locks; a waiting writer blocks new readers ---- */

static void let_in(struct rwlock *lock)
{
	while (!lock->writer) {
		struct actor *next = first_of(lock->waiters);
		bool writes = next && lock->waiting_writers & BIT(next->id);

		if (!next || (writes && lock->readers))
			return;
		lock->waiters &= ~BIT(next->id);
		lock->waiting_writers &= ~BIT(next->id);
		if (writes)
			lock->writer = next;
		else
			lock->readers |= BIT(next->id);
		make_ready(next);
	}
}

static void queue_up(const struct sched_place *place, struct rwlock *lock)
{
	lock->waiters |= BIT(run.current->id);
	block(place, NEVER);
}

void sched_down_read(const struct sched_place *place, struct rwlock *lock)
{
	sched_may_sleep(place);
	sched_point(place, lock, READS);
	if (lock->writer || lock->waiters)
		queue_up(place, lock);
	else
		lock->readers |= BIT(run.current->id);
}

void sched_up_read(const struct sched_place *place, struct rwlock *lock)
{
	lock->readers &= ~BIT(run.current->id);
	let_in(lock);
}

void sched_down_write(const struct sched_place *place, struct rwlock *lock)
{
	sched_may_sleep(place);
	sched_point(place, lock, WRITES);
	if (lock->writer || lock->readers || lock->waiters) {
		lock->waiting_writers |= BIT(run.current->id);
		queue_up(place, lock);
	} else {
		lock->writer = run.current;
	}
}

void sched_up_write(const struct sched_place *place, struct rwlock *lock)
{
	lock->writer = NULL;
	let_in(lock);
}

/* ---- Waits ---- */

void sched_sleep(const struct sched_place *place, uint64_t msecs)
{
	sched_may_sleep(place);
	if (speaks)
		tell(place);
	block(place, run.now + msecs);
}

void sched_wait_begin(const struct sched_place *place, struct wait_list *list)
{
	sched_may_sleep(place);
	sched_point(place, list, WRITES);
	list->waiters |= BIT(run.current->id);
	run.current->list = list;
	run.current->woken = false;
}

enum wakeup sched_wait(const struct sched_place *place, struct wait_list *list, uint64_t deadline,
		       bool killable)
{
	struct actor *me = run.current;

	if (killable && me->killed)
		return KILLED;
	if (!me->woken) {
		if (deadline <= run.now)
			return TIMED_OUT;
		me->asleep = true;
		me->killable = killable;
		block(place, deadline);
		me->killable = false;
	}
	if (!me->woken)
		return killable && me->killed ? KILLED : TIMED_OUT;
	me->woken = false;
	list->waiters |= BIT(me->id);
	return WOKEN;
}

void sched_wait_end(struct wait_list *list)
{
	list->waiters &= ~BIT(run.current->id);
	run.current->list = NULL;
}

void sched_wait_missed(const struct sched_place *place)
{
	/* The first actor that runs after time has passed: its condition already held before. */
	if (!run.settled && run.switches <= 1)
		sched_fail("missing wake-up of %s, whose condition holds: %s: %s:%d",
			   run.current->name, place->object, place->file, place->line);
}

void sched_wake(const struct sched_place *place, struct wait_list *list)
{
	if (place)
		sched_point(place, list, WRITES);
	for (uint32_t left = list->waiters; left; left &= left - 1) {
		struct actor *actor = &run.actors[lowest(left)];

		actor->woken = true;
		if (actor->asleep)
			make_ready(actor);
	}
	list->waiters = 0;
}
