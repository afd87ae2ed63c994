/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads, locks, waits and time of the explored world.
 *
 * A thread is an actor, a coroutine.  It goes on until it is about to do something that
 * another one could see: then the search (search.h) says which actor goes on.  Time is in
 * milliseconds, and passes only when no actor can go on.
 */
#ifndef EXPLORE_SCHED_H
#define EXPLORE_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_ACTORS	12

/** struct sched_place - an operation, as written in the sources */
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

/** struct lock - what mutexes and spinlocks are; first come, first served */
struct lock {
	struct actor *owner;
	uint32_t waiters;
	bool tried;		/* mutex_trylock() is used */
	bool in_irq;
	bool with_irqs;		/* taken with interrupts enabled */
};

/** struct rwlock - many may have it for reading */
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
 * @name: for people
 * @daemon: a run ends without waiting for it
 * @irq: what it does is done in an interrupt
 * @killed: it has been sent a fatal signal
 * @done: its function has returned
 * @atomic: spinlocks that it has
 * @ticket: when it began to wait
 * @deadline: when its wait ends
 * @at: what it waits for, or does
 * @list: what it waits on; waking it counts from the moment of sched_wait_begin()
 * @woken: it was woken since then
 * @asleep: it cannot go on before it is woken
 * @killable: or killed
 * @object: before which it was preempted
 * @access: what it was going to do to it
 * @mm: the process it is of
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

/** sched_run() - forget all actors, and let one run until it has returned */
void sched_run(void (*run)(void *arg), void *arg);
/** sched_spawn() - a new actor */
struct actor *sched_spawn(const char *name, void (*run)(void *arg), void *arg);
/** sched_may_stick() - that no actor can go on is no failure in this run, but its end */
void sched_may_stick(void);
/** sched_join() - wait until all actors but daemons have returned; then order is of no interest */
void sched_join(void);
struct actor *sched_current(void);
uint64_t sched_now(void);
/** sched_step() - how many operations there were */
uint32_t sched_step(void);
/** sched_kill() - a fatal signal for an actor */
void sched_kill(struct actor *actor);

/** sched_fail() - an invariant does not hold; does not return */
void sched_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
/** sched_must() - so much is certain, or the explorer is wrong */
#define sched_must(cond) \
	((cond) ? (void)0 : sched_fail("not so: %s %s:%d", #cond, __FILE__, __LINE__))
/** sched_say() - a line in a schedule that is printed */
void sched_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/** sched_was_pruned() - the last run was given up: another one is the same but for order */
bool sched_was_pruned(void);
/** sched_speak() - tell each step from now on, or none */
void sched_speak(bool on);
bool sched_speaks(void);
/** sched_failure() - what did not hold in the last run, or NULL */
const char *sched_failure(void);

/** sched_pick() - one of @n, all of which are tried */
unsigned int sched_pick(const char *what, unsigned int n);

/* ---- Operations ---- */

/** sched_point() - the current actor is going to do something to an object */
void sched_point(const struct sched_place *place, const void *object, enum access access);
/** sched_where() - the next operation is written there, and not where it says */
void sched_where(const struct sched_place *place);
/** sched_may_sleep() - complain if the current actor must not */
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

/** sched_wait_begin() - from now on being woken counts */
void sched_wait_begin(const struct sched_place *place, struct wait_list *list);
/** sched_wait() - sleep until that happens or has happened */
enum wakeup sched_wait(const struct sched_place *place, struct wait_list *list, uint64_t deadline,
		       bool killable);
void sched_wait_end(struct wait_list *list);
/** sched_wait_missed() - a wait was over when its time was, though it could have been earlier */
void sched_wait_missed(const struct sched_place *place);
/** sched_wake() - all that wait; without a place it is one step with what comes before */
void sched_wake(const struct sched_place *place, struct wait_list *list);

#endif
