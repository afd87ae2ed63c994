/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording, and what a replay answered, as a pcapng file for Wireshark. */
#ifndef REPLAY_CAPTURE_H
#define REPLAY_CAPTURE_H

#include "ccwtools/replay/output.h"

struct capture;

struct capture *capture_create(void);
void capture_destroy(struct capture *capture);

/**
 * capture_begin() - a packet for each event of a recording
 * @capture: gets them
 * @subject: the recording
 * @problem: says why not
 *
 * Return: false if the recording cannot be read once more.
 */
bool capture_begin(struct capture *capture, const struct report_subject *subject,
		   struct problem *problem);

/** capture_program() - add a packet with the result of the replay, if it was replayed */
void capture_program(struct capture *capture, const struct output_program *program);
/** capture_mount() - the same for a tape that the operator mounted */
void capture_mount(struct capture *capture, const struct rec_mount *mount,
		   const struct css_irb *irb, const struct verdict *verdict);
/** capture_event() - the same for a halt, clear, reset, ... between programs */
void capture_event(struct capture *capture, const struct rec_event *event,
		   const struct event_result *done, const struct verdict *verdict);

/** capture_write() - the file. Return: false if it could not be written. */
bool capture_write(const struct capture *capture, const char *path, struct problem *problem);

#endif
