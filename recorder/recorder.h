/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recording of what passes through a device.  The host passes on what it reads
 * for the core and what the core traces; the recorder makes records of it, in the
 * format of recorder/format.h, which the host stores.
 *
 * CCWs and IDAWs are recorded as the translation has read them.  The data of a
 * program are read by the channel, not by the core: the recorder reads them
 * separately, before START and at the end.
 */
#ifndef RECORDER_RECORDER_H
#define RECORDER_RECORDER_H

#include "recorder/format.h"
#include "core/trace.h"
#include "core/vfio_ccw.h"

/**
 * struct recorder_ops - storage for records
 * @put: append a record whose body is in two pieces, or count it as dropped
 */
struct recorder_ops {
	void (*put)(void *data, enum record_kind kind, const void *body, u32 size,
		    const void *more, u32 more_size);
};

/* Bytes for all IDALs that a program may have, each with its struct recorder_idal. */
#define RECORDER_IDALS \
	((CP_MAX_IDAWS + CP_MAX_SPECULATIVE_IDAWS + CP_MAX_CCWS) * sizeof(__be64) + \
	 CP_MAX_CCWS * sizeof(struct recorder_idal))

/** struct recorder_idal - header of an IDAL that was read; its words follow */
struct recorder_idal {
	u32 addr;
	u32 len;
};

/**
 * struct recorder - settings, and the state of the current request
 * @ops: storage for records
 * @data: first argument of @ops
 * @parameters: record the data of control, search and sense commands, and count fields
 * @payload: record all other data
 * @limit: bytes of a CCW's data to record at most
 * @in_request: a request is being recorded, from its beginning on
 * @has_request: its RECORD_REQUEST has been written
 * @sampling: the recorder itself is reading guest memory
 * @program: the channel has a program that was recorded
 * @n_ccws: CCWs read
 * @n_idals: bytes of @idals in use
 * @ccws: CCWs as they were read; room for CP_MAX_CCWS
 * @idals: IDALs as they were read; room for RECORDER_IDALS bytes
 * @page: buffer for a piece of data
 */
struct recorder {
	const struct recorder_ops *ops;
	void *data;
	bool parameters;
	bool payload;
	u32 limit;
	bool in_request;
	bool has_request;
	bool sampling;
	bool program;
	u32 n_ccws;
	u32 n_idals;
	u8 *ccws;
	u8 *idals;
	u8 *page;
};

/**
 * recorder_create() - allocate the buffers of a recorder
 * @rec: the recorder; the caller sets all other members
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int recorder_create(struct recorder *rec);
/** recorder_destroy() - free the buffers */
void recorder_destroy(struct recorder *rec);

/** recorder_stream() - begin a stream; @cc and @schib are from STORE SUBCHANNEL */
void recorder_stream(struct recorder *rec, u32 schid, int cc, const struct css_schib *schib);

/* The following functions are called with the device's mutex held. */

/** recorder_begin() - user space writes to a region */
void recorder_begin(struct recorder *rec);

/** recorder_read() - the host has read guest memory for the core */
void recorder_read(struct recorder *rec, const struct vfio_ccw *vc, u64 iova,
		   const void *buf, size_t len);

/** recorder_trace() - record a trace event; reads guest memory through the host; may sleep */
void recorder_trace(struct recorder *rec, const struct vfio_ccw *vc,
		    const struct vfio_ccw_trace *event);

/** recorder_note() - the device is opened, closed, reset or gone; @result if @kind has one */
void recorder_note(struct recorder *rec, enum record_kind kind, int result);

#endif
