// SPDX-License-Identifier: GPL-2.0-only
/* One passed-through subchannel: open, close, reset, and status that arrives. */
#include "core/device.h"
#include "core/fsm/fsm.h"

void vfio_ccw_init(struct vfio_ccw *vc, const struct css_ops *css, void *sch,
		   const struct vfio_ccw_host_ops *host, void *host_data)
{
	*vc = (struct vfio_ccw){
		.css = css, .sch = sch, .host = host, .host_data = host_data,
		.state = VFIO_CCW_STANDBY,
	};
	functions_init(&vc->functions, 0);
	cp_setup(&vc->cp, host, host_data);
}

/* At most one queue's worth: IRBs that arrive meanwhile are left for the next call. */
void device_drain(struct vfio_ccw *vc)
{
	for (u32 i = 0; i < IRB_QUEUE_SIZE; i++) {
		struct fsm_input input = { .irb = irb_queue_peek(&vc->irbs) };

		if (!input.irb)
			return;
		input.ends = functions_is_last(&vc->functions, irb_queue_ends(&vc->irbs));
		fsm_event(vc, VFIO_CCW_EVENT_INTERRUPT, &input);
		irb_queue_consume(&vc->irbs);
	}
}

/*
 * Repeat the event until the state machine returns something other than -EAGAIN.  It
 * bounds the attempts in each state, and passes through each state once.
 */
static int device_retry_event(struct vfio_ccw *vc, enum vfio_ccw_event event)
{
	struct fsm_input input = {};

	for (;;) {
		enum vfio_ccw_state before = vc->state;
		int err = fsm_event(vc, event, &input);

		if (err != -EAGAIN)
			return err;
		input.attempt++;
		if (vc->state == before) {
			vc->host->wait(vc->host_data, before == VFIO_CCW_CP_PENDING ?
				       QUIESCE_WAIT_MS : ENABLE_WAIT_MS);
			device_drain(vc);
		}
		if (vc->state != before)
			input.attempt = 0;
	}
}

int vfio_ccw_open(struct vfio_ccw *vc)
{
	/* The queue may hold the end of a program that the previous user left running. */
	device_drain(vc);
	return device_retry_event(vc, VFIO_CCW_EVENT_OPEN);
}

void vfio_ccw_close(struct vfio_ccw *vc)
{
	device_drain(vc);
	device_retry_event(vc, VFIO_CCW_EVENT_CLOSE);
}

int vfio_ccw_reset(struct vfio_ccw *vc)
{
	/* After a reset whose open failed, close does nothing, and the reset may be repeated. */
	vfio_ccw_close(vc);
	return vfio_ccw_open(vc);
}

void vfio_ccw_terminate(struct vfio_ccw *vc, u32 program)
{
	device_drain(vc);
	if (functions_is_last(&vc->functions, program))
		device_retry_event(vc, VFIO_CCW_EVENT_TERMINATE);
}

void vfio_ccw_gone(struct vfio_ccw *vc)
{
	fsm_event(vc, VFIO_CCW_EVENT_NOT_OPER, NULL);
}

void vfio_ccw_shutdown(struct vfio_ccw *vc)
{
	platform_store_release(&vc->shutdown, true);
}

int vfio_ccw_clear(struct vfio_ccw *vc)
{
	int cc;

	functions_note(&vc->functions, CSS_FCTL_CLEAR);
	cc = vc->css->clear(vc->sch);
	/* A subchannel that does not exist moves no data. */
	if (cc == 3)
		functions_end_program(&vc->functions);
	return cc;
}

bool vfio_ccw_interrupt(struct vfio_ccw *vc, const struct css_irb *irb)
{
	bool wanted;
	u32 ends = functions_status(&vc->functions, irb, &wanted);

	if (wanted) {
		irb_queue_append(&vc->irbs, irb, ends);
		vc->host->signal(vc->host_data, VFIO_CCW_NOTIFY_IO);
	}
	return ends;
}

void vfio_ccw_report(struct vfio_ccw *vc, const struct css_crw *crw)
{
	crw_queue_append(&vc->crws, crw);
	vc->host->signal(vc->host_data, VFIO_CCW_NOTIFY_CRW);
}
