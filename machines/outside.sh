# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What scripts have in common outside the machine that they boot.  To be sourced by machine.sh;
# bash only.

# shellcheck source=tools/help.sh
. "${machines:?}/../tools/help.sh"

top=$(readlink -f "$machines/..")
recordings=$top/simtests/recordings
images=$recordings/images
# A kernel's Makefile must not see the options of the make that called this script.
unset MAKEFLAGS MFLAGS MAKELEVEL

usage()
{
	sed -n 's/^# usage: /usage: /p' "${self:?}" >&2
	exit 2
}

# die TEXT: an error that is no failed test
die()
{
	echo "$(basename "$self" .sh): $1" >&2
	exit 2
}

# ---- Arguments ----

# count_arguments LEAST MOST ARGUMENT...: their number is right, and the first is no option
count_arguments()
{
	[[ $(($# - 2)) -ge $1 && $(($# - 2)) -le $2 && ${3:-} != -* ]] || usage
}

# take_linux MOST LINUX MODULES [ARGUMENT...]
take_linux()
{
	count_arguments 2 $((2 + $1)) "${@:2}"
	linux=$(readlink -f "$2")
	[ -x "$linux" ] || die "no kernel: $2"
	tree=${linux%/*}
	modules=$(readlink -f "$3")
	make_folder
}

# take_modules MOST MODULES [ARGUMENT...]
take_modules()
{
	count_arguments 1 $((1 + $1)) "${@:2}"
	modules=$(readlink -f "$2")
	[ -d "$modules" ] || die "no folder: $2"
	make_folder
	mkdir -p "$folder/root/test" || exit 2
}

# commas WORD...: one word for a kernel's command line
commas()
{
	local IFS=,
	echo "$*"
}

# take_settings NAME=NUMBER...: as the parameter of vfio_ccw_kunit.ko, in $settings
take_settings()
{
	local setting

	for setting; do
		[[ $setting =~ ^[A-Z_]+=[0-9]+$ ]] || usage
	done
	# shellcheck disable=SC2034 # for scripts
	settings=$(commas "$@")
}

# ---- The scratch folder ----

folder='' machine='' group='' terminal=''

# machines_here: the processes that run User-mode Linux in the scratch folder
machines_here()
{
	local file

	grep -slF -f <(printf 'uml_dir=%s' "$folder") /proc/[0-9]*/cmdline | while IFS=/ read -r _ _ file _; do
		echo "$file"
	done
}

# end_machines: by SIGTERM, and after a while by SIGKILL
end_machines()
{
	local tries pids

	for ((tries = 0; tries < 60; tries++)); do
		mapfile -t pids < <(machines_here)
		[ ${#pids[@]} -gt 0 ] || return 0
		if [ $tries = 0 ]; then
			kill "${pids[@]}"
		elif [ $tries -ge 50 ]; then
			kill -KILL "${pids[@]}"
		fi
		sleep 0.1
	done
}

# $machine: a process to end; $group: a process group; $terminal: the mode to restore; each may
# be empty.
clean_up()
{
	{
		[ -z "$group" ] || kill -- "-$group"
		[ -z "$machine" ] || kill "$machine"
		end_machines
		[ -z "$group$machine" ] || wait "${machine:-$group}"
	} 2> /dev/null
	[ -z "$terminal" ] || stty "$terminal"
	rm -rf "$folder"
}

# in_group COMMAND...: in the background, so that a trap runs at once, and in a process group of
# its own, which clean_up ends as a whole
in_group()
{
	local status

	set -m
	"$@" &
	group=$!
	set +m
	wait "$group"
	status=$?
	group=
	return $status
}

make_folder()
{
	folder=$(mktemp -d "${TMPDIR:-/tmp}/$(basename "$self" .sh).XXXXXX") || exit 2
	# shellcheck disable=SC2034 # for checks.sh
	FOLDER=$folder
	trap clean_up EXIT
}

# A script that a signal ends cleans up, too.
clean_up_on_signals()
{
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

# unpack IMAGE FILE: an image of the recordings
unpack()
{
	xz -dc "$images/$1.xz" > "$2" || exit 2
}

# bring FILE...: into the machine's /test
bring()
{
	cp "$@" "$folder/root/test/" || exit 2
}

# bring_modules NAME...
bring_modules()
{
	local name

	for name; do
		bring "$modules/$name.ko"
	done
}

# bring_programs FOLDER NAME...: of selftests/FOLDER; their names are in /test/programs
bring_programs()
{
	local from=$modules/$1

	shift
	bring "${@/#/$from/}"
	echo "$*" > "$folder/root/test/programs"
}

# install_modules: as an administrator does
install_modules()
{
	"$top/tools/install" --target="${X86_FLAVOUR:-x86}" install "$folder/root" >&2 || exit 2
}

# build_uapi: the programs of selftests/uapi for User-mode Linux, in $modules/uapi
build_uapi()
{
	make -s -C "$top/selftests/uapi" O="$modules/uapi" SOURCE="$tree/source" >&2 || exit 2
}

# ---- Booting ----

# uml_words NAME=VALUE...: in $words, as the kernel takes a value that has blanks
uml_words()
{
	local word

	words=()
	for word; do
		case $word in
		*[[:blank:]]*) words+=("${word%%=*}=\"${word#*=}\"") ;;
		*) words+=("$word") ;;
		esac
	done
}

# boot_uml [WORD...]: with this script as process 1; a WORD is for the kernel's command line
boot_uml()
{
	local words

	uml_words FOLDER="$folder" MODULES="$modules" TREE="$tree" "$@"
	"$machines/boot-uml" "$linux" "$folder" "${init:-$self}" "${words[@]}"
}

# boot KIND [NAME=VALUE...]: by boot-KIND
boot()
{
	"$machines/boot-$1" "$folder" "${self##*/}" "${@:2}"
}

# start_uml BEFORE MEMORY MODE CONSOLES [WORD...]: the same without a limit of time, in the
# background, so that a trap runs at once; BEFORE and CONSOLES are names of arrays: a command that
# starts the machine, and what the consoles are
start_uml()
{
	local -n before=$1 consoles=$4
	local words

	uml_words TERM="${TERM:-dumb}" FOLDER="$folder" MODULES="$modules" TREE="$tree" "${@:5}"
	TMPDIR=$folder "${before[@]}" "$linux" mem="$2" root=/dev/root rootfstype=hostfs \
		rootflags=/ "$3" init="${init:-$self}" con=null "${consoles[@]}" loglevel=2 \
		uml_dir="$folder" "${words[@]}" <&0 &
	machine=$!
}

# attach_uml MEMORY MODE [WORD...]: on this terminal; process 1 leaves an exit status in
# $folder/status
attach_uml()
{
	# shellcheck disable=SC2034 # for start_uml
	local none=() screen=("con0=fd:0,fd:1")

	[ ! -t 0 ] || terminal=$(stty -g)
	start_uml none "$1" "$2" screen "${@:3}" 2> "$folder/log"
	wait "$machine"
	machine=
	[ -e "$folder/status" ] || { cat "$folder/log" >&2; return 1; }
}

# session_uml MEMORY MODE [WORD...]: a shell in the machine gets the standard streams of this
# script, and its exit status is that of this function; see guest/session.c.  TIMEOUT=SECONDS
# limits the time of the shell.  Its end of the line is /dev/tty1.
session_uml()
{
	local status
	# shellcheck disable=SC2034 # for start_uml
	local session=("$top/build/guest/here/session" local "$folder/log" "${TIMEOUT:-0}")
	# shellcheck disable=SC2034
	local socket=("con0=null,fd:1" "con1=fd:3")

	start_uml session "$1" "$2" socket "${@:3}"
	wait "$machine"
	status=$?
	machine=
	return $status
}
