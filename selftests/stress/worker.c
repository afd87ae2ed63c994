// SPDX-License-Identifier: GPL-2.0-only
/* Threads that use a device all at once. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "device.h"
#include "watchdog.h"

#define DATA_SIZE	512u

/* ---- Programs ---- */

static uint32_t program_of(const struct device *device, uint32_t key)
{
	return device_base(device) + key * PROGRAM_SIZE;
}

static uint32_t data_of(const struct device *device, uint32_t key)
{
	return device_base(device) + (1 + key) * PAGE;
}

/* Write bytes to the device, and read them into the second half of the page. */
static bool put_echo(struct device *device, uint32_t key, unsigned int *seed)
{
	uint32_t at = program_of(device, key), data = data_of(device, key);
	uint8_t *mem = guest_at(&device->guest, data);

	memset(mem, rand_r(seed), DATA_SIZE);
	memset(mem + PAGE / 2, 0, DATA_SIZE);
	at = put_ccw(&device->guest, at, ECHO_WRITE, CCW_CC, DATA_SIZE, data);
	at = put_ccw(&device->guest, at, CMD_NOP, CCW_CC | CCW_SLI | CCW_PCI, 1, data);
	put_ccw(&device->guest, at, ECHO_READ, CCW_SLI, DATA_SIZE, data + PAGE / 2);
	return true;
}

static bool put_nop(struct device *device, uint32_t key, unsigned int *seed)
{
	put_ccw(&device->guest, program_of(device, key), CMD_NOP, CCW_SLI, 1, data_of(device, key));
	return false;
}

/* A program that never ends by itself. */
static bool put_endless(struct device *device, uint32_t key, unsigned int *seed)
{
	uint32_t first = program_of(device, key);
	uint32_t next = put_ccw(&device->guest, first, CMD_NOP, CCW_CC | CCW_SLI, 1,
				data_of(device, key));

	put_ccw(&device->guest, next, CMD_TIC, 0, 0, first);
	return false;
}

/* A program for memory that may be mapped or not. */
static bool put_window(struct device *device, uint32_t key, unsigned int *seed)
{
	uint32_t at = program_of(device, key);
	uint32_t page = device_window(device) + rand_r(seed) % WINDOW_PAGES * PAGE;

	at = put_ccw(&device->guest, at, ECHO_WRITE, CCW_CC, DATA_SIZE, data_of(device, key));
	put_ccw(&device->guest, at, ECHO_READ, CCW_SLI, DATA_SIZE, page);
	return false;
}

static void submit(struct device *device, unsigned int *seed)
{
	static bool (*const put[])(struct device *device, uint32_t key, unsigned int *seed) = {
		put_echo, put_echo, put_echo, put_nop, put_nop, put_endless, put_window,
	};
	uint32_t kinds = sizeof(put) / sizeof(put[0]) - !is_set(&device->wild);
	int key = ledger_take(&device->book, rand_r(seed));
	int err;

	if (key < 0) {
		sched_yield();
		return;
	}
	device->book.slot[key].checked = put[rand_r(seed) % kinds](device, key, seed);
	watchdog_step("start");
	err = user_request(&device->user, program_of(device, key), ORB_USUAL | key << 12, 0xff,
			   FCTL_START);
	ledger_written(&device->book, key, err);
	/* Retrying without a pause would starve the other threads. */
	if (err)
		usleep(rand_r(seed) % 1000);
	if (err && err != -EBUSY && err != -EAGAIN && err != -EACCES && err != -ENODEV)
		watchdog_fail("%s: start: errno %d", device->dev.name, -err);
}

/**
 * worker_check_data() - check the data of a request that ended normally
 * @device: the device
 * @key: the request, if its data can be compared
 */
void worker_check_data(struct device *device, uint32_t key)
{
	const uint8_t *mem = guest_at(&device->guest, data_of(device, key));

	if (device->book.slot[key].checked && memcmp(mem, mem + PAGE / 2, DATA_SIZE))
		watchdog_fail("%s: request %u: data differ", device->dev.name, key);
}

