// SPDX-License-Identifier: GPL-2.0-only
/* A model of a subchannel, whose actions happen in any order that a channel allows. */
#include "explore/channel.h"

#include "core/vfio/subchannel.h"

#define FINAL	(CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING)
#define PATH	0x80

#define HOLD_MS	100000u		/* how long a program takes that does not end soon */

struct channel channel;

/* ---- Pages that a program may use ---- */

/* Return: whether storage exists there; if not, the channel answers with a program check. */
static bool name_page(uint64_t physical)
{
	physical &= ~(PAGE_SIZE - 1);
	if (!memory_exists(physical))
		return false;
	for (u32 i = 0; i < channel.n_named; i++)
		if (channel.named[i] == physical)
			return true;
	sched_must(channel.n_named < MAX_NAMED);
	channel.named[channel.n_named++] = physical;
	if (!memory_may_be_used(physical))
		sched_fail("a program is started that uses page %llx, which is not pinned",
			   (unsigned long long)physical);
	return true;
}

static bool name_data(const struct css_ccw1 *ccw, u32 unit)
{
	u64 at = be32_to_cpu(ccw->cda), left = be16_to_cpu(ccw->count);

	if (!(ccw->flags & CSS_CCW_IDA))
		return !left || name_page(at);
	while (left) {
		const __be64 *word;
		u64 data;

		if (at % sizeof(*word) || !name_page(at))
			return false;
		word = memory_at(at);
		data = be64_to_cpu(*word);
		if (!name_page(data))
			return false;
		left -= min(left, unit - (data & (unit - 1)));
		at += sizeof(*word);
	}
	return true;
}

/* The programs here are chains of commands, without a TIC. */
static void name_all(const struct css_orb *orb)
{
	u32 ctrl = be32_to_cpu(orb->ctrl);
	u64 at = be32_to_cpu(orb->cpa);
	u32 unit = ctrl & CSS_ORB_T ? CSS_IDAW1_BLOCK : CSS_IDAW2_BLOCK;
	const struct css_ccw1 *ccw;

	channel.n_named = 0;
	do {
		if (!name_page(at))
			return;
		ccw = memory_at(at);
		at += sizeof(*ccw);
	} while (name_data(ccw, unit) && ccw->flags & (CSS_CCW_CC | CSS_CCW_CD));
}

void channel_check_page(uint64_t physical)
{
	for (u32 i = 0; channel.active && i < channel.n_named; i++)
		if (channel.named[i] == physical)
			sched_fail("page %llx is released while program %u uses it",
				   (unsigned long long)physical, channel.program);
}

/* ---- Instructions, executed with the lock held under which status is presented, too ---- */

static void enter(const struct sched_place *place)
{
	sched_spin_lock(place, &channel.lock.lock, true);
}

static int leave(const char *instruction, int cc)
{
	sched_say("%s: condition code %d", instruction, cc);
	if (!cc && channel.begun)
		sched_wake(NULL, &channel.change.list);
	spin_unlock_irq(&channel.lock);
	return cc;
}

static bool is_operational(void)
{
	return channel.enabled && !channel.gone;
}

static int op_start(void *sch, const struct css_orb *orb)
{
	int cc = 0;

	enter(PLACE("START", "subchannel"));
	if (!is_operational())
		cc = 3;
	else if (channel.pending)
		cc = 1;
	else if (channel.begun)
		cc = 2;
	if (!cc) {
		if (channel.down)
			sched_fail("a program is started after shutdown");
		channel.begun = CSS_FCTL_START;
		channel.active = true;
		channel.program++;
		channel.starts++;
		name_all(orb);
	}
	return leave("START", cc);
}

static bool names_unmapped(void)
{
	const u32 first = channel.unmapped[sched_current()->id].first;
	const u32 n = channel.unmapped[sched_current()->id].n;

	for (u32 i = 0; i < channel.n_named; i++) {
		const struct page *page = memory_page(channel.named[i]);
		u32 number = page ? page - memory_user_page(0) : 0;

		if (page && number >= first && number < first + n)
			return true;
	}
	return false;
}

/* Fail if another program has been started since the actor decided to halt or clear. */
static void check_purpose(void)
{
	enum purpose purpose = sched_current()->purpose;

	channel.asked |= purpose != FOR_UNMAP;
	if (!channel.active)
		return;
	if (purpose == FOR_PATH && channel.program > channel.path_gone)
		sched_fail("program %u is ended for a path that was taken away before it began",
			   channel.program);
	if (purpose == FOR_UNMAP && !names_unmapped())
		sched_fail("program %u is ended for an unmap of pages that it does not use",
			   channel.program);
}

static int op_halt(void *sch)
{
	int cc = 0;

	enter(PLACE("HALT", "subchannel"));
	if (!is_operational())
		cc = 3;
	else if (channel.pending)
		cc = 1;
	else if (channel.begun & (CSS_FCTL_HALT | CSS_FCTL_CLEAR))
		cc = 2;
	if (!cc) {
		check_purpose();
		channel.begun |= CSS_FCTL_HALT;
	}
	return leave("HALT", cc);
}

static int op_clear(void *sch)
{
	int cc = 0;

	enter(PLACE("CLEAR", "subchannel"));
	if (!is_operational())
		cc = 3;
	if (!cc) {
		check_purpose();
		/* A user's CLEAR also discards status that was presented and not read. */
		if (channel.pending || sched_current()->purpose == FOR_USER)
			channel.taken_back = channel.program;
		if (sched_current()->purpose == FOR_USER) {
			channel.clears++;
			channel.cleared = channel.program;
		}
		channel.pending = false;
		channel.begun = CSS_FCTL_CLEAR;
	}
	return leave("CLEAR", cc);
}

