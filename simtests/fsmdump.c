// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints the state machine, a line per cell: state, event, action, and the ways
 * it was seen to go, each as the states in their order, with ">" between them,
 * or "-" for none.  For the last, each cell is tried with every condition code
 * that a subchannel can answer, every kind of request and of status, and a
 * channel that gives a program back or does not.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/fsm/actions.h"
#include "core/limits.h"
#include "core/trace.h"

#define MAX_STEPS	4	/* states that one event goes through */
#define TRIALS		64	/* combinations of what a trial varies */

/* The states that an event went through. */
struct way {
	u8 steps[MAX_STEPS];
	u32 n;
};

/* What one trial varies, and what came of it. */
struct trial {
	int cc;			/* of every instruction */
	bool answers;		/* waiting brings final status */
	bool resume;		/* IO_REQ */
	bool final;		/* INTERRUPT */
	u32 command;		/* ASYNC_REQ */
	bool watch;
	struct way way;
	struct vfio_ccw vc;
};

static int answer_start(void *sch, const struct css_orb *orb)
{
	struct trial *t = sch;

	return t->cc;
}

static int answer(void *sch)
{
	struct trial *t = sch;

	return t->cc;
}

/* A subchannel that exists, suspended or not as a resume wants it. */
static int answer_store(void *sch, struct css_schib *schib)
{
	struct trial *t = sch;

	memset(schib, 0, sizeof(*schib));
	schib->pmcw.flags = cpu_to_be16(CSS_PMCW_DNV);
	schib->scsw.ctrl = cpu_to_be16(CSS_ACTL_SUSPENDED);
	return t->cc == 3 ? 3 : 0;
}

static int answer_enable(void *sch, bool on)
{
	struct trial *t = sch;

	return t->cc;
}

static const struct css_ops css = {
	.start = answer_start,
	.halt = answer,
	.clear = answer,
	.resume = answer,
	.cancel = answer,
	.store = answer_store,
	.enable = answer_enable,
};

/* Guest memory that is full of one no-operation. */
static int host_read(void *host, u64 iova, void *buf, size_t len)
{
	const struct css_ccw1 nop = { .cmd = CSS_CMD_NOP, .flags = CSS_CCW_SLI,
				      .count = cpu_to_be16(1) };
	u8 *to = buf;

	for (size_t i = 0; i < len; i++)
		to[i] = ((const u8 *)&nop)[(iova + i) % sizeof(nop)];
	return 0;
}

static int host_pin(void *host, u64 iova, u32 npages, bool write, u64 *addr)
{
	for (u32 i = 0; i < npages; i++)
		addr[i] = iova + ((u64)i << HOST_PAGE_SHIFT);
	return 0;
}

static void host_unpin_all(void *host)
{
}

static int host_start(void *host, int (*issue)(void *data), void *data)
{
	return issue(data);
}

static void *host_alloc_channel(void *host, size_t size, u32 *addr)
{
	*addr = 0x10000;
	return calloc(1, size);
}

static void host_free_channel(void *host, void *mem, size_t size)
{
	free(mem);
}

static void host_signal(void *host, enum vfio_ccw_notifier which)
{
}

static void interrupt(struct trial *t)
{
	const struct css_irb irb = {
		.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | CSS_STCTL_PRIMARY |
					 CSS_STCTL_SECONDARY | CSS_STCTL_PENDING),
	};

	vfio_ccw_interrupt(&t->vc, &irb);
}

static bool host_wait(void *host, u32 msecs)
{
	struct trial *t = host;

	if (t->answers)
		interrupt(t);
	return t->answers;
}

static void host_assert_locked(void *host)
{
}

static void host_trace(void *host, const struct vfio_ccw_trace *event)
{
	struct trial *t = host;

	if (!t->watch || event->kind != VFIO_CCW_TRACE_STATE || event->from == event->to)
		return;
	if (t->way.n == MAX_STEPS) {
		fprintf(stderr, "fsmdump: one event, more than %d states\n", MAX_STEPS);
		exit(1);
	}
	t->way.steps[t->way.n++] = event->to;
}

