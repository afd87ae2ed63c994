/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reduces a set to a minimal subset that still fails.
 *
 * Source: Zeller, Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
 * IEEE Transactions on Software Engineering 28 (2002), algorithm ddmin.
 */
#ifndef REPLAY_DDMIN_H
#define REPLAY_DDMIN_H

#include "core/platform.h"

/**
 * ddmin() - remove items while the rest still fails
 * @items: numbers of items, which fail together; becomes the remaining ones
 * @n: how many
 * @does: do these, in their order, still fail? false also to stop the search
 * @data: its first argument
 *
 * No single one of the remaining items can be removed.
 *
 * Return: how many are left.
 */
u32 ddmin(u32 *items, u32 n, bool (*does)(void *data, const u32 *items, u32 n), void *data);

#endif
