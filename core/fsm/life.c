// SPDX-License-Identifier: GPL-2.0-only
/* Open, and close whatever the channel is doing. */
#include "core/fsm/actions.h"
#include "core/host.h"

static void discard_user_state(struct vfio_ccw *vc)
{
	irb_queue_discard(&vc->irbs);
	crw_queue_discard(&vc->crws);
	memset(&vc->io, 0, sizeof(vc->io));
	memset(&vc->async, 0, sizeof(vc->async));
	memset(&vc->crw, 0, sizeof(vc->crw));
	functions_reset_pending(&vc->functions, CSS_FCTL_HALT | CSS_FCTL_CLEAR);
}

/* If the machine is shutting down, the device stays out of use. */
static bool refuse_after_shutdown(struct vfio_ccw *vc)
{
	if (!platform_load_acquire(&vc->shutdown))
		return false;
	fsm_gone(vc, NULL);
	return true;
}

/**
 * fsm_open() - enable the subchannel for a user
 * @vc: the device
 * @input: the attempt
 *
 * MODIFY SUBCHANNEL is refused while status is pending or a function is in progress.
 * Unsolicited status that the device presents when the subchannel is enabled is the
 * user's; status of an earlier function is dropped.
 *
 * Return: 0; -ENODEV if the subchannel is gone or the machine shuts down; -EAGAIN, and
 * -EBUSY after ENABLE_TRIES, while it is busy.
 * Source: Principles of Operation, "MODIFY SUBCHANNEL" (condition codes).
 */
int fsm_open(struct vfio_ccw *vc, const struct fsm_input *input)
{
	platform_assert(vc->state == VFIO_CCW_STANDBY || vc->state == VFIO_CCW_NOT_OPER);
	platform_assert(!vc->cp.active);
	discard_user_state(vc);
	if (refuse_after_shutdown(vc))
		return -ENODEV;
	switch (vc->css->enable(vc->sch, true)) {
	case 0:
		/* A shutdown does not take the mutex, and may have begun meanwhile. */
		if (refuse_after_shutdown(vc)) {
			vc->css->enable(vc->sch, false);
			return -ENODEV;
		}
		irb_queue_discard_solicited(&vc->irbs, 0);
		fsm_enter(vc, VFIO_CCW_IDLE);
		return 0;
	case 3:
		fsm_gone(vc, NULL);
		return -ENODEV;
	default:
		return input->attempt < ENABLE_TRIES ? -EAGAIN : -EBUSY;
	}
}

/*
 * Open a device that was not operational, and may be again.
 * Return: as fsm_open(); -ENODEV while the channel has not ended a program.
 */
int fsm_reopen(struct vfio_ccw *vc, const struct fsm_input *input)
{
	return vc->cp.active ? -ENODEV : fsm_open(vc, input);
}

/**
 * fsm_close() - disable the subchannel, on which no program runs
 * @vc: the device
 * @input: the attempt
 *
 * Status that a halt or clear without a program has still to present is dropped.
 *
 * Return: 0; -EAGAIN while the subchannel is busy, ENABLE_TRIES times.
 * Source: Principles of Operation, "MODIFY SUBCHANNEL" (condition codes).
 */
int fsm_close(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int cc;

	platform_assert(vc->state == VFIO_CCW_IDLE && !vc->cp.active);
	cc = vc->css->enable(vc->sch, false);
	if (cc && cc != 3 && input->attempt < ENABLE_TRIES)
		return -EAGAIN;
	discard_user_state(vc);
	cp_release(&vc->cp);
	fsm_enter(vc, cc == 3 ? VFIO_CCW_NOT_OPER : VFIO_CCW_STANDBY);
	return 0;
}

/*
 * The status that ends a program may have been queued just before the queue was discarded:
 * no entry tells of it then, but functions_active() does.
 */
static bool free_ended_program(struct vfio_ccw *vc)
{
	if (functions_active(&vc->functions))
		return false;
	cp_free(&vc->cp);
	return true;
}

/* The channel did not end the program: keep its memory, and the device out of use. */
static int abandon_program(struct vfio_ccw *vc)
{
	discard_user_state(vc);
	if (free_ended_program(vc)) {
		fsm_enter(vc, VFIO_CCW_IDLE);
		return -EAGAIN;
	}
	fsm_enter(vc, VFIO_CCW_NOT_OPER);
	vfio_ccw_host_trace(vc, &(struct vfio_ccw_trace){ .kind = VFIO_CCW_TRACE_ABANDONED });
	return 0;
}

/* Cancel a program that has not begun, else halt it.  Return: the last condition code. */
static int cancel_or_halt(struct vfio_ccw *vc)
{
	int cc = vc->css->cancel(vc->sch);

	if (cc == 0) {
		functions_end_program(&vc->functions);
		cp_free(&vc->cp);
		fsm_enter(vc, VFIO_CCW_IDLE);
		return 0;
	}
	return cc == 3 ? 3 : fsm_halt(vc);
}

/**
 * fsm_quiesce() - close while the channel has a program: end it
 * @vc: the device
 * @input: the attempt
 *
 * A channel that does not even answer CLEAR may still use the program's
 * memory: that stays allocated and pinned, and the device out of service, until
 * status arrives or the subchannel is gone.
 *
 * Return: -EAGAIN, to wait for the end; 0 if the channel did not end the program.
 * Source: Principles of Operation, "CANCEL SUBCHANNEL", "HALT SUBCHANNEL", "CLEAR
 * SUBCHANNEL" (condition codes).
 */
int fsm_quiesce(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int cc;

	platform_assert(vc->state == VFIO_CCW_CP_PROCESSING || vc->state == VFIO_CCW_CP_PENDING);
	if (input->attempt >= 2 * QUIESCE_TRIES)
		return abandon_program(vc);
	if (input->attempt < QUIESCE_TRIES)
		cc = cancel_or_halt(vc);
	else
		cc = fsm_clear(vc);
	if (cc == 3)
		fsm_gone(vc, NULL);
	return -EAGAIN;
}

/**
 * fsm_terminate() - end the running program because its path is being taken away
 * @vc: the device
 * @input: the attempt
 *
 * The user did not ask for it, so status that user space has not read stays queued, and
 * the queue is not tested for room: IRB_QUEUE_RESERVE includes an entry for this halt.
 * Condition code 1 means that status is pending: it may end the program, or be followed
 * by more, and then the program must still be halted.
 *
 * Return: 0; -EAGAIN to wait for pending status, a bounded number of times.
 * Source: Principles of Operation, "HALT SUBCHANNEL" (condition codes).
 */
int fsm_terminate(struct vfio_ccw *vc, const struct fsm_input *input)
{
	int cc;

	platform_assert(vc->state == VFIO_CCW_CP_PENDING);
	cc = fsm_halt(vc);
	if (cc == 2)	/* a halt is in progress, and has not ended the program */
		cc = fsm_clear(vc);
	if (cc == 3)
		fsm_gone(vc, NULL);
	return cc == 1 && input->attempt < QUIESCE_TRIES ? -EAGAIN : 0;
}

/* The user closes a device that is not operational. */
int fsm_close_not_oper(struct vfio_ccw *vc, const struct fsm_input *input)
{
	platform_assert(vc->state == VFIO_CCW_NOT_OPER);
	discard_user_state(vc);
	if (free_ended_program(vc))
		cp_release(&vc->cp);
	return 0;
}
