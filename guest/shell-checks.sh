#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The shell of `make guest`, with commands from a pipe: what goes in and comes out, how it ends,
# and what it leaves.  Prints TAP.
#
# usage: shell-checks.sh LINUX MODULES
#   LINUX     a User-mode Linux kernel with VFIO, in its build tree
#   MODULES   the folder of vfio_ccw.ko and css_sim.ko

machines=$(dirname "$(readlink -f "$0")")/../machines
# shellcheck source=machines/machine.sh
. "$machines/machine.sh"
take_linux 0 "$@"
clean_up_on_signals
# A name that scripts are easily wrong about
export TMPDIR="$folder/with a blank"
mkdir "$TMPDIR"
out=$folder/out err=$folder/err
unset IMAGE DEVICES TIMEOUT

# shell: its standard input is this function's; the exit status is $status
shell()
{
	timeout -k 20 600 "$here/shell" "$linux" "$modules" > "$out" 2> "$err"
	status=$?
}

nothing_left()
{
	is "$1: nothing is left" "" "$(ls -A "$TMPDIR")"
	is "$1: nothing runs on" "" "$(grep -slF -f <(echo "uml_dir=$TMPDIR") /proc/[0-9]*/cmdline)"
}

# ---- the streams ----

# Lines that another protocol might take for its own, bytes that are no text, much data both
# ways, and silence.  What is in $folder/data follows the commands.
nasty_commands()
{
	cat <<- 'end'
	echo "ok 1 - x"; echo "not ok 2 - y"; echo "# foo"; echo "# done"; echo "guest# z"; echo @
	echo @up; echo @done 0; echo "1..1"; echo "Bail out!"
	printf '\377\376\0\1\003\004\021\023\032\034\r\n\n\r'
	echo "to the other one" >&2
	printf '\0ok\r\377' >&2
	sleep 3
	head -c 1048576 > /tmp/data
	sha256sum < /tmp/data >&2
	cat /tmp/data
	ls -l /dev/stdin > /dev/null && cat /dev/fd/0 < /dev/null
	test -b /dev/dasda || echo no disk
	(sleep 1000 &)
	printf 'no newline at the end'
	(exit 7)
	end
}

nasty_output()
{
	printf '%s\n' "ok 1 - x" "not ok 2 - y" "# foo" "# done" "guest# z" @ @up "@done 0" 1..1 \
		"Bail out!"
	printf '\377\376\0\1\003\004\021\023\032\034\r\n\n\r'
	cat "$folder/data"
	printf 'no newline at the end'
}

check_streams()
{
	head -c 1048576 /dev/urandom > "$folder/data"
	# `head` gets its bytes, and the shell what follows them.
	shell < <(nasty_commands | sed '/^head/q'; cat "$folder/data"; nasty_commands | sed '1,/^head/d')
	is "the exit status is that of the last command" 7 $status
	nasty_output > "$folder/expected"
	yes "the output is what was written, byte for byte" cmp "$folder/expected" "$out"
	{
		echo "to the other one"
		printf '\0ok\r\377'
		sha256sum < "$folder/data"
	} > "$folder/expected"
	yes "so is the error output, apart from it" cmp "$folder/expected" "$err"
	nothing_left "streams"
}

# A conversation: the next command depends on what the one before has said.
check_conversation()
{
	local answer pid

	# shellcheck disable=SC2034 # for coproc
	coproc TALK { exec "$here/shell" "$linux" "$modules" 2> "$err"; }
	pid=$!
	# shellcheck disable=SC2016 # for the shell in the guest
	echo 'echo "$((40 + 2)) on $(uname -m)"' >&"${TALK[1]}"
	read -r -t 500 answer <&"${TALK[0]}"
	is "an answer comes while the input is open" "42 on s390x" "$answer"
	echo "exit 255" >&"${TALK[1]}"
	wait $pid
	is "an exit status that is also this side's" 255 $?
	is "which here means nothing" "" "$(cat "$err")"
	nothing_left "conversation"
}

# ---- other ends ----

