// SPDX-License-Identifier: GPL-2.0-only
/* Pinned pages, and the effect of an unmap on them, with a model of VFIO that counts. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "simtests/suite.h"

/* Functions that pins.c and unmap.c call, replaced by those of this file. */
static int model_pin(struct vfio_device *vdev, dma_addr_t iova, int npages, int prot,
		     struct page **pages);
static void model_unpin(struct vfio_device *vdev, dma_addr_t iova, int npages);
static unsigned long model_jiffies(unsigned int msecs);

#define vfio_pin_pages		model_pin
#define vfio_unpin_pages	model_unpin
#define msecs_to_jiffies	model_jiffies
#include "core/vfio/pins.c"
#include "core/vfio/unmap.c"
#include "core/vfio/unmap_bar.c"
#undef msecs_to_jiffies

#define PAGE		((u64)HOST_PAGE_SIZE)
#define ORDER		7u		/* of the memory that guest pages use in turn */
#define FRAMES		(1u << ORDER)
#define MAX_CALLS	2048u		/* more than a case makes */
#define POLLS		5000u		/* milliseconds until a case gives up on a thread */

/* Waits for a thread to make this true; the case then asserts it. */
#define await(condition) \
do { \
	for (u32 poll = 0; poll < POLLS && !(condition); poll++) \
		usleep_range(1000, 2000); \
} while (0)

/* A call that pinned pages. */
struct call {
	u64 iova;
	int npages;
	int prot;
	bool held;
};

/**
 * struct fixture - models of VFIO and of a channel, and the pins
 * @pins: under test
 * @vdev: their device
 * @vc: the core, of which only the member functions is used
 * @frames: the memory of the guest's pages
 * @calls: calls that pinned
 * @n: how many
 * @unpins: calls that unpinned
 * @wrong: calls that unpinned a range that no single call had pinned
 * @fail_at: this call to pin, counted from 1, is answered with @answer
 * @answer: an errno
 * @in_pin: called while VFIO pins
 * @in_unpin: called while VFIO unpins
 * @starts: how often START was issued
 * @cc: condition code of START
 * @clears: how often CLEAR was issued
 * @clear_cc: condition code of CLEAR
 * @ends: the channel obeys a CLEAR
 * @hasty: waits end at once
 * @flag: a hook was called
 * @go_on: a hook may return
 * @addr: addresses from pins_pin(), which the core keeps
 * @n_addr: how many
 */
struct fixture {
	struct pins pins;
	struct vfio_device vdev;
	struct vfio_ccw vc;
	struct page *frames;
	struct call calls[MAX_CALLS];
	u32 n;
	u32 unpins;
	u32 wrong;
	u32 fail_at;
	int answer;
	void (*in_pin)(struct fixture *w);
	void (*in_unpin)(struct fixture *w);
	u32 starts;
	int cc;
	u32 clears;
	int clear_cc;
	bool ends;
	bool hasty;
	bool flag;
	bool go_on;
	u64 addr[MAX_CALLS];
	u32 n_addr;
};

static struct fixture *the_fixture;

static unsigned long model_jiffies(unsigned int msecs)
{
	return the_fixture->hasty ? 1 : msecs_to_jiffies(msecs);
}

static int model_pin(struct vfio_device *vdev, dma_addr_t iova, int npages, int prot,
		     struct page **pages)
{
	struct fixture *w = container_of(vdev, struct fixture, vdev);

	if (w->in_pin)
		w->in_pin(w);
	if (w->n == MAX_CALLS || iova % PAGE || npages <= 0) {
		w->wrong++;
		return -EINVAL;
	}
	w->n++;
	if (w->n == w->fail_at)
		return w->answer;
	w->calls[w->n - 1] = (struct call){ iova, npages, prot, true };
	for (int i = 0; i < npages; i++)
		pages[i] = w->frames + (iova / PAGE + i) % FRAMES;
	return npages;
}

