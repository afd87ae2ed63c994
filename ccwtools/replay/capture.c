// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/capture.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/replay/packet.h"
#include "ccwtools/replay/pcapng.h"
#include "ccwtools/recording/arena.h"

/* Without times in the recording, its events are a microsecond apart. */
#define EVENT_NSECS	1000u

/* A line of the console or the operator longer than this is cut. */
#define TEXT_LIMIT	4096u

/**
 * struct stored - a packet of the file
 * @place: the event that it is, or stands behind
 * @replayed: it is of the replay
 * @time: nanoseconds
 * @offset: where it is in the bytes of all packets
 * @len: its length
 */
struct stored {
	u32 place;
	bool replayed;
	u64 time;
	size_t offset;
	size_t len;
};

/**
 * struct capture - packets, until they are written
 * @name: of the recording
 * @family: what its device is
 * @packet: the one being put together
 * @bytes: all packets, one behind the other
 * @list: what is where in it
 * @n: how many packets
 * @n_events: how many of them are events of the recording
 * @last: for each program the event that was the last about it
 */
struct capture {
	const struct recording *recording;
	char *name;
	enum device_family family;
	struct packet packet;
	struct packet bytes;
	struct stored *list;
	u32 n;
	u32 n_events;
	u32 *last;
	struct mem_arena *arena;
};

struct capture *capture_create(void)
{
	struct mem_arena *arena = mem_arena_create();
	struct capture *c = mem_zalloc(arena, sizeof(*c));

	c->arena = arena;
	return c;
}

void capture_destroy(struct capture *c)
{
	if (!c)
		return;
	packet_free(&c->packet);
	packet_free(&c->bytes);
	mem_arena_destroy(c->arena);
}

static void store(struct capture *c, u32 place, u64 time, bool replayed)
{
	struct stored *s;

	c->list = mem_grow(c->arena, c->list, c->n, sizeof(*s));
	s = &c->list[c->n++];
	s->place = place;
	s->replayed = replayed;
	s->time = time;
	s->offset = c->bytes.len;
	s->len = c->packet.len;
	packet_bytes(&c->bytes, c->packet.data, c->packet.len);
}

/* ---- Elements ---- */

static void put_text(struct packet *p, enum packet_element type, const char *text)
{
	packet_whole(p, type, text, strnlen(text, TEXT_LIMIT));
}

static void put_ccw(struct packet *p, const struct rec_ccw *ccw)
{
	packet_u32(p, ccw->addr);
	packet_bytes(p, ccw->raw, sizeof(ccw->raw));
}

static void put_idaws(struct packet *p, const struct rec_ccw *ccw)
{
	u32 i;

	if (!ccw->n_idaws)
		return;
	packet_open(p, ELEMENT_IDAWS);
	for (i = 0; i < ccw->n_idaws; i++) {
		packet_u32(p, ccw->idaws[i].addr);
		packet_u64(p, ccw->idaws[i].value);
	}
	packet_close(p);
}

/* Data that are not recorded in full were at most as long as the count. */
static void put_data(struct packet *p, enum packet_element type, const struct bytes *data,
		     u32 count)
{
	packet_data(p, type, data->data, data->len, data->cut ? max(count, data->len) : data->len);
}

static void put_program(struct packet *p, const struct rec_program *program)
{
	u32 i;

	packet_whole(p, ELEMENT_ORB, &program->orb, sizeof(program->orb));
	for (i = 0; i < program->n_ccws; i++) {
		const struct rec_ccw *ccw = &program->ccws[i];

		packet_open(p, ELEMENT_CCW);
		put_ccw(p, ccw);
		packet_close(p);
		put_idaws(p, ccw);
		put_data(p, ELEMENT_OUT, &ccw->out, ccw->count);
	}
}

/* Where the CCWs executed are not recorded: what the data areas held afterwards. */
static void put_stored(struct packet *p, const struct rec_program *program)
{
	u32 i;

	for (i = 0; i < program->n_ccws; i++) {
		const struct rec_ccw *ccw = &program->ccws[i];

		if (!ccw->stored.len && !ccw->stored.cut)
			continue;
		packet_open(p, ELEMENT_CCW);
		put_ccw(p, ccw);
		packet_close(p);
		put_data(p, ELEMENT_IN, &ccw->stored, ccw->count);
	}
}

