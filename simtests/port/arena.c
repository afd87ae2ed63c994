// SPDX-License-Identifier: GPL-2.0-only
/* A machine's memory for tests. */
#include "core/limits.h"
#include "simtests/port/arena.h"
#include "simtests/port/guest_memory.h"
#include "simtests/port/platform.h"
#include "simtests/port/port.h"

#define PAGE		((u64)HOST_PAGE_SIZE)
#define MAX_SIZE	(4ull << 30)
#define MAX_PINS	0xffffu		/* of one page; what fits into its counter */

/*
 * A guest frame's absolute frame is a permutation of the 2^20 frames below
 * 4 GiB, moved above them: an odd factor has an inverse modulo a power of two.
 */
#define FRAME_BITS	20
#define FRAME_MASK	((1u << FRAME_BITS) - 1)
#define FRAME_FACTOR	0x9e375u
#define FRAME_TWIST	0x5a5a5u
#define GUEST_BASE	(4ull << 30)
#define GUEST_END	(8ull << 30)

/*
 * One slot for each block of channel memory: what follows the block is a gap.  Slots that
 * are taken one after the other lie in no order.  A host whose memory is fragmented has
 * no larger block.
 */
#define SLOT_BASE	0x40000000u
#define SLOT_SHIFT	20
#define SLOT_SIZE	(1u << SLOT_SHIFT)
#define SLOTS		128u
#define SLOT_TWIST	0x2au
#define MAX_BLOCK	(2 * PAGE)

/* Zero is the state that a page is created in. */
#define PAGE_ABSENT	0x01
#define PAGE_READONLY	0x02
#define PAGE_STORABLE	0x04	/* pinned for the device to store into */

struct arena_page {
	u16 pins;
	u8 flags;
};

/* Pages that were pinned by one call, and are not unpinned. */
struct arena_pin {
	u64 iova;
	u32 npages;
};

struct arena_block {
	u8 *mem;
	size_t size;
};

struct arena {
	struct guest_memory *guest;
	u64 size;
	struct arena_page *pages;
	struct arena_block slots[SLOTS];
	struct arena_pin pins[CP_MAX_IDAWS + CP_MAX_SPECULATIVE_IDAWS];
	u32 n_pins;
	bool revoked;
	struct arena_counts counts;
	struct sim_plan *plan;
	u64 plan_reads, plan_pins, plan_allocs;	/* since there is a plan */
	bool (*wait)(void *data, u32 msecs);
	void *wait_data;
	bool locked;
	u32 factor_inverse;
};

/* ---- Addresses ---- */

/* Newton's iteration doubles the number of right bits: 3, 6, 12, 24. */
static u32 inverse_of_odd(u32 odd)
{
	u32 x = odd;
	int i;

	for (i = 0; i < 4; i++)
		x *= 2 - odd * x;
	return x;
}

static u64 absolute_of(u64 iova)
{
	u32 frame = (u32)(iova >> HOST_PAGE_SHIFT);

	frame = ((frame * FRAME_FACTOR) & FRAME_MASK) ^ FRAME_TWIST;
	return GUEST_BASE + ((u64)frame << HOST_PAGE_SHIFT) + (iova & HOST_PAGE_MASK);
}

static bool guest_of(const struct arena *arena, u64 addr, u64 *iova)
{
	u32 frame;

	if (addr < GUEST_BASE || addr >= GUEST_END)
		return false;
	frame = (u32)((addr - GUEST_BASE) >> HOST_PAGE_SHIFT) ^ FRAME_TWIST;
	frame = (frame * arena->factor_inverse) & FRAME_MASK;
	*iova = ((u64)frame << HOST_PAGE_SHIFT) + (addr & HOST_PAGE_MASK);
	return *iova < arena->size;
}

static struct arena_page *page_of(struct arena *arena, u64 iova)
{
	return &arena->pages[iova >> HOST_PAGE_SHIFT];
}

