// SPDX-License-Identifier: GPL-2.0-only
/* The DASD: its commands, and what must hold before each of them. */
#include "hw-sim/dev/dasd_model.h"

/* What a command needs and is */
#define DASD_POSITION	0x01	/* a seek or a locate earlier in the chain */
#define DASD_TRACK	0x02	/* works on the track under the head */
#define DASD_WRITES	0x04
#define DASD_FORMATS	0x08
#define DASD_KEEPS	0x10	/* leaves the sense bytes of an earlier unit check */
#define DASD_ALONE	0x20	/* the first of its chain, or after the only other such */
#define DASD_DOMAIN	0x40	/* exists in a domain only */
#define DASD_IMMEDIATE	0x80	/* transfers nothing */
#define DASD_MULTI	0x100	/* has a multitrack form as well */

#define DASD_DATA	(DASD_POSITION | DASD_TRACK)
#define DASD_DATA_MT	(DASD_DATA | DASD_MULTI)
#define DASD_UPDATE	(DASD_DATA | DASD_WRITES)
#define DASD_FORMAT	(DASD_UPDATE | DASD_FORMATS)

/* In which domains: one bit for each operation of Locate Record */
#define DASD_IN_WRITE		0x01
#define DASD_IN_FORMAT		0x02
#define DASD_IN_READ_DATA	0x04
#define DASD_IN_WRITE_TRACK	0x08
#define DASD_IN_READ_TRACKS	0x10
#define DASD_IN_READ		0x20
#define DASD_IN_READS		(DASD_IN_READ_DATA | DASD_IN_READ)
#define DASD_IN_FORMATS		(DASD_IN_FORMAT | DASD_IN_WRITE_TRACK)

/**
 * struct dasd_command - one entry of the command table
 * @run: executes it; NULL: there is no such command
 * @flags: what it needs and is
 * @domains: the domains in which it may occur
 */
struct dasd_command {
	dasd_command_fn *run;
	u16 flags;
	u8 domains;
};

#define DASD_READ_COUNT		0x12
#define DASD_WRITE_CKD_NEXT	0x9d
#define DASD_READ_SUBSYSTEM	0x3e

static const struct dasd_command dasd_commands[256] = {
	[0x02] = { dasd_read_ipl, 0, 0 },
	[0x03] = { dasd_no_operation, DASD_KEEPS | DASD_IMMEDIATE, 0 },
	[0x04] = { dasd_basic_sense, DASD_KEEPS, 0 },
	[0x05] = { dasd_write_data, DASD_UPDATE, DASD_IN_WRITE },
	[0x06] = { dasd_read_data, DASD_DATA_MT, DASD_IN_READS },
	[0x07] = { dasd_seek_any, 0, 0 },
	[0x0b] = { dasd_seek_cylinder, 0, 0 },
	[0x0d] = { dasd_write_key_data, DASD_UPDATE, DASD_IN_WRITE },
	[0x0e] = { dasd_read_key_data, DASD_DATA_MT, DASD_IN_READS },
	[0x11] = { dasd_erase, DASD_FORMAT, DASD_IN_FORMATS },
	[DASD_READ_COUNT] = { dasd_read_count, DASD_DATA_MT, DASD_IN_READS | DASD_IN_WRITE },
	[0x13] = { dasd_recalibrate, DASD_IMMEDIATE, 0 },
	[0x14] = { dasd_reserve, DASD_KEEPS, 0 },
	[0x15] = { dasd_write_record0, DASD_FORMAT, DASD_IN_FORMAT },
	[0x16] = { dasd_read_record0, DASD_DATA_MT, DASD_IN_READ },
	[0x19] = { dasd_write_home, DASD_FORMAT, DASD_IN_FORMAT },
	[0x1a] = { dasd_read_home, DASD_DATA_MT, DASD_IN_READ },
	[0x1b] = { dasd_seek_head, DASD_POSITION, 0 },
	[0x1d] = { dasd_write_ckd, DASD_FORMAT, DASD_IN_FORMATS },
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
	[0x44] = { dasd_basic_sense, DASD_KEEPS, 0 },		/* Reset Allegiance */
	[0x47] = { dasd_locate_record, 0, 0 },
	[0x49] = { dasd_search_key, DASD_DATA_MT, 0 },
	[0x4b] = { dasd_locate_extended, 0, 0 },
	[0x51] = { dasd_search_id, DASD_DATA_MT, 0 },
	[0x54] = { dasd_sense_subsystem, 0, 0 },
	[0x5b] = { dasd_suspend_reconnection, DASD_IMMEDIATE | DASD_ALONE, 0 },
	[0x5e] = { dasd_read_multiple, DASD_DATA, DASD_IN_READS | DASD_IN_READ_TRACKS },
	[0x63] = { dasd_define_extent, 0, 0 },
	[0x64] = { dasd_read_characteristics, 0, 0 },
	[0x69] = { dasd_search_key, DASD_DATA_MT, 0 },
	[0x71] = { dasd_search_id, DASD_DATA_MT, 0 },
	[0x85] = { dasd_write_data, DASD_UPDATE | DASD_DOMAIN, DASD_IN_WRITE },
	[0x8d] = { dasd_write_key_data, DASD_UPDATE | DASD_DOMAIN, DASD_IN_WRITE },
	[0x94] = { dasd_release, DASD_KEEPS, 0 },
	[DASD_WRITE_CKD_NEXT] = { dasd_write_ckd_next, DASD_FORMAT | DASD_DOMAIN, DASD_IN_FORMATS },
	[0xaf] = { dasd_set_path_group, DASD_ALONE, 0 },
	[0xb4] = { dasd_reserve, DASD_KEEPS, 0 },
	[0xde] = { dasd_read_track, DASD_DATA | DASD_DOMAIN, DASD_IN_READ_TRACKS },
	[0xe4] = { dasd_sense_id, 0, 0 },
	[0xe7] = { dasd_prefix, 0, 0 },
	[0xfa] = { dasd_read_configuration, 0, 0 },
};

