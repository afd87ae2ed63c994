/* SPDX-License-Identifier: GPL-2.0-only */
/* A user of the device, with the book of what has been promised. */
#ifndef EXPLORE_USER_H
#define EXPLORE_USER_H

#include "explore/kernel.h"

/**
 * struct user - a process that uses the device
 * @name: for people
 * @vdev: the device
 * @thread: its first
 * @space: its memory, as the device sees it; page 0 has the program, the others its data
 * @signals: the I/O notifier
 * @is_open: the device is open
 * @programs: that it has tried to start
 * @out: the one whose end is to come, or 0
 * @number: the channel's number of it, when its start has been accepted
 * @clears: how many the channel had executed when the last one was accepted
 * @accepted: that one's start was accepted
 * @doubt: a reset that met its start may have taken it back
 * @took_back: status may have been taken back since a read found some: a clear or a reset
 * @broken: a reset has failed, or the device is going: -EIO and -ENODEV are allowed
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

/** user_init() - a process */
void user_init(struct user *user, const char *name, struct vfio_device *vdev);
/** user_program() - write a program: CCWs with one page of data each, so many pages apart */
void user_program(struct user *user, u32 ccws, u32 apart);

void user_open(struct user *user, struct space *space);
void user_close(struct user *user);
/** user_start() - submit it.  Return: 0, or what the driver answers */
int user_start(struct user *user);
/** user_arm() - set the I/O notifier anew */
void user_arm(struct user *user);
/** user_schib() - STORE SUBCHANNEL */
void user_schib(struct user *user);
/** user_read() - take the next interrupt.  Return: is there one? */
bool user_read(struct user *user);
/** user_await() - read when signalled, until no program is out */
void user_await(struct user *user);
/** user_async() - halt or clear */
int user_async(struct user *user, u32 command);
int user_reset(struct user *user);
/** user_settle() - at the end: what was signalled is there, what is there was signalled */
void user_settle(struct user *user);

#endif
