// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/jsonl.h"
#include "ccwtools/recording/utf8.h"

/* Return: the bytes of the text that this was. */
static size_t put_character(FILE *out, const char *s)
{
	size_t n = utf8_length(s);

	if (!n)
		fputs(UTF8_REPLACEMENT, out);
	else if (*s == '"' || *s == '\\')
		fprintf(out, "\\%c", *s);
	else if ((u8)*s < 0x20)
		fprintf(out, "\\u%04x", (unsigned int)(u8)*s);
	else
		fwrite(s, 1, n, out);
	return n ? n : 1;
}

void jsonl_string(FILE *out, const char *s)
{
	putc('"', out);
	while (*s)
		s += put_character(out, s);
	putc('"', out);
}

void jsonl_text(FILE *out, const char *key, const char *value)
{
	fprintf(out, ",\"%s\":", key);
	if (value)
		jsonl_string(out, value);
	else
		fputs("null", out);
}

void jsonl_hex(FILE *out, const char *key, const u8 *data, u32 len)
{
	u32 i;

	fprintf(out, ",\"%s\":\"", key);
	for (i = 0; i < len; i++)
		fprintf(out, "%02x", data[i]);
	putc('"', out);
}
