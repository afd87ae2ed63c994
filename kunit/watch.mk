# SPDX-License-Identifier: GPL-2.0-only
#
# The tests of User-mode Linux on a kernel that watches what its modules do:
# KASAN, lockdep, kmemleak, UBSAN, and allocations that fail.  Its /dev/vfio/vfio
# is VFIO's own container, type 1; iommufd's is another world of the tests.

# On a kernel that checks each access: about a minute on an idle machine.
debug_timeout := 600

debug-modules: build/bench/ccwrecord build/bench/ccwreplay | $(deps)
	$(Q)tools/kernel um-debug
	$(call say,MODULES,um-debug)
	$(Q)tools/modules um-debug
	$(Q)mkdir -p build/um-debug/provoke
	$(Q)cp -u kunit/watch/{Kbuild,provoke.c} build/um-debug/provoke
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C $$(tools/kernel --path um-debug) ARCH=um \
		M=$(CURDIR)/build/um-debug/provoke modules > build/um-debug/provoke.log
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/uapi O=$(CURDIR)/build/um-debug/uapi \
		SOURCE=$$(tools/kernel --path um-debug)/source

debug_linux = $(shell tools/kernel --path um-debug)/linux
# $(call job_debug,name,script,more arguments); longest first
job_debug   = tap debug-$(1) UML_TIMEOUT=$(debug_timeout) kunit/$(2) \
	$(debug_linux) build/um-debug $(3)$(newline)
jobs_debug  = $(call job_debug,uapi,uml-uapi.sh)$(call job_debug,failslab,uml-uapi.sh,failslab)\
$(call job_debug,css_sim,uml-css_sim.sh)$(call job_debug,record,uml-record.sh)$(call job_debug,kunit,uml-kunit.sh)\
$(call job_debug,checkers,watch/checkers.sh)

check_all += check-debug
check-debug: debug-modules ## most of check-uml on a kernel that watches: KASAN, lockdep, kmemleak, failslab
	$(call run_jobs,check-debug,$(jobs_debug))

.PHONY: debug-modules check-debug
