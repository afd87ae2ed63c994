# SPDX-License-Identifier: GPL-2.0-only
#
# The KUnit suites, and that they are those of userspace.  Part of kunit/kernel.mk.

include kunit/suites.mk

native_suites = $(addprefix build/native/,$(filter-out $(libc_suites),$(suites)))

# $(call jobs_worlds,RESULTS): what to ask of a run of uml-kunit.sh that left its log there
jobs_worlds = exit kunit-ktap kunit/check-ktap$(newline)\
	exit kunit-same-worlds kunit/same-worlds build/$(1)/uml-kunit.log $(native_suites)$(newline)

jobs_kunit = tap uml-kunit kunit/uml-kunit.sh $(shell tools/kernel --path um)/linux build/um$(newline)\
	wait$(newline)$(call jobs_worlds,kunit)

kunit: TARGET := um
kunit: modules $(native_suites) ## the KUnit suites alone, under User-mode Linux
	$(call run_jobs,kunit,$(jobs_kunit))

.PHONY: kunit
