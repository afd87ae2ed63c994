# SPDX-License-Identifier: GPL-2.0-only
#
# Kernels and their modules, and the tests that boot a machine.  Part of the Makefile.

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

.PHONY: modules uml-kernel s390x-kernel

include machines/um.mk
include machines/um-debug.mk
include machines/x86.mk
include machines/s390x.mk
include machines/hercules.mk
