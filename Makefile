# SPDX-License-Identifier: GPL-2.0-only
#
# Every command of the repository; `make help` lists them.  All output goes to
# build/.  One rule set builds everything in several flavours (see "Flavours").
#
#   V=1                print whole commands
#   WERROR=0           warnings do not fail the build
#   FUZZ_SECONDS=N     how long the fuzzer runs
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

# ---- Sources: whatever is there ----------------------------------------------

core_src   := $(wildcard core/*.c core/fsm/*.c core/cp/*.c)
recorder_src := $(wildcard recorder/*.c)
hwsim_src  := $(wildcard hw-sim/*.c hw-sim/dev/*.c)
port_src   := $(wildcard simtests/port/*.c simtests/judge/*.c)
replay_src := $(filter-out simtests/replay/ccwreplay.c,$(wildcard simtests/replay/*.c)) \
	kunit/uapi/machine.c kunit/uapi/user.c

record_src := $(filter-out simtests/record/ccwrecord.c,$(wildcard simtests/record/*.c))

# Those that take seconds come last, so that a mistake shows early.
long_suites := test_recording test_compare test_minimise test_crash test_stream test_failure \
	test_property
all_suites := $(patsubst simtests/%.c,%,$(wildcard simtests/test_*.c))
suites     := $(filter-out $(long_suites),$(all_suites)) $(filter $(all_suites),$(long_suites))
scripts    := $(patsubst simtests/%.sh,%,$(wildcard simtests/test_*.sh))
fuzzers    := $(patsubst simtests/%.c,%,$(wildcard simtests/fuzz_*.c))
benches    := $(patsubst simtests/bench/%.c,%,$(wildcard simtests/bench/*.c))
recordings := $(sort $(wildcard simtests/recordings/*.jsonl.xz))
replay     := $(if $(wildcard simtests/replay/ccwreplay.c),ccwreplay)
fsmdump    := $(if $(wildcard simtests/fsmdump.c),fsmdump)

libs       := core recorder hwsim port replay record
tool_libs  := -ljansson -llzma -lnettle
suite_libs := -Wl,--as-needed -lcmocka $(tool_libs)

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
sets_check-guest := build kernel guest
sets_guest     := build kernel guest
sets_modules   := build kernel
sets_uml       := build kernel
sets_coverage  := build test coverage kernel
sets_bench     := build bench
sets_bench-record := build bench
sets_fuzz      := build test
sets_sweep     := build
sets_explore   := build
sets_mutants   := build mutants
sets_explore-faults := build
sets_lint      := build test lint docs
sets_docs      := build docs
sets_deps      := build test coverage bench lint docs kernel x86 guest
include kunit/install.mk
goals          := $(filter-out clean help,$(MAKECMDGOALS))
sets           := $(sort $(foreach g,$(goals),$(or $(sets_$(g)),build test)))

empty :=
space := $(empty) $(empty)
deps  := build/.deps/$(subst $(space),-,$(sets))

$(deps): tools/deps
	$(Q)tools/deps $(sets)
	$(Q)mkdir -p $(@D) && touch $@

# ---- Flavours ------------------------------------------------------------------
#
# native	what a developer runs: optimised, with sanitizers
# s390x		the same sources big-endian, run under qemu-user
# coverage	counted by gcov
# bench		as fast as it gets
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

cc_bench         := gcc
cflags_bench     := -O2

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

$(foreach f,native s390x coverage bench fuzz quick,$(eval $(call flavour,$(f))))
$(foreach f,native s390x coverage quick,\
	$(foreach s,$(suites),$(eval $(call program,$(f),$(s),simtests/$(s).c,$(suite_libs))))\
	$(foreach s,$(replay),$(eval $(call program,$(f),$(s),simtests/replay/$(s).c,$(tool_libs))))\
	$(foreach s,$(fuzzers),$(eval $(call program,$(f),$(s),simtests/$(s).c))\
		$(eval build/$(f)/$(s): build/$(f)/obj/simtests/corpus_main.o)))
$(foreach s,$(fuzzers),$(eval $(call program,fuzz,$(s),simtests/$(s).c,-fsanitize=fuzzer)))
$(foreach s,$(benches),$(eval $(call program,bench,$(s),simtests/bench/$(s).c)))
$(foreach s,$(fsmdump),$(eval $(call program,native,$(s),simtests/$(s).c)))

programs = $(addprefix build/$(1)/,$(suites) $(replay) $(fuzzers))

$(sysroot)/.complete: | $(deps)
	$(Q)tools/s390x-sysroot

# ---- Tests ---------------------------------------------------------------------
#
# A job is a line for tools/run-tests.  $(call jobs,flavour): all tests that one
# flavour can run; the labels' first part is the flavour.

define newline


endef

recording_name = $(patsubst %.jsonl.xz,%,$(notdir $(1)))
corpus         = simtests/corpus/$(patsubst fuzz_%,%,$(1))

jobs = $(foreach s,$(suites),tap $(1)-$(s) $(run_$(1)) build/$(1)/$(s)$(newline))\
$(if $(replay),$(foreach r,$(recordings),exit $(1)-replay-$(call recording_name,$(r)) \
	$(run_$(1)) build/$(1)/ccwreplay --hash --color=never $(r)$(newline)))\
$(foreach s,$(fuzzers),exit $(1)-$(s) $(run_$(1)) build/$(1)/$(s) $(call corpus,$(s))$(newline))

# Programs out of other seeds than the suite's own.
more_seeds = 2 3
jobs_seeds = $(foreach s,$(more_seeds),tap native-property-seed-$(s) PROPERTY_SEED=$(s) \
	build/native/test_property generated_programs disk_programs tape_programs \
	instructions_at_any_time$(newline))

jobs_scripts = $(foreach s,$(scripts),exit native-$(s) \
	CCWREPLAY=build/native/ccwreplay simtests/$(s).sh$(newline))

# Longest first.  Each fuzzer adds what it finds to a corpus of this clone.
jobs_fuzz = $(foreach s,$(fuzzers),exit fuzz-$(s) build/fuzz/$(s) $(fuzz_flags) \
	build/fuzz/corpus/$(s) $(wildcard $(call corpus,$(s)))$(newline))
fuzz_flags = -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=build/fuzz/ \
	-timeout=20 -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1

# Both byte orders must print the same trace hashes.
hashed := $(shell grep -ls 'trace hash' $(suites:%=simtests/%.c) /dev/null)
jobs_hash = $(foreach l,$(patsubst simtests/%.c,%,$(hashed)) \
	$(if $(replay),$(foreach r,$(recordings),replay-$(call recording_name,$(r)))),\
	exit hash-$(l) tools/same-hash build/check/native-$(l).log build/check/s390x-$(l).log$(newline))

# One argument a line, so that no list grows longer than a shell takes.
run_jobs = $(shell mkdir -p build)$(file > build/$(1).jobs,$(2))$(Q)tools/run-tests build/$(1) < build/$(1).jobs

help: ## this list
	@echo 'vfio-ccw, dual target: a VFIO driver for s390 subchannels, real or simulated'
	@echo
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile */*.mk | expand -t 23

demo: build/native/ccwreplay ## replay a recorded workload and compare with the mainframe
	@tools/demo build/native/ccwreplay $(RECORDING)

test: $(call programs,native) ## the suites and recordings on this machine, in less than a minute
	$(call run_jobs,test,$(call jobs,native))

check: FUZZ_SECONDS ?= $(if $(CI),60,10)
check: TARGET := um
check: $(call programs,native) $(call programs,s390x) $(addprefix build/fuzz/,$(fuzzers)) uml-programs build/explore/explore ## all tests: on both byte orders, a short fuzz, all schedules, the modules under User-mode Linux
	$(Q)mkdir -p build $(fuzzers:%=build/fuzz/corpus/%)
	$(call run_jobs,check,$(jobs_explore)$(jobs_uml)$(jobs_sweep)$(jobs_fuzz)$(call jobs,s390x)$(call jobs,native)$(jobs_seeds)$(jobs_scripts)wait$(newline)$(jobs_hash)$(call jobs_worlds,check))

# Each part has the machine for itself, and runs whatever became of the others.
check_all := check
check-all: ## check, and what takes longer
	$(Q)failed=; for part in $(check_all); do \
		env -u MAKEFLAGS $(MAKE) $$part || failed="$$failed $$part"; done; \
		[ -z "$$failed" ] || { echo "check-all: failed:$$failed" >&2; exit 1; }

fuzz: FUZZ_SECONDS ?= 0
fuzz: $(addprefix build/fuzz/,$(fuzzers)) ## fuzz until interrupted, or for FUZZ_SECONDS
	$(Q)mkdir -p build $(fuzzers:%=build/fuzz/corpus/%)
	$(Q)set -e; $(foreach s,$(fuzzers),build/fuzz/$(s) $(fuzz_flags) build/fuzz/corpus/$(s) \
		$(wildcard $(call corpus,$(s)));)

coverage: $(call programs,coverage) modules-counted ## tests counted line by line, and the floors they must reach
	$(Q)find build/coverage/obj -name '*.gcda' -delete
	$(Q)rm -rf build/um-coverage/gcov
	$(call run_jobs,coverage-tests,$(jobs_counted)$(call jobs,coverage)); tests=$$?; \
		tools/coverage build/coverage build/um-coverage && exit $$tests

bench: $(addprefix build/bench/,$(benches)) ## instructions, nanoseconds and calls per channel program
	$(Q)tools/bench build/bench $(benches)

jobs_lint = $(foreach c,$(filter-out $(if $(fsmdump),,states),$(shell tools/lint --list)),\
	exit lint-$(c) tools/lint $(c)$(newline))

lint: $(addprefix build/native/,$(fsmdump)) | $(deps) ## style, static analysis, purity and documentation
	$(call run_jobs,lint,$(jobs_lint))

docs: $(addprefix build/native/,$(fsmdump)) | $(deps) ## the documentation as HTML
	$(if $(fsmdump),$(Q)tools/state-table build/native/fsmdump)
	$(Q)tools/docs build/docs
	@echo '  HTML    build/docs/architecture.html'

deps: $(deps) ## install what the other commands need, or say how
	@tools/deps $(sets_deps)

clean: ## remove build/
	$(Q)rm -rf build

include kunit/record.mk
include kunit/kernel.mk
include kunit/x86.mk
include kunit/s390x.mk
include kunit/side.mk
include kunit/look.mk
include kunit/stages.mk
include kunit/hercules.mk
include kunit/bench.mk
include guest/guest.mk
include simtests/sweep.mk
include simtests/mutants.mk
include explore/explore.mk

FORCE:
.PHONY: help demo test check check-all fuzz coverage bench lint docs deps clean FORCE
