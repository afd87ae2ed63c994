// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/reader.h"

#define ORB_SHORT	12u	/* bytes of an ORB that every program has */

/* ---- CCWs ---- */

/* The members beside the eight bytes are for people; they must agree with the bytes. */
static bool check_fields(struct reader *r, json_t *obj, const struct rec_ccw *ccw)
{
	u64 cmd, flags, count, cda;

	if (ccw->tic) {
		if (!member_hex(r, obj, "tic", 4, &cda))
			return false;
		return cda == ccw->cda || complain(r, "\"tic\" is not the address in \"ccw\"");
	}
	if (!member_hex(r, obj, "cmd", 1, &cmd) || !member_hex(r, obj, "flags", 1, &flags) ||
	    !member_number(r, obj, "count", 0xffff, &count) || !member_hex(r, obj, "cda", 4, &cda))
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
	if (!member_decode(r, "idaws", json_string_value(where), raw, 4))
		return false;
	idaw->addr = (u32)rec_big_endian(raw, 4);
	if (!member_decode(r, "idaws", json_string_value(what), raw, size))
		return false;
	idaw->value = rec_big_endian(raw, size);
	return true;
}

static bool read_idaws(struct reader *r, const struct rec_program *program, json_t *obj,
		       struct rec_ccw *ccw)
{
	json_t *list;
	u32 i;

	if (!json_object_get(obj, "idaws"))
		return true;
	if (member_is_null(obj, "idaws")) {
		ccw->no_idal = true;
		return true;
	}
	list = member_array(r, obj, "idaws");
	if (!list)
		return false;
	ccw->no_idal = json_is_true(json_object_get(obj, "short"));
	ccw->n_idaws = (u32)json_array_size(list);
	ccw->idaws = mem_zalloc(r->arena, (ccw->n_idaws + 1) * sizeof(*ccw->idaws));
	for (i = 0; i < ccw->n_idaws; i++)
		if (!read_idaw(r, program, json_array_get(list, i), &ccw->idaws[i]))
			return false;
	return true;
}

static bool read_ccw(struct reader *r, const struct rec_program *program, json_t *obj,
		     struct rec_ccw *ccw)
{
	u64 addr;

	if (!member_hex(r, obj, "addr", 4, &addr) ||
	    !member_bytes(r, obj, "ccw", ccw->raw, sizeof(ccw->raw)))
		return false;
	ccw->addr = (u32)addr;
	ccw->backward = json_is_true(json_object_get(obj, "backward"));
	ccw->chained = json_is_true(json_object_get(obj, "chained"));
	rec_ccw_decode(ccw, program->format1);
	return check_fields(r, obj, ccw) && read_idaws(r, program, obj, ccw) &&
	       member_data(r, obj, "out", &ccw->out);
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
	return member_hex(r, r->object, "sid", 4, sid) && member_hex(r, r->object, "dev", 2, devno);
}

/* An ORB is 32 bytes, or 12 where the machine made it up for an IPL. */
static bool read_orb(struct reader *r, struct css_orb *orb)
{
	const char *text = member_text(r, r->object, "orb");
	size_t len = text && strlen(text) == 2 * ORB_SHORT ? ORB_SHORT : sizeof(*orb);

	return text && member_decode(r, "orb", text, orb, len);
}

static bool read_program(struct reader *r, struct rec_program *p)
{
	json_t *list = member_array(r, r->object, "program");
	u64 format;
	u32 i;

	if (!list || !member_number(r, r->object, "ccwfmt", 1, &format))
		return false;
	p->format1 = format;
	if (p->format1 != !!(be32_to_cpu(p->orb.ctrl) & CSS_ORB_F))
		return complain(r, "\"ccwfmt\" disagrees with the ORB");
	p->n_ccws = (u32)json_array_size(list);
	p->ccws = mem_zalloc(r->arena, (p->n_ccws + 1) * sizeof(*p->ccws));
	for (i = 0; i < p->n_ccws; i++) {
		struct rec_ccw *ccw = &p->ccws[i];

		if (!read_ccw(r, p, json_array_get(list, i), ccw) || !check_program_ccw(r, p, ccw))
			return false;
	}
	return true;
}

/* Times are optional: a recording of an emulator has none. */
static bool read_time(struct reader *r, const char *key, u64 *out)
{
	*out = 0;
	return !json_object_get(r->object, key) ||
	       member_number(r, r->object, key, INT64_MAX, out);
}

static bool read_start_times(struct reader *r, struct rec_times *times)
{
	u64 now;

	if (!read_time(r, "ns", &now) || !read_time(r, "ns_request", &times->request) ||
	    !read_time(r, "ns_translated", &times->translated) ||
	    !read_time(r, "ns_start", &times->start))
		return false;
	if (!times->start)
		times->start = now;
	times->started = times->start;
	return true;
}

static bool read_start(struct reader *r, struct rec_program *p)
{
	u64 seq, cc, sid, devno;

	if (!member_number(r, r->object, "seq", UINT32_MAX, &seq) ||
	    !read_subchannel(r, &sid, &devno) ||
	    !member_number(r, r->object, "cc", 3, &cc) || !read_orb(r, &p->orb) ||
	    !member_error(r, r->object, "ret", &p->ret) || !read_start_times(r, &p->times))
		return false;
	p->seq = seq;
	p->line = r->line;
	p->sid = (u32)sid;
	p->devno = (u16)devno;
	p->cc = (u8)cc;
	p->ipl = json_is_true(json_object_get(r->object, "ipl"));
	return (cc && !json_object_get(r->object, "program")) || read_program(r, p);
}

