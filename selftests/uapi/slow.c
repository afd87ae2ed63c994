// SPDX-License-Identifier: GPL-2.0-only
/*
 * A long page fault while pages of a program are pinned: which operations must wait for
 * it, which must not, and that all of them end when it does.
 *
 * Nothing here may change the process's memory map while a fault waits (slow_pages.h).
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"
#include "compat.h"
#include "slow_pages.h"

/* Where the tests map their own memory, with the slow pages at its end. */
#define PLACE		0x800000u
#define FAST		2048u
#define SLOW		4u
#define AREA		((FAST + SLOW) * PAGE)
#define SLOW_AT		(PLACE + FAST * PAGE)

#define UID		1000

/*
 * Time to see that something does not happen; what must happen is waited for.  The second
 * is longer than a driver with a timeout would wait.
 */
#define MOMENT_US	200000
#define LONG_US		2000000

/* ---- The kernel's log and counters ---- */

/* How often is this in the kernel's log? */
static int said(const char *what)
{
	const int size = klogctl(10, NULL, 0);	/* the size of the log */
	char *log = malloc(size + 1), *at = log;
	int n = 0, len = klogctl(3, log, size);	/* read all of it */

	log[len < 0 ? 0 : len] = 0;
	while ((at = strstr(at, what))) {
		at++;
		n++;
	}
	free(log);
	return n;
}

/* Pinned pages of the system. */
static long pinned(void)
{
	char line[128];
	long n = 0, value;
	FILE *file;

	sysfs_write("/proc/sys/vm/stat_refresh", "1");
	file = fopen("/proc/vmstat", "r");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "nr_foll_pin_acquired %ld", &value) == 1)
			n += value;
		if (sscanf(line, "nr_foll_pin_released %ld", &value) == 1)
			n -= value;
	}
	fclose(file);
	return n;
}

/* Kilobytes of this process that count as locked or pinned. */
static long locked(void)
{
	char line[128];
	long n = 0, value;
	FILE *file = fopen("/proc/self/status", "r");

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "VmLck: %ld", &value) == 1 ||
		    sscanf(line, "VmPin: %ld", &value) == 1)
			n += value;
	fclose(file);
	return n;
}

/**
 * struct before - values at the beginning of a test
 * @pinned: pinned pages
 * @locked: locked kilobytes
 * @warnings: warnings in the log
 */
struct before {
	long pinned;
	long locked;
	int warnings;
};

static struct before look(void)
{
	return (struct before){ pinned(), locked(), said("WARNING:") };
}

/* All pages that were pinned have been unpinned. */
#define EXPECT_AS(before) do { \
	const struct before now = look(); \
	EXPECT_EQ((before).pinned, now.pinned); \
	EXPECT_EQ((before).locked, now.locked); \
	EXPECT_EQ((before).warnings, now.warnings); \
} while (0)

/* ---- Threads that are created before a fault waits ---- */

/**
 * struct call - a call in a thread of its own
 * @thread: the thread
 * @go: it may begin
 * @what: the function to call
 * @arg: its argument
 * @ended: it has returned
 * @ret: what it returned
 */
struct call {
	pthread_t thread;
	sem_t go;
	int (*what)(void *arg);
	void *arg;
	bool ended;
	int ret;
};

static void *run_call(void *arg)
{
	struct call *call = arg;

	while (sem_wait(&call->go))
		;
	call->ret = call->what(call->arg);
	__atomic_store_n(&call->ended, true, __ATOMIC_RELEASE);
	return NULL;
}

static int call_prepare(struct call *call, int (*what)(void *arg), void *arg)
{
	*call = (struct call){ .what = what, .arg = arg };
	sem_init(&call->go, 0, 0);
	return pthread_create(&call->thread, NULL, run_call, call);
}

static void call_begin(struct call *call)
{
	sem_post(&call->go);
}

static bool call_ended(const struct call *call)
{
	return __atomic_load_n(&call->ended, __ATOMIC_ACQUIRE);
}

static int call_end(struct call *call)
{
	pthread_join(call->thread, NULL);
	return call->ret;
}

/* ---- Functions for these threads ---- */

/**
 * struct start - a program to be started
 * @user: the user that starts it
 * @program: its address
 */
