// SPDX-License-Identifier: GPL-2.0-only
/* The queues between interrupt and user space: order, bounds, merging. */
#include "simtests/suite.h"

#include "core/crw_queue.h"
#include "core/irb_queue.h"

#define PENDING		CSS_STCTL_PENDING
#define PCI		(CSS_FCTL_START | CSS_ACTL_SCHACT | CSS_STCTL_INTERMEDIATE | PENDING)
#define PRIMARY		(CSS_FCTL_START | CSS_ACTL_DEVACT | CSS_STCTL_PRIMARY | PENDING)
#define SECONDARY	(CSS_FCTL_START | CSS_STCTL_SECONDARY | PENDING)
#define SUSPENDED	(CSS_FCTL_START | CSS_ACTL_SUSPENDED | CSS_STCTL_INTERMEDIATE | PENDING)
#define UNSOLICITED	(CSS_STCTL_ALERT | PENDING)

/* Not on the stack: a kernel's is small. */
static struct irb_queue *empty_queue(void)
{
	static struct irb_queue q;

	memset(&q, 0, sizeof(q));
	return &q;
}

static void append(struct irb_queue *q, u16 ctrl, u8 dstat)
{
	const struct css_irb irb = { .scsw.ctrl = cpu_to_be16(ctrl), .scsw.dstat = dstat };

	irb_queue_append(q, &irb, 0);
}

static u32 look_at_all(struct irb_queue *q)
{
	u32 n = 0;

	while (irb_queue_peek(q)) {
		irb_queue_consume(q);
		n++;
	}
	return n;
}

static void take(struct irb_queue *q, u16 ctrl, u8 dstat)
{
	struct css_irb irb = {};

	assert_true(irb_queue_take(q, &irb));
	assert_int_equal(be16_to_cpu(irb.scsw.ctrl), ctrl);
	assert_int_equal(irb.scsw.dstat, dstat);
}

static void empty_queue_gives_nothing(void **state)
{
	struct irb_queue *q = empty_queue();
	struct css_irb irb = { .scsw.dstat = 0x55 };

	assert_false(irb_queue_waiting(q));
	assert_null(irb_queue_peek(q));
	assert_false(irb_queue_take(q, &irb));
	assert_int_equal(irb.scsw.dstat, 0x55);
	assert_true(irb_queue_has_room(q));
}

static void order_is_kept_over_many_rounds(void **state)
{
	struct irb_queue *q = empty_queue();

	for (u32 round = 0; round < 3 * IRB_QUEUE_SIZE; round++) {
		append(q, PRIMARY, (u8)round);
		append(q, UNSOLICITED, CSS_DSTAT_ATTENTION);
		append(q, SECONDARY, (u8)(round + 1));
		assert_true(irb_queue_waiting(q));
		assert_int_equal(look_at_all(q), 3);
		take(q, PRIMARY, (u8)round);
		take(q, UNSOLICITED, CSS_DSTAT_ATTENTION);
		take(q, SECONDARY, (u8)(round + 1));
		assert_false(irb_queue_waiting(q));
	}
}

static void user_space_sees_nothing_that_was_not_looked_at(void **state)
{
	struct irb_queue *q = empty_queue();
	struct css_irb irb;

	append(q, PRIMARY, 1);
	assert_true(irb_queue_waiting(q));
	assert_false(irb_queue_take(q, &irb));
	look_at_all(q);
	take(q, PRIMARY, 1);
}

static void change_in_place_reaches_the_reader(void **state)
{
	struct irb_queue *q = empty_queue();
	struct css_irb irb;

	append(q, PRIMARY, 1);
	irb_queue_peek(q)->scsw.cpa = cpu_to_be32(0x1234);
	irb_queue_consume(q);
	assert_true(irb_queue_take(q, &irb));
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), 0x1234);
}

