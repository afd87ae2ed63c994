// SPDX-License-Identifier: GPL-2.0-only
/* The thread that opens a device, reads its status, and closes it. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/vfio_ccw.h>

#include "device.h"
#include "watchdog.h"

/* Episodes end after this time, or when the host requests the device. */
#define EPISODE_MS	1500u

/* What was ended must be idle within this time; usually it takes microseconds. */
#define SETTLE_MS	30000u

/* Without status for so long, an endless program runs. */
#define QUIET_MS	50

/**
 * device_configure() - configure the device on the bus (again), and offer it to VFIO
 * @device: the device
 */
int device_configure(struct device *device)
{
	const struct css_device_config config = {
		.number = STRESS_NUMBER + device->index, .type = "echo" };

	return css_device_add(&device->dev, &config);
}

/* ---- Status ---- */

/* To be called before the slot is freed: afterwards its data may change. */
static void check_data(struct device *device, const struct status *status)
{
	uint32_t key = status->flags >> 12;

	if (status->ctrl == (FCTL_START | STCTL_FINAL) && status->dstat == DSTAT_END &&
	    !status->cstat && ledger_is_open(&device->book, key))
		worker_check_data(device, key);
}

static void read_status(struct device *device)
{
	static uint32_t n;
	struct status status;

	if (user_io_status(&device->user, &status))
		return;
	/* QEMU would take it for status of the guest, and overwrite status not taken yet. */
	if (!status.ctrl && !is_set(&device->wild))
		watchdog_fail("%s: a signal, and no status", device->dev.name);
	if (device->opts->drop && status.ctrl & FCTL_START && !(status.ctrl & ACTL) &&
	    __atomic_add_fetch(&n, 1, __ATOMIC_RELAXED) % device->opts->drop == 0)
		return;
	check_data(device, &status);
	ledger_status(&device->book, &status);
}

/* Waits for an event, and handles it.  Return: the host requests the device. */
static bool take_events(struct device *device, int msecs)
{
	struct pollfd fds[] = {
		{ .fd = device->user.event[IRQ_IO], .events = POLLIN },
		{ .fd = device->user.event[IRQ_REQ], .events = POLLIN },
	};

	watchdog_step("wait for status");
	poll(fds, 2, msecs);
	if (fds[0].revents & POLLIN && event_wait(device->user.event[IRQ_IO], 0)) {
		watchdog_step("read status");
		read_status(device);
	}
	ledger_turn(&device->book);
	return fds[1].revents & POLLIN;
}

static void halt(struct device *device)
{
	watchdog_step("halt at the end");
	if (!user_async(&device->user, VFIO_CCW_ASYNC_CMD_HSCH))
		ledger_halted(&device->book);
}

static bool is_quiet(struct device *device)
{
	struct pollfd fd = { .fd = device->user.event[IRQ_IO], .events = POLLIN };

	return poll(&fd, 1, QUIET_MS) == 0;
}

/*
 * No other thread uses the device: every accepted request must end.  Status is read
 * only after a signal, so a missing signal is noticed.
 */
static void settle(struct device *device)
{
	uint64_t begin = now_ms();

	while (now_ms() < begin + SETTLE_MS) {
		int ctrl;

		if (take_events(device, 0))
			return;
		if (!is_quiet(device))
			continue;
		ctrl = user_scsw_ctrl(&device->user);
		if (ctrl < 0)
			return;
		if (!ctrl && is_quiet(device)) {
			ledger_settle(&device->book, device->wild);
			return;
		}
		if (ctrl & ACTL)
			halt(device);
	}
	watchdog_fail("%s: it does not become idle", device->dev.name);
}

/* ---- Episodes ---- */

static int make_memory(struct device *device)
{
	if (device->shared) {
		device->guest = *device->shared;
		return 0;
	}
	return guest_create(&device->guest, &device->user);
}

static int open_device(struct device *device)
{
	int err;

	watchdog_step("open");
	if (device->anchor)
		err = user_join(&device->user, device->anchor, &device->dev);
	else
		err = user_open(&device->user, device->opts->interface, &device->dev);
	if (!err)
		err = user_listen(&device->user);
	if (!err)
		err = make_memory(device);
	return err;
}

static void close_device(struct device *device)
{
	watchdog_step("close");
	user_close(&device->user);
	if (!device->shared)
		guest_destroy(&device->guest);
	ledger_close(&device->book);
}

static void episode(struct device *device, unsigned int *seed)
{
	uint64_t end = now_ms() + rand_r(seed) % EPISODE_MS;
	bool wanted = false;

	set(&device->wild, rand_r(seed) % 2);
	set(&device->running, true);
	pthread_barrier_wait(&device->gate);
	while (!wanted && now_ms() < end)
		wanted = take_events(device, 10);
	set(&device->running, false);
	watchdog_step("wait for the workers");
	pthread_barrier_wait(&device->gate);
	/* With I/O in flight, or without. */
	if (!wanted && rand_r(seed) % 4)
		settle(device);
}

/**
 * device_thread() - open, use and close the device repeatedly
 * @arg: the device
 */
void *device_thread(void *arg)
{
	struct device *device = arg;
	unsigned int seed = device->opts->seed + 1000 + device->index;
	uint64_t end = now_ms() + device->opts->seconds * 1000ull;

	watchdog_register(device->dev.name, "reads");
	while (now_ms() < end) {
		int err;

		watchdog_step("wait for its administrator");
		pthread_mutex_lock(&device->admin);
		err = open_device(device);
		pthread_mutex_unlock(&device->admin);
		if (err) {
			watchdog_fail("%s: open: errno %d", device->dev.name, -err);
			user_close(&device->user);
			break;
		}
		device->episodes++;
		episode(device, &seed);
		close_device(device);
	}
	watchdog_unregister();
	set(&device->stop, true);
	pthread_barrier_wait(&device->gate);
	return NULL;
}
