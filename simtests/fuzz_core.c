// SPDX-License-Identifier: GPL-2.0-only
/*
 * The core with a hostile guest, a hostile user space, a faulty machine and a host that refuses
 * resources, all of them controlled by the input: a script of operations.
 *
 * After each operation the core's invariants are checked; operations[] defines the format of
 * the script.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/cp/internal.h"
#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/echo.h"
#include "simtests/port/fuzz.h"
#include "simtests/port/machine.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/platform.h"
#include "ccwtools/replay/medium.h"

#define MEMORY		0x20000u	/* 32 pages */
#define PAGE		4096u
#define MAX_OPERATIONS	256u
#define MAX_EVENTS	64u		/* that one operation lets pass */
#define MAX_FAULTS	8u
#define CHPID		0x40

/**
 * struct game - the machine, and what of the script is left
 * @cpa: CCW address for the next ORB
 * @far: an ORB had an address where there is no guest memory
 * @program: where the next CCW of the script goes in guest memory
 * @volume: of the DASD, if the device is one
 * @medium: judges what becomes of it, or NULL
 * @gone: the subchannel is
 * @open: user space has the device
 */
struct game {
	const u8 *data;
	size_t left;
	struct machine *m;
	struct sim_plan host_plan;
	struct sim_fault host_fault;
	struct sim_plan plan;
	struct sim_fault faults[MAX_FAULTS];
	u32 cpa;
	bool far;
	u32 program;
	struct sim_image *volume;
	struct medium *medium;
	bool gone;
	bool open;
};

static u32 take(struct game *g, u32 bytes)
{
	u32 v = 0;

	while (bytes--) {
		v = v << 8 | (g->left ? *g->data : 0);
		if (g->left) {
			g->data++;
			g->left--;
		}
	}
	return v;
}

/* The next bytes of the script, as far as there are any. */
static u32 take_bytes(struct game *g, u8 *to, u32 len)
{
	u32 n = g->left < len ? (u32)g->left : len;

	memcpy(to, g->data, n);
	g->data += n;
	g->left -= n;
	return n;
}

/* ---- The guest ---- */

/* addr3 len1 bytes */
static void write_memory(struct game *g)
{
	u32 addr = take(g, 3) % MEMORY;
	u32 len = min(take(g, 1), MEMORY - addr);

	take_bytes(g, arena_guest(g->m->arena, addr, len), len);
}

/* page1: where the program is to be, and where it begins */
static void begin_program(struct game *g)
{
	g->program = (take(g, 2) * CSS_CCW_SIZE) % MEMORY;
	g->cpa = g->program;
}

/* n1 and n CCWs: the program goes on */
static void write_ccws(struct game *g)
{
	u32 n = take(g, 1) % 16 + 1;

	while (n-- && g->program <= MEMORY - CSS_CCW_SIZE) {
		take_bytes(g, arena_guest(g->m->arena, g->program, CSS_CCW_SIZE), CSS_CCW_SIZE);
		g->program += CSS_CCW_SIZE;
	}
}

/* addr3 cmd1 flags1 count2: one CCW in memory, its data inside of memory, format 1 */
static void write_good_ccw(struct game *g)
{
	struct css_ccw1 ccw;
	u32 cda = take(g, 3) % MEMORY;

	ccw.cmd = (u8)take(g, 1);
	ccw.flags = (u8)take(g, 1);
	ccw.count = cpu_to_be16((u16)take(g, 2));
	if (ccw.cmd == CSS_CMD_TIC) {
		cda &= ~7u;
		ccw.flags = 0;
		ccw.count = 0;
	}
	ccw.cda = cpu_to_be32(cda);
	if (g->program <= MEMORY - sizeof(ccw))
		memcpy(arena_guest(g->m->arena, g->program, sizeof(ccw)), &ccw, sizeof(ccw));
	g->program += CSS_CCW_SIZE;
}

/* addr2 n1 step2: IDAWs at an address, blocks inside of memory */
static void write_idal(struct game *g)
{
	u32 at = take(g, 2) * 4 % MEMORY, n = take(g, 1) % 40;
	bool wide = take(g, 1) & 1;
	u32 addr = take(g, 3) % MEMORY;
	u32 step = (take(g, 1) % 5 - 1) * 2048;

	for (; n-- && at <= MEMORY - 8; at += wide ? 8 : 4, addr += step) {
		__be64 w = cpu_to_be64(addr % MEMORY);
		__be32 s = cpu_to_be32(addr % MEMORY);

		memcpy(arena_guest(g->m->arena, at, 8), wide ? (void *)&w : &s, wide ? 8 : 4);
		addr &= ~2047u;
	}
}

