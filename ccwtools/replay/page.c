// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/recording/utf8.h"
#include "ccwtools/replay/page.h"
#include "ccwtools/replay/page_html.h"
#include "ccwtools/recording/arena.h"

/* Bytes of a command that the page holds: the rest is left out. */
#define DATA_SHOWN	256u
#define IDAWS_SHOWN	64u

/* CCWs of a program: more than any that can be passed through. */
#define CCWS_SHOWN	1024u
#define TEXT_SHOWN	4096u

/* Where in the page the data go. */
#define MARK		"@DATA@"

/**
 * struct page - a page, until it is written
 * @data: what was seen, as JSON
 * @out: to write it with
 * @size: its length
 * @n: programs and mounts so far
 * @base: the time of the first event: the page has the others' from there
 * @ended: the sum was told
 */
struct page {
	char *data;
	size_t size;
	FILE *out;
	u32 n;
	u64 base;
	bool ended;
};

struct page *page_create(void)
{
	struct page *page = calloc(1, sizeof(*page));

	platform_assert(page);
	page->out = open_memstream(&page->data, &page->size);
	platform_assert(page->out);
	return page;
}

void page_destroy(struct page *page)
{
	if (!page)
		return;
	fclose(page->out);
	free(page->data);
	free(page);
}

/* ---- JSON that can stand in HTML ---- */

/* In JSON this character occurs in strings only, where it may be escaped. */
static int put_escaped(const char *buffer, size_t size, void *data)
{
	FILE *out = data;
	size_t i;

	for (i = 0; i < size; i++)
		if (buffer[i] == '<')
			fputs("\\u003c", out);
		else
			putc(buffer[i], out);
	return 0;
}

static void put(struct page *page, json_t *object)
{
	json_dump_callback(object, put_escaped, page->out, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(object);
}

static json_t *text_of(const char *text)
{
	char copy[TEXT_SHOWN + 1];

	snprintf(copy, sizeof(copy), "%s", text);
	return json_text(copy);
}

static void set_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, text ? text_of(text) : json_null());
}

static void set_number(json_t *object, const char *key, u64 v)
{
	json_object_set_new(object, key, json_integer((json_int_t)v));
}

static void set_flag(json_t *object, const char *key, bool v)
{
	if (v)
		json_object_set_new(object, key, json_true());
}

