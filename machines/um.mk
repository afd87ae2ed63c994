# SPDX-License-Identifier: GPL-2.0-only
#
# User-mode Linux.  Part of the Makefile.

uml_long  := replay uapi channel kunit
# These use a processor a fifth of their time: they wait for channels that do not answer.
uml_waits := replay uapi channel
uml_kind   = $(if $(filter $(1),$(uml_waits)),waits )tap
uml_tests := $(call in_order,$(uml_long),$(patsubst machines/uml-%.sh,%,$(wildcard machines/uml-*.sh)))
um_linux   = $(shell tools/kernel --path um)/linux

# The full number runs natively.
uml_kunit_args := PROPERTY_PROGRAMS=2000

# With COUNTED=1, tests that gcov can count run with modules that are built for it.
uml_counted = $(filter $(counted_tests),$(uml_tests))
jobs_uml    = $(foreach t,$(uml_tests),$(if $(filter $(t),$(if $(COUNTED),$(uml_counted))),\
	$(call job_counted,$(t),uml-$(t)),\
	$(call uml_kind,$(t)) uml-$(t) machines/uml-$(t).sh $(um_linux) build/um $(uml_$(t)_args))$(newline))

# Modules, and programs that use them.
uml-programs: modules-um $(ccwtools:%=build/release/%) $(if $(COUNTED),counted-modules)
	$(call selftests,um,uapi)

check-uml-programs: uml-programs $(native_suites)
jobs_check-uml  = $(jobs_uml)
after_check-uml = $(jobs_same_cases)

check-uml: check-uml-programs ## the part of check that runs under User-mode Linux
	$(call run_part,check-uml)

uml: modules-um ## a shell in User-mode Linux, with a simulated DASD for vfio_ccw
	@machines/shell-uml $(shell tools/kernel --path um)/linux build/um

.PHONY: uml-programs check-uml-programs check-uml uml
