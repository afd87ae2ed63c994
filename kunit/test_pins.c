// SPDX-License-Identifier: GPL-2.0-only
/* Pinned pages: the book of them, and who gives them back, with a VFIO that keeps count. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/shrinker.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "core/vfio/watch.h"
#include "simtests/suite.h"

/* What pins.c calls, as this file has it. */
static int model_pin(struct vfio_device *vdev, dma_addr_t iova, int npages, int prot,
		     struct page **pages);
static void model_unpin(struct vfio_device *vdev, dma_addr_t iova, int npages);
static unsigned long model_jiffies(unsigned int msecs);
static void model_fput(struct file *file);
static struct watch *model_watch_get(void);
static void model_watch_put(struct watch *watch);
static int model_watch_changes(const struct watch *watch);
static bool model_is_of_current(const struct watch *watch);
static void model_watch_exit(void);

#define vfio_pin_pages		model_pin
#define vfio_unpin_pages	model_unpin
#define msecs_to_jiffies	model_jiffies
#define fput			model_fput
#define watch_get		model_watch_get
#define watch_put		model_watch_put
#define watch_changes		model_watch_changes
#define watch_is_of_current	model_is_of_current
#define watch_exit		model_watch_exit
#include "core/vfio/bar.c"
#include "core/vfio/idle.c"
#include "core/vfio/pressure.c"
#include "core/vfio/pins.c"
#include "core/vfio/unmap.c"
#undef msecs_to_jiffies
#undef fput

#define PAGE		((u64)HOST_PAGE_SIZE)
#define ORDER		7u		/* of the memory that guest pages are in, in turn */
#define FRAMES		(1u << ORDER)
#define MAX_CALLS	2048u		/* more than a case makes */
#define POLLS		5000u		/* milliseconds until a case gives up on a thread */
#define MAX_LATE	4u		/* threads that are not back in user space */

/* Wait for a thread to make this true; what a case asserts then says if it did. */
#define await(condition) \
do { \
	for (u32 poll = 0; poll < POLLS && !(condition); poll++) \
		usleep_range(1000, 2000); \
} while (0)

/* A call that pinned, or took back, pages. */
struct call {
	u64 iova;
	int npages;
	int prot;
	bool held;
};

/**
 * struct world - VFIO, a channel, and the pins between
 * @pins: under test
 * @vdev: whose
 * @frames: where the guest's pages are
 * @calls: that pinned
 * @n: how many
 * @unpins: calls that gave back
 * @wrong: calls that gave back what no single call had pinned
 * @fail_at: this call to pin, counted from 1, is not answered in full
 * @answer: but so
 * @in_pin: called while VFIO pins
 * @in_unpin: called while VFIO takes back
 * @starts: START was issued
 * @cc: what START answers
 * @stops: CLEAR was issued
 * @ends: the channel obeys a CLEAR
 * @hasty: waits are over at once
 * @flag: a hook was there
 * @removing: somebody will wait for that
 * @watches: how many have got a watch
 * @changes: that the watch has counted
 * @stranger: it is another process that uses the device
 * @late: who unmaps is not back in user space for now
 * @files: which these threads will have closed when they are
 * @n_files: how many
 * @addr: what pins_add() answered, which the core keeps
 * @n_addr: how many
 */
struct world {
	struct pins pins;
	struct vfio_device vdev;
	struct page *frames;
	struct call calls[MAX_CALLS];
	u32 n;
	u32 unpins;
	u32 wrong;
	u32 fail_at;
	int answer;
	void (*in_pin)(struct world *w);
	void (*in_unpin)(struct world *w);
	u32 starts;
	int cc;
	u32 stops;
	bool ends;
	bool hasty;
	bool flag;
	bool removing;
	u32 watches;
	int changes;
	bool stranger;
	bool late;
	struct file *files[MAX_LATE];
	u32 n_files;
	u64 addr[MAX_CALLS];
	u32 n_addr;
};

static struct world *the_world;

static unsigned long model_jiffies(unsigned int msecs)
{
	return the_world->hasty ? 1 : msecs_to_jiffies(msecs);
}

/* The kernel's own waits until a thread is on its way to user space. */
static void model_fput(struct file *file)
{
	struct world *w = the_world;

	if (w->late && w->n_files < MAX_LATE)
		w->files[w->n_files++] = file;
	else
		__fput_sync(file);
}

/* One of them, the first who unmapped, is back. */
static void come_back(struct world *w)
{
	assert_true(w->n_files > 0);
	__fput_sync(w->files[0]);
	w->n_files--;
	memmove(w->files, w->files + 1, w->n_files * sizeof(*w->files));
}

static int model_pin(struct vfio_device *vdev, dma_addr_t iova, int npages, int prot,
		     struct page **pages)
{
	struct world *w = container_of(vdev, struct world, vdev);
	struct call *call = &w->calls[w->n];

	if (w->in_pin)
		w->in_pin(w);
	if (w->n == MAX_CALLS || iova % PAGE || npages <= 0) {
		w->wrong++;
		return -EINVAL;
	}
	w->n++;
	if (w->n == w->fail_at)
		npages = w->answer;
	if (npages <= 0)
		return npages;
	*call = (struct call){ iova, npages, prot, true };
	for (int i = 0; i < npages; i++)
		pages[i] = w->frames + (iova / PAGE + i) % FRAMES;
	return npages;
}

/* As iommufd has it: no more and no less than one call pinned. */
static void model_unpin(struct vfio_device *vdev, dma_addr_t iova, int npages)
{
	struct world *w = container_of(vdev, struct world, vdev);

	if (w->in_unpin)
		w->in_unpin(w);
	w->unpins++;
	for (u32 i = 0; i < w->n; i++) {
		struct call *call = &w->calls[i];

		if (!call->held || call->iova != iova || call->npages != npages)
			continue;
		call->held = false;
		return;
	}
	w->wrong++;
}

static struct watch *model_watch_get(void)
{
	the_world->watches++;
	return (struct watch *)the_world;
}

static void model_watch_put(struct watch *watch)
{
	if (watch)
		the_world->watches--;
}

static int model_watch_changes(const struct watch *watch)
{
	return READ_ONCE(((const struct world *)watch)->changes);
}

static void model_watch_exit(void)
{
}

static bool model_is_of_current(const struct watch *watch)
{
	return watch && !((const struct world *)watch)->stranger;
}

static u32 held(const struct world *w)
{
	u32 pages = 0;

	for (u32 i = 0; i < w->n; i++)
		pages += w->calls[i].held ? w->calls[i].npages : 0;
	return pages;
}