static void set_hex(json_t *object, const char *key, const void *data, size_t len)
{
	char hex[2 * DATA_SHOWN + 1] = "";
	const u8 *bytes = data;
	size_t i;

	for (i = 0; i < len && i < DATA_SHOWN; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	json_object_set_new(object, key, json_string(hex));
}

/* An ORB or an IRB, which mostly end in zeros: they are left out. */
static void set_block(json_t *object, const char *key, const void *data, size_t len)
{
	const u8 *bytes = data;

	while (len > sizeof(struct css_scsw) && !bytes[len - 1])
		len--;
	set_hex(object, key, data, len);
}

static void set_address(json_t *object, const char *key, u32 addr)
{
	char hex[9];

	snprintf(hex, sizeof(hex), "%08x", addr);
	json_object_set_new(object, key, json_string(hex));
}

/* ---- Events ---- */

/* Members that the page has from elsewhere, or has no use for. */
static bool is_told(const char *member)
{
	static const char *const told[] = {
		"seq", "ev", "ns", "sid", "cc", "ret", "start", "irb", "schib", "pmcw", "intparm",
		"text", "crw",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(told); i++)
		if (!strcmp(told[i], member))
			return true;
	return false;
}

/* What an event says besides, as texts and numbers. */
static json_t *describe_members(const struct line_reader *e)
{
	json_t *list = json_object(), *v;
	const char *key;

	json_object_foreach(e->event, key, v) {
		if (is_told(key))
			continue;
		if (json_is_string(v))
			set_text(list, key, json_string_value(v));
		else if (json_is_integer(v))
			set_number(list, key, (u64)json_integer_value(v));
	}
	return list;
}

/*
 * The time of an event is counted from the first one's: a script's numbers are exact up to
 * 2^53 only, which is less than the nanoseconds of four months.
 */
static void set_time(struct page *page, json_t *event, u64 ns)
{
	if (!page->base)
		page->base = ns;
	set_number(event, "t", ns > page->base ? ns - page->base : 0);
}

/* The same of one that is in hexadecimal already. */
static void set_text_block(json_t *object, const char *key, const char *hex)
{
	size_t len = strlen(hex);

	while (len > 2 * sizeof(struct css_scsw) && hex[len - 1] == '0')
		len--;
	json_object_set_new(object, key, json_stringn(hex, len) ?: json_null());
}

static json_t *describe_event(struct page *page, const struct line_reader *e)
{
	static const char *const details[] = { "schib", "pmcw", "intparm", "text", "crw" };
	json_t *event = json_object();
	size_t i;

	set_number(event, "q", e->seq);
	set_text(event, "e", e->name);
	if (json_is_integer(json_object_get(e->event, "cc")))
		set_number(event, "c", line_number(e, "cc", 0));
	if (json_is_integer(json_object_get(e->event, "start")))
		set_number(event, "s", line_number(e, "start", 0));
	if (json_is_integer(json_object_get(e->event, "ns")))
		set_time(page, event, line_number(e, "ns", 0));
	if (json_is_integer(json_object_get(e->event, "ret")))
		set_number(event, "r", line_error(e));
	for (i = 0; i < ARRAY_SIZE(details); i++)
		if (line_text(e, details[i]))
			set_text(event, details[i], line_text(e, details[i]));
	if (line_text(e, "irb"))
		set_text_block(event, "irb", line_text(e, "irb"));
	return event;
}

/* An event that the page has no words for: it is shown as it was recorded. */
static bool is_foreign(const char *name)
{
	static const char *const known[] = {
		"header", "start", "end", "tsch", "ioint", "stsch", "msch", "console", "operator",
		"open", "close", "reset", "hsch", "csch", "rsch", "xsch", "crw", "gone", "stuck",
		"dropped", "attn", "pci", "initial", "suspend", "request",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(known[i], name))
			return false;
	return true;
}

/* The others, of which a recording has most, are described by their status. */
static bool has_own_fields(const char *name)
{
	return !strcmp(name, "start") || !strcmp(name, "end") || !strcmp(name, "tsch") ||
	       !strcmp(name, "ioint") || !strcmp(name, "stsch") || !strcmp(name, "console");
}

static void put_events(struct page *page, struct line_reader *e)
{
	bool first = true;

	while (line_reader_next(e)) {
		json_t *event;

		if (!strcmp(e->name, "header"))
			continue;
		event = describe_event(page, e);
		if (is_foreign(e->name)) {
			char *text = json_dumps(e->event, JSON_COMPACT);

			set_text(event, "j", text);
			free(text);
		} else if (!has_own_fields(e->name)) {
			json_object_set_new(event, "f", describe_members(e));
		}
		fputs(first ? "\n" : ",\n", page->out);
		first = false;
		put(page, event);
	}
}

bool page_begin(struct page *page, const struct report_subject *subject, struct problem *problem)
{
	json_t *head = json_object();
	struct line_reader events;

	set_text(head, "name", subject->name);
	set_text(head, "device", subject->device);
	set_text(head, "image", subject->image);
	set_text(head, "emulator", subject->recording->emulator);
	set_number(head, "programs", subject->recording->n_programs);
	fputs("{\"head\":", page->out);
	put(page, head);
	fputs(",\"events\":[", page->out);
	if (!line_reader_open(&events, subject->recording->path, problem))
		return false;
	put_events(page, &events);
	line_reader_close(&events);
	fputs("],\"items\":[", page->out);
	return true;
}

static void put_item(struct page *page, json_t *item)
{
	fputs(page->n++ ? ",\n" : "\n", page->out);
	put(page, item);
}

/* ---- A program ---- */

static void set_data(json_t *step, const char *key, enum device_family family, u8 cmd,
		     const struct bytes *data)
{
	json_t *piece;
	struct text t;

	if (!data->len && !data->cut)
		return;
	piece = json_object();
	text_clear(&t);
	name_data(&t, family, cmd, data);
	if (data->cut)
		text_add(&t, data->len ? ", not recorded in full" : "not recorded");
	set_number(piece, "n", data->len);
	set_hex(piece, "h", data->data, data->len);
	set_text(piece, "m", t.buf);
	json_object_set_new(step, key, piece);
}

static void set_idaws(json_t *step, const struct rec_ccw *ccw)
{
	json_t *list;
	char hex[17];
	u32 i;

	if (!ccw->n_idaws)
		return;
	list = json_array();
	for (i = 0; i < ccw->n_idaws && i < IDAWS_SHOWN; i++) {
		snprintf(hex, sizeof(hex), "%08" PRIx64, ccw->idaws[i].value);
		json_array_append_new(list, json_string(hex));
	}
	json_object_set_new(step, "idaws", list);
	set_number(step, "n_idaws", ccw->n_idaws);
}

static json_t *describe_ccw(enum device_family family, const struct rec_ccw *ccw)
{
	json_t *v = json_object();
	struct text name;

	text_clear(&name);
	name_command(&name, family, ccw->cmd);
	set_address(v, "a", ccw->addr);
	set_hex(v, "w", ccw->raw, sizeof(ccw->raw));
	set_text(v, "n", name.buf);
	set_flag(v, "tic", ccw->tic);
	set_flag(v, "dc", ccw->chained);
	set_flag(v, "bw", ccw->backward);
	set_number(v, "cmd", ccw->cmd);
	set_number(v, "fl", ccw->tic ? 0 : ccw->flags);
	set_number(v, "ct", ccw->tic ? 0 : ccw->count);
	set_address(v, "da", ccw->cda);
	set_idaws(v, ccw);
	set_data(v, "out", family, ccw->cmd, &ccw->out);
	set_data(v, "in", family, ccw->cmd, &ccw->stored);
	return v;
}

/* Of the bytes that a count designates a device may take less. */
static void set_taken(json_t *v, const struct rec_step *step)
{
	u32 len = step->ccw.out.len;

	if (step->immediate)
		set_number(v, "took", 0);
	else if (!step->ccw.out.cut && step->res && step->res <= len)
		set_number(v, "took", len - step->res);
}

static json_t *describe_step(enum device_family family, const struct rec_step *step)
{
	json_t *v = describe_ccw(family, &step->ccw);

	if (step->loop)
		set_number(v, "loop", step->loop);
	if (!step->executed)
		return v;
	set_flag(v, "x", true);
	set_flag(v, "imm", step->immediate);
	set_number(v, "us", step->dstat);
	set_number(v, "cs", step->cstat);
	set_number(v, "res", step->res);
	set_taken(v, step);
	set_data(v, "in", family, step->ccw.cmd, &step->in);
	if (step->sense.len)
		set_hex(v, "sense", step->sense.data, step->sense.len);
	return v;
}

static bool was_executed(const struct rec_program *program, u32 addr)
{
	u32 i;

	for (i = 0; i < program->n_steps && i < CCWS_SHOWN; i++)
		if (program->steps[i].ccw.addr == addr)
			return true;
	return false;
}

/* The CCWs that the program holds, but the channel never came to. */
static json_t *describe_rest(enum device_family family, const struct rec_program *program)
{
	json_t *list = json_array();
	u32 i;

	for (i = 0; i < program->n_ccws && i < CCWS_SHOWN; i++)
		if (!was_executed(program, program->ccws[i].addr))
			json_array_append_new(list, describe_ccw(family, &program->ccws[i]));
	return list;
}

static bool differs_at(const struct verdict *verdict, u32 step)
{
	u32 i;

	for (i = 0; i < verdict->n; i++)
		if (verdict->differences[i].step == step)
			return true;
	return false;
}

/* Without a difference only the address of execution is shown. */
static json_t *describe_run_step(const struct output_program *p, u32 n)
{
	const struct run_step *step = &p->run->steps[n];
	json_t *v = json_object();

	set_address(v, "h", step->host);
	set_flag(v, "struck", step->struck);
	if (n < p->recorded->n_steps && !differs_at(p->verdict, n))
		return v;
	set_flag(v, "differs", true);
	if (step->known)
		set_address(v, "a", step->guest);
	set_number(v, "cmd", step->ccw.cmd);
	set_flag(v, "x", step->ended);
	set_number(v, "us", step->dstat);
	set_number(v, "cs", step->cstat);
	set_number(v, "res", step->res);
	set_data(v, "out", p->family, step->ccw.cmd, &step->out);
	set_data(v, "in", p->family, step->ccw.cmd, &step->in);
	return v;
}

static json_t *describe_run(const struct output_program *p)
{
	json_t *v = json_object(), *steps = json_array();
	u32 i;

	for (i = 0; i < p->run->n_steps && i < CCWS_SHOWN; i++)
		json_array_append_new(steps, describe_run_step(p, i));
	json_object_set_new(v, "steps", steps);
	set_block(v, "irb", &p->run->irb, sizeof(p->run->irb));
	set_number(v, "interrupts", p->run->interrupts);
	if (p->run->submitted < 0)
		set_text(v, "error", strerror((int)-p->run->submitted));
	return v;
}

static json_t *describe_differences(const struct verdict *verdict)
{
	json_t *list = json_array();
	u32 i;

	for (i = 0; i < verdict->n; i++) {
		const struct difference *d = &verdict->differences[i];
		json_t *v = json_object();

		set_number(v, "ccw", d->step == AT_THE_END ? 0 : d->step + 1);
		set_text(v, "what", d->what);
		set_text(v, "recorded", d->recorded);
		set_text(v, "replayed", d->replayed);
		set_text(v, "excepted", d->excepted);
		json_array_append_new(list, v);
	}
	return list;
}

static json_t *describe_fault(const struct sim_fault *fault, u64 times)
{
	char line[SIM_PLAN_LINE + 1];
	json_t *v = json_object();

	sim_fault_format(fault, line);
	set_number(v, "line", fault->line);
	set_text(v, "text", line);
	set_number(v, "struck", times);
	return v;
}

static json_t *describe_strikes(const struct output_program *p)
{
	json_t *list = json_array();
	u32 i;

	for (i = 0; i < p->n_strikes; i++)
		json_array_append_new(list, describe_fault(p->strikes[i].fault,
							   p->strikes[i].times));
	return list;
}

/* Nanoseconds, where they are known. */
static void set_times(json_t *v, const struct rec_times *times)
{
	u64 ns;

	if (rec_times_duration(times, &ns))
		set_number(v, "ns", ns);
	if (rec_times_translation(times, &ns))
		set_number(v, "ns_translation", ns);
	if (rec_times_issue(times, &ns))
		set_number(v, "ns_issue", ns);
}

static void set_recorded(json_t *v, const struct output_program *p)
{
	const struct rec_program *rec = p->recorded;
	json_t *steps = json_array();
	struct text sense;
	u32 i;

	set_number(v, "q", rec->seq);
	set_number(v, "line", rec->line);
	set_number(v, "dev", rec->devno);
	set_number(v, "cc", rec->cc);
	set_times(v, &rec->times);
	set_flag(v, "blind", rec->no_steps);
	set_block(v, "orb", &rec->orb, sizeof(rec->orb));
	for (i = 0; i < rec->n_steps && i < CCWS_SHOWN; i++)
		json_array_append_new(steps, describe_step(p->family, &rec->steps[i]));
	json_object_set_new(v, "steps", steps);
	json_object_set_new(v, "rest", describe_rest(p->family, rec));
	if (rec->n_steps > CCWS_SHOWN)
		set_number(v, "more", rec->n_steps - CCWS_SHOWN);
	if (rec->end_line)
		set_hex(v, "scsw", rec->scsw, sizeof(rec->scsw));
	if (rec->has_irb)
		set_block(v, "irb", rec->irb, sizeof(rec->irb));
	if (rec->ended_by)
		set_text(v, "by", rec->ended_by);
	if (!rec->n_steps)
		return;
	text_clear(&sense);
	name_sense(&sense, p->family, &rec->steps[rec->n_steps - 1].sense);
	if (sense.len)
		set_text(v, "sense", sense.buf);
}

void page_program(struct page *page, const struct output_program *p)
{
	json_t *v = json_object();

	set_recorded(v, p);
	if (p->run) {
		json_object_set_new(v, "run", describe_run(p));
		json_object_set_new(v, "diff", describe_differences(p->verdict));
		json_object_set_new(v, "faults", describe_strikes(p));
		set_flag(v, "agrees", verdict_agrees(p->verdict));
	}
	put_item(page, v);
}

void page_mount(struct page *page, const struct rec_mount *mount, const struct css_irb *irb,
		const struct verdict *verdict)
{
	json_t *v = json_object();

	set_flag(v, "mount", true);
	set_number(v, "q", mount->seq);
	set_block(v, "irb", mount->irb, sizeof(mount->irb));
	set_block(v, "replayed", irb, sizeof(*irb));
	json_object_set_new(v, "diff", describe_differences(verdict));
	set_flag(v, "agrees", verdict_agrees(verdict));
	put_item(page, v);
}

void page_event(struct page *page, const struct rec_event *event,
		const struct event_result *done, const struct verdict *verdict)
{
	json_t *v = json_object();

	set_flag(v, "mount", true);
	set_number(v, "q", event->seq);
	if (event->has_irb) {
		set_block(v, "irb", event->irb, sizeof(event->irb));
		set_block(v, "replayed", &done->irb, sizeof(done->irb));
	}
	json_object_set_new(v, "diff", describe_differences(verdict));
	set_flag(v, "agrees", verdict_agrees(verdict));
	put_item(page, v);
}

/* ---- The end ---- */

static void put_faults(struct page *page, const struct sim_plan *plan)
{
	u32 i;

	fputs(",\"plan\":[", page->out);
	for (i = 0; plan && i < plan->count; i++) {
		fputs(i ? "," : "", page->out);
		put(page, describe_fault(&plan->faults[i], plan->faults[i].struck));
	}
	fputs("]", page->out);
}

void page_end(struct page *page, const struct report_totals *totals,
	      const struct sim_plan *plan, bool replayed)
{
	json_t *sum = json_object();

	set_number(sum, "programs", totals->programs);
	set_number(sum, "ccws", totals->ccws);
	set_number(sum, "bytes_out", totals->bytes_out);
	set_number(sum, "bytes_in", totals->bytes_in);
	set_number(sum, "agreeing", totals->agreeing);
	set_number(sum, "differing", totals->differing);
	set_number(sum, "excepted", totals->excepted);
	set_flag(sum, "replayed", replayed);
	fputs("]", page->out);
	if (plan)
		put_faults(page, plan);
	fputs(",\"sum\":", page->out);
	put(page, sum);
	fputs("}", page->out);
	page->ended = true;
}

bool page_write(const struct page *page, const char *path, struct problem *problem)
{
	const char *mark = strstr(page_html, MARK);
	struct output_file *file = output_file_open(path, OUTPUT_PAGE, problem);
	FILE *out;

	if (!file)
		return false;
	out = output_file_stream(file);
	fflush(page->out);
	fwrite(page_html, 1, (size_t)(mark - page_html), out);
	fwrite(page->data, 1, page->size, out);
	if (!page->ended)
		fputs("]}", out);
	fputs(mark + strlen(MARK), out);
	return output_file_close(file, problem);
}
