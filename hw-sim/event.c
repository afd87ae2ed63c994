// SPDX-License-Identifier: GPL-2.0-only
/* Events, in the order of their virtual times, and the clock that they advance. */
#include "hw-sim/sim.h"

/* Searches from the end, as a new event is mostly the latest. Equal times keep their order. */
void sim_event_queue(struct css_sim *sim, struct sim_event *event, u64 time)
{
	struct sim_event *prev = sim->events.prev;

	platform_assert(!sim_event_queued(event));
	while (prev->time > time)
		prev = prev->prev;
	event->time = time;
	event->prev = prev;
	event->next = prev->next;
	prev->next->prev = event;
	prev->next = event;
}

void sim_event_cancel(struct sim_event *event)
{
	if (!sim_event_queued(event))
		return;
	event->prev->next = event->next;
	event->next->prev = event->prev;
	event->next = NULL;
}

void css_sim_advance(struct css_sim *sim, u64 time)
{
	if (time > sim->now)
		sim->now = time;
}

u64 css_sim_run(struct css_sim *sim, u64 until, u64 max_events)
{
	struct sim_event *event;

	sim->events_left = max_events;
	while (sim->events_left) {
		event = sim->events.next;
		if (event == &sim->events || event->time > until)
			break;
		sim_event_cancel(event);
		css_sim_advance(sim, event->time);
		sim->events_left--;
		event->run(event);
	}
	/* No event is left before @until: set the time to it, unless there is no limit. */
	if (sim->events_left && until != SIM_NEVER)
		css_sim_advance(sim, until);
	return max_events - sim->events_left;
}

u64 css_sim_now(const struct css_sim *sim)
{
	return sim->now;
}

u64 css_sim_next(const struct css_sim *sim)
{
	return sim->events.next == &sim->events ? SIM_NEVER : sim->events.next->time;
}
