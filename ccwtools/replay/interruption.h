/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Signals that end a replay which has changed something outside this program: it takes that back
 * first, and then ends by the same signal.
 */
#ifndef REPLAY_INTERRUPTION_H
#define REPLAY_INTERRUPTION_H

/**
 * interruption_expect() - from now on, SIGINT, SIGTERM and SIGHUP are only noted
 *
 * A signal that is ignored (nohup) stays so.  May be called again.
 */
void interruption_expect(void);

/** interruption_signal() - the first that came, or 0 */
int interruption_signal(void);

/** interruption_name() - its name ("SIGTERM"), or NULL */
const char *interruption_name(void);

/** interruption_fd() - can be read after one has come, for poll(); -1 before they are expected */
int interruption_fd(void);

/** interruption_end() - if a signal came, report it, and end this process by it */
void interruption_end(void);

#endif
