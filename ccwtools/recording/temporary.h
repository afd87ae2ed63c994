/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files and folders that are not whole yet. They are removed if the program ends before: by
 * exit(), by INT, TERM or HUP; not by KILL.
 */
#ifndef RECORDING_TEMPORARY_H
#define RECORDING_TEMPORARY_H

#include <limits.h>

#include "core/platform.h"

struct temporary;

/**
 * temporary_name() - a temporary name for a file or folder
 * @path: the name that it shall have at last
 * @name: gets that name with ".new-" and six random characters behind it
 *
 * Return: false, and an errno, if there is none.
 */
bool temporary_name(const char *path, char name[PATH_MAX]);

/**
 * temporary_add() - something that was made just now
 * @name: its name
 * @folder: it is a folder, to be added before what is in it
 *
 * Signals that would end the program remove it first. A program that handles them itself calls
 * temporary_remove_all(), or exit().
 */
struct temporary *temporary_add(const char *name, bool folder);

/** temporary_keep() - do not remove it: it is whole, or has been removed; NULL is ignored */
void temporary_keep(struct temporary *temporary);

/** temporary_remove() - remove it now; NULL is ignored */
void temporary_remove(struct temporary *temporary);

/** temporary_remove_all() - remove all of them; a handler of signals may call this */
void temporary_remove_all(void);

#endif
