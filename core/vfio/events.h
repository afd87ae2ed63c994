/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints of the driver, by subchannel; for perf and trace-cmd. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vfio_ccw

#if !defined(CORE_VFIO_EVENTS_H) || defined(TRACE_HEADER_MULTI_READ)
#define CORE_VFIO_EVENTS_H

#include <linux/tracepoint.h>

#include "core/css.h"

/* A subchannel in the notation of sysfs: 0.SET.NUMBER. */
#define SCHID_FORMAT	"0.%x.%04x"
#define SCHID_ARGS(id)	((id) & CSS_SCHID_SSID) >> 17, (id) & CSS_SCHID_NUMBER

TRACE_EVENT(vfio_ccw_request,
	TP_PROTO(u32 schid, int result),
	TP_ARGS(schid, result),
	TP_STRUCT__entry(__field(u32, schid) __field(int, result)),
	TP_fast_assign(__entry->schid = schid; __entry->result = result;),
	TP_printk("subchannel=" SCHID_FORMAT " result=%d",
		  SCHID_ARGS(__entry->schid), __entry->result)
);

TRACE_EVENT(vfio_ccw_translated,
	TP_PROTO(u32 schid, u32 ccws, u32 idaws, u32 pages, int result),
	TP_ARGS(schid, ccws, idaws, pages, result),
	TP_STRUCT__entry(
		__field(u32, schid) __field(u32, ccws) __field(u32, idaws)
		__field(u32, pages) __field(int, result)
	),
	TP_fast_assign(
		__entry->schid = schid; __entry->ccws = ccws; __entry->idaws = idaws;
		__entry->pages = pages; __entry->result = result;
	),
	TP_printk("subchannel=" SCHID_FORMAT " ccws=%u idaws=%u pages=%u result=%d",
		  SCHID_ARGS(__entry->schid), __entry->ccws, __entry->idaws,
		  __entry->pages, __entry->result)
);

TRACE_EVENT(vfio_ccw_start,
	TP_PROTO(u32 schid, u32 ctrl, u32 cpa, int cc),
	TP_ARGS(schid, ctrl, cpa, cc),
	TP_STRUCT__entry(
		__field(u32, schid) __field(u32, ctrl) __field(u32, cpa) __field(int, cc)
	),
	TP_fast_assign(
		__entry->schid = schid; __entry->ctrl = ctrl; __entry->cpa = cpa;
		__entry->cc = cc;
	),
	TP_printk("subchannel=" SCHID_FORMAT " orb1=%08x cpa=%08x cc=%d",
		  SCHID_ARGS(__entry->schid), __entry->ctrl, __entry->cpa, __entry->cc)
);

TRACE_EVENT(vfio_ccw_async,
	TP_PROTO(u32 schid, u32 command, int result),
	TP_ARGS(schid, command, result),
	TP_STRUCT__entry(__field(u32, schid) __field(u32, command) __field(int, result)),
	TP_fast_assign(
		__entry->schid = schid; __entry->command = command; __entry->result = result;
	),
	TP_printk("subchannel=" SCHID_FORMAT " command=%u result=%d",
		  SCHID_ARGS(__entry->schid), __entry->command, __entry->result)
);

TRACE_EVENT(vfio_ccw_interrupt,
	TP_PROTO(u32 schid, u16 ctrl, u32 cpa, u8 dstat, u8 cstat, u16 count),
	TP_ARGS(schid, ctrl, cpa, dstat, cstat, count),
	TP_STRUCT__entry(
		__field(u32, schid) __field(u16, ctrl) __field(u32, cpa)
		__field(u8, dstat) __field(u8, cstat) __field(u16, count)
	),
	TP_fast_assign(
		__entry->schid = schid; __entry->ctrl = ctrl; __entry->cpa = cpa;
		__entry->dstat = dstat; __entry->cstat = cstat; __entry->count = count;
	),
	TP_printk("subchannel=" SCHID_FORMAT " ctrl=%04x cpa=%08x dstat=%02x cstat=%02x count=%u",
		  SCHID_ARGS(__entry->schid), __entry->ctrl, __entry->cpa,
		  __entry->dstat, __entry->cstat, __entry->count)
);

TRACE_EVENT(vfio_ccw_state,
	TP_PROTO(u32 schid, const char *from, const char *to),
	TP_ARGS(schid, from, to),
	TP_STRUCT__entry(__field(u32, schid) __string(from, from) __string(to, to)),
	TP_fast_assign(__entry->schid = schid; __assign_str(from); __assign_str(to);),
	TP_printk("subchannel=" SCHID_FORMAT " from=%s to=%s",
		  SCHID_ARGS(__entry->schid), __get_str(from), __get_str(to))
);

TRACE_EVENT(vfio_ccw_report,
	TP_PROTO(u32 schid, u16 flags, u16 rsid),
	TP_ARGS(schid, flags, rsid),
	TP_STRUCT__entry(__field(u32, schid) __field(u16, flags) __field(u16, rsid)),
	TP_fast_assign(__entry->schid = schid; __entry->flags = flags; __entry->rsid = rsid;),
	TP_printk("subchannel=" SCHID_FORMAT " crw=%04x rsid=%04x",
		  SCHID_ARGS(__entry->schid), __entry->flags, __entry->rsid)
);

TRACE_EVENT(vfio_ccw_path,
	TP_PROTO(u32 schid, u8 chpid, u8 code),
	TP_ARGS(schid, chpid, code),
	TP_STRUCT__entry(__field(u32, schid) __field(u8, chpid) __field(u8, code)),
	TP_fast_assign(__entry->schid = schid; __entry->chpid = chpid; __entry->code = code;),
	TP_printk("subchannel=" SCHID_FORMAT " chpid=0.%02x code=%s",
		  SCHID_ARGS(__entry->schid), __entry->chpid,
		  __print_symbolic(__entry->code,
				   { CSS_CRW_ERC_AVAILABLE, "available" },
				   { CSS_CRW_ERC_INIT, "initialized" },
				   { CSS_CRW_ERC_TERMINAL, "terminal" },
				   { CSS_CRW_ERC_PERM_NINIT, "gone" },
				   { CSS_CRW_ERC_PERM_INIT, "error" }))
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH core/vfio
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE events
#include <trace/define_trace.h>
