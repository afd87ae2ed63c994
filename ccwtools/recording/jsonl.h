/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints parts of a JSON object, for output of a line as it becomes known. */
#ifndef RECORDING_JSONL_H
#define RECORDING_JSONL_H

#include <stdio.h>

#include "core/platform.h"

/* Any bytes; those that are not UTF-8 are replaced, see utf8.h. */
void jsonl_string(FILE *out, const char *s);
/* A member, with a comma before it; NULL is null. */
void jsonl_text(FILE *out, const char *key, const char *value);
/* The same for bytes, in hexadecimal. */
void jsonl_hex(FILE *out, const char *key, const u8 *data, u32 len);

#endif
