// SPDX-License-Identifier: GPL-2.0-only
/* Tracepoints for the core's trace events and for channel reports. */
#include "core/fsm/fsm.h"
#include "core/vfio/trace.h"

#define CREATE_TRACE_POINTS
#include "core/vfio/events.h"

static void vfio_ccw_trace_irb(u32 id, const struct css_irb *irb)
{
	trace_vfio_ccw_interrupt(id, be16_to_cpu(irb->scsw.ctrl), be32_to_cpu(irb->scsw.cpa),
				 irb->scsw.dstat, irb->scsw.cstat,
				 be16_to_cpu(irb->scsw.count));
}

void vfio_ccw_trace_event(struct vfio_ccw_device *dev, const struct vfio_ccw_trace *event)
{
	u32 id = dev->sub->id;

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

void vfio_ccw_trace_report(u32 id, const struct css_crw *crw)
{
	u16 flags = be16_to_cpu(crw->flags), rsid = be16_to_cpu(crw->rsid);

	trace_vfio_ccw_report(id, flags, rsid);
	if ((flags & CSS_CRW_RSC) == CSS_CRW_RSC_PATH)
		trace_vfio_ccw_path(id, (u8)rsid, flags & CSS_CRW_ERC);
}
