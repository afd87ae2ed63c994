/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The commands of a program as something to count by.  A command, or a group of commands as of
 * a search, that comes several times in a row is kept once, however often it came, so that
 * programs which do the same with more or fewer blocks are the same.
 */
#ifndef REPLAY_CHAIN_H
#define REPLAY_CHAIN_H

#include "ccwtools/recording/names.h"
#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/text.h"

/* Bytes of it; a program with more is cut there.  Real ones have a dozen commands. */
#define CHAIN_BYTES	64u

/* The longest group: Search ID, TIC, and up to two commands to skip. */
#define CHAIN_GROUP	4u

/**
 * struct chain - commands; two are the same if all their bytes are
 * @len: bytes used
 * @cut: there are more commands
 * @some: which of them were executed is not recorded
 * @bytes: for each group its length, with CHAIN_REPEATED, and its commands
 */
struct chain {
	u8 len;
	bool cut;
	bool some;
	u8 bytes[CHAIN_BYTES];
};

#define CHAIN_REPEATED	0x80u

void chain_of(struct chain *chain, const struct rec_program *program);

/* "Define Extent, Locate Record, Read Data (MT) xN" */
void chain_name(struct text *t, enum device_family family, const struct chain *chain);

#endif
