# SPDX-License-Identifier: GPL-2.0-only
#
# x86-64 kernels on four processors in QEMU: the distribution's own, and one that reports
# data races.  Part of the Makefile.
#
#   STRESS_SECONDS=N   how long the stress takes there

STRESS_SECONDS ?= 60
export STRESS_SECONDS

stock-kernel: | $(deps)
	$(Q)tools/stock-kernel

x86_tests := $(patsubst machines/x86-%.sh,%,$(wildcard machines/x86-*.sh))
jobs_check-x86 = $(foreach t,$(x86_tests),wide tap x86-$(t) machines/x86-$(t).sh build/x86$(newline))\
	tap x86-dkms machines/dkms.sh$(newline)

check-x86-programs: modules-x86
	$(call selftests_in,$$(tools/stock-kernel --path),x86,uapi,LDFLAGS=-static)
	$(call selftests_in,$$(tools/stock-kernel --path),x86,stress,LDFLAGS=-static)

check-x86: check-x86-programs ## the modules in the distribution's kernel, on four processors
	$(call run_part,check-x86)

check_all += check-x86

# Of these two, each finds data races in what the other one does not reach.
jobs_check-kcsan = $(foreach t,uapi stress,wide tap kcsan-$(t) X86_FLAVOUR=x86-kcsan X86_TIMEOUT=3000 \
	machines/x86-$(t).sh build/x86-kcsan$(newline))

check-kcsan: export TEST_TIMEOUT := 3600
check-kcsan: modules-x86-kcsan ## data races of the modules, on an x86-64 kernel that reports them
	$(call provoke,x86-kcsan,x86_64)
	$(call selftests,x86-kcsan,uapi,LDFLAGS=-static)
	$(call selftests,x86-kcsan,stress,LDFLAGS=-static)
	$(call run_part,check-kcsan)

.PHONY: stock-kernel check-x86-programs check-x86 check-kcsan
