#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay --stage=vfio in User-mode Linux: the recordings, through /dev/vfio.
#
# usage: uml-replay.sh LINUX MODULES
#   LINUX      a User-mode Linux kernel with VFIO
#   MODULES    the folder of vfio_ccw.ko and css_sim.ko
#   CCWREPLAY  (in the environment) ccwreplay without sanitizers; else the one in
#              build/bench
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

# Variables that the kernel passes from outside to inside.
: "${FOLDER=}" "${MODULES=}" "${MDEV=}" "${REPLAY=}"

set -u
self=$(readlink -f "$0")
here=${self%/*}
recordings=${here%/*}/simtests/recordings

outside()
{
	local linux modules

	linux=$(readlink -f "$1")
	modules=$(readlink -f "$2")
	folder=$(mktemp -d "${TMPDIR:-/tmp}/uml-replay.XXXXXX")
	trap 'rm -rf "$folder"' EXIT
	"$here/boot-uml" "$linux" "$folder" "$self" FOLDER="$folder" MODULES="$modules" \
		MDEV="${linux%/*}/drivers/vfio/mdev/mdev.ko" \
		REPLAY="$(readlink -f "${CCWREPLAY:-$here/../build/bench/ccwreplay}")"
}

# shellcheck source=kunit/checks.sh
. "$here/checks.sh"

# ---- inside ----

# replay CODE ARGUMENT...: exits with that code; its report is $out, its complaint $err
out=$FOLDER/out
err=$FOLDER/err
replay()
{
	local code=$1 got

	shift
	"$REPLAY" --color=never "$@" > "$out" 2> "$err"
	got=$?
	[ $got -eq "$code" ] && return
	echo "exit code $got, not $code, of: ccwreplay $*" >&2
	tail -n 12 "$out" "$err" >&2
	return 1
}

check_recordings()
{
	local world recording name

	for world in group cdev; do
		for recording in "$recordings"/*.jsonl.xz; do
			name=$(basename "$recording" .jsonl.xz)
			yes "$name by $world: agrees" \
				replay 0 --stage=vfio --world=$world "$recording"
		done
	done
}

inside()
{
	export PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=$FOLDER
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mount -t configfs configfs /sys/kernel/config
	mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
	[ ! -e "$MDEV" ] || insmod "$MDEV"
	yes "without the modules: said" replay 2 --stage=vfio "$recordings/dasd-ro.jsonl.xz"
	yes "and what to do" grep -q 'modprobe css_sim' "$err"
	insmod "$MODULES/vfio_ccw.ko"
	insmod "$MODULES/css_sim.ko"
	check_recordings
	yes "the modules go" rmmod css_sim vfio_ccw
	finish_checks
	"$here/save-gcov"
	echo "# done"
	sync
	poweroff -f
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 2 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi
