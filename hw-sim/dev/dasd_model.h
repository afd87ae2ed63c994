/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Internals of the DASD: its state, and the declarations that its files share.  A function
 * that returns u8 here returns unit status; zero means "go on".
 *
 * Sources: IBM 3990 Storage Control Reference (GA32-0099), 3990/9390 Storage
 * Control Reference (GA32-0274), Internal Disk Subsystem Reference Guide
 * (SA22-1025); for identification data, the answers of the recorded 3990-6.
 */
#ifndef HW_SIM_DEV_DASD_MODEL_H
#define HW_SIM_DEV_DASD_MODEL_H

#include "hw-sim/dev/ckd_image.h"
#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/path_group.h"

#define DASD_SECTORS		224u
#define DASD_SUBSYSTEM_DATA	512u

#define DASD_ENDED		(CSS_DSTAT_CE | CSS_DSTAT_DE)
#define DASD_MT			0x80	/* multitrack bit of a command code */

/* Sense byte 0 and 1 */
#define DASD_SENSE0_REJECT	0x80
#define DASD_SENSE0_EQUIPMENT	0x10
#define DASD_SENSE0_INCOMPLETE	0x01	/* incomplete domain */
#define DASD_SENSE1_FORMAT	0x40	/* invalid track format */
#define DASD_SENSE1_CYLINDER	0x20	/* end of cylinder */
#define DASD_SENSE1_NOT_FOUND	0x08	/* no record found */
#define DASD_SENSE1_PROTECTED	0x04	/* file protected */
#define DASD_SENSE1_INHIBITED	0x02	/* write inhibited */

/* Sense byte 7: format and message */
#define DASD_NO_MESSAGE		0x00
#define DASD_BAD_COMMAND	0x01
#define DASD_BAD_SEQUENCE	0x02
#define DASD_SHORT_COUNT	0x03
#define DASD_BAD_PARAMETER	0x04
#define DASD_DEVICE_ERROR	0x10	/* format 1, no message */

/* File mask: the first parameter byte of Define Extent, and Set File Mask */
#define DASD_MASK_WRITE		0xc0
#define DASD_MASK_WRITE_DATA	0x00	/* all but home address and R0 */
#define DASD_MASK_WRITE_NONE	0x40
#define DASD_MASK_WRITE_UPDATE	0x80	/* no format writes */
#define DASD_MASK_WRITE_ALL	0xc0
#define DASD_MASK_RESERVED	0x20
#define DASD_MASK_SEEK		0x18
#define DASD_MASK_SEEK_ALL	0x00
#define DASD_MASK_SEEK_CYL	0x08	/* Seek Cylinder and Seek Head */
#define DASD_MASK_SEEK_HEAD	0x10
#define DASD_MASK_SEEK_NONE	0x18	/* nor multitrack */

/* Operation codes of Locate Record */
#define DASD_OP_ORIENT		0x00
#define DASD_OP_WRITE		0x01
#define DASD_OP_FORMAT		0x03
#define DASD_OP_READ_DATA	0x06
#define DASD_OP_WRITE_TRACK	0x0b
#define DASD_OP_READ_TRACKS	0x0c
#define DASD_OP_READ		0x16
#define DASD_OP_EXTENDED	0x3f	/* Locate Record Extended says which: Write Trackset */
#define DASD_OPS		0x40

/* Its operation byte */
#define DASD_LOCATE_CODE	0x3f
#define DASD_LOCATE_WHERE	0xc0	/* orientation */
#define DASD_LOCATE_COUNT	0x00
#define DASD_LOCATE_HOME	0x40
#define DASD_LOCATE_DATA	0x80
#define DASD_LOCATE_INDEX	0xc0

/* In which domains a command may occur: one bit for each operation */
#define DASD_IN_WRITE		0x01
#define DASD_IN_FORMAT		0x02
#define DASD_IN_READ_DATA	0x04
#define DASD_IN_WRITE_TRACK	0x08
#define DASD_IN_READ_TRACKS	0x10
#define DASD_IN_READ		0x20
#define DASD_IN_TRACKSET	0x40
#define DASD_IN_READS		(DASD_IN_READ_DATA | DASD_IN_READ)

/* Codes of commands whose position in a chain is checked; with DASD_MT multitrack */
#define DASD_WRITE_DATA		0x05
#define DASD_WRITE_KEY_DATA	0x0d
#define DASD_ERASE		0x11
#define DASD_READ_COUNT		0x12
#define DASD_READ_RECORD0	0x16
#define DASD_WRITE_HOME		0x19
#define DASD_READ_HOME		0x1a
#define DASD_WRITE_CKD		0x1d
#define DASD_WRITE_CKD_NEXT	0x9d
#define DASD_READ_SUBSYSTEM	0x3e

/* Lengths of parameters that more than one command has */
#define DASD_EXTENT_SIZE	16u	/* Define Extent */
#define DASD_LOCATE_SIZE	20u	/* Locate Record Extended, its extended ones not counted */

