/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording, and what a replay answered, as a pcapng file for Wireshark. */
#ifndef REPLAY_CAPTURE_H
#define REPLAY_CAPTURE_H

#include <jansson.h>

#include "ccwtools/replay/output.h"

struct capture;

struct capture *capture_create(void);
void capture_destroy(struct capture *capture);

/**
 * capture_begin() - the capture of a recording begins
 * @capture: the capture
 * @subject: the recording
 * @problem: says why not
 *
 * Packets are kept in a temporary file until the capture is written.
 */
bool capture_begin(struct capture *capture, const struct report_subject *subject,
		   struct problem *problem);

/** capture_line() - add a packet with an event of the recording; see recording_line */
void capture_line(struct capture *capture, json_t *event, u64 line,
		  const struct rec_program *program);

/**
 * capture_program() - a program is complete
 * @capture: the capture
 * @program: in the order of the recording; if it was replayed, a packet has the result
 */
void capture_program(struct capture *capture, const struct output_program *program);
/** capture_mount() - the same for a tape that the operator mounted */
void capture_mount(struct capture *capture, const struct rec_mount *mount,
		   const struct css_irb *irb, const struct verdict *verdict);
/** capture_event() - the same for a halt, clear, reset, ... between programs */
void capture_event(struct capture *capture, const struct rec_event *event,
		   const struct event_result *done, const struct verdict *verdict);

/** capture_write() - the file. Return: false if it could not be written. */
bool capture_write(struct capture *capture, const char *path, struct problem *problem);

#endif