/* As with iommufd, a call must unpin exactly the pages that one call has pinned. */
static void model_unpin(struct vfio_device *vdev, dma_addr_t iova, int npages)
{
	struct fixture *w = container_of(vdev, struct fixture, vdev);

	if (w->in_unpin)
		w->in_unpin(w);
	w->unpins++;
	for (u32 i = 0; i < w->n; i++) {
		struct call *call = &w->calls[i];

		if (!call->held || call->iova != iova || call->npages != npages)
			continue;
		WRITE_ONCE(call->held, false);
		return;
	}
	w->wrong++;
}

static u32 held(const struct fixture *w)
{
	u32 pages = 0;

	for (u32 i = 0; i < w->n; i++)
		pages += READ_ONCE(w->calls[i].held) ? w->calls[i].npages : 0;
	return pages;
}

/* The reference count of a page of the guest, from the page allocator. */
static int references(struct fixture *w, u64 page)
{
	return page_count(w->frames + page % FRAMES);
}

/* ---- The channel ---- */

/* The program's final status arrives. */
static void end_program(struct fixture *w)
{
	functions_end_program(&w->vc.functions);
	pins_ended(&w->pins);
}

static bool is_active(struct fixture *w)
{
	return functions_active(&w->vc.functions);
}

static int model_clear(void *sch)
{
	struct fixture *w = sch;

	WRITE_ONCE(w->clears, w->clears + 1);
	if (w->ends)
		end_program(w);
	return w->clear_cc;
}

static const struct css_ops model_css = { .clear = model_clear };

/* ---- A case ---- */

