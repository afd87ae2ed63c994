// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "ccwtools/replay/compare.h"
#include "ccwtools/recording/arena.h"

#define SHOWN	8u	/* bytes shown from the first that differs */

struct judge {
	const struct rec_program *program;
	const struct run *run;
	struct exceptions *exceptions;
	struct verdict *verdict;
	u64 seq;
	u32 step;
};

/* ---- Noting a difference ---- */

static const char *print(struct judge *j, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static const char *print(struct judge *j, const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return mem_strdup(j->verdict->arena, text);
}

static void differ(struct judge *j, const char *what, const char *recorded, const char *replayed)
{
	const struct exception_place place = { j->program, j->seq, j->step };
	struct verdict *v = j->verdict;
	struct difference *d;

	v->differences = mem_grow(v->arena, v->differences, v->n, sizeof(*d));
	d = &v->differences[v->n++];
	d->step = j->step;
	d->what = what;
	d->recorded = recorded;
	d->replayed = replayed;
	d->excepted = exceptions_find(j->exceptions, &place, what);
	if (d->excepted)
		v->n_excepted++;
}

static void same_number(struct judge *j, const char *what, u64 recorded, u64 replayed)
{
	if (recorded != replayed)
		differ(j, what, print(j, "%" PRIu64, recorded), print(j, "%" PRIu64, replayed));
}

static void same_hex(struct judge *j, const char *what, int digits, u64 recorded, u64 replayed)
{
	if (recorded != replayed)
		differ(j, what, print(j, "%0*" PRIx64, digits, recorded),
		       print(j, "%0*" PRIx64, digits, replayed));
}

static const char *window(struct judge *j, const u8 *data, u32 len, u32 from)
{
	char hex[2 * SHOWN + 1] = "";
	u32 i;

	for (i = 0; i < SHOWN && from + i < len; i++)
		snprintf(hex + 2 * i, 3, "%02x", data[from + i]);
	return print(j, "%u bytes, at %u: %s%s", len, from, i ? hex : "nothing",
		     from + i < len ? "..." : "");
}

static void same_bytes(struct judge *j, const char *what, const u8 *recorded, u32 n_recorded,
		       const u8 *replayed, u32 n_replayed)
{
	u32 i;

	for (i = 0; i < n_recorded && i < n_replayed; i++)
		if (recorded[i] != replayed[i])
			break;
	if (i < n_recorded || i < n_replayed)
		differ(j, what, window(j, recorded, n_recorded, i),
		       window(j, replayed, n_replayed, i));
}

/* ---- One CCW ---- */

/* Bytes that are not recorded are not compared; @whole: all bytes are recorded. */
static void compare_bytes(struct judge *j, const char *what, const struct bytes *rec, u32 len,
			  bool whole, const struct bytes *ran)
{
	u32 n = whole ? ran->len : min(len, ran->len);

	same_bytes(j, what, rec->data, whole ? len : n, ran->data, n);
}

static void compare_transfer(struct judge *j, const struct rec_step *rec,
			     const struct run_step *ran)
{
	const struct bytes *out = &rec->ccw.out;
	u32 sent = out->len;
	bool whole = !rec->no_res && !rec->no_immediate && !out->cut;

	/* What is recorded as sent is all that the count designates. */
	if (rec->immediate)
		sent = 0;
	else if (!out->cut && rec->res <= sent)
		sent -= rec->res;
	compare_bytes(j, "data in", &rec->in, rec->in.len, !rec->no_res && !rec->in.cut, &ran->in);
	compare_bytes(j, "data out", out, sent, whole, &ran->out);
}

static void compare_step(struct judge *j, const struct rec_step *rec, const struct run_step *ran)
{
	if (!ran->known)
		differ(j, "address", print(j, "%08x", rec->ccw.addr),
		       print(j, "unknown, for the host's %08x", ran->host));
	else
		same_hex(j, "address", 8, rec->ccw.addr, ran->guest);
	if (rec->ccw.tic) {
		same_hex(j, "command", 2, CSS_CMD_TIC, ran->ccw.cmd & 0x0f);
		return;
	}
	/*
	 * The code of a CCW reached by data chaining is ignored, and the translation clears it.
	 */
	if (!rec->ccw.chained)
		same_hex(j, "command", 2, rec->ccw.cmd, ran->ccw.cmd);
	if (rec->executed != ran->ended) {
		differ(j, "execution", rec->executed ? "executed" : "not executed",
		       ran->ended ? "executed" : "not executed");
		return;
	}
	if (!rec->executed)
		return;
	same_hex(j, "unit status", 2, rec->dstat, ran->dstat);
	same_hex(j, "channel status", 2, rec->cstat, ran->cstat);
	if (!rec->no_res)
		same_number(j, "residual", rec->res, ran->res);
	if (!rec->no_immediate)
		same_number(j, "immediate", rec->immediate, ran->immediate);
	compare_transfer(j, rec, ran);
}

static void compare_steps(struct judge *j)
{
	const struct rec_program *program = j->program;
	const struct run *run = j->run;

	for (j->step = 0; j->step < program->n_steps && j->step < run->n_steps; j->step++)
		compare_step(j, &program->steps[j->step], &run->steps[j->step]);
	j->step = AT_THE_END;
	same_number(j, "CCWs executed", program->n_steps, run->n_steps);
}

/* ---- The end ---- */

/*
 * Fields that the SCSW repeats from the ORB have a meaning with the start function; drivers
 * and machines differ in what is left of them behind a clear function.
 */
static struct css_scsw comparable_scsw(const u8 *rec, const struct css_scsw *replayed)
{
	const __be16 repeated = cpu_to_be16(CSS_SCSW_FROM_ORB);
	struct css_scsw recorded, scsw = *replayed;

	memcpy(&recorded, rec, sizeof(recorded));
	if ((be16_to_cpu(recorded.ctrl) & CSS_FCTL) == CSS_FCTL_CLEAR)
		scsw.flags = (scsw.flags & ~repeated) | (recorded.flags & repeated);
	return scsw;
}

static void compare_scsw(struct judge *j, const u8 *recorded, const struct css_scsw *ended)
{
	const struct css_scsw scsw = comparable_scsw(recorded, ended), *replayed = &scsw;
	struct css_scsw rec;

	memcpy(&rec, recorded, sizeof(rec));
	same_hex(j, "SCSW flags", 4, be16_to_cpu(rec.flags), be16_to_cpu(replayed->flags));
	same_hex(j, "SCSW controls", 4, be16_to_cpu(rec.ctrl), be16_to_cpu(replayed->ctrl));
	same_hex(j, "SCSW unit status", 2, rec.dstat, replayed->dstat);
	same_hex(j, "SCSW channel status", 2, rec.cstat, replayed->cstat);
	same_hex(j, "SCSW CCW address", 8, be32_to_cpu(rec.cpa), be32_to_cpu(replayed->cpa));
	same_number(j, "SCSW count", be16_to_cpu(rec.count), be16_to_cpu(replayed->count));
}

/* The sense bytes of the last command come with the status that it ended with. */
static void compare_sense(struct judge *j)
{
	const struct rec_program *program = j->program;
	const struct rec_step *last;

	if (!program->n_steps)
		return;
	last = &program->steps[program->n_steps - 1];
	if (last->sense.data)
		same_bytes(j, "sense", last->sense.data, last->sense.len, j->run->irb.ecw,
			   last->sense.len);
}

/*
 * A machine that says of no field of its subchannel logout that it is valid made none.  How
 * far a command had come when its path went away is not in a recording.
 */
static struct css_esw comparable_esw(const u8 *rec, const struct css_irb *replayed)
{
	const u32 low = 0xffff;
	struct css_esw recorded, esw = replayed->esw;
	struct css_scsw scsw;
	u32 ignored = 0;

	memcpy(&scsw, rec, sizeof(scsw));
	memcpy(&recorded, rec + offsetof(struct css_irb, esw), sizeof(recorded));
	if (!(be32_to_cpu(recorded.logout) & low))
		ignored = low;
	else if (scsw.cstat & replayed->scsw.cstat & CSS_CSTAT_INTERFACE)
		ignored = CSS_ESW_SEQ;
	esw.logout = (esw.logout & cpu_to_be32(~ignored)) |
		     (recorded.logout & cpu_to_be32(ignored));
	return esw;
}

static void compare_irb(struct judge *j, const u8 *rec, const struct css_irb *irb)
{
	const u8 *rec_esw = rec + offsetof(struct css_irb, esw);
	const struct css_esw esw = comparable_esw(rec, irb);
	const struct css_scsw scsw = comparable_scsw(rec, &irb->scsw);
	static const u8 zeroes[sizeof(irb->emw)];

	same_bytes(j, "IRB SCSW", rec, sizeof(scsw), (const u8 *)&scsw, sizeof(scsw));
	same_bytes(j, "IRB ESW", rec_esw, sizeof(esw), (const u8 *)&esw, sizeof(esw));
	same_bytes(j, "IRB ECW", rec + offsetof(struct css_irb, ecw), sizeof(irb->ecw),
		   irb->ecw, sizeof(irb->ecw));
	same_bytes(j, "IRB EMW", zeroes, sizeof(zeroes), irb->emw, sizeof(irb->emw));
}

static void compare_status(struct judge *j)
{
	const struct css_irb *irb = &j->run->irb;

	compare_scsw(j, j->program->scsw, &irb->scsw);
	compare_sense(j);
	if (j->program->has_irb)
		compare_irb(j, j->program->irb, irb);
}

static void compare_memory(struct judge *j)
{
	const struct surprise *s = &j->run->surprise;

	if (j->run->memory_ok)
		return;
	differ(j, "guest memory", print(j, "%02x at %08" PRIx64, s->expected, s->addr),
	       print(j, "%02x, the first of %" PRIu64 " that differ", s->actual, s->bytes));
}

/* ---- What is no program ---- */

static const char *answer(s32 ret)
{
	return ret ? strerror(-ret) : "done";
}

static void compare_answer(struct judge *j, const struct rec_event *event,
			   const struct event_result *done)
{
	if (done->ret != event->ret)
		differ(j, rec_event_word(event->kind), answer(event->ret), answer(done->ret));
	if (rec_event_is_path(event) && memcmp(&event->crw, &done->crw, sizeof(event->crw)))
		differ(j, "channel report",
		       print(j, "%04x%04x", be16_to_cpu(event->crw.flags),
			     be16_to_cpu(event->crw.rsid)),
		       print(j, "%04x%04x", be16_to_cpu(done->crw.flags),
			     be16_to_cpu(done->crw.rsid)));
}

static void compare_events(struct judge *j)
{
	const struct rec_event *event = j->program->during;
	u32 i;

	for (i = 0; event && i < j->run->n_results; i++, event = event->next)
		compare_answer(j, event, &j->run->results[i]);
}

void compare_event(const struct rec_event *event, const struct event_result *done,
		   struct exceptions *exceptions, struct verdict *verdict)
{
	struct judge j = {
		.exceptions = exceptions,
		.verdict = verdict,
		.seq = event->seq,
		.step = AT_THE_END,
	};

	memset(verdict, 0, sizeof(*verdict));
	verdict->arena = mem_arena_create();
	compare_answer(&j, event, done);
	if (!event->has_irb)
		return;
	same_number(&j, "interrupts", 1, done->interrupted);
	compare_irb(&j, event->irb, &done->irb);
}

/* ---- Programs ---- */

/* A program that was not accepted; without @ret the error is not known. */
static void compare_refusal(struct judge *j)
{
	const struct rec_program *program = j->program;
	s32 ret = j->run->submitted < 0 ? (s32)j->run->submitted : 0;

	if (program->ret ? ret == program->ret : ret == -ENODEV || ret == -EACCES)
		return;
	differ(j, "submission", program->ret ? answer(program->ret) :
	       print(j, "condition code %u", program->cc), ret ? answer(ret) : "taken");
}

void compare_run(const struct rec_program *program, const struct run *run,
		 struct exceptions *exceptions, struct verdict *verdict)
{
	struct judge j = {
		.program = program,
		.run = run,
		.exceptions = exceptions,
		.verdict = verdict,
		.seq = program->seq,
		.step = AT_THE_END,
	};

	memset(verdict, 0, sizeof(*verdict));
	verdict->arena = mem_arena_create();
	if (program->cc) {
		compare_refusal(&j);
		return;
	}
	if (run->submitted < 0) {
		differ(&j, "submission", "taken", strerror((int)-run->submitted));
		return;
	}
	if (run->endless)
		differ(&j, "end", "ended",
		       print(&j, "no end after %" PRIu64 " events", run->events));
	if (!run->blind && !program->no_steps)
		compare_steps(&j);
	compare_events(&j);
	if (!program->hidden_end) {
		same_number(&j, "interrupts", 1, run->interrupts);
		compare_status(&j);
	}
	compare_memory(&j);
	if (!run->blind)
		same_number(&j, "violations", 0, run->violations);
}

void compare_mount(const struct rec_mount *mount, const struct css_irb *irb,
		   struct exceptions *exceptions, struct verdict *verdict)
{
	struct judge j = {
		.exceptions = exceptions,
		.verdict = verdict,
		.seq = mount->seq,
		.step = AT_THE_END,
	};

	memset(verdict, 0, sizeof(*verdict));
	verdict->arena = mem_arena_create();
	compare_irb(&j, mount->irb, irb);
}

const struct difference *verdict_first(const struct verdict *verdict)
{
	u32 i;

	for (i = 0; i < verdict->n; i++)
		if (!verdict->differences[i].excepted)
			return &verdict->differences[i];
	return NULL;
}

void verdict_free(struct verdict *verdict)
{
	mem_arena_destroy(verdict->arena);
	memset(verdict, 0, sizeof(*verdict));
}