struct start {
	const struct user *user;
	__u32 program;
};

static int start(void *arg)
{
	const struct start *start = arg;

	return user_start(start->user, start->program);
}

/**
 * struct range - a range to be unmapped
 * @user: its user
 * @iova: first byte
 * @size: bytes
 */
struct range {
	const struct user *user;
	__u32 iova;
	__u32 size;
};

static int unmap(void *arg)
{
	const struct range *range = arg;

	return user_unmap(range->user, range->iova, range->size);
}

static int detach(void *arg)
{
	const struct user *user = arg;
	struct vfio_device_detach_iommufd_pt pt = { .argsz = sizeof(pt) };

	return user_ioctl(user, VFIO_DEVICE_DETACH_IOMMUFD_PT, &pt);
}

static int attach(const struct user *user)
{
	struct vfio_device_attach_iommufd_pt pt = { .argsz = sizeof(pt), .pt_id = user->ioas };

	return user_ioctl(user, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &pt);
}

/* Attaches the device to another, empty address space. */
static int replace(void *arg)
{
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	struct user *user = arg;

	if (ioctl(user->container, IOMMU_IOAS_ALLOC, &alloc))
		return -errno;
	user->ioas = alloc.out_ioas_id;
	return attach(user);
}

/* ---- Memory and programs ---- */

/**
 * struct area - memory of which some pages fault slowly
 * @mem: all of it
 * @slow: the slow pages at its end
 */
struct area {
	__u8 *mem;
	struct slow_pages slow;
};

static int area_create(struct area *area)
{
	area->mem = mmap(NULL, AREA, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (area->mem == MAP_FAILED)
		return -errno;
	return slow_create(&area->slow, area->mem + FAST * PAGE, SLOW);
}

static int area_map(const struct area *area, const struct user *user)
{
	return user_map(user, PLACE, area->mem, AREA, false);
}

static void area_destroy(struct area *area)
{
	slow_destroy(&area->slow);
	munmap(area->mem, FAST * PAGE);
}

/* Without it there is nothing to test. */
#define AREA_OR_SKIP(area) do { \
	const int area_err = area_create(area); \
	if (area_err == -ENODEV) \
		SKIP(return, "the kernel has no FUSE: page faults cannot be held"); \
	ASSERT_EQ(0, area_err); \
} while (0)

/* Stores CCWs for so many pages, no two of which are adjacent. */
static __u32 put_scattered(const struct guest *guest, __u32 at, __u32 pages)
{
	const __u32 list = 15;
	__u32 idal = IDAL;

	for (__u32 i = 0; i < pages; i += list) {
		const __u32 begin = idal;

		for (__u32 k = 0; k < list; k++)
			idal = put_idaw64(guest, idal, PLACE + (i + k) % (FAST / 2) * 2 * PAGE);
		at = put_ccw(guest, at, ECHO_WRITE, CCW_CC | CCW_SLI | CCW_IDA, list * PAGE, begin);
	}
	return at;
}

#define FEW		30u	/* ranges that are unpinned quickly */
#define MANY		960u	/* ranges whose unpinning takes a while */

/* A program that never ends, with so many ranges pinned. */
static void put_scattered_loop(const struct guest *guest, __u32 ranges)
{
	const __u32 next = put_scattered(guest, PROGRAM, ranges);

	put_ccw(guest, next, CMD_TIC, 0, 0, PROGRAM);
}

/* A program that needs a slow page, and the page before it, whose fault does not wait. */
static void put_slow(const struct guest *guest, __u32 at)
{
	put_ccw(guest, at, ECHO_WRITE, CCW_SLI, 2 * PAGE, SLOW_AT - PAGE);
}

/**
 * struct device - another device in the container
 * @dev: the device
 * @user: its user
 */
struct device {
	struct css_device dev;
	struct user user;
};

static int device_join(struct device *device, const struct user *with, unsigned int number)
{
	const struct css_device_config config = {
		.number = FIXTURE_NUMBER + number, .type = "echo" };
	int err = css_device_add(&device->dev, &config);

	if (!err)
		err = user_join(&device->user, with, &device->dev);
	return err ?: user_listen(&device->user);
}

static int device_leave(struct device *device)
{
	user_close(&device->user);
	return css_device_remove(&device->dev);
}

