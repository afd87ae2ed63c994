// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cost of recording: a page read from a disk, as simtests/bench/submit.c has it,
 * with a host that has no hooks, that has them and records nothing, and that records.
 *
 *	recording --list		names of the hosts
 *	recording HOST COUNT		COUNT requests, in the steady state
 *
 * The instructions are counted from outside: the difference between two counts.
 */
#include <stdio.h>
#include <stdlib.h>

#include "hw-sim/dev/dasd.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/recording_host.h"

#define PROGRAM		0x1000u		/* guest addresses */
#define IDAL		0x4000u
#define PARAMETERS	0x8000u
#define BUFFER		0x100000u
#define ROOM		(1u << 20)

static const char *const hosts[] = { "without", "off", "parameters", "payload" };

/* Define extent, locate record, read data. */
static void build(struct machine *m)
{
	static const u8 extent[16] = {
		0x40, 0xc0, [13] = MEMORY_VOLUME_CYLINDERS - 1, [15] = MEMORY_VOLUME_HEADS - 1,
	};
	static const u8 locate[16] = { 0x06, 0, 0, 1, [12] = 1, [14] = 0x10 };
	const struct css_ccw1 ccws[3] = {
		{ 0x63, CSS_CCW_CC, cpu_to_be16(sizeof(extent)), cpu_to_be32(PARAMETERS) },
		{ 0x47, CSS_CCW_CC, cpu_to_be16(sizeof(locate)), cpu_to_be32(PARAMETERS + 16) },
		{ 0x06, CSS_CCW_IDA, cpu_to_be16(4096), cpu_to_be32(IDAL) },
	};
	const __be64 idaw = cpu_to_be64(BUFFER);

	memcpy(arena_guest(m->arena, PARAMETERS, 16), extent, sizeof(extent));
	memcpy(arena_guest(m->arena, PARAMETERS + 16, 16), locate, sizeof(locate));
	memcpy(arena_guest(m->arena, IDAL, sizeof(idaw)), &idaw, sizeof(idaw));
	memcpy(arena_guest(m->arena, PROGRAM, sizeof(ccws)), ccws, sizeof(ccws));
}

/* Return: bytes of records. */
static u32 submit(struct machine *m, const struct css_orb *orb, bool recorded)
{
	const u8 *bytes;
	struct css_irb irb;
	u32 len = 0;

	if (recording_host_start_program(m, orb) < 0) {
		fprintf(stderr, "recording: the start was refused\n");
		exit(1);
	}
	machine_run(m, 100000);
	machine_read_irb(m, &irb);
	if (irb.scsw.dstat != (CSS_DSTAT_CE | CSS_DSTAT_DE) || irb.scsw.cstat) {
		fprintf(stderr, "recording: ended with unit status %02x, channel status %02x\n",
			irb.scsw.dstat, irb.scsw.cstat);
		exit(1);
	}
	if (recorded) {
		len = recording_host_stream(&bytes);
		recording_host_empty();
	}
	return len;
}

static void measure(struct machine *m, const char *host, u64 count)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_H | CSS_ORB_LPM),
		.cpa = cpu_to_be32(PROGRAM),
	};
	bool recorded = host[0] == 'p';
	u32 len = 0;

	build(m);
	if (recorded)
		recording_host_start(m, ROOM)->payload = !strcmp(host, "payload");
	for (u64 i = 0; i < count + 3; i++)
		len = submit(m, &orb, recorded);
	printf("bytes=%u\n", len);
	if (recorded)
		recording_host_stop();
}

int main(int argc, char **argv)
{
	struct machine_config config = { .memory = 4 << 20, .lenient = true };
	struct sim_image *volume;
	const char *host = NULL;
	struct machine *m;

	for (size_t i = 0; i < ARRAY_SIZE(hosts); i++) {
		if (argc == 2 && !strcmp(argv[1], "--list"))
			puts(hosts[i]);
		else if (argc == 3 && !strcmp(argv[1], hosts[i]))
			host = hosts[i];
	}
	if (!host && argc == 2 && !strcmp(argv[1], "--list"))
		return 0;
	if (!host) {
		fprintf(stderr, "usage: recording --list | HOST COUNT\n");
		return 2;
	}
	volume = memory_volume_create();
	config.device = dasd_create(volume, NULL, NULL);
	config.host = strcmp(host, "without") ? &recording_host_ops : NULL;
	m = machine_create(&config);
	measure(m, host, strtoull(argv[2], NULL, 0));
	machine_destroy(m);
	memory_volume_destroy(volume);
	return 0;
}
