// SPDX-License-Identifier: GPL-2.0-only
/* The DASD: its commands, and what must hold before each of them. */
#include "hw-sim/dev/dasd_model.h"

/* Requirements and properties of a command */
#define DASD_POSITION	0x01	/* a seek or a locate earlier in the chain */
#define DASD_TRACK	0x02	/* works on the track under the head */
#define DASD_WRITES	0x04
#define DASD_FORMATS	0x08
#define DASD_KEEPS_SENSE	0x10	/* leaves the sense bytes of an earlier unit check */
#define DASD_ALONE	0x20	/* the first of its chain, or second after the other such command */
#define DASD_DOMAIN	0x40	/* valid in a domain only */
#define DASD_IMMEDIATE	0x80	/* transfers nothing */
#define DASD_MULTI	0x100	/* has a multitrack form as well */
#define DASD_KEEPS_FOUND	0x200	/* does not affect which write commands may follow */

#define DASD_DATA	(DASD_POSITION | DASD_TRACK)
#define DASD_DATA_MT	(DASD_DATA | DASD_MULTI)
#define DASD_READ_FOUND	(DASD_DATA_MT | DASD_KEEPS_FOUND)
#define DASD_UPDATE	(DASD_DATA | DASD_WRITES | DASD_KEEPS_FOUND)
#define DASD_FORMAT	(DASD_UPDATE | DASD_FORMATS)
#define DASD_UPDATE_MT	(DASD_UPDATE | DASD_DOMAIN)
#define DASD_FORMAT_MT	(DASD_FORMAT | DASD_DOMAIN)

/**
 * struct dasd_command - one entry of the command table
 * @run: executes it; NULL: there is no such command
 * @flags: requirements and properties
 * @domains: the domains in which it may occur: DASD_IN_*
 */
struct dasd_command {
	dasd_command_fn *run;
	u16 flags;
	u8 domains;
};

