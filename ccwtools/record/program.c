// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "core/limits.h"
#include "ccwtools/record/program.h"
#include "ccwtools/recording/writer.h"

/* What a CCW's data can be at most, whatever a stream says. */
#define MAX_BYTES	(1u << 20)

void program_begin(struct taken_program *p, const struct css_orb *orb)
{
	program_end(p);
	p->arena = mem_arena_create();
	p->orb = *orb;
}

void program_end(struct taken_program *p)
{
	mem_arena_destroy(p->arena);
	memset(p, 0, sizeof(*p));
}

/* They come in the order of their addresses. */
static bool fits(const struct taken_program *p, const u8 *body)
{
	struct record_ccw ccw;

	memcpy(&ccw, body, sizeof(ccw));
	return p->n < CP_MAX_CCWS &&
	       (!p->n || be32_to_cpu(p->ccws[p->n - 1].ccw.addr) < be32_to_cpu(ccw.addr));
}

bool program_add(struct taken_program *p, const u8 *body, u32 len)
{
	for (; len >= sizeof(struct record_ccw); len -= sizeof(struct record_ccw)) {
		if (!fits(p, body))
			return false;
		p->ccws = mem_grow(p->arena, p->ccws, p->n, sizeof(*p->ccws));
		memset(&p->ccws[p->n], 0, sizeof(*p->ccws));
		memcpy(&p->ccws[p->n++].ccw, body, sizeof(struct record_ccw));
		body += sizeof(struct record_ccw);
	}
	return !len;
}

/* Pieces come in order. */
static bool take(struct taken_program *p, struct taken *t, const struct record_part *part,
		 const u8 *bytes)
{
	u32 offset = be32_to_cpu(part->offset), n = be32_to_cpu(part->bytes);
	u32 total = be32_to_cpu(part->total);

	if (total > MAX_BYTES || offset != t->len || n > total - offset ||
	    (t->data && total != t->total))
		return false;
	if (!t->data)
		t->data = mem_zalloc(p->arena, total + 1);
	t->total = total;
	memcpy(t->data + offset, bytes, n);
	t->len = offset + n;
	return true;
}

bool program_take(struct taken_program *p, enum record_kind kind, const u8 *body, u32 len)
{
	struct taken_ccw *ccw;
	struct record_part part;

	if (len < sizeof(part))
		return false;
	memcpy(&part, body, sizeof(part));
	if (be32_to_cpu(part.ccw) >= p->n || be32_to_cpu(part.bytes) != len - sizeof(part))
		return false;
	ccw = &p->ccws[be32_to_cpu(part.ccw)];
	body += sizeof(part);
	if (kind == RECORD_IDAWS)
		return take(p, &ccw->idaws, &part, body);
	return take(p, kind == RECORD_OUT ? &ccw->out : &ccw->in, &part, body);
}

static bool is_format1(const struct taken_program *p)
{
	return be32_to_cpu(p->orb.ctrl) & CSS_ORB_F;
}

static bool is_backward(const struct taken_ccw *ccw)
{
	return ccw->ccw.moves & RECORD_MOVES_BACKWARD;
}

struct rec_ccw program_fields(const struct taken_program *p, const struct taken_ccw *ccw)
{
	struct rec_ccw fields = {
		.addr = be32_to_cpu(ccw->ccw.addr),
		.chained = ccw->ccw.flags & RECORD_DATA_CHAINED,
		.backward = is_backward(ccw),
	};

	memcpy(fields.raw, ccw->ccw.raw, sizeof(fields.raw));
	rec_ccw_decode(&fields, is_format1(p));
	return fields;
}

static int compare_addr(const void *key, const void *element)
{
	const struct taken_ccw *ccw = element;
	u32 addr = *(const u32 *)key, other = be32_to_cpu(ccw->ccw.addr);

	return addr < other ? -1 : addr > other;
}

const struct taken_ccw *program_find(const struct taken_program *p, u32 addr)
{
	return p->n ? bsearch(&addr, p->ccws, p->n, sizeof(*p->ccws), compare_addr) : NULL;
}

