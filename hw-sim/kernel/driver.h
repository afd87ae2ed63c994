/* SPDX-License-Identifier: GPL-2.0-only */
/* The drivers of simulated subchannels. */
#ifndef HW_SIM_KERNEL_DRIVER_H
#define HW_SIM_KERNEL_DRIVER_H

int drivers_register(void);
void drivers_unregister(void);

#endif
