/* SPDX-License-Identifier: GPL-2.0-only */
/* Configuration of the simulated machine, in configfs. */
#ifndef HW_SIM_KERNEL_CONFIG_H
#define HW_SIM_KERNEL_CONFIG_H

int config_register(void);
void config_unregister(void);

#endif
