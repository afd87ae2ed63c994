// SPDX-License-Identifier: GPL-2.0-only
/* vfio_ccw_kunit.ko: loading it runs all suites. */
#include <linux/module.h>

MODULE_DESCRIPTION("KUnit suites of vfio_ccw and css_sim");
MODULE_LICENSE("GPL");
