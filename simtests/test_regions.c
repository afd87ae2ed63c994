// SPDX-License-Identifier: GPL-2.0-only
/* The regions as user space sees them: bounds, byte order, return codes. */
#include "simtests/suite.h"

#include <linux/vfio_ccw.h>

#include "simtests/port/fake_css.h"

#define FINAL		(CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING)
#define REQUEST_SIZE	offsetof(struct ccw_io_region, irb_area)
#define IRB_OFFSET	offsetof(struct ccw_io_region, irb_area)

static ssize_t region_read(struct fake_css *fake, enum vfio_ccw_region region, u64 offset,
			   void *buf, size_t len)
{
	ssize_t ret;

	arena_lock(fake->arena);
	ret = vfio_ccw_region_read(&fake->vc, region, offset, buf, len);
	arena_unlock(fake->arena);
	return ret;
}

static ssize_t region_write(struct fake_css *fake, enum vfio_ccw_region region, u64 offset,
			    const void *buf, size_t len)
{
	ssize_t ret;

	arena_lock(fake->arena);
	ret = vfio_ccw_region_write(&fake->vc, region, offset, buf, len);
	arena_unlock(fake->arena);
	return ret;
}

static struct fake_css *opened(void)
{
	struct fake_css *fake = fake_create();

	fake_state(fake, VFIO_CCW_IDLE);
	return fake;
}

/* A request as user space writes it: fields in the host's order. */
static struct ccw_io_region request(u32 orb_ctrl, u32 cpa, u16 scsw_ctrl)
{
	struct ccw_io_region io = {};
	u16 ctrl0 = orb_ctrl >> 16;

	memcpy(io.orb_area + 4, &ctrl0, sizeof(ctrl0));
	io.orb_area[6] = orb_ctrl >> 8;
	io.orb_area[7] = orb_ctrl;
	memcpy(io.orb_area + 8, &cpa, sizeof(cpa));
	memcpy(io.scsw_area + 2, &scsw_ctrl, sizeof(scsw_ctrl));
	return io;
}

static void sizes_are_those_of_the_abi(void **state)
{
	assert_int_equal(vfio_ccw_region_size(VFIO_CCW_REGION_IO), 124);
	assert_int_equal(vfio_ccw_region_size(VFIO_CCW_REGION_ASYNC), 8);
	assert_int_equal(vfio_ccw_region_size(VFIO_CCW_REGION_SCHIB), 52);
	assert_int_equal(vfio_ccw_region_size(VFIO_CCW_REGION_CRW), 8);
}

static void every_part_inside_can_be_read(void **state)
{
	struct fake_css *fake = opened();
	u8 buf[128];

	for (int r = 0; r < VFIO_CCW_NR_REGIONS; r++) {
		size_t size = vfio_ccw_region_size(r);

		for (size_t offset = 0; offset <= size; offset++)
			for (size_t len = 0; len <= size - offset; len++)
				assert_int_equal(region_read(fake, r, offset, buf, len), len);
	}
	fake_destroy(fake);
}

static void nothing_crosses_the_end(void **state)
{
	static const u64 far[] = { 1ull << 32, (1ull << 63) + 4, ~0ull, ~0ull - 3 };
	struct fake_css *fake = opened();
	u8 buf[128] = {};

	for (int r = 0; r < VFIO_CCW_NR_REGIONS; r++) {
		size_t size = vfio_ccw_region_size(r);

		for (size_t offset = 0; offset <= size; offset++) {
			assert_int_equal(region_read(fake, r, offset, buf, size - offset + 1),
					 -EINVAL);
			assert_int_equal(region_write(fake, r, offset, buf, size - offset + 1),
					 -EINVAL);
		}
		for (u32 i = 0; i < ARRAY_SIZE(far); i++) {
			assert_int_equal(region_read(fake, r, far[i], buf, 4), -EINVAL);
			assert_int_equal(region_write(fake, r, far[i], buf, 4), -EINVAL);
		}
		assert_int_equal(region_read(fake, r, 0, buf, ~(size_t)0), -EINVAL);
	}
	assert_int_equal(fake->calls[FAKE_START], 0);
	assert_int_equal(fake->calls[FAKE_HALT], 0);
	fake_destroy(fake);
}

static void read_refused_at_the_end_takes_no_interrupt(void **state)
{
	struct fake_css *fake = opened();
	u8 buf[128];

	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_IO, 0, buf, 125), -EINVAL);
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_ATTENTION);
	fake_destroy(fake);
}