static int setup(void **state)
{
	struct world *w = kvzalloc(sizeof(*w), GFP_KERNEL);

	assert_non_null(w);
	w->frames = alloc_pages(GFP_KERNEL, ORDER);
	assert_non_null(w->frames);
	split_page(w->frames, ORDER);
	idle_pages = 0;
	pins_init(&w->pins, &w->vdev);
	w->ends = true;
	the_world = w;
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	u32 left, wrong, referenced = 0;
	bool busy;

	while (w->n_files)
		come_back(w);
	pins_close(&w->pins);
	left = held(w) + w->pins.left;
	wrong = w->wrong;
	busy = w->pins.coming || w->pins.going || w->pins.running || w->pins.doomed;
	pins_destroy(&w->pins);
	for (u32 i = 0; i < FRAMES; i++) {
		referenced += page_count(w->frames + i) != 1;
		__free_page(w->frames + i);
	}
	kvfree(w);
	assert_int_equal(left, 0);
	assert_int_equal(wrong, 0);
	assert_false(busy);
	assert_int_equal(referenced, 0);
	return 0;
}

/* ---- What the core does ---- */

static int add(struct world *w, u64 page, u32 npages, bool write)
{
	u64 *addr = w->addr + w->n_addr;
	int err;

	assert_true(npages <= ARRAY_SIZE(w->addr) - w->n_addr);
	err = pins_add(&w->pins, page * PAGE, npages, write, addr);
	if (!err)
		w->n_addr += npages;
	for (u32 i = 0; !err && i < npages; i++)
		assert_true(addr[i] == page_to_phys(w->frames + (page + i) % FRAMES));
	return err;
}

static void remove(struct world *w, u64 page, u32 npages)
{
	pins_remove(&w->pins, page * PAGE, npages);
}

static int issue_start(void *data)
{
	struct world *w = data;

	w->starts++;
	return w->cc;
}

static int start(struct world *w)
{
	return pins_start(&w->pins, issue_start, w);
}

/* ---- What user space does ---- */

static int issue_clear(void *data)
{
	struct world *w = data;

	w->stops++;
	if (w->ends)
		pins_done(&w->pins);
	return 0;
}

static void unmap(struct world *w, u64 iova, u64 length)
{
	pins_unmap(&w->pins, iova, length, issue_clear, w);
}

static void unmap_pages(struct world *w, u64 page, u32 npages)
{
	unmap(w, page * PAGE, npages * PAGE);
}

static bool is_doomed(struct world *w)
{
	return READ_ONCE(w->pins.doomed);
}

/* The same from another thread, which may have to wait. */
struct unmapper {
	struct world *w;
	u64 page;
	u32 npages;
	struct completion done;
};

static struct unmapper elsewhere;

static int unmapper_run(void *data)
{
	struct unmapper *u = data;

	unmap_pages(u->w, u->page, u->npages);
	complete(&u->done);
	return 0;
}

static void unmap_elsewhere(struct unmapper *u, struct world *w, u64 page, u32 npages)
{
	struct task_struct *task;

	*u = (struct unmapper){ .w = w, .page = page, .npages = npages };
	init_completion(&u->done);
	task = kthread_run(unmapper_run, u, "unmapper");
	assert_false(IS_ERR(task));
}

static void join(struct unmapper *u)
{
	assert_true(wait_for_completion_timeout(&u->done, msecs_to_jiffies(POLLS)));
}

/* ---- Pinning ---- */

static void long_ranges_are_pinned_in_batches(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 100, 2 * PIN_BATCH + 6, false), 0);
	assert_int_equal(w->n, 3);
	assert_int_equal(w->calls[2].npages, 6);
	assert_int_equal(w->calls[2].prot, IOMMU_READ);
	assert_int_equal(add(w, 900, 1, true), 0);
	assert_int_equal(w->calls[3].prot, IOMMU_READ | IOMMU_WRITE);
	assert_int_equal(held(w), 2 * PIN_BATCH + 7);
	remove(w, 100, 2 * PIN_BATCH + 6);
	assert_int_equal(held(w), 1);
	remove(w, 900, 1);
	assert_int_equal(w->unpins, 4);
	assert_int_equal(w->pins.n, 0);
}

static void several_ranges_go_in_one_call(void **state)
{
	struct world *w = *state;

	/* The neighbours on both sides stay. */
	assert_int_equal(add(w, 54, 2, false), 0);
	assert_int_equal(add(w, 5, 5, false), 0);
	assert_int_equal(add(w, 10, 3, false), 0);
	assert_int_equal(add(w, 13, 40, true), 0);
	assert_int_equal(add(w, 53, 1, false), 0);
	remove(w, 10, 44);
	assert_int_equal(held(w), 7);
	remove(w, 5, 5);
	assert_int_equal(held(w), 2);
	remove(w, 54, 2);
	assert_int_equal(held(w), 0);
}

static void ranges_go_in_any_order(void **state)
{
	static const u64 order[] = { 2, 0, 4, 3, 1 };
	struct world *w = *state;

	for (u32 i = 0; i < ARRAY_SIZE(order); i++)
		assert_int_equal(add(w, 10 * i, 2, false), 0);
	for (u32 i = 0; i < ARRAY_SIZE(order); i++) {
		remove(w, 10 * order[i], 2);
		assert_int_equal(held(w), 2 * (ARRAY_SIZE(order) - 1 - i));
	}
	assert_int_equal(w->pins.left, 0);
}

/* A page that is read and written to has two pins. */
static void page_in_two_ranges_goes_twice(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 7, 1, false), 0);
	assert_int_equal(add(w, 7, 1, true), 0);
	remove(w, 7, 1);
	assert_int_equal(held(w), 1);
	remove(w, 7, 1);
	assert_int_equal(held(w), 0);
}

static void page_that_comes_back_goes_again(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 500, 1, false), 0);
	for (u32 i = 0; i < 3; i++) {
		assert_int_equal(add(w, 7, 1, false), 0);
		assert_int_equal(held(w), 2);
		/* The search begins at the range that went before the first. */
		w->pins.next = 0;
		remove(w, 7, 1);
		assert_int_equal(held(w), 1);
		unmap_pages(w, 7, 1);
		assert_false(is_doomed(w));
	}
	remove(w, 500, 1);
	assert_int_equal(w->unpins, 4);
}

