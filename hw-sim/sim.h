/* SPDX-License-Identifier: GPL-2.0-only */
/* Internals of the simulated channel subsystem; other directories include css_sim.h. */
#ifndef HW_SIM_SIM_H
#define HW_SIM_SIM_H

#include "hw-sim/css_sim.h"
#include "hw-sim/plan.h"

#define SIM_NEVER		(~(u64)0)
#define SIM_CRWS		32u
#define SIM_PATHS		8u
#define SIM_NO_WINDOW		1u	/* not the address of any block */
#define SIM_ACTL_ACTIVE		(CSS_ACTL_SCHACT | CSS_ACTL_DEVACT)
#define SIM_DSTAT_UNUSUAL	((u8)~(CSS_DSTAT_CE | CSS_DSTAT_DE))
/* Most CCWs that data chaining may add to a command; one more is a chaining check. */
#define SIM_DATA_CHAIN_LIMIT	16384u

/* ---- Events: a list sorted by time; a node is embedded in its owner ---- */

struct sim_event {
	struct sim_event *next;		/* NULL: not queued */
	struct sim_event *prev;
	u64 time;
	void (*run)(struct sim_event *event);
};

static inline bool sim_event_queued(const struct sim_event *event)
{
	return event->next;
}

void sim_event_queue(struct css_sim *sim, struct sim_event *event, u64 time);
void sim_event_cancel(struct sim_event *event);

/* ---- The channel: one program being executed ---- */

enum sim_phase {
	SIM_PHASE_IDLE,
	SIM_PHASE_START,	/* start pending */
	SIM_PHASE_FETCH,	/* the next CCW is to be fetched */
	SIM_PHASE_STATUS,	/* the device executes the command; its status is due */
	SIM_PHASE_CHAIN,	/* channel end was presented, chaining waits for device end */
	SIM_PHASE_LATER,	/* the start function has ended, the device's last status is due */
	SIM_PHASE_SUSPENDED,
	SIM_PHASE_RESUME,	/* resume pending */
};

/**
 * struct sim_channel - the execution of one channel program
 * @phase: what the channel waits for
 * @orb: word 1 of the ORB
 * @limit: CCWs, IDALs and direct data lie below this address
 * @block: bytes that an IDAW designates, a power of two
 * @next: where the next CCW is
 * @cpa: the CCW address for the SCSW
 * @addr: address of the current CCW
 * @ccw: the current CCW, kept for the trace
 * @cda: its data address
 * @cmd: the command in effect, as the device sees it
 * @flags: flags of the current CCW
 * @residual: bytes of its count not used yet
 * @data: next byte in storage
 * @span: bytes from there (backwards from there) up to the next IDAW
 * @idaw: address of the next IDAW
 * @cstat: channel status of the command
 * @begun: the first CCW has been taken
 * @held: the control unit held status when the program was started or resumed
 * @fresh: no byte of the CCW has moved yet
 * @stopped: no byte moves any more in this command
 * @longer: the device had, or wanted, more bytes than the count allows
 * @in_command: the device's command function is running
 * @initial: the ORB asks for initial status, which has not been presented
 * @sent: the device got the command of the current CCW
 * @moved: a byte went over the channel path in this command
 * @aborted: the program ends as soon as the command function returns
 * @abort_dstat: unit status of that end
 * @abort_cstat: channel status of that end
 * @ccws: CCWs fetched since the start
 * @links: CCWs reached by data chaining in this command
 * @start_all: number of its START SUBCHANNEL, counted over all subchannels
 * @start_own: the same, counted on this subchannel
 * @window: within one event, the storage block that CCWs come from
 * @window_addr: its address, or SIM_NO_WINDOW
 * @fault: a fault of the plan that the current CCW met
 * @reply: how the device ends the command
 */
struct sim_channel {
	enum sim_phase phase;
	u32 orb;
	u32 limit;
	u32 block;
	u32 next;
	u32 cpa;
	u32 addr;
	struct css_ccw1 ccw;
	u32 cda;
	u32 residual;
	u64 data;
	u32 span;
	u32 idaw;
	struct sim_command cmd;
	u8 flags;
	/* The members from here to @moved are reset together for each command. */
	u8 cstat;
	bool stopped;
	bool longer;
	bool in_command;
	bool sent;
	bool initial;
	bool moved;
	bool begun;
	bool held;
	bool fresh;
	bool aborted;
	u8 abort_dstat;
	u8 abort_cstat;
	u32 ccws;
	u32 links;
	u64 start_all;
	u64 start_own;
	const u8 *window;
	u32 window_addr;
	const struct sim_fault *fault;
	struct sim_reply reply;
};

/* The SCSW in host order */
struct sim_scsw {
	u16 flags;
	u16 ctrl;
	u32 cpa;
	u8 dstat;
	u8 cstat;
	u16 count;
};

/**
 * struct sim_subchannel - a subchannel, its channel and its device
 * @pmcw: as STORE SUBCHANNEL stores it
 * @erw: extended-report word of the pending status
 * @logout: its subchannel logout without the last-path-used mask, or zero
 * @ecw: concurrent sense of the pending status
 * @attached: paths over which the control unit answers
 * @waiting: status that waits at the control unit for an idle subchannel
 * @starts: START SUBCHANNEL instructions so far
 * @interrupts: how often status became pending
 * @channel_event: the next step of @ch
 * @function_event: halt or clear function
 * @waiting_event: presents @waiting
 * @report_event: reports an interrupt that a fault delayed
 */
