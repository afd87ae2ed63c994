// SPDX-License-Identifier: GPL-2.0-only
/* SET_IRQS, in every form. */
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "fixture.h"

#define TRIGGER		VFIO_IRQ_SET_ACTION_TRIGGER
#define MASK		VFIO_IRQ_SET_ACTION_MASK
#define UNMASK		VFIO_IRQ_SET_ACTION_UNMASK
#define NONE		VFIO_IRQ_SET_DATA_NONE
#define BOOL		VFIO_IRQ_SET_DATA_BOOL
#define EVENTFD		VFIO_IRQ_SET_DATA_EVENTFD

/**
 * struct set - an argument
 * @flags: flags
 * @index: which interrupt
 * @start: number of the first one
 * @count: how many
 * @size: bytes of data
 * @data: data, if not -1
 */
struct set {
	__u32 flags, index, start, count;
	size_t size;
	__u32 data;
};

static void say_signals(const struct fixture *f)
{
	for (int i = 0; i < NR_IRQS; i++) {
		__u64 signals = event_wait(f->user.event[i], 0);

		if (signals)
			report("signal %d: %llu", i, signals);
	}
}

/* Shows which eventfds the device still has. */
static void say_set(const struct fixture *f)
{
	for (__u32 i = 0; i < NR_IRQS; i++) {
		user_set_irqs(&f->user, NONE | TRIGGER, i, 0, 1, NULL, 0);
		if (!event_wait(f->user.event[i], 0))
			report("eventfd %u is gone", i);
	}
}

static void set(struct fixture *f, const void *arg)
{
	const struct set *set = arg;
	__u32 data[4] = { ~0u, ~0u, ~0u, ~0u };

	if (set->data)
		data[0] = set->data;
	report_answer("answer", user_set_irqs(&f->user, set->flags, set->index, set->start,
					      set->count, data, set->size));
	say_signals(f);
	say_set(f);
}

static void signals(struct fixture *f, const void *flags)
{
	static const __u8 yes = 1, no;

	for (__u32 i = 0; i < NR_IRQS; i++) {
		report_answer("none", user_set_irqs(&f->user, NONE | TRIGGER, i, 0, 1, NULL, 0));
		say_signals(f);
		report_answer("true", user_set_irqs(&f->user, BOOL | TRIGGER, i, 0, 1, &yes, 1));
		say_signals(f);
		report_answer("false", user_set_irqs(&f->user, BOOL | TRIGGER, i, 0, 1, &no, 1));
		say_signals(f);
	}
}

static void replace(struct fixture *f, const void *unused)
{
	int other = eventfd(0, EFD_NONBLOCK);

	report_answer("set", user_set_event(&f->user, IRQ_IO, other));
	user_set_irqs(&f->user, NONE | TRIGGER, IRQ_IO, 0, 1, NULL, 0);
	report("the other is signalled: %llu", event_wait(other, 0));
	say_signals(f);
	report_answer("remove", user_set_event(&f->user, IRQ_IO, -1));
	report_answer("again", user_set_event(&f->user, IRQ_IO, -1));
	user_set_irqs(&f->user, NONE | TRIGGER, IRQ_IO, 0, 1, NULL, 0);
	report("the other is signalled: %llu", event_wait(other, 0));
	report_answer("back", user_set_event(&f->user, IRQ_IO, f->user.event[IRQ_IO]));
	report_works(f);
	close(other);
}

static void bad_descriptors(struct fixture *f, const void *unused)
{
	int file = open("/dev/null", O_RDWR);

	report_answer("-2", user_set_event(&f->user, IRQ_IO, -2));
	report_answer("1000", user_set_event(&f->user, IRQ_IO, 1000));
	report_answer("a file", user_set_event(&f->user, IRQ_IO, file));
	close(file);
	say_set(f);
}