/* A few bytes, or none, must not repeat the last request. */
static void part_of_a_request_is_none(void **state)
{
	struct fake_css *fake = opened();
	const struct css_orb orb = fake_program(fake);
	struct ccw_io_region io = request(be32_to_cpu(orb.ctrl), 0x1000, CSS_FCTL_START);

	for (size_t len = 0; len < REQUEST_SIZE; len++)
		assert_int_equal(region_write(fake, VFIO_CCW_REGION_IO, 0, &io, len), -EINVAL);
	for (size_t offset = 1; offset < sizeof(io); offset++)
		assert_int_equal(region_write(fake, VFIO_CCW_REGION_IO, offset,
					      (u8 *)&io + offset, sizeof(io) - offset), -EINVAL);
	assert_int_equal(fake->calls[FAKE_START], 0);
	assert_int_equal(region_write(fake, VFIO_CCW_REGION_IO, 0, &io, REQUEST_SIZE),
			 REQUEST_SIZE);
	assert_int_equal(fake->calls[FAKE_START], 1);
	fake_destroy(fake);
}

static void part_of_a_command_is_none(void **state)
{
	struct fake_css *fake = opened();
	const struct ccw_cmd_region async = { .command = VFIO_CCW_ASYNC_CMD_HSCH };

	for (size_t len = 0; len < sizeof(async.command); len++)
		assert_int_equal(region_write(fake, VFIO_CCW_REGION_ASYNC, 0, &async, len),
				 -EINVAL);
	for (size_t offset = 1; offset < sizeof(async); offset++)
		assert_int_equal(region_write(fake, VFIO_CCW_REGION_ASYNC, offset, &async,
					      sizeof(async) - offset), -EINVAL);
	assert_int_equal(fake->calls[FAKE_HALT], 0);
	assert_int_equal(region_write(fake, VFIO_CCW_REGION_ASYNC, 0, &async, 4), 4);
	assert_int_equal(fake->calls[FAKE_HALT], 1);
	fake_destroy(fake);
}

static void some_regions_take_no_writes(void **state)
{
	struct fake_css *fake = opened();
	const u8 buf[52] = {};

	for (size_t len = 0; len <= 52; len++)
		assert_int_equal(region_write(fake, VFIO_CCW_REGION_SCHIB, 0, buf, len), -EINVAL);
	for (size_t len = 0; len <= 8; len++)
		assert_int_equal(region_write(fake, VFIO_CCW_REGION_CRW, 0, buf, len), -EINVAL);
	fake_destroy(fake);
}

static void check_refused(u32 orb_ctrl, u32 cpa, u16 scsw_ctrl, int err)
{
	struct fake_css *fake = opened();
	struct ccw_io_region io = request(orb_ctrl, cpa, scsw_ctrl);

	fake_program(fake);
	assert_int_equal(region_write(fake, VFIO_CCW_REGION_IO, 0, &io, sizeof(io)), err);
	assert_true(region_read(fake, VFIO_CCW_REGION_IO, 0, &io, sizeof(io)) > 0);
	assert_int_equal((int)io.ret_code, err);
	assert_int_equal(fake->calls[FAKE_START], 0);
	assert_int_equal(fake->vc.state, VFIO_CCW_IDLE);
	fake_destroy(fake);
}

static void only_a_start_function_starts(void **state)
{
	const u32 good = CSS_ORB_F | CSS_ORB_P;

	check_refused(good, 0x1000, 0, -EOPNOTSUPP);
	check_refused(good, 0x1000, CSS_FCTL_HALT, -EOPNOTSUPP);
	check_refused(good, 0x1000, CSS_FCTL_CLEAR, -EOPNOTSUPP);
	check_refused(good, 0x1000, CSS_FCTL_START | CSS_FCTL_HALT, -EOPNOTSUPP);
	check_refused(good, 0x1000, CSS_FCTL_START | CSS_FCTL_CLEAR, -EOPNOTSUPP);
	check_refused(good | CSS_ORB_B, 0x1000, CSS_FCTL_START, -EOPNOTSUPP);
	check_refused(good | 0x02, 0x1000, CSS_FCTL_START, -EINVAL);
	check_refused(good, 0x80001000, CSS_FCTL_START, -EINVAL);
	check_refused(good, 0x1000, CSS_FCTL_START | CSS_ACTL_RESUME_PEND, -EBUSY);
}

