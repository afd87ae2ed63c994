// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <stdio.h>

#include "ccwtools/recording/event.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/input.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/text.h"

#define FILE_LIMIT	((size_t)1 << 30)
#define MAX_CCWS	(1u << 20)
#define MAX_ERROR	4095
#define ORB_SHORT	12u	/* bytes of an ORB that every program has */

/**
 * struct reader - where we are
 * @rec: what is being read
 * @event: the object of this line
 * @line: its number, from 1
 * @problem: the first thing that is wrong
 * @notes: console commands since the last program, oldest first
 * @notes_end: where the next one is linked
 * @mounts: tapes mounted since the last program, oldest first
 * @mount: the last of them, or NULL
 * @acts: halts, resets, paths, ... since the last program, oldest first
 * @owing: the halt or clear function whose status is still to come, or NULL
 * @ended: the last event was the end of the last program
 */
struct reader {
	struct recording *rec;
	json_t *event;
	u64 line;
	struct problem *problem;
	const struct rec_note *notes;
	const struct rec_note **notes_end;
	const struct rec_mount *mounts;
	struct rec_mount *mount;
	struct rec_event *acts;
	struct rec_event *owing;
	bool ended;
};

#define ADVICE	"the format is described in simtests/recordings/README.rst"

#define complain(r, fmt, ...) \
	problem_set((r)->problem, (r)->rec->path, (r)->line, \
		    fmt "; " ADVICE, ##__VA_ARGS__)

/* ---- Members of an object ---- */

static json_t *member(struct reader *r, json_t *obj, const char *key)
{
	json_t *v = json_object_get(obj, key);

	if (!v)
		complain(r, "there is no member \"%s\"", key);
	return v;
}

static bool get_number(struct reader *r, json_t *obj, const char *key, u64 max, u64 *out)
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

static bool get_flag(struct reader *r, json_t *obj, const char *key, bool *out)
{
	json_t *v = member(r, obj, key);

	if (!v)
		return false;
	if (!json_is_boolean(v))
		return complain(r, "\"%s\" is neither true nor false", key);
	*out = json_is_true(v);
	return true;
}

/* 0, or a negative errno; 0 without it. */
static bool get_error(struct reader *r, json_t *obj, const char *key, s32 *out)
{
	json_t *v = json_object_get(obj, key);
	json_int_t n = json_integer_value(v);

	if (v && (!json_is_integer(v) || n > 0 || n < -MAX_ERROR))
		return complain(r, "\"%s\" is neither 0 nor a negative errno", key);
	*out = (s32)n;
	return true;
}

static const char *get_text(struct reader *r, json_t *obj, const char *key)
{
	json_t *v = member(r, obj, key);

	if (v && !json_is_string(v)) {
		complain(r, "\"%s\" is not a string", key);
		return NULL;
	}
	return json_string_value(v);
}

/* Text of the file that will be shown. */
static const char *copy_text(struct reader *r, const char *text)
{
	char *copy = mem_strdup(r->rec->arena, text);

	text_defuse(copy);
	return copy;
}

static bool text_bytes(struct reader *r, const char *key, const char *text, u8 *out, size_t len)
{
	if (!hex_decode(text, out, len))
		return complain(r, "\"%s\" is not %zu bytes in lower-case hexadecimal", key, len);
	return true;
}

static bool get_bytes(struct reader *r, json_t *obj, const char *key, void *out, size_t len)
{
	const char *text = get_text(r, obj, key);

	return text && text_bytes(r, key, text, out, len);
}

static u64 big_endian(const u8 *p, size_t len)
{
	u64 v = 0;

	while (len--)
		v = v << 8 | *p++;
	return v;
}

static bool get_hex(struct reader *r, json_t *obj, const char *key, size_t len, u64 *out)
{
	u8 raw[8];

	if (!get_bytes(r, obj, key, raw, len))
		return false;
	*out = big_endian(raw, len);
	return true;
}

static bool is_unknown(const json_t *obj, const char *key)
{
	return json_is_null(json_object_get(obj, key));
}

/*
 * A member that may be absent, of any length; null if it is not recorded, with its
 * first bytes perhaps in another member.
 */
static bool get_string_of_bytes(struct reader *r, json_t *obj, const char *key, struct bytes *out)
{
	const char *text;
	size_t len;
	u8 *data;
	char head[16];

	memset(out, 0, sizeof(*out));
	if (is_unknown(obj, key)) {
		out->cut = true;
		snprintf(head, sizeof(head), "%s_head", key);
		key = head;
	}
	if (!json_object_get(obj, key))
		return true;
	text = get_text(r, obj, key);
	if (!text)
		return false;
	len = strlen(text) / 2;
	data = mem_zalloc(r->rec->arena, len + 1);
	if (!text_bytes(r, key, text, data, len))
		return false;
	out->data = data;
	out->len = (u32)len;
	return true;
}

static json_t *get_array(struct reader *r, json_t *obj, const char *key)
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

/* ---- CCWs ---- */

/* The members beside the eight bytes are for people; they must agree with the bytes. */
static bool check_fields(struct reader *r, json_t *obj, const struct rec_ccw *ccw)
{
	u64 cmd, flags, count, cda;

	if (ccw->tic) {
		if (!get_hex(r, obj, "tic", 4, &cda))
			return false;
		return cda == ccw->cda || complain(r, "\"tic\" is not the address in \"ccw\"");
	}
	if (!get_hex(r, obj, "cmd", 1, &cmd) || !get_hex(r, obj, "flags", 1, &flags) ||
	    !get_number(r, obj, "count", 0xffff, &count) || !get_hex(r, obj, "cda", 4, &cda))
		return false;
	if (cmd != ccw->cmd || flags != ccw->flags || count != ccw->count || cda != ccw->cda)
		return complain(r, "\"cmd\", \"flags\", \"count\", \"cda\" disagree with \"ccw\"");
	return true;
}

static bool read_idaw(struct reader *r, const struct rec_program *program, json_t *pair,
		      struct rec_idaw *idaw)
{
	size_t size = rec_idaw_format2(program) ? 8 : 4;
	json_t *where = json_array_get(pair, 0);
	json_t *what = json_array_get(pair, 1);
	u8 raw[8];

	if (json_array_size(pair) != 2 || !json_is_string(where) || !json_is_string(what))
		return complain(r, "an element of \"idaws\" is not [address, IDAW]");
	if (!text_bytes(r, "idaws", json_string_value(where), raw, 4))
		return false;
	idaw->addr = (u32)big_endian(raw, 4);
	if (!text_bytes(r, "idaws", json_string_value(what), raw, size))
		return false;
	idaw->value = big_endian(raw, size);
	return true;
}

static bool read_idaws(struct reader *r, const struct rec_program *program, json_t *obj,
		       struct rec_ccw *ccw)
{
	json_t *list;
	u32 i;

	if (!json_object_get(obj, "idaws"))
		return true;
	if (is_unknown(obj, "idaws")) {
		ccw->no_idal = true;
		return true;
	}
	list = get_array(r, obj, "idaws");
	if (!list)
		return false;
	ccw->no_idal = json_is_true(json_object_get(obj, "short"));
	ccw->n_idaws = (u32)json_array_size(list);
	ccw->idaws = mem_zalloc(r->rec->arena, (ccw->n_idaws + 1) * sizeof(*ccw->idaws));
	for (i = 0; i < ccw->n_idaws; i++)
		if (!read_idaw(r, program, json_array_get(list, i), &ccw->idaws[i]))
			return false;
	return true;
}

static bool read_ccw(struct reader *r, const struct rec_program *program, json_t *obj,
		     struct rec_ccw *ccw)
{
	u64 addr;

	if (!get_hex(r, obj, "addr", 4, &addr) ||
	    !get_bytes(r, obj, "ccw", ccw->raw, sizeof(ccw->raw)))
		return false;
	ccw->addr = (u32)addr;
	ccw->backward = json_is_true(json_object_get(obj, "backward"));
	ccw->chained = json_is_true(json_object_get(obj, "chained"));
	rec_ccw_decode(ccw, program->format1);
	return check_fields(r, obj, ccw) && read_idaws(r, program, obj, ccw) &&
	       get_string_of_bytes(r, obj, "out", &ccw->out);
}

static bool idaws_cover(const struct rec_program *program, const struct rec_ccw *ccw)
{
	u64 covered = 0;
	u32 i;

	for (i = 0; i < ccw->n_idaws; i++)
		covered += rec_idaw_covers(program, ccw, ccw->idaws[i].value);
	return covered >= ccw->count;
}

static bool check_program_ccw(struct reader *r, const struct rec_program *program,
			      const struct rec_ccw *ccw)
{
	if (ccw->out.cut)
		r->rec->lossy = true;
	if (ccw->out.cut ? ccw->out.len > ccw->count :
			   ccw->out.data && ccw->out.len != ccw->count)
		return complain(r, "\"out\" of the CCW at %08x has %u bytes, its count is %u",
				ccw->addr, ccw->out.len, ccw->count);
	if (!ccw->tic && (ccw->flags & CSS_CCW_IDA) && ccw->count && !ccw->no_idal &&
	    !idaws_cover(program, ccw))
		return complain(r, "\"idaws\" of the CCW at %08x do not cover its count of %u",
				ccw->addr, ccw->count);
	return true;
}

/* ---- Events ---- */

static bool read_subchannel(struct reader *r, u64 *sid, u64 *devno)
{
	return get_hex(r, r->event, "sid", 4, sid) && get_hex(r, r->event, "dev", 2, devno);
}

/* An ORB is 32 bytes, or 12 where the machine made it up for an IPL. */
static bool read_orb(struct reader *r, struct css_orb *orb)
{
	const char *text = get_text(r, r->event, "orb");
	size_t len = text && strlen(text) == 2 * ORB_SHORT ? ORB_SHORT : sizeof(*orb);

	return text && text_bytes(r, "orb", text, (u8 *)orb, len);
}

static bool read_program(struct reader *r, struct rec_program *p)
{
	json_t *list = get_array(r, r->event, "program");
	u64 format;
	u32 i;

	if (!list || !get_number(r, r->event, "ccwfmt", 1, &format))
		return false;
	p->format1 = format;
	if (p->format1 != !!(be32_to_cpu(p->orb.ctrl) & CSS_ORB_F))
		return complain(r, "\"ccwfmt\" disagrees with the ORB");
	p->n_ccws = (u32)json_array_size(list);
	p->ccws = mem_zalloc(r->rec->arena, (p->n_ccws + 1) * sizeof(*p->ccws));
	for (i = 0; i < p->n_ccws; i++) {
		struct rec_ccw *ccw = &p->ccws[i];

		if (!read_ccw(r, p, json_array_get(list, i), ccw) || !check_program_ccw(r, p, ccw))
			return false;
	}
	return true;
}

static bool read_start(struct reader *r)
{
	struct recording *rec = r->rec;
	struct rec_program *p;
	u64 seq, cc, sid, devno;

	rec->programs = mem_grow(rec->arena, rec->programs, rec->n_programs, sizeof(*p));
	p = &rec->programs[rec->n_programs];
	memset(p, 0, sizeof(*p));
	if (!get_number(r, r->event, "seq", UINT32_MAX, &seq) ||
	    !read_subchannel(r, &sid, &devno) ||
	    !get_number(r, r->event, "cc", 3, &cc) || !read_orb(r, &p->orb) ||
	    !get_error(r, r->event, "ret", &p->ret))
		return false;
	p->seq = seq;
	p->line = r->line;
	p->sid = (u32)sid;
	p->devno = (u16)devno;
	p->cc = (u8)cc;
	p->ipl = json_is_true(json_object_get(r->event, "ipl"));
	p->notes = r->notes;
	r->notes = NULL;
	r->notes_end = &r->notes;
	p->mounts = r->mounts;
	r->mounts = NULL;
	r->mount = NULL;
	p->before = r->acts;
	r->acts = NULL;
	if ((cc == 0 || json_object_get(r->event, "program")) && !read_program(r, p))
		return false;
	rec->n_programs++;
	return true;
}

/* Events name their start by its sequence number; it is mostly the last one. */
static struct rec_program *find_start(struct reader *r)
{
	u64 seq;
	u32 i;

	if (!get_number(r, r->event, "start", UINT32_MAX, &seq))
		return NULL;
	for (i = r->rec->n_programs; i-- > 0;)
		if (r->rec->programs[i].seq == seq)
			return &r->rec->programs[i];
	complain(r, "\"start\" is %llu, but no start has that sequence number",
		 (unsigned long long)seq);
	return NULL;
}

static bool read_outcome(struct reader *r, json_t *obj, struct rec_step *step)
{
	u64 xcmd, xcount, res, dstat, cstat;

	if (!json_object_get(obj, "xcmd") || json_is_null(json_object_get(obj, "xcmd")))
		return true;
	step->no_immediate = is_unknown(obj, "imm");
	step->no_res = is_unknown(obj, "res");
	res = 0;
	if (!get_hex(r, obj, "xcmd", 1, &xcmd) ||
	    (!step->no_immediate && !get_flag(r, obj, "imm", &step->immediate)) ||
	    !get_number(r, obj, "xcount", UINT32_MAX, &xcount) ||
	    (!step->no_res && !get_number(r, obj, "res", 0xffff, &res)) ||
	    !get_hex(r, obj, "us", 1, &dstat) ||
	    !get_hex(r, obj, "cs", 1, &cstat) || !get_string_of_bytes(r, obj, "in", &step->in) ||
	    !get_string_of_bytes(r, obj, "sense", &step->sense))
		return false;
	step->executed = true;
	step->xcmd = (u8)xcmd;
	step->res = (u16)res;
	step->dstat = (u8)dstat;
	step->cstat = (u8)cstat;
	if (step->sense.len > CSS_SENSE_SIZE)
		return complain(r, "\"sense\" has more than %u bytes", CSS_SENSE_SIZE);
	if (step->in.data && (step->in.len > step->ccw.count || step->in.len + res > xcount ||
			      (!step->in.cut && step->in.len + res != xcount)))
		return complain(r, "\"in\" has %u bytes, which is not the count minus \"res\"",
				step->in.len);
	return true;
}

/* Steps that may have come several times: this one, and some before it. */
static bool read_loop(struct reader *r, json_t *obj, struct rec_step *step, u32 steps)
{
	u64 loop = 0;

	if (!json_object_get(obj, "loop"))
		return true;
	if (!get_number(r, obj, "loop", steps, &loop))
		return false;
	step->loop = (u32)loop;
	return true;
}

/* What data areas held afterwards, where no steps tell what was stored. */
static bool read_stored(struct reader *r, struct rec_program *p)
{
	json_t *list = get_array(r, r->event, "stored");
	struct bytes in;
	size_t i;
	u64 addr;
	u32 j;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *obj = json_array_get(list, i);

		if (!get_hex(r, obj, "addr", 4, &addr) || !get_string_of_bytes(r, obj, "in", &in))
			return false;
		for (j = 0; j < p->n_ccws && p->ccws[j].addr != addr; j++)
			;
		if (j == p->n_ccws || in.len > p->ccws[j].count)
			return complain(r, "\"stored\" names a CCW at %08x that the program does "
					"not have, or is longer than its count", (u32)addr);
		p->ccws[j].stored = in;
	}
	return list;
}

