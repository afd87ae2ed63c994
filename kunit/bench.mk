# SPDX-License-Identifier: GPL-2.0-only
#
# Costs in instructions, beside those of the kernel's own driver.  Part of the Makefile.

bench-s390x: TARGET := s390x
bench-s390x: modules ## instructions per channel program on s390x, beside the in-tree driver's
	$(Q)tools/guest-parts
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/bench O=$(CURDIR)/build/s390x/bench \
		SOURCE=$$(tools/kernel --path s390x)/source CC=$(cc_s390x) LDFLAGS=-static \
		CPPFLAGS='-DMACHINE_BUS=\"css_sim\"'
	$(Q)kunit/bench-s390x.sh build/s390x

.PHONY: bench-s390x
