/* SPDX-License-Identifier: GPL-2.0-only */
/* From the records of one device (recorder/format.h) to the events of a recording. */
#ifndef RECORD_ASSEMBLE_H
#define RECORD_ASSEMBLE_H

#include "recorder/format.h"
#include "ccwtools/recording/writer.h"

/**
 * struct assembly_counts - for progress messages
 * @records: read
 * @programs: that ended
 * @refused: requests that did not get to the channel
 * @dropped: records for which there was no room
 * @lost: programs of which some record is missing
 */
struct assembly_counts {
	u64 records;
	u64 programs;
	u64 refused;
	u64 dropped;
	u64 lost;
};

struct assembly;

/**
 * assembly_create() - for the stream of one device
 * @writer: where its events go; streams may share it
 * @name: of the stream, for messages
 */
struct assembly *assembly_create(struct rec_writer *writer, const char *name);
void assembly_destroy(struct assembly *a);

/**
 * assembly_feed() - the next bytes of the stream
 * @a: the assembly
 * @data: the bytes
 * @len: how many; the last record may be a part
 * @used: gets how many were used; the rest is to come again, with more
 * @problem: says what is wrong with them
 *
 * Return: false if this is no such stream.
 */
bool assembly_feed(struct assembly *a, const u8 *data, size_t len, size_t *used,
		   struct problem *problem);

const struct assembly_counts *assembly_counts(const struct assembly *a);

#endif
