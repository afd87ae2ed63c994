// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every allocation that a request makes fails once.  The request then fails
 * with a documented errno, or succeeds without the memory; and it succeeds when it is
 * repeated.  The kernel's own checkers report leaks.
 *
 * For kernels that can fail the nth allocation of a task.
 */
#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#include "fail_each.h"

/* Seconds for all of them, on a kernel that checks each access. */
#define PATIENCE	300

/**
 * struct test - the environment of requests
 * @dev: the device
 * @user: the user that has it open
 * @guest: the user's memory
 * @program: writes the channel program
 * @region: the region that is read
 * @step: number of the administrator's step
 */
struct test {
	struct css_device dev;
	struct user user;
	struct guest guest;
	void (*program)(const struct guest *guest);
	enum user_region region;
	size_t step;
};

/* ---- Opening, closing, mapping ---- */

static int open_user(struct test *test)
{
	return user_open(&test->user, test->user.interface, &test->dev);
}

static int close_user(struct test *test, int made)
{
	user_close(&test->user);
	return 0;
}

/* A user with memory and a program, but without eventfds. */
static int begin_user(struct test *test)
{
	int err = open_user(test) ?: guest_create(&test->guest, &test->user);

	if (!err && test->program)
		test->program(&test->guest);
	return err;
}

/* No page must be pinned: VFIO would warn about it. */
static int end_user(struct test *test, int made)
{
	int err = user_unmap(&test->user, GUEST, GUEST_PAGES * PAGE);

	user_close(&test->user);
	guest_destroy(&test->guest);
	return err;
}

static int begin_listening(struct test *test)
{
	return begin_user(test) ?: user_listen(&test->user);
}

static int begin_running(struct test *test)
{
	return begin_listening(test) ?: user_start(&test->user, PROGRAM);
}

static int close_device(struct test *test)
{
	user_close_device(&test->user);
	return 0;
}

static int end_closed(struct test *test, int made)
{
	user_close(&test->user);
	guest_destroy(&test->guest);
	return 0;
}

static int map(struct test *test)
{
	return user_map(&test->user, GUEST, test->guest.mem, GUEST_PAGES * PAGE, true);
}

static int begin_unmapped(struct test *test)
{
	return begin_user(test) ?: user_unmap(&test->user, GUEST, GUEST_PAGES * PAGE);
}

static int end_mapped(struct test *test, int made)
{
	return end_user(test, 0) && !made ? -EFAULT : 0;
}

static int unmap(struct test *test)
{
	return user_unmap(&test->user, GUEST, GUEST_PAGES * PAGE);
}

/* If the unmap failed, it must succeed now. */
static int end_unmapped(struct test *test, int made)
{
	int err = made ? unmap(test) : 0;

	user_close(&test->user);
	guest_destroy(&test->guest);
	return err;
}

/* ---- Programs ---- */

static void put_direct(const struct guest *guest)
{
	put_ccw(guest, PROGRAM, ECHO_WRITE, CCW_SLI, 16, DATA);
}

/* An IDAL of every second page, so that each is pinned by a call of its own. */
static void put_idal(const struct guest *guest, __u32 at, __u32 data, __u32 pages)
{
	for (__u32 i = 0; i < pages; i++)
		at = put_idaw64(guest, at, data + 2 * i * PAGE);
}

static void put_indirect(const struct guest *guest)
{
	put_idal(guest, IDAL, DATA, 3);
	put_ccw(guest, PROGRAM, ECHO_WRITE, CCW_SLI | CCW_IDA, 3 * PAGE, IDAL);
}

#define PAGES_OUT	14
#define PAGES_IN	15

/* Two chains, many commands, more pages than the first allocation has room for. */
static void put_large(const struct guest *guest)
{
	__u32 next = PROGRAM;

	for (int i = 0; i < 250; i++)
		next = put_ccw(guest, next, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);
	put_ccw(guest, next, CMD_TIC, 0, 0, PARAMETERS);
	put_idal(guest, IDAL, DATA, PAGES_OUT);
	put_idal(guest, IDAL + PAGE, OTHER, PAGES_IN);
	next = put_ccw(guest, PARAMETERS, ECHO_WRITE, CCW_CC | CCW_SLI | CCW_IDA,
		       PAGES_OUT * PAGE, IDAL);
	put_ccw(guest, next, ECHO_READ, CCW_SLI | CCW_IDA, PAGES_IN * PAGE, IDAL + PAGE);
}