/* ---- Data areas ---- */

static u32 word_size(const struct taken_program *p)
{
	return be32_to_cpu(p->orb.ctrl) & CSS_ORB_H ? 8 : 4;
}

static u32 idaw_block(const struct taken_program *p)
{
	u32 ctrl = be32_to_cpu(p->orb.ctrl);

	return ctrl & CSS_ORB_H && !(ctrl & CSS_ORB_T) ? CSS_IDAW2_BLOCK : CSS_IDAW1_BLOCK;
}

static struct data_area area_at(u64 addr, u32 len, bool backward)
{
	return (struct data_area){ backward ? addr + 1 - len : addr, len };
}

u32 program_n_areas(const struct taken_program *p, const struct taken_ccw *ccw)
{
	return program_fields(p, ccw).flags & CSS_CCW_IDA ? ccw->idaws.len / word_size(p) : 1;
}

struct data_area program_area(const struct taken_program *p, const struct taken_ccw *ccw, u32 n,
			      u32 left)
{
	const struct rec_ccw f = program_fields(p, ccw);
	u32 size = word_size(p), block = idaw_block(p);
	bool backward = is_backward(ccw);
	u64 addr = f.cda, room = backward ? addr + 1 : left;

	if (f.flags & CSS_CCW_IDA) {
		addr = rec_big_endian(ccw->idaws.data + n * size, size);
		room = addr & (block - 1);
		room = backward ? room + 1 : block - room;
	}
	return area_at(addr, (u32)min_t(u64, room, left), backward);
}

static void add_idaws(const struct taken_program *p, const struct taken_ccw *ccw,
		      const struct rec_ccw *f, json_t *obj)
{
	u32 size = word_size(p), covered = 0;
	json_t *list = json_array();

	for (u32 i = 0; i < program_n_areas(p, ccw); i++) {
		const u8 *word = ccw->idaws.data + i * size;

		json_array_append_new(list, json_pack("[o, o]",
						      json_hex_number(f->cda + i * size, 8),
						      json_hex(word, size)));
		covered += program_area(p, ccw, i, f->count - covered).len;
	}
	json_object_set_new(obj, "idaws", list);
	if (covered < f->count)
		json_object_set_new(obj, "short", json_true());
}

void program_add_bytes(json_t *obj, const char *key, const struct taken *t, u32 count)
{
	const bool whole = t->len == count;
	const u8 *none = whole ? (const u8 *)"" : NULL;
	const struct bytes bytes = {
		.data = t->len ? t->data : none, .len = t->len, .cut = !whole,
	};

	json_add_bytes(obj, key, &bytes);
}

json_t *program_ccw_json(const struct taken_program *p, const struct taken_ccw *ccw)
{
	const struct rec_ccw f = program_fields(p, ccw);
	json_t *obj = json_ccw(&f);

	if (f.tic)
		return obj;
	if (f.flags & CSS_CCW_IDA)
		add_idaws(p, ccw, &f, obj);
	if (ccw->ccw.moves & RECORD_MOVES_OUT)
		program_add_bytes(obj, "out", &ccw->out, f.count);
	return obj;
}

json_t *program_json(const struct taken_program *p)
{
	json_t *list = json_array();

	for (u32 i = 0; i < p->n; i++)
		if (!(p->ccws[i].ccw.flags & RECORD_ABSENT))
			json_array_append_new(list, program_ccw_json(p, &p->ccws[i]));
	return list;
}

json_t *program_stored(const struct taken_program *p)
{
	json_t *list = json_array();

	for (u32 i = 0; i < p->n; i++) {
		const struct taken_ccw *ccw = &p->ccws[i];
		json_t *obj;

		if (!(ccw->ccw.moves & RECORD_MOVES_IN))
			continue;
		obj = json_object();
		json_object_set_new(obj, "addr", json_hex_number(be32_to_cpu(ccw->ccw.addr), 8));
		program_add_bytes(obj, "in", &ccw->in, program_fields(p, ccw).count);
		json_array_append_new(list, obj);
	}
	return list;
}
