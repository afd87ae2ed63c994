/* SPDX-License-Identifier: GPL-2.0-only */
/* The report of a sweep, as text or JSON. */
#ifndef REPLAY_SWEEP_REPORT_H
#define REPLAY_SWEEP_REPORT_H

#include "ccwtools/replay/report.h"
#include "ccwtools/replay/sweep.h"

/** sweep_report_failure() - one run after which something did not hold */
void sweep_report_failure(const struct report_style *style, const struct sweep_failure *failure);

/** sweep_report() - the table of a recording, and the sum */
void sweep_report(const struct report_style *style, const struct report_subject *subject,
		  const struct sweep *sweep, const struct sweep_result *result);

/** sweep_report_plan() - a plan that was run and checked; @why is NULL if all holds */
void sweep_report_plan(const struct report_style *style, const struct report_subject *subject,
		       const char *why);

#endif
