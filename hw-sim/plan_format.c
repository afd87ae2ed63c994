// SPDX-License-Identifier: GPL-2.0-only
/* Formats a fault as its line of text. */
#include "hw-sim/plan_text.h"
#include "hw-sim/plan_words.h"

#define DIGITS	20u	/* of the largest u64 */

/* struct writer - a line being written; what does not fit is left out */
struct writer {
	char *at;
	char *end;
};

static void put(struct writer *w, char c)
{
	if (w->at < w->end)
		*w->at++ = c;
}

static void put_text(struct writer *w, const char *text)
{
	for (; *text; text++)
		put(w, *text);
}

static void put_number(struct writer *w, u64 n)
{
	char digits[DIGITS];
	u32 i = DIGITS;

	do {
		digits[--i] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	for (; i < DIGITS; i++)
		put(w, digits[i]);
}

static void put_hex(struct writer *w, u8 byte)
{
	static const char digits[] = "0123456789abcdef";

	put(w, digits[byte >> 4]);
	put(w, digits[byte & 15]);
}

/* Writes a time in the largest unit that divides it. */
static void put_time(struct writer *w, u64 nsecs)
{
	u32 i = 0;

	while (nsecs % plan_units[i].nsecs)
		i++;
	put_number(w, nsecs / plan_units[i].nsecs);
	put_text(w, plan_units[i].word);
}

static void put_noun(struct writer *w, enum sim_fault_when when, bool many)
{
	u32 i;

	for (i = 0; i < PLAN_NOUNS; i++)
		if (plan_nouns[i].when == when)
			put_text(w, many ? plan_nouns[i].many : plan_nouns[i].one);
}

/* "start 3", "starts 3-7" */
static void put_range(struct writer *w, enum sim_fault_when when, u64 first, u64 last)
{
	put_noun(w, when, last != first);
	put(w, ' ');
	put_number(w, first);
	if (last == first)
		return;
	put(w, '-');
	put_number(w, last);
}

/* "on each start", "from start 3", "on ..." */
static void put_counted(struct writer *w, enum sim_fault_when when, u64 first, u64 last,
			bool ever)
{
	put_text(w, ever && first != 1 ? "from " : "on ");
	if (ever && first == 1)
		put_text(w, "each ");
	if (!ever) {
		put_range(w, when, first, last);
		return;
	}
	put_noun(w, when, false);
	if (first == 1)
		return;
	put(w, ' ');
	put_number(w, first);
}

/* Writes a command by its name, if exactly one name fits. */
static void put_command(struct writer *w, const struct sim_fault *fault)
{
	const char *name = NULL;
	u32 i, names = 0;

	for (i = 0; i < PLAN_COMMANDS; i++) {
		if (plan_commands[i].code != fault->cmd || plan_commands[i].mask != fault->cmd_mask)
			continue;
		name = plan_commands[i].word;
		names++;
	}
	put_text(w, " (");
	if (names == 1)
		put_text(w, name);
	else
		put_hex(w, fault->cmd);
	put(w, ')');
}

static void put_start_of_ccw(struct writer *w, const struct sim_fault *fault)
{
	if (!fault->n)
		return;
	put_text(w, " of ");
	if (fault->n == 1 && fault->last == SIM_PLAN_EVER)
		put_text(w, "each start");
	else
		put_range(w, SIM_WHEN_START, fault->n, max(fault->n, fault->last));
}

static void put_ccws(struct writer *w, const struct sim_fault *fault)
{
	u32 last = max(fault->ccw, fault->ccw_last);

	if (last == SIM_PLAN_NUMBER && fault->ccw == 1 && !fault->repeat)
		put_text(w, "on ccw");
	else
		put_counted(w, SIM_WHEN_CCW, fault->ccw, last,
			    last == SIM_PLAN_NUMBER && fault->repeat);
	if (fault->cmd_mask)
		put_command(w, fault);
	put_start_of_ccw(w, fault);
}

static void put_moment(struct writer *w, const struct sim_fault *fault)
{
	u64 last = max(fault->n, fault->last);

	if (fault->when == SIM_WHEN_TIME) {
		put_text(w, "at ");
		put_time(w, fault->n);
	} else if (fault->when == SIM_WHEN_CCW) {
		put_ccws(w, fault);
	} else {
		put_counted(w, fault->when, fault->n, last, last == SIM_PLAN_EVER);
	}
}

static void put_qualifiers(struct writer *w, const struct sim_fault *fault)
{
	if (fault->schid) {
		put_text(w, " of 0.0.");
		put_hex(w, (u8)(fault->schid >> 8));
		put_hex(w, (u8)fault->schid);
	}
	if (fault->out_of) {
		put_text(w, " with probability ");
		put_number(w, fault->chance);
		put(w, '/');
		put_number(w, fault->out_of);
		put_text(w, " seed ");
		put_number(w, fault->seed);
	}
}

static bool is_phrase_of(const struct plan_phrase *phrase, const struct sim_fault *fault)
{
	return phrase->what == fault->what &&
	       (phrase->argument != PLAN_ARG_NONE || phrase->arg == fault->arg);
}

static const struct plan_phrase *phrase_of(const struct sim_fault *fault)
{
	u32 i;

	for (i = 0; i < PLAN_PHRASES; i++)
		if (is_phrase_of(&plan_phrases[i], fault))
			return &plan_phrases[i];
	return NULL;
}

static void put_sense(struct writer *w, const struct sim_fault *fault)
{
	u8 i;

	if (!fault->sense_len)
		return;
	put_text(w, " sense ");
	for (i = 0; i < fault->sense_len; i++)
		put_hex(w, fault->sense[i]);
}

static void put_phrase(struct writer *w, const struct sim_fault *fault)
{
	const struct plan_phrase *phrase = phrase_of(fault);

	put_text(w, ": ");
	if (!phrase)
		return;
	put_text(w, phrase->word);
	if (phrase->argument == PLAN_ARG_SENSE)
		put_sense(w, fault);
	else if (phrase->argument != PLAN_ARG_NONE)
		put(w, ' ');
	if (phrase->argument == PLAN_ARG_CC)
		put_number(w, fault->arg);
	else if (phrase->argument == PLAN_ARG_TIME)
		put_time(w, fault->arg);
	else if (phrase->argument == PLAN_ARG_STATUS || phrase->argument == PLAN_ARG_PATH)
		put_hex(w, (u8)fault->arg);
	if (phrase->argument == PLAN_ARG_PATH)
		put_text(w, fault->what == SIM_FAULT_PATH_OFF ? " off" : " on");
}

u32 sim_fault_format(const struct sim_fault *fault, char *line)
{
	struct writer w = { line, line + SIM_PLAN_LINE };

	put_moment(&w, fault);
	put_qualifiers(&w, fault);
	put_phrase(&w, fault);
	*w.at = 0;
	return (u32)(w.at - line);
}
