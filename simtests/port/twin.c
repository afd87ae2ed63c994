// SPDX-License-Identifier: GPL-2.0-only
/* A machine with the core, one without, and the judge, in step. */
#include "core/cp/internal.h"
#include "hw-sim/dev/echo.h"
#include "simtests/judge/echo.h"
#include "simtests/port/twin_state.h"
#include "simtests/port/two_ways.h"
#include "simtests/port/port.h"

#define PAGE		4096u
#define MAX_EVENTS	300u
#define MAX_RESUMES	4u
/* With so many IRBs the core may have merged program-controlled interruptions. */
#define MANY_IRBS	8u

static void core_trace(void *data, const struct sim_trace *record)
{
	plain_print_record("  core  ", record);
}

struct twin *twin_create(const struct twin_config *config)
{
	struct css_pmcw pmcw = {
		.pim = config->pim, .pam = config->pim,
		.chpid = { plain_chpid(0), plain_chpid(1), plain_chpid(2), plain_chpid(3) },
	};
	struct twin *twin = port_zalloc(sizeof(*twin));
	struct machine_config machine = {
		.memory = config->memory, .device = config->core, .pmcw = &pmcw,
	};
	const struct plain_config plain = {
		.memory = config->memory, .device = config->plain, .pim = config->pim,
		.verbose = config->verbose,
	};

	platform_assert(twin && config->core && config->plain && config->judge);
	twin->config = *config;
	if (config->verbose)
		machine.trace = core_trace;
	plain_create(&twin->plain, &plain);
	judged_create(&twin->judged, config->memory, config->judge, config->pim);
	twin->m = machine_create(&machine);
	return twin;
}

struct twin *twin_create_echo(u64 memory, bool restless, bool verbose)
{
	const struct twin_config config = {
		.memory = memory, .core = echo_create(), .plain = echo_create(),
		.judge = judge_echo_create(), .judge_destroy = judge_echo_destroy,
		.set_busy = echo_set_busy, .judge_set_busy = judge_echo_set_busy,
		.sense = ~0u, .pim = restless ? 0xe0 : 0x80, .restless = restless,
		.verbose = verbose,
	};

	return twin_create(&config);
}

void twin_destroy(struct twin *twin)
{
	machine_destroy(twin->m);
	plain_destroy(&twin->plain);
	judged_destroy(&twin->judged);
	if (twin->config.judge_destroy)
		twin->config.judge_destroy(twin->config.judge);
	port_free(twin);
}

u8 *twin_memory(struct twin *twin, u64 base)
{
	return arena_guest(twin->m->arena, base, GENERATOR_MEMORY);
}

struct twin_stats *twin_stats(struct twin *twin)
{
	return &twin->stats;
}

const struct channel_program *twin_translation(const struct twin *twin)
{
	return &twin->m->vc.cp;
}

void twin_set_pages(struct arena *arena, const struct generated *g)
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

void twin_print_scsw(const char *machine, const struct css_scsw *s)
{
	port_print("  %s flags %04x ctrl %04x cpa %08x dstat %02x cstat %02x count %04x\n",
		   machine, be16_to_cpu(s->flags), be16_to_cpu(s->ctrl), be32_to_cpu(s->cpa),
		   s->dstat, s->cstat, be16_to_cpu(s->count));
}

/* Differences that the guest could see, except documented ones. */
static bool differ(struct twin *twin, const char *what, const struct css_scsw *plain,
		   const struct css_scsw *core)
{
	const struct generated *g = twin->g;

	if (twin->plain.changed_itself)
		return false;
	twin->ambiguous = two_ways(g);
	if (twin->ambiguous)
		return false;
	port_print("%s program: %s; ORB ctrl %08x cpa %08x", g->kind, what,
		   be32_to_cpu(g->orb.ctrl), be32_to_cpu(g->orb.cpa));
	port_print(", holes %016llx, read-only %016llx\n", (unsigned long long)g->holes,
		   (unsigned long long)g->readonly);
	if (plain && core) {
		twin_print_scsw("machine without driver:", plain);
		twin_print_scsw("machine with the core: ", core);
	}
	return false;
}

/*
 * The residual count has a meaning with primary status, and not after these checks, nor with a
 * deferred condition code.
 * Source: Principles of Operation, "Count" of the SCSW; System/370 Principles of Operation,
 * figure "Contents of the Count Field in the CSW".
 */
