/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between the channel engine and a device model, which stands for a
 * channel path.  A device sees commands and bytes, never CCWs or storage.
 */
#ifndef HW_SIM_DEV_DEVICE_H
#define HW_SIM_DEV_DEVICE_H

#include "core/css.h"

struct sim_channel;
struct sim_device;

/**
 * sim_channel_put() - the device sends bytes to the channel (read, sense)
 * @ch: the channel, during a command
 * @buf: the bytes
 * @len: how many
 *
 * Return: how many the channel took.  Fewer than @len means that the channel
 * signals stop (count exhausted, or a channel check): the device ends the command
 * as it does after that signal.  The engine notes that the device
 * had more to send (long record) and presents incorrect length where due.
 */
size_t sim_channel_put(struct sim_channel *ch, const void *buf, size_t len);

/**
 * sim_channel_get() - the device asks the channel for bytes (write, control)
 * @ch: the channel, during a command
 * @buf: where they go
 * @len: how many
 *
 * Return: how many came; fewer than @len means stop, as above.
 */
size_t sim_channel_get(struct sim_channel *ch, void *buf, size_t len);

/**
 * sim_channel_get_all() - the device takes all bytes that the channel has (tape write)
 * @ch: the channel, during a command
 * @buf: where it goes
 * @max: the most that the device can take
 *
 * Return: how many came.  Fewer than @max is no short block: the length of the
 * record is the channel's count.
 */
size_t sim_channel_get_all(struct sim_channel *ch, void *buf, size_t max);

/**
 * sim_channel_checked() - did a check end the transfer?
 * @ch: the channel, during a command
 *
 * Return: false when the channel stopped because its count was used up; true
 * after a channel check and when the program was ended from outside.  A device
 * then leaves its medium as it is, and ends the command without unit check.
 */
bool sim_channel_checked(const struct sim_channel *ch);

/**
 * sim_channel_last() - does the channel signal that no command follows this one?
 * @ch: the channel, during a command, all of whose bytes have moved
 *
 * A channel path carries the chain-command flag with each command, so that a
 * control unit knows the end of a chain when it ends its last command.
 *
 * Return: true for the last command.  False does not promise another one: a
 * check, or incorrect length, ends a chain as well.
 */
bool sim_channel_last(const struct sim_channel *ch);

/**
 * struct sim_command - a command as it reaches the device
 * @code: the command code
 * @path: the channel path it came over: one bit of a path mask
 * @chained: not the first command of its chain; a device that keeps state
 *	along a chain (DASD: define extent, locate record) forgets it when false
 */
struct sim_command {
	u8 code;
	u8 path;
	bool chained;
};

/**
 * struct sim_reply - how the device ends a command
 * @status: unit status (CSS_DSTAT_*), with CE, DE or both; busy or unit check
 *	alone when the command was not accepted
 * @later_status: 0, or status that follows on its own (DE after CE)
 * @time: virtual nanoseconds from the command to @status
 * @later_time: from @status to @later_status
 * @immediate: channel end came with the initial status, no data were possible
 *
 * With CSS_DSTAT_UC in either status the device has filled its sense bytes.
 */
struct sim_reply {
	u8 status;
	u8 later_status;
	bool immediate;
	u64 time;
	u64 later_time;
};

/**
 * struct sim_device_ops - one kind of device
 * @type: the name of the kind, for display ("dasd_eckd", "echo")
 * @command: execute a command: move its bytes through @ch with
 *	sim_channel_put() and sim_channel_get(), and fill in the reply.  For a
 *	unit check the sense bytes are set in dev->sense.
 * @end_of_chain: the chain of commands is over, normally or not; may be NULL
 * @reset: selective reset by CLEAR SUBCHANNEL or a path reset; may be NULL
 * @destroy: free the model
 */
struct sim_device_ops {
	const char *type;
	void (*command)(struct sim_device *dev, struct sim_channel *ch,
			const struct sim_command *cmd, struct sim_reply *reply);
	void (*end_of_chain)(struct sim_device *dev);
	void (*reset)(struct sim_device *dev);
	void (*destroy)(struct sim_device *dev);
};

/**
 * struct sim_device - a device for the engine; models embed it as first member
 * @ops: its kind
 * @sense: sense bytes of the last unit check.  The engine moves them into the
 *	IRB with concurrent sense (and then clears @sense_len); otherwise the
 *	device's Basic Sense command fetches them.
 * @sense_len: how many are valid
 * @latency: virtual nanoseconds that a model may add to each command's time
 */
struct sim_device {
	const struct sim_device_ops *ops;
	u8 sense[CSS_SENSE_SIZE];
	u8 sense_len;
	u64 latency;
};

#endif
