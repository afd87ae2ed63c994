# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# To be sourced at the beginning of a script: if the first argument is --help, prints the
# comment at the head of the script, and exits.

if [ "${1:-}" = --help ]; then
	sed -n '4,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi

# wrong_usage: says how the script is used, and ends it
wrong_usage()
{
	sed -n 's/^# usage: /usage: /p' "$0" >&2
	exit 2
}

# take_arguments LEAST MOST ARGUMENT...: their number is right, and the first is no option; an
# empty one is none
take_arguments()
{
	local least=$1 most=$2

	shift 2
	[[ $# -ge $least && $# -le $most && ${1:-} != -* ]] || wrong_usage
	[[ $least -eq 0 || -n $1 ]] || wrong_usage
}