/* ---- A device is detached from its address space ---- */

/* The results that a program may have when it meets a detach. */
#define EXPECT_STARTED_OR_REFUSED(result) do { \
	const int started = (result); \
	EXPECT_TRUE(started == 0 || started == -EAGAIN || started == -EFAULT || \
		    started == -EINVAL) \
		TH_LOG("%d", started); \
} while (0)

typedef FIXTURE_DATA(ccw) fixture;
typedef FIXTURE_VARIANT(ccw) variety;

static int map_guest(const fixture *self)
{
	return user_map(&self->user, GUEST, self->guest.mem, GUEST_PAGES * PAGE, true);
}

/* The device's program ends, and the device works. */
static void expect_works(struct __test_metadata *_metadata, const fixture *self,
			 const struct user *user)
{
	ASSERT_EQ(0, user_ioctl(user, VFIO_DEVICE_RESET, NULL));
	event_wait(user->event[IRQ_IO], 0);
	ASSERT_WORKS(user, &self->guest);
}

/*
 * The fixture's device is detached while a program of its own, or of another device of
 * the address space, waits for a page.
 */
static void test_off(struct __test_metadata *_metadata, fixture *self, int (*how)(void *user),
		     bool own)
{
	struct device other;
	struct call off, starts;
	struct area area;
	struct before before;
	const __u32 ioas = self->user.ioas;
	struct start start_slow = { own ? &self->user : &other.user, DATA };

	AREA_OR_SKIP(&area);
	ASSERT_EQ(0, device_join(&other, &self->user, 1));
	ASSERT_EQ(0, call_prepare(&off, how, &self->user));
	ASSERT_EQ(0, call_prepare(&starts, start, &start_slow));
	before = look();
	ASSERT_EQ(0, area_map(&area, &self->user));
	if (!own) {
		put_scattered_loop(&self->guest, MANY);
		ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	}
	put_slow(&self->guest, DATA);
	call_begin(&starts);
	ASSERT_EQ(0, slow_await(&area.slow));
	call_begin(&off);
	usleep(LONG_US);
	/* Else pages would stay pinned in an address space that the device has left. */
	if (call_ended(&off))
		EXPECT_AS(before);
	slow_release(&area.slow);
	EXPECT_EQ(0, call_end(&off));
	EXPECT_STARTED_OR_REFUSED(call_end(&starts));
	ASSERT_EQ(0, self->user.ioas == ioas ? attach(&self->user) : map_guest(self));
	expect_works(_metadata, self, &self->user);
	expect_works(_metadata, self, &other.user);
	EXPECT_EQ(0, user_unmap(&other.user, PLACE, AREA));
	EXPECT_EQ(0, device_leave(&other));
	user_close_device(&self->user);
	EXPECT_AS(before);
	area_destroy(&area);
}

/* Only a character device can be detached: a fixture of one variant. */
FIXTURE(device) {
	fixture ccw;
};

FIXTURE_VARIANT(device) {
	enum vfio_interface interface;
};

FIXTURE_VARIANT_ADD(device, cdev) { .interface = VFIO_CDEV };

FIXTURE_SETUP(device)
{
	const variety cdev = { .interface = variant->interface };

	ccw_setup(_metadata, &self->ccw, &cdev);
}

FIXTURE_TEARDOWN(device)
{
	const variety cdev = { .interface = variant->interface };

	ccw_teardown(_metadata, &self->ccw, &cdev);
}

TEST_F_TIMEOUT(device, detach_while_its_page_faults, 60)
{
	test_off(_metadata, &self->ccw, detach, true);
}

TEST_F_TIMEOUT(device, replace_while_its_page_faults, 60)
{
	test_off(_metadata, &self->ccw, replace, true);
}

TEST_F_TIMEOUT(device, detach_while_another_ones_page_faults, 60)
{
	test_off(_metadata, &self->ccw, detach, false);
}

TEST_F_TIMEOUT(device, replace_while_another_ones_page_faults, 60)
{
	test_off(_metadata, &self->ccw, replace, false);
}

/* ---- Memory is unmapped ---- */

/**
 * struct hostile - argument of threads that repeat an operation
 * @stop: they are to stop
 * @user: the user that starts programs, or opens @dev
 * @dev: the device to open
 * @program: address of the program to start
 */
