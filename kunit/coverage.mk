# SPDX-License-Identifier: GPL-2.0-only
#
# What gcov counts in the kernel, for `make coverage`.  Part of the Makefile.

counted_tests := $(patsubst kunit/uml-%.sh,%,$(shell grep -l save-gcov kunit/uml-*.sh))
jobs_counted   = $(foreach t,$(counted_tests),tap um-coverage-$(t) \
	GCOV=build/um-coverage/gcov kunit/uml-$(t).sh \
	$(shell tools/kernel --path um)/linux build/um-coverage$(newline))

modules-counted: uml-kernel
	$(call say,MODULES,um-coverage)
	$(Q)tools/modules um-coverage
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/uapi O=$(CURDIR)/build/um-coverage/uapi \
		SOURCE=$$(tools/kernel --path um)/source

.PHONY: modules-counted
