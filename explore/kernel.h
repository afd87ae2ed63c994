/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of the kernel that core/vfio uses: each header <linux/...> that it includes is
 * this one (explore.mk), after the header of the user ABI with that name.  Operations that
 * other threads can observe go through sched.h.
 */
#ifndef EXPLORE_KERNEL_H
#define EXPLORE_KERNEL_H

#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <linux/types.h>

#include "explore/memory.h"
#include "explore/sched.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;
typedef unsigned int gfp_t;
typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef unsigned int fmode_t;

/* ---- Language ---- */

#define __force
#define __user
#define __init
#define __exit
#define __weak			__attribute__((weak))
#define __maybe_unused		__attribute__((unused))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define fallthrough		__attribute__((__fallthrough__))
#define likely(x)		(!!(x))
#define unlikely(x)		(!!(x))
#define __cold			__attribute__((__cold__))
#define static_assert		_Static_assert
#define U32_MAX			UINT32_MAX
#define U64_MAX			UINT64_MAX
#define EXPORT_SYMBOL_GPL(x)	_Static_assert(1, #x)

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define offsetofend(t, m)	(offsetof(t, m) + sizeof(((t *)0)->m))
#define container_of(p, t, m)	((t *)((char *)(p) - offsetof(t, m)))
#define min(a, b)		({ __auto_type a_ = (a); __auto_type b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b)		({ __auto_type a_ = (a); __auto_type b_ = (b); a_ > b_ ? a_ : b_; })
#define min_t(t, a, b)		min((t)(a), (t)(b))
#define swap(a, b)		do { __auto_type t_ = (a); (a) = (b); (b) = t_; } while (0)
#define IS_ENABLED(option)	1
#define BIT(n)			(1ul << (n))
#define array_index_nospec(i, n) (i)

#define cpu_to_be16		htobe16
#define cpu_to_be32		htobe32
#define cpu_to_be64		htobe64
#define be16_to_cpu		be16toh
#define be32_to_cpu		be32toh
#define be64_to_cpu		be64toh

#define MAX_ERRNO		4095
#define ERR_PTR(e)		((void *)(long)(e))
#define PTR_ERR(p)		((long)(p))
#define IS_ERR(p)		((unsigned long)(p) >= (unsigned long)-MAX_ERRNO)

/* ---- Warnings and messages ---- */

