#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Channel programs generated from a seed for disks and tape drives, on Hercules and on the
# simulator, compared field by field.  No kernel: selftests/bare runs them, each on a device of
# its own.  Prints TAP.
#
# usage: hercules-opinion.sh BUILT
#        hercules-opinion.sh BUILT dasd|tape NUMBER
#   BUILT     build/s390x, with hercules/runner; build/native/opinion is beside it
#   NUMBER    show that program in full
#   OPINION_SEED, OPINION_PROGRAMS (in the environment): other programs, and how many for
#             disks; there are half as many for tapes

# shellcheck source=tools/help.sh
. "$(dirname "$(readlink -f "$0")")/../tools/help.sh"

set -u
usage()
{
	sed -n 's/^# usage: /usage: /p; s/^#        hercules/       hercules/p' "$0" >&2
	exit 2
}
[ $# -eq 1 ] || [ $# -eq 3 ] || usage
[[ $1 != -* && ${2:-dasd} = @(dasd|tape) && ${3:-0} != *[!0-9]* ]] || usage
seed=${OPINION_SEED:-1} programs=${OPINION_PROGRAMS:-500}
runner=$(readlink -f "$1/hercules/runner") opinion=$(readlink -f "$1/../native/opinion")
# A device takes an open file and a few threads' memory.
most=250
# Seconds for one batch, in which a few programs have no end.
limit=120

scratch=$(mktemp -d "${TMPDIR:-/tmp}/hercules-opinion.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
ulimit -n "$(ulimit -Hn)"
count=0 failed=0

# The layout of storage is that of selftests/bare/batch.h.
configure()
{
	local end

	end=$(printf %X $((0x1000000 + $(stat -c %s "$1/batch") - 1)))
	cp "$runner" "$1/runner" || exit 2
	# A PSW for 31-bit addresses, at what the runner begins with behind its prefix.
	printf '\x00\x08\x00\x00\x80\x80\x20\x00' > "$1/psw"
	printf '%s\n' '* what to load, and where' 'psw 0x00000000' 'runner 0x00800000' \
		'batch 0x01000000' > "$1/boot.ins"
	{
		printf '%s\n' 'CPUMODEL 2097' 'MAINSIZE 256' 'NUMCPU 1' 'ARCHMODE ESAME' \
			'OSTAILOR LINUX' 'PGMPRDOS LICENSED'
		cat "$1/devices"
	} > "$1/machine.cnf"
	# At its end it waits, disabled.  The processor may take a moment until it has stopped,
	# and what looks for that message, until it has begun.
	printf '%s\n' 'hao tgt HHCCP011I' "hao cmd savecore results 1000000 $end" \
		'hao tgt HHCPN102E' "hao cmd savecore results 1000000 $end" \
		'hao tgt HHCPN170I' 'hao cmd quit' 'pause 1' 'ipl boot.ins' > "$1/commands"
}

# The end of the bare program is a PSW whose address is zero.
machine()
{
	(cd "$1" && HERCULES_RC=commands timeout -s KILL $limit hercules -d -f machine.cnf \
		< /dev/null > log 2>&1)
	grep -aqE '^PSW=0*2000180000000 0*$|PSW=00020001 80000000 0+$' "$1/log" &&
		[ -s "$1/results" ] && return 0
	tail -n 20 "$1/log" | sed 's/^/# /'
	echo "not ok $((count + 1)) - the machine did not come to its end"
	count=$((count + 1)) failed=1
	return 1
}

# prepare KIND FIRST COUNT: run them there; FOLDER is where
prepare()
{
	folder=$scratch/$1-$2
	mkdir "$folder" || exit 2
	"$opinion" make "$folder" "$1" "$seed" "$2" "$3" || exit 2
	configure "$folder"
	machine "$folder"
}

# batch KIND FIRST COUNT
batch()
{
	if prepare "$@"; then
		"$opinion" compare "$folder" "$1" "$seed" "$2" "$3" > "$scratch/tap" || failed=1
		awk -v n=$count '/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++n) }
			!/^# listed:/ { print }' "$scratch/tap"
		grep '^# listed:' "$scratch/tap" >> "$scratch/listed"
		count=$((count + $(grep -cE '^(not )?ok ' "$scratch/tap")))
	fi
	rm -rf "$folder"
}

# all KIND COUNT
all()
{
	local first n

	for ((first = 0; first < $2; first += n)); do
		n=$(($2 - first < most ? $2 - first : most))
		batch "$1" $first $n
	done
}

# How often each entry of the list was needed, over all batches.
report()
{
	awk -F: '
		{ times[$2] += $3; what[$2] = $0; sub(/^[^:]*:[^:]*:[^:]*:/, "", what[$2]) }
		$2 > last { last = $2 + 0 }
		END {
			for (i = 0; i <= last; i++)
				if (times[i])
					printf "# %4d times: %s\n", times[i], what[i]
			for (i = 0; i <= last; i++)
				if (i in what && !times[i])
					printf "# matches nothing: %s\n", what[i]
		}' "$scratch/listed"
}

command -v hercules > /dev/null ||
	{ echo "hercules-opinion: there is no hercules: make deps installs it" >&2; exit 2; }
if [ $# -eq 3 ]; then
	prepare "$2" "$3" 1 || exit 1
	"$opinion" show "$folder" "$2" "$seed" "$3" 1
	exit
fi
all dasd "$programs"
all tape $((programs / 2))
[ ! -s "$scratch/listed" ] || report
echo "1..$count"
exit $failed
