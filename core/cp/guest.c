// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory, copied once; CCWs of either format, made format 1. */
#include "core/cp/internal.h"

/**
 * cp_read_some() - copy what there is of a range of guest memory
 * @cp: the program
 * @addr: guest address
 * @buf: gets the bytes
 * @len: how many at most, less than a page
 * @got: gets how many came
 *
 * The guest's memory may end within the range, at a page boundary: mappings
 * consist of whole pages.
 *
 * Return: 0, or what the host reported other than -EFAULT.
 */
int cp_read_some(struct channel_program *cp, u32 addr, void *buf, u32 len, u32 *got)
{
	u32 to_boundary = HOST_PAGE_SIZE - (addr & (HOST_PAGE_SIZE - 1));
	int err = cp->host->read(cp->host_data, addr, buf, len);

	if (err == -EFAULT && len > to_boundary) {
		len = to_boundary;
		err = cp->host->read(cp->host_data, addr, buf, len);
	}
	*got = err ? 0 : len;
	return err == -EFAULT ? 0 : err;
}

static void to_format1(struct css_ccw1 *ccw)
{
	struct css_ccw0 old;

	memcpy(&old, ccw, sizeof(old));
	*ccw = (struct css_ccw1){
		.cmd = old.cmd, .flags = old.flags, .count = old.count,
		.cda = cpu_to_be32(old.cda[0] << 16 | old.cda[1] << 8 | old.cda[2]),
	};
	if ((old.cmd & 0x0f) == CSS_CMD_TIC) {
		ccw->cmd = CSS_CMD_TIC;
		ccw->flags = 0;
		ccw->count = 0;
	} else if (!old.count) {
		cp_stop(ccw);	/* in format 1 it could be valid */
	}
}

/**
 * cp_read_ccws() - have CCWs at hand, behind those that the program has
 * @cp: the program, with room
 * @addr: guest address of the first, below the program format's limit
 *
 * Fetches some at a time: as many as the last program had, and twice as many
 * each time that a chain goes on.
 *
 * Return: 0, and the first is at hand unless the guest has no memory there; or
 * what the host reported.
 */
int cp_read_ccws(struct channel_program *cp, u32 addr)
{
	struct css_ccw1 *raw = &cp->ccws[cp->n_ccws];
	u32 room = min(cp->read_ahead, cp->max_ccws - cp->n_ccws);
	u32 len = min(room * CSS_CCW_SIZE, cp_addr_limit(cp) - addr);
	u32 got;
	int err;

	cp->n_raw = cp->n_ccws;
	err = cp_read_some(cp, addr, raw, len, &got);
	if (err)
		return err;
	cp->raw_addr = addr;
	cp->n_raw += got / CSS_CCW_SIZE;
	cp->read_ahead = min(2 * cp->read_ahead, CP_MAX_CHAIN + 1);
	if (!(cp->ctrl & CSS_ORB_F))
		for (; raw < &cp->ccws[cp->n_raw]; raw++)
			to_format1(raw);
	return 0;
}

/**
 * cp_read_ccw() - one CCW of the guest, as it is now
 * @cp: the program
 * @addr: its guest address
 * @ccw: gets it as format 1
 *
 * Return: 0, -EFAULT if the guest has no memory there, or what the host reported.
 */
int cp_read_ccw(const struct channel_program *cp, u32 addr, struct css_ccw1 *ccw)
{
	int err = cp->host->read(cp->host_data, addr, ccw, sizeof(*ccw));

	if (!err && !(cp->ctrl & CSS_ORB_F))
		to_format1(ccw);
	return err;
}
