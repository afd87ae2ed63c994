// SPDX-License-Identifier: GPL-2.0-only
/* Creation and removal of a subchannel, and its channel reports. */
#include <linux/module.h>
#include <linux/slab.h>

#include "core/vfio/subchannel.h"
#include "hw-sim/dev/tape.h"
#include "hw-sim/kernel/channel_path.h"
#include "hw-sim/kernel/image.h"
#include "hw-sim/kernel/subchannel.h"

static LIST_HEAD(subchannels);
static struct workqueue_struct *remove_queue;

/* ---- Channel reports ---- */

static bool subchannel_has_path(const struct subchannel *sch, u8 chpid)
{
	return memchr(sch->chpid, chpid, sch->n_paths);
}

static bool subchannel_is_reported(const struct subchannel *sch, const struct css_crw *crw)
{
	u16 rsid = be16_to_cpu(crw->rsid);

	switch (be16_to_cpu(crw->flags) & CSS_CRW_RSC) {
	case CSS_CRW_RSC_PATH:
		return subchannel_has_path(sch, (u8)rsid);
	case CSS_CRW_RSC_SUBCHANNEL:
		return (u16)sim_schid(sch->sim) == rsid;
	default:
		return false;
	}
}

/* Passes a channel report to the users of the subchannels that it is about. */
static void subchannels_report(const struct css_crw *crw)
{
	struct subchannel *sch;

	machine_assert_entered();
	list_for_each_entry(sch, &subchannels, all)
		if (sch->registered && subchannel_is_reported(sch, crw))
			vfio_ccw_subchannel_report(sch->interrupts.user, crw);
}

/* ---- Creating ---- */

static void subchannel_release(struct device *dev)
{
	struct subchannel *sch = to_subchannel(dev);

	kfree(sch->driver_override);
	kfree(sch);
}

static void subchannel_remove_work(struct work_struct *work);

static struct subchannel *subchannel_alloc(const struct subchannel_config *config)
{
	struct subchannel *sch = kzalloc(sizeof(*sch), GFP_KERNEL);

	if (!sch)
		return NULL;
	sch->image = config->image;
	sch->n_paths = config->n_paths;
	memcpy(sch->chpid, config->chpid, sizeof(sch->chpid));
	INIT_LIST_HEAD(&sch->all);
	interrupt_queue_init(&sch->interrupts);
	mutex_init(&sch->binding);
	INIT_WORK(&sch->remove_work, subchannel_remove_work);
	init_completion(&sch->removed);
	device_initialize(&sch->dev);
	sch->dev.bus = config->bus;
	sch->dev.parent = config->parent;
	sch->dev.release = subchannel_release;
	return sch;
}

/* A subchannel with this number may still be waiting for its user to close it. */
static bool subchannel_exists(u16 number)
{
	const struct subchannel *sch;

	machine_assert_entered();
	list_for_each_entry(sch, &subchannels, all)
		if ((sim_schid(sch->sim) & CSS_SCHID_NUMBER) == number)
			return true;
	return false;
}

/* With the machine's mutex held, so that the availability of paths does not change. */
static int subchannel_install(struct css_sim *sim, struct subchannel *sch,
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
		if (!channel_path_is_available(config->chpid[i]))
			sim_config.unavailable |= 0x80 >> i;
	}
	sch->sim = css_sim_add(sim, &sim_config);
	if (!sch->sim)
		return -ENOMEM;
	sch->interrupts.sim = sch->sim;
	sim_set_data(sch->sim, &sch->interrupts);
	list_add_tail(&sch->all, &subchannels);
	return 0;
}

static int subchannel_add_to_sim(struct subchannel *sch, const struct subchannel_config *config)
{
	struct sim_device *device;
	struct css_sim *sim;
	int err = -ENOMEM;

	device = config->create(config->image, config->devno, &err);
	if (!device)
		return err;
	device->latency = config->latency;
	sim = machine_enter();
	err = subchannel_exists(config->number) ? -EEXIST :
						   subchannel_install(sim, sch, config, device);
	machine_leave();
	if (err)
		device->ops->destroy(device);
	return err;
}

static void subchannel_remove_from_sim(struct subchannel *sch)
{
	struct css_sim *sim = machine_enter();

	css_sim_remove(sim, sch->sim);
	list_del_init(&sch->all);
	interrupt_queue_remove(&sch->interrupts);
	css_sim_free(sim, sch->sim);
	sch->sim = NULL;
	machine_leave();
	cancel_work_sync(&sch->interrupts.work);
}