/* There are no addresses behind it. */
static void last_page_of_all(void **state)
{
	const u64 page = U64_MAX / PAGE;
	struct world *w = *state;

	assert_int_equal(add(w, page - 1, 2, true), 0);
	remove(w, page - 1, 2);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->pins.left, 0);
	assert_int_equal(add(w, page, 1, true), 0);
	unmap_pages(w, page, 1);
	assert_true(is_doomed(w));
	assert_int_equal(held(w), 0);
	remove(w, page, 1);
	assert_false(is_doomed(w));
}

static void book_grows(void **state)
{
	struct world *w = *state;
	const u32 many = 1000;

	for (u32 i = 0; i < many; i++)
		assert_int_equal(add(w, 2 * i, 1, false), 0);
	assert_int_equal(held(w), many);
	assert_int_equal(w->pins.n, many);
	assert_true(w->pins.max >= many && w->pins.max < 2 * many);
	for (u32 i = 0; i < many; i++)
		remove(w, 2 * i, 1);
	assert_int_equal(w->pins.n, 0);
}

static void refusal_is_answered_with_nothing_pinned(void **state)
{
	static const int codes[][2] = {
		{ -EINVAL, -EFAULT }, { -ENOENT, -EFAULT }, { -EPERM, -EFAULT },
		{ -EFAULT, -EFAULT }, { -ENOMEM, -ENOMEM }, { -EINTR, -EINTR },
	};
	struct world *w = *state;

	assert_int_equal(add(w, 500, 1, false), 0);
	for (u32 i = 0; i < ARRAY_SIZE(codes); i++) {
		for (u32 batch = 1; batch <= 3; batch++) {
			w->fail_at = w->n + batch;
			w->answer = codes[i][0];
			assert_int_equal(add(w, 0, 2 * PIN_BATCH + 6, false), codes[i][1]);
			assert_int_equal(held(w), 1);
			assert_int_equal(w->pins.left, 1);
		}
	}
	assert_int_equal(add(w, 0, 2, false), 0);
	remove(w, 0, 2);
	remove(w, 500, 1);
	assert_int_equal(w->pins.n, 0);
}

/* ---- Starting ---- */

static void channel_has_the_program_from_start_to_end(void **state)
{
	struct world *w = *state;

	for (w->cc = 3; w->cc > 0; w->cc--) {
		assert_int_equal(start(w), w->cc);
		assert_false(w->pins.running);
	}
	assert_int_equal(start(w), 0);
	assert_int_equal(w->starts, 4);
	assert_true(w->pins.running);
	pins_done(&w->pins);
	assert_false(w->pins.running);
}

/* STORE or HALT found the device gone, and nobody said that the channel is done. */
static void device_that_went_has_no_program(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 1, true), 0);
	assert_int_equal(start(w), 0);
	remove(w, 10, 1);
	/* It is back: the next program is built, not started, and unmapped. */
	assert_int_equal(add(w, 20, 1, true), 0);
	unmap_pages(w, 20, 1);
	assert_int_equal(w->stops, 0);
	remove(w, 20, 1);
}

/* ---- Unmapping ---- */

static void unmap_of_other_memory_changes_nothing(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 4, false), 0);
	assert_int_equal(add(w, 20, 1, false), 0);
	assert_int_equal(start(w), 0);
	unmap_pages(w, 0, 10);
	unmap_pages(w, 14, 6);
	unmap(w, 21 * PAGE, ~0ull - 21 * PAGE);
	unmap(w, 11 * PAGE, 0);
	unmap(w, 0, 0);
	assert_false(is_doomed(w));
	assert_int_equal(w->stops, 0);
	assert_int_equal(held(w), 5);
	pins_done(&w->pins);
	remove(w, 10, 4);
	remove(w, 20, 1);
	/* Nor does one of memory that was the program's. */
	unmap_pages(w, 10, 4);
	assert_false(is_doomed(w));
}

/* One byte of it is enough, at either end, and all there is. */
static void unmap_gives_back_what_it_meets(void **state)
{
	static const struct {
		u64 iova, length;
	} unmaps[] = {
		{ 10 * PAGE, 1 }, { 14 * PAGE - 1, 1 }, { 9 * PAGE, PAGE + 1 }, { 0, ~0ull },
		{ 12 * PAGE, PAGE },
	};
	struct world *w = *state;

	for (u32 i = 0; i < ARRAY_SIZE(unmaps); i++) {
		assert_int_equal(add(w, 10, 4, false), 0);
		unmap(w, unmaps[i].iova, unmaps[i].length);
		assert_true(is_doomed(w));
		assert_int_equal(held(w), 0);
		assert_int_equal(start(w), 2);
		remove(w, 10, 4);
		assert_false(is_doomed(w));
	}
	assert_int_equal(w->starts, 0);
	assert_int_equal(w->stops, 0);
	assert_int_equal(w->unpins, ARRAY_SIZE(unmaps));
	assert_int_equal(start(w), 0);
	pins_done(&w->pins);
}

static void doom_lasts_as_long_as_the_program(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 1, false), 0);
	assert_int_equal(add(w, 20, 1, false), 0);
	unmap_pages(w, 10, 1);
	assert_int_equal(held(w), 1);
	assert_int_equal(add(w, 30, 1, false), -EAGAIN);
	assert_int_equal(w->n, 2);
	remove(w, 10, 1);
	assert_int_equal(add(w, 30, 1, false), -EAGAIN);
	assert_int_equal(start(w), 2);
	remove(w, 20, 1);
	assert_int_equal(add(w, 30, 1, false), 0);
	assert_int_equal(start(w), 0);
	pins_done(&w->pins);
	remove(w, 30, 1);
}

static void unmap_stops_a_running_program(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 1, false), 0);
	assert_int_equal(add(w, 20, 40, true), 0);
	assert_int_equal(start(w), 0);
	unmap_pages(w, 25, 1);
	assert_int_equal(w->stops, 1);
	assert_int_equal(held(w), 1);
	unmap_pages(w, 25, 1);
	assert_int_equal(w->unpins, 2);
	remove(w, 10, 1);
	remove(w, 20, 40);
	assert_int_equal(w->unpins, 3);
}

/* It is over just when an unmap means to stop it, and the next one starts at once. */
static void unmap_leaves_the_next_program_alone(void **state)
{
	struct world *w = *state;

	w->ends = false;
	assert_int_equal(add(w, 10, 1, true), 0);
	assert_int_equal(start(w), 0);
	unmap_elsewhere(&elsewhere, w, 10, 1);
	/* Polled, so that it may be seen late. */
	await(waitqueue_active(&w->pins.progress));
	assert_int_equal(w->stops, 1);
	pins_done(&w->pins);
	remove(w, 10, 1);
	assert_int_equal(add(w, 30, 1, true), 0);
	assert_int_equal(start(w), 0);
	join(&elsewhere);
	assert_int_equal(w->stops, 1);
	assert_int_equal(held(w), 1);
	pins_done(&w->pins);
	remove(w, 30, 1);
}

