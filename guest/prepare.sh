# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# How run, demo and shell prepare a folder for host.sh.  Expects the variables here, machines, parts
# and folder.
# shellcheck disable=SC2154

# Archives of tools/guest-parts beyond the one that all guests have
archives=

# image NAME SERIAL CYLINDERS [-linux]: a disk that Linux has to format, or has
# not, as $folder/NAME.ckd
image()
{
	dasdinit -lfs ${4:+"$4"} "$folder/$1.ckd" 3390 "$2" "$3" > "$folder/dasdinit.log" 2>&1 ||
		{ cat "$folder/dasdinit.log" >&2; echo "run: dasdinit made no image" >&2; exit 2; }
}

# device NUMBER [ATTRIBUTE=VALUE ...]: a disk to pass through; see docs/simulator.rst
device()
{
	local directory=$folder/devices/0.0.$1 attribute

	mkdir -p "$directory"
	echo "$folder/$1.ckd" > "$directory/image"
	shift
	for attribute; do
		echo "${attribute#*=}" > "$directory/${attribute%%=*}"
	done
}

# The guest's initial file system: what all have, then what this one runs.
# initramfs SCENARIO
initramfs()
{
	local archive

	mkdir -p "$folder/files"
	cp "$machines/checks.sh" "$folder/files"
	cp "$1" "$folder/files/scenario.sh"
	install -m 755 "$here/init.sh" "$folder/files/init"
	install -D -t "$folder/files/sbin" "$here"/../build/guest/{load,session}
	{
		for archive in base $archives; do
			cat "$parts/$archive.cpio"
		done
		(cd "$folder/files" && find . -print0 | cpio --quiet -0 -o -H newc --owner=+0:+0)
	} > "$folder/initramfs"
}
