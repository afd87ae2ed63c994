# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# Random reads and writes on two disks at once, several at a time on each.

prepare()
{
	for number in 0120 0121; do
		image $number LX$number 20 -linux
		device $number write_cache=1
	done
}

guest_main()
{
	for number in 0120 0121; do
		yes "online" online $number || return
		yes "fdasd" fdasd -a "$(disk $number)" || return
		soon test -b "$(disk $number)1"
	done
	load "$(disk 0120)1" 600 4 1 > /tmp/log 2>&1 &
	yes "the one disk" load "$(disk 0121)1" 600 4 2
	wait $!
	is "the other, at the same time" 0 $?
	cat /tmp/log
}
