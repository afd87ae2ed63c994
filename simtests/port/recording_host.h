/* SPDX-License-Identifier: GPL-2.0-only */
/* The arena as a host that records; one at a time. */
#ifndef SIMTESTS_RECORDING_HOST_H
#define SIMTESTS_RECORDING_HOST_H

#include "recorder/recorder.h"
#include "simtests/port/machine.h"

/* The value of config.host for a machine that is to be recorded. */
extern const struct vfio_ccw_host_ops recording_host_ops;

/**
 * recording_host_start() - record a machine from now on
 * @m: the machine, made with recording_host_ops
 * @room: bytes for its records; what finds no room is dropped
 *
 * Return: the recorder, for settings.
 */
struct recorder *recording_host_start(struct machine *m, u32 room);
/** recording_host_recorder() - the recorder of the machine that is recorded */
struct recorder *recording_host_recorder(void);
/** recording_host_stop() - end the recording and drop its records */
void recording_host_stop(void);

/** recording_host_stream() - the records so far. Return: how many bytes */
u32 recording_host_stream(const u8 **bytes);
/** recording_host_empty() - drop the records, as after a read */
void recording_host_empty(void);

/** recording_host_start_program() - machine_start(), seen by the recorder */
ssize_t recording_host_start_program(struct machine *m, const struct css_orb *orb);

#endif