static const struct dasd_command dasd_commands[256] = {
	[0x02] = { dasd_read_ipl, 0, 0 },
	[0x03] = { dasd_no_operation, DASD_KEEPS_SENSE | DASD_IMMEDIATE, 0 },
	[0x04] = { dasd_basic_sense, DASD_KEEPS_SENSE, 0 },
	[DASD_WRITE_DATA] = { dasd_write_data, DASD_UPDATE, DASD_IN_WRITE | DASD_IN_WRITE_TRACK },
	[0x06] = { dasd_read_data, DASD_READ_FOUND, DASD_IN_READS },
	[0x07] = { dasd_seek_any, 0, 0 },
	[0x0b] = { dasd_seek_cylinder, 0, 0 },
	[DASD_WRITE_KEY_DATA] = { dasd_write_key_data, DASD_UPDATE, DASD_IN_WRITE },
	[0x0e] = { dasd_read_key_data, DASD_READ_FOUND, DASD_IN_READS },
	[DASD_ERASE] = { dasd_erase, DASD_FORMAT, DASD_IN_WRITE_TRACK },
	[DASD_READ_COUNT] = { dasd_read_count, DASD_DATA_MT, DASD_IN_READS | DASD_IN_WRITE },
	[0x14] = { dasd_reserve, DASD_KEEPS_SENSE, 0 },
	[0x15] = { dasd_write_record0, DASD_FORMAT, DASD_IN_FORMAT },
	[DASD_READ_RECORD0] = { dasd_read_record0, DASD_DATA_MT, DASD_IN_READS },
	[DASD_WRITE_HOME] = { dasd_write_home, DASD_FORMAT, DASD_IN_FORMAT },
	[DASD_READ_HOME] = { dasd_read_home, DASD_DATA_MT, DASD_IN_READS },
	[0x1b] = { dasd_seek_head, DASD_POSITION, 0 },
	[DASD_WRITE_CKD] = { dasd_write_ckd, DASD_FORMAT, DASD_IN_FORMAT | DASD_IN_WRITE_TRACK },
	[0x1e] = { dasd_read_ckd, DASD_DATA_MT, DASD_IN_READS },
	[0x1f] = { dasd_set_file_mask, 0, 0 },
	[0x22] = { dasd_read_sector, 0, 0 },
	[0x23] = { dasd_set_sector, DASD_POSITION, 0 },
	[0x27] = { dasd_perform_function, 0, 0 },
	[0x29] = { dasd_search_key, DASD_DATA_MT, 0 },
	[0x31] = { dasd_search_id, DASD_DATA_MT, 0 },
	[0x34] = { dasd_sense_path_group, 0, 0 },
	[0x39] = { dasd_search_home, DASD_DATA_MT, 0 },
	[DASD_READ_SUBSYSTEM] = { dasd_read_subsystem, 0, 0 },
	[0x44] = { dasd_basic_sense, DASD_KEEPS_SENSE, 0 },		/* Reset Allegiance */
	[0x47] = { dasd_locate_record, 0, 0 },
	[0x49] = { dasd_search_key, DASD_DATA_MT, 0 },
	[0x4b] = { dasd_locate_extended, 0, 0 },
	[0x51] = { dasd_search_id, DASD_DATA_MT, 0 },
	[0x54] = { dasd_sense_subsystem, 0, 0 },
	[0x5b] = { dasd_suspend_reconnection, DASD_IMMEDIATE | DASD_ALONE, 0 },
	[0x5e] = { dasd_read_multiple, DASD_DATA, 0 },
	[0x63] = { dasd_define_extent, 0, 0 },
	[0x64] = { dasd_read_characteristics, 0, 0 },
	[0x69] = { dasd_search_key, DASD_DATA_MT, 0 },
	[0x71] = { dasd_search_id, DASD_DATA_MT, 0 },
	[0x85] = { dasd_write_data, DASD_UPDATE_MT, DASD_IN_WRITE },
	[0x8d] = { dasd_write_key_data, DASD_UPDATE_MT, DASD_IN_WRITE },
	[0x94] = { dasd_release, DASD_KEEPS_SENSE, 0 },
	[0x95] = { dasd_write_full_track, DASD_FORMAT_MT, DASD_IN_TRACKSET },
	[DASD_WRITE_CKD_NEXT] = { dasd_write_ckd_next, DASD_FORMAT_MT, DASD_IN_FORMAT },
	[0xaf] = { dasd_set_path_group, DASD_ALONE, 0 },
	[0xb4] = { dasd_reserve, DASD_KEEPS_SENSE, 0 },
	[0xde] = { dasd_read_track, DASD_DATA | DASD_DOMAIN, DASD_IN_READ_TRACKS },
	[0xe4] = { dasd_sense_id, 0, 0 },
	[0xe7] = { dasd_prefix, 0, 0 },
	[0xfa] = { dasd_read_configuration, 0, 0 },
};

/* Is this command valid after the previous commands of its chain? */
static bool dasd_in_sequence(struct dasd *d, const struct dasd_command *c,
			     const struct sim_command *cmd)
{
	const struct dasd_chain *chain = &d->chain;

	if (chain->grouping || (chain->prepared && cmd->code != DASD_READ_SUBSYSTEM))
		return false;
	if ((c->flags & DASD_ALONE) && cmd->chained && !chain->suspended)
		return false;
	if (chain->domain.active)
		return dasd_domain_permits(&chain->domain, c->domains, cmd->code);
	if (c->flags & DASD_DOMAIN)
		return false;
	return chain->positioned || !(c->flags & DASD_POSITION);
}

static u8 dasd_write_permitted(struct dasd *d, const struct dasd_command *c)
{
	u8 writes = d->chain.mask & DASD_MASK_WRITE;

	if (writes == DASD_MASK_WRITE_NONE ||
	    (writes == DASD_MASK_WRITE_UPDATE && (c->flags & DASD_FORMATS)))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	if (d->config.readonly)
		return dasd_unit_check(d, DASD_SENSE0_EQUIPMENT, DASD_SENSE1_INHIBITED,
				       DASD_BAD_PARAMETER);
	return 0;
}

/*
 * A control or sense command, like a read of a record or a write, resets the count of
 * index passes, of which the second one is an error (no record found).
 * Source: 3990 Storage Control Reference, sense byte 1, "No Record Found".
 */
