// SPDX-License-Identifier: GPL-2.0-only
/* Arena + simulated channel subsystem + core: a machine with passed-through devices. */
#include "simtests/port/machine.h"
#include "simtests/port/port.h"

#define DEFAULT_MEMORY	(16u << 20)
#define DEVNO		0x0120
#define CHPID		0x40
#define NSECS_PER_MSEC	1000000u

/* A guest's program may loop for ever without time passing. */
#define WAIT_EVENTS	100000u

#define NEVER		(~(u64)0)

/* ---- What the channel subsystem tells the machine ---- */

struct machine_full {
	struct machine m;
	struct machine_config config;
};

static void on_interrupt(void *data, struct sim_subchannel *sch)
{
	struct machine *m = data;
	struct css_irb irb;

	memset(&irb, 0, sizeof(irb));
	if (m->deaf || sim_tsch(sch, &irb) != 0)
		return;
	vfio_ccw_interrupt(&m->vc, &irb);
	m->interrupted = true;
}

static void on_crw(void *data)
{
	struct machine *m = data;
	struct css_crw crw;

	while (css_sim_stcrw(m->sim, &crw) == 0)
		vfio_ccw_report(&m->vc, &crw);
}

static void on_trace(void *data, const struct sim_trace *record)
{
	struct machine *m = data;
	struct machine_full *full = container_of(m, struct machine_full, m);

	full->config.trace(full->config.trace_data, record);
}

static const struct css_sim_callbacks callbacks = {
	.interrupt = on_interrupt,
	.crw = on_crw,
};

static const struct css_sim_callbacks callbacks_with_trace = {
	.interrupt = on_interrupt,
	.crw = on_crw,
	.trace = on_trace,
};

/* ---- The host's wait: virtual time passes ---- */

static bool take_interrupt(struct machine *m)
{
	bool was = m->interrupted;

	m->interrupted = false;
	return was;
}

static bool machine_wait(void *data, u32 msecs)
{
	struct machine *m = data;
	u64 until = css_sim_now(m->sim) + (u64)msecs * NSECS_PER_MSEC;
	u32 events;

	if (take_interrupt(m))
		return true;
	for (events = 0; events < WAIT_EVENTS; events++) {
		if (css_sim_run(m->sim, until, 1) == 0)
			break;
		if (take_interrupt(m))
			return true;
	}
	return false;
}

/* ---- Life ---- */

/* Linux turns concurrent sense on for each subchannel; so does a machine here. */
static void use_concurrent_sense(struct sim_subchannel *sch)
{
	struct css_schib schib;

	if (sim_stsch(sch, &schib) != 0)
		return;
	schib.pmcw.ctrl |= cpu_to_be32(CSS_PMCW2_CSENSE);
	sim_msch(sch, &schib);
}

static bool build(struct machine_full *full)
{
	const struct machine_config *config = &full->config;
	const struct vfio_ccw_host_ops *host = config->host ? config->host : &arena_host_ops;
	struct machine *m = &full->m;
	const struct css_sim_config sim = {
		.storage = &arena_storage_ops,
		.storage_data = m->arena,
		.callbacks = config->trace ? &callbacks_with_trace : &callbacks,
		.callback_data = m,
		.strict = !config->lenient,
		.hash = config->hash,
		.plan = config->plan,
	};
	struct sim_subchannel_config sch = {
		.schid = config->schid ? config->schid : MACHINE_SCHID,
		.devno = DEVNO,
		.chpid = { CHPID },
		.pim = 0x80,
		.device = config->device,
	};

	if (config->pmcw && config->pmcw->pim) {
		sch.pim = config->pmcw->pim;
		memcpy(sch.chpid, config->pmcw->chpid, sizeof(sch.chpid));
		sch.unavailable = config->pmcw->pim & (u8)~config->pmcw->pam;
	}
	/* Instructions may call back at once: the core must be there first. */
	m->sim = css_sim_create(&sim);
	if (!m->sim)
		return false;
	vfio_ccw_init(&m->vc, &sim_css_ops, NULL, host, m->arena);
	m->sch = css_sim_add(m->sim, &sch);
	if (!m->sch)
		return false;
	use_concurrent_sense(m->sch);
	vfio_ccw_init(&m->vc, &sim_css_ops, m->sch, host, m->arena);
	arena_set_wait(m->arena, machine_wait, m);
	return true;
}

