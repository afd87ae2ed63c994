# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# A tape drive: the guest writes blocks and marks, spaces, reads back, unloads;
# the operator mounts a labelled tape that hetinit made, protected.
# shellcheck disable=SC2154

prepare()
{
	# For initramfs
	# shellcheck disable=SC2034
	archives=tape
	: > "$folder/work.aws"
	hetinit -d "$folder/label.aws" TAPE01 OWNER > /dev/null 2>&1 ||
		{ echo "run: hetinit made no tape" >&2; exit 2; }
	device 0181 type=tape_3480 "image=$folder/work.aws"
}

host()
{
	boot main || return
	expect unloaded || return
	is "the drive is empty" "" "$(cat "$config/0.0.0181/image")"
	yes "the next tape is protected" eval "echo 1 > $config/0.0.0181/readonly"
	yes "the operator mounts it" eval "echo $FOLDER/label.aws > $config/0.0.0181/image"
	say mounted
	finish
}

# state STATE: of the tape, as the driver sees it
state()
{
	grep -q "3480/31.*[[:space:]]$1 *\$" /proc/tapedevices
}

# blocks FILE SIZE COUNT: that many blocks of a size; one writer, so one tape mark
blocks()
{
	dd if=/dev/urandom of="/tmp/$1" bs="$2" count="$3" 2> /dev/null
	dd if="/tmp/$1" of="$tape" bs="$2"
}

# same FILE SIZE: the file of the tape that follows, up to its mark
same()
{
	dd if="$tape" of=/tmp/read bs="$2" && cmp /tmp/read "/tmp/$1"
}

guest_main()
{
	tape=/dev/ntibm0
	yes "online" online_tape 0181
	is "of the driver for such drives" tape_34xx \
		"$(basename "$(readlink /sys/bus/ccw/devices/0.0.0181/driver)")"
	yes "a tape is in it" soon state LOADED
	yes "blocks of 512" blocks a 512 20
	yes "blocks of 32760" blocks b 32760 6
	yes "blocks of 65535" blocks c 65535 3
	yes "rewind" mt -f $tape rewind
	yes "the first file" same a 512
	yes "the second file" same b 32760
	yes "the third file" same c 65535
	yes "rewind" mt -f $tape rewind
	yes "space to the second file" mt -f $tape fsf 1
	yes "and over three blocks" mt -f $tape fsr 3
	yes "and one back" mt -f $tape bsr 1
	has "where it is" 'block 23' "$(mt -f $tape tell 2>&1)"
	dd if=/tmp/b of=/tmp/rest bs=32760 skip=2 2> /dev/null
	yes "the rest of it" same rest 32760
	yes "seek" mt -f $tape seek 28
	yes "the third file" same c 65535
	yes "unload" mt -f $tape offline
	yes "the tape is out" soon state UNLOADED
	no "and not read" dd if=$tape of=/tmp/read bs=512 count=1
	tell unloaded
	hear
	yes "the driver sees the next one" soon state LOADED
	yes "read" dd if=$tape of=/tmp/read bs=80 count=1
	is "its label" e5d6d3f1e3c1d7c5f0f1 "$(head -c 10 /tmp/read | hex)"
	has "it is protected" 'ermission denied|ead-only' "$(dd if=/tmp/a of=$tape bs=512 count=1 2>&1)"
	yes "offline" eval 'echo 0 > /sys/bus/ccw/devices/0.0.0181/online'
}

online_tape()
{
	echo 1 > "/sys/bus/ccw/devices/0.0.$1/online"
	soon test -c "$tape"
}

inspect()
{
	is "what tapemap sees" "File 1: Blocks=20, block size min=512, max=512
File 2: Blocks=6, block size min=32760, max=32760
File 3: Blocks=3, block size min=65535, max=65535
File 4: Blocks=0, block size min=0, max=0" "$(tapemap "$folder/work.aws" 2> /dev/null |
		grep '^File' | sed 's/[[:space:]]*$//')"
}