/** enum dasd_orientation - the area that has just passed under the head */
enum dasd_orientation {
	DASD_AT_INDEX,		/* or anywhere: the next record found is the first one */
	DASD_AT_HOME,		/* the home address */
	DASD_AT_COUNT,		/* the count area of the current record */
	DASD_AT_KEY,		/* its key area */
	DASD_AT_DATA,		/* its data area */
};

/** enum dasd_found - what a write command outside of a domain may be chained from */
enum dasd_found {
	DASD_FOUND_NOTHING,
	DASD_FOUND_HOME,	/* a home address: searched for and equal, or written */
	DASD_FOUND_RECORD,	/* the current record: by ID or key, or written */
};

/**
 * struct dasd_domain - what Locate Record specifies for the commands that follow
 * @active: a domain is in effect
 * @op: operation code
 * @where: orientation: DASD_LOCATE_COUNT to DASD_LOCATE_INDEX
 * @count: commands left
 * @updates: initial number of commands, without the suffix
 * @suffix: the last command is Read Count
 * @last: code of the last command that was executed in it; zero if none was
 * @length: transfer length factor, or zero
 * @tracks: Write Trackset: which tracks are left, the current one first
 */
struct dasd_domain {
	bool active;
	u8 op;
	u8 where;
	u8 count;
	u8 updates;
	bool suffix;
	u8 last;
	u16 length;
	u16 tracks;
};

/**
 * struct dasd_chain - state that is reset when a chain of commands ends
 * @positioned: a seek or a locate has selected the track
 * @extent: Define Extent was given
 * @masked: Set File Mask was given
 * @ipl: Read IPL was given
 * @mask: file mask
 * @block_size: from Define Extent
 * @first: first track of the extent
 * @last: last track of the extent
 * @found: see enum dasd_found
 * @index_passes: passes of the index since the last transfer
 * @prepared: the last command prepared data for Read Subsystem Data
 * @suspended: Suspend Multipath Reconnection began the chain
 * @grouping: Set Path Group ID was given, which ends a chain
 * @seek_time: what the current command spends on arm movement
 * @domain: see struct dasd_domain
 */
struct dasd_chain {
	bool positioned;
	bool extent;
	bool masked;
	bool ipl;
	u8 mask;
	u16 block_size;
	u32 first;
	u32 last;
	enum dasd_found found;
	u8 index_passes;
	bool prepared;
	bool suspended;
	bool grouping;
	u64 seek_time;
	struct dasd_domain domain;
};

/**
 * struct dasd - the device
 * @dev: the device for the engine; must be first
 * @image: the volume
 * @config: see struct dasd_config
 * @chain: state of the chain of commands
 * @cyl: cylinder of the arm
 * @head: the selected head
 * @orientation: see enum dasd_orientation
 * @record: the current record, if @orientation says that there is one
 * @groups: its channel paths
 * @reserved: Device Reserve was given
 * @subsystem_data: what Read Subsystem Data returns
 * @subsystem_len: how many bytes of that
 */
struct dasd {
	struct sim_device dev;
	struct ckd_image image;
	struct dasd_config config;
	struct dasd_chain chain;
	u32 cyl;
	u32 head;
	enum dasd_orientation orientation;
	struct ckd_record record;
	struct path_groups groups;
	bool reserved;
	u8 subsystem_data[DASD_SUBSYSTEM_DATA];
	u32 subsystem_len;
};

static inline u16 dasd_u16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static inline void dasd_put_u16(u8 *p, u16 v)
{
	p[0] = v >> 8;
	p[1] = (u8)v;
}

/* ---- dasd_sense.c ---- */

/**
 * dasd_unit_check() - set sense bytes and end the command with unit check
 * @d: the device; its position goes into the sense bytes
 * @sense0: sense byte 0
 * @sense1: sense byte 1
 * @message: sense byte 7
 *
 * Return: channel end, device end, unit check.
 */
u8 dasd_unit_check(struct dasd *d, u8 sense0, u8 sense1, u8 message);
/** dasd_reject() - command reject with a message of format 0 */
u8 dasd_reject(struct dasd *d, u8 message);
/**
 * dasd_get() - take all @len parameter bytes, or end the command
 *
 * Return: 0; command reject for a short count; channel end and device end after
 * a channel check, which the channel presents.
 */
u8 dasd_get(struct dasd *d, struct sim_channel *ch, u8 *buf, u32 len);
/** dasd_get_padded() - the same, with zeros for the bytes that a short count leaves out */
u8 dasd_get_padded(struct sim_channel *ch, u8 *buf, u32 len);
/** dasd_put() - send bytes and end normally; the channel may take fewer */
u8 dasd_put(struct sim_channel *ch, const u8 *buf, u32 len);

/* ---- dasd_track.c: positions, orientation, which record comes next ---- */

