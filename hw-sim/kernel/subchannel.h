/* SPDX-License-Identifier: GPL-2.0-only */
/* A simulated subchannel as a device on the bus. */
#ifndef HW_SIM_KERNEL_SUBCHANNEL_H
#define HW_SIM_KERNEL_SUBCHANNEL_H

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "hw-sim/dev/image.h"
#include "hw-sim/kernel/interrupt.h"
#include "hw-sim/kernel/machine.h"

#define SUBCHANNEL_PATHS	8u

/**
 * struct subchannel_config - configuration of a subchannel
 * @bus: the bus that it is on
 * @parent: parent of its device and of those of its paths
 * @number: subchannel number
 * @devno: device number
 * @n_paths: how many paths are installed
 * @chpid: CHPIDs of the paths
 * @latency: nanoseconds that the device adds to each command
 * @create: creates the device
 * @image: image in which the device keeps its data, or NULL
 */
struct subchannel_config {
	const struct bus_type *bus;
	struct device *parent;
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
 * @interrupts: its interrupts, and its user
 * @image: image in which the device keeps its data, or NULL; with the machine's mutex
 * @n_paths: how many paths are installed
 * @chpid: CHPIDs of the paths
 * @type: subchannel type: 0, an I/O subchannel
 * @driver_override: the only driver that may be bound, or NULL
 * @all: entry in the list of all subchannels; with the machine's mutex
 * @binding: guards @registered, and @interrupts.user while that is set
 * @registered: the user is registered with vfio_ccw.ko
 * @in_use: the subchannel had a user when subchannel_remove() was called
 * @remove_work: removes the subchannel, after its user has closed it
 * @removed: completed when the subchannel has been removed
 */
struct subchannel {
	struct device dev;
	struct sim_subchannel *sim;
	struct interrupt_queue interrupts;
	struct sim_image *image;
	u8 n_paths;
	u8 chpid[SUBCHANNEL_PATHS];
	u8 type;
	const char *driver_override;
	struct list_head all;
	struct mutex binding;
	bool registered;
	bool in_use;
	struct work_struct remove_work;
	struct completion removed;
};

static inline struct subchannel *to_subchannel(struct device *dev)
{
	return container_of(dev, struct subchannel, dev);
}

struct subchannel *subchannel_create(const struct subchannel_config *config);
void subchannel_remove(struct subchannel *sch);
int subchannel_mount(struct subchannel *sch, struct sim_image *image);
bool subchannel_has_medium(struct subchannel *sch);
void subchannel_put(struct subchannel *sch);
int subchannels_init(void);
void subchannels_exit(void);

#endif
