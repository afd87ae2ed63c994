// SPDX-License-Identifier: GPL-2.0-only
/* The judge in step with the machine without a driver. */
#include "simtests/port/twin_state.h"
#include "simtests/port/port.h"

#define INSTRUCTIONS	60u

/* What a device of the judge's does not judge, and what comes after that. */
bool twin_is_unsure(struct twin *twin)
{
	const struct twin_config *config = &twin->config;

	twin->unsure = twin->unsure || (config->unsure && config->unsure(config->judge));
	return twin->unsure;
}

bool twin_judge_differs(struct twin *twin, const char *what, const struct css_scsw *plain,
			const struct css_scsw *judge)
{
	const struct generated *g = twin->g;

	if (twin_is_unsure(twin))
		return true;
	twin->judge_differs = true;
	port_print("%s program: %s; ORB ctrl %08x cpa %08x", g->kind, what,
		   be32_to_cpu(g->orb.ctrl), be32_to_cpu(g->orb.cpa));
	port_print(", holes %016llx, read-only %016llx\n", (unsigned long long)g->holes,
		   (unsigned long long)g->readonly);
	if (plain && judge) {
		twin_print_scsw("machine without driver:", plain);
		twin_print_scsw("the judge:             ", judge);
	}
	return false;
}

/*
 * Of a subchannel logout only the path is judged: its other fields describe the machine. The
 * progress of the command when its initial status is taken is unpredictable. Source: Principles
 * of Operation, "Subchannel Logout"; figure "SCSW CCW Address" (subchannel active:
 * unpredictable).
 */
static void forgive_judge(const struct twin *twin, struct css_irb *irb)
{
	u32 i;

	twin_forgive_count(&irb->scsw);
	irb->esw.logout &= cpu_to_be32(CSS_ESW_LPUM);
	irb->scsw.flags &= cpu_to_be16((u16)~CSS_SCSW_L);
	if (be16_to_cpu(irb->scsw.flags) & CSS_SCSW_Z)
		irb->scsw.cpa = 0;
	if (~twin->config.sense)
		irb->esw.erw &= cpu_to_be32(~CSS_ERW_SCNT);
	for (i = 0; i < CSS_SENSE_SIZE; i++)
		if (!(twin->config.sense >> i & 1))
			irb->ecw[i] = 0;
}

static bool judge_agrees_on_irb(struct twin *twin, struct css_irb plain, struct css_irb judge)
{
	u32 i;

	forgive_judge(twin, &plain);
	forgive_judge(twin, &judge);
	if (!memcmp(&plain, &judge, sizeof(plain)))
		return true;
	if (twin_judge_differs(twin, "the judge has another IRB", &plain.scsw, &judge.scsw))
		return true;
	for (i = 0; i < sizeof(plain); i++)
		if (((u8 *)&plain)[i] != ((u8 *)&judge)[i])
			port_print("  byte %u: %02x, judge %02x\n", i, ((u8 *)&plain)[i],
				   ((u8 *)&judge)[i]);
	return false;
}

static bool judge_agrees_on_schib(struct twin *twin)
{
	struct css_schib plain, judge;

	sim_stsch(twin->plain.sch, &plain);
	judge_stsch(twin->judged.ch, &judge);
	if (plain.scsw.ctrl != judge.scsw.ctrl ||
	    (plain.scsw.flags ^ judge.scsw.flags) & cpu_to_be16(CSS_SCSW_N))
		return twin_judge_differs(twin, "the judge's subchannel has another state",
				     &plain.scsw, &judge.scsw);
	if (plain.pmcw.lpm == judge.pmcw.lpm && plain.pmcw.pnom == judge.pmcw.pnom &&
	    plain.pmcw.lpum == judge.pmcw.lpum && plain.pmcw.pim == judge.pmcw.pim &&
	    plain.pmcw.pom == judge.pmcw.pom && plain.pmcw.pam == judge.pmcw.pam)
		return true;
	port_print("LPM %02x %02x PNOM %02x %02x LPUM %02x %02x", plain.pmcw.lpm, judge.pmcw.lpm,
		   plain.pmcw.pnom, judge.pmcw.pnom, plain.pmcw.lpum, judge.pmcw.lpum);
	port_print(" POM %02x %02x PAM %02x %02x\n", plain.pmcw.pom, judge.pmcw.pom,
		   plain.pmcw.pam, judge.pmcw.pam);
	return twin_judge_differs(twin, "the judge sees the paths otherwise", NULL, NULL);
}