/** dasd_address_valid() - does the volume have this track? @cchh: cylinder and head */
bool dasd_address_valid(const struct dasd *d, const u8 *cchh);
/** dasd_track_number() - the number of the track at a valid address */
u32 dasd_track_number(const struct dasd *d, u32 cyl, u32 head);
/** dasd_seek() - move the arm; file protected if that leaves the extent */
u8 dasd_seek(struct dasd *d, u32 cyl, u32 head);
/** dasd_load_track() - load the track under the head into the buffer */
u8 dasd_load_track(struct dasd *d);
/** dasd_in_extent() - does the extent, or without one the volume, have this track? */
bool dasd_in_extent(const struct dasd *d, u32 track);
/** dasd_file_protected() - end the command: extent or file mask forbids it */
u8 dasd_file_protected(struct dasd *d);
/** dasd_next_track() - multitrack: go on with the track that follows, or with a later one */
u8 dasd_next_track(struct dasd *d, u32 distance);
/** dasd_next_on_track() - orient to the next record of this track, with @record0 R0 as well */
enum ckd_found dasd_next_on_track(struct dasd *d, bool record0);
/** dasd_pass_index() - single track: pass the index; no record found at the second time */
u8 dasd_pass_index(struct dasd *d);
/**
 * dasd_next_count() - orient to the next count area
 * @d: the device
 * @multitrack: at the end of the track go on with the next one
 * @record0: R0 counts as a record
 */
u8 dasd_next_count(struct dasd *d, bool multitrack, bool record0);
/** dasd_find_id() - look for a record by its ID from the index on; no record found if absent */
u8 dasd_find_id(struct dasd *d, const u8 *id);
/** dasd_bad_track() - end the command: the track image is malformed */
u8 dasd_bad_track(struct dasd *d);
/** dasd_store() - write changed bytes of the track to the volume */
u8 dasd_store(struct dasd *d, u32 offset, u32 len);
/** dasd_transferred() - data or a key went over the channel: @where the head is now */
void dasd_transferred(struct dasd *d, enum dasd_orientation where);

/* ---- dasd_domain.c ---- */

/**
 * dasd_domain_permits() - may this command come next in the domain?
 * @domain: an active domain
 * @domains: DASD_IN_*: the domains in which the command may occur
 * @code: command code
 */
bool dasd_domain_permits(const struct dasd_domain *domain, u8 domains, u8 code);
/** dasd_domain_count() - count a command of the domain as executed */
void dasd_domain_count(struct dasd_domain *domain, u8 code);
/** dasd_domain_distance() - how many tracks further does the domain's next command begin? */
u32 dasd_domain_distance(struct dasd_domain *domain);
/** dasd_domain_incomplete() - unit check for a chain that ends before its domain does */
u8 dasd_domain_incomplete(struct dasd *d);

/* ---- dasd_extent.c, dasd_locate.c: parameters that Prefix carries as well ---- */

/** dasd_extent_permitted() - may an extent be defined after what came before in the chain? */
bool dasd_extent_permitted(const struct dasd *d);
/** dasd_extent_set() - apply the DASD_EXTENT_SIZE parameter bytes of Define Extent */
u8 dasd_extent_set(struct dasd *d, const u8 *parameters);
/** dasd_locate_extended_set() - apply those of Locate Record Extended; takes the extended ones */
u8 dasd_locate_extended_set(struct dasd *d, struct sim_channel *ch, const u8 *parameters);

/* ---- dasd_write.c ---- */

/** dasd_is_record0() - is this the count area of R0 of the current track? */
bool dasd_is_record0(const struct dasd *d, const u8 *count);

/* ---- Command functions, in the table of dasd.c ---- */

typedef u8 dasd_command_fn(struct dasd *d, struct sim_channel *ch,
			   const struct sim_command *cmd);

/* dasd_config.c */
dasd_command_fn dasd_sense_id, dasd_read_characteristics, dasd_read_configuration;
void dasd_node_record(const struct dasd *d, u8 *buf);
#define DASD_NODE_RECORD	96u

/* dasd_control.c */
dasd_command_fn dasd_no_operation, dasd_basic_sense;
dasd_command_fn dasd_reserve, dasd_release;
dasd_command_fn dasd_seek_any, dasd_seek_cylinder, dasd_seek_head;
dasd_command_fn dasd_set_file_mask, dasd_set_sector, dasd_read_sector;

/* dasd_path.c */
dasd_command_fn dasd_set_path_group, dasd_sense_path_group, dasd_suspend_reconnection;

/* dasd_subsystem.c */
dasd_command_fn dasd_perform_function, dasd_read_subsystem, dasd_sense_subsystem;

/* dasd_extent.c, dasd_locate.c, dasd_prefix.c */
dasd_command_fn dasd_define_extent, dasd_locate_record, dasd_locate_extended, dasd_prefix;

/* dasd_search.c */
dasd_command_fn dasd_search_home, dasd_search_id, dasd_search_key;

/* dasd_read.c */
dasd_command_fn dasd_read_count, dasd_read_data, dasd_read_key_data, dasd_read_ckd;
dasd_command_fn dasd_read_home, dasd_read_record0, dasd_read_ipl;

/* dasd_tracks.c */
dasd_command_fn dasd_read_multiple, dasd_read_track, dasd_write_full_track;

/* dasd_write.c */
dasd_command_fn dasd_write_data, dasd_write_key_data, dasd_write_ckd, dasd_write_ckd_next;
dasd_command_fn dasd_write_home, dasd_write_record0, dasd_erase;

#endif
