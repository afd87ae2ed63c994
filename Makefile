# SPDX-License-Identifier: GPL-2.0-only
#
# Every command of the repository; `make help` lists them.  All output goes to
# build/.  One rule set builds everything in several flavours (see "Flavours").
#
#   V=1                print whole commands
#   WERROR=0           warnings do not fail the build
#   RECORDING=FILE     what `make demo` replays
#   EXPLORE_SECONDS=N  how long schedules are explored; 0: without limit

.DEFAULT_GOAL := help
.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:
# `make guest SHELL=1` wants a shell in the guest, not another one for make.
guest_shell := $(filter 1,$(SHELL))
override SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(2)')
CI ?=

# ---- Sources: all that match; the .mk files of the folders add their own --------

core_src   := $(wildcard core/*.c core/fsm/*.c core/cp/*.c)
recorder_src := $(wildcard recorder/*.c)
hwsim_src  := $(wildcard hw-sim/*.c hw-sim/dev/*.c)
libs       := core recorder hwsim

# ---- What has to be installed, per command ------------------------------------

sets_demo      := build
sets_check     := build test kernel
sets_check-all := build test kernel x86 guest
sets_check-uml := build kernel test
sets_check-x86 := build kernel x86
sets_check-kcsan := build kernel x86
sets_check-s390x := build kernel test guest
sets_check-s390x-debug := build kernel test guest
sets_check-side := build kernel test guest
sets_check-hercules := build kernel test guest
sets_check-opinion := build test guest
sets_show-opinion := build guest
sets_bench-s390x := build kernel test guest
sets_nested     := build kernel test guest
sets_check-debug := build kernel
sets_kunit     := build kernel test
sets_install   := build kernel
sets_uninstall := build
sets_tools     := build
sets_install-tools := build
sets_uninstall-tools := build
sets_check-guest := build kernel guest
sets_guest     := build kernel guest
sets_modules   := build kernel
sets_uml       := build kernel
sets_coverage  := build test coverage kernel
sets_bench     := build bench
sets_bench-record := build bench
sets_bench-tools := build bench
sets_fuzz      := build test
sets_sweep     := build
sets_explore   := build
sets_mutants   := build mutants
sets_explore-faults := build
sets_lint      := build test lint docs
sets_docs      := build docs
sets_deps      := build test coverage bench lint docs kernel x86 guest
include tools/install.mk
goals          := $(filter-out clean help,$(MAKECMDGOALS))
sets           := $(sort $(foreach g,$(goals:%-programs=%),$(or $(sets_$(g)),build test)))

empty :=
space := $(empty) $(empty)
deps  := build/.deps/$(subst $(space),-,$(sets))

$(deps): tools/deps
	$(Q)tools/deps $(sets)
	$(Q)mkdir -p $(@D) && touch $@

# ---- Flavours ------------------------------------------------------------------
#
# release	what is installed and measured: optimised, without sanitizers
# native	what tests run: optimised, with sanitizers
# s390x		the same sources big-endian, run under qemu-user
# coverage	counted by gcov
# quick		what `make mutants` tries first: quick to build, and without sanitizers
# fuzz		clang, libFuzzer

werror  := $(if $(filter 0,$(WERROR)),,-Werror)
include := -I. -Isimtests/port
warn    := -Wall -Wextra -Wno-unused-parameter $(werror)
cflags  := -std=gnu11 -g -fno-strict-aliasing $(warn) $(include) -MMD -MP
checked := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

cc_native        := gcc
cflags_native    := -O2 $(checked)
ldflags_native   := $(checked)

cross            := /usr/s390x-linux-gnu
sysroot          := $(shell tools/s390x-sysroot --path)
sysroot_libs     := $(sysroot)/usr/lib/s390x-linux-gnu $(sysroot)/lib/s390x-linux-gnu
cc_s390x         := s390x-linux-gnu-gcc
cflags_s390x     := -O2 -isystem $(sysroot)/usr/include
ldflags_s390x    := $(foreach d,$(sysroot_libs),-L$(d) -Wl,-rpath-link,$(d))
run_s390x        := qemu-s390x-static -L $(cross) -E LD_LIBRARY_PATH=$(subst $(space),:,$(sysroot_libs))
needs_s390x      := $(sysroot)/.complete

cc_coverage      := gcc
cflags_coverage  := -O0 --coverage
ldflags_coverage := --coverage

cc_release       := gcc
cflags_release   := -O2 $(CFLAGS)
ldflags_release  := $(LDFLAGS)

cc_quick         := gcc
cflags_quick     := -O2 -g0

cc_fuzz          := clang
cflags_fuzz      := -O1 $(checked) -fsanitize=fuzzer-no-link
ldflags_fuzz     := $(checked)

objects = $(patsubst %.c,build/$(1)/obj/%.o,$(2))

# $(call program,flavour,name,main source,extra link flags)
define program
-include build/$(1)/obj/$(3:.c=.d)
build/$(1)/$(2): build/$(1)/obj/$(3:.c=.o) $(libs:%=build/$(1)/lib%.a)
	$$(call say,LD,$$@)
	$$(Q)$$(cc_$(1)) $$(ldflags_$(1)) -o $$@ $$(filter %.o,$$^) \
		-Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $(4)
endef

# $(call archive,flavour,name)
define archive
-include $(patsubst %.c,build/$(1)/obj/%.d,$($(2)_src))
build/$(1)/lib$(2).a: $(call objects,$(1),$($(2)_src)) build/$(1)/.flags
	$$(call say,AR,$$@)
	$$(Q)rm -f $$@ && ar rcs $$@ $$(filter %.o,$$^)
endef

# $(call flavour,name)
define flavour
build/$(1)/obj/%.o: %.c build/$(1)/.flags
	$$(call say,CC,$(1) $$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(cc_$(1)) $$(cflags) $$(cflags_$(1)) -c -o $$@ $$<

# Rebuild when the flags change, not when the Makefile does.
build/$(1)/.flags: FORCE | $$(deps) $$(needs_$(1))
	$$(Q)mkdir -p $$(@D)
	$$(Q)flags='$$(cc_$(1)) $$(cflags) $$(cflags_$(1)) $$(ldflags_$(1))'; \
		echo "$$$$flags" | cmp -s - $$@ || echo "$$$$flags" > $$@
$(foreach l,$(libs),$(eval $(call archive,$(1),$(l))))
endef

define newline


endef

# $(call in_order,FIRST,ALL): all of them, those of FIRST in that order before the others
in_order = $(filter $(2),$(1)) $(filter-out $(1),$(2))

include ccwtools/ccwtools.mk
include simtests/simtests.mk

$(foreach f,release native s390x coverage fuzz quick,$(eval $(call flavour,$(f))))
$(call ccwtool_rules)
$(call simtest_rules)

$(sysroot)/.complete: | $(deps)
	$(Q)tools/s390x-sysroot

# ---- Tests ---------------------------------------------------------------------
#
# A job is a line for tools/run-tests.

# Through a file, since a list can be longer than a command line may be.
run_jobs = $(shell mkdir -p build)$(file > build/$(1).jobs,$(2))$(Q)tools/run-tests build/$(1) < build/$(1).jobs

# A part of the checks is a target PART.  Its programs are those of the target PART-programs,
# and its jobs, in this order, those of
#
#   first_PART   the quickest, which find most errors
#   jobs_PART    the longest first, so that none of them is alone at the end
#   last_PART    short ones
#   after_PART   comparisons of the results of the others, which are in build/$(1)
#
# $(call run_part,PART[,RESULTS])
run_part = $(call run_jobs,$(or $(2),$(1)),$(first_$(1))$(jobs_$(1))$(last_$(1))wait$(newline)$(call after_$(1),$(or $(2),$(1))))

help: ## this list
	@echo 'vfio-ccw, dual target: a VFIO driver for s390 subchannels, real or simulated'
	@echo
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile */*.mk | expand -t 26

demo: build/release/ccwreplay ## replay a recorded workload and compare with the mainframe
	@tools/demo build/release/ccwreplay $(RECORDING)

test: $(call programs,native) ## the suites and recordings on this machine, in less than a minute
	$(call run_jobs,test,$(call jobs,native))

# The suites that take longest in big-endian form.
s390x_suites := test_property test_minimise test_failure test_compare

first_check = $(call jobs,native)
jobs_check  = $(jobs_uml)$(jobs_explore)$(jobs_fuzz)$(call jobs_suites,s390x,$(s390x_suites))$(jobs_scripts)$(jobs_sweep)$(jobs_seeds)
last_check  = $(call jobs,s390x,$(s390x_suites))
after_check = $(jobs_hash)$(jobs_same_cases)

check-programs: tools $(call programs,native) build/native/ccwrecord build/s390x/ccwrecord $(call programs,s390x) $(addprefix build/fuzz/,$(fuzzers)) uml-programs build/explore/explore
	$(Q)mkdir -p build $(fuzzers:%=build/fuzz/corpus/%)

check check-all: FUZZ_SECONDS ?= $(if $(CI),60,10)
check: check-programs ## the tests in both byte orders, a short fuzz, schedules, the modules under User-mode Linux
	$(call run_part,check)

# All parts at once, so that the processors are busy until the end.  Machines with several
# processors run one at a time, so theirs begin first.
check_all := check
parts      = $(call in_order,check-s390x check-x86,$(check_all))
check-all: ## check, and what takes longer; results of all checks also in build/*/junit.xml
	$(shell rm -rf build/parts; mkdir -p build/parts)$(foreach p,$(parts),\
		$(foreach l,first jobs last after,$(file > build/parts/$(p).$(l),$(call $(l)_$(p),check-all))))
	$(Q)tools/check-parts build/check-all build/parts '$(MAKE)' $(parts)

jobs_lint = $(foreach c,$(shell tools/lint --list),\
	exit lint-$(c) tools/lint $(c)$(newline))

lint: build/native/fsmdump build/release/ccwreplay build/release/ccwrecord | $(deps) ## style, static analysis, purity and documentation
	$(call run_jobs,lint,$(jobs_lint))

docs: build/native/fsmdump | $(deps) ## the documentation as HTML
	$(Q)tools/state-table build/native/fsmdump
	$(Q)tools/docs build/docs
	@echo '  HTML    build/docs/architecture.html'

deps: $(deps) ## install what the other commands need, or say how
	@tools/deps $(sets_deps)

clean: ## remove build/
	$(Q)rm -rf build

include kunit/kunit.mk
include selftests/selftests.mk
include machines/machines.mk
include guest/guest.mk
include coverage/coverage.mk
include explore/explore.mk

FORCE:
.PHONY: help demo test check-programs check check-all lint docs deps clean FORCE
