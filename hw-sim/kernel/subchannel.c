// SPDX-License-Identifier: GPL-2.0-only
/* The life of a subchannel, its interrupts and its channel reports. */
#include <linux/module.h>
#include <linux/slab.h>

#include "core/vfio/subchannel.h"
#include "hw-sim/dev/tape.h"
#include "hw-sim/kernel/image.h"
#include "hw-sim/kernel/path.h"
#include "hw-sim/kernel/subchannel.h"

static LIST_HEAD(subchannels);
static struct workqueue_struct *leave_queue;

/* ---- Interrupts ---- */

/**
 * subchannel_take_status() - status is pending: TEST SUBCHANNEL, and interrupt the user
 * @sch: the subchannel
 *
 * Without room for it the status stays pending, as it does on a machine whose
 * program takes no interrupts, until there is.
 */
void subchannel_take_status(struct subchannel *sch)
{
	struct css_irb irb;

	machine_assert_entered();
	if (kfifo_is_full(&sch->irbs)) {
		machine_note_stalled(sch);
		machine_note_interrupt(sch);
		return;
	}
	if (sim_tsch(sch->sim, &irb) != 0)
		return;
	kfifo_put(&sch->irbs, irb);
	machine_note_interrupt(sch);
}

/* A bottom half: no more than what fits into the queue, then others. */
static void interrupt(struct work_struct *work)
{
	struct subchannel *sch = container_of(work, struct subchannel, interrupt_work);
	struct vfio_ccw_subchannel *user = READ_ONCE(sch->user);
	struct css_irb irb;

	for (u32 i = 0; i < SUBCHANNEL_IRBS && kfifo_get(&sch->irbs, &irb); i++)
		if (user)
			vfio_ccw_subchannel_interrupt(user, &irb);
	if (!kfifo_is_empty(&sch->irbs))
		queue_work(system_bh_wq, work);
	/* Queued after the subchannel was noted as stalled, so this sees it. */
	if (!list_empty_careful(&sch->stalled))
		machine_kick();
}

/* ---- Channel reports ---- */

static bool has_path(const struct subchannel *sch, u8 chpid)
{
	return memchr(sch->chpid, chpid, sch->n_paths);
}

static bool concerns(const struct css_crw *crw, const struct subchannel *sch)
{
	u16 rsid = be16_to_cpu(crw->rsid);

	switch (be16_to_cpu(crw->flags) & CSS_CRW_RSC) {
	case CSS_CRW_RSC_PATH:
		return has_path(sch, (u8)rsid);
	case CSS_CRW_RSC_SUBCHANNEL:
		return (u16)sim_schid(sch->sim) == rsid;
	default:
		return false;
	}
}

/** subchannels_report() - a channel report, to the users whom it concerns */
void subchannels_report(const struct css_crw *crw)
{
	struct subchannel *sch;

	machine_assert_entered();
	list_for_each_entry(sch, &subchannels, all)
		if (sch->offered && concerns(crw, sch))
			vfio_ccw_subchannel_report(sch->user, crw);
}

/**
 * subchannel_store() - STORE SUBCHANNEL
 * @sch: the subchannel
 * @schib: gets what is stored
 *
 * Return: 0, or -ENODEV if it is gone.
 */
int subchannel_store(struct subchannel *sch, struct css_schib *schib)
{
	return machine_css_ops.store(sch, schib) ? -ENODEV : 0;
}

/* ---- Coming ---- */

static void release(struct device *dev)
{
	struct subchannel *sch = to_subchannel(dev);

	kfree(sch->driver_override);
	kfree(sch);
}

static void leave(struct work_struct *work);

static struct subchannel *allocate(const struct subchannel_config *config)
{
	struct subchannel *sch = kzalloc(sizeof(*sch), GFP_KERNEL);

