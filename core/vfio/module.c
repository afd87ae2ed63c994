// SPDX-License-Identifier: GPL-2.0-only
/* The module: its drivers of mdevs and of a bus. */
#include <linux/module.h>

#include "core/vfio/device.h"
#include "recorder/kernel/hooks.h"

int __weak vfio_ccw_bus_register(void)
{
	return 0;
}

void __weak vfio_ccw_bus_unregister(void)
{
}

static int __init vfio_ccw_module_init(void)
{
	int err;

	vfio_ccw_record_init();
	err = mdev_register_driver(&vfio_ccw_mdev_driver);
	if (err)
		goto out_record;
	err = vfio_ccw_bus_register();
	if (err)
		goto out_mdev;
	return 0;

out_mdev:
	mdev_unregister_driver(&vfio_ccw_mdev_driver);
out_record:
	vfio_ccw_record_exit();
	return err;
}
module_init(vfio_ccw_module_init);

static void __exit vfio_ccw_module_exit(void)
{
	vfio_ccw_bus_unregister();
	mdev_unregister_driver(&vfio_ccw_mdev_driver);
	vfio_ccw_record_exit();
}
module_exit(vfio_ccw_module_exit);

MODULE_DESCRIPTION("Passthrough of s390 I/O subchannels");
MODULE_LICENSE("GPL");
/* Without a version dkms considers the module identical to the kernel's own. */
MODULE_VERSION("1");
