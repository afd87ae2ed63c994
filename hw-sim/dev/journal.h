/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A medium on which each write is done as a whole or not at all, whatever happens
 * meanwhile to the machine that it is a file of.
 *
 * A second, small medium holds the last write: where, what was there, what is to be
 * there, and a sum over all.  It is written first.  Who opens the pair after a crash
 * finishes that write, if both its sum and what lies there say that it was begun; a
 * medium that somebody else has changed since is left alone.
 *
 * The format of the medium itself is not touched.
 */
#ifndef HW_SIM_DEV_JOURNAL_H
#define HW_SIM_DEV_JOURNAL_H

#include "hw-sim/dev/image.h"

/* The longest write there is: a whole track, or a block of tape and its header. */
#define SIM_JOURNAL_MAX		0x10100u

/**
 * struct sim_journal - the pair
 * @image: what the device model works on
 * @medium: the medium
 * @log: the last write; grows and can be cut
 * @entry: room for it
 * @repaired: there was a write to be finished
 */
struct sim_journal {
	struct sim_image image;
	struct sim_image *medium;
	struct sim_image *log;
	u8 *entry;
	bool repaired;
};

/**
 * sim_journal_open() - finish what was begun, and begin anew
 * @journal: filled in
 * @medium: not read-only; must outlive @journal
 * @log: not read-only; must outlive @journal
 *
 * Return: 0; -EIO; -ENOMEM.
 */
int sim_journal_open(struct sim_journal *journal, struct sim_image *medium,
		     struct sim_image *log);

/**
 * sim_journal_close() - nothing is under way: the log becomes empty
 * @journal: as opened; @medium and @log are the caller's again
 */
void sim_journal_close(struct sim_journal *journal);

/** sim_journal_of() - the pair that an image belongs to, or NULL */
struct sim_journal *sim_journal_of(struct sim_image *image);

#endif
