/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A deterministic channel subsystem in software.
 *
 * Everything happens inside the functions below, in the caller's context: no
 * thread, no wall clock, no global.  Time is virtual and stands still between
 * events.  The caller serialises all calls for one struct css_sim.
 *
 * Source: Principles of Operation, "I/O Instructions", "Basic I/O Functions",
 * "I/O Interruptions", "I/O Support Functions".
 */
#ifndef HW_SIM_CSS_SIM_H
#define HW_SIM_CSS_SIM_H

#include "core/css.h"
#include "core/css_ops.h"
#include "hw-sim/dev/device.h"

struct css_sim;
struct sim_subchannel;
struct sim_plan;

/* ---- Storage: what the channel fetches from and stores into ---- */

enum sim_storage_result {
	SIM_STORAGE_OK,
	SIM_STORAGE_ADDRESSING,		/* no such storage: program check */
	SIM_STORAGE_PROTECTION,		/* not accessible: protection check */
};

#define SIM_STORAGE_BLOCK	4096u

/**
 * struct sim_storage_ops - the storage of the machine, by absolute address
 * @map: pointer to @len bytes at @addr, never across a 4 KiB boundary
 * @granted: strict mode: are all @len bytes at @addr granted to the channel, for
 *	stores if @store?  NULL if the provider keeps no record of that
 */
struct sim_storage_ops {
	enum sim_storage_result (*map)(void *data, u64 addr, u32 len, bool store, void **ptr);
	bool (*granted)(void *data, u64 addr, u32 len, bool store);
};

/* ---- Trace: everything observable, in order ---- */

enum sim_trace_kind {
	SIM_TRACE_START,	/* START SUBCHANNEL: cc, addr = CPA, word = ORB word 1 */
	SIM_TRACE_INSTRUCTION,	/* another instruction: code = enum sim_instruction, cc */
	SIM_TRACE_CCW,		/* a CCW was fetched: addr, ccw; code = command in effect */
	SIM_TRACE_DATA_IN,	/* device to storage: addr, data, len */
	SIM_TRACE_DATA_OUT,	/* storage to device: addr, data, len */
	SIM_TRACE_CCW_END,	/* a CCW ended: addr, ccw, dstat, cstat, count = residual */
	SIM_TRACE_STATUS,	/* status became pending: data = IRB, len = 64 */
	SIM_TRACE_TSCH,		/* TEST SUBCHANNEL: cc, data = IRB, len = 64 */
	SIM_TRACE_PATH,		/* channel path changed: code = CHPID, cc = 0 off, 1 on */
	SIM_TRACE_CRW,		/* a CRW was generated: word */
	SIM_TRACE_FAULT,	/* a fault of the plan struck: code = its kind */
	SIM_TRACE_VIOLATION,	/* strict mode: access to storage not granted: addr, len */
};

enum sim_instruction {
	SIM_SSCH, SIM_HSCH, SIM_CSCH, SIM_RSCH, SIM_XSCH, SIM_TSCH, SIM_STSCH, SIM_MSCH,
};

struct sim_trace {
	u64 time;			/* virtual nanoseconds */
	enum sim_trace_kind kind;
	u32 schid;			/* host order */
	u64 addr;
	struct css_ccw1 ccw;		/* as format 1, whatever the program's format */
	u32 word;
	u8 code;
	u8 cc;
	u8 dstat;
	u8 cstat;
	u16 count;
	bool immediate;			/* CCW_END */
	const u8 *data;
	u32 len;
};

/* ---- The channel subsystem ---- */

/**
 * struct css_sim_callbacks - notifications by the channel subsystem
 * @interrupt: a subchannel became status pending; TEST SUBCHANNEL is due.  Called from
 *	within css_sim_run() or an instruction: the callback may only note it, or call
 *	sim_tsch().
 * @crw: a channel report is pending; css_sim_stcrw() takes it
 * @trace: gets each trace record, in order; or NULL
 * @violation: strict mode: called for an access to storage not granted; or NULL
 */
struct css_sim_callbacks {
	void (*interrupt)(void *data, struct sim_subchannel *sch);
	void (*crw)(void *data);
	void (*trace)(void *data, const struct sim_trace *record);
	void (*violation)(void *data, u64 addr, u32 len, bool store);
};

struct css_sim_config {
	const struct sim_storage_ops *storage;
	void *storage_data;
	const struct css_sim_callbacks *callbacks;
	void *callback_data;
	bool strict;		/* check each access with storage->granted() */
	bool hash;		/* keep a hash of the trace */
	struct sim_plan *plan;	/* faults, or NULL */
};

/**
 * css_sim_create() - make a channel subsystem
 * @config: its storage, callbacks and options; the pointer is not kept
 *
 * Return: the channel subsystem, or NULL if memory is short.
 */
struct css_sim *css_sim_create(const struct css_sim_config *config);
/** css_sim_destroy() - free a channel subsystem, its subchannels and their devices */
void css_sim_destroy(struct css_sim *sim);

