// SPDX-License-Identifier: GPL-2.0-only
/* Formats a fault as its line of text. */
#include "hw-sim/plan_text.h"
#include "hw-sim/plan_words.h"

#define DIGITS	20u	/* of the largest u64 */

/* struct plan_writer - a line being written; what does not fit is left out */
struct plan_writer {
	char *at;
	char *end;
};

static void plan_put(struct plan_writer *w, char c)
{
	if (w->at < w->end)
		*w->at++ = c;
}

static void plan_put_text(struct plan_writer *w, const char *text)
{
	for (; *text; text++)
		plan_put(w, *text);
}

static void plan_put_number(struct plan_writer *w, u64 n)
{
	char digits[DIGITS];
	u32 i = DIGITS;

	do {
		digits[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	for (; i < DIGITS; i++)
		plan_put(w, digits[i]);
}

static void plan_put_hex(struct plan_writer *w, u8 byte)
{
	static const char digits[] = "0123456789abcdef";

	plan_put(w, digits[byte >> 4]);
	plan_put(w, digits[byte & 15]);
}

/* Writes a time in the largest unit that divides it. */
static void plan_put_time(struct plan_writer *w, u64 nsecs)
{
	u32 i = 0;

	while (nsecs % plan_units[i].nsecs)
		i++;
	plan_put_number(w, nsecs / plan_units[i].nsecs);
	plan_put_text(w, plan_units[i].word);
}

static void plan_put_noun(struct plan_writer *w, enum sim_fault_when when, bool many)
{
	u32 i;

	for (i = 0; i < PLAN_NOUNS; i++)
		if (plan_nouns[i].when == when)
			plan_put_text(w, many ? plan_nouns[i].many : plan_nouns[i].one);
}

/* "start 3", "starts 3-7" */
static void plan_put_range(struct plan_writer *w, enum sim_fault_when when, u64 first, u64 last)
{
	plan_put_noun(w, when, last != first);
	plan_put(w, ' ');
	plan_put_number(w, first);
	if (last == first)
		return;
	plan_put(w, '-');
	plan_put_number(w, last);
}

/* "on each start", "from start 3", "on ..." */
static void plan_put_counted(struct plan_writer *w, enum sim_fault_when when, u64 first, u64 last,
			     bool ever)
{
	plan_put_text(w, ever && first != 1 ? "from " : "on ");
	if (ever && first == 1)
		plan_put_text(w, "each ");
	if (!ever) {
		plan_put_range(w, when, first, last);
		return;
	}
	plan_put_noun(w, when, false);
	if (first == 1)
		return;
	plan_put(w, ' ');
	plan_put_number(w, first);
}

/* Writes a command by its name, if exactly one name fits. */
static void plan_put_command(struct plan_writer *w, const struct sim_fault *fault)
{
	const char *name = NULL;
	u32 i, names = 0;

	for (i = 0; i < PLAN_COMMANDS; i++) {
		if (plan_commands[i].code != fault->cmd || plan_commands[i].mask != fault->cmd_mask)
			continue;
		name = plan_commands[i].word;
		names++;
	}
	plan_put_text(w, " (");
	if (names == 1)
		plan_put_text(w, name);
	else
		plan_put_hex(w, fault->cmd);
	plan_put(w, ')');
}

static void plan_put_start_of_ccw(struct plan_writer *w, const struct sim_fault *fault)
{
	if (!fault->n)
		return;
	plan_put_text(w, " of ");
	if (fault->n == 1 && fault->last == SIM_PLAN_EVER)
		plan_put_text(w, "each start");
	else
		plan_put_range(w, SIM_WHEN_START, fault->n, max(fault->n, fault->last));
}

static void plan_put_ccws(struct plan_writer *w, const struct sim_fault *fault)
{
	u32 last = max(fault->ccw, fault->ccw_last);

	if (last == SIM_PLAN_NUMBER && fault->ccw == 1 && !fault->repeat)
		plan_put_text(w, "on ccw");
	else
		plan_put_counted(w, SIM_WHEN_CCW, fault->ccw, last,
				 last == SIM_PLAN_NUMBER && fault->repeat);
	if (fault->cmd_mask)
		plan_put_command(w, fault);
	plan_put_start_of_ccw(w, fault);
}

static void plan_put_moment(struct plan_writer *w, const struct sim_fault *fault)
{
	u64 last = max(fault->n, fault->last);

	if (fault->when == SIM_WHEN_TIME) {
		plan_put_text(w, "at ");
		plan_put_time(w, fault->n);
	} else if (fault->when == SIM_WHEN_CCW) {
		plan_put_ccws(w, fault);
	} else {
		plan_put_counted(w, fault->when, fault->n, last, last == SIM_PLAN_EVER);
	}
}

static void plan_put_qualifiers(struct plan_writer *w, const struct sim_fault *fault)
{
	if (fault->schid) {
		plan_put_text(w, " of 0.0.");
		plan_put_hex(w, (u8)(fault->schid >> 8));
		plan_put_hex(w, (u8)fault->schid);
	}
	if (fault->out_of) {
		plan_put_text(w, " with probability ");
		plan_put_number(w, fault->chance);
		plan_put(w, '/');
		plan_put_number(w, fault->out_of);
		plan_put_text(w, " seed ");
		plan_put_number(w, fault->seed);
	}
}

static bool plan_is_phrase(const struct plan_phrase *phrase, const struct sim_fault *fault)
{
	return phrase->what == fault->what &&
	       (phrase->argument != PLAN_ARG_NONE || phrase->arg == fault->arg);
}

static const struct plan_phrase *plan_phrase(const struct sim_fault *fault)
{
	u32 i;

	for (i = 0; i < PLAN_PHRASES; i++)
		if (plan_is_phrase(&plan_phrases[i], fault))
			return &plan_phrases[i];
	return NULL;
}

static void plan_put_sense(struct plan_writer *w, const struct sim_fault *fault)
{
	u8 i;

	if (!fault->sense_len)
		return;
	plan_put_text(w, " sense ");
	for (i = 0; i < fault->sense_len; i++)
		plan_put_hex(w, fault->sense[i]);
}

static void plan_put_phrase(struct plan_writer *w, const struct sim_fault *fault)
{
	const struct plan_phrase *phrase = plan_phrase(fault);

	plan_put_text(w, ": ");
	if (!phrase)
		return;
	plan_put_text(w, phrase->word);
	if (phrase->argument == PLAN_ARG_SENSE)
		plan_put_sense(w, fault);
	else if (phrase->argument != PLAN_ARG_NONE)
		plan_put(w, ' ');
	if (phrase->argument == PLAN_ARG_CC)
		plan_put_number(w, fault->arg);
	else if (phrase->argument == PLAN_ARG_TIME)
		plan_put_time(w, fault->arg);
	else if (phrase->argument == PLAN_ARG_STATUS || phrase->argument == PLAN_ARG_PATH)
		plan_put_hex(w, (u8)fault->arg);
	if (phrase->argument == PLAN_ARG_PATH)
		plan_put_text(w, fault->what == SIM_FAULT_PATH_OFF ? " off" : " on");
}

u32 sim_fault_format(const struct sim_fault *fault, char *line)
{
	struct plan_writer w = { line, line + SIM_PLAN_LINE };

	plan_put_moment(&w, fault);
	plan_put_qualifiers(&w, fault);
	plan_put_phrase(&w, fault);
	*w.at = 0;
	return (u32)(w.at - line);
}
