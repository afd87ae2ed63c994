#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The KUnit suites on a big-endian kernel.
#
# usage: s390x-kunit.sh MODULES [NAME=VALUE ...]
#   MODULES   build/s390x, with vfio_ccw_kunit.ko
#   NAME=...  settings of the suites

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	take_settings "$@"
	bring_modules vfio_ccw_kunit
	bring "$top/tools/ktap.awk"
	boot s390x SETTINGS="$settings"
}

inside()
{
	begin
	run_kunit /test/ktap.awk
	check_quiet
	end
}

on_qemu 99 "$@"
