// SPDX-License-Identifier: GPL-2.0-only
/* The environment of a scenario, and the words that its threads consist of. */
#include "explore/scenario.h"

#include "core/vfio/device.h"
#include "explore/channel.h"
#include "explore/user.h"

#define DATA_AREA	1	/* the program is in area 0 */

static struct {
	const struct scenario *scenario;
	struct device css_device;
	struct vfio_ccw_subchannel sub;
	struct mdev_device mdev;
	struct vfio_device *vdev;
	struct vfio_device others[2];
	struct space spaces[3];
	struct user users[2];
	bool removed;
} w;

/* ---- Words, each an action of a thread; with a "2" appended, of the second user ---- */

static u32 ccws(void)
{
	return w.scenario->ccws ? w.scenario->ccws : 2;
}

static u32 apart(void)
{
	return w.scenario->apart ? w.scenario->apart : 1;
}

/* A page that the program does not use. */
static u32 last_page(void)
{
	return 1 + ccws() * apart();
}

/* With iommufd last_page() is in the same area, so that unpinning may wait for its pin. */
static void map_data(struct space *space)
{
	u32 n = ccws() * apart();

	space_map(space, 1, space->iommufd ? n + 1 : n, (space - w.spaces) * SPACE_PAGES + 1);
}

static void map_other(struct space *space)
{
	u32 page = last_page();

	if (!space->iommufd)
		space_map(space, page, 1, (space - w.spaces) * SPACE_PAGES + page);
}

static void do_open(struct user *user)
{
	user_open(user, &w.spaces[user - w.users]);
}

static void do_close(struct user *user)
{
	user_close(user);
}

static void do_start(struct user *user)
{
	user_start(user);
}

/* Tries a refused start again. */
static void do_run(struct user *user)
{
	for (int i = 0; i < 3; i++) {
		if (user_start(user) == 0)
			break;
		msleep(1000);
	}
	user_await(user);
}

static void do_await(struct user *user)
{
	user_await(user);
}

static void do_halt(struct user *user)
{
	user_async(user, VFIO_CCW_ASYNC_CMD_HSCH);
}

static void do_clear(struct user *user)
{
	user_async(user, VFIO_CCW_ASYNC_CMD_CSCH);
}

static void do_reset(struct user *user)
{
	user_reset(user);
}

static void unmapping(struct user *user, u32 first, u32 n)
{
	struct actor *actor = sched_current();

	actor->purpose = FOR_UNMAP;
	channel.unmapped[actor->id].first = (user->space - w.spaces) * SPACE_PAGES + first;
	channel.unmapped[actor->id].n = n;
}

static void unmap(struct user *user, struct area *area)
{
	unmapping(user, area->first, area->n);
	space_unmap(user->space, area);
	sched_say("%s: the area at page %u is unmapped", user->name, area->first);
	sched_current()->purpose = FOR_USER;
}

static void do_unmap(struct user *user)
{
	unmap(user, &user->space->areas[DATA_AREA]);
}

static void do_unmap_program(struct user *user)
{
	unmap(user, &user->space->areas[0]);
}

static void do_map(struct user *user)
{
	map_data(user->space);
}

static void do_detach(struct user *user)
{
	unmapping(user, 0, SPACE_PAGES);
	vfio_attach(user->vdev, NULL);
	sched_say("%s: the device is detached", user->name);
}

static void do_replace(struct user *user)
{
	unmapping(user, 0, SPACE_PAGES);
	vfio_attach(user->vdev, &w.spaces[2]);
	sched_say("%s: the device is in another address space", user->name);
}

static void do_attach(struct user *user)
{
	vfio_attach(user->vdev, user->space);
	sched_say("%s: the device is attached", user->name);
}

static void do_arm(struct user *user)
{
	user_arm(user);
}

static void do_schib(struct user *user)
{
	user_schib(user);
}

/* Another device in the same container, with another driver. */
static void do_other(struct user *user)
{
	struct vfio_device *other = &w.others[user - w.users];

	vfio_open(other, &w.spaces[0]);
	vfio_close(other);
}

static void do_others(struct user *user)
{
	for (int i = 0; i < 6; i++)
		do_other(user);
}

/* The same; its driver also pins and unpins a page. */
static void do_other_pins(struct user *user)
{
	struct vfio_device *other = &w.others[user - w.users];
	u64 iova = last_page() * PAGE_SIZE;
	struct page *page;

	vfio_open(other, &w.spaces[0]);
	if (vfio_pin_pages(other, iova, 1, IOMMU_READ, &page) == 1)
		vfio_unpin_pages(other, iova, 1);
	vfio_close(other);
}

static void do_attention(struct user *user)
{
	channel_attention();
}

/* As in hw-s390: the program is identified with the lock held, and stopped without it. */
static void do_path(struct user *user)
{
	bool used;
	u32 program;

	sched_spin_lock(PLACE("path goes", "channel"), &channel.lock.lock, true);
	channel.path_gone = channel.program;
	used = channel.active;
	program = vfio_ccw_subchannel_program(&w.sub);
	spin_unlock_irq(&channel.lock);
	sched_current()->purpose = FOR_PATH;
	if (used)
		vfio_ccw_subchannel_terminate(&w.sub, program);
}

static void do_report(struct user *user)
{
	const struct css_crw crw = { .flags = cpu_to_be16(CSS_CRW_RSC_PATH) };

	vfio_ccw_subchannel_report(&w.sub, &crw);
}

