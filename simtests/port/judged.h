/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine whose channel is the judge, with a copy of the guest's memory of its own. */
#ifndef SIMTESTS_JUDGED_H
#define SIMTESTS_JUDGED_H

#include "simtests/judge/channel.h"
#include "simtests/port/generator.h"

#define JUDGED_IRBS	64u

/**
 * struct judged - the machine
 * @ch: its channel
 * @memory: its storage, of @size bytes
 * @g: holes and read-only pages are those of this program
 * @deaf: status stays pending until the test takes it
 * @irbs: what became pending, and was taken at once
 * @n_irbs: how many; more than fit are counted and not kept
 */
struct judged {
	struct judge_channel *ch;
	struct judge_device *dev;
	struct guest_memory *memory;
	u64 size;
	const struct generated *g;
	bool deaf;
	struct css_irb irbs[JUDGED_IRBS];
	u32 n_irbs;
};

/** judged_create() - with @memory bytes, and @dev as its device */
void judged_create(struct judged *j, u64 memory, struct judge_device *dev, u8 pim);
void judged_destroy(struct judged *j);
/** judged_memory() - the guest's memory, for GENERATOR_MEMORY bytes */
u8 *judged_memory(struct judged *j, u64 base);

#endif
