// SPDX-License-Identifier: GPL-2.0-only
/* The I/O instructions on a simulated subchannel, executed with the machine locked. */
#include "hw-sim/kernel/instruction.h"
#include "hw-sim/kernel/subchannel.h"

static int instruction_start(void *data, const struct css_orb *orb)
{
	struct subchannel *sch = data;
	int cc;

	interrupt_deliver_and_enter(&sch->interrupts);
	cc = sim_css_ops.start(sch->sim, orb);
	machine_leave();
	return cc;
}

static int instruction_halt(void *data)
{
	struct subchannel *sch = data;
	int cc;

	interrupt_deliver_and_enter(&sch->interrupts);
	cc = sim_css_ops.halt(sch->sim);
	machine_leave();
	return cc;
}

static int instruction_clear(void *data)
{
	struct subchannel *sch = data;
	int cc;

	interrupt_deliver_and_enter(&sch->interrupts);
	cc = sim_css_ops.clear(sch->sim);
	machine_leave();
	return cc;
}

static int instruction_resume(void *data)
{
	struct subchannel *sch = data;
	int cc;

	interrupt_deliver_and_enter(&sch->interrupts);
	cc = sim_css_ops.resume(sch->sim);
	machine_leave();
	return cc;
}

static int instruction_cancel(void *data)
{
	struct subchannel *sch = data;
	int cc;

	interrupt_deliver_and_enter(&sch->interrupts);
	cc = sim_css_ops.cancel(sch->sim);
	machine_leave();
	return cc;
}

static int instruction_store(void *data, struct css_schib *schib)
{
	struct subchannel *sch = data;
	int cc;

	interrupt_deliver_and_enter(&sch->interrupts);
	cc = sim_css_ops.store(sch->sim, schib);
	machine_leave();
	return cc;
}

static int instruction_enable(void *data, bool on)
{
	struct subchannel *sch = data;
	int cc;

	interrupt_deliver_and_enter(&sch->interrupts);
	cc = sim_css_ops.enable(sch->sim, on);
	machine_leave();
	return cc;
}

const struct css_ops instruction_ops = {
	.start = instruction_start,
	.halt = instruction_halt,
	.clear = instruction_clear,
	.resume = instruction_resume,
	.cancel = instruction_cancel,
	.store = instruction_store,
	.enable = instruction_enable,
};
