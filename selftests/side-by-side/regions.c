// SPDX-License-Identifier: GPL-2.0-only
/* Reads and writes of regions, at and beyond their edges. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

static const size_t region_size[NR_REGIONS] = {
	[REGION_IO] = sizeof(struct ccw_io_region),
	[REGION_ASYNC] = sizeof(struct ccw_cmd_region),
	[REGION_SCHIB] = sizeof(struct ccw_schib_region),
	[REGION_CRW] = sizeof(struct ccw_crw_region),
};

static const enum user_region io = REGION_IO, async = REGION_ASYNC, schib = REGION_SCHIB,
	crw = REGION_CRW;

static void read_edges(struct fixture *f, const void *arg)
{
	const enum user_region region = *(const enum user_region *)arg;
	const size_t size = region_size[region];
	__u8 buf[512];
	const struct {
		__u64 at;
		size_t size;
	} reads[] = {
		{ 0, size }, { 0, 0 }, { 0, 1 }, { size - 1, 1 }, { size, 0 }, { 0, size + 1 },
		{ size - 1, 2 }, { size, 1 }, { size + 1, 0 }, { 1, size - 1 }, { 0, sizeof(buf) },
		{ 1023, 1 },
	};

	for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++)
		report_answer("read", user_read(&f->user, region, reads[i].at, buf, reads[i].size));
	report_answer("bad pointer", user_read(&f->user, region, 0, (void *)8, size));
}

/* The region holds no request that a write could repeat. */
static void write_edges(struct fixture *f, const void *arg)
{
	const enum user_region region = *(const enum user_region *)arg;
	const size_t size = region_size[region];
	__u8 buf[512] = {};
	const struct {
		__u64 at;
		size_t size;
	} writes[] = {
		{ 0, size }, { 0, 0 }, { 0, 1 }, { size - 1, 1 }, { size, 0 }, { 0, size + 1 },
		{ size - 1, 2 }, { size, 1 }, { size + 1, 0 }, { 1, size - 1 }, { 0, sizeof(buf) },
	};

	for (size_t i = 0; i < sizeof(writes) / sizeof(writes[0]); i++)
		report_answer("write", user_write(&f->user, region, writes[i].at, buf,
						  writes[i].size));
	report_answer("bad pointer", user_write(&f->user, region, 0, (void *)8, size));
	report_works(f);
}

static void fresh(struct fixture *f, const void *arg)
{
	const enum user_region region = *(const enum user_region *)arg;
	__u8 buf[128] = {};
	size_t set = 0;

	report_works(f);
	fixture_close(f);
	report_answer("open", fixture_open(f, f->user.interface));
	user_read(&f->user, region, 0, buf, region_size[region]);
	for (size_t i = 0; i < sizeof(buf); i++)
		set += !!buf[i];
	report("all zero: %s", set ? "no" : "yes");
}

/* Beyond the last region: by its index, and by an index with only high bits set. */
static void above(struct fixture *f, const void *unused)
{
	__u8 buf[8];

	for (int bit = 12; bit < 63; bit++) {
		ssize_t ret = pread(f->user.device, buf, 4, 1ull << bit);

		if (ret != -1 || errno != EINVAL)
			report_answer("read", ret < 0 ? -errno : ret);
	}
	report_answer("below 0", pread(f->user.device, buf, 1, -1) < 0 ? -errno : 0);
}

/* The region holds a request already: does writing a part of it repeat the request? */
static void part(struct fixture *f, __u64 at, size_t size)
{
	struct ccw_io_region region = {};

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	user_read(&f->user, REGION_IO, 0, &region, sizeof(region));
	report_answer("write", user_write(&f->user, REGION_IO, at, (__u8 *)&region + at, size));
	report_no_interrupt(f);
	report_works(f);
}

static void nothing(struct fixture *f, const void *unused)
{
	part(f, 0, 0);
}

static void orb_only(struct fixture *f, const void *unused)
{
	part(f, 0, 12);
}

static void one_byte(struct fixture *f, const void *unused)
{
	part(f, 0, 1);
}

static void scsw_only(struct fixture *f, const void *unused)
{
	part(f, 12, 12);
}

static void irb_only(struct fixture *f, const void *unused)
{
	part(f, 24, 96);
}