struct hostile {
	bool stop;
	const struct user *user;
	struct css_device dev;
	__u32 program;
};

static bool stopped(struct hostile *hostile)
{
	return __atomic_load_n(&hostile->stop, __ATOMIC_ACQUIRE);
}

/* Tries to have the range pinned, and ignores refusals. */
static int pin_again(void *arg)
{
	struct hostile *hostile = arg;
	struct status status;

	while (!stopped(hostile)) {
		if (!user_start(hostile->user, hostile->program))
			user_interrupt(hostile->user, &status);
		sched_yield();
	}
	return 0;
}

/* Tries to open the device, even if no file can be opened any more. */
static int open_again(void *arg)
{
	struct hostile *hostile = arg;

	while (!stopped(hostile)) {
		struct user user;

		user_join(&user, hostile->user, &hostile->dev);
		user_close(&user);
		sched_yield();
	}
	return 0;
}

#define FILE_MAX	"/proc/sys/fs/file-max"
#define FILES		1024	/* usual limit of a process */
#define STANDARD_FILES	3	/* open ones; poll() refuses more entries than the limit */

static int limit_files(rlim_t n)
{
	const struct rlimit limit = { n, FILES };

	return setrlimit(RLIMIT_NOFILE, &limit) ? -errno : 0;
}

/* Prevents this process, and all others except root's, from opening files. */
static int no_more_files(void)
{
	int err = sysfs_write(FILE_MAX, "1");

	if (!err)
		err = limit_files(STANDARD_FILES);
	return err ?: seteuid(UID) ? -errno : 0;
}

static int files_again(void)
{
	int err = seteuid(0) ? -errno : limit_files(FILES);

	return err ?: sysfs_write(FILE_MAX, "100000");
}

/* A program waits for a page of a range, which is unmapped and repeatedly pinned. */
static void test_unmap(struct __test_metadata *_metadata, fixture *self, bool few_files)
{
	const struct css_device_config config = { .number = FIXTURE_NUMBER + 3, .type = "echo" };
	struct call starts, unmaps, pins, opens;
	struct hostile pinner = {}, opener = {};
	struct device slow, again;
	struct start start_slow = { &slow.user, OTHER };
	struct range range = { &self->user, PLACE, AREA };
	struct before before;
	struct area area;

	AREA_OR_SKIP(&area);
	ASSERT_EQ(0, device_join(&slow, &self->user, 1));
	ASSERT_EQ(0, device_join(&again, &self->user, 2));
	ASSERT_EQ(0, css_device_add(&opener.dev, &config));
	pinner.user = &again.user;
	pinner.program = OTHER + PAGE;
	opener.user = &self->user;
	ASSERT_EQ(0, call_prepare(&starts, start, &start_slow));
	ASSERT_EQ(0, call_prepare(&unmaps, unmap, &range));
	ASSERT_EQ(0, call_prepare(&pins, pin_again, &pinner));
	ASSERT_EQ(0, call_prepare(&opens, open_again, &opener));
	before = look();
	ASSERT_EQ(0, area_map(&area, &self->user));
	/* With many, repeated opens may keep the container's lock busy (core/vfio/unmap.c). */
	put_scattered_loop(&self->guest, FEW);
	put_slow(&self->guest, OTHER);
	put_ccw(&self->guest, OTHER + PAGE, ECHO_WRITE, CCW_SLI, 4 * PAGE, PLACE);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	if (few_files)
		ASSERT_EQ(0, no_more_files());
	call_begin(&pins);
	call_begin(&opens);
	call_begin(&starts);
	ASSERT_EQ(0, slow_await(&area.slow));
	call_begin(&unmaps);
	usleep(MOMENT_US);
	EXPECT_FALSE(call_ended(&unmaps));
	slow_release(&area.slow);
	EXPECT_EQ(0, call_end(&unmaps));
	call_end(&starts);
	__atomic_store_n(&pinner.stop, true, __ATOMIC_RELEASE);
	__atomic_store_n(&opener.stop, true, __ATOMIC_RELEASE);
	call_end(&pins);
	call_end(&opens);
	if (few_files)
		ASSERT_EQ(0, files_again());
	expect_works(_metadata, self, &slow.user);
	EXPECT_EQ(0, device_leave(&again));
	EXPECT_EQ(0, device_leave(&slow));
	EXPECT_EQ(0, css_device_remove(&opener.dev));
	user_close_device(&self->user);
	EXPECT_AS(before);
	area_destroy(&area);
}

