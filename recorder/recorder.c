// SPDX-License-Identifier: GPL-2.0-only
/* Recording of what passes through a device; see recorder/recorder.h. */
#include "core/device.h"
#include "recorder/recorder.h"

/* Size of the count field, with which the data of count-key-data writes begin. */
#define COUNT_FIELD	8u

static void recorder_put(struct recorder *rec, enum record_kind kind, const void *body, u32 size)
{
	rec->ops->put(rec->data, kind, body, size, NULL, 0);
}

/* ---- Creating and destroying ---- */

int recorder_create(struct recorder *rec)
{
	const u32 ccws = CP_MAX_CCWS * CSS_CCW_SIZE;

	rec->ccws = platform_zalloc(ccws + RECORDER_IDALS + RECORD_MAX_DATA);
	if (!rec->ccws)
		return -ENOMEM;
	rec->idals = rec->ccws + ccws;
	rec->page = rec->idals + RECORDER_IDALS;
	return 0;
}

void recorder_destroy(struct recorder *rec)
{
	platform_free(rec->ccws);
	rec->ccws = NULL;
}

void recorder_stream(struct recorder *rec, u32 schid, int cc, const struct css_schib *schib)
{
	struct record_stream stream = {
		.magic = cpu_to_be32(RECORD_MAGIC),
		.version = cpu_to_be32(RECORD_VERSION),
		.schid = cpu_to_be32(schid),
		.flags = cpu_to_be32((rec->parameters ? RECORD_PARAMETERS : 0) |
				     (rec->payload ? RECORD_PAYLOAD : 0)),
		.limit = cpu_to_be32(rec->limit),
		.cc = cpu_to_be32(cc),
	};

	rec->in_request = false;
	rec->program = false;
	if (!cc) {
		stream.schib.pmcw = schib->pmcw;
		stream.schib.pmcw.intparm = 0;
		stream.schib.pmcw.mbi = 0;
	}
	recorder_put(rec, RECORD_STREAM, &stream, sizeof(stream));
}

void recorder_begin(struct recorder *rec)
{
	rec->in_request = true;
	rec->has_request = false;
}

/* ---- CCWs and IDALs that the core reads ---- */

/* The previous program has ended by the time the next one begins. */
static void recorder_forget_program(struct recorder *rec)
{
	rec->n_ccws = 0;
	rec->n_idals = 0;
}

/* A CCW is read to its final index; one that was read ahead and not used is overwritten. */
static void recorder_note_ccws(struct recorder *rec, u32 index, const void *buf, u32 len)
{
	u32 n = index < CP_MAX_CCWS ? min(len / CSS_CCW_SIZE, CP_MAX_CCWS - index) : 0;

	memcpy(rec->ccws + index * CSS_CCW_SIZE, buf, n * CSS_CCW_SIZE);
	rec->n_ccws = max(rec->n_ccws, index + n);
}

static void recorder_note_idal(struct recorder *rec, u32 addr, const void *buf, u32 len)
{
	struct recorder_idal idal = { addr, len };
	u32 need = sizeof(idal) + len;

	if (need > RECORDER_IDALS - rec->n_idals)
		return;
	memcpy(rec->idals + rec->n_idals, &idal, sizeof(idal));
	memcpy(rec->idals + rec->n_idals + sizeof(idal), buf, len);
	rec->n_idals += need;
}

void recorder_read(struct recorder *rec, const struct vfio_ccw *vc, u64 iova,
		   const void *buf, size_t len)
{
	if (!rec->in_request || rec->sampling || vc->state != VFIO_CCW_CP_PROCESSING)
		return;
	if (!vc->cp.active)
		recorder_note_ccws(rec, vc->cp.n_ccws, buf, (u32)len);
	else
		recorder_note_idal(rec, (u32)iova, buf, (u32)len);
}

/* ---- Another walk of the program, as translated ---- */

/**
 * struct recorder_cursor - position in a walk of the program: a CCW, and its IDAL
 * @view: the CCW
 * @number: index of the CCW in the order of the walk
 * @at: offset of the next IDAL in the recorder's IDALs
 * @words: the guest's IDAL of the CCW, or NULL
 * @n_words: how many of its words were read
 */
struct recorder_cursor {
	struct cp_view view;
	u32 number;
	u32 at;
	const u8 *words;
	u32 n_words;
};

