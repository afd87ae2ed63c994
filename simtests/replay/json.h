/* SPDX-License-Identifier: GPL-2.0-only */
/* Pieces of a JSON object, as they are printed. */
#ifndef REPLAY_JSON_H
#define REPLAY_JSON_H

#include <stdio.h>

#include "core/platform.h"

void json_string(FILE *out, const char *s);
/** json_text() - a member, with a comma before it; NULL is null */
void json_text(FILE *out, const char *key, const char *value);
/** json_hex() - likewise bytes, as hexadecimal digits */
void json_hex(FILE *out, const char *key, const u8 *data, u32 len);

#endif
