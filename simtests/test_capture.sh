#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay --pcapng: Wireshark reads the file and shows, with the dissector, what
# ccwreplay says, for each program; and nothing in a file makes the dissector fail.
#
# usage: CCWREPLAY=FILE [TSHARK=FILE] test_capture.sh, from the top of the repository
#   TSHARK   another one than the distribution's: Lua differs between versions

set -u
export LC_ALL=C
replay=${CCWREPLAY:?path of ccwreplay}
tshark=${TSHARK:-tshark}
recordings=simtests/recordings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Ignore the user's own settings.
export WIRESHARK_CONFIG_DIR=$work/config HOME=$work
failed=0

fail()
{
	echo "FAILED: $*"
	failed=1
}

command -v "$tshark" > /dev/null || fail "there is no $tshark"

# shark FILE ARGUMENT ...: run tshark on it, for at most a minute
shark()
{
	local file=$1 status

	shift
	timeout -s KILL 60 "$tshark" -n -X lua_script:tools/wireshark/vfio_ccw.lua -r "$file" "$@" \
		2> "$work/shark.err"
	status=$?
	! grep -qi lua "$work/shark.err" || fail "$file: $(cat "$work/shark.err")"
	return $status
}

# fields FILE FILTER FIELD ...: a line for each packet, its fields separated by |, with the
# values as Wireshark 4.0 has them
fields()
{
	local file=$1 filter=$2 list=() name

	shift 2
	for name; do
		list+=(-e "$name")
	done
	shark "$file" -Y "$filter" -T fields -E separator='|' -E aggregator=, "${list[@]}" |
		sed -E 's/0x//g; s/\bTrue\b/1/g; s/\bFalse\b/0/g'
}

