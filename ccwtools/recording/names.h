/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of commands, status, parameters and sense.
 *
 * Sources: IBM 3990/9390 Storage Control Reference (GA32-0274) and 3480 Magnetic
 * Tape Subsystem Reference (GA32-0042) for commands, parameters and sense;
 * Principles of Operation for status.
 */
#ifndef RECORDING_NAMES_H
#define RECORDING_NAMES_H

#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/text.h"

enum device_family {
	FAMILY_UNKNOWN,
	FAMILY_DASD,
	FAMILY_TAPE,
};

/** name_family() - by device type, four digits ("3390") */
enum device_family name_family(const char *type);

/** name_command() - "Locate Record"; for an unknown command its code */
void name_command(struct text *t, enum device_family family, u8 cmd);

/** name_unit_status() - "CE DE UC" */
void name_unit_status(struct text *t, u8 dstat);
/** name_channel_status() - "IL program-check" */
void name_channel_status(struct text *t, u8 cstat);
/** name_flags() - flags of a CCW: "CC SLI" */
void name_flags(struct text *t, u8 flags);
/** name_sense() - the conditions that sense bytes 0 and 1 stand for */
void name_sense(struct text *t, enum device_family family, const struct bytes *sense);

/** name_data() - what the bytes of a command mean, or how they begin */
void name_data(struct text *t, enum device_family family, u8 cmd, const struct bytes *data);

#endif
