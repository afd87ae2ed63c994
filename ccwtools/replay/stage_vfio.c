// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "ccwtools/vfio/user.h"
#include "ccwtools/replay/interruption.h"
#include "ccwtools/replay/own_device.h"
#include "ccwtools/replay/stage_vfio.h"
#include "ccwtools/recording/text.h"

#define SENSE_ID	0xe4
#define SENSE_ID_LEN	7u

/* Milliseconds in which an idle subchannel shows that it is; it takes microseconds. */
#define SETTLE_MS	2000u

/* More status than a subchannel can have waiting for its user: docs/uapi.rst. */
#define MAX_WAITING	16u

/* Where in a SCHIB the SCSW has its control halfword. */
#define SCHIB_SCSW_CTRL	(28u + 2u)

/**
 * struct vfio_stage - a user of a device
 * @config: what to use
 * @own: the device that was made, or NULL
 * @dev: the device
 * @user: its files
 * @open: they are
 * @struck: css_sim has a plan, for the present program alone
 * @memory: of the guest
 */
struct vfio_stage {
	struct stage stage;
	struct vfio_stage_config config;
	struct own_device *own;
	struct css_device dev;
	struct user user;
	bool open;
	bool struck;
	u8 *memory;
};

static struct vfio_stage *to_vfio(struct stage *stage)
{
	return container_of(stage, struct vfio_stage, stage);
}

/* ---- Its files ---- */

static enum vfio_interface interface_of(const struct vfio_stage *s)
{
	const char *name = s->config.interface;

	if (name)
		return strcmp(name, "cdev") ? VFIO_GROUP : VFIO_CDEV;
	return user_can(VFIO_GROUP, &s->dev) ? VFIO_GROUP : VFIO_CDEV;
}

static void close_user(struct vfio_stage *s)
{
	if (s->open)
		user_close(&s->user);
	s->open = false;
}

/* ---- One request ---- */

/* User space keeps ORB and SCSW as structures of its own: each field in host order. */
static int start(const struct vfio_stage *s, const struct css_orb *orb)
{
	const u32 ctrl = be32_to_cpu(orb->ctrl);
	const struct {
		u32 intparm;
		u16 ctrl;
		u8 lpm;
		u8 flags;
		u32 cpa;
	} host_orb = { be32_to_cpu(orb->intparm), (u16)(ctrl >> 16), (u8)(ctrl >> 8), (u8)ctrl,
		       be32_to_cpu(orb->cpa) };
	const u16 host_scsw[2] = { 0, CSS_FCTL_START | CSS_ACTL_START_PEND };
	struct ccw_io_region io = { 0 };

	memcpy(io.orb_area, &host_orb, sizeof(host_orb));
	memcpy(io.scsw_area, host_scsw, sizeof(host_scsw));
	return (int)user_write(&s->user, REGION_IO, 0, &io, sizeof(io));
}

/* Zeroes, if nothing is there to be read. */
static void read_irb(const struct vfio_stage *s, struct css_irb *irb)
{
	struct ccw_io_region io = { 0 };

	user_read(&s->user, REGION_IO, 0, &io, sizeof(io));
	memcpy(irb, io.irb_area, sizeof(*irb));
}

/* Idle, without pending status? So is a device that is gone. */
static bool is_idle(const struct vfio_stage *s)
{
	struct ccw_schib_region schib;

	if (user_read(&s->user, REGION_SCHIB, 0, &schib, sizeof(schib)) != sizeof(schib))
		return true;
	return !schib.schib_area[SCHIB_SCSW_CTRL] && !schib.schib_area[SCHIB_SCSW_CTRL + 1];
}

static void wait_idle(const struct vfio_stage *s)
{
	u32 i;

	for (i = 0; i < SETTLE_MS && !is_idle(s) && !interruption_signal(); i++)
		usleep(1000);
}

/* A signal that ends the replay ends this, too. */
static u64 wait_for(const struct vfio_stage *s, enum user_irq irq)
{
	return event_wait_until(s->user.event[irq], interruption_fd(), s->config.patience_ms);
}