/* How often somebody has a page of the guest: the page allocator's count. */
static int references(struct world *w, u64 page)
{
	return page_count(w->frames + page % FRAMES);
}

static void channel_that_does_not_stop_keeps_memory_from_others(void **state)
{
	struct world *w = *state;

	w->ends = false;
	assert_int_equal(add(w, 10, 2, true), 0);
	assert_int_equal(add(w, 20, 2, true), 0);
	assert_int_equal(start(w), 0);
	w->hasty = true;
	unmap_pages(w, 10, 2);
	w->hasty = false;
	flush_work(&w->pins.give_back);
	assert_int_equal(w->stops, STOP_TRIES);
	assert_int_equal(held(w), 2);
	assert_int_equal(references(w, 10), 2);
	assert_int_equal(references(w, 11), 2);
	assert_int_equal(references(w, 20), 1);
	/* It stops after all. */
	pins_done(&w->pins);
	unmap_pages(w, 20, 2);
	assert_int_equal(held(w), 0);
	assert_int_equal(references(w, 20), 1);
	remove(w, 10, 2);
	assert_int_equal(references(w, 10), 1);
	assert_int_equal(references(w, 11), 1);
	remove(w, 20, 2);
	assert_int_equal(w->unpins, 2);
}

/* The user goes, and takes VFIO's part along. */
/* Who unmaps has VFIO's locks: they are kept for so long once. */
static void channel_that_does_not_stop_is_waited_for_once(void **state)
{
	struct world *w = *state;

	w->ends = false;
	w->hasty = true;
	for (u32 i = 1; i <= 4; i++)
		assert_int_equal(add(w, 10 * i, 1, true), 0);
	assert_int_equal(start(w), 0);
	unmap_pages(w, 10, 1);
	assert_int_equal(w->stops, STOP_TRIES);
	w->hasty = false;
	unmap_pages(w, 20, 1);
	assert_int_equal(w->stops, STOP_TRIES + 1);
	flush_work(&w->pins.give_back);
	assert_int_equal(held(w), 2);
	pins_done(&w->pins);
	for (u32 i = 1; i <= 4; i++)
		remove(w, 10 * i, 1);
	/* The next one is another one. */
	w->ends = true;
	assert_int_equal(add(w, 10, 1, true), 0);
	assert_int_equal(start(w), 0);
	unmap_pages(w, 10, 1);
	assert_int_equal(w->stops, STOP_TRIES + 2);
	assert_false(w->pins.stuck);
	remove(w, 10, 1);
}

static void abandoned_program_keeps_memory_from_others(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 5, 1, false), 0);
	assert_int_equal(add(w, 10, 40, true), 0);
	assert_int_equal(add(w, 60, 1, false), 0);
	assert_int_equal(start(w), 0);
	remove(w, 60, 1);
	pins_abandon(&w->pins);
	assert_int_equal(held(w), 0);
	assert_int_equal(references(w, 5), 2);
	assert_int_equal(references(w, 49), 2);
	assert_int_equal(references(w, 60), 1);
	pins_abandon(&w->pins);
	assert_int_equal(references(w, 5), 2);
	unmap_pages(w, 0, 100);
	assert_int_equal(w->stops, 0);
	pins_done(&w->pins);
	remove(w, 10, 40);
	assert_int_equal(references(w, 49), 1);
	assert_int_equal(references(w, 5), 2);
	remove(w, 5, 1);
	assert_int_equal(references(w, 5), 1);
	assert_int_equal(w->unpins, 4);
}

/* What an unmap has given back is not given back again, nor kept. */
static void abandoned_after_an_unmap(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 5, 1, false), 0);
	assert_int_equal(add(w, 10, 1, true), 0);
	unmap_pages(w, 5, 1);
	assert_int_equal(held(w), 1);
	pins_abandon(&w->pins);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->unpins, 2);
	assert_int_equal(references(w, 5), 1);
	assert_int_equal(references(w, 10), 2);
	remove(w, 5, 1);
	remove(w, 10, 1);
	assert_int_equal(add(w, 5, 1, false), 0);
	remove(w, 5, 1);
}

/* ---- Unmapping what is just being pinned ---- */

/* Lets another thread unmap, and goes on when that has doomed the program. */
static void unmap_meanwhile(struct world *w)
{
	w->in_pin = NULL;
	unmap_elsewhere(&elsewhere, w, 10, 1);
	await(is_doomed(w));
}

static void unmap_of_a_range_that_is_coming(void **state)
{
	struct world *w = *state;

	w->in_pin = unmap_meanwhile;
	assert_int_equal(add(w, 10, 3, false), -EAGAIN);
	join(&elsewhere);
	assert_int_equal(w->n, 1);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->pins.n, 0);
	assert_int_equal(add(w, 10, 3, false), 0);
	remove(w, 10, 3);
}

static void unmap_of_one_range_while_another_is_coming(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 3, false), 0);
	w->in_pin = unmap_meanwhile;
	assert_int_equal(add(w, 50, 70, false), -EAGAIN);
	join(&elsewhere);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->unpins, 2);
	remove(w, 10, 3);
	assert_int_equal(w->unpins, 2);
	assert_int_equal(w->pins.n, 0);
}

static void unmap_of_a_range_that_vfio_refuses(void **state)
{
	struct world *w = *state;

	w->fail_at = 1;
	w->answer = -ENOMEM;
	w->in_pin = unmap_meanwhile;
	assert_int_equal(add(w, 10, 3, false), -ENOMEM);
	join(&elsewhere);
	assert_int_equal(w->unpins, 0);
	assert_false(is_doomed(w));
}

/* Who pins waits for a lock of who unmaps: that ends by itself. */
static void unmap_here(struct world *w)
{
	w->in_pin = NULL;
	unmap_pages(w, 10, 1);
	w->flag = true;
}

static void unmap_does_not_wait_for_good(void **state)
{
	struct world *w = *state;

	w->hasty = true;
	w->in_pin = unmap_here;
	assert_int_equal(add(w, 10, 3, false), -EAGAIN);
	assert_true(w->flag);
	assert_int_equal(held(w), 0);
}

/* A range of many calls: the next ones are not made. */
static void unmap_of_a_long_range_that_is_coming(void **state)
{
	struct world *w = *state;

	w->in_pin = unmap_meanwhile;
	assert_int_equal(add(w, 10, 12 * PIN_BATCH, false), -EAGAIN);
	join(&elsewhere);
	assert_int_equal(w->n, 1);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->pins.n, 0);
}