	if (!sch)
		return NULL;
	sch->image = config->image;
	sch->n_paths = config->n_paths;
	memcpy(sch->chpid, config->chpid, sizeof(sch->chpid));
	INIT_LIST_HEAD(&sch->all);
	INIT_LIST_HEAD(&sch->presented);
	INIT_LIST_HEAD(&sch->stalled);
	INIT_KFIFO(sch->irbs);
	INIT_WORK(&sch->interrupt_work, interrupt);
	mutex_init(&sch->binding);
	INIT_WORK(&sch->leave_work, leave);
	init_completion(&sch->left);
	device_initialize(&sch->dev);
	sch->dev.bus = &css_bus;
	sch->dev.parent = css_root;
	sch->dev.release = release;
	return sch;
}

/* One that was taken away may still have to wait for its user. */
static bool exists(u16 number)
{
	const struct subchannel *sch;

	machine_assert_entered();
	list_for_each_entry(sch, &subchannels, all)
		if ((sim_schid(sch->sim) & CSS_SCHID_NUMBER) == number)
			return true;
	return false;
}

/* With the machine's mutex, so that no path changes while it is looked at. */
static int add_to_sim(struct css_sim *sim, struct subchannel *sch,
		      const struct subchannel_config *config, struct sim_device *device)
{
	struct sim_subchannel_config sim_config = {
		.schid = CSS_SCHID_ONE | config->number,
		.devno = config->devno,
		.device = device,
	};

	for (u32 i = 0; i < config->n_paths; i++) {
		sim_config.chpid[i] = config->chpid[i];
		sim_config.pim |= 0x80 >> i;
		if (!path_is_available(config->chpid[i]))
			sim_config.unavailable |= 0x80 >> i;
	}
	sch->sim = css_sim_add(sim, &sim_config);
	if (!sch->sim)
		return -ENOMEM;
	sim_set_data(sch->sim, sch);
	list_add_tail(&sch->all, &subchannels);
	return 0;
}

static int plug(struct subchannel *sch, const struct subchannel_config *config)
{
	struct sim_device *device;
	struct css_sim *sim;
	int err = -ENOMEM;

	device = config->create(config->image, config->devno, &err);
	if (!device)
		return err;
	device->latency = config->latency;
	sim = machine_enter();
	err = exists(config->number) ? -EEXIST : add_to_sim(sim, sch, config, device);
	machine_leave();
	if (err)
		device->ops->destroy(device);
	return err;
}

static void unplug(struct subchannel *sch)
{
	struct css_sim *sim = machine_enter();

	css_sim_remove(sim, sch->sim);
	list_del_init(&sch->all);
	list_del_init(&sch->presented);
	list_del_init(&sch->stalled);
	css_sim_free(sim, sch->sim);
	sch->sim = NULL;
	machine_leave();
	cancel_work_sync(&sch->interrupt_work);
}

static int bring_up(struct subchannel *sch, const struct subchannel_config *config)
{
	int err;

	err = dev_set_name(&sch->dev, "0.0.%04x", config->number);
	if (err)
		return err;
	err = paths_get(sch->chpid, sch->n_paths);
	if (err)
		return err;
	err = plug(sch, config);
	if (err)
		goto no_plug;
	err = device_add(&sch->dev);
	if (err)
		goto no_device;
	return 0;

no_device:
	unplug(sch);
no_plug:
	paths_put(sch->chpid, sch->n_paths);
	return err;
}

/**
 * subchannel_create() - a subchannel with its device appears
 * @config: what it is; its image belongs to the subchannel if this succeeds
 *
 * Context: process.
 * Return: it, to be given to subchannel_leave() and then to subchannel_put();
 * or an ERR_PTR().
 */
struct subchannel *subchannel_create(const struct subchannel_config *config)
{
	struct subchannel *sch = allocate(config);
	int err;

	if (!sch)
		return ERR_PTR(-ENOMEM);
	err = bring_up(sch, config);
	if (err) {
		put_device(&sch->dev);
		return ERR_PTR(err);
	}
	__module_get(THIS_MODULE);
	return sch;
}

