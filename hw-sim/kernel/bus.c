// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bus of subchannels, and their attributes in sysfs.
 *
 * Sources: Documentation/arch/s390/driver-model.rst and
 * Documentation/ABI/testing/sysfs-bus-css of the kernel, which tools rely on.
 */
#include <linux/sysfs.h>

#include "hw-sim/kernel/bus.h"
#include "hw-sim/kernel/instruction.h"
#include "hw-sim/kernel/subchannel.h"

/* A kernel with a bus of real subchannels already uses the usual names. */
#if IS_ENABLED(CONFIG_CCW)
#define BUS_NAME	"css_sim"
#define ROOT_NAME	"css_sim0"
#else
#define BUS_NAME	"css"
#define ROOT_NAME	"css0"
#endif

struct device *css_root;

static int bus_store_subchannel(struct device *dev, struct css_schib *schib)
{
	return instruction_ops.store(to_subchannel(dev), schib) ? -ENODEV : 0;
}

static ssize_t chpids_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct css_schib schib;
	const u8 *chpid = schib.pmcw.chpid;
	int err = bus_store_subchannel(dev, &schib);

	if (err)
		return err;
	return sysfs_emit(buf, "%02x %02x %02x %02x %02x %02x %02x %02x\n", chpid[0], chpid[1],
			  chpid[2], chpid[3], chpid[4], chpid[5], chpid[6], chpid[7]);
}
static DEVICE_ATTR_RO(chpids);

static ssize_t pimpampom_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct css_schib schib;
	const struct css_pmcw *pmcw = &schib.pmcw;
	int err = bus_store_subchannel(dev, &schib);

	if (err)
		return err;
	return sysfs_emit(buf, "%02x %02x %02x\n", pmcw->pim, pmcw->pam, pmcw->pom);
}
static DEVICE_ATTR_RO(pimpampom);

static ssize_t type_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%01x\n", to_subchannel(dev)->type);
}
static DEVICE_ATTR_RO(type);

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "css:t%01X\n", to_subchannel(dev)->type);
}
static DEVICE_ATTR_RO(modalias);

static ssize_t driver_override_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	ssize_t len;

	device_lock(dev);
	len = sysfs_emit(buf, "%s\n", to_subchannel(dev)->driver_override);
	device_unlock(dev);
	return len;
}

static ssize_t driver_override_store(struct device *dev, struct device_attribute *attr,
				     const char *buf, size_t count)
{
	int err = driver_set_override(dev, &to_subchannel(dev)->driver_override, buf, count);

	return err ? err : count;
}
static DEVICE_ATTR_RW(driver_override);

static struct attribute *bus_subchannel_attrs[] = {
	&dev_attr_chpids.attr,
	&dev_attr_pimpampom.attr,
	&dev_attr_type.attr,
	&dev_attr_modalias.attr,
	&dev_attr_driver_override.attr,
	NULL
};
ATTRIBUTE_GROUPS(bus_subchannel);

/* All subchannels on this bus are I/O subchannels, and all drivers are for these. */
static int css_bus_match(struct device *dev, const struct device_driver *driver)
{
	const struct subchannel *sch = to_subchannel(dev);

	return !sch->driver_override || !strcmp(sch->driver_override, driver->name);
}

static int css_bus_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	const struct subchannel *sch = container_of_const(dev, struct subchannel, dev);

	if (add_uevent_var(env, "ST=%01X", sch->type))
		return -ENOMEM;
	return add_uevent_var(env, "MODALIAS=css:t%01X", sch->type);
}

const struct bus_type css_bus = {
	.name = BUS_NAME,
	.dev_groups = bus_subchannel_groups,
	.match = css_bus_match,
	.uevent = css_bus_uevent,
};

int bus_create(void)
{
	int err = bus_register(&css_bus);

	if (err)
		return err;
	css_root = root_device_register(ROOT_NAME);
	if (!IS_ERR(css_root))
		return 0;
	bus_unregister(&css_bus);
	return PTR_ERR(css_root);
}

void bus_destroy(void)
{
	root_device_unregister(css_root);
	bus_unregister(&css_bus);
}