static const struct vfio_ccw_host_ops host_ops = {
	.read = host_read,
	.pin = host_pin,
	.unpin_all = host_unpin_all,
	.start = host_start,
	.alloc_channel = host_alloc_channel,
	.free_channel = host_free_channel,
	.signal = host_signal,
	.wait = host_wait,
	.assert_locked = host_assert_locked,
	.trace = host_trace,
};

/* Bring the device to a state the way it gets there, with cc 0 throughout. */
static void reach(struct trial *t, enum vfio_ccw_state state)
{
	const struct css_orb orb = { .ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P) };
	const struct fsm_input start = { .orb = &orb };
	const struct fsm_input in_vain = { .attempt = 2 * QUIESCE_TRIES };
	const bool stuck = state == VFIO_CCW_NOT_OPER && !t->answers;
	const int cc = t->cc;

	t->cc = 0;
	vfio_ccw_init(&t->vc, &css, t, &host_ops, t);
	if (state >= VFIO_CCW_IDLE || stuck)
		fsm_event(&t->vc, VFIO_CCW_EVENT_OPEN, NULL);
	if (state == VFIO_CCW_CP_PENDING || stuck)
		fsm_event(&t->vc, VFIO_CCW_EVENT_IO_REQ, &start);
	if (stuck)
		fsm_event(&t->vc, VFIO_CCW_EVENT_CLOSE, &in_vain);
	else if (state == VFIO_CCW_NOT_OPER)
		fsm_event(&t->vc, VFIO_CCW_EVENT_NOT_OPER, NULL);
	if (state == VFIO_CCW_CP_PROCESSING)	/* left before the event returns */
		fsm_enter(&t->vc, state);
	t->cc = cc;
	if (t->vc.state != state) {
		fprintf(stderr, "fsmdump: cannot reach %s\n", fsm_state_name(state));
		exit(1);
	}
}

/* Whatever the trial left, ends here. */
static void leave(struct trial *t)
{
	t->cc = 3;
	fsm_event(&t->vc, VFIO_CCW_EVENT_NOT_OPER, NULL);
	fsm_event(&t->vc, VFIO_CCW_EVENT_CLOSE, NULL);
}

static void try(struct trial *t, enum vfio_ccw_state from, enum vfio_ccw_event event)
{
	const struct css_orb orb = { .ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P) };
	struct css_irb irb = {
		.scsw.ctrl = cpu_to_be16(CSS_FCTL_START | CSS_STCTL_PRIMARY | CSS_STCTL_PENDING |
					 (t->final ? CSS_STCTL_SECONDARY : CSS_ACTL_DEVACT)),
	};
	const struct fsm_input input = {
		.orb = &orb, .resume = t->resume, .irb = &irb, .ends = t->final,
		.command = t->command,
	};

	reach(t, from);
	t->watch = true;
	fsm_event(&t->vc, event, &input);
	t->watch = false;
	leave(t);
}

static void print_way(const struct way *way)
{
	printf(" ");
	for (u32 i = 0; i < way->n; i++)
		printf("%s%s", i ? ">" : "", fsm_state_name(way->steps[i]));
	if (!way->n)
		printf("-");
}

static void print_cell(enum vfio_ccw_state from, enum vfio_ccw_event event)
{
	struct way ways[TRIALS];
	struct trial t;
	u32 n = 0;

	printf("%s %s %s", fsm_state_name(from), fsm_event_name(event),
	       fsm_table[from][event].name);
	for (u32 i = 0; i < TRIALS; i++) {
		bool known = false;

		memset(&t, 0, sizeof(t));
		t.cc = i & 3;
		t.answers = i & 4;
		t.resume = i & 8;
		t.final = i & 16;
		t.command = i & 32 ? VFIO_CCW_ASYNC_CMD_HSCH : VFIO_CCW_ASYNC_CMD_CSCH;
		try(&t, from, event);
		for (u32 j = 0; j < n; j++)
			known |= !memcmp(&ways[j], &t.way, sizeof(t.way));
		if (known)
			continue;
		ways[n++] = t.way;
		print_way(&t.way);
	}
	printf("\n");
}

int main(void)
{
	for (u32 state = 0; state < VFIO_CCW_NR_STATES; state++)
		for (u32 event = 0; event < VFIO_CCW_NR_EVENTS; event++)
			print_cell(state, event);
	return 0;
}
