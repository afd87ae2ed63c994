// SPDX-License-Identifier: GPL-2.0-only
/*
 * Source: "PCAP Next Generation (pcapng) Capture File Format", draft of the IETF's
 * opsawg: section header, interface description and enhanced packet block.
 */
#include <endian.h>

#include "ccwtools/replay/pcapng.h"

#define LINKTYPE_USER0	147u

#define BLOCK_SECTION	0x0a0d0d0au
#define BLOCK_INTERFACE	1u
#define BLOCK_PACKET	6u
#define BYTE_ORDER_MAGIC	0x1a2b3c4du

enum option {
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	SECTION_HARDWARE = 2,
	SECTION_APPLICATION = 4,
	INTERFACE_NAME = 2,
	INTERFACE_DESCRIPTION = 3,
	INTERFACE_RESOLUTION = 9,
};

/* A text longer than this no reader shows in full. */
#define TEXT_LIMIT	4096u

static u32 padded(size_t len)
{
	return (u32)((len + 3) & ~(size_t)3);
}

static void put16(FILE *out, u16 v)
{
	v = htole16(v);
	fwrite(&v, sizeof(v), 1, out);
}

static void put32(FILE *out, u32 v)
{
	v = htole32(v);
	fwrite(&v, sizeof(v), 1, out);
}

static void put_padded(FILE *out, const void *data, size_t len)
{
	static const u8 zeroes[4];

	fwrite(data, 1, len, out);
	fwrite(zeroes, 1, padded(len) - len, out);
}

static size_t text_length(const char *text)
{
	return strnlen(text, TEXT_LIMIT);
}

static u32 option_size(const char *text)
{
	return 4 + padded(text_length(text));
}

static void put_option(FILE *out, enum option code, const char *text)
{
	put16(out, (u16)code);
	put16(out, (u16)text_length(text));
	put_padded(out, text, text_length(text));
}

/* The length of a block stands at both of its ends. */
static void open_block(FILE *out, u32 type, u32 size)
{
	put32(out, type);
	put32(out, size);
}

void pcapng_section(FILE *out, const char *hardware, const char *comment)
{
	static const char application[] = "ccwreplay";
	u32 size = 28 + option_size(hardware) + option_size(application) +
		   option_size(comment) + 4;

	open_block(out, BLOCK_SECTION, size);
	put32(out, BYTE_ORDER_MAGIC);
	put16(out, 1);			/* version 1.0 */
	put16(out, 0);
	put32(out, 0xffffffff);		/* 64 bits: of a length that is not told */
	put32(out, 0xffffffff);
	put_option(out, OPTION_COMMENT, comment);
	put_option(out, SECTION_HARDWARE, hardware);
	put_option(out, SECTION_APPLICATION, application);
	put_option(out, OPTION_END, "");
	put32(out, size);
}

void pcapng_interface(FILE *out, const char *name, const char *description)
{
	static const char nanoseconds[] = { 9, 0 };
	u32 size = 20 + option_size(name) + option_size(description) +
		   option_size(nanoseconds) + 4;

	open_block(out, BLOCK_INTERFACE, size);
	put16(out, LINKTYPE_USER0);
	put16(out, 0);
	put32(out, PCAPNG_SNAPLEN);
	put_option(out, INTERFACE_NAME, name);
	put_option(out, INTERFACE_DESCRIPTION, description);
	put_option(out, INTERFACE_RESOLUTION, nanoseconds);
	put_option(out, OPTION_END, "");
	put32(out, size);
}

void pcapng_packet(FILE *out, u32 interface, u64 time, const u8 *data, size_t len)
{
	size_t kept = min_t(size_t, len, PCAPNG_SNAPLEN);
	u32 size = 32 + padded(kept);

	open_block(out, BLOCK_PACKET, size);
	put32(out, interface);
	put32(out, (u32)(time >> 32));
	put32(out, (u32)time);
	put32(out, (u32)kept);
	put32(out, (u32)len);
	put_padded(out, data, kept);
	put32(out, size);
}
