#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Side by side: this driver and the in-tree driver run the same cases on the same subchannel
# (selftests/side-by-side/).  Their answers must differ exactly as the tables in
# docs/side-by-side.rst say.
#
# usage: s390x-side.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and side-by-side/
#   SIDE_SAVE=DIR (in the environment): leave both answers and the differences there

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

# answers DRIVER LOG: its answers, which are between two marks in the log
answers()
{
	sed -n "/^# answers of $1\$/,/^# end of answers\$/p" "$2" | grep -v '^# '
}

outside()
{
	bring_modules vfio_ccw
	bring "$modules/side-by-side/side_by_side"
	cp "$("$top/tools/kernel" --path s390x)/drivers/s390/cio/vfio_ccw.ko" \
		"$folder/root/test/in_tree.ko" || exit 2
	S390X_TIMEOUT=400 boot s390x > "$folder/output"
	grep -vE '^(group|cdev) |^# (answers|end of answers)|^1\.\.' "$folder/output"
	answers in_tree "$folder/output" > "$folder/in_tree"
	answers vfio_ccw "$folder/output" > "$folder/this"
	[ -z "${SIDE_SAVE:-}" ] || cp "$folder"/{output,in_tree,this} "$SIDE_SAVE/"
	"$top/selftests/side-by-side/compare" "$folder"/{in_tree,this} "$top/docs/side-by-side.rst" \
		"$(grep -cE '^(not )?ok ' "$folder/output")"
}

# The answers are printed afterwards, so that no message of the kernel comes between.
ask()
{
	yes "$1 loads" insmod "/test/$1.ko"
	yes "$1 is asked" sh -c "/test/side_by_side 0.0.0000 > /tmp/$1"
	grep '^#' "/tmp/$1"
	give_back 0.0.0000
	yes "$1 goes" rmmod vfio_ccw
	echo "# answers of $1"
	cat "/tmp/$1"
	echo "# end of answers"
}

inside()
{
	begin
	echo 1 > /proc/sys/kernel/printk
	load_parts
	ask in_tree
	dmesg -c > /tmp/log_of_in_tree
	ask vfio_ccw
	check_quiet
	end
}

on_qemu 0 "$@"
