// SPDX-License-Identifier: GPL-2.0-only
/* Copies of guest memory; CCWs of either format are made format 1. */
#include "core/cp/internal.h"

/**
 * cp_read_existing() - copy the part of a range of guest memory that exists
 * @cp: the program
 * @addr: guest address
 * @buf: gets the bytes
 * @len: bytes at most, less than a page
 * @got: gets how many bytes were copied
 *
 * The guest's memory may end within the range, at a page boundary: mappings
 * consist of whole pages.
 *
 * Return: 0, or what the host reported other than -EFAULT.
 */
int cp_read_existing(struct channel_program *cp, u32 addr, void *buf, u32 len, u32 *got)
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

static void convert_ccw0(struct css_ccw1 *ccw)
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
		cp_make_stop(ccw);	/* in format 1 a zero count could be valid */
	}
}

/**
 * cp_read_ccws() - read CCWs ahead, behind those of the program
 * @cp: the program, with room for at least one
 * @addr: guest address of the first, below cp_addr_end()
 *
 * Reads @cp->read_ahead CCWs, which begins with the length of the last program, and
 * doubles with each further read.
 *
 * Return: 0, and at least one CCW was read unless the guest has no memory there; or
 * what the host reported.
 */
int cp_read_ccws(struct channel_program *cp, u32 addr)
{
	struct css_ccw1 *raw = &cp->ccws[cp->n_ccws];
	u32 room = min(cp->read_ahead, cp->max_ccws - cp->n_ccws);
	u32 len = min(room * CSS_CCW_SIZE, cp_addr_end(cp) - addr);
	u32 got;
	int err;

	cp->n_raw = cp->n_ccws;
	err = cp_read_existing(cp, addr, raw, len, &got);
	if (err)
		return err;
	cp->raw_addr = addr;
	cp->n_raw += got / CSS_CCW_SIZE;
	cp->read_ahead = min(2 * cp->read_ahead, CP_MAX_CHAIN + 1);
	if (!(cp->ctrl & CSS_ORB_F))
		for (; raw < &cp->ccws[cp->n_raw]; raw++)
			convert_ccw0(raw);
	return 0;
}

/**
 * cp_read_ccw() - read one CCW of the guest, as it is now
 * @cp: the program
 * @addr: guest address of the CCW
 * @ccw: gets the CCW in format 1
 *
 * Return: 0, -EFAULT if the guest has no memory there, or what the host reported.
 */
int cp_read_ccw(const struct channel_program *cp, u32 addr, struct css_ccw1 *ccw)
{
	int err = cp->host->read(cp->host_data, addr, ccw, sizeof(*ccw));

	if (!err && !(cp->ctrl & CSS_ORB_F))
		convert_ccw0(ccw);
	return err;
}