/* A close that meets an unmap may last a minute with iommufd: see memory.c. */
TEST_F_TIMEOUT(ccw, unmap_while_a_page_faults, 150)
{
	test_unmap(_metadata, self, false);
}

TEST_F_TIMEOUT(ccw, unmap_without_files, 150)
{
	test_unmap(_metadata, self, true);
}

/* ---- Unpinning is slow ---- */

#define FAULTS		24u	/* more than VFIO's type 1 calls dma_unmap() */
#define FAULT_US	300000	/* two of them are longer than a call may wait */
#define TRIES		5000	/* of a start, a millisecond apart */

/**
 * struct walker - argument of a thread that starts programs, each on the next page
 * @user: the user that starts them
 * @guest: the guest
 * @program: address of each program
 * @from: address of the first page
 * @pages: how many
 */
struct walker {
	const struct user *user;
	const struct guest *guest;
	__u32 program;
	__u32 from;
	__u32 pages;
};

/* Starts a program, which may be refused for a while. */
static int start_after_all(const struct user *user, __u32 program)
{
	int err = -EAGAIN;

	for (int i = 0; i < TRIES && err; i++) {
		if (i)
			usleep(1000);
		err = user_start(user, program);
	}
	return err;
}

static int walk(void *arg)
{
	const struct walker *walker = arg;
	struct status status;

	for (__u32 i = 0; i < walker->pages; i++) {
		put_ccw(walker->guest, walker->program, ECHO_WRITE, CCW_SLI, PAGE,
			walker->from + i * PAGE);
		if (start_after_all(walker->user, walker->program))
			return -ETIMEDOUT;
		user_interrupt(walker->user, &status);
	}
	return 0;
}

/*
 * Each time the lock of the container is free, another page of another range faults: the
 * program's many ranges are unpinned between faults.  The user cannot open files either.
 */
TEST_F_TIMEOUT(ccw, unmap_between_faults, 150)
{
	const __u32 at[2] = { 0x40000000u, 0x50000000u };
	struct slow_pages pages[2] = {};
	struct device others[2];
	struct walker walkers[2];
	struct call walks[2], unmaps;
	struct range range = { &self->user, PLACE, FAST * PAGE };
	struct before before;
	__u8 *mem;

	for (int i = 0; i < 2; i++) {
		int err = slow_create(&pages[i], NULL, FAULTS);

		if (err == -ENODEV)
			SKIP(return, "the kernel has no FUSE: page faults cannot be held");
		ASSERT_EQ(0, err);
		ASSERT_EQ(0, device_join(&others[i], &self->user, 1 + i));
		walkers[i] = (struct walker){ &others[i].user, &self->guest, OTHER + i * PAGE,
			at[i], FAULTS };
		ASSERT_EQ(0, call_prepare(&walks[i], walk, &walkers[i]));
	}
	mem = mmap(NULL, FAST * PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	ASSERT_NE(MAP_FAILED, mem);
	ASSERT_EQ(0, call_prepare(&unmaps, unmap, &range));
	before = look();
	ASSERT_EQ(0, user_map(&self->user, PLACE, mem, FAST * PAGE, false));
	for (int i = 0; i < 2; i++)
		ASSERT_EQ(0, user_map(&self->user, at[i], pages[i].mem, FAULTS * PAGE, false));
	put_scattered_loop(&self->guest, MANY);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	ASSERT_EQ(0, no_more_files());
	for (int i = 0; i < 2; i++)
		call_begin(&walks[i]);
	/* One of the two faults, and the other one waits for the lock. */
	while (!slow_waiting(&pages[0]) && !slow_waiting(&pages[1]))
		usleep(1000);
	call_begin(&unmaps);
	while (!call_ended(&walks[0]) || !call_ended(&walks[1])) {
		usleep(FAULT_US);
		for (int i = 0; i < 2; i++)
			if (slow_waiting(&pages[i]))
				slow_release_one(&pages[i]);
	}
	EXPECT_EQ(0, call_end(&unmaps));
	for (int i = 0; i < 2; i++)
		EXPECT_EQ(0, call_end(&walks[i]));
	ASSERT_EQ(0, files_again());
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(0, device_leave(&others[i]));
		slow_destroy(&pages[i]);
	}
	user_close_device(&self->user);
	munmap(mem, FAST * PAGE);
	EXPECT_EQ(before.warnings, said("WARNING:"));
	EXPECT_EQ(before.pinned, pinned());
}

