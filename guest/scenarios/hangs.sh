# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What guest/init.sh, host.sh and prepare.sh have.
# shellcheck disable=SC2034,SC2154
#
# A disk that now and then does not answer.  The guest clears a program that does not end,
# and reads again, also when a path is lost meanwhile.  In the end it is switched off during
# a read.

prepare()
{
	image 0120 LX0120 20 -linux
	device 0120 chpids='40 41'
}

read_block()
{
	dd if="$(disk 0120)" of=/dev/null bs=4096 count=1 skip="$1" iflag=direct
}

guest_main()
{
	yes "online" online 0120 || return
	# Seconds until a request counts as lost
	echo 2 > /sys/bus/ccw/devices/0.0.0120/expires
	block=40
	while tell next && hear && [ "$heard" != end ]; do
		block=$((block + 1))
		yes "$heard: read all the same" read_block $block
		tell struck
	done
	read_block 60 &
	tell reading
	hear
}

struck()
{
	grep -q '# struck [1-9]' "$config/plan"
}

# strikes NAME PLAN: and the guest reads
strikes()
{
	expect next || return
	yes "$1: the plan" plan "$2"
	say "$1"
}

over()
{
	expect struck || return
	yes "$1: struck" struck
	plan ""
}

vary()
{
	yes "path $1 varied $2" eval "echo $2 > /sys/devices/css0/chp0.$1/status"
}

host()
{
	boot main || return
	strikes "a start" "on start 1: hang" && over "a start"
	strikes "a command" "on ccw (read-data): hang" && over "a command"
	strikes "an interrupt" "on interrupt 1: lose" && over "an interrupt"
	strikes "a path" "on ccw 2: hang" && soon struck && vary 40 off && over "a path" &&
		vary 40 on
	expect next && yes "without a timeout: the plan" plan "on ccw (read-data): hang" && say end
	expect reading && yes "it is read" soon struck
	echo quit >&7
	gone
	yes "QEMU ends" test "$status" = 0
	plan ""
}
