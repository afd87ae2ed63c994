// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/replay/medium.h"
#include "ccwtools/replay/medium_rules.h"

#define ENDED		(CSS_DSTAT_CE | CSS_DSTAT_DE)
/* With only these bits the command was performed. */
#define DONE_DSTAT	((u8)~(ENDED | CSS_DSTAT_UX | CSS_DSTAT_SM))
#define DONE_CSTAT	((u8)~(CSS_CSTAT_IL | CSS_CSTAT_PCI))
/* With these the result of the command on the device is not known. */
#define LOST_CSTAT	(CSS_CSTAT_INTERFACE | CSS_CSTAT_CONTROL)

#define DEFINE_EXTENT	0x63u
#define PREFIX		0xe7u
#define PREFIX_EXTENT	12u	/* where the parameters of Define Extent begin in it */
#define PREFIX_LOCATE	44u	/* and those of Locate Record */
#define EXTENT_FIRST	8u	/* where the first track is in them */
#define EXTENT_LAST	12u
#define LOCATE_RECORD	0x47u
#define LOCATE_EXTENDED	0x4bu
#define LOCATE_COUNT	3u
#define WRITE_TRACK	0x0bu	/* operation, in the low six bits of the first byte */
#define INCOMPLETE	0x01u	/* sense byte 0: a domain was not used up; the command was done */

/**
 * struct front - an image that remembers what is replaced
 * @image: what the device has
 * @behind: the image
 * @medium: the judge that learns of it
 */
struct front {
	struct front *next;
	struct sim_image image;
	struct sim_image *behind;
	struct medium *medium;
};

/**
 * struct medium - the judge
 * @family: of the device
 * @fronts: what stands before its images
 * @open: a command has begun, and is not judged yet
 * @chained: data chaining leads on: what is fetched next continues it
 * @code: the command
 * @flags: of the last CCW that was fetched for it
 * @count: bytes that its CCWs designate
 * @data: bytes that the device took; @len: how many; @room: for how many
 * @extent: of the chain
 * @whole_track: a Locate Record of the chain said that one record is all of the track
 * @checked: it ended with unit check, @dstat and @cstat; sense bytes are still to come
 * @change: what it did to the medium
 * @room_pieces: for how many there is room
 * @failed: something was not right; @why: what
 */
struct medium {
	enum device_family family;
	struct front *fronts;
	bool open;
	bool chained;
	u8 code;
	u8 flags;
	u64 count;
	u8 *data;
	u32 len;
	u32 room;
	struct medium_extent extent;
	bool whole_track;
	bool checked;
	u8 dstat;
	u8 cstat;
	struct medium_change change;
	u32 room_pieces;
	bool failed;
	struct text why;
};

static void *need(void *memory)
{
	platform_assert(memory);
	return memory;
}

/* ---- What was there ---- */

void medium_now(const struct medium_change *change, u64 offset, void *buf, u64 len)
{
	struct sim_image *image = change->image;
	u64 there = offset < image->size ? min(len, image->size - offset) : 0;

	memset(buf, 0, len);
	if (there)
		platform_assert(!image->ops->read(image, offset, buf, there));
}

/* The last piece was replaced last: it is put back first. */
void medium_before(const struct medium_change *change, u64 offset, void *buf, u64 len)
{
	u32 i;

	medium_now(change, offset, buf, len);
	for (i = change->n; i-- > 0;) {
		const struct medium_piece *piece = &change->pieces[i];
		u64 from = max(offset, piece->offset);
		u64 to = min(offset + len, piece->offset + piece->len);

		if (from < to)
			memcpy((u8 *)buf + (from - offset), piece->old + (from - piece->offset),
			       to - from);
	}
}

static bool piece_differs(const struct medium_change *change, const struct medium_piece *piece,
			  u64 end)
{
	u64 len = piece->offset < end ? min(piece->reach, end - piece->offset) : 0;
	u8 *now = need(malloc(len + 1)), *before = need(malloc(len + 1));
	bool differs;

	medium_now(change, piece->offset, now, len);
	medium_before(change, piece->offset, before, len);
	differs = memcmp(now, before, len);
	free(now);
	free(before);
	return differs;
}

bool medium_differs(const struct medium_change *change, u64 end)
{
	u32 i;

	if (!change->n)
		return false;
	if (change->image->size != change->size && min(change->image->size, change->size) < end)
		return true;
	for (i = 0; i < change->n; i++)
		if (piece_differs(change, &change->pieces[i], end))
			return true;
	return false;
}

static void forget(struct medium *m)
{
	u32 i;

	for (i = 0; i < m->change.n; i++)
		free(m->change.pieces[i].old);
	m->change.n = 0;
	m->open = false;
	m->chained = false;
	m->checked = false;
	m->len = 0;
}

static void fail(struct medium *m, const char *what)
{
	if (m->failed)
		return;
	m->failed = true;
	text_add(&m->why, "%s", what);
}

