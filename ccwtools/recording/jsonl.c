// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/json_text.h"
#include "ccwtools/recording/jsonl.h"

void jsonl_string(FILE *out, const char *s)
{
	putc('"', out);
	while (*s) {
		const u32 len = json_text_char(s);

		if (!len)
			fputs("\\ufffd", out);
		else if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if ((u8)*s < 0x20 || *s == 0x7f)
			fprintf(out, "\\u%04x", (unsigned int)(u8)*s);
		else
			fwrite(s, 1, len, out);
		s += len ? len : 1;
	}
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