struct sim_subchannel {
	struct css_sim *sim;
	struct sim_subchannel *next;
	struct sim_device *dev;
	void *data;
	u32 schid;
	bool gone;
	u8 attached;
	u8 waiting;
	struct sim_scsw scsw;
	struct sim_channel ch;
	struct css_pmcw pmcw;
	u32 erw;
	u32 logout;
	u8 ecw[CSS_SENSE_SIZE];
	u64 starts;
	u64 interrupts;
	struct sim_event channel_event;
	struct sim_event function_event;
	struct sim_event waiting_event;
	struct sim_event report_event;
};

struct css_sim {
	const struct sim_storage_ops *storage;
	void *storage_data;
	const struct css_sim_callbacks *callbacks;
	void *callback_data;
	struct sim_plan *plan;
	u64 plan_start;			/* when @plan was set; its times count from here */
	bool strict;
	bool hashing;
	bool tracing;			/* trace records are wanted */
	u64 now;
	u64 events_left;		/* events that css_sim_run() may still run */
	u64 hash;
	u64 violations;
	u64 starts;
	u64 interrupts;
	struct sim_subchannel *first;
	struct sim_subchannel **last;
	struct sim_event events;	/* list head */
	struct sim_event plan_event;	/* the next SIM_WHEN_TIME fault */
	struct css_crw crws[SIM_CRWS];
	u32 crw_head;
	u32 crw_count;
};

static inline bool sim_is_operational(const struct sim_subchannel *sch)
{
	return !sch->gone && be16_to_cpu(sch->pmcw.flags) & CSS_PMCW_ENABLED;
}

/* subchannel.c */
void sim_function_event(struct sim_event *event);

/* engine.c */
void sim_channel_event(struct sim_event *event);
void sim_channel_halt(struct sim_subchannel *sch);

/* Is no other event due now, and may css_sim_run() run more? */
static inline bool sim_may_continue(struct css_sim *sim)
{
	const struct sim_event *next = sim->events.next;

	if (!sim->events_left || (next != &sim->events && next->time <= sim->now))
		return false;
	sim->events_left--;
	return true;
}

/* fetch.c */
bool sim_map(struct sim_subchannel *sch, u64 addr, u32 len, bool store, void **ptr);
bool sim_fetch_ccw(struct sim_subchannel *sch, bool data_chaining);

/* The two low bits of a command code give the direction, the four low bits read backward. */
static inline bool sim_is_input(u8 code)
{
	return !(code & 1);
}

static inline bool sim_is_backward(u8 code)
{
	return (code & 0x0f) == CSS_CMD_READ_BACKWARD;
}

/* A CCW takes control; its addresses are checked when they are used. */
static inline void sim_data_begin(struct sim_channel *ch)
{
	ch->span = 0;
	ch->fresh = true;
}

/* status.c */
void sim_status(struct sim_subchannel *sch, u16 stctl, u8 dstat, u8 cstat);
void sim_status_present_waiting(struct sim_subchannel *sch);
void sim_status_clear(struct sim_subchannel *sch);
void sim_status_clear_intermediate(struct sim_subchannel *sch);
void sim_status_irb(const struct sim_subchannel *sch, struct css_irb *irb);
void sim_waiting_event(struct sim_event *event);
void sim_report_event(struct sim_event *event);

/* path.c */
bool sim_path_select(struct sim_subchannel *sch);
u8 sim_path_available(const struct sim_subchannel *sch, u8 lpm);

/* crw.c */
void sim_crw(struct css_sim *sim, u16 flags, u16 rsid);

/* plan.c */
void sim_plan_arm(struct css_sim *sim);
struct sim_fault *sim_plan_next_timed(struct css_sim *sim);
void sim_plan_strike(struct css_sim *sim, u32 schid, struct sim_fault *fault);
const struct sim_fault *sim_plan_start(struct sim_subchannel *sch);
const struct sim_fault *sim_plan_ccw(struct sim_subchannel *sch);
struct sim_fault *sim_plan_interrupt(struct sim_subchannel *sch);
void sim_plan_defer(struct sim_subchannel *sch, struct sim_fault *fault);

/* fault.c */
bool sim_fault_act(struct sim_subchannel *sch, const struct sim_fault *fault);
void sim_fault_event(struct sim_event *event);

/* trace.c */
void sim_trace_emit(struct css_sim *sim, struct sim_trace *record);
void sim_trace_instruction(struct sim_subchannel *sch, enum sim_instruction code, int cc);
void sim_trace_ccw(struct sim_subchannel *sch);
void sim_trace_ccw_end(struct sim_subchannel *sch, u8 dstat, u8 cstat, bool immediate);
void sim_trace_data(struct sim_subchannel *sch, enum sim_trace_kind kind, u64 addr,
		    const void *data, u32 len);
void sim_trace_irb(struct sim_subchannel *sch, enum sim_trace_kind kind, int cc,
		   const struct css_irb *irb);

#endif
