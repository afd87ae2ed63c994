// SPDX-License-Identifier: GPL-2.0-only
/* The module: its drivers of mdevs and of a bus. */
#include <linux/debugfs.h>
#include <linux/module.h>

#include "core/vfio/device.h"
#include "core/vfio/history.h"

static struct dentry *debugfs_root;

int __weak vfio_ccw_bus_register(void)
{
	return 0;
}

void __weak vfio_ccw_bus_unregister(void)
{
}

struct dentry *vfio_ccw_debugfs_create(struct vfio_ccw_subchannel *sub)
{
	struct dentry *dir = debugfs_create_dir(dev_name(sub->dev), debugfs_root);

	vfio_ccw_counters_create(&sub->counters, dir);
	return dir;
}

static int __init vfio_ccw_module_init(void)
{
	int err;

	debugfs_root = debugfs_create_dir("vfio_ccw", NULL);
	err = vfio_ccw_history_init(debugfs_root);
	if (err)
		goto out_debugfs;
	err = mdev_register_driver(&vfio_ccw_mdev_driver);
	if (err)
		goto out_history;
	err = vfio_ccw_bus_register();
	if (err)
		goto out_mdev;
	return 0;

out_mdev:
	mdev_unregister_driver(&vfio_ccw_mdev_driver);
out_history:
	vfio_ccw_history_exit();
out_debugfs:
	debugfs_remove_recursive(debugfs_root);
	return err;
}
module_init(vfio_ccw_module_init);

static void __exit vfio_ccw_module_exit(void)
{
	vfio_ccw_bus_unregister();
	mdev_unregister_driver(&vfio_ccw_mdev_driver);
	debugfs_remove_recursive(debugfs_root);
	vfio_ccw_history_exit();
}
module_exit(vfio_ccw_module_exit);

MODULE_DESCRIPTION("Passthrough of s390 I/O subchannels");
MODULE_LICENSE("GPL");
/* Without a version dkms considers the module identical to the kernel's own. */
MODULE_VERSION("1");
