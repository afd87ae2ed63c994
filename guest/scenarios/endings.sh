# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What guest/init.sh, host.sh and prepare.sh have.
# shellcheck disable=SC2034,SC2154
#
# A guest ends with I/O in flight: by a reset, a panic, or with QEMU; or by a reboot, without
# I/O.  No page stays pinned, and the next guest finds the disk intact.
#
# QEMU 7.2 resets the device, but not what the guest sees of its subchannel: a request in
# flight, or its status, outlives the reset there, and the next kernel in the same QEMU cannot
# enable the subchannel, or hangs, apparently in an interrupt that it takes for its own.  So
# no kernel runs after a reset here, and a guest that reboots has no I/O.

prepare()
{
	image 0120 LX0120 20 -linux
	device 0120 chpids='40 41' write_cache=1
}

ready()
{
	yes "online" online 0120 || return
	disk=$(disk 0120)1
	[ -b "$disk" ] || yes "fdasd" fdasd -a "$(disk 0120)"
	soon test -b "$disk"
}

under_load()
{
	ready || return
	load_begin "$disk" 4
	yes "load" load_goes_on "$disk" 50
	no "offline while in use" offline 0120
	yes "load goes on" load_goes_on "$disk" 10
}

guest_reset()
{
	under_load
	tell reset
	load_goes_on "$disk" 1000000
}

# The host says whether it is before or after the reboot.
guest_reboot()
{
	tell which
	hear
	ready && yes "$heard: load" load "$disk" 20 4 2
	[ "$heard" = "before a reboot" ] || return
	yes "offline" offline 0120
	tell rebooting
	reboot -f
}

guest_panic()
{
	under_load
	tell panic
	echo c > /proc/sysrq-trigger
}

guest_kill()
{
	under_load
	tell kill
	load_goes_on "$disk" 1000000
}

guest_last()
{
	ready && yes "the next guest: load" load "$disk" 20 4 3
	yes "offline" offline 0120
}

hangs()
{
	grep -q '# struck [1-9]' "$config/plan" && [ "$(pinned)" != 0 ]
}

was_reset()
{
	grep -q "to=STANDBY" /sys/kernel/tracing/trace
}

# A program that hangs is in flight, however long the monitor takes.
reset_in_flight()
{
	yes "the plan" plan "on ccw (read-data): hang"
	yes "a read is in flight" soon hangs
	echo > /sys/kernel/tracing/trace
	printf 'stop\nsystem_reset\n' >&7
	yes "the device is reset" soon was_reset
	nothing_pinned
	echo quit >&7
	gone
	is "QEMU ends" 0 "$status"
	plan ""
}

host()
{
	boot reset && expect reset && reset_in_flight
	# As long as QEMU keeps translated code of a page, each store there is slow: a kernel
	# unpacked over all that was kept of another one takes minutes.  So it keeps 8 MiB.
	boot reboot -accel tcg,tb-size=8 -action reboot=reset || return
	expect which && say "before a reboot"
	expect rebooting && expect up && expect which && say "after a reboot"
	finish
	nothing_pinned
	boot panic && expect panic && gone
	is "panic: QEMU ends" 0 "$status"
	nothing_pinned
	boot kill && expect kill && kill -KILL "$qemu"
	gone
	is "QEMU was killed" 137 "$status"
	nothing_pinned
	boot last && finish
}