/* ---- Other containers, processes and users ---- */

/**
 * struct mapper - a process that has mapped memory of its own for a container
 * @pid: the process
 * @alive: the process exists as long as this is open
 */
struct mapper {
	pid_t pid;
	int alive;
};

/* The pages then fault in the memory map of that process. */
static int mapper_create(struct mapper *mapper, const struct user *user,
			 const struct slow_pages *slow, __u32 iova)
{
	int mapped[2], alive[2];
	char c = 1;

	if (pipe(mapped) || pipe(alive))
		return -errno;
	mapper->alive = alive[1];
	mapper->pid = fork();
	if (!mapper->pid) {
		close(alive[1]);
		c = user_map(user, iova, slow->mem, slow->pages * PAGE, false) != 0;
		if (write(mapped[1], &c, 1) == 1)
			c = read(alive[0], &c, 1);
		_exit(0);
	}
	close(alive[0]);
	close(mapped[1]);
	if (mapper->pid < 0 || read(mapped[0], &c, 1) != 1 || c)
		c = 1;
	close(mapped[0]);
	return c ? -EIO : 0;
}

static void mapper_destroy(struct mapper *mapper)
{
	close(mapper->alive);
	waitpid(mapper->pid, NULL, 0);
}

/* Runs a program in this container, at addresses that the other one maps, too. */
static int use_container(const struct user *user, const struct guest *guest, void *mem)
{
	struct status status;
	int err = user_map(user, PLACE, mem, 16 * PAGE, false);

	put_ccw(guest, PROGRAM, ECHO_WRITE, CCW_SLI, 8 * PAGE, PLACE);
	if (!err)
		err = user_run(user, PROGRAM, &status);
	if (!err && status.dstat != DSTAT_END)
		err = -EIO;
	return err ?: user_unmap(user, PLACE, 16 * PAGE);
}

/*
 * Another container of the process: in the first one an unmap waits for a lock that is held
 * during a page fault, in the second one requests proceed.  With type 1 that needs a fault in
 * the memory map of another process: each pin takes the lock of its own process's map.
 */
TEST_F_TIMEOUT(ccw, another_container, 60)
{
	const struct css_device_config config = { .number = FIXTURE_NUMBER + 1, .type = "echo" };
	struct range range = { &self->user, PLACE, FAST * PAGE };
	struct slow_pages slow = {};
	struct css_device dev;
	struct call walks, unmaps;
	struct walker walker;
	struct mapper mapper = {};
	struct device third;
	struct buffer buffer;
	struct guest guest;
	struct user user;
	int err = slow_create(&slow, NULL, SLOW);

	if (err == -ENODEV)
		SKIP(return, "the kernel has no FUSE: page faults cannot be held");
	ASSERT_EQ(0, err);
	ASSERT_EQ(0, buffer_create(&buffer, FAST));
	ASSERT_EQ(0, mapper_create(&mapper, &self->user, &slow, SLOW_AT));
	ASSERT_EQ(0, device_join(&third, &self->user, 2));
	ASSERT_EQ(0, css_device_add(&dev, &config));
	ASSERT_EQ(0, user_open(&user, variant->interface, &dev));
	ASSERT_EQ(0, guest_create(&guest, &user));
	ASSERT_EQ(0, user_listen(&user));
	ASSERT_WORKS(&user, &guest);
	walker = (struct walker){ &third.user, &self->guest, OTHER, SLOW_AT, SLOW };
	ASSERT_EQ(0, call_prepare(&walks, walk, &walker));
	ASSERT_EQ(0, call_prepare(&unmaps, unmap, &range));
	ASSERT_EQ(0, user_map(&self->user, PLACE, buffer.mem, FAST * PAGE, false));
	put_scattered_loop(&self->guest, MANY);
	ASSERT_EQ(0, user_start(&self->user, PROGRAM));
	call_begin(&walks);
	ASSERT_EQ(0, slow_await(&slow));
	call_begin(&unmaps);
	/* The unmap waits for the container's lock, and gets it between this fault and the next. */
	usleep(MOMENT_US);
	slow_release_one(&slow);
	usleep(MOMENT_US);
	ASSERT_EQ(0, slow_await(&slow));
	for (int i = 0; i < 3; i++)
		ASSERT_EQ(0, use_container(&user, &guest, buffer.mem));
	EXPECT_EQ(1, slow_waiting(&slow));
	slow_release(&slow);
	EXPECT_EQ(0, call_end(&unmaps));
	EXPECT_EQ(0, call_end(&walks));
	mapper_destroy(&mapper);
	user_close(&user);
	guest_destroy(&guest);
	EXPECT_EQ(0, css_device_remove(&dev));
	EXPECT_EQ(0, device_leave(&third));
	buffer_destroy(&buffer);
	slow_destroy(&slow);
}

