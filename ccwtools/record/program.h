/* SPDX-License-Identifier: GPL-2.0-only */
/* A program that is assembled from its records, and its result. */
#ifndef RECORD_PROGRAM_H
#define RECORD_PROGRAM_H

#include <jansson.h>

#include "recorder/format.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/program.h"

/** struct taken - bytes that come in pieces; @total: how many there are in all */
struct taken {
	u8 *data;
	u32 len;
	u32 total;
};

/** struct taken_ccw - a CCW, and what was recorded of it */
struct taken_ccw {
	struct record_ccw ccw;
	struct taken idaws;
	struct taken out;
	struct taken in;
};

/**
 * struct taken_program - the program
 * @orb: the guest's ORB
 * @ccws: in the order of their addresses
 * @n: how many
 * @arena: what holds it
 */
struct taken_program {
	struct css_orb orb;
	struct taken_ccw *ccws;
	u32 n;
	struct mem_arena *arena;
};

void program_begin(struct taken_program *p, const struct css_orb *orb);
void program_end(struct taken_program *p);

bool program_add(struct taken_program *p, const u8 *body, u32 len);
bool program_take(struct taken_program *p, enum record_kind kind, const u8 *body, u32 len);

/* The CCW, decoded, without IDAWs and data. */
struct rec_ccw program_fields(const struct taken_program *p, const struct taken_ccw *ccw);

/** program_find() - the CCW at an address, or NULL */
const struct taken_ccw *program_find(const struct taken_program *p, u32 addr);

/** struct data_area - bytes of storage that a CCW, or an IDAW of it, designates */
struct data_area {
	u64 addr;
	u32 len;
};

/** program_n_areas() - how many a CCW has */
u32 program_n_areas(const struct taken_program *p, const struct taken_ccw *ccw);
/** program_area() - one of them, from 0, if no more than @left bytes are to be there */
struct data_area program_area(const struct taken_program *p, const struct taken_ccw *ccw, u32 n,
			      u32 left);

/** program_json() - the CCWs, as a "start" has them */
json_t *program_json(const struct taken_program *p);

/** program_ccw_json() - one of them, or of those executed */
json_t *program_ccw_json(const struct taken_program *p, const struct taken_ccw *ccw);

/* Adds a member of @count bytes; null, and those that there are, if some are missing. */
void program_add_bytes(json_t *obj, const char *key, const struct taken *t, u32 count);

/** program_stored() - data areas afterwards, for where there are no steps */
json_t *program_stored(const struct taken_program *p);

#endif
