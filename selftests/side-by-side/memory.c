// SPDX-License-Identifier: GPL-2.0-only
/* Guest memory that is mapped, not mapped, or not mapped any more. */
#include <string.h>
#include <sys/mman.h>

#include "scene.h"

#define HIGH		0x10000000u	/* a second mapping, of memory of its own */

static void *more(struct scene *s, __u32 pages, bool writable)
{
	void *mem = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);

	say_answer("map", user_map(&s->user, HIGH, mem, pages * PAGE, writable));
	return mem;
}

static void less(struct scene *s, void *mem, __u32 pages)
{
	say_answer("unmap", user_unmap(&s->user, HIGH, pages * PAGE));
	munmap(mem, pages * PAGE);
}

static void in_nowhere(struct scene *s, const void *unused)
{
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, NOWHERE);
	say_usual_run(s);
	say_works(s);
}

static void in_bit_0(struct scene *s, const void *unused)
{
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA | 0x80000000);
	say_usual_run(s);
	say_works(s);
}

/* The commands before it in the chain have been executed. */
static void after_a_good_one(struct scene *s, const void *unused)
{
	__u32 at = put_sense_id(s, PROGRAM, CCW_CC, SENSE_ID_LEN, DATA);

	put_sense_id(s, at, 0, SENSE_ID_LEN, NOWHERE);
	say_usual_run(s);
	say_data(s, DATA);
	say_works(s);
}

static void out_nowhere(struct scene *s, const void *unused)
{
	put_ccw(&s->guest, PROGRAM, SET_REVISION, CCW_SLI, 4, NOWHERE);
	say_usual_run(s);
	say_works(s);
}

/* Source: Virtual I/O Device (VIRTIO) 1.1, "Setting the Virtio Revision": it takes two words. */
static void out_read_only(struct scene *s, const void *unused)
{
	__u8 *mem = more(s, 1, false);

	mem[1] = 2;
	put_ccw(&s->guest, PROGRAM, SET_REVISION, CCW_SLI, 4, HIGH);
	say_usual_run(s);
	less(s, mem, 1);
	say_works(s);
}

static void in_read_only(struct scene *s, const void *unused)
{
	__u8 *mem = more(s, 1, false);

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, HIGH);
	say_usual_run(s);
	say("written: %s", mem[0] ? "yes" : "no");
	less(s, mem, 1);
	say_works(s);
}

static void program_read_only(struct scene *s, const void *unused)
{
	__u8 *mem = more(s, 1, false);

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	memcpy(mem, guest_at(&s->guest, PROGRAM), 8);
	say_run(s, (struct orb){ ORB_CTRL_USUAL, HIGH });
	say_data(s, DATA);
	less(s, mem, 1);
	say_works(s);
}

static void two_mappings(struct scene *s, const void *unused)
{
	__u8 *mem = more(s, 2, true);

	put_sense_id(s, put_sense_id(s, PROGRAM, CCW_CC, SENSE_ID_LEN, HIGH), 0, SENSE_ID_LEN,
		     DATA);
	say_usual_run(s);
	say_data(s, DATA);
	say("and there: %s", mem[0] == 0xff ? "yes" : "no");
	less(s, mem, 2);
	say_usual_run(s);
	say_works(s);
}

/* Unmapped, and mapped again with other memory, which must be used then. */
static void remapped(struct scene *s, const void *unused)
{
	__u8 *mem = more(s, 1, true);

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, HIGH);
	say_usual_run(s);
	less(s, mem, 1);
	mem = more(s, 1, true);
	say_usual_run(s);
	say("there: %s", mem[0] == 0xff ? "yes" : "no");
	less(s, mem, 1);
	say_works(s);
}

/* One page holds everything. */
static void one_page(struct scene *s, const void *unused)
{
	__u32 at = PROGRAM;

	for (int i = 1; i <= 20; i++)
		at = put_sense_id(s, at, i < 20 ? CCW_CC : 0, SENSE_ID_LEN, DATA + 16 * i);
	say_usual_run(s);
	say_data(s, DATA + 16);
	say_data(s, DATA + 320);
}

static void many_pages(struct scene *s, const void *unused)
{
	__u32 at = PROGRAM;

	for (int i = 0; i < 30; i++)
		at = put_sense_id(s, at, i < 29 ? CCW_CC : 0, SENSE_ID_LEN, MEMORY_END - (i + 1) * PAGE);
	say_usual_run(s);
	say_data(s, MEMORY_END - PAGE);
	say_data(s, MEMORY_END - 30 * PAGE);
}

/* Unmaps memory of a program that waits to be resumed. */
static void unmap_in_use(struct scene *s, const void *unused)
{
	__u8 *mem = more(s, 1, true);
	const struct orb orb = { ORB_CTRL_USUAL | (__u32)ORB_SUSPEND << 16, PROGRAM };

	put_sense_id(s, PROGRAM, CCW_CC, SENSE_ID_LEN, HIGH);
	put_sense_id(s, PROGRAM + 8, CCW_SUSPEND, SENSE_ID_LEN, DATA);
	say_answer("start", write_request(s, orb, FCTL_START));
	say_no_interrupt(s);
	less(s, mem, 1);
	say_no_interrupt(s);
	say("control %04x", user_scsw_ctrl(&s->user));
	say_works(s);
}

static void unmap_beside(struct scene *s, const void *unused)
{
	__u8 *mem = more(s, 1, true);

	say_answer("start", suspend(s));
	say_no_interrupt(s);
	less(s, mem, 1);
	say_no_interrupt(s);
	say_answer("busy", user_start(&s->user, PROGRAM));
	say_answer("clear", user_async(&s->user, VFIO_CCW_ASYNC_CMD_CSCH));
	say_interrupt(s);
	say_works(s);
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
