# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# What `make guest` does in the guest and around it, as a scenario is written.
# The parts: demo, look and shell.

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

# The disk of a user is only read.
guest_look()
{
	local number disk

	all_online || return
	for number in $(disks); do
		disk=$(disk "$number")
		shown dasdview -i "$disk"
		dmesg | grep " ${disk#/dev/}:"
		[ ! -b "${disk}1" ] || shown blkid "${disk}"?
		echo "guest# sha256sum $disk"
		is "$disk reads the same twice" "$(sha256sum < "$disk")" \
			"$(echo 3 > /proc/sys/vm/drop_caches; sha256sum < "$disk")"
	done
}

# Commands that came from a pipe, or a shell on the console.
guest_shell()
{
	all_online > /tmp/online 2>&1 || { cat /tmp/online; return 1; }
	if [ -e /commands ]; then
		sh /commands
		tell status $?
	else
		tell shell
		{
			cat /tmp/online
			echo "The disk is /dev/dasda.  \"exit\" ends this."
			PS1='guest:\w# ' setsid -c sh -i
		} < /dev/ttysclp0 > /dev/ttysclp0 2>&1
	fi
}

# ---- in User-mode Linux ----

# An interactive guest may be silent: without the limits of `expect`.
with_a_person()
{
	# shellcheck disable=SC2034 # for guest/host.sh
	console=mon:stdio terminal=/dev/tty0 output=/dev/tty0
	boot shell && expect shell && wait "$qemu" && status=0
	echo "${status:-1}" > "$FOLDER/status"
}

with_commands()
{
	boot shell && expect status && echo "${told# }" > "$FOLDER/status" && finish
}

host()
{
	case $PART in
	shell) if [ -e "$FOLDER/files/commands" ]; then with_commands; else with_a_person; fi ;;
	*)
		echo "# QEMU starts a guest with $(devices | wc -l) passed-through DASD"
		boot "$PART" && finish
		;;
	esac
}
