/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text from outside in JSON. A file name or a line of a console may hold any bytes; JSON is
 * UTF-8. Each byte that is no part of a UTF-8 character becomes U+FFFD, the replacement
 * character; so text that is UTF-8 stays as it is.
 */
#ifndef RECORDING_UTF8_H
#define RECORDING_UTF8_H

#include <jansson.h>

#include "core/platform.h"

#define UTF8_REPLACEMENT	"\xef\xbf\xbd"

/**
 * utf8_length() - the character at the beginning of a text
 * @text: the text, which ends with a zero byte
 *
 * Return: its bytes, 1 to 4; 0 if no UTF-8 character begins there, or at the end of the text.
 */
size_t utf8_length(const char *text);

/** utf8_clean() - a copy that is UTF-8, to be freed */
char *utf8_clean(const char *text);

/** json_text() - a JSON string of any text; json_string() has none for what is not UTF-8 */
json_t *json_text(const char *text);

#endif
