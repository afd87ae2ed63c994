# SPDX-License-Identifier: GPL-2.0-only
#
# The tools: ccwreplay and ccwrecord, and the libraries they are made of.  Part of the
# Makefile.
#
#   build/release/   what is installed, and what runs in User-mode Linux, whose address space
#                    is too small for the sanitizers' shadow memory
#   build/native/    with sanitizers, for the tests
#   build/s390x/     big-endian; NAME-static for file systems that have no libraries
#
#   CFLAGS=, LDFLAGS=  more flags for build/release/
#   PREFIX=DIR         where install-tools puts them: /usr/local, if not given
#   DESTDIR=DIR        everything goes below this folder, for a package
#   bindir=, mandir=, datadir=, docdir=   single folders, if not below PREFIX as usual

recording_src := $(wildcard ccwtools/recording/*.c)
vfio_src      := $(wildcard ccwtools/vfio/*.c)
replay_src    := $(filter-out %/ccwreplay.c,$(wildcard ccwtools/replay/*.c))
record_src    := $(filter-out %/ccwrecord.c,$(wildcard ccwtools/record/*.c))

libs      += recording vfio replay record
tool_libs := -ljansson -llzma -lnettle
ccwtools  := ccwreplay ccwrecord

# $(call ccwtool_programs,flavour)
define ccwtool_programs
-include build/$(1)/obj/build/version.d
$(ccwtools:%=build/$(1)/%): build/$(1)/obj/build/version.o
$(call program,$(1),ccwreplay,ccwtools/replay/ccwreplay.c,$(tool_libs))
$(call program,$(1),ccwrecord,ccwtools/record/ccwrecord.c,$(tool_libs))
# The assembler includes the page, so the compiler's list of dependencies lacks it.
build/$(1)/obj/ccwtools/replay/page_html.o: ccwtools/replay/page.html
endef

# $(call ccwtool_rules): after those of the flavours
define ccwtool_rules
$(foreach f,native s390x coverage release quick fuzz,$(eval $(call ccwtool_programs,$(f))))
$(eval $(foreach t,$(ccwtools),build/s390x/$(t)-static): build/s390x/obj/build/version.o)
$(eval $(call program,s390x,ccwreplay-static,ccwtools/replay/ccwreplay.c,-static $(tool_libs)))
$(eval $(call program,s390x,ccwrecord-static,ccwtools/record/ccwrecord.c,-static $(tool_libs)))
endef

# The version is in a file of its own, which only the tools are linked with: a commit does not
# link the suites again.
build/version.c: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)text='const char ccwtools_version[] = "$(shell tools/version)";'; \
		echo "$$text" | cmp -s - $@ || echo "$$text" > $@

# ---- Installing ----------------------------------------------------------------

PREFIX  ?= /usr/local
bindir  ?= $(PREFIX)/bin
datadir ?= $(PREFIX)/share
mandir  ?= $(datadir)/man
docdir  ?= $(datadir)/doc/ccwtools
export_folders = DESTDIR='$(DESTDIR)' bindir='$(bindir)' datadir='$(datadir)' \
	mandir='$(mandir)' docdir='$(docdir)'

# The stamp tells install-tools that everything was up to date.
tools: $(ccwtools:%=build/release/%) ## build ccwreplay and ccwrecord, for install-tools
	$(Q)touch build/release/.tools

# Root does not build in a clone of another user, but installs what that user has built, so that
# no file there is owned by root.
owner := $(shell stat -c %u Makefile)
install-tools: $(if $(filter-out $(shell id -u),$(owner)),,tools) ## install both tools and their manual pages: PREFIX=, DESTDIR=
	$(Q)$(export_folders) tools/install-tools install

uninstall-tools: ## remove what install-tools has installed: PREFIX=, DESTDIR=
	$(Q)$(export_folders) tools/install-tools uninstall

page-picture: build/native/ccwreplay | $(deps) ## regenerate docs/page.png, the picture of a replay's page
	$(Q)tools/page-picture build/native/ccwreplay docs/page.png
	@echo '  PNG     docs/page.png'

# Recording, in instructions.
bench: bench-record
bench-record: build/release/recording | $(deps) ## what recording costs, in instructions per request
	$(Q)tools/bench-record build/release

# Long recordings, in KiB and instructions.
bench: bench-tools
bench-tools: $(ccwtools:%=build/release/%) build/release/peak | $(deps) ## memory and instructions of the tools, for recordings of two sizes
	$(Q)tools/bench-tools build/release

.PHONY: tools install-tools uninstall-tools page-picture bench-record bench-tools
