/* SPDX-License-Identifier: GPL-2.0-only */
/* The bus of simulated subchannels. */
#ifndef HW_SIM_KERNEL_BUS_H
#define HW_SIM_KERNEL_BUS_H

#include <linux/device.h>

extern const struct bus_type css_bus;

/* Parent of the subchannels and the channel paths. */
extern struct device *css_root;

int bus_create(void);
void bus_destroy(void);

#endif
