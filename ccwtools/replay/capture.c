// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/capture.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/replay/packet.h"
#include "ccwtools/replay/pcapng.h"
#include "ccwtools/recording/arena.h"

/*
 * Without times in the recording, its events are a microsecond apart.  Where only some have a
 * time, as in a recording that was made smaller, the others come at that of the event before.
 */
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
 * @time: of the event before; 0: the recording has no times
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
	u64 time;
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

static u8 how_of(const struct rec_ccw *ccw)
{
	return (u8)((ccw->chained ? HOW_CHAINED : 0) | (ccw->backward ? HOW_BACKWARD : 0));
}

/* A CCW in storage. */
static void put_stored_ccw(struct packet *p, const struct rec_ccw *ccw)
{
	packet_open(p, ELEMENT_CCW);
	put_ccw(p, ccw);
	if (how_of(ccw))
		packet_u8(p, how_of(ccw));
	packet_close(p);
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

/* In data chaining, only the first CCW has what the command's parameters begin with. */
static void put_meaning(struct packet *p, enum device_family family, u8 cmd, bool chained,
			const struct bytes *data)
{
	struct text t = { 0 };

	name_data(&t, family, chained ? 0 : cmd, data);
	if (data->cut)
		text_add(&t, data->len ? ", not recorded in full" : "not recorded");
	packet_words(p, ELEMENT_MEANING, t.buf, t.len);
}

/* Data that are not recorded in full were at most as long as the count. */
static void put_data(struct packet *p, enum packet_element type, const struct bytes *data,
		     u32 count)
{
	packet_data(p, type, data->data, data->len, data->cut ? max(count, data->len) : data->len);
}

static void put_ccw_data(struct packet *p, enum packet_element type, enum device_family family,
			 u8 cmd, const struct rec_ccw *ccw, const struct bytes *data)
{
	put_data(p, type, data, ccw->count);
	put_meaning(p, family, cmd, ccw->chained, data);
}

static void put_time(struct packet *p, enum packet_element type, bool known, u64 ns)
{
	if (!known)
		return;
	packet_open(p, type);
	packet_u64(p, ns);
	packet_close(p);
}

static void put_program(struct packet *p, enum device_family family,
			const struct rec_program *program)
{
	u64 ns = 0;
	bool known;
	u32 i;

	packet_whole(p, ELEMENT_ORB, &program->orb, sizeof(program->orb));
	for (i = 0; i < program->n_ccws; i++) {
		const struct rec_ccw *ccw = &program->ccws[i];

		put_stored_ccw(p, ccw);
		put_idaws(p, ccw);
		put_ccw_data(p, ELEMENT_OUT, family, ccw->cmd, ccw, &ccw->out);
	}
	known = rec_times_translation(&program->times, &ns);
	put_time(p, ELEMENT_TRANSLATION, known, ns);
	known = rec_times_issue(&program->times, &ns);
	put_time(p, ELEMENT_ISSUE, known, ns);
}

/* Where the CCWs executed are not recorded: what the data areas held afterwards. */
static void put_stored(struct packet *p, enum device_family family,
		       const struct rec_program *program)
{
	u32 i;

	for (i = 0; i < program->n_ccws; i++) {
		const struct rec_ccw *ccw = &program->ccws[i];

		if (!ccw->stored.len && !ccw->stored.cut)
			continue;
		put_stored_ccw(p, ccw);
		put_ccw_data(p, ELEMENT_IN, family, ccw->cmd, ccw, &ccw->stored);
	}
}

/* Of the bytes that a count designates a device may take less. */
static u32 bytes_taken(const struct rec_step *step)
{
	const struct bytes *out = &step->ccw.out;

	if (!step->executed || out->cut)
		return out->len;
	if (step->immediate)
		return 0;
	return step->res <= out->len ? out->len - step->res : out->len;
}

/* How its data are transferred, the steps of a loop, bytes taken: only where it matters. */
static void put_how(struct packet *p, u8 how, u32 loop, u32 taken, u32 out)
{
	if (!how && !loop && taken == out)
		return;
	packet_u8(p, how);
	packet_u8(p, 0);
	packet_u16(p, 0);
	packet_u32(p, loop);
	packet_u32(p, taken);
}

static void put_recorded_step(struct packet *p, enum device_family family,
			      const struct rec_step *step)
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
	put_how(p, how_of(&step->ccw), step->loop, bytes_taken(step), step->ccw.out.len);
	packet_close(p);
	put_idaws(p, &step->ccw);
	put_ccw_data(p, ELEMENT_OUT, family, rec_command(step), &step->ccw, &step->ccw.out);
	put_ccw_data(p, ELEMENT_IN, family, rec_command(step), &step->ccw, &step->in);
	put_data(p, ELEMENT_SENSE, &step->sense, step->sense.len);
}