/* page1 what1: the guest loses, gets, protects a page */
static void change_page(struct game *g)
{
	u32 page = take(g, 1) % (MEMORY / PAGE) * PAGE;
	u32 what = take(g, 1) % 4;

	/* What is pinned stays, as VFIO has it. */
	if (arena_counts(g->m->arena)->held_pages)
		return;
	if (what < 2)
		(what ? arena_map : arena_unmap)(g->m->arena, page, PAGE);
	else
		arena_protect(g->m->arena, page, PAGE, what == 2);
}

/* ---- User space ---- */

static void request(struct game *g, u32 orb_ctrl, u16 scsw_ctrl, size_t len)
{
	struct ccw_io_region io = {};
	u16 high = (u16)(orb_ctrl >> 16);

	memcpy(io.orb_area + 4, &high, 2);
	io.orb_area[6] = (u8)(orb_ctrl >> 8);
	io.orb_area[7] = (u8)orb_ctrl;
	memcpy(io.orb_area + 8, &g->cpa, 4);
	memcpy(io.scsw_area + 2, &scsw_ctrl, 2);
	g->far |= g->cpa >= MEMORY;
	arena_lock(g->m->arena);
	vfio_ccw_region_write(&g->m->vc, VFIO_CCW_REGION_IO, 0, &io, len);
	arena_unlock(g->m->arena);
}

/* ctrl4: start what begin_program() began */
static void start(struct game *g)
{
	request(g, take(g, 4), CSS_FCTL_START, sizeof(struct ccw_io_region));
}

/* like start(), with bits that are accepted */
static void start_well(struct game *g)
{
	const u32 ctrl = take(g, 1);

	request(g, CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM | (ctrl & 1 ? CSS_ORB_H : 0) |
		(ctrl & 2 ? CSS_ORB_T : 0) | (ctrl & 4 ? CSS_ORB_S : 0) |
		(ctrl & 8 ? CSS_ORB_I : 0) | (ctrl & 16 ? CSS_ORB_U : 0),
		CSS_FCTL_START, sizeof(struct ccw_io_region));
}

/* cpa4 ctrl4: any address */
static void start_anywhere(struct game *g)
{
	g->cpa = take(g, 4);
	start(g);
}

static void resume(struct game *g)
{
	request(g, 0, CSS_FCTL_START | CSS_ACTL_RESUME_PEND, sizeof(struct ccw_io_region));
}

/* region1 offset1 len1 bytes */
static void write_region(struct game *g)
{
	enum vfio_ccw_region region = take(g, 1) % VFIO_CCW_NR_REGIONS;
	u64 offset = take(g, 1) % 140;
	size_t len = take(g, 1) % 160;
	u8 *bytes = calloc(1, len + 1);
	ssize_t ret;

	platform_assert(bytes);
	take_bytes(g, bytes, (u32)len);
	arena_lock(g->m->arena);
	ret = vfio_ccw_region_write(&g->m->vc, region, offset, bytes, len);
	arena_unlock(g->m->arena);
	platform_assert(ret < 0 || (size_t)ret == len);
	if (offset + len > vfio_ccw_region_size(region))
		platform_assert(ret == -EINVAL);
	/* It may have been a request. */
	g->far |= region == VFIO_CCW_REGION_IO;
	free(bytes);
}

/* CCW addresses that user space reads are the guest's, none of the host's. */
static void check_scsw(struct game *g, const struct css_scsw *scsw)
{
	const struct channel_program *cp = &g->m->vc.cp;
	u32 cpa = be32_to_cpu(scsw->cpa);

	for (u32 i = 0; !g->far && i < cp->n_pieces; i++)
		platform_assert(cpa - cp->pieces[i].addr >= HOST_PAGE_SIZE);
}

/* region1 offset1 len1 */
static void read_region(struct game *g)
{
	enum vfio_ccw_region region = take(g, 1) % VFIO_CCW_NR_REGIONS;
	u64 offset = take(g, 1) % 140;
	size_t len = take(g, 1) % 160;
	u8 *bytes = calloc(1, len + 1);
	ssize_t ret;

	platform_assert(bytes);
	arena_lock(g->m->arena);
	ret = vfio_ccw_region_read(&g->m->vc, region, offset, bytes, len);
	arena_unlock(g->m->arena);
	if (offset + len > vfio_ccw_region_size(region))
		platform_assert(ret < 0);
	else if (region != VFIO_CCW_REGION_SCHIB)
		platform_assert(ret == (ssize_t)len);
	else
		platform_assert(ret == (ssize_t)len || ret == -ENODEV);
	free(bytes);
}

