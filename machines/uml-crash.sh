#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# User-mode Linux is killed while a guest writes to a simulated disk, several times:
# each record is the old one or the new one, and what was answered is there.
#
# usage: uml-crash.sh LINUX MODULES [SEED]
#   LINUX     a User-mode Linux kernel with VFIO
#   MODULES   the folder of the modules and of uapi/; mdev.ko is found beside the kernel
#   SEED      of the dice that choose when; it is printed
#
# CRASH_ROUNDS=N kills it N times.  The script runs twice: outside it boots and kills;
# inside it is init.

# Variables that the kernel passes from outside to inside.
: "${FOLDER=}" "${MODULES=}" "${MDEV=}" "${HOW=}"

set -u
self=$(readlink -f "$0")
here=${self%/*}
rounds=${CRASH_ROUNDS:-4}
# Seconds; it takes one on an idle machine.
patience=120

# ---- outside ----

# It becomes a group of its own, so that all of its processes can be killed at once.
boot_to_be_killed()
{
	: > "$folder/log"
	TMPDIR=$folder setsid "$linux" mem=256M root=/dev/root \
		rootfstype=hostfs rootflags=/ rw init="$self" con=null con0=null,fd:1 loglevel=2 \
		uml_dir="$folder" FOLDER="$folder" MODULES="$modules" MDEV="$mdev" HOW=write \
		< /dev/null > "$folder/log" 2>&1 &
	machine=$!
}

answered()
{
	grep -ac '^answered .* \.' "$folder/log"
}

# Until so many writes were answered; or the machine is gone, or takes too long.
wait_for_writes()
{
	local end=$((SECONDS + patience))

	until [ "$(answered)" -ge "$1" ] || ! kill -0 $machine 2> /dev/null ||
		[ $SECONDS -ge $end ]; do
		sleep 0.02
	done
}

# kill_after WRITES: the first to be told what became of the machine before it
kill_after()
{
	boot_to_be_killed
	wait_for_writes "$1"
	kill -KILL -- -$machine
	wait $machine 2> /dev/null
	tr -d '\r' < "$folder/log" > "$folder/said"
	grep -a '^answered .* \.$' "$folder/said" >> "$folder/answered"
	echo killed >> "$folder/answered"
}

verdict()
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
		return
	fi
	echo "not ok $count - $2"
	sed 's/^/#   /' "$folder/said" | grep -av '#   answered' | tail -n 20
}

outside()
{
	local round writes

	linux=$(readlink -f "$1")
	modules=$(readlink -f "$2")
	mdev=$(dirname "$linux")/drivers/vfio/mdev/mdev.ko
	seed=${3:-$(($(od -An -N2 -tu2 /dev/urandom)))}
	echo "# seed $seed"
	RANDOM=$seed
	folder=$(mktemp -d "${TMPDIR:-/tmp}/uml-crash.XXXXXX")
	trap 'rm -rf "$folder"' EXIT
	xz -dc "$here/../simtests/recordings/images/formatted.3390.xz" > "$folder/disk" || exit 2
	: > "$folder/answered"
	count=0
	for ((round = 0; round < rounds; round++)); do
		writes=$((12 + RANDOM % 100))
		kill_after $writes
		[ "$(answered)" -ge $writes ]
		verdict $? "round $round: killed after $writes writes"
		grep -aq "^whole after $round kills" "$folder/said"
		verdict $? "round $round: the disk before it was whole"
	done
	UML_MEM=256M "$here/boot-uml" "$linux" "$folder" "$self" FOLDER="$folder" \
		MODULES="$modules" MDEV="$mdev" HOW=check > /dev/null
	tr -d '\r' < "$folder/log" > "$folder/said"
	grep -aq "^whole after $rounds kills" "$folder/said"
	verdict $? "in the end the disk is whole"
	grep -aq '^quiet' "$folder/said"
	verdict $? "a quiet kernel"
	[ ! -s "$folder/disk.journal" ]
	verdict $? "nothing is left to be finished"
	echo "1..$count"
}

# ---- inside ----

# shellcheck source=machines/quiet.sh
. "$here/quiet.sh"

inside()
{
	export PATH=/usr/sbin:/usr/bin:/sbin:/bin
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mount -t configfs configfs /sys/kernel/config
	mount -t debugfs debugfs /sys/kernel/debug
	[ ! -e "$MDEV" ] || insmod "$MDEV"
	insmod "$MODULES/vfio_ccw.ko"
	insmod "$MODULES/css_sim.ko"
	"$MODULES/uapi/crash" "$HOW" "$FOLDER/disk" "$FOLDER/answered" 2>&1
	dmesg | grep css_sim:
	[ -n "$(complaints | tee /dev/stderr)" ] || echo quiet
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
