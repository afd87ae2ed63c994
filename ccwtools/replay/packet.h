/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A packet of a capture: a head, and behind it elements, all of it big-endian.
 * docs/pcapng.rst has the layout; tools/wireshark/vfio_ccw.lua reads it.
 */
#ifndef REPLAY_PACKET_H
#define REPLAY_PACKET_H

#include "core/platform.h"

#define PACKET_VERSION	1u
#define PACKET_NO_CC	0xffu		/* the event has no condition code */
#define PACKET_NO_START	(~(u64)0)	/* the event is not about a start */

/* What happened. */
enum packet_type {
	PACKET_START = 1,	/* START SUBCHANNEL, with the program */
	PACKET_END = 2,		/* a start function ended, with the CCWs executed */
	PACKET_INTERRUPT = 3,	/* I/O interruption */
	PACKET_TEST = 4,	/* TEST SUBCHANNEL */
	PACKET_STORE = 5,	/* STORE SUBCHANNEL */
	PACKET_MODIFY = 6,	/* MODIFY SUBCHANNEL */
	PACKET_FUNCTION = 7,	/* HALT, CLEAR, RESUME, CANCEL SUBCHANNEL */
	PACKET_STATUS = 8,	/* status that is no start's end */
	PACKET_REPORT = 9,	/* channel report */
	PACKET_NOTE = 10,	/* the guest's console, or the operator */
	PACKET_OTHER = 11,	/* an event that this version does not know */
	PACKET_ANSWER = 12,	/* what a replay answered */
};

enum packet_flag {
	PACKET_REPLAYED = 0x01,
	PACKET_FORMAT1 = 0x02,		/* CCWs of format 1 */
	PACKET_AGREES = 0x04,
	PACKET_DIFFERS = 0x08,
};

enum packet_element {
	ELEMENT_ORB = 1,
	ELEMENT_CCW = 2,		/* address, CCW */
	ELEMENT_STEP = 3,		/* a CCW as it was executed */
	ELEMENT_IDAWS = 4,		/* of the CCW before: address and value of each */
	ELEMENT_OUT = 5,		/* of the CCW before: bytes to the device */
	ELEMENT_IN = 6,			/* of the CCW before: bytes from the device */
	ELEMENT_SENSE = 7,		/* of the CCW before */
	ELEMENT_SCSW = 8,
	ELEMENT_ESW = 9,
	ELEMENT_ECW = 10,
	ELEMENT_IRB = 11,
	ELEMENT_SCHIB = 12,
	ELEMENT_PMCW = 13,
	ELEMENT_CRW = 14,
	ELEMENT_INTERRUPTION = 15,	/* interruption parameter and identification word */
	ELEMENT_NAME = 16,		/* of the event, as the recording has it */
	ELEMENT_TEXT = 17,
	ELEMENT_RETURN = 18,		/* what the request returned */
	ELEMENT_DIFFERENCE = 19,
	ELEMENT_FAULT = 20,
	ELEMENT_DURATION = 21,		/* nanoseconds, as the next two */
	ELEMENT_TRANSLATION = 22,
	ELEMENT_ISSUE = 23,
	ELEMENT_MEANING = 24,		/* of the data before, in words */
};

enum packet_step_flag {
	STEP_EXECUTED = 0x01,
	STEP_IMMEDIATE = 0x02,
	STEP_TRANSLATED = 0x04,		/* the CCW is the host's, the address the guest's */
	STEP_STRUCK = 0x08,		/* a fault struck it */
};

/* How the data of a CCW are transferred; behind its other fields, if there is something to say. */
enum packet_how {
	HOW_CHAINED = 0x01,		/* data chaining leads to it */
	HOW_BACKWARD = 0x02,		/* its data go to lower addresses */
};

/** struct packet_head - how a packet begins */
struct packet_head {
	enum packet_type type;
	u8 flags;
	u8 cc;
	u8 family;
	u32 sid;
	u16 devno;
	u64 seq;
	u64 start;
};

/**
 * struct packet - one that is being put together
 * @data: its bytes
 * @len: how many
 * @room: what fits
 * @element: where the head of the element under way is
 * @limit: bytes that an element of data may have; the rest is left out
 * @words: bytes of ELEMENT_MEANING that still fit
 */
struct packet {
	u8 *data;
	size_t len;
	size_t room;
	size_t element;
	u32 limit;
	u32 words;
};

/**
 * packet_begin() - a new packet, in the place of the one before
 * @packet: the packet
 * @head: its head
 * @pieces: how many elements of data it will have at most
 */
void packet_begin(struct packet *packet, const struct packet_head *head, size_t pieces);
void packet_free(struct packet *packet);

void packet_u8(struct packet *packet, u8 v);
void packet_u16(struct packet *packet, u16 v);
void packet_u32(struct packet *packet, u32 v);
void packet_u64(struct packet *packet, u64 v);
void packet_bytes(struct packet *packet, const void *data, size_t len);

/** packet_open() - an element begins; what is put until packet_close() is its value */
void packet_open(struct packet *packet, enum packet_element type);
void packet_close(struct packet *packet);

/** packet_whole() - an element of fixed length */
void packet_whole(struct packet *packet, enum packet_element type, const void *data, size_t len);
/** packet_words() - an element of text that is left out where there is too much of it */
void packet_words(struct packet *packet, enum packet_element type, const char *text, size_t len);
/** packet_data() - an element of data, of @full bytes in all, none without; may be cut */
void packet_data(struct packet *packet, enum packet_element type, const void *data, size_t len,
		 size_t full);

#endif
