# SPDX-License-Identifier: GPL-2.0-only
#
# Modules for tests only.  Part of Kbuild.

# A subchannel that misbehaves.
obj-m += test_channel.o
test_channel-y := selftests/modules/test_channel.o

# The suites, for a kernel that has KUnit.
obj-$(if $(CONFIG_KUNIT),m) += vfio_ccw_kunit.o

# Messages of tests name a file of the repository, wherever it is built.
ccflags-y += -fmacro-prefix-map=$(root)/=

# simtests/port and simtests/judge without the files that need libc, which have counterparts in
# kunit/port.
port-libc := simtests/port/port.o simtests/port/guest_memory.o simtests/port/suite_main.o
port      := $(filter-out $(port-libc),$(call local-objects,simtests/port simtests/judge))

include $(root)/kunit/suites.mk
suites := $(filter-out $(libc_suites:%=simtests/%.o),$(patsubst $(root)/%.c,%.o,$(wildcard $(root)/simtests/test_*.c)))

# A suite of a device model alone has a channel of its own instead of the
# engine's.  It is linked with the models first, and other objects see neither.
alone   := $(patsubst $(root)/%.c,%.o,$(shell grep -l '^size_t sim_channel_put' $(root)/simtests/test_*.c))
models  := $(call local-objects,hw-sim/dev)
isolate := $(patsubst simtests/%.o,kunit/alone_%.o,$(alone))

# Of the code for kernels only what the suites in kunit/ call; test_pins.c includes what it tests.
vfio_ccw_kunit-y := $(call local-objects,core core/fsm core/cp recorder hw-sim kunit kunit/port) \
	hw-sim/kernel/image.o $(models) $(port) $(filter-out $(alone),$(suites)) $(isolate)

quiet_cmd_isolate = ISOLATE $@
      cmd_isolate = $(LD) $(KBUILD_LDFLAGS) -r -o $@.tmp $(real-prereqs) && \
		    $(OBJCOPY) --keep-global-symbol=none $@.tmp $@ && rm -f $@.tmp

$(addprefix $(obj)/,$(isolate)): $(obj)/kunit/alone_%.o: $(obj)/simtests/%.o $(addprefix $(obj)/,$(models)) FORCE
	$(call if_changed,isolate)

targets += $(isolate) $(alone)
