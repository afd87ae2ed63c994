# SPDX-License-Identifier: GPL-2.0-only
#
# Kernels and their modules, and the tests that boot a machine.  Part of the Makefile.

TARGET ?= um

# With a kernel of tools/kernel; um-coverage is um's, counted by gcov.
kernel_modules := $(addprefix modules-,um um-coverage um-debug s390x s390x-debug x86-kcsan)
$(kernel_modules): modules-%: | $(deps)
	$(Q)tools/kernel $(patsubst %-coverage,%,$*)
	$(call say,MODULES,$*)
	$(Q)tools/modules $*

modules-x86: stock-kernel
	$(call say,MODULES,x86)
	$(Q)tools/modules x86 "$$(tools/stock-kernel --build)"

modules: | $(deps) ## kernel modules: TARGET=um, s390x, or x86 (KDIR=, of this kernel)
	$(if $(KDIR),,$(if $(filter um s390x,$(TARGET)),$(Q)tools/kernel $(TARGET)))
	$(call say,MODULES,$(TARGET))
	$(Q)tools/modules $(TARGET) $(KDIR)

# Built once into the user's cache.
s390x-kernel: | $(deps)
	$(Q)tools/kernel s390x

.PHONY: modules $(kernel_modules) modules-x86 s390x-kernel

include machines/um.mk
include machines/um-debug.mk
include machines/x86.mk
include machines/s390x.mk
include machines/hercules.mk