static void mark_repeated(struct rec_program *p)
{
	u32 left = 0, i;

	for (i = p->n_steps; i-- > 0; left -= !!left) {
		left = max(left, p->steps[i].loop);
		p->steps[i].repeated = left;
	}
}

static bool read_steps(struct reader *r, struct rec_program *p)
{
	json_t *list;
	u32 i;

	p->no_steps = is_unknown(r->event, "steps");
	if (p->no_steps)
		return read_stored(r, p);
	list = get_array(r, r->event, "steps");
	if (!list)
		return false;
	p->n_steps = (u32)json_array_size(list);
	p->steps = mem_zalloc(r->rec->arena, (p->n_steps + 1) * sizeof(*p->steps));
	for (i = 0; i < p->n_steps; i++) {
		json_t *obj = json_array_get(list, i);

		if (!read_ccw(r, p, obj, &p->steps[i].ccw) ||
		    !read_outcome(r, obj, &p->steps[i]) ||
		    !read_loop(r, obj, &p->steps[i], i + 1))
			return false;
	}
	mark_repeated(p);
	return true;
}

/* The path used last, of the ESW that a driver records. */
static u8 last_path(struct reader *r)
{
	struct css_esw esw;
	const char *text = json_string_value(json_object_get(r->event, "esw"));

	if (!text || !hex_decode(text, &esw, sizeof(esw)))
		return 0;
	return (u8)(be32_to_cpu(esw.logout) >> CSS_ESW_LPUM_SHIFT);
}

