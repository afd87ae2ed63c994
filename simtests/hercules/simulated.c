// SPDX-License-Identifier: GPL-2.0-only
/* A program of a batch on the simulator. */
#include <stdio.h>

#include "hw-sim/css_sim.h"
#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/tape.h"
#include "hw-sim/plan.h"
#include "simtests/hercules/simulated.h"

#define PAGE		4096u
#define CHPID		0x01
#define CCW_SIZE	CSS_CCW_SIZE
/* A program that has not ended by then never ends: programs and their loops are short. */
#define MAX_EVENTS	20000u
#define CLEAR_EVENTS	16u
#define SHOWN		32u	/* bytes of data, when they are printed */

/* Where the processor of the emulated machine has Basic Sense: behind all memory. */
#define SENSE_CCW	BATCH_RUNNER
#define SENSE_BYTES	(BATCH_RUNNER + 16)

/**
 * struct machine - around one subchannel
 * @e: its program
 * @sch: the subchannel
 * @sim: its channel subsystem
 * @callbacks: what it tells
 * @history: what it does
 * @tell: print it
 * @own: bytes at SENSE_CCW that only Basic Sense reaches
 * @sensing: it does
 */
struct machine {
	struct batch_entry *e;
	struct css_sim_callbacks callbacks;
	struct css_sim *sim;
	struct sim_subchannel *sch;
	struct history *history;
	bool tell;
	bool sensing;
	u8 own[16 + CSS_SENSE_SIZE];
};

/* ---- Storage, with the keys that it has ---- */

static enum sim_storage_result map_own(struct machine *m, u64 addr, u32 len, void **ptr)
{
	if (addr < SENSE_CCW || addr + len > SENSE_CCW + sizeof(m->own))
		return SIM_STORAGE_ADDRESSING;
	*ptr = m->own + (addr - SENSE_CCW);
	return SIM_STORAGE_OK;
}

static enum sim_storage_result map(void *data, u64 addr, u32 len, bool store, void **ptr)
{
	struct machine *m = data;
	u8 key;

	if (m->sensing)
		return map_own(m, addr, len, ptr);
	if (addr >= BATCH_STORAGE)
		return SIM_STORAGE_ADDRESSING;
	if (addr >= BATCH_MEMORY)
		return SIM_STORAGE_PROTECTION;
	key = m->e->keys[addr / PAGE];
	if (key == BATCH_KEY_SHUT || (store && key == BATCH_KEY_READ))
		return SIM_STORAGE_PROTECTION;
	*ptr = m->e->memory + addr;
	return SIM_STORAGE_OK;
}

static const struct sim_storage_ops storage = { .map = map };

/* ---- The machine ---- */

static void interrupt(void *data, struct sim_subchannel *sch)
{
}

static void ignore_crw(void *data)
{
}

/* ---- Events ---- */

static void print_record(const struct sim_trace *r)
{
	static const char *const kinds[] = {
		"start", "instruction", "ccw", "in", "out", "ccw end", "status", "tsch",
		"path", "crw", "fault", "violation",
	};
	u8 ccw[CCW_SIZE];
	u32 i;

	memcpy(ccw, &r->ccw, sizeof(ccw));
	printf("#   %-11s %08llx", kinds[r->kind], (unsigned long long)r->addr);
	if (r->kind == SIM_TRACE_CCW || r->kind == SIM_TRACE_CCW_END) {
		printf(" command %02x, CCW ", r->code);
		for (i = 0; i < sizeof(ccw); i++)
			printf("%02x", ccw[i]);
	}
	if (r->kind == SIM_TRACE_CCW_END)
		printf(", unit status %02x, subchannel status %02x, count %u", r->dstat, r->cstat,
		       r->count);
	for (i = 0; i < r->len && i < SHOWN; i++)
		printf("%s%02x", i % 4 ? "" : " ", r->data[i]);
	if (r->len > SHOWN)
		printf(" ... %u bytes", r->len);
	printf("\n");
}

