// SPDX-License-Identifier: GPL-2.0-only
/* Creation and removal of a subchannel, its interrupts and its channel reports. */
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
 * subchannel_take_status() - take pending status by TEST SUBCHANNEL, and interrupt the user
 * @sch: the subchannel
 *
 * If there is no room, the status stays pending until there is, as on a machine whose
 * program is disabled for I/O interrupts.
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

/* A bottom half, which delivers at most one queue's worth before other work may run. */
static void deliver_irbs(struct work_struct *work)
{
	struct subchannel *sch = container_of(work, struct subchannel, interrupt_work);
	struct vfio_ccw_subchannel *user = READ_ONCE(sch->user);
	struct css_irb irb;

	for (u32 i = 0; i < SUBCHANNEL_IRBS && kfifo_get(&sch->irbs, &irb); i++)
		if (user)
			vfio_ccw_subchannel_interrupt(user, &irb);
	if (!kfifo_is_empty(&sch->irbs))
		queue_work(system_bh_wq, work);
	/* The work item is queued after the subchannel is added to the list, so this sees it. */
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

/** subchannels_report() - pass a channel report to the users of subchannels that it concerns */
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

/* ---- Creating ---- */

static void subchannel_release(struct device *dev)
{
	struct subchannel *sch = to_subchannel(dev);

	kfree(sch->driver_override);
	kfree(sch);
}

static void remove_subchannel(struct work_struct *work);

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
	INIT_WORK(&sch->interrupt_work, deliver_irbs);
	mutex_init(&sch->binding);
	INIT_WORK(&sch->leave_work, remove_subchannel);
	init_completion(&sch->left);
	device_initialize(&sch->dev);
	sch->dev.bus = &css_bus;
	sch->dev.parent = css_root;
	sch->dev.release = subchannel_release;
	return sch;
}

/* A subchannel with this number may still be waiting for its user to close it. */
static bool exists(u16 number)
{
	const struct subchannel *sch;

	machine_assert_entered();
	list_for_each_entry(sch, &subchannels, all)
		if ((sim_schid(sch->sim) & CSS_SCHID_NUMBER) == number)
			return true;
	return false;
}

/* With the machine's mutex held, so that the availability of paths does not change. */
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
 * subchannel_create() - create a subchannel with its device
 * @config: the configuration; the subchannel owns its image if this succeeds
 *
 * Context: process.
 * Return: the subchannel, which needs subchannel_leave() and then subchannel_put();
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

/** subchannel_put() - drop a reference */
void subchannel_put(struct subchannel *sch)
{
	put_device(&sch->dev);
}

/* ---- The operator ---- */

static int exchange_medium(struct subchannel *sch, struct sim_image *image)
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
 * @image: the new medium, which the subchannel owns if this succeeds; or NULL
 *
 * A drive that gets a medium becomes ready, and presents unsolicited status.
 *
 * Context: process.
 * Return: 0; -ENODEV if the drive is gone; -EINVAL if the image is no tape; -EIO.
 */
int subchannel_mount(struct subchannel *sch, struct sim_image *image)
{
	struct sim_image *before = NULL;
	int err = -ENODEV;

	machine_enter();
	if (sch->sim)
		err = exchange_medium(sch, image);
	if (!err) {
		before = sch->image;
		sch->image = image;
	}
	machine_leave();
	image_close(before);
	return err;
}

/** subchannel_has_medium() - does this tape drive have a medium? */
bool subchannel_has_medium(struct subchannel *sch)
{
	bool has;

	machine_enter();
	has = sch->sim && tape_is_mounted(sim_device_of(sch->sim));
	machine_leave();
	return has;
}

/* ---- Removing ---- */

/* Called by the work item, since a request of the user may hold the device's mutex for any time. */
static void report_gone(struct subchannel *sch)
{
	machine_enter_delivered(sch);
	machine_leave();
	mutex_lock(&sch->binding);
	if (sch->offered)
		vfio_ccw_subchannel_gone(sch->user);
	mutex_unlock(&sch->binding);
}

/* device_del() waits until the user has closed the device. */
static void remove_subchannel(struct work_struct *work)
{
	struct subchannel *sch = container_of(work, struct subchannel, leave_work);

	report_gone(sch);
	device_del(&sch->dev);
	unplug(sch);
	paths_put(sch->chpid, sch->n_paths);
	image_close(sch->image);
	complete_all(&sch->left);
	subchannel_put(sch);
	/* subchannels_exit() waits until this function has returned. */
	module_put(THIS_MODULE);
}

/* A subchannel is enabled while its device is open. */
static bool is_enabled(struct subchannel *sch)
{
	struct css_schib schib;

	machine_assert_entered();
	return sim_css_ops.store(sch->sim, &schib) == 0 &&
	       be16_to_cpu(schib.pmcw.flags) & CSS_PMCW_ENABLED;
}

/**
 * subchannel_leave() - begin to remove a subchannel
 * @sch: the subchannel; to be called once
 *
 * Instructions end with condition code 3 from now on.  A work item signals the user, asks
 * for the device to be closed, and waits for that; then it removes the subchannel from the
 * bus, and completes @sch->left.  @sch->in_use is set if the subchannel has a user now: later
 * it does not get one any more.
 * Context: process; does not wait for the user.
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
	/* Work items may wait for users, but not for each other, unless there are more than 512. */
	leave_queue = alloc_workqueue("css_sim_leave", WQ_UNBOUND, WQ_MAX_ACTIVE);
	return leave_queue ? 0 : -ENOMEM;
}

void subchannels_exit(void)
{
	destroy_workqueue(leave_queue);
}
