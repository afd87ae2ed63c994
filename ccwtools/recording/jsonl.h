/* SPDX-License-Identifier: GPL-2.0-only */
/* Pieces of a JSON object, as they are printed. */
#ifndef RECORDING_JSONL_H
#define RECORDING_JSONL_H

#include <stdio.h>

#include "core/platform.h"

void jsonl_string(FILE *out, const char *s);
/** jsonl_text() - a member, with a comma before it; NULL is null */
void jsonl_text(FILE *out, const char *key, const char *value);
/** jsonl_hex() - likewise bytes, as hexadecimal digits */
void jsonl_hex(FILE *out, const char *key, const u8 *data, u32 len);

#endif
