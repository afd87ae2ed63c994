// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's plan of faults: /sys/kernel/config/css_sim/plan.  A write
 * replaces it at once, while devices run; a read returns the plan, and how often
 * each of its lines has struck.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/configfs.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "hw-sim/kernel/machine.h"
#include "hw-sim/kernel/plan.h"
#include "hw-sim/plan_text.h"

/* A file in configfs is limited to one page, and longer text is truncated without an error. */
#define PLAN_TEXT_MAX	(PAGE_SIZE - 2)

/* Appended to each line when the plan is read. */
#define PLAN_STRUCK		"  # struck %llu times\n"
#define PLAN_STRUCK_SIZE	(sizeof(PLAN_STRUCK) + 20)

/* With the machine's mutex. */
static struct sim_plan plan;

/* Return: false if the plan has a fault that cannot strike here. */
static bool plan_can_strike(const struct sim_plan *new)
{
	for (u32 i = 0; i < new->count; i++) {
		if (new->faults[i].what != SIM_FAULT_ERRNO)
			continue;
		pr_err("plan: line %u: pins, reads and allocs are up to VFIO, which css_sim does not control: remove the line\n",
		       new->faults[i].line);
		return false;
	}
	return true;
}

static bool plan_can_be_shown(const struct sim_plan *new, char *line)
{
	size_t len = 0;

	for (u32 i = 0; i < new->count; i++)
		len += sim_fault_format(&new->faults[i], line) + PLAN_STRUCK_SIZE;
	if (len < PAGE_SIZE)
		return true;
	pr_err("plan: longer than could be shown: %zu of %lu characters: use fewer faults\n", len,
	       PAGE_SIZE - 1);
	return false;
}

static int plan_check(const struct sim_plan *new)
{
	char *line;
	bool good;

	if (!plan_can_strike(new))
		return -EINVAL;
	line = kmalloc(SIM_PLAN_LINE + 1, GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	good = plan_can_be_shown(new, line);
	kfree(line);
	return good ? 0 : -E2BIG;
}

/* Return: 0, and the caller must call sim_plan_free(); or -errno. */
static int plan_parse(const char *text, size_t len, struct sim_plan *new)
{
	struct sim_plan_error error;
	int err;

	if (len > PLAN_TEXT_MAX) {
		pr_err("plan: the text is longer than %lu characters\n", PLAN_TEXT_MAX);
		return -E2BIG;
	}
	err = sim_plan_parse(text, len, new, &error);
	if (err == -EINVAL)
		pr_err("plan: line %u, column %u: %s\n", error.line, error.column, error.message);
	if (err)
		return err;
	err = plan_check(new);
	if (err)
		sim_plan_free(new);
	return err;
}

/* The machine is kicked since an event may be due earlier than the timer was set for. */
static void plan_replace(struct sim_plan *new)
{
	struct css_sim *sim = machine_enter();

	swap(plan, *new);
	css_sim_set_plan(sim, &plan);
	machine_leave();
	machine_kick();
	sim_plan_free(new);
}

static ssize_t css_sim_plan_store(struct config_item *item, const char *page, size_t count)
{
	struct sim_plan new;
	int err = plan_parse(page, count, &new);

	if (err)
		return err;
	pr_info("plan: %u faults are active\n", new.count);
	plan_replace(&new);
	return count;
}

static ssize_t css_sim_plan_show(struct config_item *item, char *page)
{
	char *line = kmalloc(SIM_PLAN_LINE + 1, GFP_KERNEL);
	ssize_t len = 0;

	if (!line)
		return -ENOMEM;
	machine_enter();
	for (u32 i = 0; i < plan.count; i++) {
		sim_fault_format(&plan.faults[i], line);
		len += sysfs_emit_at(page, len, "%s" PLAN_STRUCK, line, plan.faults[i].struck);
	}
	machine_leave();
	kfree(line);
	return len;
}

CONFIGFS_ATTR(css_sim_, plan);

struct configfs_attribute *plan_attrs[] = {
	&css_sim_attr_plan,
	NULL
};

/** plan_remove() - remove the plan, after its file in configfs is gone */
void plan_remove(void)
{
	struct sim_plan none = { };

	plan_replace(&none);
}
