// SPDX-License-Identifier: GPL-2.0-only
/* Functions of the kernel that are not defined in kernel.h. */
#include "explore/kernel.h"

#define MAX_SIGNALS	1000000u

void kernel_warning(const char *file, int line, const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text[strcspn(text, "\n")] = '\0';
	sched_fail("WARN: %s %s:%d", text, file, line);
}

void kernel_message(const char *format, ...)
{
	char text[256];
	va_list args;

	if (!sched_speaks())
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	text[strcspn(text, "\n")] = '\0';
	sched_say("kernel log: %s", text);
}

void kernel_trace(const char *event, const char *format, ...)
{
	char text[256];
	va_list args;

	if (!sched_speaks())
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	sched_say("%s: %s", event, text);
}

/* ---- Work ---- */

struct workqueue_struct {
	bool begun;
	bool ends;
	struct work_struct *first;
	u32 n;			/* items that are queued or run */
	wait_queue_head_t change;
};

static void run_work(struct work_struct *work)
{
	work->pending = false;
	work->running = true;
	work->func(work);
	/* A waiter may free the item, so it is not touched after the wake-up, in the same step. */
	work->running = false;
	sched_wake(NULL, &work->idle.list);
}

static void queue_thread(void *data)
{
	struct workqueue_struct *queue = data;

	for (;;) {
		struct work_struct *work;

		wait_event(queue->change, queue->first || queue->ends);
		work = queue->first;
		if (!work)
			break;
		queue->first = work->next;
		run_work(work);
		queue->n--;
		sched_wake(NULL, &queue->change.list);
	}
	queue->begun = false;
	sched_wake(NULL, &queue->change.list);
}

struct workqueue_struct *kernel_alloc_workqueue(void)
{
	return memory_alloc(sizeof(struct workqueue_struct));
}

static void queue_in_order(struct workqueue_struct *queue, struct work_struct *work)
{
	struct work_struct **last = &queue->first;

	while (*last)
		last = &(*last)->next;
	work->next = NULL;
	*last = work;
	queue->n++;
	if (!queue->begun)
		sched_spawn("worker", queue_thread, queue)->daemon = true;
	queue->begun = true;
}

bool kernel_queue_work(const struct sched_place *place, struct workqueue_struct *queue,
		       struct work_struct *work)
{
	sched_point(place, work, WRITES);
	if (work->pending)
		return false;
	work->pending = true;
	work->queue = queue;
	queue_in_order(queue, work);
	sched_wake(NULL, &queue->change.list);
	return true;
}

bool kernel_flush_work(const struct sched_place *place, struct work_struct *work)
{
	bool busy;

	sched_point(place, work, READS);
	busy = work->pending || work->running;
	wait_event(work->idle, !work->pending && !work->running);
	return busy;
}

bool kernel_cancel_work(const struct sched_place *place, struct work_struct *work)
{
	bool was;

	sched_point(place, work, WRITES);
	was = work->pending;
	if (was) {
		struct work_struct **item = &work->queue->first;

		while (*item != work)
			item = &(*item)->next;
		*item = work->next;
		work->queue->n--;
		work->pending = false;
	}
	kernel_flush_work(place, work);
	return was;
}

void kernel_destroy_workqueue(const struct sched_place *place, struct workqueue_struct *queue)
{
	sched_point(place, queue, READS);
	wait_event(queue->change, !queue->n);
	queue->ends = true;
	sched_wake(NULL, &queue->change.list);
	wait_event(queue->change, !queue->begun);
	memory_free(queue);
}

/* ---- Processes and devices ---- */

struct task_struct *kernel_current(void)
{
	static struct task_struct tasks[MAX_ACTORS];
	const struct actor *actor = sched_current();

	tasks[actor->id].mm = actor->mm;
	return &tasks[actor->id];
}

struct device *kernel_get_device(const struct sched_place *place, struct device *dev)
{
	sched_point(place, dev, WRITES);
	if (dev->refs <= 0)
		sched_fail("get_device() of a device that was released: %s:%d", place->file,
			   place->line);
	dev->refs++;
	return dev;
}

void kernel_put_device(const struct sched_place *place, struct device *dev)
{
	sched_point(place, dev, WRITES);
	if (--dev->refs == 0 && dev->release)
		dev->release(dev);
}

/* ---- Signals ---- */

struct eventfd_ctx *kernel_eventfd;

void eventfd_signal(struct eventfd_ctx *ctx)
{
	sched_point(PLACE("signal", "eventfd"), ctx, WRITES);
	ctx->count++;
	sched_must(ctx->count < MAX_SIGNALS);
	sched_wake(NULL, &ctx->wait.list);
}

struct eventfd_ctx *eventfd_ctx_fdget(int fd)
{
	return kernel_eventfd;
}

void eventfd_ctx_put(struct eventfd_ctx *ctx)
{
}
