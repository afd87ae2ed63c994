// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's plan of faults: /sys/kernel/config/css_sim/plan.  What is
 * written replaces it at once, while devices run; what is read is the plan, and
 * how often each line of it has struck.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/configfs.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "hw-sim/kernel/machine.h"
#include "hw-sim/kernel/plan.h"
#include "hw-sim/plan_text.h"

/* configfs gives a file one page, and cuts off silently what is longer. */
#define MAX_TEXT	(PAGE_SIZE - 2)

/* Behind each line, when it is shown. */
#define STRUCK		"  # struck %llu times\n"
#define STRUCK_SIZE	(sizeof(STRUCK) + 20)

/* With the machine's mutex. */
static struct sim_plan plan;

/* A fault that cannot strike here.  Return: there is none. */
static bool is_ours(const struct sim_plan *new)
{
	for (u32 i = 0; i < new->count; i++) {
		if (new->faults[i].what != SIM_FAULT_ERRNO)
			continue;
		pr_err("plan: line %u: pins, reads and allocs are VFIO's, which css_sim does not see: take the line out\n",
		       new->faults[i].line);
		return false;
	}
	return true;
}

static bool can_be_shown(const struct sim_plan *new, char *line)
{
	size_t len = 0;

	for (u32 i = 0; i < new->count; i++)
		len += sim_fault_format(&new->faults[i], line) + STRUCK_SIZE;
	if (len < PAGE_SIZE)
		return true;
	pr_err("plan: longer than could be shown: %zu of %lu characters: use fewer faults\n", len,
	       PAGE_SIZE - 1);
	return false;
}

static int judge(const struct sim_plan *new)
{
	char *line;
	bool good;

	if (!is_ours(new))
		return -EINVAL;
	line = kmalloc(SIM_PLAN_LINE + 1, GFP_KERNEL);
	if (!line)
		return -ENOMEM;
	good = can_be_shown(new, line);
	kfree(line);
	return good ? 0 : -E2BIG;
}

/* Return: 0, and @new is a plan that needs sim_plan_free(); or -errno. */
static int understand(const char *text, size_t len, struct sim_plan *new)
{
	struct sim_plan_error error;
	int err;

	if (len > MAX_TEXT) {
		pr_err("plan: the text is longer than %lu characters\n", MAX_TEXT);
		return -E2BIG;
	}
	err = sim_plan_parse(text, len, new, &error);
	if (err == -EINVAL)
		pr_err("plan: line %u, column %u: %s\n", error.line, error.column, error.message);
	if (err)
		return err;
	err = judge(new);
	if (err)
		sim_plan_free(new);
	return err;
}

/* Channels learn from the kick that something may be due earlier than before. */
static void replace(struct sim_plan *new)
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
	int err = understand(page, count, &new);

	if (err)
		return err;
	pr_info("plan: %u faults from now on\n", new.count);
	replace(&new);
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
		len += sysfs_emit_at(page, len, "%s" STRUCK, line, plan.faults[i].struck);
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

/** plan_forget() - no more faults; nobody writes a plan any more */
void plan_forget(void)
{
	struct sim_plan none = { };

	replace(&none);
}