void twin_forgive_count(struct css_scsw *scsw)
{
	const u8 unpredictable = CSS_CSTAT_PROGRAM | CSS_CSTAT_PROTECTION | CSS_CSTAT_CHAINING |
				 CSS_CSTAT_INTERFACE;

	if (scsw->cstat & unpredictable || be16_to_cpu(scsw->flags) & CSS_SCSW_CC ||
	    !(be16_to_cpu(scsw->ctrl) & CSS_STCTL_PRIMARY))
		scsw->count = 0;
}

/* A page that the guest may only read is one that its devices do not find: of the core only. */
static void forgive(const struct generated *g, struct css_scsw *scsw)
{
	twin_forgive_count(scsw);
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
	if (memcmp(&plain.pmcw, &core.pmcw, sizeof(plain.pmcw))) {
		u32 i;

		for (i = 0; i < sizeof(plain.pmcw); i++)
			if (((u8 *)&plain.pmcw)[i] != ((u8 *)&core.pmcw)[i])
				port_print("  byte %u: %02x, core %02x\n", i,
					   ((u8 *)&plain.pmcw)[i], ((u8 *)&core.pmcw)[i]);
		return differ(twin, "the PMCWs differ", NULL, NULL);
	}
	return true;
}

static bool same_memory(struct twin *twin)
{
	const u8 *core = twin_memory(twin, twin->g->base);
	const u8 *plain = plain_memory(&twin->plain, twin->g->base);
	u64 i;

	if (!memcmp(plain, core, GENERATOR_MEMORY))
		return true;
	if (!differ(twin, "guest memories differ", NULL, NULL) && twin->ambiguous)
		return false;
	for (i = 0; plain[i] == core[i]; i++)
		;
	port_print("guest address %08llx: %02x without driver, %02x with the core\n",
		   (unsigned long long)(twin->g->base + i), plain[i], core[i]);
	return false;
}

static bool is_suspended(const struct twin *twin)
{
	return plain_ctrl(&twin->plain) & CSS_ACTL_SUSPENDED;
}

