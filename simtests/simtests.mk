# SPDX-License-Identifier: GPL-2.0-only
#
# The suites, fuzzers and benchmarks of userspace.  Part of the Makefile.
#
#   FUZZ_SECONDS=N         how long the fuzzer runs
#   MUTANTS="OPTION ..."   options of tools/mutants: see its --help

port_src := $(wildcard simtests/port/*.c simtests/judge/*.c)
libs     += port

# Those that take seconds come last, so that a mistake shows early.
long_suites := test_recording test_compare test_minimise test_crash test_stream test_failure \
	test_property
all_suites := $(patsubst simtests/%.c,%,$(wildcard simtests/test_*.c))
suites     := $(filter-out $(long_suites),$(all_suites)) $(filter $(all_suites),$(long_suites))
scripts    := $(patsubst simtests/%.sh,%,$(wildcard simtests/test_*.sh))
fuzzers    := $(patsubst simtests/%.c,%,$(wildcard simtests/fuzz_*.c))
benches    := $(patsubst simtests/bench/%.c,%,$(wildcard simtests/bench/*.c))
recordings := $(sort $(wildcard simtests/recordings/*.jsonl.xz))

suite_libs := -Wl,--as-needed -lcmocka $(tool_libs)

# $(call simtest_rules): after those of the flavours
define simtest_rules
$(foreach f,native s390x coverage quick,\
	$(foreach s,$(suites),$(eval $(call program,$(f),$(s),simtests/$(s).c,$(suite_libs))))\
	$(foreach s,$(fuzzers),$(eval $(call program,$(f),$(s),simtests/$(s).c))\
		$(eval build/$(f)/$(s): build/$(f)/obj/simtests/corpus_main.o)))
$(foreach s,$(fuzzers),$(eval $(call program,fuzz,$(s),simtests/$(s).c,-fsanitize=fuzzer)))
$(foreach s,$(benches),$(eval $(call program,release,$(s),simtests/bench/$(s).c)))
$(eval $(call program,native,fsmdump,simtests/fsmdump.c))
endef

programs = $(addprefix build/$(1)/,$(suites) ccwreplay $(fuzzers))

recording_name = $(patsubst %.jsonl.xz,%,$(notdir $(1)))
corpus         = simtests/corpus/$(patsubst fuzz_%,%,$(1))

# $(call jobs,flavour[,suites to leave out]): all tests that one flavour can run; the labels'
# first part is the flavour.
jobs = $(call jobs_suites,$(1),$(filter-out $(2),$(suites)))\
$(foreach r,$(recordings),exit $(1)-replay-$(call recording_name,$(r)) \
	$(run_$(1)) build/$(1)/ccwreplay --hash --color=never $(r)$(newline))\
$(foreach s,$(fuzzers),exit $(1)-$(s) $(run_$(1)) build/$(1)/$(s) $(call corpus,$(s))$(newline))

jobs_suites = $(foreach s,$(2),tap $(1)-$(s) $(run_$(1)) build/$(1)/$(s)$(newline))

# Generated programs from other seeds than the suite's own.
more_seeds = 2 3
jobs_seeds = $(foreach s,$(more_seeds),tap native-property-seed-$(s) PROPERTY_SEED=$(s) \
	build/native/test_property generated_programs disk_programs tape_programs \
	instructions_at_any_time$(newline))

# Longest first
long_scripts := test_page test_replay test_capture
jobs_scripts = $(foreach s,$(call in_order,$(long_scripts),$(scripts)),exit native-$(s) \
	CCWREPLAY=build/native/ccwreplay simtests/$(s).sh$(newline))$(jobs_new_tshark)

# The dissector in a newer Wireshark.  Where that cannot be fetched, this is a failure.
jobs_new_tshark = exit native-test_capture-new tools/new-tshark && \
	TSHARK=$$(tools/new-tshark --path)/tshark CCWREPLAY=build/native/ccwreplay \
	simtests/test_capture.sh$(newline)

# Each fuzzer adds what it finds to a corpus of this clone.
jobs_fuzz = $(foreach s,$(fuzzers),exit fuzz-$(s) build/fuzz/$(s) $(fuzz_flags) \
	build/fuzz/corpus/$(s) $(wildcard $(call corpus,$(s)))$(newline))
fuzz_flags = -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=build/fuzz/ \
	-timeout=20 -rss_limit_mb=4096 -max_len=65536 -print_final_stats=1

# $(call jobs_hash,RESULTS): both byte orders must print the same trace hashes.
hashed := $(shell grep -ls 'trace hash' $(suites:%=simtests/%.c) /dev/null)
jobs_hash = $(foreach l,$(patsubst simtests/%.c,%,$(hashed)) \
	$(foreach r,$(recordings),replay-$(call recording_name,$(r))),\
	exit hash-$(l) tools/same-hash build/$(1)/native-$(l).log build/$(1)/s390x-$(l).log$(newline))

# Of `make check`: one recording as a whole.
jobs_sweep = exit sweep-dasd-online build/native/ccwreplay --sweep \
	simtests/recordings/dasd-online.jsonl.xz$(newline)

# Generated channel programs on Hercules and here, compared: machines/hercules-opinion.sh
opinion_objects := $(call objects,native,$(wildcard simtests/hercules/*.c))
-include $(opinion_objects:.o=.d)
build/native/opinion: $(opinion_objects) $(libs:%=build/native/lib%.a)
	$(call say,LD,$@)
	$(Q)$(cc_native) $(ldflags_native) -o $@ $(filter %.o,$^) \
		-Wl,--start-group $(filter %.a,$^) -Wl,--end-group

fuzz: FUZZ_SECONDS ?= 0
fuzz: $(addprefix build/fuzz/,$(fuzzers)) ## fuzz until interrupted, or for FUZZ_SECONDS
	$(Q)mkdir -p build $(fuzzers:%=build/fuzz/corpus/%)
	$(Q)set -e; $(foreach s,$(fuzzers),build/fuzz/$(s) $(fuzz_flags) build/fuzz/corpus/$(s) \
		$(wildcard $(call corpus,$(s)));)

# Without sanitizers, which make a copy of the machine four times as slow.
sweep: build/release/ccwreplay ## every fault at every point of every recording: a quarter of a million runs
	$(Q)$< --sweep $(recordings)

bench: $(addprefix build/release/,$(benches)) ## instructions, nanoseconds and calls per channel program
	$(Q)tools/bench build/release $(benches)

MUTANTS ?=

mutants: | $(deps) ## mutation testing: change the code at random places, count what the tests detect: half an hour
	$(Q)env -u MAKEFLAGS tools/mutants $(MUTANTS)

.PHONY: fuzz sweep bench mutants