/* Functions that came too late for the program have status of their own. */
static void find_owing(struct reader *r)
{
	struct rec_event *act;

	r->owing = NULL;
	for (act = r->acts; act; act = act->next)
		if (rec_event_is_function(act))
			r->owing = act;
}

static bool read_end(struct reader *r)
{
	struct rec_program *p = find_start(r);
	const char *how;
	u64 seq;

	if (!p)
		return false;
	if (p->end_line)
		return complain(r, "the start with \"seq\" %llu has ended before, in line %llu",
				(unsigned long long)p->seq, (unsigned long long)p->end_line);
	how = get_text(r, r->event, "how");
	if (!how || !get_number(r, r->event, "seq", UINT32_MAX, &seq) || !read_steps(r, p) ||
	    !get_bytes(r, r->event, "scsw", p->scsw, sizeof(p->scsw)))
		return false;
	p->end_line = r->line;
	p->end_seq = seq;
	if (strcmp(how, "normal"))
		p->ended_by = copy_text(r, how);
	rec_program_sort_events(p, last_path(r), &r->rec->pmcw, &r->acts);
	find_owing(r);
	return true;
}

/* Of the last function: a clear function is the end of a halt function, too. */
static bool read_function_status(struct reader *r, struct rec_event *act)
{
	u16 function = act->kind == REC_HALT ? CSS_FCTL_HALT : CSS_FCTL_CLEAR;
	struct css_scsw scsw;

	if (!get_bytes(r, r->event, "irb", act->irb, sizeof(act->irb)))
		return false;
	memcpy(&scsw, act->irb, sizeof(scsw));
	act->has_irb = be16_to_cpu(scsw.ctrl) & function;
	if (act->has_irb)
		r->owing = NULL;
	return true;
}

