# SPDX-License-Identifier: GPL-2.0-only
#
# Modules for the kernel of this machine, or of another one.  Part of the
# Makefile, before the rules that build them.
#
#   TARGET=x86|s390x   what the kernel is for; this machine, if not given
#   KDIR=DIR           its build tree; on s390x that of the kernel that runs, if not given
#   DESTDIR=DIR        `make install` for a package

machine := $(if $(filter s390x,$(shell uname -m)),s390x,x86)

ifneq ($(filter install uninstall,$(MAKECMDGOALS)),)
TARGET ?= $(machine)
ifeq ($(TARGET)$(machine),s390xs390x)
KDIR ?= /lib/modules/$(shell uname -r)/build
endif
endif

# Modules for s390x need a cross compiler on any other machine.
ifeq ($(TARGET)$(filter s390x,$(machine)),s390x)
sets_modules += cross
sets_install += cross
endif

install: modules ## the modules for the kernel of this machine, or KDIR=, below DESTDIR
	$(Q)tools/install --target=$(TARGET) install $(DESTDIR)

uninstall: ## remove what install has installed
	$(Q)tools/install --target=$(TARGET) uninstall $(DESTDIR)

.PHONY: install uninstall
