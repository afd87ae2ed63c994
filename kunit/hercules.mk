# SPDX-License-Identifier: GPL-2.0-only
#
# The s390x kernel on Hercules: the driver on ECKD disks and a tape drive.  Part of the
# Makefile, and of check-s390x.

hercules_tests := $(patsubst kunit/hercules-%.sh,%,$(wildcard kunit/hercules-*.sh))
jobs_hercules   = $(foreach t,$(hercules_tests),tap hercules-$(t) kunit/hercules-$(t).sh build/s390x$(newline))

hercules-programs: s390x-kernel | $(deps)
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/hercules O=$(CURDIR)/build/s390x/hercules \
		SOURCE=$$(tools/kernel --path s390x)/source CC=$(cc_s390x) LDFLAGS=-static

check-hercules: TARGET := s390x
check-hercules: modules hercules-programs ## the driver on a mainframe's disks and tape, in Hercules
	$(Q)tools/guest-parts
	$(call run_jobs,check-hercules,$(jobs_hercules))

check-s390x: hercules-programs
jobs_s390x += $(jobs_hercules)

.PHONY: hercules-programs check-hercules
