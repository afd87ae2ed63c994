# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# A disk that dasdinit made comes online; the guest sees the geometry and label of the
# image.

prepare()
{
	image 0120 LNX120 20 -linux
	device 0120 chpids='40 41'
}

guest_main()
{
	css=$(lscss)
	has "lscss: the subchannel, its device and its paths" \
		'^0\.0\.0120 0\.0\.[0-9a-f]{4}  3390/.. 3990/.. .* c0  c0  ff   40410000 00000000' "$css"
	yes "online" online 0120
	is "of the driver for ECKD" dasd-eckd \
		"$(basename "$(readlink /sys/bus/ccw/devices/0.0.0120/driver)")"
	disk=$(disk 0120)
	view=$(dasdview -x "$disk" 2>&1)
	has "dasdview: cylinders" 'number of cylinders.*	dec 20' "$view"
	has "dasdview: heads" 'tracks per cylinder.*	dec 15' "$view"
	has "dasdview: block size" 'blocksize.*	dec 4096' "$view"
	has "dasdview: compatible disk layout" 'CDL formatted' "$view"
	label=$(dasdview -l "$disk" 2>&1)
	has "dasdview: volume label" "ebcdic 'VOL1'" "$label"
	has "dasdview: volume serial" "ebcdic 'LNX120'" "$label"
	is "blocks of the disk" $((20 * 15 * 12 * 8)) "$(cat "/sys/block/${disk#/dev/}/size")"
	# Key and identifier, VOL1, and LNX120, in EBCDIC, in the third block.
	is "the label as dasdinit wrote it" e5d6d3f1e5d6d3f1d3d5e7f1f2f0 \
		"$(dd if="$disk" bs=4096 skip=2 count=1 2> /dev/null | head -c 14 | hex)"
	yes "offline" offline 0120
}
