/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A medium on which each write is done as a whole or not at all, even if the machine
 * that it is a file of crashes meanwhile.
 *
 * A second, small medium, the log, holds the last write: its offset, the old bytes, the
 * new bytes, and a checksum.  The log is written first.  Opening the pair after a crash
 * completes that write, if the checksum is right and each byte on the medium is an old or
 * a new one; a medium that was changed otherwise since then is left alone.
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
 * @image: the image for the device model
 * @medium: the medium
 * @log: the last write; grows and can be cut
 * @entry: buffer for it
 * @repaired: opening has completed a write
 */
struct sim_journal {
	struct sim_image image;
	struct sim_image *medium;
	struct sim_image *log;
	u8 *entry;
	bool repaired;
};

/**
 * sim_journal_open() - complete an interrupted write, and use the pair
 * @journal: filled in
 * @medium: not read-only; must outlive @journal
 * @log: not read-only; must outlive @journal
 *
 * Return: 0; -EIO; -ENOMEM.
 */
int sim_journal_open(struct sim_journal *journal, struct sim_image *medium,
		     struct sim_image *log);

/**
 * sim_journal_close() - empty the log, when no write is in progress
 * @journal: as opened; @medium and @log are the caller's again
 */
void sim_journal_close(struct sim_journal *journal);

/** sim_journal_of() - the pair that an image belongs to, or NULL */
struct sim_journal *sim_journal_of(struct sim_image *image);

#endif