static void orb_and_scsw(struct fixture *f, const void *unused)
{
	part(f, 0, 24);
}

static void read_twice(struct fixture *f, const void *unused)
{
	struct ccw_io_region first = {}, second = {};

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	user_start(&f->user, PROGRAM);
	event_wait(f->user.event[IRQ_IO], 5000);
	report_answer("first", user_read(&f->user, REGION_IO, 0, &first, sizeof(first)));
	report_answer("second", user_read(&f->user, REGION_IO, 0, &second, sizeof(second)));
	report("control %04x, then %04x", get_be16(first.irb_area + 2), get_be16(second.irb_area + 2));
	report("request %s", memcmp(&first, &second, offsetof(struct ccw_io_region, irb_area)) ?
	    "changed" : "the same");
}

static void in_pieces(struct fixture *f, const void *unused)
{
	const size_t irb = offsetof(struct ccw_io_region, irb_area);
	__u8 bytes[12];

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	user_start(&f->user, PROGRAM);
	event_wait(f->user.event[IRQ_IO], 5000);
	for (size_t i = 0; i < sizeof(bytes); i++)
		user_read(&f->user, REGION_IO, irb + i, bytes + i, 1);
	report("control %04x unit %02x", get_be16(bytes + 2), bytes[8]);
}

/* The request reads back as written, with its result. */
static void request_and_answer(struct fixture *f, const void *unused)
{
	struct ccw_io_region region = {};

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	user_read(&f->user, REGION_IO, 0, &region, sizeof(region));
	report("intparm %08x answer %d", get_be32(region.orb_area), (int)region.ret_code);
	report("control %04x", get_be16(region.scsw_area + 2));
}

static void async_answer(struct fixture *f, const void *unused)
{
	struct ccw_cmd_region region = {};

	report_answer("write", user_async(&f->user, 0));
	user_read(&f->user, REGION_ASYNC, 0, &region, sizeof(region));
	report("command %u answer %d", region.command, (int)region.ret_code);
}

static void stored_status(struct fixture *f, const void *unused)
{
	struct ccw_schib_region region = {};
	const __u8 *area = region.schib_area;

	report_works(f);
	report_answer("read", user_read(&f->user, REGION_SCHIB, 0, &region, sizeof(region)));
	report("flags %04x number %04x", get_be16(area + 4), get_be16(area + 6));
	/* The path last used is not shown, as it may be an earlier program's. */
	report("lpm %02x pnom %02x pim %02x mbi %04x", area[8], area[9], area[11],
	       get_be16(area + 12));
	report("pom %02x pam %02x paths %08x%08x word 6 %08x", area[14], area[15],
	       get_be32(area + 16), get_be32(area + 20), get_be32(area + 24));
	report("control %04x", get_be16(area + 30));
}

static void no_report(struct fixture *f, const void *unused)
{
	struct ccw_crw_region region = { .crw = ~0u };

	report_answer("read", user_read(&f->user, REGION_CRW, 0, &region, sizeof(region)));
	report("report %08x", region.crw);
}

const struct side_case region_cases[] = {
	{ "io-read-edges", read_edges, &io },
	{ "async-read-edges", read_edges, &async },
	{ "schib-read-edges", read_edges, &schib },
	{ "crw-read-edges", read_edges, &crw },
	{ "io-write-edges", write_edges, &io },
	{ "async-write-edges", write_edges, &async },
	{ "schib-write-edges", write_edges, &schib },
	{ "crw-write-edges", write_edges, &crw },
	{ "async-fresh", fresh, &async },
	{ "crw-fresh", fresh, &crw },
	{ "offsets-above", above },
	{ "write-nothing", nothing },
	{ "write-one-byte", one_byte },
	{ "write-orb-only", orb_only },
	{ "write-scsw-only", scsw_only },
	{ "write-irb-only", irb_only },
	{ "write-orb-and-scsw", orb_and_scsw },
	{ "io-read-twice", read_twice },
	{ "io-read-in-pieces", in_pieces },
	{ "io-request-and-answer", request_and_answer },
	{ "async-answer", async_answer },
	{ "schib", stored_status },
	{ "crw-without-report", no_report },
	{}
};