static void do_gone(struct user *user)
{
	sched_spin_lock(PLACE("gone", "channel"), &channel.lock.lock, true);
	channel.gone = true;
	channel.active = false;
	channel.begun = 0;
	spin_unlock_irq(&channel.lock);
	sched_wake(NULL, &w.users[0].signals.wait.list);
	vfio_ccw_subchannel_gone(&w.sub);
}

static void do_shutdown(struct user *user)
{
	w.users[0].broken = true;
	vfio_ccw_subchannel_shutdown(&w.sub);
	sched_point(PLACE("down", "machine"), &channel.lock.lock, WRITES);
	if (channel.active && !channel.deaf_ms)
		sched_fail("a program runs after shutdown");
	channel.down = true;
	sched_wake(NULL, &w.users[0].signals.wait.list);
}

static void do_kill(struct user *user)
{
	sched_kill(user->thread);
}

static void do_later(struct user *user)
{
	msleep(50);
}

static void do_late(struct user *user)
{
	msleep(70000);
}

static void remove_mdev(void)
{
	if (w.removed)
		return;
	w.removed = true;
	w.sub.parent.mdev_driver->remove(&w.mdev);
}

static void do_remove(struct user *user)
{
	remove_mdev();
}

static const struct word {
	const char *word;
	void (*run)(struct user *user);
} words[] = {
	{ "arm", do_arm }, { "attach", do_attach }, { "attention", do_attention },
	{ "await", do_await }, { "clear", do_clear }, { "close", do_close },
	{ "detach", do_detach }, { "gone", do_gone }, { "halt", do_halt }, { "kill", do_kill },
	{ "late", do_late }, { "later", do_later }, { "map", do_map }, { "open", do_open },
	{ "other", do_other }, { "other-pins", do_other_pins }, { "others", do_others },
	{ "path", do_path }, { "remove", do_remove }, { "replace", do_replace },
	{ "report", do_report }, { "reset", do_reset }, { "run", do_run }, { "schib", do_schib },
	{ "shutdown", do_shutdown }, { "start", do_start }, { "unmap", do_unmap },
	{ "unmap-program", do_unmap_program },
};

static void run_words(void *text)
{
	const char *at = text;

	while (*at && !sched_current()->killed) {
		size_t n = strcspn(at, " 2");
		struct user *user = &w.users[at[n] == '2'];
		size_t i = 0;

		while (strncmp(words[i].word, at, n) || words[i].word[n])
			if (++i == ARRAY_SIZE(words))
				sched_fail("no such word: %s", at);
		words[i].run(user);
		at += n + (at[n] == '2');
		at += *at == ' ';
	}
}

/* ---- The environment ---- */

static void other_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
}

static const struct vfio_device_ops other_ops = { .dma_unmap = other_unmap };

static void create_device(void)
{
	struct vfio_ccw_device *dev;

	w.sub.dev = &w.css_device;
	w.sub.css = &channel_ops;
	w.sub.sch = &channel;
	w.sub.id = 0x00010123;
	channel.sub = &w.sub;
	vfio_ccw_subchannel_init(&w.sub);
	sched_must(!vfio_ccw_subchannel_register(&w.sub));
	w.mdev.type = &w.sub.type;
	w.mdev.dev.refs = 1;
	sched_must(!w.sub.parent.mdev_driver->probe(&w.mdev));
	dev = dev_get_drvdata(&w.mdev.dev);
	w.vdev = &dev->vdev;
	for (u32 i = 0; i < ARRAY_SIZE(w.others); i++) {
		w.others[i].ops = &other_ops;
		w.others[i].device.refs = 1;
	}
}

static void create_spaces(const struct scenario *s)
{
	for (u32 i = 0; i < ARRAY_SIZE(w.spaces); i++) {
		struct space *space = &w.spaces[i];

		space->iommufd = s->backend == IOMMUFD;
		space_map(space, 0, 1, i * SPACE_PAGES);
		map_data(space);
		map_other(space);
		for (u32 k = 0; k < ARRAY_SIZE(s->slow); k++)
			if (s->slow[k].msecs)
				space->slow[s->slow[k].page] = s->slow[k].msecs;
		w.users[0].space = space;
		user_program(&w.users[0], ccws(), apart());
	}
	w.users[0].space = &w.spaces[0];
	w.users[1].space = &w.spaces[1];
}

static void begin(const struct scenario *s)
{
	memset(&w, 0, sizeof(w));
	memset(&channel, 0, sizeof(channel));
	memory_reset();
	w.scenario = s;
	channel.holds = s->holds;
	channel.deaf_ms = s->deaf_ms;
	sched_must(!kernel_module_init());
	create_device();
	user_init(&w.users[0], "user", w.vdev);
	user_init(&w.users[1], "user 2", w.vdev);
	create_spaces(s);
	sched_spawn("channel", channel_run, NULL)->daemon = true;
	user_open(&w.users[0], &w.spaces[0]);
}

static void end(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(w.users); i++) {
		if (!w.removed)
			user_settle(&w.users[i]);
		user_close(&w.users[i]);
	}
	msleep(60000);
	if (channel.active)
		sched_fail("a program runs after the device was closed");
	remove_mdev();
	vfio_ccw_subchannel_unregister(&w.sub);
	kernel_module_exit();
	memory_check_empty();
}

void scenario_run(void *scenario)
{
	const struct scenario *s = scenario;

	begin(s);
	if (s->may_stick)
		sched_may_stick();
	for (int i = 0; i < MAX_THREADS && s->threads[i].name; i++) {
		struct actor *thread = sched_spawn(s->threads[i].name, run_words,
						   (void *)s->threads[i].does);

		thread->mm = &w.users[0];
		if (!w.users[0].thread)
			w.users[0].thread = thread;
	}
	sched_join();
	end();
}