/* Each field where the ORB has it, whatever the host's byte order. */
static void orb_reaches_the_channel(void **state)
{
	struct fake_css *fake = opened();
	struct ccw_io_region io;

	fake_program(fake);
	io = request(CSS_ORB_S | CSS_ORB_F | CSS_ORB_P | CSS_ORB_I | 0x4000 | CSS_ORB_L,
		     0x1000, CSS_FCTL_START);
	assert_int_equal(region_write(fake, VFIO_CCW_REGION_IO, 0, &io, sizeof(io)), sizeof(io));
	assert_int_equal(be32_to_cpu(fake->orb.ctrl), CSS_ORB_S | CSS_ORB_F | CSS_ORB_P |
			 CSS_ORB_I | CSS_ORB_H | 0x4000 | CSS_ORB_L);
	fake_destroy(fake);
}

static void what_is_written_over_the_answer_is_ignored(void **state)
{
	struct fake_css *fake = opened();
	const u8 zeroes[IRB_AREA_SIZE] = {};
	struct ccw_io_region io;

	fake_program(fake);
	io = request(CSS_ORB_F, 0x1000, CSS_FCTL_START);
	memset(io.irb_area, 0xff, sizeof(io.irb_area));
	io.ret_code = 0xffffffff;
	assert_int_equal(region_write(fake, VFIO_CCW_REGION_IO, 0, &io, sizeof(io)), sizeof(io));
	region_read(fake, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	assert_memory_equal(io.irb_area, zeroes, sizeof(zeroes));
	assert_int_equal(io.ret_code, 0);
	fake_destroy(fake);
}

static void request_codes_by_state(void **state)
{
	static const struct {
		enum vfio_ccw_state state;
		int io, async;
	} codes[] = {
		{ VFIO_CCW_NOT_OPER, -ENODEV, -ENODEV },
		{ VFIO_CCW_STANDBY, -EIO, -EIO },
		{ VFIO_CCW_CP_PROCESSING, -EAGAIN, -EAGAIN },
		{ VFIO_CCW_CP_PENDING, -EBUSY, 8 },
	};
	const struct ccw_cmd_region async = { .command = VFIO_CCW_ASYNC_CMD_CSCH };

	for (u32 i = 0; i < ARRAY_SIZE(codes); i++) {
		struct fake_css *fake = fake_create();

		fake_state(fake, codes[i].state);
		assert_int_equal(fake_start(fake), codes[i].io);
		assert_int_equal(region_write(fake, VFIO_CCW_REGION_ASYNC, 0, &async,
					      sizeof(async)), codes[i].async);
		if (codes[i].state == VFIO_CCW_CP_PROCESSING)
			fake->vc.state = VFIO_CCW_IDLE;
		fake_destroy(fake);
	}
}

static void async_wants_exactly_one_command(void **state)
{
	static const u32 wrong[] = {
		0, VFIO_CCW_ASYNC_CMD_HSCH | VFIO_CCW_ASYNC_CMD_CSCH, 4, 0x80000001,
	};
	struct fake_css *fake = opened();

	for (u32 i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct ccw_cmd_region async = { .command = wrong[i] };

		assert_int_equal(region_write(fake, VFIO_CCW_REGION_ASYNC, 0, &async,
					      sizeof(async)), -EINVAL);
		region_read(fake, VFIO_CCW_REGION_ASYNC, 0, &async, sizeof(async));
		assert_int_equal(async.command, wrong[i]);
		assert_int_equal((int)async.ret_code, -EINVAL);
	}
	assert_int_equal(fake->calls[FAKE_HALT] + fake->calls[FAKE_CLEAR], 0);
	fake_destroy(fake);
}

static void irb_area_is_as_the_channel_stored_it(void **state)
{
	struct fake_css *fake = opened();
	struct css_irb irb = { .scsw.ctrl = cpu_to_be16(CSS_STCTL_ALERT | CSS_STCTL_PENDING) };
	struct ccw_io_region io;

	for (u32 i = 0; i < sizeof(irb.ecw); i++)
		irb.ecw[i] = (u8)(i + 1);
	irb.scsw.count = cpu_to_be16(0x1234);
	vfio_ccw_interrupt(&fake->vc, &irb);
	region_read(fake, VFIO_CCW_REGION_IO, 0, &io, sizeof(io));
	assert_memory_equal(io.irb_area, &irb, sizeof(irb));
	assert_int_equal(io.irb_area[10], 0x12);
	assert_int_equal(io.irb_area[11], 0x34);
	fake_destroy(fake);
}

static const u8 *still(struct fake_css *fake, enum vfio_ccw_region region, u64 offset, size_t len)
{
	return vfio_ccw_region_peek(&fake->vc, region, offset, len);
}

/* Such a read bypasses the queue, so it is offered only while it would take no interrupt. */
static void read_that_changes_nothing(void **state)
{
	const enum vfio_ccw_region io = VFIO_CCW_REGION_IO;
	const u32 size = sizeof(struct ccw_io_region);
	struct fake_css *fake = opened();

	assert_ptr_equal(still(fake, io, 0, size), (u8 *)&fake->vc.io);
	assert_ptr_equal(still(fake, io, 4, 8), (u8 *)&fake->vc.io + 4);
	assert_non_null(still(fake, io, size, 0));
	assert_null(still(fake, io, 0, size + 1));
	assert_null(still(fake, io, size + 1, 0));
	assert_null(still(fake, io, ~0ull, 2));
	assert_null(still(fake, VFIO_CCW_REGION_ASYNC, 0, 8));
	assert_null(still(fake, VFIO_CCW_REGION_SCHIB, 0, 52));
	assert_null(still(fake, VFIO_CCW_REGION_CRW, 0, 8));
	/* An interrupt waits; it was read; the next read takes it back. */
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	assert_null(still(fake, io, 0, size));
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_ATTENTION);
	assert_null(still(fake, io, 0, size));
	assert_int_equal(fake_read_irb(fake).scsw.dstat, 0);
	assert_non_null(still(fake, io, 0, size));
	/* So does status for which there was no room. */
	for (u32 i = 0; i < IRB_QUEUE_SIZE; i++)
		fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	for (u32 i = 0; i < IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE; i++)
		fake_read_irb(fake);
	assert_null(still(fake, io, 0, size));
	fake_read_irb(fake);
	fake_read_irb(fake);
	assert_non_null(still(fake, io, 0, size));
	fake_destroy(fake);
}

