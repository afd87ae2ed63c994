# SPDX-License-Identifier: GPL-2.0-only
#
# Coverage: what gcov counts in userspace and in the kernel.  Part of the Makefile.
#
#   COUNTED=1   the tests of User-mode Linux in check-all run with the modules that are built
#               for gcov; then `make coverage COUNTED=1` evaluates the counts

counted_tests := $(patsubst machines/uml-%.sh,%,$(shell grep -l ^on_uml machines/uml-*.sh))
# $(call job_counted,TEST,label)
job_counted    = $(call uml_kind,$(1)) $(2) GCOV=build/um-coverage/gcov machines/uml-$(1).sh $(um_linux) build/um-coverage $(uml_$(1)_args)
jobs_coverage  = $(if $(COUNTED),,$(foreach t,$(uml_counted),$(call job_counted,$(t),um-coverage-$(t))$(newline)))
last_coverage  = $(call jobs,coverage)

counted-modules: modules-um-coverage
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C selftests/uapi O=$(CURDIR)/build/um-coverage/uapi \
		SOURCE=$$(tools/kernel --path um)/source

coverage-programs: $(call programs,coverage) counted-modules $(ccwtools:%=build/release/%)
	$(Q)find build/coverage/obj -name '*.gcda' -delete
	$(Q)rm -rf build/um-coverage/gcov

check_all += $(if $(COUNTED),coverage)
evaluate   = tools/coverage build/coverage build/um-coverage

coverage: $(if $(COUNTED),,coverage-programs) ## coverage by lines and branches; fails below its minimum
	$(if $(COUNTED),$(Q)$(evaluate),$(call run_part,coverage,coverage-tests); tests=$$?; \
		$(evaluate) && exit $$tests)

.PHONY: counted-modules coverage-programs coverage