/* ---- Between an unmap and VFIO's look at what it left ---- */

/* As a user who wants VFIO to find pages: what was taken is pinned again at once. */
static int starter_run(void *data)
{
	struct world *w = data;

	while (!READ_ONCE(w->flag)) {
		if (pins_add(&w->pins, 10 * PAGE, 4, true, w->addr) == 0) {
			while (!is_doomed(w) && !READ_ONCE(w->flag))
				usleep_range(500, 1000);
			pins_remove(&w->pins, 10 * PAGE, 4);
		}
		usleep_range(500, 1000);
	}
	complete(&elsewhere.done);
	return 0;
}

/* Type 1 stops the machine in the twelfth round. */
static void unmapping_thread_that_hardly_runs(void **state)
{
	struct world *w = *state;
	u32 rounds = 0;

	init_completion(&elsewhere.done);
	assert_false(IS_ERR(kthread_run(starter_run, w, "starter")));
	await(held(w));
	w->late = true;
	for (bool found = true; found && rounds < 12; rounds++) {
		unmap_pages(w, 8, 10);
		/* Longer than any time that could be agreed upon. */
		msleep(100);
		found = held(w);
	}
	while (w->n_files)
		come_back(w);
	WRITE_ONCE(w->flag, true);
	join(&elsewhere);
	assert_true(rounds <= 2);
}

static void nothing_is_pinned_until_who_unmaps_is_back(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 4, true), 0);
	w->hasty = true;
	w->late = true;
	unmap_pages(w, 10, 1);
	remove(w, 10, 4);
	unmap_pages(w, 30, 1);
	/* One thread, one call: what is between counts as well. */
	assert_int_equal(w->n_files, 1);
	for (u32 i = 0; i < 30; i++)
		assert_int_equal(add(w, 10 - 3, 4, true), -EAGAIN);
	assert_int_equal(add(w, 20, 1, true), -EAGAIN);
	assert_int_equal(add(w, 30, 1, true), -EAGAIN);
	assert_int_equal(add(w, 6, 4, true), 0);
	assert_int_equal(add(w, 31, 4, true), 0);
	come_back(w);
	assert_int_equal(add(w, 10, 4, true), 0);
	remove(w, 6, 4);
	remove(w, 31, 4);
	remove(w, 10, 4);
}

/* Its bar is as long there as the thread is. */
static int late_unmapper_run(void *data)
{
	unmapper_run(data);
	while (!kthread_should_stop())
		usleep_range(500, 1000);
	return 0;
}

static void each_unmapping_thread_has_its_bar(void **state)
{
	static struct unmapper unmappers[3];
	struct task_struct *tasks[3];
	struct world *w = *state;

	w->hasty = true;
	w->late = true;
	for (u32 i = 0; i < 3; i++) {
		unmappers[i] = (struct unmapper){ .w = w, .page = 10 * i, .npages = 1 };
		init_completion(&unmappers[i].done);
		tasks[i] = kthread_run(late_unmapper_run, unmappers + i, "unmapper");
		assert_false(IS_ERR(tasks[i]));
		join(unmappers + i);
	}
	for (u32 i = 0; i < 3; i++) {
		for (u32 k = i; k < 3; k++)
			assert_int_equal(add(w, 10 * k, 1, true), -EAGAIN);
		come_back(w);
		assert_int_equal(add(w, 10 * i, 1, true), 0);
		remove(w, 10 * i, 1);
		kthread_stop(tasks[i]);
	}
}

/* VFIO has locks of the user's, and a page of his takes its time. */
static void block(struct world *w)
{
	w->in_unpin = NULL;
	WRITE_ONCE(w->flag, true);
	await(READ_ONCE(w->removing));
}

static int releaser_run(void *data)
{
	struct world *w = data;

	msleep(100);
	WRITE_ONCE(w->removing, true);
	complete(&elsewhere.done);
	return 0;
}

/* Who keeps VFIO from taking pages back must not stop the machine by that. */
static void last_rounds_end_when_all_is_given_back(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 1, true), 0);
	assert_int_equal(add(w, 20, 1, true), 0);
	w->hasty = true;
	w->late = true;
	w->in_unpin = block;
	for (u32 i = 1; i < UNMAP_ROUNDS; i++) {
		unmap_pages(w, 10, 20);
		assert_int_equal(held(w), 2);
	}
	init_completion(&elsewhere.done);
	assert_false(IS_ERR(kthread_run(releaser_run, w, "releaser")));
	unmap_pages(w, 10, 20);
	join(&elsewhere);
	assert_int_equal(held(w), 0);
	remove(w, 10, 1);
	remove(w, 20, 1);
}

static void rounds_are_of_a_range_and_a_call(void **state)
{
	struct world *w = *state;
	struct bar_owner other = {};

	w->late = true;
	for (u32 i = 1; i <= 3; i++)
		assert_int_equal(bar_raise(&w->pins.bars, 0, 9), i);
	/* Who was opened meanwhile is called as often from now on. */
	assert_int_equal(bar_raise(&other, 0, 9), 3);
	assert_int_equal(bar_raise(&w->pins.bars, 0, 9), 4);
	assert_int_equal(bar_raise(&other, 0, 9), 4);
	assert_int_equal(bar_raise(&w->pins.bars, 10, 19), 1);
	assert_int_equal(bar_raise(&w->pins.bars, 10, 19), 2);
	come_back(w);
	assert_int_equal(bar_raise(&w->pins.bars, 10, 19), 1);
	while (w->n_files)
		come_back(w);
}

/* Another device is not concerned; but what the bars know of this one outlives it. */
static void bar_of_a_device_that_goes(void **state)
{
	struct world *w = *state;
	static struct pins other;

	w->hasty = true;
	w->late = true;
	pins_init(&other, &w->vdev);
	pins_unmap(&other, 10 * PAGE, PAGE, issue_clear, w);
	assert_int_equal(add(w, 10, 1, true), 0);
	remove(w, 10, 1);
	pins_destroy(&other);
	come_back(w);
}

/* Who closes a device unmaps nothing that others must not pin meanwhile. */
static void device_that_is_detached_bars_nothing(void **state)
{
	struct world *w = *state;

	w->hasty = true;
	w->late = true;
	assert_int_equal(add(w, 10, 1, true), 0);
	unmap(w, 0, ULONG_MAX);
	assert_int_equal(held(w), 0);
	remove(w, 10, 1);
	assert_false(bar_covers(&w->pins.bars, 10 * PAGE, 10 * PAGE));
	assert_int_equal(add(w, 10, 1, true), 0);
	remove(w, 10, 1);
	assert_int_equal(w->n_files, 0);
}

