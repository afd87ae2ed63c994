// SPDX-License-Identifier: GPL-2.0-only
/*
 * Data: from storage to the device and back, along CCWs and IDAWs.
 *
 * Source: Principles of Operation, "Basic I/O Functions" (data address, data
 * chaining, indirect data addressing, skipping).
 */
#include "hw-sim/channel.h"

static inline struct sim_subchannel *data_subchannel(struct sim_channel *ch)
{
	return container_of(ch, struct sim_subchannel, ch);
}

static u32 data_stop(struct sim_channel *ch, u8 cstat)
{
	ch->cstat |= cstat;
	ch->stopped = true;
	return 0;
}

static bool data_load_idaw(struct sim_channel *ch, u32 size, u64 *addr)
{
	__be64 idaw2;
	__be32 idaw1;
	void *ptr;

	if (ch->idaw & (size - 1) || ch->idaw >= ch->limit)
		return data_stop(ch, CSS_CSTAT_PROGRAM);
	if (!sim_map(data_subchannel(ch), ch->idaw, size, false, &ptr))
		return data_stop(ch, 0);
	ch->idaw += size;
	if (size == sizeof(idaw2)) {
		memcpy(&idaw2, ptr, sizeof(idaw2));
		*addr = be64_to_cpu(idaw2);
		return true;
	}
	memcpy(&idaw1, ptr, sizeof(idaw1));
	*addr = be32_to_cpu(idaw1);
	if (*addr & CSS_ADDR31_INVALID)
		return data_stop(ch, CSS_CSTAT_PROGRAM);
	return true;
}

/* Loads the next IDAW; all but the first must designate the edge of a block. */
static bool data_next_idaw(struct sim_channel *ch)
{
	u32 size = ch->orb & CSS_ORB_H ? sizeof(__be64) : sizeof(__be32);
	u32 mask = ch->block - 1;
	u32 offset;
	u64 addr;

	if (!data_load_idaw(ch, size, &addr))
		return false;
	offset = (u32)addr & mask;
	/* From here on @offset counts from the edge at which the transfer enters the block. */
	if (sim_is_backward(ch->cmd.code))
		offset = mask - offset;
	if (offset && !ch->fresh)
		return data_stop(ch, CSS_CSTAT_PROGRAM);
	platform_assert(offset < ch->block);
	ch->fresh = false;
	ch->data = addr;
	ch->span = ch->block - offset;
	return true;
}

/* Finds the next bytes in storage. */
static bool data_next_span(struct sim_channel *ch)
{
	if (ch->flags & CSS_CCW_IDA) {
		if (ch->fresh)
			ch->idaw = ch->cda;
		return data_next_idaw(ch);
	}
	ch->fresh = false;
	ch->data = ch->cda;
	ch->span = ch->residual;
	return true;
}

/* How many of @len bytes are contiguous, within IDAW, CCW and storage block? */
static u32 data_contiguous(struct sim_channel *ch, size_t len, bool backward)
{
	u32 offset = (u32)ch->data & (SIM_STORAGE_BLOCK - 1);
	u32 n = backward ? offset + 1 : SIM_STORAGE_BLOCK - offset;

	n = min(n, ch->span);
	n = min(n, ch->residual);
	return len < n ? (u32)len : n;
}

/* Without IDAWs the address has the width that the CCW gives it. */
static bool data_address_is_valid(const struct sim_channel *ch)
{
	return ch->flags & CSS_CCW_IDA || ch->data < ch->limit;
}

static void data_copy_backward(u8 *to, const u8 *from, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		to[len - 1 - i] = from[i];
}

