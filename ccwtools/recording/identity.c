// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "ccwtools/recording/identity.h"

#define SENSE_ID	0xe4
#define SIZE		7u	/* FF, control unit, its model, device, its model */

static void put_type(char text[IDENTITY_TEXT], const u8 *p)
{
	snprintf(text, IDENTITY_TEXT, "%02x%02x-%02x", p[0], p[1], p[2]);
}

static const u8 *sense_id_of(const struct rec_program *p)
{
	u32 i;

	for (i = 0; i < p->n_steps; i++)
		if (p->steps[i].ccw.cmd == SENSE_ID && p->steps[i].in.len >= SIZE)
			return p->steps[i].in.data;
	return NULL;
}

bool identity_of_program(const struct rec_program *program, struct identity *id)
{
	const u8 *bytes = sense_id_of(program);

	if (!bytes)
		return false;
	put_type(id->unit, bytes + 1);
	put_type(id->device, bytes + 4);
	snprintf(id->type, sizeof(id->type), "%02x%02x", bytes[4], bytes[5]);
	return true;
}

const char *identity_simulated(const char *type)
{
	static const char *const units[][2] = {
		{ "3390", "3990-e9" }, { "3480", "3480-31" }, { "3490", "3490-10" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(units[i][0], type))
			return units[i][1];
	return NULL;
}
