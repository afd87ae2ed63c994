// SPDX-License-Identifier: GPL-2.0-only
/* A machine whose channel is the judge. */
#include "simtests/port/guest_memory.h"
#include "simtests/port/judged.h"

#define PAGE	4096u
/* The simulator's limit for data chaining. */
#define LINKS	16384u

static bool is_in(u64 mask, const struct generated *g, u64 addr)
{
	u64 offset = addr - g->base;

	return addr >= g->base && offset < GENERATOR_MEMORY && mask >> (offset / PAGE) & 1;
}

static u8 *byte_at(void *data, u64 addr, bool store, u8 *check)
{
	struct judged *j = data;

	*check = CSS_CSTAT_PROGRAM;
	if (addr >= j->size || is_in(j->g->holes, j->g, addr))
		return NULL;
	*check = CSS_CSTAT_PROTECTION;
	if (store && is_in(j->g->readonly, j->g, addr))
		return NULL;
	return guest_memory_at(j->memory, addr, 1);
}

static void take_irb(void *data)
{
	struct judged *j = data;
	struct css_irb irb;

	if (j->deaf)
		return;
	judge_tsch(j->ch, &irb);
	if (j->n_irbs < JUDGED_IRBS)
		j->irbs[j->n_irbs] = irb;
	j->n_irbs++;
}

void judged_create(struct judged *j, u64 memory, struct judge_device *dev, u8 pim)
{
	const struct judge_config config = {
		.storage = { .byte = byte_at, .data = j }, .device = dev, .pim = pim,
		.max_links = LINKS,
		.interrupt = take_irb, .data = j,
	};

	j->dev = dev;
	j->size = memory;
	j->memory = guest_memory_create(memory);
	platform_assert(j->memory && dev);
	j->ch = judge_create(&config);
	platform_assert(j->ch);
}

void judged_destroy(struct judged *j)
{
	judge_destroy(j->ch);
	guest_memory_destroy(j->memory);
}

u8 *judged_memory(struct judged *j, u64 base)
{
	return guest_memory_at(j->memory, base, GENERATOR_MEMORY);
}