/* ---- Other operations ---- */

static void halt(struct device *device)
{
	watchdog_step("halt");
	if (!user_async(&device->user, VFIO_CCW_ASYNC_CMD_HSCH))
		ledger_halted(&device->book);
}

static void take_back(struct device *device, bool reset)
{
	uint64_t begun = ledger_clear_begins(&device->book);
	int err;

	watchdog_step(reset ? "reset" : "clear");
	err = reset ? user_ioctl(&device->user, VFIO_DEVICE_RESET, NULL)
		    : user_async(&device->user, VFIO_CCW_ASYNC_CMD_CSCH);
	if (!err)
		ledger_clear_done(&device->book, begun);
	else if (err != -ENODEV && err != -EBUSY && err != -EAGAIN && err != -EIO)
		watchdog_fail("%s: %s: errno %d", device->dev.name, reset ? "reset" : "clear", -err);
}

static void end_programs(struct device *device, unsigned int *seed)
{
	uint32_t what = rand_r(seed) % 8;

	if (!is_set(&device->wild) || what < 4)
		halt(device);
	else
		take_back(device, what == 7);
	/* Give some programs the time to end by themselves. */
	usleep(rand_r(seed) % 4000);
}

/* Programs use the memory mapped here only while the device is wild. */
static void map(struct device *device, unsigned int *seed)
{
	int err;

	watchdog_step("map");
	err = user_map(&device->user, device_window(device), device->window.mem,
		       WINDOW_PAGES * PAGE, true);
	if (err)
		watchdog_fail("%s: map: errno %d", device->dev.name, -err);
	usleep(rand_r(seed) % 2000);
	watchdog_step("unmap");
	err = user_unmap(&device->user, device_window(device), WINDOW_PAGES * PAGE);
	/* It may have ended one program, but does not remove other status. */
	if (is_set(&device->wild))
		ledger_unmapped(&device->book);
	if (err)
		watchdog_fail("%s: unmap: errno %d", device->dev.name, -err);
}

/* All operations that do not consume an interrupt. */
static void look(struct device *device, unsigned int *seed)
{
	static const uint8_t no;
	uint8_t buf[64];

	watchdog_step("read");
	user_scsw_ctrl(&device->user);
	user_read(&device->user, REGION_CRW, 0, buf, sizeof(struct ccw_crw_region));
	user_read(&device->user, REGION_IO, rand_r(seed) % 8, buf, 12);
	user_read(&device->user, REGION_IO, 40, buf, 60);
	user_read(&device->user, REGION_ASYNC, 0, buf, sizeof(struct ccw_cmd_region));
	watchdog_step("ioctl");
	user_set_irqs(&device->user, VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_TRIGGER,
		      rand_r(seed) % NR_IRQS, 0, 1, &no, 1);
	user_set_event(&device->user, IRQ_CRW, rand_r(seed) % 2 ? device->user.event[IRQ_CRW] : -1);
	sched_yield();
}

const struct worker workers[WORKERS] = {
	{ "submits", submit },
	{ "submits too", submit },
	{ "ends", end_programs },
	{ "maps", map },
	{ "looks", look },
};

/**
 * worker_thread() - one of workers
 * @arg: struct worker_arg
 */
void *worker_thread(void *arg)
{
	const struct worker_arg *worker = arg;
	struct device *device = worker->device;
	unsigned int seed = device->opts->seed + device->index * WORKERS + worker->which;

	watchdog_register(device->dev.name, workers[worker->which].role);
	for (;;) {
		watchdog_unregister();
		pthread_barrier_wait(&device->gate);
		if (is_set(&device->stop))
			return NULL;
		while (is_set(&device->running))
			workers[worker->which].work(device, &seed);
		watchdog_unregister();
		pthread_barrier_wait(&device->gate);
	}
}
