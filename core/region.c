// SPDX-License-Identifier: GPL-2.0-only
/* Access to the regions: bounds, and the async, SCHIB and CRW regions. */
#include "core/device.h"
#include "core/fsm/fsm.h"
#include "core/host.h"

static_assert(sizeof(struct css_schib) == SCHIB_AREA_SIZE, "SCHIB area");

static const size_t region_size[VFIO_CCW_NR_REGIONS] = {
	[VFIO_CCW_REGION_IO] = sizeof(struct ccw_io_region),
	[VFIO_CCW_REGION_ASYNC] = sizeof(struct ccw_cmd_region),
	[VFIO_CCW_REGION_SCHIB] = sizeof(struct ccw_schib_region),
	[VFIO_CCW_REGION_CRW] = sizeof(struct ccw_crw_region),
};

size_t vfio_ccw_region_size(enum vfio_ccw_region region)
{
	return region_size[region];
}

static bool region_in_bounds(enum vfio_ccw_region region, u64 offset, size_t len)
{
	size_t size = region_size[region];

	return offset <= size && len <= size - offset;
}

static int async_region_write(struct vfio_ccw *vc, size_t offset, const void *buf, size_t len)
{
	struct fsm_input input = {};
	int err = -EINVAL;

	if (offset || len < sizeof(vc->async.command))
		return -EINVAL;
	memcpy(&vc->async.command, buf, sizeof(vc->async.command));
	input.command = vc->async.command;
	if (input.command == VFIO_CCW_ASYNC_CMD_HSCH || input.command == VFIO_CCW_ASYNC_CMD_CSCH)
		err = fsm_event(vc, VFIO_CCW_EVENT_ASYNC_REQ, &input);
	vc->async.ret_code = err;
	vfio_ccw_host_trace(vc, &(struct vfio_ccw_trace){
		.kind = VFIO_CCW_TRACE_ASYNC, .result = err, .command = input.command,
	});
	return err;
}

/* Remove the host's parameters, and addresses of host storage. */
static void make_guest_schib(struct vfio_ccw *vc, struct css_schib *schib)
{
	cp_update_scsw(&vc->cp, &schib->scsw);
	schib->pmcw.intparm = 0;
	schib->pmcw.mbi = 0;
	memset(schib->mba, 0, sizeof(schib->mba));
	memset(schib->mda, 0, sizeof(schib->mda));
}

static int schib_region_read(struct vfio_ccw *vc, size_t offset, void *buf, size_t len)
{
	struct css_schib schib;

	if (vc->state == VFIO_CCW_NOT_OPER)
		return -ENODEV;
	if (vc->css->store(vc->sch, &schib) ||
	    !(be16_to_cpu(schib.pmcw.flags) & CSS_PMCW_DNV)) {
		vfio_ccw_gone(vc);
		return -ENODEV;
	}
	make_guest_schib(vc, &schib);
	memcpy(buf, (const u8 *)&schib + offset, len);
	return 0;
}

/* A CRW as user space reads it: host order. */
struct user_crw {
	u16 flags;
	u16 rsid;
};

static void crw_region_read(struct vfio_ccw *vc, size_t offset, void *buf, size_t len)
{
	bool taken = offset == 0 && len;

	if (taken) {
		struct css_crw crw = crw_queue_take(&vc->crws);
		struct user_crw user = { be16_to_cpu(crw.flags), be16_to_cpu(crw.rsid) };

		memcpy(&vc->crw.crw, &user, sizeof(user));
	}
	memcpy(buf, (const u8 *)&vc->crw + offset, len);
	if (taken && crw_queue_waiting(&vc->crws))
		vc->host->signal(vc->host_data, VFIO_CCW_NOTIFY_CRW);
}

/* The next read zeroes the IRB that was read last.  The SCSW of real status is not zero. */
static bool io_region_has_irb(const struct vfio_ccw *vc)
{
	u32 scsw;

	memcpy(&scsw, vc->io.irb_area, sizeof(scsw));
	return scsw;
}

const void *vfio_ccw_region_peek(const struct vfio_ccw *vc, enum vfio_ccw_region region,
				 u64 offset, size_t len)
{
	if (region != VFIO_CCW_REGION_IO || !region_in_bounds(region, offset, len) ||
	    irb_queue_waiting(&vc->irbs) || io_region_has_irb(vc))
		return NULL;
	return (const u8 *)&vc->io + offset;
}

ssize_t vfio_ccw_region_read(struct vfio_ccw *vc, enum vfio_ccw_region region,
			     u64 offset, void *buf, size_t len)
{
	int err = 0;

	vfio_ccw_host_assert_locked(vc);
	if (irb_queue_peek(&vc->irbs))
		device_drain(vc);
	if (!region_in_bounds(region, offset, len))
		return -EINVAL;
	switch (region) {
	case VFIO_CCW_REGION_IO:
		io_region_read(vc, offset, buf, len);
		break;
	case VFIO_CCW_REGION_ASYNC:
		memcpy(buf, (const u8 *)&vc->async + offset, len);
		break;
	case VFIO_CCW_REGION_SCHIB:
		err = schib_region_read(vc, offset, buf, len);
		break;
	case VFIO_CCW_REGION_CRW:
		crw_region_read(vc, offset, buf, len);
		break;
	case VFIO_CCW_NR_REGIONS:
		break;
	}
	return err ? err : (ssize_t)len;
}

ssize_t vfio_ccw_region_write(struct vfio_ccw *vc, enum vfio_ccw_region region,
			      u64 offset, const void *buf, size_t len)
{
	int err = -EINVAL;

	vfio_ccw_host_assert_locked(vc);
	device_drain(vc);
	if (!region_in_bounds(region, offset, len))
		return -EINVAL;
	if (region == VFIO_CCW_REGION_IO)
		err = io_region_write(vc, offset, buf, len);
	else if (region == VFIO_CCW_REGION_ASYNC)
		err = async_region_write(vc, offset, buf, len);
	return err ? err : (ssize_t)len;
}