static int setup(void **state)
{
	struct fixture *w = kvzalloc(sizeof(*w), GFP_KERNEL);

	assert_non_null(w);
	w->frames = alloc_pages(GFP_KERNEL, ORDER);
	assert_non_null(w->frames);
	split_page(w->frames, ORDER);
	assert_int_equal(pins_init(&w->pins, &w->vdev, &w->vc), 0);
	w->vc.css = &model_css;
	w->vc.sch = w;
	functions_init(&w->vc.functions, 0);
	w->ends = true;
	the_fixture = w;
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *w = *state;
	u32 left, wrong, referenced = 0;
	bool busy;

	left = held(w) + w->pins.n;
	wrong = w->wrong;
	busy = w->pins.pinning || w->pins.revoked || w->pins.referenced ||
	       w->pins.state != PINS_PINNED;
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

/* Lets the device be used with iommufd, or with type 1 again. */
static void use_iommufd(struct fixture *w, bool on)
{
	w->vdev.iommufd_access = on ? (struct iommufd_access *)w : NULL;
	w->pins.bar = (struct unmap_bar){};
}

/* ---- The core ---- */

static int add(struct fixture *w, u64 page, u32 npages, bool write)
{
	u64 *addr = w->addr + w->n_addr;
	int err;

	assert_true(npages <= ARRAY_SIZE(w->addr) - w->n_addr);
	err = pins_pin(&w->pins, page * PAGE, npages, write, addr);
	if (!err)
		w->n_addr += npages;
	for (u32 i = 0; !err && i < npages; i++)
		assert_true(addr[i] == page_to_phys(w->frames + (page + i) % FRAMES));
	return err;
}

static void remove_all(struct fixture *w)
{
	pins_release(&w->pins);
}

static int issue_start(void *data)
{
	struct fixture *w = data;

	w->starts++;
	functions_start(&w->vc.functions);
	if (w->cc)
		functions_end_program(&w->vc.functions);
	return w->cc;
}

static int start(struct fixture *w)
{
	return pins_start(&w->pins, issue_start, w);
}

/* ---- User space ---- */

static void unmap(struct fixture *w, u64 iova, u64 length)
{
	pins_unmap(&w->pins, iova, length);
}

static void unmap_pages(struct fixture *w, u64 page, u32 npages)
{
	unmap(w, page * PAGE, npages * PAGE);
}

static bool is_revoked(struct fixture *w)
{
	return READ_ONCE(w->pins.revoked);
}

/* Lets time pass, so that the unmapped range may be pinned again. */
static void lower_bar(struct fixture *w)
{
	w->pins.bar.until = jiffies;
}

/* An unmap in another thread, which may have to wait. */
struct unmapper {
	struct fixture *w;
	u64 page;
	u32 npages;
	struct completion done;
};

static struct unmapper elsewhere, another;

static int unmapper_run(void *data)
{
	struct unmapper *u = data;

	unmap_pages(u->w, u->page, u->npages);
	complete(&u->done);
	return 0;
}

static void unmap_elsewhere(struct unmapper *u, struct fixture *w, u64 page, u32 npages)
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

static bool is_back(struct unmapper *u)
{
	return completion_done(&u->done);
}

/* ---- Pinning ---- */

static void long_ranges_are_pinned_in_batches(void **state)
{
	struct fixture *w = *state;

	assert_int_equal(add(w, 100, 2 * PIN_BATCH + 6, false), 0);
	assert_int_equal(w->n, 3);
	assert_int_equal(w->calls[2].npages, 6);
	assert_int_equal(w->calls[2].prot, IOMMU_READ);
	assert_int_equal(add(w, 900, 1, true), 0);
	assert_int_equal(w->calls[3].prot, IOMMU_READ | IOMMU_WRITE);
	assert_int_equal(held(w), 2 * PIN_BATCH + 7);
	remove_all(w);
	assert_int_equal(w->unpins, 4);
	assert_int_equal(w->pins.n, 0);
}

/* Also a page that was pinned twice, and the last page of the address space. */
static void all_ranges_go_at_once(void **state)
{
	const u64 last = U64_MAX / PAGE;
	struct fixture *w = *state;

	assert_int_equal(add(w, 54, 2, false), 0);
	assert_int_equal(add(w, 7, 1, false), 0);
	assert_int_equal(add(w, 7, 1, true), 0);
	assert_int_equal(add(w, last - 1, 2, true), 0);
	assert_int_equal(held(w), 6);
	remove_all(w);
	assert_int_equal(held(w), 0);
	assert_int_equal(w->unpins, 4);
	remove_all(w);
	assert_int_equal(w->unpins, 4);
	assert_int_equal(add(w, last, 1, true), 0);
	unmap_pages(w, last, 1);
	assert_true(is_revoked(w));
	assert_int_equal(held(w), 0);
	remove_all(w);
	assert_false(is_revoked(w));
}

static void table_grows(void **state)
{
	struct fixture *w = *state;
	const u32 many = 1000;

	for (u32 i = 0; i < many; i++)
		assert_int_equal(add(w, 2 * i, 1, false), 0);
	assert_int_equal(held(w), many);
	assert_int_equal(w->pins.n, many);
	assert_true(w->pins.max >= many && w->pins.max < 2 * many);
	remove_all(w);
	assert_int_equal(w->unpins, many);
}

static void refusal_is_answered_with_nothing_pinned(void **state)
{
	static const int codes[][2] = {
		{ -EINVAL, -EFAULT }, { -ENOENT, -EFAULT }, { -EPERM, -EFAULT },
		{ -EFAULT, -EFAULT }, { -ENOMEM, -ENOMEM }, { -EINTR, -EINTR },
	};
	struct fixture *w = *state;

	assert_int_equal(add(w, 500, 1, false), 0);
	for (u32 i = 0; i < ARRAY_SIZE(codes); i++) {
		for (u32 batch = 1; batch <= 3; batch++) {
			w->fail_at = w->n + batch;
			w->answer = codes[i][0];
			assert_int_equal(add(w, 0, 2 * PIN_BATCH + 6, false), codes[i][1]);
			assert_int_equal(held(w), 1);
			assert_int_equal(w->pins.n, 1);
		}
	}
	assert_int_equal(add(w, 0, 2, false), 0);
	remove_all(w);
}

static void start_is_issued_and_answered(void **state)
{
	struct fixture *w = *state;

	for (w->cc = 3; w->cc > 0; w->cc--)
		assert_int_equal(start(w), w->cc);
	assert_int_equal(start(w), 0);
	assert_int_equal(w->starts, 4);
	end_program(w);
}

/* ---- Unmapping, with either backend ---- */

static void unmap_of_other_memory_changes_nothing(void **state)
{
	struct fixture *w = *state;

	for (int iommufd = 0; iommufd <= 1; iommufd++) {
		use_iommufd(w, iommufd);
		assert_int_equal(add(w, 10, 4, false), 0);
		assert_int_equal(add(w, 20, 1, false), 0);
		assert_int_equal(start(w), 0);
		unmap_pages(w, 0, 10);
		unmap_pages(w, 14, 6);
		unmap(w, 21 * PAGE, ~0ull - 21 * PAGE);
		unmap(w, 11 * PAGE, 0);
		unmap(w, 0, 0);
		assert_false(is_revoked(w));
		assert_int_equal(w->clears, 0);
		assert_int_equal(held(w), 5);
		end_program(w);
		remove_all(w);
		/* Nor does an unmap of memory that an earlier program used. */
		unmap_pages(w, 10, 4);
		assert_false(is_revoked(w));
	}
}

/* One byte of it is enough, at either end. */
static void unmap_revokes_a_program_that_is_built(void **state)
{
	static const struct {
		u64 iova, length;
	} unmaps[] = {
		{ 10 * PAGE, 1 }, { 14 * PAGE - 1, 1 }, { 9 * PAGE, PAGE + 1 }, { 0, ~0ull },
		{ 12 * PAGE, PAGE },
	};
	struct fixture *w = *state;

	for (u32 i = 0; i < 2 * ARRAY_SIZE(unmaps); i++) {
		use_iommufd(w, i % 2);
		assert_int_equal(add(w, 10, 4, false), 0);
		assert_int_equal(add(w, 20, 1, false), 0);
		unmap(w, unmaps[i / 2].iova, unmaps[i / 2].length);
		assert_int_equal(held(w), 0);
		assert_int_equal(add(w, 30, 1, false), -EAGAIN);
		assert_int_equal(start(w), 2);
		remove_all(w);
		lower_bar(w);
		/* The next program is not affected. */
		assert_int_equal(add(w, 30, 1, false), 0);
		assert_int_equal(start(w), 0);
		end_program(w);
		remove_all(w);
	}
	assert_int_equal(w->starts, 2 * ARRAY_SIZE(unmaps));
	assert_int_equal(w->clears, 0);
}

static void unmap_clears_a_running_program(void **state)
{
	struct fixture *w = *state;

	for (int iommufd = 0; iommufd <= 1; iommufd++) {
		use_iommufd(w, iommufd);
		assert_int_equal(add(w, 10, 1, false), 0);
		assert_int_equal(add(w, 20, 40, true), 0);
		assert_int_equal(start(w), 0);
		unmap_pages(w, 25, 1);
		assert_int_equal(w->clears, 1 + iommufd);
		assert_int_equal(held(w), 0);
		assert_int_equal(references(w, 25), 1);
		unmap_pages(w, 25, 1);
		remove_all(w);
		assert_int_equal(w->unpins, 3 * (1 + iommufd));
	}
}

/* The program ends just when an unmap is to clear it, and the next one starts at once. */
static void unmap_leaves_the_next_program_alone(void **state)
{
	struct fixture *w = *state;

	for (int iommufd = 0; iommufd <= 1; iommufd++) {
		u32 clears = w->clears;

		use_iommufd(w, iommufd);
		w->ends = false;
		assert_int_equal(add(w, 10, 1, true), 0);
		assert_int_equal(start(w), 0);
		unmap_elsewhere(&elsewhere, w, 10, 1);
		await(READ_ONCE(w->clears) > clears);
		end_program(w);
		remove_all(w);
		assert_int_equal(add(w, 30, 1, true), 0);
		assert_int_equal(start(w), 0);
		join(&elsewhere);
		assert_int_equal(w->clears, clears + 1);
		assert_int_equal(held(w), 1);
		assert_false(is_revoked(w));
		end_program(w);
		remove_all(w);
	}
}

/* Lets another thread unmap, and returns when that has revoked the program. */
static void unmap_meanwhile(struct fixture *w)
{
	w->in_pin = NULL;
	unmap_elsewhere(&elsewhere, w, 10, 1);
	await(is_revoked(w));
}

static void unmap_of_a_range_that_is_being_added(void **state)
{
	struct fixture *w = *state;

	for (int iommufd = 0; iommufd <= 1; iommufd++) {
		use_iommufd(w, iommufd);
		w->in_pin = unmap_meanwhile;
		assert_int_equal(add(w, 10, 3, false), -EAGAIN);
		remove_all(w);
		join(&elsewhere);
		assert_int_equal(held(w), 0);
		lower_bar(w);

		/* An unmap of a range that is pinned already, while another one is being added. */
		assert_int_equal(add(w, 10, 3, false), 0);
		w->in_pin = unmap_meanwhile;
		assert_int_equal(add(w, 50, 12 * PIN_BATCH, false), -EAGAIN);
		join(&elsewhere);
		assert_int_equal(held(w), 0);
		remove_all(w);
		lower_bar(w);

		/* VFIO refuses the pin, for another reason. */
		w->fail_at = w->n + 1;
		w->answer = -ENOMEM;
		w->in_pin = unmap_meanwhile;
		assert_int_equal(add(w, 10, 3, false), -ENOMEM);
		remove_all(w);
		join(&elsewhere);
		assert_false(is_revoked(w));
	}
	/* Of each long range only one batch was pinned. */
	assert_int_equal(w->n, 2 * 4);
}

/* Stays in VFIO's call until @go_on is set. */
static void linger(struct fixture *w)
{
	w->in_unpin = NULL;
	WRITE_ONCE(w->flag, true);
	await(READ_ONCE(w->go_on));
}

/* An unmap waits while another thread unpins, and does not affect the next program. */
static void unmap_waits_for_the_core(void **state)
{
	struct fixture *w = *state;

	use_iommufd(w, true);
	assert_int_equal(add(w, 10, 3, false), 0);
	w->in_unpin = linger;
	unmap_elsewhere(&elsewhere, w, 10, 1);
	await(READ_ONCE(w->flag));
	unmap_elsewhere(&another, w, 12, 1);
	msleep(20);
	assert_false(is_back(&elsewhere) || is_back(&another));
	WRITE_ONCE(w->go_on, true);
	remove_all(w);
	assert_int_equal(held(w), 0);
	assert_int_equal(add(w, 30, 1, false), 0);
	join(&elsewhere);
	join(&another);
	assert_int_equal(held(w), 1);
	assert_int_equal(w->unpins, 1);
	remove_all(w);
}

/* ---- iommufd: the unmapped range is unpinned when the call returns ---- */

static void detach_takes_as_long_as_the_channel(void **state)
{
	struct fixture *w = *state;

	use_iommufd(w, true);
	w->ends = false;
	w->hasty = true;
	assert_int_equal(add(w, 10, 2, true), 0);
	assert_int_equal(start(w), 0);
	unmap_elsewhere(&elsewhere, w, 0, 1000);
	await(READ_ONCE(w->clears) > 3 * CLEAR_TRIES);
	assert_true(w->clears > 3 * CLEAR_TRIES);
	assert_false(is_back(&elsewhere));
	assert_int_equal(held(w), 2);
	assert_true(is_active(w));
	end_program(w);
	join(&elsewhere);
	assert_int_equal(held(w), 0);
	assert_int_equal(references(w, 10), 1);
	remove_all(w);
	assert_int_equal(w->unpins, 1);
}

static void detach_ends_with_the_subchannel(void **state)
{
	struct fixture *w = *state;

	use_iommufd(w, true);
	w->ends = false;
	w->clear_cc = 3;
	assert_int_equal(add(w, 10, 2, true), 0);
	assert_int_equal(start(w), 0);
	unmap(w, 0, ~0ull);
	assert_int_equal(w->clears, 1);
	assert_int_equal(held(w), 0);
	remove_all(w);
}

/* The user closes the device meanwhile, which waits for the channel only a limited time. */
static void detach_ends_with_the_device(void **state)
{
	struct fixture *w = *state;

	use_iommufd(w, true);
	w->ends = false;
	assert_int_equal(add(w, 10, 2, true), 0);
	assert_int_equal(start(w), 0);
	unmap_elsewhere(&elsewhere, w, 0, 1000);
	await(READ_ONCE(w->clears));
	pins_unpin_running(&w->pins);
	join(&elsewhere);
	assert_int_equal(held(w), 0);
	assert_int_equal(references(w, 10), 2);
	end_program(w);
	remove_all(w);
}

/* iommufd itself refuses pins in a range that it unmaps. */
static void iommufd_needs_no_bar(void **state)
{
	struct fixture *w = *state;

	use_iommufd(w, true);
	assert_int_equal(add(w, 10, 1, false), 0);
	unmap_pages(w, 10, 1);
	remove_all(w);
	assert_int_equal(add(w, 10, 1, false), 0);
	remove_all(w);
}

/* ---- Type 1: the caller of the unmap holds VFIO's locks ---- */

static void channel_that_does_not_end_keeps_memory_from_others(void **state)
{
	struct fixture *w = *state;

	w->ends = false;
	w->hasty = true;
	assert_int_equal(add(w, 10, 2, true), 0);
	assert_int_equal(add(w, 20, 2, true), 0);
	assert_int_equal(start(w), 0);
	unmap_pages(w, 10, 2);
	w->hasty = false;
	flush_work(&w->pins.unpin_work);
	assert_int_equal(w->clears, CLEAR_TRIES);
	assert_int_equal(held(w), 0);
	assert_int_equal(references(w, 10), 2);
	assert_int_equal(references(w, 21), 2);
	/* The locks are held for that long only once. */
	unmap_pages(w, 20, 2);
	assert_int_equal(w->clears, CLEAR_TRIES);
	/* The program ends late. */
	end_program(w);
	assert_int_equal(references(w, 10), 2);
	remove_all(w);
	assert_int_equal(references(w, 10), 1);
	assert_int_equal(references(w, 21), 1);
	assert_int_equal(w->unpins, 2);
}

/* The device is closed: VFIO's pins end, and references keep the memory from other use. */
static void abandoned_program_keeps_memory_from_others(void **state)
{
	struct fixture *w = *state;

	assert_int_equal(add(w, 5, 1, false), 0);
	assert_int_equal(add(w, 10, 40, true), 0);
	assert_int_equal(start(w), 0);
	pins_unpin_running(&w->pins);
	assert_int_equal(held(w), 0);
	assert_int_equal(references(w, 5), 2);
	assert_int_equal(references(w, 49), 2);
	pins_unpin_running(&w->pins);
	assert_int_equal(references(w, 5), 2);
	unmap_pages(w, 0, 100);
	assert_int_equal(w->clears, 0);
	end_program(w);
	remove_all(w);
	assert_int_equal(references(w, 5), 1);
	assert_int_equal(references(w, 49), 1);
	assert_int_equal(w->unpins, 3);
}

/* The unmap must end by itself, as the thread that pins waits for a lock that it holds. */
static void unmap_here(struct fixture *w)
{
	w->in_pin = NULL;
	unmap_pages(w, 10, 1);
	w->flag = true;
}

static void unmap_does_not_wait_for_good(void **state)
{
	struct fixture *w = *state;

	w->hasty = true;
	w->in_pin = unmap_here;
	assert_int_equal(add(w, 10, 3, false), -EAGAIN);
	assert_true(w->flag);
	remove_all(w);
	assert_int_equal(held(w), 0);
}

static void nothing_is_pinned_while_type1_looks(void **state)
{
	struct fixture *w = *state;
	u32 calls;

	assert_int_equal(add(w, 10, 4, false), 0);
	unmap_pages(w, 12, 1);
	remove_all(w);
	calls = w->n;
	assert_int_equal(add(w, 12, 1, false), -EAGAIN);
	assert_int_equal(add(w, 10, 4, false), -EAGAIN);
	assert_int_equal(w->n, calls);
	/* A range unmapped meanwhile is barred as well, and so is the memory between the two. */
	unmap_pages(w, 20, 1);
	assert_int_equal(add(w, 12, 1, false), -EAGAIN);
	assert_int_equal(add(w, 15, 1, false), -EAGAIN);
	assert_int_equal(add(w, 11, 1, false), 0);
	assert_int_equal(add(w, 21, 1, false), 0);
	remove_all(w);
	/* The bar ends by itself within a fraction of a second. */
	assert_true(time_before(w->pins.bar.until, jiffies + msecs_to_jiffies(UNMAP_BAR_MS) + 1));
	lower_bar(w);
	assert_int_equal(add(w, 12, 1, false), 0);
	remove_all(w);
	unmap_pages(w, 30, 1);
	assert_int_equal(add(w, 12, 1, false), 0);
	remove_all(w);
}

/* A program waits for the end of the bar, if that is soon. */
static void program_waits_for_the_bar(void **state)
{
	struct fixture *w = *state;

	unmap_pages(w, 10, 1);
	w->pins.bar.until = jiffies + msecs_to_jiffies(BAR_WAIT_MS) / 4;
	assert_int_equal(add(w, 10, 1, false), 0);
	remove_all(w);
}

static void last_rounds_end_when_all_is_given_back(void **state)
{
	struct fixture *w = *state;

	assert_int_equal(add(w, 10, 1, false), 0);
	w->in_unpin = linger;
	w->hasty = true;
	for (u32 round = 0; round < UNMAP_CALLS; round++) {
		unmap_pages(w, 10, 1);
		assert_int_equal(held(w), 1);
	}
	await(READ_ONCE(w->flag));
	unmap_elsewhere(&elsewhere, w, 10, 1);
	msleep(20);
	assert_false(is_back(&elsewhere));
	WRITE_ONCE(w->go_on, true);
	join(&elsewhere);
	assert_int_equal(held(w), 0);
	remove_all(w);
	assert_int_equal(w->unpins, 1);
	assert_int_equal(w->pins.unmap_calls, 0);
}

/* A program without pages does not concern VFIO, even if the channel does not end it. */
static void abandoned_program_without_pages(void **state)
{
	struct fixture *w = *state;

	assert_int_equal(start(w), 0);
	pins_unpin_running(&w->pins);
	end_program(w);
	remove_all(w);
	assert_int_equal(add(w, 10, 1, true), 0);
	unmap_pages(w, 10, 1);
	assert_int_equal(held(w), 0);
	remove_all(w);
}

/* The work item runs after its program has ended, and does not affect the next one. */
static void late_work_leaves_the_next_program_alone(void **state)
{
	struct fixture *w = *state;

	assert_int_equal(add(w, 10, 1, false), 0);
	unmap_pages(w, 10, 1);
	remove_all(w);
	assert_int_equal(add(w, 20, 1, false), 0);
	w->pins.revoked = true;
	pins_unpin_work(&w->pins.unpin_work);
	assert_int_equal(held(w), 1);
	remove_all(w);
}

static const struct CMUnitTest pins_cases[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	CASE(long_ranges_are_pinned_in_batches),
	CASE(all_ranges_go_at_once),
	CASE(table_grows),
	CASE(refusal_is_answered_with_nothing_pinned),
	CASE(start_is_issued_and_answered),
	CASE(unmap_of_other_memory_changes_nothing),
	CASE(unmap_revokes_a_program_that_is_built),
	CASE(unmap_clears_a_running_program),
	CASE(unmap_leaves_the_next_program_alone),
	CASE(unmap_of_a_range_that_is_being_added),
	CASE(unmap_waits_for_the_core),
	CASE(detach_takes_as_long_as_the_channel),
	CASE(detach_ends_with_the_subchannel),
	CASE(detach_ends_with_the_device),
	CASE(iommufd_needs_no_bar),
	CASE(channel_that_does_not_end_keeps_memory_from_others),
	CASE(abandoned_program_keeps_memory_from_others),
	CASE(abandoned_program_without_pages),
	CASE(unmap_does_not_wait_for_good),
	CASE(nothing_is_pinned_while_type1_looks),
	CASE(program_waits_for_the_bar),
	CASE(last_rounds_end_when_all_is_given_back),
	CASE(late_work_leaves_the_next_program_alone),
};

SUITE(pins)
