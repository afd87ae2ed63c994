/* SPDX-License-Identifier: GPL-2.0-only */
/* A device under stress, its memory and its user. */
#ifndef SELFTESTS_STRESS_DEVICE_H
#define SELFTESTS_STRESS_DEVICE_H

#include <pthread.h>

#include "ledger.h"
#include "program.h"
#include "user.h"

#define STRESS_DEVICES	3u
#define STRESS_NUMBER	0x0140u

/* Guest memory of each device: programs, and a page for each request. */
#define DEVICE_PAGES	(1u + LEDGER_SLOTS)
#define PROGRAM_SIZE	256u

/* A range that is mapped and unmapped meanwhile, apart from the rest. */
#define WINDOW		0x800000u
#define WINDOW_PAGES	4u

/**
 * struct options - options of a run
 * @interface: how devices are opened
 * @seconds: how long
 * @seed: of all that is random
 * @drop: treat every @drop-th status as lost; 0: none
 */
struct options {
	enum vfio_interface interface;
	uint32_t seconds;
	uint32_t seed;
	uint32_t drop;
};

/**
 * struct device - a device under stress
 * @index: its number
 * @opts: options of the run
 * @dev: its names
 * @admin: held to open the device, or to take it away
 * @anchor: the user whose container it shares, or NULL
 * @shared: guest memory of that container
 * @guest: guest memory in use
 * @window: memory for the window
 * @user: while it is open
 * @book: its requests
 * @running: the workers are to work
 * @wild: operations that end programs without status are allowed
 * @stop: the thread is to end
 * @gate: workers and reader begin and end an episode together
 * @episodes: how often it was opened
 */
struct device {
	uint32_t index;
	const struct options *opts;
	struct css_device dev;
	pthread_mutex_t admin;
	const struct user *anchor;
	const struct guest *shared;
	struct guest guest;
	struct buffer window;
	struct user user;
	struct ledger book;
	bool running;
	bool wild;
	bool stop;
	pthread_barrier_t gate;
	uint64_t episodes;
};

static inline uint32_t device_base(const struct device *device)
{
	return GUEST + device->index * DEVICE_PAGES * PAGE;
}

static inline uint32_t device_window(const struct device *device)
{
	return WINDOW + device->index * 0x10000;
}

static inline bool is_set(const bool *flag)
{
	return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static inline void set(bool *flag, bool to)
{
	__atomic_store_n(flag, to, __ATOMIC_SEQ_CST);
}

/* device.c: the thread that opens it, and reads status; @arg: the device */
void *device_thread(void *arg);
int device_configure(struct device *device);

/* worker.c: the threads that use it meanwhile */
#define WORKERS	5u
struct worker {
	const char *role;
	void (*work)(struct device *device, unsigned int *seed);
};

extern const struct worker workers[WORKERS];
void worker_check_data(struct device *device, uint32_t key);

/**
 * struct worker_arg - argument of a worker's thread
 * @device: its device
 * @which: its entry of workers
 */
struct worker_arg {
	struct device *device;
	uint32_t which;
};

void *worker_thread(void *arg);

#endif
