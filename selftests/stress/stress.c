// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several devices, each used by several threads that do all of this at once: start,
 * halt, clear, reset, read, map, unmap, close, open; while another thread varies
 * paths and removes devices.  Each start that was accepted must end exactly once.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "device.h"
#include "watchdog.h"

static struct options options = { .interface = VFIO_GROUP, .seconds = 60 };
static struct device devices[STRESS_DEVICES];
static struct css_device anchor_dev;
static struct user anchor;
static struct guest shared;

/* ---- The administrator ---- */

static void expect(const struct device *device, const char *what, int err)
{
	if (err)
		watchdog_fail("%s: %s: errno %d", device->dev.name, what, -err);
}

/* The device's own thread closes it on request. */
static void take_away(struct device *device, uint32_t how)
{
	static const struct {
		const char *what;
		int (*away)(const struct css_device *dev);
	} ways[] = {
		{ "remove the mdev", css_device_remove_mdev },
		{ "unbind", css_device_unbind },
		{ "remove the device", css_device_remove },
	};

	pthread_mutex_lock(&device->admin);
	watchdog_step(ways[how].what);
	expect(device, ways[how].what, ways[how].away(&device->dev));
	watchdog_step("configure");
	expect(device, "configure", device_configure(device));
	pthread_mutex_unlock(&device->admin);
}

static void vary(unsigned int chpid)
{
	watchdog_step("vary off");
	chpid_vary(chpid, false);
	usleep(2000);
	watchdog_step("vary on");
	chpid_vary(chpid, true);
}

static void *administrate(void *arg)
{
	unsigned int seed = options.seed + 2000;
	uint64_t end = now_ms() + options.seconds * 1000ull;

	watchdog_register("administrator", "");
	while (now_ms() < end) {
		uint32_t what = rand_r(&seed) % 8;

		if (what < 3)
			take_away(&devices[rand_r(&seed) % STRESS_DEVICES], what);
		else
			vary(what % 2 ? CSS_CHPID_0 : CSS_CHPID_1);
		watchdog_step("rest");
		usleep(rand_r(&seed) % 200000);
	}
	watchdog_unregister();
	return NULL;
}

/* ---- The process with the threads ---- */

/* All but the first device share one container, which is open all the time. */
static int prepare(void)
{
	const struct css_device_config config = {
		.number = STRESS_NUMBER + STRESS_DEVICES, .type = "echo" };
	int err = css_device_add(&anchor_dev, &config);

	if (!err)
		err = user_open(&anchor, options.interface, &anchor_dev);
	if (!err)
		err = guest_create(&shared, &anchor);
	for (uint32_t i = 0; i < STRESS_DEVICES && !err; i++) {
		struct device *device = &devices[i];

		device->index = i;
		device->opts = &options;
		device->anchor = i ? &anchor : NULL;
		device->shared = i ? &shared : NULL;
		device->book.name = device->dev.name;
		ledger_init(&device->book);
		pthread_mutex_init(&device->admin, NULL);
		pthread_barrier_init(&device->gate, NULL, WORKERS + 1);
		err = buffer_create(&device->window, WINDOW_PAGES);
		if (!err)
			err = device_configure(device);
	}
	return err;
}

static void run(void)
{
	static pthread_t threads[STRESS_DEVICES * (WORKERS + 1) + 1];
	static struct worker_arg args[STRESS_DEVICES][WORKERS];
	uint32_t n = 0;

	for (uint32_t i = 0; i < STRESS_DEVICES; i++) {
		pthread_create(&threads[n++], NULL, device_thread, &devices[i]);
		for (uint32_t k = 0; k < WORKERS; k++) {
			args[i][k] = (struct worker_arg){ &devices[i], k };
			pthread_create(&threads[n++], NULL, worker_thread, &args[i][k]);
		}
	}
	pthread_create(&threads[n++], NULL, administrate, NULL);
	while (n--)
		pthread_join(threads[n], NULL);
}

static void balance(const struct device *device)
{
	const struct ledger *book = &device->book;

	printf("# %s: opened %llu times; %llu starts accepted (%llu refused): %llu ended by status, %llu by a clear, %llu by closing\n",
	       device->dev.name, (unsigned long long)device->episodes,
	       (unsigned long long)book->accepted, (unsigned long long)book->refused,
	       (unsigned long long)book->ended, (unsigned long long)book->cleared,
	       (unsigned long long)book->closed);
	if (book->accepted != book->ended + book->cleared + book->closed)
		watchdog_fail("%s: the balance is wrong", device->dev.name);
	if (!book->ended || !book->cleared || !book->closed)
		watchdog_fail("%s: not every way to end was seen", device->dev.name);
}

/* Checks the locked memory of the process: the pages pinned for devices. */
static void check_locked(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[128];
	unsigned long kib;

	if (!file)
		watchdog_fail("/proc/self/status: errno %d", errno);
	while (file && fgets(line, sizeof(line), file))
		if ((sscanf(line, "VmLck: %lu", &kib) == 1 ||
		     sscanf(line, "VmPin: %lu", &kib) == 1) && kib)
			watchdog_fail("still charged: %s", line);
	if (file)
		fclose(file);
}

static int work(void)
{
	int err = prepare();

	if (err) {
		watchdog_fail("cannot prepare: errno %d", -err);
		return 1;
	}
	run();
	for (uint32_t i = 0; i < STRESS_DEVICES; i++) {
		balance(&devices[i]);
		expect(&devices[i], "remove at the end", css_device_remove(&devices[i].dev));
	}
	user_close(&anchor);
	check_locked();
	err = css_device_remove(&anchor_dev);
	if (err)
		watchdog_fail("remove the last device: errno %d", -err);
	return 0;
}

static void usage(const char *name)
{
	fprintf(stderr, "usage: %s [-t SECONDS] [-s SEED] [-w group|cdev] [-d N]\n"
		"  -d N  pretend that every Nth status got lost: the test must fail\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	bool ok;
	pid_t pid;
	int opt;

	options.seed = time(NULL);
	while ((opt = getopt(argc, argv, "t:s:w:d:")) != -1) {
		switch (opt) {
		case 't':
			options.seconds = strtoul(optarg, NULL, 0);
			break;
		case 's':
			options.seed = strtoul(optarg, NULL, 0);
			break;
		case 'w':
			options.interface = strcmp(optarg, "cdev") ? VFIO_GROUP : VFIO_CDEV;
			break;
		case 'd':
			options.drop = strtoul(optarg, NULL, 0);
			break;
		default:
			usage(argv[0]);
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n1..1\n# seed %u, %u s\n", options.seed, options.seconds);
	watchdog_create();
	pid = fork();
	if (!pid) {
		int ret = work();

		fflush(stdout);
		_exit(ret);
	}
	ok = watchdog_wait(pid, options.seconds);
	printf("%sok 1 - each start ends once, no thread hangs, nothing is left\n", ok ? "" : "not ");
	return !ok;
}
