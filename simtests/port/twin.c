// SPDX-License-Identifier: GPL-2.0-only
/* A machine with the core and one without, in step. */
#include "core/cp/internal.h"
#include "hw-sim/dev/echo.h"
#include "simtests/port/guest_memory.h"
#include "simtests/port/twin.h"
#include "simtests/port/world.h"

#define PAGE		4096u
#define MAX_EVENTS	300u
#define MAX_RESUMES	4u
/* From here on the core may merge program-controlled interruptions. */
#define MANY_IRBS	8u

/* ---- The machine without a driver ---- */

struct plain {
	struct arena *arena;
	struct css_sim *sim;
	struct sim_subchannel *sch;
	struct css_irb irbs[TWIN_IRBS];
	u32 n_irbs;
	struct guest_memory *stored;	/* a bit per byte that the program stored into */
	u64 size;
	bool changed_itself;
	struct sim_plan no_faults;
};

struct twin {
	struct machine *m;
	struct plain plain;
	struct twin_stats stats;
	bool verbose;
	const struct generated *g;
};

static void plain_interrupt(void *data, struct sim_subchannel *sch)
{
	struct plain *p = data;
	struct css_irb irb;

	if (sim_tsch(sch, &irb) == 0 && p->n_irbs < TWIN_IRBS)
		p->irbs[p->n_irbs++] = irb;
}

static void plain_crw(void *data)
{
}

static void print_record(const char *who, const struct sim_trace *r)
{
	static const char *const kinds[] = {
		"start", "instruction", "ccw", "in", "out", "ccw-end", "status", "tsch",
		"path", "crw", "fault", "VIOLATION",
	};
	u8 ccw[CSS_CCW_SIZE];
	u32 i;

	memcpy(ccw, &r->ccw, sizeof(ccw));
	world_print("%s %-11s addr %08llx word %08x code %02x cc %u", who, kinds[r->kind],
		    (unsigned long long)r->addr, r->word, r->code, r->cc);
	world_print(" stat %02x/%02x count %u len %u ccw ", r->dstat, r->cstat, r->count, r->len);
	for (i = 0; i < sizeof(ccw); i++)
		world_print("%02x", ccw[i]);
	for (i = 0; i < r->len && i < 24; i++)
		world_print("%s%02x", i % 4 ? "" : " ", r->data[i]);
	world_print("\n");
}

static void plain_trace(void *data, const struct sim_trace *record)
{
	print_record("  plain ", record);
}

static void core_trace(void *data, const struct sim_trace *record)
{
	print_record("  core  ", record);
}

static u8 *stored_byte(const struct plain *p, u64 addr)
{
	return guest_memory_at(p->stored, addr / 8, 1);
}

static void mark_stored(struct plain *p, u64 addr, u32 len)
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
		mark_stored(p, addr, len);
	else if (len <= CSS_CCW_SIZE && was_stored(p, addr, len))
		p->changed_itself = true;
	return true;
}

static const struct sim_storage_ops plain_storage = {
	.map = plain_map, .granted = plain_granted,
};

static void plain_create(struct plain *p, u64 memory, bool verbose)
{
	static const struct css_sim_callbacks quiet = {
		.interrupt = plain_interrupt, .crw = plain_crw,
	};
	static const struct css_sim_callbacks talking = {
		.interrupt = plain_interrupt, .crw = plain_crw, .trace = plain_trace,
	};
	const struct css_sim_config config = {
		.storage = &plain_storage, .storage_data = p,
		.callbacks = verbose ? &talking : &quiet, .callback_data = p,
		.strict = true,
		.plan = &p->no_faults,	/* with a plan, CCWs are fetched one by one */
	};
	const struct sim_subchannel_config sch = {
		.schid = MACHINE_SCHID, .devno = 0x0120, .chpid = { 0x40 }, .pim = 0x80,
		.device = echo_create(),
	};

	p->arena = arena_create(memory);
	p->size = memory;
	p->stored = guest_memory_create(memory / 8);
	platform_assert(p->arena && p->stored && sch.device);
	p->sim = css_sim_create(&config);
	platform_assert(p->sim);
	p->sch = css_sim_add(p->sim, &sch);
	platform_assert(p->sch);
	sim_css_ops.enable(p->sch, true);
}

