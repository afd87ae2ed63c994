// SPDX-License-Identifier: GPL-2.0-only
/*
 * Provokes the errors that the checkers of a kernel report, to verify that they do.
 * For a kernel that is discarded afterwards.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *what = "";
module_param(what, charp, 0);
MODULE_PARM_DESC(what, "leak, overrun, shift, atomic, inversion or race");

static void provoke_leak(void)
{
	void *mem = kmalloc(64, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(mem);
}

static void provoke_overrun(void)
{
	char *mem = kmalloc(16, GFP_KERNEL);
	int past = 16;

	if (!mem)
		return;
	OPTIMIZER_HIDE_VAR(past);
	WRITE_ONCE(mem[past], 0);
	kfree(mem);
}

static void provoke_shift(void)
{
	int bits = 40, one = 1;

	OPTIMIZER_HIDE_VAR(bits);
	one <<= bits;
	OPTIMIZER_HIDE_VAR(one);
}

static void provoke_atomic(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	msleep(20);
	spin_unlock(&lock);
}

static void provoke_inversion(void)
{
	static DEFINE_MUTEX(one);
	static DEFINE_MUTEX(other);

	mutex_lock(&one);
	mutex_lock(&other);
	mutex_unlock(&other);
	mutex_unlock(&one);
	mutex_lock(&other);
	mutex_lock(&one);
	mutex_unlock(&one);
	mutex_unlock(&other);
}

static int counted;

static int provoke_count(void *data)
{
	/* Deliberately without the marking of an intended race. */
	for (u32 i = 0; i < 10000000 && !kthread_should_stop(); i++) {
		counted++;
		barrier();
	}
	while (!kthread_should_stop())
		msleep(20);
	return 0;
}

static void provoke_race(void)
{
	struct task_struct *threads[2];

	for (u32 i = 0; i < ARRAY_SIZE(threads); i++)
		threads[i] = kthread_run(provoke_count, NULL, "race");
	msleep(3000);
	for (u32 i = 0; i < ARRAY_SIZE(threads); i++)
		if (!IS_ERR(threads[i]))
			kthread_stop(threads[i]);
}

static const struct {
	const char *name;
	void (*provoke)(void);
} kinds[] = {
	{ "leak", provoke_leak },
	{ "overrun", provoke_overrun },
	{ "shift", provoke_shift },
	{ "atomic", provoke_atomic },
	{ "inversion", provoke_inversion },
	{ "race", provoke_race },
};

static int __init provoke_init(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(what, kinds[i].name)) {
			kinds[i].provoke();
			return 0;
		}
	}
	return -EINVAL;
}
module_init(provoke_init);

static void __exit provoke_exit(void)
{
}
module_exit(provoke_exit);

MODULE_DESCRIPTION("Provokes reports of a kernel's checkers");
MODULE_LICENSE("GPL");
