/* SPDX-License-Identifier: GPL-2.0-only */
/* The bytes of a file from the first to the last, unpacked as they are read if they are packed. */
#ifndef RECORDING_SOURCE_H
#define RECORDING_SOURCE_H

#include "ccwtools/recording/problem.h"

struct source;

/**
 * source_open() - begin to read a file
 * @path: file, packed with xz or not; must outlive the source
 * @again: it is read several times: a pipe is copied, see spool.h
 * @problem: says why it cannot be opened
 *
 * Return: the source, or NULL.
 */
struct source *source_open(const char *path, bool again, struct problem *problem);
void source_close(struct source *source);

/**
 * source_read() - read on
 * @source: the file
 * @buf: gets the bytes
 * @room: how many fit
 * @got: how many there were, 0 only at the end
 * @problem: says why it cannot be read
 *
 * Return: false if the file cannot be read, or is damaged.
 */
bool source_read(struct source *source, void *buf, size_t room, size_t *got,
		 struct problem *problem);

/* Was it compressed? */
bool source_is_packed(const struct source *source);

/*
 * After the end: does the packed file end too early?  Everything that its writer had flushed has
 * been read.
 */
bool source_is_cut(const struct source *source);

#endif