/* QEMU reads once per wake-up, so further queued IRBs must wake it again. */
static void second_interrupt_is_signalled_again(void **state)
{
	struct fake_css *fake = opened();
	const u64 *signals = &arena_counts(fake->arena)->signals[VFIO_CCW_NOTIFY_IO];

	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_DE, 0);
	assert_int_equal(*signals, 2);
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_ATTENTION);
	assert_int_equal(*signals, 3);
	assert_int_equal(fake_read_irb(fake).scsw.dstat, CSS_DSTAT_DE);
	assert_int_equal(*signals, 3);
	fake_destroy(fake);
}

/* The first byte of the IRB takes the next one; the rest can follow in pieces. */
static void irb_can_be_read_in_pieces(void **state)
{
	struct fake_css *fake = opened();
	u8 dstat = 0, byte;
	u32 code;

	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
	region_read(fake, VFIO_CCW_REGION_IO, offsetof(struct ccw_io_region, ret_code), &code, 4);
	region_read(fake, VFIO_CCW_REGION_IO, 0, &code, 4);
	region_read(fake, VFIO_CCW_REGION_IO, IRB_OFFSET - 1, &byte, 1);
	region_read(fake, VFIO_CCW_REGION_IO, IRB_OFFSET + 8, &dstat, 1);
	assert_int_equal(dstat, 0);
	assert_int_equal(arena_counts(fake->arena)->signals[VFIO_CCW_NOTIFY_IO], 1);
	region_read(fake, VFIO_CCW_REGION_IO, IRB_OFFSET, &byte, 1);
	fake_status(fake, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_DE, 0);
	region_read(fake, VFIO_CCW_REGION_IO, IRB_OFFSET + 8, &dstat, 1);
	assert_int_equal(dstat, CSS_DSTAT_ATTENTION);
	region_read(fake, VFIO_CCW_REGION_IO, IRB_OFFSET, &byte, 1);
	region_read(fake, VFIO_CCW_REGION_IO, IRB_OFFSET + 8, &dstat, 1);
	assert_int_equal(dstat, CSS_DSTAT_DE);
	fake_destroy(fake);
}

static void schib_is_stored_at_each_read(void **state)
{
	struct fake_css *fake = opened();
	struct css_schib schib;
	u8 pom;

	fake->schib.pmcw.intparm = cpu_to_be32(0xc0ffee00);
	fake->schib.pmcw.mbi = cpu_to_be16(0x1234);
	fake->schib.scsw.cpa = cpu_to_be32(0x12345678);
	memset(fake->schib.mba, 0xff, sizeof(fake->schib.mba));
	memset(fake->schib.mda, 0xff, sizeof(fake->schib.mda));
	fake->schib.pmcw.pom = 0x5a;
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_SCHIB, 0, &schib, 52), 52);
	assert_int_equal(schib.pmcw.pom, 0x5a);
	assert_int_equal(schib.pmcw.pim, 0xc0);
	/* What is the host's stays there. */
	assert_int_equal(be32_to_cpu(schib.pmcw.intparm), 0);
	assert_int_equal(be16_to_cpu(schib.pmcw.mbi), 0);
	assert_int_equal(be32_to_cpu(schib.scsw.cpa), 0);
	assert_int_equal(schib.mba[0], 0);
	assert_int_equal(schib.mda[0], 0);
	fake->schib.pmcw.pom = 0xa5;
	region_read(fake, VFIO_CCW_REGION_SCHIB, offsetof(struct css_pmcw, pom), &pom, 1);
	assert_int_equal(pom, 0xa5);
	assert_int_equal(fake->calls[FAKE_STORE], 2);
	fake_destroy(fake);
}