bool twin_judge_follows(struct twin *twin)
{
	struct judged *j = &twin->judged;
	struct plain *p = &twin->plain;
	bool same = true;
	u32 i;

	if (twin_is_unsure(twin))
		return true;
	while (judge_ccws(j->ch) < p->ccws || judge_ends(j->ch) < p->ends ||
	       judge_statuses(j->ch) < p->statuses)
		if (!judge_step(j->ch))
			break;
	if (judge_ccws(j->ch) != p->ccws || judge_ends(j->ch) != p->ends ||
	    judge_statuses(j->ch) != p->statuses) {
		if (twin_is_unsure(twin))
			return true;
		port_print("judge: %u CCWs, %u ends, %u statuses; plain %u, %u, %u\n",
			   (u32)judge_ccws(j->ch), (u32)judge_ends(j->ch),
			   (u32)judge_statuses(j->ch), (u32)p->ccws, (u32)p->ends,
			   (u32)p->statuses);
		same = twin_judge_differs(twin, "the judge went another way", NULL, NULL);
	}
	for (i = 0; i < j->n_irbs && i < p->n_irbs && i < PLAIN_IRBS; i++)
		if (!judge_agrees_on_irb(twin, p->irbs[i], j->irbs[i]))
			same = false;
	j->n_irbs = 0;
	return same && judge_agrees_on_schib(twin);
}

bool twin_judge_agrees_on_memory(struct twin *twin)
{
	const u8 *judge = judged_memory(&twin->judged, twin->g->base);
	const u8 *plain = plain_memory(&twin->plain, twin->g->base);
	u32 i;

	if (!memcmp(plain, judge, GENERATOR_MEMORY) ||
	    twin_judge_differs(twin, "the judge stored something else", NULL, NULL))
		return true;
	for (i = 0; plain[i] == judge[i]; i++)
		;
	port_print("guest address %08llx: %02x, judge %02x\n",
		   (unsigned long long)(twin->g->base + i), plain[i], judge[i]);
	return false;
}

/* ---- Instructions at any time, without the core ---- */

static bool same_tsch(struct twin *twin)
{
	struct css_irb plain, judge;
	int cc = sim_tsch(twin->plain.sch, &plain);

	if (judge_tsch(twin->judged.ch, &judge) != cc)
		return twin_judge_differs(twin, "TEST SUBCHANNEL", NULL, NULL);
	return cc || judge_agrees_on_irb(twin, plain, judge);
}

static bool same_instruction(struct twin *twin, struct dice *dice)
{
	struct sim_subchannel *sch = twin->plain.sch;
	struct judge_channel *ch = twin->judged.ch;
	int plain, judge;

	switch (dice_below(dice, 6)) {
	case 0:
		plain = sim_ssch(sch, &twin->g->orb);
		judge = judge_ssch(ch, &twin->g->orb);
		break;
	case 1:
		plain = sim_hsch(sch);
		judge = judge_hsch(ch);
		break;
	case 2:
		if (dice_percent(dice, 70))
			return same_tsch(twin);
		plain = sim_csch(sch);
		judge = judge_csch(ch);
		break;
	case 3:
		plain = sim_rsch(sch);
		judge = judge_rsch(ch);
		break;
	case 4:
		plain = sim_xsch(sch);
		judge = judge_xsch(ch);
		twin->stats.cancels += !plain;
		break;
	default:
		return same_tsch(twin);
	}
	if (plain == judge)
		return true;
	port_print("condition code %d, judge %d\n", plain, judge);
	return twin_judge_differs(twin, "an instruction is answered otherwise", NULL, NULL);
}

enum twin_verdict twin_instruct(struct twin *twin, const struct generated *g, struct dice *dice)
{
	struct plain *p = &twin->plain;
	bool same = true;
	u32 i;

	twin->g = g;
	twin->judged.g = g;
	twin_set_pages(p->arena, g);
	memcpy(plain_memory(&twin->plain, g->base), g->memory, GENERATOR_MEMORY);
	memcpy(judged_memory(&twin->judged, g->base), g->memory, GENERATOR_MEMORY);
	p->deaf = true;
	twin->judged.deaf = true;
	for (i = 0; i < INSTRUCTIONS && same; i++) {
		if (dice_percent(dice, 60))
			css_sim_run(p->sim, css_sim_next(p->sim) + 1 ?
				    css_sim_next(p->sim) : css_sim_now(p->sim), 1);
		else
			same = same_instruction(twin, dice);
		same = same && twin_judge_follows(twin);
	}
	return same && twin_judge_agrees_on_memory(twin) ? TWIN_SAME : TWIN_DIFFERENT;
}
