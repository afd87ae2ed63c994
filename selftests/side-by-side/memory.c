// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory that is mapped, not mapped, or not mapped any more. */
#include <string.h>
#include <sys/mman.h>

#include "fixture.h"

#define HIGH		0x10000000u	/* a second mapping, of memory of its own */

static void *more(struct fixture *f, __u32 pages, bool writable)
{
	void *mem = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);

	report_answer("map", user_map(&f->user, HIGH, mem, pages * PAGE, writable));
	return mem;
}

static void less(struct fixture *f, void *mem, __u32 pages)
{
	report_answer("unmap", user_unmap(&f->user, HIGH, pages * PAGE));
	munmap(mem, pages * PAGE);
}

static void in_nowhere(struct fixture *f, const void *unused)
{
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, NOWHERE);
	report_usual_run(f);
	report_works(f);
}

static void in_bit_0(struct fixture *f, const void *unused)
{
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA | 0x80000000);
	report_usual_run(f);
	report_works(f);
}

/* The commands before it in the chain have been executed. */
static void after_a_good_one(struct fixture *f, const void *unused)
{
	__u32 at = put_sense_id(f, PROGRAM, CCW_CC, SENSE_ID_LEN, DATA);

	put_sense_id(f, at, 0, SENSE_ID_LEN, NOWHERE);
	report_usual_run(f);
	report_data(f, DATA);
	report_works(f);
}

static void out_nowhere(struct fixture *f, const void *unused)
{
	put_ccw(&f->guest, PROGRAM, SET_REVISION, CCW_SLI, 4, NOWHERE);
	report_usual_run(f);
	report_works(f);
}

/* Source: Virtual I/O Device (VIRTIO) 1.1, "Setting the Virtio Revision": it takes two words. */
static void out_read_only(struct fixture *f, const void *unused)
{
	__u8 *mem = more(f, 1, false);

	mem[1] = 2;
	put_ccw(&f->guest, PROGRAM, SET_REVISION, CCW_SLI, 4, HIGH);
	report_usual_run(f);
	less(f, mem, 1);
	report_works(f);
}

static void in_read_only(struct fixture *f, const void *unused)
{
	__u8 *mem = more(f, 1, false);

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, HIGH);
	report_usual_run(f);
	report("written: %s", mem[0] ? "yes" : "no");
	less(f, mem, 1);
	report_works(f);
}

static void program_read_only(struct fixture *f, const void *unused)
{
	__u8 *mem = more(f, 1, false);

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	memcpy(mem, guest_at(&f->guest, PROGRAM), 8);
	report_run(f, (struct orb){ ORB_CTRL_USUAL, HIGH });
	report_data(f, DATA);
	less(f, mem, 1);
	report_works(f);
}

static void two_mappings(struct fixture *f, const void *unused)
{
	__u8 *mem = more(f, 2, true);

	put_sense_id(f, put_sense_id(f, PROGRAM, CCW_CC, SENSE_ID_LEN, HIGH), 0, SENSE_ID_LEN,
		     DATA);
	report_usual_run(f);
	report_data(f, DATA);
	report("and there: %s", mem[0] == 0xff ? "yes" : "no");
	less(f, mem, 2);
	report_usual_run(f);
	report_works(f);
}

/* Unmapped, and mapped again with other memory, which must be used then. */
static void remapped(struct fixture *f, const void *unused)
{
	__u8 *mem = more(f, 1, true);

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, HIGH);
	report_usual_run(f);
	less(f, mem, 1);
	mem = more(f, 1, true);
	report_usual_run(f);
	report("there: %s", mem[0] == 0xff ? "yes" : "no");
	less(f, mem, 1);
	report_works(f);
}

/* One page holds everything. */
static void one_page(struct fixture *f, const void *unused)
{
	__u32 at = PROGRAM;

	for (int i = 1; i <= 20; i++)
		at = put_sense_id(f, at, i < 20 ? CCW_CC : 0, SENSE_ID_LEN, DATA + 16 * i);
	report_usual_run(f);
	report_data(f, DATA + 16);
	report_data(f, DATA + 320);
}

static void many_pages(struct fixture *f, const void *unused)
{
	__u32 at = PROGRAM;

	for (int i = 0; i < 30; i++)
		at = put_sense_id(f, at, i < 29 ? CCW_CC : 0, SENSE_ID_LEN, MEMORY_END - (i + 1) * PAGE);
	report_usual_run(f);
	report_data(f, MEMORY_END - PAGE);
	report_data(f, MEMORY_END - 30 * PAGE);
}

/* Unmaps memory of a program that waits to be resumed. */
static void unmap_in_use(struct fixture *f, const void *unused)
{
	__u8 *mem = more(f, 1, true);
	const struct orb orb = { ORB_CTRL_USUAL | (__u32)ORB_SUSPEND << 16, PROGRAM };

	put_sense_id(f, PROGRAM, CCW_CC, SENSE_ID_LEN, HIGH);
	put_sense_id(f, PROGRAM + 8, CCW_SUSPEND, SENSE_ID_LEN, DATA);
	report_answer("start", write_request(f, orb, FCTL_START));
	report_no_interrupt(f);
	less(f, mem, 1);
	report_no_interrupt(f);
	report("control %04x", user_scsw_ctrl(&f->user));
	report_works(f);
}

static void unmap_beside(struct fixture *f, const void *unused)
{
	__u8 *mem = more(f, 1, true);

	report_answer("start", suspend(f));
	report_no_interrupt(f);
	less(f, mem, 1);
	report_no_interrupt(f);
	report_answer("busy", user_start(&f->user, PROGRAM));
	report_answer("clear", user_async(&f->user, VFIO_CCW_ASYNC_CMD_CSCH));
	report_interrupt(f);
	report_works(f);
}

const struct side_case memory_cases[] = {
	{ "memory-in-nowhere", in_nowhere },
	{ "memory-in-bit-0", in_bit_0 },
	{ "memory-after-a-good-one", after_a_good_one },
	{ "memory-out-nowhere", out_nowhere },
	{ "memory-out-read-only", out_read_only },
	{ "memory-in-read-only", in_read_only },
	{ "memory-program-read-only", program_read_only },
	{ "memory-two-mappings", two_mappings },
	{ "memory-remapped", remapped },
	{ "memory-one-page", one_page },
	{ "memory-many-pages", many_pages },
	{ "memory-unmap-in-use", unmap_in_use },
	{ "memory-unmap-beside", unmap_beside },
	{}
};