static void plain_destroy(struct plain *p)
{
	css_sim_destroy(p->sim);
	arena_destroy(p->arena);
	guest_memory_destroy(p->stored);
}

/* ---- Both ---- */

struct twin *twin_create(u64 memory, bool verbose)
{
	struct twin *twin = world_zalloc(sizeof(*twin));
	struct machine_config config = { .memory = memory, .device = echo_create() };

	platform_assert(twin && config.device);
	twin->verbose = verbose;
	if (verbose)
		config.trace = core_trace;
	plain_create(&twin->plain, memory, verbose);
	twin->m = machine_create(&config);
	return twin;
}

void twin_destroy(struct twin *twin)
{
	machine_destroy(twin->m);
	plain_destroy(&twin->plain);
	world_free(twin);
}

u8 *twin_memory(struct twin *twin, u64 base)
{
	return arena_guest(twin->m->arena, base, GENERATOR_MEMORY);
}

static u8 *plain_memory(struct twin *twin, u64 base)
{
	return arena_guest(twin->plain.arena, base, GENERATOR_MEMORY);
}

struct twin_stats *twin_stats(struct twin *twin)
{
	return &twin->stats;
}

const struct channel_program *twin_translation(const struct twin *twin)
{
	return &twin->m->vc.cp;
}

static void set_pages(struct arena *arena, const struct generated *g)
{
	u32 i;

	for (i = 0; i < GENERATOR_MEMORY / PAGE; i++) {
		u64 page = g->base + i * PAGE;

		if (g->holes >> i & 1)
			arena_unmap(arena, page, PAGE);
		else
			arena_map(arena, page, PAGE);
		arena_protect(arena, page, PAGE, g->readonly >> i & 1);
	}
}

static void print_scsw(const char *who, const struct css_scsw *s)
{
	world_print("  %s flags %04x ctrl %04x cpa %08x dstat %02x cstat %02x count %04x\n",
		    who, be16_to_cpu(s->flags), be16_to_cpu(s->ctrl), be32_to_cpu(s->cpa),
		    s->dstat, s->cstat, be16_to_cpu(s->count));
}

static bool differ(struct twin *twin, const char *what, const struct css_scsw *plain,
		   const struct css_scsw *core)
{
	const struct generated *g = twin->g;

	if (twin->plain.changed_itself)
		return false;
	world_print("%s program: %s; ORB ctrl %08x cpa %08x", g->kind, what,
		    be32_to_cpu(g->orb.ctrl), be32_to_cpu(g->orb.cpa));
	world_print(", holes %016llx, read-only %016llx\n", (unsigned long long)g->holes,
		    (unsigned long long)g->readonly);
	if (plain && core) {
		print_scsw("machine without driver:", plain);
		print_scsw("machine with the core: ", core);
	}
	return false;
}

/*
 * The count has a meaning with primary status, and not after these checks.  A
 * page that the guest may only read is one that its devices do not find.
 */
static void forgive(const struct generated *g, struct css_scsw *scsw)
{
	const u8 unpredictable = CSS_CSTAT_PROGRAM | CSS_CSTAT_PROTECTION | CSS_CSTAT_CHAINING;

	if (scsw->cstat & unpredictable || !(be16_to_cpu(scsw->ctrl) & CSS_STCTL_PRIMARY))
		scsw->count = 0;
	if (g->readonly && scsw->cstat & CSS_CSTAT_PROTECTION)
		scsw->cstat = (scsw->cstat & (u8)~CSS_CSTAT_PROTECTION) | CSS_CSTAT_PROGRAM;
}

static bool same_irb(struct twin *twin, struct css_irb plain, struct css_irb core)
{
	forgive(twin->g, &plain.scsw);
	forgive(twin->g, &core.scsw);
	if (memcmp(&plain, &core, sizeof(plain)))
		return differ(twin, "the IRBs differ", &plain.scsw, &core.scsw);
	return true;
}

