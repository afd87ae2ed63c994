/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine's plan of faults, a file in configfs. */
#ifndef HW_SIM_KERNEL_PLAN_H
#define HW_SIM_KERNEL_PLAN_H

struct configfs_attribute;

extern struct configfs_attribute *plan_attrs[];

void plan_remove(void);

#endif