/* Status of a function that ended no program; an emulator names the last start with it. */
static bool is_of_function(struct reader *r, const struct rec_program *p)
{
	u8 irb[RECORDING_IRB];
	struct css_scsw scsw;

	if (!r->owing || !r->owing->instruction || !p->end_line || (p->ended_by && !p->has_irb) ||
	    !get_bytes(r, r->event, "irb", irb, sizeof(irb)))
		return false;
	memcpy(&scsw, irb, sizeof(scsw));
	return be16_to_cpu(scsw.ctrl) & (CSS_FCTL_HALT | CSS_FCTL_CLEAR);
}

/* Status that no program asked for: of a tape that was mounted, or of no interest. */
static bool read_unsolicited(struct reader *r)
{
	struct rec_mount *mount = r->mount;

	if (r->owing)
		return read_function_status(r, r->owing);
	if (!mount || !mount->presented || mount->has_irb)
		return true;
	mount->has_irb = true;
	return get_bytes(r, r->event, "irb", mount->irb, sizeof(mount->irb));
}

static bool read_tsch(struct reader *r)
{
	struct rec_program *p;
	u64 cc;

	if (!get_number(r, r->event, "cc", 3, &cc))
		return false;
	if (cc)
		return true;
	if (!json_object_get(r->event, "start"))
		return read_unsolicited(r);
	p = find_start(r);
	if (p && is_of_function(r, p))
		return read_function_status(r, r->owing);
	if (!p || !get_bytes(r, r->event, "irb", p->irb, sizeof(p->irb)))
		return false;
	p->has_irb = true;
	return true;
}

