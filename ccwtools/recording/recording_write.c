// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/recording_write.h"
#include "ccwtools/recording/utf8.h"
#include "ccwtools/recording/writer.h"

static void add_number(json_t *obj, const char *key, u64 value)
{
	json_object_set_new(obj, key, json_integer((json_int_t)value));
}

static void add_hex(json_t *obj, const char *key, const void *data, size_t len)
{
	json_object_set_new(obj, key, json_hex(data, len));
}

/* An event of the subchannel of a program. */
static json_t *event_of(struct rec_writer *w, const struct rec_program *p, const char *ev)
{
	json_t *obj = rec_writer_event(w, ev);

	json_object_set_new(obj, "sid", json_hex_number(p->sid, 8));
	json_object_set_new(obj, "dev", json_hex_number(p->devno, 4));
	return obj;
}

static void add_idaws(json_t *obj, const struct rec_program *p, const struct rec_ccw *ccw)
{
	const int digits = rec_idaw_format2(p) ? 16 : 8;
	json_t *list, *addr, *idaw;
	u32 i;

	if (!ccw->n_idaws && ccw->no_idal)
		json_object_set_new(obj, "idaws", json_null());
	if (!ccw->n_idaws)
		return;
	if (ccw->no_idal)
		json_object_set_new(obj, "short", json_true());
	list = json_array();
	for (i = 0; i < ccw->n_idaws; i++) {
		addr = json_hex_number(ccw->idaws[i].addr, 8);
		idaw = json_hex_number(ccw->idaws[i].value, digits);
		json_array_append_new(list, json_pack("[o, o]", addr, idaw));
	}
	json_object_set_new(obj, "idaws", list);
}

static json_t *ccw_json(const struct rec_program *p, const struct rec_ccw *ccw)
{
	json_t *obj = json_ccw(ccw);

	if (!ccw->tic) {
		add_idaws(obj, p, ccw);
		json_add_bytes(obj, "out", &ccw->out);
	}
	return obj;
}

static json_t *immediate_json(const struct rec_step *step)
{
	return step->no_immediate ? json_null() : json_boolean(step->immediate);
}

static json_t *step_json(const struct rec_program *p, const struct rec_step *step)
{
	/* The reader wants the count that the bytes and the residual count make. */
	const bool counted = step->in.data && !step->in.cut;
	json_t *obj = ccw_json(p, &step->ccw);

	if (!step->executed)
		return obj;
	json_add_bytes(obj, "in", &step->in);
	json_object_set_new(obj, "xcmd", json_hex_number(step->xcmd, 2));
	json_object_set_new(obj, "imm", immediate_json(step));
	add_number(obj, "xcount", counted ? step->in.len + step->res : step->ccw.count);
	json_object_set_new(obj, "res", step->no_res ? json_null() : json_integer(step->res));
	json_object_set_new(obj, "us", json_hex_number(step->dstat, 2));
	json_object_set_new(obj, "cs", json_hex_number(step->cstat, 2));
	if (step->sense.data)
		add_hex(obj, "sense", step->sense.data, step->sense.len);
	if (step->loop)
		add_number(obj, "loop", step->loop);
	return obj;
}

/* Return: the sequence number of the start. */
static u64 write_start(struct rec_writer *w, const struct rec_program *p)
{
	json_t *obj = event_of(w, p, "start"), *list = json_array();
	u32 i;

	add_number(obj, "cc", p->cc);
	if (p->cc)
		json_object_set_new(obj, "ret", json_integer(p->ret));
	if (p->ipl)
		json_object_set_new(obj, "ipl", json_true());
	add_hex(obj, "orb", &p->orb, sizeof(p->orb));
	add_number(obj, "ccwfmt", p->format1);
	add_number(obj, "idawfmt", rec_idaw_format2(p) ? 2 : 1);
	for (i = 0; i < p->n_ccws; i++)
		json_array_append_new(list, ccw_json(p, &p->ccws[i]));
	json_object_set_new(obj, "program", list);
	return rec_writer_put(w, obj);
}

static json_t *steps_json(const struct rec_program *p)
{
	json_t *list = json_array();
	u32 i;

	for (i = 0; i < p->n_steps; i++)
		json_array_append_new(list, step_json(p, &p->steps[i]));
	return list;
}

static json_t *stored_json(const struct rec_program *p)
{
	json_t *list = json_array(), *obj;
	u32 i;

	for (i = 0; i < p->n_ccws; i++) {
		const struct bytes *stored = &p->ccws[i].stored;

		if (!stored->data && !stored->cut)
			continue;
		obj = json_object();
		json_object_set_new(obj, "addr", json_hex_number(p->ccws[i].addr, 8));
		json_add_bytes(obj, "in", stored);
		json_array_append_new(list, obj);
	}
	return list;
}

