// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include <linux/vfio_ccw.h>

#include "ccwtools/record/assemble.h"
#include "ccwtools/record/program.h"
#include "ccwtools/record/steps.h"
#include "ccwtools/recording/times.h"

/**
 * struct assembly - where the stream stands
 * @begun: its first record was seen
 * @next: number that the next record should have
 * @request: a request is under way; @broken: records of it are missing
 * @started: it got to the channel, with condition code @cc
 * @times: when it came, was translated, and got to the channel; 0: did not
 * @coming: the program of the request under way
 * @running: the program that the channel has, if @has_running; @start is its event
 * @in_broken: records of its end are missing
 */
struct assembly {
	struct rec_writer *writer;
	const char *name;
	bool begun;
	u64 next;
	u64 ns;
	u32 schid;
	u16 devno;
	bool request;
	bool broken;
	bool started;
	u32 cc;
	struct rec_times times;
	struct css_scsw scsw;
	struct record_translated shape;
	struct taken_program coming;
	struct taken_program running;
	bool has_running;
	bool in_broken;
	u64 start;
	struct assembly_counts counts;
};

struct assembly *assembly_create(struct rec_writer *writer, const char *name)
{
	struct assembly *a = calloc(1, sizeof(*a));

	platform_assert(a);
	a->writer = writer;
	a->name = name;
	return a;
}

void assembly_destroy(struct assembly *a)
{
	program_end(&a->coming);
	program_end(&a->running);
	free(a);
}

const struct assembly_counts *assembly_counts(const struct assembly *a)
{
	return &a->counts;
}

/* ---- Events ---- */

static json_t *event(const struct assembly *a, const char *ev)
{
	json_t *obj = rec_writer_event(a->writer, ev);

	json_object_set_new(obj, "ns", json_integer((json_int_t)a->ns));
	json_object_set_new(obj, "sid", json_hex_number(a->schid, 8));
	json_object_set_new(obj, "dev", json_hex_number(a->devno, 4));
	return obj;
}

static json_t *event_ret(const struct assembly *a, const char *ev, s32 ret)
{
	json_t *obj = event(a, ev);

	json_object_set_new(obj, "ret", json_integer(ret));
	return obj;
}

static void put_irb(const struct assembly *a, const struct css_irb *irb, bool ended)
{
	json_t *obj = event(a, "tsch");

	json_object_set_new(obj, "cc", json_integer(0));
	if (ended)
		json_object_set_new(obj, "start", json_integer((json_int_t)a->start));
	json_object_set_new(obj, "irb", json_hex(irb, offsetof(struct css_irb, emw)));
	rec_writer_put(a->writer, obj);
}

/* ---- A request ---- */

static bool begin_request(struct assembly *a, const u8 *body)
{
	struct record_request request;

	memcpy(&request, body, sizeof(request));
	program_begin(&a->coming, &request.orb);
	a->scsw = request.scsw;
	a->request = true;
	a->broken = false;
	a->started = false;
	a->times = (struct rec_times){ .request = a->ns };
	memset(&a->shape, 0, sizeof(a->shape));
	return true;
}

static json_t *shape_json(const struct record_translated *shape)
{
	return json_pack("{s:i, s:i, s:i, s:i, s:i}", "ccws", be32_to_cpu(shape->ccws),
			 "idaws", be32_to_cpu(shape->idaws), "pages", be32_to_cpu(shape->pages),
			 "segments", be32_to_cpu(shape->segments),
			 "bytes", be32_to_cpu(shape->bytes));
}