static bool dasd_is_control(u8 code)
{
	return (code & 0x03) == CSS_CMD_CONTROL || (code & 0x0f) == CSS_CMD_SENSE;
}

static u8 dasd_execute(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd,
		       const struct dasd_command *c)
{
	bool in_domain;
	u8 status = 0;

	if (!dasd_in_sequence(d, c, cmd))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	in_domain = d->chain.domain.active;
	platform_assert(!in_domain || d->chain.domain.count);
	if (!(c->flags & DASD_KEEPS_FOUND))
		d->chain.found = DASD_FOUND_NOTHING;
	if (dasd_is_control(cmd->code))
		d->chain.index_passes = 0;
	if (c->flags & DASD_WRITES)
		status = dasd_write_permitted(d, c);
	if (!status && (c->flags & DASD_TRACK))
		status = dasd_load_track(d);
	if (!status)
		status = c->run(d, ch, cmd);
	if (in_domain && !(status & CSS_DSTAT_UC))
		dasd_domain_count(&d->chain.domain, cmd->code);
	return status;
}

static const struct dasd_command *dasd_lookup(u8 code)
{
	const struct dasd_command *c = &dasd_commands[code];

	if (!c->run && (dasd_commands[code & ~DASD_MT].flags & DASD_MULTI))
		c = &dasd_commands[code & ~DASD_MT];
	return c;
}

/* The command is accepted: execute it, and update the state of its chain. */
static u8 dasd_accept(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd,
		      const struct dasd_command *c)
{
	u8 status = dasd_execute(d, ch, cmd, c);

	if (status & CSS_DSTAT_UC || sim_channel_checked(ch))
		return status;
	if (d->chain.domain.active && sim_channel_last(ch))
		status |= dasd_domain_incomplete(d);
	return status;
}

static void dasd_command(struct sim_device *dev, struct sim_channel *ch,
			 const struct sim_command *cmd, struct sim_reply *reply)
{
	struct dasd *d = container_of(dev, struct dasd, dev);
	const struct dasd_command *c = dasd_lookup(cmd->code);

	if (!cmd->chained)
		memset(&d->chain, 0, sizeof(d->chain));
	memset(reply, 0, sizeof(*reply));
	if (!(c->flags & DASD_KEEPS_SENSE))
		d->dev.sense_len = 0;
	d->chain.seek_time = 0;
	if (c->run) {
		reply->status = dasd_accept(d, ch, cmd, c);
		reply->immediate = c->flags & DASD_IMMEDIATE;
	} else {
		/* Refused with initial status: the command did not begin. */
		dasd_reject(d, DASD_BAD_COMMAND);
		reply->status = CSS_DSTAT_UC;
		reply->immediate = true;
	}
	/* After a unit check or a channel check, the next chain starts afresh. */
	if (reply->status & CSS_DSTAT_UC || sim_channel_checked(ch))
		d->orientation = DASD_AT_INDEX;
	reply->time = dev->latency + d->chain.seek_time;
}

static void dasd_reset(struct sim_device *dev)
{
	struct dasd *d = container_of(dev, struct dasd, dev);

	memset(&d->chain, 0, sizeof(d->chain));
	d->orientation = DASD_AT_INDEX;
	dev->sense_len = 0;
}

static void dasd_destroy(struct sim_device *dev)
{
	struct dasd *d = container_of(dev, struct dasd, dev);

	ckd_image_close(&d->image);
	platform_free(d);
}

static const struct sim_device_ops dasd_ops = {
	.type = "dasd_eckd",
	.command = dasd_command,
	.reset = dasd_reset,
	.destroy = dasd_destroy,
};

struct sim_device *dasd_create(struct sim_image *image, const struct dasd_config *config,
			       int *error)
{
	struct dasd *d = platform_zalloc(sizeof(*d));
	int ret;

	ret = d ? ckd_image_open(&d->image, image) : -ENOMEM;
	if (error)
		*error = ret;
	if (ret) {
		platform_free(d);
		return NULL;
	}
	d->dev.ops = &dasd_ops;
	d->config = config ? *config : dasd_default_config;
	d->config.readonly |= image->readonly;
	return &d->dev;
}
