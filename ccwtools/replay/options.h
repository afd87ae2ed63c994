/* SPDX-License-Identifier: GPL-2.0-only */
/* Command-line options. */
#ifndef REPLAY_OPTIONS_H
#define REPLAY_OPTIONS_H

#include "core/platform.h"
#include "ccwtools/replay/selection.h"

/* Exit codes */
#define EXIT_AGREES		0
#define EXIT_DIFFERS		1
#define EXIT_UNREADABLE		2	/* also: wrong usage */
#define EXIT_NOT_REPLAYED	3
#define EXIT_CUT		4	/* the recording is cut off; what is whole agreed */

/**
 * struct options - the command line
 * @times: show durations
 * @stat: show percentiles of durations; replay nothing
 * @brief: of what is listed show only the sum and statistics
 * @help: show the usage, and nothing else
 * @version: show the version, and nothing else
 * @when: "auto", "always" or "never": to use colour
 * @colour: so it is used
 * @selection: which programs and events are reported
 * @only: "differences", or NULL
 * @image: disk image, or NULL for the manifest's
 * @exceptions: file of exceptions, or NULL for the one beside the recording
 * @plan: file with a plan of faults, or NULL
 * @pcapng: file for a capture, or NULL
 * @html: file for a page, or NULL
 * @stage: "userspace" or "vfio"
 * @vfio: through /dev/vfio, not within this program
 * @as_user: compare only what a user of the device sees
 * @interface: how to use VFIO, or NULL for what there is
 * @device: mdev to use, or NULL for one that is made
 * @own: the user has said that the device is theirs
 * @allow_writes: also commands that write
 * @patience: how many seconds to wait for an interrupt through /dev/vfio
 * @patience_ms: the same in milliseconds
 * @stop: at the first difference
 * @bundle: folder for all that it takes to see a failure again, or NULL
 * @minimise: make the recording in it as small as it can be
 * @step: wait for the user after each program
 * @until: but not before this one; or 0
 * @sweep: every fault at every point, one run each
 * @jobs: runs at a time
 * @sweep_limit: no more runs than this; 0: all
 * @seed: of the random choice of runs
 * @recordings: files to replay
 * @n_recordings: how many
 */
struct options {
	bool help;
	bool version;
	bool verbose;
	bool json;
	const char *when;
	bool colour;
	bool list;
	bool times;
	bool stat;
	bool brief;
	struct selection selection;
	const char *only;
	bool hash;
	bool readonly;
	bool write_back;
	bool sweep;
	u64 jobs;
	u64 sweep_limit;
	u64 seed;
	const char *image;
	const char *exceptions;
	const char *plan;
	const char *pcapng;
	const char *html;
	const char *stage;
	bool vfio;
	bool as_user;
	const char *interface;
	const char *device;
	bool own;
	bool allow_writes;
	u64 patience;
	int patience_ms;
	bool stop;
	bool step;
	u64 until;
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