static void put_recorded_step(struct packet *p, const struct rec_step *step)
{
	packet_open(p, ELEMENT_STEP);
	put_ccw(p, &step->ccw);
	packet_u8(p, (u8)((step->executed ? STEP_EXECUTED : 0) |
			  (step->immediate ? STEP_IMMEDIATE : 0)));
	packet_u8(p, step->xcmd);
	packet_u8(p, step->dstat);
	packet_u8(p, step->cstat);
	packet_u16(p, step->res);
	packet_u16(p, 0);
	packet_u32(p, 0);
	packet_close(p);
	put_idaws(p, &step->ccw);
	put_data(p, ELEMENT_OUT, &step->ccw.out, step->ccw.count);
	put_data(p, ELEMENT_IN, &step->in, step->ccw.count);
	put_data(p, ELEMENT_SENSE, &step->sense, step->sense.len);
}

static void put_replayed_step(struct packet *p, const struct run_step *step)
{
	packet_open(p, ELEMENT_STEP);
	packet_u32(p, step->guest);
	packet_bytes(p, &step->ccw, sizeof(step->ccw));
	packet_u8(p, (u8)(STEP_TRANSLATED | (step->ended ? STEP_EXECUTED : 0) |
			  (step->immediate ? STEP_IMMEDIATE : 0) |
			  (step->struck ? STEP_STRUCK : 0)));
	packet_u8(p, step->ccw.cmd);
	packet_u8(p, step->dstat);
	packet_u8(p, step->cstat);
	packet_u16(p, step->res);
	packet_u16(p, 0);
	packet_u32(p, step->host);
	packet_close(p);
	put_data(p, ELEMENT_OUT, &step->out, step->out.len);
	put_data(p, ELEMENT_IN, &step->in, step->in.len);
}

/* A member of the event in hexadecimal, as the bytes that it stands for. */
static void put_hex(struct packet *p, enum packet_element type, const struct line_reader *e,
		    const char *key)
{
	const char *text = line_text(e, key);
	size_t i, len = text ? strnlen(text, 2 * TEXT_LIMIT) / 2 : 0;
	u8 byte;

	if (!len)
		return;
	packet_open(p, type);
	for (i = 0; i < len && hex_byte(text + 2 * i, &byte); i++)
		packet_u8(p, byte);
	packet_close(p);
}

static void put_return(struct packet *p, u32 error)
{
	packet_open(p, ELEMENT_RETURN);
	packet_u32(p, error);
	packet_close(p);
}

static void put_string(struct packet *p, const char *text)
{
	packet_bytes(p, text, strnlen(text, TEXT_LIMIT));
	packet_u8(p, 0);
}

static void put_differences(struct packet *p, const struct verdict *verdict)
{
	u32 i;

	for (i = 0; i < verdict->n; i++) {
		const struct difference *d = &verdict->differences[i];

		packet_open(p, ELEMENT_DIFFERENCE);
		packet_u32(p, d->step == AT_THE_END ? 0 : d->step + 1);
		put_string(p, d->what);
		put_string(p, d->recorded);
		put_string(p, d->replayed);
		put_string(p, d->excepted ? d->excepted : "");
		packet_close(p);
	}
}

static void put_strikes(struct packet *p, const struct output_program *program)
{
	char line[SIM_PLAN_LINE + 1];
	u32 i;

	for (i = 0; i < program->n_strikes; i++) {
		const struct output_strike *strike = &program->strikes[i];

		sim_fault_format(strike->fault, line);
		packet_open(p, ELEMENT_FAULT);
		packet_u32(p, strike->fault->line);
		packet_u32(p, (u32)min_t(u64, strike->times, UINT32_MAX));
		packet_bytes(p, line, strlen(line));
		packet_close(p);
	}
}

/* ---- The recording ---- */

