// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/program.h"
#include "ccwtools/replay/chain.h"

/* Commands as they were executed, or the CCWs where that is not recorded. */
struct commands {
	const struct rec_program *program;
	u32 n;
};

static u8 command_at(const struct commands *c, u32 i)
{
	if (c->program->n_steps)
		return rec_command(&c->program->steps[i]);
	return c->program->ccws[i].cmd;
}

static bool is_chained(const struct commands *c, u32 i)
{
	return c->program->n_steps ? c->program->steps[i].ccw.chained :
	       c->program->ccws[i].chained;
}

/* Where the next command begins: data chaining makes one of several CCWs. */
static u32 next_command(const struct commands *c, u32 i)
{
	i++;
	while (i < c->n && is_chained(c, i))
		i++;
	return i;
}

/* Return: behind a group of @len commands at @at, if it is the same as the one at @i; or 0. */
static u32 same_group(const struct commands *c, u32 i, u32 at, u32 len)
{
	while (len--) {
		if (at >= c->n || command_at(c, i) != command_at(c, at))
			return 0;
		i = next_command(c, i);
		at = next_command(c, at);
	}
	return at;
}

static u32 skip(const struct commands *c, u32 i, u32 len)
{
	while (len-- && i < c->n)
		i = next_command(c, i);
	return i;
}

static void put_group(struct chain *chain, const struct commands *c, u32 i, u32 len, bool repeated)
{
	chain->bytes[chain->len++] = (u8)(len | (repeated ? CHAIN_REPEATED : 0));
	while (len--) {
		chain->bytes[chain->len++] = command_at(c, i);
		i = next_command(c, i);
	}
}

/* Return: behind the shortest group at @i that is repeated, and all of its repetitions. */
static u32 take_group(struct chain *chain, const struct commands *c, u32 i)
{
	u32 len, end, behind;

	for (len = 1; len <= CHAIN_GROUP; len++) {
		behind = skip(c, i, len);
		end = same_group(c, i, behind, len);
		if (!end)
			continue;
		put_group(chain, c, i, len, true);
		for (; end; end = same_group(c, i, behind, len))
			behind = end;
		return behind;
	}
	put_group(chain, c, i, 1, false);
	return next_command(c, i);
}

void chain_of(struct chain *chain, const struct rec_program *program)
{
	struct commands c = { .program = program, .n = program->n_steps };
	u32 i = 0;

	memset(chain, 0, sizeof(*chain));
	chain->some = !program->n_steps && program->no_steps;
	if (chain->some)
		c.n = program->n_ccws;
	while (i < c.n && !chain->cut) {
		if (chain->len + 1 + CHAIN_GROUP > CHAIN_BYTES)
			chain->cut = true;
		else
			i = take_group(chain, &c, i);
	}
}

static void name_group(struct text *t, enum device_family family, const u8 *commands, u32 len,
		       bool repeated)
{
	u32 i;

	text_add(t, "%s", len > 1 ? "(" : "");
	for (i = 0; i < len; i++) {
		text_add(t, "%s", i ? ", " : "");
		name_command(t, family, commands[i]);
	}
	text_add(t, "%s%s", len > 1 ? ")" : "", repeated ? " xN" : "");
}

void chain_name(struct text *t, enum device_family family, const struct chain *chain)
{
	u32 i, len;

	text_clear(t);
	text_add(t, "%s", chain->some ? "some of " : "");
	for (i = 0; i < chain->len; i += 1 + len) {
		len = chain->bytes[i] & ~CHAIN_REPEATED;
		text_add(t, "%s", i ? ", " : "");
		name_group(t, family, chain->bytes + i + 1, len, chain->bytes[i] & CHAIN_REPEATED);
	}
	if (!chain->len)
		text_add(t, "nothing executed");
	text_add(t, "%s", chain->cut ? ", ..." : "");
}
