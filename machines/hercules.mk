# SPDX-License-Identifier: GPL-2.0-only
#
# Hercules: the driver on ECKD disks and a tape drive, under the s390x kernel; and channel
# programs generated from a seed, without a kernel.  Part of the Makefile, and of check-s390x.
#
#   OPINION_SEED=N, OPINION_PROGRAMS=N   other programs, and how many
#   PROGRAM='dasd N'                     what show-opinion shows

hercules_tests := $(patsubst machines/hercules-%.sh,%,$(filter-out %-images.sh,$(wildcard machines/hercules-*.sh)))
jobs_check-hercules = $(foreach t,$(hercules_tests),tap hercules-$(t) machines/hercules-$(t).sh build/s390x$(newline))

hercules-programs: s390x-kernel hercules-runner build/native/opinion | $(deps)
	$(call selftests,s390x,hercules,$(selftests_s390x))

check-hercules: modules-s390x hercules-programs ## the driver on a mainframe's disks and tape, in Hercules
	$(Q)tools/guest-parts
	$(call run_part,check-hercules)

# Without a kernel: half a minute.
check-opinion: hercules-runner build/native/opinion ## generated channel programs on Hercules and on the simulator, compared
	$(call run_jobs,check-opinion,tap hercules-opinion machines/hercules-opinion.sh build/s390x$(newline))

show-opinion: hercules-runner build/native/opinion ## one of these programs in full: PROGRAM='dasd N'
	@machines/hercules-opinion.sh build/s390x $(PROGRAM)

check-s390x-programs: hercules-programs
jobs_check-s390x += $(jobs_check-hercules)

.PHONY: hercules-programs check-hercules check-opinion show-opinion
