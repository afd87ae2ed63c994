// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/capture.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/spool.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/recording/window.h"
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
 * struct held - a packet that is not in the file yet
 * @line: of the event that it is, or stands behind
 * @replayed: it is of the replay
 * @time: nanoseconds
 * @event: the event, if its packet can be made only when its program is complete; or NULL
 * @data: the packet
 * @len: its length
 */
struct held {
	u64 line;
	bool replayed;
	u64 time;
	json_t *event;
	u8 *data;
	size_t len;
};

/**
 * struct capture - packets, until they are written
 * @name: of the recording
 * @family: what its device is
 * @event_time: of the event before; 0: the recording has no times
 * @packet: the one being put together
 * @line: the event being looked at
 * @held: packets in the order of the file: an answer may still come behind one of them
 * @first: index of the first
 * @n: behind the last
 * @room: how many fit
 * @starts: lines of the programs that came last
 * @n_programs: how many have come
 * @body: packets that are before all that is held
 * @time: of the last of them
 * @n_events: events of the recording
 * @n_answers: answers of the replay
 */
struct capture {
	const struct recording *recording;
	char *name;
	enum device_family family;
	u64 event_time;
	struct packet packet;
	struct line_reader line;
	struct held *held;
	size_t first;
	size_t n;
	size_t room;
	u64 starts[WINDOW_KEPT];
	u32 n_programs;
	FILE *body;
	u64 time;
	u32 n_events;
	u32 n_answers;
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
	size_t i;

	if (!c)
		return;
	for (i = c->first; i < c->n; i++) {
		json_decref(c->held[i].event);
		free(c->held[i].data);
	}
	free(c->held);
	json_decref(c->line.event);
	if (c->body)
		fclose(c->body);
	packet_free(&c->packet);
	mem_arena_destroy(c->arena);
}

/* ---- What is held ---- */

/* Index of the first packet behind those of a line, or behind those of the lines before it. */
static size_t find_place(const struct capture *c, u64 line, bool behind)
{
	size_t from = c->first, end = c->n;

	while (from < end) {
		size_t middle = from + (end - from) / 2;

		if (c->held[middle].line < line || (behind && c->held[middle].line == line))
			from = middle + 1;
		else
			end = middle;
	}
	return from;
}

static struct held *hold(struct capture *c, u64 line)
{
	size_t at;

	if (c->n == c->room && c->first > c->room / 2) {
		c->n -= c->first;
		memmove(c->held, c->held + c->first, c->n * sizeof(*c->held));
		c->first = 0;
	} else if (c->n == c->room) {
		c->room = c->room ? 2 * c->room : 64;
		c->held = mem_need(realloc(c->held, c->room * sizeof(*c->held)));
	}
	at = find_place(c, line, true);
	memmove(c->held + at + 1, c->held + at, (c->n - at) * sizeof(*c->held));
	c->n++;
	c->held[at] = (struct held){ .line = line };
	return &c->held[at];
}

/* The packet that was put together is this one. */
static void keep_packet(struct capture *c, struct held *held)
{
	held->len = c->packet.len;
	held->data = mem_need(malloc(held->len));
	memcpy(held->data, c->packet.data, held->len);
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

/* Only the first CCW of a data chain has the beginning of the command's parameters. */
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

/* A device may take fewer bytes than the count designates. */
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
 * @going: data chaining leads to its next CCW
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

/* @program: the one that the event is about, complete, or NULL. */
static void put_event(struct capture *c, const struct line_reader *e,
		      const struct rec_program *program)
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

	if (head.type == PACKET_START)
		head.start = e->seq;
	if (program && program->format1)
		head.flags |= PACKET_FORMAT1;
	packet_begin(&c->packet, &head, program ? program->n_ccws + 3 * program->n_steps : 1);
	if (head.type == PACKET_START && program)
		put_program(&c->packet, c->family, program);
	else if (head.type == PACKET_END && program)
		put_end(&c->packet, c->family, e, program);
	else
		put_members(&c->packet, e, head.type);
}

void capture_line(struct capture *c, json_t *event, u64 line, const struct rec_program *program)
{
	struct line_reader *e = &c->line;
	struct held *held;

	line_reader_take(e, event, line);
	if (!strcmp(e->name, "header"))
		return;
	c->n_events++;
	held = hold(c, line);
	c->event_time = line_number(e, "ns", c->event_time);
	held->time = c->event_time ? c->event_time : e->seq * EVENT_NSECS;
	if (program) {
		held->event = json_incref(event);
		return;
	}
	put_event(c, e, NULL);
	keep_packet(c, held);
}

static void complete(struct capture *c, struct held *held, const struct rec_program *program)
{
	line_reader_take(&c->line, held->event, held->line);
	json_decref(held->event);
	held->event = NULL;
	put_event(c, &c->line, program);
	keep_packet(c, held);
}

/* Does the event name the program, or is it its start? */
static bool is_about(const struct held *held, const struct rec_program *program)
{
	json_t *start = json_object_get(held->event, "start");

	return held->line == program->line ||
	       (json_is_integer(start) && (u64)json_integer_value(start) == program->seq);
}