/* Are all bytes of the range inside the guest, and none on an absent page? */
static bool is_mapped(struct arena *arena, u64 iova, u64 len)
{
	u64 at;

	if (iova > arena->size || len > arena->size - iova)
		return false;
	for (at = iova & ~HOST_PAGE_MASK; at < iova + len; at += PAGE)
		if (page_of(arena, at)->flags & PAGE_ABSENT)
			return false;
	return true;
}

/* ---- Life ---- */

static bool refuse_alloc(void *data)
{
	struct arena *arena = data;

	arena->counts.allocs++;
	return sim_plan_host(arena->plan, SIM_WHEN_ALLOC, ++arena->plan_allocs) != 0;
}

struct arena *arena_create(u64 size)
{
	struct arena *arena = port_zalloc(sizeof(*arena));

	if (!arena)
		return NULL;
	size = (size + HOST_PAGE_MASK) & ~HOST_PAGE_MASK;
	platform_assert(size > 0 && size <= MAX_SIZE);
	arena->size = size;
	arena->factor_inverse = inverse_of_odd(FRAME_FACTOR);
	arena->guest = guest_memory_create(size);
	arena->pages = port_zalloc((size >> HOST_PAGE_SHIFT) * sizeof(*arena->pages));
	if (!arena->guest || !arena->pages) {
		if (arena->guest)
			guest_memory_destroy(arena->guest);
		port_free(arena->pages);
		port_free(arena);
		return NULL;
	}
	platform_set_alloc_hook(refuse_alloc, arena);
	return arena;
}

void arena_destroy(struct arena *arena)
{
	platform_assert(!arena->locked);
	platform_assert(arena->counts.held_pages == 0);
	platform_assert(arena->counts.held_channel == 0);
	platform_set_alloc_hook(NULL, NULL);
	guest_memory_destroy(arena->guest);
	port_free(arena->pages);
	port_free(arena);
}

struct arena_counts *arena_counts(struct arena *arena)
{
	return &arena->counts;
}

void arena_set_plan(struct arena *arena, struct sim_plan *plan)
{
	arena->plan = plan;
	arena->plan_reads = 0;
	arena->plan_pins = 0;
	arena->plan_allocs = 0;
}

void arena_set_wait(struct arena *arena, bool (*wait)(void *data, u32 msecs), void *data)
{
	arena->wait = wait;
	arena->wait_data = data;
}

void arena_revoke(struct arena *arena, bool revoked)
{
	arena->revoked = revoked;
}

void arena_lock(struct arena *arena)
{
	platform_assert(!arena->locked);
	arena->locked = true;
}

void arena_unlock(struct arena *arena)
{
	platform_assert(arena->locked);
	arena->locked = false;
}

/* ---- What the guest has ---- */

static void set_flag(struct arena *arena, u64 iova, u64 len, u8 flag, bool on)
{
	u64 at;

	platform_assert(!(iova & HOST_PAGE_MASK) && !(len & HOST_PAGE_MASK));
	platform_assert(iova <= arena->size && len <= arena->size - iova);
	for (at = iova; at < iova + len; at += PAGE) {
		struct arena_page *page = page_of(arena, at);

		if (on)
			page->flags |= flag;
		else
			page->flags &= (u8)~flag;
	}
}

void arena_unmap(struct arena *arena, u64 iova, u64 len)
{
	set_flag(arena, iova, len, PAGE_ABSENT, true);
}

void arena_map(struct arena *arena, u64 iova, u64 len)
{
	set_flag(arena, iova, len, PAGE_ABSENT, false);
}

void arena_protect(struct arena *arena, u64 iova, u64 len, bool readonly)
{
	set_flag(arena, iova, len, PAGE_READONLY, readonly);
}

void *arena_guest(struct arena *arena, u64 iova, u64 len)
{
	return guest_memory_at(arena->guest, iova, len);
}

/* ---- The host of the core ---- */

