/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program of known result: whatever has happened to a device before, this one
 * runs and moves the right bytes.
 */
#ifndef REPLAY_PROBE_H
#define REPLAY_PROBE_H

#include "hw-sim/dev/image.h"
#include "simtests/port/machine.h"
#include "ccwtools/recording/names.h"

#define PROBE_MEMORY	0x8000u		/* bytes of guest memory that it takes */

/**
 * struct probe - where it lies, and what it is compared with
 * @family: of the device
 * @at: guest address, at a page boundary, below 2 GiB with all of PROBE_MEMORY
 * @medium: what is in the device
 * @id: what the device says it is
 * @id_len: how many bytes; 0: not known yet
 */
struct probe {
	enum device_family family;
	u32 at;
	struct sim_image *medium;
	u8 id[32];
	u32 id_len;
};

/**
 * probe_run() - run it
 * @probe: the probe; the first run learns what the device is
 * @m: the machine, its subchannel free and operational
 * @why: says what went wrong
 */
bool probe_run(struct probe *probe, struct machine *m, struct text *why);

/**
 * probe_judge() - is the answer right?
 * @probe: the probe
 * @irb: status
 * @why: says why not
 *
 * Return: normal end of all commands, after which only bytes remain to be compared.
 */
bool probe_judge(const struct probe *probe, const struct css_irb *irb, struct text *why);

#endif