static void note_irb(struct twin *twin, const struct css_irb *irb)
{
	struct twin_stats *stats = &twin->stats;
	const struct css_scsw *scsw = &irb->scsw;
	u16 ctrl = be16_to_cpu(scsw->ctrl);

	stats->intermediate += !!(ctrl & CSS_STCTL_INTERMEDIATE);
	stats->suspensions += !!(ctrl & CSS_ACTL_SUSPENDED);
	if (!(ctrl & CSS_STCTL_PRIMARY))
		return;
	stats->normal += scsw->dstat == (CSS_DSTAT_CE | CSS_DSTAT_DE) && !scsw->cstat;
	stats->program_checks += !!(scsw->cstat & CSS_CSTAT_PROGRAM);
	stats->lengths += !!(scsw->cstat & CSS_CSTAT_IL);
	stats->unit_checks += !!(scsw->dstat & CSS_DSTAT_UC);
}

/* All IRBs that became pending in the last step. */
static bool same_irbs(struct twin *twin)
{
	struct plain *p = &twin->plain;
	bool merged = p->n_irbs >= MANY_IRBS;
	bool same = true;
	u32 i = 0;

	while (irb_queue_waiting(&twin->m->vc.irbs)) {
		struct css_irb irb;

		machine_read_irb(twin->m, &irb);
		note_irb(twin, &irb);
		if (merged)
			continue;
		if (i == p->n_irbs)
			return differ(twin, "more interrupts than the machine has", NULL, NULL);
		same = same && same_irb(twin, p->irbs[i++], irb);
	}
	if (!merged && i < p->n_irbs)
		same = same && differ(twin, "an interrupt is missing", NULL, NULL);
	p->n_irbs = 0;
	return same;
}

/* What STORE SUBCHANNEL tells. */
static bool same_schib(struct twin *twin)
{
	struct css_schib plain, core;
	ssize_t len;

	arena_lock(twin->m->arena);
	len = vfio_ccw_region_read(&twin->m->vc, VFIO_CCW_REGION_SCHIB, 0, &core, sizeof(core));
	arena_unlock(twin->m->arena);
	if (sim_stsch(twin->plain.sch, &plain) || len != sizeof(core))
		return differ(twin, "no SCHIB", NULL, NULL);
	forgive(twin->g, &plain.scsw);
	forgive(twin->g, &core.scsw);
	/* Without a function, and no status pending, the rest has no meaning. */
	if (twin->m->vc.state == VFIO_CCW_CP_PENDING ?
	    memcmp(&plain.scsw, &core.scsw, sizeof(plain.scsw)) :
	    plain.scsw.ctrl != core.scsw.ctrl)
		return differ(twin, "the SCHIBs differ", &plain.scsw, &core.scsw);
	/* The guest's mask, but for bits of paths that are not there. */
	plain.pmcw.lpm = 0;
	core.pmcw.lpm = 0;
	if (memcmp(&plain.pmcw, &core.pmcw, sizeof(plain.pmcw)))
		return differ(twin, "the PMCWs differ", NULL, NULL);
	return true;
}

static bool same_memory(struct twin *twin)
{
	const u8 *core = twin_memory(twin, twin->g->base);
	const u8 *plain = plain_memory(twin, twin->g->base);
	u64 i;

	if (!memcmp(plain, core, GENERATOR_MEMORY))
		return true;
	for (i = 0; plain[i] == core[i]; i++)
		;
	world_print("guest address %08llx: %02x without driver, %02x with the core\n",
		    (unsigned long long)(twin->g->base + i), plain[i], core[i]);
	return differ(twin, "guest memories differ", NULL, NULL);
}

static bool is_suspended(const struct twin *twin)
{
	struct css_schib schib;

	return !sim_stsch(twin->plain.sch, &schib) &&
	       be16_to_cpu(schib.scsw.ctrl) & CSS_ACTL_SUSPENDED;
}

