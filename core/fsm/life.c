// SPDX-License-Identifier: GPL-2.0-only
/* Taking the device, and giving it back whatever the channel is doing. */
#include "core/device.h"
#include "core/fsm/actions.h"

static void forget_user(struct vfio_ccw *vc)
{
	irb_queue_discard(&vc->irbs);
	crw_queue_discard(&vc->crws);
	memset(&vc->io, 0, sizeof(vc->io));
	memset(&vc->async, 0, sizeof(vc->async));
	memset(&vc->crw, 0, sizeof(vc->crw));
	functions_refused(&vc->functions, CSS_FCTL_HALT | CSS_FCTL_CLEAR);
}

/* The machine goes down: the device is out of use for good. */
static bool is_down(struct vfio_ccw *vc)
{
	if (!platform_load_acquire(&vc->down))
		return false;
	fsm_gone(vc, NULL);
	return true;
}

/**
 * fsm_open() - a user takes the device
 * @vc: the device
 * @input: the attempt
 *
 * MODIFY SUBCHANNEL is refused while status is pending or a function goes on.  What the
 * device has kept for a subchannel that is enabled comes with it, and is the user's; the
 * end of a function that comes then is not.
 *
 * Context: device mutex.
 * Return: 0; -ENODEV if the subchannel is gone or the machine goes down; -EAGAIN, and
 * -EBUSY after ENABLE_TRIES, while it is busy.
 * Source: Principles of Operation, "MODIFY SUBCHANNEL" (condition codes).
 */
int fsm_open(struct vfio_ccw *vc, const struct fsm_input *input)
{
	forget_user(vc);
	if (is_down(vc))
		return -ENODEV;
	switch (vc->css->enable(vc->sch, true)) {
	case 0:
		/* It may go down meanwhile, without the mutex. */
		if (is_down(vc)) {
			vc->css->enable(vc->sch, false);
			return -ENODEV;
		}
		irb_queue_forget(&vc->irbs, 0);
		fsm_enter(vc, VFIO_CCW_IDLE);
		return 0;
	case 3:
		fsm_gone(vc, NULL);
		return -ENODEV;
	default:
		return input->attempt < ENABLE_TRIES ? -EAGAIN : -EBUSY;
	}
}

/**
 * fsm_reopen() - a user takes a device that was gone, and may be back
 * @vc: the device
 * @input: the attempt
 *
 * Context: device mutex.
 * Return: as fsm_open(); -ENODEV while the channel keeps a program.
 */
int fsm_reopen(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return vc->cp.active ? -ENODEV : fsm_open(vc, input);
}

/**
 * fsm_close() - the user is done, and no program runs
 * @vc: the device
 * @input: the attempt
 *
 * What a halt or clear without a program still presents, comes to nobody.
 *
 * Context: device mutex.
 * Return: 0; -EAGAIN while the subchannel is busy, ENABLE_TRIES times.
 * Source: Principles of Operation, "MODIFY SUBCHANNEL" (condition codes).
 */
int fsm_close(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int cc = vc->css->enable(vc->sch, false);

	if (cc && cc != 3 && input->attempt < ENABLE_TRIES)
		return -EAGAIN;
	forget_user(vc);
	cp_release(&vc->cp);
	fsm_enter(vc, cc == 3 ? VFIO_CCW_NOT_OPER : VFIO_CCW_STANDBY);
	return 0;
}

/*
 * The end of a program may come in just before what waits is discarded: then there is no
 * entry that tells, but the book does.
 */
static bool free_if_over(struct vfio_ccw *vc)
{
	if (functions_active(&vc->functions))
		return false;
	cp_free(&vc->cp);
	return true;
}

/* The channel keeps the program: keep its memory, and the device out of use. */
static int give_up(struct vfio_ccw *vc)
{
	forget_user(vc);
	if (free_if_over(vc)) {
		fsm_enter(vc, VFIO_CCW_IDLE);
		return -EAGAIN;
	}
	fsm_enter(vc, VFIO_CCW_NOT_OPER);
	device_trace(vc, &(struct vfio_ccw_trace){ .kind = VFIO_CCW_TRACE_STUCK });
	return 0;
}

/* Cancel what has not begun, else halt it. Return: condition code of the last. */
static int cancel_or_halt(struct vfio_ccw *vc)
{
	int cc = vc->css->cancel(vc->sch);

	if (cc == 0) {
		functions_over(&vc->functions);
		cp_free(&vc->cp);
		fsm_enter(vc, VFIO_CCW_IDLE);
		return 0;
	}
	return cc == 3 ? 3 : fsm_halt(vc);
}

/**
 * fsm_quiesce() - the user is done, and the channel has a program
 * @vc: the device
 * @input: the attempt
 *
 * A channel that does not even answer CLEAR may still use the program's
 * memory: it stays in use, and the device out of service, until status comes
 * or the subchannel goes away.
 *
 * Context: device mutex.
 * Return: -EAGAIN, to wait for the end; 0 if the channel was given up.
 * Source: Principles of Operation, "CANCEL SUBCHANNEL", "HALT SUBCHANNEL", "CLEAR
 * SUBCHANNEL" (condition codes).
 */
int fsm_quiesce(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int cc;

	if (input->attempt >= 2 * QUIESCE_TRIES)
		return give_up(vc);
	if (input->attempt < QUIESCE_TRIES)
		cc = cancel_or_halt(vc);
	else
		cc = fsm_clear(vc);
	if (cc == 3)
		fsm_gone(vc, NULL);
	return -EAGAIN;
}

/**
 * fsm_stop() - nobody is done, but the program shall end: a path goes
 * @vc: the device
 * @input: the attempt
 *
 * The user did not ask for it, so what he has not read stays, and it takes no room in the
 * queue that he must leave free (IRB_QUEUE_RESERVE).  Pending status is the program's end
 * on its way, or the last before it; then there is still something to halt.
 *
 * Context: device mutex.
 * Return: 0; -EAGAIN to wait for pending status, a bounded number of times.
 * Source: Principles of Operation, "HALT SUBCHANNEL" (condition codes).
 */
int fsm_stop(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int cc = fsm_halt(vc);

	if (cc == 2)	/* it does not end by that, or would have */
		cc = fsm_clear(vc);
	if (cc == 3)
		fsm_gone(vc, NULL);
	return cc == 1 && input->attempt < QUIESCE_TRIES ? -EAGAIN : 0;
}

/**
 * fsm_forget() - the user of a device that is gone is done
 * @vc: the device
 * @input: unused
 *
 * Context: device mutex.
 * Return: 0.
 */
int fsm_forget(struct vfio_ccw *vc, const struct fsm_input *input)
{
	forget_user(vc);
	if (free_if_over(vc))
		cp_release(&vc->cp);
	return 0;
}

/**
 * fsm_gone() - the subchannel does not exist any more
 * @vc: the device
 * @input: unused
 *
 * What does not exist moves no data: its program's memory is free.
 *
 * Context: device mutex.
 * Return: 0.
 */
int fsm_gone(struct vfio_ccw *vc, const struct fsm_input *input)
{
	fsm_present_rest(vc);
	functions_over(&vc->functions);
	functions_refused(&vc->functions, CSS_FCTL_HALT | CSS_FCTL_CLEAR);
	cp_free(&vc->cp);
	fsm_enter(vc, VFIO_CCW_NOT_OPER);
	return 0;
}