static void begin_change(struct medium *m, const struct front *front)
{
	m->change.image = front->behind;
	m->change.size = front->behind->size;
}

/* @len bytes at @offset are about to be others; where the medium grows, they are new. */
static void keep(struct front *front, u64 offset, u64 len)
{
	struct medium *m = front->medium;
	struct medium_change *change = &m->change;
	struct medium_piece *piece;

	if (!change->n)
		begin_change(m, front);
	platform_assert(change->image == front->behind);
	if (change->n == m->room_pieces) {
		m->room_pieces = 2 * m->room_pieces + 1;
		change->pieces = need(realloc(change->pieces,
					      m->room_pieces * sizeof(*change->pieces)));
	}
	piece = &change->pieces[change->n];
	piece->offset = offset;
	piece->reach = len;
	piece->len = offset < front->behind->size ? min(len, front->behind->size - offset) : 0;
	piece->old = need(malloc(piece->len + 1));
	if (piece->len)
		platform_assert(!front->behind->ops->read(front->behind, offset, piece->old,
							  piece->len));
	change->n++;
}

/* It was refused. */
static void take_back(struct medium *m)
{
	free(m->change.pieces[--m->change.n].old);
}

static struct front *to_front(struct sim_image *image)
{
	return container_of(image, struct front, image);
}

static int front_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	struct sim_image *behind = to_front(image)->behind;

	return behind->ops->read(behind, offset, buf, len);
}

static int front_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct sim_image *behind = to_front(image)->behind;
	int err;

	keep(to_front(image), offset, len);
	err = behind->ops->write(behind, offset, buf, len);
	if (err)
		take_back(to_front(image)->medium);
	image->size = behind->size;
	return err;
}

static int front_cut(struct sim_image *image, u64 size)
{
	struct sim_image *behind = to_front(image)->behind;
	int err;

	keep(to_front(image), size, size < behind->size ? behind->size - size : 0);
	err = behind->ops->cut(behind, size);
	if (err)
		take_back(to_front(image)->medium);
	image->size = behind->size;
	return err;
}

static const struct sim_image_ops fixed_ops = {
	.read = front_read,
	.write = front_write,
};

static const struct sim_image_ops growing_ops = {
	.read = front_read,
	.write = front_write,
	.cut = front_cut,
};

struct sim_image *medium_front(struct medium *m, struct sim_image *image)
{
	struct front *front = need(calloc(1, sizeof(*front)));

	front->image.ops = image->ops->cut ? &growing_ops : &fixed_ops;
	front->image.size = image->size;
	front->image.readonly = image->readonly;
	front->behind = image;
	front->medium = m;
	front->next = m->fronts;
	m->fronts = front;
	return &front->image;
}

/* ---- One command ---- */

/* The result of a command, by its status. */
enum outcome {
	DONE,		/* it was answered as done */
	REFUSED,	/* it was answered as not done */
	IN_DOUBT,	/* it was not answered, or the answer does not say */
};

static enum outcome outcome_of(u8 dstat, u8 cstat)
{
	if (cstat & LOST_CSTAT || (!dstat && !cstat))
		return IN_DOUBT;
	if (dstat & DONE_DSTAT || cstat & DONE_CSTAT)
		return REFUSED;
	return (dstat & ENDED) == ENDED ? DONE : IN_DOUBT;
}

static bool writes(const struct medium *m)
{
	return m->open && (m->family == FAMILY_TAPE ? tape_writes : disk_writes)(m->code);
}

static bool is_written(const struct medium *m)
{
	const struct medium_write write = {
		.code = m->code,
		.data = m->data,
		.len = m->len,
		.used_up = m->len == m->count && !(m->flags & CSS_CCW_CD),
		.extent = m->extent,
		.whole_track = m->whole_track,
	};

	return (m->family == FAMILY_TAPE ? tape_is_written : disk_is_written)(&m->change, &write);
}

static void complain(struct medium *m, u8 dstat, u8 cstat, const char *what)
{
	struct text t = { 0 };

	if (!m->open) {
		fail(m, "something was written to the medium, and not by a command");
		return;
	}
	name_command(&t, m->family, m->code);
	text_add(&t, " with unit status %02x, channel status %02x, which took %u of %llu bytes: %s",
		 dstat, cstat, m->len, (unsigned long long)m->count, what);
	fail(m, t.buf);
}

static void remember_extent(struct medium *m, u32 skip)
{
	if (m->len < skip + EXTENT_LAST + sizeof(m->extent.last))
		return;
	m->extent.known = true;
	memcpy(m->extent.first, m->data + skip + EXTENT_FIRST, sizeof(m->extent.first));
	memcpy(m->extent.last, m->data + skip + EXTENT_LAST, sizeof(m->extent.last));
}

static void remember_locate(struct medium *m, u32 skip)
{
	const u8 *locate = m->data + skip;

	m->whole_track = m->len > skip + LOCATE_COUNT && (locate[0] & 0x3f) == WRITE_TRACK &&
			 locate[LOCATE_COUNT] == 1;
}

