# SPDX-License-Identifier: GPL-2.0-only
#
# User-mode Linux.  Part of the Makefile.

uml_tests := $(patsubst machines/uml-%.sh,%,$(wildcard machines/uml-*.sh))
jobs_uml   = $(foreach t,$(uml_tests),tap uml-$(t) machines/uml-$(t).sh \
	$(shell tools/kernel --path um)/linux build/um$(newline))

# Modules, and programs that use them.
uml-programs: modules $(ccwtools:%=build/release/%)
	$(call selftests,um,uapi)

check-uml: TARGET := um
check-uml: uml-programs $(native_suites) ## of check, what runs under User-mode Linux
	$(call run_jobs,check-uml,$(jobs_uml)wait$(newline)$(call jobs_same_cases,check-uml))

uml: TARGET := um
uml: modules ## a shell in User-mode Linux, with a simulated DASD for vfio_ccw
	@machines/shell-uml $(shell tools/kernel --path um)/linux build/um

.PHONY: uml-programs check-uml uml
