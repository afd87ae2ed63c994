/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's lists, and more that a driver may need. */
#ifndef EXPLORE_LISTS_H
#define EXPLORE_LISTS_H

struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD_INIT(x)	{ &(x), &(x) }
#define LIST_HEAD(x)		struct list_head x = LIST_HEAD_INIT(x)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void list_add(struct list_head *item, struct list_head *after)
{
	item->next = after->next;
	item->prev = after;
	after->next->prev = item;
	after->next = item;
}

static inline void list_add_tail(struct list_head *item, struct list_head *list)
{
	list_add(item, list->prev);
}

static inline void list_del(struct list_head *item)
{
	item->prev->next = item->next;
	item->next->prev = item->prev;
	item->next = NULL;
	item->prev = NULL;
}

static inline void list_del_init(struct list_head *item)
{
	list_del(item);
	INIT_LIST_HEAD(item);
}

static inline void list_move_tail(struct list_head *item, struct list_head *list)
{
	list_del(item);
	list_add_tail(item, list);
}

#define list_empty(l)			((l)->next == (l))
#define list_entry			container_of
#define list_first_entry(l, t, m)	list_entry((l)->next, t, m)
#define list_first_entry_or_null(l, t, m) (list_empty(l) ? NULL : list_first_entry(l, t, m))
#define list_next_entry(p, m)		list_entry((p)->m.next, __typeof__(*(p)), m)
#define list_for_each_entry(p, l, m) \
	for (p = list_first_entry(l, __typeof__(*p), m); &p->m != (l); p = list_next_entry(p, m))
#define list_for_each_entry_safe(p, n, l, m) \
	for (p = list_first_entry(l, __typeof__(*p), m), n = list_next_entry(p, m); \
	     &p->m != (l); p = n, n = list_next_entry(n, m))

#endif
