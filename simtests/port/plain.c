// SPDX-License-Identifier: GPL-2.0-only
/* A machine without a driver, on the simulator. */
#include "simtests/port/guest_memory.h"
#include "simtests/port/machine.h"
#include "simtests/port/plain.h"
#include "simtests/port/port.h"

static void plain_interrupt(void *data, struct sim_subchannel *sch)
{
	struct plain *p = data;
	struct css_irb irb;

	if (p->deaf)
		return;
	if (sim_tsch(sch, &irb) == 0 && p->n_irbs < PLAIN_IRBS)
		p->irbs[p->n_irbs++] = irb;
}

static void plain_crw(void *data)
{
}

void plain_print_record(const char *machine, const struct sim_trace *r)
{
	static const char *const kinds[] = {
		"start", "instruction", "ccw", "in", "out", "ccw-end", "status", "tsch",
		"path", "crw", "fault", "VIOLATION",
	};
	u8 ccw[CSS_CCW_SIZE];
	u32 i;

	memcpy(ccw, &r->ccw, sizeof(ccw));
	port_print("%s %-11s addr %08llx word %08x code %02x cc %u", machine, kinds[r->kind],
		   (unsigned long long)r->addr, r->word, r->code, r->cc);
	port_print(" stat %02x/%02x count %u len %u ccw ", r->dstat, r->cstat, r->count, r->len);
	for (i = 0; i < sizeof(ccw); i++)
		port_print("%02x", ccw[i]);
	for (i = 0; i < r->len && i < 24; i++)
		port_print("%s%02x", i % 4 ? "" : " ", r->data[i]);
	port_print("\n");
}

static void plain_trace(void *data, const struct sim_trace *record)
{
	struct plain *p = data;

	p->ccws += record->kind == SIM_TRACE_CCW;
	p->ends += record->kind == SIM_TRACE_CCW_END;
	p->statuses += record->kind == SIM_TRACE_STATUS;
	if (p->verbose)
		plain_print_record("  plain ", record);
}

static u8 *stored_byte(const struct plain *p, u64 addr)
{
	return guest_memory_at(p->stored, addr / 8, 1);
}

void plain_mark_stored(struct plain *p, u64 addr, u32 len)
{
	u64 at;

	for (at = addr; at < addr + len; at++)
		*stored_byte(p, at) |= (u8)(1 << at % 8);
}

static bool was_stored(const struct plain *p, u64 addr, u32 len)
{
	u64 at;

	for (at = addr; at < addr + len; at++)
		if (*stored_byte(p, at) >> at % 8 & 1)
			return true;
	return false;
}

static enum sim_storage_result plain_map(void *data, u64 addr, u32 len, bool store, void **ptr)
{
	struct plain *p = data;

	return arena_guest_storage_ops.map(p->arena, addr, len, store, ptr);
}

/*
 * Asked before each access, and forbids none.  A fetch as short as a CCW, of
 * what the program stored before: it may have changed itself, which a
 * translation made at its start does not follow.
 */
static bool plain_granted(void *data, u64 addr, u32 len, bool store)
{
	struct plain *p = data;

	if (addr > p->size || len > p->size - addr)
		return true;
	if (store)
		plain_mark_stored(p, addr, len);
	else if (len <= CSS_CCW_SIZE && was_stored(p, addr, len))
		p->changed_itself = true;
	return true;
}

static const struct sim_storage_ops plain_storage = {
	.map = plain_map, .granted = plain_granted,
};

/* As many channel paths as are installed, with neighbouring CHPIDs. */
u8 plain_chpid(u32 i)
{
	return (u8)(0x40 + i);
}

void plain_create(struct plain *p, const struct plain_config *machine)
{
	static const struct css_sim_callbacks callbacks = {
		.interrupt = plain_interrupt, .crw = plain_crw, .trace = plain_trace,
	};
	const struct css_sim_config config = {
		.storage = &plain_storage, .storage_data = p,
		.callbacks = &callbacks, .callback_data = p,
		.strict = true,
		.plan = &p->no_faults,	/* with a plan, CCWs are fetched one by one */
	};
	const struct sim_subchannel_config sch = {
		.schid = MACHINE_SCHID, .devno = 0x0120, .pim = machine->pim,
		.device = machine->device,
		.chpid = {
			plain_chpid(0), plain_chpid(1), plain_chpid(2), plain_chpid(3),
		},
	};

	p->verbose = machine->verbose;
	p->arena = arena_create(machine->memory);
	p->size = machine->memory;
	p->stored = guest_memory_create(machine->memory / 8);
	platform_assert(p->arena && p->stored && sch.device);
	p->sim = css_sim_create(&config);
	platform_assert(p->sim);
	p->sch = css_sim_add(p->sim, &sch);
	platform_assert(p->sch);
	sim_css_ops.enable(p->sch, true);
}

void plain_destroy(struct plain *p)
{
	css_sim_destroy(p->sim);
	arena_destroy(p->arena);
	guest_memory_destroy(p->stored);
}

u8 *plain_memory(const struct plain *p, u64 base)
{
	return arena_guest(p->arena, base, GENERATOR_MEMORY);
}

void plain_forget(struct plain *p, u64 base)
{
	memset(guest_memory_at(p->stored, base / 8, GENERATOR_MEMORY / 8), 0,
	       GENERATOR_MEMORY / 8);
	p->changed_itself = false;
	p->n_irbs = 0;
}

u16 plain_ctrl(const struct plain *p)
{
	struct css_schib schib;

	return sim_stsch(p->sch, &schib) ? 0 : be16_to_cpu(schib.scsw.ctrl);
}
