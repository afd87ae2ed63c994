#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The KUnit suites in User-mode Linux.
#
# usage: uml-kunit.sh LINUX MODULES [SETTING=NUMBER ...]
#   LINUX     a User-mode Linux kernel with KUnit
#   MODULES   the folder of vfio_ccw_kunit.ko
#   SETTING   of a suite, for instance PROPERTY_PROGRAMS=1000

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

# A generous multiple of what the suites take on a kernel that watches.
limit=900

outside()
{
	take_settings "$@"
	UML_TIMEOUT=${UML_TIMEOUT:-$limit} boot_uml SETTINGS="$settings"
}

inside()
{
	begin
	run_kunit "$here/../tools/ktap.awk"
	# KUnit does not see warnings of the kernel.
	check_quiet
	end
}

on_uml 99 "$@"
