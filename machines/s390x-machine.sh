#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Events of a machine while a subchannel of it is passed through: paths are varied, devices are
# removed and added again, the driver is unbound and unloaded; and another machine that shuts
# down with a device in use.
#
# usage: s390x-machine.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and uapi/
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	local built=$1

	scratch=$(mktemp -d "${TMPDIR:-/tmp}/s390x-machine.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	cp "$built/vfio_ccw.ko" "$built/uapi/visit" "$scratch/root/test/" || exit 2
	"$here/boot-s390x" "$scratch" s390x-machine.sh || return
	rm -rf "$scratch"/{monitor.*,initramfs}
	"$here/boot-s390x" "$scratch" s390x-machine.sh GO=down &&
		! grep -E 'BUG|WARNING:|Oops|panic' "$scratch/log"
}

# ---- In busybox's shell ----

subchannel=0.0.0001
sch=/sys/bus/css/devices/$subchannel
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0001
chp=/sys/devices/css0/chp0.00

driver_of()
{
	basename "$(readlink "$sch/driver")"
}

is_gone()
{
	[ ! -e "$1" ]
}

has_io_subchannel()
{
	[ "$(driver_of)" = io_subchannel ]
}

# The steps of docs/admin.rst.
pass_through()
{
	put 1 /proc/cio_settle && put vfio_ccw $sch/driver_override &&
		put $subchannel $sch/driver/unbind && put $subchannel /sys/bus/css/drivers_probe &&
		put $uuid $sch/mdev_supported_types/vfio_ccw-io/create
}

# enter [deaf]: start a user of the device, controlled by "tell"
enter()
{
	rm -f /tmp/orders
	mkfifo /tmp/orders
	: > /tmp/said
	/test/visit $uuid group "$@" < /tmp/orders >> /tmp/said 2>&1 &
	visitor=$!
	exec 3<> /tmp/orders
	yes "a visitor $*" soon says open
}

tell()
{
	echo "$1" >&3
}

# says LINE: wait for this line of the user
says()
{
	grep -qx -e "$1" /tmp/said || { cat /tmp/said; false; }
}

# Ignore earlier output of the user.
forget()
{
	: > /tmp/said
}

# runs NAME RESULT: a channel program of the user has this result
runs()
{
	forget
	tell run
	yes "$1" soon says "run $2"
}

leaves()
{
	tell close
	exec 3>&-
	wait "$visitor"
	is "the visitor has left in order" 0 $?
}

# monitor COMMAND: send a command to the emulator, and wait until it is done
monitor()
{
	echo "# monitor: $1"
}

pull()
{
	monitor "device_del second"
}

plug()
{
	monitor "device_add virtio-rng-ccw,id=second"
}

is_online()
{
	grep -q 1 $sch/0.*/online
}

# Its usual driver has finished recognizing it when it is online.
comes_back()
{
	yes "it comes back" soon is_online
	yes "and can be passed through again" pass_through
}

check_paths()
{
	enter
	is "it has one path" "80 80 ff" "$(cat $sch/pimpampom)"
	runs "a program" 0
	yes "the path is varied off" put off $chp/status
	yes "the visitor is told" soon says "report 0[0-9a-f]*[^0] 0000"
	runs "there is no path any more" -19
	forget
	yes "the path is varied on" put on $chp/status
	yes "the visitor is told" soon says "report 0[0-9a-f]* 0000"
	runs "a program takes it" 0
	leaves
}

check_unload()
{
	enter
	no "the module does not go while it is used" rmmod vfio_ccw
	runs "the visitor does not notice" 0
	leaves
}

check_unbind()
{
	local waiter

	enter
	sh -c "echo $subchannel > /sys/bus/css/drivers/vfio_ccw/unbind" &
	waiter=$!
	yes "unbind asks the visitor" soon says asked
	yes "and waits for him" kill -0 $waiter
	runs "who goes on meanwhile" 0
	leaves
	wait $waiter
	is "then it is done" 0 $?
	yes "no driver has it" is_gone $sch/driver
	yes "it is given back to vfio_ccw" put $subchannel /sys/bus/css/drivers_probe
	is "which has it" vfio_ccw "$(driver_of)"
	yes "with an mdev" put $uuid $sch/mdev_supported_types/vfio_ccw-io/create
}

check_deaf()
{
	local waiter

	enter deaf
	dmesg -c > /dev/null
	sh -c "echo 1 > $sch/$uuid/remove" &
	waiter=$!
	yes "the log says that the visitor must close the device" soon eval \
		"dmesg | grep '$uuid: waiting for the user to close the device'"
	leaves
	wait $waiter
	is "then the mdev is gone" 0 $?
	yes "and may be made again" put $uuid $sch/mdev_supported_types/vfio_ccw-io/create
}

check_pulled()
{
	enter
	runs "a program" 0
	pull
	yes "the device is pulled: the visitor is asked" soon says asked
	runs "there is no device any more" -19
	yes "sysfs shows the subchannel until he has left" [ -e $sch ]
	leaves
	yes "then it is gone" soon is_gone $sch
	plug
	comes_back
}

check_pulled_in_a_storm()
{
	enter
	tell storm
	yes "programs without end" soon says "storm begins"
	pull
	# -110: a program that was just accepted gets no end status any more.
	yes "until the device is pulled" soon says "storm ends \(0\|-19\|-110\)"
	leaves
	yes "it is gone" soon is_gone $sch
	plug
	comes_back
	enter
	runs "it works" 0
	leaves
}

# Another device takes the place of one that is still open.
check_replaced()
{
	enter
	pull
	yes "the device is pulled" soon says asked
	plug
	yes "another one is plugged in" put 1 /proc/cio_settle
	runs "which the visitor of the first one does not get" -19
	leaves
	yes "it comes to the bus when he has left" soon has_io_subchannel
	comes_back
	enter
	runs "it works" 0
	leaves
}

check_replaced_at_once()
{
	enter
	runs "a program" 0
	pull
	plug
	yes "it is replaced at once: the visitor is asked" soon says asked
	leaves
	yes "the other one comes to the bus" soon has_io_subchannel
	comes_back
}

# ---- The two machines ----

prepare()
{
	yes "mdev loads" insmod /modules/mdev.ko
	yes "vfio_ccw loads" insmod /test/vfio_ccw.ko
	yes "a subchannel is passed through" pass_through
}

events()
{
	check_paths
	check_unload
	check_unbind
	check_deaf
	check_pulled
	check_pulled_in_a_storm
	check_replaced
	check_replaced_at_once
	yes "nobody has it any more" put $subchannel $sch/driver/unbind
	check_end vfio_ccw
	end
}

# With a device in use.
down()
{
	enter
	tell storm
	yes "programs without end" soon says "storm begins"
	# shellcheck disable=SC2154 # of inside.sh
	echo "1..$count"
	echo "# down"
	sync
	poweroff -f
}

inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	prepare
	"${GO:-events}"
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi
