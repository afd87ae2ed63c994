/* SPDX-License-Identifier: GPL-2.0-only */
/* Command-line options. */
#ifndef REPLAY_OPTIONS_H
#define REPLAY_OPTIONS_H

#include "core/platform.h"

/* Exit codes */
#define EXIT_AGREES		0
#define EXIT_DIFFERS		1
#define EXIT_UNREADABLE		2	/* also: wrong usage */
#define EXIT_NOT_REPLAYED	3
#define EXIT_CUT		4	/* the recording is cut off; what is whole agreed */

/**
 * struct options - the command line
 * @image: disk image, or NULL for the manifest's
 * @exceptions: file of exceptions, or NULL for the one beside the recording
 * @plan: file with a plan of faults, or NULL
 * @pcapng: file for a capture, or NULL
 * @html: file for a page, or NULL
 * @vfio: through /dev/vfio, not within this program
 * @as_user: compare only what a user of the device sees
 * @interface: how to use VFIO, or NULL for what there is
 * @device: mdev to use, or NULL for one that is made
 * @own: the user has said that the device is theirs
 * @allow_writes: also commands that write
 * @patience_ms: how long to wait for an interrupt through /dev/vfio
 * @stop: at the first difference
 * @bundle: folder for all that it takes to see a failure again, or NULL
 * @minimise: make the recording in it as small as it can be
 * @step: wait for the user after each program
 * @sweep: every fault at every point, one run each
 * @jobs: runs at a time
 * @sweep_limit: no more runs than this; 0: all
 * @seed: of the random choice of runs
 * @recordings: files to replay
 * @n_recordings: how many
 */
struct options {
	bool verbose;
	bool json;
	bool colour;
	bool list;
	bool hash;
	bool readonly;
	bool write_back;
	bool sweep;
	u32 jobs;
	u32 sweep_limit;
	u32 seed;
	const char *image;
	const char *exceptions;
	const char *plan;
	const char *pcapng;
	const char *html;
	bool vfio;
	bool as_user;
	const char *interface;
	const char *device;
	bool own;
	bool allow_writes;
	int patience_ms;
	bool stop;
	bool step;
	const char *bundle;
	bool minimise;
	char **recordings;
	int n_recordings;
};

/**
 * options_read() - understand the command line
 * @o: gets it
 * @argc: as main() has it
 * @argv: as main() has it
 *
 * Return: -1 to continue, or an exit code: --help, --version, or an error.
 */
int options_read(struct options *o, int argc, char **argv);

#endif
