# SPDX-License-Identifier: GPL-2.0-only
#
# An s390x kernel in QEMU: the driver on I/O instructions, beside the in-tree driver, and
# everything that the simulator is tested with on a big-endian kernel.  Part of the Makefile.
#
#   S390X_STRESS_SECONDS=N   how long the stress takes there

# Instructions are emulated, which is slow.
s390x_kunit_args := PROPERTY_PROGRAMS=500

# Longest first.  The suites need one processor only.
s390x_long  := kunit uapi side install stress replay
s390x_tests := $(call in_order,$(s390x_long),$(patsubst machines/s390x-%.sh,%,$(wildcard machines/s390x-*.sh)))
jobs_check-s390x = $(foreach t,$(s390x_tests),$(if $(filter kunit,$(t)),,wide) \
	tap s390x-$(t) machines/s390x-$(t).sh build/s390x $(s390x_$(t)_args)$(newline))
after_check-s390x = $(call job_same_cases,s390x-same-cases,build/$(1)/s390x-kunit.log)

check_all += check-s390x
check-s390x-programs: modules-s390x s390x-side $(native_suites) $(ccwtools:%=build/s390x/%-static)
	$(Q)tools/guest-parts
	$(call selftests,s390x,uapi,$(selftests_s390x_css_sim))
	$(call selftests,s390x,stress,$(selftests_s390x_css_sim))

check-s390x: check-s390x-programs ## the modules on an s390x machine of four processors
	$(call run_part,check-s390x)

# On a kernel with KASAN, lockdep and kmemleak: ten minutes each.
jobs_check-s390x-debug = $(foreach t,kunit uapi css,tap s390x-debug-$(t) S390X_KERNEL=s390x-debug \
	machines/s390x-$(t).sh build/s390x-debug $(s390x_debug_$(t)_args)$(newline))
s390x_debug_kunit_args := PROPERTY_PROGRAMS=100

check-s390x-debug: export TEST_TIMEOUT := 3600
check-s390x-debug: modules-s390x-debug ## user ABI and suites on an s390x kernel with KASAN, lockdep, kmemleak
	$(Q)tools/guest-parts
	$(call selftests,s390x-debug,uapi,$(selftests_s390x_css_sim))
	$(call run_part,check-s390x-debug)

# The in-tree driver beside this one, on a machine's subchannel.
s390x-side: modules-s390x
	$(call selftests,s390x,side-by-side,$(selftests_s390x))

jobs_check-side = tap s390x-side machines/s390x-side.sh build/s390x$(newline)

check-side: s390x-side ## the same cases on the in-tree driver and on this one, compared: docs/side-by-side.rst
	$(Q)tools/guest-parts
	$(call run_part,check-side)

# In instructions, beside those of the in-tree driver.
bench-s390x: modules-s390x ## instructions per channel program on s390x, beside the in-tree driver's
	$(Q)tools/guest-parts
	$(call selftests,s390x,bench,$(selftests_s390x_css_sim))
	$(Q)machines/bench-s390x.sh build/s390x

# A guest inside the guest takes minutes: not part of any other check.
jobs_nested = tap nested machines/nested.sh build/s390x$(newline)

nested: export TEST_TIMEOUT := 1800
nested: modules-s390x ## a Linux in QEMU in the s390x kernel in QEMU, with a passed-through subchannel
	$(Q)tools/guest-parts
	$(Q)tools/nested-parts
	$(Q)mkdir -p build/s390x/nested
	$(Q)$(cc_s390x) -std=gnu11 -O1 -Wall -Wextra $(werror) -static -o build/s390x/nested/init selftests/nested/init.c
	$(call run_part,nested)

.PHONY: check-s390x-programs check-s390x check-s390x-debug s390x-side check-side bench-s390x nested