static int host_read(void *host, u64 iova, void *buf, size_t len)
{
	struct arena *arena = host;
	int err;

	platform_assert(arena->locked);
	arena->counts.reads++;
	arena->counts.read_bytes += len;
	err = sim_plan_host(arena->plan, SIM_WHEN_READ, ++arena->plan_reads);
	if (!err && !is_mapped(arena, iova, len))
		err = -EFAULT;
	if (err) {
		memset(buf, 0xdb, len);	/* undefined, so no code may rely on it */
		return err;
	}
	guest_memory_read(arena->guest, iova, buf, len);
	return 0;
}

static int pin_refused(struct arena *arena, u64 iova, u32 npages, bool write)
{
	int err = sim_plan_host(arena->plan, SIM_WHEN_PIN, ++arena->plan_pins);
	u32 i;

	if (err)
		return err;
	if (!is_mapped(arena, iova, npages * PAGE))
		return -EFAULT;
	for (i = 0; write && i < npages; i++)
		if (page_of(arena, iova + i * PAGE)->flags & PAGE_READONLY)
			return -EFAULT;
	return 0;
}

static int host_pin(void *host, u64 iova, u32 npages, bool write, u64 *addr)
{
	struct arena *arena = host;
	int err;
	u32 i;

	platform_assert(arena->locked);
	platform_assert(!(iova & HOST_PAGE_MASK) && npages > 0);
	arena->counts.pins++;
	arena->counts.pinned_pages += npages;
	platform_assert(arena->n_pins < ARRAY_SIZE(arena->pins));
	err = pin_refused(arena, iova, npages, write);
	if (err)
		return err;
	for (i = 0; i < npages; i++) {
		struct arena_page *page = page_of(arena, iova + i * PAGE);

		platform_assert(page->pins < MAX_PINS);
		page->pins++;
		if (write)
			page->flags |= PAGE_STORABLE;
		addr[i] = absolute_of(iova + i * PAGE);
	}
	arena->counts.held_pages += npages;
	arena->pins[arena->n_pins++] = (struct arena_pin){ iova, npages };
	return 0;
}

static void unpin(struct arena *arena, const struct arena_pin *pin)
{
	for (u32 i = 0; i < pin->npages; i++) {
		struct arena_page *page = page_of(arena, pin->iova + i * PAGE);

		platform_assert(page->pins > 0);
		if (--page->pins == 0)
			page->flags &= (u8)~PAGE_STORABLE;
	}
	arena->counts.held_pages -= pin->npages;
}

static void host_unpin_all(void *host)
{
	struct arena *arena = host;

	platform_assert(arena->locked);
	for (u32 i = 0; i < arena->n_pins; i++)
		unpin(arena, &arena->pins[i]);
	arena->n_pins = 0;
}

static int host_start(void *host, int (*issue)(void *data), void *data)
{
	struct arena *arena = host;

	platform_assert(arena->locked);
	return arena->revoked ? 2 : issue(data);
}

static void *host_alloc_channel(void *host, size_t size, u32 *addr)
{
	struct arena *arena = host;
	u32 i;

	platform_assert(arena->locked);
	arena->counts.channel_allocs++;
	if (sim_plan_host(arena->plan, SIM_WHEN_ALLOC, ++arena->plan_allocs))
		return NULL;
	if (size == 0 || size > MAX_BLOCK)
		return NULL;
	for (i = 0; i < SLOTS; i++) {
		struct arena_block *block = &arena->slots[i];

		if (block->mem)
			continue;
		block->mem = port_zalloc_page(size);
		if (!block->mem)
			return NULL;
		block->size = size;
		*addr = SLOT_BASE + (i ^ SLOT_TWIST) * SLOT_SIZE;
		arena->counts.held_channel += size;
		return block->mem;
	}
	return NULL;
}

