# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What scripts have in common as process 1 of the machine that they boot.  To be sourced by
# machine.sh; by bash, or busybox's shell.
#
# boot-uml shows the machine the host's files, and sets FOLDER, the scratch folder, MODULES, the
# folder of this project's modules, and TREE, the kernel's build tree.  The other machines have
# a file system of their own, in memory.

TREE=${TREE:-}
FOLDER=${FOLDER:-/tmp}
MODULES=${MODULES:-/test}
css=/sys/bus/css
# shellcheck source=machines/quiet.sh
. "${machines:?}/quiet.sh"

# ---- The beginning ----

# link_streams: the names of open files, which udev makes elsewhere
link_streams()
{
	[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
	[ -e /dev/stdin ] || ln -s /proc/self/fd/0 /dev/stdin
	[ -e /dev/stdout ] || ln -s /proc/self/fd/1 /dev/stdout
	[ -e /dev/stderr ] || ln -s /proc/self/fd/2 /dev/stderr
}

mount_all()
{
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	link_streams
	[ ! -d /sys/kernel/config ] || mount -t configfs configfs /sys/kernel/config
	[ ! -d /sys/kernel/debug ] || mount -t debugfs debugfs /sys/kernel/debug
	[ ! -d /sys/kernel/tracing ] || mount -t tracefs tracefs /sys/kernel/tracing
}

# writable FOLDER...: where the host's other files can be read only
writable()
{
	local directory

	for directory; do
		[ -z "$directory" ] || mount -t hostfs -o "$directory" folder "$directory"
	done
}

begin()
{
	if [ -n "$TREE" ]; then
		export PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR="$FOLDER"
		mount_all
	else
		export PATH=/bin:/usr/bin HOME=/tmp
		mount_all
		mount -t tmpfs tmpfs /tmp
		begin_console
	fi
}

# Of a machine whose output boot-uml does not read.
begin_console()
{
	# While an access is closed, an unmap still counts as one of its users for a moment
	# (iommufd_lock_obj()); then iommufd warns that the access is in use.
	KNOWN=' iommufd_object_destroy_user[+]'
	# All devices of a mainframe have been recognized.
	[ ! -e /proc/cio_settle ] || echo 1 > /proc/cio_settle
	exec < /dev/console > /dev/console 2>&1
	stty -onlcr
	echo "# begins"
	# After a crash the machine ends at once, and the console shows the reason.
	echo 1 > /proc/sys/kernel/panic_on_oops
	echo 4 > /proc/sys/kernel/printk
	# KCSAN reports the kernel's own races, too: they are read from the log at the end.
	[ ! -e /sys/kernel/debug/kcsan ] || echo 2 > /proc/sys/kernel/printk
	# Leaks are searched for at the end only.
	[ ! -e /sys/kernel/debug/kmemleak ] || echo scan=off > /sys/kernel/debug/kmemleak
}

# load_parts: the kernel's modules that this project's need, where they are not built in
load_parts()
{
	local module

	for module in "$TREE/type1/vfio_iommu_type1.ko" "$TREE/drivers/vfio/mdev/mdev.ko" \
			/modules/mdev.ko; do
		[ ! -e "$module" ] || insmod "$module"
	done
}

# load MODULE...: of this project, after those
load()
{
	local module

	load_parts
	for module; do
		yes "$module loads" insmod "$MODULES/$module.ko"
	done
}

# load_installed: as an administrator does, with what they are used with
load_installed()
{
	modprobe configfs
	mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
	modprobe -a vfio_iommu_type1 css_sim
}

# ---- Subchannels ----

# driver_of SUBCHANNEL
driver_of()
{
	basename "$(readlink "$css/devices/$1/driver")" 2> /dev/null
}

# offer SUBCHANNEL DRIVER: bind it to this driver; with "" to its default one
offer()
{
	put "$2" "$css/devices/$1/driver_override" && put "$1" "$css/drivers_probe"
}

# pass_through SUBCHANNEL UUID: the steps of docs/admin.rst
pass_through()
{
	[ ! -e /proc/cio_settle ] || put 1 /proc/cio_settle
	put "$1" "$css/devices/$1/driver/unbind" && offer "$1" vfio_ccw &&
		put "$2" "$css/devices/$1/mdev_supported_types/vfio_ccw-io/create"
}

# give_back SUBCHANNEL: the driver can use it when it has recognized the device
give_back()
{
	put "$1" "$css/devices/$1/driver/unbind" && offer "$1" "" && put 1 /proc/cio_settle
}

is_recorded()
{
	[ "$(cat "/sys/kernel/debug/vfio_ccw/$1/record")" = "${2:-1}" ]
}

# ---- The KUnit suites ----

# run_kunit KTAP: KTAP is tools/ktap.awk
run_kunit()
{
	insmod "$MODULES/vfio_ccw_kunit.ko" ${SETTINGS:+"settings=$SETTINGS"} 2>&1 ||
		echo "not ok 1 - the module does not load"
	rmmod vfio_ccw_kunit 2>&1 || echo "not ok 1 - the module does not go"
	dmesg > "$FOLDER/kmsg"
	awk -f "$1" "$FOLDER/kmsg"
}

# ---- The end ----

# Pages that were pinned and not unpinned since the machine booted.
pinned()
{
	# Adds up the counts of all processors, where there are several.
	[ ! -e /proc/sys/vm/stat_refresh ] || echo 1 > /proc/sys/vm/stat_refresh
	awk '/^nr_foll_pin_acquired/ { n += $2 } /^nr_foll_pin_released/ { n -= $2 }
		END { print n + 0 }' /proc/vmstat
}

# check_quiet: no page is pinned, and the kernel's checkers have reported nothing
check_quiet()
{
	is "no page stays pinned" 0 "$(pinned)"
	is "a quiet kernel" "" "$(complaints)"
}

# check_end MODULE...: the same, and the modules can be unloaded
check_end()
{
	yes "the modules go" rmmod "$@"
	check_quiet
}

end()
{
	[ "${count:?}" = 0 ] || echo "1..$count"
	[ -z "${GCOV:-}" ] || "$machines/save-gcov"
	echo "# done"
	# The serial line has to send the rest before the power goes.
	sync
	"${OFF:-poweroff}" -f > /dev/null 2>&1
}
