# SPDX-License-Identifier: GPL-2.0-only
#
# An s390x kernel in QEMU: the driver on I/O instructions, and everything that the
# simulator is tested with on a big-endian kernel.  Part of the Makefile.
#
#   S390X_STRESS_SECONDS=N   how long the stress takes there

# Emulated instructions take their time.
s390x_kunit_args := PROPERTY_PROGRAMS=500

s390x_tests := $(patsubst kunit/s390x-%.sh,%,$(wildcard kunit/s390x-*.sh))
jobs_s390x   = $(foreach t,$(s390x_tests),tap s390x-$(t) kunit/s390x-$(t).sh build/s390x $(s390x_$(t)_args)$(newline)) \
	wait$(newline) \
	exit s390x-same-worlds kunit/same-worlds build/check-s390x/s390x-kunit.log $(native_suites)$(newline)

# $(call s390x_programs,flavour of the kernel,folder of kunit/)
s390x_programs = $(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/$(2) O=$(CURDIR)/build/$(1)/$(2) \
	SOURCE=$$(tools/kernel --path $(1))/source CC=$(cc_s390x) LDFLAGS=-static \
	CPPFLAGS='-DMACHINE_BUS=\"css_sim\"'

# One machine at a time: each has more processors than most of those it runs on.
check_all += check-s390x
check-s390x: TARGET := s390x
check-s390x: modules $(native_suites) ## the modules on an s390x machine of four processors
	$(Q)tools/guest-parts
	$(call s390x_programs,s390x,uapi)
	$(call s390x_programs,s390x,stress)
	$(Q)mkdir -p build
	$(file > build/check-s390x.jobs,$(jobs_s390x))$(Q)TEST_JOBS=1 tools/run-tests build/check-s390x < build/check-s390x.jobs

# On a kernel that watches, ten minutes each.
jobs_s390x_debug   = $(foreach t,kunit uapi css,tap s390x-debug-$(t) S390X_KERNEL=s390x-debug \
	kunit/s390x-$(t).sh build/s390x-debug $(s390x_debug_$(t)_args)$(newline))
s390x_debug_kunit_args := PROPERTY_PROGRAMS=100

check-s390x-debug: | $(deps) ## on an s390x kernel that watches: KASAN, lockdep, kmemleak
	$(Q)tools/kernel s390x-debug
	$(call say,MODULES,s390x-debug)
	$(Q)tools/modules s390x-debug
	$(Q)tools/guest-parts
	$(call s390x_programs,s390x-debug,uapi)
	$(file > build/check-s390x-debug.jobs,$(jobs_s390x_debug))$(Q)TEST_TIMEOUT=3600 tools/run-tests build/check-s390x-debug < build/check-s390x-debug.jobs

.PHONY: check-s390x check-s390x-debug
