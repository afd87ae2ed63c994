/* SPDX-License-Identifier: GPL-2.0-only */
/* A device that accepts and returns bytes, for tests. */
#ifndef HW_SIM_DEV_ECHO_H
#define HW_SIM_DEV_ECHO_H

#include "hw-sim/dev/device.h"

#define ECHO_BUFFER		65536u

#define ECHO_WRITE		0x01	/* replaces the buffer by the data */
#define ECHO_READ		0x02	/* the buffer, as many bytes as were written */
#define ECHO_NOP		0x03	/* immediate */
#define ECHO_SENSE		0x04	/* basic sense */
#define ECHO_READ_BACKWARD	0x0c	/* the buffer; the channel stores it backwards */
#define ECHO_CONTROL		0x13	/* takes its data and discards them */
#define ECHO_SEARCH		0x21	/* status modifier if the data begin the buffer */
#define ECHO_SLOW		0x23	/* channel end; device end after data-byte microseconds */
#define ECHO_SENSE_ID		0xe4

#define ECHO_COMMAND_REJECT	0x80	/* sense byte 0 */

/** echo_create() - make a device with an empty buffer. Return: NULL if memory is short */
struct sim_device *echo_create(void);

/**
 * echo_set_busy() - the device answers its next command with a lone status
 * @dev: the device
 * @status: unit status, for instance busy
 */
void echo_set_busy(struct sim_device *dev, u8 status);

/** echo_chains() - how many chains of commands have ended */
u32 echo_chains(const struct sim_device *dev);

/** echo_resets() - how many selective resets the device had */
u32 echo_resets(const struct sim_device *dev);

#endif
