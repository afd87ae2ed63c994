# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Channel paths go and come back while the guest reads and writes: one of two,
# and both.

prepare()
{
	image 0120 LX0120 20 -linux
	device 0120 chpids='40 41' write_cache=1
}

paths()
{
	lscss -d 0.0.0120 | sed -n 's/^0\.0\.0120 .* \(..  ..  ..\)   ........ .........*/\1/p'
}

paths_are()
{
	[ "$(paths)" = "$1" ]
}

guest_main()
{
	yes "online" online 0120 && yes "fdasd" fdasd -a "$(disk 0120)" || return
	disk=$(disk 0120)1
	soon test -b "$disk"
	load_begin "$disk" 4
	yes "load" load_goes_on "$disk" 50
	tell off
	yes "the guest has lost a path" soon paths_are "c0  80  ff"
	yes "and goes on over the other" load_goes_on "$disk" 50
	tell on
	yes "the path is back" soon paths_are "c0  c0  ff"
	yes "and goes on" load_goes_on "$disk" 50
	tell both
	yes "the guest has lost both paths" soon paths_are "c0  00  ff"
	before=$(load_count "$disk")
	tell again
	yes "both are back" soon paths_are "c0  c0  ff"
	yes "and goes on after $before operations" load_goes_on "$disk" 50
	yes "no error, no difference" load_end "$disk"
	has "the log" "A channel path to the device has become operational" "$(dmesg)"
}

vary()
{
	yes "path $1 varied $2" eval "echo $2 > /sys/devices/css0/chp0.$1/status"
}

host()
{
	# A program that is halted with its path may end only after the guest has started
	# the next one: QEMU prints this for condition codes 2 and 3, and the guest retries.
	# shellcheck disable=SC2034 # for finish
	tolerated='vfio-ccw: write I/O region failed with errno=1[369]$'
	boot main || return
	expect off && vary 41 off
	expect on && vary 41 on
	expect both && vary 40 off && vary 41 off
	expect again && vary 40 on && vary 41 on
	finish
}
