# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What guest/init.sh, host.sh and prepare.sh have.
# shellcheck disable=SC2034,SC2154
#
# The device is taken away under load.  The guest holds requests back
# until the device is there again or, with failfast, fails them at once.

prepare()
{
	image 0120 LX0120 20 -linux
	image 0121 LX0121 20 -linux
	device 0120 chpids='40 41' write_cache=1
	device 0121 chpids='42' write_cache=1
}

available()
{
	[ "$(attribute 0120 availability)" = "$1" ]
}

begin()
{
	yes "$1: online" online "$1" && yes "$1: fdasd" fdasd -a "$(disk "$1")" &&
		yes "$1: partition" soon test -b "$(disk "$1")1"
}

guest_main()
{
	begin 0120 && begin 0121 || return
	disk=$(disk 0120)1 other=$(disk 0121)1
	load_begin "$disk" 4
	load_begin "$other" 4
	yes "load" load_goes_on "$disk" 50
	tell away
	yes "the disk is gone" soon available "no device"
	yes "the other disk works" load_goes_on "$other" 50
	tell back
	yes "the disk is back" soon available good
	yes "the requests held back go on" load_goes_on "$disk" 50
	yes "no error, no difference" load_end "$disk"
	yes "nor on the other disk" load_end "$other"

	echo 1 > /sys/bus/ccw/devices/0.0.0120/failfast
	load_begin "$disk" 4
	yes "load with failfast" load_goes_on "$disk" 20
	tell away
	yes "the disk is gone" soon available "no device"
	load_end "$disk"
	is "errors, and no wrong data" 2 $?
}

guest_again()
{
	yes "online" online 0120 && yes "load" load "$(disk 0120)1" 20 4 2
}

# The write waits until QEMU has closed the device.
away()
{
	yes "the device goes" timeout 60 sh -c "echo 0 > $config/0.0.0120/online"
	yes "off the bus" test ! -e "$css/devices/0.0.0120"
}

host()
{
	# Condition code 3 of START SUBCHANNEL, of STORE SUBCHANNEL
	tolerated='vfio-ccw: (write I/O region|store region read) failed with errno=19$'
	boot main || return
	expect away && away
	expect back && yes "the device comes again" come 0120 && plug 0120
	expect away && away
	finish
	nothing_pinned
	yes "the device comes again" come 0120
	boot again && finish
}
