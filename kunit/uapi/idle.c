// SPDX-License-Identifier: GPL-2.0-only
/* Pages that stay pinned between programs: how many, how long, and that nobody notices. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define FIXTURE_TYPE	"echo"
#define FIXTURE_IMAGE	NULL
#include "fixture.h"

#define LIMIT		"/sys/module/vfio_ccw/parameters/idle_pages"
#define PATIENCE	2000	/* milliseconds until a thread must have done its work */
#define LENGTH		64u

/* Pages that somebody has pinned: each processor counts for itself until it is told to add. */
static long pinned(void)
{
	char line[128];
	long n = 0, value;
	FILE *file;

	machine_put("/proc/sys/vm/stat_refresh", "1");
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

/* Does the kernel tell of changes of memory?  If not, nothing may stay. */
static bool kernel_tells(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	bool found = false;
	char line[512];

	while (file && !found && fgets(line, sizeof(line), file))
		found = strstr(line, " mmu_notifier_register");
	if (file)
		fclose(file);
	return found;
}

static int set_limit(unsigned int pages)
{
	char value[16];

	snprintf(value, sizeof(value), "%u", pages);
	return machine_put(LIMIT, value);
}

/* A program that has the device store into so many pages, no two of them neighbours. */
static int touch(const struct user *user, const struct guest *guest, __u32 pages)
{
	__u32 next = PROGRAM;
	struct status status;

	for (__u32 i = 0; i < pages; i++)
		next = put_ccw(guest, next, ECHO_READ, CCW_SLI | (i + 1 < pages ? CCW_CC : 0),
			       LENGTH, DATA + 2 * i * PAGE);
	return user_run(user, PROGRAM, &status) ?: (status.dstat | status.cstat) ^ DSTAT_END;
}

/* One command on the first page of the data. */
static int transfer(const struct user *user, const struct guest *guest, __u8 cmd)
{
	struct status status;

	put_ccw(guest, PROGRAM, cmd, CCW_SLI, LENGTH, DATA);
	return user_run(user, PROGRAM, &status) ?: (status.dstat | status.cstat) ^ DSTAT_END;
}

#define ASSERT_PINNED(pages) \
	ASSERT_EQ(kernel_tells() ? (long)(pages) : 0, pinned() - before)

#define ASSERT_PINNED_SOON(pages) do { \
	for (int ms = 0; ms < PATIENCE && pinned() - before != (pages); ms++) \
		usleep(1000); \
	ASSERT_EQ((pages), pinned() - before); \
} while (0)

TEST_F(ccw, no_more_stay_than_may)
{
	const long before = pinned();

	ASSERT_LE(0, before);
	ASSERT_EQ(0, set_limit(3));
	for (int i = 0; i < 3; i++) {
		ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
		ASSERT_PINNED(3);
	}
	ASSERT_EQ(0, set_limit(0));
	ASSERT_EQ(0, touch(&self->user, &self->guest, 1));
	ASSERT_PINNED(0);
	ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
	ASSERT_PINNED(0);
	ASSERT_EQ(0, set_limit(256));
	ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
	ASSERT_PINNED(5);
}

TEST_F(ccw, they_go_with_the_mapping)
{
	const long before = pinned();

	ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
	ASSERT_PINNED(5);
	ASSERT_EQ(0, user_unmap(&self->user, GUEST, GUEST_PAGES * PAGE));
	ASSERT_EQ(before, pinned());
	ASSERT_EQ(0, user_map(&self->user, GUEST, self->guest.mem, GUEST_PAGES * PAGE, true));
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, they_go_with_a_reset)
{
	const long before = pinned();

	ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
	ASSERT_PINNED(5);
	ASSERT_EQ(0, user_ioctl(&self->user, VFIO_DEVICE_RESET, NULL));
	ASSERT_EQ(before, pinned());
	ASSERT_WORKS(&self->user, &self->guest);
}

TEST_F(ccw, they_go_with_the_user)
{
	const long before = pinned();

	ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
	ASSERT_PINNED(5);
	user_close(&self->user);
	ASSERT_EQ(before, pinned());
}

TEST_F(ccw, they_go_when_memory_is_short)
{
	const long before = pinned();

	ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
	ASSERT_PINNED(5);
	ASSERT_EQ(0, machine_put("/proc/sys/vm/drop_caches", "2"));
	ASSERT_PINNED_SOON(0);
	ASSERT_WORKS(&self->user, &self->guest);
}

/* What a device stores the process finds, and what the process stores the device. */
#define ASSERT_SAME_MEMORY(value) do { \
	memset(guest_at(&self->guest, DATA), (value), LENGTH); \
	ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_WRITE)); \
	memset(guest_at(&self->guest, DATA), 0, LENGTH); \
	ASSERT_EQ(0, transfer(&self->user, &self->guest, ECHO_READ)); \
	ASSERT_EQ((value), *(__u8 *)guest_at(&self->guest, DATA)); \
	ASSERT_EQ((value), *(__u8 *)guest_at(&self->guest, DATA + LENGTH - 1)); \
} while (0)

/* As a balloon does. */
TEST_F(ccw, memory_given_to_the_kernel_and_taken_again)
{
	for (int i = 1; i < 20; i++) {
		ASSERT_SAME_MEMORY(i);
		ASSERT_EQ(0, madvise(guest_at(&self->guest, DATA), PAGE, MADV_DONTNEED));
		ASSERT_EQ(0, *(__u8 *)guest_at(&self->guest, DATA));
	}
	ASSERT_SAME_MEMORY(0x55);
}

TEST_F(ccw, other_memory_at_the_same_address)
{
	for (int i = 1; i < 20; i++) {
		ASSERT_SAME_MEMORY(i);
		ASSERT_NE(MAP_FAILED, mmap(guest_at(&self->guest, DATA), PAGE,
					   PROT_READ | PROT_WRITE,
					   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
		ASSERT_EQ(0, *(__u8 *)guest_at(&self->guest, DATA));
	}
	ASSERT_SAME_MEMORY(0x55);
}

/* The first to store into memory that two processes have gets a page of its own. */
TEST_F(ccw, memory_of_two_processes)
{
	for (int i = 1; i < 10; i++) {
		int status;
		pid_t child;

		ASSERT_SAME_MEMORY(i);
		child = fork();
		ASSERT_LE(0, child);
		if (!child)
			_exit(*(__u8 *)guest_at(&self->guest, DATA) != i);
		ASSERT_EQ(child, waitpid(child, &status, 0));
		ASSERT_EQ(0, status);
		ASSERT_SAME_MEMORY(i + 100);
	}
}

/* Everything again that the kernel lets no idle pages survive. */
TEST_F(ccw, they_go_with_what_they_were)
{
	const long before = pinned();

	ASSERT_EQ(0, touch(&self->user, &self->guest, 5));
	ASSERT_PINNED(5);
	ASSERT_EQ(0, madvise(guest_at(&self->guest, OTHER), PAGE, MADV_DONTNEED));
	ASSERT_PINNED_SOON(0);
}

TEST_HARNESS_MAIN
