#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Process 1 of the guest: does the scenario's guest_PART, PART being on the
# kernel's command line, and talks with the host over a virtio port.  A line of
# one word behind an @ is for the host's part of the scenario.

PATH=/sbin:/bin HOME=/tmp
export PATH HOME
FOLDER=/tmp
# shellcheck source=machines/checks.sh
. /checks.sh
# Two minutes
soon_limit=1200

# tell WORD ...: to the host's part of the scenario
tell()
{
	echo "@$*"
}

# hear: waits for a line from it, which becomes $heard
# shellcheck disable=SC2034 # for scenarios
hear()
{
	read -r heard <&3
}

# online DEVNO: sets the disk online, and waits for its node in /dev.  The device is
# there when the channel subsystem has been looked through, as chccwdev waits for.
online()
{
	local node

	echo 1 > /proc/cio_settle
	echo 1 > "/sys/bus/ccw/devices/0.0.$1/online" || return
	soon disk "$1" || return
	# What udev does elsewhere, and dasdfmt relies on.
	node=$(disk "$1")
	mkdir -p /dev/block
	ln -sf "$node" "/dev/block/$(cat "/sys/block/${node#/dev/}/dev")"
}

offline()
{
	echo 0 > "/sys/bus/ccw/devices/0.0.$1/online"
}

# disk DEVNO: prints its node
disk()
{
	local node

	for node in "/sys/bus/ccw/devices/0.0.$1/block"/*; do
		[ -b "/dev/${node##*/}" ] && echo "/dev/${node##*/}" && return
	done
	return 1
}

# attribute DEVNO NAME: what the driver says of it
attribute()
{
	cat "/sys/bus/ccw/devices/0.0.$1/$2"
}

# ---- load: see guest/load.c ----

# load_begin NODE PROCESSES: until load_end
load_begin()
{
	local name="${1##*/}"

	rm -f "/tmp/load.$name" "/tmp/status.$name"
	{
		load "$1" 0 "$2" 1 "/tmp/load.$name" > "/tmp/log.$name" 2>&1 &
		echo $! > "/tmp/pid.$name"
		wait $!
		echo $? > "/tmp/status.$name"
	} &
}

load_count()
{
	local count

	count=$(od -An -v -td8 "/tmp/load.${1##*/}" 2> /dev/null | tr -d ' ')
	echo "${count:-0}"
}

reached()
{
	[ "$(load_count "$1")" -ge "$2" ]
}

# load_goes_on NODE COUNT: that many operations more
load_goes_on()
{
	soon reached "$1" $(($(load_count "$1") + $2))
}

# load_end NODE: its exit status is what load said
load_end()
{
	local name="${1##*/}"

	kill -TERM "$(cat "/tmp/pid.$name")"
	soon test -s "/tmp/status.$name" || echo "load does not end"
	cat "/tmp/log.$name"
	return "$(cat "/tmp/status.$name")"
}

# hex: what comes in, as hexadecimal digits
hex()
{
	od -An -v -tx1 | tr -d ' \n'
}

argument()
{
	sed -n "s/.*\\<$1=\\([^ ]*\\).*/\\1/p" /proc/cmdline
}

# the_port NAME
the_port()
{
	local name

	for name in /sys/class/virtio-ports/*/name; do
		[ "$(cat "$name" 2> /dev/null)" != "$1" ] || { basename "$(dirname "$name")" && return; }
	done
	return 1
}

# devtmpfs is the same one after the root has changed, and so are the links in it.
link_streams()
{
	ln -s /proc/self/fd /dev/fd
	ln -s fd/0 /dev/stdin
	ln -s fd/1 /dev/stdout
	ln -s fd/2 /dev/stderr
}

start()
{
	local module

	/bin/busybox mkdir -p /bin /sbin /run
	/bin/busybox --install -s /bin
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	[ -e /dev/fd ] || link_streams
	[ ! -e /rooted ] || return
	while read -r module; do
		insmod "/modules/$module" || echo "cannot load $module"
	done < /modules/order
	[ ! -e /tape/order ] || while read -r module; do
		insmod "/tape/$module" || echo "cannot load $module"
	done < /tape/order
}

# A guest that was IPLed from a disk goes on there.
root()
{
	online "$(argument root)" && soon test -b "$(disk "$(argument root)")1" &&
		mount -t ext4 "$(disk "$(argument root)")1" /mnt && umount /proc /sys /dev &&
		exec switch_root /mnt /init
	poweroff -f
}

start
[ -z "$(argument root)" ] || [ -e /rooted ] || root
soon the_port host || { echo "there is no port to the host" && poweroff -f; }
exec 3<> "/dev/$(the_port host)" >&3 2>&3
evidence()
{
	dmesg | tail -n 20
}
# shellcheck source=/dev/null
. /scenario.sh
tell up
"guest_$(argument part)"
tell "done" $?
exec 3>&- > /dev/null 2>&1
sync
poweroff -f
