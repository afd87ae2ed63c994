/* SPDX-License-Identifier: GPL-2.0-only */
/* A user of the device, which checks the guarantees of the driver. */
#ifndef EXPLORE_USER_H
#define EXPLORE_USER_H

#include "explore/kernel.h"

/**
 * struct user - a process that uses the device
 * @name: for messages
 * @vdev: the device
 * @thread: its first thread
 * @space: its address space; page 0 has the program, the others the data
 * @signals: the I/O notifier
 * @is_open: the device is open
 * @programs: counts programs that it has tried to start
 * @out: the program whose final status is expected, or 0
 * @number: the channel's number of that program, after its start was accepted
 * @clears: channel.clears after the user's last CLEAR
 * @accepted: the start of @out was accepted
 * @doubt: a reset concurrent with the start of @out may have ended it without status
 * @took_back: a clear or a reset may have discarded status for which there was a signal
 * @broken: a reset has failed, or the device is going away: -EIO and -ENODEV are allowed
 */
struct user {
	const char *name;
	struct vfio_device *vdev;
	struct actor *thread;
	struct space *space;
	struct eventfd_ctx signals;
	bool is_open;
	u32 programs;
	u32 out;
	u32 number;
	u32 clears;
	bool accepted;
	bool doubt;
	bool took_back;
	bool broken;
};

void user_init(struct user *user, const char *name, struct vfio_device *vdev);
/** user_program() - write a program: CCWs with one page of data each, at a distance of @apart */
void user_program(struct user *user, u32 ccws, u32 apart);

void user_open(struct user *user, struct space *space);
void user_close(struct user *user);
/** user_start() - start the program.  Return: 0 or -errno */
int user_start(struct user *user);
/** user_arm() - set the I/O notifier again */
void user_arm(struct user *user);
/** user_schib() - read the SCHIB region */
void user_schib(struct user *user);
/** user_read() - read the next interrupt.  Return: was there one? */
bool user_read(struct user *user);
/** user_await() - read interrupts when signalled, until the program has ended */
void user_await(struct user *user);
/** user_async() - halt or clear.  Return: 0 or -errno */
int user_async(struct user *user, u32 command);
int user_reset(struct user *user);
/** user_settle() - at the end: each signal has an interrupt, and each interrupt had a signal */
void user_settle(struct user *user);

#endif
