#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Files that ccwreplay and ccwrecord write: a run that fails leaves what was there before, no
# file that is read is written, what cannot be written is an error, and JSON is UTF-8 whatever
# bytes a name has.
#
# usage: CCWREPLAY=FILE test_outputs.sh, from the top of the repository
#   CCWRECORD   the other program, if it is not beside it

set -u
replay=${CCWREPLAY:?path of ccwreplay}
record=${CCWRECORD:-$(dirname "$replay")/ccwrecord}
recordings=simtests/recordings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out
err=$work/err
dir=$work/dir
failed=0

fail()
{
	echo "FAILED: $*"
	failed=1
}

# expect CODE PROGRAM ARGUMENT ...
expect()
{
	local code=$1 got

	shift
	"$@" > "$out" 2> "$err"
	got=$?
	[ $got -eq "$code" ] || fail "exit code $got, not $code, of: $*
$(tail -n 5 "$out" "$err")"
}

# said FILE TEXT
said()
{
	grep -qaF -- "$2" "$1" || fail "\"$2\" is not in this:
$(tail -n 5 "$1")"
}

# fresh: a folder with a recording and what belongs to it
fresh()
{
	rm -rf "$dir"
	mkdir -p "$dir/images"
	cp $recordings/dasd-rw.jsonl.xz $recordings/tape-3480.jsonl.xz $recordings/manifest.json \
		"$dir/"
	cp $recordings/images/* "$dir/images/"
	echo '{"exceptions":[]}' > "$dir/exceptions.json"
	echo 'on start 300: condition-code 1' > "$dir/plan"
	(cd "$dir" && find . -type f -exec sha256sum {} + > "$work/sums")
	files=$(find "$dir" | sort)
}

# untouched WHAT: all is as it was, and there is nothing else
untouched()
{
	(cd "$dir" && sha256sum --quiet -c "$work/sums" > "$work/changed" 2>&1) ||
		fail "$1: $(cat "$work/changed")"
	[ "$(find "$dir" | sort)" = "$files" ] || fail "$1: something is left there:
$(find "$dir" | sort | comm -13 <(echo "$files") -)"
}

one=$recordings/guest-online.jsonl.xz

# ---- A file that is read is not written, whatever its name

fresh
rw=$dir/dasd-rw.jsonl.xz
ln -s dasd-rw.jsonl.xz "$dir/link"
ln "$rw" "$dir/hard"
ln -s . "$dir/folder"
files=$(find "$dir" | sort)
for name in dasd-rw.jsonl.xz ./dasd-rw.jsonl.xz link hard folder/dasd-rw.jsonl.xz; do
	for command in filter join anonymise; do
		expect 2 "$record" $command -o "$dir/$name" "$rw"
		said "$err" 'is a recording that is read'
	done
	for option in --html --pcapng; do
		expect 2 "$replay" "$option=$dir/$name" "$rw"
		said "$err" 'is a recording that is replayed'
	done
done
expect 2 "$record" convert -o "$rw" "$rw"
said "$err" 'is a stream that is read'
expect 2 "$record" join -o "$dir/tape-3480.jsonl.xz" "$rw" "$dir/tape-3480.jsonl.xz"
untouched 'a recording that is read'
for option in --html --pcapng; do
	for name in manifest.json images/unformatted.3390.xz exceptions.json; do
		expect 2 "$replay" "$option=$dir/$name" "$rw"
	done
	expect 2 "$replay" --list "$option=$dir/manifest.json" "$rw"
	expect 2 "$replay" "--plan=$dir/plan" "$option=$dir/plan" "$rw"
	said "$err" 'is the plan'
	cp "$dir/exceptions.json" "$work/exceptions"
	expect 2 "$replay" "--exceptions=$work/exceptions" "$option=$work/exceptions" "$rw"
	said "$err" 'is the list of exceptions'
	xz -dc "$dir/images/formatted.3390.xz" > "$work/disk"
	expect 2 "$replay" "--image=$work/disk" "$option=$work/disk" "$rw"
	said "$err" 'is the image'
	for image in "$dir"/images/*.aws*; do
		expect 2 "$replay" "$option=$image" "$dir/tape-3480.jsonl.xz"
		said "$err" ' is the image '
	done
done
untouched 'what belongs to the recording'
# An image that recordings begin with stays as it is, also by another name.
xz -dc "$dir/images/formatted.3390.xz" > "$dir/images/plain"
sed -i '/"dasd-rw"/,/}/s/"image": ".*"/"image": "images\/plain"/' "$dir/manifest.json"
ln "$dir/images/plain" "$work/other"
cp "$dir/images/plain" "$work/before"
expect 2 "$replay" --write-back --image="$work/other" "$rw"
said "$err" 'is the image that was recorded on'
cmp -s "$work/before" "$work/other" || fail 'a recorded image was changed'
# Standard output, too.
cp "$one" "$work/appended"
# shellcheck disable=SC2094 # is what is refused
"$record" print "$work/appended" >> "$work/appended" 2> "$err"
[ $? -eq 2 ] || fail 'print >> its input'
said "$err" 'standard output: is a recording that is read'
cmp -s "$one" "$work/appended" || fail 'print >> its input: something was written'

# ---- Two outputs are not one file

fresh
expect 2 "$replay" --html="$dir/x" --pcapng="$dir/folder/../x" "$rw"
mkdir "$dir/y"
files=$(find "$dir" | sort)
expect 2 "$replay" --html="$dir/x" --pcapng="$dir/y/../x" "$rw"
said "$err" 'is the page, and is not overwritten by the capture'
expect 2 "$replay" --html="$dir/x" --bundle="$dir/x" "$rw"
expect 2 "$replay" --write-back --image="$work/before" --html="$work/before" "$rw"
"$replay" --html="$work/report" "$rw" > "$work/report" 2> "$err"
[ $? -eq 2 ] || fail 'the report and the page in one file'
said "$err" 'is the report, and is not overwritten by the page'
untouched 'two outputs'
expect 0 "$replay" --html=/dev/null --pcapng=/dev/null "$rw"

# ---- What exists is replaced only by what it is

fresh
echo '<!doctype html><p>' > "$work/page"
printf '\n\r\r\n' > "$work/capture"
: > "$work/nothing"
xz -kc "$work/nothing" > "$work/nothing.xz"
head -c 24 "$rw" > "$work/cut.xz"
mkdir "$work/z"
for bad in "$rw" "$work/capture" "$dir/plan" "$dir/images/formatted.3390.xz" "$work/cut.xz" "$work/z"; do
	expect 2 "$replay" --html "$bad" "$dir/tape-3480.jsonl.xz"
done
expect 2 "$replay" --html "$rw" "$dir/tape-3480.jsonl.xz"
said "$err" 'exists and holds a recording; it is not replaced by an HTML page'
for bad in "$rw" "$work/page" "$dir/plan" "$dir/images/formatted.3390.xz" "$work/cut.xz" "$work/z"; do
	expect 2 "$replay" --pcapng "$bad" "$dir/tape-3480.jsonl.xz"
done
for bad in "$work/capture" "$work/page" "$dir/plan" "$dir/images/formatted.3390.xz" \
	"$dir/manifest.json" "$work/z"; do
	expect 2 "$record" filter -o "$bad" "$one"
done
untouched 'what exists'
for good in "$work/page" "$work/nothing"; do
	expect 0 "$replay" --html "$good" "$rw"
done
for good in "$work/capture" "$work/nothing.x"; do
	expect 0 "$replay" --pcapng "$good" "$rw"
done
for good in "$work/cut.xz" "$work/nothing.xz" "$work/new.jsonl" "$work/new.jsonl"; do
	expect 0 "$record" filter -o "$good" "$one"
	expect 0 "$record" check "$good"
done
expect 2 "$replay" --html=a.html --pcapng=b.pcapng "$rw" "$rw"
said "$err" '--html does not go with more than one recording'

# ---- The file's place, mode and name

umask 027
expect 0 "$record" filter -o "$work/mode.jsonl" "$one"
[ "$(stat -c %a "$work/mode.jsonl")" = 640 ] || fail 'the mode of a new file'
chmod 604 "$work/mode.jsonl"
expect 0 "$record" filter -o "$work/mode.jsonl" "$one"
[ "$(stat -c %a "$work/mode.jsonl")" = 604 ] || fail 'the mode of a file that is replaced'
umask 022
mkdir "$work/there"
ln -s there/real.jsonl "$work/points"
for i in new old; do
	expect 0 "$record" filter -o "$work/points" "$one"
	{ [ -L "$work/points" ] && [ -f "$work/there/real.jsonl" ]; } || fail "a link, $i"
done
ln -s loop "$work/loop"
expect 2 "$record" filter -o "$work/loop" "$one"
said "$err" 'symbolic links'
long=$work/$(printf 'n%.0s' {1..249}).jsonl
expect 0 "$record" filter -o "$long" "$one"
[ -f "$long" ] || fail 'a name as long as it may be'
if [ "$(id -u)" -ne 0 ]; then
	chmod 444 "$work/mode.jsonl"
	expect 2 "$record" filter -o "$work/mode.jsonl" "$one"
	said "$err" 'Permission denied'
fi
for name in /dev/stdout /dev/fd/1 /proc/self/fd/1 -; do
	expect 0 "$record" filter -o $name "$one"
	cmp -s "$out" <(xz -dc "$one") || fail "what $name gets"
	{ echo first; "$record" filter -o $name "$one"; echo last; } > "$out"
	cmp -s "$out" <(echo first; xz -dc "$one"; echo last) || fail "$name between others"
done
"$record" filter -o /dev/stdout "$one" | cmp -s - <(xz -dc "$one") || fail 'a pipe'
mkfifo "$work/pipe"
cat "$work/pipe" > "$work/piped" &
expect 0 "$record" filter -o "$work/pipe" "$one"
wait
cmp -s "$work/piped" <(xz -dc "$one") || fail 'a named pipe'
[ -p "$work/pipe" ] || fail 'a named pipe was replaced'
expect 0 "$record" filter -o /dev/null "$one"
[ -c /dev/null ] || fail '/dev/null was replaced'
! ls "$work"/*.new-* 2> /dev/null || fail 'something is left'

# ---- What cannot be written is an error, and leaves what was there

fresh
cp "$one" "$dir/keep.jsonl.xz"
"$record" filter -o "$dir/keep.jsonl" "$one"
echo '<!doctype html>old' > "$dir/page"
printf '\n\r\r\nold' > "$dir/capture"
xz -dc "$dir/images/unformatted.3390.xz" > "$dir/disk"
(cd "$dir" && find . -type f -exec sha256sum {} + > "$work/sums")
files=$(find "$dir" | sort)

# limited KIB PROGRAM ARGUMENT ...: no file gets larger
limited()
{
	local kib=$1 program=$2

	shift 2
	# shellcheck disable=SC2016 # is of the inner shell
	expect 2 bash -c 'ulimit -f "$0"; exec "$@" > /dev/null' "$kib" "$program" "$@"
	said "$err" 'File too large'
}

limited 4 "$record" filter -o "$dir/keep.jsonl" "$one"
said "$err" "keep.jsonl: could not be written"
said "$err" "the old file is as it was"
limited 1 "$record" filter -o "$dir/keep.jsonl.xz" "$one"
limited 4 "$record" filter -o "$dir/new.jsonl" "$one"
limited 4 "$record" join -o "$dir/keep.jsonl" "$one" "$one"
limited 4 "$record" anonymise -o "$dir/keep.jsonl" "$one"
limited 4 "$replay" --list --html="$dir/page" "$rw"
limited 4 "$replay" --list --pcapng="$dir/capture" "$rw"
limited 4 "$replay" --write-back --image="$dir/disk" $recordings/dasd-format.jsonl.xz
echo 'on ccw 3 of start 20: unit-check sense 08 00' > "$work/plan"
xz -dc "$dir/images/formatted.3390.xz" > "$work/disk"
# Of a bundle the image is too large.
limited 4 "$replay" --plan="$work/plan" --image="$work/disk" --bundle="$dir/bundle" "$rw"
limited 4 "$replay" --plan="$work/plan" --image="$work/disk" --minimise --bundle="$dir/bundle" "$rw"
expect 2 "$record" filter -o "$dir/keep.jsonl" "$one" "$dir/plan"
expect 2 "$record" join -o "$dir/keep.jsonl" "$one" "$dir/plan"
expect 2 "$record" join -o "$dir/new.jsonl" "$one" "$dir/plan"
expect 2 "$record" convert -o "$dir/keep.jsonl" README.md
expect 2 "$record" filter --device=0999 -o "$dir/keep.jsonl" "$one"
expect 2 "$record" record --debugfs="$work" -o "$dir/keep.jsonl" 0.0.0120
expect 2 "$record" record --debugfs="$work" -o "$dir/new.jsonl.xz" 0.0.0120
untouched 'a run that failed'
expect 2 "$record" filter -o "$dir/none/x" "$one"
said "$err" 'cannot be written'
# It is said before the work is done.
for option in --html --pcapng; do
	for name in none/x none/ images images/; do
		expect 2 "$replay" "$option=$dir/$name" "$rw"
		said "$err" 'cannot be written'
		[ ! -s "$out" ] || fail "$option=$name: found after the replay"
	done
done
untouched 'an output that is nowhere'

# full ARGUMENT ...: neither a disk without room nor a reader that has gone is overlooked
full()
{
	local code

	"$@" > /dev/full 2> "$err"
	code=$?
	[ $code -eq 2 ] || fail "exit code $code with a full disk: $*"
	said "$err" 'could not be written (No space left on device)'
	(exec 3> >(exec 0<&-); sleep 0.1; "$@" >&3 2> "$err"; echo $? > "$work/code")
	[ "$(cat "$work/code")" -eq 2 ] || fail "exit code $(cat "$work/code") without a reader: $*"
	said "$err" 'could not be written (Broken pipe)'
	"$@" >&- 2> "$err"
	code=$?
	[ $code -eq 2 ] || fail "exit code $code with no standard output: $*"
}

for command in 'print' 'check' 'filter' 'join' 'anonymise'; do
	full "$record" $command "$one"
done
full "$record" --help
full "$record" --version
for option in '' --verbose --json --list '--sweep --sweep-limit=3' --hash; do
	# shellcheck disable=SC2086 # words
	full "$replay" $option "$rw"
done
full "$replay" --help
full "$replay" --version
for option in --html --pcapng; do
	expect 2 "$replay" $option=/dev/full "$rw"
	said "$err" '/dev/full: could not be written (No space left on device)'
done
for name in filter join anonymise; do
	expect 2 "$record" $name -o /dev/full "$one"
	said "$err" '/dev/full: could not be written (No space left on device)'
done

# ---- INT, TERM and HUP while the file is not whole

fresh
mkfifo "$work/stream"
"$record" filter -o "$dir/keep.jsonl" "$one"
(cd "$dir" && find . -type f -exec sha256sum {} + > "$work/sums")
files=$(find "$dir" | sort)
for name in keep new; do
	for signal in INT TERM HUP; do
		# In the background a script's children ignore INT.
		bash -c 'trap - INT; exec "$@"' _ env --default-signal=INT,TERM,HUP \
			"$record" convert -o "$dir/$name.jsonl" "$work/stream" 2> "$err" &
		pid=$!
		until ls "$dir/$name.jsonl".new-?????? > /dev/null 2>&1; do
			kill -0 $pid || break
			sleep 0.05
		done
		kill -$signal $pid
		{ wait $pid; } 2> /dev/null
		code=$?
		[ $code -gt 128 ] || fail "$signal: exit code $code"
		untouched "$signal, $name"
	done
done

# ---- Any bytes in JSON

fresh
name=$(printf 'a\377"\\\nb\303\244')
cp "$rw" "$dir/$name.jsonl.xz"
xz -dc "$dir/images/formatted.3390.xz" > "$dir/$name.3390"
expect 0 "$replay" --json --image="$dir/$name.3390" "$dir/$name.jsonl.xz"
jq -e . < "$out" > /dev/null 2> "$err" || fail "--json: $(cat "$err")"
iconv -f utf-8 -t utf-8 "$out" > /dev/null || fail '--json is not UTF-8'
said "$out" "$(printf 'a\357\277\275\\"\\\\\\u000ab\303\244')"
expect 1 "$replay" --plan="$work/plan" --bundle="$dir/bundle" --image="$dir/$name.3390" \
	"$dir/$name.jsonl.xz"
jq -e . < "$dir/bundle/manifest.json" > /dev/null || fail 'the manifest of a bundle is no JSON'
CCWREPLAY=$replay expect 1 "$dir/bundle/again"
# shellcheck disable=SC2016 # is the name
name='$(touch x)`touch y`'\''"'
cp "$rw" "$dir/$name.jsonl.xz"
expect 1 "$replay" --plan="$work/plan" --bundle="$dir/quoted" \
	--image="$dir/images/formatted.3390.xz" "$dir/$name.jsonl.xz"
(cd "$dir" && CCWREPLAY=$(realpath "$OLDPWD/$replay") expect 1 quoted/again)
# A console line is longer than any buffer, and a character stands at each border.
long=$(printf '\303\244%.0s' {1..700})
xz -dc "$rw" | sed "1s/^{\"seq\":0/{\"seq\":0/" > "$dir/long.jsonl"
sed -i '/"ev":"console"/s/"text":"@@ # [^"]*"/"text":"@@ # a'"$long"'"/' "$dir/long.jsonl"
expect 1 "$replay" --plan="$work/plan" --bundle="$dir/minimal" --minimise \
	--image="$dir/images/formatted.3390.xz" "$dir/long.jsonl"
said "$dir/minimal/long.jsonl" "a$long"
printf '{"seq":0,"ev":"header","format":"channel-program-recording","version":1,"emulator":"t"}\n{"seq":1,"ev":"\\u001b[2Jx","dev":"0120"}\n' \
	> "$dir/escape.jsonl"
expect 0 "$record" print "$dir/escape.jsonl"
said "$out" '.[2Jx'

[ $failed -eq 0 ] && echo 'outputs: all as they should be'
exit $failed