static void argsz(struct fixture *f, const void *unused)
{
	struct vfio_irq_set arg = { .argsz = sizeof(arg) - 1, .flags = NONE | TRIGGER, .count = 1 };

	report_answer("answer", user_ioctl(&f->user, VFIO_DEVICE_SET_IRQS, &arg));
	arg.argsz = 0;
	report_answer("answer", user_ioctl(&f->user, VFIO_DEVICE_SET_IRQS, &arg));
	say_signals(f);
}

/* Status that arrives while no eventfd is set stays queued. */
static void unheard(struct fixture *f, const void *unused)
{
	struct status status = {};

	report_answer("remove", user_set_event(&f->user, IRQ_IO, -1));
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_answer("start", user_start(&f->user, PROGRAM));
	for (int i = 0; i < 5000 && !status.ctrl; i++) {
		usleep(1000);
		user_io_status(&f->user, &status);
	}
	report("control %04x", status.ctrl);
}

#define SET(name, ...) { "irqs-" name, set, &(const struct set){ __VA_ARGS__ } }

const struct side_case irq_cases[] = {
	{ "irqs-signal", signals },
	{ "irqs-replace", replace },
	{ "irqs-bad-descriptors", bad_descriptors },
	{ "irqs-argsz", argsz },
	{ "irqs-unheard", unheard },
	SET("count-0-io", NONE | TRIGGER, 0, 0, 0, 0),
	SET("count-0-crw", NONE | TRIGGER, 1, 0, 0, 0),
	SET("count-0-req", NONE | TRIGGER, 2, 0, 0, 0),
	SET("count-0-bool", BOOL | TRIGGER, 0, 0, 0, 1),
	SET("count-0-eventfd", EVENTFD | TRIGGER, 0, 0, 0, 4),
	SET("count-2", NONE | TRIGGER, 0, 0, 2, 0),
	SET("count-max", NONE | TRIGGER, 0, 0, ~0u, 0),
	SET("count-2-bool", BOOL | TRIGGER, 0, 0, 2, 2),
	SET("count-2-eventfd", EVENTFD | TRIGGER, 0, 0, 2, 8),
	SET("start-1", NONE | TRIGGER, 0, 1, 1, 0),
	SET("start-1-count-0", NONE | TRIGGER, 0, 1, 0, 0),
	SET("start-max", NONE | TRIGGER, 0, ~0u, 1, 0),
	SET("start-1-count-max", NONE | TRIGGER, 0, 1, ~0u, 0),
	SET("index-3", NONE | TRIGGER, 3, 0, 1, 0),
	SET("index-max", NONE | TRIGGER, ~0u, 0, 1, 0),
	SET("no-action", NONE, 0, 0, 1, 0),
	SET("mask", NONE | MASK, 0, 0, 1, 0),
	SET("unmask", NONE | UNMASK, 0, 0, 1, 0),
	SET("mask-eventfd", EVENTFD | MASK, 0, 0, 1, 4),
	SET("trigger-and-mask", NONE | TRIGGER | MASK, 0, 0, 1, 0),
	SET("trigger-and-unmask", NONE | TRIGGER | UNMASK, 0, 0, 1, 0),
	SET("no-data-type", TRIGGER, 0, 0, 1, 0),
	SET("none-and-bool", NONE | BOOL | TRIGGER, 0, 0, 1, 4),
	SET("none-and-eventfd", NONE | EVENTFD | TRIGGER, 0, 0, 1, 4),
	SET("bool-and-eventfd", BOOL | EVENTFD | TRIGGER, 0, 0, 1, 4),
	SET("all-data-types", NONE | BOOL | EVENTFD | TRIGGER, 0, 0, 1, 4),
	SET("unknown-flag", NONE | TRIGGER | 1 << 6, 0, 0, 1, 0),
	SET("bool-without-data", BOOL | TRIGGER, 0, 0, 1, 0),
	SET("eventfd-short-data", EVENTFD | TRIGGER, 0, 0, 1, 3),
	SET("eventfd-long-data", EVENTFD | TRIGGER, 0, 0, 1, 8),
	{}
};
