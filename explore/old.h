/* SPDX-License-Identifier: GPL-2.0-only */
/* What the driver needed once. */
#ifndef EXPLORE_OLD_H
#define EXPLORE_OLD_H
struct hlist_node { struct list_head l; };
#define DECLARE_HASHTABLE(x, b) struct list_head x
#define hash_init(h) INIT_LIST_HEAD(&(h))
#define hash_add(h, n, k) list_add(&(n)->l, &(h))
#define hash_del(n) list_del(&(n)->l)
#define hash_for_each_possible(h, p, m, k) list_for_each_entry(p, &(h), m.l)
struct shrink_control { unsigned long nr_to_scan; };
struct shrinker {
	unsigned long (*count_objects)(struct shrinker *s, struct shrink_control *sc);
	unsigned long (*scan_objects)(struct shrinker *s, struct shrink_control *sc);
};
#define SHRINK_STOP (~0ul)
#define shrinker_alloc(f, n) memory_alloc(sizeof(struct shrinker))
#define shrinker_register(s) ((void)(s))
#define shrinker_free memory_free
struct inode;
struct file_operations { void *owner; int (*release)(struct inode *i, struct file *f); };
struct file { void *private_data; const struct file_operations *ops; struct file *next; };
#define O_RDONLY 0
static inline struct file *anon_inode_getfile(const char *n, const struct file_operations *ops,
					      void *data, int flags)
{
	struct file *f = memory_alloc(sizeof(*f));
	f->ops = ops;
	f->private_data = data;
	return f;
}
static inline void fput(struct file *f)
{
	f->next = sched_current()->files;
	sched_current()->files = f;
}
static inline void to_user_space(void)
{
	struct file *f;

	while ((f = sched_current()->files)) {
		sched_current()->files = f->next;
		f->ops->release(NULL, f);
		memory_free(f);
	}
}
#endif