/* Read all IRBs that are still queued. Return: signals. */
static u64 drain(const struct vfio_stage *s)
{
	u64 signals = 0, more;
	struct css_irb irb;
	u32 i;

	for (i = 0; i < MAX_WAITING && (more = event_wait(s->user.event[IRQ_IO], 0)); i++) {
		signals += more;
		read_irb(s, &irb);
	}
	return signals;
}

/* An interrupt was lost, or the program does not end: begin anew. */
static void stop(const struct vfio_stage *s)
{
	const struct ccw_cmd_region clear = { .command = VFIO_CCW_ASYNC_CMD_CSCH };
	struct css_irb irb;

	if (user_write(&s->user, REGION_ASYNC, 0, &clear, sizeof(clear)) > 0 &&
	    wait_for(s, IRQ_IO))
		read_irb(s, &irb);
	wait_idle(s);
	drain(s);
}

static void take_status(struct vfio_stage *s, struct run *run)
{
	run->interrupts = wait_for(s, IRQ_IO);
	read_irb(s, &run->irb);
	if (run->interrupts) {
		wait_idle(s);
		run->interrupts += drain(s);
	} else if (!interruption_signal()) {
		stop(s);
	}
}

/* How long the interrupt is delayed for a program that is stopped with its status pending. */
#define LATE_MS		500u

/* The fault that stops the simulated channel at the required point. */
static void name_fault(const struct rec_program *program, const struct hold *hold,
		       struct text *fault)
{
	text_clear(fault);
	if (hold->kind == HOLD_START)
		text_add(fault, "on start 1 of 0.0.%04x: hang\n", program->devno);
	else if (hold->kind == HOLD_CCW)
		text_add(fault, "on ccw %u of start 1 of 0.0.%04x: hang\n",
			 rec_program_hold_ccw(program, hold), program->devno);
	else if (rec_program_ends_late(program))
		text_add(fault, "on interrupt 1 of 0.0.%04x: late %ums\n", program->devno, LATE_MS);
	else
		text_add(fault, "on interrupt 1 of 0.0.%04x: lose\n", program->devno);
}

static void wait_until_struck(const struct vfio_stage *s)
{
	int i;

	for (i = 0; i < s->config.patience_ms && !css_plan_has_struck(); i++) {
		if (interruption_signal())
			return;
		usleep(1000);
	}
}

static void vfio_submit(struct stage *stage, const struct rec_program *program,
			const struct hold *hold, struct run *run)
{
	struct vfio_stage *s = to_vfio(stage);
	struct text fault;

	if (hold->kind == HOLD_NOT || !s->own) {
		run->submitted = start(s, &program->orb);
		return;
	}
	name_fault(program, hold, &fault);
	s->struck = css_plan_strike(own_device_plan(s->own), fault.buf);
	run->submitted = start(s, &program->orb);
	if (run->submitted >= 0 && s->struck)
		wait_until_struck(s);
}

static void vfio_await(struct stage *stage, struct run *run)
{
	struct vfio_stage *s = to_vfio(stage);
	struct problem problem;

	if (run->submitted >= 0 || run->n_results)
		take_status(s, run);
	if (s->struck && !css_plan_restore(own_device_plan(s->own), &problem))
		fprintf(stderr, "ccwreplay: %s\n", problem.text);
	s->struck = false;
}

/* ---- Between programs, and in the midst of one ---- */

static s32 async(const struct vfio_stage *s, u32 command)
{
	const struct ccw_cmd_region region = { .command = command };
	ssize_t ret = user_write(&s->user, REGION_ASYNC, 0, &region, sizeof(region));

	return ret < 0 ? (s32)ret : 0;
}

/* Status may still have been queued; drop it. */
static s32 reset(const struct vfio_stage *s)
{
	int err = user_ioctl(&s->user, VFIO_DEVICE_RESET, NULL);

	drain(s);
	return err;
}