static void keep_step(struct history *h, const struct sim_trace *r)
{
	if (r->addr < BATCH_MEMORY && h->n_steps < HISTORY_STEPS)
		h->steps[h->n_steps++] = (struct step){
			.addr = (u32)r->addr, .cmd = r->code, .flags = r->ccw.flags,
		};
}

static void keep_store(struct history *h, const struct sim_trace *r)
{
	if (h->n_steps && h->n_stores < HISTORY_STORES)
		h->stores[h->n_stores++] = (struct store){
			.addr = (u32)r->addr, .len = r->len, .step = h->n_steps - 1,
		};
}

static void keep_out(struct history *h, const struct sim_trace *r)
{
	struct step *s = &h->steps[h->n_steps - 1];
	u32 len;

	if (!h->n_steps)
		return;
	len = min(r->len, HISTORY_OUT - s->out_len);
	memcpy(s->out + s->out_len, r->data, len);
	s->out_len += (u8)len;
}

static void trace(void *data, const struct sim_trace *record)
{
	struct machine *m = data;

	if (m->tell)
		print_record(record);
	if (m->sensing)
		return;
	if (record->kind == SIM_TRACE_CCW)
		keep_step(m->history, record);
	else if (record->kind == SIM_TRACE_DATA_IN)
		keep_store(m->history, record);
	else if (record->kind == SIM_TRACE_DATA_OUT)
		keep_out(m->history, record);
}

/* ---- Its configuration ---- */

static struct sim_device *make_device(struct medium *medium)
{
	struct tape_config tape;

	if (medium->kind == MEDIUM_DASD)
		return dasd_create(&medium->image, NULL, NULL);
	tape = tape_config_of(TAPE_3490);
	/* Like Hercules, which accepts Data Security Erase and does nothing. */
	tape.keeps_erased = true;
	return tape_create(&medium->image, &tape, NULL);
}

static void enable(struct machine *m)
{
	struct css_schib schib;

	sim_stsch(m->sch, &schib);
	schib.pmcw.flags |= cpu_to_be16(CSS_PMCW_ENABLED);
	if (m->e->concurrent)
		schib.pmcw.ctrl |= cpu_to_be32(CSS_PMCW2_CSENSE);
	platform_assert(!sim_msch(m->sch, &schib));
}

static void set_up(struct machine *m, struct medium *medium, struct sim_plan *no_faults)
{
	const struct css_sim_config config = {
		.storage = &storage, .storage_data = m,
		.callbacks = &m->callbacks, .callback_data = m,
		.plan = no_faults,	/* with a plan, CCWs are fetched one by one */
	};
	struct sim_subchannel_config sch = {
		.schid = be32_to_cpu(m->e->schid), .devno = 0x0100, .chpid = { CHPID },
		.pim = 0x80,
	};

	m->callbacks = (struct css_sim_callbacks){
		.interrupt = interrupt, .crw = ignore_crw, .trace = trace,
	};
	sch.device = make_device(medium);
	platform_assert(sch.device);
	m->sim = css_sim_create(&config);
	platform_assert(m->sim);
	m->sch = css_sim_add(m->sim, &sch);
	platform_assert(m->sch);
	enable(m);
}

/* ---- The processor ---- */

/* Return: false when @events are over, or nothing more happens. */
static bool next_irb(struct machine *m, struct css_irb *irb, u32 *events)
{
	while (sim_tsch(m->sch, irb)) {
		u64 next = css_sim_next(m->sim);

		if (next == ~(u64)0 || !*events)
			return false;
		*events -= (u32)css_sim_run(m->sim, next, 1);
	}
	return true;
}

static void keep_irb(struct batch_entry *e, const struct css_irb *irb)
{
	u32 n = be32_to_cpu(e->n_irbs);

	memcpy(e->irbs[min(n, BATCH_IRBS - 1)], irb, sizeof(*irb));
	e->n_irbs = cpu_to_be32(n + 1);
}

