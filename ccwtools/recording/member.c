// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/reader.h"
#include "ccwtools/recording/text.h"

#define MAX_CCWS	(1u << 20)	/* elements of an array */
#define MAX_ERROR	4095		/* of the kernel's errnos */

static json_t *member(struct reader *r, json_t *obj, const char *key)
{
	json_t *v = json_object_get(obj, key);

	if (!v)
		complain(r, "there is no member \"%s\"", key);
	return v;
}

bool member_number(struct reader *r, json_t *obj, const char *key, u64 max, u64 *out)
{
	json_t *v = member(r, obj, key);

	if (!v)
		return false;
	if (!json_is_integer(v) || json_integer_value(v) < 0 ||
	    (u64)json_integer_value(v) > max)
		return complain(r, "\"%s\" is not a number from 0 to %llu", key,
				(unsigned long long)max);
	*out = (u64)json_integer_value(v);
	return true;
}

bool member_flag(struct reader *r, json_t *obj, const char *key, bool *out)
{
	json_t *v = member(r, obj, key);

	if (!v)
		return false;
	if (!json_is_boolean(v))
		return complain(r, "\"%s\" is neither true nor false", key);
	*out = json_is_true(v);
	return true;
}

bool member_error(struct reader *r, json_t *obj, const char *key, s32 *out)
{
	json_t *v = json_object_get(obj, key);
	json_int_t n = json_integer_value(v);

	if (v && (!json_is_integer(v) || n > 0 || n < -MAX_ERROR))
		return complain(r, "\"%s\" is neither 0 nor a negative errno", key);
	*out = (s32)n;
	return true;
}

const char *member_text(struct reader *r, json_t *obj, const char *key)
{
	json_t *v = member(r, obj, key);

	if (v && !json_is_string(v)) {
		complain(r, "\"%s\" is not a string", key);
		return NULL;
	}
	return json_string_value(v);
}

static const char *copy_text(struct mem_arena *arena, const char *text)
{
	char *copy = mem_strdup(arena, text);

	text_defuse(copy);
	return copy;
}

const char *reader_copy_text(struct reader *r, const char *text)
{
	return copy_text(r->arena, text);
}

const char *reader_keep_text(struct reader *r, const char *text)
{
	return copy_text(r->rec->arena, text);
}

bool member_decode(struct reader *r, const char *key, const char *text, void *out, size_t len)
{
	if (!hex_decode(text, out, len))
		return complain(r, "\"%s\" is not %zu bytes in lower-case hexadecimal", key, len);
	return true;
}

bool member_bytes(struct reader *r, json_t *obj, const char *key, void *out, size_t len)
{
	const char *text = member_text(r, obj, key);

	return text && member_decode(r, key, text, out, len);
}

bool member_hex(struct reader *r, json_t *obj, const char *key, size_t len, u64 *out)
{
	u8 raw[8];

	if (!member_bytes(r, obj, key, raw, len))
		return false;
	*out = rec_big_endian(raw, len);
	return true;
}

bool member_is_null(const json_t *obj, const char *key)
{
	return json_is_null(json_object_get(obj, key));
}

bool member_data(struct reader *r, json_t *obj, const char *key, struct bytes *out)
{
	const char *text;
	size_t len;
	u8 *data;
	char head[16];

	memset(out, 0, sizeof(*out));
	if (member_is_null(obj, key)) {
		out->cut = true;
		snprintf(head, sizeof(head), "%s_head", key);
		key = head;
	}
	if (!json_object_get(obj, key))
		return true;
	text = member_text(r, obj, key);
	if (!text)
		return false;
	len = strlen(text) / 2;
	data = mem_zalloc(r->arena, len + 1);
	if (!member_decode(r, key, text, data, len))
		return false;
	out->data = data;
	out->len = (u32)len;
	return true;
}

json_t *member_array(struct reader *r, json_t *obj, const char *key)
{
	json_t *v = member(r, obj, key);

	if (v && !json_is_array(v)) {
		complain(r, "\"%s\" is not an array", key);
		return NULL;
	}
	if (v && json_array_size(v) > MAX_CCWS) {
		complain(r, "\"%s\" has more than %u elements", key, MAX_CCWS);
		return NULL;
	}
	return v;
}