/* The guest names each command that it is about to run. */
static bool read_console(struct reader *r)
{
	static const char mark[] = "@@ # ";
	const char *text = get_text(r, r->event, "text");
	struct rec_note *note;

	if (!text)
		return false;
	if (strncmp(text, mark, strlen(mark)))
		return true;
	note = mem_zalloc(r->rec->arena, sizeof(*note));
	note->text = copy_text(r, text + strlen(mark));
	*r->notes_end = note;
	r->notes_end = &note->next;
	return true;
}

static void note_foreign(struct reader *r, const char *ev)
{
	if (r->rec->foreign)
		return;
	r->rec->foreign = copy_text(r, ev);
	r->rec->foreign_line = r->line;
}

/* "devinit 0181 FILE" or "devinit 0181 FILE ro": the operator mounts a tape. */
static bool read_operator(struct reader *r)
{
	const char *text = get_text(r, r->event, "text");
	char tape[64], how[4] = "", rest;
	struct rec_mount *mount;
	unsigned int devno;
	int n;

	if (!text)
		return false;
	n = sscanf(text, "devinit %4x %63s %3s %c", &devno, tape, how, &rest);
	if (n < 2 || n > 3 || (n == 3 && strcmp(how, "ro"))) {
		note_foreign(r, "operator");
		return true;
	}
	mount = mem_zalloc(r->rec->arena, sizeof(*mount));
	if (!get_number(r, r->event, "seq", UINT32_MAX, &mount->seq))
		return false;
	mount->line = r->line;
	mount->text = copy_text(r, text);
	mount->tape = copy_text(r, tape);
	mount->readonly = n == 3;
	if (r->mount)
		r->mount->next = mount;
	else
		r->mounts = mount;
	r->mount = mount;
	return true;
}