/* A program that loops with PCI, without any read: its end still finds room. */
static void pci_without_end_leaves_room_for_the_end(void **state)
{
	struct irb_queue *q = empty_queue();
	u32 n = 0;

	for (u32 i = 0; i < 1000; i++)
		append(q, PCI, 0);
	append(q, PRIMARY, CSS_DSTAT_CE);
	append(q, SECONDARY, CSS_DSTAT_DE);
	n = look_at_all(q);
	assert_true(n <= IRB_QUEUE_SIZE);
	for (u32 i = 0; i < n - 2; i++)
		take(q, PCI, 0);
	take(q, PRIMARY, CSS_DSTAT_CE);
	take(q, SECONDARY, CSS_DSTAT_DE);
	assert_false(irb_queue_waiting(q));
}

static void first_pci_is_kept_when_little_room_is_left(void **state)
{
	struct irb_queue *q = empty_queue();

	for (u32 i = 0; i < IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE; i++)
		append(q, UNSOLICITED, CSS_DSTAT_ATTENTION);
	append(q, PCI, 0);
	append(q, PCI, 0);
	append(q, PRIMARY, CSS_DSTAT_CE);
	append(q, SECONDARY, CSS_DSTAT_DE);
	assert_int_equal(look_at_all(q), IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE + 3);
}

static void suspended_is_never_merged(void **state)
{
	struct irb_queue *q = empty_queue();

	for (u32 i = 0; i < IRB_QUEUE_SIZE - 1; i++)
		append(q, SUSPENDED, 0);
	append(q, SECONDARY, CSS_DSTAT_DE);
	assert_int_equal(look_at_all(q), IRB_QUEUE_SIZE);
}

/* Initial status says that the program was accepted: it comes once, and stays. */
static void initial_status_is_never_merged(void **state)
{
	const struct css_irb initial = {
		.scsw.flags = cpu_to_be16(CSS_SCSW_Z), .scsw.ctrl = cpu_to_be16(PCI),
	};
	struct irb_queue *q = empty_queue();

	for (u32 i = 0; i < IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE; i++)
		append(q, PCI, 0);
	irb_queue_append(q, &initial, 0);
	append(q, PRIMARY, CSS_DSTAT_CE);
	append(q, SECONDARY, CSS_DSTAT_DE);
	assert_int_equal(look_at_all(q), IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE + 3);
}

/* Status of nothing at all is still an interrupt. */
static void stacked_status_of_zero_is_kept(void **state)
{
	struct irb_queue *q = empty_queue();

	for (u32 i = 0; i < IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE + 1; i++)
		append(q, UNSOLICITED, 0);
	look_at_all(q);
	for (u32 i = 0; i < IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE + 1; i++)
		take(q, UNSOLICITED, 0);
	assert_false(irb_queue_waiting(q));
}

static void unsolicited_status_without_room_is_stacked(void **state)
{
	struct irb_queue *q = empty_queue();

	for (u32 i = 0; i < 100; i++)
		append(q, UNSOLICITED, i & 1 ? CSS_DSTAT_ATTENTION : CSS_DSTAT_DE);
	assert_int_equal(look_at_all(q), IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE);
	for (u32 i = 0; i < IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE; i++)
		take(q, UNSOLICITED, i & 1 ? CSS_DSTAT_ATTENTION : CSS_DSTAT_DE);
	assert_true(irb_queue_waiting(q));
	take(q, UNSOLICITED, CSS_DSTAT_ATTENTION | CSS_DSTAT_DE);
	assert_false(irb_queue_waiting(q));
}

static void ready_means_room_for_a_function(void **state)
{
	struct irb_queue *q = empty_queue();

	for (u32 i = 0; i < IRB_QUEUE_SIZE - IRB_QUEUE_RESERVE; i++) {
		assert_true(irb_queue_has_room(q));
		append(q, SECONDARY, 0);
	}
	assert_true(irb_queue_has_room(q));
	append(q, SECONDARY, 0);
	assert_false(irb_queue_has_room(q));
	look_at_all(q);
	take(q, SECONDARY, 0);
	assert_true(irb_queue_has_room(q));
}

