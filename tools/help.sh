# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# To be sourced by a program before all else: asked for --help, it prints the comment
# at its own head.

if [ "${1:-}" = --help ]; then
	sed -n '4,/^$/s/^# \{0,1\}//p' "$0"
	exit 0
fi