static void read_schib(struct game *g)
{
	struct css_schib schib;
	ssize_t ret;

	arena_lock(g->m->arena);
	ret = vfio_ccw_region_read(&g->m->vc, VFIO_CCW_REGION_SCHIB, 0, &schib, sizeof(schib));
	arena_unlock(g->m->arena);
	platform_assert(ret == (ssize_t)sizeof(schib) || ret == -ENODEV);
	if (ret > 0)
		check_scsw(g, &schib.scsw);
}

static void read_irb(struct game *g)
{
	struct css_irb irb;

	machine_read_irb(g->m, &irb);
	check_scsw(g, &irb.scsw);
}

/* what1: halt, clear, both, neither */
static void halt_or_clear(struct game *g)
{
	machine_async(g->m, take(g, 1) % 4);
}

/* A device that is not open cannot be reset. */
static void reset(struct game *g)
{
	arena_lock(g->m->arena);
	if (g->open)
		vfio_ccw_reset(&g->m->vc);
	arena_unlock(g->m->arena);
}

static void close_or_open(struct game *g)
{
	arena_lock(g->m->arena);
	if (g->open)
		vfio_ccw_close(&g->m->vc);
	g->open = !g->open && !vfio_ccw_open(&g->m->vc);
	arena_unlock(g->m->arena);
}

static bool in_program(const struct channel_program *cp, u32 addr)
{
	for (u32 i = 0; i < cp->n_pieces; i++)
		if (addr - cp->pieces[i].addr < HOST_PAGE_SIZE)
			return true;
	return false;
}

/* after3 before3: an absolute address around some piece of the translated program */
static void ask_for_ccw(struct game *g)
{
	const struct channel_program *cp = &g->m->vc.cp;
	u32 after = take(g, 3), before = take(g, 3), guest;
	u32 base = cp->n_pieces ? cp->pieces[after % cp->n_pieces].addr : 0;

	if (cp_guest_ccw(cp, base + after - before, &guest))
		platform_assert(cp->active && in_program(cp, base + after - before));
}

/* ---- The machine ---- */

/* n1: events */
static void run(struct game *g)
{
	machine_run(g->m, take(g, 1) % MAX_EVENTS);
}

/* status1 */
static void attention(struct game *g)
{
	u8 status = (u8)take(g, 1);

	if (!g->gone)
		sim_attention(g->m->sch, status);
}

static void vary(struct game *g)
{
	css_sim_path_vary(g->m->sim, CHPID, take(g, 1) & 1);
}

static void device_gone(struct game *g)
{
	if (g->gone)
		return;
	g->gone = true;
	css_sim_remove(g->m->sim, g->m->sch);
	arena_lock(g->m->arena);
	vfio_ccw_gone(&g->m->vc);
	arena_unlock(g->m->arena);
}

/* status1: the device's next answer, for instance busy */
static void busy(struct game *g)
{
	u8 status = (u8)take(g, 1);

	if (status && !g->volume)
		echo_set_busy(sim_device_of(g->m->sch), status);
}

/* kind1 n1 errno1: the host refuses what comes */
static void refuse(struct game *g)
{
	static const enum sim_fault_when when[] = {
		SIM_WHEN_PIN, SIM_WHEN_READ, SIM_WHEN_ALLOC,
	};
	static const int errors[] = { EFAULT, EIO, ENOMEM };

	g->host_fault = (struct sim_fault){
		.when = when[take(g, 1) % 3], .n = 1 + take(g, 1) % 8,
		.what = SIM_FAULT_ERRNO,
	};
	g->host_fault.arg = (u64)errors[take(g, 1) % 3];
	arena_set_plan(g->m->arena, &g->host_plan);
}

/* n1, then n times when1 n1 ccw1 what1 arg1: faults are known before all begins */
static void read_plan(struct game *g)
{
	static const enum sim_fault_when when[] = {
		SIM_WHEN_START, SIM_WHEN_CCW, SIM_WHEN_INTERRUPT,
	};
	u32 i, n = take(g, 1);

	if (n & 0x80)
		g->volume = memory_volume_create();
	n = (n & 0x7f) % (MAX_FAULTS + 1);
	for (i = 0; i < n; i++) {
		struct sim_fault *f = &g->faults[i];

		f->when = when[take(g, 1) % ARRAY_SIZE(when)];
		f->n = 1 + take(g, 1) % 8;
		f->ccw = 1 + take(g, 1) % 8;
		f->what = take(g, 1) % SIM_FAULT_ERRNO;
		f->arg = take(g, 1);
		if (f->what == SIM_FAULT_PATH_OFF || f->what == SIM_FAULT_PATH_ON)
			f->arg = CHPID;
		f->sense_len = f->what == SIM_FAULT_UNIT_CHECK ? 32 : 0;
	}
	g->plan.faults = g->faults;
	g->plan.count = n;
}

