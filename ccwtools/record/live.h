/* SPDX-License-Identifier: GPL-2.0-only */
/* Records devices of this machine while they are used. */
#ifndef RECORD_LIVE_H
#define RECORD_LIVE_H

#include "ccwtools/recording/problem.h"

/**
 * struct live_options - what to record
 * @debugfs: folder of vfio_ccw in debugfs
 * @output: file, or "-"
 * @devices: 0.0.0120, ...
 * @n_devices: how many
 * @payload: data, too
 * @no_parameters: not even those of control commands
 * @limit: bytes of a CCW's data, or 0: the usual
 * @kib: of the kernel's buffer, or 0: the usual
 * @seconds: end after so many; 0: when interrupted
 * @quiet: no progress
 */
struct live_options {
	const char *debugfs;
	const char *output;
	char **devices;
	int n_devices;
	bool payload;
	bool no_parameters;
	u32 limit;
	u32 kib;
	u32 seconds;
	bool quiet;
};

/** live_record() - Return: exit code of ccwrecord */
int live_record(const struct live_options *options);

/** live_convert() - the same from files to which the streams were saved */
int live_convert(const char *output, char **files, int n);

#endif