static void host_free_channel(void *host, void *mem, size_t size)
{
	struct arena *arena = host;
	u32 i;

	for (i = 0; i < SLOTS; i++) {
		struct arena_block *block = &arena->slots[i];

		if (!mem || block->mem != mem)
			continue;
		platform_assert(block->size == size);
		arena->counts.held_channel -= size;
		port_free(block->mem);
		memset(block, 0, sizeof(*block));
		return;
	}
	platform_assert(!"freed channel memory that is not allocated");
}

static void host_signal(void *host, enum vfio_ccw_notifier which)
{
	struct arena *arena = host;

	platform_assert((size_t)which < ARRAY_SIZE(arena->counts.signals));
	arena->counts.signals[which]++;
}

static bool host_wait(void *host, u32 msecs)
{
	struct arena *arena = host;

	platform_assert(arena->locked);
	return arena->wait && arena->wait(arena->wait_data, msecs);
}

static void host_assert_locked(void *host)
{
	struct arena *arena = host;

	platform_assert(arena->locked);
}

const struct vfio_ccw_host_ops arena_host_ops = {
	.read = host_read,
	.pin = host_pin,
	.unpin_all = host_unpin_all,
	.start = host_start,
	.alloc_channel = host_alloc_channel,
	.free_channel = host_free_channel,
	.signal = host_signal,
	.wait = host_wait,
	.assert_locked = host_assert_locked,
};

/* ---- Storage as the channel sees it ---- */

static struct arena_block *block_of(struct arena *arena, u64 addr, u32 len)
{
	struct arena_block *block;
	u64 offset;

	if (addr < SLOT_BASE || addr - SLOT_BASE >= (u64)SLOTS * SLOT_SIZE)
		return NULL;
	block = &arena->slots[(addr - SLOT_BASE) >> SLOT_SHIFT ^ SLOT_TWIST];
	offset = addr & (SLOT_SIZE - 1);
	if (offset > block->size || len > block->size - offset)
		return NULL;
	return block;
}

static enum sim_storage_result map_guest(struct arena *arena, u64 iova, u32 len, bool store,
					 void **ptr)
{
	if (!is_mapped(arena, iova, len))
		return SIM_STORAGE_ADDRESSING;
	if (store && (page_of(arena, iova)->flags & PAGE_READONLY))
		return SIM_STORAGE_PROTECTION;
	*ptr = guest_memory_at(arena->guest, iova, len);
	return SIM_STORAGE_OK;
}

static void assert_one_page(u64 addr, u32 len)
{
	platform_assert(len > 0 && (addr & HOST_PAGE_MASK) + len <= PAGE);
}

static enum sim_storage_result storage_map(void *data, u64 addr, u32 len, bool store, void **ptr)
{
	struct arena *arena = data;
	struct arena_block *block = block_of(arena, addr, len);
	u64 iova;

	assert_one_page(addr, len);
	if (block) {
		*ptr = block->mem + (addr & (SLOT_SIZE - 1));
		return SIM_STORAGE_OK;
	}
	if (!guest_of(arena, addr, &iova))
		return SIM_STORAGE_ADDRESSING;
	return map_guest(arena, iova, len, store, ptr);
}

static bool storage_granted(void *data, u64 addr, u32 len, bool store)
{
	struct arena *arena = data;
	struct arena_page *page;
	u64 iova;

	/* CCWs, IDALs and zeroes: a channel fetches from there, and never stores. */
	if (block_of(arena, addr, len))
		return !store;
	if (!guest_of(arena, addr, &iova) || (addr & HOST_PAGE_MASK) + len > PAGE)
		return false;
	page = page_of(arena, iova);
	return page->pins > 0 && (!store || (page->flags & PAGE_STORABLE));
}

static enum sim_storage_result guest_storage_map(void *data, u64 addr, u32 len, bool store,
						 void **ptr)
{
	assert_one_page(addr, len);
	return map_guest(data, addr, len, store, ptr);
}

const struct sim_storage_ops arena_storage_ops = {
	.map = storage_map,
	.granted = storage_granted,
};

const struct sim_storage_ops arena_guest_storage_ops = {
	.map = guest_storage_map,
};
