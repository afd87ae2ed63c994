# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# A disk on an image that must not be written: the guest reads it, gets an error
# when it writes, and changes nothing.

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
	yes "it can be read" dd if="$disk" of=/dev/null bs=64k
	no "it cannot be written" dd if=/dev/zero of="$disk" bs=4096 count=1 seek=100 oflag=direct
	has "the log says why" "Write inhibited" "$(dmesg | grep dasd)"
	no "nor formatted" dasdfmt -y -b 4096 "$disk"
	yes "offline" offline 0120
	yes "online again" online 0120
	has "as it was" "active at blocksize: 4096" "$(cat /proc/dasd/devices)"
}

inspect()
{
	is "the image is as it was" "$(cat "$folder/before")" "$(sha256sum < "$folder/0120.ckd")"
}