static u32 recorder_word_size(const struct vfio_ccw *vc)
{
	return vc->cp.ctrl & CSS_ORB_H ? sizeof(__be64) : sizeof(__be32);
}

/* IDALs were read in the order of this walk; one that could not be read is missing. */
static void recorder_find_idal(const struct recorder *rec, const struct vfio_ccw *vc,
			       struct recorder_cursor *p)
{
	struct recorder_idal idal;

	p->words = NULL;
	p->n_words = 0;
	if (!p->view.has_idal || p->at == rec->n_idals)
		return;
	memcpy(&idal, rec->idals + p->at, sizeof(idal));
	if (idal.addr != p->view.cda)
		return;
	p->words = rec->idals + p->at + sizeof(idal);
	p->n_words = min(idal.len / recorder_word_size(vc), p->view.idaws);
	p->at += sizeof(idal) + idal.len;
}

static bool recorder_next_ccw(const struct recorder *rec, const struct vfio_ccw *vc,
			      struct recorder_cursor *p)
{
	if (p->view.begun)
		p->number++;
	if (!cp_view_next(&vc->cp, &p->view))
		return false;
	recorder_find_idal(rec, vc, p);
	return true;
}

/* ---- The program ---- */

static void recorder_put_part(struct recorder *rec, enum record_kind kind,
			      const struct recorder_cursor *p, u32 offset, u32 total,
			      const void *bytes, u32 len)
{
	const struct record_part part = {
		.ccw = cpu_to_be32(p->number), .offset = cpu_to_be32(offset),
		.total = cpu_to_be32(total), .bytes = cpu_to_be32(len),
	};

	rec->ops->put(rec->data, kind, &part, sizeof(part), bytes, len);
}

static u8 recorder_moves(const struct cp_view *view)
{
	u8 moves = 0;

	if (cp_view_out(view))
		moves |= RECORD_MOVES_OUT;
	if (cp_view_in(view))
		moves |= RECORD_MOVES_IN;
	if (cp_view_backward(view))
		moves |= RECORD_MOVES_BACKWARD;
	return moves;
}

static struct record_ccw recorder_ccw(const struct recorder *rec, const struct recorder_cursor *p)
{
	struct record_ccw ccw = {
		.addr = cpu_to_be32(p->view.addr),
		.moves = recorder_moves(&p->view),
		.flags = (p->view.data_chained ? RECORD_DATA_CHAINED : 0) |
			 (p->view.speculative ? RECORD_SPECULATIVE : 0),
		.idaws = cpu_to_be16(p->view.idaws),
	};

	/* Nothing was read if the guest has no memory there. */
	if (p->view.index < rec->n_ccws)
		memcpy(ccw.raw, rec->ccws + p->view.index * CSS_CCW_SIZE, sizeof(ccw.raw));
	else
		ccw.flags |= RECORD_ABSENT;
	return ccw;
}

static void recorder_put_ccws(struct recorder *rec, const struct vfio_ccw *vc)
{
	struct recorder_cursor p = {};
	u32 n = 0;

	while (recorder_next_ccw(rec, vc, &p)) {
		const struct record_ccw ccw = recorder_ccw(rec, &p);

		memcpy(rec->page + n, &ccw, sizeof(ccw));
		n += sizeof(ccw);
		if (n == RECORD_MAX_DATA) {
			recorder_put(rec, RECORD_CCWS, rec->page, n);
			n = 0;
		}
	}
	if (n)
		recorder_put(rec, RECORD_CCWS, rec->page, n);
}

static void recorder_put_idal(struct recorder *rec, const struct vfio_ccw *vc,
			      const struct recorder_cursor *p)
{
	u32 size = p->n_words * recorder_word_size(vc);
	u32 total = p->view.idaws * recorder_word_size(vc);

	for (u32 done = 0; done < size; done += RECORD_MAX_DATA)
		recorder_put_part(rec, RECORD_IDAWS, p, done, total, p->words + done,
				  min(size - done, RECORD_MAX_DATA));
}

/* ---- Data ---- */

/*
 * Control commands, searches of direct-access devices, and sense commands; by bits 6-7
 * and 4-7 of the code.
 */
static bool recorder_is_parameter(const struct cp_view *view)
{
	u8 kind = view->cmd & 0x03;

	if (view->data_chained)
		return false;	/* data of another command, whatever the code says */
	return kind == CSS_CMD_CONTROL || (view->cmd & 0x0f) == CSS_CMD_SENSE ||
	       (kind == CSS_CMD_WRITE && view->cmd & 0x60);
}