/* ---- The script ---- */

static void (*const operations[])(struct game *g) = {
	write_memory, begin_program, write_ccws, write_good_ccw, write_idal, change_page,
	start, start_well, start_anywhere, resume, write_region, read_region, read_schib,
	read_irb, halt_or_clear, reset, close_or_open, ask_for_ccw, run, attention, vary,
	device_gone, busy, refuse,
};

/* Each record is the old one, or the one that was answered as written. */
static void check_medium(struct game *g)
{
	struct text why = { 0 };

	if (g->medium && !medium_is_right(g->medium, &why)) {
		fprintf(stderr, "%s\n", why.buf);
		platform_assert(!g->medium);
	}
}

/* What holds between any two calls of the core. */
static void check(struct game *g)
{
	const struct vfio_ccw *vc = &g->m->vc;
	const struct arena_counts *counts = arena_counts(g->m->arena);

	check_medium(g);
	platform_assert(css_sim_violations(g->m->sim) == 0);
	platform_assert(vc->state < VFIO_CCW_NR_STATES);
	platform_assert(vc->state != VFIO_CCW_CP_PROCESSING);
	platform_assert((vc->state == VFIO_CCW_CP_PENDING) <= vc->cp.active);
	if (vc->cp.active)
		platform_assert(vc->state == VFIO_CCW_CP_PENDING ||
				vc->state == VFIO_CCW_NOT_OPER);
	else
		platform_assert(counts->held_pages == 0);
	if (vc->state == VFIO_CCW_STANDBY)
		platform_assert(counts->held_channel == 0);
}

static void play(struct game *g)
{
	u32 i;

	for (i = 0; i < MAX_OPERATIONS && g->left; i++) {
		operations[take(g, 1) % ARRAY_SIZE(operations)](g);
		check(g);
	}
	/* A channel that keeps a program for ever loses it with its subchannel. */
	arena_set_plan(g->m->arena, NULL);
	arena_lock(g->m->arena);
	if (g->open)
		vfio_ccw_close(&g->m->vc);
	check(g);
	if (g->m->vc.cp.active) {
		platform_assert(g->m->vc.state == VFIO_CCW_NOT_OPER);
		vfio_ccw_gone(&g->m->vc);
	}
	arena_unlock(g->m->arena);
	check(g);
}

static struct sim_device *make_device(struct game *g)
{
	if (!g->volume)
		return echo_create();
	return dasd_create(g->medium ? medium_front(g->medium, g->volume) : g->volume, NULL, NULL);
}

/* Return: what became of the DASD, or NULL if the device is none. */
static struct sim_image *play_script(const uint8_t *data, size_t size, bool judged)
{
	struct machine_config config = { .memory = MEMORY };
	struct game g = { .data = data, .left = size, .open = true };

	read_plan(&g);
	g.host_plan = (struct sim_plan){ .faults = &g.host_fault, .count = 1 };
	g.host_fault.fired = true;
	if (g.plan.count)
		config.plan = &g.plan;
	if (judged && g.volume) {
		g.medium = medium_create(FAMILY_DASD);
		config.trace = medium_trace;
		config.trace_data = g.medium;
	}
	config.device = make_device(&g);
	g.m = machine_create(&config);
	play(&g);
	machine_destroy(g.m);
	medium_destroy(g.medium);
	return g.volume;
}

static void compare_volumes(struct sim_image *a, struct sim_image *b)
{
	u8 *bytes = malloc(2 * a->size);

	platform_assert(bytes);
	platform_assert(!a->ops->read(a, 0, bytes, a->size));
	platform_assert(!b->ops->read(b, 0, bytes + a->size, a->size));
	platform_assert(!memcmp(bytes, bytes + a->size, a->size));
	free(bytes);
}

/*
 * With a trace the channel takes no short way for plain commands: a script for a DASD is
 * played with the judge of its medium, and without one, and comes to the same.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u64 live = platform_live_bytes();
	struct sim_image *volume = play_script(data, size, false), *again;

	if (volume) {
		again = play_script(data, size, true);
		compare_volumes(volume, again);
		memory_volume_destroy(volume);
		memory_volume_destroy(again);
	}
	platform_assert(platform_live_bytes() == live);
	return 0;
}
