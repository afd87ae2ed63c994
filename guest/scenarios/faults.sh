# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What guest/init.sh, host.sh and prepare.sh have.
# shellcheck disable=SC2034,SC2154
#
# Faults strike while the guest reads and writes.  Its error recovery repeats the requests
# with the right data; where it cannot, the reader gets an error.

# Sense bytes 8 to 31 in the format that has 24 bytes
rest="00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 80 00 00 00 00"

# What strikes, one plan after the other; name, then lines.  QEMU presents one of two interrupts
# in quick succession (docs/admin.rst), so the attention comes some time after the status that
# it follows.
plans()
{
	cat <<-end
	unit checks:on each ccw with probability 1/50 seed 1: unit-check sense 10 00 00 00 00 00 00 10 $rest
	channel-data checks:on each ccw with probability 1/50 seed 2: channel-data-check
	channel-control checks:on each ccw with probability 1/50 seed 3: channel-control-check
	interface-control checks:on each ccw with probability 1/50 seed 4: interface-control-check
	deferred condition code 1:on each start with probability 1/20 seed 5: deferred-condition-code 1
	condition code 1:on each start with probability 1/20 seed 6: condition-code 1
	condition code 2:on each start with probability 1/20 seed 7: condition-code 2
	late interrupts:on each interrupt with probability 1/5 seed 8: late 20ms
	interrupts that come twice:on each interrupt with probability 1/5 seed 9: twice
	attention:on interrupt 5: attention\\non interrupt 6: late 20ms
	a lost interrupt:on interrupt 20: lose
	deferred condition code 3:on start 20: deferred-condition-code 3
	condition code 3:on start 20: condition-code 3
	end
}

prepare()
{
	image 0120 LX0120 20 -linux
	device 0120 chpids='40 41' write_cache=1
}

guest_main()
{
	yes "online" online 0120 && yes "fdasd" fdasd -a "$(disk 0120)" || return
	disk=$(disk 0120)1
	soon test -b "$disk"
	# Seconds until a request counts as lost
	echo 5 > /sys/bus/ccw/devices/0.0.0120/expires
	load_begin "$disk" 4
	yes "load" load_goes_on "$disk" 20
	while tell next && hear && [ "$heard" != end ]; do
		yes "$heard" load_goes_on "$disk" 100
		tell struck
	done
	yes "no error, no difference" load_end "$disk"

	tell unreadable && hear
	no "what cannot be read is not read" dd if="$disk" of=/dev/null bs=4096 count=1 iflag=direct
	tell readable && hear
	yes "what can, is" dd if="$disk" of=/dev/null bs=4096 count=1 iflag=direct
}

# The fault has struck since the plan was written.
struck()
{
	has "$1: struck" "# struck [1-9]" "$(cat "$config/plan")"
}

host()
{
	local name lines

	# QEMU prints this for condition code 2, too.
	tolerated='vfio-ccw: write I/O region failed with errno=1[69]$'
	boot main || return
	plans > /dev/shm/plans
	while IFS=: read -r name lines <&8; do
		expect next || return
		yes "$name: the plan" plan "$(printf %b "$lines")"
		say "$name"
		expect struck || return
		struck "$name"
		plan ""
	done 8< /dev/shm/plans
	expect next && say end
	expect unreadable &&
		plan "on each ccw (read-data): unit-check sense 08 80 00 00 00 00 00 40 $rest" &&
		say "go on"
	expect readable && plan "" && say "go on"
	finish
}