/* The guest lets a suspended program go on, nearly always past the CCW. */
static bool resume(struct twin *twin, struct dice *dice)
{
	const struct css_orb *orb = &twin->g->orb;
	struct ccw_io_region io = {};
	struct user_scsw { u16 flags, ctrl; } scsw = {
		.ctrl = CSS_FCTL_START | CSS_ACTL_RESUME_PEND,
	};
	u32 flags = be32_to_cpu(orb->ctrl) & CSS_ORB_F ? 1 : 4;
	u64 at, base = twin->g->base;
	struct css_schib schib;
	ssize_t ret;
	int cc;

	sim_stsch(twin->plain.sch, &schib);
	at = be32_to_cpu(schib.scsw.cpa) - CSS_CCW_SIZE + flags - base;
	if (at < GENERATOR_MEMORY && dice_percent(dice, 90)) {
		twin_memory(twin, base)[at] &= (u8)~CSS_CCW_S;
		plain_memory(twin, base)[at] &= (u8)~CSS_CCW_S;
	}
	cc = sim_rsch(twin->plain.sch);
	memcpy(io.scsw_area, &scsw, sizeof(scsw));
	arena_lock(twin->m->arena);
	ret = vfio_ccw_region_write(&twin->m->vc, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	arena_unlock(twin->m->arena);
	if (cc || ret != sizeof(io)) {
		world_print("RESUME SUBCHANNEL: cc %d, the core answers %zd\n", cc, ret);
		return differ(twin, "resume differs", NULL, NULL);
	}
	return true;
}

static bool is_busy(const struct twin *twin)
{
	struct css_schib schib;

	return !sim_stsch(twin->plain.sch, &schib) &&
	       be16_to_cpu(schib.scsw.ctrl) & (CSS_FCTL | CSS_ACTL);
}

/* A program that runs for ever, or waits for ever. */
static bool halt(struct twin *twin)
{
	int cc = sim_hsch(twin->plain.sch);
	ssize_t ret = machine_async(twin->m, VFIO_CCW_ASYNC_CMD_HSCH);

	twin->stats.cut++;
	if (cc || ret != sizeof(struct ccw_cmd_region))
		return differ(twin, "halt differs", NULL, NULL);
	return true;
}

/* One event on both. Return: 0 none was due, 1, or -1 if they differ. */
static int step(struct twin *twin)
{
	u64 next = css_sim_next(twin->plain.sim);
	u64 plain = next == ~(u64)0 ? 0 : css_sim_run(twin->plain.sim, next, 1);
	u64 core = machine_run(twin->m, 1);

	if (!same_irbs(twin))
		return -1;
	if (plain != core) {
		differ(twin, "one goes on, the other does not", NULL, NULL);
		return -1;
	}
	return (int)core;
}

static bool walk_on(struct twin *twin, u32 *events)
{
	int went = 1;

	while (*events && went > 0 && !twin->plain.changed_itself) {
		(*events)--;
		went = step(twin);
		if (went > 0 && *events % 8 == 0 && !same_schib(twin))
			return false;
	}
	return went >= 0;
}

static bool walk(struct twin *twin, struct dice *dice)
{
	u32 events = MAX_EVENTS, resumes;

	for (resumes = 0; resumes <= MAX_RESUMES; resumes++) {
		if (!walk_on(twin, &events))
			return false;
		if (!events || resumes == MAX_RESUMES || !is_suspended(twin))
			break;
		if (!resume(twin, dice))
			return false;
	}
	if (twin->plain.changed_itself)
		return true;
	if (twin->m->vc.state == VFIO_CCW_CP_PENDING) {
		if (!is_busy(twin))
			return differ(twin, "the core waits for what is over", NULL, NULL);
		if (!halt(twin))
			return false;
		events = 8;
		if (!walk_on(twin, &events))
			return false;
	}
	return true;
}

static bool is_clean(struct twin *twin)
{
	struct machine *m = twin->m;

	if (css_sim_violations(m->sim))
		return differ(twin, "the channel went outside", NULL, NULL);
	if (m->vc.state != VFIO_CCW_IDLE)
		return differ(twin, "the device is not idle", NULL, NULL);
	if (arena_counts(m->arena)->held_pages)
		return differ(twin, "pages stay pinned", NULL, NULL);
	return true;
}

/* One CCW in use both ways: documented to end there, or not to find the page. */
static bool is_ambiguous(const struct twin *twin)
{
	const struct channel_program *cp = &twin->m->vc.cp;
	u32 i;

	for (i = 0; i < cp->n_ccws; i++) {
		const struct css_ccw1 *ccw = &cp->ccws[i];
		const struct cp_note *note = &cp->notes[i];
		u8 ways = note->reached & CP_DATA;

		if (note->reached & CP_FRESH)
			ways |= cp_command_moves(ccw->cmd) & CP_DATA;
		if (ways & CP_BACKWARD && ways != CP_BACKWARD)
			return true;
		/* The conflict made it a stop, and its command is forgotten. */
		if (ways && note->reached & CP_FRESH && !ccw->cmd)
			return true;
		if (ways & CP_OUT && ways & CP_STORE && twin->g->readonly)
			return true;
	}
	return false;
}

static bool beyond_limits(const struct twin *twin)
{
	const struct channel_program *cp = &twin->m->vc.cp;

	return cp->n_ccws > CP_MAX_CHAIN || cp->n_segments == CP_MAX_SEGMENTS ||
	       cp->n_idaws > CP_MAX_IDAWS / 2;
}

/* START SUBCHANNEL on both. */
static enum twin_verdict start(struct twin *twin, bool *running)
{
	const struct css_orb *orb = &twin->g->orb;
	bool midaws = be32_to_cpu(orb->ctrl) & CSS_ORB_D;
	bool transport = be32_to_cpu(orb->ctrl) & CSS_ORB_B;
	int cc = sim_ssch(twin->plain.sch, orb);
	ssize_t ret = machine_start(twin->m, orb);

	*running = ret > 0;
	if (cc)
		twin->stats.not_started++;
	if (cc == 0 && ret > 0)
		return TWIN_SAME;
	if (cc == -1 && ret == (transport ? -EOPNOTSUPP : -EINVAL))
		return TWIN_SAME;
	if (cc == 3 && (ret == -EACCES || ret == -ENODEV))
		return TWIN_SAME;
	if (cc != -1 && ret == -EINVAL && beyond_limits(twin))
		return TWIN_REFUSED;
	if (cc != -1 && ret == -EOPNOTSUPP && midaws)
		return TWIN_REFUSED;
	world_print("START SUBCHANNEL: cc %d, the core answers %zd\n", cc, ret);
	differ(twin, "the start differs", NULL, NULL);
	return TWIN_DIFFERENT;
}

static enum twin_verdict judge(struct twin *twin, struct dice *dice)
{
	enum twin_verdict verdict;
	bool running, ambiguous, same;

	verdict = start(twin, &running);
	if (!running)
		return verdict == TWIN_SAME && !is_clean(twin) ? TWIN_DIFFERENT : verdict;
	ambiguous = is_ambiguous(twin);
	if (ambiguous)
		return TWIN_AMBIGUOUS;
	same = same_schib(twin) && walk(twin, dice);
	if (css_sim_violations(twin->m->sim))
		return is_clean(twin) ? TWIN_SAME : TWIN_DIFFERENT;
	if (twin->plain.changed_itself)
		return TWIN_CHANGED_ITSELF;
	if (!same || !is_clean(twin) || !same_schib(twin) || !same_memory(twin))
		return TWIN_DIFFERENT;
	return TWIN_SAME;
}

enum twin_verdict twin_run(struct twin *twin, const struct generated *g, struct dice *dice)
{
	struct plain *p = &twin->plain;
	enum twin_verdict verdict;

	twin->g = g;
	set_pages(twin->m->arena, g);
	set_pages(p->arena, g);
	memcpy(plain_memory(twin, g->base), g->memory, GENERATOR_MEMORY);
	memset(guest_memory_at(p->stored, g->base / 8, GENERATOR_MEMORY / 8), 0,
	       GENERATOR_MEMORY / 8);
	p->changed_itself = false;
	p->n_irbs = 0;
	verdict = judge(twin, dice);
	twin->stats.verdicts[verdict]++;
	if (verdict == TWIN_SAME)
		return verdict;
	/* Whatever the guest saw, what the core did stays contained. */
	machine_run(twin->m, MAX_EVENTS);
	arena_lock(twin->m->arena);
	if (vfio_ccw_reset(&twin->m->vc))
		verdict = TWIN_DIFFERENT;
	arena_unlock(twin->m->arena);
	return is_clean(twin) ? verdict : TWIN_DIFFERENT;
}
