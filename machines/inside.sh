# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What scripts share when they run as process 1 of a machine that boot-x86, boot-s390x
# or boot-hercules boots.  To be sourced, by bash or busybox's shell.

FOLDER=/tmp
# An unmap counts as a user of an access for a moment, though that is just being closed
# (iommufd_lock_obj()); who closes it then finds it in use, and iommufd warns of itself.
KNOWN=' iommufd_object_destroy_user[+]'
# shellcheck source=machines/quiet.sh
. /test/quiet.sh
# shellcheck source=machines/checks.sh
. /test/checks.sh

# Everything that is said goes to the console, from here on.
begin()
{
	export PATH=/bin HOME=/tmp
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mount -t tmpfs tmpfs /tmp
	mount -t debugfs debugfs /sys/kernel/debug
	# A mainframe's devices are all there.
	[ ! -e /proc/cio_settle ] || echo 1 > /proc/cio_settle
	exec < /dev/console > /dev/console 2>&1
	stty -onlcr
	echo "# begins"
	# A crash is not waited for, and can be read on the console.
	echo 1 > /proc/sys/kernel/panic_on_oops
	echo 4 > /proc/sys/kernel/printk
	# Data races are told often, and read at the end.
	[ ! -e /sys/kernel/debug/kcsan ] || echo 2 > /proc/sys/kernel/printk
	# Leaks are looked for when the tests are over, and not all the time.
	[ ! -e /sys/kernel/debug/kmemleak ] || echo scan=off > /sys/kernel/debug/kmemleak
}

# Our modules, as an administrator loads them, and what they are used with.
load()
{
	modprobe configfs && mount -t configfs configfs /sys/kernel/config
	modprobe -a vfio_iommu_type1 css_sim
}

# Pages that somebody pinned and did not unpin, since the machine booted.
pinned()
{
	# Each processor has counts of its own, until it is told to add them.
	echo 1 > /proc/sys/vm/stat_refresh
	awk '/^nr_foll_pin_acquired/ { n += $2 } /^nr_foll_pin_released/ { n -= $2 }
		END { print n + 0 }' /proc/vmstat
}

# check_end [MODULE...]: they go, and nothing is left of them but a quiet log.
check_end()
{
	is "no page stays pinned" 0 "$(pinned)"
	[ $# = 0 ] || yes "the modules go" rmmod "$@"
	is "a quiet kernel" "" "$(complaints)"
}

end()
{
	[ "$count" = 0 ] || echo "1..$count"
	echo "# done"
	# What the serial line has not sent yet, goes before the power does.
	sync
	"${OFF:-poweroff}" -f
}
