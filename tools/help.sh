# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# To be sourced at the beginning of a script: if the first argument is --help, prints the
# comment at the head of the script, and exits.

if [ "${1:-}" = --help ]; then
	sed -n '4,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
