// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/replay/packet.h"

/*
 * All data of a packet together, of which each piece gets its share: a reader
 * takes 256 KiB, and the CCWs and IDAWs of the longest program must fit, too.
 */
#define DATA_LIMIT	(128u << 10)

/* What data mean, all together: a line for each command of any program but a huge one. */
#define WORDS_LIMIT	(24u << 10)

#define FIRST_ROOM	4096u

void packet_bytes(struct packet *p, const void *data, size_t len)
{
	if (p->len + len > p->room) {
		p->room = 2 * (p->len + len) + FIRST_ROOM;
		p->data = realloc(p->data, p->room);
		if (!p->data) {
			fputs("ccwreplay: no memory left; close something and try again\n", stderr);
			exit(2);
		}
	}
	if (len)
		memcpy(p->data + p->len, data, len);
	p->len += len;
}

void packet_u8(struct packet *p, u8 v)
{
	packet_bytes(p, &v, sizeof(v));
}

void packet_u16(struct packet *p, u16 v)
{
	v = htobe16(v);
	packet_bytes(p, &v, sizeof(v));
}

void packet_u32(struct packet *p, u32 v)
{
	v = htobe32(v);
	packet_bytes(p, &v, sizeof(v));
}

void packet_u64(struct packet *p, u64 v)
{
	v = htobe64(v);
	packet_bytes(p, &v, sizeof(v));
}

void packet_begin(struct packet *p, const struct packet_head *head, size_t pieces)
{
	p->len = 0;
	p->words = WORDS_LIMIT;
	p->limit = (u32)(DATA_LIMIT / (pieces ? pieces : 1));
	packet_bytes(p, "CCW", 3);
	packet_u8(p, PACKET_VERSION);
	packet_u8(p, (u8)head->type);
	packet_u8(p, head->flags);
	packet_u8(p, head->cc);
	packet_u8(p, head->family);
	packet_u32(p, head->sid);
	packet_u16(p, head->devno);
	packet_u16(p, 0);
	packet_u64(p, head->seq);
	packet_u64(p, head->start);
}

void packet_free(struct packet *p)
{
	free(p->data);
	memset(p, 0, sizeof(*p));
}

static void open_element(struct packet *p, enum packet_element type, size_t len, size_t full)
{
	p->element = p->len;
	packet_u16(p, (u16)type);
	packet_u16(p, 0);
	packet_u32(p, (u32)len);
	packet_u32(p, (u32)full);
}

void packet_open(struct packet *p, enum packet_element type)
{
	open_element(p, type, 0, 0);
}

void packet_close(struct packet *p)
{
	size_t end = p->len;
	u32 len;

	p->len = p->element + 4;
	len = (u32)(end - p->element - 12);
	packet_u32(p, len);
	packet_u32(p, len);
	p->len = end;
}

void packet_whole(struct packet *p, enum packet_element type, const void *data, size_t len)
{
	open_element(p, type, len, len);
	packet_bytes(p, data, len);
}

void packet_words(struct packet *p, enum packet_element type, const char *text, size_t len)
{
	if (!len || len > p->words)
		return;
	p->words -= (u32)len;
	packet_whole(p, type, text, len);
}

void packet_data(struct packet *p, enum packet_element type, const void *data, size_t len,
		 size_t full)
{
	size_t kept = min_t(size_t, len, p->limit);

	if (!full)
		return;
	open_element(p, type, kept, full);
	packet_bytes(p, data, kept);
}
