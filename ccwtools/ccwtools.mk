# SPDX-License-Identifier: GPL-2.0-only
#
# The tools: ccwreplay and ccwrecord, and the libraries they are made of.  Part of the
# Makefile.
#
#   build/release/   what is installed, and what runs in User-mode Linux, which has no room
#                    for the sanitizers' shadow
#   build/native/    with sanitizers, for the tests
#   build/s390x/     big-endian; NAME-static for file systems that have no libraries

recording_src := $(wildcard ccwtools/recording/*.c)
vfio_src      := $(wildcard ccwtools/vfio/*.c)
replay_src    := $(filter-out %/ccwreplay.c,$(wildcard ccwtools/replay/*.c))
record_src    := $(filter-out %/ccwrecord.c,$(wildcard ccwtools/record/*.c))

libs      += recording vfio replay record
tool_libs := -ljansson -llzma -lnettle
ccwtools  := ccwreplay ccwrecord

# $(call ccwtool_programs,flavour)
define ccwtool_programs
$(call program,$(1),ccwreplay,ccwtools/replay/ccwreplay.c,$(tool_libs))
$(call program,$(1),ccwrecord,ccwtools/record/ccwrecord.c,$(tool_libs))
# The page is included by the assembler, which no compiler's list of dependencies names.
build/$(1)/obj/ccwtools/replay/page_html.o: ccwtools/replay/page.html
endef

# $(call ccwtool_rules): after those of the flavours
define ccwtool_rules
$(foreach f,native s390x coverage release quick fuzz,$(eval $(call ccwtool_programs,$(f))))
$(eval $(call program,s390x,ccwreplay-static,ccwtools/replay/ccwreplay.c,-static $(tool_libs)))
$(eval $(call program,s390x,ccwrecord-static,ccwtools/record/ccwrecord.c,-static $(tool_libs)))
endef

page-picture: build/native/ccwreplay | $(deps) ## the picture of a replay's page in docs/, anew
	$(Q)tools/page-picture build/native/ccwreplay docs/page.png
	@echo '  PNG     docs/page.png'

# Recording, in instructions.
bench: bench-record
bench-record: build/release/recording | $(deps) ## what recording costs, in instructions per request
	$(Q)tools/bench-record build/release

.PHONY: page-picture bench-record
