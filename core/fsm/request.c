// SPDX-License-Identifier: GPL-2.0-only
/* Requests of user space: start, resume, halt and clear. */
#include "core/fsm/actions.h"
#include "core/host.h"

#define ANY_PATH	0xffu	/* the channel uses those that are available */

/* Condition code 3: is the device not operational, or only the paths that were tried? */
static int not_operational_errno(struct vfio_ccw *vc, u8 tried)
{
	struct css_schib schib;
	const struct css_pmcw *pmcw = &schib.pmcw;

	if (vc->css->store(vc->sch, &schib) ||
	    !(be16_to_cpu(pmcw->flags) & CSS_PMCW_DNV)) {
		fsm_gone(vc, NULL);
		return -ENODEV;
	}
	return pmcw->pim & pmcw->pam & pmcw->pom & ~tried ? -EACCES : -ENODEV;
}

static int translate_program(struct vfio_ccw *vc, const struct css_orb *orb)
{
	int err = cp_init(&vc->cp, orb);

	if (!err)
		err = cp_prefetch(&vc->cp);
	vfio_ccw_host_trace(vc, &(struct vfio_ccw_trace){
		.kind = VFIO_CCW_TRACE_TRANSLATED, .result = err, .ccws = vc->cp.n_ccws,
		.idaws = vc->cp.n_idaws, .pages = vc->cp.n_pages,
	});
	return err;
}

struct start {
	struct vfio_ccw *vc;
	const struct css_orb *orb;
};

static int issue_start(void *data)
{
	struct start *start = data;
	struct vfio_ccw *vc = start->vc;
	int cc;

	if (platform_load_acquire(&vc->shutdown))
		return 3;
	functions_start(&vc->functions);
	cc = vc->css->start(vc->sch, start->orb);
	if (cc)
		functions_end_program(&vc->functions);
	return cc;
}

static int start_program(struct vfio_ccw *vc)
{
	struct css_orb orb;
	int cc;

	cp_get_orb(&vc->cp, &orb, ANY_PATH);
	cc = vc->host->start(vc->host_data, issue_start, &(struct start){ vc, &orb });
	vfio_ccw_host_trace(vc, &(struct vfio_ccw_trace){
		.kind = VFIO_CCW_TRACE_START, .result = cc, .orb = &orb,
	});
	if (cc == 3 && platform_load_acquire(&vc->shutdown))
		return -ENODEV;
	if (cc == 3)
		return not_operational_errno(vc, be32_to_cpu(orb.ctrl) >> CSS_ORB_LPM_SHIFT);
	return cc ? -EBUSY : 0;
}

/**
 * fsm_start() - translate and start a program
 * @vc: the device
 * @input: the ORB
 *
 * A resume without a program is answered as RESUME SUBCHANNEL is when no
 * program is suspended.
 *
 * Context: may sleep.
 * Return: 0; -EBUSY; -EACCES or -ENODEV without a path; or as cp_init() and cp_prefetch().
 * Source: Principles of Operation, "START SUBCHANNEL" (condition codes).
 */
int fsm_start(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int err;

	platform_assert(vc->state == VFIO_CCW_IDLE);
	if (input->resume || !irb_queue_has_room(&vc->irbs))
		return -EBUSY;
	fsm_enter(vc, VFIO_CCW_CP_PROCESSING);
	err = translate_program(vc, input->orb);
	if (!err)
		err = start_program(vc);
	if (!err) {
		fsm_enter(vc, VFIO_CCW_CP_PENDING);
		return 0;
	}
	cp_free(&vc->cp);
	if (vc->state == VFIO_CCW_CP_PROCESSING)
		fsm_enter(vc, VFIO_CCW_IDLE);
	return err;
}

/**
 * fsm_resume_or_busy() - a request while the channel has a program
 * @vc: the device
 * @input: whether it is a resume
 *
 * Context: may sleep.
 * Return: 0; -EBUSY; -EACCES or -ENODEV without a path; or as cp_resume().
 * Source: Principles of Operation, "RESUME SUBCHANNEL" (condition codes).
 */
int fsm_resume_or_busy(struct vfio_ccw *vc, const struct fsm_input *input)
{
	struct css_schib schib;
	u16 ctrl;
	int err;

	platform_assert(vc->state == VFIO_CCW_CP_PENDING);
	if (!input->resume || !irb_queue_has_room(&vc->irbs))
		return -EBUSY;
	if (vc->css->store(vc->sch, &schib))
		return not_operational_errno(vc, 0);
	/*
	 * A running program may be resumed, too: this applies to its next suspend flag.  A
	 * program whose resume is pending is busy.
	 */
	ctrl = be16_to_cpu(schib.scsw.ctrl);
	if (ctrl & CSS_ACTL_SUSPENDED && !(ctrl & CSS_ACTL_RESUME_PEND)) {
		err = cp_resume(&vc->cp, be32_to_cpu(schib.scsw.cpa));
		if (err)
			return err;
	}
	switch (vc->css->resume(vc->sch)) {
	case 0:
		return 0;
	case 3:
		return not_operational_errno(vc, 0);
	default:
		return -EBUSY;
	}
}

/*
 * CLEAR SUBCHANNEL clears status that is pending at the subchannel; for the
 * user, everything in the queue is pending there.
 */
static int clear_for_user(struct vfio_ccw *vc)
{
	int cc;

	irb_queue_discard(&vc->irbs);
	memset(vc->io.irb_area, 0, sizeof(vc->io.irb_area));
	cc = fsm_clear(vc);
	if (cc == 0)
		irb_queue_discard_solicited(&vc->irbs, CSS_FCTL_CLEAR);
	return cc;
}

/**
 * fsm_async() - HALT or CLEAR SUBCHANNEL
 * @vc: the device
 * @input: the command
 *
 * A program that this ends stays until the interrupt of the function.
 *
 * Return: 0; -EBUSY; -ENODEV if the subchannel is gone.
 */
int fsm_async(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int cc;

	platform_assert(vc->state == VFIO_CCW_IDLE || vc->state == VFIO_CCW_CP_PENDING);
	if (input->command == VFIO_CCW_ASYNC_CMD_CSCH)
		cc = clear_for_user(vc);
	else if (irb_queue_has_room(&vc->irbs))
		cc = fsm_halt(vc);
	else
		return -EBUSY;
	if (cc == 3) {
		fsm_gone(vc, NULL);
		return -ENODEV;
	}
	return cc ? -EBUSY : 0;
}
