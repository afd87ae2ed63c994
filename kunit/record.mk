# SPDX-License-Identifier: GPL-2.0-only
#
# ccwrecord, which makes recordings of devices that are passed through.  Part of the
# Makefile.

record_src := $(filter-out simtests/record/ccwrecord.c,$(wildcard simtests/record/*.c))

$(foreach f,native s390x coverage bench,$(eval $(call archive,$(f),record))\
	$(eval $(call program,$(f),ccwrecord,simtests/record/ccwrecord.c,$(tool_libs)))\
	$(eval build/$(f)/ccwrecord: build/$(f)/librecord.a))

check: build/native/ccwrecord build/s390x/ccwrecord