static void schib_of_a_device_that_is_gone(void **state)
{
	struct fake_css *fake = opened();
	u8 schib[52];

	fake->cc[FAKE_STORE] = 3;
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_SCHIB, 0, schib, 52), -ENODEV);
	assert_int_equal(fake->vc.state, VFIO_CCW_NOT_OPER);
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_SCHIB, 0, schib, 52), -ENODEV);
	assert_int_equal(fake->calls[FAKE_STORE], 1);
	fake_destroy(fake);

	fake = opened();
	fake->schib.pmcw.flags = 0;
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_SCHIB, 0, schib, 52), -ENODEV);
	fake_destroy(fake);
}

static void report(struct fake_css *fake, u16 rsid)
{
	const struct css_crw crw = {
		.flags = cpu_to_be16(CSS_CRW_RSC_PATH | CSS_CRW_ERC_INIT),
		.rsid = cpu_to_be16(rsid),
	};

	vfio_ccw_report(&fake->vc, &crw);
}

static void take_report(struct fake_css *fake, u16 flags, u16 rsid)
{
	struct {
		u16 flags, rsid;
		u32 pad;
	} crw;

	assert_int_equal(region_read(fake, VFIO_CCW_REGION_CRW, 0, &crw, sizeof(crw)), 8);
	assert_int_equal(crw.flags, flags);
	assert_int_equal(crw.rsid, rsid);
	assert_int_equal(crw.pad, 0);
}

static void reports_are_read_one_by_one(void **state)
{
	struct fake_css *fake = opened();
	const u64 *signals = &arena_counts(fake->arena)->signals[VFIO_CCW_NOTIFY_CRW];
	u16 rsid;
	u32 pad;

	take_report(fake, 0, 0);
	report(fake, 0x40);
	report(fake, 0x41);
	assert_int_equal(*signals, 2);
	/* A read that takes none does not signal. */
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_CRW, 4, &pad, 4), 4);
	assert_int_equal(*signals, 2);
	take_report(fake, CSS_CRW_RSC_PATH | CSS_CRW_ERC_INIT, 0x40);
	assert_int_equal(*signals, 3);
	take_report(fake, CSS_CRW_RSC_PATH | CSS_CRW_ERC_INIT, 0x41);
	assert_int_equal(*signals, 3);
	/* The one that was taken last can be read again, but from its beginning. */
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_CRW, 2, &rsid, 2), 2);
	assert_int_equal(rsid, 0x41);
	take_report(fake, 0, 0);
	assert_int_equal(region_read(fake, VFIO_CCW_REGION_CRW, 2, &rsid, 2), 2);
	assert_int_equal(rsid, 0);
	fake_destroy(fake);
}

static const struct CMUnitTest regions_cases[] = {
	cmocka_unit_test(sizes_are_those_of_the_abi),
	cmocka_unit_test(every_part_inside_can_be_read),
	cmocka_unit_test(nothing_crosses_the_end),
	cmocka_unit_test(read_refused_at_the_end_takes_no_interrupt),
	cmocka_unit_test(part_of_a_request_is_none),
	cmocka_unit_test(part_of_a_command_is_none),
	cmocka_unit_test(some_regions_take_no_writes),
	cmocka_unit_test(only_a_start_function_starts),
	cmocka_unit_test(orb_reaches_the_channel),
	cmocka_unit_test(what_is_written_over_the_answer_is_ignored),
	cmocka_unit_test(request_codes_by_state),
	cmocka_unit_test(async_wants_exactly_one_command),
	cmocka_unit_test(irb_area_is_as_the_channel_stored_it),
	cmocka_unit_test(second_interrupt_is_signalled_again),
	cmocka_unit_test(irb_can_be_read_in_pieces),
	cmocka_unit_test(read_that_changes_nothing),
	cmocka_unit_test(schib_is_stored_at_each_read),
	cmocka_unit_test(schib_of_a_device_that_is_gone),
	cmocka_unit_test(reports_are_read_one_by_one),
};

SUITE(regions)
