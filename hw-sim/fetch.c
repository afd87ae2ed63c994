// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fetching: CCWs, and the rules that a CCW must keep before it takes control.
 *
 * Source: Principles of Operation, "Basic I/O Functions" (channel-command
 * word, transfer in channel) and "I/O Interruptions" (program check).
 */
#include "hw-sim/sim.h"

static void fetch_violation(struct sim_subchannel *sch, u64 addr, u32 len, bool store)
{
	struct css_sim *sim = sch->sim;
	struct sim_trace record = {
		.kind = SIM_TRACE_VIOLATION,
		.schid = sch->schid,
		.addr = addr,
		.len = 0,
		.word = len,
	};

	sim->violations++;
	if (sim->tracing)
		sim_trace_emit(sim, &record);
	if (sim->callbacks->violation)
		sim->callbacks->violation(sim->callback_data, addr, len, store);
}

/**
 * sim_map() - every access to storage goes through here
 * @sch: the subchannel whose channel accesses it
 * @addr: absolute address
 * @len: bytes, not across a storage block
 * @store: for storing
 * @ptr: gets a pointer to the bytes
 *
 * Return: success; otherwise channel status is set.
 */
bool sim_map(struct sim_subchannel *sch, u64 addr, u32 len, bool store, void **ptr)
{
	struct css_sim *sim = sch->sim;
	enum sim_storage_result result;

	if (sim->strict && unlikely(!sim->storage->granted(sim->storage_data, addr, len, store))) {
		fetch_violation(sch, addr, len, store);
		sch->ch.cstat |= CSS_CSTAT_PROGRAM;
		return false;
	}
	result = sim->storage->map(sim->storage_data, addr, len, store, ptr);
	if (likely(result == SIM_STORAGE_OK))
		return true;
	sch->ch.cstat |= result == SIM_STORAGE_PROTECTION ? CSS_CSTAT_PROTECTION :
							    CSS_CSTAT_PROGRAM;
	return false;
}

static bool fetch_program_check(struct sim_channel *ch)
{
	ch->cstat |= CSS_CSTAT_PROGRAM;
	return false;
}

static void fetch_as_format1(struct css_ccw1 *ccw)
{
	struct css_ccw0 old;

	memcpy(&old, ccw, sizeof(old));
	ccw->flags = old.flags;
	ccw->count = old.count;
	ccw->cda = cpu_to_be32((u32)old.cda[0] << 16 | (u32)old.cda[1] << 8 | old.cda[2]);
}

static inline bool fetch_is_tic(const struct css_ccw1 *ccw)
{
	return (ccw->cmd & 0x0f) == CSS_CMD_TIC;
}

/*
 * Maps the whole block for the CCWs that follow, if the channel may read all of
 * it.  With a trace, with a plan and in format 0 each CCW is mapped by itself.
 */
static void fetch_open_window(struct sim_subchannel *sch, u32 block)
{
	struct css_sim *sim = sch->sim;
	void *ptr;

	if (sim->tracing || sim->plan || !(sch->ch.orb & CSS_ORB_F))
		return;
	if (sim->strict &&
	    !sim->storage->granted(sim->storage_data, block, SIM_STORAGE_BLOCK, false))
		return;
	if (sim->storage->map(sim->storage_data, block, SIM_STORAGE_BLOCK, false, &ptr) !=
	    SIM_STORAGE_OK)
		return;
	sch->ch.window = ptr;
	sch->ch.window_addr = block;
}

static const void *fetch_map_ccw(struct sim_subchannel *sch, u32 addr)
{
	struct sim_channel *ch = &sch->ch;
	u32 offset = addr % SIM_STORAGE_BLOCK;
	void *ptr;

	platform_assert(addr < ch->limit && offset <= SIM_STORAGE_BLOCK - CSS_CCW_SIZE);
	if (ch->window_addr != addr - offset)
		fetch_open_window(sch, addr - offset);
	if (ch->window_addr == addr - offset)
		return ch->window + offset;
	return sim_map(sch, addr, CSS_CCW_SIZE, false, &ptr) ? ptr : NULL;
}

