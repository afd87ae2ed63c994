/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest memory with channel programs in it, their start and their status.
 *
 * The formats are defined here again on purpose, independently of the code under
 * test.
 *
 * Source: Principles of Operation, "I/O Instructions"; byte order at the
 * regions on a little-endian host: docs/uapi.rst.
 */
#ifndef SELFTESTS_PROGRAM_H
#define SELFTESTS_PROGRAM_H

#include "user.h"

#define PAGE		4096u

/* Start and layout of guest memory. */
#define GUEST		0x100000u
#define GUEST_PAGES	64u
#define PROGRAM		(GUEST + 0 * PAGE)	/* CCWs */
#define PARAMETERS	(GUEST + 1 * PAGE)
#define IDAL		(GUEST + 2 * PAGE)
#define DATA		(GUEST + 4 * PAGE)
#define OTHER		(GUEST + 32 * PAGE)

/* Word 1 of the ORB, upper half. */
#define ORB_SUSPEND	0x0800
#define ORB_FORMAT_1	0x0080
#define ORB_PREFETCH	0x0040
#define ORB_TRANSPORT	0x0004
#define ORB_IDAW_64	0x0002
#define ORB_IDAW_2K	0x0001
#define ORB_USUAL	(ORB_FORMAT_1 | ORB_PREFETCH | ORB_IDAW_64)

#define CCW_CD		0x80
#define CCW_CC		0x40
#define CCW_SLI		0x20
#define CCW_SKIP	0x10
#define CCW_PCI		0x08
#define CCW_IDA		0x04
#define CCW_SUSPEND	0x02
#define CMD_TIC		0x08
#define CMD_NOP		0x03
#define CMD_SENSE_ID	0xe4

/* SCSW: function, activity and status control. */
#define FCTL_START	0x4000
#define FCTL_HALT	0x2000
#define FCTL_CLEAR	0x1000
#define ACTL		0x0fe0
#define ACTL_RESUME	0x0800
#define ACTL_SUSPENDED	0x0020
#define STCTL_FINAL	0x0007	/* primary, secondary, pending */
#define STCTL_PRIMARY	0x0004
#define STCTL_INTERMEDIATE 0x0008
#define STCTL_PENDING	0x0001

#define DSTAT_END	0x0c	/* channel end, device end */
#define DSTAT_UNIT_CHECK 0x02
#define CSTAT_PCI	0x80
#define CSTAT_PROGRAM	0x20

/* Commands of the test device, besides those above. */
#define ECHO_WRITE	0x01
#define ECHO_READ	0x02

/**
 * struct status - the relevant part of an IRB
 * @flags: SCSW word 0, upper half
 * @ctrl: SCSW word 0, lower half
 * @cpa: CCW address
 * @dstat: unit status
 * @cstat: subchannel status
 * @count: residual count
 * @sense: the extended-control word
 */
struct status {
	__u16 flags;
	__u16 ctrl;
	__u32 cpa;
	__u8 dstat;
	__u8 cstat;
	__u16 count;
	__u8 sense[32];
};

/**
 * struct guest - guest memory; a page on each side of it belongs to the test
 * @mem: its first byte
 */
struct guest {
	__u8 *mem;
};

/**
 * struct buffer - memory of a process, some of it mapped
 * @mem: page-aligned
 * @pages: how many
 */
struct buffer {
	__u8 *mem;
	__u32 pages;
};

/* Initial contents of buffers. */
#define CANARY		0xa5

int guest_create(struct guest *guest, const struct user *user);
void guest_destroy(struct guest *guest);
void *guest_at(const struct guest *guest, __u32 iova);

int buffer_create(struct buffer *buffer, __u32 pages);
void buffer_destroy(struct buffer *buffer);
/* Is a range all canaries? */
bool buffer_intact(const struct buffer *buffer, size_t from, size_t to);

/* A format-1 CCW.  Return: the address behind it. */
__u32 put_ccw(const struct guest *guest, __u32 at, __u8 cmd, __u8 flags, __u16 count, __u32 cda);
__u32 put_idaw64(const struct guest *guest, __u32 at, __u64 addr);
__u32 put_idaw32(const struct guest *guest, __u32 at, __u32 addr);
/* An endless loop of no-operations, at PROGRAM, which keeps a channel busy. */
void put_loop(const struct guest *guest);

/* Define extent and locate record for one record.  Return: the address behind them. */
__u32 put_locate(const struct guest *guest, __u32 at, bool write, __u8 cyl, __u8 head,
		 __u8 record);

int user_request(const struct user *user, __u32 cpa, __u16 orb, __u8 lpm, __u16 scsw);
int user_start(const struct user *user, __u32 cpa);
/* 0, or -ETIMEDOUT without an interrupt for some seconds */
int user_interrupt(const struct user *user, struct status *status);
int user_run(const struct user *user, __u32 cpa, struct status *status);
int user_async(const struct user *user, __u32 command);
int user_io_status(const struct user *user, struct status *status);
/* SCSW of the SCHIB: control; or a negative errno */
int user_scsw_ctrl(const struct user *user);
/* 0 when the subchannel has nothing to do; -ETIMEDOUT */
int user_wait_idle(const struct user *user);

void put_be16(void *at, __u16 value);
void put_be32(void *at, __u32 value);
__u16 get_be16(const void *at);
__u32 get_be32(const void *at);

#endif
