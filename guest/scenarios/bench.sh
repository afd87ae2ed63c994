# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# The load of the scenario "load" on a passed-through disk and on a virtio disk by turns, in one
# guest, and how the one compares with the other.  `make bench-guest` measures; as a scenario this
# is only seen to work, with little load.
#
#   ROUNDS       (in the environment) how often each disk is loaded
#   OPERATIONS   of each of four processes, in a round
#   WRITE_CACHE  the attribute of the passed-through disk
# shellcheck disable=SC2154

prepare()
{
	# For initramfs
	# shellcheck disable=SC2034
	archives=virtio
	image 0120 LX0120 20 -linux
	device 0120 "write_cache=${WRITE_CACHE:-1}"
	# As large as the partition on the other: 298 tracks of 12 blocks
	truncate -s $((298 * 12 * 4096)) "$folder/plain"
	mkdir -p "$folder/files"
	printf 'rounds=%s\noperations=%s\n' "${ROUNDS:-1}" "${OPERATIONS:-20}" > "$folder/files/bench"
}

host()
{
	# Not at the cost of what is measured
	echo 0 > /sys/kernel/tracing/events/vfio_ccw/enable
	boot main -drive "file=$FOLDER/plain,format=raw,if=none,id=plain" -device \
		virtio-blk-ccw,drive=plain,logical_block_size=4096,physical_block_size=4096 && finish
}

# requests DISK: that were completed
requests()
{
	awk '{ print $1 + $5 }' "/sys/block/$1/stat"
}

# measure KIND NODE DISK SEED: adds a line to /tmp/figures: the kind, requests, operations, KiB,
# microseconds, and KiB and microseconds of the check at the end
measure()
{
	local before

	before=$(requests "$3")
	yes "round $4, $1" load "$2" "${operations:?}" 4 "$4" || return
	sed -n "s/.*: \\([0-9]*\\) operations, \\([0-9]*\\) KiB.*/$1 $(($(requests "$3") - before)) \\1 \\2/p
		s/.* took \\([0-9]*\\) us; checked \\([0-9]*\\) KiB in \\([0-9]*\\) us/\\1 \\2 \\3/p" \
		"$FOLDER/output" | tr '\n' ' ' >> /tmp/figures
	echo >> /tmp/figures
}

# A line for each round, and the medians
report()
{
	awk '
	function median(of, n, i, j, v) {
		for (i = 2; i <= n; i++) {
			v = of[i]
			for (j = i - 1; j && of[j] > v; j--)
				of[j + 1] = of[j]
			of[j + 1] = v
		}
		return n % 2 ? of[(n + 1) / 2] : (of[n / 2] + of[n / 2 + 1]) / 2
	}
	{
		rate = $4 * 1.024 / $5 * 1000
		check = $6 * 1.024 / $7 * 1000
		programs = $2 / ($5 + $7) * 1000000
	}
	$1 == "ccw" { ccw[++n] = rate; ccw_check[n] = check; ccw_programs[n] = programs }
	$1 == "virtio" {
		virtio[n] = rate; virtio_check[n] = check; virtio_programs[n] = programs
		ratio[n] = ccw[n] / rate
		check_ratio[n] = ccw_check[n] / check
		programs_ratio[n] = ccw_programs[n] / programs
		show("round " n, ccw[n], rate, ratio[n], ccw_check[n], check, check_ratio[n],
			ccw_programs[n], programs, programs_ratio[n])
	}
	function show(name, a, b, c, d, e, f, g, h, i) {
		printf "%-9s %7.2f %7.2f %6.2f  %7.2f %7.2f %6.2f  %7.0f %7.0f %6.2f\n", name,
			a, b, c, d, e, f, g, h, i
	}
	BEGIN {
		printf "%-9s %-22s  %-22s  %s\n", "", "random, MB/s", "sequential read, MB/s",
			"programs, requests/s"
		printf "%-9s %7s %7s %6s  %7s %7s %6s  %7s %7s %6s\n", "", "ccw", "virtio", "ratio",
			"ccw", "virtio", "ratio", "ccw", "virtio", "ratio"
	}
	END {
		if (n)
			show("median", median(ccw, n), median(virtio, n), median(ratio, n),
				median(ccw_check, n), median(virtio_check, n),
				median(check_ratio, n), median(ccw_programs, n),
				median(virtio_programs, n), median(programs_ratio, n))
	}' /tmp/figures
}

guest_main()
{
	local module ccw round=0 rounds operations

	# shellcheck source=/dev/null
	. /bench
	while read -r module; do
		insmod "/virtio/$module" || echo "cannot load $module"
	done < /virtio/order
	yes "online" online 0120 || return
	yes "fdasd" fdasd -a "$(disk 0120)" || return
	soon test -b "$(disk 0120)1"
	yes "the virtio disk is there" soon test -b /dev/vda || return
	ccw=$(disk 0120)
	is "both are of one size" "$(cat "/sys/block/vda/size")" \
		"$(cat "/sys/block/${ccw##*/}/${ccw##*/}1/size")"
	while [ $round -lt "$rounds" ]; do
		round=$((round + 1))
		measure ccw "${ccw}1" "${ccw##*/}" $round
		measure virtio /dev/vda vda $round
	done
	is "each round has its figures" $((2 * rounds * 7)) "$(wc -w < /tmp/figures)"
	report
}
