// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory with channel programs in it, their start and their status. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/vfio_ccw.h>

#include "program.h"

#define PATIENCE_MS	5000

/* ---- Big-endian ---- */

void put_be16(void *at, __u16 value)
{
	__u8 *p = at;

	p[0] = value >> 8;
	p[1] = value;
}

void put_be32(void *at, __u32 value)
{
	put_be16(at, value >> 16);
	put_be16((__u8 *)at + 2, value);
}

__u16 get_be16(const void *at)
{
	const __u8 *p = at;

	return p[0] << 8 | p[1];
}

__u32 get_be32(const void *at)
{
	return (__u32)get_be16(at) << 16 | get_be16((const __u8 *)at + 2);
}

/* ---- Memory ---- */

int buffer_create(struct buffer *buffer, __u32 pages)
{
	buffer->pages = pages;
	buffer->mem = mmap(NULL, (size_t)pages * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buffer->mem == MAP_FAILED)
		return -errno;
	memset(buffer->mem, CANARY, (size_t)pages * PAGE);
	return 0;
}

void buffer_destroy(struct buffer *buffer)
{
	munmap(buffer->mem, (size_t)buffer->pages * PAGE);
}

bool buffer_intact(const struct buffer *buffer, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (buffer->mem[i] != CANARY)
			return false;
	return true;
}

int guest_create(struct guest *guest, const struct user *user)
{
	size_t size = GUEST_PAGES * PAGE;

	guest->mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (guest->mem == MAP_FAILED)
		return -errno;
	return user_map(user, GUEST, guest->mem, size, true);
}

void guest_destroy(struct guest *guest)
{
	if (guest->mem && guest->mem != MAP_FAILED)
		munmap(guest->mem, GUEST_PAGES * PAGE);
}

void *guest_at(const struct guest *guest, __u32 iova)
{
	if (iova < GUEST || iova >= GUEST + GUEST_PAGES * PAGE)
		abort();
	return guest->mem + (iova - GUEST);
}

/* ---- Programs ---- */

__u32 put_ccw(const struct guest *guest, __u32 at, __u8 cmd, __u8 flags, __u16 count, __u32 cda)
{
	__u8 *ccw = guest_at(guest, at);

	ccw[0] = cmd;
	ccw[1] = flags;
	put_be16(ccw + 2, count);
	put_be32(ccw + 4, cda);
	return at + 8;
}

__u32 put_idaw64(const struct guest *guest, __u32 at, __u64 addr)
{
	put_be32(guest_at(guest, at), addr >> 32);
	put_be32(guest_at(guest, at + 4), addr);
	return at + 8;
}

__u32 put_idaw32(const struct guest *guest, __u32 at, __u32 addr)
{
	put_be32(guest_at(guest, at), addr);
	return at + 4;
}

void put_loop(const struct guest *guest)
{
	__u32 next = put_ccw(guest, PROGRAM, CMD_NOP, CCW_CC | CCW_SLI, 1, DATA);

	put_ccw(guest, next, CMD_TIC, 0, 0, PROGRAM);
}

/* Source: 3990 Storage Control Reference, "Define Extent", "Locate Record". */
__u32 put_locate(const struct guest *guest, __u32 at, bool write, __u8 cyl, __u8 head,
		 __u8 record)
{
	const __u8 extent[16] = {
		[0] = write ? 0x80 : 0x40, [1] = 0xc0, [9] = cyl, [11] = head, [13] = cyl,
		[15] = head };
	const __u8 locate[16] = {
		[0] = write ? 0x01 : 0x06, [3] = 1, [5] = cyl, [7] = head, [9] = cyl,
		[11] = head, [12] = record, [14] = 0x10 };

	memcpy(guest_at(guest, PARAMETERS), extent, sizeof(extent));
	memcpy(guest_at(guest, PARAMETERS + 32), locate, sizeof(locate));
	at = put_ccw(guest, at, 0x63, CCW_CC, sizeof(extent), PARAMETERS);
	return put_ccw(guest, at, 0x47, CCW_CC, sizeof(locate), PARAMETERS + 32);
}

/* ---- Requests ---- */

/**
 * user_request() - write a request into the I/O region
 * @user: the user
 * @cpa: channel-program address
 * @orb: word 1 of the ORB, upper half
 * @lpm: logical-path mask
 * @scsw: word 0 of the SCSW, lower half
 */
int user_request(const struct user *user, __u32 cpa, __u16 orb, __u8 lpm, __u16 scsw)
{
	struct ccw_io_region io = {};
	struct {
		__u32 intparm;
		__u16 ctrl;
		__u8 lpm;
		__u8 flags;
		__u32 cpa;
	} host_orb = { 0x12345678, orb, lpm, 0, cpa };
	struct {
		__u16 flags;
		__u16 ctrl;
	} host_scsw = { 0, scsw };
	ssize_t ret;

	memcpy(io.orb_area, &host_orb, sizeof(host_orb));
	memcpy(io.scsw_area, &host_scsw, sizeof(host_scsw));
	ret = user_write(user, REGION_IO, 0, &io, sizeof(io));
	if (ret < 0)
		return ret;
	return ret == sizeof(io) ? 0 : -EMSGSIZE;
}

int user_start(const struct user *user, __u32 cpa)
{
	return user_request(user, cpa, ORB_USUAL, 0xff, FCTL_START);
}

int user_async(const struct user *user, __u32 command)
{
	struct ccw_cmd_region region = { .command = command };
	ssize_t ret = user_write(user, REGION_ASYNC, 0, &region, sizeof(region));

	return ret < 0 ? ret : 0;
}

/* ---- Status ---- */

static void decode(struct status *status, const __u8 *irb)
{
	status->flags = get_be16(irb);
	status->ctrl = get_be16(irb + 2);
	status->cpa = get_be32(irb + 4);
	status->dstat = irb[8];
	status->cstat = irb[9];
	status->count = get_be16(irb + 10);
	memcpy(status->sense, irb + 32, sizeof(status->sense));
}

/**
 * user_io_status() - read the I/O region, and with it the next interrupt
 * @user: the user
 * @status: gets it
 */
int user_io_status(const struct user *user, struct status *status)
{
	struct ccw_io_region io;
	ssize_t ret = user_read(user, REGION_IO, 0, &io, sizeof(io));

	if (ret < 0)
		return ret;
	decode(status, io.irb_area);
	return ret == sizeof(io) ? 0 : -EMSGSIZE;
}

int user_interrupt(const struct user *user, struct status *status)
{
	if (!event_wait(user->event[IRQ_IO], PATIENCE_MS))
		return -ETIMEDOUT;
	return user_io_status(user, status);
}

int user_run(const struct user *user, __u32 cpa, struct status *status)
{
	int err = user_start(user, cpa);

	return err ? err : user_interrupt(user, status);
}

int user_scsw_ctrl(const struct user *user)
{
	struct ccw_schib_region schib;
	ssize_t ret = user_read(user, REGION_SCHIB, 0, &schib, sizeof(schib));

	return ret < 0 ? ret : get_be16(schib.schib_area + 28 + 2);
}

int user_wait_idle(const struct user *user)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		int ctrl = user_scsw_ctrl(user);

		if (ctrl <= 0)
			return ctrl;
		usleep(1000);
	}
	return -ETIMEDOUT;
}