/* Loads a CCW into ch->ccw, as format 1, without checking it. */
static bool fetch_load_ccw(struct sim_subchannel *sch, u32 addr, bool data_chaining)
{
	struct sim_channel *ch = &sch->ch;
	const void *ptr;

	if (addr % CSS_CCW_SIZE || addr >= ch->limit)
		return fetch_program_check(ch);
	ptr = fetch_map_ccw(sch, addr);
	if (!ptr)
		return false;
	memcpy(&ch->ccw, ptr, sizeof(ch->ccw));
	if (!(ch->orb & CSS_ORB_F))
		fetch_as_format1(&ch->ccw);
	ch->addr = addr;
	ch->cpa = addr + CSS_CCW_SIZE;
	ch->cda = be32_to_cpu(ch->ccw.cda);
	ch->flags = ch->ccw.flags;
	ch->residual = be16_to_cpu(ch->ccw.count);
	if (!data_chaining)
		ch->cmd.code = ch->ccw.cmd;
	ch->ccws++;
	if (unlikely(sch->sim->tracing))
		sim_trace_ccw(sch);
	if (unlikely(sch->sim->plan) && !ch->fault)
		ch->fault = sim_plan_ccw(sch);
	return true;
}

/* Format 0 ignores everything but the address. */
static bool fetch_tic_is_valid(const struct sim_channel *ch)
{
	if (!(ch->orb & CSS_ORB_F))
		return true;
	return ch->ccw.cmd == CSS_CMD_TIC && !ch->ccw.flags && !ch->ccw.count &&
	       !(ch->cda & CSS_ADDR31_INVALID);
}

/* Loads the CCW that a TIC designates, which must not be a TIC. */
static bool fetch_transfer_in_channel(struct sim_subchannel *sch, bool data_chaining)
{
	struct sim_channel *ch = &sch->ch;

	ch->residual = 0;
	if (!ch->begun || !fetch_tic_is_valid(ch))
		return fetch_program_check(ch);
	if (!fetch_load_ccw(sch, ch->cda, data_chaining))
		return false;
	if (!fetch_is_tic(&ch->ccw))
		return true;
	ch->residual = 0;
	return fetch_program_check(ch);
}

static bool fetch_count_is_valid(const struct sim_channel *ch, bool data_chaining)
{
	if (likely(ch->residual))
		return true;
	return ch->orb & CSS_ORB_F && !data_chaining && !(ch->flags & CSS_CCW_CD);
}

/*
 * A suspend flag is valid where a command begins, if the ORB allows for it.
 * Source: System/370 Principles of Operation, "Program Check" (invalid suspend flag).
 */
static bool fetch_ccw_is_valid(const struct sim_channel *ch, bool data_chaining)
{
	if (ch->cda & CSS_ADDR31_INVALID || ch->flags & CSS_CCW_MIDA)
		return false;
	if (!fetch_count_is_valid(ch, data_chaining))
		return false;
	if (ch->flags & CSS_CCW_S && (data_chaining || !(ch->orb & CSS_ORB_S)))
		return false;
	return ch->cmd.code & 0x0f;
}

/**
 * sim_fetch_ccw() - fetch the CCW at ch->next, through a TIC if there is one
 * @sch: the subchannel
 * @data_chaining: the command stays in effect
 *
 * Return: ch holds a valid CCW; otherwise channel status is set and ch->cpa is
 * what the SCSW gets.
 */
bool sim_fetch_ccw(struct sim_subchannel *sch, bool data_chaining)
{
	struct sim_channel *ch = &sch->ch;

	/* The values for a CCW that cannot be read; after a TIC, cpa is that CCW's own address. */
	ch->cpa = ch->next + CSS_CCW_SIZE;
	ch->residual = 0;
	if (!fetch_load_ccw(sch, ch->next, data_chaining))
		return false;
	if (unlikely(fetch_is_tic(&ch->ccw)) && !fetch_transfer_in_channel(sch, data_chaining))
		return false;
	ch->begun = true;
	if (!data_chaining)
		ch->links = 0;
	ch->next = ch->cpa;
	if (unlikely(!fetch_ccw_is_valid(ch, data_chaining)))
		return fetch_program_check(ch);
	sim_data_begin(ch);
	return true;
}
