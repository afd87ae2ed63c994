// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/hex.h"

#define MAX_DIGITS	16u	/* of a u64 */

static const char digits[] = "0123456789abcdef";

static bool hex_digit(char c, u8 *value)
{
	const char *at = c ? strchr(digits, c) : NULL;

	if (at)
		*value = (u8)(at - digits);
	return at;
}

bool hex_byte(const char *text, u8 *byte)
{
	u8 high, low;

	if (!hex_digit(text[0], &high) || !hex_digit(text[1], &low))
		return false;
	*byte = (u8)(high << 4 | low);
	return true;
}

bool hex_decode(const char *text, void *out, size_t len)
{
	u8 *bytes = out;
	size_t i;

	if (strlen(text) != 2 * len)
		return false;
	for (i = 0; i < len; i++)
		if (!hex_byte(text + 2 * i, &bytes[i]))
			return false;
	return true;
}

u64 hex_number(const char *text, u64 otherwise)
{
	u64 number = 0;
	size_t i;
	u8 digit;

	if (!text || !*text || strlen(text) > MAX_DIGITS)
		return otherwise;
	for (i = 0; text[i]; i++) {
		if (!hex_digit(text[i], &digit))
			return otherwise;
		number = number << 4 | digit;
	}
	return number;
}

void hex_encode(char *text, const void *data, size_t len)
{
	const u8 *bytes = data;
	size_t i;

	for (i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * len] = 0;
}
