# SPDX-License-Identifier: GPL-2.0-only
#
# Coverage: what gcov counts in userspace and in the kernel.  Part of the Makefile.

counted_tests := $(patsubst machines/uml-%.sh,%,$(shell grep -l ^on_uml machines/uml-*.sh))
jobs_counted   = $(foreach t,$(counted_tests),tap um-coverage-$(t) \
	GCOV=build/um-coverage/gcov machines/uml-$(t).sh \
	$(shell tools/kernel --path um)/linux build/um-coverage$(newline))

modules-counted: uml-kernel
	$(call say,MODULES,um-coverage)
	$(Q)tools/modules um-coverage
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C selftests/uapi O=$(CURDIR)/build/um-coverage/uapi \
		SOURCE=$$(tools/kernel --path um)/source

coverage: $(call programs,coverage) modules-counted build/release/ccwreplay build/release/ccwrecord ## tests counted line by line, and the floors they must reach
	$(Q)find build/coverage/obj -name '*.gcda' -delete
	$(Q)rm -rf build/um-coverage/gcov
	$(call run_jobs,coverage-tests,$(jobs_counted)$(call jobs,coverage)); tests=$$?; \
		tools/coverage build/coverage build/um-coverage && exit $$tests

.PHONY: modules-counted coverage