static s32 reopen(struct vfio_stage *s)
{
	int err;

	close_user(s);
	err = user_open(&s->user, interface_of(s), &s->dev);
	s->open = true;
	if (!err)
		err = user_listen(&s->user);
	if (!err)
		err = user_map(&s->user, 0, s->memory, s->config.memory, true);
	return err;
}

static struct css_crw read_crw(const struct vfio_stage *s)
{
	struct ccw_crw_region region = { 0 };
	u16 words[2];

	if (wait_for(s, IRQ_CRW))
		user_read(&s->user, REGION_CRW, 0, &region, sizeof(region));
	memcpy(words, &region.crw, sizeof(words));
	return (struct css_crw){ cpu_to_be16(words[0]), cpu_to_be16(words[1]) };
}

static void vfio_event(struct stage *stage, const struct rec_event *event,
		       struct event_result *done)
{
	struct vfio_stage *s = to_vfio(stage);

	switch (event->kind) {
	case REC_HALT:
		done->ret = async(s, VFIO_CCW_ASYNC_CMD_HSCH);
		break;
	case REC_CLEAR:
		done->ret = async(s, VFIO_CCW_ASYNC_CMD_CSCH);
		break;
	case REC_RESET:
		done->ret = reset(s);
		break;
	case REC_CLOSE:
		done->ret = reopen(s);
		break;
	default:
		done->ret = own_device_path(s->own, event->chpid, event->kind == REC_PATH_ON);
		done->crw = read_crw(s);
		break;
	}
}

static bool vfio_interrupt(struct stage *stage, struct css_irb *irb)
{
	struct vfio_stage *s = to_vfio(stage);
	bool came = wait_for(s, IRQ_IO);

	read_irb(s, irb);
	wait_idle(s);
	return came;
}

static bool vfio_mount(struct stage *stage, struct volume *tape, struct css_irb *irb,
		       struct problem *problem)
{
	struct vfio_stage *s = to_vfio(stage);

	if (!s->own)
		return problem_set(problem, tape->path, 0, "has to be mounted by the operator of "
				   "the drive, which a replay cannot do");
	if (!own_device_mount(s->own, tape, problem))
		return false;
	wait_for(s, IRQ_IO);
	read_irb(s, irb);
	return true;
}

static void *vfio_memory(struct stage *stage, u64 addr, u64 len)
{
	struct vfio_stage *s = to_vfio(stage);

	platform_assert(addr <= s->config.memory && len <= s->config.memory - addr);
	return s->memory + addr;
}

/* ---- The end ---- */

static bool vfio_finish(struct stage *stage, struct problem *problem)
{
	struct vfio_stage *s = to_vfio(stage);

	close_user(s);
	if (!s->own)
		return true;
	if (s->config.plan && !css_plan_struck(s->config.plan, problem))
		return false;
	if (!css_plan_restore(own_device_plan(s->own), problem) ||
	    !own_device_remove(s->own, problem))
		return false;
	return interruption_signal() || own_device_images(s->own, problem);
}

static void vfio_destroy(struct stage *stage)
{
	struct vfio_stage *s = to_vfio(stage);

	close_user(s);
	if (s->own)
		own_device_free(s->own);
	if (s->memory)
		munmap(s->memory, s->config.memory);
	free(s);
}

static const struct stage_ops vfio_stage_ops = {
	.memory = vfio_memory,
	.submit = vfio_submit,
	.await = vfio_await,
	.event = vfio_event,
	.interrupt = vfio_interrupt,
	.mount = vfio_mount,
	.finish = vfio_finish,
	.destroy = vfio_destroy,
};

/* ---- The beginning ---- */

static bool find_device(struct vfio_stage *s, struct problem *problem)
{
	const struct vfio_stage_config *config = &s->config;
	const struct own_device_config own = {
		.device = config->device, .devno = config->devno, .pmcw = config->pmcw,
		.volume = config->volume, .faults = config->plan || config->stops,
	};
	const char *slash;
	int err;

	if (!config->uuid) {
		s->own = own_device_create(&own, &s->dev, problem);
		return s->own;
	}
	slash = strrchr(config->uuid, '/');
	snprintf(s->dev.uuid, sizeof(s->dev.uuid), "%s", slash ? slash + 1 : config->uuid);
	err = css_device_find(&s->dev);
	return !err || problem_set(problem, config->uuid, 0, "is no mediated device (%s); "
				   "/sys/bus/mdev/devices lists them", strerror(-err));
}

