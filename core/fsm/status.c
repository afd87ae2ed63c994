// SPDX-License-Identifier: GPL-2.0-only
/* Status, on its way up from the channel. */
#include "core/device.h"
#include "core/fsm/actions.h"

/*
 * What in an IRB names host storage: the CCW addresses become the guest's, the
 * failing-storage address is not for the guest.  A listener is told as long as
 * the program that it ends, if it does, is still there.
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
	device_trace(vc, &(struct vfio_ccw_trace){
		.kind = VFIO_CCW_TRACE_INTERRUPT, .result = final, .irb = irb,
	});
}

/**
 * fsm_present_rest() - all status that came in before the subchannel was found gone
 * @vc: the device
 *
 * The program's end may have come with the answer that says so: it is told in the
 * guest's terms as long as the program is there.
 *
 * Context: device mutex.
 */
void fsm_present_rest(struct vfio_ccw *vc)
{
	for (u32 i = 0; i < IRB_QUEUE_SIZE; i++) {
		struct css_irb *irb = irb_queue_look(&vc->irbs);
		bool ends;

		if (!irb)
			return;
		ends = functions_is_last(&vc->functions, irb_queue_ends(&vc->irbs));
		make_guest_irb(vc, irb, ends);
		irb_queue_looked(&vc->irbs);
	}
}

/**
 * fsm_present() - status while no program runs
 * @vc: the device
 * @input: the IRB
 *
 * Context: device mutex.
 * Return: 0.
 */
int fsm_present(struct vfio_ccw *vc, const struct fsm_input *input)
{
	make_guest_irb(vc, input->irb, false);
	return 0;
}

/**
 * fsm_progress() - status while a program runs: its own, or unsolicited
 * @vc: the device
 * @input: the IRB, and whether it is the program's end
 *
 * Context: device mutex.
 * Return: 0.
 */
int fsm_progress(struct vfio_ccw *vc, const struct fsm_input *input)
{
	make_guest_irb(vc, input->irb, input->ends);
	if (input->ends) {
		cp_free(&vc->cp);
		fsm_enter(vc, VFIO_CCW_IDLE);
	}
	return 0;
}

/**
 * fsm_late_status() - status that nobody waits for any more
 * @vc: the device
 * @input: the IRB
 *
 * A program that the channel would not give back (see fsm_quiesce())
 * is over now, and the device may be used again.
 *
 * Context: device mutex.
 * Return: 0.
 */
int fsm_late_status(struct vfio_ccw *vc, const struct fsm_input *input)
{
	if (input->ends && vc->cp.active) {
		cp_free(&vc->cp);
		cp_release(&vc->cp);
		fsm_enter(vc, VFIO_CCW_STANDBY);
	}
	make_guest_irb(vc, input->irb, false);
	return 0;
}
