# SPDX-License-Identifier: GPL-2.0-only
#
# This driver beside the kernel's own, on a machine's subchannel.  Part of the
# Makefile; kunit/s390x-side.sh is also one of the tests of check-s390x.

side-program: modules
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/side O=$(CURDIR)/build/s390x/side \
		SOURCE=$$(tools/kernel --path s390x)/source CC=$(cc_s390x) LDFLAGS=-static

check-s390x: side-program

jobs_side = tap s390x-side kunit/s390x-side.sh build/s390x$(newline)

check-side: TARGET := s390x
check-side: side-program ## the in-tree driver and this one asked the same questions: docs/side-by-side.rst
	$(Q)tools/guest-parts
	$(call run_jobs,check-side,$(jobs_side))

.PHONY: side-program check-side

# A guest inside the guest takes minutes: not part of any other check.
jobs_nested = tap nested kunit/nested.sh build/s390x$(newline)

nested: TARGET := s390x
nested: modules ## a Linux in QEMU in the s390x kernel in QEMU, with a passed-through subchannel
	$(Q)tools/guest-parts
	$(Q)tools/nested-parts
	$(Q)mkdir -p build/s390x/nested
	$(Q)$(cc_s390x) -std=gnu11 -O1 -Wall -Wextra $(werror) -static -o build/s390x/nested/init kunit/nested/init.c
	$(file > build/nested.jobs,$(jobs_nested))$(Q)TEST_TIMEOUT=1800 tools/run-tests build/nested < build/nested.jobs

.PHONY: nested
