// SPDX-License-Identifier: GPL-2.0-only
/* The trace: everything observable in order, for a listener and for a hash. */
#include "hw-sim/sim.h"

#define FNV_PRIME	0x100000001b3ull

static u64 sim_trace_hash_bytes(u64 hash, const void *data, size_t len)
{
	const u8 *p = data;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ p[i]) * FNV_PRIME;
	return hash;
}

static u64 sim_trace_hash_u64(u64 hash, u64 value)
{
	__be64 be = cpu_to_be64(value);

	return sim_trace_hash_bytes(hash, &be, sizeof(be));
}

/* Big-endian and field by field: the same bytes on every host. */
static u64 sim_trace_hash(u64 hash, const struct sim_trace *r)
{
	hash = sim_trace_hash_u64(hash, r->time);
	hash = sim_trace_hash_u64(hash, (u64)r->kind << 32 | r->schid);
	hash = sim_trace_hash_u64(hash, r->addr);
	hash = sim_trace_hash_bytes(hash, &r->ccw, sizeof(r->ccw));
	hash = sim_trace_hash_u64(hash, (u64)r->word << 32 | (u32)r->code << 24 | (u32)r->cc << 16 |
				  (u32)r->dstat << 8 | r->cstat);
	hash = sim_trace_hash_u64(hash, (u64)r->count << 48 | (u64)r->immediate << 32 | r->len);
	return sim_trace_hash_bytes(hash, r->data, r->len);
}

/* Callers test sim->tracing first, so that no time is spent when tracing is off. */
void sim_trace_emit(struct css_sim *sim, struct sim_trace *record)
{
	record->time = sim->now;
	if (sim->hashing)
		sim->hash = sim_trace_hash(sim->hash, record);
	if (sim->callbacks->trace)
		sim->callbacks->trace(sim->callback_data, record);
}

void sim_trace_instruction(struct sim_subchannel *sch, enum sim_instruction code, int cc)
{
	struct sim_trace record = {
		.kind = SIM_TRACE_INSTRUCTION,
		.schid = sch->schid,
		.code = (u8)code,
		.cc = (u8)cc,
	};

	if (unlikely(sch->sim->tracing))
		sim_trace_emit(sch->sim, &record);
}

void sim_trace_ccw(struct sim_subchannel *sch)
{
	struct sim_trace record = {
		.kind = SIM_TRACE_CCW,
		.schid = sch->schid,
		.addr = sch->ch.addr,
		.ccw = sch->ch.ccw,
		.code = sch->ch.cmd.code,
	};

	sim_trace_emit(sch->sim, &record);
}

void sim_trace_ccw_end(struct sim_subchannel *sch, u8 dstat, u8 cstat, bool immediate)
{
	struct sim_trace record = {
		.kind = SIM_TRACE_CCW_END,
		.schid = sch->schid,
		.addr = sch->ch.addr,
		.ccw = sch->ch.ccw,
		.code = sch->ch.cmd.code,
		.dstat = dstat,
		.cstat = cstat,
		.count = (u16)sch->ch.residual,
		.immediate = immediate,
	};

	sim_trace_emit(sch->sim, &record);
}

void sim_trace_data(struct sim_subchannel *sch, enum sim_trace_kind kind, u64 addr,
		    const void *data, u32 len)
{
	struct sim_trace record = {
		.kind = kind,
		.schid = sch->schid,
		.addr = addr,
		.data = data,
		.len = len,
	};

	sim_trace_emit(sch->sim, &record);
}

void sim_trace_irb(struct sim_subchannel *sch, enum sim_trace_kind kind, int cc,
		   const struct css_irb *irb)
{
	struct sim_trace record = {
		.kind = kind,
		.schid = sch->schid,
		.cc = (u8)cc,
		.data = (const u8 *)irb,
		.len = offsetof(struct css_irb, emw),
	};

	sim_trace_emit(sch->sim, &record);
}