/** subchannel_put() - whoever created it forgets it */
void subchannel_put(struct subchannel *sch)
{
	put_device(&sch->dev);
}

/* ---- The operator ---- */

static int exchange(struct subchannel *sch, struct sim_image *image)
{
	struct sim_device *drive = sim_device_of(sch->sim);
	int err = 0;

	if (!image) {
		tape_unmount(drive);
		return 0;
	}
	err = tape_mount(drive, image);
	if (!err)
		sim_attention(sch->sim, tape_ready_status(drive));
	return err;
}

/**
 * subchannel_mount() - the operator exchanges the medium of a tape drive
 * @sch: the drive's subchannel
 * @image: the new one, which belongs to the subchannel if this succeeds; or NULL
 *
 * With a medium the drive becomes ready, and its user is told.
 *
 * Context: process.
 * Return: 0; -ENODEV: the drive has gone; -EINVAL: that is no tape; -EIO.
 */
int subchannel_mount(struct subchannel *sch, struct sim_image *image)
{
	struct sim_image *before = NULL;
	int err = -ENODEV;

	machine_enter();
	if (sch->sim)
		err = exchange(sch, image);
	if (!err) {
		before = sch->image;
		sch->image = image;
	}
	machine_leave();
	image_close(before);
	return err;
}

/** subchannel_has_medium() - is there one in this tape drive? */
bool subchannel_has_medium(struct subchannel *sch)
{
	bool has;

	machine_enter();
	has = sch->sim && tape_is_mounted(sim_device_of(sch->sim));
	machine_leave();
	return has;
}

/* ---- Going ---- */

/* Here since the user may hold its device's mutex for as long as it likes. */
static void tell_user(struct subchannel *sch)
{
	machine_enter_delivered(sch);
	machine_leave();
	mutex_lock(&sch->binding);
	if (sch->offered)
		vfio_ccw_subchannel_gone(sch->user);
	mutex_unlock(&sch->binding);
}

/* Waits until its user has given it back. */
static void leave(struct work_struct *work)
{
	struct subchannel *sch = container_of(work, struct subchannel, leave_work);

	tell_user(sch);
	device_del(&sch->dev);
	unplug(sch);
	paths_put(sch->chpid, sch->n_paths);
	image_close(sch->image);
	complete_all(&sch->left);
	subchannel_put(sch);
	/* subchannels_exit() waits for the rest of this. */
	module_put(THIS_MODULE);
}

/* A subchannel that is open is enabled. */
static bool is_enabled(struct subchannel *sch)
{
	struct css_schib schib;

	machine_assert_entered();
	return sim_css_ops.store(sch->sim, &schib) == 0 &&
	       be16_to_cpu(schib.pmcw.flags) & CSS_PMCW_ENABLED;
}

/**
 * subchannel_leave() - the machine has the subchannel no more
 * @sch: the subchannel; once
 *
 * It answers with condition code 3 from now on.  The user is signalled, and asked for it; when
 * that has given it back, it leaves the bus and @sch->left is completed.  @sch->in_use
 * says whether there is a user: a subchannel that is gone does not get one any more.
 * Context: process; waits for no user.
 */
void subchannel_leave(struct subchannel *sch)
{
	struct css_sim *sim = machine_enter();

	sch->in_use = is_enabled(sch);
	css_sim_remove(sim, sch->sim);
	machine_leave();
	get_device(&sch->dev);
	queue_work(leave_queue, &sch->leave_work);
}

int subchannels_init(void)
{
	/* Each may wait for a user: none waits for another, as long as 512 at once do. */
	leave_queue = alloc_workqueue("css_sim_leave", WQ_UNBOUND, WQ_MAX_ACTIVE);
	return leave_queue ? 0 : -ENOMEM;
}

void subchannels_exit(void)
{
	destroy_workqueue(leave_queue);
}
