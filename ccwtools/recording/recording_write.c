// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdio.h>

#include "ccwtools/recording/program.h"
#include "ccwtools/recording/jsonl.h"
#include "ccwtools/recording/recording_write.h"
#include "ccwtools/recording/text.h"

/**
 * struct writer - where we are
 * @out: the file
 * @seq: of the next line
 */
struct writer {
	FILE *out;
	u64 seq;
};

static void begin(struct writer *w, const char *ev)
{
	fprintf(w->out, "{\"seq\":%" PRIu64 ",\"ev\":\"%s\"", w->seq++, ev);
}

static void end(struct writer *w)
{
	fputs("}\n", w->out);
}

static void put_subchannel(struct writer *w, const struct rec_program *p)
{
	fprintf(w->out, ",\"sid\":\"%08x\",\"dev\":\"%04x\"", p->sid, p->devno);
}

/* Bytes of which some are not recorded are null, with what there is beside it. */
static void put_bytes(struct writer *w, const char *key, const struct bytes *bytes)
{
	char head[16];

	if (bytes->cut) {
		jsonl_text(w->out, key, NULL);
		snprintf(head, sizeof(head), "%s_head", key);
		key = head;
	}
	if (bytes->data)
		jsonl_hex(w->out, key, bytes->data, bytes->len);
}

static void put_idaws(struct writer *w, const struct rec_program *p, const struct rec_ccw *ccw)
{
	const int digits = rec_idaw_format2(p) ? 16 : 8;
	u32 i;

	if (!ccw->n_idaws && ccw->no_idal)
		jsonl_text(w->out, "idaws", NULL);
	if (!ccw->n_idaws)
		return;
	if (ccw->no_idal)
		fputs(",\"short\":true", w->out);
	fputs(",\"idaws\":[", w->out);
	for (i = 0; i < ccw->n_idaws; i++)
		fprintf(w->out, "%s[\"%08x\",\"%0*" PRIx64 "\"]", i ? "," : "",
			ccw->idaws[i].addr, digits, ccw->idaws[i].value);
	putc(']', w->out);
}

static void put_ccw(struct writer *w, const struct rec_program *p, const struct rec_ccw *ccw)
{
	fprintf(w->out, "\"addr\":\"%08x\"", ccw->addr);
	jsonl_hex(w->out, "ccw", ccw->raw, sizeof(ccw->raw));
	if (ccw->tic) {
		fprintf(w->out, ",\"tic\":\"%08x\"", ccw->cda);
		return;
	}
	fprintf(w->out, ",\"cmd\":\"%02x\",\"flags\":\"%02x\",\"count\":%u,\"cda\":\"%08x\"",
		ccw->cmd, ccw->flags, ccw->count, ccw->cda);
	if (ccw->chained)
		fputs(",\"chained\":true", w->out);
	if (ccw->backward)
		fputs(",\"backward\":true", w->out);
	put_idaws(w, p, ccw);
	put_bytes(w, "out", &ccw->out);
}

static void put_step(struct writer *w, const struct rec_program *p, const struct rec_step *step)
{
	/* The reader wants the count that the bytes and the residual count make. */
	const bool counted = step->in.data && !step->in.cut;

	put_ccw(w, p, &step->ccw);
	if (!step->executed)
		return;
	put_bytes(w, "in", &step->in);
	fprintf(w->out, ",\"xcmd\":\"%02x\",\"imm\":%s,\"xcount\":%u,\"res\":", step->xcmd,
		step->no_immediate ? "null" : step->immediate ? "true" : "false",
		counted ? step->in.len + step->res : step->ccw.count);
	if (step->no_res)
		fputs("null", w->out);
	else
		fprintf(w->out, "%u", step->res);
	fprintf(w->out, ",\"us\":\"%02x\",\"cs\":\"%02x\"", step->dstat, step->cstat);
	if (step->sense.data)
		jsonl_hex(w->out, "sense", step->sense.data, step->sense.len);
	if (step->loop)
		fprintf(w->out, ",\"loop\":%u", step->loop);
}

static void write_start(struct writer *w, const struct rec_program *p)
{
	u32 i;

	begin(w, "start");
	put_subchannel(w, p);
	fprintf(w->out, ",\"cc\":%u", p->cc);
	if (p->cc)
		fprintf(w->out, ",\"ret\":%d", p->ret);
	if (p->ipl)
		fputs(",\"ipl\":true", w->out);
	jsonl_hex(w->out, "orb", (const u8 *)&p->orb, sizeof(p->orb));
	fprintf(w->out, ",\"ccwfmt\":%d,\"idawfmt\":%d,\"program\":[", p->format1,
		rec_idaw_format2(p) ? 2 : 1);
	for (i = 0; i < p->n_ccws; i++) {
		fputs(i ? ",{" : "{", w->out);
		put_ccw(w, p, &p->ccws[i]);
		putc('}', w->out);
	}
	putc(']', w->out);
	end(w);
}

static void put_steps(struct writer *w, const struct rec_program *p)
{
	u32 i;

	fputs(",\"steps\":[", w->out);
	for (i = 0; i < p->n_steps; i++) {
		fputs(i ? ",{" : "{", w->out);
		put_step(w, p, &p->steps[i]);
		putc('}', w->out);
	}
	putc(']', w->out);
}

