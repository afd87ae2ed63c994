# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The disks that demo and shell give a guest, as the environment says:
#   DEVICES=N  how many, up to 8
#   IMAGE=FILE the first of them is this CKD image
# Expects the variables of prepare.sh.
# shellcheck disable=SC2154

: "${DEVICES:=1}" "${IMAGE:=}"
# Cylinders of a fresh disk: 25 MB
size=30
user_images=

die()
{
	echo "guest: $*" >&2
	exit 2
}

# own_image PART
own_image()
{
	local file

	file=$(readlink -f "$IMAGE")
	[ -f "$file" ] || die "there is no image $IMAGE"
	[ -r "$file" ] || die "the image $IMAGE cannot be read"
	user_images=$(dirname "$file")
	device 0120 write_cache=1
	echo "$file" > "$folder/devices/0.0.0120/image"
	if [ "$1" = look ] || [ ! -w "$file" ]; then
		echo 1 > "$folder/devices/0.0.0120/readonly"
	fi
}

# disks PART: for the functions of demo.sh that are called guest_PART; $variables are what
# host.sh has to know of them
disks()
{
	local part=$1 i number

	[[ $DEVICES = [1-8] ]] || die "DEVICES is a number from 1 to 8, not $DEVICES"
	for ((i = 0; i < DEVICES; i++)); do
		number=$(printf %04x $((0x120 + i)))
		if [ $i = 0 ] && [ -n "$IMAGE" ]; then
			own_image "$part"
			continue
		fi
		[ "$part" != look ] || die "IMAGE is only read: alone, or use a shell"
		# For a shell the disk is formatted in advance, without dasdfmt.
		if [ "$part" = demo ]; then
			image "$number" "LNX${number#0}" $size
		else
			image "$number" "LNX${number#0}" $size -linux
		fi
		device "$number" chpids='40 41' write_cache=1
	done
	parts=$("$top/tools/guest-parts" --path)
	# shellcheck disable=SC2034 # for demo and shell
	variables=(PARTS="$parts" PART="$part" IMAGES="$user_images")
}
