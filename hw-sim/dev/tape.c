// SPDX-License-Identifier: GPL-2.0-only
/* The tape drive: its commands, and what must hold before each of them. */
#include "hw-sim/dev/tape_model.h"

/* Requirements and properties of a command */
#define TAPE_NEEDS_TAPE	0x01	/* a tape in the drive */
#define TAPE_WRITES	0x02
#define TAPE_IMMEDIATE	0x04	/* transfers nothing */
#define TAPE_KEEPS_SENSE	0x08	/* leaves the sense bytes of an earlier unit check */
#define TAPE_ANY_PATH	0x10	/* also over paths that the drive is not assigned to */
#define TAPE_SUPERVISOR	0x20	/* rejected if Mode Set inhibits such commands */
#define TAPE_3490_ONLY	0x40	/* a 3480 does not have it */

#define TAPE_MOVES	(TAPE_NEEDS_TAPE | TAPE_IMMEDIATE)
#define TAPE_MARKS	(TAPE_NEEDS_TAPE | TAPE_IMMEDIATE | TAPE_WRITES)

/* Capacities of the tapes of the two types */
#define CAPACITY_3480	((u64)200 << 20)
#define CAPACITY_3490	((u64)800 << 20)

/**
 * struct tape_command - one entry of the command table
 * @run: executes it; NULL: there is no such command
 * @flags: requirements and properties
 */
struct tape_command {
	tape_command_fn *run;
	u8 flags;
};

static const struct tape_command tape_commands[256] = {
	[0x01] = { tape_write, TAPE_NEEDS_TAPE | TAPE_WRITES },
	[0x02] = { tape_read, TAPE_NEEDS_TAPE },
	[0x03] = { tape_no_operation, TAPE_IMMEDIATE | TAPE_KEEPS_SENSE },
	[0x04] = { tape_basic_sense, TAPE_KEEPS_SENSE | TAPE_ANY_PATH },
	[0x07] = { tape_rewind, TAPE_MOVES },
	[0x0c] = { tape_read_backward, TAPE_NEEDS_TAPE },
	[0x0f] = { tape_rewind_unload, TAPE_MOVES },
	[0x17] = { tape_erase_gap, TAPE_MARKS },
	[0x1f] = { tape_write_mark, TAPE_MARKS },
	[0x22] = { tape_read_block_id, TAPE_NEEDS_TAPE },
	[0x24] = { tape_buffered_log, 0 },
	[0x27] = { tape_backward_block, TAPE_MOVES },
	[0x2f] = { tape_backward_file, TAPE_MOVES },
	[0x34] = { tape_sense_path_group, TAPE_ANY_PATH },
	[0x37] = { tape_forward_block, TAPE_MOVES },
	[0x3f] = { tape_forward_file, TAPE_MOVES },
	[0x43] = { tape_no_operation, TAPE_MOVES },		/* Synchronize */
	[0x4f] = { tape_locate, TAPE_NEEDS_TAPE },
	[0x5b] = { tape_suspend_reconnection, TAPE_IMMEDIATE | TAPE_ANY_PATH },
	[0x64] = { tape_read_characteristics, TAPE_ANY_PATH | TAPE_3490_ONLY },
	[0x97] = { tape_security_erase, TAPE_MARKS },
	[0x9f] = { tape_load_display, 0 },
	[0xaf] = { tape_set_path_group, TAPE_ANY_PATH | TAPE_SUPERVISOR },
	[0xb7] = { tape_assign, TAPE_SUPERVISOR },
	[0xc7] = { tape_unassign, TAPE_SUPERVISOR },
	[0xdb] = { tape_mode_set, TAPE_SUPERVISOR },
	[0xe3] = { tape_control_access, TAPE_ANY_PATH | TAPE_SUPERVISOR },
	[0xe4] = { tape_sense_id, TAPE_ANY_PATH },
};

static bool tape_has_command(const struct tape *t, const struct tape_command *c)
{
	return c->run && !(c->flags & TAPE_3490_ONLY && t->config.type == TAPE_3480);
}

static bool tape_assigned_elsewhere(const struct tape *t, const struct tape_command *c, u8 path)
{
	return t->assigned && !(t->assigned & path) && !t->chain.enabled &&
	       !(c->flags & TAPE_ANY_PATH);
}

