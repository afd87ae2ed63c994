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

folder='' machine='' terminal=''

# $machine: a process to end; $terminal: the mode to restore; both may be empty.
clean_up()
{
	if [ -n "$machine" ]; then
		kill "$machine"
		wait "$machine"
	fi 2> /dev/null
	[ -z "$terminal" ] || stty "$terminal"
	rm -rf "$folder"
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

# boot_uml [WORD...]: with this script as process 1; a WORD is for the kernel's command line
boot_uml()
{
	"$machines/boot-uml" "$linux" "$folder" "${init:-$self}" FOLDER="$folder" \
		MODULES="$modules" TREE="$tree" "$@"
}

# boot KIND [NAME=VALUE...]: by boot-KIND
boot()
{
	"$machines/boot-$1" "$folder" "${self##*/}" "${@:2}"
}

# attach_uml MEMORY MODE [WORD...]: the same on this terminal, without a limit of time; process 1
# leaves an exit status in $folder/status
attach_uml()
{
	[ ! -t 0 ] || terminal=$(stty -g)
	# A trap runs at once only while the machine is a job in the background.
	TMPDIR=$folder "$linux" mem="$1" root=/dev/root rootfstype=hostfs rootflags=/ "$2" \
		init="${init:-$self}" con=null con0=fd:0,fd:1 loglevel=2 uml_dir="$folder" \
		TERM="${TERM:-dumb}" FOLDER="$folder" MODULES="$modules" TREE="$tree" "${@:3}" \
		<&0 2> "$folder/log" &
	machine=$!
	wait "$machine"
	machine=
	[ -e "$folder/status" ] || { cat "$folder/log" >&2; return 1; }
}
