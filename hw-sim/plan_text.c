// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses the text of a plan.
 *
 *	line		[moment] {"of" device | "with" probability} ":" phrase
 *	moment		"at" time | "on" counted | "on" "each" noun | "from" noun number
 *	counted		noun number ["-" number]
 *	(of CCWs)	... ["(" command ")"] ["of" ("each" "start" | "start" counted)]
 */
#include "hw-sim/plan_text.h"
#include "hw-sim/plan_words.h"

#define SUBSYSTEM	0x00010000u	/* 0.0.NNNN as a subsystem-identification word */
#define NUMBER_EXPECTED	"expected a number from 1 to 4294967295"

/**
 * struct plan_reader - a line being read
 * @line: where it begins
 * @at: the next character
 * @end: where it ends, or a comment begins
 * @error: gets column and message
 */
struct plan_reader {
	const char *line;
	const char *at;
	const char *end;
	struct sim_plan_error *error;
};

/* struct plan_range - a range of ordinals */
struct plan_range {
	u64 first;
	u64 last;
	bool many;
	bool named;		/* with a number, or as "each" */
};

/* ---- Characters ---- */

static bool plan_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool plan_is_word_char(char c)
{
	return plan_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/* Return: the value, or 16. */
static u8 plan_hex_value(char c)
{
	if (plan_is_digit(c))
		return (u8)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (u8)(c - 'a' + 10);
	return c >= 'A' && c <= 'F' ? (u8)(c - 'A' + 10) : 16;
}

static void plan_skip_blanks(struct plan_reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r'))
		r->at++;
}

/* Reports an error at the reader's position.  Return: false */
static bool plan_error(struct plan_reader *r, const char *message)
{
	plan_skip_blanks(r);
	r->error->column = (u32)(r->at - r->line) + 1;
	r->error->message = message;
	return false;
}

/* ---- Tokens: each function consumes its token if it is there, else nothing ---- */

static bool plan_read_mark(struct plan_reader *r, char c)
{
	plan_skip_blanks(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool plan_read_word(struct plan_reader *r, const char *text)
{
	const char *at;

	plan_skip_blanks(r);
	for (at = r->at; *text; at++, text++)
		if (at == r->end || *at != *text)
			return false;
	if (at < r->end && plan_is_word_char(*at))
		return false;
	r->at = at;
	return true;
}

static bool plan_read_number(struct plan_reader *r, u64 min, u64 *value, const char *message)
{
	const char *from;
	u64 v = 0;

	plan_skip_blanks(r);
	from = r->at;
	while (r->at < r->end && plan_is_digit(*r->at) && v <= SIM_PLAN_NUMBER)
		v = v * 10 + plan_hex_value(*r->at++);
	if (r->at > from && v >= min && v <= SIM_PLAN_NUMBER) {
		*value = v;
		return true;
	}
	r->at = from;
	return plan_error(r, message);
}

/* Two hexadecimal digits. */
static bool plan_read_byte(struct plan_reader *r, u8 *value)
{
	u8 high, low;

	plan_skip_blanks(r);
	if (r->end - r->at < 2)
		return false;
	high = plan_hex_value(r->at[0]);
	low = plan_hex_value(r->at[1]);
	if (high > 15 || low > 15)
		return false;
	*value = (u8)(high << 4 | low);
	r->at += 2;
	return true;
}

/* Two hexadecimal digits that are not part of a longer word. */
static bool plan_read_lone_byte(struct plan_reader *r, u8 *value, const char *message)
{
	const char *from;

	plan_skip_blanks(r);
	from = r->at;
	if (plan_read_byte(r, value) && (r->at == r->end || !plan_is_word_char(*r->at)))
		return true;
	r->at = from;
	return plan_error(r, message);
}

static bool plan_read_time(struct plan_reader *r, u64 *nsecs)
{
	u64 n;
	u32 i;

	if (!plan_read_number(r, 0, &n, "expected a time, such as 12ms"))
		return false;
	for (i = 0; i < PLAN_UNITS; i++) {
		if (!plan_read_word(r, plan_units[i].word))
			continue;
		*nsecs = n * plan_units[i].nsecs;
		return true;
	}
	return plan_error(r, "expected a unit of time: ns, us, ms or s");
}

/* ---- The moment ---- */

static bool plan_read_noun(struct plan_reader *r, const struct plan_noun *noun)
{
	return plan_read_word(r, noun->one) || plan_read_word(r, noun->many);
}

static const struct plan_noun *plan_find_noun(struct plan_reader *r)
{
	u32 i;

	for (i = 0; i < PLAN_NOUNS; i++)
		if (plan_read_noun(r, &plan_nouns[i]))
			return &plan_nouns[i];
	return NULL;
}

static bool plan_read_range(struct plan_reader *r, struct plan_range *span)
{
	span->named = true;
	if (!plan_read_number(r, 1, &span->first, NUMBER_EXPECTED))
		return false;
	span->last = span->first;
	if (!plan_read_mark(r, '-'))
		return true;
	if (!plan_read_number(r, span->first, &span->last,
			      "expected a number that is not less than the first, "
			      "up to 4294967295"))
		return false;
	span->many = span->last > span->first;
	return true;
}

static bool plan_read_command(struct plan_reader *r, struct sim_fault *fault)
{
	u32 i;

	for (i = 0; i < PLAN_COMMANDS; i++) {
		if (!plan_read_word(r, plan_commands[i].word))
			continue;
		fault->cmd = plan_commands[i].code;
		fault->cmd_mask = plan_commands[i].mask;
		break;
	}
	if (i == PLAN_COMMANDS) {
		fault->cmd_mask = 0xff;
		if (!plan_read_lone_byte(r, &fault->cmd,
					 "expected a command: its name, such as read-data, "
					 "or its code, two hexadecimal digits"))
			return false;
	}
	return plan_read_mark(r, ')') || plan_error(r, "expected )");
}

/* "of start 5"; but "of 0.0.0120" is left for plan_read_device(). */
static bool plan_read_start_of_ccw(struct plan_reader *r, struct sim_fault *fault,
				   const struct plan_range *ccws)
{
	struct plan_range starts = { .first = 0, .last = SIM_PLAN_EVER };
	const char *back = r->at;

	if (plan_read_word(r, "of")) {
		if (plan_read_word(r, "each"))
			starts = (struct plan_range){ 1, SIM_PLAN_EVER, true, true };
		if (!plan_read_noun(r, &plan_nouns[0])) {
			if (starts.named)
				return plan_error(r, "expected start");
			r->at = back;
		} else if (!starts.named && !plan_read_range(r, &starts)) {
			return false;
		}
	}
	if (starts.many && !ccws->named) {
		r->at = back;
		return plan_error(r, "expected one start, or the number of the ccw before it");
	}
	fault->n = starts.first;
	fault->last = starts.last;
	fault->repeat |= starts.many;
	return true;
}

static bool plan_read_ccws(struct plan_reader *r, struct sim_fault *fault,
			   const struct plan_range *span)
{
	fault->ccw = (u32)span->first;
	fault->ccw_last = min_t(u64, span->last, SIM_PLAN_NUMBER);
	if (plan_read_mark(r, '(') && !plan_read_command(r, fault))
		return false;
	return plan_read_start_of_ccw(r, fault, span);
}

/* A CCW that is given by its command needs no number: the first one matches. */
static bool plan_is_unnumbered(struct plan_reader *r, const struct sim_fault *fault)
{
	plan_skip_blanks(r);
	return fault->when == SIM_WHEN_CCW && r->at < r->end && *r->at == '(';
}

static bool plan_read_counted(struct plan_reader *r, struct sim_fault *fault, bool from)
{
	struct plan_range span = { .first = 1, .last = SIM_PLAN_EVER };
	const struct plan_noun *noun;

	span.many = from;
	if (!from && plan_read_word(r, "each")) {
		span.many = true;
		span.named = true;
	}
	noun = plan_find_noun(r);
	if (!noun)
		return plan_error(r, "expected start, ccw, interrupt, pin, read or alloc");
	fault->when = noun->when;
	if (from && !plan_read_number(r, 1, &span.first, NUMBER_EXPECTED))
		return false;
	span.named |= from;
	if (!span.named && !plan_is_unnumbered(r, fault) && !plan_read_range(r, &span))
		return false;
	fault->repeat = span.many;
	if (fault->when == SIM_WHEN_CCW)
		return plan_read_ccws(r, fault, &span);
	fault->n = span.first;
	fault->last = span.last;
	return true;
}

/* Return: success; @given: gets whether the line names a moment. */
static bool plan_read_moment(struct plan_reader *r, struct sim_fault *fault, bool *given)
{
	const char *back = r->at;

	*given = true;
	if (plan_read_word(r, "on"))
		return plan_read_counted(r, fault, false);
	if (plan_read_word(r, "from"))
		return plan_read_counted(r, fault, true);
	fault->when = SIM_WHEN_TIME;
	if (plan_read_word(r, "at"))
		return plan_read_time(r, &fault->n);
	*given = false;
	if (!plan_read_word(r, "with"))
		return plan_error(r, "expected a line that begins with on, from, at or with");
	r->at = back;
	return true;
}

/* ---- What narrows the moment down ---- */

static bool plan_read_device(struct plan_reader *r, struct sim_fault *fault)
{
	static const char message[] =
		"expected a subchannel: 0.0. and four hexadecimal digits, such as 0.0.0120";
	static const char prefix[] = "0.0.";
	const char *from;
	u8 high, low;

	plan_skip_blanks(r);
	from = r->at;
	/* The two bytes must not have blanks between them. */
	if (r->end - from < 8 || memcmp(from, prefix, 4) || plan_hex_value(from[6]) > 15)
		return plan_error(r, message);
	r->at += 4;
	if (!plan_read_byte(r, &high) || !plan_read_lone_byte(r, &low, message)) {
		r->at = from;
		return plan_error(r, message);
	}
	fault->schid = SUBSYSTEM | (u32)high << 8 | low;
	return true;
}

static bool plan_read_probability(struct plan_reader *r, struct sim_fault *fault)
{
	const char *from;
	u64 chance, out_of;

	if (!plan_read_word(r, "probability"))
		return plan_error(r, "expected probability");
	plan_skip_blanks(r);
	from = r->at;
	if (!plan_read_number(r, 1, &chance, "expected a probability, such as 1/100"))
		return false;
	if (!plan_read_mark(r, '/'))
		return plan_error(r, "expected / and a number: a probability is such as 1/100");
	if (!plan_read_number(r, 1, &out_of, NUMBER_EXPECTED))
		return false;
	if (chance > out_of) {
		r->at = from;
		return plan_error(r, "expected a probability that is not above 1/1");
	}
	if (!plan_read_word(r, "seed"))
		return plan_error(r, "expected seed and a number, the same for the same faults");
	fault->chance = (u32)chance;
	fault->out_of = (u32)out_of;
	return plan_read_number(r, 0, &fault->seed, "expected a number from 0 to 4294967295");
}

/* Each qualifier at most once, in any order. */
static bool plan_read_qualifiers(struct plan_reader *r, struct sim_fault *fault)
{
	const char *from;
	u32 i;

	for (i = 0; i < 2; i++) {
		plan_skip_blanks(r);
		from = r->at;
		if (!fault->schid && plan_read_word(r, "of")) {
			if (!plan_read_device(r, fault))
				return false;
		} else if (!fault->out_of && plan_read_word(r, "with")) {
			if (fault->when == SIM_WHEN_TIME && from != r->line) {
				r->at = from;
				return plan_error(r, "expected :, a time comes once "
						  "and for certain");
			}
			if (!plan_read_probability(r, fault))
				return false;
		}
	}
	return plan_read_mark(r, ':') || plan_error(r, "expected : and what happens");
}

/* ---- What happens ---- */

static bool plan_read_cc(struct plan_reader *r, struct sim_fault *fault)
{
	bool deferred = fault->what == SIM_FAULT_DEFERRED_CC;
	const char *from;
	u64 cc;

	plan_skip_blanks(r);
	from = r->at;
	if (plan_read_number(r, 1, &cc, "") && cc <= 3 && !(deferred && cc == 2)) {
		fault->arg = cc;
		return true;
	}
	r->at = from;
	return plan_error(r, deferred ? "expected a deferred condition code: 1 or 3" :
			  "expected a condition code: 1, 2 or 3");
}

static bool plan_read_sense(struct plan_reader *r, struct sim_fault *fault)
{
	u8 value;

	if (!plan_read_word(r, "sense"))
		return true;
	while (fault->sense_len < CSS_SENSE_SIZE && plan_read_byte(r, &value))
		fault->sense[fault->sense_len++] = value;
	if (!fault->sense_len)
		return plan_error(r, "expected sense bytes, two hexadecimal digits each");
	plan_skip_blanks(r);
	if (r->at == r->end)
		return true;
	if (fault->sense_len == CSS_SENSE_SIZE)
		return plan_error(r, "expected the end of the line: "
				  "there are at most 32 sense bytes");
	return plan_error(r, "expected a sense byte of two hexadecimal digits, "
			  "or the end of the line");
}

static bool plan_read_byte_arg(struct plan_reader *r, struct sim_fault *fault, const char *message)
{
	u8 value;

	if (!plan_read_lone_byte(r, &value, message))
		return false;
	fault->arg = value;
	return true;
}

static bool plan_read_path(struct plan_reader *r, struct sim_fault *fault)
{
	if (!plan_read_byte_arg(r, fault, "expected a CHPID, two hexadecimal digits"))
		return false;
	fault->what = SIM_FAULT_PATH_OFF;
	if (plan_read_word(r, "off"))
		return true;
	fault->what = SIM_FAULT_PATH_ON;
	return plan_read_word(r, "on") || plan_error(r, "expected off or on");
}

static bool plan_read_argument(struct plan_reader *r, struct sim_fault *fault,
			       const struct plan_phrase *phrase)
{
	switch (phrase->argument) {
	case PLAN_ARG_CC:
		return plan_read_cc(r, fault);
	case PLAN_ARG_SENSE:
		return plan_read_sense(r, fault);
	case PLAN_ARG_STATUS:
		return plan_read_byte_arg(r, fault,
					  "expected unit status, two hexadecimal digits");
	case PLAN_ARG_TIME:
		return plan_read_time(r, &fault->arg);
	case PLAN_ARG_PATH:
		return plan_read_path(r, fault);
	default:
		fault->arg = phrase->arg;
		return true;
	}
}

static const struct plan_phrase *plan_find_phrase(struct plan_reader *r)
{
	u32 i;

	for (i = 0; i < PLAN_PHRASES; i++)
		if (plan_read_word(r, plan_phrases[i].word))
			return &plan_phrases[i];
	return NULL;
}

/* "with probability ...: lose" - strikes at each moment that the fault can have */
static void plan_set_usual_moment(struct sim_fault *fault, const struct plan_kind *kind)
{
	fault->when = kind->usual;
	fault->repeat = true;
	fault->last = SIM_PLAN_EVER;
	fault->n = fault->when == SIM_WHEN_CCW ? 0 : 1;
	if (fault->when != SIM_WHEN_CCW)
		return;
	fault->ccw = 1;
	fault->ccw_last = SIM_PLAN_NUMBER;
}

/* Does the moment suit the fault?  Return: NULL, or the error message. */
static const char *plan_mismatch(struct sim_fault *fault, const struct plan_kind *kind, bool given)
{
	if (!given && !kind->has_usual)
		return "expected another fault: for this one, begin the line with its moment, "
		       "such as on each start with probability";
	if (!given)
		plan_set_usual_moment(fault, kind);
	if (!(kind->moments & 1u << fault->when))
		return kind->message;
	if (fault->schid && fault->when >= SIM_WHEN_PIN)
		return "expected another fault: the host's pins, reads and allocs "
		       "are not of one subchannel";
	if (fault->when == SIM_WHEN_INTERRUPT && fault->what == SIM_FAULT_UNSOLICITED &&
	    fault->repeat)
		return "expected another fault: this one is an interrupt itself, and would have "
		       "no end; name one interrupt";
	return NULL;
}

static bool plan_read_phrase(struct plan_reader *r, struct sim_fault *fault, bool given)
{
	const struct plan_phrase *phrase;
	const char *from, *message;

	plan_skip_blanks(r);
	from = r->at;
	phrase = plan_find_phrase(r);
	if (!phrase)
		return plan_error(r, PLAN_PHRASE_EXPECTED);
	fault->what = phrase->what;
	message = plan_mismatch(fault, phrase->kind, given);
	if (message) {
		r->at = from;
		return plan_error(r, message);
	}
	if (!plan_read_argument(r, fault, phrase))
		return false;
	plan_skip_blanks(r);
	return r->at == r->end || plan_error(r, "expected the end of the line");
}

/* ---- Lines ---- */

static bool plan_read_fault(struct plan_reader *r, struct sim_fault *fault)
{
	bool given;

	return plan_read_moment(r, fault, &given) && plan_read_qualifiers(r, fault) &&
	       plan_read_phrase(r, fault, given);
}

/* Finds where the comment begins, or the line ends. */
static const char *plan_end_of_code(const char *line, const char *end)
{
	while (line < end && *line != '#')
		line++;
	return line;
}

static const char *plan_end_of_line(const char *text, const char *end)
{
	while (text < end && *text != '\n')
		text++;
	return text;
}

static bool plan_read_line(struct sim_plan *plan, const char *line, const char *end,
			   struct sim_plan_error *error)
{
	struct plan_reader r = { line, line, plan_end_of_code(line, end), error };
	struct sim_fault fault = { .line = error->line };

	/* Both bounds are reported exactly at the position where they are exceeded. */
	if (error->line > SIM_PLAN_LINES) {
		r.end = line;
		return plan_error(&r, "expected the end of the plan: it has at most 1024 lines");
	}
	if (end - line > SIM_PLAN_LINE) {
		r.at = line + SIM_PLAN_LINE;
		r.end = r.at;
		return plan_error(&r, "expected the end of the line: "
				  "it has at most 255 characters");
	}
	plan_skip_blanks(&r);
	if (r.at == r.end)
		return true;
	if (plan->count == SIM_PLAN_FAULTS)
		return plan_error(&r, "expected the end of the plan: it has at most 64 faults");
	if (!plan_read_fault(&r, &fault))
		return false;
	plan->faults[plan->count++] = fault;
	return true;
}

int sim_plan_parse(const char *text, size_t len, struct sim_plan *plan,
		   struct sim_plan_error *error)
{
	const char *end = text + len, *newline;

	plan->count = 0;
	plan->faults = platform_zalloc(SIM_PLAN_FAULTS * sizeof(*plan->faults));
	if (!plan->faults)
		return -ENOMEM;
	error->line = 0;
	while (text < end) {
		newline = plan_end_of_line(text, end);
		error->line++;
		if (!plan_read_line(plan, text, newline, error)) {
			sim_plan_free(plan);
			return -EINVAL;
		}
		text = newline < end ? newline + 1 : end;
	}
	return 0;
}

void sim_plan_free(struct sim_plan *plan)
{
	platform_free(plan->faults);
	plan->faults = NULL;
	plan->count = 0;
}
