// SPDX-License-Identifier: GPL-2.0-only
#include "simtests/record/program.h"
#include "simtests/record/sink.h"

/* What a program can have at most, whatever a stream says. */
#define MAX_CCWS	(1u << 20)
#define MAX_BYTES	(1u << 20)

void program_begin(struct taken_program *p, const struct css_orb *orb)
{
	program_end(p);
	p->pool = pool_create();
	p->orb = *orb;
}

void program_end(struct taken_program *p)
{
	pool_destroy(p->pool);
	memset(p, 0, sizeof(*p));
}

bool program_add(struct taken_program *p, const u8 *body, u32 len)
{
	for (; len >= sizeof(struct record_ccw); len -= sizeof(struct record_ccw)) {
		if (p->n == MAX_CCWS)
			return false;
		p->ccws = pool_grow(p->pool, p->ccws, p->n, sizeof(*p->ccws));
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
		t->data = pool_zalloc(p->pool, total + 1);
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

static u32 number(const u8 *at, u32 bytes)
{
	u32 v = 0;

	while (bytes--)
		v = v << 8 | *at++;
	return v;
}

struct ccw_fields program_fields(const struct taken_program *p, const struct taken_ccw *ccw)
{
	const u8 *raw = ccw->ccw.raw;
	bool one = is_format1(p);

	return (struct ccw_fields){
		.tic = (raw[0] & 0x0f) == CSS_CMD_TIC,
		.cmd = raw[0],
		.flags = one ? raw[1] : raw[4],
		.count = (u16)number(raw + (one ? 2 : 6), 2),
		.cda = one ? number(raw + 4, 4) : number(raw + 1, 3),
	};
}

static u32 word_size(const struct taken_program *p)
{
	return be32_to_cpu(p->orb.ctrl) & CSS_ORB_H ? 8 : 4;
}

static u32 idaw_block(const struct taken_program *p)
{
	u32 ctrl = be32_to_cpu(p->orb.ctrl);

	return ctrl & CSS_ORB_H && !(ctrl & CSS_ORB_T) ? CSS_IDAW2_BLOCK : CSS_IDAW1_BLOCK;
}

static void add_idaws(const struct taken_program *p, const struct taken_ccw *ccw,
		      const struct ccw_fields *f, json_t *obj)
{
	u32 size = word_size(p), block = idaw_block(p), covered = 0;
	json_t *list = json_array();

	for (u32 i = 0; i < ccw->idaws.len / size; i++) {
		const u8 *word = ccw->idaws.data + i * size;

		json_array_append_new(list, json_pack("[o, o]",
						      sink_number(f->cda + i * size, 8),
						      sink_hex(word, size)));
		covered += block - (number(word + size - 4, 4) & (block - 1));
	}
	json_object_set_new(obj, "idaws", list);
	if (covered < f->count)
		json_object_set_new(obj, "short", json_true());
}

/* All of it, or null and what there is. */
static void add_bytes(json_t *obj, const char *key, const char *head, const struct taken *t,
		      u32 count)
{
	if (t->len == count) {
		json_object_set_new(obj, key, sink_hex(t->data, count));
		return;
	}
	json_object_set_new(obj, key, json_null());
	if (t->len)
		json_object_set_new(obj, head, sink_hex(t->data, t->len));
}

json_t *program_ccw_json(const struct taken_program *p, const struct taken_ccw *ccw)
{
	const struct ccw_fields f = program_fields(p, ccw);
	json_t *obj = json_object();

	json_object_set_new(obj, "addr", sink_number(be32_to_cpu(ccw->ccw.addr), 8));
	json_object_set_new(obj, "ccw", sink_hex(ccw->ccw.raw, CSS_CCW_SIZE));
	if (f.tic) {
		json_object_set_new(obj, "tic", sink_number(f.cda, 8));
		return obj;
	}
	json_object_set_new(obj, "cmd", sink_number(f.cmd, 2));
	json_object_set_new(obj, "flags", sink_number(f.flags, 2));
	json_object_set_new(obj, "count", json_integer(f.count));
	json_object_set_new(obj, "cda", sink_number(f.cda, 8));
	if (f.flags & CSS_CCW_IDA)
		add_idaws(p, ccw, &f, obj);
	if (ccw->ccw.moves & RECORD_MOVES_OUT)
		add_bytes(obj, "out", "out_head", &ccw->out, f.count);
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
		json_object_set_new(obj, "addr", sink_number(be32_to_cpu(ccw->ccw.addr), 8));
		add_bytes(obj, "in", "in_head", &ccw->in, program_fields(p, ccw).count);
		json_array_append_new(list, obj);
	}
	return list;
}

/* ---- Which CCWs were executed ---- */

static const struct taken_ccw *find(const struct taken_program *p, u32 addr)
{
	for (u32 i = 0; i < p->n; i++)
		if (be32_to_cpu(p->ccws[i].ccw.addr) == addr)
			return &p->ccws[i];
	return NULL;
}

/*
 * The status tells about the last CCW alone.  Those before it ended well, or they
 * would not have led to it; where all data must move, they did.
 */
static void add_outcome(const struct taken_program *p, const struct taken_ccw *ccw,
			const struct css_irb *irb, bool last, json_t *step)
{
	const struct ccw_fields f = program_fields(p, ccw);
	bool in = ccw->ccw.moves & RECORD_MOVES_IN;
	bool all = !last && ccw->ccw.moves && !(f.flags & (CSS_CCW_SLI | CSS_CCW_SKIP)) &&
		   is_format1(p) && !(be32_to_cpu(p->orb.ctrl) & CSS_ORB_L);
	u32 res = last ? be16_to_cpu(irb->scsw.count) : 0;
	u32 moved = f.count - min_t(u32, res, f.count);
	u32 sense = (be32_to_cpu(irb->esw.erw) & CSS_ERW_SCNT) >> CSS_ERW_SCNT_SHIFT;
	struct taken data = ccw->in;

	json_object_set_new(step, "xcmd", sink_number(f.cmd, 2));
	json_object_set_new(step, "imm", json_null());
	json_object_set_new(step, "xcount", json_integer(f.count));
	json_object_set_new(step, "res", all || last ? json_integer(res) : json_null());
	if (in) {
		data.len = min(data.len, moved);
		add_bytes(step, "in", "in_head", &data, moved);
	}
	json_object_set_new(step, "us", sink_number(last ? irb->scsw.dstat :
						    CSS_DSTAT_CE | CSS_DSTAT_DE, 2));
	json_object_set_new(step, "cs", sink_number(last ? irb->scsw.cstat : 0, 2));
	if (last && be32_to_cpu(irb->esw.erw) & CSS_ERW_CONS)
		json_object_set_new(step, "sense",
				    sink_hex(irb->ecw, min(sense, CSS_SENSE_SIZE)));
}

/* A search may lead over a CCW; data chaining, skipping and suspending hide too much. */
static bool is_opaque(const struct taken_ccw *ccw, const struct ccw_fields *f)
{
	return f->flags & (CSS_CCW_CD | CSS_CCW_SKIP | CSS_CCW_PCI | CSS_CCW_S) ||
	       ccw->ccw.flags & (RECORD_SKIPPED_TO | RECORD_DATA_CHAINED | RECORD_ABSENT) ||
	       ((f->cmd & 0x03) == CSS_CMD_WRITE && f->cmd & 0x60);
}

/* Does the status say where the program ended, and nothing that hides how? */
static bool is_clear(const struct css_irb *irb)
{
	u16 ctrl = be16_to_cpu(irb->scsw.ctrl);

	return (ctrl & CSS_FCTL) == CSS_FCTL_START && ctrl & CSS_STCTL_PRIMARY &&
	       !(be16_to_cpu(irb->scsw.flags) & CSS_SCSW_CC) &&
	       !(irb->scsw.cstat & ~CSS_CSTAT_IL) && !(irb->scsw.dstat & CSS_DSTAT_SM);
}

/* From the first CCW to the one that the status tells of, without a fork or a loop. */
static bool walk(const struct taken_program *p, const struct css_irb *irb, json_t *list)
{
	u32 addr = be32_to_cpu(p->orb.cpa), end = be32_to_cpu(irb->scsw.cpa);

	for (u32 n = 0; n < p->n; n++) {
		const struct taken_ccw *ccw = find(p, addr);
		struct ccw_fields f;
		bool last;
		json_t *step;

		if (!ccw)
			return false;
		f = program_fields(p, ccw);
		last = addr + CSS_CCW_SIZE == end;
		step = program_ccw_json(p, ccw);
		json_array_append_new(list, step);
		if (f.tic) {
			addr = f.cda;
			continue;
		}
		if (is_opaque(ccw, &f))
			return false;
		add_outcome(p, ccw, irb, last, step);
		if (last)
			return true;
		if (!(f.flags & CSS_CCW_CC))
			return false;
		addr += CSS_CCW_SIZE;
	}
	return false;
}

json_t *program_steps(const struct taken_program *p, const struct css_irb *irb)
{
	json_t *list = json_array();

	if (is_clear(irb) && walk(p, irb, list))
		return list;
	json_decref(list);
	return json_null();
}