/* Runs programs, each on so many other pages.  Return: how many were refused. */
static int run_programs(const struct user *user, const struct guest *guest, __u32 pages,
			__u32 of, int n)
{
	const __u32 each = 10;
	int refused = 0;

	for (int i = 0; i < n; i++) {
		__u32 at = PROGRAM, place = PLACE + i % (of / pages) * pages * PAGE;
		struct status status;

		for (__u32 k = 0; k < pages; k += each, place += each * PAGE)
			at = put_ccw(guest, at, ECHO_WRITE,
				     CCW_SLI | (k + each < pages ? CCW_CC : 0), each * PAGE, place);
		if (user_run(user, PROGRAM, &status) || status.dstat != DSTAT_END)
			refused++;
	}
	return refused;
}

/* Becomes a user that may lock so many pages. */
static int become(__u32 pages)
{
	const struct rlimit limit = { pages * PAGE, pages * PAGE };

	if (setrlimit(RLIMIT_MEMLOCK, &limit) || setuid(UID))
		return -errno;
	return 0;
}

#define LIMIT		300u	/* pages that may be locked */
#define ENOUGH		200u	/* pages of a program */
#define PROGRAMS	20

/* A process of a user with that limit, with programs that need less.  Return: exit code */
static int limited(const struct user *user, int programs)
{
	struct guest guest;
	__u8 *mem;

	if (become(LIMIT) || guest_create(&guest, user) || user_listen((struct user *)user))
		return 100;
	mem = mmap(NULL, 5 * ENOUGH * PAGE, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (mem == MAP_FAILED || user_map(user, PLACE, mem, 5 * ENOUGH * PAGE, false))
		return 101;
	return run_programs(user, &guest, ENOUGH, 5 * ENOUGH, programs);
}

static int exit_code(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* No program is refused, and the kernel logs nothing about the limit. */
TEST_F_TIMEOUT(ccw, programs_within_the_limit, 60)
{
	const int told = said("RLIMIT_MEMLOCK");
	pid_t pid;

	user_close(&self->user);
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid) {
		struct user user;

		if (user_open(&user, variant->interface, &self->dev))
			_exit(102);
		_exit(limited(&user, PROGRAMS));
	}
	EXPECT_EQ(0, exit_code(pid));
	EXPECT_EQ(told, said("RLIMIT_MEMLOCK"));
}

/* Two processes of one user: pages that the first one has unpinned do not count any more. */
TEST_F_TIMEOUT(ccw, two_processes_under_one_limit, 60)
{
	const struct css_device_config config = { .number = FIXTURE_NUMBER + 1, .type = "echo" };
	const int told = said("RLIMIT_MEMLOCK");
	struct css_device dev;
	int ready[2], over[2];
	pid_t first, second;
	char c;

	ASSERT_EQ(0, css_device_add(&dev, &config));
	ASSERT_EQ(0, pipe(ready));
	ASSERT_EQ(0, pipe(over));
	user_close(&self->user);
	first = fork();
	ASSERT_LE(0, first);
	if (!first) {
		struct user user;
		int refused = user_open(&user, variant->interface, &dev) ? 102 : limited(&user, 5);

		if (write(ready[1], "", 1) != 1 || read(over[0], &c, 1) != 1)
			refused = 103;
		_exit(refused);
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	second = fork();
	ASSERT_LE(0, second);
	if (!second) {
		struct user user;

		if (user_open(&user, variant->interface, &self->dev))
			_exit(102);
		_exit(limited(&user, PROGRAMS));
	}
	EXPECT_EQ(0, exit_code(second));
	ASSERT_EQ(1, write(over[1], "", 1));
	EXPECT_EQ(0, exit_code(first));
	EXPECT_EQ(told, said("RLIMIT_MEMLOCK"));
	EXPECT_EQ(0, css_device_remove(&dev));
}

/**
 * struct stranger - a process with devices of its own
 * @device: the first
 * @other: the second, of the same container
 * @guest: its guest memory
 * @area: its memory
 */
struct stranger {
	struct css_device dev;
	struct user user;
	struct device other;
	struct guest guest;
	struct area area;
};

static int stranger_open(struct stranger *s, enum vfio_interface interface, unsigned int number)
{
	const struct css_device_config config = {
		.number = FIXTURE_NUMBER + number, .type = "echo" };
	int err = css_device_add(&s->dev, &config);

	if (!err)
		err = user_open(&s->user, interface, &s->dev);
	if (!err)
		err = guest_create(&s->guest, &s->user);
	if (!err)
		err = user_listen(&s->user);
	if (!err)
		err = device_join(&s->other, &s->user, number + 1);
	return err ?: area_map(&s->area, &s->user);
}

/* A fault waits, and pages are to be unpinned, as the memory has changed. */
static int stranger_begin(struct stranger *s, struct call *starts)
{
	struct status status;
	int err = 0;

	put_ccw(&s->guest, PROGRAM, ECHO_WRITE, CCW_SLI, 10 * PAGE, PLACE);
	put_slow(&s->guest, OTHER);
	for (int i = 0; i < 3 && !err; i++)
		err = user_run(&s->user, PROGRAM, &status);
	if (err)
		return err;
	call_begin(starts);
	err = slow_await(&s->area.slow);
	return err ?: madvise(s->area.mem + 40 * PAGE, PAGE, MADV_DONTNEED) ? -errno : 0;
}

/* Runs programs on a device that another process has opened.  Return: exit code */
static int innocent(const struct user *user)
{
	struct guest guest;
	struct status status;

	if (guest_create(&guest, user))
		return 100;
	put_ccw(&guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 7, DATA);
	for (int i = 0; i < 5; i++)
		if (user_run(user, PROGRAM, &status) || status.dstat != DSTAT_END)
			return 1 + i;
	return 0;
}

/*
 * A fault in this process's memory must not delay the program of a process that has
 * nothing to do with it.  The process that opened the device need not be the one that
 * uses it.
 */
TEST_F_TIMEOUT(ccw, a_strangers_fault, 60)
{
	struct start start_slow;
	struct stranger s = {};
	struct call starts;
	int go[2];
	pid_t pid;
	char c;

	AREA_OR_SKIP(&s.area);
	ASSERT_EQ(0, pipe(go));
	ASSERT_EQ(0, user_unmap(&self->user, GUEST, GUEST_PAGES * PAGE));
	pid = fork();
	ASSERT_LE(0, pid);
	if (!pid)
		_exit(read(go[0], &c, 1) == 1 ? innocent(&self->user) : 101);
	ASSERT_EQ(0, stranger_open(&s, variant->interface, 1));
	start_slow = (struct start){ &s.other.user, OTHER };
	ASSERT_EQ(0, call_prepare(&starts, start, &start_slow));
	ASSERT_EQ(0, stranger_begin(&s, &starts));
	ASSERT_EQ(1, write(go[1], "", 1));
	EXPECT_EQ(0, exit_code(pid));
	EXPECT_EQ(1, slow_waiting(&s.area.slow));
	EXPECT_FALSE(call_ended(&starts));
	slow_release(&s.area.slow);
	call_end(&starts);
	EXPECT_EQ(0, device_leave(&s.other));
	user_close(&s.user);
	guest_destroy(&s.guest);
	EXPECT_EQ(0, css_device_remove(&s.dev));
	area_destroy(&s.area);
}

TEST_HARNESS_MAIN
