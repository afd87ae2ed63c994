// SPDX-License-Identifier: GPL-2.0-only
/*
 * The I/O region: user space writes requests and reads interrupts.
 *
 * On a little-endian host user space writes the fields of ORB and SCSW in host
 * order; it reads IRBs as the channel stored them.
 */
#include "core/device.h"
#include "core/fsm/fsm.h"
#include "core/host.h"

#define REQUEST_SIZE	offsetof(struct ccw_io_region, irb_area)

static_assert(sizeof(struct ccw_io_region) == 124, "I/O region");
static_assert(sizeof(struct css_irb) == IRB_AREA_SIZE, "IRB area");

/* The first three words of an ORB as user space writes them, host order. */
struct user_orb {
	u32 intparm;
	u16 ctrl0;
	u8 lpm;
	u8 ctrl1;
	u32 cpa;
};

/* The first two fields of the SCSW, which are all that is used; host order. */
struct user_scsw {
	u16 flags;
	u16 ctrl;
};

static_assert(sizeof(struct user_orb) == ORB_AREA_SIZE, "ORB area");

/**
 * io_region_request() - get the request that user space wrote last
 * @vc: the device
 * @orb: gets the ORB, big-endian, extension zeroed
 * @scsw: gets the first two fields of the SCSW, big-endian; the rest is zeroed
 */
void io_region_request(const struct vfio_ccw *vc, struct css_orb *orb, struct css_scsw *scsw)
{
	struct user_scsw status;
	struct user_orb user;

	memcpy(&user, vc->io.orb_area, sizeof(user));
	memcpy(&status, vc->io.scsw_area, sizeof(status));
	*orb = (struct css_orb){
		.intparm = cpu_to_be32(user.intparm),
		.ctrl = cpu_to_be32((u32)user.ctrl0 << 16 | user.lpm << 8 | user.ctrl1),
		.cpa = cpu_to_be32(user.cpa),
	};
	*scsw = (struct css_scsw){
		.flags = cpu_to_be16(status.flags), .ctrl = cpu_to_be16(status.ctrl),
	};
}

static int io_region_submit(struct vfio_ccw *vc)
{
	struct css_scsw scsw;
	struct css_orb orb;
	struct fsm_input input = { .orb = &orb };
	u16 ctrl;

	io_region_request(vc, &orb, &scsw);
	ctrl = be16_to_cpu(scsw.ctrl);
	if ((ctrl & CSS_FCTL) != CSS_FCTL_START)
		return -EOPNOTSUPP;
	if (be32_to_cpu(orb.ctrl) & CSS_ORB_B)
		return -EOPNOTSUPP;
	input.resume = ctrl & CSS_ACTL_RESUME_PEND;
	return fsm_event(vc, VFIO_CCW_EVENT_IO_REQ, &input);
}

/*
 * @offset and @len are inside the region.  The rest of the region, behind ORB and SCSW, is
 * the driver's to write: bytes for it are ignored.
 * Return: as vfio_ccw_region_write() documents.
 */
int io_region_write(struct vfio_ccw *vc, size_t offset, const void *buf, size_t len)
{
	int err;

	if (offset || len < REQUEST_SIZE)
		return -EINVAL;
	memcpy(&vc->io, buf, REQUEST_SIZE);
	err = io_region_submit(vc);
	vc->io.ret_code = err;
	vfio_ccw_host_trace(vc, &(struct vfio_ccw_trace){
		.kind = VFIO_CCW_TRACE_REQUEST, .result = err,
	});
	return err;
}

/*
 * An interrupt is queued before its signal is sent.  If this read leaves one in the queue,
 * it signals again, and does not return before the interrupt's own signal has been sent, so
 * that the user sees both signals as one.  Otherwise the interrupt's own signal might come
 * after the user has read that interrupt; QEMU would then read zeroes, and take them for the
 * guest's status.
 */
static void io_region_take_irb(struct vfio_ccw *vc)
{
	struct css_irb irb;

	if (!irb_queue_take(&vc->irbs, &irb))
		return;
	memcpy(vc->io.irb_area, &irb, sizeof(irb));
	if (irb_queue_waiting(&vc->irbs))
		vc->host->signal(vc->host_data, VFIO_CCW_NOTIFY_IO);
	if (vc->host->sync_signals)
		vc->host->sync_signals(vc->host_data);
}

/*
 * @offset and @len are inside the region.  A read that covers the first byte of the IRB
 * area takes the next IRB; the rest of the area may be read later.
 */
void io_region_read(struct vfio_ccw *vc, size_t offset, void *buf, size_t len)
{
	const size_t irb = offsetof(struct ccw_io_region, irb_area);

	if (offset <= irb && irb < offset + len) {
		/* A user that reads without a signal must not see an interrupt twice. */
		memset(vc->io.irb_area, 0, sizeof(vc->io.irb_area));
		if (irb_queue_waiting(&vc->irbs))
			io_region_take_irb(vc);
	}
	memcpy(buf, (const u8 *)&vc->io + offset, len);
}