static bool resume(struct machine *m, const struct css_scsw *scsw)
{
	struct batch_entry *e = m->e;
	u32 flags = e->orb[5] & (CSS_ORB_F >> 16) ? 1 : 4;
	u32 where = be32_to_cpu(scsw->cpa) - CCW_SIZE + flags;
	u32 resumes = be32_to_cpu(e->resumes);

	if (where >= BATCH_MEMORY || resumes == BATCH_RESUMES)
		return false;
	e->memory[where] &= (u8)~CSS_CCW_S;
	e->resumes = cpu_to_be32(resumes + 1);
	return !sim_rsch(m->sch);
}

static u32 clear(struct machine *m)
{
	u32 events = CLEAR_EVENTS;
	struct css_irb irb;

	sim_csch(m->sch);
	do {
		if (!next_irb(m, &irb, &events))
			return BATCH_STUCK;
	} while (!(be16_to_cpu(irb.scsw.ctrl) & CSS_FCTL_CLEAR));
	return BATCH_CUT;
}

static u32 follow(struct machine *m)
{
	u32 events = MAX_EVENTS;
	struct css_schib schib;
	struct css_irb irb;

	do {
		if (!next_irb(m, &irb, &events)) {
			m->e->endless = cpu_to_be32(1);
			return clear(m);
		}
		keep_irb(m->e, &irb);
		sim_stsch(m->sch, &schib);
		if (be16_to_cpu(schib.scsw.ctrl) & CSS_ACTL_SUSPENDED && !resume(m, &schib.scsw))
			return clear(m);
	} while (be16_to_cpu(schib.scsw.ctrl) & (CSS_FCTL | CSS_ACTL));
	return BATCH_ENDED;
}

static bool wants_sense(const struct batch_entry *e)
{
	u32 n = min(be32_to_cpu(e->n_irbs), BATCH_IRBS);
	const struct css_scsw *scsw;

	if (!n || be32_to_cpu(e->verdict) != BATCH_ENDED)
		return false;
	scsw = (const struct css_scsw *)e->irbs[n - 1];
	return scsw->dstat & CSS_DSTAT_UC && !(be16_to_cpu(scsw->flags) & CSS_SCSW_E);
}

static void sense(struct machine *m)
{
	const struct css_ccw1 ccw = {
		.cmd = CSS_CMD_SENSE, .flags = CSS_CCW_SLI, .count = cpu_to_be16(CSS_SENSE_SIZE),
		.cda = cpu_to_be32(SENSE_BYTES),
	};
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_LPM), .cpa = cpu_to_be32(SENSE_CCW),
	};
	u32 events = MAX_EVENTS;
	struct css_irb irb;
	u32 cc;

	m->sensing = true;
	memcpy(m->own, &ccw, sizeof(ccw));
	cc = (u32)sim_ssch(m->sch, &orb);
	m->e->sense_cc = cpu_to_be32(cc);
	if (cc || !next_irb(m, &irb, &events))
		return;
	memcpy(m->e->sense_irb, &irb, sizeof(irb));
	memcpy(m->e->sense, m->own + (SENSE_BYTES - SENSE_CCW), sizeof(m->e->sense));
}

void simulate(struct batch_entry *e, struct medium *medium, struct history *history, bool tell)
{
	struct sim_plan no_faults = {};
	struct machine m = { .e = e, .history = history, .tell = tell };
	struct css_orb orb;
	int cc;

	history->n_steps = 0;
	history->n_stores = 0;
	set_up(&m, medium, &no_faults);
	memcpy(&orb, e->orb, sizeof(orb));
	cc = sim_ssch(m.sch, &orb);
	e->cc = cpu_to_be32(cc < 0 ? BATCH_OPERAND : (u32)cc);
	e->verdict = cpu_to_be32(cc ? BATCH_ENDED : follow(&m));
	if (wants_sense(e))
		sense(&m);
	sim_stsch(m.sch, (struct css_schib *)e->schib);
	css_sim_destroy(m.sim);
}
