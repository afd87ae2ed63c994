/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording that is replayed, and what its parts share: ccwreplay.c reads it, replayable.c
 * checks it, replay_machine.c makes device and machine, replay.c replays it, replay_sweep.c
 * with all faults, and failure.c keeps what differs.
 * A function that returns false has stated the problem.
 */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

#include "ccwtools/recording/identity.h"
#include "ccwtools/recording/manifest.h"
#include "ccwtools/replay/options.h"
#include "ccwtools/replay/report.h"
#include "ccwtools/replay/signature.h"
#include "ccwtools/replay/sweep.h"
#include "ccwtools/replay/volume.h"

/**
 * struct mounted - a tape that the operator mounted
 * @next: another one
 * @tape: what the manifest says of it
 * @volume: its image
 */
struct mounted {
	struct mounted *next;
	const struct manifest_tape *tape;
	struct volume volume;
};

/* Tapes that one replay mounts: more than any drive's stacker holds. */
#define SURVEY_TAPES	64u

/**
 * struct surveyed_tape - a tape that the operator mounts
 * @name: its name
 * @line: line of the first mount in the file
 * @program: index of the program after that
 */
struct surveyed_tape {
	const char *name;
	u64 line;
	u32 program;
};

/**
 * struct survey - what must be known of all programs before the first is replayed
 * @has_program: there is the program of --program; @has_until: and that of --until
 * @stops: there is a program that has to be stopped at a given point
 * @stopped: there is a program that cannot be replayed
 * @stop_program: the index of the first
 * @stop: and why
 * @mount_line: line of the first mount of a tape, or 0; @mount_program: as above
 * @silent_line: line of the first mount that the drive did not report, or 0; @silent_program
 * @beyond_line: line of the first program that uses storage beyond 4 GiB, or 0
 * @tapes: those that are mounted, by their first mounts
 * @n_tapes: how many
 */
struct survey {
	bool has_program;
	bool has_until;
	bool stops;
	bool stopped;
	u32 stop_program;
	struct problem stop;
	u64 mount_line;
	u32 mount_program;
	u64 silent_line;
	u32 silent_program;
	u64 beyond_line;
	struct surveyed_tape tapes[SURVEY_TAPES];
	u32 n_tapes;
};

/**
 * struct replay - one recording on its way
 * @recording: what there is to say of all of it; its programs only for a sweep, and to minimise
 * @survey: what was found when it was read for the first time
 * @folder: where the recording is
 * @name: its name without folder and suffix
 * @device: type of the device, or NULL
 * @identity: what it said it is, if @identified
 * @readonly: its volume is write inhibited
 * @mounted: tapes mounted so far
 * @stopped: not all programs were replayed: stopped on request
 * @first: the first difference
 * @differs: there is one
 * @signature: recognizes it in another run
 * @broken: a trial could not be made
 * @arena: memory of names
 */
struct replay {
	struct options *options;
	struct report_style style;
	struct recording recording;
	struct survey survey;
	struct mem_arena *arena;
	struct manifest manifest;
	struct exceptions exceptions;
	struct volume volume;
	struct sim_plan plan;
	struct runner *runner;
	const char *folder;
	const char *name;
	const char *device;
	struct identity identity;
	bool identified;
	const char *image;
	bool readonly;
	struct mounted *mounted;
	u64 memory;
	bool stopped;
	struct explanation first;
	bool differs;
	struct signature signature;
	bool broken;
	struct sweep sweep;
	struct report_totals totals;
	struct problem problem;
};

/* Prints the problem.  Return: the exit code for it. */
int replay_complain(const struct replay *r);

enum device_family replay_family(const struct replay *r);

/* ---- Can it be replayed? ---- */

/* Reads the recording for the first time. */
bool replay_survey(struct replay *r);
bool replay_is_replayable(struct replay *r);
/* Does it have the programs that the command line names? */
bool replay_has_programs(struct replay *r);
/* Can a guest have the storage that its programs use? */
bool replay_fits_into_memory(struct replay *r);

/* ---- Device, media and machine ---- */

/* What the manifest says of a tape, or NULL. */
const struct manifest_tape *replay_find_tape(const struct replay *r, const char *name);
/* A tape that is open, or NULL. */
struct mounted *replay_find_mounted(const struct replay *r, const char *name);
/* Opens the image of the device, and all tapes that the operator mounts. */
bool replay_open_media(struct replay *r);
void replay_close_tapes(struct replay *r);
bool replay_read_faults(struct replay *r);
bool replay_make_machine(struct replay *r);
/* Is it a sweep that makes its own plans? */
bool replay_sweeps_all(const struct replay *r);

/* ---- The replay; each returns an exit code ---- */

int replay_recording(struct replay *r);
/* Lists what was recorded.  Return: @code. */
int replay_list(struct replay *r, int code);
int replay_sweep(struct replay *r);
/* Bundles what it takes to see the difference again. */
int replay_report_failure(struct replay *r);

/* ---- Its parts ---- */

/* Reads all programs into memory. */
bool replay_load(struct replay *r);
struct report_subject replay_subject(const struct replay *r, const char *image);
/* Keeps the first difference. */
void replay_note_difference(struct replay *r, const struct rec_program *program,
			    const struct run *run, const struct verdict *verdict);
/* Repeats the events between two programs; @quiet: without reporting them. */
void replay_do_events(struct replay *r, const struct rec_event *event, bool quiet);

#endif