/* More consecutive pages than one call pins. */
static void put_long(const struct guest *guest)
{
	const __u32 part = 15 * PAGE;
	__u32 next = put_ccw(guest, PROGRAM, ECHO_WRITE, CCW_CC | CCW_SLI, part, DATA);

	next = put_ccw(guest, next, ECHO_WRITE, CCW_CC | CCW_SLI, part, DATA + part);
	put_ccw(guest, next, ECHO_WRITE, CCW_SLI, part, DATA + 2 * part);
}

static int start(struct test *test)
{
	return user_start(&test->user, PROGRAM);
}

/* A program that was started ends normally; one that was not causes no interrupt. */
static int end_program(struct test *test, int made)
{
	struct status status;
	int err = 0;

	if (made)
		err = event_wait(test->user.event[IRQ_IO], 0) ? -EPROTO : 0;
	else
		err = user_interrupt(&test->user, &status) ?:
			status.dstat != DSTAT_END || status.cstat ? -EIO : 0;
	return end_user(test, made) ?: err;
}

/* ---- Other requests of a user ---- */

static int halt(struct test *test)
{
	return user_async(&test->user, VFIO_CCW_ASYNC_CMD_HSCH);
}

static int clear(struct test *test)
{
	return user_async(&test->user, VFIO_CCW_ASYNC_CMD_CSCH);
}

static int end_stopped(struct test *test, int made)
{
	struct status status;
	int err = made ? 0 : user_interrupt(&test->user, &status);

	return end_user(test, made) ?: err;
}

static int reset(struct test *test)
{
	return user_ioctl(&test->user, VFIO_DEVICE_RESET, NULL);
}

static int read_region(struct test *test)
{
	const size_t sizes[] = {
		[REGION_IO] = sizeof(struct ccw_io_region),
		[REGION_ASYNC] = sizeof(struct ccw_cmd_region),
		[REGION_SCHIB] = sizeof(struct ccw_schib_region),
		[REGION_CRW] = sizeof(struct ccw_crw_region),
	};
	__u8 data[sizeof(struct ccw_io_region)];
	ssize_t ret = user_read(&test->user, test->region, 0, data, sizes[test->region]);

	return ret < 0 ? ret : 0;
}

static int get_info(struct test *test)
{
	return user_find_regions(&test->user);
}

static int get_irq_info(struct test *test)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = VFIO_CCW_REQ_IRQ_INDEX };

	return user_ioctl(&test->user, VFIO_DEVICE_GET_IRQ_INFO, &info);
}

static int set_events(struct test *test)
{
	for (int i = 0; i < NR_IRQS; i++) {
		int err = user_set_event(&test->user, i, test->user.event[i]);

		if (err)
			return err;
	}
	return 0;
}

static int set_none_and_bool(struct test *test)
{
	const __u8 on = 1;
	int err = user_set_irqs(&test->user, VFIO_IRQ_SET_DATA_NONE |
				VFIO_IRQ_SET_ACTION_TRIGGER, IRQ_REQ, 0, 1, NULL, 0);

	return err ?: user_set_irqs(&test->user, VFIO_IRQ_SET_DATA_BOOL |
				    VFIO_IRQ_SET_ACTION_TRIGGER, IRQ_REQ, 0, 1, &on, sizeof(on));
}

/* ---- A user's requests ---- */

static void begin(struct test *test, struct user *user, struct guest *guest,
		  const struct css_device *dev)
{
	*test = (struct test){ .dev = *dev, .user.interface = user->interface };
	user_close(user);
	guest_destroy(guest);
	guest->mem = NULL;
}

#define SWEEP_TEST(name) TEST_F_TIMEOUT(ccw, name, PATIENCE)
#define BEGIN(test) begin(test, &self->user, &self->guest, &self->dev)

SWEEP_TEST(open)
{
	const struct request request = {
		.name = "open", .make = open_user, .after = close_user };
	struct test test;

	BEGIN(&test);
	fail_each(_metadata, &test, &request);
}

SWEEP_TEST(close)
{
	const struct request request = {
		.name = "close with a program that runs", .before = begin_running,
		.make = close_device, .after = end_closed };
	struct test test;

	BEGIN(&test);
	test.program = put_loop;
	fail_each(_metadata, &test, &request);
}

SWEEP_TEST(mapping)
{
	const struct request requests[] = {
		{ .name = "map", .before = begin_unmapped, .make = map, .after = end_mapped },
		{ .name = "unmap", .before = begin_user,
		  .make = unmap, .after = end_unmapped, .none = true },
		{ .name = "unmap under a program", .before = begin_running,
		  .make = unmap, .after = end_unmapped, .none = true },
	};
	struct test test;

	BEGIN(&test);
	test.program = put_loop;
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		fail_each(_metadata, &test, &requests[i]);
}

