// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cost of a channel program, from the write of the I/O region to the IRB
 * read back: core, simulated channel subsystem and device together.
 *
 *	submit --list			names of the programs
 *	submit PROGRAM COUNT		run it COUNT times, in the steady state
 *
 * The second prints a line of NAME=VALUE, per run: nanoseconds and calls.  The
 * instructions are counted from outside: the difference between two counts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/echo.h"
#include "simtests/port/machine.h"
#include "simtests/port/memory_volume.h"

#define PROGRAM		0x1000u		/* guest addresses */
#define IDALS		0x4000u
#define PARAMETERS	0x8000u
#define BUFFER		0x100000u

#define NOP		CSS_CMD_NOP
#define WRITE		0x01
#define READ		0x02

/**
 * struct scenario - one channel program
 * @name: for people and scripts
 * @ccws: how many
 * @cmd: command code of each
 * @count: bytes of each; with data each has one IDAL
 * @chain: CSS_CCW_CC or CSS_CCW_CD
 * @reads: guest reads that it may take: a segment, and the IDALs
 * @pins: pin calls that it may take: runs of pages
 * @build: writes it into guest memory
 */
struct scenario {
	const char *name;
	u32 ccws;
	u8 cmd;
	u16 count;
	u8 chain;
	u64 reads;
	u64 pins;
	void (*build)(struct machine *m, const struct scenario *s);
};

/* The given number of CCWs, all alike. */
static void build_alike(struct machine *m, const struct scenario *s)
{
	struct css_ccw1 *ccw = arena_guest(m->arena, PROGRAM, s->ccws * CSS_CCW_SIZE);
	u32 idaws = s->count / CSS_IDAW2_BLOCK;
	u32 page = 0;
	__be64 *idal;
	u32 i, j;

	for (i = 0; i < s->ccws; i++) {
		ccw[i].cmd = s->cmd;
		ccw[i].flags = i + 1 < s->ccws ? s->chain : 0;
		ccw[i].count = cpu_to_be16(s->count ? s->count : 1);
		ccw[i].cda = cpu_to_be32(BUFFER);
		if (!s->count) {
			ccw[i].flags |= CSS_CCW_SLI;
			continue;
		}
		ccw[i].flags |= CSS_CCW_IDA;
		ccw[i].cda = cpu_to_be32(IDALS + i * 64);
		idal = arena_guest(m->arena, IDALS + i * 64, idaws * sizeof(*idal));
		for (j = 0; j < idaws; j++)
			idal[j] = cpu_to_be64(BUFFER + page++ * CSS_IDAW2_BLOCK);
	}
}

/* An operating system's program to read a page: define extent, locate record, read data. */
static void build_dasd(struct machine *m, const struct scenario *s)
{
	static const u8 extent[16] = {
		0x40, 0xc0, [13] = MEMORY_VOLUME_CYLINDERS - 1, [15] = MEMORY_VOLUME_HEADS - 1,
	};
	static const u8 locate[16] = { 0x06, 0, 0, 1, [12] = 1, [14] = 0x10 };
	const struct css_ccw1 ccws[3] = {
		{ 0x63, CSS_CCW_CC, cpu_to_be16(sizeof(extent)), cpu_to_be32(PARAMETERS) },
		{ 0x47, CSS_CCW_CC, cpu_to_be16(sizeof(locate)), cpu_to_be32(PARAMETERS + 16) },
		{ 0x06, CSS_CCW_IDA, cpu_to_be16(s->count), cpu_to_be32(IDALS) },
	};
	const __be64 idaw = cpu_to_be64(BUFFER);

	memcpy(arena_guest(m->arena, PARAMETERS, 16), extent, sizeof(extent));
	memcpy(arena_guest(m->arena, PARAMETERS + 16, 16), locate, sizeof(locate));
	memcpy(arena_guest(m->arena, IDALS, sizeof(idaw)), &idaw, sizeof(idaw));
	memcpy(arena_guest(m->arena, PROGRAM, sizeof(ccws)), ccws, sizeof(ccws));
}