static int op_resume(void *sch)
{
	return 2;	/* nothing is suspended */
}

/* A program runs as soon as it is started, so it can never be canceled. */
static int op_cancel(void *sch)
{
	int cc = 2;

	enter(PLACE("CANCEL", "subchannel"));
	if (!is_operational())
		cc = 3;
	else if (channel.pending)
		cc = 1;
	return leave("CANCEL", cc);
}

static int op_store(void *sch, struct css_schib *schib)
{
	int cc;

	enter(PLACE("STORE", "subchannel"));
	cc = channel.gone ? 3 : 0;
	memset(schib, 0, sizeof(*schib));
	schib->pmcw.flags = cpu_to_be16((channel.enabled ? CSS_PMCW_ENABLED : 0) | CSS_PMCW_DNV);
	schib->pmcw.pim = PATH;
	schib->pmcw.pam = PATH;
	schib->pmcw.pom = PATH;
	schib->scsw.ctrl = cpu_to_be16(channel.begun);
	return leave("STORE", cc);
}

/* Pending status is taken even of a disabled subchannel, so condition code 1 does not last. */
static int op_enable(void *sch, bool on)
{
	int cc = 0;

	enter(on ? PLACE("MODIFY", "enable") : PLACE("MODIFY", "disable"));
	if (channel.gone)
		cc = 3;
	else if (channel.pending)
		cc = 1;
	else if (channel.begun)
		cc = 2;
	if (!cc)
		channel.enabled = on;
	return leave(on ? "MODIFY (enable)" : "MODIFY (disable)", cc);
}

const struct css_ops channel_ops = {
	.start = op_start,
	.halt = op_halt,
	.clear = op_clear,
	.resume = op_resume,
	.cancel = op_cancel,
	.store = op_store,
	.enable = op_enable,
};

/* ---- Ending programs, and presenting status ---- */

static bool is_told_to_end(void)
{
	return channel.begun & (CSS_FCTL_HALT | CSS_FCTL_CLEAR);
}

static bool has_work(void)
{
	return !channel.gone && (channel.pending || channel.begun);
}

u32 channel_ended(const struct css_irb *irb)
{
	u32 program;

	memcpy(&program, irb->emw, sizeof(program));
	return program;
}

u32 channel_clears(const struct css_irb *irb)
{
	u32 clears;

	memcpy(&clears, irb->emw + sizeof(clears), sizeof(clears));
	return clears;
}

/* All functions in progress end, and their status becomes pending. */
static void end_all(void)
{
	u32 ended = channel.active ? channel.program : channel.taken_back;
	u16 begun = channel.begun;

	channel.irb = (struct css_irb){};
	memcpy(channel.irb.emw, &ended, sizeof(ended));
	channel.taken_back = 0;
	if (begun & CSS_FCTL_CLEAR) {
		channel.irb.scsw.ctrl = cpu_to_be16(CSS_FCTL_CLEAR | CSS_STCTL_PENDING);
	} else if (begun == CSS_FCTL_HALT) {
		channel.irb.scsw.ctrl = cpu_to_be16(CSS_FCTL_HALT | CSS_STCTL_PENDING);
	} else {
		channel.irb.scsw.ctrl = cpu_to_be16(begun | FINAL);
		channel.irb.scsw.dstat = CSS_DSTAT_CE | CSS_DSTAT_DE;
	}
	channel.begun = 0;
	channel.active = false;
	channel.pending = true;
	sched_say("the channel: status is pending, control %04x",
		  be16_to_cpu(channel.irb.scsw.ctrl));
}

/* An interrupt: take the status as TEST SUBCHANNEL does, and pass it to the driver. */
static void interrupt(void)
{
	struct css_irb irb;

	sched_current()->irq = true;
	enter(PLACE("interrupt", "subchannel"));
	if (channel.pending && !channel.gone) {
		channel.pending = false;
		irb = channel.irb;
		memcpy(irb.emw + sizeof(u32), &channel.clears, sizeof(u32));
		vfio_ccw_subchannel_interrupt(channel.sub, &irb);
	}
	spin_unlock_irq(&channel.lock);
	sched_current()->irq = false;
}

void channel_run(void *unused)
{
	for (;;) {
		wait_event(channel.change, has_work());
		if (channel.holds && !channel.pending)
			wait_event_timeout(channel.change, !has_work() || is_told_to_end(),
					   HOLD_MS);
		if (channel.deaf_ms && is_told_to_end())
			msleep(channel.deaf_ms);
		sched_point(PLACE("end", "channel"), &channel.lock.lock, WRITES);
		if (channel.begun && !channel.pending && !channel.gone)
			end_all();
		interrupt();
	}
}

void channel_attention(void)
{
	sched_point(PLACE("attention", "channel"), &channel.lock.lock, WRITES);
	if (channel.pending || channel.begun || !is_operational())
		return;
	channel.irb = (struct css_irb){
		.scsw.ctrl = cpu_to_be16(CSS_STCTL_ALERT | CSS_STCTL_PENDING),
		.scsw.dstat = CSS_DSTAT_ATTENTION,
	};
	channel.pending = true;
	sched_wake(NULL, &channel.change.list);
}