/* A device that became ready says so.  What was not accepted did not happen. */
static bool read_attention(struct reader *r)
{
	u64 rc;

	if (!get_number(r, r->event, "rc", UINT32_MAX, &rc))
		return false;
	if (rc)
		return true;
	if (!r->mount || r->mount->presented)
		note_foreign(r, "attn");
	else
		r->mount->presented = true;
	return true;
}

static bool read_header(struct reader *r)
{
	const char *format = get_text(r, r->event, "format");
	const char *emulator;
	u64 version;

	if (!format || !get_number(r, r->event, "version", UINT32_MAX, &version))
		return false;
	if (strcmp(format, RECORDING_FORMAT) || version != RECORDING_VERSION)
		return complain(r, "this is not version %d of \"%s\"",
				RECORDING_VERSION, RECORDING_FORMAT);
	emulator = get_text(r, r->event, "emulator");
	if (!emulator)
		return false;
	r->rec->emulator = copy_text(r, emulator);
	return true;
}

/* The paths that the device has, among others. */
static bool read_stsch(struct reader *r)
{
	struct css_schib schib;
	u64 cc;

	if (!get_number(r, r->event, "cc", 3, &cc))
		return false;
	if (cc || r->rec->has_pmcw)
		return true;
	if (!get_bytes(r, r->event, "schib", &schib, sizeof(schib)))
		return false;
	r->rec->pmcw = schib.pmcw;
	r->rec->has_pmcw = true;
	return true;
}

/* ---- What is no program ---- */

/* The last program of the event's subchannel that was started; there may be several. */
static struct rec_program *last_of(struct reader *r)
{
	const char *sid = json_string_value(json_object_get(r->event, "sid"));
	u32 i, number = (u32)hex_number(sid, 0);

	for (i = r->rec->n_programs; i-- > 0;)
		if (!r->rec->programs[i].cc && r->rec->programs[i].sid == number)
			return &r->rec->programs[i];
	return NULL;
}

/* That program, if the channel has it still, as far as it is recorded. */
static struct rec_program *running(struct reader *r)
{
	struct rec_program *p = last_of(r);

	return p && !p->end_line ? p : NULL;
}

static bool new_act(struct reader *r, enum rec_event_kind kind, struct rec_event **act)
{
	*act = mem_zalloc(r->rec->arena, sizeof(**act));
	(*act)->kind = kind;
	(*act)->line = r->line;
	return get_number(r, r->event, "seq", UINT32_MAX, &(*act)->seq) &&
	       get_error(r, r->event, "ret", &(*act)->ret);
}

