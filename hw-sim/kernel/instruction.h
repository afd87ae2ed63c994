/* SPDX-License-Identifier: GPL-2.0-only */
/* The I/O instructions on a simulated subchannel. */
#ifndef HW_SIM_KERNEL_INSTRUCTION_H
#define HW_SIM_KERNEL_INSTRUCTION_H

#include "core/css_ops.h"

/* struct css_ops on a struct subchannel; each function sleeps */
extern const struct css_ops instruction_ops;

#endif