#define BUG_ON(cond) \
	do { \
		if (cond) \
			sched_fail("BUG: %s %s:%d", #cond, __FILE__, __LINE__); \
	} while (0)
#define BUG()			BUG_ON(1)
#define WARN(cond, ...) \
	({ \
		bool warn_ = (cond); \
		if (warn_) \
			kernel_warning(__FILE__, __LINE__, __VA_ARGS__); \
		warn_; \
	})
#define WARN_ONCE		WARN
/* Nothing is suppressed: the first warning fails the run. */
#define DEFINE_RATELIMIT_STATE(name, ...) const int name
#define __ratelimit(limit)	((void)(limit), true)
#define WARN_ON(cond)		WARN(cond, "%s", #cond)

void kernel_warning(const char *file, int line, const char *format, ...) __printf(3, 4);

struct device;

void kernel_message(const char *format, ...) __printf(1, 2);

#define dev_err(dev, ...)	((void)(dev), kernel_message(__VA_ARGS__))
#define dev_warn		dev_err
#define dev_notice		dev_err

/* ---- debugfs: there is none ---- */

struct dentry;

#define dev_name(dev)			((void)(dev), "device")
#define debugfs_create_dir(name, parent) ((void)(name), (void)(parent), (struct dentry *)NULL)
#define debugfs_remove_recursive(dir)	((void)(dir))

/* ---- Memory that threads share ---- */

#define READ_ONCE(x) \
	(*({ \
		sched_point(PLACE("read", #x), &(x), READS); \
		(const volatile __typeof__(x) *)&(x); \
	}))
#define WRITE_ONCE(x, v) \
	do { \
		__typeof__(x) v_ = (v); \
		sched_point(PLACE("write", #x), &(x), WRITES); \
		*(volatile __typeof__(x) *)&(x) = v_; \
	} while (0)
#define smp_load_acquire(p)	READ_ONCE(*(p))
#define smp_store_release(p, v)	WRITE_ONCE(*(p), v)
#define xchg(p, v) \
	({ \
		__typeof__(*(p)) new_ = (v), old_; \
		sched_point(PLACE("exchange", #p), p, WRITES); \
		old_ = *(p); \
		*(p) = new_; \
		old_; \
	})
#define cmpxchg(p, o, n) \
	({ \
		__typeof__(*(p)) was_ = (o), new_ = (n), old_; \
		sched_point(PLACE("exchange", #p), p, WRITES); \
		old_ = *(p); \
		if (old_ == was_) \
			*(p) = new_; \
		old_; \
	})
#define try_cmpxchg(p, o, n) \
	({ \
		__typeof__(*(p)) want_ = *(o); \
		*(o) = cmpxchg(p, want_, n); \
		*(o) == want_; \
	})

typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef struct { int counter; } refcount_t;

#define atomic_read(v)		READ_ONCE((v)->counter)
#define atomic_add_return(i, v) \
	({ sched_point(PLACE("count", #v), v, WRITES); (v)->counter += (i); })
#define atomic_inc(v)		((void)atomic_add_return(1, v))

/* ---- Locks ---- */

struct mutex { struct lock lock; };
typedef struct { struct lock lock; } spinlock_t;
struct rw_semaphore { struct rwlock lock; };

#define DEFINE_MUTEX(x)		struct mutex x
#define DEFINE_SPINLOCK(x)	spinlock_t x
#define mutex_init(m)		((void)memset(m, 0, sizeof(*(m))))
#define mutex_destroy(m)	sched_assert_not_held(PLACE("destroy", #m), &(m)->lock)
#define mutex_lock(m)		sched_lock(PLACE("lock", #m), &(m)->lock)
#define mutex_lock_killable(m) \
	(sched_lock_killable(PLACE("lock", #m), &(m)->lock) ? 0 : -EINTR)
#define mutex_trylock(m)	sched_trylock(PLACE("try to lock", #m), &(m)->lock)
#define mutex_unlock(m)		sched_unlock(PLACE("unlock", #m), &(m)->lock)
#define spin_lock_init(l)	((void)memset(l, 0, sizeof(*(l))))
#define spin_lock(l)		sched_spin_lock(PLACE("lock", #l), &(l)->lock, false)
#define spin_lock_irq(l)	sched_spin_lock(PLACE("lock", #l), &(l)->lock, true)
#define spin_lock_irqsave(l, f)	((f) = 0, spin_lock_irq(l))
#define spin_unlock(l)		sched_spin_unlock(PLACE("unlock", #l), &(l)->lock)
#define spin_unlock_irq		spin_unlock
#define spin_unlock_irqrestore(l, f) ((void)(f), spin_unlock(l))
#define down_read(s)		sched_down_read(PLACE("lock for reading", #s), &(s)->lock)
#define up_read(s)		sched_up_read(PLACE("unlock", #s), &(s)->lock)
#define down_write(s)		sched_down_write(PLACE("lock for writing", #s), &(s)->lock)
#define up_write(s)		sched_up_write(PLACE("unlock", #s), &(s)->lock)

#define lockdep_assert_held(l)	sched_assert_held(PLACE("assert", #l), &(l)->lock)

/* ---- Time and waits; a jiffy is a millisecond ---- */

#define MAX_SCHEDULE_TIMEOUT	LONG_MAX
#define jiffies			((unsigned long)sched_now())
#define msecs_to_jiffies(ms)	((unsigned long)(ms))
#define MAX_JIFFY_OFFSET	((LONG_MAX >> 1) - 1)
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define msleep(ms)		sched_sleep(PLACE("sleep", #ms), ms)
#define schedule_timeout_uninterruptible(j) sched_sleep(PLACE("sleep", #j), j)
#define schedule_timeout_killable schedule_timeout_uninterruptible

typedef struct { struct wait_list list; } wait_queue_head_t;
typedef wait_queue_head_t wait_queue_head;

#define DECLARE_WAIT_QUEUE_HEAD(x) wait_queue_head_t x
#define init_waitqueue_head(w)	((void)memset(w, 0, sizeof(*(w))))
#define wake_up_all(w)		sched_wake(PLACE("wake", #w), &(w)->list)

/* Returns the rest of the timeout, at least 1, if the condition holds; 0 after the timeout. */
#define kernel_wait(w, cond, text, timeout, killable) \
	({ \
		const struct sched_place *wait_ = PLACE("wait", text); \
		unsigned long timeout_ = (timeout); \
		u64 end_ = timeout_ >= LONG_MAX ? NEVER : sched_now() + timeout_; \
		enum wakeup why_ = WOKEN; \
		long left_ = 0; \
		sched_wait_begin(wait_, &(w).list); \
		for (;;) { \
			if (cond) { \
				if (why_ == TIMED_OUT && timeout_) \
					sched_wait_missed(wait_); \
				left_ = end_ == NEVER ? LONG_MAX : (long)(end_ - sched_now()); \
				left_ = left_ > 0 ? left_ : 1; \
				break; \
			} \
			if (why_ == TIMED_OUT) \
				break; \
			why_ = sched_wait(wait_, &(w).list, end_, killable); \
			if (why_ == KILLED) { \
				left_ = -ERESTARTSYS; \
				break; \
			} \
		} \
		sched_wait_end(&(w).list); \
		left_; \
	})

#define ERESTARTSYS		512
#define wait_event(w, cond) \
	((void)kernel_wait(w, cond, #cond, MAX_SCHEDULE_TIMEOUT, false))
#define wait_event_timeout(w, cond, t) kernel_wait(w, cond, #cond, t, false)
#define wait_event_killable(w, cond) \
	(kernel_wait(w, cond, #cond, MAX_SCHEDULE_TIMEOUT, true) < 0 ? -ERESTARTSYS : 0)

/* ---- Ordered workqueues, each with a thread ---- */

struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct work_struct {
	work_func_t func;
	struct workqueue_struct *queue;
	struct work_struct *next;
	wait_queue_head_t idle;
	bool pending;
	bool running;
};

struct workqueue_struct;

#define __WORK_INITIALIZER(f)	{ .func = (f) }
#define INIT_WORK(w, f)		((void)(*(w) = (struct work_struct)__WORK_INITIALIZER(f)))

#define queue_work(q, w)	kernel_queue_work(PLACE("queue", #w), q, w)
#define alloc_ordered_workqueue(name, flags, ...) kernel_alloc_workqueue()
#define flush_work(w)		kernel_flush_work(PLACE("flush", #w), w)
#define cancel_work_sync(w)	kernel_cancel_work(PLACE("cancel", #w), w)
#define destroy_workqueue(q)	kernel_destroy_workqueue(PLACE("destroy", #q), q)

bool kernel_queue_work(const struct sched_place *place, struct workqueue_struct *queue,
		       struct work_struct *work);
bool kernel_flush_work(const struct sched_place *place, struct work_struct *work);
bool kernel_cancel_work(const struct sched_place *place, struct work_struct *work);
struct workqueue_struct *kernel_alloc_workqueue(void);
void kernel_destroy_workqueue(const struct sched_place *place, struct workqueue_struct *queue);

/* ---- Memory ---- */

#define GFP_KERNEL		1u
#define GFP_DMA			8u
#define GFP_DMA32		16u
#define GFP_KERNEL_ACCOUNT	GFP_KERNEL
#define __GFP_ZERO		32u
#define __GFP_NOWARN		64u

#define kernel_alloc(size, gfp) \
	({ \
		if ((gfp) & GFP_KERNEL) \
			sched_may_sleep(PLACE("allocate", #size)); \
		memory_alloc(size); \
	})
#define kmalloc			kernel_alloc
#define kzalloc			kernel_alloc
#define kvzalloc		kernel_alloc
#define kvrealloc(p, size, gfp)	((void)(gfp), memory_realloc(p, size))
#define kfree			memory_free
#define kvfree			memory_free
#define alloc_pages_exact(size, gfp) ((void)(gfp), memory_alloc_pages(size))
#define free_pages_exact	memory_free_pages
#define virt_to_phys		memory_of_pages
#define sort(v, n, size, compare, swap) qsort(v, n, size, compare)

#define PHYS_PFN(addr)		((unsigned long)((addr) >> PAGE_SHIFT))
#define PFN_PHYS(pfn)		((phys_addr_t)(pfn) << PAGE_SHIFT)
#define page_to_phys		memory_physical
#define pfn_to_page(pfn)	memory_page(PFN_PHYS(pfn))
#define pfn_valid(pfn)		(!!pfn_to_page(pfn))

static inline void get_page(struct page *page)
{
	memory_use(page, 1, 0);
}

static inline void put_page(struct page *page)
{
	memory_use(page, -1, 0);
}

/* ---- Processes, files ---- */

struct task_struct {
	void *mm;
};

#define current			kernel_current()

struct task_struct *kernel_current(void);

#define fatal_signal_pending(t)	((void)(t), sched_current()->killed)

static inline unsigned long copy_from_user(void *to, const void *from, size_t size)
{
	memcpy(to, from, size);
	return 0;
}

static inline unsigned long copy_to_user(void *to, const void *from, size_t size)
{
	memcpy(to, from, size);
	return 0;
}

static inline unsigned long clear_user(void *to, size_t size)
{
	memset(to, 0, size);
	return 0;
}

#define get_user(x, p)		((x) = *(p), 0)

/* An eventfd: its counter, and the threads that wait for it. */
struct eventfd_ctx {
	unsigned int count;
	wait_queue_head_t wait;
};

/* The eventfd that every file descriptor in an ioctl stands for. */
extern struct eventfd_ctx *kernel_eventfd;

void eventfd_signal(struct eventfd_ctx *ctx);
struct eventfd_ctx *eventfd_ctx_fdget(int fd);
void eventfd_ctx_put(struct eventfd_ctx *ctx);

/* ---- Modules, devices ---- */

#define THIS_MODULE		NULL
#define KBUILD_MODNAME		"vfio_ccw"
#define MODULE_LICENSE(x)	_Static_assert(1, x)
#define MODULE_DESCRIPTION	MODULE_LICENSE
#define MODULE_VERSION		MODULE_LICENSE
#define static_branch_unlikely(key) false
#define DECLARE_STATIC_KEY_FALSE(x) extern int x
#define module_init(f)		int kernel_module_init(void) { return f(); }
#define module_exit(f)		void kernel_module_exit(void) { f(); }

int kernel_module_init(void);
void kernel_module_exit(void);

struct device_driver {
	const char *name;
	const char *mod_name;
	void *owner;
};

struct device {
	struct device *parent;
	int refs;
	void *data;
	void (*release)(struct device *dev);
};

#define dev_set_drvdata(d, p)	((void)((d)->data = (p)))
#define dev_get_drvdata(d)	((d)->data)
#define get_device(d)		kernel_get_device(PLACE("get", #d), d)
#define put_device(d)		kernel_put_device(PLACE("put", #d), d)

struct device *kernel_get_device(const struct sched_place *place, struct device *dev);
void kernel_put_device(const struct sched_place *place, struct device *dev);

/* ---- Tracepoints: lines in a schedule that is printed ---- */

#define TP_PROTO(...)		__VA_ARGS__
#define TP_ARGS(...)		__VA_ARGS__
#define TP_STRUCT__entry(...)	__VA_ARGS__
#define TP_fast_assign(...)	__VA_ARGS__
#define TP_printk(...)		__VA_ARGS__
#define __field(type, name)	type name;
#define __string(name, from)	const char *name;
#define __assign_str(name)	(__entry->name = (name))
#define __get_str(name)		(__entry->name)
#define __print_symbolic(v, ...) \
	({ \
		static const struct { unsigned int value; const char *name; } names_[] = { \
			__VA_ARGS__ }; \
		const char *name_ = "?"; \
		for (size_t i_ = 0; i_ < ARRAY_SIZE(names_); i_++) \
			name_ = names_[i_].value == (v) ? names_[i_].name : name_; \
		name_; \
	})
#define TRACE_EVENT(event, proto, args, entry, assign, print) \
	static inline void trace_##event(proto) \
	{ \
		struct { entry } entry_, *__entry = &entry_; \
		assign \
		kernel_trace(#event, print); \
	} \
	_Static_assert(1, #event)

void kernel_trace(const char *event, const char *format, ...) __printf(2, 3);

#include "explore/vfio.h"

#endif
