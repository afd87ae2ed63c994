// SPDX-License-Identifier: GPL-2.0-only
#include "hw-sim/dev/ckd_image.h"
#include "hw-sim/dev/tape.h"
#include "ccwtools/replay/probe.h"

#define PAGE		HOST_PAGE_SIZE
#define MAX_EVENTS	10000u		/* a program of four commands takes a dozen */

/* In the probe's memory: the program, lists, what is sent, and what comes. */
#define PROGRAM		0u
#define LIST		(PAGE / 2)
#define SENT		(PAGE - 256)
#define ID		(2 * PAGE - 5)	/* its second part lies two pages on */
#define ID_REST		(3 * PAGE)
#define CAME		(4 * PAGE)

#define SENSE_ID	0xe4
#define SEEK		0x07
#define READ_HOME	0x1a
#define READ_RECORD0	0x16
#define REWIND		0x07
#define READ_FORWARD	0x02
#define ID_COUNT	20u
#define RECORD0		16u		/* its count area, and eight bytes of data */
#define BLOCK		4096u		/* of the first block, so many bytes */
#define AWS_HEADER	6u
#define INTERVENTION	0x40		/* sense byte 0: there is no tape */

static u8 *bytes(const struct probe *probe, struct machine *m, u32 offset, u32 len)
{
	return arena_guest(m->arena, (u64)probe->at + offset, len);
}

static void put_ccw(const struct probe *probe, struct machine *m, u32 n, u8 cmd, u8 flags,
		    u16 count, u32 offset)
{
	const struct css_ccw1 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count),
		.cda = cpu_to_be32(probe->at + offset),
	};

	memcpy(bytes(probe, m, PROGRAM + n * CSS_CCW_SIZE, CSS_CCW_SIZE), &ccw, CSS_CCW_SIZE);
}

/* Into two pages that are no neighbours. */
static void put_sense_id(const struct probe *probe, struct machine *m)
{
	const __be64 list[] = {
		cpu_to_be64((u64)probe->at + ID), cpu_to_be64((u64)probe->at + ID_REST),
	};

	memcpy(bytes(probe, m, LIST, sizeof(list)), list, sizeof(list));
	put_ccw(probe, m, 0, SENSE_ID, CSS_CCW_CC | CSS_CCW_SLI | CSS_CCW_IDA, ID_COUNT, LIST);
}

static u32 put_program(const struct probe *probe, struct machine *m)
{
	const u8 slack = CSS_CCW_CC | CSS_CCW_SLI;

	put_sense_id(probe, m);
	if (probe->family == FAMILY_DASD) {
		put_ccw(probe, m, 1, SEEK, CSS_CCW_CC, 6, SENT);
		put_ccw(probe, m, 2, READ_HOME, CSS_CCW_CC, CKD_HA_SIZE, CAME);
		put_ccw(probe, m, 3, READ_RECORD0, CSS_CCW_SLI, RECORD0, CAME + CKD_HA_SIZE);
		return 4;
	}
	put_ccw(probe, m, 1, REWIND, slack, 1, SENT);
	put_ccw(probe, m, 2, READ_FORWARD, CSS_CCW_SLI, BLOCK, CAME);
	return 3;
}

static bool run(const struct probe *probe, struct machine *m, struct css_irb *irb,
		struct text *why)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_H | CSS_ORB_LPM),
		.cpa = cpu_to_be32(probe->at + PROGRAM),
	};
	ssize_t ret;

	memset(bytes(probe, m, 0, PROBE_MEMORY), 0, PROBE_MEMORY);
	put_program(probe, m);
	ret = machine_start(m, &orb);
	if (ret < 0) {
		text_add(why, "the probe was refused (%s)", strerror((int)-ret));
		return false;
	}
	machine_run(m, MAX_EVENTS);
	machine_read_irb(m, irb);
	return true;
}

/* A drive without a tape, a tape with nothing on it or with a mark at its beginning. */
static bool tape_has_no_block(const struct probe *probe, const struct css_irb *irb)
{
	if (probe->family != FAMILY_TAPE || irb->scsw.cstat)
		return false;
	if (irb->scsw.dstat == (CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_UX))
		return true;
	return irb->scsw.dstat & CSS_DSTAT_UC &&
	       (irb->ecw[0] & INTERVENTION || !probe->medium->size);
}

bool probe_judge(const struct probe *probe, const struct css_irb *irb, struct text *why)
{
	u16 wanted = CSS_FCTL_START | CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING;
	u16 ctrl = be16_to_cpu(irb->scsw.ctrl);

	if (ctrl == wanted && irb->scsw.dstat == (CSS_DSTAT_CE | CSS_DSTAT_DE) &&
	    !irb->scsw.cstat)
		return true;
	if (ctrl == (wanted | CSS_STCTL_ALERT) && tape_has_no_block(probe, irb))
		return true;
	text_add(why, "the probe has SCSW %04x %04x %08x %02x%02x, sense %02x%02x",
		 be16_to_cpu(irb->scsw.flags), ctrl, be32_to_cpu(irb->scsw.cpa), irb->scsw.dstat,
		 irb->scsw.cstat, irb->ecw[0], irb->ecw[1]);
	return false;
}

static bool same_id(struct probe *probe, struct machine *m, struct text *why)
{
	const u32 part = 2 * PAGE - ID;
	u8 id[ID_COUNT];

	memcpy(id, bytes(probe, m, ID, part), part);
	memcpy(id + part, bytes(probe, m, ID_REST, ID_COUNT - part), ID_COUNT - part);
	if (!probe->id_len) {
		memcpy(probe->id, id, ID_COUNT);
		probe->id_len = ID_COUNT;
	}
	if (id[0] == 0xff && !memcmp(probe->id, id, ID_COUNT))
		return true;
	text_add(why, "the probe's Sense ID moved other bytes: %02x%02x%02x%02x%02x%02x%02x",
		 id[0], id[1], id[2], id[3], id[4], id[5], id[6]);
	return false;
}

static bool same_medium(const struct probe *probe, struct machine *m, u64 offset, u32 len,
			struct text *why)
{
	u8 expected[BLOCK];
	u32 i;

	if (probe->medium->ops->read(probe->medium, offset, expected, len)) {
		text_add(why, "the medium cannot be read");
		return false;
	}
	for (i = 0; i < len; i++) {
		if (bytes(probe, m, CAME, len)[i] == expected[i])
			continue;
		text_add(why, "the probe read %02x at %u, and the medium has %02x",
			 bytes(probe, m, CAME, len)[i], i, expected[i]);
		return false;
	}
	return true;
}

/* Of a block in several chunks, what the first one holds. */
static bool same_block(const struct probe *probe, struct machine *m, struct text *why)
{
	u8 header[AWS_HEADER];

	if (probe->medium->ops->read(probe->medium, 0, header, sizeof(header))) {
		text_add(why, "the tape cannot be read");
		return false;
	}
	return same_medium(probe, m, AWS_HEADER,
			   min_t(u32, BLOCK, header[0] | (u32)header[1] << 8), why);
}

bool probe_run(struct probe *probe, struct machine *m, struct text *why)
{
	struct css_irb irb;

	if (!run(probe, m, &irb, why) || !probe_judge(probe, &irb, why) ||
	    !same_id(probe, m, why))
		return false;
	if (probe->family == FAMILY_DASD)
		return same_medium(probe, m, CKD_HEADER_SIZE, CKD_HA_SIZE + RECORD0, why);
	return tape_has_no_block(probe, &irb) || same_block(probe, m, why);
}
