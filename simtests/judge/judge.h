/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A second interpreter of channel programs, of one byte at a time, written
 * from the text of the architecture.  It shares no code with hw-sim/ and includes
 * nothing of it, so that neither can repeat the other's mistake.
 */
#ifndef SIMTESTS_JUDGE_H
#define SIMTESTS_JUDGE_H

#include "core/css.h"

/**
 * struct judge_storage - absolute storage as the channel finds it
 * @byte: where one byte is; NULL if the channel cannot use it, and @check says why:
 *	CSS_CSTAT_PROGRAM or CSS_CSTAT_PROTECTION
 * @data: for @byte
 */
struct judge_storage {
	u8 *(*byte)(void *data, u64 addr, bool store, u8 *check);
	void *data;
};

struct judge_channel;

/** judge_next() - the device asks for a byte; -1: the channel has no more, or a check */
int judge_next(struct judge_channel *ch);
/**
 * judge_next_if_any() - as judge_next(), for a device that takes what there is (tape write):
 * that the count ends is no incorrect length
 */
int judge_next_if_any(struct judge_channel *ch);
/** judge_give() - the device offers a byte; false: the channel wants no more, or a check */
bool judge_give(struct judge_channel *ch, u8 byte);
/** judge_checked() - a channel check ended the transfer, not the count */
bool judge_checked(const struct judge_channel *ch);
/** judge_last() - no CCW is chained to the current one: the chain ends with this command */
bool judge_last(const struct judge_channel *ch);

/**
 * struct judge_device - a device as simple as possible
 * @command: executes one command, moves its bytes, returns its unit status (channel end
 *	and device end together; busy or unit check alone when it was not accepted)
 * @immediate: set by @command: channel end came with the initial status
 * @later: set by @command, 0 before it: status that follows on its own (device end, after a
 *	channel end that @command returned without it)
 * @end: the chain of commands is over; may be NULL
 * @reset: selective reset; may be NULL
 * @sense: filled with a unit check
 * @sense_len: how many are valid
 */
struct judge_device {
	u8 (*command)(struct judge_device *dev, struct judge_channel *ch, u8 code, u8 path,
		      bool first);
	void (*end)(struct judge_device *dev);
	void (*reset)(struct judge_device *dev);
	bool immediate;
	u8 later;
	u8 sense[CSS_SENSE_SIZE];
	u8 sense_len;
};

#endif
