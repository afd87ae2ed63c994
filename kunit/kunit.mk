# SPDX-License-Identifier: GPL-2.0-only
#
# The KUnit suites, and a check that their cases are those of userspace.  Part of the Makefile.

include kunit/suites.mk

native_suites = $(addprefix build/native/,$(filter-out $(libc_suites),$(suites)))

# $(call job_same_cases,LABEL,LOG of a machine that ran them)
job_same_cases = exit $(1) tools/same-cases $(2) $(native_suites)$(newline)

# $(call jobs_same_cases,RESULTS): checks of the log that a run of uml-kunit.sh left in
# build/RESULTS
jobs_same_cases = exit kunit-ktap tools/check-ktap$(newline)\
	$(call job_same_cases,kunit-same-cases,build/$(1)/uml-kunit.log)

jobs_kunit  = tap uml-kunit machines/uml-kunit.sh $(um_linux) build/um$(newline)
after_kunit = $(jobs_same_cases)

kunit: modules-um $(native_suites) ## the KUnit suites alone, under User-mode Linux
	$(call run_part,kunit)

.PHONY: kunit