SWEEP_TEST(programs)
{
	const struct {
		const char *name;
		void (*program)(const struct guest *guest);
	} cases[] = {
		{ "direct data", put_direct },
		{ "indirect data", put_indirect },
		{ "a large program", put_large },
		{ "much data in a row", put_long },
	};
	struct test test;

	BEGIN(&test);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct request request = {
			.name = cases[i].name, .before = begin_listening, .make = start,
			.after = end_program, .refused = true };

		test.program = cases[i].program;
		fail_each(_metadata, &test, &request);
	}
}

SWEEP_TEST(async)
{
	const struct request requests[] = {
		{ .name = "halt", .before = begin_running,
		  .make = halt, .after = end_stopped, .none = true },
		{ .name = "clear", .before = begin_running,
		  .make = clear, .after = end_stopped, .none = true },
		{ .name = "reset", .before = begin_running,
		  .make = reset, .after = end_user, .none = true },
	};
	struct test test;

	BEGIN(&test);
	test.program = put_loop;
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		fail_each(_metadata, &test, &requests[i]);
}

SWEEP_TEST(regions)
{
	const struct request request = {
		.name = "reading a region", .before = begin_user,
		.make = read_region, .after = end_user, .none = true };
	struct test test;

	BEGIN(&test);
	for (test.region = 0; test.region < NR_REGIONS; test.region++)
		fail_each(_metadata, &test, &request);
}

SWEEP_TEST(ioctls)
{
	const struct request requests[] = {
		{ .name = "GET_INFO, GET_REGION_INFO", .before = begin_user,
		  .make = get_info, .after = end_user, .none = true },
		{ .name = "GET_IRQ_INFO", .before = begin_user,
		  .make = get_irq_info, .after = end_user, .none = true },
		{ .name = "SET_IRQS with eventfds", .before = begin_listening,
		  .make = set_events, .after = end_user, .none = true },
		{ .name = "SET_IRQS without", .before = begin_listening,
		  .make = set_none_and_bool, .after = end_user, .none = true },
	};
	struct test test;

	BEGIN(&test);
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		fail_each(_metadata, &test, &requests[i]);
}

/* ---- Operations of an administrator, step by step ---- */

#define NAME	"0.0.0121"
#define UUID	"0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0121"
#define CONFIG	"/sys/kernel/config/css_sim/" NAME
#define PLAN	"/sys/kernel/config/css_sim/plan"
#define BUS	"/sys/bus/css"
#define PATH	"/sys/devices/css0/chp0.42"

/* A step without a value makes the directory; the last one removes it. */
static const struct {
	const char *path;
	const char *value;
} steps[] = {
	{ PLAN, "on start 1000 of 0.0.0121: condition-code 1\n" },
	{ PLAN, "\n" },
	{ CONFIG, NULL },
	{ CONFIG "/type", "dasd_eckd" },
	{ CONFIG "/devno", "0121" },
	{ CONFIG "/chpids", "42 43" },
	{ CONFIG "/image", "$IMAGE" },
	{ CONFIG "/readonly", "1" },
	{ CONFIG "/latency_us", "0" },
	{ CONFIG "/online", "1" },
	{ PATH "/status", "offline" },
	{ PATH "/configure", "0" },
	{ BUS "/drivers/io_subchannel/unbind", NAME },
	{ BUS "/devices/" NAME "/driver_override", "vfio_ccw" },
	{ BUS "/drivers/vfio_ccw/bind", NAME },
	{ BUS "/devices/" NAME "/mdev_supported_types/vfio_ccw-io/create", UUID },
	{ "/sys/bus/mdev/devices/" UUID "/remove", "1" },
	{ BUS "/drivers/vfio_ccw/unbind", NAME },
	{ CONFIG "/online", "0" },
	{ CONFIG, NULL },
};

static int take_step(size_t step)
{
	const char *value = steps[step].value;

	if (!value)
		return (step + 1 == ARRAY_SIZE(steps) ? rmdir(steps[step].path) :
			mkdir(steps[step].path, 0700)) ? -errno : 0;
	return sysfs_write(steps[step].path, strcmp(value, "$IMAGE") ? value : getenv("IMAGE"));
}

static int earlier_steps(struct test *test)
{
	int err = 0;

	for (size_t step = 0; step < test->step && !err; step++)
		err = take_step(step);
	return err;
}

static int this_step(struct test *test)
{
	return take_step(test->step);
}

static int no_steps(struct test *test, int made)
{
	const struct css_device dev = { .name = NAME };
	int err = sysfs_write(PLAN, "\n");

	return err ?: css_device_remove(&dev) ?: access(PATH, F_OK) ? 0 : -EEXIST;
}

FIXTURE(machine) {
};

FIXTURE_SETUP(machine)
{
}

FIXTURE_TEARDOWN(machine)
{
}