static void discard_forgets_everything(void **state)
{
	struct irb_queue *q = empty_queue();
	struct css_irb irb;

	for (u32 i = 0; i < 100; i++)
		append(q, UNSOLICITED, CSS_DSTAT_ATTENTION);
	look_at_all(q);
	irb_queue_discard(q);
	assert_false(irb_queue_waiting(q));
	assert_null(irb_queue_peek(q));
	assert_false(irb_queue_take(q, &irb));
}

/* The counters wrap around after 2^32 interrupts. */
static void counters_may_wrap(void **state)
{
	struct irb_queue *q = empty_queue();

	q->head = ~0u;
	q->consumed = ~0u;
	q->tail = ~0u;
	append(q, PRIMARY, 1);
	append(q, SECONDARY, 2);
	assert_int_equal(look_at_all(q), 2);
	take(q, PRIMARY, 1);
	take(q, SECONDARY, 2);
	assert_false(irb_queue_waiting(q));
}

static void report(struct crw_queue *q, u16 rsid)
{
	const struct css_crw crw = {
		.flags = cpu_to_be16(CSS_CRW_RSC_PATH), .rsid = cpu_to_be16(rsid),
	};

	crw_queue_append(q, &crw);
}

static void take_report(struct crw_queue *q, u16 flags, u16 rsid)
{
	struct css_crw crw = crw_queue_take(q);

	assert_int_equal(be16_to_cpu(crw.flags), flags);
	assert_int_equal(be16_to_cpu(crw.rsid), rsid);
}

static void reports_come_in_order_then_zeroes(void **state)
{
	struct crw_queue q = {};

	take_report(&q, 0, 0);
	report(&q, 1);
	report(&q, 2);
	assert_true(crw_queue_waiting(&q));
	take_report(&q, CSS_CRW_RSC_PATH, 1);
	take_report(&q, CSS_CRW_RSC_PATH, 2);
	assert_false(crw_queue_waiting(&q));
	take_report(&q, 0, 0);
}

static void last_report_before_a_loss_says_so(void **state)
{
	struct crw_queue q = {};

	for (u32 i = 0; i < CRW_QUEUE_SIZE + 1; i++)
		report(&q, (u16)i);
	for (u32 i = 0; i < CRW_QUEUE_SIZE - 1; i++)
		take_report(&q, CSS_CRW_RSC_PATH, (u16)i);
	take_report(&q, CSS_CRW_RSC_PATH | CSS_CRW_R, CRW_QUEUE_SIZE - 1);
	report(&q, 99);
	take_report(&q, CSS_CRW_RSC_PATH, 99);
}

static void discarded_reports_leave_no_overflow(void **state)
{
	struct crw_queue q = {};

	for (u32 i = 0; i < CRW_QUEUE_SIZE + 1; i++)
		report(&q, (u16)i);
	crw_queue_discard(&q);
	assert_false(crw_queue_waiting(&q));
	report(&q, 7);
	take_report(&q, CSS_CRW_RSC_PATH, 7);
}

static const struct CMUnitTest queues_cases[] = {
	cmocka_unit_test(empty_queue_gives_nothing),
	cmocka_unit_test(order_is_kept_over_many_rounds),
	cmocka_unit_test(user_space_sees_nothing_that_was_not_looked_at),
	cmocka_unit_test(change_in_place_reaches_the_reader),
	cmocka_unit_test(pci_without_end_leaves_room_for_the_end),
	cmocka_unit_test(first_pci_is_kept_when_little_room_is_left),
	cmocka_unit_test(suspended_is_never_merged),
	cmocka_unit_test(initial_status_is_never_merged),
	cmocka_unit_test(stacked_status_of_zero_is_kept),
	cmocka_unit_test(unsolicited_status_without_room_is_stacked),
	cmocka_unit_test(ready_means_room_for_a_function),
	cmocka_unit_test(discard_forgets_everything),
	cmocka_unit_test(counters_may_wrap),
	cmocka_unit_test(reports_come_in_order_then_zeroes),
	cmocka_unit_test(last_report_before_a_loss_says_so),
	cmocka_unit_test(discarded_reports_leave_no_overflow),
};

SUITE(queues)
