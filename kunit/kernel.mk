# SPDX-License-Identifier: GPL-2.0-only
#
# Kernel modules, and the tests that boot a kernel.  Part of the Makefile.

TARGET ?= um

# Which kernel is known only in the recipe: a target that sets TARGET sets it for that.
modules: | $(deps) ## kernel modules: TARGET=um, s390x, or x86 (KDIR=, of this kernel)
	$(if $(KDIR),,$(if $(filter um s390x,$(TARGET)),$(Q)tools/kernel $(TARGET)))
	$(call say,MODULES,$(TARGET))
	$(Q)tools/modules $(TARGET) $(KDIR)

# Built once into the user's cache.
uml-kernel: | $(deps)
	$(Q)tools/kernel um

s390x-kernel: | $(deps)
	$(Q)tools/kernel s390x

include kunit/kunit.mk

uml_tests := $(patsubst kunit/uml-%.sh,%,$(wildcard kunit/uml-*.sh))
jobs_uml   = $(foreach t,$(uml_tests),tap uml-$(t) kunit/uml-$(t).sh \
	$(shell tools/kernel --path um)/linux build/um$(newline))

include kunit/coverage.mk

# Modules, and programs that use them.
uml-programs: modules
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C kunit/uapi O=$(CURDIR)/build/um/uapi \
		SOURCE=$$(tools/kernel --path um)/source

check-uml: TARGET := um
check-uml: uml-programs $(native_suites) ## of check, what runs under User-mode Linux
	$(call run_jobs,check-uml,$(jobs_uml)wait$(newline)$(call jobs_worlds,check-uml))

uml: TARGET := um
uml: modules ## a shell in User-mode Linux, with a simulated DASD for vfio_ccw
	@kunit/shell-uml $(shell tools/kernel --path um)/linux build/um

.PHONY: modules uml-kernel s390x-kernel uml-programs check-uml uml

include kunit/watch.mk
