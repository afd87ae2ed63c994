/* SPDX-License-Identifier: GPL-2.0-only */
/* The echo device of hw-sim/dev/echo.h, byte by byte. */
#ifndef SIMTESTS_JUDGE_ECHO_H
#define SIMTESTS_JUDGE_ECHO_H

#include "simtests/judge/judge.h"

struct judge_device *judge_echo_create(void);
void judge_echo_destroy(struct judge_device *dev);
/** judge_echo_set_busy() - the device answers its next command with a lone status */
void judge_echo_set_busy(struct judge_device *dev, u8 status);

#endif