struct machine *machine_create(const struct machine_config *config)
{
	struct machine_full *full = port_zalloc(sizeof(*full));
	struct machine *m;
	int err;

	platform_assert(config->device);
	platform_assert(full);
	m = &full->m;
	full->config = *config;
	m->arena = arena_create(config->memory ? config->memory : DEFAULT_MEMORY);
	platform_assert(m->arena);
	platform_assert(build(full));
	arena_lock(m->arena);
	err = vfio_ccw_open(&m->vc);
	arena_unlock(m->arena);
	platform_assert(err == 0);
	m->interrupted = false;
	/* Host faults are counted from here: the first is one of the test's own. */
	arena_set_plan(m->arena, config->plan);
	return m;
}

void machine_destroy(struct machine *m)
{
	struct machine_full *full = container_of(m, struct machine_full, m);

	arena_set_plan(m->arena, NULL);
	arena_lock(m->arena);
	vfio_ccw_close(&m->vc);
	arena_unlock(m->arena);
	platform_assert(arena_counts(m->arena)->held_pages == 0);
	platform_assert(arena_counts(m->arena)->held_channel == 0);
	platform_assert(m->violations_known || css_sim_violations(m->sim) == 0);
	css_sim_destroy(m->sim);
	arena_destroy(m->arena);
	port_free(full);
}

/* ---- What user space does ---- */

static void put16(u8 *at, u16 v)
{
	memcpy(at, &v, sizeof(v));
}

static void put32(u8 *at, u32 v)
{
	memcpy(at, &v, sizeof(v));
}

/* User space keeps ORB and SCSW as structures of its own: each field in host order. */
static void fill_request(struct ccw_io_region *io, const struct css_orb *orb)
{
	u32 ctrl = be32_to_cpu(orb->ctrl);

	memset(io, 0, sizeof(*io));
	put32(io->orb_area, be32_to_cpu(orb->intparm));
	put16(io->orb_area + 4, (u16)(ctrl >> 16));
	io->orb_area[6] = (u8)(ctrl >> 8);
	io->orb_area[7] = (u8)ctrl;
	put32(io->orb_area + 8, be32_to_cpu(orb->cpa));
	put16(io->scsw_area + 2, CSS_FCTL_START | CSS_ACTL_START_PEND);
}

ssize_t machine_start(struct machine *m, const struct css_orb *orb)
{
	struct ccw_io_region io;
	ssize_t ret;

	fill_request(&io, orb);
	arena_lock(m->arena);
	ret = vfio_ccw_region_write(&m->vc, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	arena_unlock(m->arena);
	return ret;
}

void machine_hear(struct machine *m)
{
	if (!m->deaf)
		return;
	m->deaf = false;
	on_interrupt(m, m->sch);
}

u64 machine_run(struct machine *m, u64 max_events)
{
	u64 done = 0;
	u64 next;

	while (done < max_events && (next = css_sim_next(m->sim)) != NEVER)
		done += css_sim_run(m->sim, next, max_events - done);
	return done;
}

void machine_read_irb(struct machine *m, struct css_irb *irb)
{
	struct ccw_io_region io;
	ssize_t ret;

	arena_lock(m->arena);
	ret = vfio_ccw_region_read(&m->vc, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	arena_unlock(m->arena);
	platform_assert(ret == (ssize_t)sizeof(io));
	memcpy(irb, io.irb_area, sizeof(*irb));
}

ssize_t machine_async(struct machine *m, u32 command)
{
	const struct ccw_cmd_region async = { .command = command };
	ssize_t ret;

	arena_lock(m->arena);
	ret = vfio_ccw_region_write(&m->vc, VFIO_CCW_REGION_ASYNC, 0, &async, sizeof(async));
	arena_unlock(m->arena);
	return ret;
}
