// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/reader.h"

void reader_note_foreign(struct reader *r, const char *ev)
{
	if (r->rec->foreign)
		return;
	r->rec->foreign = reader_keep_text(r, ev);
	r->rec->foreign_line = r->line;
}

/* ---- Status ---- */

/* Of the last function: a clear function is the end of a halt function, too. */
static bool read_function_status(struct reader *r, struct rec_event *event)
{
	u16 function = event->kind == REC_HALT ? CSS_FCTL_HALT : CSS_FCTL_CLEAR;
	struct css_scsw scsw;

	if (!member_bytes(r, r->object, "irb", event->irb, sizeof(event->irb)))
		return false;
	memcpy(&scsw, event->irb, sizeof(scsw));
	event->has_irb = be16_to_cpu(scsw.ctrl) & function;
	if (event->has_irb)
		r->awaiting_status = NULL;
	return true;
}

/* Status of a function that ended no program; an emulator names the last start with it. */
static bool is_of_function(struct reader *r, const struct rec_program *p)
{
	u8 irb[RECORDING_IRB];
	struct css_scsw scsw;

	if (!r->awaiting_status || !r->awaiting_status->instruction || !p->end_line ||
	    (p->ended_by && !p->has_irb) ||
	    !member_bytes(r, r->object, "irb", irb, sizeof(irb)))
		return false;
	memcpy(&scsw, irb, sizeof(scsw));
	return be16_to_cpu(scsw.ctrl) & (CSS_FCTL_HALT | CSS_FCTL_CLEAR);
}

/* Status that no program asked for: of a tape that was mounted, or of no interest. */
static bool read_unsolicited(struct reader *r)
{
	struct rec_mount *mount = r->mount;

	if (r->awaiting_status)
		return read_function_status(r, r->awaiting_status);
	if (!mount || !mount->presented || mount->has_irb)
		return true;
	mount->has_irb = true;
	return member_bytes(r, r->object, "irb", mount->irb, sizeof(mount->irb));
}

bool reader_tsch(struct reader *r)
{
	struct window_entry *entry;
	struct rec_program *p;
	u64 cc;

	if (!member_number(r, r->object, "cc", 3, &cc))
		return false;
	if (cc)
		return true;
	if (!json_object_get(r->object, "start"))
		return read_unsolicited(r);
	if (!reader_find_start(r, &entry))
		return false;
	if (!entry)
		return true;
	p = &entry->program;
	if (is_of_function(r, p))
		return read_function_status(r, r->awaiting_status);
	if (!member_bytes(r, r->object, "irb", p->irb, sizeof(p->irb)))
		return false;
	p->has_irb = true;
	return true;
}

/* ---- What is no program ---- */

/* The last program of the event's subchannel that was started; there may be several. */
static struct rec_program *last_of(struct reader *r)
{
	const char *sid = json_string_value(json_object_get(r->object, "sid"));
	struct window_entry *entry = window_last_of(&r->window, (u32)hex_number(sid, 0));

	return entry ? &entry->program : NULL;
}

/* That program, if the channel has it still, as far as it is recorded. */
static struct rec_program *running(struct reader *r)
{
	struct rec_program *p = last_of(r);

	return p && !p->end_line ? p : NULL;
}

static bool new_event(struct reader *r, enum rec_event_kind kind, struct rec_event **event)
{
	*event = mem_zalloc(r->arena, sizeof(**event));
	(*event)->kind = kind;
	(*event)->line = r->line;
	return member_number(r, r->object, "seq", UINT32_MAX, &(*event)->seq) &&
	       member_error(r, r->object, "ret", &(*event)->ret);
}

static void add_event(struct reader *r, struct rec_event *event)
{
	struct rec_program *p = running(r);

	rec_event_append(p ? &p->during : &r->events, event);
	if (!p && rec_event_is_function(event))
		r->awaiting_status = event;
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
	struct rec_event *event;
	u64 cc;

	if (!member_number(r, r->object, "cc", 3, &cc))
		return false;
	if (cc) {
		r->rec->refused++;
		return true;
	}
	if (!new_event(r, kind, &event))
		return false;
	event->instruction = true;
	if (p) {
		rec_event_append(&p->during, event);
		p->driver_stop = false;
	} else {
		add_event(r, event);
	}
	return true;
}

/* What a driver was asked has an errno; the instruction of a guest a condition code. */
static bool read_function(struct reader *r, enum rec_event_kind kind)
{
	struct rec_event *event;

	if (!json_object_get(r->object, "ret"))
		return read_instruction(r, kind);
	if (!new_event(r, kind, &event))
		return false;
	add_event(r, event);
	return true;
}

/* RESUME and CANCEL SUBCHANNEL: nothing has happened with another condition code than 0. */
static bool read_other_function(struct reader *r, const char *ev)
{
	u64 cc = 0;

	if (json_object_get(r->object, "cc") && !member_number(r, r->object, "cc", 3, &cc))
		return false;
	if (cc)
		r->rec->refused++;
	else
		reader_note_foreign(r, ev);
	return true;
}

/*
 * A reset or close ends the running program. If the channel could not cancel it, its status was
 * recorded just before, without being read.
 */
static bool read_end_of_use(struct reader *r, enum rec_event_kind kind)
{
	struct rec_program *p = last_of(r);
	struct rec_event *event;

	if (!new_event(r, kind, &event))
		return false;
	r->awaiting_status = NULL;
	if (!p || (p->end_line && !(r->ended && p->driver_stop))) {
		add_event(r, event);
		return true;
	}
	rec_event_append(&p->during, event);
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
	const char *text = json_string_value(json_object_get(r->object, "crw"));
	struct rec_event *event;
	struct css_crw crw;
	u16 flags, erc;

	if (!text || !hex_decode(text, &crw, sizeof(crw))) {
		reader_note_foreign(r, ev);
		return true;
	}
	flags = be16_to_cpu(crw.flags);
	erc = flags & CSS_CRW_ERC;
	if ((flags & CSS_CRW_RSC) != CSS_CRW_RSC_PATH ||
	    !has_path(&r->rec->pmcw, (u8)be16_to_cpu(crw.rsid)) ||
	    (erc != CSS_CRW_ERC_INIT && erc != CSS_CRW_ERC_PERM_NINIT)) {
		reader_note_foreign(r, ev);
		return true;
	}
	if (!new_event(r, erc == CSS_CRW_ERC_INIT ? REC_PATH_ON : REC_PATH_OFF, &event))
		return false;
	event->chpid = (u8)be16_to_cpu(crw.rsid);
	event->crw = crw;
	add_event(r, event);
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

bool reader_event(struct reader *r, const char *ev)
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
		reader_note_foreign(r, ev);
	return true;
}