static void complete_program(struct capture *c, const struct rec_program *program)
{
	size_t i = find_place(c, program->line, false);

	for (; i < c->n && c->held[i].line <= program->last_line; i++)
		if (c->held[i].event && is_about(&c->held[i], program))
			complete(c, &c->held[i], program);
}

/* ---- The body of the file ---- */

static void write_before(struct capture *c, u64 line)
{
	for (; c->first < c->n && c->held[c->first].line < line; c->first++) {
		struct held *held = &c->held[c->first];

		/* Its program was cut off. */
		if (held->event)
			complete(c, held, NULL);
		pcapng_packet(c->body, held->replayed, held->time, held->data, held->len);
		c->time = held->time;
		free(held->data);
	}
}

/* Answers to come are about one of the last programs, or about what is behind these. */
static void write_done(struct capture *c, const struct rec_program *program)
{
	u64 *start = &c->starts[c->n_programs++ % WINDOW_KEPT];

	write_before(c, *start);
	*start = program->line;
}

bool capture_begin(struct capture *c, const struct report_subject *subject,
		   struct problem *problem)
{
	int fd = spool_create(problem);

	if (fd < 0)
		return false;
	c->body = mem_need(fdopen(fd, "w+"));
	c->recording = subject->recording;
	c->name = mem_strdup(c->arena, subject->name);
	c->family = subject->device ? name_family(subject->device) : FAMILY_UNKNOWN;
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

static void hold_answer(struct capture *c, u64 line)
{
	size_t place = find_place(c, line, false);
	u64 time = place < c->n && c->held[place].line == line ? c->held[place].time : c->time;
	struct held *held = hold(c, line);

	held->replayed = true;
	held->time = time;
	keep_packet(c, held);
	c->n_answers++;
}

static void answer_program(struct capture *c, const struct output_program *program)
{
	const struct rec_program *recorded = program->recorded;
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

	head.flags |= verdict_agrees(program->verdict) ? PACKET_AGREES : PACKET_DIFFERS;
	packet_begin(&c->packet, &head, 2 * (size_t)program->run->n_steps);
	put_answer(&c->packet, program);
	hold_answer(c, recorded->last_line);
}

void capture_program(struct capture *c, const struct output_program *program)
{
	complete_program(c, program->recorded);
	if (program->run)
		answer_program(c, program);
	write_done(c, program->recorded);
}

/* The answer to an event that is no start, behind that event. */
static void begin_answer(struct capture *c, u64 seq, const struct verdict *verdict)
{
	struct packet_head head = {
		.type = PACKET_ANSWER,
		.flags = PACKET_REPLAYED,
		.cc = PACKET_NO_CC,
		.family = (u8)c->family,
		.sid = c->recording->sid,
		.devno = c->recording->devno,
		.seq = seq,
		.start = PACKET_NO_START,
	};

	head.flags |= verdict_agrees(verdict) ? PACKET_AGREES : PACKET_DIFFERS;
	packet_begin(&c->packet, &head, 1);
}

static void end_answer(struct capture *c, u64 line, const struct verdict *verdict)
{
	put_differences(&c->packet, verdict);
	hold_answer(c, line);
}

void capture_mount(struct capture *c, const struct rec_mount *mount, const struct css_irb *irb,
		   const struct verdict *verdict)
{
	begin_answer(c, mount->seq, verdict);
	put_text(&c->packet, ELEMENT_TEXT, mount->text);
	packet_whole(&c->packet, ELEMENT_IRB, irb, sizeof(*irb));
	end_answer(c, mount->line, verdict);
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
	end_answer(c, event->line, verdict);
}

/* ---- The file ---- */

static void write_head(const struct capture *c, FILE *out)
{
	char comment[256];

	snprintf(comment, sizeof(comment),
		 "the recording %s, %u events, and %u answers of a replay", c->name,
		 c->n_events, c->n_answers);
	pcapng_section(out, c->recording->emulator, comment);
	pcapng_interface(out, "recorded", "what was recorded");
	pcapng_interface(out, "replayed", "what the replay answered");
}

static bool append_body(FILE *out, FILE *body, struct problem *problem)
{
	u8 piece[4096];
	size_t n;

	if (fflush(body) || ferror(body) || fseeko(body, 0, SEEK_SET))
		return problem_set(problem, "the capture", 0, "could not be kept among the "
				   "temporary files (%s); set TMPDIR to a folder with room",
				   strerror(errno));
	while ((n = fread(piece, 1, sizeof(piece), body)))
		fwrite(piece, 1, n, out);
	return true;
}

/* The head has the number of packets, which is known last. */
bool capture_write(struct capture *c, const char *path, struct problem *problem)
{
	struct output_file *file = output_file_open(path, OUTPUT_CAPTURE, problem);

	if (!file)
		return false;
	write_before(c, UINT64_MAX);
	write_head(c, output_file_stream(file));
	if (!append_body(output_file_stream(file), c->body, problem)) {
		output_file_drop(file);
		return false;
	}
	return output_file_close(file, problem);
}
