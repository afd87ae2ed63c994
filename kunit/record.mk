# SPDX-License-Identifier: GPL-2.0-only
#
# ccwrecord, which makes recordings of devices that are passed through.  Part of the
# Makefile.

$(foreach f,native s390x coverage bench,\
	$(eval $(call program,$(f),ccwrecord,simtests/record/ccwrecord.c,$(tool_libs))))

check: build/native/ccwrecord build/s390x/ccwrecord

# What records guests, and in User-mode Linux: sanitizers want more address space than
# there is.
uml-programs guest-parts: build/bench/ccwrecord build/bench/ccwreplay

bench: bench-record
bench-record: build/bench/recording | $(deps) ## what recording costs, in instructions per request
	$(Q)tools/bench-record build/bench

.PHONY: bench-record
