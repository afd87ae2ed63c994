/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a file holds that an output would replace. A mistaken command line, as
 * "--html a.jsonl.xz b.jsonl.xz", must not cost a recording, so a file is replaced only by
 * what it already is.
 */
#ifndef RECORDING_OUTPUT_KIND_H
#define RECORDING_OUTPUT_KIND_H

#include "ccwtools/recording/problem.h"

/** enum output_kind - what is written; OUTPUT_ANYTHING: the caller knows what it replaces */
enum output_kind {
	OUTPUT_ANYTHING,
	OUTPUT_RECORDING,
	OUTPUT_PAGE,
	OUTPUT_CAPTURE,
};

/**
 * output_kind_check() - may an output replace a file?
 * @name: the file, which is there
 * @path: the name that was given, for the message
 * @kind: what is to be written
 * @problem: says why not
 *
 * An empty file may be replaced by anything.
 */
bool output_kind_check(const char *name, const char *path, enum output_kind kind,
		       struct problem *problem);

#endif
