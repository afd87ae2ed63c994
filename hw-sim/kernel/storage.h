/* SPDX-License-Identifier: GPL-2.0-only */
/* The storage that the simulated channels access: the memory of the host. */
#ifndef HW_SIM_KERNEL_STORAGE_H
#define HW_SIM_KERNEL_STORAGE_H

#include "hw-sim/css_sim.h"

extern const struct sim_storage_ops storage_ops;

#endif
