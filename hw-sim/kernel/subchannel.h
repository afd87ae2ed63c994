/* SPDX-License-Identifier: GPL-2.0-only */
/* A simulated subchannel as a device on the bus. */
#ifndef HW_SIM_KERNEL_SUBCHANNEL_H
#define HW_SIM_KERNEL_SUBCHANNEL_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/kfifo.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "hw-sim/dev/image.h"
#include "hw-sim/kernel/machine.h"

struct vfio_ccw_subchannel;

#define SUBCHANNEL_PATHS	8u

/* IRBs in the queue between the machine's thread and the bottom half; a power of two. */
#define SUBCHANNEL_IRBS		8u

/**
 * struct subchannel_config - configuration of a subchannel
 * @number: subchannel number
 * @devno: device number
 * @n_paths: how many paths are installed
 * @chpid: CHPIDs of the paths
 * @latency: nanoseconds that the device adds to each command
 * @create: creates the device
 * @image: image in which the device keeps its data, or NULL
 */
struct subchannel_config {
	u16 number;
	u16 devno;
	u8 n_paths;
	u8 chpid[SUBCHANNEL_PATHS];
	u64 latency;
	struct sim_device *(*create)(struct sim_image *image, u16 devno, int *error);
	struct sim_image *image;
};

/**
 * struct subchannel - one subchannel
 * @dev: the device on the bus
 * @sim: the subchannel in the simulator; with the machine's mutex
 * @image: image in which the device keeps its data, or NULL; with the machine's mutex
 * @n_paths: how many paths are installed
 * @chpid: CHPIDs of the paths
 * @type: subchannel type: 0, an I/O subchannel
 * @driver_override: the only driver that may be bound, or NULL
 * @all: entry in the list of all subchannels; with the machine's mutex
 * @presented: entry in the list of those whose @interrupt_work is to be queued; with the
 *	machine's mutex
 * @stalled: entry in the list of those whose status stays pending until @irbs has room; with
 *	the machine's mutex
 * @irbs: filled with the machine's mutex held, emptied by @interrupt_work
 * @interrupt_work: passes @irbs to @user, in a context that cannot sleep
 * @user: the subchannel for vfio_ccw.ko, or NULL; changed with the machine's mutex held
 * @binding: guards @offered, and @user while that is set
 * @offered: @user is registered
 * @in_use: the subchannel had a user when subchannel_leave() was called
 * @leave_work: removes the subchannel, after its user has closed it
 * @left: completed when the subchannel has been removed
 */
struct subchannel {
	struct device dev;
	struct sim_subchannel *sim;
	struct sim_image *image;
	u8 n_paths;
	u8 chpid[SUBCHANNEL_PATHS];
	u8 type;
	const char *driver_override;
	struct list_head all;
	struct list_head presented;
	struct list_head stalled;
	DECLARE_KFIFO(irbs, struct css_irb, SUBCHANNEL_IRBS);
	struct work_struct interrupt_work;
	struct vfio_ccw_subchannel *user;
	struct mutex binding;
	bool offered;
	bool in_use;
	struct work_struct leave_work;
	struct completion left;
};

static inline struct subchannel *to_subchannel(struct device *dev)
{
	return container_of(dev, struct subchannel, dev);
}

/* subchannel.c */
struct subchannel *subchannel_create(const struct subchannel_config *config);
void subchannel_leave(struct subchannel *sch);
int subchannel_mount(struct subchannel *sch, struct sim_image *image);
bool subchannel_has_medium(struct subchannel *sch);
void subchannel_put(struct subchannel *sch);
void subchannel_take_status(struct subchannel *sch);
void subchannels_report(const struct css_crw *crw);
int subchannel_store(struct subchannel *sch, struct css_schib *schib);
int subchannels_init(void);
void subchannels_exit(void);

/* driver.c */
int drivers_register(void);
void drivers_unregister(void);

/* bus.c */
extern const struct bus_type css_bus;
extern struct device *css_root;
int bus_create(void);
void bus_destroy(void);

#endif
