/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Format of a recording: a sequence of records, big-endian on every host.  Each has a
 * head and one of the bodies below, and is padded to RECORD_ALIGN.
 *
 * A request is RECORD_REQUEST; if it was translated, RECORD_CCWS, RECORD_IDAWS and
 * RECORD_OUT, any number of each, and RECORD_TRANSLATED; if it was issued to the
 * channel, RECORD_START; and RECORD_RESULT.  Its end is any number of RECORD_IN, and
 * RECORD_INTERRUPT.  RECORD_CRW may come anywhere in between.  A gap in the sequence
 * numbers stands for records that were dropped for lack of room.
 */
#ifndef RECORDER_FORMAT_H
#define RECORDER_FORMAT_H

#include "core/css.h"

#define RECORD_MAGIC	0x76436357u
#define RECORD_VERSION	1u
#define RECORD_ALIGN	8u

/* Bytes of a record after its head: a page of data, with its struct record_part. */
#define RECORD_MAX_DATA	4096u
#define RECORD_MAX_BODY	(RECORD_MAX_DATA + 16u)

enum record_kind {
	RECORD_STREAM = 1,	/* the first: struct record_stream */
	RECORD_OPEN,		/* struct record_result */
	RECORD_CLOSE,		/* no body */
	RECORD_RESET,		/* struct record_result */
	RECORD_REQUEST,		/* struct record_request */
	RECORD_CCWS,		/* struct record_ccw, several */
	RECORD_IDAWS,		/* struct record_part, the guest's IDAWs */
	RECORD_OUT,		/* struct record_part, data for the device */
	RECORD_TRANSLATED,	/* struct record_translated */
	RECORD_START,		/* struct record_start */
	RECORD_RESULT,		/* struct record_result: of the request */
	RECORD_IN,		/* struct record_part, data from the device */
	RECORD_INTERRUPT,	/* struct record_interrupt */
	RECORD_ASYNC,		/* struct record_async */
	RECORD_CRW,		/* struct css_crw */
	RECORD_GONE,		/* no body: the subchannel is gone */
	RECORD_ABANDONED,	/* no body: the channel did not end a program */
	RECORD_NR_KINDS
};

/**
 * struct record_head - begins each record
 * @size: bytes of the record, including head and padding
 * @kind: RECORD_STREAM, ...
 * @unused: bytes of padding, included in @size
 * @seq: sequence number, from 0; records that were dropped are counted
 * @ns: time by the host's monotonic clock
 */
struct record_head {
	__be32 size;
	__be16 kind;
	__be16 unused;
	__be64 seq;
	__be64 ns;
};

/**
 * struct record_stream - the first record of a stream
 * @magic: RECORD_MAGIC
 * @version: RECORD_VERSION
 * @schid: subsystem-identification word
 * @flags: which data are recorded: RECORD_PARAMETERS, RECORD_PAYLOAD
 * @limit: bytes of a CCW's data that are recorded at most
 * @cc: condition code of STORE SUBCHANNEL
 * @schib: what it stored, if @cc is 0, without the host's addresses and parameters
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
 * @flags: RECORD_DATA_CHAINED, ...
 * @idaws: how many of its IDAWs are used
 * @raw: the guest's CCW
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
#define RECORD_SPECULATIVE	0x02	/* only a status modifier leads to it */
#define RECORD_ABSENT		0x04	/* the guest has no memory there */

/**
 * struct record_part - a piece of a CCW's IDAWs or data; its bytes follow
 * @ccw: index of the CCW among those of RECORD_CCWS
 * @offset: of the piece, in the order in which the bytes are transferred
 * @total: bytes of all pieces, including those that are not recorded
 * @bytes: bytes of this piece
 */
struct record_part {
	__be32 ccw;
	__be32 offset;
	__be32 total;
	__be32 bytes;
};

/** struct record_translated - result and sizes of a translation; @result: 0 or -errno */
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

/** struct record_interrupt - status as user space gets it; @final: it ended the program */
struct record_interrupt {
	struct css_irb irb;
	__be32 final;
	__be32 reserved;
};

/** struct record_async - an async command and its result */
struct record_async {
	__be32 command;
	__be32 result;
};

static_assert(sizeof(struct record_head) == 24, "record head");
static_assert(sizeof(struct record_stream) == 80, "first record of a stream");
static_assert(sizeof(struct record_request) == 48, "recorded request");
static_assert(sizeof(struct record_ccw) == 16, "recorded CCW");
static_assert(sizeof(struct record_part) == 16, "recorded data");
static_assert(sizeof(struct record_interrupt) == 104, "recorded interrupt");

#endif
