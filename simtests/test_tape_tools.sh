#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tapes written by Hercules's tools are read by the simulated drive, and the other way round.
#
# usage: CCWREPLAY=FILE test_tape_tools.sh, from the top of the repository

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

for tool in hetinit hetmap hetupd tapemap; do
	command -v $tool > /dev/null ||
		fail "$tool is missing: make deps installs the package hercules"
done

# Up to the tape's end: the part of the recording that only reads.
xz -dc "$recordings/tape-3480.jsonl.xz" | head -n 126 > "$work/read.jsonl"
xz -dc "$recordings/images/blocks.aws.xz" > "$work/blocks.aws"

# ---- Written by Hercules, read here

# Its blocks of up to 32760 bytes as chunks of 4096.
hetupd -d -s "$work/blocks.aws" "$work/chunks.aws" > "$work/log" 2>&1 ||
	fail "hetupd: $(cat "$work/log")"
[ "$(stat -c %s "$work/chunks.aws")" -gt "$(stat -c %s "$work/blocks.aws")" ] ||
	fail 'hetupd made no chunks'
"$replay" --image="$work/chunks.aws" "$work/read.jsonl" > "$work/log" 2>&1 ||
	fail "blocks in chunks are read in another way: $(tail -n 5 "$work/log")"
grep -q '^19 programs, .* all agree' "$work/log" || fail "$(tail -n 5 "$work/log")"

# A volume label, a header label, a tape mark.
hetinit -d "$work/label.aws" TAPE01 OWNER > "$work/log" 2>&1 || fail "hetinit: $(cat "$work/log")"
"$replay" --json --verbose --image="$work/label.aws" "$work/read.jsonl" > "$work/log" 2>&1
grep -q '"in":"e5d6d3f1e3c1d7c5f0f1' "$work/log" || fail 'VOL1TAPE01 was not read'
grep -q '"in":"c8c4d9f1' "$work/log" || fail 'HDR1 was not read'

hetinit "$work/packed.het" TAPE02 OWNER > "$work/log" 2>&1 || fail "hetinit: $(cat "$work/log")"
"$replay" --image="$work/packed.het" "$work/read.jsonl" > "$work/log" 2>&1
[ $? -eq 2 ] || fail 'a compressed tape is taken for one that is not'
grep -q 'a compressed tape (HET).*"hetupd -d IN OUT"' "$work/log" || fail "$(cat "$work/log")"

# ---- Written here, read by Hercules

"$replay" --write-back --image="$work/blocks.aws" "$recordings/tape-3480.jsonl.xz" \
	> "$work/log" 2>&1 || fail "$(tail -n 5 "$work/log")"
tapemap "$work/blocks.aws" > "$work/log" 2>&1 || fail "tapemap: $(cat "$work/log")"
grep -v -i 'version\|copyright' "$work/log" | sed 's/[[:space:]]*$//' | grep . > "$work/map"
diff -u - "$work/map" << 'END' || fail 'tapemap sees another tape'
File 1: Blocks=5, block size min=80, max=65535
File 2: Blocks=8, block size min=512, max=512
File 3: Blocks=0, block size min=0, max=0
File 4: Blocks=0, block size min=0, max=0
End of tape.
END
hetmap "$work/blocks.aws" > "$work/log" 2>&1 || fail "hetmap: $(cat "$work/log")"
grep -q '^Blocks *: 13$' "$work/log" || fail "hetmap sees another tape: $(tail -n 6 "$work/log")"
grep -q "^Uncompressed bytes *: $((80 + 1000 + 4096 + 32760 + 65535 + 8 * 512))\$" "$work/log" ||
	fail "hetmap sees another tape: $(tail -n 6 "$work/log")"

[ $failed -eq 0 ] && echo 'tapes go back and forth'
exit $failed
