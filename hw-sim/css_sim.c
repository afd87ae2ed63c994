// SPDX-License-Identifier: GPL-2.0-only
/* The channel subsystem as a whole: creation, and its subchannels. */
#include "hw-sim/sim.h"

#define FNV_BASIS	0xcbf29ce484222325ull

struct css_sim *css_sim_create(const struct css_sim_config *config)
{
	struct css_sim *sim = platform_zalloc(sizeof(*sim));

	if (!sim)
		return NULL;
	sim->storage = config->storage;
	sim->storage_data = config->storage_data;
	sim->callbacks = config->callbacks;
	sim->callback_data = config->callback_data;
	sim->plan = config->plan;
	sim->strict = config->strict && config->storage->granted;
	sim->hashing = config->hash;
	sim->tracing = config->hash || config->callbacks->trace;
	sim->hash = FNV_BASIS;
	sim->last = &sim->first;
	/* The head sorts before everything: its time is zero. */
	sim->events.next = &sim->events;
	sim->events.prev = &sim->events;
	sim->plan_event.run = sim_fault_event;
	sim_plan_arm(sim);
	return sim;
}

void css_sim_destroy(struct css_sim *sim)
{
	struct sim_subchannel *sch, *next;

	if (!sim)
		return;
	for (sch = sim->first; sch; sch = next) {
		next = sch->next;
		sch->dev->ops->destroy(sch->dev);
		platform_free(sch);
	}
	platform_free(sim);
}

u64 css_sim_hash(const struct css_sim *sim)
{
	return sim->hash;
}

u64 css_sim_violations(const struct css_sim *sim)
{
	return sim->violations;
}

struct sim_subchannel *css_sim_add(struct css_sim *sim,
				   const struct sim_subchannel_config *config)
{
	struct sim_subchannel *sch = platform_zalloc(sizeof(*sch));

	if (!sch)
		return NULL;
	sch->sim = sim;
	sch->dev = config->device;
	sch->schid = config->schid;
	sch->attached = 0xff;
	sch->pmcw.flags = cpu_to_be16(CSS_PMCW_DNV);
	sch->pmcw.devno = cpu_to_be16(config->devno);
	sch->pmcw.lpm = config->pim;
	sch->pmcw.pim = config->pim;
	sch->pmcw.pam = config->pim & (u8)~config->unavailable;
	sch->pmcw.pom = 0xff;
	memcpy(sch->pmcw.chpid, config->chpid, sizeof(sch->pmcw.chpid));
	sch->channel_event.run = sim_channel_event;
	sch->function_event.run = sim_function_event;
	sch->waiting_event.run = sim_waiting_event;
	sch->report_event.run = sim_report_event;
	*sim->last = sch;
	sim->last = &sch->next;
	return sch;
}

void css_sim_free(struct css_sim *sim, struct sim_subchannel *sch)
{
	struct sim_subchannel **link = &sim->first;

	platform_assert(sch->gone && !sch->ch.in_command);
	while (*link != sch)
		link = &(*link)->next;
	*link = sch->next;
	if (!sch->next)
		sim->last = link;
	sch->dev->ops->destroy(sch->dev);
	platform_free(sch);
}

struct sim_device *sim_device_of(struct sim_subchannel *sch)
{
	return sch->dev;
}

u32 sim_schid(const struct sim_subchannel *sch)
{
	return sch->schid;
}

bool sim_is_busy(const struct sim_subchannel *sch)
{
	return !sch->gone && sch->scsw.ctrl & (CSS_FCTL | CSS_ACTL | CSS_STCTL);
}

void sim_set_data(struct sim_subchannel *sch, void *data)
{
	sch->data = data;
}

void *sim_get_data(const struct sim_subchannel *sch)
{
	return sch->data;
}