/* Where there is no memory for a bar, time must do. */
static void pause_ends_by_itself(void **state)
{
	struct world *w = *state;

	bar_pause(&w->pins.bars);
	assert_true(bar_covers(&w->pins.bars, 10 * PAGE, 10 * PAGE));
	assert_int_equal(add(w, 10, 1, true), 0);
	assert_false(bar_covers(&w->pins.bars, 10 * PAGE, 10 * PAGE));
	remove(w, 10, 1);
}

/* ---- The core and an unmap give back the same range ---- */

/* VFIO takes its time, until somebody waits for it. */
static void linger(struct world *w)
{
	w->in_unpin = NULL;
	WRITE_ONCE(w->flag, true);
	/* Polled: who comes late is seen the next time. */
	await(READ_ONCE(w->removing) && waitqueue_active(&w->pins.progress));
}

static void core_waits_for_what_an_unmap_gives_back(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 3, false), 0);
	assert_int_equal(add(w, 20, 3, false), 0);
	w->in_unpin = linger;
	w->hasty = true;
	unmap_pages(w, 10, 20);
	await(READ_ONCE(w->flag));
	assert_true(w->flag);
	WRITE_ONCE(w->removing, true);
	remove(w, 10, 3);
	remove(w, 20, 3);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->unpins, 2);
	assert_int_equal(w->pins.n, 0);
}

static void unmap_waits_for_what_another_gives_back(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 3, false), 0);
	w->in_unpin = linger;
	w->hasty = true;
	unmap_pages(w, 10, 1);
	w->hasty = false;
	await(READ_ONCE(w->flag));
	assert_true(w->flag);
	WRITE_ONCE(w->removing, true);
	unmap_pages(w, 12, 1);
	assert_int_equal(held(w), 0);
	remove(w, 10, 3);
	assert_int_equal(w->unpins, 1);
}

/* While one range goes, the core takes back the one behind it first. */
static void remove_behind(struct world *w)
{
	w->in_unpin = NULL;
	unmap_elsewhere(&elsewhere, w, 10, 11);
	await(READ_ONCE(w->pins.going));
	await(READ_ONCE(w->pins.ranges[1].state) == PIN_TAKEN);
}

static void unmap_gives_back_while_the_core_does(void **state)
{
	struct world *w = *state;

	assert_int_equal(add(w, 10, 1, false), 0);
	assert_int_equal(add(w, 20, 1, false), 0);
	w->in_unpin = remove_behind;
	remove(w, 10, 1);
	join(&elsewhere);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->unpins, 2);
	remove(w, 20, 1);
	assert_int_equal(w->unpins, 2);
	assert_int_equal(w->pins.n, 0);
}

/* ---- Between programs ---- */

/* The device is open, and so many pages may stay. */
static void let_idle(struct world *w, u32 pages)
{
	idle_pages = pages;
	pins_open(&w->pins);
}

/* A program of one range. */
static void run_program(struct world *w, u64 page, u32 npages)
{
	assert_int_equal(add(w, page, npages, true), 0);
	assert_int_equal(start(w), 0);
	pins_done(&w->pins);
	remove(w, page, npages);
}

static bool is_held(const struct world *w, u64 page)
{
	for (u32 i = 0; i < w->n; i++)
		if (w->calls[i].held && w->calls[i].iova == page * PAGE)
			return true;
	return false;
}

/* VFIO is asked each time all the same. */
static void pages_stay_for_the_next_program(void **state)
{
	struct world *w = *state;

	let_idle(w, 100);
	for (u32 i = 1; i <= 3; i++) {
		run_program(w, 10, 40);
		assert_int_equal(held(w), 40);
		assert_int_equal(w->n, 2 * i);
		assert_int_equal(w->unpins, 2 * (i - 1));
		assert_int_equal(w->pins.idle.npages, 40);
	}
	/* Another range at the same place is another one. */
	run_program(w, 10, 4);
	assert_int_equal(held(w), 44);
	pins_close(&w->pins);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->watches, 0);
}

static void no_more_pages_stay_than_may(void **state)
{
	struct world *w = *state;

	let_idle(w, 8);
	for (u32 i = 0; i < 20; i++) {
		run_program(w, 10 * i, 3);
		assert_int_equal(held(w), i ? 6 : 3);
		assert_true(is_held(w, 10 * i));
	}
	/* Who was used last, leaves last. */
	run_program(w, 180, 3);
	run_program(w, 500, 3);
	assert_true(is_held(w, 180));
	assert_false(is_held(w, 190));
	run_program(w, 600, 9);
	assert_false(is_held(w, 600));
	assert_int_equal(held(w), 6);
	run_program(w, 600, 8);
	assert_int_equal(held(w), 8);
	assert_true(is_held(w, 600));
}

/* What one program has used does not make room for more of the same. */
static void long_program_keeps_its_first_pages(void **state)
{
	struct world *w = *state;

	let_idle(w, 8);
	for (u32 k = 0; k < 3; k++) {
		for (u32 i = 0; i < 6; i++)
			assert_int_equal(add(w, 10 * i, 2, true), 0);
		for (u32 i = 0; i < 6; i++)
			remove(w, 10 * i, 2);
		assert_int_equal(held(w), 8);
		for (u32 i = 0; i < 4; i++)
			assert_true(is_held(w, 10 * i));
	}
	run_program(w, 50, 2);
	assert_true(is_held(w, 50));
	assert_false(is_held(w, 0));
}

static void pages_may_be_fewer_from_now_on(void **state)
{
	struct world *w = *state;

	let_idle(w, 8);
	for (u32 i = 0; i < 4; i++)
		run_program(w, 10 * i, 2);
	idle_pages = 4;
	run_program(w, 30, 2);
	assert_int_equal(held(w), 4);
	idle_pages = 0;
	run_program(w, 30, 2);
	assert_int_equal(held(w), 0);
	/* Nor is a bound a way around the bound. */
	idle_pages = UINT_MAX;
	for (u32 i = 0; i < 40; i++) {
		w->n_addr = 0;
		run_program(w, 2000 * i, 1000);
	}
	assert_true(held(w) <= IDLE_PAGES_MAX);
	assert_true(held(w) > IDLE_PAGES_MAX - 1000);
}

