/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads, locks, waits and time of the explored machine.
 *
 * A thread is an actor, a coroutine.  It runs until its next operation is one that another
 * actor can observe: then the search (search.h) chooses the actor that runs next.  Time is in
 * milliseconds, and passes only when no actor can run.
 */
#ifndef EXPLORE_SCHED_H
#define EXPLORE_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_ACTORS	12

/** struct sched_place - an operation, and its place in the sources */
struct sched_place {
	const char *what;
	const char *object;
	const char *file;
	int line;
};

#define PLACE(what, object) \
	({ \
		static const struct sched_place place_ = { what, object, __FILE__, __LINE__ }; \
		&place_; \
	})

/** struct lock - a mutex or spinlock; waiters get it in the order of their arrival */
struct lock {
	struct actor *owner;
	uint32_t waiters;
	bool tried;		/* mutex_trylock() has been used */
	bool in_irq;
	bool with_irqs;		/* taken with interrupts enabled */
};

/** struct rwlock - a lock that several readers may hold */
struct rwlock {
	struct actor *writer;
	uint32_t readers;
	uint32_t waiters;
	uint32_t waiting_writers;
};

enum access { READS, WRITES };

struct wait_list {
	uint32_t waiters;
};

/**
 * struct actor - a thread
 * @id: its number
 * @name: for messages
 * @daemon: a run ends without waiting for it
 * @irq: it is in an interrupt
 * @killed: it has been sent a fatal signal
 * @done: its function has returned
 * @atomic: how many spinlocks it holds
 * @ticket: order in which actors began to wait
 * @deadline: time at which its wait ends
 * @at: the operation that it waits in, or was preempted before
 * @list: the list that it waits on, set by sched_wait_begin()
 * @woken: it was woken after sched_wait_begin()
 * @asleep: it cannot run before it is woken
 * @killable: a fatal signal ends its wait
 * @object: object before whose access it was preempted
 * @access: kind of that access
 * @mm: its process
 * @purpose: enum purpose, see channel.h
 */
struct actor {
	int id;
	const char *name;
	bool daemon;
	bool irq;
	bool killed;
	bool done;
	int atomic;
	uint64_t ticket;
	uint64_t deadline;
	const struct sched_place *at;
	struct wait_list *list;
	bool woken;
	bool asleep;
	bool killable;
	const void *object;
	enum access access;
	void *mm;
	int purpose;
	void (*run)(void *arg);
	void *arg;
	void *stack_pointer;
};

#define NEVER		UINT64_MAX

/* ---- One run ---- */

/** sched_run() - begin a run with one actor, and return when that has returned */
void sched_run(void (*run)(void *arg), void *arg);
/** sched_spawn() - create an actor */
struct actor *sched_spawn(const char *name, void (*run)(void *arg), void *arg);
/** sched_may_stick() - a deadlock ends this run without a failure */
void sched_may_stick(void);
/** sched_join() - wait until all actors but daemons have returned; then stop exploring orders */
void sched_join(void);
struct actor *sched_current(void);
uint64_t sched_now(void);
/** sched_step() - number of operations so far */
uint32_t sched_step(void);
/** sched_kill() - send a fatal signal to an actor */
void sched_kill(struct actor *actor);

/** sched_fail() - end the run with a failure; does not return */
void sched_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
/** sched_must() - an assertion about the explorer itself */
#define sched_must(cond) \
	((cond) ? (void)0 : sched_fail("explorer bug: !(%s) %s:%d", #cond, __FILE__, __LINE__))
/** sched_say() - add a line to the schedule, if it is printed */
void sched_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** sched_was_pruned() - was the last run given up, as equivalent to another one? */
bool sched_was_pruned(void);
/** sched_speak() - print each step from now on, or stop that */
void sched_speak(bool on);
bool sched_speaks(void);
/** sched_failure() - the failure of the last run, or NULL */
const char *sched_failure(void);

/** sched_pick() - choose a number below @n; the search tries all */
unsigned int sched_pick(const char *what, unsigned int n);

/* ---- Operations ---- */

/** sched_point() - the current actor is about to access an object */
void sched_point(const struct sched_place *place, const void *object, enum access access);
/** sched_where() - print this place for the next operation, instead of its own */
void sched_where(const struct sched_place *place);
/** sched_may_sleep() - fail if the current actor is in atomic context */
void sched_may_sleep(const struct sched_place *place);

void sched_lock(const struct sched_place *place, struct lock *lock);
bool sched_lock_killable(const struct sched_place *place, struct lock *lock);
bool sched_trylock(const struct sched_place *place, struct lock *lock);
void sched_unlock(const struct sched_place *place, struct lock *lock);
void sched_assert_held(const struct sched_place *place, const struct lock *lock);
void sched_assert_not_held(const struct sched_place *place, const struct lock *lock);
void sched_spin_lock(const struct sched_place *place, struct lock *lock, bool irqs_off);
void sched_spin_unlock(const struct sched_place *place, struct lock *lock);

void sched_down_read(const struct sched_place *place, struct rwlock *lock);
void sched_up_read(const struct sched_place *place, struct rwlock *lock);
void sched_down_write(const struct sched_place *place, struct rwlock *lock);
void sched_up_write(const struct sched_place *place, struct rwlock *lock);

void sched_sleep(const struct sched_place *place, uint64_t msecs);

enum wakeup { WOKEN, TIMED_OUT, KILLED };

/** sched_wait_begin() - add the current actor to a list; it is not woken yet */
void sched_wait_begin(const struct sched_place *place, struct wait_list *list);
/** sched_wait() - sleep unless the actor has been woken since it was added */
enum wakeup sched_wait(const struct sched_place *place, struct wait_list *list, uint64_t deadline,
		       bool killable);
void sched_wait_end(struct wait_list *list);
/** sched_wait_missed() - a wait timed out, but its condition holds: fail if a wake-up is missing */
void sched_wait_missed(const struct sched_place *place);
/** sched_wake() - wake all actors in a list; if @place is NULL this is no step of its own */
void sched_wake(const struct sched_place *place, struct wait_list *list);

#endif