/**
 * css_sim_run() - let virtual time pass
 * @sim: the channel subsystem
 * @until: run events due up to this virtual time, in nanoseconds
 * @max_events: most events to run, since a channel program may loop for ever
 *
 * Return: how many events were run.  If less than @max_events, no other event is due.
 */
u64 css_sim_run(struct css_sim *sim, u64 until, u64 max_events);
/**
 * css_sim_advance() - set virtual time forward; events that became due run late
 * @sim: the channel subsystem
 * @time: the time now; does nothing if that is in the past
 *
 * For a virtual time that follows another clock, which goes on while a channel
 * program that never ends keeps css_sim_run() busy.
 */
void css_sim_advance(struct css_sim *sim, u64 time);
/** css_sim_set_plan() - replace the plan of faults; @plan may be NULL */
void css_sim_set_plan(struct css_sim *sim, struct sim_plan *plan);
u64 css_sim_now(const struct css_sim *sim);
/** css_sim_next() - virtual time of the next event, or U64_MAX (all ones) */
u64 css_sim_next(const struct css_sim *sim);
/** css_sim_hash() - FNV-1a, 64 bit, over the trace so far in big-endian form */
u64 css_sim_hash(const struct css_sim *sim);
/** css_sim_violations() - how many accesses to storage not granted, since creation */
u64 css_sim_violations(const struct css_sim *sim);

/** css_sim_stcrw() - STORE CHANNEL REPORT WORD. Return: cc 0 stored, 1 zeroes stored */
int css_sim_stcrw(struct css_sim *sim, struct css_crw *crw);

/**
 * css_sim_path_vary() - vary a channel path off or on
 * @sim: the channel subsystem
 * @chpid: channel-path id
 * @on: vary it on
 *
 * Updates PAM of all subchannels on the path, makes CRWs pending, ends
 * programs that use the path with interface-control check.
 * Return: 0, or -ENODEV if no subchannel has the path.
 */
int css_sim_path_vary(struct css_sim *sim, u8 chpid, bool on);

/* ---- Subchannels ---- */

/**
 * struct sim_subchannel_config - configuration of a subchannel
 * @schid: subsystem-identification word, host order (0x0001NNNN)
 * @devno: device number
 * @chpid: CHPIDs of the installed paths
 * @pim: path-installed mask: which entries of @chpid are in use
 * @unavailable: those of them that are varied off
 * @device: its device; owned by the subchannel from now on
 */
struct sim_subchannel_config {
	u32 schid;
	u16 devno;
	u8 chpid[8];
	u8 pim;
	u8 unavailable;
	struct sim_device *device;
};

struct sim_subchannel *css_sim_add(struct css_sim *sim, const struct sim_subchannel_config *config);
/** css_sim_remove() - remove the device: a CRW, then cc 3 and no interrupt any more */
void css_sim_remove(struct css_sim *sim, struct sim_subchannel *sch);
/** css_sim_free() - free a subchannel that was removed, and its device */
void css_sim_free(struct css_sim *sim, struct sim_subchannel *sch);
struct sim_device *sim_device_of(struct sim_subchannel *sch);
u32 sim_schid(const struct sim_subchannel *sch);
/** sim_is_busy() - a function is in progress, or its status has not been taken */
bool sim_is_busy(const struct sim_subchannel *sch);
/** sim_set_data()/sim_get_data() - the caller's pointer for the subchannel */
void sim_set_data(struct sim_subchannel *sch, void *data);
void *sim_get_data(const struct sim_subchannel *sch);

/*
 * The instructions.  Each returns the condition code, 0 to 3; or -1 for an ORB
 * or SCHIB for which the machine recognises an operand exception.
 */
int sim_ssch(struct sim_subchannel *sch, const struct css_orb *orb);
int sim_hsch(struct sim_subchannel *sch);
int sim_csch(struct sim_subchannel *sch);
int sim_rsch(struct sim_subchannel *sch);
int sim_xsch(struct sim_subchannel *sch);
int sim_tsch(struct sim_subchannel *sch, struct css_irb *irb);
int sim_stsch(struct sim_subchannel *sch, struct css_schib *schib);
int sim_msch(struct sim_subchannel *sch, const struct css_schib *schib);

/**
 * sim_attention() - the device presents unsolicited status
 * @sch: its subchannel
 * @dstat: unit status, for instance CSS_DSTAT_ATTENTION
 *
 * Status that the subchannel cannot take now stays with the control unit, is merged
 * with status that is held there already, and is presented later.
 */
void sim_attention(struct sim_subchannel *sch, u8 dstat);

/**
 * sim_path_attach() - set the paths over which the control unit answers
 * @sch: its subchannel
 * @paths: path mask; all of them at first
 *
 * A path in use that is taken away fails with the next selection.
 */
void sim_path_attach(struct sim_subchannel *sch, u8 paths);

/** sim_css_ops - struct css_ops on a struct sim_subchannel */
extern const struct css_ops sim_css_ops;

#endif