/* User space asks for RESUME SUBCHANNEL. */
static ssize_t core_resume(struct twin *twin)
{
	struct user_scsw { u16 flags, ctrl; } scsw = {
		.ctrl = CSS_FCTL_START | CSS_ACTL_RESUME_PEND,
	};
	struct ccw_io_region io = {};
	ssize_t ret;

	memcpy(io.scsw_area, &scsw, sizeof(scsw));
	arena_lock(twin->m->arena);
	ret = vfio_ccw_region_write(&twin->m->vc, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	arena_unlock(twin->m->arena);
	return ret;
}

/* The guest lets a suspended program go on, nearly always past the CCW. */
static bool resume(struct twin *twin, struct dice *dice)
{
	const struct css_orb *orb = &twin->g->orb;
	u32 flags = be32_to_cpu(orb->ctrl) & CSS_ORB_F ? 1 : 4;
	u64 at, base = twin->g->base;
	struct css_schib schib;
	ssize_t ret;
	int cc;

	sim_stsch(twin->plain.sch, &schib);
	at = be32_to_cpu(schib.scsw.cpa) - CSS_CCW_SIZE + flags - base;
	if (at < GENERATOR_MEMORY && dice_percent(dice, 90)) {
		twin_memory(twin, base)[at] &= (u8)~CSS_CCW_S;
		plain_memory(&twin->plain, base)[at] &= (u8)~CSS_CCW_S;
		judged_memory(&twin->judged, base)[at] &= (u8)~CSS_CCW_S;
	}
	cc = sim_rsch(twin->plain.sch);
	if (judge_rsch(twin->judged.ch) != cc)
		return twin_judge_differs(twin, "the judge resumes otherwise", NULL, NULL);
	ret = core_resume(twin);
	if (cc || ret != sizeof(struct ccw_io_region)) {
		differ(twin, "resume differs", NULL, NULL);
		if (!twin->ambiguous)
			port_print("RESUME: cc %d, the core answers %zd\n", cc, ret);
		return false;
	}
	return true;
}

static bool is_busy(const struct twin *twin)
{
	return plain_ctrl(&twin->plain) & (CSS_FCTL | CSS_ACTL);
}

/* HALT or CLEAR SUBCHANNEL on all machines. */
static bool end_it(struct twin *twin, bool clear)
{
	int cc = clear ? sim_csch(twin->plain.sch) : sim_hsch(twin->plain.sch);
	int judge = clear ? judge_csch(twin->judged.ch) : judge_hsch(twin->judged.ch);
	ssize_t ret = machine_async(twin->m, clear ? VFIO_CCW_ASYNC_CMD_CSCH :
						     VFIO_CCW_ASYNC_CMD_HSCH);

	if (judge != cc)
		return twin_judge_differs(twin, "the judge ends it otherwise", NULL, NULL);
	if (cc || ret != sizeof(struct ccw_cmd_region))
		return differ(twin, "halt or clear differs", NULL, NULL);
	return true;
}

/* RESUME SUBCHANNEL for a program that may be running. */
static bool resume_early(struct twin *twin)
{
	int cc = sim_rsch(twin->plain.sch);
	int judge = judge_rsch(twin->judged.ch);
	ssize_t ret = core_resume(twin);

	twin->stats.resumes += !cc;
	if (judge != cc)
		return twin_judge_differs(twin, "the judge resumes otherwise", NULL, NULL);
	if (cc ? ret != -EBUSY : ret != sizeof(struct ccw_io_region)) {
		differ(twin, "resume differs", NULL, NULL);
		if (!twin->ambiguous)
			port_print("RESUME: cc %d, the core answers %zd\n", cc, ret);
		return false;
	}
	return true;
}

/* A path is varied off, or on again. */
static bool vary(struct twin *twin, struct dice *dice)
{
	u32 path = dice_below(dice, 3);
	struct css_schib schib;
	bool on;

	if (!(twin->config.pim & 0x80 >> path))
		return true;
	sim_stsch(twin->plain.sch, &schib);
	on = !(schib.pmcw.pam & 0x80 >> path);
	css_sim_path_vary(twin->plain.sim, plain_chpid(path), on);
	css_sim_path_vary(twin->m->sim, plain_chpid(path), on);
	judge_vary(twin->judged.ch, (u8)(0x80 >> path), on);
	twin->stats.lost_paths++;
	return true;
}

/* The guest changes some of its data; where it hits a program, that has changed. */
static bool change_memory(struct twin *twin, struct dice *dice)
{
	u64 base = twin->g->base;
	u32 at = GENERATOR_DATA + dice_below(dice, GENERATOR_MEMORY - GENERATOR_DATA);
	u8 byte = (u8)dice_below(dice, 256);

	twin_memory(twin, base)[at] = byte;
	plain_memory(&twin->plain, base)[at] = byte;
	judged_memory(&twin->judged, base)[at] = byte;
	plain_mark_stored(&twin->plain, base + at, 1);
	twin->stats.changes++;
	return true;
}

/* The user resets the device: no status of the program comes any more. */
static bool reset(struct twin *twin)
{
	struct plain *p = &twin->plain;
	struct css_irb irb;
	bool same;

	arena_lock(twin->m->arena);
	same = !vfio_ccw_reset(&twin->m->vc);
	arena_unlock(twin->m->arena);
	/* How the host ends the program is its choice; clears make the subchannels alike. */
	same = same && machine_async(twin->m, VFIO_CCW_ASYNC_CMD_CSCH) > 0;
	machine_run(twin->m, 1);
	sim_csch(p->sch);
	judge_csch(twin->judged.ch);
	css_sim_run(p->sim, css_sim_now(p->sim), 1);
	same = same && twin_judge_follows(twin);
	p->n_irbs = 0;
	while (irb_queue_waiting(&twin->m->vc.irbs))
		machine_read_irb(twin->m, &irb);
	twin->stats.resets++;
	twin->reset = true;
	return same || differ(twin, "reset failed", NULL, NULL);
}

/* Actions of a restless guest, or of its machine, while a program runs. */
static bool act(struct twin *twin, struct dice *dice)
{
	u16 ctrl = plain_ctrl(&twin->plain);

	if (!(ctrl & CSS_FCTL_START) || ctrl & (CSS_FCTL_HALT | CSS_FCTL_CLEAR))
		return true;
	switch (dice_below(dice, 12)) {
	case 0:
		twin->stats.halts++;
		return end_it(twin, false);
	case 1:
		twin->stats.clears++;
		return end_it(twin, true);
	case 2:
		return reset(twin);
	case 3:
	case 4:
	case 5:
		return vary(twin, dice);
	case 6:
	case 7:
		return change_memory(twin, dice);
	default:
		return resume_early(twin);
	}
}

/* One event on both. Return: 0 none was due, 1, or -1 if they differ. */
static int step(struct twin *twin)
{
	u64 next = css_sim_next(twin->plain.sim);
	u64 plain = next == ~(u64)0 ? 0 : css_sim_run(twin->plain.sim, next, 1);
	u64 core = machine_run(twin->m, 1);

	if (!twin_judge_follows(twin) || !same_irbs(twin))
		return -1;
	if (plain != core) {
		differ(twin, "one goes on, the other does not", NULL, NULL);
		return -1;
	}
	return (int)core;
}

static bool walk_on(struct twin *twin, u32 *events, struct dice *dice)
{
	int went = 1;

	while (*events && went > 0 && !twin->plain.changed_itself && !twin->reset) {
		if (twin->config.restless && !twin->calm && dice_percent(dice, 4) &&
		    !act(twin, dice))
			return false;
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
		if (!walk_on(twin, &events, dice))
			return false;
		if (twin->reset)
			return true;
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
		twin->stats.cut++;
		if (!(plain_ctrl(&twin->plain) & (CSS_FCTL_HALT | CSS_FCTL_CLEAR)) &&
		    !end_it(twin, false))
			return false;
		events = 8;
		if (!walk_on(twin, &events, dice))
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
	u8 lpm = (u8)(be32_to_cpu(orb->ctrl) >> CSS_ORB_LPM_SHIFT);
	int cc = sim_ssch(twin->plain.sch, orb);
	ssize_t ret = machine_start(twin->m, orb);

	if (judge_ssch(twin->judged.ch, orb) != cc) {
		twin_judge_differs(twin, "the judge starts otherwise", NULL, NULL);
		return TWIN_DIFFERENT;
	}

	*running = ret > 0;
	if (!cc)
		twin->stats.no_path += !(twin->attached & lpm);
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
	if (cc != -1 && ret == -EOPNOTSUPP && midaws) {
		twin->stats.midaws++;
		return TWIN_REFUSED;
	}
	port_print("START SUBCHANNEL: cc %d, the core answers %zd\n", cc, ret);
	differ(twin, "the start differs", NULL, NULL);
	return TWIN_DIFFERENT;
}

static enum twin_verdict judge(struct twin *twin, struct dice *dice)
{
	enum twin_verdict verdict;
	bool running = false, same;

	verdict = start(twin, &running);
	if (!running)
		return verdict == TWIN_SAME && !is_clean(twin) ? TWIN_DIFFERENT : verdict;
	same = same_schib(twin) && walk(twin, dice);
	if (css_sim_violations(twin->m->sim))
		return is_clean(twin) ? TWIN_SAME : TWIN_DIFFERENT;
	if (twin->plain.changed_itself)
		return twin->judge_differs ? TWIN_DIFFERENT : TWIN_CHANGED_ITSELF;
	same = same && is_clean(twin) && same_schib(twin) && same_memory(twin);
	if (same && twin_is_unsure(twin))
		return TWIN_UNSURE;
	if (!twin_judge_agrees_on_memory(twin) || twin->judge_differs)
		return TWIN_DIFFERENT;
	if (same)
		return TWIN_SAME;
	return twin->ambiguous ? TWIN_AMBIGUOUS : TWIN_DIFFERENT;
}

/* What the program will meet: a slow device, a busy one, a control unit without some paths. */
static void unsettle(struct twin *twin, struct dice *dice)
{
	static const u8 busy[] = {
		CSS_DSTAT_BUSY, CSS_DSTAT_BUSY | CSS_DSTAT_SM, CSS_DSTAT_BUSY | CSS_DSTAT_ATTENTION,
		CSS_DSTAT_BUSY | CSS_DSTAT_DE,
	};
	u64 latency = dice_percent(dice, 50) ? 1000 * dice_below(dice, 100) : 0;
	u8 status = busy[dice_below(dice, ARRAY_SIZE(busy))];

	sim_device_of(twin->plain.sch)->latency = latency;
	sim_device_of(twin->m->sch)->latency = latency;
	if (dice_percent(dice, 10))
		twin->attached &= (u8)dice_below(dice, 256);
	sim_path_attach(twin->plain.sch, twin->attached);
	sim_path_attach(twin->m->sch, twin->attached);
	judge_attach(twin->judged.ch, twin->attached);
	if (!twin->config.set_busy || !dice_percent(dice, 5))
		return;
	twin->stats.busy++;
	twin->config.set_busy(sim_device_of(twin->plain.sch), status);
	twin->config.set_busy(sim_device_of(twin->m->sch), status);
	twin->config.judge_set_busy(twin->config.judge, status);
}

bool twin_same_memory(struct twin *twin, u64 base)
{
	const u8 *core = twin_memory(twin, base);

	return !memcmp(core, plain_memory(&twin->plain, base), GENERATOR_MEMORY) &&
	       !memcmp(core, judged_memory(&twin->judged, base), GENERATOR_MEMORY);
}

u32 twin_ask(struct twin *twin, u8 code, u8 *answer)
{
	const struct css_ccw1 ccw = {
		.cmd = code, .flags = CSS_CCW_SLI, .count = cpu_to_be16(TWIN_ANSWER),
		.cda = cpu_to_be32(GENERATOR_DATA),
	};
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM),
		.cpa = cpu_to_be32(GENERATOR_PROGRAM),
	};
	struct plain *p = &twin->plain;
	u32 len;

	memcpy(plain_memory(&twin->plain, 0) + GENERATOR_PROGRAM, &ccw, sizeof(ccw));
	p->n_irbs = 0;
	platform_assert(!sim_ssch(p->sch, &orb));
	css_sim_run(p->sim, ~(u64)0 - 1, MAX_EVENTS);
	platform_assert(p->n_irbs == 1);
	len = TWIN_ANSWER - be16_to_cpu(p->irbs[0].scsw.count);
	memcpy(answer, plain_memory(&twin->plain, 0) + GENERATOR_DATA, len);
	return len;
}

