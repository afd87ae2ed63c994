#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Disks in other formats of Hercules are refused, and what the message says makes them usable.
#
# usage: CCWREPLAY=FILE test_image_tools.sh, from the top of the repository

set -u
replay=${CCWREPLAY:?path of ccwreplay}
recordings=simtests/recordings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

fail()
{
	echo "FAILED: $*"
	failed=1
}

for tool in ckd2cckd cckd2ckd dasdcopy dasdinit; do
	command -v $tool > /dev/null ||
		fail "$tool is missing: make deps installs the package hercules"
done

# refused IMAGE WORDS: and the message has these
refused()
{
	"$replay" --image="$1" "$work/online.jsonl.xz" > "$work/log" 2>&1
	[ $? -eq 2 ] || fail "$1 is not refused"
	grep -qF -- "$2" "$work/log" || fail "$1: $(cat "$work/log")"
}

# usable IMAGE: replays as the disk does that it was made from
usable()
{
	"$replay" --image="$1" "$work/online.jsonl.xz" > "$work/log" 2>&1 ||
		fail "$1: $(tail -n 5 "$work/log")"
}

# convert COMMAND...
convert()
{
	"$@" > "$work/log" 2>&1 || fail "$*: $(tail -n 5 "$work/log")"
}

# part FILE NUMBER CYLINDER: the header of a file of several with this last cylinder
part()
{
	head -c 512 "$work/disk" > "$1"
	printf '%b' "\\0$2\\0$3" | dd of="$1" bs=1 seek=17 conv=notrunc 2> /dev/null
}

# Beside no manifest, so that its image may be any.
cp "$recordings/dasd-online.jsonl.xz" "$work/online.jsonl.xz"
xz -dc "$recordings/images/formatted.3390.xz" > "$work/disk"
usable "$work/disk"

convert ckd2cckd "$work/disk" "$work/disk.cckd"
refused "$work/disk.cckd" 'convert it with "cckd2ckd -lfs IN OUT"'
convert cckd2ckd -lfs "$work/disk.cckd" "$work/unpacked"
usable "$work/unpacked"

cylinder=$((15 * 56832))
part "$work/parts_1" 1 1
tail -c +513 "$work/disk" | head -c $((2 * cylinder)) >> "$work/parts_1"
part "$work/parts_2" 2 0
tail -c +$((513 + 2 * cylinder)) "$work/disk" >> "$work/parts_2"
refused "$work/parts_1" 'it is file 1 of a disk in several files'
refused "$work/parts_2" 'join them with "dasdcopy -lfs -o CKD FIRST OUT"'
convert dasdcopy -lfs -o CKD "$work/parts_1" "$work/joined"
usable "$work/joined"

gzip -c "$work/disk" > "$work/disk.gz"
refused "$work/disk.gz" 'unpack it with "gunzip"'

convert dasdinit -lfs "$work/3380" 3380 SIM380 2
refused "$work/3380" 'it is the image of a 3380'
convert dasdinit "$work/3370" 3370 SIM370 1000
refused "$work/3370" 'it does not begin with CKD_P370'
convert dasdinit -z "$work/cfba" 3370 SIM370 1000
refused "$work/cfba" 'it is the image of an FBA disk'

head -c -1 "$work/disk" > "$work/short"
refused "$work/short" 'it is truncated: it ends in cylinder'

[ $failed -ne 0 ] || echo 'disks are converted as the messages say'
exit $failed
