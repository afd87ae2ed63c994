# SPDX-License-Identifier: GPL-2.0-only
#
# Hercules: the driver on ECKD disks and a tape drive, under the s390x kernel; and channel
# programs out of a seed, without a kernel.  Part of the Makefile, and of check-s390x.
#
#   OPINION_SEED=N, OPINION_PROGRAMS=N   other programs, and how many
#   PROGRAM='dasd N'                     what show-opinion shows

hercules_tests := $(patsubst kunit/hercules-%.sh,%,$(wildcard kunit/hercules-*.sh))
jobs_hercules   = $(foreach t,$(hercules_tests),tap hercules-$(t) kunit/hercules-$(t).sh build/s390x$(newline))

# What compares.
opinion_objects := $(call objects,native,$(wildcard simtests/hercules/*.c))
-include $(opinion_objects:.o=.d)
build/native/opinion: $(opinion_objects) $(libs:%=build/native/lib%.a)
	$(call say,LD,$@)
	$(Q)$(cc_native) $(ldflags_native) -o $@ $(filter %.o,$^) \
		-Wl,--start-group $(filter %.a,$^) -Wl,--end-group

hercules-runner: | $(deps)
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/bare O=$(CURDIR)/build/s390x/hercules CC=$(cc_s390x)

hercules-programs: s390x-kernel hercules-runner build/native/opinion | $(deps)
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/hercules O=$(CURDIR)/build/s390x/hercules \
		SOURCE=$$(tools/kernel --path s390x)/source CC=$(cc_s390x) LDFLAGS=-static

check-hercules: TARGET := s390x
check-hercules: modules hercules-programs ## the driver on a mainframe's disks and tape, in Hercules
	$(Q)tools/guest-parts
	$(call run_jobs,check-hercules,$(jobs_hercules))

# Without a kernel: half a minute.
check-opinion: hercules-runner build/native/opinion ## generated channel programs on Hercules and on the simulator, compared
	$(call run_jobs,check-opinion,tap hercules-opinion kunit/hercules-opinion.sh build/s390x$(newline))

show-opinion: hercules-runner build/native/opinion ## one of these programs in full: PROGRAM='dasd N'
	@kunit/hercules-opinion.sh build/s390x $(PROGRAM)

check-s390x: hercules-programs
jobs_s390x += $(jobs_hercules)

.PHONY: hercules-runner hercules-programs check-hercules check-opinion show-opinion
