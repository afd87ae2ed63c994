# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What guest/init.sh, host.sh and prepare.sh have.
# shellcheck disable=SC2034,SC2154
#
# The ways in which a guest ends with I/O in flight: a reboot, a panic, QEMU
# killed.  Nothing stays pinned, and the next guest finds the disk as it should.

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

# The host says whether it is before or after the reboot.
guest_reboot()
{
	tell which
	hear
	if [ "$heard" = first ]; then
		under_load
		tell rebooting
		reboot -f
	fi
	ready && yes "after a reboot: load" load "$disk" 20 4 2
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

host()
{
	# As long as QEMU keeps translated code of a page, each store there is slow: a kernel
	# unpacked over all that was kept of another one takes minutes.  So it keeps 8 MiB.
	boot reboot -accel tcg,tb-size=8 -action reboot=reset || return
	expect which && say first
	expect rebooting && expect up && expect which && say second
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