/* Write home address, write R0, write count-key-data, and the latter on the next track. */
static bool recorder_has_count(const struct cp_view *view)
{
	return !view->data_chained && (view->cmd == 0x19 || view->cmd == 0x15 ||
				       (view->cmd & 0x7f) == 0x1d);
}

/* How many bytes of a CCW's data to record. */
static u32 recorder_data_size(const struct recorder *rec, const struct cp_view *view)
{
	u32 n = 0;

	if (rec->payload || (rec->parameters && recorder_is_parameter(view)))
		n = view->count;
	else if (rec->parameters && recorder_has_count(view))
		n = COUNT_FIELD;
	return min(min(n, (u32)view->count), rec->limit);
}

/* Bytes from an address to the end of its block, in the direction of the transfer. */
static u32 recorder_rest_of_block(const struct channel_program *cp, u64 addr, bool backward)
{
	u32 block = cp_guest_block(cp), offset = (u32)(addr & (block - 1));

	return backward ? offset + 1 : block - offset;
}

/* Next address of a CCW's data without IDAL, and how many bytes follow; none below zero. */
static u32 recorder_next_direct(const struct cp_view *view, u32 done, u64 *addr)
{
	if (!cp_view_backward(view)) {
		*addr = (u64)view->cda + done;
		return view->count - done;
	}
	if (done > view->cda)
		return 0;
	*addr = view->cda - done;
	return (u32)min_t(u64, view->count - done, *addr + 1);
}

/* Next address of a CCW's data, and how many bytes follow at consecutive addresses. */
static u32 recorder_next_area(const struct vfio_ccw *vc, const struct recorder_cursor *p, u32 *word,
			      u32 done, u64 *addr)
{
	__be64 wide;
	__be32 narrow;

	if (!p->view.has_idal)
		return recorder_next_direct(&p->view, done, addr);
	if (*word == p->n_words)
		return 0;
	memcpy(&wide, p->words + *word * recorder_word_size(vc), recorder_word_size(vc));
	memcpy(&narrow, &wide, sizeof(narrow));
	*addr = recorder_word_size(vc) == sizeof(wide) ? be64_to_cpu(wide) : be32_to_cpu(narrow);
	(*word)++;
	return recorder_rest_of_block(&vc->cp, *addr, cp_view_backward(&p->view));
}

static void recorder_reverse(u8 *bytes, u32 len)
{
	for (u32 i = 0; i < len / 2; i++) {
		u8 byte = bytes[i];

		bytes[i] = bytes[len - 1 - i];
		bytes[len - 1 - i] = byte;
	}
}

/*
 * Record data at consecutive addresses, in the order in which its bytes are transferred.
 * Return: false if the guest has no memory there.
 */
static bool recorder_put_area(struct recorder *rec, const struct vfio_ccw *vc,
			      enum record_kind kind, const struct recorder_cursor *p, u32 offset,
			      u64 addr, u32 len)
{
	bool backward = cp_view_backward(&p->view);

	while (len) {
		u32 n = min(len, RECORD_MAX_DATA);

		if (vc->host->read(vc->host_data, backward ? addr - (n - 1) : addr, rec->page, n))
			return false;
		if (backward)
			recorder_reverse(rec->page, n);
		recorder_put_part(rec, kind, p, offset, p->view.count, rec->page, n);
		offset += n;
		addr = backward ? addr - n : addr + n;
		len -= n;
	}
	return true;
}

/* Record the data in storage that a CCW designates. */
static void recorder_put_ccw_data(struct recorder *rec, const struct vfio_ccw *vc,
				  enum record_kind kind, const struct recorder_cursor *p)
{
	u32 n = recorder_data_size(rec, &p->view), done = 0, word = 0, len;
	u64 addr;

	while (done < n) {
		len = min(recorder_next_area(vc, p, &word, done, &addr), n - done);
		if (!len || !recorder_put_area(rec, vc, kind, p, done, addr, len))
			return;
		done += len;
	}
}

static void recorder_put_data(struct recorder *rec, const struct vfio_ccw *vc,
			      enum record_kind kind)
{
	struct recorder_cursor p = {};

	rec->sampling = true;
	while (recorder_next_ccw(rec, vc, &p))
		if (kind == RECORD_OUT ? cp_view_out(&p.view) : cp_view_in(&p.view))
			recorder_put_ccw_data(rec, vc, kind, &p);
	rec->sampling = false;
}

