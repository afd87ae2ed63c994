/* SPDX-License-Identifier: GPL-2.0-only */
/* Edits recordings: filter, join, anonymise; and checks and prints them. */
#ifndef RECORD_EDIT_H
#define RECORD_EDIT_H

#include "ccwtools/recording/problem.h"

/**
 * struct edit_options - what to keep
 * @output: file, or "-"
 * @device: events of this device number alone, or empty
 * @from: from the event with this number on
 * @to: and up to this one
 * @no_payload: bytes that are data of the guest are left out
 * @anonymise: and all data that identify the machine
 */
struct edit_options {
	const char *output;
	char device[5];
	u64 from;
	u64 to;
	bool no_payload;
	bool anonymise;
};

/* All return an exit code of ccwrecord. */
int edit_files(const struct edit_options *options, char **files, int n);
int edit_print(char **files, int n);
int edit_check(char **files, int n);

#endif
