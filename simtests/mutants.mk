# SPDX-License-Identifier: GPL-2.0-only
#
# Do the suites notice when the code is wrong?  Part of the Makefile.
#
#   MUTANTS="OPTION ..."	options of tools/mutants: see its --help

MUTANTS ?=

mutants: | $(deps) ## break the code in seeded ways, and count what the suites notice: half an hour
	$(Q)env -u MAKEFLAGS tools/mutants $(MUTANTS)

.PHONY: mutants