check_timeout()
{
	TIMEOUT=3 shell <<< 'echo begun; sleep 1000'
	is "a limit of time: exit status" 124 $status
	is "a limit of time: what was written before" begun "$(cat "$out")"
	is "a limit of time: the reason" "guest: the time is over (TIMEOUT)" "$(cat "$err")"
	nothing_left "a limit of time"
	TIMEOUT=x shell <<< :
	is "a limit that is none: exit status" 2 $status
	is "a limit that is none: the reason" "guest: TIMEOUT is a number of seconds, not x" \
		"$(cat "$err")"
}

# ended NAME STATUS SIGNAL SCRIPT COMMAND...: a signal when the command succeeds
ended()
{
	local pid

	: > "$out"
	# Standard input stays open; INT is not ignored, as it is in the background otherwise.
	mkfifo "$folder/input"
	set -m
	"$here/$4" "$linux" "$modules" < "$folder/input" > "$out" 2> "$err" &
	pid=$!
	set +m
	exec 9> "$folder/input"
	echo 'echo begun' >&9
	soon_limit=6000 soon "${@:5}"
	kill "-$3" $pid
	wait $pid
	is "$1: exit status" "$2" $?
	exec 9>&-
	rm "$folder/input"
	nothing_left "$1"
}

# boots: Linux has said something
boots()
{
	cat "$TMPDIR"/*/log | grep -q .
}

check_signals()
{
	ended "TERM for a shell" 143 TERM shell grep -q begun "$out"
	ended "INT for a shell" 130 INT shell grep -q begun "$out"
	ended "HUP for a shell that boots" 143 HUP shell boots
	ended "TERM for a demonstration" 143 TERM demo grep -q "QEMU starts" "$out"
}

check_full()
{
	"$here/shell" "$linux" "$modules" <<< 'echo x; sleep 1000' > /dev/full 2> "$err"
	is "a full disk: exit status" 255 $?
	is "a full disk: said" "guest: the output cannot be written: No space left on device" \
		"$(cat "$err")"
	nothing_left "a full disk"
}

check_crash()
{
	shell <<< 'echo before; echo c > /proc/sysrq-trigger; sleep 1000'
	is "the guest crashes: exit status" 255 $status
	is "the guest crashes: output" before "$(cat "$out")"
	has "the guest crashes: said" "^guest: the guest has ended before its shell$" "$(cat "$err")"
	nothing_left "the guest crashes"
}

# The kernel's reason is shown, and no guest boots.
check_refused()
{
	head -c 200000 /dev/urandom > "$folder/no image.ckd"
	IMAGE="$folder/no image.ckd" shell <<< 'echo reached'
	is "an image that is none: exit status" 255 $status
	is "an image that is none: no output" "" "$(cat "$out")"
	has "an image that is none: the reason" "^guest: css_sim: .*no image.ckd" "$(cat "$err")"
	IMAGE="$folder/no image.ckd" "$here/demo" "$linux" "$modules" > "$out" 2>&1 < /dev/null
	is "the same in a demonstration: exit status" 1 $?
	has "the same in a demonstration: the reason" "css_sim: .*no image.ckd" "$(cat "$out")"
	no "the same in a demonstration: no QEMU" grep -q "QEMU starts" "$out"
	nothing_left "an image that is none"
}

# said NAME STATUS TEXT COMMANDS: what a machine that consists of these commands sends over the
# line makes the session end so, within its limit of time
said()
{
	timeout -k 5 60 "$top/build/guest/here/session" local "$folder/log" 30 bash -c "$4" \
		< /dev/null > "$out" 2> "$err"
	is "$1: exit status" "$2" $?
	is "$1: said" "$3" "$(cat "$err")"
}

# A guest may send anything.
check_line()
{
	said "a status" 7 "" 'printf "r\0\0s\0\1\7" >&3'
	said "a second beginning" 255 "guest: the line has a second beginning of the session" \
		'printf "r\0\0r\0\0s\0\1\0" >&3; read -r -t 20 -u 3'
	said "a status without a byte" 255 "guest: the line has an exit status that is not one byte" \
		'printf "r\0\0o\0\1xs\0\0" >&3'
	said "a frame that is too long" 255 "guest: the guest has ended before its shell" \
		'printf "r\0\0o\377\377" >&3'
	said "no frame" 255 "guest: the line has byte 0x78 where a frame begins" \
		'printf "r\0\0x\0\0" >&3'
}

check_line
check_refused
check_streams
check_conversation
check_timeout
check_signals
check_full
check_crash
echo "1..$count"