static enum packet_type type_of(const char *ev)
{
	static const struct {
		const char *name;
		enum packet_type type;
	} types[] = {
		{ "start", PACKET_START }, { "end", PACKET_END }, { "ioint", PACKET_INTERRUPT },
		{ "tsch", PACKET_TEST }, { "stsch", PACKET_STORE }, { "msch", PACKET_MODIFY },
		{ "hsch", PACKET_FUNCTION }, { "csch", PACKET_FUNCTION },
		{ "rsch", PACKET_FUNCTION }, { "xsch", PACKET_FUNCTION },
		{ "pci", PACKET_STATUS }, { "initial", PACKET_STATUS },
		{ "suspend", PACKET_STATUS }, { "attn", PACKET_STATUS },
		{ "crw", PACKET_REPORT }, { "console", PACKET_NOTE },
		{ "operator", PACKET_NOTE },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (!strcmp(types[i].name, ev))
			return types[i].type;
	return PACKET_OTHER;
}

static int by_seq(const void *key, const void *member)
{
	const struct rec_program *program = member;
	u64 seq = *(const u64 *)key;

	return seq < program->seq ? -1 : seq > program->seq;
}

/* The program that an event is about, or NULL. */
static const struct rec_program *program_of(const struct capture *c, u64 seq)
{
	const struct recording *rec = c->recording;

	if (!rec->n_programs)
		return NULL;
	return bsearch(&seq, rec->programs, rec->n_programs, sizeof(*rec->programs), by_seq);
}

static void put_end(struct packet *p, const struct line_reader *e,
		    const struct rec_program *program)
{
	u32 i;

	for (i = 0; i < program->n_steps; i++)
		put_recorded_step(p, &program->steps[i]);
	if (program->no_steps)
		put_stored(p, program);
	packet_whole(p, ELEMENT_SCSW, program->scsw, sizeof(program->scsw));
	put_hex(p, ELEMENT_ESW, e, "esw");
	put_hex(p, ELEMENT_ECW, e, "ecw");
	if (program->ended_by)
		put_text(p, ELEMENT_TEXT, program->ended_by);
}

static void put_interruption(struct packet *p, const struct line_reader *e)
{
	packet_open(p, ELEMENT_INTERRUPTION);
	packet_u32(p, (u32)line_hex(e, "intparm", 0));
	packet_u32(p, (u32)line_hex(e, "intid", 0));
	packet_close(p);
}

/* An unknown event is shown as in the recording. */
static void put_other(struct packet *p, const struct line_reader *e)
{
	char *text = json_dumps(e->event, JSON_COMPACT);

	if (text)
		put_text(p, ELEMENT_TEXT, text);
	free(text);
}

static void put_members(struct packet *p, const struct line_reader *e, enum packet_type type)
{
	const char *text = line_text(e, "text");

	put_text(p, ELEMENT_NAME, e->name);
	if (type == PACKET_INTERRUPT)
		put_interruption(p, e);
	put_hex(p, ELEMENT_IRB, e, "irb");
	put_hex(p, ELEMENT_SCHIB, e, "schib");
	put_hex(p, ELEMENT_PMCW, e, "pmcw");
	if (type == PACKET_REPORT)
		put_hex(p, ELEMENT_CRW, e, "crw");
	if (json_is_integer(json_object_get(e->event, "ret")))
		put_return(p, (u32)line_error(e));
	if (text)
		put_text(p, ELEMENT_TEXT, text);
	else if (type == PACKET_OTHER || type == PACKET_STATUS)
		put_other(p, e);
}

static void add_event(struct capture *c, const struct line_reader *e)
{
	struct packet_head head = {
		.type = type_of(e->name),
		.cc = (u8)line_number(e, "cc", PACKET_NO_CC),
		.family = (u8)c->family,
		.sid = (u32)line_hex(e, "sid", 0),
		.devno = (u16)line_hex(e, "dev", 0),
		.seq = e->seq,
		.start = line_number(e, "start", PACKET_NO_START),
	};
	const struct rec_program *program;

	if (head.type == PACKET_START)
		head.start = e->seq;
	program = program_of(c, head.start);
	if (program && program->format1)
		head.flags |= PACKET_FORMAT1;
	packet_begin(&c->packet, &head, program ? program->n_ccws + 3 * program->n_steps : 1);
	if (head.type == PACKET_START && program)
		put_program(&c->packet, program);
	else if (head.type == PACKET_END && program)
		put_end(&c->packet, e, program);
	else
		put_members(&c->packet, e, head.type);
	if (program)
		c->last[program - c->recording->programs] = c->n;
	store(c, c->n, line_number(e, "ns", e->seq * EVENT_NSECS), false);
}

bool capture_begin(struct capture *c, const struct report_subject *subject,
		   struct problem *problem)
{
	struct line_reader events;

