/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a recorder writes: records one after the other, big-endian on every host.
 * Each has a head and one of the bodies below, and is padded to RECORD_ALIGN.
 *
 * A request is RECORD_REQUEST; if it got as far as to be translated, RECORD_CCWS,
 * RECORD_IDAWS and RECORD_OUT, any number of each, and RECORD_TRANSLATED; if it
 * got to the channel, RECORD_START; and RECORD_RESULT.  Its end is RECORD_IN, any
 * number, and RECORD_INTERRUPT.  Between them may be what came at any time,
 * RECORD_CRW.  A number that is missing tells of records for which there was no room.
 */
#ifndef CORE_RECORD_FORMAT_H
#define CORE_RECORD_FORMAT_H

#include "core/css.h"

#define RECORD_MAGIC	0x76436357u
#define RECORD_VERSION	1u
#define RECORD_ALIGN	8u

/* Bytes of a record after its head: a page of data and what says whose. */
#define RECORD_MAX_DATA	4096u
#define RECORD_MAX_BODY	(RECORD_MAX_DATA + 16u)

enum record_kind {
	RECORD_STREAM = 1,	/* the first: struct record_stream */
	RECORD_OPEN,		/* struct record_result */
	RECORD_CLOSE,		/* no body */
	RECORD_RESET,		/* struct record_result */
	RECORD_REQUEST,		/* struct record_request */
	RECORD_CCWS,		/* struct record_ccw, several */
	RECORD_IDAWS,		/* struct record_part, IDAWs as the guest has them */
	RECORD_OUT,		/* struct record_part, data for the device */
	RECORD_TRANSLATED,	/* struct record_translated */
	RECORD_START,		/* struct record_start */
	RECORD_RESULT,		/* struct record_result: what the request was answered */
	RECORD_IN,		/* struct record_part, data from the device */
	RECORD_INTERRUPT,	/* struct record_interrupt */
	RECORD_ASYNC,		/* struct record_async */
	RECORD_CRW,		/* struct css_crw */
	RECORD_GONE,		/* no body: the subchannel */
	RECORD_STUCK,		/* no body: the channel keeps a program */
	RECORD_NR_KINDS
};

/**
 * struct record_head - begins each record
 * @size: bytes of the record, head and padding included
 * @kind: RECORD_STREAM, ...
 * @unused: of the size, the bytes of the padding
 * @seq: 0, 1, 2, ...; counted on for records that were dropped
 * @ns: when, by the host's monotonic clock
 */
struct record_head {
	__be32 size;
	__be16 kind;
	__be16 unused;
	__be64 seq;
	__be64 ns;
};

/**
 * struct record_stream - how a stream begins
 * @magic: RECORD_MAGIC
 * @version: RECORD_VERSION
 * @schid: subsystem-identification word
 * @flags: what of data is recorded: RECORD_PARAMETERS, RECORD_PAYLOAD
 * @limit: bytes of a CCW's data that are recorded at most
 * @cc: condition code of STORE SUBCHANNEL
 * @schib: what it stored, if @cc is 0; addresses and parameters of the host are not in it
 * @reserved: zeroes
 */
struct record_stream {
	__be32 magic;
	__be32 version;
	__be32 schid;
	__be32 flags;
	__be32 limit;
	__be32 cc;
	struct css_schib schib;
	__be32 reserved;
};

#define RECORD_PARAMETERS	0x1u
#define RECORD_PAYLOAD		0x2u

/** struct record_request - a request as user space wrote it, in the guest's byte order */
struct record_request {
	struct css_orb orb;
	struct css_scsw scsw;
	__be32 reserved;
};

/**
 * struct record_ccw - a CCW of the program
 * @addr: guest address
 * @moves: RECORD_MOVES_OUT, ...
 * @flags: RECORD_CHAINED, ...
 * @idaws: IDAWs of it that are used
 * @raw: the CCW as the guest has it
 */
struct record_ccw {
	__be32 addr;
	u8 moves;
	u8 flags;
	__be16 idaws;
	u8 raw[CSS_CCW_SIZE];
};

#define RECORD_MOVES_OUT	0x01	/* storage to device */
#define RECORD_MOVES_IN		0x02	/* device to storage */
#define RECORD_MOVES_BACKWARD	0x04	/* likewise, descending */
#define RECORD_DATA_CHAINED	0x01	/* data chaining leads to it */
#define RECORD_SKIPPED_TO	0x02	/* only a status modifier leads to it */
#define RECORD_ABSENT		0x04	/* the guest has no memory there */

/**
 * struct record_part - a piece of what belongs to a CCW; bytes follow
 * @ccw: which CCW, by its place among those of RECORD_CCWS
 * @offset: of the piece, in the order in which the device takes or gives bytes
 * @total: bytes there are in all, those that are not recorded included
 * @bytes: in this piece
 */
struct record_part {
	__be32 ccw;
	__be32 offset;
	__be32 total;
	__be32 bytes;
};

/** struct record_translated - the shape of a translated program; @result: 0 or -errno */
struct record_translated {
	__be32 result;
	__be32 ccws;
	__be32 idaws;
	__be32 pages;
	__be32 segments;
	__be32 bytes;
};

/** struct record_start - START SUBCHANNEL: condition code, word 1 of the ORB as issued */
struct record_start {
	__be32 cc;
	__be32 ctrl;
};

/** struct record_result - 0 or a negative errno */
struct record_result {
	__be32 result;
	__be32 reserved;
};

/** struct record_interrupt - status as the user gets it; @final: it ended the program */
struct record_interrupt {
	struct css_irb irb;
	__be32 final;
	__be32 reserved;
};

/** struct record_async - an async command and its answer */
struct record_async {
	__be32 command;
	__be32 result;
};

static_assert(sizeof(struct record_head) == 24, "record head");
static_assert(sizeof(struct record_stream) == 80, "begin of a stream");
static_assert(sizeof(struct record_request) == 48, "recorded request");
static_assert(sizeof(struct record_ccw) == 16, "recorded CCW");
static_assert(sizeof(struct record_part) == 16, "recorded data");
static_assert(sizeof(struct record_interrupt) == 104, "recorded interrupt");

#endif