static void put_stored(struct writer *w, const struct rec_program *p)
{
	const char *comma = "";
	u32 i;

	fputs(",\"steps\":null,\"stored\":[", w->out);
	for (i = 0; i < p->n_ccws; i++) {
		const struct bytes *stored = &p->ccws[i].stored;

		if (!stored->data && !stored->cut)
			continue;
		fprintf(w->out, "%s{\"addr\":\"%08x\"", comma, p->ccws[i].addr);
		put_bytes(w, "in", stored);
		putc('}', w->out);
		comma = ",";
	}
	putc(']', w->out);
}

static void write_end(struct writer *w, const struct rec_program *p, u64 start)
{
	begin(w, "end");
	put_subchannel(w, p);
	fprintf(w->out, ",\"start\":%" PRIu64, start);
	jsonl_text(w->out, "how", p->ended_by ? p->ended_by : "normal");
	if (p->no_steps)
		put_stored(w, p);
	else
		put_steps(w, p);
	jsonl_hex(w->out, "scsw", p->scsw, sizeof(p->scsw));
	end(w);
}

static void write_irb(struct writer *w, const struct rec_program *p, const u64 *start,
		      const u8 *irb)
{
	begin(w, "tsch");
	put_subchannel(w, p);
	fputs(",\"cc\":0", w->out);
	if (start)
		fprintf(w->out, ",\"start\":%" PRIu64, *start);
	jsonl_hex(w->out, "irb", irb, RECORDING_IRB);
	end(w);
}

static void write_mount(struct writer *w, const struct rec_program *p,
			const struct rec_mount *mount)
{
	begin(w, "operator");
	jsonl_text(w->out, "text", mount->text);
	end(w);
	if (!mount->has_irb)
		return;
	begin(w, "attn");
	put_subchannel(w, p);
	fprintf(w->out, ",\"us\":\"%02x\",\"rc\":0", mount->irb[8]);
	end(w);
	write_irb(w, p, NULL, mount->irb);
}

static void write_note(struct writer *w, const struct rec_note *note)
{
	struct text text = { 0 };

	text_add(&text, "@@ # %s", note->text);
	begin(w, "console");
	jsonl_text(w->out, "text", text.buf);
	end(w);
}

static void write_act(struct writer *w, const struct rec_program *p, const struct rec_event *act)
{
	static const char *const events[REC_EVENT_KINDS] = {
		[REC_HALT] = "hsch", [REC_CLEAR] = "csch", [REC_RESET] = "reset",
		[REC_CLOSE] = "close", [REC_PATH_OFF] = "crw", [REC_PATH_ON] = "crw",
	};

	begin(w, events[act->kind]);
	put_subchannel(w, p);
	if (rec_event_is_path(act))
		jsonl_hex(w->out, "crw", (const u8 *)&act->crw, sizeof(act->crw));
	else if (act->instruction)
		fputs(",\"cc\":0", w->out);
	else
		fprintf(w->out, ",\"ret\":%d", act->ret);
	end(w);
	if (act->has_irb)
		write_irb(w, p, NULL, act->irb);
}

static void write_acts(struct writer *w, const struct rec_program *p, const struct rec_event *act)
{
	for (; act; act = act->next)
		write_act(w, p, act);
}

/* What ended its use stands behind its end, if it has one. */
static void write_run(struct writer *w, const struct rec_program *p, u64 start)
{
	if (!p->hidden_end)
		write_acts(w, p, p->during);
	if (p->end_seq) {
		write_end(w, p, start);
		if (p->has_irb)
			write_irb(w, p, &start, p->irb);
	}
	if (p->hidden_end)
		write_acts(w, p, p->during);
}

static void write_program(struct writer *w, const struct rec_program *p)
{
	const struct rec_mount *mount;
	const struct rec_note *note;
	u64 start;

	for (note = p->notes; note; note = note->next)
		write_note(w, note);
	for (mount = p->mounts; mount; mount = mount->next)
		write_mount(w, p, mount);
	write_acts(w, p, p->before);
	start = w->seq;
	write_start(w, p);
	if (!p->cc)
		write_run(w, p, start);
}

/* Of a SCHIB, only the paths are known. */
static void write_schib(struct writer *w, const struct recording *rec)
{
	struct css_schib schib;

	memset(&schib, 0, sizeof(schib));
	schib.pmcw = rec->pmcw;
	begin(w, "stsch");
	put_subchannel(w, &rec->programs[0]);
	fputs(",\"cc\":0", w->out);
	jsonl_hex(w->out, "schib", (const u8 *)&schib, sizeof(schib));
	end(w);
}

bool recording_write(const struct recording *rec, const char *path, struct problem *problem)
{
	struct writer w = { .out = fopen(path, "w") };
	bool ok = w.out;
	u32 i;

	if (ok) {
		begin(&w, "header");
		fputs(",\"format\":\"channel-program-recording\",\"version\":1", w.out);
		jsonl_text(w.out, "emulator", rec->emulator);
		end(&w);
		if (rec->has_pmcw && rec->n_programs)
			write_schib(&w, rec);
		for (i = 0; i < rec->n_programs; i++)
			write_program(&w, &rec->programs[i]);
		if (rec->n_programs)
			write_acts(&w, &rec->programs[0], rec->after);
		ok = !ferror(w.out);
		ok = !fclose(w.out) && ok;
	}
	return ok || problem_set(problem, path, 0, "cannot be written (%s)", strerror(errno));
}