/* Moves one contiguous piece. Return: bytes moved, 0 for a check. */
static u32 data_move(struct sim_channel *ch, u8 *buf, size_t len, bool store)
{
	struct sim_subchannel *sch = data_subchannel(ch);
	bool backward = sim_is_backward(ch->cmd.code);
	void *ptr;
	u64 low;
	u32 n;

	if (!ch->span && !data_next_span(ch))
		return 0;
	if (!data_address_is_valid(ch))
		return data_stop(ch, CSS_CSTAT_PROGRAM);
	n = data_contiguous(ch, len, backward);
	low = backward ? ch->data - (n - 1) : ch->data;
	if (!sim_map(sch, low, n, store, &ptr))
		return data_stop(ch, 0);
	if (!store)
		memcpy(buf, ptr, n);
	else if (backward)
		data_copy_backward(ptr, buf, n);
	else
		memcpy(ptr, buf, n);
	if (unlikely(sch->sim->tracing))
		sim_trace_data(sch, store ? SIM_TRACE_DATA_IN : SIM_TRACE_DATA_OUT, low, ptr, n);
	ch->data = backward ? ch->data - n : ch->data + n;
	ch->span -= n;
	return n;
}

/* Applies a fault that leaves the command in effect alone. Return: it was one. */
static bool data_fault_acts_elsewhere(struct sim_subchannel *sch)
{
	const struct sim_fault *fault = sch->ch.fault;

	if (!sim_fault_act(sch, fault))
		return false;
	sch->ch.fault = NULL;
	return true;
}

/* The count is used up and more follows: the next CCW continues the command. */
static void data_chain(struct sim_channel *ch)
{
	struct sim_subchannel *sch = data_subchannel(ch);

	if (unlikely(sch->sim->tracing))
		sim_trace_ccw_end(sch, 0, 0, false);
	if (unlikely(ch->initial))
		sim_channel_initial(sch);
	platform_assert(ch->in_command && !ch->residual && ch->links <= SIM_DATA_CHAIN_LIMIT);
	if (++ch->links > SIM_DATA_CHAIN_LIMIT) {
		data_stop(ch, CSS_CSTAT_CHAINING);
		return;
	}
	if (!sim_fetch_ccw(sch, true) || (ch->fault && !data_fault_acts_elsewhere(sch))) {
		data_stop(ch, 0);
		return;
	}
	if (ch->flags & CSS_CCW_PCI)
		sim_channel_pci(sch);
}

static void data_count(struct sim_channel *ch, u32 n)
{
	ch->residual -= n;
	ch->moved |= n;
	if (!ch->residual && ch->flags & CSS_CCW_CD)
		data_chain(ch);
}

size_t sim_channel_put(struct sim_channel *ch, const void *buf, size_t len)
{
	size_t done = 0;
	u32 n;

	if (!sim_is_input(ch->cmd.code) || !ch->in_command)
		return 0;
	while (done < len && ch->residual && !ch->stopped) {
		if (ch->flags & CSS_CCW_SKIP)
			n = len - done < ch->residual ? (u32)(len - done) : ch->residual;
		else
			/* @buf is not changed: data_move() stores into storage. */
			n = data_move(ch, (u8 *)buf + done, len - done, true);
		done += n;
		data_count(ch, n);
	}
	if (done < len && !ch->stopped)
		ch->longer = true;
	return done;
}

static bool data_is_output(const struct sim_channel *ch)
{
	return !sim_is_input(ch->cmd.code) && ch->in_command;
}

static size_t data_get(struct sim_channel *ch, void *buf, size_t max)
{
	size_t done = 0;
	u32 n;

	while (done < max && ch->residual && !ch->stopped) {
		n = data_move(ch, (u8 *)buf + done, max - done, false);
		done += n;
		data_count(ch, n);
	}
	return done;
}

size_t sim_channel_get(struct sim_channel *ch, void *buf, size_t len)
{
	size_t done;

	if (!data_is_output(ch))
		return 0;
	done = data_get(ch, buf, len);
	/* Long block on output: the device wants more than the count has ("Incorrect Length"). */
	if (done < len && !ch->stopped)
		ch->longer = true;
	return done;
}

size_t sim_channel_get_all(struct sim_channel *ch, void *buf, size_t max)
{
	return data_is_output(ch) ? data_get(ch, buf, max) : 0;
}

bool sim_channel_checked(const struct sim_channel *ch)
{
	return ch->stopped;
}

/* A command that ends before its data chaining does ends with incorrect length. */
bool sim_channel_last(const struct sim_channel *ch)
{
	return !(ch->flags & (CSS_CCW_CC | CSS_CCW_CD));
}
