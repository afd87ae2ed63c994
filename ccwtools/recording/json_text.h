/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Strings of JSON from text of any origin, like the name of a file or a line of a console.  JSON
 * is UTF-8: each byte that does not belong to a character of it becomes U+FFFD.
 */
#ifndef RECORDING_JSON_TEXT_H
#define RECORDING_JSON_TEXT_H

#include <jansson.h>

#include "core/platform.h"

/** json_text_char() - bytes of the character at @s, 1 to 4; 0: this byte belongs to none */
u32 json_text_char(const char *s);

/** json_text() - a string, or null for NULL */
json_t *json_text(const char *s);

#endif