static bool open_user(struct vfio_stage *s, struct problem *problem)
{
	int err = user_open(&s->user, interface_of(s), &s->dev);

	s->open = true;
	if (!err)
		err = user_listen(&s->user);
	return !err || problem_set(problem, s->dev.uuid, 0, "cannot be opened through /dev/vfio "
				   "(%s); does another program use it?", strerror(-err));
}

static bool map_memory(struct vfio_stage *s, struct problem *problem)
{
	void *memory = mmap(NULL, s->config.memory, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	int err = -ENOMEM;

	if (memory != MAP_FAILED) {
		s->memory = memory;
		err = user_map(&s->user, 0, memory, s->config.memory, true);
	}
	return !err || problem_set(problem, s->dev.uuid, 0, "cannot be given guest memory of %llu "
				   "MiB (%s)", (unsigned long long)s->config.memory >> 20,
				   strerror(-err));
}

/* The same code is another command for a device of another type. */
static bool identify(struct vfio_stage *s, struct problem *problem)
{
	u8 *const ccw = s->memory, *const id = s->memory + 8;
	const struct css_orb orb = { .ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | 0xff00) };
	const u8 sense_id[8] = { SENSE_ID, CSS_CCW_SLI, 0, SENSE_ID_LEN, 0, 0, 0, 8 };
	struct css_irb irb;
	char type[5];
	int ret;

	memset(&irb, 0, sizeof(irb));
	memcpy(ccw, sense_id, sizeof(sense_id));
	ret = start(s, &orb);
	if (ret >= 0 && wait_for(s, IRQ_IO))
		read_irb(s, &irb);
	wait_idle(s);
	if (ret < 0 || id[0] != 0xff || irb.scsw.dstat != (CSS_DSTAT_CE | CSS_DSTAT_DE))
		return problem_set(problem, s->dev.uuid, 0, "does not say what it is (%s, unit "
				   "status %02x); nothing is replayed there",
				   ret < 0 ? strerror(-ret) : "Sense ID was taken",
				   irb.scsw.dstat);
	snprintf(type, sizeof(type), "%02x%02x", id[4], id[5]);
	if (s->config.device && strcmp(type, s->config.device))
		return problem_set(problem, s->dev.uuid, 0, "is a %s, but what was recorded is "
				   "for a %s; nothing is replayed there", type, s->config.device);
	memset(s->memory, 0, 8 + SENSE_ID_LEN);
	return true;
}

static bool prepare(struct vfio_stage *s, struct problem *problem)
{
	const struct vfio_stage_config *config = &s->config;

	if (!find_device(s, problem) || !open_user(s, problem) || !map_memory(s, problem))
		return false;
	if (config->uuid)
		return identify(s, problem);
	return !config->plan ||
	       css_plan_set(own_device_plan(s->own), config->plan, problem);
}

struct stage *stage_vfio(const struct vfio_stage_config *config, struct problem *problem)
{
	struct vfio_stage *s = calloc(1, sizeof(*s));

	platform_assert(s);
	interruption_expect();
	s->stage.ops = &vfio_stage_ops;
	s->stage.sees_image = !config->uuid;
	s->config = *config;
	s->config.memory = (config->memory + HOST_PAGE_MASK) & ~(u64)HOST_PAGE_MASK;
	if (prepare(s, problem) && !interruption_signal())
		return &s->stage;
	if (interruption_signal())
		problem_set(problem, s->dev.name[0] ? s->dev.name : s->dev.uuid, 0,
			    "is not used: interrupted by %s", interruption_name());
	vfio_destroy(&s->stage);
	return NULL;
}
