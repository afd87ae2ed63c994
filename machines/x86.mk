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
jobs_x86   = $(foreach t,$(x86_tests),tap x86-$(t) machines/x86-$(t).sh build/x86$(newline)) \
	tap x86-dkms machines/dkms.sh

# One machine at a time: each has more processors than most of those it runs on.
check-x86: stock-kernel ## the modules in the distribution's kernel, on four processors
	$(call say,MODULES,x86)
	$(Q)tools/modules x86 "$$(tools/stock-kernel --build)"
	$(call selftests_in,$$(tools/stock-kernel --path),x86,uapi,LDFLAGS=-static)
	$(call selftests_in,$$(tools/stock-kernel --path),x86,stress,LDFLAGS=-static)
	$(Q)mkdir -p build
	$(file > build/check-x86.jobs,$(jobs_x86))$(Q)TEST_JOBS=1 tools/run-tests build/check-x86 < build/check-x86.jobs

check_all += check-x86

# Of these two, each finds data races in what the other one does not reach.
jobs_kcsan = $(foreach t,uapi stress,tap kcsan-$(t) X86_FLAVOUR=x86-kcsan X86_TIMEOUT=3000 \
	machines/x86-$(t).sh build/x86-kcsan$(newline))

check-kcsan: | $(deps) ## data races of the modules, on an x86-64 kernel that reports them
	$(Q)tools/kernel x86-kcsan
	$(call say,MODULES,x86-kcsan)
	$(Q)tools/modules x86-kcsan
	$(call provoke,x86-kcsan,x86_64)
	$(call selftests,x86-kcsan,uapi,LDFLAGS=-static)
	$(call selftests,x86-kcsan,stress,LDFLAGS=-static)
	$(file > build/check-kcsan.jobs,$(jobs_kcsan))$(Q)TEST_TIMEOUT=3600 TEST_JOBS=1 tools/run-tests build/check-kcsan < build/check-kcsan.jobs

.PHONY: stock-kernel check-x86 check-kcsan
