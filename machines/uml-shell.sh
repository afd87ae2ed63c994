#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The shell of `make uml`: commands from a pipe, the commands that it suggests, and the state of
# the terminal afterwards.
#
# usage: uml-shell.sh LINUX MODULES
#   LINUX     a User-mode Linux kernel with VFIO, in its build tree
#   MODULES   the folder of vfio_ccw.ko and css_sim.ko

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
take_linux 0 "$@"
shell=$here/shell-uml
export TMPDIR="$folder/with a blank"
mkdir "$TMPDIR"

# piped NAME STATUS EXPECTED: what the commands on stdin print
piped()
{
	local out status

	out=$(timeout -k 5 120 "$shell" "$linux" "$modules" 2>&1)
	status=$?
	is "$1: exit status" "$2" "$status"
	is "$1" "$3" "$out"
}

check_pipe()
{
	piped "the disk is vfio_ccw's" 0 "\
Subchannel  Driver         PIM PAM POM CHPIDs                    mdev
0.0.0120    vfio_ccw       c0 c0 ff    40 41 00 00 00 00 00 00   0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0120" \
		<<< lscss
	piped "nothing to do" 0 "" < /dev/null
	piped "the status is that of the commands" 7 "on both outputs" \
		<<< 'echo on both outputs >&2; exit 7'
	piped "the host's files are to be read" 0 "touch: cannot touch '$folder/x': Read-only file system
writable" <<< "touch $folder/x; touch \"\$FOLDER/x\" && echo writable"
	piped "open files have names" 0 "in
out
err
fd" <<< 'echo in | cat /dev/stdin; echo out > /dev/stdout; echo err > /dev/stderr
		echo fd | cat /dev/fd/0'
	is "nothing is left" "" "$(ls -A "$TMPDIR")"
	"$shell" "$linux" "$folder/nowhere" > "$folder/out" 2>&1 <<< 'echo not reached'
	is "no modules: exit status" 1 $?
	is "no modules: what is missing" 1 "$(grep -c "$folder/nowhere/vfio_ccw.ko" "$folder/out")"
	is "no modules: no commands" 0 "$(grep -c reached "$folder/out")"
}

# Each suggested command works, and has the described effect.
check_hints()
{
	cat > "$folder/hints" <<- 'end'
	hints | sed -n 's/^  //p' > "$FOLDER/lines"
	wc -l < "$FOLDER/lines" > "$FOLDER/count"
	while read -r line; do
		eval "$line" > "$FOLDER/out" 2>&1 || { echo "$line:"; cat "$FOLDER/out"; }
		case $line in
		*"/online") grep -c 0.0.0121 <(lscss) ;;
		*"pimpampom "*) cat "$FOLDER/out" ;;
		*"/uapi/io "*) grep -o 'fail:[0-9]*' "$FOLDER/out" | sort -u ;;
		"# ("*) echo fail:0 ;;
		*"rmmod"*) ls -d bus/css 2>&1 ;;
		esac
	done < "$FOLDER/lines"
	[ "$(cat "$FOLDER/count")" -gt 10 ] && lscss | cut -d ' ' -f 1
	end
	piped "all hints are true" 0 "\
1
c0 80 ff
fail:0
ls: cannot access 'bus/css': No such file or directory
Subchannel
0.0.0120" < "$folder/hints"
}

# What channel programs leave in the trace, where the programs that run them
# have been built.
check_trace()
{
	if [ ! -e "$modules/uapi/programs" ]; then
		verdict 0 "trace: exit status # SKIP selftests/uapi is not built"
		verdict 0 "trace # SKIP selftests/uapi is not built"
		return
	fi
	# shellcheck disable=SC2016 # for the shell inside
	piped "tracepoints show requests and interrupts" 0 "\
vfio_ccw_interrupt
vfio_ccw_request
vfio_ccw_start
vfio_ccw_translated" <<< 'echo 1 > kernel/tracing/events/vfio_ccw/enable
		$MODULES/uapi/io > /dev/null
		grep -oE "vfio_ccw_(request|translated|start|interrupt):" kernel/tracing/trace |
			tr -d : | sort -u'
}

# until_seen TEXT: wait, with a limit, until the terminal has shown it
until_seen()
{
	soon grep -qF -- "$1" "$folder/screen"
}

# terminal NAME STATUS TYPIST...: run it on a pseudo terminal, with TYPIST as its user
terminal()
{
	rm -f "$folder"/{pid,before,after,status,screen}
	cat > "$folder/session" <<- end
	stty -g > '$folder/before'
	sh -c 'echo \$\$ > "$folder/pid"; exec "$shell" "$linux" "$modules"'
	echo \$? > '$folder/status'
	stty -g > '$folder/after'
	end
	timeout -k 5 120 script -qefc "bash '$folder/session'" "$folder/screen" > /dev/null \
		< <("${@:3}")
	is "$1: exit status" "$2" "$(cat "$folder/status")"
	is "$1: the terminal is as it was" "$(cat "$folder/before")" "$(cat "$folder/after")"
}

# shellcheck disable=SC2016 # for the shell inside
at_prompt()
{
	until_seen '"exit" powers off'
	printf 'sleep 1000\n'
	until_seen 'sleep 1000'
	sleep 0.5
	printf '\003'
	printf 'echo after $((40 + 2))\n'
	until_seen 'after 42'
	printf 'false\nexit\n'
}

# killed SIGNAL: the script; crashed: the machine below it
killed()
{
	until_seen '"exit" powers off'
	kill -"$1" "$(cat "$folder/pid")"
	sleep 2
}

crashed()
{
	local pid linux_pid

	until_seen '"exit" powers off'
	pid=$(cat "$folder/pid")
	read -r linux_pid _ < "/proc/$pid/task/$pid/children"
	kill -KILL "$linux_pid"
	sleep 2
}

check_terminal()
{
	terminal "exit" 0 at_prompt
	is "Ctrl-C is for what runs inside" 1 "$(grep -c 'after 42' "$folder/screen")"
	terminal "terminated" 143 killed TERM
	terminal "interrupted" 130 killed INT
	terminal "crashed" 1 crashed
	is "nothing is left" "" "$(ls -A "$TMPDIR")"
	is "nothing runs on" "" \
		"$(grep -sl "uml_di[r]=$TMPDIR" /proc/[0-9]*/cmdline)"
}

check_pipe
check_hints
check_trace
check_terminal
echo "1..$count"
