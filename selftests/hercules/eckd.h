/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Channel programs for a 3390 behind a 3990, and data in every form that a CCW can
 * designate.
 *
 * Source: 3990 Storage Control Reference.
 */
#ifndef SELFTESTS_HERCULES_ECKD_H
#define SELFTESTS_HERCULES_ECKD_H

#include "program.h"

#define CMD_READ	0x06
#define CMD_WRITE	0x05
#define CMD_SENSE	0x04
#define CMD_SEEK	0x07
#define CMD_READ_KD	0x0e
#define CMD_READ_COUNT_MT 0x92
#define CMD_WRITE_CKD	0x1d
#define CMD_SEARCH_ID	0x31
#define CMD_LOCATE	0x47
#define CMD_EXTENT	0x63
#define CMD_RDC		0x64

/* Define Extent: permitted writes. */
#define MAY_FORMAT	0xc0
#define MAY_UPDATE	0x80
#define MAY_READ	0x40

/* Locate Record: operations. */
#define TO_WRITE	0x01
#define TO_FORMAT	0x03
#define TO_READ		0x06

/* Sense bytes 0 and 1. */
#define COMMAND_REJECT	0x80
#define NO_RECORD	0x08
#define FILE_PROTECTED	0x04
#define END_OF_CYLINDER	0x20
#define WRITE_INHIBITED	0x02

#define CSTAT_LENGTH	0x40
#define COUNT_SIZE	8	/* of a count field */
#define SPREAD_MAX	0x8000	/* bytes that spread data may lie in */

/**
 * struct place - a record's place on a volume
 * @cyl: cylinder
 * @head: head
 * @record: record
 */
struct place {
	__u8 cyl;
	__u8 head;
	__u8 record;
};

/**
 * struct form - how a CCW designates data
 * @name: for display
 * @orb: bits of the ORB
 * @block: size of the block that an IDAW designates, or 0: no IDAWs
 */
struct form {
	const char *name;
	__u16 orb;
	__u16 block;
};

#define NR_FORMS	4

extern const struct form forms[NR_FORMS];

/* The address of byte @n of the data; with IDAWs, the blocks lie in backward order. */
__u32 spread(const struct form *form, __u32 base, __u32 n);
void spread_out(const struct guest *guest, const struct form *form, __u32 base, const void *data,
		__u32 len);
void spread_in(const struct guest *guest, const struct form *form, __u32 base, void *data,
	       __u32 len);

/* A CCW for such data, its IDAL from @idal on.  Return: the address behind the CCW. */
__u32 put_data(const struct guest *guest, const struct form *form, __u32 at, __u8 cmd, __u8 flags,
	       __u16 count, __u32 base, __u32 idal);

/* Define extent: one track.  Return: the address behind the CCW. */
__u32 put_extent(const struct guest *guest, __u32 at, __u8 mask, struct place place);
/* Locate record: @count records of @len bytes from @place on. */
__u32 put_location(const struct guest *guest, __u32 at, __u8 operation, __u8 count,
		   struct place place, __u16 len);

/* The count field of a record. */
void put_count(__u8 count[COUNT_SIZE], struct place place, __u8 key_len, __u16 data_len);

/* Text that identifies its place in every 32 bytes. */
void fill(__u8 *data, __u32 len, struct place place, const char *form);

#endif
