// SPDX-License-Identifier: GPL-2.0-only
/*
 * What channel programs cost a user of a subchannel, in time.  On a machine whose
 * clock counts instructions, that is in instructions.
 *
 * usage: bench SUBCHANNEL UUID [SHAPE COUNT]
 *   SUBCHANNEL    of the css bus; is bound to vfio_ccw
 *   UUID          of the mdev that is made of it
 *   SHAPE COUNT   run this shape so often, and measure nothing
 *
 * For each shape a line "figure NAME WRITE TRIP": from the write of the I/O region
 * to its return, and from there to the end of the read that has the status.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/vfio_ccw.h>

#include "shapes.h"

#define WARM		8u	/* runs until all that is kept is there */
#define RUNS		31u	/* of which the median; odd */
#define PATIENCE_MS	5000

/* What one run, or most of them, took. */
struct cost {
	__u64 write;
	__u64 trip;
};

static __u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	__u64 left = *(const __u64 *)a, right = *(const __u64 *)b;

	return left < right ? -1 : left > right;
}

static __u64 median(__u64 *v)
{
	qsort(v, RUNS, sizeof(*v), by_size);
	return v[RUNS / 2];
}

/* Looking at the clock takes its time, too. */
static __u64 cost_of_clock(void)
{
	__u64 v[RUNS];

	for (__u32 i = 0; i < WARM; i++)
		now();
	for (__u32 i = 0; i < RUNS; i++) {
		__u64 begin = now();

		v[i] = now() - begin;
	}
	return median(v);
}

static int wrong(const struct shape *shape, const char *what, int err)
{
	printf("# %s: %s (%d)\n", shape->name, what, err);
	return -1;
}

static void request(const struct shape *shape, struct ccw_io_region *io)
{
	memset(io, 0, sizeof(*io));
	put_be32(io->orb_area, 0x12345678);
	put_be16(io->orb_area + 4, shape_orb(shape));
	io->orb_area[6] = 0xff;
	put_be32(io->orb_area + 8, CCWS);
	put_be16(io->scsw_area + 2, FCTL_START);
}

static int run(const struct user *user, const struct shape *shape, struct cost *cost)
{
	struct ccw_io_region io;
	__u64 begin, written;
	ssize_t ret;

	request(shape, &io);
	begin = now();
	ret = user_write(user, REGION_IO, 0, &io, sizeof(io));
	written = now();
	if (ret != sizeof(io))
		return wrong(shape, "the start was refused", (int)ret);
	if (!event_wait(user->event[IRQ_IO], PATIENCE_MS))
		return wrong(shape, "no interrupt came", 0);
	ret = user_read(user, REGION_IO, 0, &io, sizeof(io));
	cost->trip = now() - begin;
	cost->write = written - begin;
	if (ret != sizeof(io))
		return wrong(shape, "the status was refused", (int)ret);
	if (io.irb_area[8] != DSTAT_END || io.irb_area[9])
		return wrong(shape, "it did not end well", io.irb_area[8] << 8 | io.irb_area[9]);
	return 0;
}

static int measure(const struct user *user, __u8 *mem, const struct shape *shape, __u64 clock)
{
	__u64 writes[RUNS], trips[RUNS];
	struct cost cost;

	shape_build(shape, mem);
	for (__u32 i = 0; i < WARM + RUNS; i++) {
		if (run(user, shape, &cost))
			return -1;
		if (i < WARM)
			continue;
		writes[i - WARM] = cost.write - clock;
		trips[i - WARM] = cost.trip - 2 * clock;
	}
	if (!shape_answered(shape, mem))
		return wrong(shape, "the device stored nothing", 0);
	printf("figure %s %llu %llu\n", shape->name, median(writes), median(trips));
	return 0;
}

static int measure_all(const struct user *user, __u8 *mem)
{
	__u64 clock = cost_of_clock();

	for (__u32 i = 0; i < n_shapes; i++)
		if (measure(user, mem, &shapes[i], clock))
			return 1;
	return 0;
}

static int repeat(const struct user *user, __u8 *mem, const char *name, unsigned long count)
{
	const struct shape *shape = NULL;
	struct cost cost;

	for (__u32 i = 0; i < n_shapes; i++)
		if (!strcmp(shapes[i].name, name))
			shape = &shapes[i];
	if (!shape) {
		printf("# bench: there is no shape %s\n", name);
		return 2;
	}
	shape_build(shape, mem);
	for (unsigned long i = 0; i < count; i++)
		if (run(user, shape, &cost))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	const size_t size = (size_t)MEMORY_PAGES * PAGE;
	struct machine_device dev = { .bus = "css" };
	struct user user;
	__u8 *mem;
	int err;

	if (argc != 3 && argc != 5) {
		fprintf(stderr, "usage: bench SUBCHANNEL UUID [SHAPE COUNT]\n");
		return 2;
	}
	snprintf(dev.name, sizeof(dev.name), "%s", argv[1]);
	snprintf(dev.uuid, sizeof(dev.uuid), "%s", argv[2]);
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	err = mem == MAP_FAILED ? -errno : machine_pass_through(&dev);
	if (!err)
		err = machine_find(&dev);
	if (!err)
		err = user_open(&user, WORLD_GROUP, &dev);
	if (!err)
		err = user_map(&user, MEMORY, mem, size, true);
	if (!err)
		err = user_listen(&user);
	if (err) {
		printf("# bench: %s cannot be used: %s\n", dev.name, strerror(-err));
		return 1;
	}
	if (argc == 5)
		err = repeat(&user, mem, argv[3], strtoul(argv[4], NULL, 0));
	else
		err = measure_all(&user, mem);
	user_close(&user);
	return err;
}