static void put_start(struct assembly *a, s32 ret)
{
	u32 ctrl = be32_to_cpu(a->coming.orb.ctrl);
	json_t *obj = event(a, "start");
	u64 seq;

	json_object_set_new(obj, "cc", json_integer(a->cc));
	if (a->cc)
		json_object_set_new(obj, "ret", json_integer(ret));
	json_object_set_new(obj, "orb", json_hex(&a->coming.orb, sizeof(a->coming.orb)));
	json_object_set_new(obj, "ccwfmt", json_integer(!!(ctrl & CSS_ORB_F)));
	json_object_set_new(obj, "idawfmt", json_integer(ctrl & CSS_ORB_H ? 2 : 1));
	rec_times_write(obj, &a->times);
	json_object_set_new(obj, "translated", shape_json(&a->shape));
	json_object_set_new(obj, "program", program_json(&a->coming));
	seq = rec_writer_put(a->writer, obj);
	if (a->cc)
		return;
	a->start = seq;
	program_end(&a->running);
	a->running = a->coming;
	memset(&a->coming, 0, sizeof(a->coming));
	a->has_running = true;
	a->in_broken = false;
}

/* Refused, or a program that suspended is to go on. */
static void put_request(struct assembly *a, s32 ret)
{
	bool resume = be16_to_cpu(a->scsw.ctrl) & CSS_ACTL_RESUME_PEND;
	json_t *obj = event_ret(a, resume && !ret ? "rsch" : "request", ret);

	json_object_set_new(obj, "orb", json_hex(&a->coming.orb, sizeof(a->coming.orb)));
	if (a->coming.n)
		json_object_set_new(obj, "program", program_json(&a->coming));
	rec_writer_put(a->writer, obj);
	if (ret)
		a->counts.refused++;
}

static bool end_request(struct assembly *a, const u8 *body)
{
	struct record_result result;
	s32 ret;

	memcpy(&result, body, sizeof(result));
	ret = (s32)be32_to_cpu(result.result);
	if (!a->request)
		return true;
	if (a->broken)
		a->counts.lost++;
	else if (a->started)
		put_start(a, ret);
	else
		put_request(a, ret);
	a->request = false;
	program_end(&a->coming);
	return true;
}

/* ---- Its end ---- */

static const char *how_it_ended(const struct css_irb *irb)
{
	u16 ctrl = be16_to_cpu(irb->scsw.ctrl);

	if (ctrl & CSS_FCTL_CLEAR)
		return "clear";
	return ctrl & CSS_FCTL_HALT ? "halt" : "normal";
}

static void put_end(struct assembly *a, const struct css_irb *irb)
{
	json_t *obj = event(a, "end"), *steps;

	if (a->in_broken)
		program_end(&a->running);
	steps = steps_json(&a->running, irb);
	json_object_set_new(obj, "start", json_integer((json_int_t)a->start));
	json_object_set_new(obj, "how", json_string(how_it_ended(irb)));
	json_object_set_new(obj, "steps", steps);
	if (json_is_null(steps))
		json_object_set_new(obj, "stored", program_stored(&a->running));
	json_object_set_new(obj, "scsw", json_hex(&irb->scsw, sizeof(irb->scsw)));
	json_object_set_new(obj, "esw", json_hex(&irb->esw, sizeof(irb->esw)));
	json_object_set_new(obj, "ecw", json_hex(irb->ecw, sizeof(irb->ecw)));
	rec_writer_put(a->writer, obj);
	program_end(&a->running);
	a->has_running = false;
	a->counts.programs++;
}

static bool on_interrupt(struct assembly *a, const u8 *body)
{
	struct record_interrupt interrupt;
	u16 ctrl;
	bool ended;

	memcpy(&interrupt, body, sizeof(interrupt));
	ctrl = be16_to_cpu(interrupt.irb.scsw.ctrl);
	ended = be32_to_cpu(interrupt.final) && a->has_running;
	if (ended)
		put_end(a, &interrupt.irb);
	else if (ctrl & CSS_ACTL_SUSPENDED)
		rec_writer_put(a->writer, event(a, "suspend"));
	else if (ctrl & CSS_STCTL_INTERMEDIATE)
		rec_writer_put(a->writer, event(a, "pci"));
	put_irb(a, &interrupt.irb, ended);
	return true;
}

/* ---- The rest ---- */

