#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Events of a machine while a subchannel of it is passed through: paths are varied, devices are
# removed and added again, the driver is unbound and unloaded; and another machine that shuts
# down with a device in use.
#
# usage: s390x-machine.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and uapi/

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	bring_modules vfio_ccw
	bring "$modules/uapi/interactive"
	boot s390x && boot s390x GO=down &&
		! grep -E 'BUG|WARNING:|Oops|panic' "$folder/log"
}

# ---- In busybox's shell ----

subchannel=0.0.0001
sch=/sys/bus/css/devices/$subchannel
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0001
chp=/sys/devices/css0/chp0.00

is_gone()
{
	[ ! -e "$1" ]
}

has_io_subchannel()
{
	[ "$(driver_of $subchannel)" = io_subchannel ]
}

# open_device [deaf]: start a user of the device, controlled by "tell"
open_device()
{
	rm -f /tmp/commands
	mkfifo /tmp/commands
	: > /tmp/said
	/test/interactive $uuid group "$@" < /tmp/commands >> /tmp/said 2>&1 &
	user=$!
	exec 3<> /tmp/commands
	yes "a user: $*" soon says open
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

close_device()
{
	tell close
	exec 3>&-
	wait "$user"
	is "the user has ended normally" 0 $?
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
	yes "and can be passed through again" pass_through $subchannel $uuid
}

check_paths()
{
	open_device
	is "it has one path" "80 80 ff" "$(cat $sch/pimpampom)"
	runs "a program" 0
	yes "the path is varied off" put off $chp/status
	yes "the user is told" soon says "report 0[0-9a-f]*[^0] 0000"
	runs "there is no path any more" -19
	forget
	yes "the path is varied on" put on $chp/status
	yes "the user is told" soon says "report 0[0-9a-f]* 0000"
	runs "a program takes it" 0
	close_device
}

check_unload()
{
	open_device
	no "the module does not go while it is used" rmmod vfio_ccw
	runs "the user does not notice" 0
	close_device
}

check_unbind()
{
	local waiter

	open_device
	sh -c "echo $subchannel > /sys/bus/css/drivers/vfio_ccw/unbind" &
	waiter=$!
	yes "unbind asks the user" soon says asked
	yes "and waits for the user" kill -0 $waiter
	runs "which goes on meanwhile" 0
	close_device
	wait $waiter
	is "then it is done" 0 $?
	yes "no driver has it" is_gone $sch/driver
	yes "it is given back to vfio_ccw" put $subchannel /sys/bus/css/drivers_probe
	is "which has it" vfio_ccw "$(driver_of $subchannel)"
	yes "with an mdev" put $uuid $sch/mdev_supported_types/vfio_ccw-io/create
}

check_deaf()
{
	local waiter

	open_device deaf
	dmesg -c > /dev/null
	sh -c "echo 1 > $sch/$uuid/remove" &
	waiter=$!
	yes "the log says that the user must close the device" soon eval \
		"dmesg | grep '$uuid: waiting for the user to close the device'"
	close_device
	wait $waiter
	is "then the mdev is gone" 0 $?
	yes "and may be made again" put $uuid $sch/mdev_supported_types/vfio_ccw-io/create
}

check_pulled()
{
	open_device
	runs "a program" 0
	pull
	yes "the device is pulled: the user is asked" soon says asked
	runs "there is no device any more" -19
	yes "sysfs shows the subchannel until the user has closed it" [ -e $sch ]
	close_device
	yes "then it is gone" soon is_gone $sch
	plug
	comes_back
}

check_pulled_in_a_storm()
{
	open_device
	tell storm
	yes "programs without end" soon says "storm begins"
	pull
	# -110: a program that was just accepted gets no end status any more.
	yes "until the device is pulled" soon says "storm ends \(0\|-19\|-110\)"
	close_device
	yes "it is gone" soon is_gone $sch
	plug
	comes_back
	open_device
	runs "it works" 0
	close_device
}

# Another device takes the place of one that is still open.
check_replaced()
{
	open_device
	pull
	yes "the device is pulled" soon says asked
	plug
	yes "another one is plugged in" put 1 /proc/cio_settle
	runs "which the user of the first one does not get" -19
	close_device
	yes "it comes to the bus when the user has closed the first" soon has_io_subchannel
	comes_back
	open_device
	runs "it works" 0
	close_device
}

check_replaced_at_once()
{
	open_device
	runs "a program" 0
	pull
	plug
	yes "it is replaced at once: the user is asked" soon says asked
	close_device
	yes "the other one comes to the bus" soon has_io_subchannel
	comes_back
}

# ---- The two machines ----

prepare()
{
	load vfio_ccw
	yes "a subchannel is passed through" pass_through $subchannel $uuid
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
	yes "it is unbound" put $subchannel $sch/driver/unbind
	check_end vfio_ccw
	end
}

# With a device in use.
down()
{
	open_device
	tell storm
	yes "programs without end" soon says "storm begins"
	echo "1..$count"
	echo "# down"
	sync
	poweroff -f
}

inside()
{
	begin
	prepare
	"${GO:-events}"
}

on_qemu 0 "$@"
