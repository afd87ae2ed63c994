/* SPDX-License-Identifier: GPL-2.0-only */
/* What a device says it is, with Sense ID: its control unit, and itself. */
#ifndef RECORDING_IDENTITY_H
#define RECORDING_IDENTITY_H

#include "ccwtools/recording/recording.h"

#define IDENTITY_TEXT	8u	/* "3990-e9", and the end */

/**
 * struct identity - types and models, as people write them
 * @unit: "3990-e9"
 * @device: "3390-02"
 * @type: "3390"
 */
struct identity {
	char unit[IDENTITY_TEXT];
	char device[IDENTITY_TEXT];
	char type[5];
};

/** identity_recorded() - what the recorded device said first; false: it was not asked */
bool identity_recorded(const struct recording *rec, struct identity *id);

/** identity_simulated() - "3990-e9", what a device of this type is simulated on; or NULL */
const char *identity_simulated(const char *type);

#endif