/* ---- Requests ---- */

static void recorder_put_request(struct recorder *rec, const struct vfio_ccw *vc)
{
	struct record_request request = {};

	if (rec->has_request)
		return;
	rec->has_request = true;
	io_region_request(vc, &request.orb, &request.scsw);
	recorder_put(rec, RECORD_REQUEST, &request, sizeof(request));
}

static void recorder_on_translated(struct recorder *rec, const struct vfio_ccw *vc,
				   const struct vfio_ccw_trace *event)
{
	const struct record_translated translated = {
		.result = cpu_to_be32(event->result), .ccws = cpu_to_be32(event->ccws),
		.idaws = cpu_to_be32(event->idaws), .pages = cpu_to_be32(event->pages),
		.segments = cpu_to_be32(vc->cp.n_segments),
		.bytes = cpu_to_be32(vc->cp.n_pieces * HOST_PAGE_SIZE),
	};
	struct recorder_cursor p = {};

	recorder_put_request(rec, vc);
	recorder_put_ccws(rec, vc);
	while (recorder_next_ccw(rec, vc, &p))
		recorder_put_idal(rec, vc, &p);
	if (!event->result)
		recorder_put_data(rec, vc, RECORD_OUT);
	recorder_put(rec, RECORD_TRANSLATED, &translated, sizeof(translated));
}

static void recorder_on_start(struct recorder *rec, const struct vfio_ccw_trace *event)
{
	const struct record_start start = {
		.cc = cpu_to_be32(event->result), .ctrl = event->orb->ctrl,
	};

	rec->program = !event->result;
	recorder_put(rec, RECORD_START, &start, sizeof(start));
}

static void recorder_on_request(struct recorder *rec, const struct vfio_ccw *vc, int result)
{
	recorder_put_request(rec, vc);
	recorder_note(rec, RECORD_RESULT, result);
	rec->in_request = false;
}

/* ---- Everything else ---- */

static void recorder_on_interrupt(struct recorder *rec, const struct vfio_ccw *vc,
				  const struct vfio_ccw_trace *event)
{
	const struct record_interrupt interrupt = {
		.irb = *event->irb, .final = cpu_to_be32(event->result),
	};

	if (event->result && rec->program)
		recorder_put_data(rec, vc, RECORD_IN);
	if (event->result)
		rec->program = false;
	recorder_put(rec, RECORD_INTERRUPT, &interrupt, sizeof(interrupt));
}

static void recorder_on_async(struct recorder *rec, const struct vfio_ccw_trace *event)
{
	const struct record_async async = {
		.command = cpu_to_be32(event->command), .result = cpu_to_be32(event->result),
	};

	recorder_put(rec, RECORD_ASYNC, &async, sizeof(async));
}

void recorder_trace(struct recorder *rec, const struct vfio_ccw *vc,
		    const struct vfio_ccw_trace *event)
{
	switch (event->kind) {
	case VFIO_CCW_TRACE_TRANSLATED:
		if (rec->in_request)
			recorder_on_translated(rec, vc, event);
		break;
	case VFIO_CCW_TRACE_START:
		if (rec->in_request)
			recorder_on_start(rec, event);
		break;
	case VFIO_CCW_TRACE_REQUEST:
		if (rec->in_request)
			recorder_on_request(rec, vc, event->result);
		break;
	case VFIO_CCW_TRACE_INTERRUPT:
		recorder_on_interrupt(rec, vc, event);
		break;
	case VFIO_CCW_TRACE_ASYNC:
		recorder_on_async(rec, event);
		break;
	case VFIO_CCW_TRACE_STATE:
		if (event->to == VFIO_CCW_CP_PROCESSING)
			recorder_forget_program(rec);
		break;
	case VFIO_CCW_TRACE_ABANDONED:
		recorder_put(rec, RECORD_ABANDONED, NULL, 0);
		break;
	default:
		break;
	}
}

void recorder_note(struct recorder *rec, enum record_kind kind, int result)
{
	const struct record_result body = { .result = cpu_to_be32(result) };
	bool has_result = kind == RECORD_OPEN || kind == RECORD_RESET || kind == RECORD_RESULT;

	recorder_put(rec, kind, has_result ? &body : NULL, has_result ? sizeof(body) : 0);
}