static int subchannel_add(struct subchannel *sch, const struct subchannel_config *config)
{
	int err;

	err = dev_set_name(&sch->dev, "0.0.%04x", config->number);
	if (err)
		return err;
	err = channel_paths_get(config->parent, sch->chpid, sch->n_paths);
	if (err)
		return err;
	err = subchannel_add_to_sim(sch, config);
	if (err)
		goto no_sim;
	err = device_add(&sch->dev);
	if (err)
		goto no_device;
	return 0;

no_device:
	subchannel_remove_from_sim(sch);
no_sim:
	channel_paths_put(sch->chpid, sch->n_paths);
	return err;
}

/**
 * subchannel_create() - create a subchannel with its device
 * @config: the configuration; the subchannel owns its image if this succeeds
 *
 * Context: process.
 * Return: the subchannel, which needs subchannel_remove() and then subchannel_put();
 * or an ERR_PTR().
 */
struct subchannel *subchannel_create(const struct subchannel_config *config)
{
	struct subchannel *sch = subchannel_alloc(config);
	int err;

	if (!sch)
		return ERR_PTR(-ENOMEM);
	err = subchannel_add(sch, config);
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

static int subchannel_exchange_medium(struct subchannel *sch, struct sim_image *image)
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
 * Return: 0; -ENODEV if the drive is gone; image_fault_errno() of what is in @image if that is
 * no tape; -EIO.
 */
int subchannel_mount(struct subchannel *sch, struct sim_image *image)
{
	struct sim_image *before = NULL;
	int err = -ENODEV;

	machine_enter();
	if (sch->sim)
		err = subchannel_exchange_medium(sch, image);
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
static void subchannel_report_gone(struct subchannel *sch)
{
	interrupt_deliver_and_enter(&sch->interrupts);
	machine_leave();
	mutex_lock(&sch->binding);
	if (sch->registered)
		vfio_ccw_subchannel_gone(sch->interrupts.user);
	mutex_unlock(&sch->binding);
}

/* device_del() waits until the user has closed the device. */
static void subchannel_remove_work(struct work_struct *work)
{
	struct subchannel *sch = container_of(work, struct subchannel, remove_work);

	subchannel_report_gone(sch);
	device_del(&sch->dev);
	subchannel_remove_from_sim(sch);
	channel_paths_put(sch->chpid, sch->n_paths);
	image_close(sch->image);
	complete_all(&sch->removed);
	subchannel_put(sch);
	/* subchannels_exit() waits until this function has returned. */
	module_put(THIS_MODULE);
}

/* A subchannel is enabled while its device is open. */
static bool subchannel_is_enabled(struct subchannel *sch)
{
	struct css_schib schib;

	machine_assert_entered();
	return sim_css_ops.store(sch->sim, &schib) == 0 &&
	       be16_to_cpu(schib.pmcw.flags) & CSS_PMCW_ENABLED;
}

/**
 * subchannel_remove() - begin to remove a subchannel
 * @sch: the subchannel; to be called once
 *
 * Instructions end with condition code 3 from now on.  A work item signals the user, asks
 * for the device to be closed, and waits for that; then it removes the subchannel from the
 * bus, and completes @sch->removed.  @sch->in_use is set if the subchannel has a user now:
 * later it does not get one any more.
 * Context: process; does not wait for the user.
 */
void subchannel_remove(struct subchannel *sch)
{
	struct css_sim *sim = machine_enter();

	sch->in_use = subchannel_is_enabled(sch);
	css_sim_remove(sim, sch->sim);
	machine_leave();
	get_device(&sch->dev);
	queue_work(remove_queue, &sch->remove_work);
}

/* ---- The machine ---- */

static void subchannels_interrupt(void *data)
{
	interrupt_take_status(data);
}

static const struct machine_ops subchannels_machine_ops = {
	.interrupt = subchannels_interrupt,
	.report = subchannels_report,
	.after_run = interrupt_retry_stalled,
	.before_leave = interrupt_present,
};

/** subchannels_init() - create the machine, and what its subchannels share */
int subchannels_init(void)
{
	int err = machine_create(&subchannels_machine_ops);

	if (err)
		return err;
	/* Work items may wait for users, but not for each other, unless there are more than 512. */
	remove_queue = alloc_workqueue("css_sim_remove", WQ_UNBOUND, WQ_MAX_ACTIVE);
	if (remove_queue)
		return 0;
	machine_destroy();
	return -ENOMEM;
}

void subchannels_exit(void)
{
	destroy_workqueue(remove_queue);
	machine_destroy();
}
