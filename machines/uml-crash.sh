#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# User-mode Linux is killed several times while a guest writes to a simulated disk: afterwards
# each record is the old or the new one, and each write that was reported complete is there.
#
# usage: uml-crash.sh LINUX MODULES [SEED]
#   LINUX     a User-mode Linux kernel with VFIO
#   MODULES   the folder of the modules and of uapi/
#   SEED      of the random numbers of writes before each kill; it is printed
#
# CRASH_ROUNDS=N kills it N times.

# A variable that the kernel passes from outside to inside.
: "${HOW=}"

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
rounds=${CRASH_ROUNDS:-4}
# Seconds; it takes one on an idle machine.
patience=120

# ---- outside ----

# In a process group of its own, so that all of its processes can be killed at once.
boot_to_be_killed()
{
	local words

	: > "$folder/log"
	uml_words FOLDER="$folder" MODULES="$modules" TREE="$tree" HOW=write
	TMPDIR=$folder setsid "$linux" mem=256M root=/dev/root \
		rootfstype=hostfs rootflags=/ rw init="$self" con=null con0=null,fd:1 loglevel=2 \
		uml_dir="$folder" "${words[@]}" < /dev/null > "$folder/log" 2>&1 &
	machine=$!
}

answered()
{
	grep -ac '^answered .* \.' "$folder/log"
}

# wait_for_writes NUMBER: until so many were answered, the machine has ended, or time is over
wait_for_writes()
{
	local end=$((SECONDS + patience))

	until [ "$(answered)" -ge "$1" ] || ! kill -0 $machine 2> /dev/null ||
		[ $SECONDS -ge $end ]; do
		sleep 0.02
	done
}

# kill_after WRITES: also keeps the output of the machine, in which it checks the last one's disk
kill_after()
{
	boot_to_be_killed
	wait_for_writes "$1"
	kill -KILL -- -$machine
	wait $machine 2> /dev/null
	machine=
	tr -d '\r' < "$folder/log" > "$folder/said"
	grep -a '^answered .* \.$' "$folder/said" >> "$folder/answered"
	echo killed >> "$folder/answered"
}

evidence()
{
	[ ! -e "${folder:-}/said" ] || sed 's/^/#   /' "$folder/said" | grep -av '#   answered' | tail -n 20
}

outside()
{
	local round writes

	seed=${1:-$(($(od -An -N2 -tu2 /dev/urandom)))}
	echo "# seed $seed"
	RANDOM=$seed
	unpack formatted.3390 "$folder/disk"
	: > "$folder/answered"
	for ((round = 0; round < rounds; round++)); do
		writes=$((12 + RANDOM % 100))
		kill_after $writes
		[ "$(answered)" -ge $writes ]
		verdict $? "round $round: killed after $writes writes"
		grep -aq "^whole after $round kills" "$folder/said"
		verdict $? "round $round: the disk before it was whole"
	done
	UML_MEM=256M boot_uml HOW=check > /dev/null
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

inside()
{
	begin
	load vfio_ccw css_sim
	"$MODULES/uapi/crash" "$HOW" "$FOLDER/disk" "$FOLDER/answered" 2>&1
	dmesg | grep css_sim:
	[ -n "$(complaints | tee /dev/stderr)" ] || echo quiet
	end
}

on_uml 1 "$@"
