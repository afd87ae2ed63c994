/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records what passes through a device, for a host that wants to: it tells the
 * recorder what it reads for the core, and what the core traces; the records go
 * where the host puts them.  The format is that of core/record_format.h.
 *
 * CCWs and IDAWs are recorded as the translation has read them.  The data of a
 * program are read by the channel, not by the core: the recorder reads them once
 * more, before START and at the end.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include "core/record_format.h"
#include "core/trace.h"
#include "core/vfio_ccw.h"

/**
 * struct recorder_ops - where records go
 * @put: append a record with a body of two pieces, or count it as dropped
 */
struct recorder_ops {
	void (*put)(void *data, enum record_kind kind, const void *body, u32 size,
		    const void *more, u32 more_size);
};

/* IDALs that a program may have, and what is noted of each. */
#define RECORDER_IDALS \
	((CP_MAX_IDAWS + CP_MAX_SKIP_IDAWS + CP_MAX_CCWS) * sizeof(__be64) + \
	 CP_MAX_CCWS * sizeof(struct recorder_idal))

/** struct recorder_idal - an IDAL that was read; the words follow */
struct recorder_idal {
	u32 addr;
	u32 len;
};

/**
 * struct recorder - what is noted while a request is under way
 * @ops: where records go
 * @data: first argument of @ops
 * @parameters: record the data of commands that tell the device what to do, or ask
 *	it what it is
 * @payload: record all other data
 * @limit: bytes of a CCW's data at most
 * @taking: the request under way is seen from its beginning
 * @told: it has its RECORD_REQUEST
 * @sampling: what is read is not for the core
 * @program: the channel has a program that was recorded
 * @n_ccws: CCWs read
 * @n_idals: bytes of @idals in use
 * @ccws: CCWs as they were read, CP_MAX_CCWS
 * @idals: IDALs as they were read, RECORDER_IDALS
 * @page: room for a piece of data
 */
struct recorder {
	const struct recorder_ops *ops;
	void *data;
	bool parameters;
	bool payload;
	u32 limit;
	bool taking;
	bool told;
	bool sampling;
	bool program;
	u32 n_ccws;
	u32 n_idals;
	u8 *ccws;
	u8 *idals;
	u8 *page;
};

/**
 * recorder_create() - take the memory that a recorder needs
 * @rec: gets it; the rest is the caller's to set
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int recorder_create(struct recorder *rec);
/** recorder_destroy() - give it back */
void recorder_destroy(struct recorder *rec);

/**
 * recorder_stream() - begin a stream of records
 * @rec: the recorder
 * @schid: subsystem-identification word
 * @cc: condition code of STORE SUBCHANNEL
 * @schib: what it stored
 */
void recorder_stream(struct recorder *rec, u32 schid, int cc, const struct css_schib *schib);

/**
 * recorder_begin() - user space writes to a region
 * @rec: the recorder
 *
 * All following functions are called with the device's mutex held.
 */
void recorder_begin(struct recorder *rec);

/**
 * recorder_read() - the host has read guest memory for the core
 * @rec: the recorder
 * @vc: the device
 * @iova: guest address
 * @buf: the bytes
 * @len: how many
 */
void recorder_read(struct recorder *rec, const struct vfio_ccw *vc, u64 iova,
		   const void *buf, size_t len);

/**
 * recorder_trace() - the core did something
 * @rec: the recorder
 * @vc: the device
 * @event: what
 *
 * Reads guest memory through the device's host; may sleep.
 */
void recorder_trace(struct recorder *rec, const struct vfio_ccw *vc,
		    const struct vfio_ccw_trace *event);

/**
 * recorder_note() - the device is opened, closed, reset, or gone
 * @rec: the recorder
 * @kind: RECORD_OPEN, ...
 * @result: 0 or a negative errno, where there is one
 */
void recorder_note(struct recorder *rec, enum record_kind kind, int result);

#endif