	c->recording = subject->recording;
	c->name = mem_strdup(c->arena, subject->name);
	c->family = subject->device ? name_family(subject->device) : FAMILY_UNKNOWN;
	c->last = mem_zalloc(c->arena, (c->recording->n_programs + 1) * sizeof(*c->last));
	if (!line_reader_open(&events, c->recording->path, problem))
		return false;
	while (line_reader_next(&events))
		if (strcmp(events.name, "header"))
			add_event(c, &events);
	line_reader_close(&events);
	c->n_events = c->n;
	return true;
}

/* ---- The replay ---- */

static void put_answer(struct packet *p, const struct output_program *program)
{
	const struct run *run = program->run;
	u32 i;

	put_return(p, run->submitted < 0 ? (u32)-run->submitted : 0);
	for (i = 0; i < run->n_steps; i++)
		put_replayed_step(p, &run->steps[i]);
	packet_whole(p, ELEMENT_IRB, &run->irb, sizeof(run->irb));
	put_differences(p, program->verdict);
	put_strikes(p, program);
}

void capture_program(struct capture *c, const struct output_program *program)
{
	const struct rec_program *recorded = program->recorded;
	u32 place = c->last[recorded - c->recording->programs];
	struct packet_head head = {
		.type = PACKET_ANSWER,
		.flags = PACKET_REPLAYED | PACKET_FORMAT1,
		.cc = PACKET_NO_CC,
		.family = (u8)program->family,
		.sid = recorded->sid,
		.devno = recorded->devno,
		.seq = recorded->seq,
		.start = recorded->seq,
	};

	if (!program->run)
		return;
	head.flags |= verdict_agrees(program->verdict) ? PACKET_AGREES : PACKET_DIFFERS;
	packet_begin(&c->packet, &head, 2 * (size_t)program->run->n_steps);
	put_answer(&c->packet, program);
	store(c, place, c->list[place].time, true);
}

/* The answer to an event that is no start, behind that event. */
static void begin_answer(struct capture *c, u64 seq, const struct verdict *verdict)
{
	const struct rec_program *first = c->recording->programs;
	struct packet_head head = {
		.type = PACKET_ANSWER,
		.flags = PACKET_REPLAYED,
		.cc = PACKET_NO_CC,
		.family = (u8)c->family,
		.sid = first->sid,
		.devno = first->devno,
		.seq = seq,
		.start = PACKET_NO_START,
	};

	head.flags |= verdict_agrees(verdict) ? PACKET_AGREES : PACKET_DIFFERS;
	packet_begin(&c->packet, &head, 1);
}

static void end_answer(struct capture *c, u64 seq, const struct verdict *verdict)
{
	/* The header is no packet. */
	u32 place = min_t(u32, seq, c->n_events) - 1;

	put_differences(&c->packet, verdict);
	store(c, place, c->list[place].time, true);
}

void capture_mount(struct capture *c, const struct rec_mount *mount, const struct css_irb *irb,
		   const struct verdict *verdict)
{
	begin_answer(c, mount->seq, verdict);
	put_text(&c->packet, ELEMENT_TEXT, mount->text);
	packet_whole(&c->packet, ELEMENT_IRB, irb, sizeof(*irb));
	end_answer(c, mount->seq, verdict);
}

void capture_event(struct capture *c, const struct rec_event *event,
		   const struct event_result *done, const struct verdict *verdict)
{
	begin_answer(c, event->seq, verdict);
	put_text(&c->packet, ELEMENT_TEXT, rec_event_name(event->kind));
	put_return(&c->packet, (u32)-done->ret);
	if (rec_event_is_path(event))
		packet_whole(&c->packet, ELEMENT_CRW, &done->crw, sizeof(done->crw));
	if (event->has_irb)
		packet_whole(&c->packet, ELEMENT_IRB, &done->irb, sizeof(done->irb));
	end_answer(c, event->seq, verdict);
}

/* ---- The file ---- */

/* In the order of the recording, an answer behind all that it answers. */
static int by_place(const void *a, const void *b)
{
	const struct stored *s = a, *t = b;

	if (s->place != t->place)
		return s->place < t->place ? -1 : 1;
	if (s->replayed != t->replayed)
		return s->replayed ? 1 : -1;
	return s->offset < t->offset ? -1 : s->offset > t->offset;
}

static void write_blocks(const struct capture *c, FILE *out)
{
	char comment[256];
	u32 i;

	snprintf(comment, sizeof(comment),
		 "the recording %s, %u events, and %u answers of a replay", c->name,
		 c->n_events, c->n - c->n_events);
	qsort(c->list, c->n, sizeof(*c->list), by_place);
	pcapng_section(out, c->recording->emulator, comment);
	pcapng_interface(out, "recorded", "what was recorded");
	pcapng_interface(out, "replayed", "what the replay answered");
	for (i = 0; i < c->n; i++) {
		const struct stored *s = &c->list[i];

		pcapng_packet(out, s->replayed, s->time, c->bytes.data + s->offset, s->len);
	}
}

bool capture_write(const struct capture *c, const char *path, struct problem *problem)
{
	struct output_file *file = output_file_open(path, OUTPUT_CAPTURE, problem);

	if (!file)
		return false;
	write_blocks(c, output_file_stream(file));
	return output_file_close(file, problem);
}
