# SPDX-License-Identifier: GPL-2.0-only
#
# An s390x kernel in QEMU: the driver on I/O instructions, beside the in-tree driver, and
# everything that the simulator is tested with on a big-endian kernel.  Part of the Makefile.
#
#   S390X_STRESS_SECONDS=N   how long the stress takes there

# Emulated instructions take their time.
s390x_kunit_args := PROPERTY_PROGRAMS=500

s390x_tests := $(patsubst machines/s390x-%.sh,%,$(wildcard machines/s390x-*.sh))
jobs_s390x   = $(foreach t,$(s390x_tests),tap s390x-$(t) machines/s390x-$(t).sh build/s390x $(s390x_$(t)_args)$(newline)) \
	wait$(newline) \
	$(call job_same_cases,s390x-same-cases,build/check-s390x/s390x-kunit.log)

# One machine at a time: each has more processors than most of those it runs on.
check_all += check-s390x
check-s390x: TARGET := s390x
check-s390x: modules s390x-side $(native_suites) $(ccwtools:%=build/s390x/%-static) ## the modules on an s390x machine of four processors
	$(Q)tools/guest-parts
	$(call selftests,s390x,uapi,$(selftests_s390x_css_sim))
	$(call selftests,s390x,stress,$(selftests_s390x_css_sim))
	$(Q)mkdir -p build
	$(file > build/check-s390x.jobs,$(jobs_s390x))$(Q)TEST_JOBS=1 tools/run-tests build/check-s390x < build/check-s390x.jobs

# On a kernel that checks what its modules do, ten minutes each.
jobs_s390x_debug   = $(foreach t,kunit uapi css,tap s390x-debug-$(t) S390X_KERNEL=s390x-debug \
	machines/s390x-$(t).sh build/s390x-debug $(s390x_debug_$(t)_args)$(newline))
s390x_debug_kunit_args := PROPERTY_PROGRAMS=100

check-s390x-debug: | $(deps) ## on an s390x kernel that checks: KASAN, lockdep, kmemleak
	$(Q)tools/kernel s390x-debug
	$(call say,MODULES,s390x-debug)
	$(Q)tools/modules s390x-debug
	$(Q)tools/guest-parts
	$(call selftests,s390x-debug,uapi,$(selftests_s390x_css_sim))
	$(file > build/check-s390x-debug.jobs,$(jobs_s390x_debug))$(Q)TEST_TIMEOUT=3600 tools/run-tests build/check-s390x-debug < build/check-s390x-debug.jobs

# The in-tree driver beside this one, on a machine's subchannel.
s390x-side: modules
	$(call selftests,s390x,side-by-side,$(selftests_s390x))

jobs_side = tap s390x-side machines/s390x-side.sh build/s390x$(newline)

check-side: TARGET := s390x
check-side: s390x-side ## the in-tree driver and this one asked the same questions: docs/side-by-side.rst
	$(Q)tools/guest-parts
	$(call run_jobs,check-side,$(jobs_side))

# In instructions, beside those of the in-tree driver.
bench-s390x: TARGET := s390x
bench-s390x: modules ## instructions per channel program on s390x, beside the in-tree driver's
	$(Q)tools/guest-parts
	$(call selftests,s390x,bench,$(selftests_s390x_css_sim))
	$(Q)machines/bench-s390x.sh build/s390x

# A guest inside the guest takes minutes: not part of any other check.
jobs_nested = tap nested machines/nested.sh build/s390x$(newline)

nested: TARGET := s390x
nested: modules ## a Linux in QEMU in the s390x kernel in QEMU, with a passed-through subchannel
	$(Q)tools/guest-parts
	$(Q)tools/nested-parts
	$(Q)mkdir -p build/s390x/nested
	$(Q)$(cc_s390x) -std=gnu11 -O1 -Wall -Wextra $(werror) -static -o build/s390x/nested/init selftests/nested/init.c
	$(file > build/nested.jobs,$(jobs_nested))$(Q)TEST_TIMEOUT=1800 tools/run-tests build/nested < build/nested.jobs

.PHONY: check-s390x check-s390x-debug s390x-side check-side bench-s390x nested
