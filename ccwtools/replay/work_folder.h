/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The folder of a replay through /dev/vfio: copies of images, and notes of what else the replay
 * has made or changed.  It is locked as long as the replay lives, so that another one can tell
 * what a replay that was killed has left.
 */
#ifndef REPLAY_WORK_FOLDER_H
#define REPLAY_WORK_FOLDER_H

#include "core/platform.h"
#include "ccwtools/recording/problem.h"

#define WORK_PATH	256u	/* of the folder, or of a file in it; a longer $TMPDIR is refused */

/* Images in a folder: more than any drive's stacker holds. */
#define WORK_IMAGES	32u

#define WORK_NOTES_SIZE	8192u	/* more lines than there are paths */

/* Files */
#define WORK_NOTES		"notes"		/* what was made, a line each */
#define WORK_PLAN_BEFORE	"plan-before"	/* css_sim's plan of faults, to be restored */
#define WORK_PLAN_SET		"plan-set"	/* the plan that the replay has set instead */

/* struct work_folder - @fd: its lock, -1: there is none; @path: absolute */
struct work_folder {
	int fd;
	char path[WORK_PATH];
};

/** work_folder_make() - a new one in $TMPDIR or /tmp, locked */
bool work_folder_make(struct work_folder *folder, struct problem *problem);

/** work_folder_parent() - $TMPDIR or /tmp, absolute, to be freed; NULL: it cannot be used */
char *work_folder_parent(struct problem *problem);

/**
 * work_folder_adopt() - lock a folder that a replay has left
 * @folder: gets it
 * @path: its path
 *
 * Return: false if it is none, is another user's or another machine's (also: of this machine
 * before it was booted), or if its replay lives.
 */
bool work_folder_adopt(struct work_folder *folder, const char *path);

/** work_folder_has_name() - could this last part of a path be a folder's? */
bool work_folder_has_name(const char *name);

/** work_folder_note() - append a line to WORK_NOTES */
bool work_folder_note(const struct work_folder *folder, const char *line);

/** work_folder_put() - write a whole file */
bool work_folder_put(const struct work_folder *folder, const char *file, const char *text);

/** work_folder_get() - read a whole file as a string. Return: is it there, and short enough? */
bool work_folder_get(const struct work_folder *folder, const char *file, char *text, size_t size);

/** work_folder_image() - the path of an image. Return: is it short enough? */
bool work_folder_image(const struct work_folder *folder, u32 image, char *path);

/** work_folder_remove() - with all that a replay puts there, and no other file */
void work_folder_remove(struct work_folder *folder);

#endif