/* Remains of an older program behind a TIC. */
static void build_left(struct machine *m, const struct scenario *s)
{
	struct css_ccw1 *ccw = arena_guest(m->arena, PROGRAM, 82 * CSS_CCW_SIZE);
	struct css_ccw1 *target = arena_guest(m->arena, PROGRAM + 0x1000, CSS_CCW_SIZE);
	u32 i;

	ccw[0] = (struct css_ccw1){
		s->cmd, CSS_CCW_CC, cpu_to_be16(s->count), cpu_to_be32(BUFFER),
	};
	ccw[1] = (struct css_ccw1){ .cmd = CSS_CMD_TIC, .cda = cpu_to_be32(PROGRAM + 0x1000) };
	for (i = 2; i < 82; i++)
		ccw[i] = (struct css_ccw1){
			READ, CSS_CCW_CC, cpu_to_be16(0x8000), cpu_to_be32(BUFFER + i * 0x8000),
		};
	*target = (struct css_ccw1){ NOP, CSS_CCW_SLI, cpu_to_be16(1), 0 };
}

static const struct scenario scenarios[] = {
	{ "nop", 1, NOP, 0, CSS_CCW_CC, 1, 0, build_alike },
	{ "read-1x4k", 1, READ, 4096, CSS_CCW_CC, 2, 1, build_alike },
	{ "read-16x4k", 16, READ, 4096, CSS_CCW_CC, 17, 1, build_alike },
	{ "read-64x4k", 64, READ, 4096, CSS_CCW_CC, 65, 1, build_alike },
	{ "nop-255", 255, NOP, 0, CSS_CCW_CC, 1, 0, build_alike },
	{ "write-64k", 2, WRITE, 32768, CSS_CCW_CD, 3, 1, build_alike },
	{ "dasd-4k", 3, READ, 4096, CSS_CCW_CC, 2, 2, build_dasd },
	{ "left-80x32k", 2, READ, 4096, CSS_CCW_CC, 2, 1, build_left },
};

static void submit(struct machine *m, const struct css_orb *orb)
{
	const u8 end = CSS_DSTAT_CE | CSS_DSTAT_DE;
	struct css_irb irb;
	ssize_t ret;

	ret = machine_start(m, orb);
	if (ret < 0) {
		fprintf(stderr, "submit: the start was refused: %zd\n", ret);
		exit(1);
	}
	machine_run(m, 100000);
	machine_read_irb(m, &irb);
	if (irb.scsw.dstat != end || irb.scsw.cstat) {
		fprintf(stderr, "submit: ended with unit status %02x, channel status %02x\n",
			irb.scsw.dstat, irb.scsw.cstat);
		exit(1);
	}
}

static u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void measure(struct machine *m, const struct scenario *s, u64 count)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_H | CSS_ORB_LPM),
		.cpa = cpu_to_be32(PROGRAM),
	};
	const struct scenario fill = { "fill", 1, WRITE, 4096, CSS_CCW_CC, 2, 1, build_alike };
	struct arena_counts before, *counts = arena_counts(m->arena);
	u64 start, end, i;

	/* What the device will return, and memory that the core keeps. */
	if (s->build != build_dasd) {
		fill.build(m, &fill);
		submit(m, &orb);
	}
	s->build(m, s);
	submit(m, &orb);
	submit(m, &orb);

	before = *counts;
	start = now();
	for (i = 0; i < count; i++)
		submit(m, &orb);
	end = now();
	if (!count)
		return;
	printf("ccws=%u ns=%" PRIu64 " allocs=%" PRIu64 " reads=%" PRIu64 " pins=%" PRIu64
	       " max_reads=%" PRIu64 " max_pins=%" PRIu64 "\n",
	       s->ccws, (end - start) / count,
	       (counts->allocs - before.allocs + counts->channel_allocs -
		before.channel_allocs + count - 1) / count,
	       (counts->reads - before.reads + count - 1) / count,
	       (counts->pins - before.pins + count - 1) / count,
	       s->reads, s->pins);
}

static int list(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(scenarios); i++)
		printf("%s\n", scenarios[i].name);
	return 0;
}

int main(int argc, char **argv)
{
	struct machine_config config = { .memory = 4 << 20, .lenient = true };
	const struct scenario *s = NULL;
	struct sim_image *volume;
	struct machine *m;
	size_t i;

	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list();
	for (i = 0; argc == 3 && i < ARRAY_SIZE(scenarios); i++) {
		if (!strcmp(argv[1], scenarios[i].name))
			s = &scenarios[i];
	}
	if (!s) {
		fprintf(stderr, "usage: submit --list | PROGRAM COUNT\n");
		return 2;
	}
	volume = memory_volume_create();
	config.device = s->build == build_dasd ? dasd_create(volume, NULL, NULL) : echo_create();
	m = machine_create(&config);
	measure(m, s, strtoull(argv[2], NULL, 0));
	machine_destroy(m);
	memory_volume_destroy(volume);
	return 0;
}