static void add_act(struct reader *r, struct rec_event *act)
{
	struct rec_program *p = running(r);

	rec_event_append(p ? &p->during : &r->acts, act);
	if (!p && rec_event_is_function(act))
		r->owing = act;
}

/* The end of what it stopped may be recorded before the instruction. */
static struct rec_program *just_stopped(struct reader *r)
{
	struct rec_program *p = last_of(r);

	return p && r->ended && p->ended_by && p->driver_stop ? p : NULL;
}

/*
 * An instruction of the guest.  With another condition code than 0 nothing has happened:
 * status was pending, which a replay takes at once, or the device was not there.
 */
static bool read_instruction(struct reader *r, enum rec_event_kind kind)
{
	struct rec_program *p = just_stopped(r);
	struct rec_event *act;
	u64 cc;

	if (!get_number(r, r->event, "cc", 3, &cc))
		return false;
	if (cc) {
		r->rec->refused++;
		return true;
	}
	if (!new_act(r, kind, &act))
		return false;
	act->instruction = true;
	if (p) {
		rec_event_append(&p->during, act);
		p->driver_stop = false;
	} else {
		add_act(r, act);
	}
	return true;
}

/* What a driver was asked has an errno; the instruction of a guest a condition code. */
static bool read_function(struct reader *r, enum rec_event_kind kind)
{
	struct rec_event *act;

	if (!json_object_get(r->event, "ret"))
		return read_instruction(r, kind);
	if (!new_act(r, kind, &act))
		return false;
	add_act(r, act);
	return true;
}

/* RESUME and CANCEL SUBCHANNEL: nothing has happened with another condition code than 0. */
static bool read_other_function(struct reader *r, const char *ev)
{
	u64 cc = 0;

	if (json_object_get(r->event, "cc") && !get_number(r, r->event, "cc", 3, &cc))
		return false;
	if (cc)
		r->rec->refused++;
	else
		note_foreign(r, ev);
	return true;
}

/*
 * A reset or close ends the running program. If the channel could not cancel it, its status was
 * recorded just before, without being read.
 */
static bool read_end_of_use(struct reader *r, enum rec_event_kind kind)
{
	struct rec_program *p = last_of(r);
	struct rec_event *act;

	if (!new_act(r, kind, &act))
		return false;
	r->owing = NULL;
	if (!p || (p->end_line && !(r->ended && p->driver_stop))) {
		add_act(r, act);
		return true;
	}
	rec_event_append(&p->during, act);
	p->driver_stop = false;
	p->hidden_end = true;
	p->no_steps = true;
	p->ended_by = rec_event_word(kind);
	p->end_line = p->end_line ? p->end_line : r->line;
	return true;
}

static bool has_path(const struct css_pmcw *pmcw, u8 chpid)
{
	u32 i;

	for (i = 0; i < sizeof(pmcw->chpid); i++)
		if (pmcw->pim & 0x80 >> i && pmcw->chpid[i] == chpid)
			return true;
	return false;
}

/* A path of the device goes or comes; other reports are of something else. */
static bool read_report(struct reader *r, const char *ev)
{
	const char *text = json_string_value(json_object_get(r->event, "crw"));
	struct rec_event *act;
	struct css_crw crw;
	u16 flags, erc;

	if (!text || !hex_decode(text, &crw, sizeof(crw))) {
		note_foreign(r, ev);
		return true;
	}
	flags = be16_to_cpu(crw.flags);
	erc = flags & CSS_CRW_ERC;
	if ((flags & CSS_CRW_RSC) != CSS_CRW_RSC_PATH ||
	    !has_path(&r->rec->pmcw, (u8)be16_to_cpu(crw.rsid)) ||
	    (erc != CSS_CRW_ERC_INIT && erc != CSS_CRW_ERC_PERM_NINIT)) {
		note_foreign(r, ev);
		return true;
	}
	if (!new_act(r, erc == CSS_CRW_ERC_INIT ? REC_PATH_ON : REC_PATH_OFF, &act))
		return false;
	act->chpid = (u8)be16_to_cpu(crw.rsid);
	act->crw = crw;
	add_act(r, act);
	return true;
}

/* Nothing of these reaches the I/O region, or a replay of it. */
static bool is_harmless(const char *ev)
{
	static const char *const names[] = {
		"msch", "ioint", "open", "request",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(ev, names[i]))
			return true;
	return false;
}

