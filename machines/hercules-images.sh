# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Checks of what the programs have written to Hercules's images.  Sourced by
# machines/hercules-dasd.sh, outside the machine.
#
# Needs checks.sh, and FOLDER with the images.

# at IMAGE OFFSET COUNT: bytes of a file
at()
{
	tail -c "+$(($2 + 1))" "$1" | head -c "$3"
}

# record IMAGE CYLINDER HEAD RECORD: its key and data, as the image's format has them
record()
{
	local offset=$((512 + ($2 * 15 + $3) * 56832 + 5)) count i

	# No track of the tests has more records.
	for ((i = 0; i < 16; i++)); do
		count=$(at "$1" $offset 8 | od -An -tx1 | tr -d ' \n')
		[ "$count" != ffffffffffffffff ] || break
		set -- "$1" "$2" "$3" "$4" $((16#${count:10:2} + 16#${count:12:4}))
		offset=$((offset + 8))
		if [ $((16#${count:8:2})) = "$4" ]; then
			at "$1" $offset "$5"
			return
		fi
		offset=$((offset + $5))
	done
	echo "no record $4 on cylinder $2, head $3"
}

# text CYLINDER HEAD RECORD FORM LENGTH: what the programs write (fill() of eckd.c)
text()
{
	awk -v c="$1" -v h="$2" -v r="$3" -v form="$4" -v length_="$5" 'BEGIN {
		for (i = 0; i * 32 < length_; i++)
			printf "%02x.%02x.%02x %-9s line %7u\n", c, h, r, form, i }' | head -c "$5"
}

# same NAME: two files of this machine
same()
{
	is "$1" '' "$(cmp "$FOLDER/wanted" "$FOLDER/got" 2>&1)"
}

forms=('direct' 'format 1' 'format 2' 'format 2K')

# check_track CYLINDER HEAD FORM
check_track()
{
	local number=0 key data

	while read -r key data; do
		number=$((number + 1))
		{ text "$1" "$2" $number "$3" "$key" && text "$1" "$2" $number "$3" "$data"; } \
			> "$FOLDER/wanted"
		record "$FOLDER/120.ckd" "$1" "$2" $number > "$FOLDER/got"
		same "image: cylinder $1, head $2, record $number, written $3"
	done <<< "$4"
}

records=$'0 80\n0 4096\n8 1000\n0 16384\n0 1'

check_disk()
{
	local cylinder head

	for cylinder in 2 3; do
		for head in 0 1 2 3; do
			check_track $cylinder $head "${forms[head]}" "$records"
		done
		text $cylinder 4 2 updated 4096 > "$FOLDER/wanted"
		record "$FOLDER/120.ckd" $cylinder 4 2 > "$FOLDER/got"
		same "image: cylinder $cylinder, the updated record"
	done
	dasdinit "$FOLDER/122.fresh" 3390 VOL122 10 > "$FOLDER/dasdinit.log" 2>&1
	yes "image: nothing was written where it was inhibited" \
		cmp "$FOLDER/122.ckd" "$FOLDER/122.fresh"
}

# Behind the label's block; each has six bytes before it.
check_tape()
{
	local i

	for i in 0 1 2 3; do
		text 0 0 $i "${forms[i]}" 5000 > "$FOLDER/wanted"
		at "$FOLDER/tape.aws" $((86 + i * 5006 + 6)) 5000 > "$FOLDER/got"
		same "tape: block $i, written ${forms[i]}"
	done
	tapemap "$FOLDER/tape.aws" > "$FOLDER/map" 2>&1
	yes "tape: what tapemap says" \
		grep -q 'File 1: Blocks=5, block size min=80, max=5000' "$FOLDER/map"
}