static void write_end(struct rec_writer *w, const struct rec_program *p, u64 start)
{
	json_t *obj = event_of(w, p, "end");

	add_number(obj, "start", start);
	json_object_set_new(obj, "how", json_string(p->ended_by ? p->ended_by : "normal"));
	json_object_set_new(obj, "steps", p->no_steps ? json_null() : steps_json(p));
	if (p->no_steps)
		json_object_set_new(obj, "stored", stored_json(p));
	add_hex(obj, "scsw", p->scsw, sizeof(p->scsw));
	rec_writer_put(w, obj);
}

static void write_irb(struct rec_writer *w, const struct rec_program *p, const u64 *start,
		      const u8 *irb)
{
	json_t *obj = event_of(w, p, "tsch");

	add_number(obj, "cc", 0);
	if (start)
		add_number(obj, "start", *start);
	add_hex(obj, "irb", irb, RECORDING_IRB);
	rec_writer_put(w, obj);
}

static void write_text(struct rec_writer *w, const char *ev, const char *text)
{
	json_t *obj = rec_writer_event(w, ev);

	json_object_set_new(obj, "text", json_text(text));
	rec_writer_put(w, obj);
}

static void write_mount(struct rec_writer *w, const struct rec_program *p,
			const struct rec_mount *mount)
{
	json_t *obj;

	write_text(w, "operator", mount->text);
	if (!mount->has_irb)
		return;
	obj = event_of(w, p, "attn");
	json_object_set_new(obj, "us", json_hex_number(mount->irb[8], 2));
	add_number(obj, "rc", 0);
	rec_writer_put(w, obj);
	write_irb(w, p, NULL, mount->irb);
}

static void write_note(struct rec_writer *w, const struct rec_note *note)
{
	static const char mark[] = "@@ # ";
	const size_t room = sizeof(mark) + strlen(note->text);
	char *text = mem_need(malloc(room));

	snprintf(text, room, "%s%s", mark, note->text);
	write_text(w, "console", text);
	free(text);
}

static void write_event(struct rec_writer *w, const struct rec_program *p,
			const struct rec_event *event)
{
	static const char *const names[REC_EVENT_KINDS] = {
		[REC_HALT] = "hsch", [REC_CLEAR] = "csch", [REC_RESET] = "reset",
		[REC_CLOSE] = "close", [REC_PATH_OFF] = "crw", [REC_PATH_ON] = "crw",
	};
	json_t *obj = event_of(w, p, names[event->kind]);

	if (rec_event_is_path(event))
		add_hex(obj, "crw", &event->crw, sizeof(event->crw));
	else if (event->instruction)
		add_number(obj, "cc", 0);
	else
		json_object_set_new(obj, "ret", json_integer(event->ret));
	rec_writer_put(w, obj);
	if (event->has_irb)
		write_irb(w, p, NULL, event->irb);
}

static void write_events(struct rec_writer *w, const struct rec_program *p,
			 const struct rec_event *event)
{
	for (; event; event = event->next)
		write_event(w, p, event);
}

/* A reset or close that ended the program stands behind its end, if it has one. */
static void write_run(struct rec_writer *w, const struct rec_program *p, u64 start)
{
	if (!p->hidden_end)
		write_events(w, p, p->during);
	if (p->end_seq) {
		write_end(w, p, start);
		if (p->has_irb)
			write_irb(w, p, &start, p->irb);
	}
	if (p->hidden_end)
		write_events(w, p, p->during);
}

static void write_program(struct rec_writer *w, const struct rec_program *p)
{
	const struct rec_mount *mount;
	const struct rec_note *note;
	u64 start;

	for (note = p->notes; note; note = note->next)
		write_note(w, note);
	for (mount = p->mounts; mount; mount = mount->next)
		write_mount(w, p, mount);
	write_events(w, p, p->before);
	start = write_start(w, p);
	if (!p->cc)
		write_run(w, p, start);
}

/* Of a SCHIB, only the paths are known. */
static void write_schib(struct rec_writer *w, const struct recording *rec)
{
	json_t *obj = event_of(w, &rec->programs[0], "stsch");
	struct css_schib schib;

	memset(&schib, 0, sizeof(schib));
	schib.pmcw = rec->pmcw;
	add_number(obj, "cc", 0);
	add_hex(obj, "schib", &schib, sizeof(schib));
	rec_writer_put(w, obj);
}

bool recording_write(const struct recording *rec, const char *path, struct problem *problem)
{
	struct rec_writer *w = rec_writer_open(path, problem);
	u32 i;

	if (!w)
		return false;
	rec_writer_header(w, rec->emulator);
	if (rec->has_pmcw && rec->n_programs)
		write_schib(w, rec);
	for (i = 0; i < rec->n_programs; i++)
		write_program(w, &rec->programs[i]);
	if (rec->n_programs)
		write_events(w, &rec->programs[0], rec->after);
	return rec_writer_close(w, problem);
}
