/* SPDX-License-Identifier: GPL-2.0-only */
/* Type and model of control unit and device, from Sense ID. */
#ifndef RECORDING_IDENTITY_H
#define RECORDING_IDENTITY_H

#include "ccwtools/recording/recording.h"

#define IDENTITY_TEXT	8u	/* "3990-e9", and the end */

/**
 * struct identity - types and models, as text
 * @unit: "3990-e9"
 * @device: "3390-02"
 * @type: "3390"
 */
struct identity {
	char unit[IDENTITY_TEXT];
	char device[IDENTITY_TEXT];
	char type[5];
};

/* From the first Sense ID of a program.  Return: false if there is none. */
bool identity_of_program(const struct rec_program *program, struct identity *id);

/* The control unit that the simulator has for a type of device, "3990-e9", or NULL. */
const char *identity_simulated(const char *type);

#endif