# from_json MEMBER ...: the same of the lines of --json: of each member all its values,
# and of the IRB, or of a recorded SCSW, the parts that its fields have
from_json()
{
	awk -v members="$*" '
		function values(name,	rest, out, value)
		{
			rest = $0
			while (match(rest, "\"" name "\":(\"[^\"]*\"|[0-9]+|\\[[^]]*\\])")) {
				value = substr(rest, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
				gsub(/"|\[|\]/, "", value)
				out = out (out == "" ? "" : ",") value
				rest = substr(rest, RSTART + RLENGTH)
			}
			return out
		}
		function parts(hex, list,	n, i, at, out, size, part)
		{
			n = split(list, size, " ")
			for (i = 1; i <= n; i++) {
				part = substr(hex, at + 1, size[i])
				out = out "|" (i == 6 ? count(part) : part)
				at += size[i]
			}
			return out
		}
		function count(hex,	i, v)
		{
			for (i = 1; i <= length(hex); i++)
				v = 16 * v + index("0123456789abcdef", substr(hex, i, 1)) - 1
			return v + 0
		}
		/"commands":/ {
			# The steps come last but for the differences, and the IRB has no list.
			sub(/,"differences":.*/, "")
			n = split(members, name, " ")
			line = values("seq")
			for (i = 1; i <= n; i++)
				line = line "|" (name[i] ~ /^(us|cs)$/ ? steps(name[i]) : values(name[i]))
			if (/"irb":/)
				line = line parts(values("irb"), "4 4 8 2 2 4 8 8")
			else
				line = line parts(values("scsw"), "4 4 8 2 2 4")
			print line
		}
		# Status of the program as a whole has the same name, and comes first.
		function steps(name,	all)
		{
			all = values(name)
			sub(/^[^,]*,?/, "", all)
			return all
		}'
}

# same WHAT: two lists of the same programs
same()
{
	[ -s "$work/json" ] || fail "$1: --json says nothing"
	diff "$work/json" "$work/shark" > "$work/diff" || fail "$1: --json and tshark differ:
$(head -n 6 "$work/diff")"
}

status=(scsw.word0 scsw.ctrl scsw.cpa scsw.dstat scsw.cstat scsw.count)

# ---- Each program of two recordings, a disk's with IDALs and a tape's

for name in tape-3480 dasd-fs; do
	file=$work/$name.pcapng
	"$replay" --pcapng="$file" --json --verbose "$recordings/$name.jsonl.xz" > "$work/all" ||
		fail "$name: exit code $?"
	from_json commands addr host res us cs < "$work/all" > "$work/json"
	fields "$file" 'vfio_ccw.type == 12 && vfio_ccw.return' vfio_ccw.seq ccw.name ccw.addr ccw.host ccw.residual \
		ccw.dstat ccw.cstat "${status[@]}" esw.logout esw.erw > "$work/shark"
	same "$name, replayed"

	"$replay" --list --json "$recordings/$name.jsonl.xz" | from_json commands > "$work/json"
	fields "$file" 'vfio_ccw.type == 2' vfio_ccw.start ccw.name "${status[@]}" > "$work/shark"
	same "$name, recorded"

	# Each line but the header is a packet, and each IDAW of a start is shown.
	xz -dc "$recordings/$name.jsonl.xz" > "$work/lines"
	fields "$file" 'vfio_ccw.replayed == 0' vfio_ccw.seq > "$work/shark"
	seq 1 $(($(wc -l < "$work/lines") - 1)) | cmp -s - "$work/shark" ||
		fail "$name: not a packet for each event"
	grep '"ev":"start"' "$work/lines" | grep -oE '\["[0-9a-f]{8}","[0-9a-f]{16}"\]' |
		sed -E 's/^\["//; s/","/ /; s/"\]//' > "$work/json"
	fields "$file" 'vfio_ccw.type == 1 && idaw.value' idaw.addr idaw.value | awk -F'|' '{
		n = split($1, addr, ","); split($2, value, ",")
		for (i = 1; i <= n; i++) print addr[i], value[i] }' > "$work/shark"
	cmp -s "$work/json" "$work/shark" || fail "$name: other IDAWs than recorded"
done
[ -s "$work/json" ] || fail 'there is no IDAW in the last of them'

# ---- A known packet, in each of its fields

fields "$work/tape-3480.pcapng" 'vfio_ccw.type == 4 && scsw.uc == 1' sense.bytes sense.meaning \
	esw.scnt vfio_ccw.start_frame > "$work/shark"
grep -q . "$work/shark" || fail 'no unit check on the tape'
grep -qE '^[0-9a-f]{48}\|[a-z, ]+\|24\|[0-9]+$' "$work/shark" || fail "sense: $(head -n 1 "$work/shark")"
fields "$work/dasd-fs.pcapng" 'vfio_ccw.seq == 10 && vfio_ccw.type == 1' orb.intparm orb.cpa \
	orb.f orb.p orb.h ccw.cmd ccw.sli ccw.count > "$work/shark"
grep -qE '^[0-9a-f]{8}\|[0-9a-f]{8}\|1\|1\|1\|e4\|1\|40$' "$work/shark" || fail "ORB: $(cat "$work/shark")"

# ---- Expert information

# experts FILE SEVERITY: what was noted with it
experts()
{
	shark "$1" -q -z "expert,$2"
}

experts "$work/tape-3480.pcapng" warn | grep -q 'Unit check' || fail 'a unit check is not noted'
experts "$work/tape-3480.pcapng" error | grep -q . && fail "an error where all agree: $(experts "$work/tape-3480.pcapng" error)"
printf '%s\n' 'on start 3: condition-code 1' 'on ccw 2 of start 20: unit-check sense 10 42' \
	'on ccw 1 of start 25: channel-data-check' > "$work/plan"
"$replay" --plan="$work/plan" --pcapng="$work/plan.pcapng" "$recordings/dasd-rw.jsonl.xz" > /dev/null
[ $? -eq 1 ] || fail 'the faults do not show'
for noted in 'on start 3: condition-code 1' 'IRB ECW: recorded' 'Unit check' 'data-check' \
	'submission: recorded taken'; do
	experts "$work/plan.pcapng" note | grep -qF "$noted" || fail "\"$noted\" is not noted"
done
fields "$work/plan.pcapng" 'vfio_ccw.differs == 1' vfio_ccw.seq fault.line vfio_ccw.return > "$work/shark"
grep -qE '\|1\|16$' "$work/shark" || fail "the fault of line 1: $(cat "$work/shark")"
fields "$work/plan.pcapng" 'ccw.struck == 1' ccw.name | grep -q . || fail 'no CCW is struck'

# Halts, clears, paths have their answers, too.
"$replay" --pcapng="$work/stops.pcapng" "$recordings/user-stops.jsonl.xz" > /dev/null ||
	fail 'halts and clears differ'
[ "$(fields "$work/stops.pcapng" 'vfio_ccw.type == 12 && vfio_ccw.seq == 14' scsw.dstat | wc -l)" -eq 1 ] ||
	fail 'the answer to a halt'
xz -dc "$recordings/user-stops.jsonl.xz" | sed '36s/04060041/24060041/' > "$work/report.jsonl"
"$replay" --pcapng="$work/report.pcapng" --image="$recordings/images/formatted.3390.xz" \
	"$work/report.jsonl" > /dev/null
[ $? -eq 1 ] || fail 'a channel report does not differ'
experts "$work/report.pcapng" note | grep -q 'channel report: recorded 24060041' ||
	fail 'a channel report that differs is not noted'

# A recording that is not replayed is exported all the same.
xz -dc "$recordings/dasd-online.jsonl.xz" | head -n 11 > "$work/cut.jsonl"
printf '%s\n' '{"seq":11,"ev":"crw","crw":"84020040"}' '{"seq":12,"ev":"hsch","cc":2}' \
	'{"seq":13,"ev":"news","text":"x"}' >> "$work/cut.jsonl"
"$replay" --pcapng="$work/cut.pcapng" "$work/cut.jsonl" > /dev/null 2>&1
[ $? -eq 3 ] || fail 'a recording that is cut is replayed'
[ "$(fields "$work/cut.pcapng" vfio_ccw vfio_ccw.seq | wc -l)" -eq 13 ] || fail 'events are missing'
[ "$(fields "$work/cut.pcapng" crw.flags crw.rsc crw.erc crw.rsid)" = '4|2|0040' ] ||
	fail "the channel report: $(fields "$work/cut.pcapng" crw.flags crw.rsc crw.erc crw.rsid)"
experts "$work/cut.pcapng" warn | grep -q 'Condition code' || fail 'a HALT that is refused is not noted'

# With times in the recording, packets have them.
xz -dc "$recordings/dasd-online.jsonl.xz" | awk '{ sub(/,"ev"/, ",\"ns\":" NR "000000001&"); print }' > "$work/timed.jsonl"
"$replay" --list --pcapng="$work/timed.pcapng" "$work/timed.jsonl" > /dev/null || fail 'a recording with times'
[ "$(fields "$work/timed.pcapng" 'vfio_ccw.seq == 10' frame.time_epoch)" = 11.000000001 ] ||
	fail "a time: $(fields "$work/timed.pcapng" 'vfio_ccw.seq == 10' frame.time_epoch)"

# How long a program took, and what it did with its data: a read backward by data chaining, a
# search that went round, an order that was not taken in full.
program='{"addr":"00001000","ccw":"0c80000400002003","cmd":"0c","flags":"80","count":4,"cda":"00002003","backward":true},
	{"addr":"00001008","ccw":"0060000800003007","cmd":"00","flags":"60","count":8,"cda":"00003007","chained":true,"backward":true},
	{"addr":"00001010","ccw":"3160000500004000","cmd":"31","flags":"60","count":5,"cda":"00004000","out":"0001000203"},
	{"addr":"00001018","ccw":"0800000000001010","tic":"00001010"},
	{"addr":"00001020","ccw":"af20000c00005000","cmd":"af","flags":"20","count":12,"cda":"00005000","out":"80000102030405060708090a"}'
result='"imm":false,"more":false,"us":"0c","cs":"00"'
steps=$(sed -e "1s/},\$/,\"in\":\"01020304\",\"xcmd\":\"0c\",\"xcount\":4,\"res\":0,$result},/" \
	-e "2s/},\$/,\"in\":\"0506\",\"xcmd\":\"0c\",\"xcount\":8,\"res\":6,$result},/" \
	-e "3s/},\$/,\"xcmd\":\"31\",\"xcount\":5,\"res\":0,\"loop\":1,$result},/" -e '4d' \
	-e "5s/}\$/,\"xcmd\":\"af\",\"xcount\":12,\"res\":4,$result}/" <<< "$program")
program=$(tr -d '\n\t' <<< "$program") steps=$(tr -d '\n\t' <<< "$steps")
where='"sid":"00010000","dev":"0120"'
printf '%s\n' '{"seq":0,"ev":"header","format":"channel-program-recording","version":1,"emulator":"none"}' \
	'{"seq":1,"ev":"start","ns":5000000900,"ns_request":5000000100,"ns_translated":5000000300,"ns_start":5000000700,'"$where"',"cc":0,'\
'"orb":"00c1440000c28000000010000000000000000000000000000000000000000000","ccwfmt":1,"idawfmt":2,"program":['"$program"']}' \
	'{"seq":2,"ev":"end","ns":7003000700,'"$where"',"start":1,"how":"normal","steps":['"$steps"'],"scsw":"00c04007000010280c000004"}' \
	'{"seq":3,"ev":"tsch",'"$where"',"cc":1}' > "$work/by-hand.jsonl"
"$replay" --list --pcapng="$work/by-hand.pcapng" "$work/by-hand.jsonl" > "$work/all" ||
	fail "a recording made by hand: $(cat "$work/all")"

# hand EXPECTED FILTER FIELD ...: what the fields of one of its packets are
hand()
{
	local is

	is=$(fields "$work/by-hand.pcapng" "${@:2}")
	[ "$is" = "$1" ] || fail "${*:2}: $is instead of $1"
}

hand '2.003000000' 'vfio_ccw.time > 2 && vfio_ccw.time < 2.1' vfio_ccw.time
hand '' 'vfio_ccw.time > 2.1' vfio_ccw.seq
hand '0.000000200|0.000000400' 'vfio_ccw.type == 1' vfio_ccw.time.translation vfio_ccw.time.issue
shark "$work/by-hand.pcapng" -Y 'vfio_ccw.type == 2' -V | grep -qF '[Time: 2.003000000 seconds]' ||
	fail 'the time is not shown as other protocols show theirs'
experts "$work/by-hand.pcapng" warn | grep -q 'remarkably long' || fail 'a program that hung is not noted'
hand '1,1|0,1|0c,00,31,08,af' 'vfio_ccw.type == 1' ccw.backward ccw.chained ccw.cmd
hand 'command 0c,command 0c,command 31,Set Path Group ID|0c,00,31,af' 'vfio_ccw.type == 2' ccw.name ccw.cmd
hand '1,1,0,0|0,1,0,0|1' 'vfio_ccw.type == 2' ccw.backward ccw.chained ccw.loop
hand '0,0,5,8' 'vfio_ccw.type == 2' ccw.taken
hand '01020304,0506,0001000203,80, group 000102030405060708090a' 'vfio_ccw.type == 2' ccw.meaning
# An event without a time of its own comes at that of the event before.
hand '7.003000700' 'vfio_ccw.seq == 3' frame.time_epoch

# Of the data of a very long program, not all are put into words.
program=$(awk 'BEGIN {
	for (i = 0; i < 1000; i++)
		printf "%s{\"addr\":\"%08x\",\"ccw\":\"0140001000400000\",\"cmd\":\"01\",\"flags\":\"40\",\"count\":16,\"cda\":\"00400000\",\"out\":\"%032x\"}",
			i ? "," : "", 4096 + 8 * i, i }')
printf '%s\n' '{"seq":0,"ev":"header","format":"channel-program-recording","version":1,"emulator":"none"}' \
	'{"seq":1,"ev":"start",'"$where"',"cc":0,"orb":"00c1440000c28000000010000000000000000000000000000000000000000000","ccwfmt":1,"idawfmt":2,"program":['"$program"']}' > "$work/by-hand.jsonl"
"$replay" --list --pcapng="$work/by-hand.pcapng" "$work/by-hand.jsonl" > /dev/null || fail 'a long program'
meanings=$(fields "$work/by-hand.pcapng" vfio_ccw ccw.meaning | tr ',' '\n' | wc -l)
[[ $meanings -gt 500 && $meanings -lt 1000 ]] || fail "$meanings of 1000 meanings"
[ "$(fields "$work/by-hand.pcapng" vfio_ccw ccw.out | tr ',' '\n' | wc -l)" -eq 1000 ] || fail 'data are missing'

# The words that ccwreplay has for data are those of the packets.
"$replay" --list --verbose --color=never "$recordings/dasd-fs.jsonl.xz" |
	sed -nE 's/^ {18}(out|in )  *[0-9]+  (.+)$/\2/p' > "$work/json"
"$replay" --list --pcapng="$work/words.pcapng" "$recordings/dasd-fs.jsonl.xz" > /dev/null
# Commas are in the words, too.
shark "$work/words.pcapng" -Y 'vfio_ccw.type == 2' -T fields -E aggregator='~' -e ccw.meaning |
	tr '~' '\n' | grep . > "$work/shark"
same 'what data mean'

# What is not recorded is not there: payload, or which CCWs were executed.
xz -dc "$recordings/dasd-rw.jsonl.xz" |
	sed -E 's/"(in|out)":"([0-9a-f]{16})[0-9a-f]{1000,}"/"\1":null,"\1_head":"\2"/g
		/"ev":"end".*"start":25,/s/"steps":\[\{"addr":"([0-9a-f]{8})".*\],"scsw"/"steps":null,"stored":[{"addr":"\1","in":null}],"scsw"/' > "$work/less.jsonl"
"$replay" --pcapng="$work/less.pcapng" --image="$recordings/images/formatted.3390.xz" "$work/less.jsonl" > "$work/all" ||
	fail "what is not recorded differs: $(tail -n 3 "$work/all")"
[ "$(fields "$work/less.pcapng" 'vfio_ccw.start == 25 && vfio_ccw.type == 2' ccw.dstat scsw.dstat)" = '|0c' ] ||
	fail "CCWs that were not recorded"
experts "$work/less.pcapng" note | grep -q 'Only 8 of 4096 bytes' || fail 'data that were not recorded are not noted'

# ---- Broken files

for seed in 1 2 3; do
	editcap --seed $seed -E 0.02 "$work/tape-3480.pcapng" "$work/broken.pcapng" 2> /dev/null ||
		fail 'editcap could not break the file'
	shark "$work/broken.pcapng" -V > "$work/shark" || fail "tshark ends with $? (seed $seed)"
	! grep -qi 'lua error' "$work/shark" || fail "seed $seed: $(grep -i 'lua error' "$work/shark" | head -n 3)"
	experts "$work/broken.pcapng" error | grep -q 'vfio_ccw\|VFIO_CCW' || fail "seed $seed: nothing is malformed"
done
for length in 3 31 40 100; do
	editcap -s $length "$work/dasd-fs.pcapng" "$work/broken.pcapng" || fail 'editcap could not cut the packets'
	shark "$work/broken.pcapng" -V > "$work/shark" || fail "tshark ends with $? (length $length)"
	! grep -qi 'lua error' "$work/shark" || fail "length $length: $(grep -i 'lua error' "$work/shark" | head -n 3)"
done
experts "$work/broken.pcapng" note | grep -q 'left out' || fail 'what was left out is not noted'
# Elements whose lengths are not true.
head='43435701 0102ff01 00010000 01200000 0000000000000001 0000000000000001'
for element in '0001 0000 7fffffff 7fffffff' '0001 0000 00000004 00000004 00000000' \
	'0004 0000 00000005 00000005 0000000000' '0001 0000 00000008 00000004' '0001' \
	'0013 0000 00000008 00000008 0000000141414141' '0015 0000 00000004 00000004 00000000'; do
	echo "$head $element" | tr -d ' ' | sed 's/../& /g; s/^/000000 /' |
		text2pcap -q -l 147 - "$work/broken.pcapng" 2> /dev/null || fail 'text2pcap'
	experts "$work/broken.pcapng" error | grep -q 'VFIO_CCW' || fail "not malformed: $element"
done

# The longest time there can be.
echo "$head 0015 0000 00000008 00000008 ffffffffffffffff" | tr -d ' ' | sed 's/../& /g; s/^/000000 /' |
	text2pcap -q -l 147 - "$work/broken.pcapng" 2> /dev/null || fail 'text2pcap'
shark "$work/broken.pcapng" -V | grep -qF 'Time: 18446744073.709551615 seconds' || fail 'the longest time'

# ---- A file that cannot be written

"$replay" --pcapng="$work/none/x" "$recordings/dasd-online.jsonl.xz" > /dev/null 2> "$work/err"
[ $? -eq 2 ] || fail 'a file that cannot be written goes unnoticed'
grep -q 'cannot be written' "$work/err" || fail "$(cat "$work/err")"
"$replay" --pcapng=/dev/full "$recordings/dasd-online.jsonl.xz" > /dev/null 2> "$work/err"
[ $? -eq 2 ] || fail 'a full disk goes unnoticed'
grep -q 'could not be written' "$work/err" || fail "$(cat "$work/err")"

[ $failed -eq 0 ] && echo "capture: all as it should be in $("$tshark" --version 2> /dev/null | head -n 1)"
exit $failed