/* What came since the program before is before this one. */
static void put_before(struct reader *r, struct rec_program *p)
{
	p->notes = r->notes;
	r->notes = NULL;
	r->notes_end = &r->notes;
	p->mounts = r->mounts;
	r->mounts = NULL;
	r->mount = NULL;
	p->before = r->events;
	r->events = NULL;
}

bool reader_start(struct reader *r)
{
	struct window_entry *entry = mem_zalloc(r->coming, sizeof(*entry));
	struct recording *rec = r->rec;

	if (!read_start(r, &entry->program))
		return false;
	put_before(r, &entry->program);
	if (!rec->n_programs++) {
		rec->sid = entry->program.sid;
		rec->devno = entry->program.devno;
	}
	entry->arena = r->coming;
	window_add(&r->window, entry);
	r->coming = mem_arena_create();
	r->arena = r->coming;
	return true;
}

/* Events name their start by its sequence number; it is mostly the last one. */
bool reader_find_start(struct reader *r, struct window_entry **entry)
{
	u64 seq;

	if (!member_number(r, r->object, "start", UINT32_MAX, &seq))
		return false;
	*entry = window_find(&r->window, seq);
	return *entry || window_has_left(&r->window, seq) ||
	       complain(r, "\"start\" is %llu, but no start has that sequence number",
			(unsigned long long)seq);
}

static bool read_outcome(struct reader *r, json_t *obj, struct rec_step *step)
{
	u64 xcmd, xcount, res, dstat, cstat;

	if (!json_object_get(obj, "xcmd") || json_is_null(json_object_get(obj, "xcmd")))
		return true;
	step->no_immediate = member_is_null(obj, "imm");
	step->no_res = member_is_null(obj, "res");
	res = 0;
	if (!member_hex(r, obj, "xcmd", 1, &xcmd) ||
	    (!step->no_immediate && !member_flag(r, obj, "imm", &step->immediate)) ||
	    !member_number(r, obj, "xcount", UINT32_MAX, &xcount) ||
	    (!step->no_res && !member_number(r, obj, "res", 0xffff, &res)) ||
	    !member_hex(r, obj, "us", 1, &dstat) ||
	    !member_hex(r, obj, "cs", 1, &cstat) || !member_data(r, obj, "in", &step->in) ||
	    !member_data(r, obj, "sense", &step->sense))
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
	if (!member_number(r, obj, "loop", steps, &loop))
		return false;
	step->loop = (u32)loop;
	return true;
}

/* What data areas held afterwards, where no steps tell what was stored. */
static bool read_stored(struct reader *r, struct rec_program *p)
{
	json_t *list = member_array(r, r->object, "stored");
	struct bytes in;
	size_t i;
	u64 addr;
	u32 j;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *obj = json_array_get(list, i);

		if (!member_hex(r, obj, "addr", 4, &addr) || !member_data(r, obj, "in", &in))
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

	p->no_steps = member_is_null(r->object, "steps");
	if (p->no_steps)
		return read_stored(r, p);
	list = member_array(r, r->object, "steps");
	if (!list)
		return false;
	p->n_steps = (u32)json_array_size(list);
	p->steps = mem_zalloc(r->arena, (p->n_steps + 1) * sizeof(*p->steps));
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
	const char *text = json_string_value(json_object_get(r->object, "esw"));

	if (!text || !hex_decode(text, &esw, sizeof(esw)))
		return 0;
	return (u8)(be32_to_cpu(esw.logout) >> CSS_ESW_LPUM_SHIFT);
}

/* Functions that came too late for the program have status of their own. */
static void find_awaiting_status(struct reader *r)
{
	struct rec_event *event;

	r->awaiting_status = NULL;
	for (event = r->events; event; event = event->next)
		if (rec_event_is_function(event))
			r->awaiting_status = event;
}

/* They outlive the program during which they came. */
static void put_after(struct reader *r, const struct rec_event *event)
{
	for (; event; event = event->next) {
		struct rec_event *copy = mem_zalloc(r->coming, sizeof(*copy));

		*copy = *event;
		rec_event_append(&r->events, copy);
	}
}

static bool read_end(struct reader *r, struct rec_program *p)
{
	struct rec_event *after = NULL;
	const char *how;
	u64 seq;

	if (p->end_line)
		return complain(r, "the start with \"seq\" %llu has ended before, in line %llu",
				(unsigned long long)p->seq, (unsigned long long)p->end_line);
	how = member_text(r, r->object, "how");
	if (!how || !member_number(r, r->object, "seq", UINT32_MAX, &seq) || !read_steps(r, p) ||
	    !member_bytes(r, r->object, "scsw", p->scsw, sizeof(p->scsw)) ||
	    !read_time(r, "ns", &p->times.end))
		return false;
	p->end_line = r->line;
	p->end_seq = seq;
	if (strcmp(how, "normal"))
		p->ended_by = reader_copy_text(r, how);
	rec_program_sort_events(p, last_path(r), &r->rec->pmcw, &after);
	put_after(r, after);
	find_awaiting_status(r);
	return true;
}

/* It was given up on, see window.h; of interest is only that it has ended. */
static bool read_late_end(struct reader *r)
{
	u64 seq;

	if (!member_number(r, r->object, "start", UINT32_MAX, &seq))
		return false;
	if (!window_forget(&r->window, seq))
		return complain(r, "\"start\" is %llu, but no start that has not ended has that "
				"sequence number", (unsigned long long)seq);
	r->rec->open--;
	return true;
}

bool reader_end(struct reader *r)
{
	struct window_entry *entry;
	bool ok;

	if (!reader_find_start(r, &entry))
		return false;
	if (!entry)
		return read_late_end(r);
	r->arena = entry->arena;
	ok = read_end(r, &entry->program);
	r->arena = r->coming;
	return ok;
}