/* Checks before a command begins. Return: zero, or initial status that refuses it. */
static u8 tape_select(struct tape *t, const struct tape_command *c, u8 path)
{
	if (!tape_has_command(t, c) || (c->flags & TAPE_SUPERVISOR && t->chain.inhibited))
		tape_reject(t);
	else if (tape_assigned_elsewhere(t, c, path))
		tape_unit_check(t, TAPE_SENSE0_ELSEWHERE, TAPE_ERPA_ELSEWHERE);
	else if (c->flags & TAPE_NEEDS_TAPE && !tape_loaded(t))
		tape_unit_check(t, TAPE_SENSE0_INTERVENE, TAPE_ERPA_NOT_READY);
	else
		return 0;
	return CSS_DSTAT_UC;
}

static void tape_command(struct sim_device *dev, struct sim_channel *ch,
			 const struct sim_command *cmd, struct sim_reply *reply)
{
	struct tape *t = container_of(dev, struct tape, dev);
	const struct tape_command *c = &tape_commands[cmd->code];

	memset(reply, 0, sizeof(*reply));
	if (!cmd->chained)
		memset(&t->chain, 0, sizeof(t->chain));
	if (!(c->flags & TAPE_KEEPS_SENSE))
		dev->sense_len = 0;
	reply->time = dev->latency;
	reply->status = tape_select(t, c, cmd->path);
	if (reply->status) {
		reply->immediate = true;
		return;
	}
	reply->immediate = c->flags & TAPE_IMMEDIATE;
	if (c->flags & TAPE_WRITES && tape_protected(t))
		reply->status = tape_refused(t, -EROFS);
	else
		reply->status = c->run(t, ch, cmd);
	t->chain.last = cmd->code;
}

/* A reset affects neither assignments nor the tape. */
static void tape_reset(struct sim_device *dev)
{
	struct tape *t = container_of(dev, struct tape, dev);

	memset(&t->chain, 0, sizeof(t->chain));
	dev->sense_len = 0;
}

static void tape_destroy(struct sim_device *dev)
{
	struct tape *t = container_of(dev, struct tape, dev);

	tape_eject(t);
	platform_free(t);
}

static const struct sim_device_ops tape_ops[] = {
	[TAPE_3480] = {
		.type = "tape_3480",
		.command = tape_command,
		.reset = tape_reset,
		.destroy = tape_destroy,
	},
	[TAPE_3490] = {
		.type = "tape_3490",
		.command = tape_command,
		.reset = tape_reset,
		.destroy = tape_destroy,
	},
};

/* ---- The operator ---- */

void tape_eject(struct tape *t)
{
	struct sim_image *image = t->aws.medium;

	t->aws.medium = NULL;
	if (image && image->ops->eject)
		image->ops->eject(image);
}

int tape_mount(struct sim_device *dev, struct sim_image *image)
{
	struct tape *t = container_of(dev, struct tape, dev);
	struct sim_image *before = t->aws.medium;
	const struct aws_place at = t->aws.at;
	int ret;

	ret = aws_image_open(&t->aws, image, t->config.capacity);
	t->aws.medium = before;
	if (ret) {
		t->aws.at = at;
		return ret;
	}
	tape_eject(t);
	t->aws.medium = image;
	dev->sense_len = 0;
	return 0;
}

void tape_unmount(struct sim_device *dev)
{
	tape_eject(container_of(dev, struct tape, dev));
}

bool tape_is_mounted(const struct sim_device *dev)
{
	return tape_loaded(container_of(dev, const struct tape, dev));
}

u8 tape_ready_status(const struct sim_device *dev)
{
	return container_of(dev, const struct tape, dev)->config.ready_status;
}

/* ---- Creation ---- */

struct tape_config tape_config_of(enum tape_type type)
{
	return (struct tape_config){
		.type = type,
		.capacity = type == TAPE_3480 ? CAPACITY_3480 : CAPACITY_3490,
		.ready_status = CSS_DSTAT_ATTENTION | CSS_DSTAT_DE | CSS_DSTAT_UX,
	};
}

struct sim_device *tape_create(struct sim_image *image, const struct tape_config *config,
			       int *error)
{
	struct tape *t = platform_zalloc(sizeof(*t));
	int ret = t ? 0 : -ENOMEM;

	if (t) {
		t->dev.ops = &tape_ops[config->type];
		t->config = *config;
		if (image)
			ret = tape_mount(&t->dev, image);
	}
	if (error)
		*error = ret;
	if (ret) {
		platform_free(t);
		return NULL;
	}
	return &t->dev;
}
