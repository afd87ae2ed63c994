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

/**
 * pressure_init() - the module comes
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int pressure_init(void);

/**
 * pressure_exit() - the module goes; there is no device any more
 *
 * Context: process; may sleep.
 */
void pressure_exit(void);

/**
 * pressure_add() - a device comes
 * @pins: its pages
 *
 * Context: process.
 */
void pressure_add(struct pins *pins);

/**
 * pressure_del() - a device goes
 * @pins: its pages
 *
 * Context: process; may sleep, for a bounded time.
 */
void pressure_del(struct pins *pins);

/**
 * pressure_relieve() - no device of a process has idle pages when this returns
 * @watch: of the process
 *
 * Context: process; may sleep, for a bounded time; no lock of any pins is held.
 * Return: whether one had some; or -EAGAIN if they are not given back in time.
 */
int pressure_relieve(const struct watch *watch);

/**
 * pressure_drop_outdated() - what is idle is what its addresses mean when this returns
 * @watch: of the process whose memory that is; NULL for all
 *
 * VFIO takes a page for what it is pinned as, by whichever device.
 *
 * Context: as pressure_relieve().
 * Return: 0; -EAGAIN if something else is not given back in time.
 */
int pressure_drop_outdated(const struct watch *watch);

/**
 * pressure_changed() - memory of some process changed
 *
 * What was pinned of it goes soon.
 *
 * Context: any.
 */
void pressure_changed(void);

#endif
