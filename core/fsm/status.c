// SPDX-License-Identifier: GPL-2.0-only
/* Status that the channel presents. */
#include "core/fsm/actions.h"
#include "core/host.h"

/*
 * Remove host addresses: CCW addresses become the guest's, the failing-storage
 * address is dropped.  The event is traced here, since the recorder needs the
 * program, which is freed after its final status.
 */
static void make_guest_irb(struct vfio_ccw *vc, struct css_irb *irb, bool final)
{
	u32 erw = be32_to_cpu(irb->esw.erw);
	u32 secondary = 0;

	cp_update_scsw(&vc->cp, &irb->scsw);
	if (!(erw & CSS_ERW_SCAVF) ||
	    !cp_guest_ccw(&vc->cp, be32_to_cpu(irb->esw.secondary_cpa), &secondary))
		erw &= ~CSS_ERW_SCAVF;
	irb->esw.secondary_cpa = cpu_to_be32(secondary);
	irb->esw.fsa[0] = 0;
	irb->esw.fsa[1] = 0;
	irb->esw.erw = cpu_to_be32(erw & ~(CSS_ERW_FSAVF | CSS_ERW_FSAF));
	vfio_ccw_host_trace(vc, &(struct vfio_ccw_trace){
		.kind = VFIO_CCW_TRACE_INTERRUPT, .result = final, .irb = irb,
	});
}

/*
 * Consume all status that was queued before the subchannel was found to be gone.  The
 * status that ends the program may be among it, and its CCW address can be translated only
 * as long as the program exists.
 */
void fsm_consume_status(struct vfio_ccw *vc)
{
	for (u32 i = 0; i < IRB_QUEUE_SIZE; i++) {
		struct css_irb *irb = irb_queue_peek(&vc->irbs);
		bool ends;

		if (!irb)
			return;
		ends = functions_is_last(&vc->functions, irb_queue_ends(&vc->irbs));
		make_guest_irb(vc, irb, ends);
		irb_queue_consume(&vc->irbs);
	}
}

/* Status while no program runs. */
int fsm_status(struct vfio_ccw *vc, const struct fsm_input *input)
{
	platform_assert(vc->state == VFIO_CCW_IDLE || vc->state == VFIO_CCW_CP_PROCESSING);
	make_guest_irb(vc, input->irb, false);
	return 0;
}

/* Status while a program runs: its own, or unsolicited. */
int fsm_program_status(struct vfio_ccw *vc, const struct fsm_input *input)
{
	platform_assert(vc->cp.active);
	make_guest_irb(vc, input->irb, input->ends);
	if (input->ends) {
		cp_free(&vc->cp);
		fsm_enter(vc, VFIO_CCW_IDLE);
	}
	return 0;
}

/*
 * Status while the device is closed or out of service.  If it ends a program that
 * fsm_quiesce() could not end, the device may be used again.
 */
int fsm_late_status(struct vfio_ccw *vc, const struct fsm_input *input)
{
	platform_assert(vc->state == VFIO_CCW_NOT_OPER || vc->state == VFIO_CCW_STANDBY);
	if (input->ends && vc->cp.active) {
		cp_free(&vc->cp);
		cp_release(&vc->cp);
		fsm_enter(vc, VFIO_CCW_STANDBY);
	}
	make_guest_irb(vc, input->irb, false);
	return 0;
}
