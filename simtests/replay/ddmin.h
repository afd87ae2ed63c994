/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fewest things that still do it.
 *
 * Source: Zeller, Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
 * IEEE Transactions on Software Engineering 28 (2002), algorithm ddmin.
 */
#ifndef REPLAY_DDMIN_H
#define REPLAY_DDMIN_H

#include "core/platform.h"

/**
 * ddmin() - leave out what can be left out
 * @items: numbers of things, which together do it; becomes those that are needed
 * @n: how many
 * @does: do these, in their order, still do it? false also to come to an end
 * @data: its first argument
 *
 * None of those that are left can be left out alone.
 *
 * Return: how many are left.
 */
u32 ddmin(u32 *items, u32 n, bool (*does)(void *data, const u32 *items, u32 n), void *data);

#endif
