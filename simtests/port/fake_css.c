// SPDX-License-Identifier: GPL-2.0-only
/* A subchannel that answers what a test tells it. */
#include "core/fsm/fsm.h"
#include "simtests/port/fake_css.h"
#include "simtests/port/port.h"

#define FINAL_STATUS	(CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING)

static int note(struct fake_css *fake, enum fake_op op)
{
	fake->calls[op]++;
	if (op != FAKE_STORE)
		fake->last = op;
	return fake->cc[op];
}

static void present_late(struct fake_css *fake)
{
	if (fake->late)
		vfio_ccw_interrupt(&fake->vc, fake->late);
	fake->late = NULL;
}

static int fake_op_start(void *sch, const struct css_orb *orb)
{
	struct fake_css *fake = sch;

	fake->orb = *orb;
	present_late(fake);
	return note(fake, FAKE_START);
}

static int fake_op_halt(void *sch)
{
	present_late(sch);
	return note(sch, FAKE_HALT);
}

static int fake_op_clear(void *sch)
{
	present_late(sch);
	return note(sch, FAKE_CLEAR);
}

static int fake_op_resume(void *sch)
{
	return note(sch, FAKE_RESUME);
}

static int fake_op_cancel(void *sch)
{
	return note(sch, FAKE_CANCEL);
}

static int fake_op_store(void *sch, struct css_schib *schib)
{
	struct fake_css *fake = sch;

	*schib = fake->schib;
	return note(fake, FAKE_STORE);
}

static int fake_op_enable(void *sch, bool on)
{
	struct fake_css *fake = sch;

	if (on)
		present_late(fake);
	if (on && fake->on_enable)
		fake->on_enable(fake);
	return note(fake, on ? FAKE_ENABLE : FAKE_DISABLE);
}

static const struct css_ops fake_ops = {
	.start = fake_op_start,
	.halt = fake_op_halt,
	.clear = fake_op_clear,
	.resume = fake_op_resume,
	.cancel = fake_op_cancel,
	.store = fake_op_store,
	.enable = fake_op_enable,
};

static bool fake_wait(void *data, u32 msecs)
{
	struct fake_css *fake = data;

	fake->waits++;
	if (fake->last != fake->ends_on)
		return false;
	fake_status(fake, CSS_FCTL_START | FINAL_STATUS, 0, 0);
	return true;
}

struct fake_css *fake_create(void)
{
	struct fake_css *fake = port_zalloc(sizeof(*fake));

	platform_assert(fake);
	fake->arena = arena_create(1 << 20);
	platform_assert(fake->arena);
	fake->cc[FAKE_CANCEL] = 2;
	fake->ends_on = FAKE_HALT;
	fake->schib.pmcw = (struct css_pmcw){
		.flags = cpu_to_be16(CSS_PMCW_DNV | CSS_PMCW_ENABLED),
		.pim = 0xc0, .pam = 0xc0, .pom = 0xff,
	};
	vfio_ccw_init(&fake->vc, &fake_ops, fake, &arena_host_ops, fake->arena);
	arena_set_wait(fake->arena, fake_wait, fake);
	return fake;
}

void fake_destroy(struct fake_css *fake)
{
	fake->ends_on = FAKE_HALT;
	fake->cc[FAKE_HALT] = 0;
	fake_close(fake);
	arena_destroy(fake->arena);
	port_free(fake);
}

int fake_open(struct fake_css *fake)
{
	int err;

	arena_lock(fake->arena);
	err = vfio_ccw_open(&fake->vc);
	arena_unlock(fake->arena);
	return err;
}

void fake_close(struct fake_css *fake)
{
	arena_lock(fake->arena);
	vfio_ccw_close(&fake->vc);
	arena_unlock(fake->arena);
}

static struct css_orb program_orb(void)
{
	return (struct css_orb){
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | 0x80 << CSS_ORB_LPM_SHIFT),
		.cpa = cpu_to_be32(0x1000),
	};
}

struct css_orb fake_program(struct fake_css *fake)
{
	const struct css_ccw1 ccw = {
		.cmd = CSS_CMD_READ, .count = cpu_to_be16(4096), .cda = cpu_to_be32(0x4000),
	};

	memcpy(arena_guest(fake->arena, 0x1000, sizeof(ccw)), &ccw, sizeof(ccw));
	return program_orb();
}

ssize_t fake_request(struct fake_css *fake, u16 scsw_ctrl)
{
	const struct css_orb orb = program_orb();
	u32 ctrl = be32_to_cpu(orb.ctrl), cpa = be32_to_cpu(orb.cpa);
	u16 ctrl0 = ctrl >> 16;
	struct ccw_io_region io = {};
	ssize_t ret;

	memcpy(io.orb_area + 4, &ctrl0, sizeof(ctrl0));
	io.orb_area[6] = ctrl >> CSS_ORB_LPM_SHIFT;
	memcpy(io.orb_area + 8, &cpa, sizeof(cpa));
	memcpy(io.scsw_area + 2, &scsw_ctrl, sizeof(scsw_ctrl));
	arena_lock(fake->arena);
	ret = vfio_ccw_region_write(&fake->vc, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	arena_unlock(fake->arena);
	return ret;
}

ssize_t fake_start(struct fake_css *fake)
{
	fake_program(fake);
	return fake_request(fake, CSS_FCTL_START);
}

void fake_state(struct fake_css *fake, enum vfio_ccw_state state)
{
	if (state != VFIO_CCW_STANDBY)
		platform_assert(fake_open(fake) == 0);
	if (state == VFIO_CCW_CP_PENDING)
		platform_assert(fake_start(fake) > 0);
	if (state == VFIO_CCW_NOT_OPER) {
		arena_lock(fake->arena);
		vfio_ccw_gone(&fake->vc);
		arena_unlock(fake->arena);
	}
	/* This state exists only within a call of the core, so a test must set it. */
	if (state == VFIO_CCW_CP_PROCESSING)
		fake->vc.state = state;
}

void fake_status(struct fake_css *fake, u16 ctrl, u8 dstat, u32 cpa)
{
	const struct css_irb irb = {
		.scsw.ctrl = cpu_to_be16(ctrl),
		.scsw.cpa = cpu_to_be32(cpa),
		.scsw.dstat = dstat,
	};

	vfio_ccw_interrupt(&fake->vc, &irb);
}

struct css_irb fake_read_irb(struct fake_css *fake)
{
	struct ccw_io_region io;
	struct css_irb irb;
	ssize_t ret;

	arena_lock(fake->arena);
	ret = vfio_ccw_region_read(&fake->vc, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	arena_unlock(fake->arena);
	platform_assert(ret == sizeof(io));
	memcpy(&irb, io.irb_area, sizeof(irb));
	return irb;
}
