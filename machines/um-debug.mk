# SPDX-License-Identifier: GPL-2.0-only
#
# The tests of User-mode Linux on a kernel with KASAN, lockdep, kmemleak and UBSAN, and with
# allocations that fail.  Its /dev/vfio/vfio is VFIO's
# own container, type 1; that of the kernel without checks is iommufd's.  Part of the
# Makefile.

# Each access is checked: about a minute on an idle machine.
debug_timeout := 600

check-debug-programs: modules-um-debug $(ccwtools:%=build/release/%)
	$(call provoke,um-debug,um)
	$(call selftests,um-debug,uapi)

debug_linux = $(shell tools/kernel --path um-debug)/linux
# $(call job_debug,name,script,more arguments); longest first
job_debug   = $(if $(filter uapi,$(1)),waits )tap debug-$(1) UML_TIMEOUT=$(debug_timeout) machines/$(2) \
	$(debug_linux) build/um-debug $(3)$(newline)
jobs_check-debug = $(call job_debug,uapi,uml-uapi.sh)$(call job_debug,failslab,uml-uapi.sh,failslab)\
$(call job_debug,css_sim,uml-css_sim.sh)$(call job_debug,record,uml-record.sh)$(call job_debug,kunit,uml-kunit.sh,PROPERTY_PROGRAMS=1000)\
$(call job_debug,checkers,um-checkers.sh)

check_all += check-debug
check-debug: check-debug-programs ## most of check-uml on a kernel with KASAN, lockdep, kmemleak, failslab
	$(call run_part,check-debug)

.PHONY: check-debug-programs check-debug