/**
 * struct chaining - the command in effect while steps of a replay are told
 * @cmd: its code
 * @going: its CCWs are not at an end: data chaining leads to the next one
 */
struct chaining {
	u8 cmd;
	bool going;
};

static void put_replayed_step(struct packet *p, enum device_family family,
			      const struct run_step *step, struct chaining *chaining)
{
	const bool tic = (step->ccw.cmd & 0x0f) == CSS_CMD_TIC, chained = chaining->going && !tic;
	const u8 cmd = chained ? chaining->cmd : step->ccw.cmd;
	const bool backward = (cmd & 0x0f) == CSS_CMD_READ_BACKWARD;

	packet_open(p, ELEMENT_STEP);
	packet_u32(p, step->guest);
	packet_bytes(p, &step->ccw, sizeof(step->ccw));
	packet_u8(p, (u8)(STEP_TRANSLATED | (step->ended ? STEP_EXECUTED : 0) |
			  (step->immediate ? STEP_IMMEDIATE : 0) |
			  (step->struck ? STEP_STRUCK : 0)));
	packet_u8(p, cmd);
	packet_u8(p, step->dstat);
	packet_u8(p, step->cstat);
	packet_u16(p, step->res);
	packet_u16(p, 0);
	packet_u32(p, step->host);
	put_how(p, (u8)((chained ? HOW_CHAINED : 0) | (backward ? HOW_BACKWARD : 0)), 0,
		step->out.len, step->out.len);
	packet_close(p);
	put_data(p, ELEMENT_OUT, &step->out, step->out.len);
	put_meaning(p, family, cmd, chained, &step->out);
	put_data(p, ELEMENT_IN, &step->in, step->in.len);
	put_meaning(p, family, cmd, chained, &step->in);
	if (!tic) {
		chaining->cmd = cmd;
		chaining->going = step->ccw.flags & CSS_CCW_CD;
	}
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

static void put_end(struct packet *p, enum device_family family, const struct line_reader *e,
		    const struct rec_program *program)
{
	u64 ns = 0;
	bool known = rec_times_duration(&program->times, &ns);
	u32 i;

	for (i = 0; i < program->n_steps; i++)
		put_recorded_step(p, family, &program->steps[i]);
	if (program->no_steps)
		put_stored(p, family, program);
	put_time(p, ELEMENT_DURATION, known, ns);
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
		put_program(&c->packet, c->family, program);
	else if (head.type == PACKET_END && program)
		put_end(&c->packet, c->family, e, program);
	else
		put_members(&c->packet, e, head.type);
	if (program)
		c->last[program - c->recording->programs] = c->n;
	c->time = line_number(e, "ns", c->time);
	store(c, c->n, c->time ? c->time : e->seq * EVENT_NSECS, false);
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
	struct chaining chaining = { 0 };
	u32 i;

	put_return(p, run->submitted < 0 ? (u32)-run->submitted : 0);
	for (i = 0; i < run->n_steps; i++)
		put_replayed_step(p, program->family, &run->steps[i], &chaining);
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
	FILE *out = fopen(path, "w");
	bool failed;

	if (!out)
		return problem_set(problem, path, 0, "cannot be written (%s)", strerror(errno));
	write_blocks(c, out);
	failed = ferror(out);
	if (fclose(out) || failed)
		return problem_set(problem, path, 0, "could not be written in full (%s)",
				   strerror(errno));
	return true;
}
