/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cases that exercise a driver, and the facts that they report.
 *
 * A case runs with the device just opened, guest memory mapped, and all notifiers
 * set.  It reports facts and does not judge them: the reports of two drivers are
 * compared later.  So a fact must be the same in each run with the same driver: no
 * address of the host, no time, no count that depends on a race.
 *
 * Cases avoid what is known to harm the kernel with some driver: a command that
 * stores data has neither the skip flag nor the data-chaining flag, and no transfer
 * begins in the page below a mapping.
 */
#ifndef SELFTESTS_SIDE_SCENE_H
#define SELFTESTS_SIDE_SCENE_H

#include <sys/types.h>

#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "program.h"
#include "user.h"

#define SENSE_ID_LEN	7u
#define SET_REVISION	0x83
#define NOWHERE		0x40000000u	/* nothing is mapped there, or near it */
#define MEMORY_END	(GUEST + GUEST_PAGES * PAGE)

/**
 * struct scene - the environment of a case
 * @dev: the device
 * @user: its user, with the interface under test
 * @guest: the memory
 */
struct scene {
	struct css_device dev;
	struct user user;
	struct guest guest;
};

/**
 * struct side_case - a case
 * @name: its name in the list of differences
 * @run: reports the facts
 * @arg: argument of @run, for cases that share it
 */
struct side_case {
	const char *name;
	void (*run)(struct scene *s, const void *arg);
	const void *arg;
};

/* The cases of each file; the last entry has no name. */
extern const struct side_case info_cases[], irq_cases[], region_cases[], start_cases[],
	idal_cases[], chain_cases[], memory_cases[], life_cases[], admin_cases[];

/* Reports a fact; the facts of a case are printed with its name. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_answer(const char *what, long ret);
void say_case(const char *interface, const char *name);

int scene_open(struct scene *s, enum vfio_interface interface);
void scene_close(struct scene *s);

/**
 * struct orb - the part of an ORB that differs between requests
 * @ctrl: word 1
 * @cpa: channel-program address
 */
struct orb {
	__u32 ctrl;
	__u32 cpa;
};

#define ORB_CTRL_USUAL	((__u32)ORB_USUAL << 16 | 0xff00)

long write_request(const struct scene *s, struct orb request, __u16 scsw);
void say_interrupt(const struct scene *s);
void say_no_interrupt(const struct scene *s);
void say_run(const struct scene *s, struct orb request);
void say_usual_run(const struct scene *s);
void say_data(const struct scene *s, __u32 at);
void say_works(const struct scene *s);

__u32 put_sense_id(const struct scene *s, __u32 at, __u8 flags, __u16 count, __u32 cda);
int suspend(const struct scene *s);

#endif
