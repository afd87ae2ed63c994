// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program for a bare machine: starts the channel programs that it finds in storage, one
 * after the other, each on a device of its own, and stores their results there.
 */
#include "batch.h"
#include "start.h"

#define PAGE		4096u
#define PREFIX_AREA	0x2000u

/* In units of the TOD clock, whose bit 51 is a microsecond. */
#define MILLISECOND	(1000ull << 12)

/*
 * Time limits of a program: one that ends gets the time that a busy machine may need, one
 * that is known not to end must not delay the others.
 */
#define TIME_TO_END	(10000 * MILLISECOND)
#define TIME_ENDLESS	(60 * MILLISECOND)
#define TIME_TO_CLEAR	(5000 * MILLISECOND)

#define PMCW_ENABLED	0x80
#define PMCW_CSENSE	0x01
#define FCTL		0x70
#define ACTL		0x0f
#define ACTL_SECOND	0xe0
#define ACTL_SUSPENDED	0x20
#define STCTL_PENDING	0x01
#define DSTAT_UC	0x02
#define SCSW_E		0x02
#define ORB_F		0x80
#define CCW_S		0x02
#define CCW_SLI		0x20
#define CCW_SIZE	8u
#define CMD_SENSE	0x04

static __u64 now(void)
{
	__u64 tod;

	asm volatile("stck %0" : "=Q" (tod) : : "cc");
	return tod;
}

/* The real address for an absolute address: prefixing exchanges two areas. */
static __u8 *at(__u32 absolute)
{
	if (absolute < PREFIX_AREA)
		absolute += BATCH_RUNNER;
	else if (absolute - BATCH_RUNNER < PREFIX_AREA)
		absolute -= BATCH_RUNNER;
	return (__u8 *)(unsigned long)absolute;
}

static void set_key(__u32 absolute, __u8 key)
{
	asm volatile("sske %0,%1" : : "d" ((unsigned long)key), "a" (at(absolute)) : "memory");
}

static void set_up(struct batch_entry *e)
{
	__u32 page;

	for (page = 0; page < BATCH_PAGES; page++) {
		copy(at(page * PAGE), e->memory + page * PAGE, PAGE);
		set_key(page * PAGE, e->keys[page]);
	}
}

static void take_down(struct batch_entry *e)
{
	__u32 page;

	for (page = 0; page < BATCH_PAGES; page++)
		copy(e->memory + page * PAGE, at(page * PAGE), PAGE);
}

static int enable(const struct batch_entry *e)
{
	struct schib schib;

	if (do_stsch(e->schid, &schib))
		return 1;
	schib.pmcw[5] |= PMCW_ENABLED;
	if (e->concurrent)
		schib.pmcw[27] |= PMCW_CSENSE;
	return do_msch(e->schid, &schib);
}

/* Waits for a TEST SUBCHANNEL that stores status.  Return: nonzero after a timeout. */
static int next_irb(struct batch_entry *e, struct irb *irb, __u64 end)
{
	while (do_tsch(e->schid, irb)) {
		if (now() >= end)
			return 1;
		wait_until(end);
	}
	return 0;
}

static void keep_irb(struct batch_entry *e, const struct irb *irb)
{
	__u32 n = e->n_irbs++;

	copy(e->irbs[n < BATCH_IRBS ? n : BATCH_IRBS - 1], irb, sizeof(*irb));
}

/* Resumes a suspended program past the CCW at which it is suspended. */
static int resume(struct batch_entry *e, const struct scsw *scsw)
{
	__u32 where = scsw->cpa - CCW_SIZE + (e->orb[5] & ORB_F ? 1 : 4);

	if (where >= BATCH_MEMORY || e->resumes == BATCH_RESUMES)
		return 1;
	*at(where) &= ~CCW_S;
	e->resumes++;
	return do_rsch(e->schid);
}

static __u32 clear(struct batch_entry *e)
{
	__u64 end = now() + TIME_TO_CLEAR;
	struct irb irb;

	do_csch(e->schid);
	do {
		if (next_irb(e, &irb, end))
			return BATCH_STUCK;
	} while (!(irb.scsw.ctrl[0] & 0x10));
	return BATCH_CUT;
}

/* Takes status until the subchannel is idle. */
static __u32 follow(struct batch_entry *e)
{
	__u64 end = now() + (e->endless ? TIME_ENDLESS : TIME_TO_END);
	struct schib schib;
	struct irb irb;

	do {
		if (next_irb(e, &irb, end) || now() >= end)
			return clear(e);
		keep_irb(e, &irb);
		do_stsch(e->schid, &schib);
		if (schib.scsw.ctrl[1] & ACTL_SUSPENDED && resume(e, &schib.scsw))
			return clear(e);
	} while (schib.scsw.ctrl[0] & (FCTL | ACTL) || schib.scsw.ctrl[1] & ACTL_SECOND);
	return BATCH_ENDED;
}

static void sense(struct batch_entry *e)
{
	static __u8 bytes[32] __attribute__((aligned(8)));
	static __u32 ccw[2] __attribute__((aligned(8)));
	static __u32 orb[8] __attribute__((aligned(4)));
	struct irb irb;

	copy(bytes, e->sense, sizeof(bytes));
	ccw[0] = CMD_SENSE << 24 | CCW_SLI << 16 | sizeof(bytes);
	ccw[1] = (__u32)(unsigned long)bytes;
	orb[1] = 0x0080ff00;
	orb[2] = (__u32)(unsigned long)ccw;
	e->sense_cc = do_ssch(e->schid, orb);
	if (e->sense_cc)
		return;
	if (next_irb(e, &irb, now() + TIME_TO_END))
		return;
	copy(e->sense_irb, &irb, sizeof(irb));
	copy(e->sense, bytes, sizeof(bytes));
}

static int wants_sense(const struct batch_entry *e)
{
	__u32 last = e->n_irbs < BATCH_IRBS ? e->n_irbs : BATCH_IRBS;
	const struct scsw *scsw;

	if (!last || e->verdict != BATCH_ENDED)
		return 0;
	scsw = (const struct scsw *)e->irbs[last - 1];
	return scsw->dstat & DSTAT_UC && !(scsw->flags[1] & SCSW_E);
}

static void run_one(struct batch_entry *e)
{
	struct schib schib;

	set_up(e);
	if (enable(e)) {
		e->verdict = BATCH_STUCK;
		return;
	}
	e->cc = do_ssch(e->schid, e->orb);
	e->verdict = e->cc ? BATCH_ENDED : follow(e);
	take_down(e);
	if (wants_sense(e))
		sense(e);
	do_stsch(e->schid, &schib);
	copy(e->schib, &schib, sizeof(e->schib));
	schib.pmcw[5] &= ~PMCW_ENABLED;
	do_msch(e->schid, &schib);
}

void run(void)
{
	struct batch_entry *e = (void *)(unsigned long)BATCH_TABLE;
	__u32 page;

	for (page = BATCH_MEMORY; page < BATCH_STORAGE; page += PAGE)
		set_key(page, BATCH_KEY_SHUT);
	for (; e->schid; e++)
		run_one(e);
}