static const u8 dasd_domain_of[DASD_OPS] = {
	[DASD_OP_WRITE] = DASD_IN_WRITE,
	[DASD_OP_FORMAT] = DASD_IN_FORMAT,
	[DASD_OP_READ_DATA] = DASD_IN_READ_DATA,
	[DASD_OP_WRITE_TRACK] = DASD_IN_WRITE_TRACK,
	[DASD_OP_READ_TRACKS] = DASD_IN_READ_TRACKS,
	[DASD_OP_READ] = DASD_IN_READ,
};

/* Read Count is the last command of a domain that says so; of a write domain only then. */
static bool dasd_suffix_fits(const struct dasd_domain *domain, u8 code)
{
	bool last = domain->suffix && domain->count == 1;
	bool read_count = (code & ~DASD_MT) == DASD_READ_COUNT;

	if (last || domain->op == DASD_OP_WRITE)
		return last == read_count;
	return true;
}

static bool dasd_domain_permits(struct dasd *d, const struct dasd_command *c, u8 code)
{
	struct dasd_domain *domain = &d->chain.domain;
	bool listed = c->domains & dasd_domain_of[domain->op];

	if (domain->op == DASD_OP_WRITE_TRACK && !domain->count) {
		/* The last track may take any number of records. */
		if (listed)
			return code != DASD_WRITE_CKD_NEXT;
		domain->active = false;
		return !(c->flags & DASD_DOMAIN);
	}
	return listed && dasd_suffix_fits(domain, code);
}

/* May this command come here, after what came before in its chain? */
static bool dasd_in_sequence(struct dasd *d, const struct dasd_command *c,
			     const struct sim_command *cmd)
{
	const struct dasd_chain *chain = &d->chain;

	if (chain->grouping || (chain->prepared && cmd->code != DASD_READ_SUBSYSTEM))
		return false;
	if ((c->flags & DASD_ALONE) && cmd->chained && !chain->suspended)
		return false;
	if (chain->domain.active)
		return dasd_domain_permits(d, c, cmd->code);
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

/* A track counts when it is begun, anything else when it is done. */
static void dasd_domain_count(struct dasd_domain *domain, u8 code)
{
	bool begun = domain->op == DASD_OP_WRITE_TRACK && domain->started &&
		     code != DASD_WRITE_CKD_NEXT;

	domain->started = true;
	if (!begun)
		domain->count--;
	if (!domain->count && domain->op != DASD_OP_WRITE_TRACK)
		domain->active = false;
}

static u8 dasd_execute(struct dasd *d, struct sim_channel *ch, const struct sim_command *cmd,
		       const struct dasd_command *c)
{
	bool in_domain;
	u8 status = 0;

	if (!dasd_in_sequence(d, c, cmd))
		return dasd_reject(d, DASD_BAD_SEQUENCE);
	in_domain = d->chain.domain.active;
	if (c->flags & DASD_WRITES)
		status = dasd_write_permitted(d, c);
	if (!status && (c->flags & DASD_TRACK))
		status = dasd_touch(d);
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

static void dasd_command(struct sim_device *dev, struct sim_channel *ch,
			 const struct sim_command *cmd, struct sim_reply *reply)
{
	struct dasd *d = container_of(dev, struct dasd, dev);
	const struct dasd_command *c = dasd_lookup(cmd->code);

	if (!cmd->chained)
		memset(&d->chain, 0, sizeof(d->chain));
	memset(reply, 0, sizeof(*reply));
	if (!(c->flags & DASD_KEEPS))
		d->dev.sense_len = 0;
	d->chain.seek_time = 0;
	if (c->run) {
		reply->status = dasd_execute(d, ch, cmd, c);
		reply->immediate = c->flags & DASD_IMMEDIATE;
	} else {
		/* Refused at once: the command never began. */
		dasd_reject(d, DASD_BAD_COMMAND);
		reply->status = CSS_DSTAT_UC;
		reply->immediate = true;
	}
	/* Whoever goes on after a unit check starts afresh. */
	if (reply->status & CSS_DSTAT_UC)
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
