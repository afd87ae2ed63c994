/* SPDX-License-Identifier: GPL-2.0-only */
/* Functions of start.S: instructions, and the formats of what they store. */
#ifndef SELFTESTS_BARE_START_H
#define SELFTESTS_BARE_START_H

#include <linux/types.h>

struct scsw {
	__u8 flags[2];
	__u8 ctrl[2];
	__u32 cpa;
	__u8 dstat, cstat;
	__u16 count;
};

struct irb {
	struct scsw scsw;
	__u8 rest[84];
} __attribute__((aligned(4)));

struct schib {
	__u8 pmcw[28];
	struct scsw scsw;
	__u8 rest[12];
} __attribute__((aligned(4)));

/* Condition codes, or 4 if the operand is refused. */
int do_ssch(__u32 schid, const void *orb);
int do_msch(__u32 schid, const struct schib *schib);
int do_tsch(__u32 schid, struct irb *irb);
int do_stsch(__u32 schid, struct schib *schib);
int do_rsch(__u32 schid);
int do_csch(__u32 schid);
/* wait_until() - wait for an I/O interruption, or until a time of the TOD clock */
void wait_until(__u64 time);
void copy(void *to, const void *from, __u64 len);
/* run() - called by start.S; the machine stops when it returns */
void run(void);

#endif