static bool on_stream(struct assembly *a, const u8 *body)
{
	struct record_stream stream;
	json_t *obj;

	memcpy(&stream, body, sizeof(stream));
	if (be32_to_cpu(stream.magic) != RECORD_MAGIC ||
	    be32_to_cpu(stream.version) != RECORD_VERSION)
		return false;
	a->begun = true;
	a->schid = be32_to_cpu(stream.schid);
	a->devno = be16_to_cpu(stream.schib.pmcw.devno);
	obj = event(a, "stsch");
	json_object_set_new(obj, "cc", json_integer(be32_to_cpu(stream.cc)));
	json_object_set_new(obj, "schib", json_hex(&stream.schib, sizeof(stream.schib)));
	json_object_set_new(obj, "parameters",
			    json_boolean(be32_to_cpu(stream.flags) & RECORD_PARAMETERS));
	json_object_set_new(obj, "payload",
			    json_boolean(be32_to_cpu(stream.flags) & RECORD_PAYLOAD));
	json_object_set_new(obj, "limit", json_integer(be32_to_cpu(stream.limit)));
	rec_writer_put(a->writer, obj);
	return true;
}

static bool on_result(struct assembly *a, const char *ev, const u8 *body)
{
	struct record_result result;

	memcpy(&result, body, sizeof(result));
	rec_writer_put(a->writer, event_ret(a, ev, (s32)be32_to_cpu(result.result)));
	return true;
}

static bool on_async(struct assembly *a, const u8 *body)
{
	struct record_async async;
	const char *ev = "request";

	memcpy(&async, body, sizeof(async));
	if (be32_to_cpu(async.command) == VFIO_CCW_ASYNC_CMD_CSCH)
		ev = "csch";
	else if (be32_to_cpu(async.command) == VFIO_CCW_ASYNC_CMD_HSCH)
		ev = "hsch";
	rec_writer_put(a->writer, event_ret(a, ev, (s32)be32_to_cpu(async.result)));
	return true;
}

static bool on_crw(struct assembly *a, const u8 *body)
{
	json_t *obj = event(a, "crw");

	json_object_set_new(obj, "crw", json_hex(body, sizeof(struct css_crw)));
	rec_writer_put(a->writer, obj);
	return true;
}

static bool on_plain(struct assembly *a, const char *ev)
{
	rec_writer_put(a->writer, event(a, ev));
	return true;
}

/* A program that was cancelled before it began has no end of its own. */
static void forget_running(struct assembly *a)
{
	program_end(&a->running);
	a->has_running = false;
}

static bool on_close(struct assembly *a)
{
	forget_running(a);
	return on_plain(a, "close");
}

static bool on_reset(struct assembly *a, const u8 *body)
{
	forget_running(a);
	return on_result(a, "reset", body);
}

/* How long the body of each kind is, at least. */
static u32 least(u16 kind)
{
	static const u32 sizes[RECORD_NR_KINDS] = {
		[RECORD_STREAM] = sizeof(struct record_stream),
		[RECORD_OPEN] = sizeof(struct record_result),
		[RECORD_RESET] = sizeof(struct record_result),
		[RECORD_REQUEST] = sizeof(struct record_request),
		[RECORD_CCWS] = sizeof(struct record_ccw),
		[RECORD_IDAWS] = sizeof(struct record_part),
		[RECORD_OUT] = sizeof(struct record_part),
		[RECORD_TRANSLATED] = sizeof(struct record_translated),
		[RECORD_START] = sizeof(struct record_start),
		[RECORD_RESULT] = sizeof(struct record_result),
		[RECORD_IN] = sizeof(struct record_part),
		[RECORD_INTERRUPT] = sizeof(struct record_interrupt),
		[RECORD_ASYNC] = sizeof(struct record_async),
		[RECORD_CRW] = sizeof(struct css_crw),
	};

	return kind < RECORD_NR_KINDS ? sizes[kind] : 0;
}

static bool on_start(struct assembly *a, const u8 *body)
{
	struct record_start start;

	memcpy(&start, body, sizeof(start));
	a->started = true;
	a->times.start = a->ns;
	a->cc = be32_to_cpu(start.cc) & 3;
	return true;
}

