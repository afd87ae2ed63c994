// SPDX-License-Identifier: GPL-2.0-only
/* Tracepoints for the core's trace events and for channel reports. */
#include "core/fsm/fsm.h"
#include "core/vfio/history.h"
#include "core/vfio/trace.h"

#define CREATE_TRACE_POINTS
#include "core/vfio/events.h"

static void vfio_ccw_trace_irb(u32 id, const struct css_irb *irb)
{
	trace_vfio_ccw_interrupt(id, be16_to_cpu(irb->scsw.ctrl), be32_to_cpu(irb->scsw.cpa),
				 irb->scsw.dstat, irb->scsw.cstat,
				 be16_to_cpu(irb->scsw.count));
}

/* Control, unit status and channel status in one word. */
static u32 vfio_ccw_status_word(const struct css_scsw *scsw)
{
	return (u32)be16_to_cpu(scsw->ctrl) << 16 | (u32)scsw->dstat << 8 | scsw->cstat;
}

static int vfio_ccw_deferred_cc(const struct css_scsw *scsw)
{
	return (be16_to_cpu(scsw->flags) & CSS_SCSW_CC) >> CSS_SCSW_CC_SHIFT;
}

/* Events that are too frequent to be of use afterwards are left out. */
static void vfio_ccw_keep_event(u32 id, const struct vfio_ccw_trace *event)
{
	struct vfio_ccw_history_event kept = { .schid = id, .result = event->result };

	switch (event->kind) {
	case VFIO_CCW_TRACE_REQUEST:
		if (!event->result)
			return;
		kept.kind = VFIO_CCW_HISTORY_REFUSED;
		break;
	case VFIO_CCW_TRACE_START:
		kept.kind = VFIO_CCW_HISTORY_START;
		kept.values[0] = be32_to_cpu(event->orb->ctrl);
		kept.values[1] = be32_to_cpu(event->orb->cpa);
		break;
	case VFIO_CCW_TRACE_ASYNC:
		kept.kind = VFIO_CCW_HISTORY_ASYNC;
		kept.values[0] = event->command;
		break;
	case VFIO_CCW_TRACE_INTERRUPT:
		kept.kind = event->result ? VFIO_CCW_HISTORY_FINAL : VFIO_CCW_HISTORY_STATUS;
		kept.result = vfio_ccw_deferred_cc(&event->irb->scsw);
		kept.values[0] = vfio_ccw_status_word(&event->irb->scsw);
		kept.values[1] = be32_to_cpu(event->irb->scsw.cpa);
		break;
	case VFIO_CCW_TRACE_ABANDONED:
		kept.kind = VFIO_CCW_HISTORY_ABANDONED;
		break;
	case VFIO_CCW_TRACE_TRANSLATED:
	case VFIO_CCW_TRACE_STATE:
		return;
	}
	vfio_ccw_history_add(&kept);
}

void vfio_ccw_trace_event(struct vfio_ccw_device *dev, const struct vfio_ccw_trace *event)
{
	u32 id = dev->sub->id;

	vfio_ccw_count_event(&dev->sub->counters, event);
	vfio_ccw_keep_event(id, event);
	switch (event->kind) {
	case VFIO_CCW_TRACE_REQUEST:
		trace_vfio_ccw_request(id, event->result);
		break;
	case VFIO_CCW_TRACE_TRANSLATED:
		trace_vfio_ccw_translated(id, event->ccws, event->idaws, event->pages,
					  event->result);
		break;
	case VFIO_CCW_TRACE_START:
		trace_vfio_ccw_start(id, be32_to_cpu(event->orb->ctrl),
				     be32_to_cpu(event->orb->cpa), event->result);
		break;
	case VFIO_CCW_TRACE_ASYNC:
		trace_vfio_ccw_async(id, event->command, event->result);
		break;
	case VFIO_CCW_TRACE_INTERRUPT:
		vfio_ccw_trace_irb(id, event->irb);
		break;
	case VFIO_CCW_TRACE_STATE:
		trace_vfio_ccw_state(id, fsm_state_name(event->from), fsm_state_name(event->to));
		break;
	case VFIO_CCW_TRACE_ABANDONED:
		dev_err(dev->sub->dev, "the channel did not end a program: device out of service until it does\n");
		break;
	}
}

void vfio_ccw_trace_note(struct vfio_ccw_device *dev, enum record_kind kind, int result)
{
	struct vfio_ccw_history_event event = { .schid = dev->sub->id, .result = result };

	switch (kind) {
	case RECORD_OPEN:
		event.kind = VFIO_CCW_HISTORY_OPEN;
		if (!result)
			vfio_ccw_count(&dev->sub->counters.opens);
		break;
	case RECORD_CLOSE:
		event.kind = VFIO_CCW_HISTORY_CLOSE;
		break;
	case RECORD_RESET:
		event.kind = VFIO_CCW_HISTORY_RESET;
		if (!result)
			vfio_ccw_count(&dev->sub->counters.resets);
		break;
	default:
		event.kind = VFIO_CCW_HISTORY_GONE;
		break;
	}
	vfio_ccw_history_add(&event);
	vfio_ccw_recorded(note, dev->sub->record, &dev->vc, kind, result);
}

void vfio_ccw_trace_report(u32 id, const struct css_crw *crw)
{
	u16 flags = be16_to_cpu(crw->flags), rsid = be16_to_cpu(crw->rsid);

	vfio_ccw_history_add(&(struct vfio_ccw_history_event){
		.schid = id, .kind = VFIO_CCW_HISTORY_REPORT, .values = { flags << 16 | rsid },
	});
	trace_vfio_ccw_report(id, flags, rsid);
	if ((flags & CSS_CRW_RSC) == CSS_CRW_RSC_PATH)
		trace_vfio_ccw_path(id, (u8)rsid, flags & CSS_CRW_ERC);
}