/* ---- Modules ---- */

/*
 * At least as many allocations as the modules themselves make; those before them are the
 * module loader's.  If it cannot make the directory of the module's drivers, the kernel
 * returns EINVAL.
 */
#define INIT_POINTS	150

static int load(const char *name)
{
	char path[PATH_MAX];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s.ko", getenv("MODULES"), name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, "", 0))
		err = -errno;
	close(fd);
	return err;
}

static int unload(const char *name)
{
	return syscall(SYS_delete_module, name, 0) ? -errno : 0;
}

static int load_driver(struct test *test)
{
	return load("vfio_ccw");
}

static int unload_driver(struct test *test, int made)
{
	return made ? 0 : unload("vfio_ccw");
}

static int load_simulator(struct test *test)
{
	return load("css_sim");
}

static int unload_both(struct test *test, int made)
{
	int err = made ? 0 : unload("css_sim");

	return err ?: unload("vfio_ccw");
}

TEST_F_TIMEOUT(machine, modules, PATIENCE)
{
	const struct request requests[] = {
		{ .name = "load vfio_ccw", .make = load_driver, .after = unload_driver,
		  .also = -EINVAL, .last = INIT_POINTS },
		{ .name = "load css_sim", .before = load_driver, .make = load_simulator,
		  .after = unload_both, .also = -EINVAL, .last = INIT_POINTS },
	};
	struct test test = {};

	ASSERT_EQ(0, unload("css_sim"));
	ASSERT_EQ(0, unload("vfio_ccw"));
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++)
		fail_each(_metadata, &test, &requests[i]);
	ASSERT_EQ(0, load("vfio_ccw"));
	ASSERT_EQ(0, load("css_sim"));
}

TEST_F_TIMEOUT(machine, administration, PATIENCE)
{
	struct test test = {};

	for (test.step = 0; test.step < ARRAY_SIZE(steps); test.step++) {
		const struct request request = {
			.name = steps[test.step].path, .before = earlier_steps,
			.make = this_step, .after = no_steps };

		fail_each(_metadata, &test, &request);
	}
}

/* ---- The thread in which channels run ---- */

static int find_thread(const char *name)
{
	struct dirent *entry;
	DIR *dir = opendir("/proc");
	int found = -ESRCH;

	while (dir && found < 0 && (entry = readdir(dir))) {
		char path[sizeof("/proc//comm") + sizeof(entry->d_name)], comm[32] = "";
		FILE *file;

		if (!isdigit(entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		file = fopen(path, "r");
		if (file && fgets(comm, sizeof(comm), file) && !strncmp(comm, name, strlen(name)) &&
		    comm[strlen(name)] == '\n')
			found = atoi(entry->d_name);
		if (file)
			fclose(file);
	}
	if (dir)
		closedir(dir);
	return found;
}

/* Source: 3990 Storage Control Reference, sense byte 0. */
#define SENSE_EQUIPMENT_CHECK	0x10

/* The medium must be read from the file again. */
static int begin_uncached(struct test *test)
{
	int err = begin_listening(test);

	sync();
	return err ?: sysfs_write("/proc/sys/vm/drop_caches", "1");
}

/* A read error of the medium is an equipment check, not an error of the driver. */
static int run(struct test *test)
{
	struct status status;
	int err = user_run(&test->user, PROGRAM, &status);

	if (err)
		return err;
	if (status.dstat & DSTAT_UNIT_CHECK)
		return status.sense[0] == SENSE_EQUIPMENT_CHECK ? -ENOMEM : -EIO;
	return status.dstat == DSTAT_END && !status.cstat ? 0 : -EIO;
}

static void put_read(const struct guest *guest)
{
	__u32 next = put_locate(guest, PROGRAM, false, 0, 1, 1);

	put_ccw(guest, next, 0x06, CCW_SLI, PAGE, DATA);
}

SWEEP_TEST(channel)
{
	const struct css_device_config config = {
		.number = FIXTURE_NUMBER + 1, .type = "dasd_eckd", .image = getenv("IMAGE") };
	const struct request request = {
		.name = "the channel's part of a read", .before = begin_uncached, .make = run,
		.after = end_user };
	struct shortage shortage;
	struct test test;
	int thread = find_thread("css_sim");

	BEGIN(&test);
	ASSERT_LT(0, thread);
	ASSERT_EQ(0, css_device_add(&test.dev, &config));
	test.program = put_read;
	ASSERT_EQ(0, shortage_open(&shortage, thread));
	fail_each_in(_metadata, &test, &request, &shortage);
	shortage_close(&shortage);
	ASSERT_EQ(0, css_device_remove(&test.dev));
}

TEST_HARNESS_MAIN
