// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory, copied once; CCWs of either format. */
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

/* Fetch on from @addr; twice as far each time that one chain needs more. */
static int read_ahead(struct channel_program *cp, u32 addr)
{
	u32 len = min(cp->read_ahead * CSS_CCW_SIZE, cp_addr_limit(cp) - addr);
	u32 got;
	int err;

	cp->n_raw = 0;
	err = cp_read_some(cp, addr, cp->raw, len, &got);
	if (err)
		return err;
	cp->raw_addr = addr;
	cp->n_raw = got / CSS_CCW_SIZE;
	cp->read_ahead = min(2 * cp->read_ahead, CP_MAX_CHAIN + 1);
	return 0;
}

static void decode0(const struct css_ccw1 *raw, struct cp_ccw *ccw)
{
	const struct css_ccw0 *ccw0 = (const void *)raw;

	ccw->cmd = ccw0->cmd;
	ccw->flags = ccw0->flags;
	ccw->count = be16_to_cpu(ccw0->count);
	ccw->cda = ccw0->cda[0] << 16 | ccw0->cda[1] << 8 | ccw0->cda[2];
	if ((ccw->cmd & 0x0f) == CSS_CMD_TIC) {
		ccw->cmd = CSS_CMD_TIC;
		ccw->flags = 0;
		ccw->count = 0;
	} else if (!ccw->count) {
		cp_stop(ccw);	/* in format 1 it could be valid */
	}
}

static void decode1(const struct css_ccw1 *raw, struct cp_ccw *ccw)
{
	ccw->cmd = raw->cmd;
	ccw->flags = raw->flags;
	ccw->count = be16_to_cpu(raw->count);
	ccw->cda = be32_to_cpu(raw->cda);
	if (!cp_is_tic(ccw) && ccw->cda & CSS_ADDR31_INVALID)
		cp_stop(ccw);
}

/**
 * cp_read_ccw() - the guest's CCW at an address
 * @cp: the program
 * @addr: guest address, a multiple of 8 below the program format's limit
 * @ccw: gets its fields as format 1
 *
 * Return: 1; 0 if the guest has no memory there; or what the host reported.
 */
int cp_read_ccw(struct channel_program *cp, u32 addr, struct cp_ccw *ccw)
{
	u32 n = (addr - cp->raw_addr) / CSS_CCW_SIZE;
	int err;

	if (n >= cp->n_raw) {
		err = read_ahead(cp, addr);
		if (err || !cp->n_raw)
			return err;
		n = 0;
	}
	ccw->addr = addr;
	if (cp->ctrl & CSS_ORB_F)
		decode1(&cp->raw[n], ccw);
	else
		decode0(&cp->raw[n], ccw);
	return 1;
}
