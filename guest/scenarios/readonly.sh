# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# A disk on an image that must not be written: the guest finds it write-protected,
# reads it, and changes nothing.

prepare()
{
	image 0120 LX0120 10 -linux
	device 0120 readonly=1
	sha256sum < "${folder:?}/0120.ckd" > "$folder/before"
}

guest_main()
{
	yes "online" online 0120 || return
	disk=$(disk 0120)
	is "the driver says so" 1 "$(attribute 0120 readonly)"
	has "and the log" "dasd.* read-?only" "$(dmesg)"
	is "the block device is read-only" 1 "$(cat "/sys/block/${disk#/dev/}/ro")"
	yes "it can be read" dd if="$disk" of=/dev/null bs=64k
	no "it cannot be written" dd if=/dev/zero of="$disk" bs=4096 count=1 seek=100 oflag=direct
	no "nor formatted" dasdfmt -y -b 4096 "$disk"
	has "lsdasd-like facts" "active.* \\(ro\\)|active" "$(cat /proc/dasd/devices)"
}

inspect()
{
	is "the image is as it was" "$(cat "$folder/before")" "$(sha256sum < "$folder/0120.ckd")"
}
