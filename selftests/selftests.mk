# SPDX-License-Identifier: GPL-2.0-only
#
# The programs that run in the machines of machines/.  Part of the Makefile.

# $(call selftests_in,build tree of a kernel,TARGET,folder,options of make): into
# build/TARGET/FOLDER
selftests_in = $(Q)env -u MAKEFLAGS $(MAKE) -s -C selftests/$(3) O=$(CURDIR)/build/$(2)/$(3) \
	SOURCE=$(1)/source $(4)

# $(call selftests,TARGET,folder,options of make): with that kernel of tools/kernel
selftests = $(call selftests_in,$$(tools/kernel --path $(1)),$(1),$(2),$(3))

# Big-endian, in a file system that has no libraries; and there, on the simulator's devices.
selftests_s390x         = CC=$(cc_s390x) LDFLAGS=-static
selftests_s390x_css_sim = $(selftests_s390x) CPPFLAGS='-DCSS_BUS=\"css_sim\"'

# $(call provoke,flavour of the kernel,ARCH): the module that makes checkers report
define provoke
$(Q)mkdir -p build/$(1)/provoke
$(Q)cp -u selftests/modules/provoke/{Kbuild,provoke.c} build/$(1)/provoke
$(Q)env -u MAKEFLAGS $(MAKE) -s -C $$(tools/kernel --path $(1)) ARCH=$(2) \
	M=$(CURDIR)/build/$(1)/provoke modules > build/$(1)/provoke.log
endef

# It needs no kernel.
hercules-runner: | $(deps)
	$(Q)env -u MAKEFLAGS $(MAKE) -s -C selftests/bare O=$(CURDIR)/build/s390x/hercules CC=$(cc_s390x)

.PHONY: hercules-runner