void twin_settle(struct twin *twin, bool calm)
{
	u8 paths = twin->config.pim;
	u32 i;

	twin->calm = calm;
	for (i = 0; i < 8; i++) {
		if (!calm || !(paths & 0x80 >> i))
			continue;
		css_sim_path_vary(twin->plain.sim, plain_chpid(i), true);
		css_sim_path_vary(twin->m->sim, plain_chpid(i), true);
		judge_vary(twin->judged.ch, (u8)(0x80 >> i), true);
	}
	sim_path_attach(twin->plain.sch, paths);
	sim_path_attach(twin->m->sch, paths);
	judge_attach(twin->judged.ch, paths);
}

enum twin_verdict twin_run(struct twin *twin, const struct generated *g, struct dice *dice)
{
	struct plain *p = &twin->plain;
	enum twin_verdict verdict;

	twin->g = g;
	twin_set_pages(twin->m->arena, g);
	twin_set_pages(p->arena, g);
	memcpy(plain_memory(&twin->plain, g->base), g->memory, GENERATOR_MEMORY);
	memcpy(judged_memory(&twin->judged, g->base), g->memory, GENERATOR_MEMORY);
	twin->judged.g = g;
	twin->judged.n_irbs = 0;
	plain_forget(p, g->base);
	twin->reset = false;
	twin->ambiguous = false;
	twin->judge_differs = false;
	twin->unsure = false;
	twin->attached = twin->config.pim;
	if (twin->config.restless && !twin->calm)
		unsettle(twin, dice);
	verdict = judge(twin, dice);
	twin->stats.verdicts[verdict]++;
	if (verdict == TWIN_SAME)
		return verdict;
	/* Whatever the guest saw, the core's accesses must stay contained. */
	machine_run(twin->m, MAX_EVENTS);
	arena_lock(twin->m->arena);
	if (vfio_ccw_reset(&twin->m->vc))
		verdict = TWIN_DIFFERENT;
	arena_unlock(twin->m->arena);
	return is_clean(twin) ? verdict : TWIN_DIFFERENT;
}
