/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes as pairs of hexadecimal digits in lower case, as recordings have them. */
#ifndef RECORDING_HEX_H
#define RECORDING_HEX_H

#include "core/platform.h"

/* Decodes two digits.  Return: false if they are none. */
bool hex_byte(const char *text, u8 *byte);

/* Decodes exactly @len bytes.  Return: false if @text is anything else. */
bool hex_decode(const char *text, void *out, size_t len);

/* Up to 16 digits as a number; @otherwise if @text is NULL or anything else. */
u64 hex_number(const char *text, u64 otherwise);

/* Encodes @len bytes, and ends @text with a zero byte. */
void hex_encode(char *text, const void *data, size_t len);

#endif
