// SPDX-License-Identifier: GPL-2.0-only
/* css_sim.ko: the simulated channel subsystem. */
#include <linux/module.h>

#include "hw-sim/kernel/bus.h"
#include "hw-sim/kernel/config.h"
#include "hw-sim/kernel/driver.h"
#include "hw-sim/kernel/subchannel.h"

static const struct {
	int (*create)(void);
	void (*destroy)(void);
} css_sim_parts[] = {
	{ subchannels_init, subchannels_exit },
	{ bus_create, bus_destroy },
	{ drivers_register, drivers_unregister },
	{ config_register, config_unregister },
};

static void css_sim_destroy_first(u32 n)
{
	while (n--)
		css_sim_parts[n].destroy();
}

static int __init css_sim_module_init(void)
{
	int err;

	for (u32 i = 0; i < ARRAY_SIZE(css_sim_parts); i++) {
		err = css_sim_parts[i].create();
		if (err) {
			css_sim_destroy_first(i);
			return err;
		}
	}
	return 0;
}
module_init(css_sim_module_init);

/* Each directory in configfs, and each subchannel until it is removed, holds a module reference. */
static void __exit css_sim_module_exit(void)
{
	css_sim_destroy_first(ARRAY_SIZE(css_sim_parts));
}
module_exit(css_sim_module_exit);

MODULE_DESCRIPTION("Simulated s390 channel subsystem");
MODULE_LICENSE("GPL");
MODULE_VERSION("1");
