/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages of all devices that are pinned for no program: they go when memory is short,
 * and when the memory is not the user's any more.
 */
#ifndef CORE_VFIO_PRESSURE_H
#define CORE_VFIO_PRESSURE_H

#include <linux/types.h>

struct pins;
struct watch;

/* pressure_init(), pressure_exit() - with the module */
int pressure_init(void);
void pressure_exit(void);

/* pressure_add(), pressure_del() - with each device */
void pressure_add(struct pins *pins);
void pressure_del(struct pins *pins);

/**
 * pressure_relieve() - nobody has idle pages when this returns
 *
 * Context: process; may sleep; no lock of any pins is held.
 * Return: whether somebody had some.
 */
bool pressure_relieve(void);

/**
 * pressure_settle() - what is pinned for no program is right when this returns
 * @watch: of the process whose memory that is; NULL for all
 *
 * VFIO takes a page for what it is pinned as, by whichever device.
 * Context: as pressure_relieve().
 */
void pressure_settle(const struct watch *watch);

/**
 * pressure_changed() - memory of some process changed
 *
 * What was pinned of it goes soon.  Context: any.
 */
void pressure_changed(void);

#endif
