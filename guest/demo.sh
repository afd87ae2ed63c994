# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What `make guest` does in the guest and around it, as a scenario is written.
# The parts: demo and look; commands and terminal, which are shells.

# What guest/host.sh has set.
# shellcheck disable=SC2154

disks()
{
	for directory in /sys/bus/ccw/drivers/dasd-eckd/0.*; do
		basename "$directory" | sed 's/.*\.//'
	done
}

# shown COMMAND ...: shown as at a prompt
shown()
{
	local status

	echo "guest# $*"
	"$@"
	status=$?
	[ $status = 0 ] || verdict 1 "$*"
	return $status
}

all_online()
{
	local number

	shown lscss
	for number in $(disks); do
		shown online "$number" || return
	done
	shown cat /proc/dasd/devices
}

# 20 copies of a program, and a file of many blocks
fill()
{
	local i

	for i in $(seq 20); do
		cp /sbin/fdasd "$1/copy-$i" && echo "$i" >> "$1/copy-$i" || return
	done
	cp /bin/busybox "$1/large"
}

sums()
{
	(cd "$1" && sha256sum copy-* large)
}

use_disk()
{
	local disk

	disk=$(disk "$1")
	shown dasdfmt -y -b 4096 "$disk" &&
		shown fdasd -a "$disk" &&
		soon test -b "${disk}1" &&
		shown mkfs.ext4 -q "${disk}1" &&
		shown mount -t ext4 "${disk}1" /mnt &&
		shown fill /mnt && sums /mnt > /tmp/sums &&
		shown umount /mnt || return
	echo 3 > /proc/sys/vm/drop_caches
	shown mount -t ext4 -o ro "${disk}1" /mnt &&
		is "21 files on ${disk}1 are, read from the disk, what was written" \
			"$(cat /tmp/sums)" "$(sums /mnt)" &&
		shown df -h /mnt &&
		shown umount /mnt
}

guest_demo()
{
	local number

	all_online || return
	for number in $(disks); do
		use_disk "$number" || return
	done
}

# Of a disk that is larger than so many pieces of 128 KiB, 32 MiB in all, so many are read: its
# first, its last, and what is evenly spread between them.  All of a 3390-3 would take half an hour.
most=256

# some_pieces COUNT: their numbers
some_pieces()
{
	if [ "$1" -le $most ]; then
		seq 0 $(($1 - 1))
	else
		awk -v count="$1" -v most=$most \
			'BEGIN { for (i = 0; i < most; i++) print int(i * (count - 1) / (most - 1)) }'
	fi
}

# read_pieces DISK FILE: their hash becomes the file
read_pieces()
{
	local piece read=0 count

	count=$((($(cat "/sys/block/${1#/dev/}/size") + 255) / 256))
	[ $count -gt 0 ] || { echo "$1 has no block that Linux can read"; return 1; }
	echo 3 > /proc/sys/vm/drop_caches
	rm -f /tmp/unread
	some_pieces $count > /tmp/pieces
	while read -r piece; do
		dd if="$1" bs=128k skip="$piece" count=1 2> /tmp/dd || cat /tmp/dd >> /tmp/unread
		read=$((read + 1))
		[ $((read % 64)) != 0 ] || echo "read $read of $(wc -l < /tmp/pieces) pieces" >&2
	done < /tmp/pieces | sha256sum > "$2"
	[ ! -e /tmp/unread ] || { cat /tmp/unread; return 1; }
}

# The disk of a user is only read.
guest_look()
{
	local number disk size

	all_online || return
	for number in $(disks); do
		disk=$(disk "$number")
		size=$(cat "/sys/block/${disk#/dev/}/size")
		shown dasdview -i "$disk"
		dmesg | grep " ${disk#/dev/}:"
		[ ! -b "${disk}1" ] || shown blkid "${disk}"?
		[ $((size / 256)) -le $most ] ||
			echo "# of $((size / 2048)) MiB $((most / 8)) are read, from all parts of the disk"
		shown read_pieces "$disk" /tmp/once && shown read_pieces "$disk" /tmp/twice &&
			is "$disk reads the same twice" "$(cat /tmp/once)" "$(cat /tmp/twice)"
	done
}

# The disks come online before the shell begins.
quietly_online()
{
	all_online > /tmp/online 2>&1 || { cat /tmp/online; return 1; }
}

# A shell whose standard streams are elsewhere: see guest/session.c.
guest_commands()
{
	quietly_online && soon the_port session || return
	tell session
	session remote "/dev/$(the_port session)" bash < /dev/null
}

# A shell on the console
guest_terminal()
{
	quietly_online || return
	tell session
	{
		cat /tmp/online
		echo "The disk is /dev/dasda.  \"exit\" ends this."
		PS1='guest:\w# ' setsid -c sh -i
	} < /dev/ttysclp0 > /dev/ttysclp0 2>&1
}

# ---- in User-mode Linux ----

# A session may be silent: without the limits of `expect`.
with_a_terminal()
{
	# shellcheck disable=SC2034 # for guest/host.sh
	console=mon:stdio terminal=/dev/tty0 output=/dev/tty0
	boot terminal && expect session && wait "$qemu" && status=0
	echo "${status:-1}" > "$FOLDER/status"
}

# The end of the line in this machine passes everything on as it is, and stays open until the
# guest has ended.
with_commands()
{
	local line=/dev/tty1

	exec 8<> $line
	stty raw -echo -onlcr <&8
	boot commands -chardev serial,id=session,path=$line \
		-device virtserialport,chardev=session,name=session &&
		expect session && expect_forever "done" && finished
	exec 8>&-
}

host()
{
	case $PART in
	commands) with_commands ;;
	terminal) with_a_terminal ;;
	*)
		echo "# QEMU starts a guest with $(devices | wc -l) passed-through DASD"
		boot "$PART" && finish
		;;
	esac
}