static void unmap_gives_back_idle_pages(void **state)
{
	struct world *w = *state;

	let_idle(w, 100);
	run_program(w, 10, 4);
	run_program(w, 20, 4);
	assert_int_equal(add(w, 30, 1, true), 0);
	assert_int_equal(start(w), 0);
	unmap_pages(w, 14, 6);
	assert_int_equal(held(w), 9);
	unmap(w, 14 * PAGE - 1, 1);
	assert_false(is_held(w, 10));
	assert_int_equal(held(w), 5);
	/* No program had them. */
	assert_false(is_doomed(w));
	assert_int_equal(w->stops, 0);
	/* A program that has them, loses them, and what was idle of them goes as well. */
	pins_done(&w->pins);
	remove(w, 30, 1);
	assert_int_equal(add(w, 20, 4, true), 0);
	assert_int_equal(held(w), 9);
	unmap_pages(w, 21, 1);
	assert_true(is_doomed(w));
	assert_int_equal(held(w), 1);
	remove(w, 20, 4);
	assert_int_equal(held(w), 1);
	unmap(w, 0, ~0ull);
	assert_int_equal(held(w), 0);
}

/* A program that ends when an unmap means to stop it. */
static void end_under_an_unmap(struct world *w)
{
	w->ends = false;
	assert_int_equal(add(w, 10, 4, true), 0);
	assert_int_equal(start(w), 0);
	unmap_elsewhere(&elsewhere, w, 10, 1);
	/* Polled: who comes late is seen the next time. */
	await(waitqueue_active(&w->pins.progress));
	assert_int_equal(w->stops, 1);
	pins_done(&w->pins);
	remove(w, 10, 4);
}

static void unmap_while_pages_become_idle(void **state)
{
	struct world *w = *state;

	let_idle(w, 100);
	end_under_an_unmap(w);
	join(&elsewhere);
	assert_int_equal(held(w), 0);
	assert_false(is_doomed(w));
}

/* Another one begins at once, with the same pages. */
static void unmap_takes_nothing_from_the_next_program(void **state)
{
	struct world *w = *state;

	end_under_an_unmap(w);
	assert_int_equal(add(w, 10, 4, true), 0);
	join(&elsewhere);
	assert_int_equal(held(w), 4);
	assert_int_equal(start(w), 0);
	pins_done(&w->pins);
	remove(w, 10, 4);
}

/* At each call to pin, nothing that was idle before is left. */
static void expect_nothing(struct world *w)
{
	w->flag = true;
	assert_int_equal(held(w), 0);
}

static void changed_memory_is_pinned_anew(void **state)
{
	struct world *w = *state;

	let_idle(w, 100);
	run_program(w, 10, 4);
	run_program(w, 20, 4);
	assert_int_equal(held(w), 8);
	w->changes++;
	w->in_pin = expect_nothing;
	run_program(w, 10, 4);
	w->in_pin = NULL;
	assert_true(w->flag);
	assert_int_equal(held(w), 4);
	/* Without another program they go, too. */
	w->changes++;
	pressure_changed();
	flush_work(&changed_work);
	assert_int_equal(held(w), 0);
}

/* Another device may have the page, and another thread be about to give it back. */
static void linger_with_pages(struct world *w)
{
	w->in_unpin = NULL;
	WRITE_ONCE(w->flag, true);
	/* Polled: who comes late is seen the next time. */
	await(READ_ONCE(w->removing) && waitqueue_active(&w->pins.progress));
}

static void changed_memory_of_another_device(void **state)
{
	struct world *w = *state;
	static struct pins other;

	let_idle(w, 100);
	pins_init(&other, &w->vdev);
	pins_open(&other);
	for (u32 i = 0; i < 2; i++) {
		run_program(w, 10, 4);
		assert_int_equal(held(w), 4);
		w->changes++;
		if (i) {
			w->flag = false;
			w->in_unpin = linger_with_pages;
			assert_int_equal(pins_shrink(&w->pins, 1), 4);
			await(READ_ONCE(w->flag));
			assert_true(w->flag);
			WRITE_ONCE(w->removing, true);
		}
		w->in_pin = expect_nothing;
		assert_int_equal(pins_add(&other, 10 * PAGE, 4, true, w->addr + w->n_addr), 0);
		w->in_pin = NULL;
		pins_remove(&other, 10 * PAGE, 4);
		assert_int_equal(held(w), 4);
		pins_drop_idle(&other);
		assert_int_equal(held(w), 0);
	}
	pins_close(&other);
	pins_destroy(&other);
}

static void one_user_does_not_wait_for_another(void **state)
{
	struct world *w = *state, *stranger;
	static struct pins other;
	bool free;

	let_idle(w, 100);
	run_program(w, 10, 4);
	w->in_unpin = block;
	w->changes++;
	pressure_changed();
	await(READ_ONCE(w->flag));
	assert_true(w->flag);
	free = mutex_trylock(&all_lock);
	if (free)
		mutex_unlock(&all_lock);
	else
		WRITE_ONCE(w->removing, true);
	assert_true(free);

	/* Whoever else is there starts, and is relieved of nothing but his own. */
	assert_int_equal(setup((void **)&stranger), 0);
	let_idle(stranger, 100);
	run_program(stranger, 10, 4);
	stranger->fail_at = stranger->n + 1;
	stranger->answer = -ENOMEM;
	assert_int_equal(add(stranger, 20, 1, true), 0);
	assert_int_equal(held(stranger), 1);
	remove(stranger, 20, 1);
	assert_int_equal(held(w), 4);
	assert_int_equal(teardown((void **)&stranger), 0);

	/* Another device of the same user waits, but not for good. */
	the_world = w;
	idle_pages = 100;
	pins_init(&other, &w->vdev);
	pins_open(&other);
	w->hasty = true;
	assert_int_equal(pins_add(&other, 10 * PAGE, 4, true, w->addr + w->n_addr), -EAGAIN);
	WRITE_ONCE(w->removing, true);
	await(!held(w));
	assert_int_equal(pins_add(&other, 10 * PAGE, 4, true, w->addr + w->n_addr), 0);
	pins_remove(&other, 10 * PAGE, 4);
	pins_close(&other);
	pins_destroy(&other);
}

/* Whatever page was pinned while the memory changed: it is not for the next program. */
static void change_while_a_program_has_its_pages(void **state)
{
	struct world *w = *state;

	let_idle(w, 100);
	assert_int_equal(add(w, 10, 4, true), 0);
	w->changes++;
	remove(w, 10, 4);
	assert_int_equal(held(w), 0);
	assert_int_equal(add(w, 10, 4, true), 0);
	w->changes++;
	assert_int_equal(add(w, 20, 4, true), 0);
	remove(w, 10, 4);
	remove(w, 20, 4);
	assert_true(is_held(w, 20));
	assert_int_equal(held(w), 4);
}