/* Parameters of a command that apply to later ones of the chain. */
static void remember(struct medium *m)
{
	if (m->family != FAMILY_DASD)
		return;
	if (m->code == DEFINE_EXTENT)
		remember_extent(m, 0);
	if (m->code == LOCATE_RECORD || m->code == LOCATE_EXTENDED)
		remember_locate(m, 0);
	if (m->code != PREFIX)
		return;
	remember_extent(m, PREFIX_EXTENT);
	remember_locate(m, PREFIX_LOCATE);
}

/*
 * The command has ended as @dstat and @cstat say, or both are zero.  Even bytes that are
 * the same as before must not be written by a command that was not done: zeroes that
 * fill a record are seen in a record of zeroes, too.
 */
static void judge(struct medium *m, u8 dstat, u8 cstat, enum outcome outcome)
{
	const bool touched = m->change.n;

	/* Untouched, so it cannot have changed. */
	if (!touched && m->fronts)
		begin_change(m, m->fronts);
	if (touched && !writes(m))
		complain(m, dstat, cstat, "it is no write, and has written to the medium");
	else if (touched && outcome == REFUSED)
		complain(m, dstat, cstat, "it was not done, and has written to the medium");
	else if (touched && !is_written(m))
		complain(m, dstat, cstat, "the medium has neither the old record nor the new one");
	else if (!touched && outcome == DONE && writes(m) && !is_written(m))
		complain(m, dstat, cstat, "it was done, and the medium does not have the record");
	/* The Locate Record is used up. */
	if (writes(m))
		m->whole_track = false;
	if (outcome == DONE)
		remember(m);
	forget(m);
}

/* No sense bytes come, or no end. */
static void settle(struct medium *m)
{
	if (m->checked)
		judge(m, m->dstat, m->cstat, REFUSED);
	else
		judge(m, 0, 0, IN_DOUBT);
}

/* The sense bytes may say that the command was done, and something else was not. */
static void finish(struct medium *m, const struct sim_trace *record)
{
	const struct css_irb *irb = (const struct css_irb *)record->data;
	bool incomplete = be16_to_cpu(irb->scsw.flags) & CSS_SCSW_E && irb->ecw[0] & INCOMPLETE;

	if (m->checked)
		judge(m, m->dstat, m->cstat, incomplete && m->family == FAMILY_DASD ? IN_DOUBT :
									      REFUSED);
}

static void end(struct medium *m, u8 dstat, u8 cstat)
{
	m->chained = !dstat && !cstat;
	if (m->chained)
		return;
	m->checked = dstat & CSS_DSTAT_UC && !(cstat & LOST_CSTAT);
	m->dstat = dstat;
	m->cstat = cstat;
	if (!m->checked)
		judge(m, dstat, cstat, outcome_of(dstat, cstat));
}

static void begin(struct medium *m, const struct sim_trace *record)
{
	if (!m->chained) {
		settle(m);
		m->open = true;
		m->code = record->code;
		m->count = 0;
	}
	/* A transfer in channel has no data. */
	if ((record->ccw.cmd & 0x0f) == CSS_CMD_TIC)
		return;
	m->flags = record->ccw.flags;
	m->count += be16_to_cpu(record->ccw.count);
}

static void take(struct medium *m, const u8 *data, u32 len)
{
	if (len > m->room - m->len) {
		m->room = 2 * (m->len + len);
		m->data = need(realloc(m->data, m->room));
	}
	memcpy(m->data + m->len, data, len);
	m->len += len;
}

static void begin_chain(struct medium *m)
{
	m->extent.known = false;
	m->whole_track = false;
}

static bool is_resume(const struct sim_trace *record)
{
	return record->kind == SIM_TRACE_INSTRUCTION && record->code == SIM_RSCH;
}

void medium_trace(void *data, const struct sim_trace *record)
{
	struct medium *m = data;

	if (record->kind == SIM_TRACE_CCW)
		begin(m, record);
	else if (record->kind == SIM_TRACE_DATA_OUT)
		take(m, record->data, record->len);
	else if (record->kind == SIM_TRACE_CCW_END)
		end(m, record->dstat, record->cstat);
	else if (record->kind == SIM_TRACE_STATUS)
		finish(m, record);
	else if (record->kind == SIM_TRACE_START || is_resume(record))
		begin_chain(m);
}

bool medium_is_right(struct medium *m, struct text *why)
{
	bool right;

	settle(m);
	right = !m->failed;
	if (!right)
		text_add(why, "%s", m->why.buf);
	m->failed = false;
	text_clear(&m->why);
	return right;
}

struct medium *medium_create(enum device_family family)
{
	struct medium *m = need(calloc(1, sizeof(*m)));

	m->family = family;
	return m;
}

void medium_destroy(struct medium *m)
{
	struct front *front;

	if (!m)
		return;
	forget(m);
	while ((front = m->fronts)) {
		m->fronts = front->next;
		free(front);
	}
	free(m->change.pieces);
	free(m->data);
	free(m);
}
