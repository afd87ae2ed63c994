# SPDX-License-Identifier: GPL-2.0-only
#
# The distribution's own x86-64 kernel, on four processors in QEMU.  Part of the
# Makefile.
#
#   STRESS_SECONDS=N   how long the stress takes there

STRESS_SECONDS ?= 60
export STRESS_SECONDS

stock-kernel: | $(deps)
	$(Q)tools/stock-kernel

x86_tests := $(patsubst kunit/x86-%.sh,%,$(wildcard kunit/x86-*.sh))
jobs_x86   = $(foreach t,$(x86_tests),tap x86-$(t) kunit/x86-$(t).sh build/x86$(newline)) \
	tap x86-dkms kunit/dkms.sh

# One machine at a time: each has more processors than most of those it runs on.
check-x86: stock-kernel ## the modules in the distribution's kernel, on four processors
	$(call say,MODULES,x86)
	$(Q)tools/modules x86 "$$(tools/stock-kernel --build)"
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/uapi O=$(CURDIR)/build/x86/uapi \
		SOURCE=$$(tools/stock-kernel --path)/source LDFLAGS=-static
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/stress O=$(CURDIR)/build/x86/stress \
		SOURCE=$$(tools/stock-kernel --path)/source LDFLAGS=-static
	$(Q)mkdir -p build
	$(file > build/check-x86.jobs,$(jobs_x86))$(Q)TEST_JOBS=1 tools/run-tests build/check-x86 < build/check-x86.jobs

check_all += check-x86

.PHONY: stock-kernel check-x86
