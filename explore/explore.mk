# SPDX-License-Identifier: GPL-2.0-only
#
# The core and the driver in all orders of their threads' operations.  Included by the
# Makefile.
#
#   EXPLORE_SECONDS=N  how long, in all; 0: without limit

# What only counts or keeps what happened affects no other thread: record.c stands for it.
explore_core := $(core_src) $(filter-out %/counters.c %/history.c,$(wildcard core/vfio/*.c))
explore_own  := $(wildcard explore/*.c)
explore_dir  := build/explore
explore_warn := -Wall -Wextra -Wno-unused-parameter -Wno-unused-value -Wno-sign-compare $(werror)
explore_flags := -std=gnu11 -g -O2 -fno-strict-aliasing -fno-pic -fno-common $(explore_warn)
explore_paths := -I$(explore_dir)/include -Iexplore -I.

# Each kernel header that the driver includes becomes the header of the user ABI with that
# name, if there is one, and explore/kernel.h.  Those that the user ABI includes are not
# replaced.
explore_abi     := linux/types.h linux/stddef.h linux/errno.h
explore_headers := $(filter-out $(explore_abi),$(sort $(shell \
	sed -nE 's/^.include <((linux|asm|trace)\/[^>]*)>.*/\1/p' core/vfio/*.[ch] recorder/kernel/hooks.h explore/*.h)))

$(explore_dir)/include/%.h:
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' '#pragma once' '#if __has_include_next(<$*.h>)' '#include_next <$*.h>' \
		'#endif' '#include "explore/kernel.h"' > $@

$(explore_dir)/obj/%.o: %.c $(explore_headers:%=$(explore_dir)/include/%)
	$(call say,CC,explore $<)
	$(Q)mkdir -p $(@D)
	$(Q)gcc $(explore_flags) $(explore_paths) -MMD -MP -c -o $@ $<

$(explore_dir)/core.o: $(explore_core:%.c=$(explore_dir)/obj/%.o) explore/join-core
	$(call say,LD,$@)
	$(Q)explore/join-core $@ $(filter %.o,$^)

$(explore_dir)/explore: $(explore_own:%.c=$(explore_dir)/obj/%.o) $(explore_dir)/core.o
	$(call say,LD,$@)
	$(Q)gcc -no-pie -o $@ $^

-include $(explore_own:%.c=$(explore_dir)/obj/%.d) $(explore_core:%.c=$(explore_dir)/obj/%.d)

explore: $(explore_dir)/explore ## the core and the driver in all orders of their threads, for EXPLORE_SECONDS
	$(Q)$< --seconds=$(EXPLORE_SECONDS)

EXPLORE_SECONDS ?= 120
check_all += explore-faults
jobs_explore = tap explore build/explore/explore --seconds=$(EXPLORE_SECONDS)$(newline)

# $(call try_faults,FOLDER)
try_faults = explore/try-faults $(explore_dir)/faults$(1) $(explore_dir)/obj/explore \
	gcc $(explore_flags) -w -I. -I$(CURDIR)/$(explore_dir)/include -I$(CURDIR)/explore

explore_faults := $(patsubst explore/faults/%.patch,%,$(wildcard explore/faults/*.patch))
jobs_explore-faults = $(foreach f,$(explore_faults),tap fault-$(f) FAULTS=$(f) \
	$(call try_faults,/$(f))$(newline))

explore-faults-programs: $(explore_dir)/explore
explore-faults: explore-faults-programs ## check that the explorer finds known races
	$(Q)$(try_faults)

.PHONY: explore explore-faults-programs explore-faults