static bool read_act(struct reader *r, const char *ev)
{
	if (!strcmp(ev, "hsch"))
		return read_function(r, REC_HALT);
	if (!strcmp(ev, "csch"))
		return read_function(r, REC_CLEAR);
	if (!strcmp(ev, "rsch") || !strcmp(ev, "xsch"))
		return read_other_function(r, ev);
	if (!strcmp(ev, "reset"))
		return read_end_of_use(r, REC_RESET);
	if (!strcmp(ev, "close"))
		return read_end_of_use(r, REC_CLOSE);
	if (!strcmp(ev, "crw"))
		return read_report(r, ev);
	if (!strcmp(ev, "request"))
		r->rec->refused++;
	if (!is_harmless(ev))
		note_foreign(r, ev);
	return true;
}

static bool dispatch(struct reader *r, const char *ev)
{
	if (!r->rec->emulator && strcmp(ev, "header"))
		return complain(r, "the first line is no header");
	if (!strcmp(ev, "header"))
		return read_header(r);
	if (!strcmp(ev, "start"))
		return read_start(r);
	if (!strcmp(ev, "end"))
		return read_end(r);
	if (!strcmp(ev, "tsch"))
		return read_tsch(r);
	if (!strcmp(ev, "stsch"))
		return read_stsch(r);
	if (!strcmp(ev, "console"))
		return read_console(r);
	if (!strcmp(ev, "operator"))
		return read_operator(r);
	if (!strcmp(ev, "attn"))
		return read_attention(r);
	return read_act(r, ev);
}

static bool read_event(struct reader *r)
{
	const char *ev = get_text(r, r->event, "ev");
	bool ok = ev && dispatch(r, ev);

	/* What it is told with does not come between. */
	if (ev && strcmp(ev, "tsch"))
		r->ended = !strcmp(ev, "end");
	return ok;
}

/* ---- The file ---- */

static bool read_line(struct reader *r, const char *text, size_t len)
{
	json_error_t error;
	u64 seq;
	bool ok;

	r->event = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!r->event)
		return complain(r, "not one JSON object on this line (%s)", error.text);
	ok = json_is_object(r->event) || complain(r, "this line holds no JSON object");
	ok = ok && get_number(r, r->event, "seq", UINT32_MAX, &seq);
	if (ok && seq != r->line - 1)
		ok = complain(r, "\"seq\" should be %llu: a line is missing or out of order",
			      (unsigned long long)(r->line - 1));
	ok = ok && read_event(r);
	json_decref(r->event);
	return ok;
}

/* The end of every replay. */
static void drop_last_close(struct recording *rec)
{
	struct rec_event **at = &rec->after;

	while (*at && (*at)->next)
		at = &(*at)->next;
	if (*at && (*at)->kind == REC_CLOSE)
		*at = NULL;
}

static bool read_lines(struct reader *r, const struct input *in)
{
	const char *at = (const char *)in->data;
	const char *end = at + in->size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		r->line++;
		if (!read_line(r, at, (size_t)(stop - at)))
			return false;
		at = stop + 1;
	}
	r->rec->after = r->acts;
	drop_last_close(r->rec);
	/* The recording does not have the final state of the last tape. */
	if (r->mounts)
		note_foreign(r, "operator");
	return r->rec->emulator ||
	       problem_set(r->problem, r->rec->path, 0, "is empty; name a recording");
}

bool recording_read(struct recording *rec, const char *path, struct problem *problem)
{
	struct reader r = { .rec = rec, .problem = problem };
	struct input in;
	bool ok;

	memset(rec, 0, sizeof(*rec));
	rec->path = path;
	if (!input_read(&in, path, FILE_LIMIT, problem))
		return false;
	rec->arena = mem_arena_create();
	r.notes_end = &r.notes;
	ok = read_lines(&r, &in);
	input_free(&in);
	if (!ok)
		recording_free(rec);
	return ok;
}

void recording_free(struct recording *rec)
{
	mem_arena_destroy(rec->arena);
	memset(rec, 0, sizeof(*rec));
}
