/* SPDX-License-Identifier: GPL-2.0-only */
/* The blocks of a pcapng file, little-endian on every host. */
#ifndef REPLAY_PCAPNG_H
#define REPLAY_PCAPNG_H

#include <stdio.h>

#include "core/platform.h"

#define PCAPNG_SNAPLEN	262144u		/* what readers take of a packet of user use */

/** pcapng_section() - the file begins: @hardware and @comment are for people */
void pcapng_section(FILE *out, const char *hardware, const char *comment);

/** pcapng_interface() - where packets come from; they are numbered from 0 */
void pcapng_interface(FILE *out, const char *name, const char *description);

/**
 * pcapng_packet() - a packet
 * @out: the file
 * @interface: number of its interface
 * @time: when, in nanoseconds
 * @data: the packet
 * @len: its length; what is behind PCAPNG_SNAPLEN is left out
 */
void pcapng_packet(FILE *out, u32 interface, u64 time, const u8 *data, size_t len);

#endif
