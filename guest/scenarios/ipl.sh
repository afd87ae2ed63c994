# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# What guest/init.sh, host.sh and prepare.sh have.
# shellcheck disable=SC2034,SC2154
#
# The guest installs Linux on the disk; QEMU's firmware IPLs a second guest from there,
# which has its root file system there and changes it.

prepare()
{
	image 0120 LX0120 50 -linux
	device 0120 chpids='40 41' write_cache=1
	archives=boot
}

# The files of this guest, for the root file system and for the initial one.
archive()
{
	(cd / && {
		printf '%s\n' bin proc sys dev tmp mnt
		find bin/busybox sbin lib modules init checks.sh scenario.sh | grep -v s390-tools
	} | cpio -o -H newc) > "$1/boot/initrd"
}

unpack()
{
	(cd "$1" && cpio -i -d < boot/initrd) &&
		echo "from the disk" > "$1/rooted"
}

guest_install()
{
	yes "online" online 0120 && yes "fdasd" fdasd -a "$(disk 0120)" || return
	disk=$(disk 0120)1
	yes "partition" soon test -b "$disk" &&
		yes "mkfs.ext4" mkfs.ext4 -q "$disk" &&
		yes "mount" mount -t ext4 "$disk" /mnt &&
		mkdir /mnt/boot &&
		yes "an archive" archive /mnt &&
		yes "a root" unpack /mnt &&
		yes "a kernel" cp /boot/vmlinuz* /mnt/boot/kernel &&
		yes "zipl" zipl -V -t /mnt/boot -i /mnt/boot/kernel -r /mnt/boot/initrd \
			-P "console=ttysclp0 loglevel=1 panic=-1 root=0120 part=disk"
	yes "umount" umount /mnt
}

guest_disk()
{
	is "the root is on the disk" "from the disk" "$(cat /rooted)"
	has "mounted from it" "^/dev/dasda1 / ext4 rw" "$(cat /proc/mounts)"
	yes "can be written" touch /written
	sync
	mount -o remount,ro /
}

guest_look()
{
	yes "online" online 0120 && yes "mount" mount -t ext4 "$(disk 0120)1" /mnt || return
	yes "what the second guest wrote is there" test -e /mnt/written
	umount /mnt
}

host()
{
	boot install && finish
	ipl=0120
	boot disk && finish
	ipl=''
	boot look && finish
}
