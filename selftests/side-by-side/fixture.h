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
#ifndef SELFTESTS_SIDE_BY_SIDE_FIXTURE_H
#define SELFTESTS_SIDE_BY_SIDE_FIXTURE_H

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
 * struct fixture - the environment of a case
 * @dev: the device
 * @user: its user, with the interface under test
 * @guest: the memory
 */
struct fixture {
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
	void (*run)(struct fixture *f, const void *arg);
	const void *arg;
};

/* The cases of each file; the last entry has no name. */
extern const struct side_case info_cases[], irq_cases[], region_cases[], start_cases[],
	idal_cases[], chain_cases[], memory_cases[], life_cases[], admin_cases[];

/* Reports a fact; the facts of a case are printed with its name. */
void report(const char *format, ...) __attribute__((format(printf, 1, 2)));
void report_answer(const char *what, long ret);
void report_case(const char *interface, const char *name);

int fixture_open(struct fixture *f, enum vfio_interface interface);
void fixture_close(struct fixture *f);

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

long write_request(const struct fixture *f, struct orb request, __u16 scsw);
void report_interrupt(const struct fixture *f);
void report_no_interrupt(const struct fixture *f);
void report_run(const struct fixture *f, struct orb request);
void report_usual_run(const struct fixture *f);
void report_data(const struct fixture *f, __u32 at);
void report_works(const struct fixture *f);

__u32 put_sense_id(const struct fixture *f, __u32 at, __u8 flags, __u16 count, __u32 cda);
int suspend(const struct fixture *f);

#endif