static void nothing_stays_of_memory_that_is_not_watched(void **state)
{
	struct world *w = *state;

	idle_pages = 100;
	run_program(w, 10, 4);
	assert_int_equal(held(w), 0);
	pins_open(&w->pins);
	w->stranger = true;
	run_program(w, 10, 4);
	assert_int_equal(held(w), 0);
	w->stranger = false;
	run_program(w, 10, 4);
	assert_int_equal(held(w), 4);
	pins_drop_idle(&w->pins);
	assert_int_equal(held(w), 0);
}

static void short_memory_gets_the_oldest_back(void **state)
{
	struct shrink_control control = { .nr_to_scan = 3 };
	struct world *w = *state;

	let_idle(w, 100);
	for (u32 i = 0; i < 4; i++)
		run_program(w, 10 * i, 2);
	assert_int_equal(pressure_count(NULL, &control), 8);
	assert_int_equal(pressure_scan(NULL, &control), 4);
	flush_work(&w->pins.give_back);
	assert_int_equal(held(w), 4);
	assert_true(is_held(w, 20));
	assert_true(is_held(w, 30));
	assert_int_equal(pressure_count(NULL, &control), 4);
	/* Reclaim may come with our locks held: it waits for none. */
	mutex_lock(&w->pins.lock);
	assert_true(pressure_scan(NULL, &control) == SHRINK_STOP);
	mutex_unlock(&w->pins.lock);
	assert_int_equal(pressure_scan(NULL, &control), 4);
	flush_work(&w->pins.give_back);
	assert_int_equal(held(w), 0);
	assert_int_equal(pressure_count(NULL, &control), 0);
	assert_true(pressure_scan(NULL, &control) == SHRINK_STOP);
}

/* A program must not be refused for what no program needs: neither here nor there. */
static void idle_pages_are_no_reason_to_refuse(void **state)
{
	struct world *w = *state;
	static struct pins other;

	let_idle(w, 100);
	run_program(w, 10, 4);
	w->fail_at = w->n + 1;
	w->answer = -ENOMEM;
	assert_int_equal(add(w, 50, 40, true), 0);
	assert_false(is_held(w, 10));
	assert_int_equal(held(w), 40);
	remove(w, 50, 40);
	assert_int_equal(held(w), 40);
	/* Another device of the process, that is. */
	pins_init(&other, &w->vdev);
	pins_open(&other);
	w->fail_at = w->n + 1;
	assert_int_equal(pins_add(&other, 90 * PAGE, 1, true, w->addr + w->n_addr), 0);
	assert_int_equal(held(w), 1);
	w->fail_at = w->n + 1;
	assert_int_equal(pins_add(&other, 91 * PAGE, 1, true, w->addr + w->n_addr + 1), -ENOMEM);
	pins_remove(&other, 90 * PAGE, 1);
	pins_close(&other);
	assert_int_equal(held(w), 0);
	pins_destroy(&other);
}

static void abandoned_pages_do_not_stay(void **state)
{
	struct world *w = *state;

	let_idle(w, 100);
	run_program(w, 30, 2);
	assert_int_equal(add(w, 10, 4, true), 0);
	assert_int_equal(start(w), 0);
	pins_abandon(&w->pins);
	pins_close(&w->pins);
	assert_int_equal(held(w), 0);
	assert_int_equal(references(w, 10), 2);
	pins_done(&w->pins);
	remove(w, 10, 4);
	assert_int_equal(references(w, 10), 1);
	assert_int_equal(held(w), 0);
}

static const struct CMUnitTest pins_cases[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	CASE(long_ranges_are_pinned_in_batches),
	CASE(several_ranges_go_in_one_call),
	CASE(ranges_go_in_any_order),
	CASE(page_in_two_ranges_goes_twice),
	CASE(page_that_comes_back_goes_again),
	CASE(last_page_of_all),
	CASE(book_grows),
	CASE(refusal_is_answered_with_nothing_pinned),
	CASE(channel_has_the_program_from_start_to_end),
	CASE(device_that_went_has_no_program),
	CASE(unmap_of_other_memory_changes_nothing),
	CASE(unmap_gives_back_what_it_meets),
	CASE(doom_lasts_as_long_as_the_program),
	CASE(unmap_stops_a_running_program),
	CASE(unmap_leaves_the_next_program_alone),
	CASE(channel_that_does_not_stop_keeps_memory_from_others),
	CASE(channel_that_does_not_stop_is_waited_for_once),
	CASE(abandoned_program_keeps_memory_from_others),
	CASE(abandoned_after_an_unmap),
	CASE(unmap_of_a_range_that_is_coming),
	CASE(unmap_of_one_range_while_another_is_coming),
	CASE(unmap_of_a_range_that_vfio_refuses),
	CASE(unmap_does_not_wait_for_good),
	CASE(unmap_of_a_long_range_that_is_coming),
	CASE(unmapping_thread_that_hardly_runs),
	CASE(nothing_is_pinned_until_who_unmaps_is_back),
	CASE(each_unmapping_thread_has_its_bar),
	CASE(last_rounds_end_when_all_is_given_back),
	CASE(rounds_are_of_a_range_and_a_call),
	CASE(bar_of_a_device_that_goes),
	CASE(device_that_is_detached_bars_nothing),
	CASE(pause_ends_by_itself),
	CASE(core_waits_for_what_an_unmap_gives_back),
	CASE(unmap_waits_for_what_another_gives_back),
	CASE(unmap_gives_back_while_the_core_does),
	CASE(pages_stay_for_the_next_program),
	CASE(no_more_pages_stay_than_may),
	CASE(long_program_keeps_its_first_pages),
	CASE(pages_may_be_fewer_from_now_on),
	CASE(unmap_gives_back_idle_pages),
	CASE(unmap_while_pages_become_idle),
	CASE(unmap_takes_nothing_from_the_next_program),
	CASE(changed_memory_is_pinned_anew),
	CASE(changed_memory_of_another_device),
	CASE(one_user_does_not_wait_for_another),
	CASE(change_while_a_program_has_its_pages),
	CASE(nothing_stays_of_memory_that_is_not_watched),
	CASE(short_memory_gets_the_oldest_back),
	CASE(idle_pages_are_no_reason_to_refuse),
	CASE(abandoned_pages_do_not_stay),
};

SUITE(pins)