/* Pieces of a program of which one was dropped do not fit. */
static bool on_program(struct assembly *a, u16 kind, const u8 *body, u32 len)
{
	switch (kind) {
	case RECORD_CCWS:
		return !a->request || a->broken || program_add(&a->coming, body, len);
	case RECORD_IN:
		return !a->has_running || a->in_broken ||
		       program_take(&a->running, kind, body, len);
	case RECORD_TRANSLATED:
		memcpy(&a->shape, body, sizeof(a->shape));
		a->times.translated = a->ns;
		return true;
	default:
		return !a->request || a->broken || program_take(&a->coming, kind, body, len);
	}
}

static bool dispatch(struct assembly *a, u16 kind, const u8 *body, u32 len)
{
	switch (kind) {
	case RECORD_STREAM:
		return on_stream(a, body);
	case RECORD_OPEN:
		return on_result(a, "open", body);
	case RECORD_CLOSE:
		return on_close(a);
	case RECORD_RESET:
		return on_reset(a, body);
	case RECORD_REQUEST:
		return begin_request(a, body);
	case RECORD_START:
		return on_start(a, body);
	case RECORD_RESULT:
		return end_request(a, body);
	case RECORD_INTERRUPT:
		return on_interrupt(a, body);
	case RECORD_ASYNC:
		return on_async(a, body);
	case RECORD_CRW:
		return on_crw(a, body);
	case RECORD_GONE:
		return on_plain(a, "gone");
	case RECORD_ABANDONED:
		return on_plain(a, "stuck");
	default:
		return on_program(a, kind, body, len);
	}
}

/* What was under way when records were dropped is not whole. */
static void notice_dropped(struct assembly *a, u64 n)
{
	json_t *obj = event(a, "dropped");

	json_object_set_new(obj, "records", json_integer((json_int_t)n));
	rec_writer_put(a->writer, obj);
	a->counts.dropped += n;
	a->broken = true;
	a->in_broken = true;
	a->has_running = false;
}

static bool bad(const struct assembly *a, const char *what, struct problem *problem)
{
	return problem_set(problem, a->name, 0, "is no stream of records, or a damaged one: %s "
			   "after %llu records; record anew", what,
			   (unsigned long long)a->counts.records);
}

static bool one_record(struct assembly *a, const struct record_head *head, const u8 *body, u32 len,
		       struct problem *problem)
{
	u16 kind = be16_to_cpu(head->kind);
	u64 seq = be64_to_cpu(head->seq);

	if (len < least(kind) || !kind || kind >= RECORD_NR_KINDS)
		return bad(a, "a record of unknown kind or wrong size", problem);
	if (!a->begun && kind != RECORD_STREAM)
		return bad(a, "it does not begin as one", problem);
	if (seq < a->next)
		return bad(a, "a number goes back", problem);
	a->ns = be64_to_cpu(head->ns);
	if (a->begun && seq > a->next)
		notice_dropped(a, seq - a->next);
	a->next = seq + 1;
	if (!dispatch(a, kind, body, len))
		return bad(a, "a record that contradicts those before", problem);
	a->counts.records++;
	return true;
}

bool assembly_feed(struct assembly *a, const u8 *data, size_t len, size_t *used,
		   struct problem *problem)
{
	struct record_head head;

	for (*used = 0; len - *used >= sizeof(head); *used += be32_to_cpu(head.size)) {
		u32 size, unused;

		memcpy(&head, data + *used, sizeof(head));
		size = be32_to_cpu(head.size);
		unused = be16_to_cpu(head.unused);
		if (size < sizeof(head) + unused || size % RECORD_ALIGN ||
		    size > sizeof(head) + RECORD_MAX_BODY + RECORD_ALIGN)
			return bad(a, "a record of impossible size", problem);
		if (size > len - *used)
			return true;
		if (!one_record(a, &head, data + *used + sizeof(head),
				size - (u32)sizeof(head) - unused, problem))
			return false;
	}
	return true;
}
