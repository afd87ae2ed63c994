/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Internals of the tape drive: its state, and the declarations that its files share.  A
 * function that returns u8 here returns unit status.
 *
 * Sources: IBM 3480 Magnetic Tape Subsystem Reference (GA32-0042), 3490
 * Magnetic Tape Subsystem Hardware Reference (GA32-0125); for sense bytes and
 * ending status, the answers of the recorded 3480.
 */
#ifndef HW_SIM_DEV_TAPE_MODEL_H
#define HW_SIM_DEV_TAPE_MODEL_H

#include "hw-sim/dev/aws_image.h"
#include "hw-sim/dev/path_group.h"
#include "hw-sim/dev/tape.h"

#define TAPE_ENDED		(CSS_DSTAT_CE | CSS_DSTAT_DE)
#define TAPE_DISPLAY		17u	/* function byte, and two messages of eight */

/* Sense byte 0 */
#define TAPE_SENSE0_REJECT	0x80
#define TAPE_SENSE0_INTERVENE	0x40	/* intervention required */
#define TAPE_SENSE0_EQUIPMENT	0x10
#define TAPE_SENSE0_DATA	0x08
#define TAPE_SENSE0_ELSEWHERE	0x01	/* assigned elsewhere */

/* Sense byte 1 */
#define TAPE_SENSE1_LOCATE	0x80	/* locate failure */
#define TAPE_SENSE1_ONLINE	0x40
#define TAPE_SENSE1_BEGINNING	0x08
#define TAPE_SENSE1_PROTECTED	0x02

/* Sense byte 3: what error recovery is to do */
#define TAPE_ERPA_NONE		0x00
#define TAPE_ERPA_READ_CHECK	0x23
#define TAPE_ERPA_REJECT	0x27
#define TAPE_ERPA_UNLOADED	0x2b	/* environmental data, after Rewind Unload */
#define TAPE_ERPA_EQUIPMENT	0x2c
#define TAPE_ERPA_ERASE		0x2d	/* data security erase failed */
#define TAPE_ERPA_PROTECTED	0x30
#define TAPE_ERPA_VOID		0x31
#define TAPE_ERPA_END		0x38	/* physical end of the tape */
#define TAPE_ERPA_BEGINNING	0x39	/* backward at the beginning */
#define TAPE_ERPA_NOT_READY	0x43
#define TAPE_ERPA_LOCATE	0x44
#define TAPE_ERPA_ELSEWHERE	0x45
#define TAPE_ERPA_TOO_LONG	0x4e	/* a block longer than a drive can write */

/* Sense byte 7: format */
#define TAPE_FORMAT_ERROR	0x20
#define TAPE_FORMAT_LOG		0x21
#define TAPE_FORMAT_UNLOADED	0x22

/* Mode set byte */
#define TAPE_MODE_INHIBIT	0x10	/* no supervisor commands in this chain */

/**
 * struct tape_chain - state that is reset when a chain of commands ends
 * @last: the previous command
 * @suspended: Suspend Multipath Reconnection began the chain
 * @inhibited: Mode Set inhibits supervisor commands
 * @enabled: Control Access has enabled this path
 */
struct tape_chain {
	u8 last;
	bool suspended;
	bool inhibited;
	bool enabled;
};

/**
 * struct tape - the drive
 * @dev: the device for the engine; must be first
 * @config: see struct tape_config
 * @aws: the tape in it; its medium is NULL if there is none
 * @chain: state of the chain of commands
 * @groups: its channel paths
 * @assigned: mask of the paths that it is assigned to, or zero
 * @has_password: Control Access has set @password
 * @password: gives other paths access
 * @display: the message display
 */
struct tape {
	struct sim_device dev;
	struct tape_config config;
	struct aws_image aws;
	struct tape_chain chain;
	struct path_groups groups;
	u8 assigned;
	bool has_password;
	u8 password[PATH_GROUP_ID];
	u8 display[TAPE_DISPLAY];
};

static inline bool tape_loaded(const struct tape *t)
{
	return t->aws.medium;
}

/* Writing a tape erases what follows, so a medium that cannot be cut is protected. */
static inline bool tape_protected(const struct tape *t)
{
	return !tape_loaded(t) || t->aws.medium->readonly || !t->aws.medium->ops->cut;
}

/** tape_eject() - the tape leaves the drive */
void tape_eject(struct tape *t);

/* ---- tape_sense.c ---- */

/** tape_sense_length() - how many sense bytes a drive of this type has */
u32 tape_sense_length(const struct tape *t);
/** tape_fill_sense() - sense bytes as of now: @sense0 and an error recovery action @erpa */
void tape_fill_sense(const struct tape *t, u8 *sense, u8 sense0, u8 erpa);
/** tape_unit_check() - set sense bytes and end a command. Return: CE, DE, unit check */
u8 tape_unit_check(struct tape *t, u8 sense0, u8 erpa);
/** tape_reject() - command reject */
u8 tape_reject(struct tape *t);
/** tape_missed() - end a command that found something else than a block or a mark */
u8 tape_missed(struct tape *t, enum aws_found found);
/** tape_refused() - end a command whose write failed with @error, a negative errno */
u8 tape_refused(struct tape *t, int error);
/**
 * tape_get() - take parameters
 * @t: the drive
 * @ch: the channel
 * @buf: where they go
 * @len: how many are required
 *
 * Return: zero, or the ending status: too few bytes are a command reject; a channel check
 * is presented by the channel, and the command leaves the drive unchanged.
 */
u8 tape_get(struct tape *t, struct sim_channel *ch, u8 *buf, u32 len);
/** tape_put() - send bytes and end normally; the channel may take fewer */
u8 tape_put(struct sim_channel *ch, const u8 *buf, u32 len);

/* ---- Command functions, in the table of tape.c ---- */

typedef u8 tape_command_fn(struct tape *t, struct sim_channel *ch,
			   const struct sim_command *cmd);

/* tape_sense.c */
tape_command_fn tape_basic_sense, tape_buffered_log;

/* tape_data.c */
tape_command_fn tape_read, tape_read_backward, tape_write, tape_write_mark;
tape_command_fn tape_erase_gap, tape_security_erase;

/* tape_motion.c */
tape_command_fn tape_rewind, tape_rewind_unload, tape_locate, tape_read_block_id;
tape_command_fn tape_forward_block, tape_backward_block;
tape_command_fn tape_forward_file, tape_backward_file;

/* tape_control.c */
tape_command_fn tape_no_operation, tape_mode_set, tape_load_display;
tape_command_fn tape_sense_id, tape_read_characteristics;

/* tape_path.c */
tape_command_fn tape_set_path_group, tape_sense_path_group, tape_suspend_reconnection;
tape_command_fn tape_assign, tape_unassign, tape_control_access;

#endif
