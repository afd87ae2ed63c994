// SPDX-License-Identifier: GPL-2.0-only
/* The arena as a host that records. */
#include "simtests/port/recording_host.h"
#include "simtests/port/port.h"

/* Its clock: each record is so much later than the one before. */
#define RECORD_NSECS	1000u

/* Host functions are given the arena, so that this is found without. */
static struct {
	struct machine *m;
	struct recorder rec;
	u8 *bytes;
	u32 room;
	u32 len;
	u64 seq;
} host;

static void put(void *data, enum record_kind kind, const void *body, u32 size, const void *more,
		u32 more_size)
{
	u32 bytes = sizeof(struct record_head) + size + more_size;
	u32 whole = (bytes + RECORD_ALIGN - 1) & ~(RECORD_ALIGN - 1);
	const struct record_head head = {
		.size = cpu_to_be32(whole), .kind = cpu_to_be16(kind),
		.unused = cpu_to_be16((u16)(whole - bytes)), .seq = cpu_to_be64(host.seq),
		.ns = cpu_to_be64((host.seq + 1) * RECORD_NSECS),
	};
	u8 *at = host.bytes + host.len;

	host.seq++;
	if (whole > host.room - host.len)
		return;
	memcpy(at, &head, sizeof(head));
	if (size)
		memcpy(at + sizeof(head), body, size);
	if (more_size)
		memcpy(at + sizeof(head) + size, more, more_size);
	memset(at + bytes, 0, whole - bytes);
	host.len += whole;
}

static const struct recorder_ops recorder_ops = { .put = put };

static int host_read(void *arena, u64 iova, void *buf, size_t len)
{
	int err = arena_host_ops.read(arena, iova, buf, len);

	if (!err && host.m)
		recorder_read(&host.rec, &host.m->vc, iova, buf, len);
	return err;
}

static void host_trace(void *arena, const struct vfio_ccw_trace *event)
{
	if (host.m)
		recorder_trace(&host.rec, &host.m->vc, event);
}

static int host_pin(void *arena, u64 iova, u32 npages, bool write, u64 *addr)
{
	return arena_host_ops.pin(arena, iova, npages, write, addr);
}

static void host_unpin_all(void *arena)
{
	arena_host_ops.unpin_all(arena);
}

static int host_start(void *arena, int (*issue)(void *data), void *data)
{
	return arena_host_ops.start(arena, issue, data);
}

static void *host_alloc_channel(void *arena, size_t size, u32 *addr)
{
	return arena_host_ops.alloc_channel(arena, size, addr);
}

static void host_free_channel(void *arena, void *mem, size_t size)
{
	arena_host_ops.free_channel(arena, mem, size);
}

static void host_signal(void *arena, enum vfio_ccw_notifier which)
{
	arena_host_ops.signal(arena, which);
}

static bool host_wait(void *arena, u32 msecs)
{
	return arena_host_ops.wait(arena, msecs);
}

static void host_assert_locked(void *arena)
{
	arena_host_ops.assert_locked(arena);
}

const struct vfio_ccw_host_ops recording_host_ops = {
	.read = host_read,
	.pin = host_pin,
	.unpin_all = host_unpin_all,
	.start = host_start,
	.alloc_channel = host_alloc_channel,
	.free_channel = host_free_channel,
	.signal = host_signal,
	.wait = host_wait,
	.assert_locked = host_assert_locked,
	.trace = host_trace,
};

struct recorder *recording_host_start(struct machine *m, u32 room)
{
	struct css_schib schib;
	int err, cc;

	memset(&host, 0, sizeof(host));
	host.rec.ops = &recorder_ops;
	host.rec.parameters = true;
	host.rec.payload = true;
	host.rec.limit = 0xffff;
	err = recorder_create(&host.rec);
	platform_assert(!err);
	host.bytes = port_zalloc(room);
	host.room = room;
	platform_assert(host.bytes);
	cc = m->vc.css->store(m->sch, &schib);
	recorder_stream(&host.rec, MACHINE_SCHID, cc, &schib);
	host.m = m;
	return &host.rec;
}

struct recorder *recording_host_recorder(void)
{
	return &host.rec;
}

void recording_host_stop(void)
{
	host.m = NULL;
	recorder_destroy(&host.rec);
	port_free(host.bytes);
	host.bytes = NULL;
}

u32 recording_host_stream(const u8 **bytes)
{
	*bytes = host.bytes;
	return host.len;
}

void recording_host_empty(void)
{
	host.len = 0;
}

ssize_t recording_host_start_program(struct machine *m, const struct css_orb *orb)
{
	if (host.m)
		recorder_begin(&host.rec);
	return machine_start(m, orb);
}
