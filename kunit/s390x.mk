# SPDX-License-Identifier: GPL-2.0-only
#
# An s390x kernel in QEMU: the driver on I/O instructions, and everything that the
# simulator is tested with on a big-endian kernel.  Part of the Makefile.  Not part of
# check-all yet: it has to prove first that it is as steady as the others.

# Emulated instructions take their time.
s390x_kunit_args := PROPERTY_PROGRAMS=500

s390x_tests := $(patsubst kunit/s390x-%.sh,%,$(wildcard kunit/s390x-*.sh))
jobs_s390x   = $(foreach t,$(s390x_tests),tap s390x-$(t) kunit/s390x-$(t).sh build/s390x $(s390x_$(t)_args)$(newline)) \
	wait$(newline) \
	exit s390x-same-worlds kunit/same-worlds build/check-s390x/s390x-kunit.log $(native_suites)$(newline)

# One machine at a time: each has more processors than most of those it runs on.
check-s390x: TARGET := s390x
check-s390x: modules $(native_suites) ## the modules on an s390x machine of four processors
	$(Q)tools/guest-parts
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/uapi O=$(CURDIR)/build/s390x/uapi \
		SOURCE=$$(tools/kernel --path s390x)/source CC=$(cc_s390x) LDFLAGS=-static \
		CPPFLAGS='-DMACHINE_BUS=\"css_sim\"'
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/stress O=$(CURDIR)/build/s390x/stress \
		SOURCE=$$(tools/kernel --path s390x)/source CC=$(cc_s390x) LDFLAGS=-static \
		CPPFLAGS='-DMACHINE_BUS=\"css_sim\"'
	$(Q)mkdir -p build
	$(file > build/check-s390x.jobs,$(jobs_s390x))$(Q)TEST_JOBS=1 tools/run-tests build/check-s390x < build/check-s390x.jobs

.PHONY: check-s390x
